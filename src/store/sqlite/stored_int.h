/** Whole comments as others see them. */
#ifndef ET_STORE_SQLITE_STORED_INT_H
#define ET_STORE_SQLITE_STORED_INT_H

#include "store/sqlite/sqlite_int.h"

int et_stored_register(struct et_sqlite *self); /**< the SQL function et_public_id; an SQLite result code */

/** One comment with its score and mentions by the model (0 = the active one), in the arena. ET_END: it is not there. */
ET_MUST_CHECK enum et_rc et_stored_read(struct et_sqlite *self, int64_t comment_id, int64_t model_id,
                                        struct et_arena *arena, struct et_stored_comment *out, struct et_error *error);

/* fulltext.c */
/** Brings the full-text index up to date. Errors: ET_E_USAGE when no index function is set, ET_E_READONLY. */
ET_MUST_CHECK enum et_rc et_fulltext_update(struct et_sqlite *self, void (*progress)(void *, uint64_t, uint64_t),
                                            void *context, struct et_error *error);
/** Takes the comments of the table temp.doomed out of the index. Inside a transaction. */
ET_MUST_CHECK enum et_rc et_fulltext_remove_doomed(struct et_sqlite *self, struct et_error *error);
/** The text of a comment changes: its words in the index are exchanged, if it is there yet. */
ET_MUST_CHECK enum et_rc et_fulltext_replace(struct et_sqlite *self, int64_t comment_id, struct et_slice before,
                                             struct et_slice now, struct et_error *error);

/* delete.c */
/** Empties (and makes) the list temp.doomed(comment_id, post_id, author_id) of comments to be removed. */
ET_MUST_CHECK enum et_rc et_doomed_clear(struct et_sqlite *self, struct et_error *error);
/** Removes the comments on the list with all that hangs on them, in the transaction that is open, and authors that have
 * no comment left; counts the posts again. */
ET_MUST_CHECK enum et_rc et_doomed_delete(struct et_sqlite *self, uint64_t *count, struct et_error *error);

#endif
