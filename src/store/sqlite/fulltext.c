/* The full-text index: fed after the import or at the first search, never row by row inside it. It keeps no texts; what
 * leaves it is told with the same tokens. */
#include "store/sqlite/stored_int.h"

#include "base/log.h"
#include "base/time.h"

#define ROUND 100000 /* comments in one transaction */

void et_sqlite_set_index_function(struct et_store *store, et_index_function function, void *context)
{
    et_sqlite_of(store)->index_function = function;
    et_sqlite_of(store)->index_context = context;
}

static enum et_rc watermark(struct et_sqlite *self, int64_t *id, struct et_error *error)
{
    return et_sql_value(self, "SELECT value FROM meta WHERE key = 'indexed_to'", 0, id, error);
}

static enum et_rc index_one(struct et_sqlite *self, struct et_sql *insert, int64_t id, struct et_slice text,
                            struct et_buf *buf, struct et_error *error)
{
    et_buf_clear(buf);
    enum et_rc rc = self->index_function(self->index_context, text, buf, error);
    if (rc == ET_OK && buf->failed)
        rc = et_fail_nomem(error);
    if (rc != ET_OK || buf->len == 0)
        return rc;
    et_sql_int(insert, id);
    et_sql_text(insert, et_buf_view(buf));
    return et_sql_run(insert, error);
}

/* Comments behind *id, at most ROUND; *id moves to the last of them. */
static enum et_rc index_round(struct et_sqlite *self, int64_t *id, uint64_t *count, struct et_error *error)
{
    struct et_sql rows, insert;
    struct et_buf buf;
    *count = 0;
    enum et_rc rc = et_sql_open(
        self, "SELECT comment_id, text FROM comments WHERE comment_id > ?1 ORDER BY comment_id LIMIT ?2", &rows, error);
    if (rc == ET_OK)
        rc = et_sql_open(self, "INSERT INTO comment_words (rowid, words) VALUES (?1, ?2)", &insert, error);
    if (rc != ET_OK)
        return rc;
    et_buf_init(&buf, 0);
    et_sql_int(&rows, *id);
    et_sql_int(&rows, ROUND);
    while ((rc = et_sql_next(&rows, error)) == ET_OK) {
        *id = et_sql_get(&rows, 0);
        rc = index_one(self, &insert, *id, et_sql_slice(&rows, 1), &buf, error);
        if (rc != ET_OK)
            break;
        (*count)++;
    }
    et_sql_close(&rows);
    et_buf_dispose(&buf);
    if (rc != ET_END)
        return rc;
    return et_sql_do(self, "UPDATE meta SET value = ?1 WHERE key = 'indexed_to'", id, 1, error);
}

static enum et_rc commit_round(struct et_sqlite *self, uint64_t *count, struct et_error *error)
{
    int64_t id = 0;
    enum et_rc rc = et_sqlite_begin(&self->base, error);
    if (rc != ET_OK)
        return rc;
    rc = watermark(self, &id, error);
    if (rc == ET_OK)
        rc = index_round(self, &id, count, error);
    if (rc == ET_OK)
        return et_sqlite_commit(&self->base, error);
    et_sqlite_rollback(&self->base);
    return rc;
}

/* Larger segments, merged less often, than the defaults: the index is built in one go. */
static enum et_rc tune(struct et_sqlite *self, struct et_error *error)
{
    return et_sql_exec(self,
                       "INSERT INTO comment_words (comment_words, rank) VALUES ('hashsize', 16777216);"
                       "INSERT INTO comment_words (comment_words, rank) VALUES ('automerge', 8);"
                       "INSERT INTO comment_words (comment_words, rank) VALUES ('crisismerge', 32);",
                       error);
}

enum et_rc et_fulltext_update(struct et_sqlite *self, void (*progress)(void *, uint64_t, uint64_t), void *context,
                              struct et_error *error)
{
    int64_t from = 0, last = 0, total = 0;
    uint64_t done = 0, count = 0;
    enum et_rc rc = watermark(self, &from, error);
    if (rc == ET_OK)
        rc = et_sql_value(self, "SELECT max(comment_id) FROM comments", 0, &last, error);
    if (rc != ET_OK || last <= from)
        return rc;
    if (!self->index_function)
        return et_fail(error, ET_E_INTERNAL, "the index function of the store is not set");
    if (self->read_only)
        return et_fail(error, ET_E_READONLY,
                       "%s: the full-text index lacks the newest comments and the database can't be written; "
                       "run a search where it can",
                       self->path);
    if (self->in_transaction)
        return et_fail(error, ET_E_INTERNAL, "the full-text index is brought up to date between transactions");
    int64_t began_us = et_time_monotonic_us();
    total = last - from;
    rc = tune(self, error);
    do {
        if (rc == ET_OK)
            rc = commit_round(self, &count, error);
        done += count;
        if (rc == ET_OK && progress)
            progress(context, done, (uint64_t)total > done ? (uint64_t)total : done);
    } while (rc == ET_OK && count == ROUND);
    if (rc == ET_OK)
        ET_LOG(ET_LOG_INFO, "store.index", "full-text index brought up to date", ET_F_INT("comments", done),
               ET_F_REAL("seconds", (double)(et_time_monotonic_us() - began_us) / 1e6));
    return rc;
}

