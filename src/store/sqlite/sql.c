#include "store/sqlite/sqlite_int.h"

#include <errno.h>

static enum et_rc code_of(int code)
{
    if (code == SQLITE_IOERR_NOMEM)
        return ET_E_NOMEM;
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return ET_E_NOMEM;
    case SQLITE_FULL:
        return ET_E_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ET_E_READONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ET_E_BUSY;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return ET_E_CORRUPT;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return ET_E_IO;
    case SQLITE_INTERRUPT:
        return ET_E_CANCELLED;
    case SQLITE_TOOBIG:
        return ET_E_TOO_LONG;
    default:
        return ET_E_INTERNAL;
    }
}

/* What the system said is plainer than "unable to open database file". */
static enum et_rc system_code(const struct et_sqlite *self, enum et_rc rc)
{
    switch (rc == ET_E_IO && self->db ? sqlite3_system_errno(self->db) : 0) {
    case EACCES:
    case EPERM:
    case EROFS:
        return ET_E_READONLY;
    case ENOSPC:
    case EDQUOT:
        return ET_E_FULL;
    default:
        return rc;
    }
}

enum et_rc et_sql_fail(const struct et_sqlite *self, int code, struct et_error *error)
{
    const char *path = self->path;
    enum et_rc rc = system_code(self, code_of(code));
    const char *detail =
        self->db && sqlite3_extended_errcode(self->db) == code ? sqlite3_errmsg(self->db) : sqlite3_errstr(code);
    switch (rc) {
    case ET_E_NOMEM:
        return et_fail_nomem(error);
    case ET_E_FULL:
        return et_fail(error, rc, "%s: the disk is full; make room and run the same command again", path);
    case ET_E_READONLY:
        return et_fail(error, rc,
                       "%s: no permission to write the database or its folder (%s); change the rights or choose "
                       "another place with --db",
                       path, detail);
    case ET_E_BUSY:
        return et_fail(error, rc, "%s: the database is locked by another program; wait until it has ended, or stop it",
                       path);
    case ET_E_CORRUPT:
        return et_fail(error, rc,
                       "%s: damaged, or not an SQLite database (%s); restore a backup with: et-intel db restore FILE",
                       path, detail);
    case ET_E_IO:
        return et_fail(error, rc, "%s: reading or writing failed (%s, code %d); check the disk and the folder's rights",
                       path, detail, code);
    case ET_E_CANCELLED:
        return et_fail(error, rc, "%s: interrupted", path);
    default:
        return et_fail(error, rc, "%s: %s (code %d)", path, detail, code);
    }
}

static enum et_rc prepare(struct et_sqlite *self, struct et_slice sql, unsigned flags, sqlite3_stmt **out,
                          struct et_error *error)
{
    int code = sqlite3_prepare_v3(self->db, sql.ptr, (int)sql.len, flags, out, NULL);
    return code == SQLITE_OK ? ET_OK : et_sql_fail(self, code, error);
}

enum et_rc et_sql_open(struct et_sqlite *self, const char *sql, struct et_sql *out, struct et_error *error)
{
    *out = (struct et_sql){.self = self};
    for (size_t i = 0; i < self->statement_count; i++)
        if (self->statements[i].sql == sql) {
            out->stmt = self->statements[i].stmt;
            return ET_OK;
        }
    if (self->statement_count == ET_SQLITE_STATEMENTS)
        return et_fail(error, ET_E_INTERNAL, "more than %d kinds of statements on one connection",
                       ET_SQLITE_STATEMENTS);
    enum et_rc rc = prepare(self, et_slice_of(sql), SQLITE_PREPARE_PERSISTENT, &out->stmt, error);
    if (rc == ET_OK)
        self->statements[self->statement_count++] = (struct et_sqlite_statement){sql, out->stmt};
    return rc;
}

enum et_rc et_sql_make(struct et_sqlite *self, struct et_slice sql, struct et_sql *out, struct et_error *error)
{
    *out = (struct et_sql){.self = self};
    return prepare(self, sql, 0, &out->stmt, error);
}

void et_sql_close(struct et_sql *sql)
{
    if (!sql->stmt)
        return;
    sqlite3_reset(sql->stmt); /* repeats the code of the last step, which has been told already */
    if (sql->bound)
        sqlite3_clear_bindings(sql->stmt);
    sql->bound = 0;
    sql->failed = SQLITE_OK;
}

