#include "cli/commands.h"

#include "analyse/manifest.h"
#include "cli/app.h"
#include "cli/chat.h"
#include "cli/models_evaluate.h"
#include "cli/models_pull.h"
#include "cli/models_stack.h"
#include "cli/models_train.h"

#include <stdio.h>

static int run_list(struct et_app *app);
static int run_verify(struct et_app *app);
static int run_use(struct et_app *app);

static const struct et_command list = {
    .name = "list", .synopsis = "", .summary = "Models, and which one is active", .run = run_list};
static const struct et_command verify = {
    .name = "verify",
    .synopsis = "",
    .summary = "Hold every model against its hash, and the active one against what the database was scored with",
    .run = run_verify};
static const struct et_command use = {.name = "use",
                                      .synopsis = "NAME@VERSION",
                                      .summary = "Make a model the active one; 'rescore' then applies it",
                                      .min_operands = 1,
                                      .max_operands = 1,
                                      .run = run_use};
static const struct et_command ledger = {
    .name = "ledger", .synopsis = "", .summary = "What asking chat models cost, by run", .run = et_models_ledger};
static const struct et_option *const batches_options[] = {et_models_batches_options, NULL};
static const struct et_command batches = {.name = "batches",
                                          .synopsis = "",
                                          .summary = "Batches at a chat model's asynchronous interface",
                                          .options = batches_options,
                                          .run = et_models_batches};
static const struct et_command *const subs[] = {
    &list, &verify, &use, &et_models_pull, &et_models_train, &et_models_evaluate, &ledger, &batches, NULL};
static const struct et_example examples[] = {
    {"et-intel models list", "Which models there are, which one scores, and the hash of each."},
    {"et-intel models train ours@1.0.0 --data csv:labelled.csv", "The built-in scorer, taught by your labels."},
    {"et-intel models evaluate labelled.csv", "How well a model reads comments that you labelled."},
    {"et-intel models pull j-hartmann/emotion-english-distilroberta-base@COMMIT", "A transformer, pinned to a commit."},
    {0},
};

const struct et_command et_cmd_models = {.name = "models",
                                         .synopsis = "",
                                         .summary = "Models that score: list, verify, use, pull, train, evaluate",
                                         .section = "Program",
                                         .subs = subs,
                                         .examples = examples,
                                         .run = run_list};

static const struct et_column columns[] = {
    {"model", "Model", ET_COLUMN_TEXT, 0, 0},
    {"active", "Active", ET_COLUMN_BOOL, 0, 0},
    {"available", "Available", ET_COLUMN_BOOL, 0, 0},
    {"comments", "Comments", ET_COLUMN_UINT, 0, 0},
    {"sha256", "SHA-256", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"kind", "Kind", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"licence", "Licence", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"date", "Date", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {0},
};

/* What is there, gathered before it is listed or verified. */
struct shelf {
    struct et_app *app;
    struct et_slice active; /* {NULL, 0} without a database, or before its first score */
    struct et_stored_model *stored;
    size_t stored_count;
    struct et_manifest_model *builtin;
    size_t builtin_count;
    const char **pulled, **own;
    size_t pulled_count, own_count;
};

/* The active model of the database, if there is one; {NULL, 0} without a database. */
static enum et_rc active_model(struct et_app *app, struct et_slice *model, struct et_error *error)
{
    int64_t id = 0;
    *model = (struct et_slice){NULL, 0};
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, error);
    if (rc == ET_E_NOT_FOUND) {
        app->advice[0] = '\0';
        return ET_OK;
    }
    return rc == ET_OK ? et_store_active_model(app->store, &app->arena, &id, model, error) : rc;
}

static enum et_rc fill_shelf(struct shelf *shelf, struct et_error *error)
{
    struct et_app *app = shelf->app;
    enum et_rc rc = active_model(app, &shelf->active, error);
    if (rc == ET_OK && app->store)
        rc = et_store_models(app->store, &app->arena, &shelf->stored, &shelf->stored_count, error);
    if (rc == ET_OK)
        rc = et_manifest_read(&app->arena, &shelf->builtin, &shelf->builtin_count, error);
    if (rc == ET_OK)
        rc = et_pulled_models(app, &shelf->pulled, &shelf->pulled_count, error);
    return rc == ET_OK ? et_own_models(app, &shelf->own, &shelf->own_count, error) : rc;
}

