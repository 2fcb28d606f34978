#include "cli/import_run.h"

#include "base/file.h"
#include "cli/discover_run.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "types/platform.h"

#include <stdio.h>
#include <string.h>

const struct et_option et_import_flags[] = {
    {"platform", 'p', ET_VALUE_TEXT, "NAME", "instagram|youtube|tiktok|facebook|x|threads|reddit|other", false,
     "The platform, where the file does not tell it"},
    {"subject", 's', ET_VALUE_TEXT, "NAME", NULL, false, "Whom or what the posts are about"},
    {"url", 0, ET_VALUE_TEXT, "URL", NULL, false, "The post's address, where the file does not give it"},
    {"timezone", 0, ET_VALUE_ZONE, "ZONE", NULL, false,
     "Zone of local times in the file (default UTC): America/New_York"},
    {"date-order", 0, ET_VALUE_CHOICE, "ORDER", "dmy|mdy|ymd", false,
     "Order of day and month, where the file leaves it open"},
    {"date", 0, ET_VALUE_DATE, "DATE", NULL, false, "The comments' date, for a file without one"},
    {"map", 'm', ET_VALUE_PAIR, "FIELD=COLUMN", NULL, true, "Take a field from this column: --map text=Kommentar"},
    {"encoding", 0, ET_VALUE_CHOICE, "NAME", "utf-8|utf-16le|utf-16be|windows-1252", false,
     "Encoding instead of the one found"},
    {"format", 0, ET_VALUE_TEXT, "NAME", NULL, false, "Format instead of the one found ('--dry-run' names them)"},
    {"no-auto-detect", 0, ET_VALUE_NONE, NULL, NULL, false, "Take the file as a plain table"},
    {"allow-rejects", 0, ET_VALUE_NONE, NULL, NULL, false, "Exit code 0 even when rows were rejected"},
    {"threads", 'j', ET_VALUE_COUNT, "N", NULL, false, "Threads that analyse (default: one per processor)"},
    {0},
};

static enum et_rc read_map(struct et_import_run *run, struct et_error *error)
{
    struct et_mapping *map = et_arena_calloc(&run->app->arena, run->app->args.count + 1, sizeof *map);
    const char *pair;
    if (!map)
        return et_fail_nomem(error);
    run->options.map = map;
    for (size_t at = 0; (pair = et_args_next(&run->app->args, "map", &at));) {
        struct et_slice column = et_slice_of(pair), field = et_slice_cut(&column, '=');
        map[run->options.map_count++] = (struct et_mapping){.field = field, .column = column};
    }
    return ET_OK;
}

