#include "store/sqlite/rounded_int.h"

#include "base/log.h"
#include "store/sqlite/pack_int.h"
#include "store/sqlite/texts_int.h"
#include "types/media_id.h"

#define POSTS_MAX 16

enum et_rc et_rounded_find(struct et_sqlite *self, int64_t media_id, bool imprecise, int64_t ids[], size_t max,
                           size_t *count, struct et_error *error)
{
    struct et_sql sql;
    *count = 0;
    enum et_rc rc =
        et_sql_open(self,
                    "SELECT post_id, media_id FROM posts WHERE media_id BETWEEN ?1 AND ?2 AND imprecise = ?3"
                    " AND platform = 1 ORDER BY media_id",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, media_id - 1024);
    et_sql_int(&sql, media_id > INT64_MAX - 1024 ? INT64_MAX : media_id + 1024);
    et_sql_int(&sql, imprecise);
    while ((rc = et_sql_next(&sql, error)) == ET_OK)
        if ((double)et_sql_get(&sql, 1) == (double)media_id && *count < max)
            ids[(*count)++] = et_sql_get(&sql, 0);
    return rc == ET_END ? ET_OK : rc;
}

/* ---- parting ---- */

/* One rounded key under which comments came to a post that is not the only one any more. */
struct parting {
    struct et_sqlite *self;
    struct et_arena *arena;
    int64_t from, into;
    struct et_slice key;
};

