#include "base/file.h"
#include "brief/fonts.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "store/engine.h"
#include "store/migrate.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int run_doctor(struct et_app *app);

static const struct et_example examples[] = {
    {"et-intel doctor", "Checks what the program needs, with advice."},
    {0},
};

const struct et_command et_cmd_doctor = {
    .name = "doctor",
    .synopsis = "",
    .summary = "Self-check with advice: database, folders, fonts, locale, time zones, disk",
    .section = "Program",
    .examples = examples,
    .run = run_doctor};

enum state { STATE_OK, STATE_WARN, STATE_FAIL };

struct findings {
    struct et_app *app;
    struct et_table table;
    size_t failed, warned;
};

static const struct et_column columns[] = {
    {"state", "State", ET_COLUMN_TEXT, 0, 0},
    {"check", "Check", ET_COLUMN_TEXT, 0, 0},
    {"found", "Found", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"advice", "Advice", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {0},
};

static void note(struct findings *f, enum state state, const char *check, const char *found, const char *advice)
{
    static const char *const names[] = {"ok", "warn", "FAIL"};
    struct et_arena *arena = &f->app->arena;
    f->failed += state == STATE_FAIL;
    f->warned += state == STATE_WARN;
    et_table_str(&f->table, names[state]);
    et_table_str(&f->table, check);
    et_table_text(&f->table, et_arena_copy(arena, et_slice_of(found)));
    et_table_text(&f->table, et_arena_copy(arena, et_slice_of(state == STATE_OK ? "" : advice)));
}

/* ---- the checks ---- */

static void check_database(struct findings *f)
{
    struct et_app *app = f->app;
    struct et_error error;
    struct et_slice *problems;
    size_t count;
    const char *url = et_app_setting(app, "db.url");
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, &error);
    app->advice[0] = '\0';
    if (rc == ET_E_NOT_FOUND) {
        note(f, STATE_WARN, "database", "not made yet", "It is made by the first import: et-intel import FILE");
        return;
    }
    if (rc != ET_OK) {
        note(f, STATE_FAIL, "database", error.message, et_app_advice(app, rc));
        return;
    }
    note(f, STATE_OK, "database", url, "");
    rc = et_migrate_check_as(app->store, &(struct et_check){.quick = true}, &app->arena, &problems, &count, &error);
    if (rc != ET_OK)
        note(f, STATE_FAIL, "schema", error.message, et_app_advice(app, rc));
    else if (count)
        note(f, STATE_FAIL, "schema", et_arena_printf(&app->arena, ET_SLICE_FMT, ET_SLICE_ARG(problems[0])),
             "Run 'et-intel db check' for all; bring a backup back with 'et-intel db restore FILE'");
    else
        note(f, STATE_OK, "schema", "as the migrations make it; 'et-intel db check' reads every row", "");
}

static void check_catalogue(struct findings *f)
{
    struct et_store_stats stats;
    struct et_error error;
    if (!f->app->store || et_store_stats(f->app->store, &f->app->arena, &stats, &error) != ET_OK)
        return;
    if (stats.comments && !stats.entities)
        note(f, STATE_WARN, "catalogue", "empty: no comment is about anybody",
             "et-intel entities add 'NAME' --type person, then et-intel rescore");
    else
        note(f, STATE_OK, "catalogue",
             et_arena_printf(&f->app->arena, "%llu entities", (unsigned long long)stats.entities), "");
    if (stats.pending)
        note(f, STATE_WARN, "analysis",
             et_arena_printf(&f->app->arena, "%llu comments wait", (unsigned long long)stats.pending),
             "et-intel rescore");
}

/* The folder, or where it would be made. */
static void check_folder(struct findings *f, const char *setting)
{
    const char *folder = et_app_setting(f->app, setting);
    if (!et_folder_exists(folder)) {
        bool can = access(".", W_OK) == 0 || folder[0] == '/';
        note(f, can ? STATE_OK : STATE_WARN, setting, et_arena_printf(&f->app->arena, "%s: made when needed", folder),
             "The working folder is not writable: run the program where you may write");
    } else if (access(folder, W_OK) != 0) {
        note(f, STATE_FAIL, setting, et_arena_printf(&f->app->arena, "%s: %s", folder, strerror(errno)),
             "Give yourself the right to write there, or name another folder in the settings");
    } else {
        note(f, STATE_OK, setting, et_arena_printf(&f->app->arena, "%s: writable", folder), "");
    }
}

