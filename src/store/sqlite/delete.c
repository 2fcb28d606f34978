/* Removing comments: undo of an import, forgetting an author. */
#include "store/sqlite/pack_int.h"
#include "store/sqlite/rounded_int.h"
#include "store/sqlite/stored_int.h"
#include "store/sqlite/texts_int.h"

#include "base/log.h"

enum et_rc et_doomed_clear(struct et_sqlite *self, struct et_error *error)
{
    return et_sql_exec(
        self,
        "CREATE TEMP TABLE IF NOT EXISTS doomed (comment_id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL,"
        " author_id INTEGER); DELETE FROM temp.doomed;",
        error);
}

/* From the leaves up. Every step reads stretches of an index or the list itself, never a table for each row. */
static const char *const removals[] = {
    ("INSERT OR IGNORE INTO pending SELECT c.comment_id FROM temp.doomed d JOIN comments p ON p.comment_id = "
     "d.comment_id"
     " CROSS JOIN comments c ON c.post_id = p.post_id AND c.parent_key = p.comment_key WHERE p.comment_key IS NOT "
     "NULL"),
    ("UPDATE models SET mention_count = mention_count - (SELECT count(*) FROM (SELECT DISTINCT m.comment_id, "
     "m.entity_id"
     " FROM temp.doomed d CROSS JOIN mentions m ON m.model_id = models.model_id AND m.comment_id = d.comment_id WHERE "
     "m.explicit))"),
    ("UPDATE meta SET value = 1 WHERE key = 'unlisted_changed' AND EXISTS (SELECT 1 FROM temp.doomed d CROSS JOIN"
     " unlisted_names u ON u.model_id IN (SELECT model_id FROM models) AND u.comment_id = d.comment_id)"),
    ("DELETE FROM unlisted_names WHERE model_id IN (SELECT model_id FROM models) AND comment_id IN (SELECT comment_id"
     " FROM temp.doomed)"),
    ("DELETE FROM mentions WHERE model_id IN (SELECT model_id FROM models) AND comment_id IN (SELECT comment_id FROM "
     "temp.doomed)"),
    ("DELETE FROM scores WHERE model_id IN (SELECT model_id FROM models) AND comment_id IN (SELECT comment_id FROM "
     "temp.doomed)"),
    "DELETE FROM observations WHERE comment_id IN (SELECT comment_id FROM temp.doomed)",
    "DELETE FROM comment_texts WHERE comment_id IN (SELECT comment_id FROM temp.doomed)",
    "DELETE FROM pending WHERE comment_id IN (SELECT comment_id FROM temp.doomed)",
    ("DELETE FROM comment_keys WHERE post_id IN (SELECT DISTINCT post_id FROM temp.doomed)"
     " AND comment_id IN (SELECT comment_id FROM temp.doomed)"),
    "DELETE FROM comments WHERE comment_id IN (SELECT comment_id FROM temp.doomed)",
    ("DELETE FROM authors WHERE author_id IN (SELECT author_id FROM temp.doomed) AND author_id NOT IN (SELECT author_id"
     " FROM comments WHERE author_id IN (SELECT author_id FROM temp.doomed))"),
};

