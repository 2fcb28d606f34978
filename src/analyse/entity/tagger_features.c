#include "analyse/entity/tagger_int.h"

#include <endian.h>
#include <string.h>

uint16_t et_tag_word(const struct et_tagger *tagger, uint64_t hash)
{
    uint16_t check = (uint16_t)((hash >> 48) | 1);
    uint32_t i = (uint32_t)hash & tagger->word_mask;
    for (uint32_t tries = 0; tries <= tagger->word_mask; tries++, i = (i + 1) & tagger->word_mask) {
        uint32_t slot;
        memcpy(&slot, tagger->words + (size_t)i * 4, sizeof slot);
        slot = le32toh(slot);
        if ((uint16_t)slot == check)
            return (uint16_t)(slot >> 16);
        if (!(uint16_t)slot)
            return 0;
    }
    return 0;
}

/* ---- how tokens look ---- */

static enum et_tag_shape word_shape(const struct et_tokens *tokens, const struct et_token *token)
{
    size_t upper = 0, other = 0;
    const char *p = tokens->text.ptr;
    if (token->flags & ET_TOKEN_DIGITS)
        return ET_SHAPE_DIGITS;
    if (!(token->flags & ET_TOKEN_UPPER))
        return ET_SHAPE_SMALL;
    if (!(token->flags & (ET_TOKEN_CAPITAL | ET_TOKEN_CAPS))) {
        for (size_t i = token->start; i < token->end && !upper; i++)
            upper += p[i] >= 'A' && p[i] <= 'Z';
        return upper ? ET_SHAPE_MIXED : ET_SHAPE_SMALL;
    }
    if (token->flags & ET_TOKEN_CAPS)
        return ET_SHAPE_CAPS;
    for (size_t i = token->start + 1; i < token->end; i++) {
        upper += p[i] >= 'A' && p[i] <= 'Z';
        other += p[i] != '\'' && p[i] != '.';
    }
    return upper ? ET_SHAPE_MIXED : other ? ET_SHAPE_CAPITAL : ET_SHAPE_SINGLE;
}

static enum et_tag_shape shape_of(const struct et_tokens *tokens, const struct et_token *token)
{
    switch (token->kind) {
    case ET_TOKEN_WORD:
        return word_shape(tokens, token);
    case ET_TOKEN_NUMBER:
        return ET_SHAPE_NUMBER;
    case ET_TOKEN_HASHTAG:
        return ET_SHAPE_HASHTAG;
    case ET_TOKEN_HANDLE:
        return ET_SHAPE_HANDLE;
    case ET_TOKEN_EMOJI:
    case ET_TOKEN_EMOTICON:
        return ET_SHAPE_EMOJI;
    case ET_TOKEN_URL:
        return ET_SHAPE_URL;
    case ET_TOKEN_PUNCT:
        break;
    }
    char c = token->folded.len ? token->folded.ptr[0] : ' ';
    return c == '.' || c == '!' || c == '?' ? ET_SHAPE_STOP : ET_SHAPE_PUNCT;
}

static bool is_capital(unsigned shape)
{
    return shape == ET_SHAPE_CAPITAL || shape == ET_SHAPE_CAPS || shape == ET_SHAPE_MIXED || shape == ET_SHAPE_SINGLE;
}

/* Whether a name can have this word in it. */
static bool maybe(const struct et_tag_view *view, enum et_tag_case letter_case)
{
    switch (view->shape) {
    case ET_SHAPE_SMALL:
        return !(view->known & ET_TAGW_NO_SMALL);
    case ET_SHAPE_CAPITAL:
    case ET_SHAPE_CAPS:
        if (letter_case != ET_CASE_MIXED && (view->known & ET_TAGW_NO_SMALL) && !(view->known & ET_TAGW_PROPER))
            return letter_case == ET_CASE_TITLE && !(view->known & ET_TAGW_NO_BIG);
        return !(view->known & ET_TAGW_NO_BIG);
    case ET_SHAPE_MIXED:
    case ET_SHAPE_DIGITS:
    case ET_SHAPE_HASHTAG:
        return true;
    case ET_SHAPE_SINGLE:
        return !(view->known & ET_TAGW_NO_BIG);
    default:
        return false;
    }
}

