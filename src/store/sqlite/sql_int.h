/** Statements: prepared once per connection, bound, stepped, read. The only place that touches sqlite3_stmt.
 *  A failed bind is remembered and comes out of the next step, so callers bind without checking. */
#ifndef ET_STORE_SQLITE_SQL_INT_H
#define ET_STORE_SQLITE_SQL_INT_H

#include "base/arena.h"
#include "base/error.h"

#include <sqlite3.h>

struct et_sqlite;

struct et_sql {
    struct et_sqlite *self;
    sqlite3_stmt *stmt;
    int bound; /**< parameters bound so far */
    int failed;
};

/** A statement of the connection's cache; sql must be a string literal (its address is the key). Not for nested use of
 * one text. */
ET_MUST_CHECK enum et_rc et_sql_open(struct et_sqlite *self, const char *sql, struct et_sql *out,
                                     struct et_error *error);
/** A statement of its own, for built texts; ended by et_sql_free. */
ET_MUST_CHECK enum et_rc et_sql_make(struct et_sqlite *self, struct et_slice sql, struct et_sql *out,
                                     struct et_error *error);
void et_sql_close(struct et_sql *sql); /**< ready for its next use */
void et_sql_free(struct et_sql *sql);

/** Bind the next parameter. Texts are borrowed until the statement is closed. */
void et_sql_int(struct et_sql *sql, int64_t value);
void et_sql_int_or_null(struct et_sql *sql, int64_t value, int64_t null_value); /**< NULL where value == null_value */
void et_sql_text(struct et_sql *sql, struct et_slice text);                     /**< NULL where ptr is NULL */

ET_MUST_CHECK enum et_rc et_sql_next(struct et_sql *sql, struct et_error *error); /**< ET_OK: a row; ET_END: closed */
ET_MUST_CHECK enum et_rc et_sql_run(struct et_sql *sql, struct et_error *error);  /**< to the end, and closes it */
int64_t et_sql_changes(const struct et_sql *sql);                                 /**< rows changed by the last run */

/** Columns of the present row. Slices hold until the next step. */
int64_t et_sql_get(const struct et_sql *sql, int column);
int64_t et_sql_get_or(const struct et_sql *sql, int column, int64_t if_null);
struct et_slice et_sql_slice(const struct et_sql *sql, int column); /**< ptr NULL for NULL */
/** Copies into the arena; *rc becomes ET_E_NOMEM where memory ran out, and is left alone otherwise. */
struct et_slice et_sql_copy(const struct et_sql *sql, int column, struct et_arena *arena, enum et_rc *rc);

/** One value of a query without parameters; *out is if_none where there is no row or NULL. */
ET_MUST_CHECK enum et_rc et_sql_value(struct et_sqlite *self, const char *sql, int64_t if_none, int64_t *out,
                                      struct et_error *error);
/** Runs one statement of its own with these integers as ?1, ?2, ...; for what is not done often. */
ET_MUST_CHECK enum et_rc et_sql_do(struct et_sqlite *self, const char *sql, const int64_t *values, size_t count,
                                   struct et_error *error);
ET_MUST_CHECK enum et_rc et_sql_exec(struct et_sqlite *self, const char *script,
                                     struct et_error *error); /**< several statements */

/** Fills error for a result code of SQLite: what went wrong with which database, and what to do. */
enum et_rc et_sql_fail(const struct et_sqlite *self, int code, struct et_error *error);

#endif
