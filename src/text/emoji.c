#include "text/emoji.h"

#include "base/utf8.h"

#include <utf8proc.h>

#define JOINER 0x200Du
#define TEXT_STYLE 0xFE0Eu
#define EMOJI_STYLE 0xFE0Fu
#define KEYCAP 0x20E3u
#define BLACK_FLAG 0x1F3F4u
#define TAG_END 0xE007Fu

static bool within(uint32_t cp, uint32_t first, uint32_t last)
{
    return cp - first <= last - first;
}

static bool is_regional(uint32_t cp)
{
    return within(cp, 0x1F1E6, 0x1F1FF);
}

static bool is_skin_tone(uint32_t cp)
{
    return within(cp, 0x1F3FB, 0x1F3FF);
}

static bool is_pictograph(uint32_t cp)
{
    if (within(cp, 0x1F300, 0x1F64F) || within(cp, 0x1F900, 0x1F9FF) || within(cp, 0x1FA70, 0x1FAFF))
        return true;
    return utf8proc_get_property((utf8proc_int32_t)cp)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/* Characters that people type as text: they are emoji only where U+FE0F says so. */
static bool is_text_style(uint32_t cp)
{
    if (cp < 0x2600)
        return !(cp == 0x231A || cp == 0x231B || within(cp, 0x23E9, 0x23F3) || within(cp, 0x25FD, 0x25FE));
    return within(cp, 0x2934, 0x2935) || within(cp, 0x2B05, 0x2B07) || cp == 0x3030 || cp == 0x303D || cp == 0x3297 ||
           cp == 0x3299;
}

static uint32_t peek(struct et_slice text, size_t pos, size_t *after)
{
    if (pos >= text.len)
        return 0;
    *after = pos;
    return et_utf8_next(text, after);
}

/* Digits, # and * with a keycap. */
static size_t keycap_end(struct et_slice text, size_t pos)
{
    size_t after = pos;
    uint32_t cp = peek(text, pos, &after);
    if (cp == EMOJI_STYLE)
        cp = peek(text, after, &after);
    return cp == KEYCAP ? after : 0;
}

/* One element of a sequence: a pictograph with its style, skin tone and tags. 0 = none here. */
static size_t element_end(struct et_slice text, size_t pos)
{
    size_t end = pos, after = pos;
    uint32_t base = peek(text, pos, &end);
    if (!(is_pictograph(base) || is_skin_tone(base)))
        return 0;
    uint32_t cp = peek(text, end, &after);
    bool styled = cp == EMOJI_STYLE;
    if (is_text_style(base) && !styled)
        return 0;
    if (styled || cp == TEXT_STYLE) {
        end = after;
        cp = peek(text, end, &after);
    }
    if (is_skin_tone(cp) && !is_skin_tone(base)) {
        end = after;
        cp = peek(text, end, &after);
    }
    if (cp == EMOJI_STYLE || cp == KEYCAP) {
        end = after;
        cp = peek(text, end, &after);
    }
    if (base != BLACK_FLAG)
        return end;
    while (within(cp, 0xE0020, TAG_END)) {
        end = after;
        if (cp == TAG_END)
            break;
        cp = peek(text, end, &after);
    }
    return end;
}

size_t et_emoji_length(struct et_slice text, size_t pos)
{
    size_t after = pos, end;
    uint32_t cp = peek(text, pos, &after);
    if (cp < 0x80)
        return (cp - '0' <= 9 || cp == '#' || cp == '*') && (end = keycap_end(text, after)) ? end - pos : 0;
    if (is_regional(cp))
        return is_regional(peek(text, after, &after)) ? after - pos : 0;
    end = element_end(text, pos);
    if (!end)
        return 0;
    while (peek(text, end, &after) == JOINER) {
        size_t part = after < text.len ? element_end(text, after) : 0;
        if (!part)
            break;
        end = part;
    }
    return end - pos;
}