void et_sql_free(struct et_sql *sql)
{
    sqlite3_finalize(sql->stmt);
    sql->stmt = NULL;
}

static void note(struct et_sql *sql, int code)
{
    if (code != SQLITE_OK && sql->failed == SQLITE_OK)
        sql->failed = code;
}

void et_sql_int(struct et_sql *sql, int64_t value)
{
    note(sql, sqlite3_bind_int64(sql->stmt, ++sql->bound, value));
}

void et_sql_int_or_null(struct et_sql *sql, int64_t value, int64_t null_value)
{
    if (value == null_value)
        note(sql, sqlite3_bind_null(sql->stmt, ++sql->bound));
    else
        et_sql_int(sql, value);
}

void et_sql_text(struct et_sql *sql, struct et_slice text)
{
    sql->bound++;
    note(sql, text.ptr ? sqlite3_bind_text64(sql->stmt, sql->bound, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8)
                       : sqlite3_bind_null(sql->stmt, sql->bound));
}

enum et_rc et_sql_next(struct et_sql *sql, struct et_error *error)
{
    int code = sql->failed == SQLITE_OK ? sqlite3_step(sql->stmt) : sql->failed;
    if (code == SQLITE_ROW)
        return ET_OK;
    enum et_rc rc = code == SQLITE_DONE ? ET_END : et_sql_fail(sql->self, code, error);
    et_sql_close(sql);
    return rc;
}

enum et_rc et_sql_run(struct et_sql *sql, struct et_error *error)
{
    enum et_rc rc;
    do
        rc = et_sql_next(sql, error);
    while (rc == ET_OK);
    return rc == ET_END ? ET_OK : rc;
}

int64_t et_sql_changes(const struct et_sql *sql)
{
    return sqlite3_changes64(sql->self->db);
}

int64_t et_sql_get(const struct et_sql *sql, int column)
{
    return sqlite3_column_int64(sql->stmt, column);
}

int64_t et_sql_get_or(const struct et_sql *sql, int column, int64_t if_null)
{
    return sqlite3_column_type(sql->stmt, column) == SQLITE_NULL ? if_null : sqlite3_column_int64(sql->stmt, column);
}

struct et_slice et_sql_slice(const struct et_sql *sql, int column)
{
    if (sqlite3_column_type(sql->stmt, column) == SQLITE_NULL)
        return et_slice(NULL, 0);
    const char *text = sqlite3_column_blob(sql->stmt, column); /* NULL for an empty one */
    return et_slice(text ? text : "", (size_t)sqlite3_column_bytes(sql->stmt, column));
}

struct et_slice et_sql_copy(const struct et_sql *sql, int column, struct et_arena *arena, enum et_rc *rc)
{
    struct et_slice text = et_sql_slice(sql, column);
    if (!text.ptr)
        return text;
    text = et_arena_copy(arena, text);
    if (!text.ptr)
        *rc = ET_E_NOMEM;
    return text;
}

enum et_rc et_sql_value(struct et_sqlite *self, const char *sql, int64_t if_none, int64_t *out, struct et_error *error)
{
    struct et_sql query;
    enum et_rc rc = et_sql_make(self, et_slice_of(sql), &query, error);
    if (rc != ET_OK)
        return rc;
    rc = et_sql_next(&query, error);
    *out = rc == ET_OK ? et_sql_get_or(&query, 0, if_none) : if_none;
    et_sql_free(&query);
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_sql_do(struct et_sqlite *self, const char *sql, const int64_t *values, size_t count,
                     struct et_error *error)
{
    struct et_sql statement;
    enum et_rc rc = et_sql_make(self, et_slice_of(sql), &statement, error);
    if (rc != ET_OK)
        return rc;
    size_t used = (size_t)sqlite3_bind_parameter_count(statement.stmt);
    for (size_t i = 0; i < count && i < used; i++)
        et_sql_int(&statement, values[i]);
    rc = et_sql_run(&statement, error);
    et_sql_free(&statement);
    return rc;
}

enum et_rc et_sql_exec(struct et_sqlite *self, const char *script, struct et_error *error)
{
    int code = sqlite3_exec(self->db, script, NULL, NULL, NULL);
    return code == SQLITE_OK ? ET_OK : et_sql_fail(self, sqlite3_extended_errcode(self->db), error);
}
