/** Reads the database of the earlier Python program (et_intelligence.db), row by row, opened read-only. */
#ifndef ET_STORE_LEGACY_H
#define ET_STORE_LEGACY_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

struct et_legacy;

/** One row of its table comments, as text; ptr NULL = NULL or no such column. Slices hold until the next call. */
struct et_legacy_row {
    int64_t rowid;
    struct et_slice comment_id, platform, username, text, timestamp, likes, post_id, post_subject, post_url,
        post_caption, primary_emotion, sentiment_score, weighted_sentiment, is_sarcastic, secondary_emotions,
        mentioned_entities, comment_likes;
};

bool et_legacy_is(const char *path); /**< an SQLite file with its table and no table of this program's */
ET_MUST_CHECK enum et_rc et_legacy_open(const char *path, struct et_legacy **out, struct et_error *error);
void et_legacy_close(struct et_legacy *legacy);
ET_MUST_CHECK enum et_rc et_legacy_next(struct et_legacy *legacy, struct et_legacy_row *row,
                                        struct et_error *error); /**< ET_END */

#endif
