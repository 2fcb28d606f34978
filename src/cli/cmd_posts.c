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

static struct et_slice curve_json(struct et_app *app, const uint64_t hours[24])
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    struct et_emit json = ET_EMIT(&buf);
    et_emit_array(&json);
    for (size_t i = 0; i < 24; i++)
        et_emit_uint(&json, hours[i]);
    et_emit_array_end(&json);
    return et_figure_text_take(app, &buf);
}

static void add_row(struct et_app *app, struct et_table *table, const struct et_figures *figures, size_t index)
{
    const struct et_post_figures *p = &figures->posts[index];
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
    et_table_count(table, post->likes);
    et_table_count(table, post->comments_announced);
    et_table_text(table, app->output == ET_OUTPUT_JSON ? curve_json(app, p->first_24h) : (struct et_slice){NULL, 0});
}

static size_t count(const struct et_figures *figures)
{
    return figures->post_count;
}

static int run_posts(struct et_app *app)
{
    static const struct et_figure_list list = {
        .key = "posts",
        .columns = columns,
        .count = count,
        .add = add_row,
    };
    return et_figure_list_run(app, &list);
}
