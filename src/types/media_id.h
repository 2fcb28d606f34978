/** Instagram's two names of one post: the numeric media id, and the shortcode of its URL, which is the id written in
 * base 64 (A-Z a-z 0-9 - _, most significant digit first). */
#ifndef ET_TYPES_MEDIA_ID_H
#define ET_TYPES_MEDIA_ID_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define ET_SHORTCODE_MAX 12 /**< eleven digits hold 64 bits, and a NUL */

/** "3770272429806644260" or "3770272429806644260_4830" (id_owner). false on anything else. */
bool et_media_id_parse(struct et_slice text, uint64_t *id);

void et_media_id_to_shortcode(uint64_t id, char shortcode[ET_SHORTCODE_MAX]);
bool et_shortcode_to_media_id(struct et_slice shortcode, uint64_t *id); /**< false when no shortcode of 64 bits */

/** Whether the id looks as if it went through a double: over 2^53, and either what the shortest decimal of that double
 *  looks like when padded with zeros (3770243824132977000), or the double's own value. One exact id in a thousand looks
 * so too; it is then found by its double like the others. */
bool et_media_id_imprecise(uint64_t id);

#endif
