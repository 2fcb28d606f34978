/** The lexicon: words, phrases, punctuation and emoji with what each does to a score. Read from the files of
 * models/lexicon (built into the program), immutable afterwards, shared between threads. The files' format is described
 * in docs/models.md. */
#ifndef ET_ANALYSE_SENTIMENT_LEXICON_H
#define ET_ANALYSE_SENTIMENT_LEXICON_H

#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "text/token.h"
#include "types/score.h"

#include <stdbool.h>
#include <stdint.h>

/** Margins, factors and emotion weights are integers in units of 1/1024: sums are exact in any order, and so are the
 * doubles that an explanation shows. */
#define ET_UNIT 1024

/** The last two are for asking only: in a mixture a token means what it means in the first language that has it; in a
 * language without lexicon only emoji, marks and fan slang mean something. */
enum et_lex_language {
    ET_LEX_EN,
    ET_LEX_ES,
    ET_LEX_PT,
    ET_LEX_FR,
    ET_LEX_DE,
    ET_LEX_IT,
    ET_LEX_LANGUAGES,
    ET_LEX_MIXED = ET_LEX_LANGUAGES,
    ET_LEX_OTHER
};

enum et_lex_tag {
    ET_LEX_NEGATOR = 1 << 0,    /**< turns what follows in its scope */
    ET_LEX_BEFORE = 1 << 1,     /**< multiplies the next hit by factor ("so", "kinda") */
    ET_LEX_AFTER = 1 << 2,      /**< multiplies the hit before by factor ("af", "so much") */
    ET_LEX_CONTRAST = 1 << 3,   /**< "but": what follows weighs more */
    ET_LEX_CONCESSION = 1 << 4, /**< "although": its own clause weighs less */
    ET_LEX_WH = 1 << 5,         /**< opens a question */
    ET_LEX_ASK = 1 << 6,        /**< asks for information, question mark or not */
    ET_LEX_RHETORICAL = 1 << 7, /**< no genuine question with this in it */
    ET_LEX_MOCK = 1 << 8,       /**< evidence of mockery, weight = factor */
    ET_LEX_SYMPATHY = 1 << 9,   /**< positive toward the person, whatever is felt about the news */
    ET_LEX_FIXED = 1 << 10,     /**< negation and intensity around it do not count */
    ET_LEX_ALONE = 1 << 11,     /**< only when it is all there is (emoji and punctuation aside) */
    ET_LEX_START = 1 << 12,     /**< only at the start of a sentence or line */
    ET_LEX_END = 1 << 13,       /**< only as the last words of a sentence */
    ET_LEX_AGREE = 1 << 14,     /**< agreement with the comment that it answers */
    ET_LEX_BETTER = 1 << 15,    /**< comparison: what stands before it is better than what stands after */
    ET_LEX_WORSE = 1 << 16,     /**< the other way round */
    ET_LEX_ADD = 1 << 17,       /**< a phrase that counts on top of its words */
    ET_LEX_GRIEF = 1 << 18,     /**< in a caption: bad news for somebody */
    ET_LEX_LAUGH = 1 << 19,     /**< amusement: follows the sign of the words */
    ET_LEX_CRY = 1 << 20,       /**< tears: joy with praise, sadness with sad words or news */
    ET_LEX_STOP = 1 << 21,      /**< ends the scope of a negation */
    ET_LEX_AT_NEXT = 1 << 22,   /**< aimed at the entity that follows ("tired of", "thanks to") */
    ET_LEX_AT_LAST = 1 << 23,   /**< aimed at the entity before it ("ruined it") */
    ET_LEX_PITY = 1 << 24,      /**< before a name it is sympathy ("poor Ann") */
    ET_LEX_TEXT = 1 << 25,      /**< has a valence or emotions of its own */
    ET_LEX_HARM = 1 << 26,    /**< what one does to another: blame for the one before it, pity for the one behind it */
    ET_LEX_SCANDAL = 1 << 27, /**< in a caption: somebody is accused or caught; praise below it is often mockery */
    ET_LEX_CONCORD = 1 << 28, /**< a negator that, behind another, says the same again: "no ... nada" */
    ET_LEX_BACK = 1 << 29     /**< a negator that turns the word before it: "j'aime pas", "gefällt mir nicht" */
};

