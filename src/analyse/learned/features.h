/** Sparse features of a text for the learned scorer: hashed words, pairs, triples and pairs with a gap, and hashed
 * letter groups of single words. Both are rows of tables with a fixed number of places; two features that fall on one
 * place share it (Weinberger et al. 2009, "Feature hashing"). The same text gives the same rows on every machine. */
#ifndef ET_ANALYSE_LEARNED_FEATURES_H
#define ET_ANALYSE_LEARNED_FEATURES_H

#include "text/token.h"

#include <stddef.h>
#include <stdint.h>

#define ET_GRAM_BITS 18     /**< places for words and their groups: 2^18 */
#define ET_LETTER_BITS 16   /**< places for letter groups */
#define ET_GRAM_TOKENS 200u /**< further tokens of a text are not read */
#define ET_GRAMS_MAX (ET_GRAM_TOKENS * 5 + 8)
#define ET_GRAM_ROW 16    /**< bytes of a row of the table for words and their groups */
#define ET_LETTERS_MAX 48 /**< letter groups of one word; longer words are read in part */

/** A row and the tokens that it stands for. */
struct et_gram {
    uint32_t row;
    uint16_t first, last;
};

/** Writes the rows of a text's words and groups in the order of the tokens; returns how many. */
size_t et_grams_read(const struct et_tokens *tokens, struct et_gram grams[ET_GRAMS_MAX]);

/** The same, and asks the processor to fetch each row of the table, which will be read soon. */
size_t et_grams_fetch(const struct et_tokens *tokens, const int8_t *table, struct et_gram grams[ET_GRAMS_MAX]);

/** Whether a token has letter groups: words and hashtags. */
static inline bool et_letters_has(const struct et_token *token)
{
    return token->kind == ET_TOKEN_WORD || token->kind == ET_TOKEN_HASHTAG;
}

/** Writes the rows of a word's groups of two to five letters, with its edges; returns how many. */
size_t et_letters_read(const struct et_token *token, uint32_t rows[ET_LETTERS_MAX]);

#endif
