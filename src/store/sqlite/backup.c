/* Backup and restore: copies through SQLite, so that they are consistent while others write, checked before they count.
 */
#include "store/sqlite/migrate_int.h"

#include "base/file.h"
#include "base/log.h"
#include "base/time.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STEP_PAGES 4096
#define WAIT_MS 50
#define WAITS_MAX 200

static enum et_rc copy_pages(struct et_sqlite *from, struct et_sqlite *to, struct et_error *error)
{
    int code = SQLITE_OK, waits = 0;
    sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
    if (!backup)
        return et_sql_fail(to, sqlite3_extended_errcode(to->db), error);
    while ((code = sqlite3_backup_step(backup, STEP_PAGES)) == SQLITE_OK ||
           ((code & 0xff) == SQLITE_BUSY && waits++ < WAITS_MAX)) {
        if (code != SQLITE_OK)
            sqlite3_sleep(WAIT_MS);
    }
    int end = sqlite3_backup_finish(backup);
    if (code == SQLITE_DONE && end == SQLITE_OK)
        return ET_OK;
    return et_sql_fail(to, code == SQLITE_DONE || end != SQLITE_OK ? end : code, error);
}

static enum et_rc verify(struct et_sqlite *copy, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_make(copy, ET_SLICE("PRAGMA integrity_check(1)"), &sql, error);
    if (rc != ET_OK)
        return rc;
    rc = et_sql_next(&sql, error);
    if (rc == ET_OK && !et_slice_is(et_sql_slice(&sql, 0), "ok"))
        rc = et_fail(error, ET_E_CORRUPT, "%s: the check found damage: " ET_SLICE_FMT, copy->path,
                     ET_SLICE_ARG(et_sql_slice(&sql, 0)));
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

static void remove_copy(const char *path)
{
    char beside[4096];
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        int len = snprintf(beside, sizeof beside, "%s%s", path, suffixes[i]);
        if (len > 0 && (size_t)len < sizeof beside)
            unlink(beside);
    }
}

/* Copies into a file beside `path` and gives it that name when it is whole and sound. */
static enum et_rc write_copy(struct et_sqlite *from, const char *path, struct et_arena *arena, struct et_error *error)
{
    struct et_sqlite *to = NULL;
    char *part = et_arena_printf(arena, "%s.part-%ld", path, (long)getpid());
    if (!part)
        return et_fail_nomem(error);
    enum et_rc rc = et_sqlite_connect(part, ET_OPEN_MIGRATE, &to, error);
    if (rc != ET_OK)
        return rc;
    rc = copy_pages(from, to, error);
    if (rc == ET_OK) /* one file, without a log beside it */
        rc = et_sql_exec(to, "PRAGMA journal_mode=DELETE", error);
    if (rc == ET_OK)
        rc = verify(to, error);
    et_sqlite_close(&to->base);
    if (rc == ET_OK && rename(part, path) != 0)
        rc = et_fail_errno(error, errno, "%s could not be given its name", path);
    if (rc != ET_OK)
        remove_copy(part);
    return rc;
}

enum et_rc et_sqlite_backup(struct et_store *store, const char *path, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_arena arena;
    if (et_file_exists(path) || et_folder_exists(path))
        return et_fail(error, ET_E_EXISTS, "%s is there already; name a new file", path);
    et_arena_init(&arena, 0);
    enum et_rc rc = write_copy(self, path, &arena, error);
    et_arena_dispose(&arena);
    if (rc == ET_OK)
        ET_LOG(ET_LOG_INFO, "store.backup", "backup written", ET_F_STR("path", path), ET_F_STR("of", self->path));
    return rc;
}

/* ---- restore ---- */

static enum et_rc check_backup(struct et_sqlite *backup, struct et_error *error)
{
    enum et_sqlite_owner owner = ET_OWNER_NOBODY;
    size_t applied, known;
    bool newer = false;
    enum et_rc rc = et_sqlite_owner(backup, &owner, error);
    if (rc == ET_OK && owner != ET_OWNER_OURS)
        return et_fail(error, ET_E_SCHEMA, "%s is no backup of an et-intel database", backup->path);
    if (rc == ET_OK)
        rc = et_sqlite_schema_state(backup, &applied, &known, &newer, error);
    if (rc == ET_OK && newer)
        return et_fail(error, ET_E_SCHEMA, "%s was made by a newer version of et-intel", backup->path);
    return rc == ET_OK ? verify(backup, error) : rc;
}

/* The present database goes aside whole: its log is written into it first, and nobody else may have it open. */
static enum et_rc put_aside(const char *path, const char *kept, struct et_error *error)
{
    struct et_sqlite *present = NULL;
    if (et_sqlite_connect(path, ET_OPEN_MIGRATE, &present, NULL) == ET_OK) {
        enum et_rc rc = et_sql_exec(
            present, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);", error);
        et_sqlite_close(&present->base);
        if (rc == ET_E_BUSY)
            return rc;
    } /* a damaged one is what a backup is restored for */
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char from[4096], to[4096];
        int a = snprintf(from, sizeof from, "%s%s", path, suffixes[i]),
            b = snprintf(to, sizeof to, "%s%s", kept, suffixes[i]);
        if (a < 0 || b < 0 || (size_t)a >= sizeof from || (size_t)b >= sizeof to)
            return et_fail(error, ET_E_TOO_LONG, "%.200s: the path is too long", path);
        if (et_file_exists(from) && rename(from, to) != 0)
            return et_fail_errno(error, errno, "%s could not be put aside as %s", from, to);
    }
    return ET_OK;
}

static char *aside_name(const char *path, struct et_arena *arena)
{
    char time[ET_TIME_TEXT];
    et_time_format_iso_us(et_time_now_us(), time);
    for (char *c = time; *c; c++)
        if (*c == ':' || *c == '.')
            *c = '-';
    return et_arena_printf(arena, "%s.before-restore-%s", path, time);
}

enum et_rc et_sqlite_restore(const char *url, const char *backup, struct et_arena *arena, struct et_slice *kept,
                             struct et_error *error)
{
    const char *path = et_sqlite_path_of(url);
    struct et_sqlite *from = NULL;
    char *ready = et_arena_printf(arena, "%s.restored-%ld", path, (long)getpid());
    char *aside = aside_name(path, arena);
    *kept = et_slice(NULL, 0);
    if (!ready || !aside)
        return et_fail_nomem(error);
    if (!et_file_exists(backup))
        return et_fail(error, ET_E_NOT_FOUND, "there is no backup at %s", backup);
    enum et_rc rc = et_sqlite_connect(backup, ET_OPEN_READ, &from, error);
    if (rc != ET_OK)
        return rc;
    rc = check_backup(from, error);
    if (rc == ET_OK)
        rc = write_copy(from, ready, arena, error);
    et_sqlite_close(&from->base);
    if (rc == ET_OK && et_file_exists(path)) {
        rc = put_aside(path, aside, error);
        *kept = rc == ET_OK ? et_slice_of(aside) : *kept;
    }
    if (rc == ET_OK && rename(ready, path) != 0)
        rc = et_fail_errno(error, errno, "%s could not be put in place", path);
    if (rc != ET_OK) {
        remove_copy(ready);
        return rc;
    }
    ET_LOG(ET_LOG_INFO, "store.backup", "backup restored", ET_F_STR("from", backup), ET_F_STR("path", path),
           ET_F_SLICE("kept", *kept));
    return ET_OK;
}
