/** Phrases found in tokens: each has a value, and is found by the hash of its first word and those of the words behind
 * it. A word that ends in "~" stands for its regular inflections too ("sue~": sue, sues, sued, suing); "_" stands for
 * any one word. Case, accents and letter repeats do not matter; a hashtag counts as its word. Immutable once built;
 * shared. */
#ifndef ET_ANALYSE_STORY_PHRASES_H
#define ET_ANALYSE_STORY_PHRASES_H

#include "base/error.h"
#include "text/token.h"

#define ET_PHRASE_WORDS_MAX 8

struct et_phrase {
    uint64_t words[ET_PHRASE_WORDS_MAX]; /**< plain hashes; ET_PHRASE_ANY = any word */
    uint32_t word_count;
    uint32_t value;
    uint32_t order; /**< of being added: the first of equal length comes first */
};

#define ET_PHRASE_ANY 0u
#define ET_PHRASE_BITS 8192u
#define ET_PHRASE_PAIR_BITS 65536u

struct et_phrases {
    struct et_phrase *items; /**< once sealed: those with one first word beside each other, longer ones first */
    size_t count, size;
    struct et_phrase_slot {
        uint64_t hash;
        uint32_t first; /**< index + 1; 0 = empty */
    } * slots;
    size_t slot_count; /**< a power of two */
    /** Bits that tell at once that no phrase begins: of first words whose phrases ask nothing of the second, and of
     * pairs of first and second word. */
    uint64_t open[ET_PHRASE_BITS / 64], pairs[ET_PHRASE_PAIR_BITS / 64];
    struct et_tokens scratch; /**< while it is built */
};

void et_phrases_init(struct et_phrases *phrases);
void et_phrases_dispose(struct et_phrases *phrases);

/** Errors: ET_E_NOMEM; ET_E_FORMAT for a phrase without words or with more than ET_PHRASE_WORDS_MAX. */
ET_MUST_CHECK enum et_rc et_phrases_add(struct et_phrases *phrases, struct et_slice phrase, uint32_t value,
                                        struct et_error *error);
/** After the last et_phrases_add, before the first search. */
ET_MUST_CHECK enum et_rc et_phrases_seal(struct et_phrases *phrases, struct et_error *error);

static inline uint64_t et_phrases_bit(const uint64_t *bits, uint64_t bit)
{
    return bits[bit / 64] >> bit % 64 & 1;
}

static inline uint64_t et_phrases_pair(uint64_t first, uint64_t second)
{
    return (first ^ second >> 16) % ET_PHRASE_PAIR_BITS;
}

/** false: no phrase begins with token i, which is the answer for nearly all; true: et_phrases_at tells. Without a
 * branch: what a word may begin cannot be foreseen. */
static inline bool et_phrases_may_begin(const struct et_phrases *phrases, const struct et_tokens *tokens, size_t i)
{
    const struct et_token *token = &tokens->items[i], *next = token + (i + 1 < tokens->count);
    uint64_t open = et_phrases_bit(phrases->open, token->plain_hash >> 51);
    uint64_t pair = et_phrases_bit(phrases->pairs, et_phrases_pair(token->plain_hash, next->plain_hash));
    /* Stretched words stand for others too. */
    return ((token->flags | next->flags) & ET_TOKEN_ELONGATED) | open | pair;
}

/** The longest phrase that begins at token i, or NULL. */
const struct et_phrase *et_phrases_at(const struct et_phrases *phrases, const struct et_tokens *tokens, size_t i);

/** The next phrase (index + 1) that begins at token i too, behind *phrase; NULL = no further one. */
const struct et_phrase *et_phrases_next(const struct et_phrases *phrases, const struct et_tokens *tokens, size_t i,
                                        const struct et_phrase *phrase);

/** The phrase that is this one word, by its plain hash, or NULL. */
const struct et_phrase *et_phrases_word(const struct et_phrases *phrases, uint64_t hash);

#endif
