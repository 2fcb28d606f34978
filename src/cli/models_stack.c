#include "cli/models_stack.h"

#include "analyse/own_model.h"
#include "base/file.h"
#include "cli/progress.h"
#include "cli/quality_out.h"
#include "ingest/labelled_file.h"

#include <string.h>

#define SEED 1
#define EPOCHS 4

/* One training: what it reads and what it is told. */
struct job {
    struct et_app *app;
    struct et_labelled_source *sources;
    size_t source_count;
    struct et_labelled_set set;
    struct et_stack_training training;
};

static void show_progress(void *context, unsigned done, unsigned all)
{
    struct et_app *app = context;
    et_progress_update(app->progress, done, all, done);
}

static enum et_rc read_options(struct job *job, struct et_error *error)
{
    const struct et_args *args = &job->app->args;
    const char *source;
    job->sources = et_arena_calloc(&job->app->arena, args->count + 1, sizeof *job->sources);
    if (!job->sources)
        return et_fail_nomem(error);
    enum et_rc rc = ET_OK;
    for (size_t at = 0; rc == ET_OK && (source = et_args_next(args, "data", &at));)
        rc = et_labelled_parse(source, &job->app->arena, &job->sources[job->source_count++], error);
    if (rc == ET_OK && !job->source_count)
        rc = et_fail(error, ET_E_USAGE, "models train %s needs labelled comments: --data csv:FILE", args->operands[0]);
    job->training = (struct et_stack_training){.seed = et_args_count(args, "seed", SEED),
                                               .epochs = (unsigned)et_args_count(args, "epochs", EPOCHS),
                                               .progress = show_progress,
                                               .progress_context = job->app};
    return rc;
}

static enum et_rc read_all(struct job *job, enum et_labelled_part part, struct et_labelled_set *set,
                           struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < job->source_count && rc == ET_OK; i++)
        rc = et_labelled_read(set, &job->sources[i], part, error);
    return rc;
}

static enum et_rc train(struct job *job, struct et_buf *out, struct et_error *error)
{
    job->training.samples = job->set.items;
    job->training.count = job->set.count;
    et_progress_start(et_app_progress(job->app), "Training", "rounds");
    enum et_rc rc = et_train_stack(&job->training, out, error);
    et_progress_clear(job->app->progress);
    return rc;
}

/* ---- stack ---- */

static enum et_rc measure_sealed(struct job *job, struct et_slice weights, struct et_quality *out,
                                 struct et_error *error)
{
    struct et_labelled_set sealed;
    struct et_analyser *analyser = NULL;
    const struct et_analyser_config config = {.weights = weights};
    et_labelled_init(&sealed);
    enum et_rc rc = read_all(job, ET_LABELLED_SEALED, &sealed, error);
    if (rc == ET_OK)
        rc = et_analyser_new(&config, &analyser, error);
    if (rc == ET_OK)
        rc = et_quality_measure(analyser, sealed.items, sealed.count, job->training.seed, out, error);
    et_analyser_free(analyser);
    et_labelled_dispose(&sealed);
    return rc;
}

static void report_stack(struct job *job, const char *path, struct et_slice weights, const struct et_quality *sealed)
{
    struct et_app *app = job->app;
    char sha256[ET_SHA256_HEX];
    et_sha256_of(weights, sha256);
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_uint(&json, "samples", job->set.count);
        et_emit_put_uint(&json, "bytes", weights.len);
        et_emit_put_str(&json, "sha256", sha256);
        if (sealed) {
            et_emit_put_uint(&json, "sealed", sealed->samples);
            et_emit_key(&json, "quality");
            et_quality_json(sealed, job->training.seed, &json);
        }
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    et_app_say(app, "%s: %zu samples, %zu bytes, SHA-256 %s\n", path, job->set.count, weights.len, sha256);
    if (!sealed)
        return;
    et_app_say(app, "On %zu kept apart:\n\n", sealed->samples);
    if (app->output != ET_OUTPUT_JSON)
        et_quality_print(app, sealed, job->training.seed);
}

