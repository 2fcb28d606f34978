#include "brief/quote.h"

#include "base/utf8.h"
#include "brief/grapheme.h"

#include <utf8proc.h>

#define ELLIPSIS "\xE2\x80\xA6"

static struct et_slice kept(struct et_arena *arena, struct et_buf *buf)
{
    struct et_slice out = {NULL, 0};
    if (!buf->failed)
        out = et_arena_copy(arena, buf->len ? et_buf_view(buf) : ET_SLICE(""));
    et_buf_dispose(buf);
    return out;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Marks that turn the direction of whatever follows would leak out of the quote. */
static bool is_direction_mark(uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool one_line(struct et_slice text, struct et_buf *out)
{
    bool blank = false;
    for (size_t pos = 0; pos < text.len;) {
        size_t from = pos;
        uint32_t c = et_utf8_next(text, &pos);
        if (is_direction_mark(c))
            continue;
        if (is_space(c) || c < 0x20 || c == 0x7F) {
            blank = out->len > 0;
            continue;
        }
        if (blank)
            et_buf_char(out, ' ');
        blank = false;
        if (c == ET_UTF8_BAD)
            et_buf_utf8(out, c);
        else
            et_buf_add(out, text.ptr + from, pos - from);
    }
    return !out->failed;
}

struct et_slice et_quote_shorten(struct et_arena *arena, struct et_slice text, size_t max, bool *shortened)
{
    struct et_buf line;
    et_buf_init(&line, 0);
    if (shortened)
        *shortened = false;
    if (!one_line(text, &line))
        return kept(arena, &line);
    struct et_slice flat = et_buf_view(&line);
    size_t pos = 0, count = 0, word_end = 0, words_at = 0;
    while (pos < flat.len && count < max) {
        if (flat.ptr[pos] == ' ') {
            word_end = pos;
            words_at = count;
        }
        pos = et_grapheme_end(flat, pos);
        count++;
    }
    if (pos >= flat.len)
        return kept(arena, &line);
    if (shortened)
        *shortened = true;
    /* A last word longer than two thirds of the line (no blanks: Japanese, a wall of emoji) is cut between clusters. */
    size_t cut = flat.ptr[pos] == ' ' ? pos : words_at * 3 >= max ? word_end : pos;
    while (cut > 0 && (flat.ptr[cut - 1] == ' ' || flat.ptr[cut - 1] == ',' || flat.ptr[cut - 1] == ';'))
        cut--;
    line.len = cut;
    line.data[cut] = '\0';
    et_buf_str(&line, ELLIPSIS);
    return kept(arena, &line);
}

/* Stems: what follows within the word belongs to it. A '=' at the end: the whole word only. */
static const char *const swear_words[] = {
    "fuck",   "motherfuck", "shit",    "bullshit", "bitch",   "cunt",   "asshole", "arsehole", "dickhead", "bastard",
    "whore",  "slut",       "wank",    "twat",     "dick=",   "dicks=", "cock=",   "pussy=",   "piss",     "goddamn",
    "nigger", "nigga",      "faggot",  "fag=",     "fags=",   "retard", "tranny",  "kike=",    "spic=",    "chink=",
    "puta=",  "putas=",     "mierda",  "merda",    "caralho", "porra=", "foda",    "scheiss",  "fotze",    "putain",
    "merde",  "salope",     "connard", "cazzo",    "stronzo", "cabron", "pendejo", "joder=",   "fick=",    "ficken=",
};

static bool is_swear_word(struct et_slice word)
{
    for (size_t i = 0; i < sizeof swear_words / sizeof swear_words[0]; i++) {
        struct et_slice stem = et_slice_of(swear_words[i]);
        bool whole = stem.ptr[stem.len - 1] == '=';
        stem.len -= whole;
        if (word.len >= stem.len && et_slice_eq_nocase(et_slice_sub(word, 0, stem.len), stem) &&
            (!whole || word.len == stem.len))
            return true;
    }
    return false;
}

static bool is_letter(struct et_slice text, size_t pos)
{
    unsigned char c = (unsigned char)text.ptr[pos];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

struct et_slice et_quote_mask(struct et_arena *arena, struct et_slice text)
{
    struct et_buf out;
    et_buf_init(&out, 0);
    for (size_t pos = 0; pos < text.len;) {
        size_t end = pos;
        while (end < text.len && is_letter(text, end))
            end++;
        struct et_slice word = et_slice_sub(text, pos, end);
        if (end == pos) {
            et_buf_char(&out, text.ptr[pos++]);
            continue;
        }
        pos = end;
        size_t last = word.len;
        bool plain = (unsigned char)word.ptr[last - 1] < 0x80;
        if (!is_swear_word(word) || !plain) {
            et_buf_slice(&out, word);
            continue;
        }
        et_buf_char(&out, word.ptr[0]);
        for (size_t i = 1; i + 1 < last; i++)
            et_buf_char(&out, '*');
        et_buf_char(&out, word.ptr[last - 1]);
    }
    return kept(arena, &out);
}

/* Letters and digits in lower case; what lies between ("demi.marlow", "Demi Marlow") is passed over. */
static char folded_next(struct et_slice text, size_t *pos)
{
    while (*pos < text.len) {
        char c = text.ptr[(*pos)++];
        if (c >= 'A' && c <= 'Z')
            return (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            return c;
    }
    return '\0';
}

static bool same_name(struct et_slice a, struct et_slice b)
{
    size_t i = 0, j = 0;
    char x, y;
    do {
        x = folded_next(a, &i);
        y = folded_next(b, &j);
    } while (x && x == y);
    return x == y;
}

static bool is_entity(struct et_slice handle, const struct et_figures *figures)
{
    for (size_t i = 0; i < figures->entity_count; i++) {
        const struct et_entity *entity = figures->entities[i].entity;
        if (same_name(handle, entity->name))
            return true;
        for (size_t k = 0; k < entity->alias_count; k++)
            if (same_name(handle, entity->aliases[k]))
                return true;
    }
    return false;
}

/* The end of the handle's character at pos, or pos. Handles of YouTube have letters of any script. */
static size_t handle_char(struct et_slice text, size_t pos)
{
    size_t next = pos;
    if (pos >= text.len)
        return pos;
    uint32_t c = et_utf8_next(text, &next);
    if (c < 0x80) {
        bool in = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                  c == '-';
        return in ? next : pos;
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
    return letter && c != 0xFE0F && c != 0x20E3 ? next : pos;
}

/* The end of the handle that begins with the '@' at pos, or pos + 1 when none does ("a@b", "@ home"). */
static size_t handle_end(struct et_slice text, size_t pos)
{
    size_t end = pos + 1;
    if (text.ptr[pos] != '@' || (pos > 0 && handle_char(text, pos - 1) == pos))
        return end;
    for (size_t next = handle_char(text, end); next != end; next = handle_char(text, end))
        end = next;
    while (end > pos + 1 && (text.ptr[end - 1] == '.' || text.ptr[end - 1] == '-'))
        end--;
    return end;
}

struct et_slice et_quote_hide_handles(struct et_arena *arena, struct et_slice text, const struct et_figures *figures)
{
    struct et_buf out;
    et_buf_init(&out, 0);
    for (size_t pos = 0; pos < text.len;) {
        size_t end = handle_end(text, pos);
        if (end == pos + 1 || is_entity(et_slice_sub(text, pos + 1, end), figures))
            et_buf_add(&out, text.ptr + pos, end - pos);
        else
            et_buf_str(&out, "@" ELLIPSIS);
        pos = end;
    }
    return kept(arena, &out);
}
