/* The import loop over a store: what the ledger says of files that fail. */
#include "unit/ingest/ingest_test.h"

#include "base/file.h"
#include "ingest/import.h"

struct place {
    char folder[64], url[96], path[96];
    struct et_store *store;
    struct et_analyser *analyser;
    struct et_arena arena;
    struct et_error error;
    struct et_import_report report;
};

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    struct et_analyser_config config = {0};
    *state = p;
    snprintf(p->folder, sizeof p->folder, "/tmp/et-import-XXXXXX");
    if (!mkdtemp(p->folder))
        return 1;
    snprintf(p->url, sizeof p->url, "sqlite:%s/a.db", p->folder);
    snprintf(p->path, sizeof p->path, "%s/a.csv", p->folder);
    et_arena_init(&p->arena, 0);
    return et_analyser_new(&config, &p->analyser, &p->error) != ET_OK ||
           et_store_open(p->url, ET_OPEN_WRITE, &p->store, &p->error) != ET_OK;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];
    et_store_close(p->store);
    et_analyser_free(p->analyser);
    et_arena_dispose(&p->arena);
    snprintf(command, sizeof command, "rm -rf %s", p->folder);
    free(p);
    return system(command);
}

static enum et_rc import_text(struct place *p, const char *text, char order)
{
    FILE *file = fopen(p->path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    struct et_import_options options = default_options();
    options.platform = ET_PLATFORM_YOUTUBE;
    options.date_order = order;
    struct et_import_job job = {.store = p->store, .analyser = p->analyser, .threads = 2, .rejects_folder = p->folder};
    p->error = (struct et_error){0};
    return et_import_file(&job, p->path, &options, &p->arena, &p->report, &p->error);
}

static const struct et_import *ledger(struct place *p, size_t wanted)
{
    struct et_import *all;
    size_t count;
    assert_int_equal(et_store_import_list(p->store, &p->arena, &all, &count, &p->error), ET_OK);
    assert_int_equal(count, wanted);
    return all;
}

static const char undecided[] = "author,comment,date\n"
                                "ann,one,03/04/2025 10:00\n"
                                "ben,two,05/06/2025 11:00\n";

static void a_file_that_fails_is_finished_as_failed(void **state)
{
    struct place *p = *state;
    assert_int_equal(import_text(p, undecided, 0), ET_E_USAGE);
    const struct et_import *imports = ledger(p, 1);
    assert_int_equal(imports[0].state, ET_IMPORT_FAILED);
    assert_true(imports[0].finished_at_us != ET_TIME_NONE);
    assert_true(et_slice_find(imports[0].reason, ET_SLICE("--date-order")) != SIZE_MAX);
    assert_int_equal(imports[0].counts.rows, 0);
    /* With the answer it is another import, and it is done. */
    assert_int_equal(import_text(p, undecided, 'D'), ET_OK);
    imports = ledger(p, 2);
    assert_int_equal(imports[1].state, ET_IMPORT_DONE);
    assert_null(imports[1].reason.ptr);
    assert_int_equal(imports[1].counts.inserted, 2);
}

static void a_failed_file_is_tried_again(void **state)
{
    struct place *p = *state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(import_text(p, undecided, 0), ET_E_USAGE);
        const struct et_import *imports = ledger(p, 1);
        assert_int_equal(imports[0].state, ET_IMPORT_FAILED);
    }
    uint64_t removed;
    assert_int_equal(et_store_import_undo(p->store, 1, &removed, &p->error), ET_OK);
    assert_int_equal(ledger(p, 1)[0].state, ET_IMPORT_UNDONE);
}

static void what_is_interrupted_stays_unfinished(void **state)
{
    struct place *p = *state;
    static const char text[] = "author,comment,date\nann,one,2025-04-03 10:00\n";
    FILE *file = fopen(p->path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    volatile int stop = 1;
    struct et_import_options options = default_options();
    options.platform = ET_PLATFORM_YOUTUBE;
    struct et_import_job job = {
        .store = p->store, .analyser = p->analyser, .threads = 1, .rejects_folder = p->folder, .stop = &stop};
    assert_int_equal(et_import_file(&job, p->path, &options, &p->arena, &p->report, &p->error), ET_E_CANCELLED);
    assert_int_equal(ledger(p, 1)[0].state, ET_IMPORT_RUNNING);
    assert_null(ledger(p, 1)[0].reason.ptr);
    assert_int_equal(import_text(p, text, 0), ET_OK);
    assert_int_equal(ledger(p, 1)[0].state, ET_IMPORT_DONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_that_fails_is_finished_as_failed),
        TEST(a_failed_file_is_tried_again),
        TEST(what_is_interrupted_stays_unfinished),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
