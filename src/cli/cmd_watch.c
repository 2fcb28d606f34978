#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "cli/chat.h"
#include "cli/commands.h"
#include "cli/import_run.h"

#include <string.h>
#include <unistd.h>

static int run_watch(struct et_app *app);

static const struct et_option watch_options[] = {
    {"interval", 0, ET_VALUE_DURATION, "SPAN", NULL, false, "How often to look (default 5s)"},
    {0},
};
static const struct et_option *const options[] = {et_import_flags, watch_options, NULL};
static const struct et_example examples[] = {
    {"et-intel watch", "Imports what is put into data/uploads until Ctrl-C."},
    {0},
};

const struct et_command et_cmd_watch = {
    .name = "watch",
    .synopsis = "[DIR]",
    .summary = "Import exports as they arrive in the uploads folder, until stopped",
    .details =
        "A file is imported when its size has not changed between two looks, and said on standard output, one line a "
        "file (with --json one object a line). Ctrl-C or a termination signal ends it after the batch in hand.",
    .section = "Data",
    .options = options,
    .examples = examples,
    .max_operands = 1,
    .operand = ET_VALUE_FOLDER,
    .run = run_watch,
};

/* What was seen of each path: a hash of size and time, and whether that state was imported. */
struct watch {
    struct et_import_run *run;
    const char *folder;
    struct et_map64 seen; /* hash of path -> state */
    struct et_map64 done; /* hash of path -> state that was imported */
};

static uint64_t state_of(const char *path)
{
    struct et_error error;
    uint64_t bytes;
    int64_t modified_us;
    bool is_folder;
    if (et_file_stat(path, &bytes, &modified_us, &is_folder, &error) != ET_OK || is_folder)
        return 0;
    return et_mix64(bytes ^ et_mix64((uint64_t)modified_us)) | 1;
}

/* Whether the file is quiet (the same at two looks) and new. */
static bool is_due(struct watch *watch, const char *path)
{
    uint64_t key = et_hash64(et_slice_of(path)), state = state_of(path);
    uint64_t *seen = et_map64_put(&watch->seen, key, NULL), *done = et_map64_get(&watch->done, key);
    if (!seen || !state)
        return false;
    bool quiet = *seen == state;
    *seen = state;
    return quiet && !(done && *done == state);
}

static void say_result(struct et_import_run *run)
{
    struct et_app *app = run->app;
    const struct et_import_result *result = &run->results[run->count - 1];
    const struct et_import_counts *c = &result->report.import.counts;
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_str(&json, "path", result->path);
        et_emit_put_str(&json, "error", result->error);
        et_emit_put_bool(&json, "skipped", result->report.skipped);
        et_emit_put_uint(&json, "rows", c->rows);
        et_emit_put_uint(&json, "inserted", result->report.skipped ? 0 : c->inserted);
        et_emit_put_uint(&json, "rejected", c->rejected);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    } else if (result->rc != ET_OK) {
        et_app_say(app, "%s: failed\n", result->path);
    } else if (result->report.skipped) {
        et_app_say(app, "%s: known already\n", result->path);
    } else {
        et_app_say(app, "%s: %llu rows, %llu new, %llu updated, %llu rejected\n", result->path,
                   (unsigned long long)c->rows, (unsigned long long)c->inserted, (unsigned long long)c->updated,
                   (unsigned long long)c->rejected);
    }
    et_app_flush(app);
}

static enum et_rc look(struct watch *watch, struct et_error *error)
{
    struct et_import_run *run = watch->run;
    struct et_arena arena;
    const char **paths;
    size_t count, imported = 0;
    et_arena_init(&arena, 0);
    enum et_rc rc = et_import_find_files(watch->folder, &arena, &paths, &count, error);
    for (size_t i = 0; rc == ET_OK && i < count && !et_app_stop; i++) {
        if (!is_due(watch, paths[i]))
            continue;
        uint64_t *done = et_map64_put(&watch->done, et_hash64(et_slice_of(paths[i])), NULL);
        run->count = 0; /* one result at a time: memory does not grow with the days */
        if (!et_import_run_file(run, paths[i]) && run->stopped != ET_E_CANCELLED)
            rc = et_fail(error, run->stopped, "%s", run->count ? run->results[0].error : "memory ran out");
        if (done && run->stopped == ET_OK)
            *done = state_of(paths[i]);
        if (run->count)
            say_result(run);
        imported++;
    }
    if (rc == ET_OK && imported && !et_app_stop)
        rc = et_import_run_settle(run, error);
    if (rc == ET_OK && imported)
        et_hybrid_after_import(run->app);
    et_arena_dispose(&arena);
    return rc;
}

static enum et_rc watch_until_stopped(struct watch *watch, int64_t interval_us, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    while (rc == ET_OK && !et_app_stop && !watch->run->app->out_closed) {
        rc = look(watch, error);
        for (int64_t waited = 0; rc == ET_OK && waited < interval_us && !et_app_stop; waited += 100000)
            usleep(100000);
    }
    return rc;
}

static int run_watch(struct et_app *app)
{
    struct et_import_run run;
    struct et_error error;
    const char *span = et_args_text(&app->args, "interval");
    int64_t interval_us = 5 * ET_US_SECOND;
    struct watch watch = {.run = &run};
    watch.folder = app->args.operand_count ? app->args.operands[0] : et_app_setting(app, "folders.uploads");
    if (span && !et_duration_parse(et_slice_of(span), &interval_us))
        interval_us = 5 * ET_US_SECOND;
    enum et_rc rc = et_import_run_options(&run, app, &error);
    if (rc == ET_OK)
        rc = et_folder_make(watch.folder, &error);
    if (rc == ET_OK)
        rc = et_import_run_open(&run, &error);
    if (rc == ET_OK) {
        et_app_note(app, "Watching %s. Ctrl-C ends.", watch.folder);
        rc = watch_until_stopped(&watch, interval_us, &error);
    }
    et_map64_dispose(&watch.seen);
    et_map64_dispose(&watch.done);
    et_import_run_close(&run);
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, &error);
}