struct et_lex_row {
    int32_t valence; /**< in ET_UNIT */
    int16_t
        emotions[ET_EMOTIONS]; /**< in ET_UNIT; neutral's says how plain the word is: weight for "no attitude at all" */
    uint32_t tags;             /**< enum et_lex_tag */
    int16_t factor;            /**< in ET_UNIT */
    uint8_t file;
    uint8_t length;          /**< elements of the pattern, 1 for a single token */
    uint32_t name, name_len; /**< place of "file:entry" in the names */
};

/** Place of a token in the table. */
struct et_lex_slot {
    uint64_t hash;                     /**< plain hash of the token; 0 = empty */
    uint16_t single[ET_LEX_LANGUAGES]; /**< row index + 1, or 0 */
    uint32_t first_phrase;             /**< into phrases */
    uint16_t phrase_count, open_count; /**< open: those that begin the list, whose second element is a gap or missing */
};

struct et_lex_phrase {
    uint64_t second;  /**< hash of the second element, or 0 where that is a gap */
    uint32_t pattern; /**< into elements, from the second on */
    uint16_t row;
    uint8_t length;    /**< elements, the first included */
    uint8_t languages; /**< bit mask */
};

/** Bits by the first two elements of all phrases: nearly all pairs of words begin none. */
#define ET_LEX_PAIR_BITS ((size_t)1 << 17)

#define ET_LEX_GAP 1u /**< as an element: up to 3 tokens of any kind within the sentence */

struct et_lexicon {
    struct et_lex_row *rows;
    size_t row_count, row_size;
    struct et_lex_slot *slots;
    size_t slot_mask;
    struct et_lex_phrase *phrases;
    size_t phrase_count, phrase_size;
    uint64_t *pairs; /**< ET_LEX_PAIR_BITS bits */
    uint64_t *elements;
    size_t element_count, element_size;
    char *names;
    size_t name_len, name_size;
    char sha256[ET_SHA256_HEX]; /**< of the files, in the order of their names */
};

ET_MUST_CHECK enum et_rc et_lexicon_new(struct et_lexicon **out, struct et_error *error);
void et_lexicon_free(struct et_lexicon *lexicon);

/** "en-slang.tsv:ate" */
struct et_slice et_lexicon_name(const struct et_lexicon *lexicon, const struct et_lex_row *row);

/** The slot of a token, NULL if it has none. Tokens with letter runs are tried with the run cut to one letter too. */
const struct et_lex_slot *et_lexicon_slot(const struct et_lexicon *lexicon, const struct et_token *token);

/** The slot of a word in its plain form, NULL if it has none. */
const struct et_lex_slot *et_lexicon_word(const struct et_lexicon *lexicon, struct et_slice word);

/** The row of a token by itself, or NULL. slot: what et_lexicon_slot says of it. */
const struct et_lex_row *et_lexicon_single(const struct et_lexicon *lexicon, const struct et_lex_slot *slot,
                                           enum et_lex_language language);

/** The English row of one entry, NULL if there is none. */
const struct et_lex_row *et_lexicon_named(const struct et_lexicon *lexicon, struct et_slice entry);

/** The stance that a hashtag states by how it begins or ends ("#teampippa", "#pippaisoverparty"), as the row of
 *  "hashtag-team", or NULL. */
const struct et_lex_row *et_lexicon_stance(const struct et_lexicon *lexicon, struct et_slice hashtag);

/** The longest phrase that begins at token i, or the single row of it, or NULL. *last becomes its last token. slots:
 * what et_lexicon_slot says of each token. */
const struct et_lex_row *et_lexicon_match(const struct et_lexicon *lexicon, const struct et_tokens *tokens,
                                          const struct et_lex_slot *const *slots, size_t i,
                                          enum et_lex_language language, size_t *last);

#endif
