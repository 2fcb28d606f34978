/* Reading the earlier program's database, with whatever columns and types it has. */
#include "unit/store/fixture.h"

#include "base/file.h"
#include "store/legacy.h"

#include <sqlite3.h>

static char folder[64], path[100];

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/et-legacy-XXXXXX");
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/old.db", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void run_sql(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void reads_any_type(void **state)
{
    (void)state;
    struct et_legacy *legacy;
    struct et_legacy_row row;
    run_sql(
        "CREATE TABLE comments (comment_id TEXT PRIMARY KEY, platform, username, comment_text, timestamp, likes, odd);"
        "INSERT INTO comments VALUES ('a', 'instagram', 'ann', 'hi', '2025-11-20 18:49:05', 7, 1),"
        " ('b', NULL, 5, x'6869', 1763664545.25, '12', NULL), ('c', 'x', '', '', 0, -1, '')");
    assert_true(et_legacy_is(path));
    OK(et_legacy_open(path, &legacy, &fixture_error));
    OK(et_legacy_next(legacy, &row, &fixture_error));
    assert_int_equal(row.rowid, 1);
    assert_true(et_slice_is(row.likes, "7"));
    assert_true(et_slice_is(row.timestamp, "2025-11-20 18:49:05"));
    assert_null(row.post_caption.ptr);
    assert_null(row.comment_likes.ptr);
    OK(et_legacy_next(legacy, &row, &fixture_error));
    assert_null(row.platform.ptr);
    assert_true(et_slice_is(row.username, "5"));
    assert_true(et_slice_is(row.text, "hi"));
    assert_true(et_slice_is(row.timestamp, "1763664545.25"));
    OK(et_legacy_next(legacy, &row, &fixture_error));
    assert_true(row.text.ptr && row.text.len == 0);
    assert_int_equal(et_legacy_next(legacy, &row, &fixture_error), ET_END);
    et_legacy_close(legacy);
    et_legacy_close(NULL);
}

static void knows_what_it_is_not(void **state)
{
    (void)state;
    struct et_legacy *legacy;
    char other[120], url[140];
    struct et_store *store;
    assert_false(et_legacy_is(path));
    assert_false(et_legacy_is(folder));
    assert_int_equal(et_legacy_open(path, &legacy, &fixture_error), ET_E_NOT_FOUND);
    run_sql("CREATE TABLE comments (id, body)");
    assert_false(et_legacy_is(path));
    assert_int_equal(et_legacy_open(path, &legacy, &fixture_error), ET_E_FORMAT);
    snprintf(other, sizeof other, "%s/text.db", folder);
    OK(et_file_write(other, ET_SLICE("SQLite format 3"), &fixture_error));
    assert_false(et_legacy_is(other));
    assert_int_equal(et_legacy_open(other, &legacy, &fixture_error), ET_E_CORRUPT);
    snprintf(other, sizeof other, "%s/ours.db", folder);
    snprintf(url, sizeof url, "sqlite:%s", other);
    OK(et_store_open(url, ET_OPEN_WRITE, &store, &fixture_error));
    et_store_close(store);
    assert_false(et_legacy_is(other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_any_type, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_what_it_is_not, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
