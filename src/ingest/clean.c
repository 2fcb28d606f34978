#include "ingest/clean.h"

#include "base/utf8.h"
#include "ingest/encoding.h"

#include <stdlib.h>

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)

static bool plain(unsigned char c)
{
    return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

size_t et_plain_run(const char *text, size_t len)
{
    size_t i = 0;
    while (len - i >= 8) {
        uint64_t v;
        memcpy(&v, text + i, 8);
        i += 8;
        /* A byte below 0x20 borrows into its high bit; 0x7F plus one carries into it. */
        if (!(((v - ONES * 0x20) | (v + ONES) | v) & HIGH))
            continue;
        for (size_t k = i - 8; k < i; k++)
            if (!plain((unsigned char)text[k]))
                return k;
    }
    while (i < len && plain((unsigned char)text[i]))
        i++;
    return i;
}

/* Whether nothing has to be done. *foreign: holds a letter of U+00C0..U+00FF, of which mojibake consists. */
static bool is_clean(struct et_slice text, bool *foreign)
{
    for (size_t pos = 0; pos < text.len;) {
        pos += et_plain_run(text.ptr + pos, text.len - pos);
        if (pos == text.len)
            break;
        size_t at = pos;
        uint32_t c = et_utf8_next(text, &pos);
        if (c < 0xA0) {
            if (!plain((unsigned char)c))
                return false;
        } else if (c == ET_UTF8_BAD && pos - at == 1) {
            return false;
        }
        *foreign |= c >= 0xC2 && c <= 0xF4;
    }
    return true;
}

/* A surrogate that was written as three bytes of UTF-8 (CESU-8); 0 if there is none at this place. */
static uint32_t surrogate_at(struct et_slice text, size_t at)
{
    const unsigned char *p = (const unsigned char *)text.ptr + at;
    if (text.len - at < 3 || p[0] != 0xED || p[1] < 0xA0 || p[1] > 0xBF || (p[2] & 0xC0) != 0x80)
        return 0;
    return 0xD000u | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
}

/* Writes what the character at *pos becomes; every byte makes at most three. */
static size_t clean_one(struct et_slice text, size_t *pos, char *out, uint64_t *repaired)
{
    size_t at = *pos;
    uint32_t c = et_utf8_next(text, pos);
    if (c == ET_UTF8_BAD && *pos - at == 1) {
        uint32_t high = surrogate_at(text, at);
        (*repaired)++;
        if (!high)
            return et_utf8_put(out, ET_UTF8_BAD);
        uint32_t low = high < 0xDC00 && text.len - at >= 6 ? surrogate_at(text, at + 3) : 0;
        *pos = at + (low >= 0xDC00 ? 6 : 3);
        return low >= 0xDC00 ? et_utf8_put(out, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)) : 0;
    }
    if (c == '\r') {
        if (*pos < text.len && text.ptr[*pos] == '\n')
            return 0;
        c = '\n';
    }
    if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0)) {
        (*repaired)++;
        return 0;
    }
    return et_utf8_put(out, c);
}

static struct et_slice rewrite(struct et_arena *arena, struct et_slice text, uint64_t *repaired)
{
    char *out = text.len < SIZE_MAX / 8 ? et_arena_alloc(arena, 3 * text.len + 1) : NULL;
    size_t n = 0;
    if (!out)
        return et_slice(NULL, 0);
    for (size_t pos = 0; pos < text.len;) {
        size_t run = et_plain_run(text.ptr + pos, text.len - pos);
        memcpy(out + n, text.ptr + pos, run);
        n += run;
        pos += run;
        if (pos < text.len)
            n += clean_one(text, &pos, out + n, repaired);
    }
    out[n] = '\0';
    return et_slice(out, n);
}

/* UTF-8 that was read as Windows-1252 on its way here: every character is one of that encoding's, and their bytes are
 * UTF-8 with at least one character over 127. Anything else is left alone. {NULL, 0} when it is not so, or memory ran
 * out. */
static struct et_slice undo_mojibake(struct et_arena *arena, struct et_slice text)
{
    char *out = et_arena_alloc(arena, text.len + 1);
    size_t n = 0;
    bool foreign = false;
    if (!out)
        return et_slice(NULL, 0);
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = et_utf8_next(text, &pos);
        int byte = c >= 0x80 && c < 0xA0 ? (int)c : et_1252_encode(c); /* Latin-1 gives C1 controls */
        if (byte < 0)
            return et_slice(NULL, 0);
        foreign |= byte >= 0x80;
        out[n++] = (char)byte;
    }
    out[n] = '\0';
    return foreign && et_utf8_valid(et_slice(out, n)) ? et_slice(out, n) : et_slice(NULL, 0);
}

static struct et_slice clean(struct et_arena *arena, struct et_slice text, bool in_arena, bool mojibake,
                             uint64_t *repaired)
{
    if (!text.ptr)
        return text;
    bool foreign = false;
    if (is_clean(text, &foreign) && !(foreign && mojibake))
        return in_arena ? text : et_arena_copy(arena, text);
    if (mojibake && et_utf8_valid(text)) { /* before controls go: five bytes of Windows-1252 come as such */
        struct et_slice better = undo_mojibake(arena, text);
        if (better.ptr)
            return clean(arena, better, true, false, repaired);
    }
    return rewrite(arena, text, repaired);
}

