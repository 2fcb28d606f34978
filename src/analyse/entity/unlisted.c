#include "analyse/entity/unlisted.h"

#include "analyse/entity/matcher_int.h"

#include <string.h>

/* What a tagger takes for names and nobody asks about. Sorted, folded. */
static const char *const no_names[] = {
    "afp",
    "alhamdulillah",
    "allah",
    "amen",
    "ap",
    "april",
    "associated press",
    "august",
    "backgrid",
    "bc",
    "bff",
    "bio",
    "bro",
    "brother",
    "btw",
    "buddha",
    "christ",
    "christmas",
    "click",
    "comment",
    "congrats",
    "congratulations",
    "credit",
    "credits",
    "dad",
    "daddy",
    "december",
    "dm",
    "dms",
    "dude",
    "easter",
    "february",
    "first",
    "follow",
    "for you",
    "friday",
    "fyi",
    "fyp",
    "getty",
    "getty images",
    "gettyimages",
    "god",
    "good morning",
    "good night",
    "goodnight",
    "guys",
    "halloween",
    "happy birthday",
    "happy new year",
    "hello",
    "hey",
    "hi",
    "hola",
    "holy spirit",
    "idk",
    "image",
    "images",
    "imo",
    "inshallah",
    "jan",
    "january",
    "jesus",
    "jesus christ",
    "july",
    "june",
    "king",
    "lady",
    "ladies",
    "link",
    "link in bio",
    "lmao",
    "lmfao",
    "lol",
    "lord",
    "love",
    "ma",
    "mama",
    "march",
    "mashallah",
    "may",
    "merry christmas",
    "mom",
    "mommy",
    "monday",
    "mr",
    "mrs",
    "ms",
    "mum",
    "mummy",
    "my god",
    "new year",
    "november",
    "october",
    "oh my god",
    "omfg",
    "omg",
    "pa",
    "part",
    "photo",
    "photo credit",
    "photos",
    "pic",
    "picture",
    "please",
    "pls",
    "queen",
    "read more",
    "repost",
    "reuters",
    "rip",
    "rofl",
    "satan",
    "saturday",
    "santa",
    "satire",
    "september",
    "shutterstock",
    "sir",
    "sis",
    "sister",
    "smh",
    "splash news",
    "subscribe",
    "sunday",
    "swipe",
    "swipe left",
    "swipe right",
    "swipe up",
    "tap",
    "thank god",
    "thank you",
    "thanks",
    "the",
    "thursday",
    "tuesday",
    "uncle",
    "update",
    "video",
    "wednesday",
    "welcome",
    "wire image",
    "wireimage",
    "wow",
    "wtf",
    "yay",
    "yes",
    "zuma press",
};

static bool is_listed(struct et_slice folded)
{
    for (size_t i = 0; i < sizeof no_names / sizeof no_names[0]; i++)
        if (et_slice_is(folded, no_names[i]))
            return true;
    return false;
}

/* Two letters at least, and no broken characters. */
static bool is_spelt(struct et_slice folded)
{
    size_t letters = 0;
    for (size_t i = 0; i < folded.len; i++) {
        unsigned char c = (unsigned char)folded.ptr[i];
        letters += (c >= 'a' && c <= 'z') || c >= 0xC3;
        if (c == 0xEF && i + 2 < folded.len && (unsigned char)folded.ptr[i + 1] == 0xBF)
            return false; /* U+FFC0 to U+FFFF: replacement characters among them */
        if (c < ' ')
            return false;
    }
    return letters >= 2 && folded.len <= 80;
}

bool et_name_is_none(struct et_slice folded)
{
    static const char *const credits[] = {"photo by ", "photo: ", "credit ", "courtesy of "};
    static const char *const agencies[] = {" getty images", " via getty", " shutterstock", " backgrid"};
    if (!is_spelt(folded) || is_listed(folded))
        return true;
    for (size_t i = 0; i < sizeof credits / sizeof credits[0]; i++)
        if (et_slice_starts(folded, et_slice_of(credits[i])))
            return true;
    for (size_t i = 0; i < sizeof agencies / sizeof agencies[0]; i++)
        if (et_slice_ends(folded, et_slice_of(agencies[i])))
            return true;
    return false;
}

