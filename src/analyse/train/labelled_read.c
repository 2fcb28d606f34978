/* Labelled sets as they are published, and labels of our own that stand apart from their texts. */
#include "analyse/train/labelled.h"
#include "base/mem.h"

#include <jansson.h>

#define ROW(number) (unsigned long long)(number)

/* ---- JSON lines ---- */

static struct et_slice string_of(const json_t *value)
{
    return et_slice(json_string_value(value), json_string_length(value));
}

/* Of several accepted values the first is the reading that was given first. */
static const json_t *value_of(const json_t *labels, const char *key)
{
    const json_t *value = json_object_get(labels, key);
    return json_is_array(value) ? json_array_get(value, 0) : value;
}

static bool read_side(const json_t *labels, struct et_labelled *row)
{
    const json_t *value = value_of(labels, "polarity");
    value = value ? value : value_of(labels, "label");
    if (!value || json_is_null(value))
        return true;
    if (json_is_integer(value)) {
        json_int_t side = json_integer_value(value);
        row->polarity = side >= -1 && side <= 1 ? (int8_t)side : ET_NOT_LABELLED;
    } else {
        row->polarity = et_labelled_side(string_of(value));
    }
    return row->polarity != ET_NOT_LABELLED;
}

static bool read_emotion(const json_t *labels, struct et_labelled *row)
{
    const json_t *value = value_of(labels, "emotion");
    if (!value || json_is_null(value))
        return true;
    enum et_emotion emotion = et_emotion_parse(string_of(value));
    row->emotion = (int8_t)emotion;
    return emotion != ET_EMOTIONS;
}

static int8_t flag_of(const json_t *labels, const char *key)
{
    const json_t *value = value_of(labels, key);
    return json_is_boolean(value) ? (int8_t)json_is_true(value) : ET_NOT_LABELLED;
}

static enum et_rc add_object(struct et_labelled_set *set, const json_t *json, const struct et_labelled_take *take,
                             uint64_t number, struct et_error *error)
{
    const json_t *labels = json_object_get(json, "labels");
    struct et_labelled row = et_labelled_row(string_of(json_object_get(json, "text")), take->weight);
    row.caption = string_of(json_object_get(json, "caption"));
    labels = labels ? labels : json;
    if (!row.text.ptr)
        return et_fail(error, ET_E_FORMAT, "row %llu: no \"text\"", ROW(number));
    if (!read_side(labels, &row))
        return et_fail(error, ET_E_FORMAT, "row %llu: a polarity is -1, 0, 1, or negative, neutral, positive",
                       ROW(number));
    if (!read_emotion(labels, &row))
        return et_fail(error, ET_E_FORMAT, "row %llu: \"emotion\" is none of the eight", ROW(number));
    row.sarcastic = flag_of(labels, "sarcastic");
    row.spam = flag_of(labels, "spam");
    return et_labelled_add(set, &row, take->part, error);
}

enum et_rc et_labelled_read_jsonl(struct et_labelled_set *set, struct et_slice bytes,
                                  const struct et_labelled_take *take, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (uint64_t number = 1; bytes.len && rc == ET_OK; number++) {
        json_error_t wrong;
        struct et_slice line = et_slice_trim(et_slice_cut(&bytes, '\n'));
        if (!line.len)
            continue;
        json_t *json = json_loadb(line.ptr, line.len, 0, &wrong);
        if (json)
            rc = add_object(set, json, take, number, error);
        else if (json_error_code(&wrong) == json_error_out_of_memory)
            rc = et_fail_nomem(error);
        else
            rc = et_fail(error, ET_E_FORMAT, "row %llu: %s", ROW(number), wrong.text);
        json_decref(json);
    }
    return rc;
}

/* ---- SemEval ---- */

/* A text in quotes has its own quotes doubled; out has room for all of it. */
static struct et_slice unquoted(struct et_slice text, char *out)
{
    size_t n = 0;
    if (text.len < 2 || text.ptr[0] != '"' || text.ptr[text.len - 1] != '"')
        return text;
    for (size_t i = 1; i + 1 < text.len; i++) {
        out[n++] = text.ptr[i];
        i += text.ptr[i] == '"' && text.ptr[i + 1] == '"' && i + 2 < text.len;
    }
    return et_slice(out, n);
}

