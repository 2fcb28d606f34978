/* Reads one line of `et-intel score`. Own reader: jansson would build a tree for every comment, at a third of the whole
 * cost. */
#include "analyse/score_json.h"

#include "base/utf8.h"
#include "types/record.h"

#define DEPTH_MAX 64

struct reader {
    struct et_slice line;
    size_t at;
    struct et_arena *arena;
    struct et_error *error;
};

static enum et_rc bad(const struct reader *reader, const char *what)
{
    return et_fail(reader->error, ET_E_FORMAT, "not valid JSON: %s at byte %zu", what, reader->at);
}

static char peek(const struct reader *reader)
{
    return reader->at < reader->line.len ? reader->line.ptr[reader->at] : '\0';
}

static char skip_space(struct reader *reader)
{
    for (; reader->at < reader->line.len; reader->at++) {
        char c = reader->line.ptr[reader->at];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            return c;
    }
    return '\0';
}

static bool hex4(const struct reader *reader, size_t at, uint32_t *out)
{
    uint32_t value = 0;
    if (at + 4 > reader->line.len)
        return false;
    for (size_t i = at; i < at + 4; i++) {
        char c = reader->line.ptr[i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit == 16)
            return false;
        value = value << 4 | digit;
    }
    *out = value;
    return true;
}

/* Behind "\u": four digits, or two surrogates; a lone one becomes U+FFFD. */
static bool unicode_escape(struct reader *reader, uint32_t *code_point)
{
    uint32_t low;
    if (!hex4(reader, reader->at, code_point))
        return false;
    reader->at += 4;
    if (*code_point >= 0xD800 && *code_point < 0xDC00 && reader->at + 6 <= reader->line.len &&
        reader->line.ptr[reader->at] == '\\' && reader->line.ptr[reader->at + 1] == 'u' &&
        hex4(reader, reader->at + 2, &low) && low >= 0xDC00 && low < 0xE000) {
        *code_point = 0x10000 + ((*code_point - 0xD800) << 10) + (low - 0xDC00);
        reader->at += 6;
    }
    return true;
}

static bool simple_escape(char c, char *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *found = c ? strchr(from, c) : NULL;
    if (found)
        *out = to[found - from];
    return found != NULL;
}

/* The escape behind a backslash, as bytes. */
static enum et_rc read_escape(struct reader *reader, struct et_slice raw, char *text, size_t *n)
{
    char plain;
    uint32_t c;
    if (reader->at < raw.len && raw.ptr[reader->at] == 'u') {
        reader->at++;
        if (!unicode_escape(reader, &c))
            return bad(reader, "\\u wants four hex digits");
        *n += et_utf8_put(text + *n, c);
        return ET_OK;
    }
    if (reader->at >= raw.len || !simple_escape(raw.ptr[reader->at], &plain))
        return bad(reader, "unknown escape");
    reader->at++;
    text[(*n)++] = plain;
    return ET_OK;
}

/* Writes the string that begins at `at` without its escapes and with U+FFFD for bad bytes; end is its closing quote. */
static enum et_rc unescape(struct reader *reader, size_t end, struct et_slice *out)
{
    struct et_slice raw = et_slice(reader->line.ptr, end);
    bool valid = et_utf8_valid(et_slice_sub(raw, reader->at, end));
    /* A bad byte of one grows to three. */
    char *text = et_arena_alloc(reader->arena, (end - reader->at) * (valid ? 1 : 3) + 4);
    size_t n = 0;
    if (!text)
        return et_fail_nomem(reader->error);
    while (reader->at < end) {
        const char *from = raw.ptr + reader->at, *escape = memchr(from, '\\', end - reader->at);
        struct et_slice run = et_slice(from, escape ? (size_t)(escape - from) : end - reader->at);
        if (valid)
            memcpy(text + n, run.ptr, run.len);
        for (size_t at = 0; !valid && at < run.len;)
            n += et_utf8_put(text + n, et_utf8_next(run, &at));
        n += valid ? run.len : 0;
        reader->at += run.len + (escape != NULL);
        enum et_rc rc = escape ? read_escape(reader, raw, text, &n) : ET_OK;
        if (rc != ET_OK)
            return rc;
    }
    *out = et_slice(text, n);
    return ET_OK;
}

