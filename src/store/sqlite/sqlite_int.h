/** One connection to an SQLite database, and what the files of this folder share. */
#ifndef ET_STORE_SQLITE_INT_H
#define ET_STORE_SQLITE_INT_H

#include "base/map.h"
#include "store/ops_int.h"
#include "store/sqlite/rows_int.h"
#include "store/sqlite/sql_int.h"

#define ET_SQLITE_APPLICATION_ID 0x4554494E /* "ETIN", in the header of every database of ours */
#define ET_SQLITE_APPLICATION_ID_TEXT "0x4554494E"
#define ET_SQLITE_PAGE_SIZE "8192"
#define ET_SQLITE_STATEMENTS 160

struct et_sqlite_statement {
    const char *sql;
    sqlite3_stmt *stmt;
};

struct et_writer;
struct et_known_posts;

struct et_sqlite {
    struct et_store base;
    sqlite3 *db;
    char *path; /**< of the file */
    enum et_open_mode mode;
    bool read_only;
    bool in_transaction;
    int64_t data_version; /**< what PRAGMA data_version said when the caches below were right */
    struct et_sqlite_statement statements[ET_SQLITE_STATEMENTS];
    size_t statement_count;
    const struct et_rows *rows;
    struct et_writer *writer; /**< made at the first batch written; its caches hold while nobody else writes */
    struct et_known_posts *known_posts; /**< made at the first lookup */
    struct et_map64 entities;           /**< ids in the catalogue, read when mentions are written */
    et_index_function index_function;
    void *index_context;
};

static inline struct et_sqlite *et_sqlite_of(struct et_store *store)
{
    return (struct et_sqlite *)store;
}

/** What open found in a file. */
enum et_sqlite_owner { ET_OWNER_NOBODY, ET_OWNER_OURS, ET_OWNER_LEGACY, ET_OWNER_OTHER };
ET_MUST_CHECK enum et_rc et_sqlite_owner(struct et_sqlite *self, enum et_sqlite_owner *owner, struct et_error *error);

/** A connection without any check of what is in it. make: the file may be new. */
ET_MUST_CHECK enum et_rc et_sqlite_connect(const char *path, enum et_open_mode mode, struct et_sqlite **out,
                                           struct et_error *error);
ET_MUST_CHECK enum et_rc et_sqlite_open(const char *url, enum et_open_mode mode, struct et_store **out,
                                        struct et_error *error);
void et_sqlite_close(struct et_store *store);
ET_MUST_CHECK enum et_rc et_sqlite_clone(const struct et_store *store, struct et_store **out, struct et_error *error);
ET_MUST_CHECK enum et_rc et_sqlite_begin(struct et_store *store, struct et_error *error);
ET_MUST_CHECK enum et_rc et_sqlite_commit(struct et_store *store, struct et_error *error);
void et_sqlite_rollback(struct et_store *store);
void et_sqlite_forget_caches(struct et_sqlite *self); /**< after a rollback, or when another program wrote */
const char *et_sqlite_path_of(const char *url);       /**< behind "sqlite:" */

/* migrate.c */
ET_MUST_CHECK enum et_rc et_sqlite_schema_state(struct et_sqlite *self, size_t *applied, size_t *known, bool *newer,
                                                struct et_error *error);
ET_MUST_CHECK enum et_rc et_sqlite_create(struct et_sqlite *self, bool upgrade, struct et_error *error);

/* catalogue.c: an entity of any state by its name; *id 0 = none */
ET_MUST_CHECK enum et_rc et_sqlite_entity_find(struct et_sqlite *self, struct et_slice name, int64_t *id,
                                               int64_t *state, struct et_error *error);

/* unlisted.c: discovered entities are to be made again */
ET_MUST_CHECK enum et_rc et_unlisted_mark(struct et_sqlite *self, struct et_error *error);

