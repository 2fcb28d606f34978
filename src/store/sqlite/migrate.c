#include "store/sqlite/migrate_int.h"

#include "base/embed.h"
#include "base/log.h"
#include "base/time.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

extern const struct et_embedded et_embedded_migrations_sqlite[];
extern const struct et_embedded et_embedded_version[];

/* ---- what is known ---- */

static struct et_step steps[ET_STEPS_MAX];
static size_t step_count;

static const struct et_embedded *find_file(struct et_slice name, const char *suffix)
{
    for (const struct et_embedded *file = et_embedded_migrations_sqlite; file->name; file++) {
        struct et_slice full = et_slice_of(file->name);
        if (full.len == name.len + strlen(suffix) && et_slice_starts(full, name) &&
            et_slice_ends(full, et_slice_of(suffix)))
            return file;
    }
    return NULL;
}

static int step_order(const void *left, const void *right)
{
    return et_slice_cmp(((const struct et_step *)left)->name, ((const struct et_step *)right)->name);
}

static void read_steps(void)
{
    for (const struct et_embedded *file = et_embedded_migrations_sqlite; file->name && step_count < ET_STEPS_MAX;
         file++) {
        struct et_slice name = et_slice_of(file->name);
        if (!et_slice_ends(name, ET_SLICE(".up.sql")))
            continue;
        struct et_step *step = &steps[step_count];
        step->name = et_slice_sub(name, 0, name.len - strlen(".up.sql"));
        const struct et_embedded *down = find_file(step->name, ".down.sql");
        step->up = file->data;
        step->down = down ? down->data : NULL;
        struct et_buf both;
        et_buf_init(&both, 0);
        et_buf_add(&both, file->data, file->size);
        if (down)
            et_buf_add(&both, down->data, down->size);
        et_sha256_of(et_buf_view(&both), step->checksum);
        et_buf_dispose(&both);
        step_count++;
    }
    qsort(steps, step_count, sizeof steps[0], step_order);
}

const struct et_step *et_steps(size_t *count)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, read_steps);
    *count = step_count;
    return steps;
}

/* ---- what is applied ---- */

