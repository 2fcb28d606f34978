#include "cli/commands.h"

#include "cli/comment_out.h"

#include <limits.h>

static int run_search(struct et_app *app);

static const struct et_option search_options[] = {
    {"limit", 'n', ET_VALUE_COUNT, "N", NULL, false, "At most N comments (default 20; 0 = all)"},
    {"offset", 0, ET_VALUE_COUNT, "N", NULL, false, "Leave out the first N"},
    {0},
};
static const struct et_option *const options[] = {search_options, et_filter_options, NULL};
static const struct et_example examples[] = {
    {"et-intel search 'lawsuit likes:>100'", "Comments with the word and over 100 likes, newest first."},
    {"et-intel search '\"so tired\" entity:\"Mara Vale\"' --json", "A phrase, about one person, for a program."},
    {"et-intel search 'court NEAR/5 date NOT trial' --from 2025-11-01", "Words close to each other, without another."},
    {0},
};

const struct et_command et_cmd_search = {
    .name = "search",
    .synopsis = "QUERY",
    .summary = "Comments by words, phrases and filters, newest first",
    .details = "'et-intel help query' explains the language: words, \"phrases\", AND OR NOT, NEAR/n, entity: author: "
               "platform: "
               "emotion: sentiment:<-0.3 likes:>100 after: before:. Put single quotes around the query.",
    .section = "Comments",
    .options = options,
    .examples = examples,
    .min_operands = 1,
    .max_operands = UINT_MAX,
    .run = run_search,
};

static void print(struct et_app *app, const struct et_table *table, uint64_t total)
{
    if (app->output != ET_OUTPUT_JSON) {
        if (et_table_rows(table) || app->output == ET_OUTPUT_CSV)
            et_app_table(app, table);
        return;
    }
    struct et_emit json = et_app_json(app);
    et_emit_object(&json);
    et_emit_put_uint(&json, "total", total);
    et_emit_key(&json, "comments");
    et_table_json(table, &json);
    et_emit_object_end(&json);
    et_buf_char(&app->out, '\n');
}

static int run_search(struct et_app *app)
{
    struct et_error error;
    struct et_search search;
    struct et_stored_comment *comments = NULL;
    struct et_table table;
    size_t count = 0, offset = (size_t)et_args_count(&app->args, "offset", 0);
    uint64_t total = 0, limit = et_args_count(&app->args, "limit", 20);
    char shown[32], all[32];
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, &error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(app, &error);
    if (rc == ET_OK)
        rc = et_comment_query(app, &search, &error);
    if (rc == ET_OK)
        rc = et_store_search(app->store, &search, limit ? (size_t)limit : (size_t)INT64_MAX, offset, &app->arena,
                             &comments, &count, &total, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    et_table_init(&table, et_comment_columns, &app->arena);
    for (size_t i = 0; i < count; i++)
        et_comment_row(&app->arena, &table, &comments[i]);
    print(app, &table, total);
    et_count_format(count, shown);
    et_count_format(total, all);
    if (total == 0)
        et_app_say(app, "No comment matches.\n");
    else
        et_app_say(app, "\n%s of %s comments%s\n", shown, all, total > count + offset ? "; --limit 0 shows all" : "");
    return ET_EXIT_OK;
}
