/* The ledger of imports and their rejected records. */
#include "store/sqlite/sqlite_int.h"

#include "base/time.h"

#define IMPORT_COLUMNS                                                                                                 \
    "import_id, path, sha256, options, format, bytes, started_at_us, finished_at_us, observed_at_us, state, "          \
    "records_done,"                                                                                                    \
    " rows, inserted, updated, unchanged, empty, rejected, posts_read, posts_inserted, posts_updated, repaired_bytes, "          \
    "reason"

static uint64_t count_at(const struct et_sql *sql, int column)
{
    return (uint64_t)et_sql_get(sql, column);
}

static enum et_rc read_import(const struct et_sql *sql, struct et_arena *arena, struct et_import *out)
{
    enum et_rc rc = ET_OK;
    *out = (struct et_import){
        .id = et_sql_get(sql, 0),
        .path = et_sql_copy(sql, 1, arena, &rc),
        .sha256 = et_sql_copy(sql, 2, arena, &rc),
        .options = et_sql_copy(sql, 3, arena, &rc),
        .format = et_sql_copy(sql, 4, arena, &rc),
        .bytes = count_at(sql, 5),
        .started_at_us = et_sql_get(sql, 6),
        .finished_at_us = et_sql_get_or(sql, 7, ET_TIME_NONE),
        .observed_at_us = et_sql_get_or(sql, 8, ET_TIME_NONE),
        .state = (enum et_import_state)et_sql_get(sql, 9),
        .records_done = count_at(sql, 10),
        .counts = {count_at(sql, 11), count_at(sql, 12), count_at(sql, 13), count_at(sql, 14), count_at(sql, 15),
                   count_at(sql, 16), count_at(sql, 17), count_at(sql, 18), count_at(sql, 19), count_at(sql, 20)},
        .reason = et_sql_copy(sql, 21, arena, &rc),
    };
    return rc;
}

enum et_rc et_sqlite_import_find(struct et_store *store, struct et_slice sha256, struct et_slice options,
                                 struct et_arena *arena, struct et_import *out, struct et_error *error)
{
    struct et_sql sql;
    *out = (struct et_import){0};
    /* One that is done counts before one that was cut off, and the latest of those. */
    enum et_rc rc =
        et_sql_open(et_sqlite_of(store),
                    "SELECT " IMPORT_COLUMNS " FROM imports WHERE sha256 = ?1 AND options = ?2 AND state <> 2"
                    " ORDER BY state = 1 DESC, import_id DESC LIMIT 1",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, sha256);
    et_sql_text(&sql, options);
    rc = et_sql_next(&sql, error);
    if (rc == ET_END)
        return ET_OK;
    if (rc == ET_OK) {
        rc = read_import(&sql, arena, out);
        if (rc != ET_OK)
            et_fail_nomem(error);
        et_sql_close(&sql);
    }
    return rc;
}