int et_train_stack_run(struct et_app *app)
{
    struct et_error error;
    struct et_buf weights;
    struct et_quality sealed;
    struct job job = {.app = app};
    const char *path = et_args_text(&app->args, "output");
    bool keeps = et_args_has(&app->args, "keep-sealed");
    et_buf_init(&weights, 0);
    et_labelled_init(&job.set);
    enum et_rc rc = path ? read_options(&job, &error) : et_fail(&error, ET_E_USAGE, "models train stack needs -o FILE");
    if (rc == ET_OK)
        rc = read_all(&job, keeps ? ET_LABELLED_OPEN : ET_LABELLED_ALL, &job.set, &error);
    if (rc == ET_OK)
        rc = train(&job, &weights, &error);
    if (rc == ET_OK)
        rc = et_file_write(path, et_buf_view(&weights), &error);
    if (rc == ET_OK && keeps)
        rc = measure_sealed(&job, et_buf_view(&weights), &sealed, &error);
    if (rc == ET_OK)
        report_stack(&job, path, et_buf_view(&weights), keeps ? &sealed : NULL);
    et_labelled_dispose(&job.set);
    et_buf_dispose(&weights);
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, &error);
}

/* ---- a user's own ---- */

struct own {
    struct job job;
    struct et_slice name, version;
    const char *folder;
    struct et_stack *start;
    struct et_quality before, after; /* the built-in scorer; this one, by cross-validation */
    char sha256[ET_SHA256_HEX];
};

static enum et_rc find_place(struct own *own, struct et_error *error)
{
    struct et_app *app = own->job.app;
    const char *asked = app->args.operands[0];
    if (!et_own_split(et_slice_of(asked), &own->name, &own->version))
        return et_fail(error, ET_E_USAGE,
                       "'%.200s' names no model that can be trained; there are names, stack, and NAME@VERSION with a "
                       "version of three numbers (ours@1.0.0)",
                       asked);
    own->folder = et_own_path(&app->arena, et_app_setting(app, "models.dir"), own->name, own->version);
    char *card = own->folder ? et_path_join(&app->arena, own->folder, ET_OWN_CARD) : NULL;
    if (!card)
        return et_fail_nomem(error);
    if (et_file_exists(card))
        return et_fail(error, ET_E_EXISTS,
                       "%s is there already, and a version never changes: scores name it. Train under a new version",
                       asked);
    return ET_OK;
}

/* How the built-in scorer reads these comments, for comparison, and how one does that was taught by others of them. */
static enum et_rc measure_own(struct own *own, struct et_error *error)
{
    struct job *job = &own->job;
    struct et_analyser *builtin = NULL;
    const struct et_analyser_config config = {.model = NULL};
    enum et_rc rc = et_analyser_new(&config, &builtin, error);
    if (rc == ET_OK)
        rc = et_quality_measure(builtin, job->set.items, job->set.count, job->training.seed, &own->before, error);
    et_analyser_free(builtin);
    job->training.samples = job->set.items;
    job->training.count = job->set.count;
    et_progress_start(et_app_progress(job->app), "Cross-validating", "folds");
    if (rc == ET_OK)
        rc = et_quality_cross_validate(&job->training, &own->after, error);
    et_progress_clear(job->app->progress);
    return rc;
}

/* ---- the card ---- */

static enum et_rc data_json(struct own *own, struct et_emit *json, int64_t *newest_us, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    et_emit_key(json, "data");
    et_emit_array(json);
    for (size_t i = 0; i < 2 * own->job.source_count && rc == ET_OK; i++) {
        const struct et_labelled_source *source = &own->job.sources[i / 2];
        const char *path = i % 2 ? source->texts : source->path;
        struct et_buf bytes;
        char sha256[ET_SHA256_HEX];
        uint64_t size;
        int64_t modified_us = 0;
        bool is_folder;
        if (!path)
            continue;
        et_buf_init(&bytes, 0);
        rc = et_file_read(path, ET_LABELLED_FILE_MAX, &bytes, error);
        if (rc == ET_OK)
            rc = et_file_stat(path, &size, &modified_us, &is_folder, error);
        et_sha256_of(et_buf_view(&bytes), sha256);
        et_buf_dispose(&bytes);
        *newest_us = modified_us > *newest_us ? modified_us : *newest_us;
        et_emit_object(json);
        et_emit_put_str(json, "file", et_path_name(path));
        et_emit_put_str(json, "sha256", sha256);
        et_emit_put_real(json, "weight", (double)source->weight, 4);
        et_emit_object_end(json);
    }
    et_emit_array_end(json);
    return rc;
}

