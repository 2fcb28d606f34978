/* The database of the earlier Python program. */
#include "store/legacy.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/slice.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define FIELDS 17

static const char *const columns[FIELDS] = {"comment_id",
                                            "platform",
                                            "username",
                                            "comment_text",
                                            "timestamp",
                                            "likes",
                                            "post_id",
                                            "post_subject",
                                            "post_url",
                                            "post_caption",
                                            "primary_emotion",
                                            "sentiment_score",
                                            "weighted_sentiment",
                                            "is_sarcastic",
                                            "secondary_emotions",
                                            "mentioned_entities",
                                            "comment_likes"};

struct et_legacy {
    sqlite3 *db;
    sqlite3_stmt *rows;
    char *path;
};

static bool is_sqlite(const char *path)
{
    char head[16] = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t n = fread(head, 1, sizeof head, file);
    fclose(file);
    return n == sizeof head && memcmp(head, "SQLite format 3", 16) == 0;
}

/* Read-only. A log that its program left beside it is read too where the folder can be written; where it can't, the
 * file is taken as it is. */
static int open_file(const char *path, sqlite3 **db)
{
    int code = sqlite3_open_v2(path, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(*db, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
    if ((code & 0xff) != SQLITE_CANTOPEN && (code & 0xff) != SQLITE_READONLY)
        return code;
    sqlite3_close_v2(*db);
    *db = NULL;
    char *uri = sqlite3_mprintf("file:%s?immutable=1", path);
    if (!uri)
        return SQLITE_NOMEM;
    code = sqlite3_open_v2(uri, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);
    sqlite3_free(uri);
    return code;
}

static int count_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int count = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        count = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return count;
}

static bool has_its_table(sqlite3 *db)
{
    return count_of(db, "SELECT count(*) FROM pragma_table_info('comments') WHERE name = 'comment_text'") == 1 &&
           count_of(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'") == 0;
}

bool et_legacy_is(const char *path)
{
    sqlite3 *db = NULL;
    if (et_folder_exists(path) || !is_sqlite(path))
        return false;
    bool is = open_file(path, &db) == SQLITE_OK && has_its_table(db);
    sqlite3_close_v2(db);
    return is;
}

static bool has_column(sqlite3 *db, const char *name)
{
    char *sql = sqlite3_mprintf("SELECT count(*) FROM pragma_table_info('comments') WHERE name = %Q", name);
    bool has = sql && count_of(db, sql) == 1;
    sqlite3_free(sql);
    return has;
}

static enum et_rc prepare(struct et_legacy *legacy, struct et_error *error)
{
    char sql[1024];
    size_t len = (size_t)snprintf(sql, sizeof sql, "SELECT rowid");
    for (size_t i = 0; i < FIELDS; i++)
        len += (size_t)snprintf(sql + len, sizeof sql - len, ", %s",
                                has_column(legacy->db, columns[i]) ? columns[i] : "NULL");
    snprintf(sql + len, sizeof sql - len, " FROM comments ORDER BY rowid");
    int code = sqlite3_prepare_v2(legacy->db, sql, -1, &legacy->rows, NULL);
    return code == SQLITE_OK ? ET_OK : et_fail(error, ET_E_CORRUPT, "%s: %s", legacy->path, sqlite3_errmsg(legacy->db));
}

enum et_rc et_legacy_open(const char *path, struct et_legacy **out, struct et_error *error)
{
    if (!et_file_exists(path))
        return et_fail(error, ET_E_NOT_FOUND, "there is no file %s", path);
    struct et_legacy *legacy = et_calloc(1, sizeof *legacy);
    if (!legacy)
        return et_fail_nomem(error);
    legacy->path = et_malloc(strlen(path) + 1);
    enum et_rc rc = legacy->path ? ET_OK : et_fail_nomem(error);
    if (rc == ET_OK) {
        memcpy(legacy->path, path, strlen(path) + 1);
        int code = open_file(path, &legacy->db);
        if (code != SQLITE_OK)
            rc = et_fail(error, (code & 0xff) == SQLITE_NOMEM ? ET_E_NOMEM : ET_E_CORRUPT,
                         "%s can't be read as a database: %s", path, sqlite3_errstr(code));
        else if (!has_its_table(legacy->db))
            rc = et_fail(error, ET_E_FORMAT,
                         "%s is not the database of the earlier program (no table comments with a column "
                         "comment_text)",
                         path);
    }
    if (rc == ET_OK)
        rc = prepare(legacy, error);
    if (rc != ET_OK) {
        et_legacy_close(legacy);
        return rc;
    }
    *out = legacy;
    return ET_OK;
}

void et_legacy_close(struct et_legacy *legacy)
{
    if (!legacy)
        return;
    sqlite3_finalize(legacy->rows);
    sqlite3_close_v2(legacy->db);
    et_free(legacy->path);
    et_free(legacy);
}

/* Any type of SQLite's as text: numbers as it writes them. */
static struct et_slice column_text(sqlite3_stmt *stmt, int column)
{
    if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
        return et_slice(NULL, 0);
    const char *text = sqlite3_column_type(stmt, column) == SQLITE_BLOB
                           ? sqlite3_column_blob(stmt, column)
                           : (const char *)sqlite3_column_text(stmt, column);
    return et_slice(text ? text : "", (size_t)sqlite3_column_bytes(stmt, column));
}

enum et_rc et_legacy_next(struct et_legacy *legacy, struct et_legacy_row *row, struct et_error *error)
{
    int code = sqlite3_step(legacy->rows);
    if (code == SQLITE_DONE)
        return ET_END;
    if (code == SQLITE_NOMEM)
        return et_fail_nomem(error);
    if (code != SQLITE_ROW)
        return et_fail(error, (code & 0xff) == SQLITE_BUSY ? ET_E_BUSY : ET_E_CORRUPT, "%s: %s", legacy->path,
                       sqlite3_errmsg(legacy->db));
    struct et_slice *fields[FIELDS] = {&row->comment_id,
                                       &row->platform,
                                       &row->username,
                                       &row->text,
                                       &row->timestamp,
                                       &row->likes,
                                       &row->post_id,
                                       &row->post_subject,
                                       &row->post_url,
                                       &row->post_caption,
                                       &row->primary_emotion,
                                       &row->sentiment_score,
                                       &row->weighted_sentiment,
                                       &row->is_sarcastic,
                                       &row->secondary_emotions,
                                       &row->mentioned_entities,
                                       &row->comment_likes};
    row->rowid = sqlite3_column_int64(legacy->rows, 0);
    for (int i = 0; i < FIELDS; i++)
        *fields[i] = column_text(legacy->rows, i + 1);
    return ET_OK;
}
