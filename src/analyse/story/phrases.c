#include "analyse/story/phrases.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>

#define WORD_MAX 48

void et_phrases_init(struct et_phrases *phrases)
{
    *phrases = (struct et_phrases){0};
    et_tokens_init(&phrases->scratch);
}

void et_phrases_dispose(struct et_phrases *phrases)
{
    et_free(phrases->items);
    et_free(phrases->slots);
    et_tokens_dispose(&phrases->scratch);
    et_phrases_init(phrases);
}

static enum et_rc push(struct et_phrases *phrases, const struct et_phrase *phrase, struct et_error *error)
{
    if (phrases->count == phrases->size) {
        size_t size = phrases->size ? phrases->size * 2 : 256;
        struct et_phrase *items = et_realloc(phrases->items, size * sizeof *items);
        if (!items)
            return et_fail_nomem(error);
        phrases->items = items;
        phrases->size = size;
    }
    phrases->items[phrases->count] = *phrase;
    phrases->items[phrases->count].order = (uint32_t)phrases->count;
    phrases->count++;
    return ET_OK;
}

static bool ends_in(struct et_slice word, const char *endings)
{
    return word.len && strchr(endings, word.ptr[word.len - 1]) != NULL;
}

static uint64_t joined(struct et_slice stem, const char *ending)
{
    char word[WORD_MAX + 8];
    size_t n = strlen(ending);
    memcpy(word, stem.ptr, stem.len);
    memcpy(word + stem.len, ending, n);
    return et_hash64(et_slice(word, stem.len + n));
}

/* The regular forms of an English word: itself, -s, -ed, -ing. */
static size_t inflect(struct et_slice word, uint64_t forms[4])
{
    struct et_slice stem = et_slice(word.ptr, word.len - 1);
    bool sibilant = ends_in(word, "sxz") || et_slice_ends(word, ET_SLICE("ch")) || et_slice_ends(word, ET_SLICE("sh"));
    bool vowel_before = stem.len && ends_in(stem, "aeiou");
    forms[0] = et_hash64(word);
    if (ends_in(word, "y") && !vowel_before) {
        forms[1] = joined(stem, "ies");
        forms[2] = joined(stem, "ied");
        forms[3] = joined(word, "ing");
    } else if (ends_in(word, "e")) {
        forms[1] = joined(word, "s");
        forms[2] = joined(word, "d");
        forms[3] = joined(stem, "ing");
    } else {
        forms[1] = joined(word, sibilant ? "es" : "s");
        forms[2] = joined(word, "ed");
        forms[3] = joined(word, "ing");
    }
    return 4;
}

/* Adds the phrase with every form of its inflected words, from word `at` on. */
static enum et_rc add_forms(struct et_phrases *phrases, struct et_phrase *phrase, const bool *inflected,
                            const struct et_slice *words, size_t at, struct et_error *error)
{
    if (at == phrase->word_count)
        return push(phrases, phrase, error);
    uint64_t forms[4] = {phrase->words[at]};
    size_t count = inflected[at] && words[at].len <= WORD_MAX && words[at].len > 1 ? inflect(words[at], forms) : 1;
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        phrase->words[at] = forms[i];
        rc = add_forms(phrases, phrase, inflected, words, at + 1, error);
    }
    return rc;
}

enum et_rc et_phrases_add(struct et_phrases *phrases, struct et_slice text, uint32_t value, struct et_error *error)
{
    enum et_rc rc = et_tokenise(&phrases->scratch, text, error);
    if (rc != ET_OK)
        return rc;
    struct et_phrase phrase = {.value = value};
    struct et_slice words[ET_PHRASE_WORDS_MAX];
    bool inflected[ET_PHRASE_WORDS_MAX] = {false};
    for (size_t i = 0; i < phrases->scratch.count; i++) {
        const struct et_token *token = &phrases->scratch.items[i];
        bool mark = token->kind == ET_TOKEN_PUNCT && et_slice_is(token->folded, "~");
        bool any = token->kind == ET_TOKEN_PUNCT && et_slice_is(token->folded, "_");
        if (mark && phrase.word_count) {
            inflected[phrase.word_count - 1] = true;
            continue;
        }
        if (token->kind == ET_TOKEN_PUNCT && !any)
            continue;
        if (phrase.word_count == ET_PHRASE_WORDS_MAX)
            return et_fail(error, ET_E_FORMAT, "phrase \"" ET_SLICE_FMT "\" has more than %d words", ET_SLICE_ARG(text),
                           ET_PHRASE_WORDS_MAX);
        words[phrase.word_count] = token->plain;
        phrase.words[phrase.word_count++] = any ? ET_PHRASE_ANY : token->plain_hash;
    }
    if (!phrase.word_count || phrase.words[0] == ET_PHRASE_ANY)
        return et_fail(error, ET_E_FORMAT, "phrase \"" ET_SLICE_FMT "\" has no words to look for", ET_SLICE_ARG(text));
    return add_forms(phrases, &phrase, inflected, words, 0, error);
}