enum et_rc et_sqlite_index(struct et_store *store, void (*progress)(void *, uint64_t, uint64_t), void *context,
                           struct et_error *error)
{
    return et_fulltext_update(et_sqlite_of(store), progress, context, error);
}

/* ---- removing ---- */

static enum et_rc reset_index(struct et_sqlite *self, struct et_error *error)
{
    return et_sql_exec(self,
                       "INSERT INTO comment_words (comment_words) VALUES ('delete-all');"
                       "UPDATE meta SET value = 0 WHERE key = 'indexed_to';",
                       error);
}

static enum et_rc remove_one(struct et_sqlite *self, struct et_sql *remove, int64_t id, struct et_slice text,
                             struct et_buf *buf, struct et_error *error)
{
    et_buf_clear(buf);
    enum et_rc rc = self->index_function(self->index_context, text, buf, error);
    if (rc == ET_OK && buf->failed)
        rc = et_fail_nomem(error);
    if (rc != ET_OK || buf->len == 0)
        return rc;
    et_sql_int(remove, id);
    et_sql_text(remove, et_buf_view(buf));
    return et_sql_run(remove, error);
}

static enum et_rc remove_rows(struct et_sqlite *self, int64_t indexed_to, struct et_error *error)
{
    struct et_sql rows, remove;
    struct et_buf buf;
    enum et_rc rc =
        et_sql_make(self, ET_SLICE("INSERT INTO comment_words (comment_words, rowid, words) VALUES ('delete', ?1, ?2)"),
                    &remove, error);
    if (rc != ET_OK)
        return rc;
    rc = et_sql_make(
        self,
        ET_SLICE("SELECT c.comment_id, c.text FROM temp.doomed d JOIN comments c ON c.comment_id = d.comment_id"
                 " WHERE c.comment_id <= ?1"),
        &rows, error);
    if (rc != ET_OK) {
        et_sql_free(&remove);
        return rc;
    }
    et_buf_init(&buf, 0);
    et_sql_int(&rows, indexed_to);
    while ((rc = et_sql_next(&rows, error)) == ET_OK) {
        rc = remove_one(self, &remove, et_sql_get(&rows, 0), et_sql_slice(&rows, 1), &buf, error);
        if (rc != ET_OK)
            break;
    }
    et_buf_dispose(&buf);
    et_sql_free(&rows);
    et_sql_free(&remove);
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_fulltext_remove_doomed(struct et_sqlite *self, struct et_error *error)
{
    int64_t indexed_to = 0, doomed = 0;
    struct et_sql sql;
    enum et_rc rc = watermark(self, &indexed_to, error);
    if (rc == ET_OK)
        rc = et_sql_make(self, ET_SLICE("SELECT count(*) FROM temp.doomed WHERE comment_id <= ?1"), &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, indexed_to);
    rc = et_sql_next(&sql, error);
    if (rc == ET_OK)
        doomed = et_sql_get(&sql, 0);
    et_sql_free(&sql);
    if (rc != ET_OK || doomed == 0)
        return rc;
    /* Many at once are quicker built anew; and without the function that made the tokens nothing else is possible. */
    return !self->index_function || doomed > indexed_to / 4 ? reset_index(self, error)
                                                            : remove_rows(self, indexed_to, error);
}

enum et_rc et_fulltext_replace(struct et_sqlite *self, int64_t comment_id, struct et_slice before, struct et_slice now,
                               struct et_error *error)
{
    int64_t indexed_to = 0;
    struct et_sql remove, insert;
    struct et_buf buf;
    enum et_rc rc = watermark(self, &indexed_to, error);
    if (rc != ET_OK || comment_id > indexed_to)
        return rc;
    if (!self->index_function)
        return reset_index(self, error);
    rc = et_sql_open(self, "INSERT INTO comment_words (comment_words, rowid, words) VALUES ('delete', ?1, ?2)", &remove,
                     error);
    if (rc == ET_OK)
        rc = et_sql_open(self, "INSERT INTO comment_words (rowid, words) VALUES (?1, ?2)", &insert, error);
    if (rc != ET_OK)
        return rc;
    et_buf_init(&buf, 0);
    rc = remove_one(self, &remove, comment_id, before, &buf, error);
    if (rc == ET_OK)
        rc = index_one(self, &insert, comment_id, now, &buf, error);
    et_buf_dispose(&buf);
    return rc;
}
