#include "store/sqlite/texts_int.h"

#include "store/identity_int.h"
#include "store/sqlite/stored_int.h"

/* A comment's row, with what depends on its text. */
struct row {
    int64_t comment_id, post_id, author_id, created_at_us;
    bool approximate;
    struct et_sighting own;
    struct et_slice text, key;
};

static enum et_rc read_row(struct et_sqlite *self, int64_t comment_id, struct et_arena *arena, struct row *row,
                           struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(self,
                    "SELECT post_id, ifnull(author_id, 0), created_at_us, precision, import_id, observed_at_us,"
                    " source_row, source_offset, text, comment_key FROM comments WHERE comment_id = ?1",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? et_fail(error, ET_E_INTERNAL, "comment %lld is gone", (long long)comment_id) : rc;
    *row = (struct row){
        .comment_id = comment_id,
        .post_id = et_sql_get(&sql, 0),
        .author_id = et_sql_get(&sql, 1),
        .created_at_us = et_sql_get(&sql, 2),
        .approximate = et_sql_get(&sql, 3) == ET_TIME_APPROXIMATE,
        .own = {.import_id = et_sql_get(&sql, 4),
                .observed_at_us = et_sql_get(&sql, 5),
                .row = et_sql_get(&sql, 6),
                .offset = et_sql_get(&sql, 7)},
        .text = et_sql_copy(&sql, 8, arena, &rc),
        .key = et_sql_copy(&sql, 9, arena, &rc),
    };
    et_sql_close(&sql);
    return rc == ET_OK ? ET_OK : et_fail_nomem(error);
}

static enum et_rc put_text(struct et_sqlite *self, int64_t comment_id, const struct et_sighting *sighting,
                           struct et_slice text, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(self, "INSERT OR IGNORE INTO comment_texts VALUES (?1, ?2, ?3, ?4, ?5, ?6)", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    et_sql_int(&sql, sighting->import_id);
    et_sql_int(&sql, sighting->row);
    et_sql_int(&sql, sighting->offset);
    et_sql_int(&sql, sighting->observed_at_us);
    et_sql_text(&sql, text);
    return et_sql_run(&sql, error);
}

static int text_order(struct et_slice a, struct et_slice b)
{
    if (a.len != b.len)
        return a.len > b.len ? 1 : -1;
    return a.len ? memcmp(a.ptr, b.ptr, a.len) : 0;
}

/* ---- which text counts ---- */

struct told {
    struct et_sighting sighting;
    struct et_slice text;
    struct told *next;
};

static enum et_rc read_told(struct et_sqlite *self, int64_t comment_id, struct et_arena *arena, struct told **out,
                            struct et_error *error)
{
    struct et_sql sql;
    *out = NULL;
    enum et_rc rc = et_sql_open(self,
                                "SELECT import_id, source_row, source_offset, observed_at_us, text FROM comment_texts"
                                " WHERE comment_id = ?1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct told *told = et_arena_alloc(arena, sizeof *told);
        if (told)
            *told = (struct told){.sighting = {.import_id = et_sql_get(&sql, 0),
                                               .row = et_sql_get(&sql, 1),
                                               .offset = et_sql_get(&sql, 2),
                                               .observed_at_us = et_sql_get(&sql, 3)},
                                  .text = et_sql_copy(&sql, 4, arena, &rc),
                                  .next = *out};
        if (!told || rc != ET_OK) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
        *out = told;
    }
    return rc == ET_END ? ET_OK : rc;
}

static bool is_told(const struct told *told, const struct et_sighting *sighting)
{
    while (told && !et_sighting_same_place(&told->sighting, sighting))
        told = told->next;
    return told != NULL;
}

/* The text seen last: the row's was seen with every sighting that tells no other. */
static struct et_slice winner(const struct row *row, const struct told *told, const struct et_sighting *all,
                              size_t count)
{
    struct et_slice best = row->text;
    int64_t seen = is_told(told, &row->own) ? INT64_MIN : row->own.observed_at_us;
    for (size_t i = 0; i < count; i++)
        if (all[i].observed_at_us > seen && !is_told(told, &all[i]))
            seen = all[i].observed_at_us;
    for (; told; told = told->next) {
        int64_t time = told->sighting.observed_at_us;
        if (time > seen || (time == seen && text_order(told->text, best) > 0)) {
            best = told->text;
            seen = time;
        }
    }
    return best;
}

/* ---- showing another text ---- */

/* The keys of the content, under which records without an id are found. */
static enum et_rc move_keys(struct et_sqlite *self, const struct row *row, struct et_slice text, struct et_error *error)
{
    const int64_t values[] = {row->post_id, row->created_at_us, et_store_content_hash(row->author_id, row->text),
                              row->comment_id, et_store_content_hash(row->author_id, text)};
    static const char *const steps[] = {
        ("DELETE FROM comment_keys WHERE post_id = ?1 AND comment_id = ?4 AND ((kind = 2 AND value = ?2 AND extra = ?3)"
         " OR (kind = 3 AND value = ?3 AND extra = ?2))"),
        ("INSERT INTO comment_keys SELECT ?1, 2, ?2, ?5, ifnull(max(n) + 1, 0), ?4 FROM comment_keys WHERE post_id = ?1"
         " AND kind = 2 AND value = ?2 AND extra = ?5"),
        ("INSERT INTO comment_keys SELECT ?1, 3, ?5, ?2, ifnull(max(n) + 1, 0), ?4 FROM comment_keys WHERE post_id = ?1"
         " AND kind = 3 AND value = ?5 AND extra = ?2"),
    };
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < (row->approximate ? 3u : 2u) && rc == ET_OK; i++)
        rc = et_sql_do(self, steps[i], values, sizeof values / sizeof values[0], error);
    return rc;
}

static enum et_rc set_text(struct et_sqlite *self, const struct row *row, struct et_slice text, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self, "UPDATE comments SET text = ?2 WHERE comment_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, row->comment_id);
    et_sql_text(&sql, text);
    rc = et_sql_run(&sql, error);
    if (rc == ET_OK)
        rc = et_sql_open(self, "DELETE FROM comment_texts WHERE comment_id = ?1 AND text = ?2", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, row->comment_id);
    et_sql_text(&sql, text);
    return et_sql_run(&sql, error);
}

static enum et_rc mark_pending(struct et_sqlite *self, const struct row *row, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_do(self, "INSERT OR IGNORE INTO pending VALUES (?1)", &row->comment_id, 1, error);
    if (rc != ET_OK || !row->key.ptr)
        return rc;
    rc = et_sql_open(
        self, "INSERT OR IGNORE INTO pending SELECT comment_id FROM comments WHERE post_id = ?1 AND parent_key = ?2",
        &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, row->post_id);
    et_sql_text(&sql, row->key);
    return et_sql_run(&sql, error);
}

static enum et_rc show(struct et_sqlite *self, const struct row *row, const struct told *told,
                       const struct et_sighting *all, size_t count, struct et_slice text, struct et_error *error)
{
    enum et_rc rc = is_told(told, &row->own) ? ET_OK : put_text(self, row->comment_id, &row->own, row->text, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        if (!is_told(told, &all[i]))
            rc = put_text(self, row->comment_id, &all[i], row->text, error);
    if (rc == ET_OK)
        rc = et_fulltext_replace(self, row->comment_id, row->text, text, error);
    if (rc == ET_OK)
        rc = move_keys(self, row, text, error);
    if (rc == ET_OK)
        rc = set_text(self, row, text, error);
    return rc == ET_OK ? mark_pending(self, row, error) : rc;
}

/* ---- the interface ---- */

static enum et_rc fold(struct et_sqlite *self, const struct row *row, struct et_arena *arena, bool *changed,
                       struct et_error *error)
{
    struct told *told;
    struct et_sighting *all;
    size_t count;
    *changed = false;
    enum et_rc rc = read_told(self, row->comment_id, arena, &told, error);
    if (rc != ET_OK || !told)
        return rc;
    rc = et_sighting_read(self, row->comment_id, arena, 0, &all, &count, error);
    if (rc != ET_OK)
        return rc;
    struct et_slice text = winner(row, told, all, count);
    *changed = !et_slice_eq(text, row->text);
    return *changed ? show(self, row, told, all, count, text, error) : ET_OK;
}

enum et_rc et_text_fold(struct et_sqlite *self, int64_t comment_id, struct et_arena *arena, bool *changed,
                        struct et_error *error)
{
    struct row row;
    enum et_rc rc = read_row(self, comment_id, arena, &row, error);
    return rc == ET_OK ? fold(self, &row, arena, changed, error) : rc;
}

enum et_rc et_text_seen(struct et_sqlite *self, int64_t comment_id, const struct et_sighting *sighting,
                        struct et_slice text, struct et_arena *arena, bool *changed, struct et_error *error)
{
    struct row row;
    enum et_rc rc = read_row(self, comment_id, arena, &row, error);
    if (rc == ET_OK && !et_slice_eq(text, row.text))
        rc = put_text(self, comment_id, sighting, text.ptr ? text : ET_SLICE(""), error);
    return rc == ET_OK ? fold(self, &row, arena, changed, error) : rc;
}

enum et_rc et_texts_move(struct et_sqlite *self, int64_t from, int64_t into, struct et_error *error)
{
    static const char *const steps[] = {
        ("INSERT OR IGNORE INTO comment_texts SELECT ?2, s.import_id, s.source_row, s.source_offset, s.observed_at_us,"
         " f.text FROM comments f, comments i, (SELECT import_id, source_row, source_offset, observed_at_us"
         " FROM observations WHERE comment_id = ?1 UNION ALL SELECT import_id, source_row, source_offset, "
         "observed_at_us"
         " FROM comments WHERE comment_id = ?1) s WHERE f.comment_id = ?1 AND i.comment_id = ?2 AND f.text <> i.text"
         " AND NOT EXISTS (SELECT 1 FROM comment_texts t WHERE t.comment_id = ?1 AND t.import_id = s.import_id"
         " AND t.source_row = s.source_row AND t.source_offset = s.source_offset)"),
        "UPDATE OR IGNORE comment_texts SET comment_id = ?2 WHERE comment_id = ?1",
        "DELETE FROM comment_texts WHERE comment_id = ?1",
    };
    const int64_t ids[] = {from, into};
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == ET_OK; i++)
        rc = et_sql_do(self, steps[i], ids, 2, error);
    return rc;
}
