#include "analyse/entity/catalogue_file.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <jansson.h>

#include <stdlib.h>

#define NESTING_MAX 16
#define NAME_MAX_BYTES 1024

/* jansson recurses on nesting up to its own limit of 2,048; a catalogue has three levels, so deep input is refused
 * before. */
static bool is_nested_too_deep(struct et_slice json)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < json.len; i++) {
        char c = json.ptr[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > NESTING_MAX)
                return true;
        } else if ((c == ']' || c == '}') && depth) {
            depth--;
        }
    }
    return false;
}

struct reader {
    struct et_arena *arena;
    struct et_error *error;
    size_t entry; /* 1-based */
    struct et_slice name;
};

static enum et_rc bad(const struct reader *r, const char *what)
{
    if (r->name.len)
        return et_fail(r->error, ET_E_FORMAT, "catalogue: entry %zu (\"" ET_SLICE_FMT "\"): %s", r->entry,
                       ET_SLICE_ARG(r->name), what);
    return et_fail(r->error, ET_E_FORMAT, "catalogue: entry %zu: %s", r->entry, what);
}

static enum et_rc read_string(const struct reader *r, const json_t *value, const char *what, struct et_slice *out)
{
    char message[160];
    struct et_slice text = et_slice(json_string_value(value), json_is_string(value) ? json_string_length(value) : 0);
    text = et_slice_trim(text);
    const char *wrong = !json_is_string(value)      ? "is not a string"
                        : text.len == 0             ? "is empty"
                        : text.len > NAME_MAX_BYTES ? "is longer than 1,024 bytes"
                                                    : NULL;
    if (wrong) {
        snprintf(message, sizeof message, "%s %s", what, wrong);
        return bad(r, message);
    }
    *out = et_arena_copy(r->arena, text);
    return out->ptr ? ET_OK : et_fail_nomem(r->error);
}

/* "aliases", "not" and "members" may be absent or null. */
static enum et_rc read_list(const struct reader *r, const json_t *object, const char *key, const struct et_slice **out,
                            size_t *count)
{
    const json_t *list = json_object_get(object, key);
    char message[160];
    *out = NULL;
    *count = 0;
    if (!list || json_is_null(list))
        return ET_OK;
    if (!json_is_array(list)) {
        snprintf(message, sizeof message, "\"%s\" is not a list of strings", key);
        return bad(r, message);
    }
    size_t n = json_array_size(list);
    if (n == 0)
        return ET_OK;
    struct et_slice *items = et_arena_calloc(r->arena, n, sizeof *items);
    if (!items)
        return et_fail_nomem(r->error);
    snprintf(message, sizeof message, "an item of \"%s\"", key);
    for (size_t i = 0; i < n; i++) {
        enum et_rc rc = read_string(r, json_array_get(list, i), message, &items[i]);
        if (rc != ET_OK)
            return rc;
    }
    *out = items;
    *count = n;
    return ET_OK;
}

static enum et_rc read_type(const struct reader *r, const json_t *object, enum et_entity_type *out)
{
    static const char expected[] =
        "expected person, group, couple, team, show, film, song, book, work, brand, place or other";
    const json_t *value = json_object_get(object, "type");
    char message[256];
    if (!value) {
        snprintf(message, sizeof message, "no \"type\"; %s", expected);
        return bad(r, message);
    }
    *out = json_is_string(value) ? et_entity_type_parse(et_slice(json_string_value(value), json_string_length(value)))
                                 : (enum et_entity_type)0;
    if (*out)
        return ET_OK;
    snprintf(message, sizeof message, "type \"%.40s\" is not known; %s",
             json_is_string(value) ? json_string_value(value) : "(not a string)", expected);
    return bad(r, message);
}

static enum et_rc check_keys(const struct reader *r, json_t *object)
{
    static const char *const known[] = {"name", "type", "aliases", "not", "members"};
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        size_t i = 0;
        while (i < sizeof known / sizeof known[0] && strcmp(key, known[i]) != 0)
            i++;
        if (i == sizeof known / sizeof known[0]) {
            char message[160];
            snprintf(message, sizeof message, "unknown key \"%.40s\"; expected name, type, aliases, not, members", key);
            return bad(r, message);
        }
    }
    return ET_OK;
}

static enum et_rc read_entry(struct reader *r, json_t *object, struct et_entity *out)
{
    r->name = (struct et_slice){NULL, 0};
    if (!json_is_object(object))
        return bad(r, "is not an object; expected {\"name\": ..., \"type\": ...}");
    if (!json_object_get(object, "name"))
        return bad(r, "no \"name\"");
    enum et_rc rc = read_string(r, json_object_get(object, "name"), "\"name\"", &out->name);
    if (rc != ET_OK)
        return rc;
    r->name = out->name;
    if ((rc = check_keys(r, object)) != ET_OK || (rc = read_type(r, object, &out->type)) != ET_OK ||
        (rc = read_list(r, object, "aliases", &out->aliases, &out->alias_count)) != ET_OK ||
        (rc = read_list(r, object, "not", &out->nots, &out->not_count)) != ET_OK ||
        (rc = read_list(r, object, "members", &out->members, &out->member_count)) != ET_OK)
        return rc;
    out->id = (int64_t)r->entry;
    out->state = ET_ENTITY_KNOWN;
    return ET_OK;
}