static enum et_tag_case case_of(size_t words, size_t capitals, size_t caps, size_t inner)
{
    if (caps * 2 > words && words > 1)
        return ET_CASE_CAPS;
    if (capitals * 10 >= words * 7 && words > 4)
        return ET_CASE_TITLE;
    return inner ? ET_CASE_MIXED : capitals ? ET_CASE_MIXED : ET_CASE_SMALL;
}

void et_tag_look(const struct et_tagger *tagger, const struct et_tokens *tokens, struct et_tag_scratch *scratch)
{
    static const struct et_tag_view none = {0};
    size_t count = tokens->count < ET_TAG_TOKENS_MAX ? tokens->count : ET_TAG_TOKENS_MAX;
    size_t words = 0, capitals = 0, caps = 0, inner = 0;
    struct et_tag_view *views = scratch->views + ET_TAG_PAD;
    for (size_t i = 0; i < count; i++) {
        const struct et_token *token = &tokens->items[i];
        unsigned shape = shape_of(tokens, token);
        bool word = token->kind == ET_TOKEN_WORD || token->kind == ET_TOKEN_HASHTAG;
        views[i] = (struct et_tag_view){.word = (uint32_t)(token->plain_hash >> 16), .shape = (uint8_t)shape};
        views[i].known = word ? et_tag_word(tagger, token->plain_hash) : 0;
        views[i].flags = (uint8_t)((token->flags & ET_TOKEN_SENTENCE_START ? ET_VIEW_START : 0) |
                                   (token->flags & ET_TOKEN_POSSESSIVE ? ET_VIEW_POSSESSIVE : 0) |
                                   (token->flags & ET_TOKEN_QUOTED ? ET_VIEW_QUOTED : 0));
        if (token->kind != ET_TOKEN_WORD)
            continue;
        words++;
        capitals += is_capital(shape);
        caps += shape == ET_SHAPE_CAPS;
        inner += is_capital(shape) && !(token->flags & ET_TOKEN_SENTENCE_START);
    }
    scratch->count = count;
    scratch->letter_case = case_of(words, capitals, caps, inner);
    for (size_t i = 0; i < count; i++)
        if (maybe(&views[i], scratch->letter_case))
            views[i].flags |= ET_VIEW_MAYBE;
    for (size_t i = 0; i < ET_TAG_PAD; i++)
        scratch->views[i] = views[count + i] = none;
}

/* ---- runs ---- */

static bool bridges(const struct et_tag_view *view)
{
    return view->shape != ET_SHAPE_EMOJI && view->shape != ET_SHAPE_URL && view->shape != ET_SHAPE_STOP &&
           view->shape != ET_SHAPE_HANDLE;
}

bool et_tag_next_run(const struct et_tag_scratch *scratch, size_t from, struct et_tag_run *run)
{
    const struct et_tag_view *views = scratch->views + ET_TAG_PAD;
    size_t i = from, n = scratch->count;
    while (i < n && !(views[i].flags & ET_VIEW_MAYBE))
        i++;
    if (i >= n)
        return false;
    run->first = i;
    for (size_t gap = 0; i < n && gap <= 2; i++) {
        if (views[i].flags & ET_VIEW_MAYBE) {
            run->end = i + 1;
            gap = 0;
        } else if (bridges(&views[i]) ||
                   (views[i].shape == ET_SHAPE_STOP && i && views[i - 1].shape <= ET_SHAPE_SINGLE)) {
            gap++;
        } else {
            break;
        }
    }
    return true;
}

/* ---- features ---- */

static uint64_t hash_of(unsigned template, uint64_t value)
{
    uint64_t h = (value + template * 0x9E3779B97F4A7C15u) * 0xBF58476D1CE4E5B9u;
    h ^= h >> 29;
    return h * 0x94D049BB133111EBu ^ h >> 32;
}

static uint64_t affix(struct et_slice word, size_t n, bool front)
{
    uint32_t bytes = 0;
    if (word.len < n)
        return 0;
    memcpy(&bytes, front ? word.ptr : word.ptr + word.len - n, n);
    return bytes;
}

