/* Settings of the chat model as a job, and hybrids as models (chat.h). */
#include "cli/chat.h"

#include "cli/progress.h"

#include <stdio.h>
#include <string.h>

#define RETRY_MOST_MS 60000

bool et_app_chat_allowed(const struct et_app *app)
{
    return !et_args_has(&app->args, "no-api") && et_app_setting(app, "chat.base_url")[0];
}

/* The environment or a closed file; nowhere where others may read it. */
static enum et_rc read_key(struct et_app *app, const char **out, struct et_error *error)
{
    const char *key = et_app_setting(app, "chat.key"), *file = et_app_setting(app, "chat.key_file");
    enum et_setting_source source = et_settings_source(app->settings, "chat.key");
    if (source == ET_FROM_FILE)
        return et_fail(error, ET_E_USAGE,
                       "chat.key stands in the settings file, where it is no secret: put it into "
                       "ET_INTEL_CHAT_KEY, or into a file named by chat.key_file (chmod 600)");
    if (source == ET_FROM_COMMAND_LINE)
        return et_fail(error, ET_E_USAGE,
                       "chat.key was given on the command line, where everybody on this machine can "
                       "read it: put it into ET_INTEL_CHAT_KEY, or into a file named by chat.key_file");
    *out = key;
    if (key[0] || !file[0])
        return ET_OK;
    char *read = et_arena_alloc(&app->arena, ET_CHAT_KEY_MAX);
    *out = read;
    return read ? et_chat_key_read(file, read, error) : et_fail_nomem(error);
}

static enum et_chat_format format_of(const struct et_app *app)
{
    const char *format = et_app_setting(app, "chat.format");
    return strcmp(format, "schema") == 0   ? ET_CHAT_SCHEMA
           : strcmp(format, "object") == 0 ? ET_CHAT_OBJECT
                                           : ET_CHAT_TEXT;
}

static void show_progress(void *context, uint64_t done, uint64_t total)
{
    struct et_app *app = context;
    et_progress_update(app->progress, done, total, done);
}

static enum et_rc check_prices(const struct et_chat_job *job, struct et_error *error)
{
    if (job->price.in_micro >= 0 && job->price.out_micro >= 0)
        return ET_OK;
    return et_fail(error, ET_E_USAGE,
                   "what the chat model costs is not told, so no budget can be kept: set "
                   "chat.price_in and chat.price_out (per million tokens; 0 where nothing is charged)");
}

enum et_rc et_app_chat_job(struct et_app *app, bool for_sending, struct et_chat_job *job, struct et_error *error)
{
    const struct et_settings *s = app->settings;
    *job = (struct et_chat_job){
        .store = app->store,
        .analyser = app->analyser,
        .endpoint = {.base_url = et_app_setting(app, "chat.base_url"),
                     .model = et_app_setting(app, "chat.model"),
                     .key = "",
                     .timeout_ms = (uint32_t)et_settings_int(s, "chat.timeout_s") * 1000,
                     .retries = (uint32_t)et_settings_int(s, "chat.retries"),
                     .retry_first_ms = (uint32_t)et_settings_int(s, "chat.retry_ms"),
                     .retry_max_ms = RETRY_MOST_MS},
        .price = {et_chat_micro_of(et_settings_real(s, "chat.price_in")),
                  et_chat_micro_of(et_settings_real(s, "chat.price_out"))},
        .format = format_of(app),
        .run_budget = et_chat_micro_of(et_settings_real(s, "chat.budget_run")),
        .month_budget = et_chat_micro_of(et_settings_real(s, "chat.budget_month")),
        .share_percent = (unsigned)et_settings_int(s, "chat.share"),
        .concurrency = (unsigned)et_settings_int(s, "chat.concurrency"),
        .batch_price_percent = (unsigned)et_settings_int(s, "chat.batch_price"),
        .batch_poll_ms = et_settings_int(s, "chat.batch_poll_s") * 1000,
        .batch_wait = true,
        .stop = &et_app_stop,
        .progress = show_progress,
        .progress_context = app,
    };
    if (!job->endpoint.base_url[0])
        return et_fail(error, ET_E_USAGE,
                       "no chat model is set up, so no hybrid can be made: set chat.base_url, "
                       "chat.model and the prices (see 'et-intel help settings')");
    enum et_rc rc = for_sending ? read_key(app, &job->endpoint.key, error) : ET_OK;
    if (rc == ET_OK)
        rc = et_chat_endpoint_check(&job->endpoint, error);
    if (rc == ET_OK && for_sending)
        rc = check_prices(job, error);
    return rc;
}

/* ---- hybrids ---- */

enum et_rc et_hybrid_use(struct et_app *app, const char *name, bool *done, struct et_error *error)
{
    struct et_stored_model *models;
    struct et_hybrid hybrid = {0}, newest = {0};
    size_t count;
    *done = false;
    if (strncmp(name, ET_HYBRID, strlen(ET_HYBRID)) != 0)
        return ET_OK;
    enum et_rc rc = et_app_open_existing(app, error);
    if (rc == ET_OK)
        rc = et_store_models(app->store, &app->arena, &models, &count, error);
    for (size_t i = 0; rc == ET_OK && i < count; i++) {
        if (strcmp(name, ET_HYBRID) != 0 && !et_slice_is(models[i].name, name))
            continue;
        rc = et_store_hybrid(app->store, models[i].model_id, false, &app->arena, &hybrid, error);
        if (rc == ET_OK && hybrid.model_id > newest.model_id)
            newest = hybrid;
    }
    if (rc != ET_OK || !newest.model_id)
        return rc == ET_OK
                   ? et_fail(error, ET_E_NOT_FOUND,
                             "there is no hybrid '%s' in the database; 'et-intel rescore --model hybrid' makes one",
                             name)
                   : rc;
    rc = et_store_begin(app->store, error);
    if (rc == ET_OK)
        rc = et_store_use_model(app->store, newest.model_id, error);
    if (rc == ET_OK)
        rc = et_store_commit(app->store, error);
    if (rc != ET_OK)
        et_store_rollback(app->store);
    *done = rc == ET_OK;
    return rc;
}

enum et_rc et_hybrid_shares(struct et_app *app, const char **out, struct et_error *error)
{
    struct et_hybrid hybrid;
    enum et_rc rc = et_store_hybrid(app->store, 0, true, &app->arena, &hybrid, error);
    *out = "";
    if (rc == ET_OK)
        *out = et_hybrid_text(&hybrid, &app->arena);
    return rc == ET_OK && !*out ? et_fail_nomem(error) : rc;
}
