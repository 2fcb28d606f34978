/* Migrations up and down, stamps, drift, backups. */
#include "unit/store/fixture.h"

#include "base/file.h"

#include <sqlite3.h>

struct place {
    char folder[64], url[128], path[120];
    struct et_store *store;
    struct et_arena arena;
    struct making making;
};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/et-migrate-XXXXXX");
    if (!mkdtemp(place->folder))
        return 1;
    snprintf(place->path, sizeof place->path, "%s/a.db", place->folder);
    snprintf(place->url, sizeof place->url, "sqlite:%s", place->path);
    et_arena_init(&place->arena, 0);
    *state = place;
    return et_store_open(place->url, ET_OPEN_WRITE, &place->store, &fixture_error) == ET_OK ? 0 : 1;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    char command[128];
    et_store_close(place->store);
    et_arena_dispose(&place->arena);
    snprintf(command, sizeof command, "rm -rf %s", place->folder);
    free(place);
    return system(command);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(db);
}

static void open_again(struct place *p, enum et_open_mode mode)
{
    et_store_close(p->store);
    p->store = NULL;
    OK(et_store_open(p->url, mode, &p->store, &fixture_error));
}

static size_t problems_of(struct place *p, const char *part)
{
    struct et_slice *problems;
    size_t count;
    bool said = false;
    OK(et_migrate_check(p->store, &p->arena, &problems, &count, &fixture_error));
    for (size_t i = 0; i < count; i++)
        said = said || et_slice_find(problems[i], et_slice_of(part)) != SIZE_MAX;
    if (count && !said)
        fail_msg("no problem says \"%s\"; the first: %.*s", part, ET_SLICE_ARG(problems[0]));
    return count;
}

static struct et_slice newest(struct place *p, size_t *known)
{
    struct et_migration *all;
    OK(et_migrate_history(p->store, &p->arena, &all, known, &fixture_error));
    return all[*known - 1].name;
}

static void a_new_database_is_at_the_head(void **state)
{
    struct place *p = *state;
    struct et_migration *all;
    size_t count;
    struct et_slice current;
    OK(et_migrate_history(p->store, &p->arena, &all, &count, &fixture_error));
    assert_true(count >= 1);
    assert_true(et_slice_is(all[0].name, "001_initial_schema"));
    for (size_t i = 0; i < count; i++) {
        assert_true(all[i].applied);
        assert_true(all[i].applied_at_us > T0);
        assert_int_equal(all[i].checksum.len, 64);
        assert_true(et_slice_eq(all[i].checksum, all[i].applied_checksum));
    }
    OK(et_migrate_current(p->store, &p->arena, &current, &fixture_error));
    assert_true(et_slice_eq(current, newest(p, &count)));
    assert_int_equal(problems_of(p, ""), 0);
}

static void down_and_up_again(void **state)
{
    struct place *p = *state;
    struct et_migrate_result result;
    struct et_slice current;
    size_t known;
    newest(p, &known);
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "a"});
    open_again(p, ET_OPEN_MIGRATE);
    assert_int_equal(et_migrate_down(p->store, "+1", &p->arena, &result, &fixture_error), ET_E_USAGE);
    OK(et_migrate_down(p->store, "base", &p->arena, &result, &fixture_error));
    assert_int_equal(result.undone, known);
    assert_true(result.backup.ptr && et_file_exists(result.backup.ptr));
    OK(et_migrate_current(p->store, &p->arena, &current, &fixture_error));
    assert_int_equal(current.len, 0);
    assert_int_equal(problems_of(p, ""), 0);
    /* Neither reading nor importing goes on with the old schema. */
    struct et_store *other;
    assert_int_equal(et_store_open(p->url, ET_OPEN_READ, &other, &fixture_error), ET_E_SCHEMA);
    assert_non_null(strstr(fixture_error.message, "db upgrade"));
    assert_int_equal(et_store_open(p->url, ET_OPEN_WRITE, &other, &fixture_error), ET_E_SCHEMA);
    struct et_slice backup = result.backup;
    assert_int_equal(et_migrate_up(p->store, "-1", &p->arena, &result, &fixture_error), ET_E_USAGE);
    assert_int_equal(et_migrate_up(p->store, "nonsense", &p->arena, &result, &fixture_error), ET_E_USAGE);
    OK(et_migrate_up(p->store, "+1", &p->arena, &result, &fixture_error));
    assert_int_equal(result.applied, 1);
    OK(et_migrate_up(p->store, "001", &p->arena, &result, &fixture_error));
    assert_int_equal(result.applied, 0);
    OK(et_migrate_up(p->store, "head", &p->arena, &result, &fixture_error));
    assert_int_equal(problems_of(p, ""), 0);
    open_again(p, ET_OPEN_WRITE);
    assert_dump(p->store, "\n");
    /* What the downgrade took is in the backup. */
    struct et_slice kept;
    et_store_close(p->store);
    p->store = NULL;
    OK(et_store_restore(p->url, backup.ptr, &p->arena, &kept, &fixture_error));
    assert_true(et_file_exists(kept.ptr));
    OK(et_store_open(p->url, ET_OPEN_WRITE, &p->store, &fixture_error));
    char *text = dump(p->store);
    assert_non_null(strstr(text, "\"a\""));
    free(text);
    check_sound(p->store);
}