static enum et_rc make_post(struct parting *parting, struct et_error *error)
{
    struct et_sql sql;
    uint64_t media_id = 0;
    bool numbered = et_shortcode_to_media_id(parting->key, &media_id) && media_id <= INT64_MAX;
    enum et_rc rc = et_sql_open(parting->self,
                                "INSERT INTO posts (platform, post_key, media_id, imprecise, observed_at_us)"
                                " SELECT 1, ?1, ?2, 1, max(observed_at_us) FROM post_observations WHERE post_id = ?3"
                                " AND post_key = ?1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, parting->key);
    et_sql_int_or_null(&sql, numbered ? (int64_t)media_id : INT64_MIN, INT64_MIN);
    et_sql_int(&sql, parting->from);
    rc = et_sql_run(&sql, error);
    parting->into = sqlite3_last_insert_rowid(parting->self->db);
    if (rc == ET_OK)
        rc =
            et_sql_open(parting->self,
                        "UPDATE post_observations SET post_id = ?1, post_key = '' WHERE post_id = ?2 AND post_key = ?3",
                        &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, parting->into);
    et_sql_int(&sql, parting->from);
    et_sql_text(&sql, parting->key);
    return et_sql_run(&sql, error);
}

/* Whether a sighting came under the key: it is marked, and its import named the post so. */
static enum et_rc is_under_key(struct parting *parting, const struct et_sighting *sighting, bool *yes,
                               struct et_error *error)
{
    struct et_sql sql;
    *yes = false;
    if (!(sighting->flags & ET_ROW_ROUNDED))
        return ET_OK;
    enum et_rc rc = et_sql_open(
        parting->self, "SELECT 1 FROM post_observations WHERE post_id = ?1 AND import_id = ?2 AND post_key = ''", &sql,
        error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, parting->into);
    et_sql_int(&sql, sighting->import_id);
    rc = et_sql_next(&sql, error);
    *yes = rc == ET_OK;
    if (rc == ET_OK)
        et_sql_close(&sql);
    return rc == ET_END ? ET_OK : rc;
}

/* The sightings of a comment: its row's first. */
static enum et_rc read_sightings(struct parting *parting, int64_t comment_id, struct et_sighting **out, size_t *count,
                                 struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sighting_read(parting->self, comment_id, parting->arena, 1, out, count, error);
    if (rc == ET_OK)
        rc = et_sql_open(
            parting->self,
            "SELECT import_id, observed_at_us, likes, replies, flags, source_row, source_offset FROM comments"
            " WHERE comment_id = ?1",
            &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? et_fail(error, ET_E_INTERNAL, "comment %lld is gone", (long long)comment_id) : rc;
    const struct et_sighting row = {et_sql_get(&sql, 0),
                                    et_sql_get(&sql, 1),
                                    et_sql_get_or(&sql, 2, ET_COUNT_NONE),
                                    et_sql_get_or(&sql, 3, ET_COUNT_NONE),
                                    (uint32_t)et_sql_get(&sql, 4),
                                    et_sql_get(&sql, 5),
                                    et_sql_get(&sql, 6)};
    et_sql_close(&sql);
    (*out)[(*count)++] = et_sighting_own(&row);
    return ET_OK;
}

/* Makes these all the sightings that a comment has; they are put in order. */
static enum et_rc write_sightings(struct parting *parting, int64_t comment_id, struct et_sighting *all, size_t count,
                                  struct et_error *error)
{
    enum et_rc rc = et_sql_do(parting->self, "DELETE FROM observations WHERE comment_id = ?1", &comment_id, 1, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        rc = et_sighting_put(parting->self, comment_id, &all[i], error);
    if (rc != ET_OK)
        return rc;
    et_sighting_fold(all, count);
    return et_sighting_store(parting->self, comment_id, NULL, &all[0], error);
}

static enum et_rc move_texts(struct parting *parting, int64_t comment_id, int64_t copy, const struct et_sighting *all,
                             size_t count, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        const int64_t values[] = {copy, comment_id, all[i].import_id, all[i].row, all[i].offset};
        rc = et_sql_do(parting->self,
                       "UPDATE comment_texts SET comment_id = ?1 WHERE comment_id = ?2 AND import_id = ?3"
                       " AND source_row = ?4 AND source_offset = ?5",
                       values, 5, error);
    }
    return rc;
}

/* Seen under both: a second comment takes the sightings under the rounded key. */
static enum et_rc copy_comment(struct parting *parting, int64_t comment_id, struct et_sighting *stay, size_t stay_count,
                               struct et_sighting *go, size_t go_count, struct et_error *error)
{
    int64_t copy = 0;
    enum et_rc rc =
        et_sql_value(parting->self, "SELECT value FROM meta WHERE key = 'next_comment_id'", 1, &copy, error);
    const int64_t values[] = {copy, comment_id, parting->into, copy + 1};
    static const char *const steps[] = {
        "UPDATE meta SET value = ?4 WHERE key = 'next_comment_id'",
        ("INSERT INTO comments SELECT ?1, ?3, author_id, created_at_us, precision, likes, replies, flags, "
         "observed_at_us,"
         " import_id, source_row, source_offset, comment_key, parent_key, text FROM comments WHERE comment_id = ?2"),
        "INSERT OR IGNORE INTO pending VALUES (?1)",
        "INSERT INTO temp.parted VALUES (?2, ?1)",
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == ET_OK; i++)
        rc = et_sql_do(parting->self, steps[i], values, sizeof values / sizeof values[0], error);
    if (rc == ET_OK)
        rc = write_sightings(parting, comment_id, stay, stay_count, error);
    if (rc == ET_OK)
        rc = write_sightings(parting, copy, go, go_count, error);
    return rc == ET_OK ? move_texts(parting, comment_id, copy, go, go_count, error) : rc;
}

static enum et_rc move_comment(struct parting *parting, int64_t comment_id, struct et_error *error)
{
    const int64_t values[] = {parting->into, comment_id};
    static const char *const steps[] = {
        "UPDATE comments SET post_id = ?1 WHERE comment_id = ?2",
        "INSERT OR IGNORE INTO pending VALUES (?2)",
        "INSERT INTO temp.parted VALUES (?2, NULL)",
    };
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == ET_OK; i++)
        rc = et_sql_do(parting->self, steps[i], values, sizeof values / sizeof values[0], error);
    return rc;
}

static enum et_rc part_comment(struct parting *parting, int64_t comment_id, struct et_error *error)
{
    struct et_sighting *all;
    size_t count, stay_count = 0, go_count = 0;
    enum et_rc rc = read_sightings(parting, comment_id, &all, &count, error);
    if (rc != ET_OK)
        return rc;
    struct et_sighting *stay = et_arena_alloc(parting->arena, count * sizeof *stay);
    struct et_sighting *go = et_arena_alloc(parting->arena, count * sizeof *go);
    if (!stay || !go)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        bool under_key;
        rc = is_under_key(parting, &all[i], &under_key, error);
        if (under_key)
            go[go_count++] = all[i];
        else
            stay[stay_count++] = all[i];
    }
    if (rc != ET_OK || go_count == 0)
        return rc;
    return stay_count ? copy_comment(parting, comment_id, stay, stay_count, go, go_count, error)
                      : move_comment(parting, comment_id, error);
}

/* The keys of those that went, in one pass over the post's keys. */
static enum et_rc part_keys(struct parting *parting, struct et_error *error)
{
    const int64_t posts[] = {parting->from, parting->into};
    static const char *const steps[] = {
        ("INSERT INTO comment_keys SELECT ?2, k.kind, k.value, k.extra, k.n, ifnull(p.copy, p.comment_id)"
         " FROM comment_keys k CROSS JOIN temp.parted p ON p.comment_id = k.comment_id WHERE k.post_id = ?1"),
        ("DELETE FROM comment_keys WHERE post_id = ?1 AND comment_id IN (SELECT comment_id FROM temp.parted"
         " WHERE copy IS NULL)"),
    };
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == ET_OK; i++)
        rc = et_sql_do(parting->self, steps[i], posts, 2, error);
    return rc;
}

