#include "cli/models_evaluate.h"

#include "cli/quality_out.h"
#include "ingest/labelled_file.h"
#include "insight/figures.h"

#include <string.h>

static int run_evaluate(struct et_app *app);

static const struct et_option options[] = {
    {"model", 0, ET_VALUE_TEXT, "NAME@VERSION", NULL, false, "The model to measure (default: the active one)"},
    {"stored", 0, ET_VALUE_NONE, NULL, NULL, false,
     "Correct the shares of the stored comments, which this model must have scored, by what it confuses here"},
    {"seed", 0, ET_VALUE_COUNT, "N", NULL, false, "Seed of the intervals' draws (default 1)"},
    {0},
};
static const struct et_option *const tables[] = {options, NULL};
static const struct et_example examples[] = {
    {"et-intel models evaluate labelled.csv", "Precision, recall, F1 and what is taken for what."},
    {"et-intel models evaluate labelled.csv --model ours@1.0.0 --stored",
     "And what the stored comments' shares are when that is allowed for."},
    {0},
};

const struct et_command et_models_evaluate = {
    .name = "evaluate",
    .synopsis = "FILE",
    .summary = "Measure a model on labelled comments",
    .details =
        "FILE is .jsonl ({\"text\", \"labels\": {polarity, emotion, sarcastic, spam}}) or CSV with columns text and "
        "label (positive, neutral, negative, or 1, 0, -1; or stars), perhaps emotion, sarcastic, spam, caption. "
        "KIND:PATH names other kinds, as for 'models train'.\n\n"
        "Precision, recall and accuracy have 95 % intervals by Wilson, macro-F1 by bootstrap. The corrected share of a "
        "class allows for what the model confuses (adjusted classify and count); here each fifth of the comments is "
        "corrected by what is confused in the others, so that it can be held against the share labelled. Measure on "
        "comments that the model did not learn from.",
    .options = tables,
    .examples = examples,
    .min_operands = 1,
    .max_operands = 1,
    .operand = ET_VALUE_FILE,
    .run = run_evaluate,
};

static enum et_rc read_file(struct et_app *app, struct et_labelled_set *set, struct et_error *error)
{
    const char *path = app->args.operands[0];
    struct et_labelled_source source = et_labelled_by_name(path);
    enum et_rc rc = ET_OK;
    if (et_labelled_parse(path, &app->arena, &source, NULL) != ET_OK)
        source = et_labelled_by_name(path);
    rc = et_labelled_read(set, &source, ET_LABELLED_ALL, error);
    if (rc == ET_OK && set->count == 0)
        rc = et_fail(error, ET_E_FORMAT, "%s holds no labelled comment", path);
    return rc;
}

static enum et_rc open_model(struct et_app *app, struct et_error *error)
{
    const char *asked = et_args_text(&app->args, "model");
    enum et_rc rc = asked && !et_args_has(&app->args, "stored") ? ET_OK : et_app_open_store(app, ET_OPEN_READ, error);
    if (rc == ET_E_NOT_FOUND && !et_args_has(&app->args, "stored")) {
        app->advice[0] = '\0';
        rc = ET_OK;
    }
    return rc == ET_OK ? et_app_load_active_analyser(app, asked, error) : rc;
}

/* How many stored comments the model took for each side. */
static enum et_rc count_stored(struct et_app *app, uint64_t read[3], struct et_error *error)
{
    struct et_figures figures;
    struct et_figures_options all = {.from_us = ET_TIME_NONE, .to_us = ET_TIME_NONE, .asof_us = ET_TIME_NONE};
    const char *model = et_analyser_model(app->analyser);
    enum et_rc rc = et_figures_compute(app->store, &all, &app->arena, &figures, error);
    if (rc != ET_OK)
        return rc;
    if (!et_slice_is(figures.model, model))
        return et_fail(error, ET_E_USAGE,
                       "--stored: the stored comments were scored with " ET_SLICE_FMT ", not with %s; bring them to it "
                       "with 'et-intel rescore --model %s'",
                       ET_SLICE_ARG(figures.model), model, model);
    const uint64_t *labels = figures.all.labels;
    read[0] = labels[ET_STRONG_NEGATIVE] + labels[ET_NEGATIVE];
    read[1] = labels[ET_LABEL_NEUTRAL];
    read[2] = labels[ET_POSITIVE] + labels[ET_STRONG_POSITIVE];
    return ET_OK;
}

static void report(struct et_app *app, const struct et_quality *quality, const uint64_t *stored, uint64_t seed)
{
    struct et_emit json = et_app_json(app);
    if (app->output == ET_OUTPUT_JSON) {
        et_emit_object(&json);
        et_emit_put_str(&json, "model", et_analyser_model(app->analyser));
        et_emit_put_str(&json, "sha256", et_analyser_sha256(app->analyser));
        et_emit_put_uint(&json, "comments", quality->samples);
        et_emit_key(&json, "quality");
        et_quality_json(quality, seed, &json);
        if (stored) {
            et_emit_key(&json, "stored");
            et_quality_shares(app, quality, ET_QUALITY_POLARITY, stored, seed, &json);
        }
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
        return;
    }
    et_app_say(app, "%s on %zu labelled comments\n\n", et_analyser_model(app->analyser), quality->samples);
    if (!stored || app->output == ET_OUTPUT_PEOPLE)
        et_quality_print(app, quality, seed);
    if (stored) {
        et_app_heading(app, "Stored comments");
        et_quality_shares(app, quality, ET_QUALITY_POLARITY, stored, seed, NULL);
    }
}

static int run_evaluate(struct et_app *app)
{
    struct et_error error;
    struct et_labelled_set set;
    struct et_quality quality;
    uint64_t stored[3], seed = et_args_count(&app->args, "seed", 1);
    bool with_stored = et_args_has(&app->args, "stored");
    et_labelled_init(&set);
    enum et_rc rc = read_file(app, &set, &error);
    if (rc == ET_OK)
        rc = open_model(app, &error);
    if (rc == ET_OK)
        rc = et_quality_measure(app->analyser, set.items, set.count, seed, &quality, &error);
    if (rc == ET_OK && with_stored)
        rc = count_stored(app, stored, &error);
    if (rc == ET_OK)
        report(app, &quality, with_stored ? stored : NULL, seed);
    et_labelled_dispose(&set);
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, &error);
}
