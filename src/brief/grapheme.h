/** Characters as people count them, and which of them are emoji (Unicode's extended grapheme clusters, through
 * utf8proc). */
#ifndef ET_BRIEF_GRAPHEME_H
#define ET_BRIEF_GRAPHEME_H

#include "base/slice.h"

/** Where the cluster that begins at pos ends. Requires pos < text.len; the end is behind pos. */
size_t et_grapheme_end(struct et_slice text, size_t pos);

/** Whether people see a colour emoji: pictographs (with skin tones, ZWJ parts, variation selector), flags, keycaps.
 * Signs that stand in ordinary text (copyright, arrows) count only with U+FE0F, and what has U+FE0E never. */
bool et_grapheme_is_emoji(struct et_slice cluster);

#endif
