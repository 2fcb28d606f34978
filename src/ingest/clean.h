/** Cleaning of every text that enters: valid UTF-8, no control characters but newline and tab, line ends as \n,
 * mojibake undone when the whole text decodes. */
#ifndef ET_INGEST_CLEAN_H
#define ET_INGEST_CLEAN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/** A clean copy in the arena; {NULL, 0} when memory ran out. in_arena: the text lies there already and is given back as
 * it is when it is clean. *repaired grows by the bytes replaced by U+FFFD and the characters removed. An absent text
 * (ptr NULL) stays absent: check text.ptr before taking NULL for a failure. */
struct et_slice et_clean(struct et_arena *arena, struct et_slice text, bool in_arena, uint64_t *repaired);

/** The same without looking for mojibake: for keys, URLs and raw records. */
struct et_slice et_clean_bytes(struct et_arena *arena, struct et_slice text, bool in_arena, uint64_t *repaired);

/** Text of simple HTML (YouTube's textDisplay): entities decoded, <br> a newline, other tags dropped. {NULL, 0} when
 * memory ran out. */
struct et_slice et_clean_html(struct et_arena *arena, struct et_slice html);

/** The length of the prefix that is printable ASCII, newline or tab: eight bytes at a time. */
size_t et_plain_run(const char *text, size_t len);

#endif