static const struct et_stored_model *stored_of(const struct shelf *shelf, struct et_slice name)
{
    for (size_t i = 0; i < shelf->stored_count; i++)
        if (et_slice_eq(shelf->stored[i].name, name))
            return &shelf->stored[i];
    return NULL;
}

static struct et_slice full_name(struct et_app *app, const struct et_manifest_model *model)
{
    return et_slice_of(et_arena_printf(&app->arena, ET_SLICE_FMT "@" ET_SLICE_FMT, ET_SLICE_ARG(model->name),
                                       ET_SLICE_ARG(model->version)));
}

static bool is_tagger(const struct et_manifest_model *model)
{
    return et_slice_starts(model->kind, ET_SLICE("tagger"));
}

/* The hash that is stored with a model's scores: over the model and what works beside it. */
static enum et_rc hash_of(struct et_app *app, const char *model, struct et_slice *sha256, struct et_error *error)
{
    enum et_rc rc = et_app_load_analyser(app, model, error);
    if (rc != ET_OK)
        return rc;
    *sha256 = et_arena_copy(&app->arena, et_slice_of(et_analyser_sha256(app->analyser)));
    return sha256->ptr ? ET_OK : et_fail_nomem(error);
}

/* ---- list ---- */

static void add_row(struct et_table *table, const struct et_stored_model *model, const char *kind, bool available,
                    const struct et_manifest_model *card)
{
    et_table_text(table, model->name);
    et_table_bool(table, model->active);
    et_table_bool(table, available);
    et_table_uint(table, model->comments);
    et_table_text(table, model->sha256);
    et_table_text(table, card ? card->kind : et_slice_of(kind));
    et_table_text(table, card ? card->licence : (struct et_slice){NULL, 0});
    et_table_text(table, card ? card->date : (struct et_slice){NULL, 0});
}

static enum et_rc list_builtin(struct shelf *shelf, struct et_table *table, struct et_error *error)
{
    struct et_app *app = shelf->app;
    enum et_rc rc = et_app_load_analyser(app, NULL, error);
    if (rc != ET_OK)
        return rc;
    struct et_slice usual = et_arena_copy(&app->arena, et_slice_of(et_analyser_model(app->analyser)));
    for (size_t i = 0; i < shelf->builtin_count && rc == ET_OK; i++) {
        const struct et_manifest_model *card = &shelf->builtin[i];
        struct et_stored_model row = {.name = full_name(app, card), .sha256 = et_slice_of(card->sha256)};
        const struct et_stored_model *stored = stored_of(shelf, row.name);
        row.comments = stored ? stored->comments : 0;
        row.active = shelf->active.len ? et_slice_eq(shelf->active, row.name) : et_slice_eq(usual, row.name);
        if (!is_tagger(card))
            rc = row.name.ptr ? hash_of(app, row.name.ptr, &row.sha256, error) : et_fail_nomem(error);
        add_row(table, &row, NULL, true, card);
    }
    return rc;
}

static void list_found(struct shelf *shelf, const char *const *names, size_t count, const char *kind,
                       struct et_table *table)
{
    for (size_t i = 0; i < count; i++) {
        struct et_stored_model row = {.name = et_slice_of(names[i]), .sha256 = ET_SLICE("")};
        const struct et_stored_model *stored = stored_of(shelf, row.name);
        add_row(table, stored ? stored : &row, kind, true, NULL);
    }
}

static bool is_among(struct et_slice name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (et_slice_is(name, names[i]))
            return true;
    return false;
}