static enum et_rc add_tabbed(struct et_labelled_set *set, struct et_slice line, const struct et_labelled_take *take,
                             uint64_t number, struct et_error *error)
{
    struct et_slice rest = line, label = et_slice_cut(&rest, '\t'), text = rest;
    while (rest.ptr)
        text = et_slice_cut(&rest, '\t');
    if (!text.ptr)
        return ET_OK; /* a line without a text: the published file has one */
    int8_t side = et_labelled_side(label);
    if (side == ET_NOT_LABELLED)
        return et_fail(error, ET_E_FORMAT, "row %llu: it begins with no label and a tab", ROW(number));
    char *out = et_malloc(text.len);
    if (!out)
        return et_fail_nomem(error);
    struct et_labelled row = et_labelled_row(unquoted(text, out), take->weight);
    row.polarity = side;
    enum et_rc rc = et_labelled_add(set, &row, ET_LABELLED_ALL, error);
    et_free(out);
    return rc;
}

enum et_rc et_labelled_read_semeval(struct et_labelled_set *set, struct et_slice bytes,
                                    const struct et_labelled_take *take, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (uint64_t number = 1; bytes.len && rc == ET_OK && take->part != ET_LABELLED_SEALED; number++)
        rc = add_tabbed(set, et_slice_cut(&bytes, '\n'), take, number, error);
    return rc;
}

/* ---- codes ---- */

static bool read_code(struct et_slice code, struct et_labelled *row)
{
    static const char letters[ET_EMOTIONS + 1] = "xadlgsfn"; /* in the order of enum et_emotion */
    const char *emotion = code.len >= 2 ? memchr(letters, code.ptr[1], ET_EMOTIONS) : NULL;
    if (!emotion || !memchr("+0-", code.ptr[0], 3))
        return false;
    row->polarity = code.ptr[0] == '+' ? 1 : code.ptr[0] == '-' ? -1 : 0;
    row->emotion = (int8_t)(emotion - letters);
    row->sarcastic = row->spam = 0;
    for (size_t i = 2; i < code.len; i++) {
        if (!memchr("qip", code.ptr[i], 3))
            return false;
        row->sarcastic |= code.ptr[i] == 'i';
        row->spam |= code.ptr[i] == 'p';
    }
    return true;
}

/* codes[n]: of line n + 1 of the texts. */
static enum et_rc place_codes(struct et_slice labels, struct et_slice *codes, size_t count, struct et_error *error)
{
    for (uint64_t number = 1; labels.len; number++) {
        uint64_t line;
        struct et_slice code = et_slice_trim(et_slice_cut(&labels, '\n'));
        if (!code.len || code.ptr[0] == '#')
            continue;
        struct et_slice first = et_slice_cut(&code, ' ');
        if (!et_slice_to_u64(first, &line) || line == 0 || line > count)
            return et_fail(error, ET_E_FORMAT, "row %llu: it does not begin with the number of one of the %zu texts",
                           ROW(number), count);
        if (codes[line - 1].ptr)
            return et_fail(error, ET_E_FORMAT, "row %llu: text %llu has a label already", ROW(number), ROW(line));
        codes[line - 1] = et_slice_trim(code);
        struct et_labelled unused;
        if (!et_slice_is(codes[line - 1], "?") && !read_code(codes[line - 1], &unused))
            return et_fail(error, ET_E_FORMAT, "row %llu: a code is a side (+ 0 -), an emotion and flags: +l, 0nq, -ai",
                           ROW(number));
    }
    return ET_OK;
}

static size_t count_lines(struct et_slice bytes)
{
    size_t count = 0;
    for (; bytes.len; count++)
        et_slice_cut(&bytes, '\n');
    return count;
}

enum et_rc et_labelled_read_codes(struct et_labelled_set *set, struct et_slice labels, struct et_slice texts,
                                  const struct et_labelled_take *take, struct et_error *error)
{
    size_t count = count_lines(texts);
    struct et_slice *codes = et_calloc(count + 1, sizeof *codes);
    if (!codes)
        return et_fail_nomem(error);
    enum et_rc rc = place_codes(labels, codes, count, error);
    for (size_t i = 0; i < count && rc == ET_OK && take->part != ET_LABELLED_SEALED; i++) {
        struct et_slice text = et_slice_cut(&texts, '\n');
        struct et_labelled row = et_labelled_row(
            et_slice_ends(text, ET_SLICE("\r")) ? et_slice_sub(text, 0, text.len - 1) : text, take->weight);
        if (codes[i].ptr && read_code(codes[i], &row))
            rc = et_labelled_add(set, &row, ET_LABELLED_ALL, error);
    }
    et_free(codes);
    return rc;
}
