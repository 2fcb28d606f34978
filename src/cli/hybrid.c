/* rescore --model hybrid (chat.h). */
#include "cli/chat.h"
#include "cli/discover_run.h"
#include "cli/progress.h"
#include "cli/rescore.h"
#include "cli/signals.h"

#include <stdio.h>
#include <string.h>

/* ---- the forecast ---- */

static void emit_reasons(struct et_emit *json, const struct et_chat_plan *plan)
{
    et_emit_key(json, "reasons");
    et_emit_object(json);
    for (unsigned i = 0; i < ET_CHAT_WHYS; i++)
        if (plan->by_why[i])
            et_emit_put_uint(json, et_chat_why_name(i), plan->by_why[i]);
    et_emit_object_end(json);
}

static double money(int64_t micro)
{
    return (double)micro / (double)ET_CHAT_MICRO;
}

static void emit_plan(struct et_emit *json, const struct et_chat_plan *plan, bool is_priced)
{
    et_emit_key(json, "chat");
    et_emit_object(json);
    et_emit_put_uint(json, "would_ask", plan->count);
    et_emit_put_uint(json, "requests", plan->requests);
    et_emit_put_int(json, "tokens_in", plan->tokens_in);
    et_emit_put_int(json, "tokens_out", plan->tokens_out);
    if (is_priced)
        et_emit_put_real(json, "cost", money(plan->cost), 4);
    et_emit_put_uint(json, "answered", plan->answered);
    et_emit_put_uint(json, "worth_asking", plan->worth);
    et_emit_put_uint(json, "most", plan->most);
    emit_reasons(json, plan);
    et_emit_object_end(json);
}

static void say_plan(struct et_app *app, const struct et_chat_plan *plan, const struct et_chat_job *job, bool is_priced)
{
    char count[32], total[32], cost[32];
    et_count_format(plan->count, count);
    et_count_format(plan->total, total);
    et_chat_micro_text(plan->cost, cost);
    et_app_say(app, "\n%s would be asked about %s of %s comments in %llu requests, for about %s%s.\n",
               job->endpoint.model, count, total, (unsigned long long)plan->requests, is_priced ? cost : "?",
               is_priced ? "" : " (chat.price_in and chat.price_out are not set)");
    for (unsigned i = 0; i < ET_CHAT_WHYS; i++)
        if (plan->by_why[i]) {
            et_count_format(plan->by_why[i], count);
            et_app_say(app, "  %-18s %s\n", et_chat_why_name(i), count);
        }
    if (plan->answered) {
        et_count_format(plan->answered, count);
        et_app_say(app, "%s have its answer, or wait for it, already.\n", count);
    }
}

enum et_rc et_hybrid_forecast(struct et_app *app, struct et_emit *json, struct et_error *error)
{
    struct et_chat_job job;
    struct et_chat_plan plan;
    enum et_rc rc = et_app_chat_job(app, false, &job, error);
    if (rc == ET_OK)
        rc = et_chat_plan_make(&job, &app->arena, &plan, error);
    if (rc != ET_OK)
        return rc;
    bool is_priced = job.price.in_micro >= 0 && job.price.out_micro >= 0;
    if (json)
        emit_plan(json, &plan, is_priced);
    else
        say_plan(app, &plan, &job, is_priced);
    return ET_OK;
}

/* ---- the run ---- */

/* Mentions of discovered names, also where a chat model's scores were just written. */
static enum et_rc place_names(struct et_app *app, struct et_error *error)
{
    struct et_discover_limits limits = et_app_discover_limits(app);
    return et_discover_apply(app->store, app->analyser, &limits, true, NULL, error);
}

enum et_rc et_hybrid_refresh(struct et_app *app, int64_t over_id, struct et_error *error)
{
    enum et_rc rc = et_chat_refresh(app->store, app->analyser, over_id, &et_app_stop, error);
    return rc == ET_OK ? place_names(app, error) : rc;
}

static enum et_rc ask(struct et_app *app, const struct et_chat_job *job, bool is_batch, struct et_chat_report *report,
                      struct et_error *error)
{
    struct et_chat_plan plan;
    /* First of all: whatever ends the run, figures use what was answered until then. */
    enum et_rc rc = et_chat_hybrid(job, error);
    et_signals_catch_stop();
    et_progress_start(et_app_progress(app), "Choosing", "comments");
    if (rc == ET_OK)
        rc = et_chat_plan_make(job, &app->arena, &plan, error);
    et_progress_start(app->progress, "Asking", "comments");
    if (rc == ET_OK && is_batch)
        rc = et_chat_batch_run(job, &plan, report, error);
    else if (rc == ET_OK && plan.count)
        rc = et_chat_run(job, &plan, report, error);
    et_progress_clear(app->progress);
    return rc == ET_OK && report->answered ? place_names(app, error) : rc;
}

