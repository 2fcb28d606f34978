#include "cli/commands.h"

#include "cli/figure_out.h"

#include <math.h>

static int run_velocity(struct et_app *app);
static int run_alerts(struct et_app *app);

static const struct et_option velocity_filter[] = {
    {"platform", 0, ET_VALUE_TEXT, "NAME", "instagram|youtube|tiktok|facebook|x|threads|reddit|other", false,
     "One platform only"},
    {0},
};
static const struct et_option *const options[] = {velocity_filter, et_figure_options, NULL};

static const struct et_example velocity_examples[] = {
    {"et-intel velocity", "Every entity: the last 72 hours against the 72 before."},
    {"et-intel velocity 'Mara Vale' --asof 2025-11-20", "One entity at an earlier moment."},
    {0},
};
static const struct et_example alert_examples[] = {
    {"et-intel alerts", "Only what changed for sure, and what to watch."},
    {"et-intel alerts --json", "For a script that sends them on."},
    {0},
};

const struct et_command et_cmd_velocity = {
    .name = "velocity",
    .synopsis = "[NAME]",
    .summary = "How sentiment moved: the last 72 hours against the 72 before",
    .details = "Each window needs 10 comments by 5 authors. An alert is a change of at least 0.15 that holds at a "
               "false-discovery rate of 10 % over all entities; 'watch' only meets the rule of 30 percent.",
    .section = "Figures",
    .options = options,
    .examples = velocity_examples,
    .max_operands = 1,
    .run = run_velocity,
};

const struct et_command et_cmd_alerts = {
    .name = "alerts",
    .synopsis = "",
    .summary = "Entities whose sentiment changed for sure, and those to watch",
    .section = "Figures",
    .options = options,
    .examples = alert_examples,
    .run = run_alerts,
};

static const struct et_column columns[] = {
    {"name", "Entity", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"status", "Status", ET_COLUMN_TEXT, 0, 0},
    {"direction", "Direction", ET_COLUMN_TEXT, 0, 0},
    {"previous_sentiment", "Before", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {"recent_sentiment", "Now", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {"change", "Change", ET_COLUMN_SIGNED, 0, 0},
    {"interval", "95 %", ET_COLUMN_INTERVAL, ET_COLUMN_OPTIONAL, 0},
    {"percent_change", "", ET_COLUMN_REAL, ET_COLUMN_MACHINE, 1},
    {"flag_30", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0},
    {"p", "", ET_COLUMN_P, ET_COLUMN_MACHINE, 0},
    {"q", "q", ET_COLUMN_P, ET_COLUMN_OPTIONAL, 0},
    {"previous_comments", "n before", ET_COLUMN_UINT, ET_COLUMN_OPTIONAL, 0},
    {"recent_comments", "n now", ET_COLUMN_UINT, 0, 0},
    {"previous_authors", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"recent_authors", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"volume_ratio", "Volume", ET_COLUMN_REAL, ET_COLUMN_OPTIONAL, 2},
    {"volume_p", "", ET_COLUMN_P, ET_COLUMN_MACHINE, 0},
    {"evidence", "", ET_COLUMN_RAW, 0, 0},
    {0},
};

static const char *status_of(const struct et_velocity *v)
{
    if (!v->enough)
        return "too few";
    return v->is_alert ? "ALERT" : v->is_watch ? "watch" : "steady";
}

static void add_row(struct et_app *app, struct et_table *table, struct et_slice name, const struct et_velocity *v)
{
    const double none = (double)NAN;
    et_table_text(table, name);
    et_table_str(table, status_of(v));
    et_table_str(table, v->enough ? et_direction_text(v->direction) : "");
    et_table_real(table, v->enough ? v->previous_mean : none);
    et_table_real(table, v->enough ? v->recent_mean : none);
    et_table_real(table, v->enough ? v->change : none);
    et_table_interval(table, v->enough ? v->interval.low : none, v->enough ? v->interval.high : none);
    et_table_real(table, v->enough ? v->percent_change : none);
    et_table_bool(table, v->enough && v->flag_30);
    et_table_real(table, v->enough ? v->p : none);
    et_table_real(table, v->enough ? v->q : none);
    et_table_uint(table, v->previous_comments);
    et_table_uint(table, v->recent_comments);
    et_table_uint(table, v->previous_authors);
    et_table_uint(table, v->recent_authors);
    et_table_real(table, v->volume_ratio);
    et_table_real(table, v->volume_p);
    et_table_text(table, et_figure_evidence_json(app, v->evidence, 3));
}

static void say_asof(struct et_app *app, const struct et_figures *figures)
{
    char asof[32];
    et_moment_format(figures->asof_us, app->zone, asof);
    if (figures->asof_us != ET_TIME_NONE)
        et_app_say(app, "As of %s (%s): the 72 hours before it against the 72 before those\n", asof,
                   et_zone_name(app->zone));
}

/* People are spared rows that say nothing; returns how many. */
static size_t fill(struct et_app *app, struct et_table *table, const struct et_figures *figures,
                   const struct et_entity *entity)
{
    size_t hidden = 0;
    et_table_init(table, columns, &app->arena);
    if (!entity)
        add_row(app, table, ET_SLICE("(all comments)"), &figures->velocity);
    for (size_t i = 0; i < figures->entity_count; i++) {
        const struct et_entity_figures *e = &figures->entities[i];
        if (entity && e->entity->id != entity->id)
            continue;
        if (!entity && !e->velocity.enough && app->output == ET_OUTPUT_PEOPLE)
            hidden++;
        else
            add_row(app, table, e->entity->name, &e->velocity);
    }
    return hidden;
}

static int run_velocity(struct et_app *app)
{
    struct et_error error;
    struct et_figures figures;
    struct et_table table;
    const struct et_entity *entity = NULL;
    if (et_figure_load(app, true, &figures, &error) != ET_OK || et_figure_entity(app, &entity, &error) != ET_OK)
        return et_app_fail(app, &error);
    size_t hidden = fill(app, &table, &figures, entity);
    say_asof(app, &figures);
    et_figure_print(app, &figures, "velocity", &table);
    if (hidden)
        et_app_say(app, "\n%zu more have too few comments in the two windows (10 by 5 authors in each are needed).\n",
                   hidden);
    if (entity && et_table_rows(&table) == 0)
        et_app_say(app, "No comment names " ET_SLICE_FMT ".\n", ET_SLICE_ARG(entity->name));
    if (entity && et_figure_of(&figures, entity)) {
        et_app_say(app, "\n");
        et_figure_evidence_people(app, et_figure_of(&figures, entity)->velocity.evidence, 3);
    }
    return ET_EXIT_OK;
}

static int run_alerts(struct et_app *app)
{
    struct et_error error;
    struct et_figures figures;
    struct et_table table;
    if (et_figure_load(app, true, &figures, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_table_init(&table, columns, &app->arena);
    for (int alerts = 1; alerts >= 0; alerts--)
        for (size_t i = 0; i < figures.entity_count; i++) {
            const struct et_velocity *v = &figures.entities[i].velocity;
            if (v->enough && (alerts ? v->is_alert : v->is_watch && !v->is_alert))
                add_row(app, &table, figures.entities[i].entity->name, v);
        }
    say_asof(app, &figures);
    et_figure_print(app, &figures, "alerts", &table);
    if (figures.all.comments && et_table_rows(&table) == 0)
        et_app_say(app, "No alerts: no entity changed by 0.15 or more for sure, and none by 30 percent.\n");
    return ET_EXIT_OK;
}
