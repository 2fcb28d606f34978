/* A post known by a rounded id joins the one that has the exact id: its comments and observations move, comments that
 * are there twice become one. */
#include "store/sqlite/pack_int.h"
#include "store/sqlite/stored_int.h"
#include "store/sqlite/texts_int.h"

#include "base/log.h"

/* Pairs of one comment under both posts: the same vendor's id; or the same content, unless both have different ids. */
static const char *const find_pairs[] = {
    ("INSERT OR IGNORE INTO temp.pairs SELECT a.comment_id, b.comment_id FROM comment_keys a CROSS JOIN comment_keys b"
     " ON b.post_id = ?2 AND b.kind = a.kind AND b.value = a.value AND b.extra = a.extra WHERE a.post_id = ?1 AND "
     "a.kind IN (0, 1)"),
    ("INSERT OR IGNORE INTO temp.pairs SELECT a.comment_id, b.comment_id FROM comment_keys a CROSS JOIN comment_keys b"
     " ON b.post_id = ?2 AND b.kind = 2 AND b.value = a.value AND b.extra = a.extra"
     " CROSS JOIN comments c ON c.comment_id = a.comment_id CROSS JOIN comments d ON d.comment_id = b.comment_id"
     " WHERE a.post_id = ?1 AND a.kind = 2 AND (c.comment_key IS NULL OR d.comment_key IS NULL)"
     " AND b.comment_id NOT IN (SELECT into_id FROM temp.pairs) ORDER BY a.value, a.extra, a.n, b.n"),
};

/* A comment without the vendor's id gets the one that its double had. */
static const char *const give_keys[] = {
    ("INSERT INTO comment_keys SELECT ?2, k.kind, k.value, k.extra, 0, q.into_id FROM temp.pairs q"
     " CROSS JOIN comments d ON d.comment_id = q.into_id CROSS JOIN comment_keys k ON k.post_id = ?1 AND k.kind IN (0, "
     "1)"
     " AND k.comment_id = q.from_id WHERE d.comment_key IS NULL"),
    ("UPDATE comments SET comment_key = c.comment_key, parent_key = ifnull(comments.parent_key, c.parent_key)"
     " FROM temp.pairs q, comments c WHERE q.into_id = comments.comment_id AND c.comment_id = q.from_id"
     " AND comments.comment_key IS NULL AND c.comment_key IS NOT NULL AND ?1 <> ?2"),
};

/* What was said under the rounded id can be told from the rest, should it have to part again (rounded.c). */
static const char *const mark_rounded[] = {
    ("UPDATE comments SET flags = flags | 256 WHERE comment_id IN (SELECT comment_id FROM comment_keys WHERE post_id = "
     "?1"
     " AND kind = 2)"),
    ("UPDATE observations SET flags = flags | 256 WHERE comment_id IN (SELECT comment_id FROM comment_keys WHERE "
     "post_id ="
     " ?1 AND kind = 2)"),
    ("UPDATE post_observations SET post_key = (SELECT post_key FROM posts WHERE post_id = ?1) WHERE post_id = ?1"
     " AND post_key = ''"),
};

static const char *const move_rest[] = {
    ("INSERT INTO comment_keys SELECT ?2, k.kind, k.value, k.extra, k.n + ifnull((SELECT max(b.n) + 1 FROM "
     "comment_keys "
     "b"
     " WHERE b.post_id = ?2 AND b.kind = k.kind AND b.value = k.value AND b.extra = k.extra), 0), k.comment_id"
     " FROM comment_keys k WHERE k.post_id = ?1"),
    ("UPDATE comments SET post_id = ?2 WHERE comment_id IN (SELECT comment_id FROM comment_keys WHERE post_id = ?1 AND "
     "kind = 2)"),
    "DELETE FROM comment_keys WHERE post_id = ?1",
    "UPDATE OR IGNORE post_observations SET post_id = ?2 WHERE post_id = ?1",
    "DELETE FROM post_observations WHERE post_id = ?1",
    "DELETE FROM posts WHERE post_id = ?1",
};

static enum et_rc run(struct et_sqlite *self, const char *const *steps, size_t count, const int64_t ids[2],
                      struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        rc = et_sql_do(self, steps[i], ids, 2, error);
    return rc;
}

static enum et_rc read_all(struct et_sqlite *self, int64_t comment_id, struct et_arena *arena, size_t spare,
                           struct et_sighting **out, size_t *count, struct et_sighting *own, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sighting_read(self, comment_id, arena, spare + 1, out, count, error);
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
        return rc == ET_END ? et_fail(error, ET_E_INTERNAL, "comment %lld is gone", (long long)comment_id) : rc;
    struct et_sighting row = {et_sql_get(&sql, 0),
                              et_sql_get(&sql, 1),
                              et_sql_get_or(&sql, 2, ET_COUNT_NONE),
                              et_sql_get_or(&sql, 3, ET_COUNT_NONE),
                              (uint32_t)et_sql_get(&sql, 4),
                              et_sql_get(&sql, 5),
                              et_sql_get(&sql, 6)};
    et_sql_close(&sql);
    *own = et_sighting_own(&row);
    (*out)[(*count)++] = *own;
    return ET_OK;
}