/* Whether a byte of the eight is a quote, a backslash or a control character. */
static bool has_special(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t quote = word ^ (ones * '"'), escape = word ^ (ones * '\\');
    return ((((quote - ones) & ~quote) | ((escape - ones) & ~escape) | ((word - ones * 0x20) & ~word)) & ones << 7) !=
           0;
}

/* Moves over what is neither quote, backslash nor control character; *high: something beyond ASCII was among it. */
static size_t skip_plain(struct et_slice line, size_t at, bool *high)
{
    uint64_t word, seen = 0;
    for (; at + 8 <= line.len; at += 8) {
        memcpy(&word, line.ptr + at, 8);
        if (has_special(word))
            break;
        seen |= word;
    }
    unsigned char c, bytes = 0;
    for (; at < line.len && (c = (unsigned char)line.ptr[at]) >= 0x20 && c != '"' && c != '\\'; at++)
        bytes |= c;
    *high |= ((seen & UINT64_C(0x8080808080808080)) | (bytes & 0x80u)) != 0;
    return at;
}

static enum et_rc read_string(struct reader *reader, struct et_slice *out)
{
    size_t start = ++reader->at, end = start;
    bool escaped = false, high = false;
    for (;; end += 2, escaped = true) {
        end = skip_plain(reader->line, end, &high);
        if (end >= reader->line.len)
            return bad(reader, "a string is not closed");
        if (reader->line.ptr[end] == '"')
            break;
        if (reader->line.ptr[end] != '\\')
            return bad(reader, "a control character in a string");
    }
    struct et_slice raw = et_slice(reader->line.ptr + start, end - start);
    enum et_rc rc = ET_OK;
    if (escaped || (high && !et_utf8_valid(raw))) {
        reader->at = start;
        rc = unescape(reader, end, out);
    } else {
        *out = raw;
    }
    reader->at = end + 1;
    return rc;
}

static enum et_rc skip_value(struct reader *reader, unsigned depth);

static enum et_rc skip_members(struct reader *reader, unsigned depth, char close)
{
    reader->at++;
    if (skip_space(reader) == close) {
        reader->at++;
        return ET_OK;
    }
    for (;;) {
        enum et_rc rc = ET_OK;
        struct et_slice key;
        if (close == '}') {
            if (skip_space(reader) != '"')
                return bad(reader, "a name in quotes is expected");
            rc = read_string(reader, &key);
            if (rc == ET_OK && skip_space(reader) != ':')
                return bad(reader, "':' is expected");
            reader->at++;
        }
        if (rc == ET_OK)
            rc = skip_value(reader, depth + 1);
        if (rc != ET_OK)
            return rc;
        char c = skip_space(reader);
        reader->at++;
        if (c == close)
            return ET_OK;
        if (c != ',')
            return bad(reader, "',' or the closing bracket is expected");
    }
}

static bool digits(struct reader *reader)
{
    size_t start = reader->at;
    while (peek(reader) >= '0' && peek(reader) <= '9')
        reader->at++;
    return reader->at > start;
}

static enum et_rc skip_number(struct reader *reader)
{
    if (peek(reader) == '-')
        reader->at++;
    bool zero = peek(reader) == '0';
    size_t start = reader->at;
    if (!digits(reader) || (zero && reader->at - start > 1))
        return bad(reader, "a value is expected");
    if (peek(reader) == '.') {
        reader->at++;
        if (!digits(reader))
            return bad(reader, "digits are expected");
    }
    if (peek(reader) == 'e' || peek(reader) == 'E') {
        reader->at++;
        if (peek(reader) == '+' || peek(reader) == '-')
            reader->at++;
        if (!digits(reader))
            return bad(reader, "digits are expected");
    }
    return ET_OK;
}

