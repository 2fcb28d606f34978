#include "cli/commands.h"

#include "cli/app.h"
#include "cli/discover_run.h"

#include <stdio.h>

static int run_list(struct et_app *app);
static int run_show(struct et_app *app);
static int run_rejects(struct et_app *app);
static int run_undo(struct et_app *app);

static const struct et_option *const undo_options[] = {et_confirm_options, NULL};

static const struct et_command list = {
    .name = "list", .synopsis = "", .summary = "All imports, oldest first", .run = run_list};
static const struct et_command show = {.name = "show",
                                       .synopsis = "ID",
                                       .summary = "One import in full",
                                       .min_operands = 1,
                                       .max_operands = 1,
                                       .operand = ET_VALUE_COUNT,
                                       .run = run_show};
static const struct et_command rejects = {.name = "rejects",
                                          .synopsis = "ID",
                                          .summary = "Rejected records of an import: row, byte and reason",
                                          .min_operands = 1,
                                          .max_operands = 1,
                                          .operand = ET_VALUE_COUNT,
                                          .run = run_rejects};
static const struct et_command undo = {
    .name = "undo",
    .synopsis = "ID",
    .summary = "Take an import back",
    .details =
        "Comments and posts that no other import saw are removed; the others get the counts of their latest remaining "
        "observation. The import stays in the list as undone and can be made again.",
    .options = undo_options,
    .min_operands = 1,
    .max_operands = 1,
    .operand = ET_VALUE_COUNT,
    .run = run_undo};

static const struct et_command *const subs[] = {&list, &show, &rejects, &undo, NULL};
static const struct et_example examples[] = {
    {"et-intel imports", "What was imported, when, and what became of the rows."},
    {"et-intel imports rejects 3", "Why rows of import 3 were rejected."},
    {"et-intel imports undo 3", "Takes import 3 back."},
    {0},
};

const struct et_command et_cmd_imports = {.name = "imports",
                                          .synopsis = "",
                                          .summary = "The ledger of imports: list, show, "
                                                     "rejects, undo",
                                          .section = "Data",
                                          .subs = subs,
                                          .examples = examples,
                                          .run = run_list};

static const struct et_column columns[] = {
    {"id", "Id", ET_COLUMN_UINT, 0, 0},
    {"state", "State", ET_COLUMN_TEXT, 0, 0},
    {"started_at", "Started", ET_COLUMN_TIME, ET_COLUMN_OPTIONAL, 0},
    {"path", "File", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_PATH, 0},
    {"format", "Format", ET_COLUMN_TEXT, ET_COLUMN_OPTIONAL, 0},
    {"rows", "Rows", ET_COLUMN_UINT, 0, 0},
    {"inserted", "New", ET_COLUMN_UINT, 0, 0},
    {"updated", "Updated", ET_COLUMN_UINT, 0, 0},
    {"unchanged", "Unchanged", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"empty", "Empty", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"rejected", "Rejected", ET_COLUMN_UINT, 0, 0},
    {"posts_read", "Posts", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"repaired", "Repaired", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"finished_at", "Finished", ET_COLUMN_TIME, ET_COLUMN_MACHINE, 0},
    {"reason", "Failed on", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"observed_at", "Observed", ET_COLUMN_TIME, ET_COLUMN_MACHINE, 0},
    {"bytes", "Bytes", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"options", "Options", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"sha256", "SHA-256", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {0},
};

static const char *state_name(enum et_import_state state)
{
    static const char *const names[] = {"unfinished", "done", "undone", "failed"};
    return (size_t)state < sizeof names / sizeof names[0] ? names[state] : "unknown";
}

static void add_row(struct et_table *table, const struct et_import *i)
{
    et_table_uint(table, (uint64_t)i->id);
    et_table_str(table, state_name(i->state));
    et_table_time(table, i->started_at_us);
    et_table_text(table, i->path);
    et_table_text(table, i->format);
    et_table_uint(table, i->counts.rows);
    et_table_uint(table, i->counts.inserted);
    et_table_uint(table, i->counts.updated);
    et_table_uint(table, i->counts.unchanged);
    et_table_uint(table, i->counts.empty);
    et_table_uint(table, i->counts.rejected);
    et_table_uint(table, i->counts.posts_read);
    et_table_uint(table, i->counts.repaired_bytes);
    et_table_time(table, i->finished_at_us);
    et_table_text(table, i->reason);
    et_table_time(table, i->observed_at_us);
    et_table_uint(table, i->bytes);
    et_table_text(table, i->options);
    et_table_text(table, i->sha256);
}

static enum et_rc load(struct et_app *app, struct et_import **imports, size_t *count, struct et_error *error)
{
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, error);
    return rc == ET_OK ? et_store_import_list(app->store, &app->arena, imports, count, error) : rc;
}

/* The import whose id is the operand. */
static enum et_rc find(struct et_app *app, const struct et_import **out, struct et_error *error)
{
    struct et_import *imports;
    size_t count;
    int64_t id = 0;
    enum et_rc rc = load(app, &imports, &count, error);
    if (rc != ET_OK)
        return rc;
    snprintf(app->advice, sizeof app->advice, "Run 'et-intel imports' for the list.");
    if (et_slice_to_i64(et_slice_of(app->args.operands[0]), &id))
        for (size_t i = 0; i < count; i++)
            if (imports[i].id == id) {
                *out = &imports[i];
                return ET_OK;
            }
    return et_fail(error, ET_E_NOT_FOUND, "there is no import %s", app->args.operands[0]);
}