struct et_slice et_clean(struct et_arena *arena, struct et_slice text, bool in_arena, uint64_t *repaired)
{
    return clean(arena, text, in_arena, true, repaired);
}

struct et_slice et_clean_bytes(struct et_arena *arena, struct et_slice text, bool in_arena, uint64_t *repaired)
{
    return clean(arena, text, in_arena, false, repaired);
}

static uint32_t named_entity(struct et_slice name)
{
    static const struct {
        const char *name;
        uint32_t code_point;
    } names[] = {{"amp", '&'},      {"lt", '<'},        {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
                 {"nbsp", 0xA0},    {"hellip", 0x2026}, {"mdash", 0x2014},  {"ndash", 0x2013}, {"lsquo", 0x2018},
                 {"rsquo", 0x2019}, {"ldquo", 0x201C},  {"rdquo", 0x201D},  {"eacute", 0xE9},  {"egrave", 0xE8},
                 {"ouml", 0xF6},    {"uuml", 0xFC},     {"auml", 0xE4},     {"szlig", 0xDF},   {"ntilde", 0xF1},
                 {"ccedil", 0xE7},  {"agrave", 0xE0},   {"hearts", 0x2665}, {"euro", 0x20AC},  {"copy", 0xA9},
                 {"reg", 0xAE},     {"trade", 0x2122},  {"deg", 0xB0},      {"middot", 0xB7},  {"bull", 0x2022}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (et_slice_is(name, names[i].name))
            return names[i].code_point;
    return 0;
}

/* The code point of the entity that begins at *pos ('&'), moving behind it; 0 when there is none. */
static uint32_t entity_at(struct et_slice html, size_t *pos)
{
    struct et_slice rest = et_slice_sub(html, *pos + 1, *pos + 12);
    const char *end = rest.len ? memchr(rest.ptr, ';', rest.len) : NULL;
    if (!end)
        return 0;
    struct et_slice name = et_slice(rest.ptr, (size_t)(end - rest.ptr));
    uint32_t c = 0;
    if (name.len >= 2 && name.ptr[0] == '#') {
        bool hex = name.ptr[1] == 'x' || name.ptr[1] == 'X';
        for (size_t i = hex ? 2 : 1; i < name.len; i++) {
            char d = name.ptr[i];
            uint32_t value = d >= '0' && d <= '9' ? (uint32_t)(d - '0') : 99;
            if (hex && ((d | 32) >= 'a' && (d | 32) <= 'f'))
                value = (uint32_t)((d | 32) - 'a') + 10;
            if (value >= (hex ? 16u : 10u) || c > 0x10FFFF)
                return 0;
            c = c * (hex ? 16 : 10) + value;
        }
    } else {
        c = named_entity(name);
    }
    if (c && c <= 0x10FFFF)
        *pos += name.len + 2;
    return c <= 0x10FFFF ? c : 0;
}

/* The tag at *pos, moving behind it: 'b' for a line break, 't' for another one, 0 for none ("<3" is text). */
static char tag_at(struct et_slice html, size_t *pos)
{
    struct et_slice rest = et_slice_sub(html, *pos + 1, html.len);
    const char *end = rest.len ? memchr(rest.ptr, '>', rest.len) : NULL;
    char first = rest.len ? (char)(rest.ptr[0] | 32) : 0;
    if (!end || !((first >= 'a' && first <= 'z') || rest.ptr[0] == '/'))
        return 0;
    struct et_slice tag = et_slice(rest.ptr, (size_t)(end - rest.ptr));
    if (memchr(tag.ptr, '<', tag.len) || memchr(tag.ptr, '\n', tag.len))
        return 0;
    *pos += tag.len + 2;
    bool line_break = tag.len >= 2 && (tag.ptr[0] | 32) == 'b' && (tag.ptr[1] | 32) == 'r' &&
                      (tag.len == 2 || tag.ptr[2] == ' ' || tag.ptr[2] == '/');
    return line_break ? 'b' : 't';
}

struct et_slice et_clean_html(struct et_arena *arena, struct et_slice html)
{
    char *out = et_arena_alloc(arena, html.len + 1);
    size_t n = 0;
    if (!out)
        return et_slice(NULL, 0);
    for (size_t pos = 0; pos < html.len;) {
        char c = html.ptr[pos];
        uint32_t code_point = c == '&' ? entity_at(html, &pos) : 0;
        char tag = c == '<' ? tag_at(html, &pos) : 0;
        if (code_point)
            n += et_utf8_put(out + n, code_point); /* shorter than any entity */
        else if (tag == 'b')
            out[n++] = '\n';
        else if (!tag) {
            out[n++] = c;
            pos++;
        }
    }
    out[n] = '\0';
    return et_slice(out, n);
}
