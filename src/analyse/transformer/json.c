#include "analyse/transformer/json_int.h"

#define NESTING_MAX 64

/* jansson recurses up to a limit of its own; nothing in a model's files is nested deeply. */
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

enum et_rc et_model_json(struct et_slice text, const char *what, json_t **out, struct et_error *error)
{
    json_error_t wrong;
    if (is_nested_too_deep(text))
        return et_fail(error, ET_E_FORMAT, "%s is nested deeper than %d levels", what, NESTING_MAX);
    *out = json_loadb(text.len ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, &wrong);
    if (*out)
        return ET_OK;
    if (json_error_code(&wrong) == json_error_out_of_memory)
        return et_fail_nomem(error);
    return et_fail(error, ET_E_FORMAT, "%s is no JSON: %s (line %d, column %d)", what, wrong.text, wrong.line,
                   wrong.column);
}
