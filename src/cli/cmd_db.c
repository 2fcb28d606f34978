#include "cli/commands.h"

#include "cli/app.h"
#include "cli/progress.h"
#include "store/migrate.h"

#include <stdio.h>

static int run_upgrade(struct et_app *app);
static int run_downgrade(struct et_app *app);
static int run_current(struct et_app *app);
static int run_history(struct et_app *app);
static int run_stamp(struct et_app *app);
static int run_revision(struct et_app *app);
static int run_check(struct et_app *app);
static int run_backup(struct et_app *app);
static int run_restore(struct et_app *app);

static const struct et_option revision_options[] = {
    {"message", 'm', ET_VALUE_TEXT, "TEXT", NULL, false, "What the migration does, in a few words"},
    {"folder", 0, ET_VALUE_FOLDER, "DIR", NULL, false, "Where the files go (default migrations/sqlite)"},
    {0},
};
static const struct et_option *const revision_tables[] = {revision_options, NULL};
static const struct et_option *const confirm_tables[] = {et_confirm_options, NULL};

static const struct et_command upgrade = {.name = "upgrade",
                                          .synopsis = "[REV|+1|head]",
                                          .summary = "Bring the schema forward (default head)",
                                          .max_operands = 1,
                                          .run = run_upgrade};
static const struct et_command downgrade = {.name = "downgrade",
                                            .synopsis = "[REV|-1|base]",
                                            .summary =
                                                "Take the schema back (default -1), after a backup beside the database",
                                            .options = confirm_tables,
                                            .max_operands = 1,
                                            .run = run_downgrade};
static const struct et_command current = {
    .name = "current", .synopsis = "", .summary = "The schema's revision", .run = run_current};
static const struct et_command history = {
    .name = "history", .synopsis = "", .summary = "All migrations, and which are applied", .run = run_history};
static const struct et_command stamp = {.name = "stamp",
                                        .synopsis = "REV",
                                        .summary =
                                            "Record a revision as applied without running it, where the schema is that",
                                        .min_operands = 1,
                                        .max_operands = 1,
                                        .run = run_stamp};
static const struct et_command revision = {.name = "revision",
                                           .synopsis = "",
                                           .summary = "Begin a new migration (for people who build the program)",
                                           .options = revision_tables,
                                           .run = run_revision};
static const struct et_command check = {.name = "check",
                                        .synopsis = "",
                                        .summary = "Compare schema and migrations; check integrity and foreign keys",
                                        .run = run_check};
static const struct et_command backup = {.name = "backup",
                                         .synopsis = "FILE",
                                         .summary = "A consistent copy, while others write",
                                         .min_operands = 1,
                                         .max_operands = 1,
                                         .operand = ET_VALUE_FILE,
                                         .run = run_backup};
static const struct et_command restore = {.name = "restore",
                                          .synopsis = "FILE",
                                          .summary =
                                              "Put a backup in the database's place; the present one is kept beside",
                                          .options = confirm_tables,
                                          .min_operands = 1,
                                          .max_operands = 1,
                                          .operand = ET_VALUE_FILE,
                                          .run = run_restore};
static const struct et_command *const subs[] = {&upgrade,  &downgrade, &current, &history, &stamp,
                                                &revision, &check,     &backup,  &restore, NULL};

static const struct et_example examples[] = {
    {"et-intel db current", "Which revision the database has."},
    {"et-intel db upgrade", "After an update of the program."},
    {"et-intel db backup backups/et-$(date +%F).db", "A copy that can be restored."},
    {"et-intel db downgrade -1", "One revision back."},
    {0},
};

const struct et_command et_cmd_db = {
    .name = "db",
    .synopsis = "",
    .summary = "The database: upgrade, downgrade, current, history, stamp, revision, check, backup, restore",
    .section = "Program",
    .subs = subs,
    .examples = examples,
};

static void print_pair(struct et_app *app, const char *key, struct et_slice value)
{
    struct et_emit json = et_app_json(app);
    et_emit_object(&json);
    et_emit_put_text(&json, key, value);
    et_emit_object_end(&json);
    et_buf_char(&app->out, '\n');
}

static enum et_rc current_name(struct et_app *app, struct et_slice *name, struct et_error *error)
{
    return et_migrate_current(app->store, &app->arena, name, error);
}

