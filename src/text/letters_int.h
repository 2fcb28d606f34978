/** Code points beyond ASCII: what they are to the tokeniser, and how they fold. Private to the text room. */
#ifndef ET_TEXT_LETTERS_INT_H
#define ET_TEXT_LETTERS_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum et_letter_class {
    ET_LETTER_NONE,   /**< unassigned, private, bad bytes, control characters */
    ET_LETTER_LETTER, /**< of a script that puts blanks between words */
    ET_LETTER_RUN,    /**< of one that does not: Han, kana, Thai, Lao, Khmer, Burmese */
    ET_LETTER_MARK,   /**< combining */
    ET_LETTER_DIGIT,
    ET_LETTER_APOSTROPHE, /**< curly ones and their look-alikes */
    ET_LETTER_HYPHEN,
    ET_LETTER_ZERO_WIDTH, /**< invisible, also variation selectors and tags */
    ET_LETTER_SPACE,
    ET_LETTER_NEWLINE,
    ET_LETTER_QUOTE_OPEN,
    ET_LETTER_QUOTE_CLOSE,
    ET_LETTER_STOP, /**< ends a sentence: a full stop, exclamation or question mark of any script */
    ET_LETTER_CURRENCY,
    ET_LETTER_PUNCT
};

#define ET_LETTER_FOLD_MAX 4

/** Only for cp >= 0x80. */
enum et_letter_class et_letter_class(uint32_t cp);
bool et_letter_is_upper(uint32_t cp);

/** Lower case and compatibility forms ("fullwidth" and mathematical letters become plain ones); accents kept. Returns
 * how many code points were written, at least 1. */
size_t et_letter_fold(uint32_t cp, uint32_t out[ET_LETTER_FOLD_MAX]);

/** A folded code point without accents: may give 0 (a combining mark) to ET_LETTER_FOLD_MAX code points. Only Latin,
 * Greek and Cyrillic lose marks: elsewhere they make other letters. */
size_t et_letter_plain(uint32_t cp, uint32_t out[ET_LETTER_FOLD_MAX]);

/** The one code point that base and mark make together, or 0. */
uint32_t et_letter_compose(uint32_t base, uint32_t mark);

#endif
