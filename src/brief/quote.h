/** Comments made fit to be quoted: shortened, masked, without names of commenters. Borrowed text in, arena text out. */
#ifndef ET_BRIEF_QUOTE_H
#define ET_BRIEF_QUOTE_H

#include "base/arena.h"
#include "base/buf.h"
#include "insight/figures.h"

/** Characters (as people count them) of a quote before it is shortened. */
#define ET_QUOTE_MAX 240

/** At most max grapheme clusters of text on one line: runs of white space become one blank, the cut is made between
 * words (inside one only if it alone is too long, and never inside an emoji sequence), with an ellipsis. A URL that
 * stands in the way is kept whole or left out. {NULL, 0} when memory ran out; *shortened may be NULL. */
struct et_slice et_quote_shorten(struct et_arena *arena, struct et_slice text, size_t max, bool *shortened);

/** Swear words as s**t, on word boundaries, any case. {NULL, 0} when memory ran out. */
struct et_slice et_quote_mask(struct et_arena *arena, struct et_slice text);

/** @handles that are no entity's name or alias become "@..."; others are commenters' names. */
struct et_slice et_quote_hide_handles(struct et_arena *arena, struct et_slice text, const struct et_figures *figures);

#endif
