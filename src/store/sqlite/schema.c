/* Drift between the schema and the migrations, and the checks of `db check`. */
#include "store/sqlite/migrate_int.h"

#include <stdio.h>
#include <string.h>

#define PROBLEMS_MAX 100

/* Every object of a schema with its text, without white space that does not matter. The tables in which the full-text
 * index keeps its pages are its own business, but they are there or not. */
#define SCHEMA                                                                                                         \
    "SELECT type, name, ifnull(replace(replace(sql, char(10), ' '), '  ', ' '), '') FROM %s.sqlite_schema"             \
    " WHERE name NOT LIKE 'sqlite\\_%%' ESCAPE '\\' AND name <> 'schema_migrations' ORDER BY type, name"

static enum et_rc add_problem(struct et_arena *arena, struct et_slice *problems, size_t max, size_t *count,
                              const char *text, struct et_error *error)
{
    if (!text)
        return et_fail_nomem(error);
    (void)arena;
    if (*count < max)
        problems[*count] = et_slice_of(text);
    (*count)++;
    return ET_OK;
}

/* A database in memory with the first `applied` migrations. */
static enum et_rc build_model(struct et_sqlite *model, size_t applied, struct et_error *error)
{
    size_t known;
    const struct et_step *all = et_steps(&known);
    int code = sqlite3_open_v2(":memory:", &model->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return et_sql_fail(model, code, error);
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < applied && i < known && rc == ET_OK; i++)
        rc = et_sql_exec(model, all[i].up, error);
    return rc;
}

struct object {
    struct et_slice type, name, sql;
};

