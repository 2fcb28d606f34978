/** The only door to the database. No SQL and no database type leaves this folder; each backend is one et_store_ops
 *  (ops_int.h), chosen by URL: "sqlite:PATH" (PostgreSQL comes in through the same door later).
 *  An et_store is one connection and belongs to one thread at a time; et_store_clone opens another for another thread.
 *  Every call may fail with ET_E_IO, ET_E_FULL, ET_E_READONLY, ET_E_BUSY, ET_E_CORRUPT, ET_E_NOMEM besides what is
 * said. */
#ifndef ET_STORE_STORE_H
#define ET_STORE_STORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "types/batch.h"
#include "types/entity.h"
#include "types/fact.h"
#include "types/import.h"

struct et_store;

enum et_open_mode {
    ET_OPEN_READ,   /**< must be there and up to date; an older schema is ET_E_SCHEMA with advice to run `db upgrade` */
    ET_OPEN_WRITE,  /**< made with the newest schema if it is not there (folders too); older schema as for READ */
    ET_OPEN_MIGRATE /**< made empty if not there; any schema of this program's is accepted (db commands) */
};

/** Errors: ET_E_USAGE unknown URL; ET_E_NOT_FOUND no database (says how to import); ET_E_SCHEMA older, newer than the
 * program or another program's database; ET_E_CORRUPT no database at all. */
ET_MUST_CHECK enum et_rc et_store_open(const char *url, enum et_open_mode mode, struct et_store **out,
                                       struct et_error *error);
void et_store_close(struct et_store *store); /**< NULL is allowed */
ET_MUST_CHECK enum et_rc et_store_clone(const struct et_store *store, struct et_store **out,
                                        struct et_error *error); /**< for reading */
const char *et_store_url(const struct et_store *store);          /**< without any password */