/* the operations, one file each; they mean what store.h says */
#define ET_SQLITE_OP(name, ...) enum et_rc et_sqlite_##name(__VA_ARGS__, struct et_error *error)
ET_SQLITE_OP(import_find, struct et_store *, struct et_slice, struct et_slice, struct et_arena *, struct et_import *);
ET_SQLITE_OP(import_any_of_size, struct et_store *, uint64_t, bool *);
ET_SQLITE_OP(import_begin, struct et_store *, struct et_import *);
ET_SQLITE_OP(import_save, struct et_store *, const struct et_import *);
ET_SQLITE_OP(import_list, struct et_store *, struct et_arena *, struct et_import **, size_t *);
ET_SQLITE_OP(import_reject, struct et_store *, int64_t, const struct et_reject *, size_t);
ET_SQLITE_OP(import_rejects, struct et_store *, int64_t, struct et_arena *, struct et_reject **, size_t *);
ET_SQLITE_OP(import_undo, struct et_store *, int64_t, uint64_t *);
ET_SQLITE_OP(post_find, struct et_store *, enum et_platform, struct et_slice, int64_t *);
ET_SQLITE_OP(lookup, struct et_store *, struct et_batch *, struct et_arena *);
ET_SQLITE_OP(write_batch, struct et_store *, int64_t, int64_t, struct et_batch *);
ET_SQLITE_OP(model, struct et_store *, const char *, const char *, int64_t *);
ET_SQLITE_OP(models, struct et_store *, struct et_arena *, struct et_stored_model **, size_t *);
ET_SQLITE_OP(active_model, struct et_store *, struct et_arena *, int64_t *, struct et_slice *);
ET_SQLITE_OP(use_model, struct et_store *, int64_t);
ET_SQLITE_OP(unscored, struct et_store *, bool, int64_t, size_t, struct et_arena *, struct et_unscored **, size_t *);
ET_SQLITE_OP(put_scores, struct et_store *, int64_t, const int64_t *, const struct et_analysis *, size_t);
ET_SQLITE_OP(mark_pending_all, struct et_store *);
ET_SQLITE_OP(catalogue, struct et_store *, struct et_arena *, struct et_catalogue *);
ET_SQLITE_OP(catalogue_put, struct et_store *, const struct et_catalogue *, size_t *, size_t *);
ET_SQLITE_OP(entity_merge, struct et_store *, int64_t, int64_t);
ET_SQLITE_OP(entity_state, struct et_store *, int64_t, enum et_entity_state);
ET_SQLITE_OP(ignored, struct et_store *, struct et_arena *, struct et_catalogue *);
ET_SQLITE_OP(unlisted, struct et_store *, et_unlisted_callback, void *);
ET_SQLITE_OP(unlisted_changed, struct et_store *, bool *);
ET_SQLITE_OP(discovered_begin, struct et_store *, struct et_entity *, size_t);
ET_SQLITE_OP(discovered_add, struct et_store *, const struct et_placed *, size_t);
enum et_rc et_sqlite_discovered_end(struct et_store *store, struct et_error *error);
ET_SQLITE_OP(mark_pending, struct et_store *, const int64_t *, size_t);
ET_SQLITE_OP(stats, struct et_store *, struct et_arena *, struct et_store_stats *);
ET_SQLITE_OP(period, struct et_store *, int64_t *, int64_t *);
ET_SQLITE_OP(id_range, struct et_store *, int64_t *, int64_t *);
ET_SQLITE_OP(facts, struct et_store *, const struct et_filter *, int64_t, int64_t, et_fact_callback, void *);
ET_SQLITE_OP(posts, struct et_store *, struct et_arena *, struct et_stored_post **, size_t *);
ET_SQLITE_OP(comments, struct et_store *, const int64_t *, size_t, struct et_arena *, struct et_stored_comment **,
             size_t *);
ET_SQLITE_OP(comment_find, struct et_store *, struct et_slice, struct et_arena *, struct et_stored_comment *);
ET_SQLITE_OP(search, struct et_store *, const struct et_search *, size_t, size_t, struct et_arena *,
             struct et_stored_comment **, size_t *, uint64_t *);
ET_SQLITE_OP(export, struct et_store *, const struct et_search *, et_comment_callback, void *);
void et_sqlite_set_index_function(struct et_store *store, et_index_function function, void *context);
ET_SQLITE_OP(index, struct et_store *, void (*)(void *, uint64_t, uint64_t), void *);
ET_SQLITE_OP(forget_author, struct et_store *, enum et_platform, struct et_slice, uint64_t *);
ET_SQLITE_OP(migrate_history, struct et_store *, struct et_arena *, struct et_migration **, size_t *);
ET_SQLITE_OP(migrate_up, struct et_store *, const char *, struct et_arena *, struct et_migrate_result *);
ET_SQLITE_OP(migrate_down, struct et_store *, const char *, struct et_arena *, struct et_migrate_result *);
ET_SQLITE_OP(migrate_stamp, struct et_store *, const char *);
ET_SQLITE_OP(migrate_check, struct et_store *, const struct et_check *, struct et_arena *, struct et_slice **,
             size_t *);
ET_SQLITE_OP(backup, struct et_store *, const char *);
ET_SQLITE_OP(restore, const char *, const char *, struct et_arena *, struct et_slice *);

#endif
