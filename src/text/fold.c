#include "text/fold.h"

#include "base/utf8.h"
#include "text/letters_int.h"

#include <utf8proc.h>

#include <stdlib.h>

/* White space runs to one blank, nothing at the ends; curly quotes straight; zero-width characters gone. */
static void add_cp(struct et_buf *out, size_t base, uint32_t cp, bool *blank)
{
    enum et_letter_class class = cp < 0x80 ? ET_LETTER_LETTER : et_letter_class(cp);
    bool space = class == ET_LETTER_SPACE || class == ET_LETTER_NEWLINE || cp <= ' ';
    if (space) {
        *blank = out->len > base;
        return;
    }
    if (class == ET_LETTER_ZERO_WIDTH)
        return;
    if (*blank)
        et_buf_char(out, ' ');
    *blank = false;
    if (class == ET_LETTER_APOSTROPHE)
        et_buf_char(out, '\'');
    else if (class == ET_LETTER_QUOTE_OPEN || class == ET_LETTER_QUOTE_CLOSE)
        et_buf_char(out, '"');
    else
        et_buf_utf8(out, cp);
}

static void add_normal(struct et_buf *out, struct et_slice normal, bool strip_accents)
{
    uint32_t parts[ET_LETTER_FOLD_MAX];
    size_t base = out->len;
    bool blank = false;
    for (size_t pos = 0; pos < normal.len;) {
        uint32_t cp = et_utf8_next(normal, &pos);
        size_t n = strip_accents && cp >= 0x80 ? et_letter_plain(cp, parts) : (parts[0] = cp, (size_t)1);
        for (size_t i = 0; i < n; i++)
            add_cp(out, base, parts[i], &blank);
    }
}

static void add_ascii(struct et_buf *out, struct et_slice text)
{
    size_t base = out->len;
    bool blank = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c <= ' ' || c == 0x7F) {
            blank = out->len > base;
            continue;
        }
        if (blank)
            et_buf_char(out, ' ');
        blank = false;
        et_buf_char(out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
}

/* Bad bytes become U+FFFD, because utf8proc refuses them. */
static bool repair(struct et_slice text, struct et_buf *out)
{
    for (size_t pos = 0; pos < text.len;)
        et_buf_utf8(out, et_utf8_next(text, &pos));
    return !out->failed;
}

static enum et_rc fold_unicode(struct et_slice text, bool strip_accents, struct et_buf *out, struct et_error *error)
{
    utf8proc_uint8_t *normal = NULL;
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, &normal, options);
    if (n < 0)
        return n == UTF8PROC_ERROR_NOMEM ? et_fail_nomem(error)
                                         : et_fail(error, ET_E_INTERNAL, "folding a text: %s", utf8proc_errmsg(n));
    add_normal(out, et_slice((const char *)normal, (size_t)n), strip_accents);
    free(normal); /* utf8proc's own allocation */
    return out->failed ? et_fail_nomem(error) : ET_OK;
}

enum et_rc et_fold(struct et_slice text, bool strip_accents, struct et_buf *out, struct et_error *error)
{
    bool ascii = true;
    for (size_t i = 0; i < text.len && ascii; i++)
        ascii = (unsigned char)text.ptr[i] < 0x80;
    if (ascii) {
        add_ascii(out, text);
        return out->failed ? et_fail_nomem(error) : ET_OK;
    }
    if (et_utf8_valid(text))
        return fold_unicode(text, strip_accents, out, error);
    struct et_buf whole;
    et_buf_init(&whole, 0);
    enum et_rc rc =
        repair(text, &whole) ? fold_unicode(et_buf_view(&whole), strip_accents, out, error) : et_fail_nomem(error);
    et_buf_dispose(&whole);
    return rc;
}
