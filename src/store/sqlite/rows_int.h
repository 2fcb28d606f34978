/** Rows of the program's own memory as a table, et_rows(c0, c1, ...), so that one statement reads or writes a whole
 * batch: INSERT INTO t SELECT c0, c1 FROM et_rows. It saves the cost of binding, starting and resetting for every row.
 */
#ifndef ET_STORE_SQLITE_ROWS_INT_H
#define ET_STORE_SQLITE_ROWS_INT_H

#include "base/error.h"
#include "base/slice.h"

#include <sqlite3.h>

struct et_sqlite;

struct et_rows {
    size_t count;
    const void *context;
    /** Gives column of row, by one of sqlite3_result_*. Texts must hold until the statement has ended. */
    void (*column)(const void *context, size_t row, int column, sqlite3_context *out);
};

#define ET_ROWS_COLUMNS 16

int et_rows_register(struct et_sqlite *self);

/** Sets what et_rows reads next; NULL = nothing. */
void et_rows_set(struct et_sqlite *self, const struct et_rows *rows);

/** Runs a statement (a literal) once with these rows; *changes (may be NULL) = rows inserted, updated or deleted. Does
 * nothing where there are no rows. */
ET_MUST_CHECK enum et_rc et_rows_run(struct et_sqlite *self, const char *sql, const struct et_rows *rows,
                                     int64_t *changes, struct et_error *error);

/** Rows of whole numbers, laid out one after the other: the quickest to read. INT64_MIN stands for NULL. */
struct et_matrix {
    const int64_t *values;
    size_t width; /**< columns */
};
void et_matrix_column(const void *matrix, size_t row, int column, sqlite3_context *out);

static inline void et_rows_text(sqlite3_context *out, struct et_slice text)
{
    if (text.ptr)
        sqlite3_result_text64(out, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
    else
        sqlite3_result_null(out);
}

static inline void et_rows_int_or_null(sqlite3_context *out, int64_t value, int64_t null_value)
{
    if (value == null_value)
        sqlite3_result_null(out);
    else
        sqlite3_result_int64(out, value);
}

#endif
