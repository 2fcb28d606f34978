/* What is SQLite's own: what opens and what is refused, failures of the disk and of memory, foreign files. */
#include "unit/store/fixture.h"

#include "base/file.h"
#include "base/mem.h"
#include "store/sqlite/sqlite_int.h"

#include <fcntl.h>
#include <sys/stat.h>

struct place {
    char folder[64], url[128], path[120];
    struct making making;
};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/et-sqlite-XXXXXX");
    if (!mkdtemp(place->folder))
        return 1;
    snprintf(place->path, sizeof place->path, "%s/a.db", place->folder);
    snprintf(place->url, sizeof place->url, "sqlite:%s", place->path);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", place->folder);
    free(place);
    return system(command);
}

static struct et_store *open_store(const struct place *place, enum et_open_mode mode)
{
    struct et_store *store;
    OK(et_store_open(place->url, mode, &store, &fixture_error));
    return store;
}

static void assert_refused(const char *url, enum et_open_mode mode, enum et_rc code, const char *part)
{
    struct et_store *store = NULL;
    struct et_error error = {0};
    enum et_rc rc = et_store_open(url, mode, &store, &error);
    assert_string_equal(et_rc_name(rc), et_rc_name(code));
    if (!strstr(error.message, part))
        fail_msg("\"%s\" does not say \"%s\"", error.message, part);
    assert_null(store);
}

