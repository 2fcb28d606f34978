#include "cli/width.h"

#include "base/utf8.h"

#include <stdint.h>
#include <utf8proc.h>

#define VARIATION_EMOJI 0xFE0F

/* The next grapheme from *pos on: moves *pos behind it, returns its width. The parts of a joined emoji stand in one
 * place of its widest part; U+FE0F asks for the emoji form, which is two wide. */
static size_t next_grapheme(struct et_slice text, size_t *pos)
{
    utf8proc_int32_t state = 0;
    uint32_t code = et_utf8_next(text, pos);
    int width = utf8proc_charwidth((utf8proc_int32_t)code);
    while (*pos < text.len) {
        size_t next = *pos;
        uint32_t following = et_utf8_next(text, &next);
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)code, (utf8proc_int32_t)following, &state))
            break;
        int more = following == VARIATION_EMOJI ? 2 : utf8proc_charwidth((utf8proc_int32_t)following);
        bool flag = following >= 0x1F1E6 && following <= 0x1F1FF;
        width = flag ? 2 : more > width ? more : width;
        code = following;
        *pos = next;
    }
    return width > 0 ? (size_t)width : 0;
}

size_t et_width_of(struct et_slice text)
{
    size_t width = 0;
    for (size_t pos = 0; pos < text.len;)
        width += next_grapheme(text, &pos);
    return width;
}

struct et_slice et_width_prefix(struct et_slice text, size_t width)
{
    size_t used = 0, pos = 0;
    while (pos < text.len) {
        size_t next = pos;
        used += next_grapheme(text, &next);
        if (used > width)
            break;
        pos = next;
    }
    return et_slice(text.ptr, pos);
}

static bool disturbs(uint32_t code)
{
    bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    bool line_end = code == 0x2028 || code == 0x2029;
    bool direction = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return control || line_end || direction;
}

void et_width_clean(struct et_slice text, struct et_buf *out)
{
    bool blank = false;
    for (size_t pos = 0; pos < text.len;) {
        uint32_t code = et_utf8_next(text, &pos);
        bool bad = disturbs(code);
        if (!bad || !blank)
            et_buf_utf8(out, bad ? ' ' : code);
        blank = bad || code == ' ';
    }
}

static struct et_slice next_word(struct et_slice *rest)
{
    size_t from = 0, to;
    while (from < rest->len && rest->ptr[from] == ' ')
        from++;
    for (to = from; to < rest->len && rest->ptr[to] != ' ';)
        to++;
    struct et_slice word = et_slice_sub(*rest, from, to);
    *rest = et_slice_sub(*rest, to, rest->len);
    return word;
}

static void wrap_line(struct et_slice line, size_t indent, size_t at, size_t width, struct et_buf *out)
{
    struct et_slice word;
    bool first = true;
    while ((word = next_word(&line)).len) {
        size_t wide = et_width_of(word);
        if (!first && at + 1 + wide > width) {
            et_buf_printf(out, "\n%*s", (int)indent, "");
            at = indent;
            first = true;
        }
        if (!first) {
            et_buf_char(out, ' ');
            at++;
        }
        et_buf_slice(out, word);
        at += wide;
        first = false;
    }
    et_buf_char(out, '\n');
}

void et_width_wrap(struct et_slice text, size_t indent, size_t at, size_t width, struct et_buf *out)
{
    bool first = true;
    do {
        struct et_slice line = et_slice_cut(&text, '\n');
        if (!first && line.len)
            et_buf_printf(out, "%*s", (int)indent, "");
        wrap_line(line, indent, first ? at : indent, width, out);
        first = false;
    } while (text.ptr);
}