/* Comments that became two show the text that counts on each side. */
static enum et_rc part_texts(struct parting *parting, struct et_error *error)
{
    struct et_sql sql;
    bool changed;
    enum et_rc rc =
        et_sql_make(parting->self,
                    ET_SLICE("SELECT p.comment_id, p.copy FROM temp.parted p WHERE p.copy IS NOT NULL AND EXISTS"
                             " (SELECT 1 FROM comment_texts t WHERE t.comment_id IN (p.comment_id, p.copy))"),
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        rc = et_text_fold(parting->self, et_sql_get(&sql, 0), parting->arena, &changed, error);
        if (rc == ET_OK)
            rc = et_text_fold(parting->self, et_sql_get(&sql, 1), parting->arena, &changed, error);
        if (rc != ET_OK)
            break;
    }
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc part_comments(struct parting *parting, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_packs_open(parting->self, "SELECT comment_id FROM comment_keys WHERE post_id = ?1 AND kind = 2",
                                  parting->from, error);
    if (rc == ET_OK)
        rc = et_sql_exec(parting->self,
                         "CREATE TEMP TABLE IF NOT EXISTS parting (comment_id INTEGER PRIMARY KEY);"
                         " DELETE FROM temp.parting;"
                         "CREATE TEMP TABLE IF NOT EXISTS parted (comment_id INTEGER PRIMARY KEY, copy INTEGER);"
                         " DELETE FROM temp.parted;",
                         error);
    if (rc == ET_OK)
        rc = et_sql_do(parting->self,
                       "INSERT INTO temp.parting SELECT comment_id FROM comment_keys WHERE post_id = ?1 AND kind = 2",
                       &parting->from, 1, error);
    if (rc == ET_OK)
        rc = et_sql_make(parting->self, ET_SLICE("SELECT comment_id FROM temp.parting ORDER BY comment_id"), &sql,
                         error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        rc = part_comment(parting, et_sql_get(&sql, 0), error);
        if (rc != ET_OK)
            break;
    }
    et_sql_free(&sql);
    if (rc == ET_END)
        rc = part_keys(parting, error);
    return rc == ET_OK ? part_texts(parting, error) : rc;
}

static enum et_rc part(struct parting *parting, struct et_error *error)
{
    const int64_t posts[] = {parting->from, 0};
    bool changed;
    enum et_rc rc = make_post(parting, error);
    if (rc == ET_OK)
        rc = part_comments(parting, error);
    if (rc == ET_OK) /* parents may stand under the other post now */
        rc = et_sql_do(parting->self,
                       "INSERT OR IGNORE INTO pending SELECT comment_id FROM comments WHERE post_id = ?1 AND parent_key"
                       " IS NOT NULL",
                       posts, 1, error);
    for (int i = 0; i < 2 && rc == ET_OK; i++) {
        int64_t post = i ? parting->into : parting->from;
        rc = et_post_recount(parting->self, post, error);
        if (rc == ET_OK)
            rc = et_post_fold(parting->self, post, parting->arena, &changed, error);
    }
    if (rc == ET_OK)
        ET_LOG(ET_LOG_INFO, "store.sqlite", "post with a rounded id parted from one of several that it may be",
               ET_F_INT("post", parting->from), ET_F_INT("rounded", parting->into));
    return rc;
}

/* The least rounded key that the post was named by; ptr NULL = none. A key that another post has already stays. */
static enum et_rc next_key(struct et_sqlite *self, int64_t post_id, struct et_arena *arena, struct et_slice *key,
                           struct et_error *error)
{
    struct et_sql sql;
    *key = et_slice(NULL, 0);
    enum et_rc rc =
        et_sql_open(self,
                    "SELECT min(post_key) FROM post_observations o WHERE post_id = ?1 AND post_key <> ''"
                    " AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.platform = 1 AND p.post_key = o.post_key)",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    *key = et_sql_copy(&sql, 0, arena, &rc);
    et_sql_close(&sql);
    return rc == ET_OK ? ET_OK : et_fail_nomem(error);
}

enum et_rc et_rounded_settle(struct et_sqlite *self, int64_t media_id, struct et_arena *arena, bool *moved,
                             struct et_error *error)
{
    int64_t exact[POSTS_MAX], rounded[POSTS_MAX];
    size_t exact_count, rounded_count;
    enum et_rc rc = et_rounded_find(self, media_id, false, exact, POSTS_MAX, &exact_count, error);
    if (rc == ET_OK)
        rc = et_rounded_find(self, media_id, true, rounded, POSTS_MAX, &rounded_count, error);
    for (size_t i = 0; rc == ET_OK && exact_count == 1 && i < rounded_count; i++) {
        rc = et_post_merge(self, rounded[i], exact[0], arena, error);
        *moved = true;
    }
    for (size_t i = 0; rc == ET_OK && exact_count > 1 && i < exact_count; i++) {
        struct parting parting = {.self = self, .arena = arena, .from = exact[i]};
        while ((rc = next_key(self, exact[i], arena, &parting.key, error)) == ET_OK && parting.key.ptr) {
            rc = part(&parting, error);
            *moved = true;
            if (rc != ET_OK)
                break;
        }
    }
    return rc;
}
