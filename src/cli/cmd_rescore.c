#include "base/map.h"
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
    {"diff", 0, ET_VALUE_NONE, NULL, NULL, false, "Show which labels would change; write nothing"},
    {"model", 0, ET_VALUE_TEXT, "NAME@VERSION", NULL, false, "Score with this model instead of the active one; 'hybrid': locally, then ask the chat model about what is worth it"},
    {"batch", 0, ET_VALUE_NONE, NULL, NULL, false, "With hybrid: ask by the asynchronous batch interface"},
    {"no-wait", 0, ET_VALUE_NONE, NULL, NULL, false, "With --batch: look once, do not wait until batches are done"},
    {"threads", 'j', ET_VALUE_COUNT, "N", NULL, false, "Threads (default: one per processor)"},
    {0},
};
static const struct et_option *const options[] = {rescore_options, NULL};
static const struct et_example examples[] = {
    {"et-intel rescore --diff", "What the catalogue of now would change, by entity."},
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
        "Comments are facts and stay; scores and mentions are made again. Scores of other models are kept beside.",
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

static enum et_rc load(struct et_app *app, const char *asked, struct et_error *error)
{
    enum et_rc rc = et_app_load_catalogue(app, error);
    return rc == ET_OK ? et_app_load_active_analyser(app, asked, error) : rc;
}

static unsigned thread_count(const struct et_app *app)
{
    uint64_t fallback = (uint64_t)et_settings_int(app->settings, "import.threads");
    bool has = et_option_find(app->args.command, "threads") != NULL;
    return (unsigned)(has ? et_args_count(&app->args, "threads", fallback) : fallback);
}

enum et_rc et_rescore_all(struct et_app *app, const char *model, uint64_t *analysed, struct et_error *error)
{
    enum et_rc rc = load(app, model, error);
    if (rc != ET_OK)
        return rc;
    struct et_discover_limits limits = et_app_discover_limits(app);
    struct et_hybrid hybrid = {0};
    if (!model && (rc = et_store_hybrid(app->store, 0, false, &app->arena, &hybrid, error)) != ET_OK)
        return rc;
    struct et_import_job job = {.store = app->store,
                                .limits = &limits,
                                .analyser = app->analyser,
                                .threads = thread_count(app),
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

/* ---- --diff ---- */

#define DIFF_ROUND 2048

/* What would change about one entity. Index count is for the comments' own labels. */
struct change {
    uint64_t comments, labels, gained, lost;
};

struct diff {
    struct et_app *app;
    struct et_scratch *scratch;
    struct et_arena arena;  /* of one round */
    struct change *changes; /* one per entity of the catalogue, then one for all comments */
    bool is_hybrid;
    struct et_map64 by_chat; /* comments that a chat model scored: what it said stays */
    struct et_map64 index;  /* entity id -> index */
};

static const struct et_mention *mention_of(const struct et_mention *mentions, size_t count, int64_t entity_id)
{
    for (size_t i = 0; i < count; i++)
        if (mentions[i].entity_id == entity_id && mentions[i].is_explicit)
            return &mentions[i];
    return NULL;
}

/* Whether mentions[i] is the first explicit one of its entity. */
static bool is_first(const struct et_mention *mentions, size_t i)
{
    return mentions[i].is_explicit && mention_of(mentions, i, mentions[i].entity_id) == NULL;
}

static struct change *change_of(struct diff *diff, int64_t entity_id)
{
    const uint64_t *at = et_map64_get(&diff->index, (uint64_t)entity_id);
    return at ? &diff->changes[*at] : NULL;
}

static void compare(struct diff *diff, const struct et_stored_comment *old, const struct et_analysis *now)
{
    struct change *all = &diff->changes[diff->app->catalogue.count];
    all->comments++;
    if (et_map64_get(&diff->by_chat, (uint64_t)old->comment_id))
        return;
    all->labels += !old->has_score || et_label_of(old->score.sentiment) != et_label_of(now->score.sentiment);
    for (size_t i = 0; i < now->mention_count; i++) {
        struct change *change = is_first(now->mentions, i) ? change_of(diff, now->mentions[i].entity_id) : NULL;
        if (!change)
            continue;
        const struct et_mention *before = mention_of(old->mentions, old->mention_count, now->mentions[i].entity_id);
        change->comments++;
        change->gained += !before;
        change->labels += before && et_label_of(before->sentiment) != et_label_of(now->mentions[i].sentiment);
    }
    for (size_t i = 0; i < old->mention_count; i++) {
        struct change *change = is_first(old->mentions, i) ? change_of(diff, old->mentions[i].entity_id) : NULL;
        if (change && !mention_of(now->mentions, now->mention_count, old->mentions[i].entity_id))
            change->lost++;
    }
}

static enum et_rc diff_round(struct diff *diff, const struct et_unscored *inputs, size_t count, struct et_error *error)
{
    struct et_stored_comment *stored;
    size_t found;
    struct et_app *app = diff->app;
    int64_t *ids = et_arena_alloc(&diff->arena, count * sizeof *ids);
    struct et_input *texts = et_arena_alloc(&diff->arena, count * sizeof *texts);
    struct et_analysis *now = et_arena_alloc(&diff->arena, count * sizeof *now);
    if (!ids || !texts || !now)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++) {
        ids[i] = inputs[i].comment_id;
        texts[i] = (struct et_input){inputs[i].text, inputs[i].caption, inputs[i].parent, inputs[i].likes};
    }
    enum et_rc rc = et_store_comments(app->store, ids, count, &diff->arena, &stored, &found, error);
    if (rc == ET_OK)
        rc = et_analyse_batch(app->analyser, diff->scratch, texts, count, thread_count(app), &diff->arena, now, error);
    for (size_t i = 0, at = 0; rc == ET_OK && i < count && at < found; i++)
        if (stored[at].comment_id == ids[i])
            compare(diff, &stored[at++], &now[i]);
    return rc;
}

static enum et_rc diff_all(struct diff *diff, struct et_error *error)
{
    int64_t after = 0;
    size_t count = 0;
    uint64_t done = 0;
    enum et_rc rc;
    do {
        struct et_unscored *inputs;
        et_arena_reset(&diff->arena);
        rc = et_store_unscored(diff->app->store, false, after, DIFF_ROUND, &diff->arena, &inputs, &count, error);
        if (rc == ET_OK && count) {
            after = inputs[count - 1].comment_id;
            rc = diff_round(diff, inputs, count, error);
            done += count;
            et_progress_update(diff->app->progress, done, 0, done);
        }
    } while (rc == ET_OK && count);
    return rc;
}

static const struct et_column columns[] = {
    {"name", "Entity", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"comments", "Comments", ET_COLUMN_UINT, 0, 0},
    {"labels_changed", "Labels changed", ET_COLUMN_UINT, 0, 0},
    {"mentions_new", "New mentions", ET_COLUMN_UINT, 0, 0},
    {"mentions_gone", "Gone", ET_COLUMN_UINT, 0, 0},
    {0},
};

static void add_row(struct et_table *table, struct et_slice name, const struct change *c)
{
    et_table_text(table, name);
    et_table_uint(table, c->comments);
    et_table_uint(table, c->labels);
    et_table_uint(table, c->gained);
    et_table_uint(table, c->lost);
}

static enum et_rc take_chat_note(void *context, const struct et_chat_note *note, struct et_error *error)
{
    struct diff *diff = context;
    return !note->reason.ptr || et_map64_put(&diff->by_chat, (uint64_t)note->comment_id, NULL) ? ET_OK
                                                                                                : et_fail_nomem(error);
}

/* The model asked for: "hybrid" is the local one here, and comments with a chat score of the active hybrid are left as
 * they are. */
static enum et_rc load_for_diff(struct diff *diff, struct et_error *error)
{
    struct et_app *app = diff->app;
    struct et_hybrid hybrid = {0};
    const char *asked = et_args_text(&app->args, "model");
    diff->is_hybrid = asked && strcmp(asked, ET_HYBRID) == 0;
    asked = diff->is_hybrid ? NULL : asked;
    enum et_rc rc = load(app, asked, error);
    if (rc == ET_OK && !asked)
        rc = et_store_hybrid(app->store, 0, false, &app->arena, &hybrid, error);
    if (rc == ET_OK && hybrid.model_id)
        rc = et_store_chat_notes(app->store, hybrid.over_id, take_chat_note, diff, error);
    return rc;
}

static enum et_rc print_diff(struct diff *diff, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    struct et_app *app = diff->app;
    struct et_table table;
    et_table_init(&table, columns, &app->arena);
    add_row(&table, ET_SLICE("(all comments)"), &diff->changes[app->catalogue.count]);
    for (size_t i = 0; i < app->catalogue.count; i++)
        if (diff->changes[i].labels || diff->changes[i].gained || diff->changes[i].lost)
            add_row(&table, app->catalogue.entities[i].name, &diff->changes[i]);
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_str(&json, "model", et_analyser_model(app->analyser));
        et_emit_key(&json, "changes");
        et_table_json(&table, &json);
        if (diff->is_hybrid)
            rc = et_hybrid_forecast(app, &json, error);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    } else {
        et_app_table(app, &table);
        if (diff->is_hybrid && app->output == ET_OUTPUT_PEOPLE)
            rc = et_hybrid_forecast(app, NULL, error);
    }
    et_app_say(app, "\nNothing was written%s. To apply it: et-intel rescore%s\n", diff->is_hybrid ? " or sent" : "",
               diff->is_hybrid ? " --model hybrid" : "");
    return rc;
}

static int run_diff(struct et_app *app)
{
    struct et_error error;
    struct diff diff = {.app = app};
    et_arena_init(&diff.arena, 0);
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, &error);
    if (rc == ET_OK)
        rc = load_for_diff(&diff, &error);
    if (rc == ET_OK)
        rc = et_scratch_new(app->analyser, &diff.scratch, &error);
    diff.changes = et_arena_calloc(&app->arena, app->catalogue.count + 1, sizeof *diff.changes);
    for (size_t i = 0; rc == ET_OK && i < app->catalogue.count; i++) {
        uint64_t *at = et_map64_put(&diff.index, (uint64_t)app->catalogue.entities[i].id, NULL);
        if (at)
            *at = i;
        else
            rc = et_fail_nomem(&error);
    }
    if (rc == ET_OK && !diff.changes)
        rc = et_fail_nomem(&error);
    et_progress_start(et_app_progress(app), "Comparing", "comments");
    if (rc == ET_OK)
        rc = diff_all(&diff, &error);
    et_progress_clear(app->progress);
    if (rc == ET_OK)
        rc = print_diff(&diff, &error);
    if (rc != ET_OK)
        et_buf_clear(&app->out); /* half a document */
    et_map64_dispose(&diff.index);
    et_map64_dispose(&diff.by_chat);
    et_scratch_free(diff.scratch);
    et_arena_dispose(&diff.arena);
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, &error);
}

static int run_rescore(struct et_app *app)
{
    struct et_error error;
    uint64_t analysed = 0;
    char count[32];
    const char *model = et_args_text(&app->args, "model");
    if (et_args_has(&app->args, "diff"))
        return run_diff(app);
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
