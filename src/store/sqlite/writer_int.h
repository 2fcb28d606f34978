/** Writing batches: what lives as long as the connection, what lives as long as one batch, and the steps between the
 * files posts.c (where comments stand), resolve.c (which comments they are), sighting.c (which sighting wins), write.c.
 */
#ifndef ET_STORE_SQLITE_WRITER_INT_H
#define ET_STORE_SQLITE_WRITER_INT_H

#include "base/map.h"
#include "store/sqlite/sqlite_int.h"

/** Bits of comments.flags. */
#define ET_ROW_PINNED 1u
#define ET_ROW_PINNED_KNOWN 2u
#define ET_ROW_LIKED 4u
#define ET_ROW_LIKED_KNOWN 8u
#define ET_ROW_SEEN 15u /**< the bits above: what a sighting said */
#define ET_ROW_LIKES_INHERITED 16u
#define ET_ROW_REPLIES_INHERITED 32u
#define ET_ROW_PINNED_INHERITED 64u
#define ET_ROW_LIKED_INHERITED 128u
#define ET_ROW_ROUNDED 256u /**< the sighting named its post by a rounded id that is not the post's own key */
#define ET_ROW_OWN (ET_ROW_SEEN | ET_ROW_ROUNDED)

/** Kind of the key of a comment with an approximate time, of the store's own (see the schema). */
#define ET_KEY_NEAR 3
#define ET_NEAR_US INT64_C(1000000000) /* 1,000 s */

/** One sighting of a comment. In a comment's row the fields may be inherited, which flags tells. */
struct et_sighting {
    int64_t import_id, observed_at_us;
    int64_t likes, replies; /**< ET_COUNT_NONE */
    uint32_t flags;
    int64_t row, offset;
};

/** A post as the writer needs it. */
struct et_post_state {
    int64_t post_id;
    uint64_t caption_hash; /**< 0 = none */
    uint64_t key_hash;
    int64_t comment_count, reply_count, approximate_count;
    int64_t first_us, last_us; /**< ET_TIME_NONE */
    bool changed;              /**< counts differ from those stored */
};

/** A comment that is there already: stored, or new in this batch and met again in it. */
struct et_known {
    int64_t comment_id, created_at_us;
    enum et_precision precision;
    struct et_sighting now;  /**< as it stands in the row */
    struct et_sighting best; /**< best of the others, once best_read */
    bool has_best, best_read;
    bool has_key, stored, changed;
    bool other_text; /**< a record of the batch has its vendor's id and another text */
    uint32_t item;   /**< of a new one: its index */
};

struct et_match {
    struct et_known *known;
    int64_t n; /**< of its content key */
    struct et_match *next;
};

/** What becomes of one comment record. */
struct et_item {
    int64_t comment_id;
    struct et_slice key, parent_key; /**< its own, or those that a later record gave it */
    struct et_comment_key vendor;    /**< where key.ptr */
    uint32_t state;                  /**< its post's */
    struct et_known *by_vendor;      /**< stored */
    struct et_match *by_content;     /**< stored */
    struct et_known *known;          /**< what it turned out to be; of a new one NULL until it is met again */
    int64_t n;
    uint32_t asked_with; /**< the item of which the same was asked + 1 */
    uint32_t next;       /**< next new item with the same content + 1 */
    bool is_new, inserted, deferred;
};

struct et_writer {
    struct et_arena arena;       /**< of the batch */
    struct et_map64 posts_seen;  /**< fingerprint of record and import -> index in states + 1 */
    struct et_map64 posts_by_id; /**< post_id -> the same */
    struct et_post_state *states;
    size_t state_count, state_size;
    struct et_map64 known;   /**< comment_id -> struct et_known *, of the batch */
    uint64_t *authors_seen;  /**< fingerprints, at a place told by the author's hash */
    int64_t next_comment_id; /**< 0 = not read yet */
    int64_t adopted_model;   /**< 0 = not read yet */
    bool texts_changed;      /**< a stored comment got another text: what was looked up by content may be wrong */
    int64_t packed_import;   /**< the import that packed_row is of; 0 = not read yet */
    int64_t packed_row;      /**< highest row of it that stands in a pack */
};

/** One batch on its way. */
struct et_write {
    struct et_sqlite *self;
    struct et_writer *writer;
    int64_t import_id, model_id;
    struct et_batch *batch;
    uint32_t *post_states; /**< of each post of the batch */
    bool *joined;          /**< of each post: its rounded id stands for the post in post_states */
    bool *stale_caption;   /**< of each post: its comments were analysed with another caption than the one that holds */
    struct et_item *items; /**< of each comment */
    uint32_t *fresh;       /**< new items to insert now, in the order of the file */
    size_t fresh_count;
    struct et_known **changed; /**< stored ones whose row changes */
    size_t changed_count;
    struct et_seen *seen; /**< sightings that do not stand in a row */
    size_t seen_count, seen_size;
    int64_t first_new_id;
    uint32_t *table; /**< keys of new items: index * 2 + kind + 1 */
    size_t table_size;
    size_t deferred_count;
    bool any_other_text;
};

