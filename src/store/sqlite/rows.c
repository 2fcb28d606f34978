#include "store/sqlite/sqlite_int.h"

struct table {
    sqlite3_vtab base;
    struct et_sqlite *self;
};

struct cursor {
    sqlite3_vtab_cursor base;
    const struct et_rows *rows;
    size_t row;
};

static int connect(sqlite3 *db, void *context, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
    (void)argc;
    (void)argv;
    (void)message;
    int code = sqlite3_declare_vtab(
        db, "CREATE TABLE x(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15)");
    if (code != SQLITE_OK)
        return code;
    struct table *table = sqlite3_malloc(sizeof *table);
    if (!table)
        return SQLITE_NOMEM;
    *table = (struct table){.self = context};
    *out = &table->base;
    return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

/* Always read from the first row to the last: the statements name it first and join what is indexed to it. */
static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedCost = 1000;
    info->estimatedRows = 1000;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    (void)table;
    struct cursor *cursor = sqlite3_malloc(sizeof *cursor);
    if (!cursor)
        return SQLITE_NOMEM;
    *cursor = (struct cursor){0};
    *out = &cursor->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int number, const char *name, int argc, sqlite3_value **argv)
{
    (void)number;
    (void)name;
    (void)argc;
    (void)argv;
    struct cursor *cursor = (struct cursor *)base;
    cursor->rows = ((struct table *)base->pVtab)->self->rows;
    cursor->row = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    ((struct cursor *)base)->row++;
    return SQLITE_OK;
}

static int at_end(sqlite3_vtab_cursor *base)
{
    const struct cursor *cursor = (const struct cursor *)base;
    return !cursor->rows || cursor->row >= cursor->rows->count;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *out, int number)
{
    const struct cursor *cursor = (const struct cursor *)base;
    cursor->rows->column(cursor->rows->context, cursor->row, number, out);
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((const struct cursor *)base)->row;
    return SQLITE_OK;
}

/* Without xCreate the module is a table of its own name in every database of the connection: nothing is stored. */
static const sqlite3_module module = {
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = at_end,
    .xColumn = column,
    .xRowid = rowid,
};

int et_rows_register(struct et_sqlite *self)
{
    return sqlite3_create_module(self->db, "et_rows", &module, self);
}

void et_matrix_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct et_matrix *matrix = context;
    et_rows_int_or_null(out, matrix->values[row * matrix->width + (size_t)column], INT64_MIN);
}

void et_rows_set(struct et_sqlite *self, const struct et_rows *rows)
{
    self->rows = rows;
}

enum et_rc et_rows_run(struct et_sqlite *self, const char *sql, const struct et_rows *rows, int64_t *changes,
                       struct et_error *error)
{
    struct et_sql statement;
    if (changes)
        *changes = 0;
    if (rows->count == 0)
        return ET_OK;
    enum et_rc rc = et_sql_open(self, sql, &statement, error);
    if (rc != ET_OK)
        return rc;
    et_rows_set(self, rows);
    rc = et_sql_run(&statement, error);
    et_rows_set(self, NULL);
    if (rc == ET_OK && changes)
        *changes = et_sql_changes(&statement);
    return rc;
}