static void print_json(struct et_app *app, uint64_t analysed, const struct et_hybrid *hybrid,
                       const struct et_chat_report *report)
{
    struct et_emit json = et_app_json(app);
    double all = hybrid->base_comments ? (double)hybrid->base_comments : 1;
    et_emit_object(&json);
    et_emit_put_uint(&json, "comments", analysed);
    et_emit_put_text(&json, "model", hybrid->name);
    et_emit_put_text(&json, "local", hybrid->base);
    et_emit_key(&json, "chat");
    et_emit_object(&json);
    et_emit_put_text(&json, "model", hybrid->over);
    et_emit_put_uint(&json, "comments", hybrid->over_comments);
    et_emit_put_real(&json, "share", (double)hybrid->over_comments / all, 4);
    et_emit_put_uint(&json, "requests", report->requests);
    et_emit_put_uint(&json, "asked", report->asked);
    et_emit_put_uint(&json, "answered", report->answered);
    et_emit_put_uint(&json, "unusable", report->unusable);
    et_emit_put_int(&json, "tokens_in", report->tokens_in);
    et_emit_put_int(&json, "tokens_out", report->tokens_out);
    et_emit_put_real(&json, "cost", money(report->cost), 6);
    et_emit_put_uint(&json, "open_batches", report->open_batches);
    et_emit_put_str(&json, "halted", report->halted == ET_OK ? NULL : et_rc_name(report->halted));
    et_emit_object_end(&json);
    et_emit_object_end(&json);
    et_buf_char(&app->out, '\n');
}

static void say_report(struct et_app *app, const struct et_chat_report *report, const char *shares)
{
    char asked[32], answered[32], cost[32];
    et_count_format(report->asked, asked);
    et_count_format(report->answered, answered);
    et_chat_micro_text(report->cost, cost);
    et_app_say(app, "%s comments were asked about, %s answers are of use; %llu requests, cost %s.\n", asked, answered,
               (unsigned long long)report->requests, cost);
    if (report->unusable)
        et_app_say(app, "Of the others the local score stands.\n");
    if (report->open_batches)
        et_app_say(app, "%llu batches are with the server; the same command fetches them when they are done.\n",
                   (unsigned long long)report->open_batches);
    et_app_say(app, "%s.\n", shares);
}

static void set_advice(struct et_app *app, const struct et_chat_report *report)
{
    if (report->halted == ET_E_FULL)
        snprintf(app->advice, sizeof app->advice,
                 "Raise chat.budget_run or chat.budget_month, or stay with what is answered.");
    else
        snprintf(app->advice, sizeof app->advice,
                 "What was answered is kept; go on with: et-intel rescore --model hybrid");
}

static int finish(struct et_app *app, uint64_t analysed, const struct et_chat_report *report)
{
    struct et_hybrid hybrid;
    struct et_error error;
    const char *shares = "";
    enum et_rc rc = et_store_hybrid(app->store, 0, true, &app->arena, &hybrid, &error);
    if (rc == ET_OK)
        rc = et_hybrid_shares(app, &shares, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    if (app->output == ET_OUTPUT_JSON)
        print_json(app, analysed, &hybrid, report);
    else
        say_report(app, report, shares);
    if (report->halted == ET_OK)
        return ET_EXIT_OK;
    set_advice(app, report);
    return et_app_fail(app, &report->why);
}

int et_hybrid_rescore(struct et_app *app)
{
    struct et_error error;
    struct et_chat_job job;
    struct et_chat_report report = {0};
    uint64_t analysed = 0;
    int64_t over_id = 0;
    bool allowed = !et_args_has(&app->args, "no-api"), is_batch = et_args_has(&app->args, "batch");
    /* Before minutes of scoring: is everything set that is needed? */
    enum et_rc rc = et_app_open_existing(app, &error);
    if (rc == ET_OK)
        rc = et_app_chat_job(app, allowed, &job, &error);
    if (rc == ET_OK)
        rc = et_rescore_all(app, NULL, &analysed, &error);
    if (rc == ET_OK)
        rc = et_app_chat_job(app, allowed, &job, &error);
    if (rc == ET_OK)
        rc = et_chat_hybrid(&job, &error);
    if (rc == ET_OK)
        rc = et_chat_register(&job, &over_id, &error);
    if (rc == ET_OK)
        rc = et_hybrid_refresh(app, over_id, &error);
    job.batch_wait = !et_args_has(&app->args, "no-wait");
    if (rc == ET_OK && allowed) {
        rc = ask(app, &job, is_batch, &report, &error);
    } else if (rc == ET_OK) {
        et_app_note(app, "Nothing was sent (--no-api); the local scores are new.");
    }
    return rc == ET_OK ? finish(app, analysed, &report) : et_app_fail(app, &error);
}

void et_hybrid_after_import(struct et_app *app)
{
    struct et_error error;
    struct et_chat_job job;
    struct et_chat_report report = {0};
    char answered[32], cost[32];
    if (!et_settings_bool(app->settings, "chat.after_import") || !et_app_chat_allowed(app) || et_app_stop)
        return;
    enum et_rc rc = et_app_chat_job(app, true, &job, &error);
    if (rc == ET_OK)
        rc = ask(app, &job, false, &report, &error);
    if (rc == ET_OK && report.halted != ET_OK)
        error = report.why;
    et_count_format(report.answered, answered);
    et_chat_micro_text(report.cost, cost);
    if (report.requests)
        et_app_note(app, "%s scored %s comments more closely, for %s.", job.endpoint.model, answered, cost);
    if (rc != ET_OK || report.halted != ET_OK)
        et_app_note(app, "et-intel: the chat model was not asked further: %s", error.message);
}
