#include "analyse/transformer/roberta_int.h"

#include "base/mem.h"

#include <cblas.h>
#include <math.h>

/* One batch on its way through: rows of all tokens, of the first tokens alone in the last layer. */
struct pass {
    const struct et_roberta *model;
    const size_t *lengths;
    size_t count, tokens;
    float *x; /* [tokens, hidden]: what goes from layer to layer */
    float *query, *key, *value;
    float *context; /* [tokens, hidden] */
    float *mid;     /* [tokens, hidden]: behind attention */
    float *inner;   /* [tokens, inner] */
    float *scores;  /* [longest, longest] */
};

void et_roberta_scratch_dispose(struct et_roberta_scratch *scratch)
{
    et_free(scratch->memory);
    *scratch = (struct et_roberta_scratch){0};
}

static enum et_rc take_memory(struct pass *p, struct et_roberta_scratch *scratch, struct et_error *error)
{
    size_t hidden = p->model->config->hidden, longest = 1;
    for (size_t i = 0; i < p->count; i++) {
        p->tokens += p->lengths[i];
        longest = p->lengths[i] > longest ? p->lengths[i] : longest;
    }
    size_t rows = (p->tokens * hidden + 15) / 16 * 16, inner = (p->tokens * p->model->config->inner + 15) / 16 * 16;
    size_t need = 6 * rows + inner + longest * longest;
    if (need > scratch->size) {
        et_roberta_scratch_dispose(scratch);
        scratch->memory = et_malloc(need * sizeof *scratch->memory);
        if (!scratch->memory)
            return et_fail_nomem(error);
        scratch->size = need;
    }
    float **const parts[] = {&p->x, &p->query, &p->key, &p->value, &p->context, &p->mid};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        *parts[i] = scratch->memory + i * rows;
    p->inner = scratch->memory + 6 * rows;
    p->scores = p->inner + inner;
    return ET_OK;
}

/* out = in * weight^T; with_bias: + bias. Else the bias is left to what follows. */
static void apply(const struct et_linear *linear, const float *in, size_t rows, float *out, bool with_bias)
{
    if (with_bias)
        et_rows_fill(out, rows, linear->out, linear->bias);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)rows, (blasint)linear->out, (blasint)linear->in, 1.0f,
                in, (blasint)linear->in, linear->weight, (blasint)linear->in, with_bias ? 1.0f : 0.0f, out,
                (blasint)linear->out);
}

static void embed(struct pass *p, const int32_t *ids)
{
    const struct et_roberta *m = p->model;
    size_t n = m->config->hidden, row = 0;
    for (size_t s = 0; s < p->count; s++)
        for (size_t i = 0; i < p->lengths[s]; i++, row++) {
            float *x = p->x + row * n;
            /* Positions count from behind the id of <pad>, as the model was trained. */
            et_tensor_floats(m->words, (size_t)ids[row] * n, n, x);
            et_tensor_floats(m->positions, (m->config->pad + 1 + i) * n, n, p->mid);
            for (size_t k = 0; k < n; k++)
                x[k] += m->type[k] + p->mid[k];
        }
    et_rows_norm(p->x, NULL, NULL, &m->norm, p->tokens, n);
}

/* Attention of `asking` query rows over the len tokens of one sequence, head by head. */
static void attend(const struct pass *p, const float *query, size_t asking, size_t from, size_t len, float *context)
{
    size_t n = p->model->config->hidden, width = n / p->model->config->heads;
    float scale = 1.0f / sqrtf((float)width);
    for (size_t head = 0; head < n; head += width) {
        const float *key = p->key + from * n + head, *value = p->value + from * n + head;
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)asking, (blasint)len, (blasint)width, 1.0f,
                    query + head, (blasint)n, key, (blasint)n, 0.0f, p->scores, (blasint)len);
        et_rows_softmax(p->scores, asking, len, scale);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)asking, (blasint)width, (blasint)len, 1.0f,
                    p->scores, (blasint)len, value, (blasint)n, 0.0f, context + head, (blasint)n);
    }
}

/* One layer over all tokens. */
static void run_layer(struct pass *p, const struct et_roberta_layer *layer, bool is_last)
{
    size_t n = p->model->config->hidden, rows = p->tokens, from = 0;
    apply(&layer->key, p->x, rows, p->key, true);
    apply(&layer->value, p->x, rows, p->value, true);
    if (is_last) { /* the head looks at <s> alone: of the last layer nothing else is needed */
        for (size_t s = 0; s < p->count; from += p->lengths[s++])
            memmove(p->x + s * n, p->x + from * n, n * sizeof *p->x);
        rows = p->count;
    }
    apply(&layer->query, p->x, rows, p->query, true);
    from = 0;
    for (size_t s = 0; s < p->count; from += p->lengths[s++]) {
        size_t row = is_last ? s : from;
        attend(p, p->query + row * n, is_last ? 1 : p->lengths[s], from, p->lengths[s], p->context + row * n);
    }
    apply(&layer->attended, p->context, rows, p->mid, false);
    et_rows_norm(p->mid, p->x, layer->attended.bias, &layer->attended_norm, rows, n);
    apply(&layer->inner, p->mid, rows, p->inner, false);
    et_rows_gelu(p->inner, rows, layer->inner.out, layer->inner.bias);
    apply(&layer->outer, p->inner, rows, p->x, false);
    et_rows_norm(p->x, p->mid, layer->outer.bias, &layer->outer_norm, rows, n);
}

enum et_rc et_roberta_run(const struct et_roberta *roberta, struct et_roberta_scratch *scratch, const int32_t *ids,
                          const size_t *lengths, size_t count, float *logits, struct et_error *error)
{
    struct pass p = {.model = roberta, .lengths = lengths, .count = count};
    size_t layers = roberta->config->layers;
    if (count == 0)
        return ET_OK;
    enum et_rc rc = take_memory(&p, scratch, error);
    if (rc != ET_OK)
        return rc;
    embed(&p, ids);
    for (size_t i = 0; i < layers; i++)
        run_layer(&p, &roberta->layers[i], i + 1 == layers);
    apply(&roberta->dense, p.x, count, p.mid, true);
    et_rows_tanh(p.mid, count, roberta->config->hidden);
    apply(&roberta->out, p.mid, count, logits, true);
    return ET_OK;
}
