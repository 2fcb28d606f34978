/** UTF-8 by hand: decoding that cannot read past the end and never fails (bad bytes give U+FFFD). */
#ifndef ET_BASE_UTF8_H
#define ET_BASE_UTF8_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define ET_UTF8_BAD 0xFFFDu

/** Decodes the code point at *pos and moves *pos behind it. A bad byte gives ET_UTF8_BAD and moves one byte. Overlong
 *  forms, surrogates and values over U+10FFFF are bad. Requires *pos < text.len. */
uint32_t et_utf8_next(struct et_slice text, size_t *pos);

/** Writes 1 to 4 bytes, returns how many. Values that are no code point are written as U+FFFD. */
size_t et_utf8_put(char bytes[4], uint32_t code_point);

bool et_utf8_valid(struct et_slice text);

/** Length in code points. */
size_t et_utf8_count(struct et_slice text);

/** The longest prefix of at most max bytes that does not cut a code point. */
struct et_slice et_utf8_truncate(struct et_slice text, size_t max);

#endif
