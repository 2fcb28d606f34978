#include "cli/score_stream.h"

#include "analyse/score_json.h"
#include "base/mem.h"
#include "base/thread.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES ((size_t)256 << 10)
#define THREADS_MAX 256

/* Whole lines on their way. */
struct block {
    struct et_buf in, out;
    uint64_t first_line, lines, bad;
    bool too_long; /* stands for one line that was over the cap */
    bool scored;
};

struct reader {
    int input;
    struct et_buf rest; /* of a line whose end has not come yet */
    uint64_t line;      /* number of the next one */
    bool skipping;      /* inside a line that was over the cap */
    bool at_end;
};

/* One scoring thread's own things. */
struct worker {
    struct et_score_stream *stream;
    struct pipe *pipe;
    struct et_scratch *scratch;
    struct et_arena arena;
    struct et_thread *thread;
};

/* A ring of blocks: read, scored and written indices run after each other. */
struct pipe {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct et_score_stream *stream;
    struct block *blocks;
    size_t count;
    uint64_t read, taken, written;
    bool ended, stopped;
    enum et_rc rc;
    struct et_error error;
};

/* ---- reading ---- */

static enum et_rc read_some(struct reader *reader, struct et_buf *into, struct et_error *error)
{
    if (!et_buf_reserve(into, READ_BYTES))
        return et_fail_nomem(error);
    ssize_t n;
    do
        n = read(reader->input, into->data + into->len, READ_BYTES);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return et_fail_errno(error, errno, "standard input");
    into->len += (size_t)n;
    reader->at_end = n == 0;
    return ET_OK;
}

static uint64_t count_lines(const char *from, const char *end)
{
    uint64_t lines = 0;
    while (from < end && (from = memchr(from, '\n', (size_t)(end - from)))) {
        lines++;
        from++;
    }
    return lines;
}

/* Drops what belongs to a line over the cap; true when its end was found. */
static bool skip_line(struct reader *reader, struct block *block)
{
    char *end = block->in.len ? memchr(block->in.data, '\n', block->in.len) : NULL;
    size_t drop = end ? (size_t)(end + 1 - block->in.data) : block->in.len;
    if (end)
        memmove(block->in.data, block->in.data + drop, block->in.len - drop);
    block->in.len -= drop;
    reader->skipping = !end && !reader->at_end;
    return end != NULL;
}

/* Keeps whole lines in the block and puts the begun one aside. */
static bool cut_lines(struct reader *reader, struct block *block)
{
    char *last = block->in.len ? memrchr(block->in.data, '\n', block->in.len) : NULL;
    size_t whole = last ? (size_t)(last + 1 - block->in.data) : reader->at_end ? block->in.len : 0;
    if (reader->at_end)
        whole = block->in.len;
    et_buf_clear(&reader->rest);
    if (!et_buf_add(&reader->rest, block->in.data + whole, block->in.len - whole))
        return false;
    block->in.len = whole;
    return true;
}

/* Fills the block with the whole lines that are there; ET_END after the last. */
static enum et_rc read_block(struct reader *reader, struct block *block, struct et_error *error)
{
    et_buf_clear(&block->in);
    et_buf_clear(&block->out);
    block->lines = block->bad = 0;
    block->too_long = block->scored = false;
    if (!et_buf_slice(&block->in, et_buf_view(&reader->rest)))
        return et_fail_nomem(error);
    et_buf_clear(&reader->rest);
    while (!reader->at_end) {
        size_t before = block->in.len;
        enum et_rc rc = read_some(reader, &block->in, error);
        if (rc != ET_OK)
            return rc;
        if (reader->skipping && !skip_line(reader, block))
            continue;
        if (memchr(block->in.data + before, '\n', block->in.len - before))
            break;
        if (block->in.len > ET_SCORE_LINE_MAX) {
            block->in.len = 0;
            block->too_long = reader->skipping = true;
            block->first_line = reader->line++;
            return ET_OK;
        }
    }
    if (!cut_lines(reader, block))
        return et_fail_nomem(error);
    block->first_line = reader->line;
    if (block->in.len)
        reader->line +=
            count_lines(block->in.data, block->in.data + block->in.len) + (block->in.data[block->in.len - 1] != '\n');
    return block->in.len ? ET_OK : ET_END;
}

