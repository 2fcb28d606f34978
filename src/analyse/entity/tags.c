#include "analyse/entity/matcher_int.h"
#include "base/hash.h"

#define WORDS_MAX 16 /* of one hashtag */
#define TAG_MAX 48   /* letters of a hashtag that is taken apart */
#define PIECE_MAX 24
#define SQUASHED_MIN 5 /* letters of a name that a handle may simply be */

static const struct et_pattern *squashed(const struct et_finder *f, struct et_slice word)
{
    const uint64_t *pattern = et_map64_get(&f->matcher->squashed, et_hash64(word));
    return pattern ? &f->matcher->patterns[*pattern] : NULL;
}

/* Ordinary words and acronyms in a tag name somebody only where that is expected. */
static bool add_meant(struct et_finder *f, const struct et_pattern *pattern, size_t i, bool alone)
{
    uint32_t entity = 0;
    if (!et_finder_resolve(f, pattern, &entity, 1))
        return false;
    bool weak = (pattern->flags & (ET_PATTERN_COMMON | ET_PATTERN_ACRONYM)) != 0;
    if (weak && !(et_finder_is_expected(f, entity) || (alone && pattern->flags & ET_PATTERN_ACRONYM)))
        return false;
    const struct et_token *token = &f->tokens->items[i];
    return et_finder_add(f, entity, i, i, token->start, token->end);
}

/* A hashtag as its words: borders are capitals, digits and underscores of the text as written. */
struct tag {
    struct et_slice words[WORDS_MAX];
    size_t count;
};

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* written: the tag as in the text, of the same length as plain. */
static bool begins_word(const char *written, size_t i, size_t len)
{
    if (is_digit(written[i]) != is_digit(written[i - 1]))
        return true;
    if (!is_upper(written[i]))
        return false;
    return !is_upper(written[i - 1]) || (i + 1 < len && written[i + 1] >= 'a' && written[i + 1] <= 'z');
}

static void split(struct tag *tag, const char *written, struct et_slice plain)
{
    size_t from = 0;
    tag->count = 0;
    for (size_t i = 1; i <= plain.len && tag->count < WORDS_MAX; i++) {
        bool border =
            i == plain.len || plain.ptr[i] == '_' || plain.ptr[i - 1] == '_' || begins_word(written, i, plain.len);
        if (!border)
            continue;
        if (!(i - from == 1 && plain.ptr[from] == '_'))
            tag->words[tag->count++] = et_slice(plain.ptr + from, i - from);
        from = i;
    }
}

static uint32_t classes_of(const struct et_finder *f, struct et_slice word)
{
    return et_matcher_slot(f->matcher, et_hash64(word))->classes;
}

static bool is_stance(const struct et_finder *f, struct et_slice word)
{
    return is_digit(word.ptr[0]) || classes_of(f, word) & ET_WORD_STANCE;
}

static bool is_weak(const struct et_pattern *pattern)
{
    return (pattern->flags & (ET_PATTERN_COMMON | ET_PATTERN_ACRONYM | ET_PATTERN_ORDINARY)) != 0;
}

/* "#TeamPippa", "#JusticeForNadia": names among the words; the longest first. A name that is an ordinary word needs
 * words of stance around it. */
static bool read_words(struct et_finder *f, const struct tag *tag, size_t i)
{
    char word[TAG_MAX];
    bool any = false, stances = true;
    size_t named = SIZE_MAX;
    for (size_t from = 0; from < tag->count; from++) {
        size_t taken = 0;
        for (size_t to = tag->count; to > from && !taken; to--) {
            size_t n = 0;
            for (size_t k = from; k < to && n + tag->words[k].len <= sizeof word; k++) {
                memcpy(word + n, tag->words[k].ptr, tag->words[k].len);
                n += tag->words[k].len;
            }
            const struct et_pattern *pattern = n >= 3 ? squashed(f, et_slice(word, n)) : NULL;
            if (!pattern)
                continue;
            if (is_weak(pattern) && to - from == 1) {
                named = from;
                continue;
            }
            if (add_meant(f, pattern, i, false)) {
                any = true;
                taken = to - from;
            }
        }
        if (taken)
            from += taken - 1;
        else if (named != from)
            stances &= is_stance(f, tag->words[from]);
    }
    if (named != SIZE_MAX && stances) {
        const struct et_pattern *pattern = squashed(f, tag->words[named]);
        any |= pattern && add_meant(f, pattern, i, false);
    }
    return any;
}

