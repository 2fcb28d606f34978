#include "ingest/document.h"

#include "base/mem.h"
#include "ingest/json_item.h"

#define DEPTH_MAX 32 /* answers to answers to ... */

enum et_rc et_document_open(struct et_document *document, struct et_stream *stream,
                            const struct et_adapter_ops *adapter, const struct et_import_options *options,
                            struct et_error *error)
{
    (void)error;
    *document = (struct et_document){.adapter = adapter, .options = options};
    et_arena_init(&document->arena, 0);
    et_buf_init(&document->clean, 0);
    et_json_split_init(&document->split, stream, adapter->document);
    return ET_OK;
}

void et_document_close(struct et_document *document)
{
    json_decref(document->root);
    et_free(document->units);
    et_buf_dispose(&document->clean);
    et_arena_dispose(&document->arena);
    *document = (struct et_document){0};
}

static size_t add_unit(struct et_document *document, json_t *object, size_t parent, size_t record, bool is_post)
{
    if (document->unit_count == document->unit_size) {
        size_t size = document->unit_size ? document->unit_size * 2 : 64;
        struct et_unit *units = et_realloc(document->units, size * sizeof *units);
        if (!units)
            return SIZE_MAX;
        document->units = units;
        document->unit_size = size;
    }
    document->units[document->unit_count] =
        (struct et_unit){object, parent, record == SIZE_MAX ? document->unit_count : record, is_post};
    return document->unit_count++;
}

/* Adds a record and what hangs below it, in the order of the file. false when memory ran out. */
static bool add_record(struct et_document *document, json_t *object, size_t parent, size_t record, unsigned depth)
{
    const struct et_adapter_ops *adapter = document->adapter;
    bool is_post = adapter->post && depth == 0;
    size_t unit = add_unit(document, object, parent, record, is_post);
    const char *path = is_post ? adapter->below_post : adapter->replies;
    json_t *below = path ? et_json_at(object, et_slice_of(path)) : NULL, *element;
    size_t i;
    if (unit == SIZE_MAX)
        return false;
    if (depth >= DEPTH_MAX)
        return true;
    record = document->units[unit].record;
    json_array_foreach(below, i,
                       element) if (json_is_object(element) && !add_record(document, element, is_post ? SIZE_MAX : unit,
                                                                           record, depth + 1)) return false;
    return true;
}

/* An object that holds an array of records and tells their post: a page, or a small info.json. */
static bool add_records(struct et_document *document, json_t *root, struct et_error *error, enum et_rc *rc)
{
    const struct et_adapter_ops *adapter = document->adapter;
    json_t *array = adapter->document ? json_object_get(root, adapter->document) : NULL, *element;
    size_t i;
    if (!json_is_array(array) && adapter->document_post) /* such an object is never a comment: it has none */
        return true;
    if (!json_is_array(array))
        return add_record(document, root, SIZE_MAX, SIZE_MAX, 0);
    document->post = (struct et_values){0};
    et_arena_reset(&document->arena);
    *rc = et_json_fill(root, adapter->document_post, &document->arena, &document->post, error);
    json_array_foreach(array, i, element) if (json_is_object(element) &&
                                              !add_record(document, element, SIZE_MAX, SIZE_MAX, 0)) return false;
    return true;
}

/* A member of the object that is being streamed, kept when it tells something of the post. */
static enum et_rc keep_member(struct et_document *document, const struct et_split_item *item, struct et_error *error)
{
    bool nomem = false;
    uint64_t ignored = 0;
    const struct et_field_names *fields = document->adapter->document_post;
    for (; fields && fields->names; fields++) {
        const char *names = fields->names;
        struct et_slice name, *value = &document->post.value[fields->field];
        for (bool best = true; et_names_next(&names, &name); best = false) {
            if (!et_slice_eq(name, item->key) || (value->len && !best))
                continue;
            json_t *scalar = et_json_parse(item->text, &document->clean, &ignored, &nomem);
            json_t *holder = scalar ? json_pack("{s:o}", "v", scalar) : NULL;
            bool made;
            struct et_slice text = et_json_item_text(holder, "v", &document->arena, &made, &nomem);
            if (text.ptr && !made)
                text = et_arena_copy(&document->arena, text);
            nomem |= holder && json_is_string(scalar) && !text.ptr;
            *value = text.ptr ? text : *value;
            json_decref(holder);
        }
    }
    return nomem ? et_fail_nomem(error) : ET_OK;
}

/* What a comment lacks of its post stands in its record, and in the object around the records. */
static void inherit(struct et_values *values, const struct et_values *from)
{
    for (int f = ET_FIELD_OBSERVED; f < ET_FIELDS; f++) {
        if (values->value[f].len || !from->value[f].len)
            continue;
        values->value[f] = from->value[f];
        values->kept = (values->kept & ~(1u << f)) | (from->kept & 1u << f);
    }
}