static enum et_rc check_members(struct reader *r, const struct et_strmap *names, const struct et_entity *entity)
{
    for (size_t i = 0; i < entity->member_count; i++) {
        if (et_strmap_get(names, entity->members[i]))
            continue;
        char message[NAME_MAX_BYTES + 64];
        snprintf(message, sizeof message, "member \"" ET_SLICE_FMT "\" is not a name in the catalogue",
                 ET_SLICE_ARG(entity->members[i]));
        return bad(r, message);
    }
    return ET_OK;
}

static enum et_rc check_names(struct reader *r, const struct et_entity *entities, size_t count)
{
    struct et_strmap names = {0};
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        bool is_new = false;
        uint64_t *place = et_strmap_put(&names, entities[i].name, &is_new);
        r->entry = i + 1;
        r->name = entities[i].name;
        if (!place)
            rc = et_fail_nomem(r->error);
        else if (!is_new)
            rc = et_fail(r->error, ET_E_FORMAT,
                         "catalogue: entry %zu: the name \"" ET_SLICE_FMT "\" is that of entry %zu already", i + 1,
                         ET_SLICE_ARG(entities[i].name), (size_t)*place);
        else
            *place = i + 1;
    }
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        r->entry = i + 1;
        r->name = entities[i].name;
        rc = check_members(r, &names, &entities[i]);
    }
    et_strmap_dispose(&names);
    return rc;
}

static enum et_rc read_all(json_t *root, struct et_arena *arena, struct et_catalogue *out, struct et_error *error)
{
    struct reader r = {.arena = arena, .error = error};
    if (!json_is_array(root))
        return et_fail(error, ET_E_FORMAT, "catalogue: not a list; expected [{\"name\": ..., \"type\": ...}, ...]");
    size_t count = json_array_size(root);
    struct et_entity *entities = et_arena_calloc(arena, count + 1, sizeof *entities);
    if (!entities)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++) {
        r.entry = i + 1;
        enum et_rc rc = read_entry(&r, json_array_get(root, i), &entities[i]);
        if (rc != ET_OK)
            return rc;
    }
    enum et_rc rc = check_names(&r, entities, count);
    if (rc == ET_OK)
        *out = (struct et_catalogue){entities, count};
    return rc;
}

enum et_rc et_catalogue_parse(struct et_slice json, struct et_arena *arena, struct et_catalogue *out,
                              struct et_error *error)
{
    if (et_slice_starts(json, ET_SLICE("\xEF\xBB\xBF")))
        json = et_slice_sub(json, 3, json.len);
    if (is_nested_too_deep(json))
        return et_fail(error, ET_E_FORMAT, "catalogue: nested more than %d levels deep", NESTING_MAX);
    json_error_t reason;
    json_t *root = json_loadb(json.len ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &reason);
    if (!root) {
        if (json_error_code(&reason) == json_error_out_of_memory)
            return et_fail_nomem(error);
        enum et_rc rc =
            et_fail(error, ET_E_FORMAT, "catalogue: line %d, column %d: %s", reason.line, reason.column, reason.text);
        if (error) {
            error->row = reason.line > 0 ? (uint64_t)reason.line : 0;
            error->column = reason.column > 0 ? (uint32_t)reason.column : 0;
        }
        return rc;
    }
    enum et_rc rc = read_all(root, arena, out, error);
    json_decref(root);
    return rc;
}

static int by_name(const void *a, const void *b)
{
    const struct et_entity *const *x = a, *const *y = b;
    return et_slice_cmp((*x)->name, (*y)->name);
}

static void format_list(struct et_buf *out, const char *key, const struct et_slice *items, size_t count)
{
    if (!count)
        return;
    et_buf_printf(out, ",\n    \"%s\": [", key);
    for (size_t i = 0; i < count; i++) {
        if (i)
            et_buf_str(out, ", ");
        et_buf_json(out, items[i]);
    }
    et_buf_char(out, ']');
}

static void format_entry(struct et_buf *out, const struct et_entity *entity)
{
    et_buf_str(out, "  {\n    \"name\": ");
    et_buf_json(out, entity->name);
    et_buf_str(out, ",\n    \"type\": ");
    et_buf_json(out, et_slice_of(et_entity_type_name(entity->type)));
    format_list(out, "aliases", entity->aliases, entity->alias_count);
    format_list(out, "not", entity->nots, entity->not_count);
    format_list(out, "members", entity->members, entity->member_count);
    et_buf_str(out, "\n  }");
}

enum et_rc et_catalogue_format(const struct et_catalogue *catalogue, struct et_buf *out, struct et_error *error)
{
    const struct et_entity **sorted = et_malloc((catalogue->count + 1) * sizeof *sorted);
    if (!sorted)
        return et_fail_nomem(error);
    for (size_t i = 0; i < catalogue->count; i++)
        sorted[i] = &catalogue->entities[i];
    qsort(sorted, catalogue->count, sizeof *sorted, by_name);
    et_buf_str(out, "[");
    for (size_t i = 0; i < catalogue->count; i++) {
        et_buf_str(out, i ? ",\n" : "\n");
        format_entry(out, sorted[i]);
    }
    et_buf_str(out, catalogue->count ? "\n]\n" : "]\n");
    et_free(sorted);
    return out->failed ? et_fail_nomem(error) : ET_OK;
}
