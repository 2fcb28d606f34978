#include "cli/commands.h"

#include "cli/figure_out.h"

#include <math.h>

static int run_trends(struct et_app *app);

static const struct et_option *const options[] = {et_filter_options, et_figure_options, et_limit_options, NULL};
static const struct et_example examples[] = {
    {"et-intel trends --last 7d", "This week against the week before, and who people are tired of."},
    {0},
};

const struct et_command et_cmd_trends = {
    .name = "trends",
    .synopsis = "",
    .summary = "This period against the one of equal length before it, and fatigue",
    .details =
        "A trend is up or down only where the 95 % interval of the change leaves out zero; else it is stable. Fatigue "
        "is "
        "the share of comments that are tired of the person or story, with the day from which it has been higher.",
    .section = "Figures",
    .options = options,
    .examples = examples,
    .run = run_trends,
};

static const struct et_column columns[] = {
    {"name", "Entity", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"trend", "Trend", ET_COLUMN_TEXT, 0, 0},
    {"previous_sentiment", "Before", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {"sentiment", "Now", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {"change", "Change", ET_COLUMN_SIGNED, 0, 0},
    {"interval", "95 %", ET_COLUMN_INTERVAL, ET_COLUMN_OPTIONAL, 0},
    {"previous_comments", "n before", ET_COLUMN_UINT, ET_COLUMN_OPTIONAL, 0},
    {"comments", "n", ET_COLUMN_UINT, 0, 0},
    {"fatigue", "Fatigue", ET_COLUMN_PERCENT, 0, 0},
    {"fatigue_interval", "", ET_COLUMN_SHARES, ET_COLUMN_OPTIONAL, 0},
    {"fatigue_since", "Tired since", ET_COLUMN_TIME, ET_COLUMN_OPTIONAL, 0},
    {0},
};

/* The mean with its variance back from the summary: the interval is mean +- t * se with authors - 1 degrees of freedom.
 */
static struct et_mean mean_of(const struct et_summary *s)
{
    double half = (s->interval.high - s->interval.low) / 2,
           df = s->authors > 1 ? (double)(s->authors - 1) : (double)NAN;
    double error = isfinite(half) && isfinite(df) ? half / et_t_quantile(0.975, df) : (double)NAN;
    return (struct et_mean){.n = (int64_t)s->comments,
                            .clusters = (int64_t)s->authors,
                            .mean = s->mean,
                            .variance = error * error,
                            .df = df};
}

static const char *trend_text(const struct et_difference *d)
{
    if (!isfinite(d->interval.low) || !isfinite(d->interval.high))
        return "";
    return d->interval.low > 0 ? "up" : d->interval.high < 0 ? "down" : "stable";
}

static void add_row(struct et_table *table, struct et_slice name, const char *trend, const struct et_summary *before,
                    const struct et_summary *now, const struct et_difference *d, const struct et_entity_figures *e)
{
    const double none = (double)NAN;
    et_table_text(table, name);
    et_table_str(table, trend);
    et_table_real(table, before ? before->mean : none);
    et_table_real(table, now->mean);
    et_table_real(table, d->change);
    et_table_interval(table, d->interval.low, d->interval.high);
    et_table_uint(table, before ? before->comments : 0);
    et_table_uint(table, now->comments);
    et_table_real(table, e               ? e->fatigue
                         : now->comments ? (double)now->emotions[ET_FATIGUE] / (double)now->comments
                                         : none);
    struct et_interval fatigue = et_wilson(now->emotions[ET_FATIGUE], now->comments);
    et_table_interval(table, e ? e->fatigue_interval.low : fatigue.low, e ? e->fatigue_interval.high : fatigue.high);
    et_table_time(table, e ? e->fatigue_since_us : ET_TIME_NONE);
}

/* The figures of the period of equal length just before. */
static enum et_rc load_previous(struct et_app *app, const struct et_figures *now, struct et_figures *before,
                                struct et_error *error)
{
    struct et_figures_options question;
    enum et_rc rc = et_figure_options_read(app, &question, error);
    question.last_us = 0;
    question.to_us = now->from_us;
    question.from_us = now->from_us - (now->to_us - now->from_us);
    return rc == ET_OK ? et_figures_compute(app->store, &question, &app->arena, before, error) : rc;
}

static void add_entity(struct et_table *table, const struct et_entity_figures *e, const struct et_figures *before)
{
    const struct et_entity_figures *earlier = before ? et_figure_of(before, e->entity) : NULL;
    struct et_difference d = {.change = (double)NAN, .interval = {(double)NAN, (double)NAN}};
    if (earlier)
        d = et_welch(mean_of(&earlier->summary), mean_of(&e->summary));
    if (earlier && !isfinite(d.interval.low))
        d.change = (double)NAN;
    add_row(table, e->entity->name, trend_text(&d), earlier ? &earlier->summary : NULL, &e->summary, &d, e);
}

static int run_trends(struct et_app *app)
{
    struct et_error error;
    struct et_figures now, before = {0};
    struct et_table table;
    if (et_figure_load(app, true, &now, &error) != ET_OK)
        return et_app_fail(app, &error);
    const struct et_entity *entity = NULL;
    bool bounded = now.all.comments && now.from_us != ET_TIME_NONE && now.to_us > now.from_us;
    if (et_figure_entity(app, &entity, &error) != ET_OK ||
        (bounded && load_previous(app, &now, &before, &error) != ET_OK))
        return et_app_fail(app, &error);
    size_t limit = et_figure_limit(app, 20);
    et_table_init(&table, columns, &app->arena);
    if (now.all.comments && !entity)
        add_row(&table, ET_SLICE("(all comments)"), now.trend, &now.previous, &now.all, &now.against_previous, NULL);
    for (size_t i = 0; i < now.entity_count && et_table_rows(&table) <= limit; i++)
        if (!entity || now.entities[i].entity->id == entity->id)
            add_entity(&table, &now.entities[i], bounded ? &before : NULL);
    et_figure_print(app, &now, "trends", &table);
    if (now.all.comments && now.previous.comments == 0)
        et_app_say(app, "\nThere are no comments before this period to compare with: try --last 7d.\n");
    return ET_EXIT_OK;
}