/* ---- transactions: each write below runs inside one; a batch of writes is begun and committed by the caller ---- */
ET_MUST_CHECK enum et_rc et_store_begin(struct et_store *store, struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_commit(struct et_store *store, struct et_error *error);
void et_store_rollback(struct et_store *store); /**< does nothing outside a transaction */

/* ---- import ---- */
ET_MUST_CHECK enum et_rc
et_store_import_find(struct et_store *store, struct et_slice sha256, struct et_slice options, struct et_arena *arena,
                     struct et_import *out,
                     struct et_error *error); /**< out->id 0 when unknown; undone ones don't count */
/** Whether any import of a file of so many bytes is known (so that hashing first is worth while). */
ET_MUST_CHECK enum et_rc et_store_import_any_of_size(struct et_store *store, uint64_t bytes, bool *any,
                                                     struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_import_begin(struct et_store *store, struct et_import *import,
                                               struct et_error *error); /**< sets id */
/** Writes counts, records_done, state, finished_at and sha256 of an import in progress. */
ET_MUST_CHECK enum et_rc et_store_import_save(struct et_store *store, const struct et_import *import,
                                              struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_import_list(struct et_store *store, struct et_arena *arena, struct et_import **out,
                                              size_t *count, struct et_error *error); /**< by id */

struct et_reject {
    uint64_t row, offset;
    struct et_slice reason;
};
/** Adds to the ledger's list of rejected records of the import. */
ET_MUST_CHECK enum et_rc et_store_import_reject(struct et_store *store, int64_t import_id,
                                                const struct et_reject *rejects, size_t count, struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_import_rejects(struct et_store *store, int64_t import_id, struct et_arena *arena,
                                                 struct et_reject **out, size_t *count, struct et_error *error);
/** Takes an import back: its observations go; comments and posts that no other import saw go with them; the others get
 * the counts of their best remaining observation. Runs in a transaction of its own. Errors: ET_E_NOT_FOUND, ET_E_USAGE
 * if undone. */
ET_MUST_CHECK enum et_rc et_store_import_undo(struct et_store *store, int64_t import_id, uint64_t *comments_removed,
                                              struct et_error *error);

/** Whether a post was in the database (with any comment) already, by platform and key. */
ET_MUST_CHECK enum et_rc et_store_post_find(struct et_store *store, enum et_platform platform, struct et_slice key,
                                            int64_t *post_id, struct et_error *error); /**< 0 = no */
/** Sets known_before of each comment of the batch whose post and key are stored, and stored_caption of each post (in
 * the arena). For any connection. */
ET_MUST_CHECK enum et_rc et_store_lookup(struct et_store *store, struct et_batch *batch, struct et_arena *arena,
                                         struct et_error *error);

/** Writes one batch: posts are inserted or updated (newer observation wins; a caption that changed marks its comments
 *  pending), comments inserted, updated or found unchanged; every sighting is kept as an observation; scores of
 * analysed comments are stored for model_id; inserted ones that were not analysed, and replies whose parent arrived,
 * are marked pending. Sets every outcome. A record whose time is ET_TIME_APPROXIMATE, and one that meets a stored
 * comment with such a time, is the same comment when post, author and text agree and the times are within 1,000 s; the
 * exact time and the vendor's id are kept. Posts known by an imprecise key join the post that has the exact one, while
 * there is only one. Of several texts under one vendor's id the latest observation's is shown.
 * Repeatable: the same batch again changes nothing but finds all unchanged. */
ET_MUST_CHECK enum et_rc et_store_write_batch(struct et_store *store, int64_t import_id, int64_t model_id,
                                              struct et_batch *batch, struct et_error *error);

/* ---- models and scores ---- */
/** The id of NAME@VERSION, registered if new. Errors: ET_E_EXISTS when it is known with another sha256. */
ET_MUST_CHECK enum et_rc et_store_model(struct et_store *store, const char *model, const char *sha256,
                                        int64_t *model_id, struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_active_model(struct et_store *store, struct et_arena *arena, int64_t *model_id,
                                               struct et_slice *model,
                                               struct et_error *error); /**< 0 and "" when there is none */
/** A model that scored comments here; name and sha256 live in the arena. */
struct et_stored_model {
    int64_t model_id;
    struct et_slice name, sha256;
    bool active;
    uint64_t comments; /**< with a score of it */
};
ET_MUST_CHECK enum et_rc et_store_models(struct et_store *store, struct et_arena *arena, struct et_stored_model **out,
                                         size_t *count, struct et_error *error); /**< by name */
ET_MUST_CHECK enum et_rc et_store_use_model(struct et_store *store, int64_t model_id, struct et_error *error);

/** A comment to be analysed (again). */
struct et_unscored {
    int64_t comment_id;
    struct et_slice text, caption, parent; /**< ptr NULL = none */
    int64_t likes;
};
/** The next comments after after_id, by id, at most max: pending ones, or all. Slices live in the arena. */
ET_MUST_CHECK enum et_rc et_store_unscored(struct et_store *store, bool pending_only, int64_t after_id, size_t max,
                                           struct et_arena *arena, struct et_unscored **out, size_t *count,
                                           struct et_error *error);
/** Stores (or replaces) the model's scores and mentions of these comments and takes them off the pending list. */
ET_MUST_CHECK enum et_rc et_store_put_scores(struct et_store *store, int64_t model_id, const int64_t *comment_ids,
                                             const struct et_analysis *analyses, size_t count, struct et_error *error);
/** Marks every comment pending: after a change of the catalogue. */
ET_MUST_CHECK enum et_rc et_store_mark_pending_all(struct et_store *store, struct et_error *error);

/* ---- catalogue ---- */
ET_MUST_CHECK enum et_rc
et_store_catalogue(struct et_store *store, struct et_arena *arena, struct et_catalogue *out,
                   struct et_error *error); /**< known and discovered entities, by id; ignored ones left out */
/** Adds or replaces entities by name (case-insensitive); ids of those that are there stay. */
ET_MUST_CHECK enum et_rc et_store_catalogue_put(struct et_store *store, const struct et_catalogue *catalogue,
                                                size_t *added, size_t *changed, struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_entity_merge(struct et_store *store, int64_t from_id, int64_t into_id,
                                               struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_entity_state(struct et_store *store, int64_t id, enum et_entity_state state,
                                               struct et_error *error);
/** Fingerprint of the catalogue, hex SHA-256 of its canonical form: recorded with the scores and in manifests. */
ET_MUST_CHECK enum et_rc et_store_catalogue_sha256(struct et_store *store, char hex[ET_SHA256_HEX],
                                                   struct et_error *error);

/** Entities that a person ignored, with their aliases. */
ET_MUST_CHECK enum et_rc et_store_ignored(struct et_store *store, struct et_arena *arena, struct et_catalogue *out,
                                          struct et_error *error);

/* ---- names beside the catalogue ---- */
/** A name in a comment that no entity of the catalogue covers, as the active model read it. */
struct et_unlisted {
    int64_t comment_id, post_id, author_id;
    uint32_t start, end;
    enum et_entity_type type;
    int32_t sureness, sentiment;
    int64_t likes, created_at_us; /**< of the comment; likes 0 where not known */
    struct et_slice name;         /**< as in the text, a hashtag with its '#'; valid during the call */
};
typedef enum et_rc (*et_unlisted_callback)(void *context, const struct et_unlisted *name, struct et_error *error);
/** Streams all, by comment and place. Works within a transaction that writes mentions. */
ET_MUST_CHECK enum et_rc et_store_unlisted(struct et_store *store, et_unlisted_callback callback, void *context,
                                           struct et_error *error);
/** Whether names came or went since et_store_discovered_end. */
ET_MUST_CHECK enum et_rc et_store_unlisted_changed(struct et_store *store, bool *changed, struct et_error *error);

/** Within one transaction: begin replaces the discovered entities by these (those of the same name keep their id) and takes
 *  all their mentions away; sets ids, 0 where a known or ignored entity has the name. add stores mentions of them for the
 *  active model; end brings the counts up to date. */
struct et_placed {
    int64_t comment_id;
    struct et_mention mention;
};
ET_MUST_CHECK enum et_rc et_store_discovered_begin(struct et_store *store, struct et_entity *entities, size_t count,
                                                   struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_discovered_add(struct et_store *store, const struct et_placed *rows, size_t count,
                                                 struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_discovered_end(struct et_store *store, struct et_error *error);
/** Marks these comments pending. */
ET_MUST_CHECK enum et_rc et_store_mark_pending(struct et_store *store, const int64_t *comment_ids, size_t count,
                                               struct et_error *error);

/* ---- questions ---- */
struct et_store_stats {
    uint64_t comments, replies, posts, authors, entities, mentions, discovered, imports, pending;
    uint64_t by_platform[ET_PLATFORMS];
    int64_t first_us, last_us; /**< of created_at, ET_TIME_NONE when empty */
    uint64_t size_bytes;
    struct et_slice schema, model, url;
};
ET_MUST_CHECK enum et_rc et_store_stats(struct et_store *store, struct et_arena *arena, struct et_store_stats *out,
                                        struct et_error *error);
/** Times of the oldest and newest comment, ET_TIME_NONE when there is none. Cheap. */
ET_MUST_CHECK enum et_rc et_store_period(struct et_store *store, int64_t *first_us, int64_t *last_us,
                                         struct et_error *error);

/** Ids of comments, [*first, *last]; for splitting a scan between threads. Both 0 when there is none. */
ET_MUST_CHECK enum et_rc et_store_id_range(struct et_store *store, int64_t *first, int64_t *last,
                                           struct et_error *error);

/** Streams the facts of the comments with ids in [first_id, last_id] that pass the filter, by id, with the active
 * model's scores (comments without one are left out). The callback gets blocks of up to 1,024 facts, valid during the
 * call, and stops the scan by returning something else than ET_OK. */
typedef enum et_rc (*et_fact_callback)(void *context, const struct et_fact *facts, size_t count,
                                       struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_facts(struct et_store *store, const struct et_filter *filter, int64_t first_id,
                                        int64_t last_id, et_fact_callback callback, void *context,
                                        struct et_error *error);

ET_MUST_CHECK enum et_rc et_store_posts(struct et_store *store, struct et_arena *arena, struct et_stored_post **out,
                                        size_t *count, struct et_error *error); /**< by platform and key */

/** Whole comments by id, in the order asked; ids that are not there are left out. */
ET_MUST_CHECK enum et_rc et_store_comments(struct et_store *store, const int64_t *ids, size_t id_count,
                                           struct et_arena *arena, struct et_stored_comment **out, size_t *count,
                                           struct et_error *error);
/** By public id ("instagram:123"), vendor id, or comment_id as a decimal number. ET_E_NOT_FOUND otherwise. */
ET_MUST_CHECK enum et_rc et_store_comment_find(struct et_store *store, struct et_slice id, struct et_arena *arena,
                                               struct et_stored_comment *out, struct et_error *error);

/** Search: newest first (created_at, then public id), at most limit, behind `offset`; *total counts all. The full-text
 * index is brought up to date first. */
ET_MUST_CHECK enum et_rc et_store_search(struct et_store *store, const struct et_search *search, size_t limit,
                                         size_t offset, struct et_arena *arena, struct et_stored_comment **out,
                                         size_t *count, uint64_t *total, struct et_error *error);
/** Streams stored comments that match, in an order that does not depend on imports: platform, post key, created_at,
 * public id. The callback's comment is valid during the call. */
typedef enum et_rc (*et_comment_callback)(void *context, const struct et_stored_comment *comment,
                                          struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_export(struct et_store *store, const struct et_search *search,
                                         et_comment_callback callback, void *context, struct et_error *error);

/** How texts become index tokens; set once by the program before the first search or index. NULL context allowed. */
typedef enum et_rc (*et_index_function)(void *context, struct et_slice text, struct et_buf *out,
                                        struct et_error *error);
void et_store_set_index_function(struct et_store *store, et_index_function function, void *context);
/** Indexes comments that are not in the full-text index yet. progress may be NULL; it gets done and total. */
ET_MUST_CHECK enum et_rc et_store_index(struct et_store *store, void (*progress)(void *, uint64_t, uint64_t),
                                        void *context, struct et_error *error);

/** Removes all comments of an author (handle, any case) on a platform (UNKNOWN = all) with everything derived. */
ET_MUST_CHECK enum et_rc et_store_forget_author(struct et_store *store, enum et_platform platform,
                                                struct et_slice handle, uint64_t *comments_removed,
                                                struct et_error *error);

/** author_id of a handle: a 63-bit hash of platform and lower-case handle; "" (no author given) gives 0. */
int64_t et_author_id(enum et_platform platform, struct et_slice handle);

#endif
