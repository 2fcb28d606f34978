#include "analyse/transformer/transformer_int.h"

#include "base/mem.h"
#include "base/thread.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Tokens of one pass: enough for matrix products at full speed, while what stands between them stays in the cache. */
#define BATCH_TOKENS ((size_t)1024)
#define BATCH_TEXTS 256
#define THREADS_MAX 256

struct et_transformer_scratch {
    struct et_bpe_scratch bpe;
    struct et_roberta_scratch roberta;
};

/* One text of a run: where its ids stand, and where its answer goes. */
struct item {
    size_t from, tokens, index;
};

struct run {
    const struct et_transformer *model;
    int32_t *ids;
    struct item *items; /* sorted by length, longest first */
    size_t count, classes;
    bool raw;
    float *out;
    atomic_size_t next;
    atomic_int failed;
};

struct worker {
    struct run *run;
    struct et_transformer_scratch *scratch;
    struct et_thread *thread;
};

enum et_rc et_transformer_scratch_new(struct et_transformer_scratch **out, struct et_error *error)
{
    *out = et_calloc(1, sizeof **out);
    return *out ? ET_OK : et_fail_nomem(error);
}

void et_transformer_scratch_free(struct et_transformer_scratch *scratch)
{
    if (!scratch)
        return;
    et_bpe_scratch_dispose(&scratch->bpe);
    et_roberta_scratch_dispose(&scratch->roberta);
    et_free(scratch);
}

enum et_rc et_transformer_encode(const struct et_transformer *transformer, struct et_transformer_scratch *scratch,
                                 struct et_slice text, int32_t *ids, size_t *count, struct et_error *error)
{
    const struct et_roberta_config *c = &transformer->config;
    size_t inside;
    enum et_rc rc =
        et_bpe_encode(transformer->bpe, &scratch->bpe, text, ids + 1, et_roberta_config_tokens(c) - 2, &inside, error);
    ids[0] = (int32_t)c->bos;
    ids[inside + 1] = (int32_t)c->eos;
    *count = inside + 2;
    return rc;
}

static int longest_first(const void *left, const void *right)
{
    const struct item *a = left, *b = right;
    if (a->tokens != b->tokens)
        return a->tokens > b->tokens ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* A text gives at most one token a byte, and at most what the model takes. */
static size_t most_tokens(const struct et_transformer *m, struct et_slice text)
{
    size_t most = et_roberta_config_tokens(&m->config);
    return text.len + 3 < most ? text.len + 3 : most;
}

static enum et_rc encode_all(struct run *run, struct et_transformer_scratch *scratch, const struct et_slice *texts,
                             struct et_error *error)
{
    int32_t *one = run->ids; /* the first places are for the text at hand */
    size_t at = et_roberta_config_tokens(&run->model->config);
    for (size_t i = 0; i < run->count; i++) {
        size_t tokens;
        enum et_rc rc = et_transformer_encode(run->model, scratch, texts[i], one, &tokens, error);
        if (rc != ET_OK)
            return rc;
        run->items[i] = (struct item){at, tokens, i};
        memcpy(run->ids + at, one, tokens * sizeof *one);
        at += tokens;
    }
    qsort(run->items, run->count, sizeof *run->items, longest_first);
    return ET_OK;
}

static void softmax(float *row, size_t n)
{
    float most = row[0], sum = 0;
    for (size_t i = 1; i < n; i++)
        most = row[i] > most ? row[i] : most;
    for (size_t i = 0; i < n; i++)
        sum += row[i] = expf(row[i] - most);
    for (size_t i = 0; i < n; i++)
        row[i] /= sum;
}

/* Takes texts from the front of the list: as many as a pass holds, at least one. */
static size_t take(struct run *run, size_t *first)
{
    size_t at = atomic_load(&run->next), count;
    do {
        size_t tokens = 0;
        for (count = 0; at + count < run->count && count < BATCH_TEXTS; count++) {
            tokens += run->items[at + count].tokens;
            if (count && tokens > BATCH_TOKENS)
                break;
        }
    } while (count && !atomic_compare_exchange_weak(&run->next, &at, at + count));
    *first = at;
    return count;
}

static enum et_rc run_batch(struct run *run, struct et_transformer_scratch *scratch, size_t first, size_t count,
                            int32_t *ids, float *logits)
{
    size_t lengths[BATCH_TEXTS] = {0}, at = 0;
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &run->items[first + i];
        memcpy(ids + at, run->ids + item->from, item->tokens * sizeof *ids);
        lengths[i] = item->tokens;
        at += item->tokens;
    }
    enum et_rc rc = et_roberta_run(run->model->roberta, &scratch->roberta, ids, lengths, count, logits, NULL);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        float *row = logits + i * run->classes;
        if (!run->raw)
            softmax(row, run->classes);
        memcpy(run->out + run->items[first + i].index * run->classes, row, run->classes * sizeof *row);
    }
    return rc;
}

