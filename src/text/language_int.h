/** The words by which languages are told. Private to the text room. */
#ifndef ET_TEXT_LANGUAGE_INT_H
#define ET_TEXT_LANGUAGE_INT_H

#include "base/slice.h"

/** Set beside the languages of a word that stands in names too ("de", "la", "van"): it says nothing by itself. */
#define ET_WORD_IN_NAMES (1u << 15)

/** Bits of the languages that a folded word belongs to: en, es, pt, fr, de, it, nl, hi (in Latin letters), tl, id, tr,
 *  pl from bit 0 on; 0 = it is not known. */
unsigned et_language_of_word(struct et_slice word);

bool et_language_words_sorted(void); /**< for the test of the table */

#endif