/* ---- scoring ---- */

static enum et_rc score_block(struct worker *worker, struct block *block, struct et_error *error)
{
    uint64_t number = block->first_line;
    struct et_slice rest = et_buf_view(&block->in);
    enum et_rc rc = ET_OK;
    if (block->too_long) {
        block->bad = block->lines = 1;
        return et_score_bad_line(number, "longer than 64 MiB", &block->out, error);
    }
    if (et_analyser_batches(worker->stream->analyser))
        return et_score_lines(worker->stream->analyser, worker->scratch, &worker->arena, rest, number,
                              worker->stream->threads, &block->out, &block->lines, &block->bad, error);
    while (rc == ET_OK && rest.len) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        struct et_slice line = et_slice(rest.ptr, end ? (size_t)(end - rest.ptr) : rest.len);
        bool bad = false;
        rest = et_slice_sub(rest, line.len + (end != NULL), rest.len);
        rc = et_score_line(worker->stream->analyser, worker->scratch, &worker->arena, line, number++, &block->out, &bad,
                           error);
        block->bad += bad;
        block->lines++;
    }
    return rc;
}

static bool write_block(struct et_score_stream *stream, const struct block *block)
{
    stream->lines += block->lines;
    stream->bad += block->bad;
    return !block->out.len || stream->write(stream->context, block->out.data, block->out.len);
}

/* ---- one thread ---- */

static enum et_rc run_alone(struct et_score_stream *stream, struct worker *worker, struct et_error *error)
{
    struct reader reader = {.input = stream->input, .line = 1};
    struct block block = {.lines = 0};
    enum et_rc rc;
    et_buf_init(&reader.rest, 0);
    et_buf_init(&block.in, 0);
    et_buf_init(&block.out, 0);
    while ((rc = read_block(&reader, &block, error)) == ET_OK) {
        rc = score_block(worker, &block, error);
        if (rc != ET_OK || !write_block(stream, &block))
            break;
    }
    et_buf_dispose(&reader.rest);
    et_buf_dispose(&block.in);
    et_buf_dispose(&block.out);
    return rc == ET_END ? ET_OK : rc;
}

/* ---- several threads ---- */

static void stop_pipe(struct pipe *pipe, enum et_rc rc, const struct et_error *error)
{
    pthread_mutex_lock(&pipe->lock);
    if (rc != ET_OK && pipe->rc == ET_OK) {
        pipe->rc = rc;
        pipe->error = *error;
    }
    pipe->stopped = true;
    pthread_cond_broadcast(&pipe->changed);
    pthread_mutex_unlock(&pipe->lock);
}

static void work(void *context)
{
    struct worker *worker = context;
    struct pipe *pipe = worker->pipe;
    struct et_error error;
    for (;;) {
        pthread_mutex_lock(&pipe->lock);
        while (pipe->taken == pipe->read && !pipe->ended && !pipe->stopped)
            pthread_cond_wait(&pipe->changed, &pipe->lock);
        bool done = pipe->stopped || pipe->taken == pipe->read;
        struct block *block = done ? NULL : &pipe->blocks[pipe->taken++ % pipe->count];
        pthread_mutex_unlock(&pipe->lock);
        if (done)
            return;
        enum et_rc rc = score_block(worker, block, &error);
        if (rc != ET_OK) {
            stop_pipe(pipe, rc, &error);
            return;
        }
        pthread_mutex_lock(&pipe->lock);
        block->scored = true;
        pthread_cond_broadcast(&pipe->changed);
        pthread_mutex_unlock(&pipe->lock);
    }
}