/* What scored comments here and is none of the program's models, nor in the folder of models. */
static void list_others(struct shelf *shelf, struct et_table *table)
{
    for (size_t i = 0; i < shelf->stored_count; i++) {
        const struct et_stored_model *model = &shelf->stored[i];
        bool listed = is_among(model->name, shelf->pulled, shelf->pulled_count) ||
                      is_among(model->name, shelf->own, shelf->own_count);
        for (size_t b = 0; b < shelf->builtin_count; b++)
            listed = listed || et_slice_eq(full_name(shelf->app, &shelf->builtin[b]), model->name);
        bool is_hybrid = et_slice_starts(model->name, ET_SLICE(ET_HYBRID "-"));
        if (!listed)
            add_row(table, model, is_hybrid ? "hybrid: local, and a chat model" : "of before, or of elsewhere",
                    is_hybrid, NULL);
    }
}

/* The models of the program first, then those in the folder, then what else scored comments of this database. */
static int run_list(struct et_app *app)
{
    struct et_error error;
    struct et_table table;
    struct shelf shelf = {.app = app};
    et_table_init(&table, columns, &app->arena);
    enum et_rc rc = fill_shelf(&shelf, &error);
    if (rc == ET_OK)
        rc = list_builtin(&shelf, &table, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    list_found(&shelf, shelf.own, shelf.own_count, "own: the built-in scorer, taught by labelled comments", &table);
    list_found(&shelf, shelf.pulled, shelf.pulled_count, "pulled: transformer", &table);
    list_others(&shelf, &table);
    et_app_table(app, &table);
    return ET_EXIT_OK;
}

/* ---- verify ---- */

static void say_whole(struct et_app *app, struct et_emit *json, const char *model, const char *sha256)
{
    if (json) {
        et_emit_object(json);
        et_emit_put_str(json, "model", model);
        et_emit_put_str(json, "sha256", sha256);
        et_emit_object_end(json);
    }
    et_app_say(app, "%s is whole: SHA-256 %s\n", model, sha256);
}

/* Every pulled model is loaded, which holds its files against its lock. */
static enum et_rc verify_pulled(struct shelf *shelf, struct et_emit *json, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < shelf->pulled_count && rc == ET_OK; i++) {
        char sha256[ET_SHA256_HEX];
        rc = et_pulled_model_check(shelf->app, shelf->pulled[i], sha256, error);
        if (rc == ET_OK)
            say_whole(shelf->app, json, shelf->pulled[i], sha256);
    }
    return rc;
}

/* An own model is held against its card by loading it, and against the scores that are stored of it. */
static enum et_rc verify_own(struct shelf *shelf, struct et_emit *json, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < shelf->own_count && rc == ET_OK; i++) {
        struct et_slice sha256;
        const struct et_stored_model *stored = stored_of(shelf, et_slice_of(shelf->own[i]));
        rc = hash_of(shelf->app, shelf->own[i], &sha256, error);
        if (rc == ET_OK && stored && !et_slice_eq(stored->sha256, sha256))
            rc = et_fail(error, ET_E_EXISTS,
                         "the database was scored with another %s, SHA-256 " ET_SLICE_FMT "; this one is " ET_SLICE_FMT,
                         shelf->own[i], ET_SLICE_ARG(stored->sha256), ET_SLICE_ARG(sha256));
        if (rc == ET_OK)
            say_whole(shelf->app, json, shelf->own[i], sha256.ptr);
    }
    return rc;
}

/* Loading an analyser held the built-in files against the manifest; here they are named. */
static void verify_builtin(struct shelf *shelf, struct et_emit *json)
{
    for (size_t i = 0; i < shelf->builtin_count; i++) {
        struct et_slice name = full_name(shelf->app, &shelf->builtin[i]);
        if (name.ptr)
            say_whole(shelf->app, json, name.ptr, shelf->builtin[i].sha256);
    }
}

static enum et_rc verify_folder(struct shelf *shelf, struct et_emit *json, struct et_error *error)
{
    const struct {
        const char *key;
        enum et_rc (*verify)(struct shelf *shelf, struct et_emit *json, struct et_error *error);
    } kinds[] = {{"pulled", verify_pulled}, {"own", verify_own}};
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < 2 && rc == ET_OK; i++) {
        if (json) {
            et_emit_key(json, kinds[i].key);
            et_emit_array(json);
        }
        rc = kinds[i].verify(shelf, json, error);
        if (json)
            et_emit_array_end(json);
    }
    return rc;
}

