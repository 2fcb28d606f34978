#include "analyse/chat/repair_int.h"

#define DEEPEST 64

/* The end of the string that begins at text[at] == '"': behind its closing quote, or SIZE_MAX. */
static size_t string_end(struct et_slice text, size_t at)
{
    for (at++; at < text.len; at++) {
        if (text.ptr[at] == '\\')
            at++;
        else if (text.ptr[at] == '"')
            return at + 1;
    }
    return SIZE_MAX;
}

/* The end of the object or array that begins at text[at]; SIZE_MAX when it is not closed. Kinds of brackets must
 * match: a text that is cut off and goes on with something else is no object. */
static size_t value_end(struct et_slice text, size_t at)
{
    char open[DEEPEST];
    size_t depth = 0;
    while (at < text.len) {
        char c = text.ptr[at];
        if (c == '"') {
            at = string_end(text, at);
            if (at == SIZE_MAX)
                return SIZE_MAX;
            continue;
        }
        if (c == '{' || c == '[') {
            if (depth == DEEPEST)
                return SIZE_MAX;
            open[depth++] = c;
        } else if (c == '}' || c == ']') {
            if (depth == 0 || open[--depth] != (c == '}' ? '{' : '['))
                return SIZE_MAX;
            if (depth == 0)
                return at + 1;
        }
        at++;
    }
    return SIZE_MAX;
}

/* Whether the object has a key "id" at its own level. */
static bool has_id(struct et_slice object)
{
    size_t depth = 0;
    for (size_t at = 0; at < object.len;) {
        char c = object.ptr[at];
        if (c == '"') {
            size_t end = string_end(object, at);
            if (end == SIZE_MAX)
                return false;
            bool is_id = depth == 1 && et_slice_is(et_slice_sub(object, at, end), "\"id\"");
            at = end;
            while (at < object.len && (object.ptr[at] == ' ' || object.ptr[at] == '\n' || object.ptr[at] == '\t'))
                at++;
            if (is_id && at < object.len && object.ptr[at] == ':')
                return true;
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= (c == '}' || c == ']') && depth;
        at++;
    }
    return false;
}

struct et_slice et_chat_next_object(struct et_slice text, size_t *pos)
{
    for (; *pos < text.len; (*pos)++) {
        if (text.ptr[*pos] != '{')
            continue;
        size_t end = value_end(text, *pos);
        struct et_slice object = end == SIZE_MAX ? et_slice(NULL, 0) : et_slice_sub(text, *pos, end);
        if (object.ptr && has_id(object)) {
            *pos = end;
            return object;
        }
    }
    return et_slice(NULL, 0);
}

bool et_chat_mend(struct et_slice object, struct et_buf *out)
{
    et_buf_clear(out);
    for (size_t at = 0; at < object.len;) {
        size_t end = at + 1;
        if (object.ptr[at] == '"') {
            end = string_end(object, at);
            end = end == SIZE_MAX ? object.len : end;
        } else if (object.ptr[at] == ',') {
            size_t next = end;
            while (next < object.len && (unsigned char)object.ptr[next] <= ' ')
                next++;
            if (next < object.len && (object.ptr[next] == '}' || object.ptr[next] == ']')) {
                at = next;
                continue;
            }
        }
        if (!et_buf_add(out, object.ptr + at, end - at))
            return false;
        at = end;
    }
    return true;
}