static struct et_slice or_base(struct et_slice name)
{
    return name.len ? name : ET_SLICE("base");
}

/* ---- forward and back ---- */

static int report_move(struct et_app *app, const struct et_migrate_result *result)
{
    struct et_error error;
    struct et_slice name;
    if (current_name(app, &name, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_uint(&json, "applied", result->applied);
        et_emit_put_uint(&json, "undone", result->undone);
        et_emit_put_text(&json, "current", name.len ? name : (struct et_slice){NULL, 0});
        et_emit_put_text(&json, "backup", result->backup.len ? result->backup : (struct et_slice){NULL, 0});
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    if (result->backup.len)
        et_app_say(app, "Backup: " ET_SLICE_FMT "\n", ET_SLICE_ARG(result->backup));
    if (result->applied + result->undone == 0)
        et_app_say(app, "Nothing to do: the database is at " ET_SLICE_FMT ".\n", ET_SLICE_ARG(or_base(name)));
    else
        et_app_say(app, "%zu migrations applied, %zu undone; the database is at " ET_SLICE_FMT ".\n", result->applied,
                   result->undone, ET_SLICE_ARG(or_base(name)));
    return ET_EXIT_OK;
}

static int run_upgrade(struct et_app *app)
{
    struct et_error error;
    struct et_migrate_result result = {0};
    const char *target = app->args.operand_count ? app->args.operands[0] : "head";
    if (et_app_open_store(app, ET_OPEN_MIGRATE, &error) != ET_OK ||
        et_migrate_up(app->store, target, &app->arena, &result, &error) != ET_OK)
        return et_app_fail(app, &error);
    return report_move(app, &result);
}

static int run_downgrade(struct et_app *app)
{
    struct et_error error;
    struct et_migrate_result result = {0};
    char question[128];
    const char *target = app->args.operand_count ? app->args.operands[0] : "-1";
    snprintf(question, sizeof question, "Take the schema back to %.60s? A backup is made first.", target);
    if (!et_app_confirm(app, question))
        return ET_EXIT_OK;
    if (et_app_open_store(app, ET_OPEN_MIGRATE, &error) != ET_OK ||
        et_migrate_down(app->store, target, &app->arena, &result, &error) != ET_OK)
        return et_app_fail(app, &error);
    return report_move(app, &result);
}

static int run_stamp(struct et_app *app)
{
    struct et_error error;
    struct et_slice name;
    if (et_app_open_store(app, ET_OPEN_MIGRATE, &error) != ET_OK ||
        et_migrate_stamp(app->store, app->args.operands[0], &error) != ET_OK ||
        current_name(app, &name, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (app->output == ET_OUTPUT_JSON)
        print_pair(app, "current", name);
    et_app_say(app, "The database is recorded as " ET_SLICE_FMT ".\n", ET_SLICE_ARG(name));
    return ET_EXIT_OK;
}

/* ---- looking ---- */

static int run_current(struct et_app *app)
{
    struct et_error error;
    struct et_slice name;
    if (et_app_open_store(app, ET_OPEN_MIGRATE, &error) != ET_OK || current_name(app, &name, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (app->output == ET_OUTPUT_JSON)
        print_pair(app, "current", name.len ? name : (struct et_slice){NULL, 0});
    et_app_say(app, ET_SLICE_FMT "%s\n", ET_SLICE_ARG(or_base(name)), name.len ? "" : " (no migration is applied)");
    return ET_EXIT_OK;
}

static const struct et_column columns[] = {
    {"name", "Migration", ET_COLUMN_TEXT, 0, 0},
    {"applied", "Applied", ET_COLUMN_BOOL, 0, 0},
    {"applied_at", "At", ET_COLUMN_TIME, 0, 0},
    {"edited", "Edited since", ET_COLUMN_BOOL, 0, 0},
    {"checksum", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"applied_checksum", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {0},
};

static int run_history(struct et_app *app)
{
    struct et_error error;
    struct et_migration *list;
    struct et_table table;
    size_t count;
    if (et_app_open_store(app, ET_OPEN_MIGRATE, &error) != ET_OK ||
        et_migrate_history(app->store, &app->arena, &list, &count, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < count; i++) {
        et_table_text(&table, list[i].name);
        et_table_bool(&table, list[i].applied);
        et_table_time(&table, list[i].applied ? list[i].applied_at_us : ET_TIME_NONE);
        et_table_bool(&table, list[i].applied && !et_slice_eq(list[i].checksum, list[i].applied_checksum));
        et_table_text(&table, list[i].checksum);
        et_table_text(&table, list[i].applied ? list[i].applied_checksum : (struct et_slice){NULL, 0});
    }
    et_app_table(app, &table);
    return ET_EXIT_OK;
}

static void show_check(void *context, uint64_t done, uint64_t total)
{
    et_progress_update(((struct et_app *)context)->progress, done, total, done);
}

static int run_check(struct et_app *app)
{
    struct et_error error;
    struct et_slice *problems;
    size_t count;
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, &error);
    if (rc == ET_E_SCHEMA) /* an older schema can be checked too */
        rc = et_app_open_store(app, ET_OPEN_MIGRATE, &error);
    et_progress_start(et_app_progress(app), "Checking the database", "steps");
    if (rc == ET_OK)
        rc = et_migrate_check_as(app->store, &(struct et_check){.progress = show_check, .context = app}, &app->arena,
                                 &problems, &count, &error);
    et_progress_clear(app->progress);
    if (rc != ET_OK) {
        if (rc == ET_E_CORRUPT)
            snprintf(app->advice, sizeof app->advice, "Bring a backup back: et-intel db restore FILE");
        return et_app_fail(app, &error);
    }
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_bool(&json, "ok", count == 0);
        et_emit_key(&json, "problems");
        et_emit_array(&json);
        for (size_t i = 0; i < count; i++)
            et_emit_text(&json, problems[i]);
        et_emit_array_end(&json);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    for (size_t i = 0; i < count; i++)
        et_app_say(app, ET_SLICE_FMT "\n", ET_SLICE_ARG(problems[i]));
    if (count == 0) {
        et_app_say(app, "The database is sound, and its schema is what the migrations make.\n");
        return ET_EXIT_OK;
    }
    et_app_flush(app);
    fprintf(stderr, "et-intel: the check found %zu problems.\nBring a backup back: et-intel db restore FILE\n", count);
    return ET_EXIT_FAILED;
}

/* ---- copies ---- */

static int run_backup(struct et_app *app)
{
    struct et_error error;
    const char *path = app->args.operands[0];
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, &error);
    if (rc == ET_E_SCHEMA) /* before an upgrade */
        rc = et_app_open_store(app, ET_OPEN_MIGRATE, &error);
    if (rc != ET_OK || et_store_backup(app->store, path, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (app->output == ET_OUTPUT_JSON)
        print_pair(app, "backup", et_slice_of(path));
    et_app_say(app, "Written and verified: %s\n", path);
    return ET_EXIT_OK;
}

static int run_restore(struct et_app *app)
{
    struct et_error error;
    struct et_slice kept = {NULL, 0};
    if (!et_app_confirm(app, "Put the backup in the database's place? The present one is kept beside."))
        return ET_EXIT_OK;
    if (et_store_restore(et_app_setting(app, "db.url"), app->args.operands[0], &app->arena, &kept, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (app->output == ET_OUTPUT_JSON)
        print_pair(app, "kept", kept.len ? kept : (struct et_slice){NULL, 0});
    et_app_say(app, "Restored from %s.\n", app->args.operands[0]);
    if (kept.len)
        et_app_say(app, "What was there is kept as " ET_SLICE_FMT "\n", ET_SLICE_ARG(kept));
    return ET_EXIT_OK;
}

/* ---- for people who build the program ---- */

static int run_revision(struct et_app *app)
{
    struct et_error error;
    struct et_slice made;
    const char *message = et_args_text(&app->args, "message"), *folder = et_args_text(&app->args, "folder");
    if (!message) {
        et_fail(&error, ET_E_USAGE, "db revision needs -m 'what the migration does'");
        return et_app_fail(app, &error);
    }
    if (et_migrate_revision(folder ? folder : "migrations/sqlite", message, &app->arena, &made, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (app->output == ET_OUTPUT_JSON)
        print_pair(app, "made", made);
    et_app_say(app, ET_SLICE_FMT "\n", ET_SLICE_ARG(made));
    return ET_EXIT_OK;
}
