#include "cli/chat.h"
#include "cli/commands.h"
#include "cli/discover_run.h"
#include "cli/progress.h"
#include "cli/rescore.h"
#include "cli/signals.h"
#include "ingest/import.h"

#include <string.h>

static int run_rescore(struct et_app *app);

static const struct et_option rescore_options[] = {
    {"diff", 0, ET_VALUE_NONE, NULL, NULL, false, "Show which entities, alerts and comments would change; write nothing"},
    {"model", 0, ET_VALUE_TEXT, "NAME@VERSION", NULL, false, "Score with this model instead of the active one; 'hybrid': locally, then ask the chat model about what is worth it"},
    {"batch", 0, ET_VALUE_NONE, NULL, NULL, false, "With hybrid: ask by the asynchronous batch interface"},
    {"no-wait", 0, ET_VALUE_NONE, NULL, NULL, false, "With --batch: look once, do not wait until batches are done"},
    {"threads", 'j', ET_VALUE_COUNT, "N", NULL, false, "Threads (default: one per processor)"},
    {0},
};
static const struct et_option *const options[] = {rescore_options, et_limit_options, NULL};
static const struct et_example examples[] = {
    {"et-intel rescore --diff", "What the catalogue and the model of now would change: entities, alerts, comments."},
    {"et-intel rescore", "Applies it."},
    {"et-intel rescore --model hybrid --diff", "How many comments a chat model would be asked about, and what it costs."},
    {"et-intel rescore --model hybrid", "Asks it, within the budget; see 'et-intel help chat'."},
    {0},
};

const struct et_option et_rescore_after_options[] = {
    {"rescore", 0, ET_VALUE_NONE, NULL, NULL, false, "Score all stored comments again at once"},
    {0},
};

const struct et_command et_cmd_rescore = {
    .name = "rescore",
    .synopsis = "",
    .summary = "Score all stored comments again, after a change of catalogue or model",
    .details =
        "Comments are facts and stay; scores and mentions are made again. Scores of other models are kept beside.\n\n"
        "--diff compares first: labels and mentions by entity, alerts that would begin, end or turn (worked out on a copy of the "
        "database beside it, which is removed), and the most liked comments whose label would change (--limit of them).",
    .section = "Comments",
    .options = options,
    .examples = examples,
    .run = run_rescore,
};

static void show_progress(void *context, const char *path, uint64_t done, uint64_t total, uint64_t units)
{
    struct et_app *app = context;
    (void)path;
    et_progress_update(app->progress, done, total, units);
}

enum et_rc et_rescore_load(struct et_app *app, const char *asked, struct et_error *error)
{
    enum et_rc rc = et_app_load_catalogue(app, error);
    return rc == ET_OK ? et_app_load_active_analyser(app, asked, error) : rc;
}

unsigned et_rescore_threads(const struct et_app *app)
{
    uint64_t fallback = (uint64_t)et_settings_int(app->settings, "import.threads");
    bool has = et_option_find(app->args.command, "threads") != NULL;
    return (unsigned)(has ? et_args_count(&app->args, "threads", fallback) : fallback);
}

enum et_rc et_rescore_all(struct et_app *app, const char *model, uint64_t *analysed, struct et_error *error)
{
    enum et_rc rc = et_rescore_load(app, model, error);
    if (rc != ET_OK)
        return rc;
    struct et_discover_limits limits = et_app_discover_limits(app);
    struct et_hybrid hybrid = {0};
    if (!model && (rc = et_store_hybrid(app->store, 0, false, &app->arena, &hybrid, error)) != ET_OK)
        return rc;
    struct et_import_job job = {.store = app->store,
                                .limits = &limits,
                                .analyser = app->analyser,
                                .threads = et_rescore_threads(app),
                                .progress = show_progress,
                                .progress_context = app,
                                .stop = &et_app_stop};
    et_signals_catch_stop();
    et_progress_start(et_app_progress(app), "Scoring", "comments");
    rc = et_rescore(&job, analysed, error);
    /* A hybrid stays the active model: its local half is new, the other is brought to the same catalogue. */
    if (rc == ET_OK && hybrid.model_id)
        rc = et_chat_rejoin(app->store, app->analyser, &hybrid, error);
    if (rc == ET_OK && hybrid.model_id)
        rc = et_hybrid_refresh(app, hybrid.over_id, error);
    et_progress_clear(app->progress);
    return rc;
}

enum et_rc et_rescore_after(struct et_app *app, struct et_error *error)
{
    struct et_store_stats stats;
    uint64_t analysed;
    char count[32];
    enum et_rc rc = et_store_stats(app->store, &app->arena, &stats, error);
    if (rc != ET_OK || stats.comments == 0)
        return rc;
    if (!et_args_has(&app->args, "rescore")) {
        et_count_format(stats.comments, count);
        et_app_note(app, "To apply this to the %s stored comments: et-intel rescore", count);
        return ET_OK;
    }
    rc = et_rescore_all(app, NULL, &analysed, error);
    et_count_format(analysed, count);
    if (rc == ET_OK)
        et_app_note(app, "%s comments were scored again.", count);
    return rc;
}

static int run_rescore(struct et_app *app)
{
    struct et_error error;
    uint64_t analysed = 0;
    char count[32];
    const char *model = et_args_text(&app->args, "model");
    if (et_args_has(&app->args, "diff"))
        return et_rescore_diff(app);
    if (model && strcmp(model, ET_HYBRID) == 0)
        return et_hybrid_rescore(app);
    if (et_args_has(&app->args, "batch") || et_args_has(&app->args, "no-wait")) {
        et_fail(&error, ET_E_USAGE, "--batch and --no-wait go with --model hybrid");
        return et_app_fail(app, &error);
    }
    if (et_app_open_existing(app, &error) != ET_OK ||
        et_rescore_all(app, et_args_text(&app->args, "model"), &analysed, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_count_format(analysed, count);
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_uint(&json, "comments", analysed);
        et_emit_put_str(&json, "model", et_analyser_model(app->analyser));
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    et_app_say(app, "%s comments were scored again with %s.\n", count, et_analyser_model(app->analyser));
    return ET_EXIT_OK;
}