static enum et_rc card_date(struct et_app *app, int64_t newest_us, char date[ET_TIME_TEXT], struct et_error *error)
{
    const char *asof = et_args_text(&app->args, "asof");
    bool zoned;
    if (asof && !et_time_parse_iso(et_slice_of(asof), &newest_us, &zoned))
        return et_fail(error, ET_E_USAGE, "--asof: '%s' is no date", asof);
    et_time_format_date(newest_us, date);
    return ET_OK;
}

static enum et_rc make_card(struct own *own, struct et_slice weights, struct et_buf *out, struct et_error *error)
{
    struct et_app *app = own->job.app;
    struct et_emit json = ET_EMIT(out);
    const char *licence = et_args_text(&app->args, "licence");
    char base[ET_SHA256_HEX], date[ET_TIME_TEXT];
    int64_t newest_us = 0;
    et_sha256_of(weights, own->sha256);
    et_sha256_of(et_builtin_weights(), base);
    et_emit_object(&json);
    et_emit_put_text(&json, "name", own->name);
    et_emit_put_text(&json, "version", own->version);
    et_emit_put_str(&json, "kind", "learned: the built-in scorer, taught by labelled comments");
    et_emit_put_str(&json, "sha256", own->sha256);
    et_emit_put_uint(&json, "bytes", weights.len);
    et_emit_put_str(&json, "licence", licence ? licence : "not stated");
    et_emit_put_str(&json, "goes_on_from_sha256", base);
    enum et_rc rc = data_json(own, &json, &newest_us, error);
    if (rc == ET_OK)
        rc = card_date(app, newest_us, date, error);
    if (rc != ET_OK)
        return rc;
    et_emit_put_uint(&json, "samples", own->job.set.count);
    et_emit_put_uint(&json, "seed", own->job.training.seed);
    et_emit_put_uint(&json, "epochs", own->job.training.epochs);
    et_emit_put_str(&json, "date", date);
    et_emit_key(&json, "quality");
    et_quality_json(&own->after, own->job.training.seed, &json);
    et_emit_key(&json, "builtin_quality");
    et_quality_json(&own->before, own->job.training.seed, &json);
    et_emit_object_end(&json);
    et_buf_char(out, '\n');
    return out->failed ? et_fail_nomem(error) : ET_OK;
}

/* The card comes last: without it the weights are no model. */
static enum et_rc write_own(struct own *own, struct et_slice weights, struct et_buf *card, struct et_error *error)
{
    struct et_arena *arena = &own->job.app->arena;
    char *weights_path = et_path_join(arena, own->folder, ET_OWN_WEIGHTS);
    char *card_path = et_path_join(arena, own->folder, ET_OWN_CARD);
    if (!weights_path || !card_path)
        return et_fail_nomem(error);
    enum et_rc rc = make_card(own, weights, card, error);
    if (rc == ET_OK)
        rc = et_folder_make(own->folder, error);
    if (rc == ET_OK)
        rc = et_file_write(weights_path, weights, error);
    return rc == ET_OK ? et_file_write(card_path, et_buf_view(card), error) : rc;
}

static void compare(struct own *own, enum et_quality_of what)
{
    struct et_confusion before = et_quality_all(&own->before, what), after = et_quality_all(&own->after, what);
    struct et_confusion_measure b, a;
    et_confusion_measure(&before, own->job.training.seed, &b);
    et_confusion_measure(&after, own->job.training.seed, &a);
    if (a.count)
        et_app_say(own->job.app, "  %-9s macro-F1 %.3f (the built-in scorer: %.3f), accuracy %.3f (%.3f)\n",
                   et_quality_names[what], a.macro_f1, b.macro_f1, a.accuracy, b.accuracy);
}