static void write_file(const char *path, const char *text)
{
    OK(et_file_write(path, et_slice_of(text), &fixture_error));
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

/* ---- opening ---- */

static void refuses_what_it_should(void **state)
{
    struct place *p = *state;
    char url[200];
    assert_refused("mysql:foo", ET_OPEN_READ, ET_E_USAGE, "sqlite:PATH");
    assert_refused("sqlite:", ET_OPEN_WRITE, ET_E_USAGE, "no path");
    assert_refused(p->url, ET_OPEN_READ, ET_E_NOT_FOUND, "et-intel import");
    assert_false(et_file_exists(p->path)); /* asking does not make one */
    snprintf(url, sizeof url, "sqlite:%s", p->folder);
    assert_refused(url, ET_OPEN_WRITE, ET_E_USAGE, "is a folder");
    write_file(p->path,
               "this is a text and no database, however long it may be; it goes on for a while, and then it ends");
    assert_refused(p->url, ET_OPEN_READ, ET_E_CORRUPT, "not an SQLite database");
    assert_refused(p->url, ET_OPEN_WRITE, ET_E_CORRUPT, "not an SQLite database");
    unlink(p->path);
    write_file(p->path, "");
    assert_refused(p->url, ET_OPEN_READ, ET_E_NOT_FOUND, "empty file");
    et_store_close(open_store(p, ET_OPEN_WRITE)); /* an empty file is as good as none */
    et_store_close(open_store(p, ET_OPEN_READ));
}

static void refuses_other_programs(void **state)
{
    struct place *p = *state;
    run_sql(p->path, "CREATE TABLE recipes (name)");
    assert_refused(p->url, ET_OPEN_WRITE, ET_E_SCHEMA, "another program");
    assert_refused(p->url, ET_OPEN_MIGRATE, ET_E_SCHEMA, "another program");
    run_sql(p->path, "DROP TABLE recipes; PRAGMA application_id = 77");
    assert_refused(p->url, ET_OPEN_WRITE, ET_E_SCHEMA, "another program");
    run_sql(p->path, "PRAGMA application_id = 0; CREATE TABLE comments (comment_id TEXT, comment_text TEXT)");
    assert_refused(p->url, ET_OPEN_READ, ET_E_SCHEMA, "et-intel import");
    assert_refused(p->url, ET_OPEN_WRITE, ET_E_SCHEMA, "earlier program");
}

static void makes_folders(void **state)
{
    struct place *p = *state;
    char url[200];
    struct et_store *store;
    snprintf(url, sizeof url, "sqlite:%s/new/deep/x.db", p->folder);
    OK(et_store_open(url, ET_OPEN_WRITE, &store, &fixture_error));
    assert_string_equal(et_store_url(store), url);
    et_store_close(store);
    assert_refused("sqlite:/proc/nothing/x.db", ET_OPEN_WRITE, ET_E_NOT_FOUND, "/proc/nothing");
}

static void reads_where_it_cannot_write(void **state)
{
    struct place *p = *state;
    struct et_store *store = open_store(p, ET_OPEN_WRITE);
    IMPORT(store, "a", &p->making, {.post = "P", .text = "a"});
    et_store_close(store);
    assert_int_equal(chmod(p->path, 0444), 0);
    assert_int_equal(chmod(p->folder, 0555), 0);
    if (geteuid() != 0)
        assert_refused(p->url, ET_OPEN_WRITE, ET_E_READONLY, "no permission");
    store = open_store(p, ET_OPEN_READ);
    char *text = dump(store);
    assert_non_null(strstr(text, "\"a\""));
    free(text);
    et_store_close(store);
    assert_int_equal(chmod(p->folder, 0755), 0);
}

/* ---- two at once ---- */

static void a_second_writer_waits_and_is_told(void **state)
{
    struct place *p = *state;
    struct et_store *one = open_store(p, ET_OPEN_WRITE), *two = open_store(p, ET_OPEN_WRITE);
    sqlite3_busy_timeout(et_sqlite_of(two)->db, 50);
    OK(et_store_begin(one, &fixture_error));
    struct et_error error;
    assert_int_equal(et_store_begin(two, &error), ET_E_BUSY);
    assert_non_null(strstr(error.message, "locked by another program"));
    et_store_rollback(one);
    et_store_close(two);
    et_store_close(one);
}

/* What a connection remembers is dropped when another has written. */
static void two_writers_take_turns(void **state)
{
    struct place *p = *state;
    struct et_store *one = open_store(p, ET_OPEN_WRITE), *two = open_store(p, ET_OPEN_WRITE);
    uint64_t removed;
    add_entities(one);
    IMPORT(one, "a", &p->making, {.post = "P", .author = "x", .text = "a", .analysed = true});
    IMPORT(two, "b", &p->making, {.post = "P", .author = "x", .text = "b", .analysed = true},
           {.post = "P", .text = "a"});
    OK(et_store_import_undo(two, 1, &removed, &fixture_error));
    OK(et_store_import_undo(two, 2, &removed, &fixture_error));
    IMPORT(one, "c", &p->making, {.post = "P", .author = "x", .text = "a"}, {.post = "P", .author = "x", .text = "c"});
    assert_int_equal(p->making.comments[0].outcome, ET_INSERTED);
    check_sound(one);
    et_store_close(two);
    et_store_close(one);
}

/* ---- failures ---- */

static void a_full_disk_loses_nothing(void **state)
{
    struct place *p = *state;
    struct et_store *store = open_store(p, ET_OPEN_WRITE);
    add_entities(store);
    IMPORT(store, "a", &p->making, {.post = "P", .key = "1", .text = "kept", .analysed = true});
    char *before = dump(store);
    char *big = malloc(2000000);
    memset(big, 'x', 1999999);
    big[1999999] = '\0';
    OK(et_sql_exec(et_sqlite_of(store), "PRAGMA max_page_count = 60", &fixture_error));
    MAKE(&p->making, {.post = "P", .key = "2", .text = big, .analysed = true},
         {.post = "P", .key = "1", .text = "kept", .likes = 3});
    struct et_error error;
    OK(et_store_begin(store, &fixture_error));
    int64_t id = new_import(store, "b"), model;
    OK(et_store_model(store, "rules@1", "aa", &model, &fixture_error));
    assert_int_equal(et_store_write_batch(store, id, model, &p->making.batch, &error), ET_E_FULL);
    assert_non_null(strstr(error.message, "disk is full"));
    et_store_rollback(store);
    assert_dump(store, before);
    check_sound(store);
    OK(et_sql_exec(et_sqlite_of(store), "PRAGMA max_page_count = 1000000", &fixture_error));
    p->making.comments[0].outcome = p->making.comments[1].outcome = ET_PENDING_OUTCOME;
    import_batch(store, "b", &p->making.batch);
    assert_int_equal(p->making.comments[0].outcome, ET_INSERTED);
    check_sound(store);
    et_store_close(store);
    free(before);
    free(big);
}

static void damage_is_told(void **state)
{
    struct place *p = *state;
    struct et_store *store = open_store(p, ET_OPEN_WRITE);
    IMPORT(store, "a", &p->making, {.post = "P", .text = "a"});
    et_store_close(store);
    FILE *file = fopen(p->path, "r+b");
    static const char garbage[4096] = "garbage";
    for (long at = 8192; at < 400000; at += 8192) {
        fseek(file, at, SEEK_SET);
        fwrite(garbage, 1, sizeof garbage, file);
    }
    fclose(file);
    struct et_error error;
    enum et_rc rc = et_store_open(p->url, ET_OPEN_READ, &store, &error);
    if (rc == ET_OK) {
        struct et_arena arena;
        struct et_slice *problems;
        size_t count = 0;
        et_arena_init(&arena, 0);
        rc = et_migrate_check(store, &arena, &problems, &count, &error);
        assert_true(rc == ET_E_CORRUPT || count > 0);
        et_arena_dispose(&arena);
        et_store_close(store);
    } else {
        assert_int_equal(rc, ET_E_CORRUPT);
    }
}

#ifdef ET_FAULTS
/* Allocations, SQLite's too, fail from one on, earlier or later: the call says so, nothing leaks, and the store goes
 * on. */
static enum et_rc try_everything(struct place *p, struct et_store *store, struct et_error *error)
{
    struct et_arena arena;
    struct et_stored_comment *comments;
    struct et_unscored *unscored;
    struct et_catalogue catalogue;
    struct et_store_stats stats;
    size_t count;
    uint64_t total;
    int64_t model;
    struct et_search search = {.filter = ET_FILTER_ALL};
    struct et_import import = {.path = ET_SLICE("x"), .started_at_us = 1};
    et_arena_init(&arena, 0);
    enum et_rc rc = et_store_lookup(store, &p->making.batch, &arena, error);
    if (rc == ET_OK)
        rc = et_store_begin(store, error);
    if (rc == ET_OK)
        rc = et_store_import_begin(store, &import, error);
    if (rc == ET_OK)
        rc = et_store_model(store, "rules@1", "aa", &model, error);
    if (rc == ET_OK)
        rc = et_store_write_batch(store, import.id, model, &p->making.batch, error);
    if (rc == ET_OK)
        rc = et_store_commit(store, error);
    if (rc != ET_OK)
        et_store_rollback(store);
    if (rc == ET_OK)
        rc = et_store_unscored(store, true, 0, 10, &arena, &unscored, &count, error);
    if (rc == ET_OK)
        rc = et_store_catalogue(store, &arena, &catalogue, error);
    if (rc == ET_OK)
        rc = et_store_search(store, &search, 10, 0, &arena, &comments, &count, &total, error);
    if (rc == ET_OK)
        rc = et_store_stats(store, &arena, &stats, error);
    et_arena_dispose(&arena);
    return rc;
}

static void memory_runs_out_anywhere(void **state)
{
    struct place *p = *state;
    struct et_store *store = NULL;
    struct et_error error;
    int done = 0;
    for (long n = 0; n < 100000 && !done; n += 1 + n / 40) {
        MAKE(&p->making, {.post = "P", .key = "1", .text = "a", .analysed = true, .caption = "cap"},
             {.post = "P", .text = "b", .seen = n}, {.post = "P", .key = "2", .parent = "1", .text = "c"},
             {.post = "P", .text = "b"});
        et_mem_fail_after(n);
        enum et_rc rc = et_store_open(p->url, ET_OPEN_WRITE, &store, &error);
        if (rc == ET_OK)
            rc = try_everything(p, store, &error);
        done = !et_mem_failed();
        et_mem_fail_after(-1);
        if (rc != ET_OK && (done || rc != ET_E_NOMEM)) /* SQLite does without some */
            fail_msg("allocation %ld: %s: %s", n, et_rc_name(rc), error.message);
        if (store) {
            if (rc != ET_OK) /* and it works again */
                OK(try_everything(p, store, &fixture_error));
            check_sound(store);
            et_store_close(store);
            store = NULL;
        }
    }
    assert_true(done);
}
#endif

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(refuses_what_it_should),
        TEST(refuses_other_programs),
        TEST(makes_folders),
        TEST(reads_where_it_cannot_write),
        TEST(a_second_writer_waits_and_is_told),
        TEST(two_writers_take_turns),
        TEST(a_full_disk_loses_nothing),
        TEST(damage_is_told),
#ifdef ET_FAULTS
        TEST(memory_runs_out_anywhere),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
