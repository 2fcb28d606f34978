/** Sightings packed many to a row (table observation_packs; the layout stands in migration 002). */
#ifndef ET_STORE_SQLITE_PACK_INT_H
#define ET_STORE_SQLITE_PACK_INT_H

#include "store/sqlite/writer_int.h"

#define ET_PACK_SHIFT 8 /**< a bucket is 256 ids */

/** SQL functions for statements and migrations: et_pack_json(bucket, data) -> [[comment_id, row, offset,
 * observed_at_us, likes, replies, flags], ...], NULL where data is no pack; et_pack_seen(bucket, data, comment_id) ->
 * the time of the latest sighting of that comment in it, or NULL. */
int et_pack_register(struct et_sqlite *self);

/** Writes what is worth packing of `seen` (by comment_id, then row; all of the writer's import) and leaves the rest at
 *  its front, in order: *count of them. What the import's packs hold already is dropped. */
ET_MUST_CHECK enum et_rc et_packs_write(struct et_write *write, struct et_seen *seen, size_t *count,
                                        struct et_error *error);

/** The packed sightings of a comment, handed to `take` one by one; take returns false where memory ran out. */
ET_MUST_CHECK enum et_rc et_packs_read(struct et_sqlite *self, int64_t comment_id,
                                       bool (*take)(void *context, const struct et_sighting *sighting), void *context,
                                       struct et_error *error);

/** Turns the packs of these comments' buckets into rows of `observations`, which can be changed and removed one by one.
 *  comments: a query (a literal) of comment ids; ?1 in it is `value`. */
ET_MUST_CHECK enum et_rc et_packs_open(struct et_sqlite *self, const char *comments, int64_t value,
                                       struct et_error *error);

#endif
