/** Tokens of social text: words with contractions, numbers, #hashtags, @handles, emoji (whole sequences with skin
 * tones, ZWJ and flags), emoticons, URLs, punctuation runs. Offsets are bytes of the original text; zero-width
 * characters inside words are skipped. Threads: one et_tokens per thread. Cost: O(len), nothing is allocated once the
 * buffers have grown. */
#ifndef ET_TEXT_TOKEN_H
#define ET_TEXT_TOKEN_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum et_token_kind {
    ET_TOKEN_WORD,   /**< letters with inner apostrophes and hyphens: "don't", "l'amour", "re-cast" */
    ET_TOKEN_NUMBER, /**< "1,204", "10/10", "1:12", "$12M" */
    ET_TOKEN_HASHTAG,
    ET_TOKEN_HANDLE,
    ET_TOKEN_EMOJI,    /**< one whole emoji */
    ET_TOKEN_EMOTICON, /**< ":)", "<3", "T_T" */
    ET_TOKEN_URL,
    ET_TOKEN_PUNCT /**< a run of one punctuation character: "!!!", "...", "?", "?!" counts as one run */
};

enum et_token_flag {
    ET_TOKEN_CAPS = 1,            /**< two or more letters, all upper case */
    ET_TOKEN_CAPITAL = 2,         /**< first letter upper case */
    ET_TOKEN_ELONGATED = 4,       /**< a letter three or more times in a row */
    ET_TOKEN_POSSESSIVE = 8,      /**< ended in 's or s' ; folded is without it */
    ET_TOKEN_SENTENCE_START = 16, /**< first word, or first after . ! ? or a newline */
    ET_TOKEN_QUOTED = 32,         /**< between double quotes */
    ET_TOKEN_AFTER_NEWLINE = 64,
    ET_TOKEN_JOINED = 128,  /**< a word with a hyphen or underscore inside */
    ET_TOKEN_DIGITS = 256,  /**< a word with digits inside: "sub4sub" */
    ET_TOKEN_DOUBLED = 512, /**< a word, hashtag or handle with a character twice in a row (or more) */
    ET_TOKEN_UPPER = 1024   /**< a word, hashtag or handle with an upper-case letter anywhere */
};

struct et_token {
    enum et_token_kind kind;
    uint32_t flags;
    uint32_t start, end;       /**< bytes of the text */
    struct et_slice folded;    /**< lower case, curly apostrophes straight, letter runs of 3+ cut to 2; accents kept.
                                  Hashtags and    handles without # and @, emoji without variation selectors and skin
                                  tones.    Punctuation: the    character once, but "..." for two dots or more, "?!" for
                                  mixed    runs, '"'    and "'" for curly    ones, "-" for dashes. Emoticons: the usual
                                  spelling with    its case, ":D"    for ":-D", "xD" for    "XD", "T_T", "</3" */
    struct et_slice plain;     /**< folded without accents; the same pointer where nothing differs */
    uint64_t hash, plain_hash; /**< et_hash64 of folded and plain */
    uint32_t repeat; /**< how often a punctuation character or the same emoji stands in a row (1 = once): the whole row
                          is one token. Emoticons: mouths, ":)))" is 3 */
};

struct et_tokens {
    struct et_token *items;
    size_t count, size;
    char *fold; /**< owns what folded and plain point to */
    size_t fold_len, fold_size;
    struct et_slice text; /**< what was read, cut to 64 KiB; borrowed: the tokens are of use as long as it is there */
    size_t words;         /**< tokens of kind WORD, NUMBER, HASHTAG, HANDLE */
    size_t caps_words;    /**< words in capitals among those of 2+ letters */
    size_t mixed_words;   /**< words and tags of two capitals or more with small letters: "sUrE" */
    bool quotes;          /**< a double quote of any look was seen */
};

void et_tokens_init(struct et_tokens *tokens);
void et_tokens_dispose(struct et_tokens *tokens);

/** Replaces what tokens held. Texts over 64 KiB are cut at a code point. Only ET_E_NOMEM can happen. */
ET_MUST_CHECK enum et_rc et_tokenise(struct et_tokens *tokens, struct et_slice text, struct et_error *error);

/** Hashes of what an elongated word may have been: each run of two in its plain form cut to one or not ("niice" and
 * "nice", "pippaa" and "pippa"). Returns how many were written, 0 for a word that is not elongated. */
#define ET_VARIANTS_MAX 7
size_t et_token_variants(const struct et_token *token, uint64_t hashes[ET_VARIANTS_MAX]);

/** The token string of the full-text index: plain forms (hashtags with '#', handles with '@', emoji without skin tones)
 * joined by blanks, appended to out; no punctuation, no emoticons. "re-cast" gives two words; Han, kana, Thai are given
 * letter by letter, so that a part of a run is found as a phrase (queries pass through the same function). Uses tokens
 * as scratch. */
struct et_buf;
ET_MUST_CHECK enum et_rc et_index_tokens(struct et_tokens *tokens, struct et_slice text, struct et_buf *out,
                                         struct et_error *error);

#endif