enum et_rc et_sqlite_import_any_of_size(struct et_store *store, uint64_t bytes, bool *any, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(et_sqlite_of(store), "SELECT 1 FROM imports WHERE bytes = ?1 AND state <> 2 LIMIT 1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, (int64_t)bytes);
    rc = et_sql_next(&sql, error);
    *any = rc == ET_OK;
    if (rc == ET_OK)
        et_sql_close(&sql);
    return rc == ET_END ? ET_OK : rc;
}

static struct et_slice or_empty(struct et_slice text)
{
    return text.ptr ? text : ET_SLICE("");
}

static void bind_counts(struct et_sql *sql, const struct et_import *import)
{
    const struct et_import_counts *c = &import->counts;
    const uint64_t values[] = {import->records_done, c->rows,          c->inserted,      c->updated,
                               c->unchanged,         c->empty,         c->rejected,      c->posts_read,
                               c->posts_inserted,    c->posts_updated, c->repaired_bytes};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        et_sql_int(sql, (int64_t)values[i]);
}

enum et_rc et_sqlite_import_begin(struct et_store *store, struct et_import *import, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(self,
                    "INSERT INTO imports (path, sha256, options, format, bytes, started_at_us, finished_at_us,"
                    " observed_at_us, state, records_done, rows, inserted, updated, unchanged, empty, rejected,"
                    " posts_read, posts_inserted, posts_updated, repaired_bytes)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, or_empty(import->path));
    et_sql_text(&sql, or_empty(import->sha256));
    et_sql_text(&sql, or_empty(import->options));
    et_sql_text(&sql, or_empty(import->format));
    et_sql_int(&sql, (int64_t)import->bytes);
    et_sql_int(&sql, import->started_at_us);
    et_sql_int_or_null(&sql, import->finished_at_us, ET_TIME_NONE);
    et_sql_int_or_null(&sql, import->observed_at_us, ET_TIME_NONE);
    et_sql_int(&sql, import->state);
    bind_counts(&sql, import);
    rc = et_sql_run(&sql, error);
    if (rc == ET_OK)
        import->id = sqlite3_last_insert_rowid(self->db);
    return rc;
}

enum et_rc et_sqlite_import_save(struct et_store *store, const struct et_import *import, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(et_sqlite_of(store),
                    "UPDATE imports SET sha256 = ?, bytes = ?, finished_at_us = ?, observed_at_us = ?, state = ?,"
                    " records_done = ?, rows = ?, inserted = ?, updated = ?, unchanged = ?, empty = ?, rejected = ?,"
                    " posts_read = ?, posts_inserted = ?, posts_updated = ?, repaired_bytes = ?, reason = ?"
                    " WHERE import_id = ?",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, or_empty(import->sha256));
    et_sql_int(&sql, (int64_t)import->bytes);
    et_sql_int_or_null(&sql, import->finished_at_us, ET_TIME_NONE);
    et_sql_int_or_null(&sql, import->observed_at_us, ET_TIME_NONE);
    et_sql_int(&sql, import->state);
    bind_counts(&sql, import);
    et_sql_text(&sql, import->reason);
    et_sql_int(&sql, import->id);
    rc = et_sql_run(&sql, error);
    if (rc == ET_OK && et_sql_changes(&sql) == 0)
        return et_fail(error, ET_E_NOT_FOUND, "there is no import %lld", (long long)import->id);
    return rc;
}

enum et_rc et_sqlite_import_list(struct et_store *store, struct et_arena *arena, struct et_import **out, size_t *count,
                                 struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    int64_t total = 0;
    *count = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM imports", 0, &total, error);
    if (rc != ET_OK)
        return rc;
    *out = et_arena_calloc(arena, (size_t)total + 1, sizeof **out);
    if (!*out)
        return et_fail_nomem(error);
    struct et_sql sql;
    rc = et_sql_open(self, "SELECT " IMPORT_COLUMNS " FROM imports ORDER BY import_id LIMIT ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, total);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        rc = read_import(&sql, arena, &(*out)[(*count)++]);
        if (rc != ET_OK) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
    }
    return rc == ET_END ? ET_OK : rc;
}

struct rejects {
    int64_t import_id;
    const struct et_reject *items;
};

static void reject_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct rejects *rejects = context;
    const struct et_reject *reject = &rejects->items[row];
    switch (column) {
    case 0:
        sqlite3_result_int64(out, rejects->import_id);
        break;
    case 1:
        sqlite3_result_int64(out, (int64_t)reject->row);
        break;
    case 2:
        sqlite3_result_int64(out, (int64_t)reject->offset);
        break;
    default:
        et_rows_text(out, or_empty(reject->reason));
    }
}

enum et_rc et_sqlite_import_reject(struct et_store *store, int64_t import_id, const struct et_reject *rejects,
                                   size_t count, struct et_error *error)
{
    struct rejects context = {import_id, rejects};
    struct et_rows rows = {count, &context, reject_column};
    return et_rows_run(et_sqlite_of(store),
                       "INSERT INTO import_rejects (import_id, source_row, source_offset, reason)"
                       " SELECT c0, c1, c2, c3 FROM et_rows",
                       &rows, NULL, error);
}

enum et_rc et_sqlite_import_rejects(struct et_store *store, int64_t import_id, struct et_arena *arena,
                                    struct et_reject **out, size_t *count, struct et_error *error)
{
    struct et_sql sql;
    size_t size = 0;
    *count = 0;
    *out = NULL;
    enum et_rc rc = et_sql_open(et_sqlite_of(store),
                                "SELECT source_row, source_offset, reason, count(*) OVER () FROM import_rejects"
                                " WHERE import_id = ?1 ORDER BY reject_id",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, import_id);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        if (!*out) {
            size = (size_t)et_sql_get(&sql, 3);
            *out = et_arena_calloc(arena, size, sizeof **out);
        }
        struct et_reject reject = {count_at(&sql, 0), count_at(&sql, 1), {NULL, 0}};
        if (*out)
            reject.reason = et_sql_copy(&sql, 2, arena, &rc);
        if (!*out || rc != ET_OK) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
        (*out)[(*count)++] = reject;
    }
    return rc == ET_END ? ET_OK : rc;
}
