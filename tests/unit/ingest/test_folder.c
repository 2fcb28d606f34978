/* Which files of a folder are exports, and the list of rejected records that is none. */
#include "ingest_test.h"

#include "base/file.h"
#include "ingest/import.h"
#include "ingest/rejects.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void put(const char *name, const char *text)
{
    char path[256];
    struct et_error error;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(et_file_write(path, et_slice_of(text), &error), ET_OK);
}

static void files_of_a_folder(void **state)
{
    (void)state;
    static const char *const exports[] = {"a.csv", "b.TSV", "c.json", "d.csv.gz", "e.jsonl", "sub/f.csv"};
    char path[256];
    snprintf(path, sizeof path, "%s/sub", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i < COUNT(exports); i++)
        put(exports[i], "comment,timestamp\n");
    put("notes.md", "x");
    put(".hidden.csv", "x");
    put("a.csv.rejects.csv", "whatever");
    put("brief.json", "{\n  \"et_intel_brief\": 1}");
    put("export.csv", "et_intel_comment,text\n");
    put("top.csv", "name,type,comments,sentiment,interval_low,interval_high,weighted\n");
    put("posts.csv", "post,platform,comments,sentiment,interval_low,interval_high,weighted\n");
    put("top.json", "{\"from\":null,\"to\":null,\"asof\":null,\"comments\":0,\"model\":null,\"top\":[]}\n");
    put("search.json", "{\"total\":2,\"comments\":[{\"et_intel_comment\":\"x\"}]}\n");
    put("import.json", "{\"files\":[{\"path\":\"a.csv\",\"sha256\":null}]}\n");
    put("catalogue.json",
        "[\n  {\n    \"name\": \"Mara Vale\",\n    \"type\": \"person\",\n    \"aliases\": []\n  }\n]\n");
    put("some.db", "not a database");
    put("et_intelligence.log", "x");
    struct et_arena arena;
    struct et_error error;
    const char **paths;
    size_t count;
    et_arena_init(&arena, 0);
    assert_int_equal(et_import_find_files(folder, &arena, &paths, &count, &error), ET_OK);
    assert_int_equal(count, COUNT(exports));
    for (size_t i = 0; i < count; i++)
        assert_string_equal(paths[i] + strlen(folder) + 1, exports[i]);
    snprintf(path, sizeof path, "%s/a.csv", folder);
    assert_int_equal(et_import_find_files(path, &arena, &paths, &count, &error), ET_OK);
    assert_int_equal(count, 1);
    assert_string_equal(paths[0], path);
    snprintf(path, sizeof path, "%s/none", folder);
    assert_int_equal(et_import_find_files(path, &arena, &paths, &count, &error), ET_E_NOT_FOUND);
    et_arena_dispose(&arena);
}

static void rejects(void **state)
{
    (void)state;
    struct et_rejects *list;
    struct et_error error;
    struct et_arena arena;
    struct et_slice path;
    struct et_buf text;
    char logs[128];
    et_arena_init(&arena, 0);
    et_buf_init(&text, 0);
    snprintf(logs, sizeof logs, "%s/logs", folder);
    assert_int_equal(et_rejects_open(logs, "/somewhere/b.csv", &list, &error), ET_OK);
    assert_int_equal(et_rejects_add(list, 7, 1234, "wrong quote", ET_SLICE("a,\"b\"\nc"), &error), ET_OK);
    assert_int_equal(et_rejects_add(list, 9, 2000, "cut off", et_slice(NULL, 0), &error), ET_OK);
    assert_int_equal(et_rejects_close(list, &arena, &path, &error), ET_OK);
    assert_true(et_slice_ends(path, ET_SLICE("/logs/b.csv.rejects.csv")));
    assert_int_equal(et_file_read(path.ptr, 10000, &text, &error), ET_OK);
    assert_slice(et_buf_view(&text),
                 "et_intel_reject_row,byte_offset,reason,record\n7,1234,wrong quote,\"a,\"\"b\"\"\nc\"\n"
                 "9,2000,cut off,\n");
    struct et_import_options options = default_options();
    struct et_export *export;
    assert_int_equal(et_export_open(path.ptr, &options, &export, &error), ET_E_EXISTS);
    et_buf_dispose(&text);
    et_arena_dispose(&arena);
}

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/et-folder-XXXXXX");
    return mkdtemp(folder) ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(files_of_a_folder), cmocka_unit_test(rejects)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