/* All small letters: pieces that cover the whole tag, found from the end. what[i]: how plain[i..] can begin. */
struct cover {
    unsigned char length[TAG_MAX + 1]; /* of the piece that begins here; 0 = the rest cannot be covered */
    bool named[TAG_MAX + 1];           /* a name is among the pieces of the rest */
    bool is_name[TAG_MAX + 1];
};

static void cover_from(const struct et_finder *f, struct et_slice plain, size_t i, struct cover *c)
{
    size_t longest = plain.len - i < PIECE_MAX ? plain.len - i : PIECE_MAX;
    for (size_t n = longest; n >= 1; n--) {
        struct et_slice piece = et_slice(plain.ptr + i, n);
        if (i + n < plain.len && !c->length[i + n])
            continue;
        bool digit = n == 1 && is_digit(*piece.ptr);
        const struct et_pattern *pattern = n >= 3 ? squashed(f, piece) : NULL;
        bool name = pattern && n < plain.len;
        if (!name && !digit && !(classes_of(f, piece) & ET_WORD_STANCE))
            continue;
        bool named = name || (i + n < plain.len && c->named[i + n]);
        if (c->length[i] && (c->named[i] || !named))
            continue;
        c->length[i] = (unsigned char)n;
        c->named[i] = named;
        c->is_name[i] = name;
    }
}

static void read_pieces(struct et_finder *f, struct et_slice plain, size_t i)
{
    struct cover c;
    if (plain.len > TAG_MAX)
        return;
    memset(&c, 0, sizeof c);
    for (size_t at = plain.len; at-- > 0;)
        cover_from(f, plain, at, &c);
    if (!c.length[0] || !c.named[0])
        return;
    for (size_t at = 0; at < plain.len; at += c.length[at])
        if (c.is_name[at]) {
            const struct et_pattern *pattern = squashed(f, et_slice(plain.ptr + at, c.length[at]));
            if (pattern)
                add_meant(f, pattern, i, false);
        }
}

void et_finder_hashtag(struct et_finder *f, size_t i)
{
    const struct et_token *token = &f->tokens->items[i];
    const struct et_pattern *whole = squashed(f, token->plain);
    if (whole && add_meant(f, whole, i, true))
        return;
    struct tag tag = {.count = 0};
    size_t sign = token->end - token->start - token->plain.len; /* 1, unless something was folded away */
    if (sign == 1 && token->plain.len <= TAG_MAX)
        split(&tag, f->tokens->text.ptr + token->start + 1, token->plain);
    if (tag.count > 1 && read_words(f, &tag, i))
        return;
    read_pieces(f, token->plain, i);
}

static bool add_by_handle(struct et_finder *f, size_t i, struct et_slice handle)
{
    const uint64_t *known = et_map64_get(&f->matcher->handles, et_hash64(handle));
    const struct et_pattern *pattern = known ? &f->matcher->patterns[*known] : NULL;
    if (!pattern) {
        pattern = squashed(f, handle);
        if (pattern && (pattern->part_count < 2 && (handle.len < SQUASHED_MIN || is_weak(pattern))))
            pattern = NULL;
    }
    uint32_t entity = 0;
    if (!pattern || !et_finder_resolve(f, pattern, &entity, 1))
        return false;
    et_finder_add(f, entity, i, i, f->tokens->items[i].start, f->tokens->items[i].end);
    return true;
}

void et_finder_handle(struct et_finder *f, size_t i)
{
    static const char *const affixes[] = {"the", "real", "its", "iam", "official", "tv", "music", "hq"};
    struct et_slice plain = f->tokens->items[i].plain;
    char bare[TAG_MAX];
    size_t n = 0;
    if (add_by_handle(f, i, plain) || plain.len > sizeof bare)
        return;
    for (size_t k = 0; k < plain.len; k++) /* "@will.harrowgate_" */
        if (plain.ptr[k] != '.' && plain.ptr[k] != '_')
            bare[n++] = plain.ptr[k];
    struct et_slice name = et_slice(bare, n);
    if (add_by_handle(f, i, name))
        return;
    for (size_t k = 0; k < sizeof affixes / sizeof affixes[0]; k++) {
        struct et_slice affix = et_slice_of(affixes[k]);
        if (n < affix.len + SQUASHED_MIN)
            continue;
        if (et_slice_starts(name, affix) && add_by_handle(f, i, et_slice_sub(name, affix.len, n)))
            return;
        if (et_slice_ends(name, affix) && add_by_handle(f, i, et_slice_sub(name, 0, n - affix.len)))
            return;
    }
}
