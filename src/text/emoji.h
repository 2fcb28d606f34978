/** Which code points are emoji, and how sequences are put together (Unicode emoji 15). */
#ifndef ET_TEXT_EMOJI_H
#define ET_TEXT_EMOJI_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Length in bytes of the emoji sequence that begins at pos (with variation selector, skin tone, ZWJ parts, flag pair,
 * keycap, tag sequence), or 0 where none begins. Text-style symbols (digits, #, *, (c)) count only with U+FE0F or a
 * keycap. */
size_t et_emoji_length(struct et_slice text, size_t pos);

#endif