/* The parent's id; in the batch's arena or the JSON. */
static enum et_rc parent_key(struct et_document *document, size_t parent, struct et_sink *sink, struct et_place *place,
                             struct et_error *error)
{
    bool made, nomem = false;
    const struct et_field_names *fields = document->adapter->comment;
    for (; parent != SIZE_MAX && fields->names; fields++)
        if (fields->field == ET_FIELD_KEY)
            place->parent =
                et_json_item_text(document->units[parent].object, fields->names, sink->arena, &made, &nomem);
    if (!place->parent.len)
        place->parent = et_slice(NULL, 0);
    return nomem ? et_fail_nomem(error) : ET_OK;
}

static enum et_rc emit(struct et_document *document, const struct et_unit *unit, struct et_sink *sink,
                       struct et_error *error)
{
    const struct et_adapter_ops *adapter = document->adapter;
    struct et_place place = {.row = document->row, .offset = document->offset, .raw = document->raw};
    struct et_values values = {0}, own = document->post;
    own.kept = 0; /* lies in the document's arena, not in the batch's */
    enum et_rc rc =
        et_json_fill(unit->object, unit->is_post ? adapter->post : adapter->comment, sink->arena, &values, error);
    if (rc)
        return rc;
    if (unit->is_post) {
        if (adapter->mend_post)
            adapter->mend_post(&values);
        return et_sink_post(sink, &values, &place, error);
    }
    const struct et_unit *record = &document->units[unit->record];
    if (record != unit) {
        struct et_values top = {0};
        rc = et_json_fill(record->object, record->is_post ? adapter->post : adapter->comment, sink->arena, &top, error);
        if (rc)
            return rc;
        inherit(&values, &top);
    }
    inherit(&values, &own);
    rc = parent_key(document, unit->parent, sink, &place, error);
    return rc ? rc : et_sink_comment(sink, &values, &place, error);
}

/* The next record of the file becomes units, or a rejected record. */
static enum et_rc next_record(struct et_document *document, struct et_sink *sink, struct et_error *error)
{
    struct et_split_item item;
    bool nomem = false;
    json_decref(document->root);
    document->root = NULL;
    document->unit_count = document->next_unit = 0;
    enum et_rc rc = et_json_split_next(&document->split, &item, error);
    if (rc)
        return rc;
    if (item.kind == ET_SPLIT_MEMBER)
        return keep_member(document, &item, error);
    if (item.kind == ET_SPLIT_END) {
        document->post = (struct et_values){0};
        et_arena_reset(&document->arena);
        return ET_OK;
    }
    struct et_place place = {.row = item.row, .offset = item.offset, .raw = item.text};
    if (item.damage)
        return et_sink_reject(sink, &place, item.damage, error);
    document->root = et_json_parse(item.text, &document->clean, &sink->batch->repaired_bytes, &nomem);
    if (nomem)
        return et_fail_nomem(error);
    if (!json_is_object(document->root))
        return et_sink_reject(sink, &place, document->root ? "not a JSON object" : "not valid JSON", error);
    document->row = item.row;
    document->offset = item.offset;
    document->raw = item.text;
    if (!add_records(document, document->root, error, &rc))
        return et_fail_nomem(error);
    return rc;
}

enum et_rc et_document_read(struct et_document *document, struct et_sink *sink, struct et_error *error)
{
    while (!et_sink_full(sink)) {
        bool in_record = document->next_unit < document->unit_count;
        enum et_rc rc = in_record ? emit(document, &document->units[document->next_unit++], sink, error)
                                  : next_record(document, sink, error);
        if (rc)
            return rc;
    }
    return ET_OK;
}

/* The path under which a field was found among the keys: below prefix, or as it is. ptr NULL when memory ran out, len 0
 * when it was not found. */
static struct et_slice find_path(const struct et_probe *probe, const char *names, const char *prefix,
                                 struct et_arena *arena)
{
    struct et_slice name;
    while (et_names_next(&names, &name)) {
        char *below = et_arena_printf(arena, "%s/" ET_SLICE_FMT, prefix, ET_SLICE_ARG(name));
        if (!below)
            return et_slice(NULL, 0);
        if (et_strmap_get(&probe->names, et_slice_of(below)))
            return et_slice_of(below);
        if (et_strmap_get(&probe->names, name))
            return name;
    }
    return ET_SLICE("");
}

enum et_rc et_document_describe(const struct et_document *document, struct et_arena *arena,
                                const struct et_probe *probe, struct et_detection *detection, struct et_error *error)
{
    const struct et_adapter_ops *adapter = document->adapter;
    const struct et_field_names *lists[] = {adapter->comment, adapter->post, adapter->document_post};
    const char *around = adapter->below_post ? adapter->below_post : adapter->document ? adapter->document : "";
    detection->columns = et_arena_calloc(arena, 3 * (size_t)ET_FIELDS, sizeof *detection->columns);
    if (!detection->columns)
        return et_fail_nomem(error);
    for (size_t l = 0; l < 3; l++) {
        for (const struct et_field_names *field = lists[l]; field && field->names; field++) {
            struct et_slice path = find_path(probe, field->names, l == 0 ? around : "", arena);
            if (!path.ptr)
                return et_fail_nomem(error);
            if (path.len)
                detection->columns[detection->column_count++] =
                    (struct et_mapping){et_slice_of(et_field_name((enum et_field)field->field)), path};
        }
    }
    return ET_OK;
}