static struct et_phrase_slot *slot_of(const struct et_phrases *phrases, uint64_t hash)
{
    size_t i = hash & (phrases->slot_count - 1);
    while (phrases->slots[i].first && phrases->slots[i].hash != hash)
        i = (i + 1) & (phrases->slot_count - 1);
    return &phrases->slots[i];
}

static int by_first_word(const void *a, const void *b)
{
    const struct et_phrase *x = a, *y = b;
    if (x->words[0] != y->words[0])
        return x->words[0] < y->words[0] ? -1 : 1;
    if (x->word_count != y->word_count)
        return x->word_count > y->word_count ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void set_bit(uint64_t *bits, uint64_t bit)
{
    bits[bit / 64] |= (uint64_t)1 << bit % 64;
}

enum et_rc et_phrases_seal(struct et_phrases *phrases, struct et_error *error)
{
    size_t slots = 64;
    while (slots < phrases->count * 3)
        slots *= 2;
    phrases->slots = et_calloc(slots, sizeof *phrases->slots);
    if (!phrases->slots)
        return et_fail_nomem(error);
    phrases->slot_count = slots;
    if (phrases->count)
        qsort(phrases->items, phrases->count, sizeof *phrases->items, by_first_word);
    for (size_t i = 0; i < phrases->count; i++) {
        const struct et_phrase *phrase = &phrases->items[i];
        struct et_phrase_slot *slot = slot_of(phrases, phrase->words[0]);
        bool open = phrase->word_count == 1 || phrase->words[1] == ET_PHRASE_ANY;
        if (!slot->first)
            *slot = (struct et_phrase_slot){phrase->words[0], (uint32_t)i + 1};
        if (open)
            set_bit(phrases->open, phrase->words[0] >> 51);
        else
            set_bit(phrases->pairs, et_phrases_pair(phrase->words[0], phrase->words[1]));
    }
    et_tokens_dispose(&phrases->scratch);
    return ET_OK;
}

static bool is_hash_of(const struct et_token *token, uint64_t hash)
{
    if (token->plain_hash == hash)
        return true;
    if (!(token->flags & ET_TOKEN_ELONGATED))
        return false;
    uint64_t variants[ET_VARIANTS_MAX];
    size_t n = et_token_variants(token, variants);
    for (size_t i = 0; i < n; i++)
        if (variants[i] == hash)
            return true;
    return false;
}

static bool stands_at(const struct et_phrase *phrase, const struct et_tokens *tokens, size_t i)
{
    if (i + phrase->word_count > tokens->count)
        return false;
    for (size_t k = 1; k < phrase->word_count; k++) {
        const struct et_token *token = &tokens->items[i + k];
        bool any = phrase->words[k] == ET_PHRASE_ANY;
        if (any ? token->kind > ET_TOKEN_HANDLE : !is_hash_of(token, phrase->words[k]))
            return false;
    }
    return true;
}

/* The first from `index` on that stands at token i, among those with one first word. */
static const struct et_phrase *from(const struct et_phrases *phrases, size_t index, const struct et_tokens *tokens,
                                    size_t i)
{
    const struct et_phrase *phrase = &phrases->items[index], *end = phrases->items + phrases->count;
    for (uint64_t first = phrase->words[0]; phrase < end && phrase->words[0] == first; phrase++)
        if (stands_at(phrase, tokens, i))
            return phrase;
    return NULL;
}

const struct et_phrase *et_phrases_at(const struct et_phrases *phrases, const struct et_tokens *tokens, size_t i)
{
    const struct et_token *token = &tokens->items[i];
    const struct et_phrase_slot *slot = slot_of(phrases, token->plain_hash);
    if (slot->first)
        return from(phrases, slot->first - 1, tokens, i);
    if (!(token->flags & ET_TOKEN_ELONGATED))
        return NULL;
    uint64_t variants[ET_VARIANTS_MAX];
    size_t n = et_token_variants(token, variants);
    for (size_t k = 0; k < n; k++)
        if ((slot = slot_of(phrases, variants[k]))->first)
            return from(phrases, slot->first - 1, tokens, i);
    return NULL;
}

const struct et_phrase *et_phrases_next(const struct et_phrases *phrases, const struct et_tokens *tokens, size_t i,
                                        const struct et_phrase *phrase)
{
    size_t next = (size_t)(phrase - phrases->items) + 1;
    bool more = next < phrases->count && phrases->items[next].words[0] == phrase->words[0];
    return more ? from(phrases, next, tokens, i) : NULL;
}

const struct et_phrase *et_phrases_word(const struct et_phrases *phrases, uint64_t hash)
{
    uint32_t first = slot_of(phrases, hash)->first;
    for (size_t i = first ? first - 1 : phrases->count; i < phrases->count && phrases->items[i].words[0] == hash; i++)
        if (phrases->items[i].word_count == 1)
            return &phrases->items[i];
    return NULL;
}
