/* models ledger, models batches (chat.h). */
#include "cli/chat.h"

#include "base/time.h"

#include <stdio.h>

static const struct et_column ledger_columns[] = {
    {"run", "Run", ET_COLUMN_UINT, 0, 0},
    {"started", "Started", ET_COLUMN_TIME, 0, 0},
    {"model", "Model", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"requests", "Requests", ET_COLUMN_UINT, 0, 0},
    {"not_charged", "Not charged", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"held", "Held", ET_COLUMN_UINT, 0, 0},
    {"comments", "Comments", ET_COLUMN_UINT, 0, 0},
    {"answered", "Answered", ET_COLUMN_UINT, 0, 0},
    {"tokens_in", "Tokens in", ET_COLUMN_UINT, 0, 0},
    {"tokens_out", "Out", ET_COLUMN_UINT, 0, 0},
    {"cost", "Cost", ET_COLUMN_REAL, 0, 6},
    {0},
};

static double money(int64_t micro)
{
    return (double)micro / (double)ET_CHAT_MICRO;
}

static void add_sum(struct et_table *table, const struct et_chat_sum *sum)
{
    et_table_uint(table, (uint64_t)sum->run_id);
    et_table_time(table, sum->started_at_us);
    et_table_text(table, sum->model);
    et_table_uint(table, sum->requests);
    et_table_uint(table, sum->not_charged);
    et_table_uint(table, sum->held);
    et_table_uint(table, sum->comments);
    et_table_uint(table, sum->answered);
    et_table_uint(table, (uint64_t)sum->tokens_in);
    et_table_uint(table, (uint64_t)sum->tokens_out);
    et_table_real(table, money(sum->cost));
}

int et_models_ledger(struct et_app *app)
{
    struct et_error error;
    struct et_chat_sum *sums;
    struct et_table table;
    size_t count;
    int64_t run = 0, month = 0;
    struct et_civil now, first;
    if (et_app_open_store(app, ET_OPEN_READ, &error) != ET_OK ||
        et_store_chat_ledger(app->store, &app->arena, &sums, &count, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_time_to_civil(et_time_now_us(), &now);
    first = (struct et_civil){.year = now.year, .month = now.month, .day = 1};
    if (et_store_chat_spent(app->store, 0, et_time_from_civil(&first), &run, &month, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_table_init(&table, ledger_columns, &app->arena);
    for (size_t i = 0; i < count; i++)
        add_sum(&table, &sums[i]);
    char spent[32];
    et_chat_micro_text(month, spent);
    et_app_table(app, &table);
    et_app_say(app, "\n%s spent or held this month (UTC); budget of a month %s, of a run %s.\n", spent,
               et_app_setting(app, "chat.budget_month"), et_app_setting(app, "chat.budget_run"));
    return ET_EXIT_OK;
}

/* ---- batches ---- */

const struct et_option et_models_batches_options[] = {
    {"cancel", 0, ET_VALUE_COUNT, "ID", NULL, false, "Ask the server to cancel this batch"},
    {0},
};

static const struct et_column batch_columns[] = {
    {"batch", "Batch", ET_COLUMN_UINT, 0, 0},
    {"created", "Created", ET_COLUMN_TIME, 0, 0},
    {"state", "State", ET_COLUMN_TEXT, 0, 0},
    {"comments", "Comments", ET_COLUMN_UINT, 0, 0},
    {"model", "Model", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"remote_id", "Server's id", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {0},
};

static int cancel(struct et_app *app, int64_t batch_id)
{
    struct et_error error;
    struct et_chat_job job;
    enum et_rc rc = et_app_open_existing(app, &error);
    if (rc == ET_OK && et_args_has(&app->args, "no-api"))
        rc = et_fail(&error, ET_E_USAGE, "--no-api: the server can't be asked to cancel anything");
    if (rc == ET_OK)
        rc = et_app_chat_job(app, true, &job, &error);
    if (rc == ET_OK)
        rc = et_chat_batch_cancel(&job, batch_id, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    et_app_note(app, "Cancelled. What is done until now is fetched by: et-intel rescore --model hybrid --batch");
    return ET_EXIT_OK;
}

int et_models_batches(struct et_app *app)
{
    static const char *const states[] = {"being sent", "with the server", "done", "failed", "cancelled"};
    struct et_error error;
    struct et_chat_batch *batches;
    struct et_table table;
    size_t count;
    if (et_args_has(&app->args, "cancel"))
        return cancel(app, (int64_t)et_args_count(&app->args, "cancel", 0));
    if (et_app_open_store(app, ET_OPEN_READ, &error) != ET_OK ||
        et_store_chat_batches(app->store, false, &app->arena, &batches, &count, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_table_init(&table, batch_columns, &app->arena);
    for (size_t i = 0; i < count; i++) {
        et_table_uint(&table, (uint64_t)batches[i].batch_id);
        et_table_time(&table, batches[i].created_at_us);
        et_table_str(&table, states[batches[i].state]);
        et_table_uint(&table, batches[i].comments);
        et_table_text(&table, batches[i].model);
        et_table_text(&table, batches[i].remote_id);
    }
    et_app_table(app, &table);
    return ET_EXIT_OK;
}