static enum et_rc merge_sightings(struct et_sqlite *self, int64_t from, int64_t into, struct et_arena *arena,
                                  struct et_error *error)
{
    struct et_sighting *all, *others, own, other_own;
    size_t count, other_count;
    enum et_rc rc = read_all(self, from, arena, 0, &others, &other_count, &other_own, error);
    if (rc == ET_OK)
        rc = read_all(self, into, arena, other_count, &all, &count, &own, error);
    if (rc == ET_OK)
        rc = et_texts_move(self, from, into, error);
    for (size_t i = 0; i < other_count && rc == ET_OK; i++) {
        rc = et_sighting_put(self, into, &others[i], error);
        all[count++] = others[i];
    }
    if (rc != ET_OK)
        return rc;
    et_sighting_fold(all, count);
    bool changed;
    rc = et_sighting_store(self, into, &own, &all[0], error);
    return rc == ET_OK ? et_text_fold(self, into, arena, &changed, error) : rc;
}

static enum et_rc merge_pairs(struct et_sqlite *self, struct et_arena *arena, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_make(self, ET_SLICE("SELECT from_id, into_id FROM temp.pairs ORDER BY from_id"), &sql, error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        rc = merge_sightings(self, et_sql_get(&sql, 0), et_sql_get(&sql, 1), arena, error);
        if (rc != ET_OK)
            break;
    }
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

/* What was analysed without this post's caption, or without a parent that stood under the other post, is read again. */
static enum et_rc mark(struct et_sqlite *self, const int64_t ids[2], struct et_error *error)
{
    static const char *const steps[] = {
        ("INSERT OR IGNORE INTO pending SELECT k.comment_id FROM comment_keys k WHERE k.post_id = ?1 AND k.kind = 2"
         " AND (SELECT caption FROM posts WHERE post_id = ?1) IS NOT (SELECT caption FROM posts WHERE post_id = ?2)"),
        ("INSERT OR IGNORE INTO pending SELECT comment_id FROM comments WHERE post_id IN (?1, ?2) AND parent_key IS "
         "NOT "
         "NULL"),
    };
    return run(self, steps, 2, ids, error);
}

static enum et_rc merge(struct et_sqlite *self, const int64_t ids[2], struct et_arena *arena, struct et_error *error)
{
    uint64_t doubles;
    bool changed;
    enum et_rc rc = et_sql_exec(
        self,
        "CREATE TEMP TABLE IF NOT EXISTS pairs (from_id INTEGER PRIMARY KEY, into_id INTEGER NOT NULL UNIQUE);"
        " DELETE FROM temp.pairs;",
        error);
    if (rc == ET_OK)
        rc = run(self, find_pairs, sizeof find_pairs / sizeof find_pairs[0], ids, error);
    if (rc == ET_OK)
        rc = et_packs_open(self,
                           "SELECT comment_id FROM comment_keys WHERE post_id = ?1 AND kind = 2 UNION"
                           " SELECT into_id FROM temp.pairs",
                           ids[0], error);
    if (rc == ET_OK)
        rc = run(self, mark_rounded, sizeof mark_rounded / sizeof mark_rounded[0], ids, error);
    if (rc == ET_OK)
        rc = merge_pairs(self, arena, error);
    if (rc == ET_OK)
        rc = mark(self, ids, error);
    if (rc == ET_OK)
        rc = run(self, give_keys, sizeof give_keys / sizeof give_keys[0], ids, error);
    if (rc == ET_OK)
        rc = et_doomed_clear(self, error);
    if (rc == ET_OK)
        rc = et_sql_exec(self,
                         "INSERT INTO temp.doomed SELECT c.comment_id, c.post_id, c.author_id FROM temp.pairs q"
                         " JOIN comments c ON c.comment_id = q.from_id",
                         error);
    if (rc == ET_OK)
        rc = et_doomed_delete(self, &doubles, error);
    if (rc == ET_OK)
        rc = run(self, move_rest, sizeof move_rest / sizeof move_rest[0], ids, error);
    if (rc == ET_OK)
        rc = et_post_recount(self, ids[1], error);
    return rc == ET_OK ? et_post_fold(self, ids[1], arena, &changed, error) : rc;
}

enum et_rc et_post_merge(struct et_sqlite *self, int64_t from, int64_t into, struct et_arena *arena,
                         struct et_error *error)
{
    const int64_t ids[] = {from, into};
    enum et_rc rc = merge(self, ids, arena, error);
    if (rc == ET_OK)
        ET_LOG(ET_LOG_INFO, "store.sqlite", "post with a rounded id joined its exact one", ET_F_INT("post", into));
    return rc;
}
