/** Sound JSON objects out of a text that should be one. Private to the chat scorer. */
#ifndef ET_ANALYSE_CHAT_REPAIR_INT_H
#define ET_ANALYSE_CHAT_REPAIR_INT_H

#include "base/buf.h"
#include "base/slice.h"

/** The next whole object {...} at or behind *pos that holds no object with an "id" of its own: entries of a list are
 *  found whether the list around them is whole or not. *pos is moved behind it. {NULL, 0} when there is none. */
struct et_slice et_chat_next_object(struct et_slice text, size_t *pos);

/** The object with trailing commas taken out, into `out` (cleared first); false when memory ran out. */
bool et_chat_mend(struct et_slice object, struct et_buf *out);

#endif