/* Whether the database's scores of this name are this model's: taken for writing, and taken back. */
static enum et_rc verify_stored(struct et_app *app, const char *model, struct et_slice sha256, struct et_error *error)
{
    int64_t model_id;
    et_store_close(app->store);
    app->store = NULL;
    enum et_rc rc = et_app_open_store(app, ET_OPEN_WRITE, error);
    if (rc == ET_OK)
        rc = et_store_begin(app->store, error);
    if (rc == ET_OK)
        rc = et_store_model(app->store, model, sha256.ptr, &model_id, error);
    et_store_rollback(app->store);
    if (rc == ET_E_EXISTS)
        snprintf(app->advice, sizeof app->advice, "Score again with the model of this program: et-intel rescore");
    return rc;
}

static enum et_rc verify_all(struct shelf *shelf, struct et_emit *json, struct et_error *error)
{
    struct et_app *app = shelf->app;
    struct et_slice sha256;
    enum et_rc rc = fill_shelf(shelf, error);
    if (rc == ET_OK)
        rc = hash_of(app, NULL, &sha256, error);
    const char *model =
        rc == ET_OK ? et_arena_copy(&app->arena, et_slice_of(et_analyser_model(app->analyser))).ptr : NULL;
    if (rc == ET_OK && !model)
        rc = et_fail_nomem(error);
    if (rc == ET_OK && app->store)
        rc = verify_stored(app, model, sha256, error);
    if (rc != ET_OK)
        return rc;
    if (json) {
        et_emit_object(json);
        et_emit_put_bool(json, "ok", true);
        et_emit_put_str(json, "model", model);
        et_emit_put_text(json, "sha256", sha256);
        et_emit_key(json, "builtin");
        et_emit_array(json);
    }
    verify_builtin(shelf, json);
    et_app_say(app, "Scores of %s are stored with SHA-256 %s, over all of these\n", model, sha256.ptr);
    if (json)
        et_emit_array_end(json);
    rc = verify_folder(shelf, json, error);
    if (json && rc == ET_OK) {
        et_emit_object_end(json);
        et_buf_char(&app->out, '\n');
    }
    return rc;
}

static int run_verify(struct et_app *app)
{
    struct et_error error;
    struct shelf shelf = {.app = app};
    struct et_emit json = et_app_json(app);
    if (verify_all(&shelf, app->output == ET_OUTPUT_JSON ? &json : NULL, &error) == ET_OK)
        return ET_EXIT_OK;
    et_buf_clear(&app->out); /* half a document */
    return et_app_fail(app, &error);
}

static int say_active(struct et_app *app, const char *model)
{
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_str(&json, "active", model);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    et_app_say(app, "%s is the active model. Comments that it has not scored yet: et-intel rescore\n", model);
    return ET_EXIT_OK;
}

static int run_use(struct et_app *app)
{
    struct et_error error;
    int64_t model_id;
    bool is_hybrid;
    enum et_rc rc = et_hybrid_use(app, app->args.operands[0], &is_hybrid, &error);
    if (rc == ET_OK && is_hybrid)
        return say_active(app, app->args.operands[0]);
    if (rc == ET_OK)
        rc = et_app_load_analyser(app, app->args.operands[0], &error);
    if (rc == ET_OK)
        rc = et_app_open_existing(app, &error);
    if (rc == ET_OK)
        rc = et_store_begin(app->store, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    const char *model = et_analyser_model(app->analyser);
    rc = et_store_model(app->store, model, et_analyser_sha256(app->analyser), &model_id, &error);
    if (rc == ET_OK)
        rc = et_store_use_model(app->store, model_id, &error);
    if (rc == ET_OK)
        rc = et_store_commit(app->store, &error);
    if (rc != ET_OK) {
        et_store_rollback(app->store);
        return et_app_fail(app, &error);
    }
    return say_active(app, model);
}
