#include "cli/commands.h"

#include "cli/app.h"
#include "cli/discover_run.h"
#include "types/platform.h"

#include <stdio.h>

static int run_forget(struct et_app *app);

static const struct et_option forget_options[] = {
    {"platform", 0, ET_VALUE_TEXT, "NAME", "instagram|youtube|tiktok|facebook|x|threads|reddit|other", false,
     "On one platform only (default: all)"},
    {0},
};
static const struct et_option *const options[] = {forget_options, et_confirm_options, NULL};
static const struct et_command forget = {
    .name = "forget",
    .synopsis = "NAME",
    .summary = "Erase all comments of an author with everything made of them, and prove it",
    .details = "NAME is the handle, in any case, with or without '@'. Backups and exported files are not touched.",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run_forget};
static const struct et_command *const subs[] = {&forget, NULL};
static const struct et_example examples[] = {
    {"et-intel authors forget some_handle", "When a person asks for it."},
    {0},
};

const struct et_command et_cmd_authors = {.name = "authors",
                                          .synopsis = "",
                                          .summary = "Authors: forget erases a person's "
                                                     "comments",
                                          .section = "Program",
                                          .subs = subs,
                                          .examples = examples};

/* What is left of the author: must be nothing. */
static enum et_rc count_left(struct et_app *app, enum et_platform platform, struct et_slice handle, uint64_t *left,
                             struct et_error *error)
{
    struct et_search search = {.filter = ET_FILTER_ALL};
    struct et_stored_comment *comments;
    size_t count;
    search.filter.author = handle;
    search.filter.platform = platform;
    return et_store_search(app->store, &search, 1, 0, &app->arena, &comments, &count, left, error);
}

static enum et_rc erase(struct et_app *app, enum et_platform platform, struct et_slice handle, uint64_t *removed,
                        struct et_error *error)
{
    enum et_rc rc = et_store_begin(app->store, error);
    if (rc == ET_OK)
        rc = et_store_forget_author(app->store, platform, handle, removed, error);
    if (rc == ET_OK)
        rc = et_store_commit(app->store, error);
    if (rc != ET_OK)
        et_store_rollback(app->store);
    return rc;
}

static enum et_rc run(struct et_app *app, struct et_slice handle, uint64_t *removed, struct et_error *error)
{
    const char *name = et_args_text(&app->args, "platform");
    enum et_platform platform = name ? et_platform_parse(et_slice_of(name)) : ET_PLATFORM_UNKNOWN;
    uint64_t left = 0;
    if (name && platform == ET_PLATFORM_UNKNOWN)
        return et_fail(error, ET_E_USAGE, "--platform: '%s' is not known", name);
    enum et_rc rc = et_app_open_existing(app, error);
    if (rc == ET_OK)
        rc = erase(app, platform, handle, removed, error);
    if (rc == ET_OK)
        rc = count_left(app, platform, handle, &left, error);
    if (rc == ET_OK && left)
        rc = et_fail(error, ET_E_INTERNAL, "%llu comments are still there", (unsigned long long)left);
    uint64_t analysed; /* names that only these comments brought go with them */
    return rc == ET_OK ? et_app_settle(app, &analysed, error) : rc;
}

static int run_forget(struct et_app *app)
{
    struct et_error error;
    struct et_slice handle = et_slice_trim(et_slice_of(app->args.operands[0]));
    uint64_t removed = 0;
    char question[160], count[32];
    if (handle.len && handle.ptr[0] == '@')
        handle = et_slice_sub(handle, 1, handle.len);
    if (!handle.len) {
        et_fail(&error, ET_E_USAGE, "authors forget needs the author's handle");
        return et_app_fail(app, &error);
    }
    snprintf(question, sizeof question, "Erase every comment of '%.80s' for good?", app->args.operands[0]);
    if (!et_app_confirm(app, question))
        return ET_EXIT_OK;
    if (run(app, handle, &removed, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_count_format(removed, count);
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_uint(&json, "comments_removed", removed);
        et_emit_put_uint(&json, "comments_left", 0);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    if (removed)
        et_app_say(app,
                   "%s comments were erased; a search for the author finds none.\n"
                   "Backups and files exported before still hold them.\n",
                   count);
    else
        et_app_say(app, "There was no comment of this author.\n");
    return ET_EXIT_OK;
}
