#include "base/buf.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

void et_buf_init(struct et_buf *buf, size_t cap)
{
    *buf = (struct et_buf){.cap = cap};
}

void et_buf_dispose(struct et_buf *buf)
{
    et_free(buf->data);
    *buf = (struct et_buf){.cap = buf->cap};
}

void et_buf_clear(struct et_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->data)
        buf->data[0] = '\0';
}

bool et_buf_reserve(struct et_buf *buf, size_t more)
{
    if (more > SIZE_MAX / 4 || (buf->cap && buf->len + more > buf->cap)) {
        buf->failed = true;
        return false;
    }
    size_t need = buf->len + more + 1;
    if (need <= buf->size)
        return true;
    size_t size = buf->size ? buf->size * 2 : 256;
    if (buf->cap && size > buf->cap + 1)
        size = buf->cap + 1;
    if (size < need)
        size = need;
    char *data = et_realloc(buf->data, size);
    if (!data) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->size = size;
    return true;
}

bool et_buf_add_growing(struct et_buf *buf, const char *bytes, size_t len)
{
    return et_buf_reserve(buf, len) && et_buf_add(buf, bytes, len);
}

bool et_buf_utf8(struct et_buf *buf, uint32_t code_point)
{
    char bytes[4];
    return et_buf_add(buf, bytes, et_utf8_put(bytes, code_point));
}

bool et_buf_printf(struct et_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !et_buf_reserve(buf, (size_t)n)) {
        buf->failed = true;
        return false;
    }
    va_start(args, format);
    n = vsnprintf(buf->data + buf->len, (size_t)n + 1, format, args);
    va_end(args);
    buf->len += (size_t)(n > 0 ? n : 0);
    return n >= 0;
}

struct et_slice et_buf_view(const struct et_buf *buf)
{
    return et_slice(buf->data, buf->len);
}

static bool json_char(struct et_buf *buf, unsigned char c)
{
    static const char *const shorts[] = {
        ['"'] = "\\\"", ['\\'] = "\\\\", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t"};
    if (c < sizeof shorts / sizeof shorts[0] && shorts[c])
        return et_buf_str(buf, shorts[c]);
    return et_buf_printf(buf, "\\u%04x", c);
}

/* Bytes that need no escape for certain, eight at a time. */
static size_t json_plain(struct et_slice text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    size_t n = 0;
    while (n + 8 <= text.len) {
        uint64_t word;
        memcpy(&word, text.ptr + n, 8);
        uint64_t quote = word ^ (ones * '"'), escape = word ^ (ones * '\\'), erase = word ^ (ones * 0x7F);
        uint64_t odd = ((quote - ones) & ~quote) | ((escape - ones) & ~escape) | ((erase - ones) & ~erase) |
                       ((word - ones * 0x20) & ~word) | word;
        if (odd & highs)
            break;
        n += 8;
        if (n < text.len && n + 8 > text.len)
            n = text.len - 8; /* the last eight overlap those before */
    }
    return n;
}

bool et_buf_json(struct et_buf *buf, struct et_slice text)
{
    et_buf_char(buf, '"');
    size_t from = 0;
    for (size_t i = json_plain(text); i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        /* U+2028 and U+2029 end a line for JavaScript and some line readers. */
        bool separator = c == 0xE2 && i + 2 < text.len && (unsigned char)text.ptr[i + 1] == 0x80 &&
                         ((unsigned char)text.ptr[i + 2] & 0xFE) == 0xA8;
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F && !separator)
            continue;
        et_buf_add(buf, text.ptr + from, i - from);
        if (separator) {
            et_buf_str(buf, (unsigned char)text.ptr[i + 2] == 0xA8 ? "\\u2028" : "\\u2029");
            i += 2;
        } else {
            json_char(buf, c);
        }
        from = i + 1;
    }
    if (text.len > from)
        et_buf_add(buf, text.ptr + from, text.len - from);
    et_buf_char(buf, '"');
    return !buf->failed;
}

static const char *html_entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

bool et_buf_html(struct et_buf *buf, struct et_slice text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *entity = html_entity(text.ptr[i]);
        if (!entity)
            continue;
        et_buf_add(buf, text.ptr + from, i - from);
        et_buf_str(buf, entity);
        from = i + 1;
    }
    if (text.len > from)
        et_buf_add(buf, text.ptr + from, text.len - from);
    return !buf->failed;
}

bool et_buf_html_attr(struct et_buf *buf, struct et_slice text)
{
    return et_buf_html(buf, text);
}

bool et_buf_csv(struct et_buf *buf, struct et_slice text, bool safe)
{
    bool run = safe && text.len && strchr("=+-@\t\r", text.ptr[0]) != NULL && text.ptr[0] != '\0';
    bool quote = run;
    for (size_t i = 0; i < text.len && !quote; i++)
        quote = text.ptr[i] == ',' || text.ptr[i] == '"' || text.ptr[i] == '\n' || text.ptr[i] == '\r';
    if (!quote)
        return et_buf_slice(buf, text);
    et_buf_char(buf, '"');
    if (run)
        et_buf_char(buf, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            et_buf_char(buf, '"');
        et_buf_char(buf, text.ptr[i]);
    }
    et_buf_char(buf, '"');
    return !buf->failed;
}