/* ---- as best read ---- */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool has(struct et_slice text, bool (*test)(char))
{
    for (size_t i = 0; i < text.len; i++)
        if (test(text.ptr[i]))
            return true;
    return false;
}

void et_name_read(struct et_slice surface, bool hashtag, struct et_buf *out)
{
    bool small = !has(surface, is_upper), shouted = !has(surface, is_lower) && surface.len > 4;
    bool between = true; /* before a word's first letter */
    for (size_t i = 0; i < surface.len; i++) {
        char c = surface.ptr[i];
        bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || (hashtag && c == '_');
        if (space) {
            if (!between)
                et_buf_char(out, ' ');
            between = true;
            continue;
        }
        if (hashtag && i && is_upper(c) && is_lower(surface.ptr[i - 1]))
            et_buf_char(out, ' ');
        if (small && between && is_lower(c))
            c = (char)(c - 32);
        else if (shouted && !between && is_upper(c) && surface.ptr[i - 1] != '-' && surface.ptr[i - 1] != '\'')
            c = (char)(c + 32);
        et_buf_char(out, c);
        between = false;
    }
}

/* ---- beside the catalogue ---- */

static bool is_none(const struct et_tokens *tokens, const struct et_tag_span *span)
{
    char folded[96];
    size_t n = 0;
    for (uint32_t i = span->first; i <= span->last; i++) {
        struct et_slice plain = tokens->items[i].plain;
        if (n + plain.len + 1 > sizeof folded)
            return true;
        if (n)
            folded[n++] = ' ';
        memcpy(folded + n, plain.ptr, plain.len);
        n += plain.len;
    }
    return et_name_is_none(et_slice(folded, n));
}

static bool is_found(const struct et_found *found, size_t count, const struct et_tag_span *span)
{
    for (size_t i = 0; i < count && found[i].is_explicit; i++)
        if (found[i].start < span->end && span->start < found[i].end)
            return true;
    return false;
}

bool et_unlisted_covered(const struct et_matcher *matcher, const struct et_tokens *tokens,
                         const struct et_tag_span *span)
{
    for (uint32_t i = span->first; i <= span->last; i++) {
        const struct et_token *token = &tokens->items[i];
        if (token->kind == ET_TOKEN_HASHTAG && et_map64_get(&matcher->squashed, token->plain_hash))
            return true;
        if (token->kind == ET_TOKEN_PUNCT || token->kind == ET_TOKEN_NUMBER)
            continue;
        if (!et_matcher_slot(matcher, token->plain_hash)->first_pattern)
            return false;
    }
    return true;
}

/* "team Blake": whom they are for. */
static void cut_stance(const struct et_tokens *tokens, struct et_tag_span *span)
{
    const struct et_token *first = &tokens->items[span->first];
    if (span->last == span->first || !et_slice_is(first->plain, "team"))
        return;
    span->first++;
    span->start = tokens->items[span->first].start;
    if (span->type == ET_GROUP && span->first == span->last)
        span->type = ET_PERSON;
}

size_t et_unlisted_find(const struct et_tagger *tagger, const struct et_matcher *matcher,
                        const struct et_tokens *tokens, struct et_tag_scratch *scratch, const struct et_found *found,
                        size_t found_count, struct et_tag_span spans[ET_TAG_SPANS_MAX])
{
    size_t kept = 0, count = et_tagger_find(tagger, tokens, scratch, spans);
    for (size_t i = 0; i < count; i++) {
        struct et_tag_span *span = &spans[i];
        if (span->sureness < ET_NAME_SURE_TO_KEEP)
            continue;
        cut_stance(tokens, span);
        if (is_found(found, found_count, span) || et_unlisted_covered(matcher, tokens, span) || is_none(tokens, span))
            continue;
        spans[kept++] = *span;
    }
    return kept;
}