static void report_own(struct own *own, const struct et_buf *card)
{
    struct et_app *app = own->job.app;
    const char *model = app->args.operands[0];
    if (app->output == ET_OUTPUT_JSON) {
        et_buf_slice(&app->out, et_buf_view(card));
        return;
    }
    et_app_say(app, "%s learned from %zu labelled comments. Read by %d-fold cross-validation:\n", model,
               own->job.set.count, ET_QUALITY_FOLDS);
    for (unsigned q = 0; q < ET_QUALITIES; q++)
        compare(own, (enum et_quality_of)q);
    et_app_say(app, "\n");
    et_quality_print(app, &own->after, own->job.training.seed);
    et_app_say(app, "Written to %s, SHA-256 %s\nTo score with it: et-intel models use %s, then et-intel rescore\n",
               own->folder, own->sha256, model);
}

static enum et_rc make_own(struct own *own, struct et_buf *weights, struct et_buf *card, struct et_error *error)
{
    enum et_rc rc = find_place(own, error);
    if (rc == ET_OK)
        rc = read_options(&own->job, error);
    if (rc == ET_OK)
        rc = read_all(&own->job, ET_LABELLED_ALL, &own->job.set, error);
    if (rc == ET_OK)
        rc = et_stack_load(et_builtin_weights(), &own->start, error);
    if (rc != ET_OK)
        return rc;
    own->job.training.start = et_stack_weights(own->start);
    rc = measure_own(own, error);
    if (rc == ET_OK)
        rc = train(&own->job, weights, error);
    return rc == ET_OK ? write_own(own, et_buf_view(weights), card, error) : rc;
}

int et_train_own_run(struct et_app *app)
{
    struct et_error error;
    struct et_buf weights, card;
    struct own own = {.job = {.app = app}};
    et_buf_init(&weights, 0);
    et_buf_init(&card, 0);
    et_labelled_init(&own.job.set);
    enum et_rc rc = make_own(&own, &weights, &card, &error);
    if (rc == ET_OK)
        report_own(&own, &card);
    et_stack_free(own.start);
    et_labelled_dispose(&own.job.set);
    et_buf_dispose(&card);
    et_buf_dispose(&weights);
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, &error);
}

/* ---- what is there ---- */

/* "FOLDER/NAME/VERSION/card.json" as "NAME@VERSION"; NULL for other paths. */
static const char *model_of(struct et_app *app, const char *path)
{
    struct et_slice rest = et_slice_of(path), name, version;
    size_t root = strlen(et_app_setting(app, "models.dir")) + 1;
    if (!et_slice_ends(rest, ET_SLICE("/" ET_OWN_CARD)) || rest.len <= root)
        return NULL;
    rest = et_slice_sub(rest, root, rest.len - strlen("/" ET_OWN_CARD));
    char *model = et_arena_printf(&app->arena, ET_SLICE_FMT, ET_SLICE_ARG(rest));
    char *slash = model ? strrchr(model, '/') : NULL;
    if (!slash)
        return NULL;
    *slash = '@';
    return et_own_split(et_slice_of(model), &name, &version) ? model : NULL;
}

enum et_rc et_own_models(struct et_app *app, const char ***names, size_t *count, struct et_error *error)
{
    const char **paths = NULL, *folder = et_app_setting(app, "models.dir");
    size_t found = 0;
    *count = 0;
    *names = NULL;
    if (!et_folder_exists(folder))
        return ET_OK;
    enum et_rc rc = et_folder_list(folder, &app->arena, &paths, &found, error);
    if (rc != ET_OK)
        return rc;
    *names = et_arena_alloc(&app->arena, (found + 1) * sizeof **names);
    if (!*names)
        return et_fail_nomem(error);
    for (size_t i = 0; i < found; i++) {
        const char *model = model_of(app, paths[i]);
        if (model)
            (*names)[(*count)++] = model;
    }
    return ET_OK;
}
