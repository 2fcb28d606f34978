#include "analyse/transformer/roberta_int.h"

#include "base/mem.h"

#include <cblas.h>
#include <stdio.h>

/* While tensors are looked up. */
struct finder {
    struct et_roberta *model;
    const struct et_tensors *tensors;
    struct et_error *error;
};

static enum et_rc bad(const struct finder *f, const char *name, const char *what)
{
    return et_fail(f->error, ET_E_FORMAT, "tensor \"%s\": %s", name, what);
}

/* A tensor of [rows, columns], or of [columns] where rows is 0. */
static enum et_rc find(const struct finder *f, const char *name, size_t rows, size_t columns,
                       const struct et_tensor **out)
{
    const struct et_tensor *t = et_tensors_find(f->tensors, name);
    if (!t)
        return bad(f, name, "it is missing; is this a RoBERTa sequence classifier?");
    if (t->dtype == ET_DTYPE_OTHER)
        return bad(f, name, "its numbers are neither F32, F16 nor BF16");
    bool fits =
        rows ? t->rank == 2 && t->shape[0] == rows && t->shape[1] == columns : t->rank == 1 && t->shape[0] == columns;
    if (!fits)
        return bad(f, name, "its shape is not what config.json says");
    *out = t;
    return ET_OK;
}

/* Where they are if they can be used there, else as a copy. */
static enum et_rc floats(struct finder *f, const char *name, size_t rows, size_t columns, const float **out)
{
    const struct et_tensor *t;
    enum et_rc rc = find(f, name, rows, columns, &t);
    if (rc != ET_OK)
        return rc;
    if (t->dtype == ET_DTYPE_F32 && (uintptr_t)t->data % sizeof(float) == 0) {
        *out = (const float *)(const void *)t->data;
        return ET_OK;
    }
    float *copy = et_malloc(t->count * sizeof *copy);
    if (!copy)
        return et_fail_nomem(f->error);
    et_tensor_floats(t, 0, t->count, copy);
    f->model->owned[f->model->owned_count++] = copy;
    *out = copy;
    return ET_OK;
}

static enum et_rc linear(struct finder *f, const char *name, size_t in, size_t out, struct et_linear *to)
{
    char full[160];
    *to = (struct et_linear){.in = in, .out = out};
    snprintf(full, sizeof full, "%s.weight", name);
    enum et_rc rc = floats(f, full, out, in, &to->weight);
    snprintf(full, sizeof full, "%s.bias", name);
    return rc == ET_OK ? floats(f, full, 0, out, &to->bias) : rc;
}

static enum et_rc norm(struct finder *f, const char *name, struct et_norm *to)
{
    char full[160];
    size_t n = f->model->config->hidden;
    to->eps = f->model->config->norm_eps;
    snprintf(full, sizeof full, "%s.weight", name);
    enum et_rc rc = floats(f, full, 0, n, &to->gain);
    snprintf(full, sizeof full, "%s.bias", name);
    return rc == ET_OK ? floats(f, full, 0, n, &to->shift) : rc;
}

static enum et_rc layer(struct finder *f, size_t index, struct et_roberta_layer *to)
{
    const struct et_roberta_config *c = f->model->config;
    const struct {
        const char *name;
        size_t in, out;
        struct et_linear *linear;
        struct et_norm *norm;
    } parts[] = {{"attention.self.query", c->hidden, c->hidden, &to->query, NULL},
                 {"attention.self.key", c->hidden, c->hidden, &to->key, NULL},
                 {"attention.self.value", c->hidden, c->hidden, &to->value, NULL},
                 {"attention.output.dense", c->hidden, c->hidden, &to->attended, NULL},
                 {"attention.output.LayerNorm", 0, 0, NULL, &to->attended_norm},
                 {"intermediate.dense", c->hidden, c->inner, &to->inner, NULL},
                 {"output.dense", c->inner, c->hidden, &to->outer, NULL},
                 {"output.LayerNorm", 0, 0, NULL, &to->outer_norm}};
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && rc == ET_OK; i++) {
        char name[128];
        snprintf(name, sizeof name, "roberta.encoder.layer.%zu.%s", index, parts[i].name);
        rc = parts[i].norm ? norm(f, name, parts[i].norm) : linear(f, name, parts[i].in, parts[i].out, parts[i].linear);
    }
    return rc;
}

static enum et_rc embeddings(struct finder *f)
{
    struct et_roberta *m = f->model;
    const struct et_roberta_config *c = m->config;
    enum et_rc rc = find(f, "roberta.embeddings.word_embeddings.weight", c->vocab, c->hidden, &m->words);
    if (rc == ET_OK)
        rc = find(f, "roberta.embeddings.position_embeddings.weight", c->positions, c->hidden, &m->positions);
    if (rc == ET_OK)
        rc = floats(f, "roberta.embeddings.token_type_embeddings.weight", c->types, c->hidden, &m->type);
    return rc == ET_OK ? norm(f, "roberta.embeddings.LayerNorm", &m->norm) : rc;
}

static enum et_rc all(struct finder *f)
{
    struct et_roberta *m = f->model;
    const struct et_roberta_config *c = m->config;
    m->layers = et_calloc(c->layers, sizeof *m->layers);
    m->owned = et_calloc(16 * c->layers + 16, sizeof *m->owned); /* at most all of them */
    if (!m->layers || !m->owned)
        return et_fail_nomem(f->error);
    enum et_rc rc = embeddings(f);
    for (size_t i = 0; i < c->layers && rc == ET_OK; i++)
        rc = layer(f, i, &m->layers[i]);
    if (rc == ET_OK)
        rc = linear(f, "classifier.dense", c->hidden, c->hidden, &m->dense);
    return rc == ET_OK ? linear(f, "classifier.out_proj", c->hidden, c->class_count, &m->out) : rc;
}

enum et_rc et_roberta_new(const struct et_roberta_config *config, const struct et_tensors *tensors,
                          struct et_roberta **out, struct et_error *error)
{
    struct et_roberta *model = et_calloc(1, sizeof *model);
    if (!model)
        return et_fail_nomem(error);
    model->config = config;
    struct finder f = {model, tensors, error};
    enum et_rc rc = all(&f);
    if (rc != ET_OK) {
        et_roberta_free(model);
        return rc;
    }
    /* Our threads share the work by sequences; threads of the library's own inside of each would get in their way. */
    openblas_set_num_threads(1);
    *out = model;
    return ET_OK;
}

void et_roberta_free(struct et_roberta *roberta)
{
    if (!roberta)
        return;
    for (size_t i = 0; i < roberta->owned_count; i++)
        et_free(roberta->owned[i]);
    et_free(roberta->owned);
    et_free(roberta->layers);
    et_free(roberta);
}