static void drift_is_found(void **state)
{
    struct place *p = *state;
    run_sql(p->path, "CREATE TABLE extra (x)");
    assert_int_equal(problems_of(p, "table extra was not made by any migration"), 1);
    run_sql(p->path, "DROP TABLE extra; DROP INDEX comments_by_parent");
    assert_int_equal(problems_of(p, "index comments_by_parent is missing"), 1);
    run_sql(p->path, "CREATE INDEX comments_by_parent ON comments (parent_key)");
    assert_int_equal(problems_of(p, "comments_by_parent is not as the migrations make it"), 1);
}

static void changed_and_unknown_migrations(void **state)
{
    struct place *p = *state;
    struct et_migrate_result result;
    struct et_store *other;
    run_sql(p->path, "UPDATE schema_migrations SET checksum = 'x' WHERE name = '001_initial_schema'");
    assert_int_equal(problems_of(p, "was changed after it was applied"), 1);
    run_sql(p->path, "INSERT INTO schema_migrations VALUES ('999_future', 'x', 1, '9.9')");
    assert_int_equal(et_store_open(p->url, ET_OPEN_READ, &other, &fixture_error), ET_E_SCHEMA);
    assert_non_null(strstr(fixture_error.message, "newer"));
    assert_int_equal(et_store_open(p->url, ET_OPEN_WRITE, &other, &fixture_error), ET_E_SCHEMA);
    open_again(p, ET_OPEN_MIGRATE);
    assert_int_equal(et_migrate_up(p->store, "head", &p->arena, &result, &fixture_error), ET_E_SCHEMA);
    assert_int_equal(et_migrate_down(p->store, "base", &p->arena, &result, &fixture_error), ET_E_SCHEMA);
    assert_true(problems_of(p, "is not known to this version") > 0);
}

static void stamps_only_what_is_true(void **state)
{
    struct place *p = *state;
    struct et_slice current;
    size_t known;
    open_again(p, ET_OPEN_MIGRATE);
    assert_int_equal(et_migrate_stamp(p->store, "base", &fixture_error), ET_E_SCHEMA);
    assert_non_null(strstr(fixture_error.message, "nothing was stamped"));
    run_sql(p->path, "DELETE FROM schema_migrations");
    OK(et_migrate_stamp(p->store, "head", &fixture_error));
    OK(et_migrate_current(p->store, &p->arena, &current, &fixture_error));
    assert_true(et_slice_eq(current, newest(p, &known)));
    assert_int_equal(problems_of(p, ""), 0);
}

static void dangling_rows_and_wrong_totals_are_found(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "a"});
    run_sql(p->path, "INSERT INTO pending VALUES (4711)");
    assert_int_equal(problems_of(p, "pending points at a row of comments"), 1);
    run_sql(p->path, "DELETE FROM pending WHERE comment_id = 4711; UPDATE posts SET comment_count = 9");
    assert_true(problems_of(p, "count of comments of post 1 is wrong") > 0);
}

static size_t quick_problems_of(struct place *p, const char *part)
{
    struct et_slice *problems;
    size_t count;
    const struct et_check quick = {.quick = true};
    OK(et_migrate_check_as(p->store, &quick, &p->arena, &problems, &count, &fixture_error));
    if (count && et_slice_find(problems[0], et_slice_of(part)) == SIZE_MAX)
        fail_msg("the first problem does not say \"%s\": %.*s", part, ET_SLICE_ARG(problems[0]));
    return count;
}

/* The check of the self-check sees the schema and the small tables, and leaves the comments to the full one. */
static void the_quick_check(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "a"});
    assert_int_equal(quick_problems_of(p, ""), 0);
    run_sql(p->path, "INSERT INTO import_rejects VALUES (1, 4711, 1, 1, 'r')");
    assert_int_equal(quick_problems_of(p, "import_rejects points at a row of imports"), 1);
    run_sql(p->path, "DELETE FROM import_rejects; UPDATE meta SET value = 1 WHERE key = 'next_comment_id'");
    assert_int_equal(quick_problems_of(p, "numbering"), 1);
    run_sql(p->path, "UPDATE meta SET value = 2 WHERE key = 'next_comment_id'; INSERT INTO pending VALUES (4711)");
    assert_int_equal(quick_problems_of(p, ""), 0);
    assert_int_equal(problems_of(p, "pending points at a row of comments"), 1);
    run_sql(p->path, "DROP INDEX comments_by_parent");
    assert_int_equal(quick_problems_of(p, "index comments_by_parent is missing"), 1);
}

static void count_step(void *context, uint64_t done, uint64_t total)
{
    assert_true(done < total);
    (*(uint64_t *)context)++;
}

