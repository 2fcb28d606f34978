#include "cli/commands.h"

#include "cli/figure_out.h"
#include "types/platform.h"

static int run_posts(struct et_app *app);

static const struct et_option *const options[] = {et_filter_options, et_figure_options, et_limit_options, NULL};
static const struct et_example examples[] = {
    {"et-intel posts --last 7d", "The posts with most comments, and how they were taken."},
    {0},
};

const struct et_command et_cmd_posts = {
    .name = "posts",
    .synopsis = "",
    .summary = "Posts by comments: sentiment, likes, and how much of them was collected",
    .details = "'Held' is the share of the comments announced by the platform that is in the database.",
    .section = "Figures",
    .options = options,
    .examples = examples,
    .run = run_posts,
};

static const struct et_column columns[] = {
    {"post", "Post", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"platform", "Platform", ET_COLUMN_TEXT, ET_COLUMN_OPTIONAL, 0},
    ET_SUMMARY_COLUMNS,
    {"coverage", "Held", ET_COLUMN_PERCENT, ET_COLUMN_OPTIONAL, 0},
    {"top_entity", "About", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_OPTIONAL, 0},
    {"top_emotion", "Emotion", ET_COLUMN_TEXT, ET_COLUMN_OPTIONAL, 0},
    {"url", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"caption", "Caption", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_OPTIONAL, 0},
    {"subject", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"posted_at", "", ET_COLUMN_TIME, ET_COLUMN_MACHINE, 0},
    {"post_likes", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"comments_announced", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"first_24h", "", ET_COLUMN_RAW, 0, 0},
    {0},
};

static void count_cell(struct et_table *table, int64_t count)
{
    if (count < 0)
        et_table_none(table);
    else
        et_table_uint(table, (uint64_t)count);
}

static struct et_slice curve_json(struct et_app *app, const uint64_t hours[24])
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    struct et_emit json = ET_EMIT(&buf);
    et_emit_array(&json);
    for (size_t i = 0; i < 24; i++)
        et_emit_uint(&json, hours[i]);
    et_emit_array_end(&json);
    struct et_slice text = buf.failed ? (struct et_slice){NULL, 0} : et_arena_copy(&app->arena, et_buf_view(&buf));
    et_buf_dispose(&buf);
    return text;
}

static void add_row(struct et_app *app, struct et_table *table, const struct et_figures *figures,
                    const struct et_post_figures *p)
{
    const struct et_stored_post *post = p->post;
    bool known = p->top_entity < figures->entity_count;
    et_table_text(table, post->key);
    et_table_str(table, et_platform_name(post->platform));
    et_figure_summary_cells(app, table, &p->summary);
    et_table_real(table, p->coverage);
    et_table_text(table, known ? figures->entities[p->top_entity].entity->name : (struct et_slice){NULL, 0});
    et_table_str(table, et_figure_top_emotion(p->summary.emotions));
    et_table_text(table, post->url);
    et_table_text(table, post->caption);
    et_table_text(table, post->subject);
    et_table_time(table, post->posted_at_us);
    count_cell(table, post->likes);
    count_cell(table, post->comments_announced);
    et_table_text(table, app->output == ET_OUTPUT_JSON ? curve_json(app, p->first_24h) : (struct et_slice){NULL, 0});
}

static int run_posts(struct et_app *app)
{
    struct et_error error;
    struct et_figures figures;
    struct et_table table;
    if (et_figure_load(app, false, &figures, &error) != ET_OK)
        return et_app_fail(app, &error);
    size_t limit = et_figure_limit(app, 20);
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < figures.post_count && i < limit; i++)
        add_row(app, &table, &figures, &figures.posts[i]);
    et_figure_print(app, &figures, "posts", &table);
    if (figures.post_count > limit)
        et_app_say(app, "\n%zu more: --limit 0 shows all\n", figures.post_count - limit);
    return ET_EXIT_OK;
}