enum et_rc et_sqlite_schema_state(struct et_sqlite *self, size_t *applied, size_t *known, bool *newer,
                                  struct et_error *error)
{
    struct et_sql sql;
    const struct et_step *all = et_steps(known);
    *applied = 0;
    *newer = false;
    enum et_rc rc = et_sql_make(self, ET_SLICE("SELECT name FROM schema_migrations ORDER BY name"), &sql, error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_slice name = et_sql_slice(&sql, 0);
        if (*applied < *known && et_slice_eq(name, all[*applied].name))
            (*applied)++;
        else
            *newer = true;
    }
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_sqlite_migrate_history(struct et_store *store, struct et_arena *arena, struct et_migration **out,
                                     size_t *count, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    const struct et_step *all = et_steps(count);
    int64_t recorded = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM schema_migrations", 0, &recorded, error);
    if (rc != ET_OK)
        return rc;
    struct et_migration *list = et_arena_calloc(arena, *count + (size_t)recorded + 1, sizeof *list);
    if (!list)
        return et_fail_nomem(error);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct et_migration){all[i].name, false, ET_TIME_NONE, et_slice_of(all[i].checksum), {NULL, 0}};
    struct et_sql sql;
    rc = et_sql_make(self, ET_SLICE("SELECT name, checksum, applied_at_us FROM schema_migrations ORDER BY name"), &sql,
                     error);
    size_t known = *count;
    while (rc == ET_OK && (rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_slice name = et_sql_slice(&sql, 0);
        struct et_migration *one = NULL;
        for (size_t i = 0; i < known && !one; i++)
            one = et_slice_eq(list[i].name, name) ? &list[i] : NULL;
        if (!one) { /* of a newer program */
            one = &list[(*count)++];
            one->name = et_sql_copy(&sql, 0, arena, &rc);
        }
        one->applied = true;
        one->applied_checksum = et_sql_copy(&sql, 1, arena, &rc);
        one->applied_at_us = et_sql_get(&sql, 2);
        if (rc != ET_OK)
            et_fail_nomem(error);
    }
    et_sql_free(&sql);
    *out = list;
    return rc == ET_END ? ET_OK : rc;
}

/* ---- running ---- */

enum et_rc et_step_table(struct et_sqlite *self, struct et_error *error)
{
    return et_sql_exec(
        self,
        "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL,"
        " applied_at_us INTEGER NOT NULL, program TEXT NOT NULL) STRICT, WITHOUT ROWID",
        error);
}

static enum et_rc record(struct et_sqlite *self, const struct et_step *step, bool up, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_make(self,
                                up ? ET_SLICE("INSERT INTO schema_migrations VALUES (?, ?, ?, ?)")
                                   : ET_SLICE("DELETE FROM schema_migrations WHERE name = ?"),
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, step->name);
    if (up) {
        et_sql_text(&sql, et_slice_of(step->checksum));
        et_sql_int(&sql, et_time_now_us());
        et_sql_text(&sql, et_slice_trim(et_slice_of(et_embedded_version[0].data)));
    }
    rc = et_sql_run(&sql, error);
    et_sql_free(&sql);
    return rc;
}

static enum et_rc check_keys(struct et_sqlite *self, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_make(self, ET_SLICE("PRAGMA foreign_key_check"), &sql, error);
    if (rc != ET_OK)
        return rc;
    rc = et_sql_next(&sql, error);
    if (rc == ET_OK) {
        struct et_slice table = et_sql_slice(&sql, 0);
        rc = et_fail(error, ET_E_CORRUPT, "a row of table " ET_SLICE_FMT " would point nowhere", ET_SLICE_ARG(table));
    }
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_step_run(struct et_sqlite *self, const struct et_step *step, bool up, struct et_error *error)
{
    const char *script = up ? step->up : step->down;
    if (!script)
        return et_fail(error, ET_E_SCHEMA, "migration " ET_SLICE_FMT " has no way down", ET_SLICE_ARG(step->name));
    enum et_rc rc = et_sql_exec(self, "PRAGMA foreign_keys=OFF", error);
    if (rc == ET_OK)
        rc = et_sqlite_begin(&self->base, error);
    if (rc != ET_OK)
        return rc;
    rc = et_sql_exec(self, script, error);
    if (rc == ET_OK)
        rc = record(self, step, up, error);
    if (rc == ET_OK)
        rc = check_keys(self, error);
    if (rc == ET_OK)
        rc = et_sqlite_commit(&self->base, error);
    if (rc != ET_OK) {
        et_sqlite_rollback(&self->base);
        return et_error_prefix(error, "migration " ET_SLICE_FMT " (%s)", ET_SLICE_ARG(step->name), up ? "up" : "down");
    }
    et_sqlite_forget_caches(self);
    ET_LOG(ET_LOG_INFO, "store.migrate", up ? "migration applied" : "migration taken back",
           ET_F_SLICE("name", step->name), ET_F_STR("path", self->path));
    return ET_OK;
}

static enum et_rc write_schema(struct et_sqlite *self, bool upgrade, struct et_error *error)
{
    size_t applied = 0, known = 0;
    bool newer;
    const struct et_step *all = et_steps(&known);
    enum et_rc rc = et_step_table(self, error);
    if (rc == ET_OK)
        rc = et_sql_exec(self, "PRAGMA application_id=" ET_SQLITE_APPLICATION_ID_TEXT, error);
    if (rc == ET_OK) /* another program may have been quicker */
        rc = et_sqlite_schema_state(self, &applied, &known, &newer, error);
    for (size_t i = applied; upgrade && i < known && rc == ET_OK; i++) {
        rc = et_sql_exec(self, all[i].up, error);
        if (rc == ET_OK)
            rc = record(self, &all[i], true, error);
    }
    return rc;
}

/* A new database gets its whole schema in one transaction, so that none is ever found half made. */
enum et_rc et_sqlite_create(struct et_sqlite *self, bool upgrade, struct et_error *error)
{
    enum et_rc rc = et_sql_exec(self, "PRAGMA page_size=" ET_SQLITE_PAGE_SIZE "; PRAGMA journal_mode=WAL;", error);
    if (rc == ET_OK)
        rc = et_sqlite_begin(&self->base, error);
    if (rc == ET_OK)
        rc = write_schema(self, upgrade, error);
    if (rc == ET_OK)
        rc = et_sqlite_commit(&self->base, error);
    if (rc != ET_OK)
        et_sqlite_rollback(&self->base);
    else
        ET_LOG(ET_LOG_INFO, "store.migrate", "database made", ET_F_STR("path", self->path));
    return rc;
}

/* ---- targets ---- */

static enum et_rc named_target(struct et_slice name, size_t *goal, struct et_error *error)
{
    size_t known;
    const struct et_step *all = et_steps(&known);
    for (size_t i = 0; i < known; i++) {
        struct et_slice number = et_slice_sub(all[i].name, 0, 3);
        if (et_slice_eq(name, all[i].name) || et_slice_eq(name, number)) {
            *goal = i + 1;
            return ET_OK;
        }
    }
    return et_fail(error, ET_E_USAGE,
                   "there is no migration \"" ET_SLICE_FMT "\"; `et-intel db history` lists them (or write "
                   "head, base, +1, -1)",
                   ET_SLICE_ARG(name));
}

enum et_rc et_step_target(const char *target, size_t applied, size_t *goal, struct et_error *error)
{
    size_t known;
    int64_t steps_away;
    struct et_slice name = et_slice_of(target);
    et_steps(&known);
    if (et_slice_is(name, "head")) {
        *goal = known;
        return ET_OK;
    }
    if (et_slice_is(name, "base")) {
        *goal = 0;
        return ET_OK;
    }
    if (name.len < 2 || (name.ptr[0] != '+' && name.ptr[0] != '-'))
        return named_target(name, goal, error);
    if (!et_slice_to_i64(et_slice_sub(name, 1, name.len), &steps_away) || steps_away > ET_STEPS_MAX)
        return et_fail(error, ET_E_USAGE, "\"%.40s\" is no number of migrations", target);
    int64_t wanted = (int64_t)applied + (name.ptr[0] == '+' ? steps_away : -steps_away);
    if (wanted < 0 || wanted > (int64_t)known)
        return et_fail(error, ET_E_USAGE, "%.40s leads beyond the %s migration", target,
                       wanted < 0 ? "first" : "newest");
    *goal = (size_t)wanted;
    return ET_OK;
}

static bool is_destructive(const char *script)
{
    struct et_slice rest = et_slice_of(script);
    return et_slice_find(et_slice_cut(&rest, '\n'), ET_SLICE("-- destructive")) != SIZE_MAX;
}

static enum et_rc automatic_backup(struct et_sqlite *self, struct et_arena *arena, struct et_migrate_result *out,
                                   struct et_error *error)
{
    char time[ET_TIME_TEXT];
    et_time_format_iso_us(et_time_now_us(), time);
    for (char *c = time; *c; c++)
        if (*c == ':' || *c == '.')
            *c = '-';
    char *path = et_arena_printf(arena, "%s.before-migration-%s", self->path, time);
    if (!path)
        return et_fail_nomem(error);
    enum et_rc rc = et_sqlite_backup(&self->base, path, error);
    if (rc != ET_OK)
        return et_error_prefix(error, "the automatic backup before the migration");
    out->backup = et_slice_of(path);
    return ET_OK;
}

static enum et_rc start(struct et_sqlite *self, const char *target, size_t *applied, size_t *goal,
                        struct et_migrate_result *out, struct et_error *error)
{
    size_t known;
    bool newer;
    *out = (struct et_migrate_result){0};
    enum et_rc rc = et_sqlite_schema_state(self, applied, &known, &newer, error);
    if (rc == ET_OK && newer)
        return et_fail(error, ET_E_SCHEMA,
                       "%s has migrations that this version of et-intel does not know; use the newer version",
                       self->path);
    return rc == ET_OK ? et_step_target(target, *applied, goal, error) : rc;
}

enum et_rc et_sqlite_migrate_up(struct et_store *store, const char *target, struct et_arena *arena,
                                struct et_migrate_result *out, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    size_t applied, goal, known;
    const struct et_step *all = et_steps(&known);
    enum et_rc rc = start(self, target, &applied, &goal, out, error);
    if (rc == ET_OK && goal < applied)
        return et_fail(error, ET_E_USAGE, "%.60s lies behind the present schema; use `db downgrade`", target);
    for (size_t i = applied; i < goal && rc == ET_OK; i++) {
        if (is_destructive(all[i].up) && !out->backup.ptr)
            rc = automatic_backup(self, arena, out, error);
        if (rc == ET_OK)
            rc = et_step_run(self, &all[i], true, error);
        out->applied += rc == ET_OK;
    }
    return rc;
}

enum et_rc et_sqlite_migrate_down(struct et_store *store, const char *target, struct et_arena *arena,
                                  struct et_migrate_result *out, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    size_t applied, goal, known;
    const struct et_step *all = et_steps(&known);
    enum et_rc rc = start(self, target, &applied, &goal, out, error);
    if (rc == ET_OK && goal > applied)
        return et_fail(error, ET_E_USAGE, "%.60s lies ahead of the present schema; use `db upgrade`", target);
    if (rc == ET_OK && goal < applied)
        rc = automatic_backup(self, arena, out, error);
    for (size_t i = applied; i > goal && rc == ET_OK; i--) {
        rc = et_step_run(self, &all[i - 1], false, error);
        out->undone += rc == ET_OK;
    }
    return rc;
}

/* ---- stamp ---- */

static enum et_rc write_stamp(struct et_sqlite *self, size_t goal, struct et_error *error)
{
    size_t known;
    const struct et_step *all = et_steps(&known);
    enum et_rc rc = et_sqlite_begin(&self->base, error);
    if (rc != ET_OK)
        return rc;
    rc = et_sql_exec(self, "DELETE FROM schema_migrations", error);
    for (size_t i = 0; i < goal && rc == ET_OK; i++)
        rc = record(self, &all[i], true, error);
    if (rc == ET_OK)
        return et_sqlite_commit(&self->base, error);
    et_sqlite_rollback(&self->base);
    return rc;
}

enum et_rc et_sqlite_migrate_stamp(struct et_store *store, const char *target, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_migrate_result unused;
    struct et_arena arena;
    struct et_slice problem = {NULL, 0};
    size_t applied, goal, problems = 0;
    enum et_rc rc = start(self, target, &applied, &goal, &unused, error);
    if (rc != ET_OK)
        return rc;
    et_arena_init(&arena, 0);
    rc = et_schema_compare(self, goal, &arena, &problem, 1, &problems, error);
    if (rc == ET_OK && problems)
        rc =
            et_fail(error, ET_E_SCHEMA, "the schema of %s is not that of %.60s (" ET_SLICE_FMT "); nothing was stamped",
                    self->path, target, ET_SLICE_ARG(problem));
    et_arena_dispose(&arena);
    return rc == ET_OK ? write_stamp(self, goal, error) : rc;
}
