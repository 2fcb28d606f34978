/* Sightings packed many to a row: nothing of what they say is lost, whatever is done with the comments. */
#include "unit/store/fixture.h"

#include <sqlite3.h>

#define N 48

struct place {
    char folder[64], url[128], path[120];
    struct et_store *store;
    struct et_arena arena;
    struct making making;
};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/et-packs-XXXXXX");
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

static void start_over(struct place *p)
{
    char file[140];
    et_store_close(p->store);
    p->store = NULL;
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(file, sizeof file, "%s%s", p->path, ends[i]);
        unlink(file);
    }
    OK(et_store_open(p->url, ET_OPEN_WRITE, &p->store, &fixture_error));
}

static int64_t ask(struct place *p, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    int code = sqlite3_step(stmt);
    int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    assert_true(code == SQLITE_ROW || code == SQLITE_DONE);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return value;
}

static int64_t packed(struct place *p)
{
    return ask(p, "SELECT ifnull(sum(entries), 0) FROM observation_packs");
}

/* Export number `file` of the same comments: seen later and later, some with other counts, one without counts, by
 * "fan" and "guest" in turn. */
static void fill(struct place *p, int file)
{
    static struct said said[N];
    static char texts[N][16], keys[N][16];
    for (int i = 0; i < N; i++) {
        snprintf(texts[i], sizeof texts[i], "t%d", i);
        snprintf(keys[i], sizeof keys[i], "%d", 100 + i);
        said[i] = (struct said){.post = "P",
                                .text = texts[i],
                                .key = i % 3 == 0 ? keys[i] : NULL,
                                .author = i % 2 ? "guest" : "fan",
                                .at = i,
                                .seen = 10 * file,
                                .likes = i % 5 == 0 ? 1 + (file * 7 + i) % 4 : 3,
                                .replies = i % 7 == 0 ? file % 2 : 2};
    }
    make(&p->making, said, N);
}

static int64_t import_number(struct place *p, int file)
{
    char name[16];
    snprintf(name, sizeof name, "file %d", file);
    fill(p, file);
    return import_batch(p->store, name, &p->making.batch);
}

static char *import_order(struct place *p, const int *files, int count)
{
    start_over(p);
    for (int i = 0; i < count; i++)
        import_number(p, files[i]);
    check_sound(p->store);
    return dump(p->store);
}

static void any_order_gives_the_same(void **state)
{
    struct place *p = *state;
    static const int orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {2, 0, 3, 1}};
    char *first = import_order(p, orders[0], 4);
    assert_true(packed(p) > 2 * N);
    for (size_t i = 1; i < 4; i++) {
        char *other = import_order(p, orders[i], 4);
        assert_string_equal(other, first);
        assert_true(packed(p) > N);
        free(other);
    }
    free(first);
}

static void each_import_can_be_taken_back(void **state)
{
    struct place *p = *state;
    uint64_t removed;
    for (int gone = 0; gone < 4; gone++) {
        int rest[3], n = 0;
        for (int i = 0; i < 4; i++)
            if (i != gone)
                rest[n++] = i;
        char *expected = import_order(p, rest, 3);
        static const int all[] = {0, 1, 2, 3};
        free(import_order(p, all, 4));
        OK(et_store_import_undo(p->store, gone + 1, &removed, &fixture_error));
        assert_int_equal(removed, 0);
        check_sound(p->store);
        assert_dump(p->store, expected);
        free(expected);
        for (int i = 0; i < 3; i++) {
            OK(et_store_import_undo(p->store, rest[i] + 1, &removed, &fixture_error));
            assert_int_equal(removed, i == 2 ? N : 0);
        }
        assert_dump(p->store, "\n");
        assert_int_equal(packed(p) + ask(p, "SELECT count(*) FROM observations"), 0);
    }
}

static void a_batch_written_twice_is_kept_once(void **state)
{
    struct place *p = *state;
    int64_t model;
    import_number(p, 0);
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_model(p->store, "rules@1", "aa", &model, &fixture_error));
    int64_t id = new_import(p->store, "b");
    fill(p, 1);
    OK(et_store_write_batch(p->store, id, model, &p->making.batch, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    int64_t before = packed(p) + ask(p, "SELECT count(*) FROM observations");
    char *text = dump(p->store);
    assert_int_equal(before, N);
    for (int again = 0; again < 2; again++) { /* by this connection, and by one that has to look what is there */
        fill(p, 1);
        OK(et_store_begin(p->store, &fixture_error));
        OK(et_store_write_batch(p->store, id, model, &p->making.batch, &fixture_error));
        OK(et_store_commit(p->store, &fixture_error));
        for (size_t i = 0; i < N; i++)
            assert_int_equal(p->making.comments[i].outcome, ET_UNCHANGED);
        assert_int_equal(packed(p) + ask(p, "SELECT count(*) FROM observations"), before);
        et_store_close(p->store);
        OK(et_store_open(p->url, ET_OPEN_WRITE, &p->store, &fixture_error));
    }
    assert_dump(p->store, text);
    free(text);
}

static void forgetting_takes_the_sightings_along(void **state)
{
    struct place *p = *state;
    uint64_t removed;
    for (int i = 0; i < 3; i++)
        import_number(p, i);
    OK(et_store_forget_author(p->store, ET_PLATFORM_UNKNOWN, ET_SLICE("guest"), &removed, &fixture_error));
    assert_int_equal(removed, N / 2);
    check_sound(p->store);
    assert_int_equal(packed(p) + ask(p, "SELECT count(*) FROM observations"), N);
}

static void the_way_down_makes_rows(void **state)
{
    struct place *p = *state;
    struct et_migrate_result result;
    uint64_t removed;
    static const int three[] = {0, 1, 3}, all[] = {0, 1, 2, 3};
    char *expected = import_order(p, three, 3);
    free(import_order(p, all, 4));
    char *before = dump(p->store);
    et_store_close(p->store);
    p->store = NULL;
    OK(et_store_open(p->url, ET_OPEN_MIGRATE, &p->store, &fixture_error));
    OK(et_migrate_down(p->store, "001", &p->arena, &result, &fixture_error));
    assert_int_equal(ask(p, "SELECT count(*) FROM observations"), 3 * N);
    OK(et_migrate_up(p->store, "head", &p->arena, &result, &fixture_error));
    check_sound(p->store);
    assert_dump(p->store, before);
    OK(et_store_import_undo(p->store, 3, &removed, &fixture_error));
    assert_dump(p->store, expected);
    free(expected);
    free(before);
}

static void damage_is_told(void **state)
{
    struct place *p = *state;
    uint64_t removed;
    import_number(p, 0);
    import_number(p, 1);
    ask(p, "UPDATE observation_packs SET data = substr(data, 1, length(data) - 1)");
    assert_int_equal(et_store_import_undo(p->store, 1, &removed, &fixture_error), ET_E_CORRUPT);
    struct et_slice *problems;
    size_t count;
    OK(et_migrate_check(p->store, &p->arena, &problems, &count, &fixture_error));
    assert_int_equal(count, 1);
    assert_true(et_slice_find(problems[0], ET_SLICE("pack")) != SIZE_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_order_gives_the_same),
        TEST(each_import_can_be_taken_back),
        TEST(a_batch_written_twice_is_kept_once),
        TEST(forgetting_takes_the_sightings_along),
        TEST(the_way_down_makes_rows),
        TEST(damage_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
