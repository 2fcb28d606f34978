#include "cli/commands.h"

#include "cli/figure_out.h"

#include <math.h>
#include <string.h>

static int run_timeline(struct et_app *app);

static const struct et_option step_options[] = {
    {"step", 0, ET_VALUE_CHOICE, "STEP", "hour|day|week", false,
     "Length of a step (default: by the length of the period)"},
    {0},
};
static const struct et_option *const options[] = {et_filter_options, et_figure_options, step_options, NULL};
static const struct et_example examples[] = {
    {"et-intel timeline 'Mara Vale' --last 30d", "Day by day: how many comments, and how people feel about her."},
    {"et-intel timeline --step week --csv", "All comments by week."},
    {0},
};

const struct et_command et_cmd_timeline = {
    .name = "timeline",
    .synopsis = "[NAME]",
    .summary = "Comments and sentiment over time, of an entity or of all",
    .details = "Days and weeks (from Monday) are those of the display zone (--tz). The bar is the number of comments.",
    .section = "Figures",
    .options = options,
    .examples = examples,
    .max_operands = 1,
    .run = run_timeline,
};

static const struct et_column columns[] = {
    {"from", "From", ET_COLUMN_TIME, 0, 0},
    {"comments", "n", ET_COLUMN_UINT, 0, 0},
    {"bar", "", ET_COLUMN_TEXT, ET_COLUMN_PEOPLE, 0},
    {"sentiment", "Sentiment", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {"interval", "95 %", ET_COLUMN_INTERVAL, 0, 0},
    {"likes", "Likes", ET_COLUMN_UINT, ET_COLUMN_OPTIONAL, 0},
    {"emotion", "Emotion", ET_COLUMN_TEXT, ET_COLUMN_OPTIONAL, 0},
    {"excitement", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"anger", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"disappointment", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"love", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"disgust", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"surprise", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"fatigue", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"neutral", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {0},
};

static int64_t step_of(const char *name)
{
    if (!name)
        return 0;
    return strcmp(name, "hour") == 0 ? ET_US_HOUR : strcmp(name, "day") == 0 ? ET_US_DAY : 7 * ET_US_DAY;
}

static void add_row(struct et_app *app, struct et_table *table, const struct et_point *p, uint64_t most)
{
    bool empty = p->comments == 0;
    et_table_time(table, p->from_us);
    et_table_uint(table, p->comments);
    et_table_text(table, et_figure_bar(app, (double)p->comments, (double)most, 16));
    et_table_real(table, empty ? (double)NAN : p->mean);
    et_table_interval(table, empty ? (double)NAN : p->interval.low, empty ? (double)NAN : p->interval.high);
    et_table_uint(table, p->likes);
    et_table_str(table, et_figure_top_emotion(p->emotions));
    for (int i = 0; i < ET_EMOTIONS; i++)
        et_table_uint(table, p->emotions[i]);
}

static enum et_rc load(struct et_app *app, struct et_figures *figures, const struct et_entity **entity,
                       struct et_error *error)
{
    struct et_figures_options question;
    enum et_rc rc = et_figure_options_read(app, &question, error);
    question.step_us = step_of(et_args_text(&app->args, "step"));
    if (rc == ET_OK)
        rc = et_app_open_store(app, ET_OPEN_READ, error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(app, error);
    if (rc == ET_OK)
        rc = et_figure_entity(app, entity, error);
    return rc == ET_OK ? et_figures_compute(app->store, &question, &app->arena, figures, error) : rc;
}

static int run_timeline(struct et_app *app)
{
    struct et_error error;
    struct et_figures figures;
    struct et_table table;
    const struct et_entity *entity = NULL;
    if (load(app, &figures, &entity, &error) != ET_OK)
        return et_app_fail(app, &error);
    const struct et_entity_figures *one = entity ? et_figure_of(&figures, entity) : NULL;
    const struct et_timeline *timeline = one ? &one->timeline : &figures.timeline;
    size_t count = entity && !one ? 0 : timeline->count;
    uint64_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = timeline->points[i].comments > most ? timeline->points[i].comments : most;
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < count; i++)
        if (timeline->points[i].comments || app->output != ET_OUTPUT_PEOPLE)
            add_row(app, &table, &timeline->points[i], most);
    if (entity)
        et_app_heading(app, et_arena_printf(&app->arena, ET_SLICE_FMT, ET_SLICE_ARG(entity->name)));
    et_figure_print(app, &figures, "timeline", &table);
    if (entity && !one && figures.all.comments)
        et_app_say(app, "No comment of this period names " ET_SLICE_FMT ".\n", ET_SLICE_ARG(entity->name));
    return ET_EXIT_OK;
}
