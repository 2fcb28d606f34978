#include "brief/grapheme.h"

#include "base/utf8.h"

#include <utf8proc.h>

size_t et_grapheme_end(struct et_slice text, size_t pos)
{
    utf8proc_int32_t state = 0;
    size_t at = pos;
    uint32_t before = et_utf8_next(text, &at);
    while (at < text.len) {
        size_t next = at;
        uint32_t c = et_utf8_next(text, &next);
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)c, &state))
            break;
        before = c;
        at = next;
    }
    return at;
}

static bool is_pictograph(uint32_t c)
{
    if (c >= 0x1F1E6 && c <= 0x1F1FF)
        return true;
    if (c >= 0x1F3FB && c <= 0x1F3FF)
        return true;
    /* Below are the signs of ordinary text: copyright, trade mark, arrows. */
    return c >= 0x2300 &&
           utf8proc_get_property((utf8proc_int32_t)c)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

bool et_grapheme_is_emoji(struct et_slice cluster)
{
    size_t pos = 0;
    if (!cluster.len || (unsigned char)cluster.ptr[0] == ' ')
        return false;
    uint32_t first = et_utf8_next(cluster, &pos);
    bool pictograph = is_pictograph(first), selected = false, keycap = false;
    while (pos < cluster.len) {
        uint32_t c = et_utf8_next(cluster, &pos);
        if (c == 0xFE0E)
            return false;
        selected |= c == 0xFE0F;
        keycap |= c == 0x20E3;
    }
    return pictograph || keycap || (selected && first > 0x7F);
}
