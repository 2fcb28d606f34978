/** How wide text stands on a terminal: emoji and CJK take two places, combining marks none. */
#ifndef ET_CLI_WIDTH_H
#define ET_CLI_WIDTH_H

#include "base/buf.h"
#include "base/slice.h"

#include <stddef.h>

/** Places taken, counted by grapheme. */
size_t et_width_of(struct et_slice text);

/** The longest prefix of whole graphemes that takes at most `width` places. */
struct et_slice et_width_prefix(struct et_slice text, size_t width);

/** Appends the text as one line that cannot disturb a terminal: controls (ESC among them), line ends and direction
 * overrides become blanks, runs of them one. */
void et_width_clean(struct et_slice text, struct et_buf *out);

/** Appends words broken into lines of at most `width` places, each behind `indent` blanks except the first, which
 * stands where the cursor is (`at` places already used). Ends with a newline. Empty lines in the text stay. */
void et_width_wrap(struct et_slice text, size_t indent, size_t at, size_t width, struct et_buf *out);

#endif
