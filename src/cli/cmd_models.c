#include "cli/commands.h"

#include "cli/app.h"
#include "cli/chat.h"
#include "cli/models_pull.h"
#include "cli/models_train.h"

#include <stdio.h>

static int run_list(struct et_app *app);
static int run_verify(struct et_app *app);
static int run_use(struct et_app *app);

static const struct et_command list = {
    .name = "list", .synopsis = "", .summary = "Models, and which one is active", .run = run_list};
static const struct et_command verify = {.name = "verify",
                                         .synopsis = "",
                                         .summary = "Hold the model's data against what the database was scored with",
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
static const struct et_command *const subs[] = {&list,   &verify,  &use, &et_models_pull, &et_models_train,
                                                &ledger, &batches, NULL};
static const struct et_example examples[] = {
    {"et-intel models list", "Which model scores, and the hash of its data."},
    {"et-intel models pull j-hartmann/emotion-english-distilroberta-base@COMMIT", "A transformer, pinned to a commit."},
    {0},
};

const struct et_command et_cmd_models = {.name = "models",
                                         .synopsis = "",
                                         .summary = "Models that score: list, verify, use, pull",
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
    {0},
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

static void add_row(struct et_table *table, const struct et_stored_model *model, bool active, bool available)
{
    et_table_text(table, model->name);
    et_table_bool(table, active);
    et_table_bool(table, available);
    et_table_uint(table, model->comments);
    et_table_text(table, model->sha256);
}

/* Pulled models that have not scored anything here. */
static void add_pulled(struct et_table *table, const char *const *pulled, size_t pulled_count,
                       const struct et_stored_model *models, size_t count)
{
    for (size_t i = 0; i < pulled_count; i++) {
        struct et_stored_model model = {.name = et_slice_of(pulled[i]), .sha256 = ET_SLICE("")};
        size_t at = 0;
        while (at < count && !et_slice_eq(models[at].name, model.name))
            at++;
        if (at == count)
            add_row(table, &model, false, true);
    }
}

static bool is_among(struct et_slice name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (et_slice_is(name, names[i]))
            return true;
    return false;
}

/* The model of the program first, then what else scored comments of this database. */
static int run_list(struct et_app *app)
{
    struct et_error error;
    struct et_slice active;
    struct et_table table;
    struct et_stored_model *models = NULL;
    const char **pulled = NULL;
    size_t count = 0, pulled_count = 0;
    enum et_rc rc = active_model(app, &active, &error);
    if (rc == ET_OK && app->store)
        rc = et_store_models(app->store, &app->arena, &models, &count, &error);
    if (rc == ET_OK)
        rc = et_pulled_models(app, &pulled, &pulled_count, &error);
    if (rc == ET_OK)
        rc = et_app_load_analyser(app, NULL, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    struct et_stored_model own = {.name = et_slice_of(et_analyser_model(app->analyser)),
                                  .sha256 = et_slice_of(et_analyser_sha256(app->analyser))};
    for (size_t i = 0; i < count; i++)
        if (et_slice_eq(models[i].name, own.name))
            own.comments = models[i].comments;
    et_table_init(&table, columns, &app->arena);
    add_row(&table, &own, active.len == 0 || et_slice_eq(active, own.name), true);
    for (size_t i = 0; i < count; i++)
        if (!et_slice_eq(models[i].name, own.name))
            add_row(&table, &models[i], models[i].active,
                    et_slice_starts(models[i].name, ET_SLICE(ET_HYBRID "-")) ||
                        is_among(models[i].name, pulled, pulled_count));
    add_pulled(&table, pulled, pulled_count, models, count);
    et_app_table(app, &table);
    return ET_EXIT_OK;
}

/* Every pulled model is loaded, which holds its files against its lock. */
static enum et_rc verify_pulled(struct et_app *app, struct et_emit *json, struct et_error *error)
{
    const char **pulled;
    size_t count;
    enum et_rc rc = et_pulled_models(app, &pulled, &count, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        char sha256[ET_SHA256_HEX];
        rc = et_pulled_model_check(app, pulled[i], sha256, error);
        if (rc == ET_OK && json) {
            et_emit_object(json);
            et_emit_put_str(json, "model", pulled[i]);
            et_emit_put_str(json, "sha256", sha256);
            et_emit_object_end(json);
        }
        if (rc == ET_OK)
            et_app_say(app, "%s is whole: SHA-256 %s\n", pulled[i], sha256);
    }
    return rc;
}

static int run_verify(struct et_app *app)
{
    struct et_error error;
    struct et_slice active;
    int64_t model_id;
    enum et_rc rc = active_model(app, &active, &error);
    if (rc == ET_OK)
        rc = et_app_load_analyser(app, NULL, &error);
    const char *model = rc == ET_OK ? et_analyser_model(app->analyser) : "";
    if (rc == ET_OK && app->store) {
        et_store_close(app->store);
        app->store = NULL;
        rc = et_app_open_store(app, ET_OPEN_WRITE, &error);
        if (rc == ET_OK)
            rc = et_store_begin(app->store, &error);
        if (rc == ET_OK)
            rc = et_store_model(app->store, model, et_analyser_sha256(app->analyser), &model_id, &error);
        et_store_rollback(app->store);
    }
    if (rc == ET_E_EXISTS)
        snprintf(app->advice, sizeof app->advice, "Score again with the model of this program: et-intel rescore");
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    et_app_say(app, "%s is whole: SHA-256 %s\n", model, et_analyser_sha256(app->analyser));
    struct et_emit json = et_app_json(app);
    bool is_json = app->output == ET_OUTPUT_JSON;
    if (is_json) {
        et_emit_object(&json);
        et_emit_put_bool(&json, "ok", true);
        et_emit_put_str(&json, "model", model);
        et_emit_put_str(&json, "sha256", et_analyser_sha256(app->analyser));
        et_emit_key(&json, "pulled");
        et_emit_array(&json);
    }
    rc = verify_pulled(app, is_json ? &json : NULL, &error);
    if (rc != ET_OK) {
        et_buf_clear(&app->out);
        return et_app_fail(app, &error);
    }
    if (is_json) {
        et_emit_array_end(&json);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    return ET_EXIT_OK;
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