static void check_fonts(struct findings *f)
{
    struct et_font_status status[ET_FONT_FAMILIES];
    struct et_error error;
    if (et_brief_need_fonts(&error) != ET_OK) {
        note(f, STATE_FAIL, "fonts", error.message, "For the PDF brief: apt-get install fonts-inter fonts-noto-core");
        return;
    }
    size_t missing = et_brief_check_fonts(status);
    for (size_t i = 0; i < ET_FONT_FAMILIES; i++)
        if (!status[i].found)
            note(f, STATE_WARN, "fonts",
                 et_arena_printf(&f->app->arena, "%s (%s) is missing: %s", status[i].family, status[i].purpose,
                                 status[i].without),
                 et_arena_printf(&f->app->arena, "apt-get install %s", status[i].package));
    if (missing == 0)
        note(f, STATE_OK, "fonts", "all that briefs are set in", "");
}

static void check_locale(struct findings *f)
{
    const char *codeset = nl_langinfo(CODESET);
    if (strcmp(codeset, "UTF-8") == 0)
        note(f, STATE_OK, "locale", codeset, "");
    else
        note(f, STATE_WARN, "locale", codeset, "Emoji and names may show wrongly on the terminal: export LANG=C.UTF-8");
}

static void check_zones(struct findings *f)
{
    struct et_error error;
    struct et_zone *zone = NULL;
    if (et_zone_open("America/New_York", &zone, &error) == ET_OK)
        note(f, STATE_OK, "time zones", "tzdata is there", "");
    else
        note(f, STATE_WARN, "time zones", "no tzdata: only UTC and offsets like +02:00", "apt-get install tzdata");
    et_zone_close(zone);
}

static void check_disk(struct findings *f)
{
    struct statvfs disk;
    if (statvfs(".", &disk) != 0)
        return;
    unsigned long long mega = (unsigned long long)disk.f_bavail * disk.f_frsize / 1000000u;
    const char *found = et_arena_printf(&f->app->arena, "%llu MB free", mega);
    note(f,
         mega < 50     ? STATE_FAIL
         : mega < 1000 ? STATE_WARN
                       : STATE_OK,
         "disk", found ? found : "", "Free some space: an import needs about as much as the export has");
}

static void check_engine(struct findings *f)
{
    struct et_error error;
    if (et_store_engine_check(&error) == ET_OK)
        note(f, STATE_OK, "engine", et_store_engine(), "");
    else
        note(f, STATE_FAIL, "engine", error.message, "Install SQLite 3.37 or later with FTS5");
}

static void check_model(struct findings *f)
{
    struct et_error error;
    if (et_app_load_analyser(f->app, NULL, &error) != ET_OK)
        note(f, STATE_FAIL, "model", error.message, "Install the program again");
    else
        note(f, STATE_OK, "model",
             et_arena_printf(&f->app->arena, "%s, SHA-256 %.16s...", et_analyser_model(f->app->analyser),
                             et_analyser_sha256(f->app->analyser)),
             "");
}

/* ---- the report ---- */

static void print_people(struct findings *f)
{
    struct et_app *app = f->app;
    et_app_table(app, &f->table);
    if (f->failed + f->warned)
        et_app_say(app, "\n");
    for (size_t i = 0; i < et_table_rows(&f->table); i++) {
        const struct et_cell *cells = &f->table.cells[i * f->table.column_count];
        if (cells[3].text.len)
            et_app_say(app, ET_SLICE_FMT ": " ET_SLICE_FMT "\n", ET_SLICE_ARG(cells[1].text),
                       ET_SLICE_ARG(cells[3].text));
    }
    if (!f->failed)
        et_app_say(app, "\nReady.\n");
}

static int run_doctor(struct et_app *app)
{
    static const char *const folders[] = {"folders.uploads", "folders.reports", "folders.logs"};
    struct findings f = {.app = app};
    et_table_init(&f.table, columns, &app->arena);
    note(&f, STATE_OK, "program", et_arena_printf(&app->arena, "et-intel %s", et_version()), "");
    check_database(&f);
    check_catalogue(&f);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        check_folder(&f, folders[i]);
    check_model(&f);
    check_engine(&f);
    check_fonts(&f);
    check_locale(&f);
    check_zones(&f);
    check_disk(&f);
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_bool(&json, "ok", f.failed == 0);
        et_emit_key(&json, "checks");
        et_table_json(&f.table, &json);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    } else if (app->output == ET_OUTPUT_CSV) {
        et_app_table(app, &f.table);
    } else {
        print_people(&f);
    }
    et_app_flush(app);
    if (f.failed)
        fprintf(stderr,
                "et-intel: %zu checks failed.\nDo what stands behind them above, then run 'et-intel doctor' again.\n",
                f.failed);
    return f.failed ? ET_EXIT_FAILED : ET_EXIT_OK;
}
