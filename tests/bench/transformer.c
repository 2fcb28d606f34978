/* How near the transformer comes to its matrix products alone: transformer FOLDER [THREADS [ROUNDS]]. Every call of
 * cblas_sgemm of one run is written down (linked with --wrap=cblas_sgemm) and made again by itself, on the same
 * addresses; the two are timed in turn and the best of each counts: by the clock on the wall, and in processor seconds,
 * which other programs on the machine disturb less. One thread: its products in a row. Several: the whole run against
 * all products shared evenly between as many threads. */
#include "analyse/transformer/transformer.h"
#include "base/file.h"
#include "base/time.h"

#include <cblas.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CALLS_MAX 400000
#define TEXTS_MAX 4096

struct call {
    enum CBLAS_TRANSPOSE b_transposed;
    blasint m, n, k, lda, ldb, ldc;
    const float *a, *b;
    float *c;
    float beta;
};

static struct call calls[CALLS_MAX];
static size_t call_count;
static int recording;

void __real_cblas_sgemm(enum CBLAS_ORDER, enum CBLAS_TRANSPOSE, enum CBLAS_TRANSPOSE, blasint, blasint, blasint, float,
                        const float *, blasint, const float *, blasint, float, float *, blasint);
void __wrap_cblas_sgemm(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE ta, enum CBLAS_TRANSPOSE tb, blasint m, blasint n,
                        blasint k, float alpha, const float *a, blasint lda, const float *b, blasint ldb, float beta,
                        float *c, blasint ldc);

void __wrap_cblas_sgemm(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE ta, enum CBLAS_TRANSPOSE tb, blasint m, blasint n,
                        blasint k, float alpha, const float *a, blasint lda, const float *b, blasint ldb, float beta,
                        float *c, blasint ldc)
{
    if (recording && call_count < CALLS_MAX)
        calls[call_count++] = (struct call){tb, m, n, k, lda, ldb, ldc, a, b, c, beta};
    __real_cblas_sgemm(order, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

/* Of several threads each takes a stretch of the calls with a memory of its own for what they write. */
struct share {
    size_t from, to;
    float *a, *c;
};

static void *replay(void *context)
{
    const struct share *s = context;
    for (size_t i = s->from; i < s->to; i++) {
        const struct call *x = &calls[i];
        __real_cblas_sgemm(CblasRowMajor, CblasNoTrans, x->b_transposed, x->m, x->n, x->k, 1.0f, s->a ? s->a : x->a,
                           x->lda, x->b, x->ldb, x->beta, s->c ? s->c : x->c, x->ldc);
    }
    return NULL;
}

struct timing {
    double wall, processor;
};

static struct timing now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (struct timing){(double)et_time_monotonic_us() / 1e6, (double)t.tv_sec + (double)t.tv_nsec / 1e9};
}

/* The better of what was and what passed since. */
static void keep_best(struct timing *best, struct timing start)
{
    struct timing end = now();
    double wall = end.wall - start.wall, processor = end.processor - start.processor;
    best->wall = best->wall == 0 || wall < best->wall ? wall : best->wall;
    best->processor = best->processor == 0 || processor < best->processor ? processor : best->processor;
}

static void replay_all(unsigned threads, struct timing *best)
{
    pthread_t ids[64];
    struct share shares[64];
    double flops = 0, so_far = 0;
    size_t at = 0;
    for (size_t i = 0; i < call_count; i++)
        flops += (double)calls[i].m * (double)calls[i].n * (double)calls[i].k;
    for (unsigned t = 0; t < threads; t++) {
        shares[t] = (struct share){.from = at};
        for (; at < call_count && so_far < flops * (t + 1) / threads; at++)
            so_far += (double)calls[at].m * (double)calls[at].n * (double)calls[at].k;
        shares[t].to = t + 1 == threads ? call_count : at;
        if (threads > 1) {
            shares[t].a = calloc((size_t)8 << 20, sizeof(float));
            shares[t].c = calloc((size_t)8 << 20, sizeof(float));
        }
    }
    struct timing start = now();
    for (unsigned t = 1; t < threads; t++)
        pthread_create(&ids[t], NULL, replay, &shares[t]);
    replay(&shares[0]);
    for (unsigned t = 1; t < threads; t++)
        pthread_join(ids[t], NULL);
    keep_best(best, start);
    for (unsigned t = 0; t < threads; t++) {
        free(shares[t].a);
        free(shares[t].c);
    }
}

int main(int argc, char **argv)
{
    struct et_error error;
    struct et_transformer *model;
    struct et_transformer_scratch *scratch;
    struct et_buf text;
    static struct et_slice texts[TEXTS_MAX];
    static float out[TEXTS_MAX * 64];
    char path[4096];
    size_t count = 0;
    double flops = 0;
    struct timing whole = {0}, alone = {0};
    unsigned threads = argc > 2 ? (unsigned)atol(argv[2]) : 1;
    long rounds = argc > 3 ? atol(argv[3]) : 5;
    if (argc < 2 || threads < 1 || threads > 64)
        return 2;
    et_buf_init(&text, 0);
    snprintf(path, sizeof path, "%s/comments.txt", argv[1]);
    if (et_file_read(path, (size_t)16 << 20, &text, &error) != ET_OK ||
        et_transformer_open_unlocked(argv[1], &model, &error) != ET_OK ||
        et_transformer_scratch_new(&scratch, &error) != ET_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    for (struct et_slice rest = et_buf_view(&text); rest.len && count < TEXTS_MAX;)
        texts[count++] = et_slice_cut(&rest, '\n');
    recording = 1; /* on one thread, so that the order is that of the work */
    if (et_transformer_run(model, scratch, texts, count, 1, false, out, &error) != ET_OK)
        return 1;
    recording = 0;
    for (size_t i = 0; i < call_count; i++)
        flops += 2 * (double)calls[i].m * (double)calls[i].n * (double)calls[i].k;
    for (long r = 0; r < rounds; r++) {
        struct timing start = now();
        if (et_transformer_run(model, scratch, texts, count, threads, false, out, &error) != ET_OK)
            return 1;
        keep_best(&whole, start);
        replay_all(threads, &alone);
    }
    printf("%u threads: %zu comments in %.3f s (%.0f a second), %zu products of %.1f GFLOP alone in %.3f s: %.0f %%; "
           "processor seconds %.3f and %.3f: %.0f %%\n",
           threads, count, whole.wall, (double)count / whole.wall, call_count, flops / 1e9, alone.wall,
           100 * alone.wall / whole.wall, whole.processor, alone.processor, 100 * alone.processor / whole.processor);
    et_transformer_scratch_free(scratch);
    et_transformer_free(model);
    et_buf_dispose(&text);
    return 0;
}
