/** What makes a record the comment it is: keys local to its post (types/batch.h). Source: spec of the formats, "identity is the
 *  vendor's id where there is one, and otherwise post + author + text + time". */
#ifndef ET_INGEST_IDENTITY_H
#define ET_INGEST_IDENTITY_H

#include "base/arena.h"
#include "base/error.h"
#include "types/batch.h"

/** Sets author_id and the keys of every comment that is neither empty nor rejected, and by_key, the order in which the store
 *  meets its index with the least movement. Cost: O(n log n), memory from the arena. */
ET_MUST_CHECK enum et_rc et_identify(struct et_batch *batch, struct et_arena *arena, struct et_error *error);

#endif
