/** Instagram posts and the ids that exporters passed through a double: what was said under a rounded id belongs to the
 * post with the exact id while there is exactly one that rounds to it, and otherwise to a post of its own. */
#ifndef ET_STORE_SQLITE_ROUNDED_INT_H
#define ET_STORE_SQLITE_ROUNDED_INT_H

#include "store/sqlite/writer_int.h"

/** Posts whose id is the same number as a double, by id: those with exact ids, or those known by rounded ones. */
ET_MUST_CHECK enum et_rc et_rounded_find(struct et_sqlite *self, int64_t media_id, bool imprecise, int64_t ids[],
                                         size_t max, size_t *count, struct et_error *error);

/** To be called when a post with an exact id came or went: joins or parts what was said under the rounded id. *moved is
 *  set, never cleared: posts have come or gone, and nothing remembered of posts holds. */
ET_MUST_CHECK enum et_rc et_rounded_settle(struct et_sqlite *self, int64_t media_id, struct et_arena *arena,
                                           bool *moved, struct et_error *error);

#endif