static enum et_rc read_objects(struct et_sqlite *self, struct et_arena *arena, struct object **out, size_t *count,
                               struct et_error *error)
{
    char text[512];
    snprintf(text, sizeof text, SCHEMA, "main");
    int64_t total = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM sqlite_schema", 0, &total, error);
    *count = 0;
    *out = et_arena_calloc(arena, (size_t)total + 1, sizeof **out);
    struct et_sql sql;
    if (rc == ET_OK)
        rc = *out ? et_sql_make(self, et_slice_of(text), &sql, error) : et_fail_nomem(error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK && *count < (size_t)total) {
        struct object *object = &(*out)[(*count)++];
        object->type = et_sql_copy(&sql, 0, arena, &rc);
        object->name = et_sql_copy(&sql, 1, arena, &rc);
        object->sql = et_sql_copy(&sql, 2, arena, &rc);
        if (rc != ET_OK) {
            et_fail_nomem(error);
            break;
        }
    }
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

static const struct object *find(const struct object *objects, size_t count, const struct object *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (et_slice_eq(objects[i].type, wanted->type) && et_slice_eq(objects[i].name, wanted->name))
            return &objects[i];
    return NULL;
}

enum et_rc et_schema_compare(struct et_sqlite *self, size_t applied, struct et_arena *arena, struct et_slice *problems,
                             size_t max, size_t *count, struct et_error *error)
{
    struct et_sqlite model = {.path = self->path};
    struct object *have = NULL, *want = NULL;
    size_t have_count = 0, want_count = 0;
    enum et_rc rc = build_model(&model, applied, error);
    if (rc == ET_OK)
        rc = read_objects(&model, arena, &want, &want_count, error);
    if (rc == ET_OK)
        rc = read_objects(self, arena, &have, &have_count, error);
    sqlite3_close_v2(model.db);
    for (size_t i = 0; i < want_count && rc == ET_OK; i++) {
        const struct object *same = find(have, have_count, &want[i]);
        if (same && et_slice_eq(same->sql, want[i].sql))
            continue;
        rc = add_problem(arena, problems, max, count,
                         et_arena_printf(arena, ET_SLICE_FMT " " ET_SLICE_FMT " %s", ET_SLICE_ARG(want[i].type),
                                         ET_SLICE_ARG(want[i].name),
                                         same ? "is not as the migrations make it" : "is missing"),
                         error);
    }
    for (size_t i = 0; i < have_count && rc == ET_OK; i++)
        if (!find(want, want_count, &have[i]))
            rc = add_problem(arena, problems, max, count,
                             et_arena_printf(arena, ET_SLICE_FMT " " ET_SLICE_FMT " was not made by any migration",
                                             ET_SLICE_ARG(have[i].type), ET_SLICE_ARG(have[i].name)),
                             error);
    return rc;
}

/* ---- db check ---- */

struct checking {
    struct et_sqlite *self;
    struct et_arena *arena;
    struct et_slice *problems;
    size_t count;
};

static enum et_rc note(struct checking *checking, const char *text, struct et_error *error)
{
    return add_problem(checking->arena, checking->problems, PROBLEMS_MAX, &checking->count, text, error);
}

/* Each row of a query becomes a problem: format has one %.*s for its first column. */
static enum et_rc check_rows(struct checking *checking, const char *query, const char *before, const char *after,
                             struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_make(checking->self, et_slice_of(query), &sql, error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        const char *text = (const char *)sqlite3_column_text(sql.stmt, 0);
        rc = note(checking, et_arena_printf(checking->arena, "%s%s%s", before, text ? text : "?", after), error);
        if (rc != ET_OK || checking->count >= PROBLEMS_MAX)
            break;
    }
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc check_checksums(struct checking *checking, struct et_error *error)
{
    struct et_migration *all;
    size_t count;
    enum et_rc rc = et_sqlite_migrate_history(&checking->self->base, checking->arena, &all, &count, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        if (all[i].applied && !all[i].checksum.ptr)
            rc = note(checking,
                      et_arena_printf(checking->arena,
                                      "migration " ET_SLICE_FMT " is not known to this version of et-intel",
                                      ET_SLICE_ARG(all[i].name)),
                      error);
        else if (all[i].applied && !et_slice_eq(all[i].checksum, all[i].applied_checksum))
            rc = note(checking,
                      et_arena_printf(checking->arena, "migration " ET_SLICE_FMT " was changed after it was applied",
                                      ET_SLICE_ARG(all[i].name)),
                      error);
    }
    return rc;
}

/* The counts that writing keeps, counted again. Only where the schema is the newest, whose tables these are. */
static enum et_rc check_totals(struct checking *checking, struct et_error *error)
{
    static const struct {
        const char *query, *before, *after;
    } checks[] = {
        {"SELECT p.post_id FROM posts p WHERE p.comment_count <> (SELECT count(*) FROM comment_keys k"
         " WHERE k.post_id = p.post_id AND k.kind = 2)",
         "the count of comments of post ", " is wrong"},
        {"SELECT p.post_id FROM posts p LEFT JOIN (SELECT post_id, count(*) AS n, count(parent_key) AS r, "
         "min(created_at_us) AS a,"
         " max(created_at_us) AS b FROM comments GROUP BY post_id) c ON c.post_id = p.post_id WHERE p.comment_count <> "
         "ifnull(c.n, 0)"
         " OR p.reply_count <> ifnull(c.r, 0) OR (c.n > 0 AND (p.first_us <> c.a OR p.last_us <> c.b))",
         "the totals of post ", " differ from its comments"},
        {"SELECT m.name FROM models m WHERE m.mention_count <> (SELECT count(*) FROM (SELECT DISTINCT comment_id, "
         "entity_id"
         " FROM mentions WHERE model_id = m.model_id AND explicit))",
         "the count of mentions of model ", " is wrong"},
        {"SELECT count(*) FROM authors WHERE author_id NOT IN (SELECT author_id FROM comments WHERE author_id IS NOT "
         "NULL)"
         " HAVING count(*) > 0",
         "", " authors have no comment"},
        {"SELECT pack_id FROM observation_packs WHERE ifnull(json_array_length(et_pack_json(bucket, data)), -1) <> "
         "entries",
         "the pack of sightings ", " is damaged"},
        {"SELECT value FROM meta WHERE key = 'next_comment_id' AND value <= (SELECT max(comment_id) FROM comments)",
         "the next comment id ", " is taken already"},
    };
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && rc == ET_OK && checking->count < PROBLEMS_MAX; i++)
        rc = check_rows(checking, checks[i].query, checks[i].before, checks[i].after, error);
    return rc;
}

/* ---- what a check consists of ---- */

#define STEPS 4
#define TICK 1000000             /* instructions of SQLite's machine between two calls of the progress callback */
#define CHECK_CACHE_KIB "131072" /* foreign keys to authors and comments are looked up in any order */

struct hearing {
    const struct et_check *check;
    uint64_t step;
};

static int hear(void *context)
{
    const struct hearing *hearing = context;
    hearing->check->progress(hearing->check->context, hearing->step, STEPS);
    return 0;
}

static enum et_rc check_structure(struct checking *checking, struct et_error *error)
{
    return check_rows(checking, "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
                      "the file is damaged: ", "; restore a backup", error);
}

static enum et_rc check_references(struct checking *checking, struct et_error *error)
{
    return check_rows(checking,
                      "SELECT DISTINCT \"table\" || ' points at a row of ' || parent || ' that is not there'"
                      " FROM pragma_foreign_key_check",
                      "a row of ", "", error);
}

/* Tables that stay small however many comments there are. */
#define SMALL_TABLES                                                                                                   \
    "(SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('schema_migrations', 'meta', 'imports',"        \
    " 'import_rejects', 'posts', 'post_observations', 'models', 'entities', 'entity_names'))"

static enum et_rc check_small_tables(struct checking *checking, struct et_error *error)
{
    enum et_rc rc = check_rows(checking,
                               "SELECT q.quick_check FROM " SMALL_TABLES " t, pragma_quick_check(t.name) q"
                               " WHERE q.quick_check <> 'ok'",
                               "the file is damaged: ", "; restore a backup", error);
    if (rc == ET_OK)
        rc = check_rows(checking,
                        "SELECT DISTINCT k.\"table\" || ' points at a row of ' || k.parent || ' that is not there'"
                        " FROM " SMALL_TABLES " t, pragma_foreign_key_check(t.name) k",
                        "a row of ", "", error);
    return rc;
}

/* The ends of the large tables: of a file that was cut off they are missing. */
static enum et_rc check_ends(struct checking *checking, struct et_error *error)
{
    return check_rows(checking,
                      "SELECT value FROM meta WHERE key = 'next_comment_id' AND value <= (SELECT max(comment_id) FROM"
                      " comments) UNION ALL SELECT max(comment_id) FROM observations HAVING max(comment_id) < 0"
                      " UNION ALL SELECT max(post_id) FROM comment_keys HAVING max(post_id) < 0"
                      " UNION ALL SELECT max(author_id) FROM authors HAVING max(author_id) < 0",
                      "the numbering of rows is wrong near ", "", error);
}

static enum et_rc check_schema(struct checking *checking, size_t applied, bool newer, struct et_error *error)
{
    enum et_rc rc = check_checksums(checking, error);
    if (rc == ET_OK && !newer)
        rc = et_schema_compare(checking->self, applied, checking->arena, checking->problems, PROBLEMS_MAX,
                               &checking->count, error);
    return rc;
}

static enum et_rc check_all(struct checking *checking, struct hearing *hearing, struct et_error *error)
{
    size_t applied, known;
    bool newer, quick = hearing->check->quick;
    enum et_rc rc = quick ? ET_OK : check_structure(checking, error);
    hearing->step++;
    if (rc == ET_OK)
        rc = et_sqlite_schema_state(checking->self, &applied, &known, &newer, error);
    if (rc == ET_OK)
        rc = check_schema(checking, applied, newer, error);
    hearing->step++;
    if (rc == ET_OK)
        rc = quick ? check_small_tables(checking, error) : check_references(checking, error);
    hearing->step++;
    if (rc == ET_OK && !newer && applied == known && checking->count == 0)
        rc = quick ? check_ends(checking, error) : check_totals(checking, error);
    return rc;
}

static enum et_rc set_cache(struct et_sqlite *self, int64_t pages, struct et_error *error)
{
    char text[64];
    snprintf(text, sizeof text, "PRAGMA cache_size=%lld", (long long)pages);
    return et_sql_exec(self, text, error);
}

enum et_rc et_sqlite_migrate_check(struct et_store *store, const struct et_check *check, struct et_arena *arena,
                                   struct et_slice **problems, size_t *count, struct et_error *error)
{
    struct checking checking = {.self = et_sqlite_of(store), .arena = arena};
    struct hearing hearing = {check, 0};
    int64_t cache = 0;
    checking.problems = et_arena_calloc(arena, PROBLEMS_MAX, sizeof *checking.problems);
    if (!checking.problems)
        return et_fail_nomem(error);
    enum et_rc rc = et_sql_value(checking.self, "PRAGMA cache_size", 0, &cache, error);
    if (rc == ET_OK && !check->quick)
        rc = et_sql_exec(checking.self, "PRAGMA cache_size=-" CHECK_CACHE_KIB, error);
    if (check->progress)
        sqlite3_progress_handler(checking.self->db, TICK, hear, &hearing);
    if (rc == ET_OK)
        rc = check_all(&checking, &hearing, error);
    sqlite3_progress_handler(checking.self->db, 0, NULL, NULL);
    if (rc == ET_OK && !check->quick)
        rc = set_cache(checking.self, cache, error);
    *problems = checking.problems;
    *count = checking.count < PROBLEMS_MAX ? checking.count : PROBLEMS_MAX;
    return rc;
}