struct et_seen {
    int64_t comment_id;
    struct et_sighting sighting;
};

void et_writer_free(struct et_writer *writer);   /**< NULL is allowed */
void et_writer_forget(struct et_writer *writer); /**< empties the caches; NULL is allowed */

/* posts.c */
ET_MUST_CHECK enum et_rc et_write_posts(struct et_write *write, struct et_error *error);
ET_MUST_CHECK enum et_rc et_write_post_totals(struct et_write *write, struct et_error *error);
/** Makes a post's row what its observations say. *caption_changed may be NULL. */
ET_MUST_CHECK enum et_rc et_post_fold(struct et_sqlite *self, int64_t post_id, struct et_arena *arena, bool *changed,
                                      struct et_error *error);
/** Counts a post's comments again. */
ET_MUST_CHECK enum et_rc et_post_recount(struct et_sqlite *self, int64_t post_id, struct et_error *error);
ET_MUST_CHECK enum et_rc et_post_mark_pending(struct et_sqlite *self, int64_t post_id, struct et_error *error);

/* merge.c */
ET_MUST_CHECK enum et_rc et_post_merge(struct et_sqlite *self, int64_t from, int64_t into, struct et_arena *arena,
                                       struct et_error *error);

/* resolve.c */
ET_MUST_CHECK enum et_rc et_write_resolve(struct et_write *write, struct et_error *error);
ET_MUST_CHECK enum et_rc et_write_resolve_deferred(struct et_write *write, struct et_error *error);

/* sighting.c */
struct et_sighting et_sighting_of(const struct et_write *write, uint32_t comment);
int et_sighting_cmp(const struct et_sighting *a, const struct et_sighting *b); /**< > 0: a wins */
struct et_sighting et_sighting_own(const struct et_sighting *row);             /**< without what the row inherited */
/** Fills what winner does not say from other, marked as inherited. */
void et_sighting_inherit(struct et_sighting *winner, const struct et_sighting *other);
/** Puts the winner first, with what it does not say taken from the next best; the others follow in their order. */
void et_sighting_fold(struct et_sighting *sightings, size_t count);
/** The observations of a comment, in an array with room for spare more. */
ET_MUST_CHECK enum et_rc et_sighting_read(struct et_sqlite *self, int64_t comment_id, struct et_arena *arena,
                                          size_t spare, struct et_sighting **out, size_t *count,
                                          struct et_error *error);
/** Adds to the observations of a comment. */
ET_MUST_CHECK enum et_rc et_sighting_put(struct et_sqlite *self, int64_t comment_id, const struct et_sighting *sighting,
                                         struct et_error *error);
ET_MUST_CHECK enum et_rc et_sighting_update_row(struct et_sqlite *self, int64_t comment_id,
                                                const struct et_sighting *row, struct et_error *error);
/** Makes row the sighting in a comment's row; own, which stood there before (NULL = it is gone), becomes an
 * observation. */
ET_MUST_CHECK enum et_rc et_sighting_store(struct et_sqlite *self, int64_t comment_id, const struct et_sighting *own,
                                           const struct et_sighting *row, struct et_error *error);
bool et_sighting_same_place(const struct et_sighting *a, const struct et_sighting *b);
/** A known comment is seen again: what changes is noted in write. */
ET_MUST_CHECK enum et_rc et_sighting_add(struct et_write *write, struct et_known *known,
                                         const struct et_sighting *sighting, bool *updated, struct et_error *error);

/* scores.c */
void et_score_blob(const struct et_score *score, unsigned char bytes[2 * ET_EMOTIONS]);

struct et_scored {
    int64_t comment_id;
    const struct et_score *score;
    const struct et_mention *mentions;
    size_t mention_count;
    const struct et_name *names;
    size_t name_count;
};
/** Inserts scores and mentions in the order of ids. Mentions of the comments by this model must be gone; replace:
 * scores may be there, and are replaced. */
ET_MUST_CHECK enum et_rc et_scores_insert(struct et_sqlite *self, int64_t model_id, bool replace,
                                          const struct et_scored *scored, size_t count, struct et_arena *arena,
                                          struct et_error *error);

/** Names of scored comments; those that were there must be gone. unlisted.c */
ET_MUST_CHECK enum et_rc et_unlisted_insert(struct et_sqlite *self, int64_t model_id, const struct et_scored *scored,
                                            size_t count, struct et_arena *arena, struct et_error *error);
/** Removes the names of the comments c1 of rows by the model c0. */
ET_MUST_CHECK enum et_rc et_unlisted_remove(struct et_sqlite *self, const struct et_rows *rows, struct et_error *error);

#endif
