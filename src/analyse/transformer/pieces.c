#include "analyse/transformer/bpe.h"

#include "base/utf8.h"

#include <utf8proc.h>

enum kind { LETTER, NUMBER, SPACE, OTHER };

/* \s is Unicode's White_Space. */
static bool is_space(uint32_t c)
{
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static enum kind kind_of(uint32_t c)
{
    if (is_space(c))
        return SPACE;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO)
        return LETTER;
    return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO ? NUMBER : OTHER;
}

static enum kind kind_at(struct et_slice text, size_t pos, size_t *next)
{
    *next = pos;
    return kind_of(et_utf8_next(text, next));
}

static size_t run_end(struct et_slice text, size_t pos, enum kind kind)
{
    size_t next;
    while (pos < text.len && kind_at(text, pos, &next) == kind)
        pos = next;
    return pos;
}

/* The length of 's 't 're 've 'm 'll 'd at pos, or 0. */
static size_t contraction(struct et_slice text, size_t pos)
{
    static const char *const endings[] = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
    struct et_slice rest = et_slice_sub(text, pos, pos + 3);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (et_slice_starts(rest, et_slice_of(endings[i])))
            return strlen(endings[i]);
    return 0;
}

static size_t space_end(struct et_slice text, size_t pos)
{
    size_t end = run_end(text, pos, SPACE), last = pos;
    if (end == text.len)
        return end;
    for (size_t next = pos; next < end;) { /* the last one of the run is left to what follows */
        last = next;
        et_utf8_next(text, &next);
    }
    return last > pos ? last : end;
}

size_t et_bpe_piece(struct et_slice text, size_t pos)
{
    size_t next, behind;
    size_t short_form = contraction(text, pos);
    if (short_form)
        return pos + short_form;
    enum kind kind = kind_at(text, pos, &next);
    if (kind != SPACE)
        return run_end(text, next, kind);
    if (text.ptr[pos] == ' ' && next < text.len) {
        kind = kind_at(text, next, &behind);
        if (kind != SPACE)
            return run_end(text, behind, kind);
    }
    return space_end(text, pos);
}
