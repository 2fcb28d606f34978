/** Turns the values of records into posts and comments of a batch: which post, which time, clean text, counts, outcome.
 */
#ifndef ET_INGEST_SINK_H
#define ET_INGEST_SINK_H

#include "base/map.h"
#include "ingest/adapter.h"
#include "ingest/dates.h"
#include "ingest/fields.h"

#define ET_NO_POST UINT32_MAX /**< post of a comment that is empty or rejected */

/** Where a record stands in the file. */
struct et_place {
    uint64_t row, offset;
    struct et_slice raw;    /**< its bytes, for the list of rejected records */
    struct et_slice parent; /**< vendor's id of the comment that it hangs below; ptr NULL = none */
};

struct et_sink {
    /* of the file; slices outlive the sink */
    struct et_date_rules dates;
    int64_t default_time_us;   /**< of files without a time column; else ET_TIME_NONE */
    enum et_platform platform; /**< of records that do not tell it; UNKNOWN = none */
    bool platform_given;       /**< by --platform: holds also for URLs of hosts that are not known */
    bool platform_fixed;       /**< the format is one platform's: URLs are not asked */
    bool has_file_post;        /**< file_post is the post of records that name none */
    bool file_post_named;      /**< by --url, --subject or the file itself, not only by the file's name */
    struct et_post_record file_post;
    struct et_slice subject; /**< --subject; ptr NULL = none */
    /** Decides the order of day and month when a table's row needs it first: sets dates.order or fails. */
    enum et_rc (*decide_order)(void *context, struct et_error *error);
    void *context;
    struct et_slice last_key[8]; /**< ids of the comments seen last, by depth; in depth_keys */
    char depth_keys[8][32];
    /* of the batch */
    struct et_arena *arena;
    struct et_batch *batch;
    struct et_post_record own_post; /**< file_post, in the batch's arena */
    struct et_slice own_subject;
    size_t max_comments, max_bytes, bytes, post_size;
    struct et_map64 by_raw, by_key; /**< post index by hash of what named it, and of platform and key */
};

void et_sink_init(struct et_sink *sink, int64_t observed_at_us);
void et_sink_dispose(struct et_sink *sink);

ET_MUST_CHECK enum et_rc et_sink_begin(struct et_sink *sink, struct et_arena *arena, size_t max_comments,
                                       size_t max_bytes, struct et_batch *batch, struct et_error *error);
static inline bool et_sink_full(const struct et_sink *sink)
{
    return sink->batch->comment_count >= sink->max_comments || sink->bytes >= sink->max_bytes;
}

/** Adds a comment: PENDING, EMPTY or REJECTED. Its values are copied. */
ET_MUST_CHECK enum et_rc et_sink_comment(struct et_sink *sink, const struct et_values *values,
                                         const struct et_place *place, struct et_error *error);
/** Adds a comment that can't be read. reason: a fixed text. */
ET_MUST_CHECK enum et_rc et_sink_reject(struct et_sink *sink, const struct et_place *place, const char *reason,
                                        struct et_error *error);
/** Adds a post record. One that names no post counts as a rejected record. */
ET_MUST_CHECK enum et_rc et_sink_post(struct et_sink *sink, const struct et_values *values,
                                      const struct et_place *place, struct et_error *error);

/** The post that values name, added to the batch if new. ET_OK with *index = ET_NO_POST and *reason set when they name
 * none. */
ET_MUST_CHECK enum et_rc et_sink_find_post(struct et_sink *sink, const struct et_values *values, uint32_t *index,
                                           const char **reason, struct et_error *error);

/** Reads values into a post record (key.ptr NULL and *reason when they name none). Slices lie in the arena. */
ET_MUST_CHECK enum et_rc et_sink_read_post(struct et_sink *sink, const struct et_values *values,
                                           struct et_post_record *post, const char **reason, struct et_error *error);

/** A value cleaned and trimmed in the arena: a key, handle or URL. ptr NULL when absent, empty, or *nomem. */
struct et_slice et_sink_text(struct et_sink *sink, const struct et_values *values, enum et_field field, bool *nomem);

/** A platform's own way to write the URL of a post, so that it is the same from every export: in the arena; url itself
 *  where there is none. */
struct et_slice et_post_url(enum et_platform platform, struct et_slice key, struct et_slice url,
                            struct et_arena *arena);

#endif