static enum et_rc read_platform(struct et_import_run *run, struct et_error *error)
{
    const char *names[ET_PLATFORMS];
    const char *name = et_args_text(&run->app->args, "platform");
    if (!name)
        return ET_OK;
    run->options.platform = et_platform_parse(et_slice_of(name));
    if (run->options.platform != ET_PLATFORM_UNKNOWN)
        return ET_OK;
    for (int i = 1; i < ET_PLATFORMS; i++)
        names[i - 1] = et_platform_name((enum et_platform)i);
    const char *nearest = et_nearest_name(name, names, ET_PLATFORMS - 1);
    return et_fail(error, ET_E_USAGE,
                   "--platform: '%s' is not known%s%s%s (instagram, youtube, tiktok, facebook, x, threads, "
                   "reddit, other)",
                   name, nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

enum et_rc et_import_run_options(struct et_import_run *run, struct et_app *app, struct et_error *error)
{
    const struct et_args *args = &app->args;
    *run = (struct et_import_run){.app = app};
    const char *zone = et_args_text(args, "timezone"), *order = et_args_text(args, "date-order");
    const char *date = et_args_text(args, "date");
    struct et_zone *opened = NULL;
    if (!zone)
        zone = et_app_setting(app, "import.timezone");
    enum et_rc rc = et_zone_open(zone, &opened, error);
    if (rc != ET_OK)
        return rc == ET_E_NOT_FOUND ? et_fail(error, ET_E_USAGE, "--timezone: no zone '%s' on this machine", zone) : rc;
    run->options = (struct et_import_options){
        .subject = et_slice_of(et_args_text(args, "subject")),
        .url = et_slice_of(et_args_text(args, "url")),
        .zone = opened,
        .zone_name = et_slice_of(zone),
        .date_order = !order            ? 0
                      : order[0] == 'd' ? 'D'
                      : order[0] == 'm' ? 'M'
                                        : 'Y',
        .encoding = et_slice_of(et_args_text(args, "encoding")),
        .date_us = ET_TIME_NONE,
        .format = et_slice_of(et_args_text(args, "format")),
        .auto_detect = !et_args_has(args, "no-auto-detect"),
    };
    if (date && !et_time_parse_iso(et_slice_of(date), &run->options.date_us, NULL))
        return et_fail(error, ET_E_USAGE, "--date: '%s' is no date", date);
    rc = read_platform(run, error);
    return rc == ET_OK ? read_map(run, error) : rc;
}

static void show_progress(void *context, const char *path, uint64_t bytes_done, uint64_t bytes_total, uint64_t rows)
{
    struct et_import_run *run = context;
    (void)path;
    et_progress_update(run->app->progress, bytes_done, bytes_total, rows);
}

enum et_rc et_import_run_open(struct et_import_run *run, struct et_error *error)
{
    struct et_app *app = run->app;
    enum et_rc rc = et_app_open_store(app, ET_OPEN_WRITE, error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(app, error);
    if (rc == ET_OK)
        rc = et_app_load_active_analyser(app, NULL, error);
    if (rc != ET_OK)
        return rc;
    int64_t threads = et_settings_int(app->settings, "import.threads");
    run->limits = et_app_discover_limits(app);
    run->job = (struct et_import_job){
        .store = app->store,
        .analyser = app->analyser,
        .threads = (unsigned)et_args_count(&app->args, "threads", (uint64_t)threads),
        .rejects_folder = et_app_setting(app, "folders.logs"),
        .progress = show_progress,
        .progress_context = run,
        .limits = &run->limits,
        .stop = &et_app_stop,
    };
    et_signals_catch_stop();
    return ET_OK;
}

void et_import_run_close(struct et_import_run *run)
{
    et_zone_close((struct et_zone *)run->options.zone);
    run->options.zone = NULL;
}

static struct et_import_result *add_result(struct et_import_run *run)
{
    if (run->count == run->size) {
        size_t size = run->size ? run->size * 2 : 16;
        struct et_import_result *results = et_arena_alloc(&run->app->arena, size * sizeof *results);
        if (!results)
            return NULL;
        if (run->count)
            memcpy(results, run->results, run->count * sizeof *results);
        run->results = results;
        run->size = size;
    }
    struct et_import_result *result = &run->results[run->count++];
    *result = (struct et_import_result){.rc = ET_OK};
    return result;
}

/* What would meet every further file too. */
static bool is_hopeless(enum et_rc rc)
{
    return rc == ET_E_CANCELLED || rc == ET_E_FULL || rc == ET_E_NOMEM || rc == ET_E_CORRUPT || rc == ET_E_BUSY;
}

bool et_import_run_file(struct et_import_run *run, const char *path)
{
    struct et_error error = {0};
    struct et_app *app = run->app;
    struct et_import_result *result = add_result(run);
    if (!result) {
        run->stopped = ET_E_NOMEM;
        return false;
    }
    result->path = path;
    et_progress_start(et_app_progress(app), et_path_name(path), "rows");
    result->rc = et_import_file(&run->job, path, &run->options, &app->arena, &result->report, &error);
    et_progress_clear(app->progress);
    if (result->rc != ET_OK) {
        result->error = et_arena_copy(&app->arena, et_slice_of(error.message)).ptr;
        if (!result->error)
            result->error = "memory ran out";
        if (result->rc != ET_E_CANCELLED)
            fprintf(stderr, "et-intel: %s\n", result->error);
    }
    run->stopped = is_hopeless(result->rc) ? result->rc : ET_OK;
    return run->stopped == ET_OK;
}

enum et_rc et_import_run_files(struct et_import_run *run, const char *path, const char ***paths, size_t *count,
                               struct et_error *error)
{
    struct et_arena *arena = &run->app->arena;
    if (et_folder_exists(path))
        return et_import_find_files(path, arena, paths, count, error);
    *paths = et_arena_alloc(arena, sizeof **paths);
    if (!*paths)
        return et_fail_nomem(error);
    **paths = path;
    *count = 1;
    return ET_OK;
}

enum et_rc et_import_run_settle(struct et_import_run *run, struct et_error *error)
{
    uint64_t analysed;
    et_progress_start(et_app_progress(run->app), "Analysing replies and changes", "comments");
    enum et_rc rc = et_import_settle(&run->job, &analysed, error);
    et_progress_clear(run->app->progress);
    return rc;
}
