#include "base/file.h"
#include "cli/chat.h"
#include "cli/commands.h"
#include "cli/import_run.h"

#include <limits.h>
#include <string.h>

static int run_import(struct et_app *app);
static int run_batch(struct et_app *app);

static const struct et_option dry_run[] = {
    {"dry-run", 0, ET_VALUE_NONE, NULL, NULL, false, "Show what is recognised and ten rows; write nothing"},
    {0},
};
static const struct et_option *const options[] = {et_import_flags, dry_run, NULL};

static const struct et_example import_examples[] = {
    {"et-intel import comments.csv", "Format, platform and post are told from the file."},
    {"et-intel import exports/ --subject \"Mara Vale\"", "Every export of a folder, about one person."},
    {"et-intel import --dry-run comments.csv", "Look first: what was recognised, which column became what, ten rows."},
    {"et-intel import list.csv --platform youtube --map text=Kommentar --map author=Nutzer",
     "A table with columns in another language."},
    {"zcat old.csv.gz | et-intel import - --url https://www.instagram.com/p/DRSssyVEuwk/", "From standard input."},
    {0},
};

const struct et_command et_cmd_import = {
    .name = "import",
    .synopsis = "FILE...",
    .summary = "Import and analyse exports ('-' reads standard input, a folder means every export in it)",
    .details =
        "Comments that are there already are not counted twice, whatever the file is called: a later export of the "
        "same "
        "posts updates likes and replies. A file that was imported with the same options is skipped. After an "
        "interruption the same command goes on where it stopped.\n"
        "\n"
        "Each row ends as new, updated, unchanged, empty or rejected. Rejected rows are listed with their reason in "
        "<file>.rejects.csv beside the log; then the exit code is 3, unless --allow-rejects is given.",
    .section = "Data",
    .options = options,
    .examples = import_examples,
    .min_operands = 1,
    .max_operands = UINT_MAX,
    .operand = ET_VALUE_FILE,
    .run = run_import,
};

static const struct et_example batch_examples[] = {
    {"et-intel batch", "Everything in data/uploads that is not imported yet."},
    {"et-intel batch /srv/exports --json", "Another folder, with the result as one JSON document."},
    {0},
};

const struct et_command et_cmd_batch = {
    .name = "batch",
    .synopsis = "[DIR]",
    .summary = "Import every export of the uploads folder that is not imported yet",
    .details = "The folder is data/uploads (setting folders.uploads) unless one is named. A file that fails is "
               "reported and the "
               "next one goes on; the exit code is 1 then.",
    .section = "Data",
    .options = options,
    .examples = batch_examples,
    .max_operands = 1,
    .operand = ET_VALUE_FOLDER,
    .run = run_batch,
};

static int preview_all(struct et_import_run *run, const char *const *paths, size_t count)
{
    struct et_app *app = run->app;
    struct et_error error, first = {0};
    struct et_emit json = et_app_json(app);
    bool is_json = app->output == ET_OUTPUT_JSON;
    if (is_json) {
        et_emit_object(&json);
        et_emit_key(&json, "files");
        et_emit_array(&json);
    }
    for (size_t i = 0; i < count; i++) {
        if (et_import_preview(run, paths[i], &json, &error) == ET_OK)
            continue;
        if (first.code == ET_OK)
            first = error;
        else
            et_app_note(app, "et-intel: %s", error.message);
        if (is_json) {
            et_emit_object(&json);
            et_emit_put_str(&json, "path", paths[i]);
            et_emit_put_str(&json, "error", error.message);
            et_emit_object_end(&json);
        }
    }
    if (is_json) {
        et_emit_array_end(&json);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    return first.code == ET_OK ? ET_EXIT_OK : et_app_fail(app, &first);
}

static int import_all(struct et_import_run *run, const char *const *paths, size_t count)
{
    struct et_error error;
    struct et_app *app = run->app;
    if (et_import_run_open(run, &error) != ET_OK)
        return et_app_fail(app, &error);
    for (size_t i = 0; i < count && et_import_run_file(run, paths[i]); i++)
        ;
    enum et_rc rc = run->stopped == ET_OK ? et_import_run_settle(run, &error) : ET_OK;
    int code = et_import_run_report(run);
    if (rc == ET_OK && run->stopped == ET_OK)
        et_hybrid_after_import(app);
    return rc == ET_OK ? code : et_app_fail(app, &error);
}

/* All operands as one list of files. */
static enum et_rc expand(struct et_import_run *run, const char *const *operands, size_t operand_count,
                         const char ***out, size_t *out_count, struct et_error *error)
{
    *out_count = 0;
    for (size_t i = 0; i < operand_count; i++) {
        const char **paths;
        size_t count;
        enum et_rc rc = et_import_run_files(run, operands[i], &paths, &count, error);
        if (rc != ET_OK)
            return rc;
        const char **all = et_arena_alloc(&run->app->arena, (*out_count + count + 1) * sizeof *all);
        if (!all)
            return et_fail_nomem(error);
        if (*out_count)
            memcpy(all, *out, *out_count * sizeof *all);
        if (count)
            memcpy(all + *out_count, paths, count * sizeof *all);
        *out = all;
        *out_count += count;
    }
    return ET_OK;
}

static int run_on(struct et_app *app, const char *const *operands, size_t operand_count)
{
    struct et_import_run run;
    struct et_error error;
    const char **paths = NULL;
    size_t count = 0;
    int code;
    if (et_import_run_options(&run, app, &error) != ET_OK ||
        expand(&run, operands, operand_count, &paths, &count, &error) != ET_OK)
        code = et_app_fail(app, &error);
    else if (et_args_has(&app->args, "dry-run"))
        code = preview_all(&run, paths, count);
    else
        code = import_all(&run, paths, count);
    if (count == 0 && code == ET_EXIT_OK)
        et_app_note(app, "No exports found in %s. Put files there, or name one: et-intel import FILE", operands[0]);
    et_import_run_close(&run);
    return code;
}

static int run_import(struct et_app *app)
{
    return run_on(app, app->args.operands, app->args.operand_count);
}

static int run_batch(struct et_app *app)
{
    struct et_error error;
    const char *folder = app->args.operand_count ? app->args.operands[0] : et_app_setting(app, "folders.uploads");
    bool is_default = app->args.operand_count == 0;
    if (is_default && !et_folder_exists(folder) && et_folder_make(folder, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (!et_folder_exists(folder)) {
        et_fail(&error, ET_E_NOT_FOUND, "%s: no such folder", folder);
        return et_app_fail(app, &error);
    }
    return run_on(app, &folder, 1);
}
