#include "ingest/analysis_pool.h"

#include "base/mem.h"
#include "base/thread.h"

#include <stdatomic.h>

#define CHUNK 256 /* comments that a thread takes at a time */

struct worker {
    struct et_analysis_pool *pool;
    struct et_scratch *scratch;
    struct et_arena arena;
    enum et_rc rc;
    struct et_error error;
};

struct et_analysis_pool {
    const struct et_analyser *analyser;
    struct worker *workers;
    unsigned count;
    const struct et_input *inputs;
    struct et_analysis *out;
    size_t total;
    atomic_size_t next;
};

void et_analysis_pool_free(struct et_analysis_pool *pool)
{
    if (!pool)
        return;
    for (unsigned i = 0; pool->workers && i < pool->count; i++) {
        et_scratch_free(pool->workers[i].scratch);
        et_arena_dispose(&pool->workers[i].arena);
    }
    et_free(pool->workers);
    et_free(pool);
}

enum et_rc et_analysis_pool_new(const struct et_analyser *analyser, unsigned threads, struct et_analysis_pool **out,
                                struct et_error *error)
{
    unsigned count = threads ? threads : et_cpu_count();
    struct et_analysis_pool *pool = et_calloc(1, sizeof *pool);
    if (!pool)
        return et_fail_nomem(error);
    pool->analyser = analyser;
    pool->count = count;
    pool->workers = et_calloc(count, sizeof *pool->workers);
    enum et_rc rc = pool->workers ? ET_OK : et_fail_nomem(error);
    for (unsigned i = 0; i < count && rc == ET_OK; i++) {
        pool->workers[i].pool = pool;
        et_arena_init(&pool->workers[i].arena, 0);
        rc = et_scratch_new(analyser, &pool->workers[i].scratch, error);
    }
    if (rc != ET_OK) {
        et_analysis_pool_free(pool);
        return rc;
    }
    *out = pool;
    return ET_OK;
}

static enum et_rc keep(struct et_arena *arena, const void *items, size_t size, const void **out, struct et_error *error)
{
    *out = NULL;
    if (!size)
        return ET_OK;
    void *copy = et_arena_alloc(arena, size);
    if (!copy)
        return et_fail_nomem(error);
    memcpy(copy, items, size);
    *out = copy;
    return ET_OK;
}

enum et_rc et_analysis_keep(struct et_analysis *analysis, struct et_arena *arena, struct et_error *error)
{
    const void *mentions, *names;
    enum et_rc rc =
        keep(arena, analysis->mentions, analysis->mention_count * sizeof *analysis->mentions, &mentions, error);
    if (rc == ET_OK)
        rc = keep(arena, analysis->names, analysis->name_count * sizeof *analysis->names, &names, error);
    if (rc != ET_OK)
        return rc;
    analysis->mentions = mentions;
    analysis->names = names;
    return ET_OK;
}

static void work(void *context)
{
    struct worker *worker = context;
    struct et_analysis_pool *pool = worker->pool;
    worker->rc = ET_OK;
    for (;;) {
        size_t from = atomic_fetch_add(&pool->next, CHUNK);
        size_t to = from + CHUNK < pool->total ? from + CHUNK : pool->total;
        if (from >= pool->total)
            return;
        for (size_t i = from; i < to && worker->rc == ET_OK; i++) {
            worker->rc = et_analyse(pool->analyser, worker->scratch, &pool->inputs[i], &pool->out[i], &worker->error);
            if (worker->rc == ET_OK)
                worker->rc = et_analysis_keep(&pool->out[i], &worker->arena, &worker->error);
        }
        if (worker->rc != ET_OK)
            return;
    }
}

enum et_rc et_analysis_pool_run(struct et_analysis_pool *pool, const struct et_input *inputs, struct et_analysis *out,
                                size_t count, struct et_error *error)
{
    pool->inputs = inputs;
    pool->out = out;
    pool->total = count;
    atomic_store(&pool->next, 0);
    if (et_analyser_batches(pool->analyser)) {
        et_arena_reset(&pool->workers[0].arena);
        return et_analyse_batch(pool->analyser, pool->workers[0].scratch, inputs, count, pool->count,
                                &pool->workers[0].arena, out, error);
    }
    unsigned threads = (unsigned)(count / CHUNK + 1) < pool->count ? (unsigned)(count / CHUNK + 1) : pool->count;
    struct et_thread *handles[64] = {0};
    if (threads > 64)
        threads = 64;
    for (unsigned i = 0; i < pool->count; i++) {
        et_arena_reset(&pool->workers[i].arena);
        pool->workers[i].rc = ET_OK;
    }
    enum et_rc rc = ET_OK;
    for (unsigned i = 1; i < threads && rc == ET_OK; i++)
        rc = et_thread_start(&handles[i], work, &pool->workers[i], error);
    work(&pool->workers[0]);
    for (unsigned i = 1; i < threads; i++)
        et_thread_join(handles[i]);
    for (unsigned i = 0; i < threads && rc == ET_OK; i++) {
        rc = pool->workers[i].rc;
        if (rc != ET_OK && error)
            *error = pool->workers[i].error;
    }
    return rc;
}
