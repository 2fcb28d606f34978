#include "ingest/json_item.h"

#include "ingest/clean.h"
#include "ingest/probe.h"

#include <math.h>

#define FLAGS (JSON_ALLOW_NUL | JSON_DECODE_ANY)

static int hex4(const char *p, size_t left)
{
    int value = 0;
    if (left < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* The escape at text[i] ('\\'); returns how many bytes it takes, and whether it is kept: half a surrogate pair is not.
 */
static size_t escape_length(struct et_slice text, size_t i, bool *keep)
{
    *keep = true;
    if (text.len - i < 6 || text.ptr[i + 1] != 'u')
        return text.len - i < 2 ? 1 : 2;
    int first = hex4(text.ptr + i + 2, text.len - i - 2);
    if (first < 0xD800 || first > 0xDFFF)
        return 6;
    bool pair = first < 0xDC00 && text.len - i >= 12 && text.ptr[i + 6] == '\\' && text.ptr[i + 7] == 'u';
    int second = pair ? hex4(text.ptr + i + 8, 4) : -1;
    if (second >= 0xDC00 && second <= 0xDFFF)
        return 12;
    *keep = false;
    return 6;
}

/* Rewrites text into `clean`: only what stands inside strings can hold escapes and control characters. */
static void rewrite(struct et_slice text, struct et_buf *clean, uint64_t *repaired)
{
    bool in_string = false;
    et_buf_clear(clean);
    for (size_t i = 0, len; i < text.len; i += len) {
        char c = text.ptr[i];
        bool keep = true;
        len = 1;
        if (in_string && c == '\\')
            len = escape_length(text, i, &keep);
        else if (c == '"')
            in_string = !in_string;
        *repaired += !keep;
        if (in_string && c == '\t')
            et_buf_str(clean, "\\t");
        else if (in_string && c == '\n')
            et_buf_str(clean, "\\n");
        else if (keep)
            et_buf_add(clean, text.ptr + i, len);
    }
}

static json_t *load(struct et_slice text, bool *nomem)
{
    json_error_t failure;
    json_t *root = json_loadb(text.ptr, text.len, FLAGS, &failure);
    if (!root && json_error_code(&failure) == json_error_out_of_memory)
        *nomem = true;
    return root;
}

json_t *et_json_parse(struct et_slice text, struct et_buf *clean, uint64_t *repaired, bool *nomem)
{
    json_t *root = text.len ? load(text, nomem) : NULL;
    uint64_t count = 0;
    if (root || *nomem || !text.len)
        return root;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    struct et_slice valid = et_clean_bytes(&arena, text, false, &count);
    if (valid.ptr)
        rewrite(valid, clean, &count);
    *nomem = !valid.ptr || clean->failed;
    et_arena_dispose(&arena);
    if (!*nomem && clean->len)
        root = load(et_buf_view(clean), nomem);
    *repaired += root ? count : 0;
    return root;
}

json_t *et_json_at(json_t *object, struct et_slice path)
{
    json_t *whole = json_object_getn(object, path.ptr, path.len);
    while (!whole && json_is_object(object) && path.ptr) {
        struct et_slice key = et_slice_cut(&path, '/');
        object = json_object_getn(object, key.ptr, key.len);
    }
    return whole ? whole : path.ptr ? NULL : object;
}

static struct et_slice number_text(json_t *value, struct et_arena *arena, bool *nomem)
{
    double real = json_real_value(value);
    char *text;
    if (json_is_integer(value))
        text = et_arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (rint(real) == real && fabs(real) < 1e15)
        text = et_arena_printf(arena, "%.0f", real);
    else
        text = et_arena_printf(arena, "%.6f", real);
    *nomem |= !text;
    return et_slice_of(text);
}

static struct et_slice scalar_text(json_t *value, struct et_arena *arena, bool *made, bool *nomem)
{
    *made = false;
    if (json_is_string(value))
        return et_slice(json_string_value(value), json_string_length(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? ET_SLICE("true") : ET_SLICE("false");
    if (!json_is_number(value))
        return et_slice(NULL, 0);
    *made = true;
    return number_text(value, arena, nomem);
}

struct et_slice et_json_item_text(json_t *object, const char *names, struct et_arena *arena, bool *made, bool *nomem)
{
    struct et_slice path, best = et_slice(NULL, 0);
    *made = false;
    while (!best.len && et_names_next(&names, &path)) {
        json_t *value = et_json_at(object, path);
        struct et_slice text = value ? scalar_text(value, arena, made, nomem) : et_slice(NULL, 0);
        if (text.ptr)
            best = text;
    }
    return best;
}

enum et_rc et_json_fill(json_t *object, const struct et_field_names *fields, struct et_arena *arena,
                        struct et_values *values, struct et_error *error)
{
    bool nomem = false;
    for (; fields && fields->names; fields++) {
        struct et_slice *value = &values->value[fields->field];
        bool made;
        if (value->len)
            continue;
        struct et_slice text = et_json_item_text(object, fields->names, arena, &made, &nomem);
        if (!text.ptr)
            continue;
        *value = text;
        values->kept = (values->kept & ~(1u << fields->field)) | (made ? 1u << fields->field : 0);
    }
    return nomem ? et_fail_nomem(error) : ET_OK;
}