static void a_check_tells_how_far_it_is(void **state)
{
    struct place *p = *state;
    uint64_t heard = 0;
    struct et_slice *problems;
    size_t count;
    const struct et_check check = {.progress = count_step, .context = &heard};
    run_sql(p->path, "INSERT INTO imports (import_id, path, sha256, options, format, bytes, started_at_us, state)"
                     " VALUES (1, '', '', '', '', 0, 0, 1);"
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
                     " INSERT INTO import_rejects SELECT i, 1, i, i, 'r' FROM n");
    OK(et_migrate_check_as(p->store, &check, &p->arena, &problems, &count, &fixture_error));
    assert_int_equal(count, 0);
    assert_true(heard > 0);
}

static void backups(void **state)
{
    struct place *p = *state;
    char path[160], other[160];
    struct et_slice kept;
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "a"});
    snprintf(path, sizeof path, "%s/backup.db", p->folder);
    OK(et_store_begin(p->store, &fixture_error)); /* an open transaction is not in it, and does not hinder it */
    struct et_store *reader;
    OK(et_store_clone(p->store, &reader, &fixture_error));
    OK(et_store_backup(reader, path, &fixture_error));
    et_store_close(reader);
    et_store_rollback(p->store);
    assert_int_equal(et_store_backup(p->store, path, &fixture_error), ET_E_EXISTS);
    IMPORT(p->store, "b", &p->making, {.post = "P", .text = "later"});
    et_store_close(p->store);
    p->store = NULL;
    snprintf(other, sizeof other, "%s/none.db", p->folder);
    assert_int_equal(et_store_restore(p->url, other, &p->arena, &kept, &fixture_error), ET_E_NOT_FOUND);
    run_sql(other, "CREATE TABLE recipes (name)");
    assert_int_equal(et_store_restore(p->url, other, &p->arena, &kept, &fixture_error), ET_E_SCHEMA);
    OK(et_file_write(
        other,
        ET_SLICE("not a database at all, not a database at all, not a database at all, not a database at all, no"),
        &fixture_error));
    assert_int_equal(et_store_restore(p->url, other, &p->arena, &kept, &fixture_error), ET_E_CORRUPT);
    assert_null(kept.ptr);
    OK(et_store_restore(p->url, path, &p->arena, &kept, &fixture_error));
    OK(et_store_open(p->url, ET_OPEN_WRITE, &p->store, &fixture_error));
    char *text = dump(p->store);
    assert_non_null(strstr(text, "\"a\""));
    assert_null(strstr(text, "later"));
    free(text);
    check_sound(p->store);
    /* The one that was replaced is whole. */
    et_store_close(p->store);
    snprintf(p->url, sizeof p->url, "sqlite:%s", kept.ptr);
    OK(et_store_open(p->url, ET_OPEN_WRITE, &p->store, &fixture_error));
    text = dump(p->store);
    assert_non_null(strstr(text, "later"));
    free(text);
    /* And a backup goes where there is nothing yet. */
    snprintf(other, sizeof other, "sqlite:%s/fresh.db", p->folder);
    OK(et_store_restore(other, path, &p->arena, &kept, &fixture_error));
    assert_null(kept.ptr);
}

static void a_restore_waits_for_nobody(void **state)
{
    struct place *p = *state;
    char path[160];
    struct et_slice kept;
    snprintf(path, sizeof path, "%s/backup.db", p->folder);
    OK(et_store_backup(p->store, path, &fixture_error));
    OK(et_store_begin(p->store, &fixture_error));
    assert_int_equal(et_store_restore(p->url, path, &p->arena, &kept, &fixture_error), ET_E_BUSY);
    et_store_rollback(p->store);
    check_sound(p->store);
}

static void new_revisions(void **state)
{
    struct place *p = *state;
    struct et_slice made;
    char folder[120], expected[200];
    snprintf(folder, sizeof folder, "%s/migrations", p->folder);
    assert_int_equal(et_migrate_revision(folder, "x", &p->arena, &made, &fixture_error), ET_E_NOT_FOUND);
    OK(et_folder_make(folder, &fixture_error));
    assert_int_equal(et_migrate_revision(folder, " !! ", &p->arena, &made, &fixture_error), ET_E_USAGE);
    OK(et_migrate_revision(folder, "Add a Table!", &p->arena, &made, &fixture_error));
    snprintf(expected, sizeof expected, "%s/001_add_a_table.up.sql", folder);
    assert_string_equal(made.ptr, expected);
    OK(et_migrate_revision(folder, "../../etc/passwd", &p->arena, &made, &fixture_error));
    snprintf(expected, sizeof expected, "%s/002_etc_passwd.up.sql", folder);
    assert_string_equal(made.ptr, expected);
    snprintf(expected, sizeof expected, "%s/002_etc_passwd.down.sql", folder);
    assert_true(et_file_exists(expected));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_database_is_at_the_head),
        TEST(down_and_up_again),
        TEST(drift_is_found),
        TEST(changed_and_unknown_migrations),
        TEST(stamps_only_what_is_true),
        TEST(dangling_rows_and_wrong_totals_are_found),
        TEST(the_quick_check),
        TEST(a_check_tells_how_far_it_is),
        TEST(backups),
        TEST(a_restore_waits_for_nobody),
        TEST(new_revisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
