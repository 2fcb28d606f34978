#include "cli/chat.h"
#include "cli/commands.h"

#include "cli/app.h"
#include "types/platform.h"

static int run_stats(struct et_app *app);

static const struct et_example examples[] = {
    {"et-intel stats", "How much there is, of which platforms and what period."},
    {"et-intel stats --json", "The same for programs."},
    {0},
};

const struct et_command et_cmd_stats = {.name = "stats",
                                        .synopsis = "",
                                        .summary = "What is in the database",
                                        .section = "Data",
                                        .examples = examples,
                                        .run = run_stats};

static void print_json(struct et_app *app, const struct et_store_stats *s, const char *shares)
{
    struct et_emit json = et_app_json(app);
    et_emit_object(&json);
    et_emit_put_uint(&json, "comments", s->comments);
    et_emit_put_uint(&json, "replies", s->replies);
    et_emit_put_uint(&json, "posts", s->posts);
    et_emit_put_uint(&json, "authors", s->authors);
    et_emit_key(&json, "platforms");
    et_emit_object(&json);
    for (int i = 0; i < ET_PLATFORMS; i++)
        if (s->by_platform[i])
            et_emit_put_uint(&json, et_platform_name((enum et_platform)i), s->by_platform[i]);
    et_emit_object_end(&json);
    et_emit_put_time(&json, "first", s->first_us);
    et_emit_put_time(&json, "last", s->last_us);
    et_emit_put_uint(&json, "entities", s->entities);
    et_emit_put_uint(&json, "mentions", s->mentions);
    et_emit_put_uint(&json, "discovered", s->discovered);
    et_emit_put_uint(&json, "imports", s->imports);
    et_emit_put_text(&json, "model", s->model.len ? s->model : (struct et_slice){NULL, 0});
    if (shares[0])
        et_emit_put_str(&json, "scored_by", shares);
    if (s->pending)
        et_emit_put_uint(&json, "pending", s->pending);
    et_emit_key(&json, "database");
    et_emit_object(&json);
    et_emit_put_text(&json, "url", s->url);
    et_emit_put_text(&json, "schema", s->schema);
    et_emit_put_uint(&json, "size_bytes", s->size_bytes);
    et_emit_object_end(&json);
    et_emit_object_end(&json);
    et_buf_char(&app->out, '\n');
}

static const struct et_column columns[] = {
    {"figure", "Figure", ET_COLUMN_TEXT, 0, 0},
    {"value", "Value", ET_COLUMN_TEXT, 0, 0},
    {0},
};

static void row(struct et_app *app, struct et_table *table, const char *name, uint64_t value)
{
    char text[32];
    et_count_format(value, text);
    et_table_str(table, name);
    et_table_str(table, app->output == ET_OUTPUT_PEOPLE
                            ? et_arena_printf(&app->arena, "%s", text)
                            : et_arena_printf(&app->arena, "%llu", (unsigned long long)value));
}

static void text_row(struct et_table *table, const char *name, struct et_slice value)
{
    et_table_str(table, name);
    et_table_text(table, value);
}

static struct et_slice moment(struct et_app *app, int64_t us)
{
    char text[32], iso[ET_TIME_TEXT] = "";
    et_moment_format(us, app->zone, text);
    if (us != ET_TIME_NONE)
        et_time_format_iso(us, iso);
    return et_arena_copy(&app->arena, et_slice_of(app->output == ET_OUTPUT_PEOPLE ? text : iso));
}

static void print_table(struct et_app *app, const struct et_store_stats *s, const char *shares)
{
    struct et_table table;
    et_table_init(&table, columns, &app->arena);
    row(app, &table, "comments", s->comments);
    row(app, &table, "replies", s->replies);
    row(app, &table, "posts", s->posts);
    row(app, &table, "authors", s->authors);
    for (int i = 0; i < ET_PLATFORMS; i++)
        if (s->by_platform[i])
            row(app, &table, et_arena_printf(&app->arena, "  on %s", et_platform_name((enum et_platform)i)),
                s->by_platform[i]);
    text_row(&table, "first comment", moment(app, s->first_us));
    text_row(&table, "last comment", moment(app, s->last_us));
    row(app, &table, "entities", s->entities);
    row(app, &table, "mentions", s->mentions);
    row(app, &table, "discovered names", s->discovered);
    row(app, &table, "imports", s->imports);
    row(app, &table, "waiting for analysis", s->pending);
    text_row(&table, "model", s->model.len ? s->model : ET_SLICE("none yet"));
    if (shares[0])
        text_row(&table, "scored by", et_slice_of(shares));
    text_row(&table, "database", s->url);
    text_row(&table, "schema", s->schema);
    row(app, &table, "size in bytes", s->size_bytes);
    et_app_table(app, &table);
}

static int run_stats(struct et_app *app)
{
    struct et_error error;
    struct et_store_stats stats;
    const char *shares = "";
    if (et_app_open_store(app, ET_OPEN_READ, &error) != ET_OK ||
        et_store_stats(app->store, &app->arena, &stats, &error) != ET_OK ||
        et_hybrid_shares(app, &shares, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (app->output == ET_OUTPUT_JSON)
        print_json(app, &stats, shares);
    else
        print_table(app, &stats, shares);
    if (stats.comments == 0)
        et_app_say(app, "\nNothing was imported yet: et-intel import FILE\n");
    else if (stats.entities == 0)
        et_app_say(app,
                   "\nThe catalogue is empty: et-intel entities add 'NAME' --type person, then et-intel rescore\n");
    return ET_EXIT_OK;
}