static int run_list(struct et_app *app)
{
    struct et_error error;
    struct et_import *imports;
    struct et_table table;
    size_t count;
    if (load(app, &imports, &count, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < count; i++)
        add_row(&table, &imports[i]);
    et_app_table(app, &table);
    if (count == 0)
        et_app_say(app, "Nothing was imported yet: et-intel import FILE\n");
    return ET_EXIT_OK;
}

static void show_line(struct et_app *app, const char *name, uint64_t value)
{
    char text[32];
    et_count_format(value, text);
    et_app_say(app, "%-12s %s\n", name, text);
}

static void show_people(struct et_app *app, const struct et_import *i)
{
    char started[32], finished[32], observed[32];
    et_moment_format(i->started_at_us, app->zone, started);
    et_moment_format(i->finished_at_us, app->zone, finished);
    et_moment_format(i->observed_at_us, app->zone, observed);
    et_app_say(app, "Import %lld: %s\n\n", (long long)i->id, state_name(i->state));
    et_app_say(app, "%-12s " ET_SLICE_FMT "\n", "File", ET_SLICE_ARG(i->path));
    et_app_say(app, "%-12s " ET_SLICE_FMT "\n", "Format", ET_SLICE_ARG(i->format));
    et_app_say(app, "%-12s " ET_SLICE_FMT "\n", "Options", ET_SLICE_ARG(i->options));
    et_app_say(app, "%-12s " ET_SLICE_FMT "\n", "SHA-256", ET_SLICE_ARG(i->sha256));
    et_app_say(app, "%-12s %s to %s, seen by the export %s\n", "Time", started, finished[0] ? finished : "?", observed);
    show_line(app, "Rows", i->counts.rows);
    show_line(app, "  new", i->counts.inserted);
    show_line(app, "  updated", i->counts.updated);
    show_line(app, "  unchanged", i->counts.unchanged);
    show_line(app, "  empty", i->counts.empty);
    show_line(app, "  rejected", i->counts.rejected);
    show_line(app, "Posts", i->counts.posts_read);
    show_line(app, "Repaired", i->counts.repaired_bytes);
    if (i->counts.rejected)
        et_app_say(app, "\nWhy rows were rejected: et-intel imports rejects %lld\n", (long long)i->id);
}

static int run_show(struct et_app *app)
{
    struct et_error error;
    struct et_table table;
    const struct et_import *import;
    if (find(app, &import, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_table_init(&table, columns, &app->arena);
    add_row(&table, import);
    if (app->output == ET_OUTPUT_PEOPLE) {
        show_people(app, import);
    } else if (app->output == ET_OUTPUT_JSON && !table.failed) {
        struct et_emit json = et_app_json(app);
        et_table_json_row(&table, 0, &json);
        et_buf_char(&app->out, '\n');
    } else {
        et_app_table(app, &table);
    }
    return ET_EXIT_OK;
}

static const struct et_column reject_columns[] = {
    {"row", "Row", ET_COLUMN_UINT, 0, 0},
    {"offset", "Byte", ET_COLUMN_UINT, 0, 0},
    {"reason", "Reason", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {0},
};

static int run_rejects(struct et_app *app)
{
    struct et_error error;
    struct et_table table;
    const struct et_import *import;
    struct et_reject *list_of;
    size_t count;
    if (find(app, &import, &error) != ET_OK ||
        et_store_import_rejects(app->store, import->id, &app->arena, &list_of, &count, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_table_init(&table, reject_columns, &app->arena);
    for (size_t i = 0; i < count; i++) {
        et_table_uint(&table, list_of[i].row);
        et_table_uint(&table, list_of[i].offset);
        et_table_text(&table, list_of[i].reason);
    }
    et_app_table(app, &table);
    if (count == 0)
        et_app_say(app, "No row of import %lld was rejected.\n", (long long)import->id);
    return ET_EXIT_OK;
}

static int run_undo(struct et_app *app)
{
    struct et_error error;
    const struct et_import *import;
    uint64_t removed = 0, analysed = 0;
    char question[128], count[32];
    enum et_rc rc = et_app_open_existing(app, &error);
    if (rc == ET_OK)
        rc = find(app, &import, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    snprintf(question, sizeof question, "Take import %lld back, with the comments that only it brought?",
             (long long)import->id);
    if (!et_app_confirm(app, question))
        return ET_EXIT_OK;
    if (et_store_import_undo(app->store, import->id, &removed, &error) != ET_OK ||
        et_app_settle(app, &analysed, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_count_format(removed, count);
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_int(&json, "import", import->id);
        et_emit_put_uint(&json, "comments_removed", removed);
        et_emit_put_uint(&json, "analysed_again", analysed);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    et_app_say(app, "Import %lld was taken back: %s comments removed.\n", (long long)import->id, count);
    return ET_EXIT_OK;
}