static enum et_rc skip_value(struct reader *reader, unsigned depth)
{
    static const struct et_slice literals[] = {{"true", 4}, {"false", 5}, {"null", 4}};
    struct et_slice ignored;
    char c = skip_space(reader);
    if (depth > DEPTH_MAX)
        return bad(reader, "nested too deeply");
    if (c == '"')
        return read_string(reader, &ignored);
    if (c == '{' || c == '[')
        return skip_members(reader, depth, c == '{' ? '}' : ']');
    for (size_t i = 0; i < 3; i++)
        if (et_slice_starts(et_slice_sub(reader->line, reader->at, reader->line.len), literals[i])) {
            reader->at += literals[i].len;
            return ET_OK;
        }
    return skip_number(reader);
}

static enum et_rc read_text(struct reader *reader, const char *name, struct et_slice *out)
{
    size_t start = reader->at;
    if (skip_space(reader) == '"')
        return read_string(reader, out);
    enum et_rc rc = skip_value(reader, 0);
    if (rc != ET_OK)
        return rc;
    *out = et_slice(NULL, 0);
    if (et_slice_is(et_slice_trim(et_slice_sub(reader->line, start, reader->at)), "null"))
        return ET_OK;
    return et_fail(reader->error, ET_E_FORMAT, "\"%s\" is not a text", name);
}

static enum et_rc read_likes(struct reader *reader, int64_t *out)
{
    skip_space(reader);
    size_t start = reader->at;
    enum et_rc rc = skip_value(reader, 0);
    if (rc != ET_OK)
        return rc;
    struct et_slice raw = et_slice_sub(reader->line, start, reader->at);
    double value;
    *out = ET_COUNT_NONE;
    if (et_slice_is(raw, "null"))
        return ET_OK;
    if (!et_slice_to_double(raw, &value) || value < 0 || value > 9e15)
        return et_fail(reader->error, ET_E_FORMAT, "\"likes\" is not a number from 0");
    *out = (int64_t)value;
    return ET_OK;
}

static enum et_rc read_member(struct reader *reader, struct et_score_request *out)
{
    struct et_slice key;
    if (skip_space(reader) != '"')
        return bad(reader, "a name in quotes is expected");
    enum et_rc rc = read_string(reader, &key);
    if (rc != ET_OK)
        return rc;
    if (skip_space(reader) != ':')
        return bad(reader, "':' is expected");
    reader->at++;
    if (et_slice_is(key, "text"))
        return read_text(reader, "text", &out->input.text);
    if (et_slice_is(key, "caption"))
        return read_text(reader, "caption", &out->input.caption);
    if (et_slice_is(key, "parent"))
        return read_text(reader, "parent", &out->input.parent);
    if (et_slice_is(key, "likes"))
        return read_likes(reader, &out->input.likes);
    skip_space(reader);
    size_t start = reader->at;
    rc = skip_value(reader, 0);
    if (rc == ET_OK && et_slice_is(key, "id"))
        out->id = et_slice_sub(reader->line, start, reader->at);
    return rc;
}

enum et_rc et_score_parse(struct et_slice line, struct et_arena *arena, struct et_score_request *out,
                          struct et_error *error)
{
    struct reader reader = {line, 0, arena, error};
    *out = (struct et_score_request){.input.likes = ET_COUNT_NONE};
    if (et_slice_starts(line, ET_SLICE("\xEF\xBB\xBF")))
        reader.at = 3;
    if (skip_space(&reader) != '{')
        return bad(&reader, "an object is expected");
    reader.at++;
    if (skip_space(&reader) == '}')
        reader.at++;
    else
        for (;;) {
            enum et_rc rc = read_member(&reader, out);
            if (rc != ET_OK)
                return rc;
            char c = skip_space(&reader);
            reader.at++;
            if (c == '}')
                break;
            if (c != ',')
                return bad(&reader, "',' or '}' is expected");
        }
    skip_space(&reader);
    if (reader.at < line.len)
        return bad(&reader, "something stands behind the object");
    if (!out->input.text.ptr)
        return et_fail(error, ET_E_FORMAT, "no \"text\"");
    /* "id" is echoed: it must be valid UTF-8 too. */
    if (out->id.ptr && !et_utf8_valid(out->id))
        return et_fail(error, ET_E_FORMAT, "\"id\" is not valid UTF-8");
    return ET_OK;
}
