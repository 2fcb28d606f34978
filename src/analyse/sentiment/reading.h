/** A text as the rules read it: its tokens, the lexicon's hits with what negation, intensity and contrast made of them,
 * and what else was seen. One reading belongs to one thread; its memory is kept from text to text. */
#ifndef ET_ANALYSE_SENTIMENT_READING_H
#define ET_ANALYSE_SENTIMENT_READING_H

#include "analyse/sentiment/lexicon.h"
#include "analyse/sentiment/trace.h"
#include "text/token.h"

#include <stdbool.h>
#include <stdint.h>

/** One place where the lexicon says something. Its part of the margin is row->valence * scale. */
struct et_hit {
    const struct et_lex_row *row;
    uint32_t first, last; /**< tokens, inclusive */
    int32_t scale;        /**< in ET_UNIT; what the rules made of it */
    int32_t own;          /**< the same before contrast between clauses */
    bool negated;
    bool coloured; /**< tears, laughter or a mark: takes its sign from the words */
};

/** A place where the text turns: "but", "although". */
struct et_turn {
    uint32_t token;
    bool concession; /**< its own clause is what counts less */
};

#define ET_TURNS_MAX 16u /**< further ones are not read */

struct et_reading {
    struct et_tokens tokens;
    struct et_hit *hits;
    size_t hit_count, hit_size;
    uint16_t *clauses; /**< clause number of each token */
    size_t clause_size;
    const struct et_lex_slot **slots; /**< what the lexicon has for each token, or NULL */
    size_t slot_size;
    uint16_t clause_count;
    struct et_slice text;
    char detected[4]; /**< language code as detected */
    enum et_lex_language language;
    uint32_t seen;                /**< tags of all rows that matched, enum et_lex_tag */
    int32_t mock;                 /**< evidence of mockery from rows, in ET_UNIT */
    uint32_t words, emoji, known; /**< tokens that are words; emoji; words with a row */
    uint32_t asks;                /**< question marks, each of a run counted */
    bool opens_asking;            /**< a sentence begins with a question word */
    struct et_turn turns[ET_TURNS_MAX];
    uint32_t turn_count;
    bool shouts; /**< mostly capitals */
};

void et_reading_init(struct et_reading *reading);
void et_reading_dispose(struct et_reading *reading);

/** Tokenises, looks up, applies the rules within the text. trace may be NULL. */
ET_MUST_CHECK enum et_rc et_reading_read(struct et_reading *reading, const struct et_lexicon *lexicon,
                                         struct et_slice text, struct et_trace *trace, struct et_error *error);

/** The tokens first..last are a name: what the lexicon says of them ("Grace", "Will") does not count, and pity before
 * them is sympathy. */
void et_reading_name(struct et_reading *reading, const struct et_lexicon *lexicon, uint32_t first, uint32_t last,
                     struct et_trace *trace);

/** A hit's part of the margin. */
static inline int32_t et_hit_value(const struct et_hit *hit)
{
    return (int32_t)((int64_t)hit->row->valence * hit->scale / ET_UNIT);
}

#endif
