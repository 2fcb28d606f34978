/** The texts that one comment had. Of several the one seen last is shown and analysed (of one time the longer, then the
 *  bytewise greater), whatever the order of import; the others stay in comment_texts, with the sightings that gave
 * them. */
#ifndef ET_STORE_SQLITE_TEXTS_INT_H
#define ET_STORE_SQLITE_TEXTS_INT_H

#include "store/sqlite/writer_int.h"

/** Notes that a stored sighting of the comment gave this text, and shows the text that counts now. *changed: it is
 *  another one than before; then the comment and its answers are pending. */
ET_MUST_CHECK enum et_rc et_text_seen(struct et_sqlite *self, int64_t comment_id, const struct et_sighting *sighting,
                                      struct et_slice text, struct et_arena *arena, bool *changed,
                                      struct et_error *error);
/** Shows the text that counts, after sightings have come or gone. */
ET_MUST_CHECK enum et_rc et_text_fold(struct et_sqlite *self, int64_t comment_id, struct et_arena *arena, bool *changed,
                                      struct et_error *error);
/** Gives `into` the texts of `from`, before the sightings move; et_text_fold afterwards. No sighting of `from` may be
 *  packed. */
ET_MUST_CHECK enum et_rc et_texts_move(struct et_sqlite *self, int64_t from, int64_t into, struct et_error *error);

#endif