static enum et_rc recount_posts(struct et_sqlite *self, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_make(self, ET_SLICE("SELECT DISTINCT post_id FROM temp.doomed"), &sql, error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        rc = et_post_recount(self, et_sql_get(&sql, 0), error);
        if (rc != ET_OK)
            break;
    }
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_doomed_delete(struct et_sqlite *self, uint64_t *count, struct et_error *error)
{
    int64_t doomed = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM temp.doomed", 0, &doomed, error);
    *count = (uint64_t)doomed;
    if (rc != ET_OK || doomed == 0)
        return rc;
    rc = et_fulltext_remove_doomed(self, error);
    if (rc == ET_OK)
        rc = et_packs_open(self, "SELECT comment_id FROM temp.doomed", 0, error);
    for (size_t i = 0; i < sizeof removals / sizeof removals[0] && rc == ET_OK; i++)
        rc = et_sql_exec(self, removals[i], error);
    if (rc == ET_OK)
        rc = recount_posts(self, error);
    et_sqlite_forget_caches(self);
    return rc;
}

/* ---- undo ---- */

/* Comments that stay but were seen by the import: each gets the counts of its best remaining sighting. */
static enum et_rc fold_again(struct et_sqlite *self, int64_t comment_id, int64_t import_id, struct et_arena *arena,
                             struct et_error *error)
{
    struct et_sql sql;
    struct et_sighting *all, row = {0};
    size_t count;
    enum et_rc rc = et_sighting_read(self, comment_id, arena, 1, &all, &count, error);
    if (rc == ET_OK)
        rc = et_sql_open(
            self,
            "SELECT import_id, observed_at_us, likes, replies, flags, source_row, source_offset FROM comments"
            " WHERE comment_id = ?1",
            &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    row = (struct et_sighting){et_sql_get(&sql, 0),
                               et_sql_get(&sql, 1),
                               et_sql_get_or(&sql, 2, ET_COUNT_NONE),
                               et_sql_get_or(&sql, 3, ET_COUNT_NONE),
                               (uint32_t)et_sql_get(&sql, 4),
                               et_sql_get(&sql, 5),
                               et_sql_get(&sql, 6)};
    et_sql_close(&sql);
    struct et_sighting own = et_sighting_own(&row);
    if (row.import_id != import_id)
        all[count++] = own;
    et_sighting_fold(all, count);
    return et_sighting_store(self, comment_id, row.import_id != import_id ? &own : NULL, &all[0], error);
}

static enum et_rc fold_survivors(struct et_sqlite *self, int64_t import_id, struct et_error *error)
{
    struct et_sql sql;
    struct et_arena arena;
    enum et_rc rc =
        et_sql_make(self, ET_SLICE("SELECT comment_id FROM temp.survivors ORDER BY comment_id"), &sql, error);
    if (rc != ET_OK)
        return rc;
    et_arena_init(&arena, 0);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        et_arena_reset(&arena);
        rc = fold_again(self, et_sql_get(&sql, 0), import_id, &arena, error);
        if (rc != ET_OK)
            break;
    }
    et_arena_dispose(&arena);
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

/* Comments that had several texts: each shows the one that counts now. */
static enum et_rc fold_texts(struct et_sqlite *self, struct et_error *error)
{
    struct et_sql sql;
    struct et_arena arena;
    enum et_rc rc = et_sql_make(self, ET_SLICE("SELECT comment_id FROM temp.retold ORDER BY comment_id"), &sql, error);
    if (rc != ET_OK)
        return rc;
    et_arena_init(&arena, 0);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        bool changed;
        et_arena_reset(&arena);
        rc = et_text_fold(self, et_sql_get(&sql, 0), &arena, &changed, error);
        if (rc != ET_OK)
            break;
    }
    et_arena_dispose(&arena);
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc undo_comments(struct et_sqlite *self, int64_t import_id, uint64_t *removed, struct et_error *error)
{
    static const char *const steps[] = {
        ("INSERT INTO temp.doomed SELECT comment_id, post_id, author_id FROM comments c WHERE import_id = ?1"
         " AND NOT EXISTS (SELECT 1 FROM observations o WHERE o.comment_id = c.comment_id AND o.import_id <> ?1)"),
        ("INSERT INTO temp.survivors SELECT comment_id FROM comments WHERE import_id = ?1 UNION"
         " SELECT comment_id FROM observations WHERE import_id = ?1 EXCEPT SELECT comment_id FROM temp.doomed"),
        ("INSERT INTO temp.retold SELECT DISTINCT comment_id FROM comment_texts"
         " EXCEPT SELECT comment_id FROM temp.doomed"),
        "DELETE FROM comment_texts WHERE import_id = ?1",
        "DELETE FROM observations WHERE import_id = ?1",
        "DELETE FROM observation_packs WHERE import_id = ?1",
    };
    /* Rows that may change. Elsewhere the import's sightings stand behind better ones and just go. */
    enum et_rc rc =
        et_packs_open(self, "SELECT comment_id FROM comments WHERE import_id = ?1 OR flags & 240", import_id, error);
    if (rc == ET_OK)
        rc = et_doomed_clear(self, error);
    if (rc == ET_OK)
        rc = et_sql_exec(self,
                         "CREATE TEMP TABLE IF NOT EXISTS survivors (comment_id INTEGER PRIMARY KEY);"
                         " DELETE FROM temp.survivors;"
                         "CREATE TEMP TABLE IF NOT EXISTS retold (comment_id INTEGER PRIMARY KEY);"
                         " DELETE FROM temp.retold;",
                         error);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == ET_OK; i++)
        rc = et_sql_do(self, steps[i], &import_id, 1, error);
    if (rc == ET_OK)
        rc = fold_survivors(self, import_id, error);
    if (rc == ET_OK)
        rc = fold_texts(self, error);
    return rc == ET_OK ? et_doomed_delete(self, removed, error) : rc;
}

static enum et_rc undo_post(struct et_sqlite *self, int64_t post_id, struct et_arena *arena, struct et_error *error)
{
    struct et_sql sql;
    bool changed;
    enum et_rc rc = et_sql_open(self,
                                "SELECT EXISTS (SELECT 1 FROM post_observations WHERE post_id = ?1),"
                                " EXISTS (SELECT 1 FROM comment_keys WHERE post_id = ?1)",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc;
    bool seen = et_sql_get(&sql, 0) != 0, in_use = et_sql_get(&sql, 1) != 0;
    et_sql_close(&sql);
    if (seen || in_use)
        return seen ? et_post_fold(self, post_id, arena, &changed, error) : ET_OK;
    rc = et_sql_open(self, "SELECT media_id FROM posts WHERE post_id = ?1 AND media_id IS NOT NULL AND NOT imprecise",
                     &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    rc = et_sql_next(&sql, error);
    int64_t media_id = rc == ET_OK ? et_sql_get(&sql, 0) : 0;
    bool was_exact = rc == ET_OK;
    if (was_exact)
        et_sql_close(&sql);
    if (rc != ET_OK && rc != ET_END)
        return rc;
    rc = et_sql_do(self, "DELETE FROM posts WHERE post_id = ?1", &post_id, 1, error);
    return rc == ET_OK && was_exact ? et_rounded_settle(self, media_id, arena, &changed, error) : rc;
}

static enum et_rc undo_posts(struct et_sqlite *self, int64_t import_id, struct et_error *error)
{
    struct et_sql sql;
    struct et_arena arena;
    enum et_rc rc = et_sql_exec(self,
                                "CREATE TEMP TABLE IF NOT EXISTS seen_posts (post_id INTEGER PRIMARY KEY);"
                                " DELETE FROM temp.seen_posts;",
                                error);
    if (rc == ET_OK)
        rc = et_sql_do(
            self, "INSERT OR IGNORE INTO temp.seen_posts SELECT post_id FROM post_observations WHERE import_id = ?1",
            &import_id, 1, error);
    if (rc == ET_OK)
        rc = et_sql_do(self, "DELETE FROM post_observations WHERE import_id = ?1", &import_id, 1, error);
    if (rc == ET_OK)
        rc = et_sql_make(self, ET_SLICE("SELECT post_id FROM temp.seen_posts ORDER BY post_id"), &sql, error);
    if (rc != ET_OK)
        return rc;
    et_arena_init(&arena, 0);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        et_arena_reset(&arena);
        rc = undo_post(self, et_sql_get(&sql, 0), &arena, error);
        if (rc != ET_OK)
            break;
    }
    et_arena_dispose(&arena);
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc check_undo(struct et_sqlite *self, int64_t import_id, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self, "SELECT state FROM imports WHERE import_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, import_id);
    rc = et_sql_next(&sql, error);
    if (rc == ET_END)
        return et_fail(error, ET_E_NOT_FOUND, "there is no import %lld; `et-intel imports list` shows them",
                       (long long)import_id);
    if (rc != ET_OK)
        return rc;
    bool undone = et_sql_get(&sql, 0) == ET_IMPORT_UNDONE;
    et_sql_close(&sql);
    return undone ? et_fail(error, ET_E_USAGE, "import %lld has been undone already", (long long)import_id) : ET_OK;
}

enum et_rc et_sqlite_import_undo(struct et_store *store, int64_t import_id, uint64_t *comments_removed,
                                 struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    *comments_removed = 0;
    enum et_rc rc = et_sqlite_begin(store, error);
    if (rc != ET_OK)
        return rc;
    rc = check_undo(self, import_id, error);
    if (rc == ET_OK)
        rc = undo_comments(self, import_id, comments_removed, error);
    if (rc == ET_OK)
        rc = undo_posts(self, import_id, error);
    if (rc == ET_OK)
        rc = et_sql_do(self, "UPDATE imports SET state = 2 WHERE import_id = ?1", &import_id, 1, error);
    if (rc == ET_OK)
        rc = et_sqlite_commit(store, error);
    if (rc != ET_OK) {
        et_sqlite_rollback(store);
        return rc;
    }
    et_sqlite_forget_caches(self);
    ET_LOG(ET_LOG_INFO, "store.sqlite", "import undone", ET_F_INT("import", import_id),
           ET_F_INT("comments_removed", *comments_removed));
    return ET_OK;
}

/* ---- forgetting ---- */

static enum et_rc forget(struct et_sqlite *self, enum et_platform platform, struct et_slice handle, uint64_t *removed,
                         struct et_error *error)
{
    enum et_rc rc = et_doomed_clear(self, error);
    for (int p = 1; p < ET_PLATFORMS && rc == ET_OK; p++) {
        if (platform != ET_PLATFORM_UNKNOWN && (int)platform != p)
            continue;
        int64_t id = et_author_id((enum et_platform)p, handle);
        rc = et_sql_do(self,
                       "INSERT OR IGNORE INTO temp.doomed SELECT comment_id, post_id, author_id FROM comments WHERE "
                       "author_id = ?1",
                       &id, 1, error);
    }
    return rc == ET_OK ? et_doomed_delete(self, removed, error) : rc;
}

enum et_rc et_sqlite_forget_author(struct et_store *store, enum et_platform platform, struct et_slice handle,
                                   uint64_t *comments_removed, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    bool own = !self->in_transaction;
    *comments_removed = 0;
    if (handle.len == 0)
        return et_fail(error, ET_E_USAGE, "no author was named");
    enum et_rc rc = own ? et_sqlite_begin(store, error) : ET_OK;
    if (rc == ET_OK)
        rc = forget(self, platform, handle, comments_removed, error);
    if (rc == ET_OK && own)
        rc = et_sqlite_commit(store, error);
    if (rc != ET_OK && own)
        et_sqlite_rollback(store);
    if (rc == ET_OK)
        ET_LOG(ET_LOG_INFO, "store.sqlite", "author forgotten", ET_F_INT("comments_removed", *comments_removed));
    return rc;
}
