#include "ingest/labelled_file.h"

#include "base/file.h"
#include "ingest/labelled_csv.h"

static const char *const names[ET_LABELLED_KIND_COUNT] = {"jsonl", "csv", "semeval", "isarcasm", "codes"};

/* A number behind the last colon is a weight; anything else there belongs to the path. */
static void cut_weight(struct et_slice *path, float *weight)
{
    double value;
    size_t at = path->len;
    while (at && path->ptr[at - 1] != ':')
        at--;
    if (at < 2 || !et_slice_to_double(et_slice_sub(*path, at, path->len), &value))
        return;
    *weight = (float)value;
    *path = et_slice_sub(*path, 0, at - 1);
}

/* LABELS=TEXTS */
static bool cut_texts(struct et_slice *path, struct et_slice *texts)
{
    size_t at = path->len;
    while (at && path->ptr[at - 1] != '=')
        at--;
    if (at < 2 || at == path->len)
        return false;
    *texts = et_slice_sub(*path, at, path->len);
    *path = et_slice_sub(*path, 0, at - 1);
    return true;
}

enum et_rc et_labelled_parse(const char *source, struct et_arena *arena, struct et_labelled_source *out,
                             struct et_error *error)
{
    struct et_slice path = et_slice_of(source), texts = {NULL, 0}, kind = et_slice_cut(&path, ':');
    unsigned k = 0;
    *out = (struct et_labelled_source){.weight = 1};
    while (k < ET_LABELLED_KIND_COUNT && !et_slice_is(kind, names[k]))
        k++;
    if (k == ET_LABELLED_KIND_COUNT || !path.len)
        return et_fail(error, ET_E_USAGE,
                       "'%.200s' names no labelled data; write KIND:PATH or KIND:PATH:WEIGHT, with a KIND of %s",
                       source, ET_LABELLED_KINDS);
    out->kind = (enum et_labelled_kind)k;
    cut_weight(&path, &out->weight);
    if (!(out->weight > 0 && out->weight <= 100))
        return et_fail(error, ET_E_USAGE, "'%.200s': a weight is above 0 and at most 100", source);
    if (k == ET_LABELLED_CODES && !cut_texts(&path, &texts))
        return et_fail(error, ET_E_USAGE, "'%.200s': codes want two files, codes:LABELS=TEXTS", source);
    out->path = et_arena_copy(arena, path).ptr;
    out->texts = texts.ptr ? et_arena_copy(arena, texts).ptr : NULL;
    return out->path && (!texts.ptr || out->texts) ? ET_OK : et_fail_nomem(error);
}

struct et_labelled_source et_labelled_by_name(const char *path)
{
    bool is_json = et_slice_ends(et_slice_of(path), ET_SLICE(".jsonl"));
    return (struct et_labelled_source){
        .kind = is_json ? ET_LABELLED_JSONL : ET_LABELLED_CSV, .path = path, .weight = 1};
}

static enum et_rc read_bytes(struct et_labelled_set *set, const struct et_labelled_source *source,
                             enum et_labelled_part part, struct et_slice bytes, struct et_slice texts,
                             struct et_error *error)
{
    const struct et_labelled_take take = {.weight = source->weight, .part = part};
    switch (source->kind) {
    case ET_LABELLED_JSONL:
        return et_labelled_read_jsonl(set, bytes, &take, error);
    case ET_LABELLED_SEMEVAL:
        return et_labelled_read_semeval(set, bytes, &take, error);
    case ET_LABELLED_CODES:
        return et_labelled_read_codes(set, bytes, texts, &take, error);
    case ET_LABELLED_CSV:
    case ET_LABELLED_ISARCASM:
    case ET_LABELLED_KIND_COUNT:
        break;
    }
    return et_labelled_read_csv(set, bytes, &take, error);
}

enum et_rc et_labelled_read(struct et_labelled_set *set, const struct et_labelled_source *source,
                            enum et_labelled_part part, struct et_error *error)
{
    struct et_buf bytes, texts;
    et_buf_init(&bytes, 0);
    et_buf_init(&texts, 0);
    enum et_rc rc = et_file_read(source->path, ET_LABELLED_FILE_MAX, &bytes, error);
    if (rc == ET_OK && source->texts)
        rc = et_file_read(source->texts, ET_LABELLED_FILE_MAX, &texts, error);
    if (rc == ET_OK) {
        rc = read_bytes(set, source, part, et_buf_view(&bytes), et_buf_view(&texts), error);
        if (rc != ET_OK && rc != ET_E_NOMEM)
            et_error_prefix(error, "%s", source->path);
    }
    et_buf_dispose(&bytes);
    et_buf_dispose(&texts);
    return rc;
}
