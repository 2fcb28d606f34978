#include "cli/models_train.h"

#include "analyse/train/tagger_train.h"
#include "base/file.h"
#include "cli/models_stack.h"

#include <limits.h>
#include <string.h>

static int run_train(struct et_app *app);

static const struct et_option options[] = {
    {"output", 'o', ET_VALUE_FILE, "FILE", NULL, false, "The model file to write"},
    {"first-names", 0, ET_VALUE_FILE, "FILE", NULL, true, "First names, most frequent first"},
    {"last-names", 0, ET_VALUE_FILE, "FILE", NULL, true, "Family names, most frequent first"},
    {"name-list", 0, ET_VALUE_FILE, "FILE", NULL, true, "Names in no order"},
    {"words", 0, ET_VALUE_FILE, "FILE", NULL, true, "Ordinary words; those with a capital are names"},
    {"text", 0, ET_VALUE_FILE, "FILE", NULL, true, "Any text: how often words have a capital"},
    {"data", 0, ET_VALUE_TEXT, "KIND:PATH[:WEIGHT]", NULL, true,
     "Labelled comments: csv, jsonl, semeval, isarcasm, codes:LABELS=TEXTS"},
    {"keep-sealed", 0, ET_VALUE_NONE, NULL, NULL, false,
     "With stack: a tenth, chosen by hash, is not learned from but reported on"},
    {"asof", 0, ET_VALUE_DATE, "DATE", NULL, false,
     "Date on the card of an own model (default: the newest data file's)"},
    {"licence", 0, ET_VALUE_TEXT, "TEXT", NULL, false, "Licence on the card of an own model (default: not stated)"},
    {"seed", 0, ET_VALUE_COUNT, "N", NULL, false, "Seed of the order of samples (default 8 for names, else 1)"},
    {"epochs", 0, ET_VALUE_COUNT, "N", NULL, false, "Rounds over the samples (default 6 for names, else 4)"},
    {0},
};
static const struct et_option *const tables[] = {options, NULL};
static const struct et_example examples[] = {
    {"et-intel models train names labelled.jsonl more.conll -o my-names.etm",
     "A tagger of names from labelled comments."},
    {"et-intel models train ours@1.0.0 --data csv:labelled.csv",
     "A scorer of your own: the built-in one, taught by your labels (columns text and label)."},
    {"et-intel models train stack --data jsonl:train.jsonl --data semeval:train.tsv:0.3 -o stack.etm",
     "A scorer from nothing but these."},
    {0},
};

const struct et_command et_models_train = {
    .name = "train",
    .synopsis = "names DATA... | stack | NAME@VERSION",
    .summary = "Make a tagger of names or a scorer from labelled data, and say how good it is",
    .details =
        "names: DATA are files of samples: .jsonl with a text and the names in it (labels.targets with surface and "
        "type), or CoNLL with a word and its label in a line. A tenth of them, chosen by hash, is kept apart and "
        "reported on.\n\n"
        "NAME@VERSION: a scorer of your own. It goes on from the built-in weights with your labelled comments, says "
        "by five-fold cross-validation how well it reads such comments beside the built-in one, and is written to "
        "the folder of the setting models.dir with a card. Score with it by --model NAME@VERSION, or 'models use'.\n\n"
        "stack: the weights of the learned scorer, from nothing but the data named.\n\n"
        "The same files in the same order give the same bytes.",
    .options = tables,
    .examples = examples,
    .min_operands = 1,
    .max_operands = UINT_MAX,
    .operand = ET_VALUE_FILE,
    .run = run_train,
};

/* The samples, then what the options name, kind by kind. */
static enum et_rc list_sources(struct et_app *app, struct et_tag_source **out, size_t *count, struct et_error *error)
{
    static const struct {
        const char *option;
        enum et_tag_source_kind kind;
    } kinds[] = {{"last-names", ET_TAG_LAST_NAMES},
                 {"first-names", ET_TAG_FIRST_NAMES},
                 {"name-list", ET_TAG_NAME_LIST},
                 {"words", ET_TAG_WORD_LIST},
                 {"text", ET_TAG_TEXT}};
    const struct et_args *args = &app->args;
    struct et_tag_source *sources = et_arena_alloc(&app->arena, (args->operand_count + args->count) * sizeof *sources);
    if (!sources)
        return et_fail_nomem(error);
    *count = 0;
    for (size_t i = 1; i < args->operand_count; i++)
        sources[(*count)++] = (struct et_tag_source){ET_TAG_SAMPLES, args->operands[i]};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        const char *path;
        for (size_t at = 0; (path = et_args_next(args, kinds[k].option, &at));)
            sources[(*count)++] = (struct et_tag_source){kinds[k].kind, path};
    }
    *out = sources;
    return ET_OK;
}

static void print_report(struct et_app *app, const struct et_tagger_report *report, size_t bytes)
{
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_uint(&json, "samples", report->samples);
        et_emit_put_uint(&json, "sealed", report->sealed);
        et_emit_put_uint(&json, "features", report->rows);
        et_emit_put_uint(&json, "bytes", bytes);
        et_emit_put_real(&json, "person_f1", et_tag_f1(&report->person), 4);
        et_emit_put_real(&json, "f1", et_tag_f1(&report->all), 4);
        et_emit_put_real(&json, "span_f1", et_tag_f1(&report->untyped), 4);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    et_app_say(app, "%zu samples, %zu of them kept apart; %zu features, %zu bytes.\n", report->samples, report->sealed,
               report->rows, bytes);
    et_app_say(app, "On those kept apart: F1 %.3f of persons, %.3f of all names, %.3f type aside.\n",
               et_tag_f1(&report->person), et_tag_f1(&report->all), et_tag_f1(&report->untyped));
}

static int train_names(struct et_app *app)
{
    struct et_error error;
    struct et_tagger_report report;
    struct et_tag_source *sources = NULL;
    struct et_buf model;
    size_t count = 0;
    const char *path = et_args_text(&app->args, "output");
    et_buf_init(&model, 0);
    enum et_rc rc = ET_OK;
    if (app->args.operand_count < 2)
        rc = et_fail(&error, ET_E_USAGE, "models train names needs files of samples");
    else if (!path)
        rc = et_fail(&error, ET_E_USAGE, "models train names needs -o FILE");
    if (rc == ET_OK)
        rc = list_sources(app, &sources, &count, &error);
    const struct et_tagger_training config = {.sources = sources,
                                              .source_count = count,
                                              .seed = et_args_count(&app->args, "seed", 8),
                                              .epochs = (unsigned)et_args_count(&app->args, "epochs", 6),
                                              .keep_sealed = true};
    if (rc == ET_OK)
        rc = et_train_tagger(&config, &model, &report, &error);
    if (rc == ET_OK)
        rc = et_file_write(path, et_buf_view(&model), &error);
    if (rc == ET_OK)
        print_report(app, &report, model.len);
    et_buf_dispose(&model);
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, &error);
}

static int run_train(struct et_app *app)
{
    struct et_error error;
    const char *what = app->args.operands[0];
    if (strcmp(what, "names") == 0)
        return train_names(app);
    if (app->args.operand_count > 1) {
        et_fail(&error, ET_E_USAGE, "models train %s takes its files by --data KIND:PATH", what);
        return et_app_fail(app, &error);
    }
    return strcmp(what, "stack") == 0 ? et_train_stack_run(app) : et_train_own_run(app);
}
