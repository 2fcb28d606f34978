#include "analyse/transformer/transformer_int.h"

#include "analyse/transformer/package.h"
#include "base/file.h"
#include "base/mem.h"

#include <stdio.h>

/* While a folder is opened. */
struct opener {
    struct et_transformer *model;
    const char *folder;
    const struct et_package *package; /* NULL: nothing to hold files against */
    struct et_error *error;
};

/* A file as bytes, checked before anything of it is read. */
static enum et_rc load(struct opener *o, const char *name, struct et_buf *out)
{
    char sha256[ET_SHA256_HEX];
    char *path = et_path_join(&o->model->arena, o->folder, name);
    if (!path)
        return et_fail_nomem(o->error);
    et_buf_clear(out);
    enum et_rc rc = et_file_read(path, ET_PACKAGE_FILE_MAX, out, o->error);
    if (rc != ET_OK || !o->package)
        return rc;
    et_sha256_of(et_buf_view(out), sha256);
    return et_package_check(o->package, o->folder, name, out->len, sha256, o->error);
}

static bool has(const struct opener *o, const char *name)
{
    if (o->package)
        return et_package_find(o->package, name) != NULL;
    char *path = et_path_join(&o->model->arena, o->folder, name);
    return path && et_file_exists(path);
}

static enum et_rc open_config(struct opener *o, struct et_buf *text)
{
    struct et_transformer *m = o->model;
    enum et_rc rc = load(o, "config.json", text);
    if (rc == ET_OK)
        rc = et_roberta_config_read(et_buf_view(text), &m->arena, &m->config, o->error);
    if (rc == ET_OK)
        rc = load(o, ET_PACKAGE_CLASS_MAP, text);
    return rc == ET_OK
               ? et_class_map_read(et_buf_view(text), m->config.classes, m->config.class_count, &m->map, o->error)
               : rc;
}

static enum et_rc check_tokeniser(struct opener *o)
{
    const struct et_roberta_config *c = &o->model->config;
    int64_t first = et_bpe_first(o->model->bpe), last = et_bpe_last(o->model->bpe);
    if (et_bpe_highest(o->model->bpe) >= c->vocab)
        return et_fail(o->error, ET_E_FORMAT, "the tokeniser has ids up to %zu, config.json a vocabulary of %zu",
                       et_bpe_highest(o->model->bpe), c->vocab);
    if ((first >= 0 && (size_t)first != c->bos) || (last >= 0 && (size_t)last != c->eos))
        return et_fail(o->error, ET_E_FORMAT, "the tokeniser and config.json name different tokens around a text");
    return ET_OK;
}

static enum et_rc open_tokeniser(struct opener *o, struct et_buf *text)
{
    struct et_buf merges;
    et_buf_init(&merges, 0);
    enum et_rc rc;
    if (has(o, "tokenizer.json")) {
        rc = load(o, "tokenizer.json", text);
        if (rc == ET_OK)
            rc = et_bpe_from_tokenizer(et_buf_view(text), &o->model->bpe, o->error);
    } else {
        rc = load(o, "vocab.json", text);
        if (rc == ET_OK)
            rc = load(o, "merges.txt", &merges);
        if (rc == ET_OK)
            rc = et_bpe_from_lists(et_buf_view(text), et_buf_view(&merges), &o->model->bpe, o->error);
    }
    et_buf_dispose(&merges);
    return rc == ET_OK ? check_tokeniser(o) : rc;
}

static enum et_rc open_weights(struct opener *o)
{
    struct et_transformer *m = o->model;
    char sha256[ET_SHA256_HEX];
    char *path = et_path_join(&m->arena, o->folder, ET_PACKAGE_WEIGHTS);
    if (!path)
        return et_fail_nomem(o->error);
    enum et_rc rc = et_tensors_open(path, &m->tensors, o->error);
    if (rc == ET_OK && o->package) {
        et_tensors_sha256(m->tensors, sha256);
        rc =
            et_package_check(o->package, o->folder, ET_PACKAGE_WEIGHTS, et_tensors_bytes(m->tensors), sha256, o->error);
    }
    if (rc != ET_OK)
        return rc;
    rc = et_roberta_new(&m->config, m->tensors, &m->roberta, o->error);
    return rc == ET_OK ? rc : et_error_prefix(o->error, "%s", path);
}

static enum et_rc open_parts(struct opener *o)
{
    struct et_buf text;
    et_buf_init(&text, 0);
    enum et_rc rc = open_config(o, &text);
    if (rc == ET_OK)
        rc = open_tokeniser(o, &text);
    if (rc != ET_OK && rc != ET_E_CORRUPT)
        et_error_prefix(o->error, "%s", o->folder);
    et_buf_dispose(&text);
    return rc == ET_OK ? open_weights(o) : rc;
}

static enum et_rc open_folder(const char *folder, bool locked, struct et_transformer **out, struct et_error *error)
{
    struct et_package package;
    struct et_transformer *m = et_calloc(1, sizeof *m);
    if (!m)
        return et_fail_nomem(error);
    et_arena_init(&m->arena, 0);
    m->name = "";
    struct opener o = {m, folder, locked ? &package : NULL, error};
    enum et_rc rc = locked ? et_package_read(folder, &m->arena, &package, error) : ET_OK;
    if (rc == ET_OK && locked) {
        et_package_sha256(&package, m->sha256);
        m->name = et_arena_printf(&m->arena, ET_SLICE_FMT "@" ET_SLICE_FMT, ET_SLICE_ARG(package.name),
                                  ET_SLICE_ARG(package.revision));
        rc = m->name ? ET_OK : et_fail_nomem(error);
    }
    if (rc == ET_OK)
        rc = open_parts(&o);
    if (rc == ET_OK)
        *out = m;
    else
        et_transformer_free(m);
    return rc;
}

enum et_rc et_transformer_open(const char *folder, struct et_transformer **out, struct et_error *error)
{
    return open_folder(folder, true, out, error);
}

enum et_rc et_transformer_open_unlocked(const char *folder, struct et_transformer **out, struct et_error *error)
{
    return open_folder(folder, false, out, error);
}

void et_transformer_free(struct et_transformer *transformer)
{
    if (!transformer)
        return;
    et_roberta_free(transformer->roberta);
    et_tensors_free(transformer->tensors);
    et_bpe_free(transformer->bpe);
    et_arena_dispose(&transformer->arena);
    et_free(transformer);
}

const char *et_transformer_name(const struct et_transformer *transformer)
{
    return transformer->name;
}

const char *et_transformer_sha256(const struct et_transformer *transformer)
{
    return transformer->sha256;
}

const struct et_roberta_config *et_transformer_config(const struct et_transformer *transformer)
{
    return &transformer->config;
}