static void work(void *context)
{
    struct worker *worker = context;
    struct run *run = worker->run;
    size_t longest = et_roberta_config_tokens(&run->model->config);
    int32_t *ids = et_malloc((BATCH_TOKENS + longest) * sizeof *ids);
    float *logits = et_malloc(BATCH_TEXTS * run->classes * sizeof *logits);
    enum et_rc rc = ids && logits ? ET_OK : ET_E_NOMEM;
    size_t first, count;
    while (rc == ET_OK && !atomic_load(&run->failed) && (count = take(run, &first)) > 0)
        rc = run_batch(run, worker->scratch, first, count, ids, logits);
    if (rc != ET_OK)
        atomic_store(&run->failed, 1);
    et_free(ids);
    et_free(logits);
}

static enum et_rc run_threads(struct run *run, struct et_transformer_scratch *scratch, unsigned threads,
                              struct et_error *error)
{
    struct worker workers[THREADS_MAX];
    unsigned started = 1;
    enum et_rc rc = ET_OK;
    workers[0] = (struct worker){run, scratch, NULL};
    for (; started < threads && rc == ET_OK; started++) {
        workers[started] = (struct worker){run, NULL, NULL};
        rc = et_transformer_scratch_new(&workers[started].scratch, error);
        if (rc == ET_OK)
            rc = et_thread_start(&workers[started].thread, work, &workers[started], error);
    }
    if (rc == ET_OK)
        work(&workers[0]);
    else
        atomic_store(&run->failed, 1);
    for (unsigned i = 1; i < started; i++) {
        et_thread_join(workers[i].thread);
        et_transformer_scratch_free(workers[i].scratch);
    }
    return rc == ET_OK && atomic_load(&run->failed) ? et_fail_nomem(error) : rc;
}

enum et_rc et_transformer_run(const struct et_transformer *transformer, struct et_transformer_scratch *scratch,
                              const struct et_slice *texts, size_t count, unsigned threads, bool raw, float *out,
                              struct et_error *error)
{
    struct run run = {
        .model = transformer, .count = count, .classes = transformer->config.class_count, .raw = raw, .out = out};
    size_t places = et_roberta_config_tokens(&transformer->config);
    for (size_t i = 0; i < count; i++)
        places += most_tokens(transformer, texts[i]);
    if (count == 0)
        return ET_OK;
    run.ids = et_malloc(places * sizeof *run.ids);
    run.items = et_malloc(count * sizeof *run.items);
    enum et_rc rc = run.ids && run.items ? encode_all(&run, scratch, texts, error) : et_fail_nomem(error);
    threads = threads ? threads : et_cpu_count();
    threads = threads > THREADS_MAX ? THREADS_MAX : threads;
    threads = threads > count ? (unsigned)count : threads;
    if (rc == ET_OK)
        rc = run_threads(&run, scratch, threads, error);
    et_free(run.ids);
    et_free(run.items);
    return rc;
}