static void write_in_order(void *context)
{
    struct pipe *pipe = context;
    for (;;) {
        pthread_mutex_lock(&pipe->lock);
        struct block *block = &pipe->blocks[pipe->written % pipe->count];
        while (!pipe->stopped && !(pipe->written < pipe->read && block->scored) &&
               !(pipe->ended && pipe->written == pipe->read))
            pthread_cond_wait(&pipe->changed, &pipe->lock);
        bool done = pipe->stopped || pipe->written == pipe->read;
        pthread_mutex_unlock(&pipe->lock);
        if (done)
            return;
        if (!write_block(pipe->stream, block)) {
            stop_pipe(pipe, ET_OK, NULL);
            return;
        }
        pthread_mutex_lock(&pipe->lock);
        pipe->written++;
        pthread_cond_broadcast(&pipe->changed);
        pthread_mutex_unlock(&pipe->lock);
    }
}

static void read_all(struct pipe *pipe)
{
    struct reader reader = {.input = pipe->stream->input, .line = 1};
    struct et_error error;
    enum et_rc rc = ET_OK;
    et_buf_init(&reader.rest, 0);
    while (rc == ET_OK) {
        pthread_mutex_lock(&pipe->lock);
        while (pipe->read - pipe->written == pipe->count && !pipe->stopped)
            pthread_cond_wait(&pipe->changed, &pipe->lock);
        bool stopped = pipe->stopped;
        struct block *block = &pipe->blocks[pipe->read % pipe->count];
        pthread_mutex_unlock(&pipe->lock);
        if (stopped)
            break;
        rc = read_block(&reader, block, &error);
        pthread_mutex_lock(&pipe->lock);
        pipe->read += rc == ET_OK;
        pipe->ended = rc != ET_OK;
        pthread_cond_broadcast(&pipe->changed);
        pthread_mutex_unlock(&pipe->lock);
    }
    if (rc != ET_OK && rc != ET_END)
        stop_pipe(pipe, rc, &error);
    et_buf_dispose(&reader.rest);
}

static enum et_rc run_together(struct et_score_stream *stream, struct worker *workers, unsigned threads,
                               struct et_error *error)
{
    struct pipe pipe = {.lock = PTHREAD_MUTEX_INITIALIZER,
                        .changed = PTHREAD_COND_INITIALIZER,
                        .stream = stream,
                        .count = (size_t)threads * 3};
    struct et_thread *writer = NULL;
    pipe.blocks = et_calloc(pipe.count, sizeof *pipe.blocks);
    if (!pipe.blocks)
        return et_fail_nomem(error);
    enum et_rc rc = et_thread_start(&writer, write_in_order, &pipe, error);
    for (unsigned i = 0; rc == ET_OK && i < threads; i++) {
        workers[i].pipe = &pipe;
        rc = et_thread_start(&workers[i].thread, work, &workers[i], error);
    }
    if (rc == ET_OK)
        read_all(&pipe);
    else
        stop_pipe(&pipe, rc, error);
    for (unsigned i = 0; i < threads; i++)
        et_thread_join(workers[i].thread);
    et_thread_join(writer);
    if (pipe.rc != ET_OK && error)
        *error = pipe.error;
    for (size_t i = 0; i < pipe.count; i++) {
        et_buf_dispose(&pipe.blocks[i].in);
        et_buf_dispose(&pipe.blocks[i].out);
    }
    et_free(pipe.blocks);
    return pipe.rc;
}

enum et_rc et_score_stream_run(struct et_score_stream *stream, struct et_error *error)
{
    unsigned threads = stream->threads ? stream->threads : et_cpu_count();
    threads = threads > THREADS_MAX ? THREADS_MAX : threads;
    if (et_analyser_batches(stream->analyser))
        threads = 1; /* of ours: each batch is shared between the processors within */
    struct worker *workers = et_calloc(threads, sizeof *workers);
    if (!workers)
        return et_fail_nomem(error);
    enum et_rc rc = ET_OK;
    for (unsigned i = 0; i < threads; i++) {
        workers[i].stream = stream;
        et_arena_init(&workers[i].arena, 0);
        if (rc == ET_OK)
            rc = et_scratch_new(stream->analyser, &workers[i].scratch, error);
    }
    if (rc == ET_OK)
        rc = threads == 1 ? run_alone(stream, &workers[0], error) : run_together(stream, workers, threads, error);
    for (unsigned i = 0; i < threads; i++) {
        et_scratch_free(workers[i].scratch);
        et_arena_dispose(&workers[i].arena);
    }
    et_free(workers);
    return rc;
}
