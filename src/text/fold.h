/** Folding of whole strings for comparison: case, accents, width, curly quotes, zero-width characters, white space
 * runs. */
#ifndef ET_TEXT_FOLD_H
#define ET_TEXT_FOLD_H

#include "base/buf.h"
#include "base/error.h"

/** Appends the folded text: NFKC case-folded, accents kept or (strip_accents) removed, zero-width characters dropped,
 * white space runs as one blank, trimmed. */
ET_MUST_CHECK enum et_rc et_fold(struct et_slice text, bool strip_accents, struct et_buf *out, struct et_error *error);

#endif