/* Lengths and a rough spelling: vowels and consonants of made-up handles differ from those of words. */
static uint64_t pattern(const struct et_tokens *tokens, const struct et_token *token)
{
    uint64_t shape = 0;
    unsigned last = 9, n = 0;
    for (size_t i = token->start; i < token->end && n < 8; i++) {
        unsigned char c = (unsigned char)tokens->text.ptr[i];
        unsigned class = c >= 'a' && c <= 'z'   ? 1
                         : c >= 'A' && c <= 'Z' ? 2
                         : c >= '0' && c <= '9' ? 3
                         : c >= 128             ? 4
                                                : 5;
        if (class != last)
            shape = shape * 8 + class, n++;
        last = class;
    }
    size_t length = token->end - token->start;
    return shape << 4 | (length > 12 ? 12 : length);
}

static uint64_t gazetteer(const struct et_tag_view *view)
{
    return view->known & (ET_TAGW_FIRST | ET_TAGW_LAST | ET_TAGW_COMMON | ET_TAGW_PROPER | ET_TAGW_KNOWN);
}

static uint64_t capital(const struct et_tag_view *view)
{
    return (uint64_t)(view->known & ET_TAGW_CAPITAL) >> 6;
}

/* Shape and what the lists say, in few values. */
static uint64_t kind_of(const struct et_tag_view *view)
{
    unsigned first = view->known & ET_TAGW_FIRST, last = (view->known & ET_TAGW_LAST) >> 2;
    unsigned names = (first > 1 ? 1u : 0) | (last > 1 ? 2u : 0) | (view->known & ET_TAGW_COMMON ? 4u : 0) |
                     (view->known & ET_TAGW_PROPER ? 8u : 0) | (view->known & ET_TAGW_FREQUENT ? 16u : 0);
    return (uint64_t)view->shape << 5 | names;
}

void et_tag_features(const struct et_tokens *tokens, const struct et_tag_scratch *scratch, size_t i,
                     uint64_t features[ET_TAG_FEATURES])
{
    const struct et_token *token = &tokens->items[i];
    const struct et_tag_view *v = scratch->views + ET_TAG_PAD + i;
    uint64_t letter_case = (uint64_t)scratch->letter_case, start = v->flags & ET_VIEW_START, shape = v->shape;
    uint64_t gaz = gazetteer(v), word = v->word, cap = capital(v), kind = kind_of(v);
    uint64_t before = kind_of(v - 1), after = kind_of(v + 1);
    bool alone = (v - 1)->shape == ET_SHAPE_NONE, ends = (v + 1)->shape == ET_SHAPE_NONE;
    const uint64_t values[ET_TAG_FEATURES] = {
        shape << 4 | letter_case << 1 | start,
        word,
        word << 8 | shape << 2 | letter_case,
        (v - 1)->word,
        (v + 1)->word,
        (v - 2)->word,
        (v + 2)->word,
        (uint64_t)(v - 1)->word << 32 | word,
        word << 32 | (v + 1)->word,
        affix(token->plain, 3, true),
        affix(token->plain, 4, true),
        affix(token->plain, 2, false),
        affix(token->plain, 3, false),
        affix(token->plain, 4, false),
        pattern(tokens, token),
        gaz << 8 | shape,
        gaz << 16 | shape << 8 | letter_case << 4 | start,
        before << 24 | kind,
        after << 24 | kind,
        (uint64_t)(v - 1)->shape << 16 | (uint64_t)(v + 1)->shape << 8 | shape,
        (uint64_t)(v - 1)->word << 16 | kind,
        (uint64_t)(v + 1)->word << 16 | kind,
        (uint64_t)(v->flags & (ET_VIEW_POSSESSIVE | ET_VIEW_QUOTED)) << 16 | kind,
        (uint64_t)(v - 2)->word << 32 | (v - 1)->word,
        (uint64_t)(v + 1)->word << 32 | (v + 2)->word,
        cap << 16 | letter_case << 12 | start << 8 | shape,
        (uint64_t)alone << 17 | (uint64_t)ends << 16 | kind << 1 | start,
        cap << 40 | capital(v - 1) << 36 | before << 20 | kind,
        cap << 40 | capital(v + 1) << 36 | after << 20 | kind,
        gaz << 8 | cap << 4 | letter_case,
    };
    for (unsigned t = 0; t < ET_TAG_FEATURES; t++)
        features[t] = hash_of(t + 1, values[t]);
}
