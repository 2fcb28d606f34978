#include "cli/commands.h"

#include "cli/figure_out.h"

static int run_storylines(struct et_app *app);

static const struct et_option *const options[] = {et_filter_options, et_figure_options, et_limit_options, NULL};
static const struct et_example examples[] = {
    {"et-intel storylines --last 14d", "What the talk is about: lawsuit, breakup, career, ..."},
    {"et-intel storylines --entity 'Mara Vale' --json", "The storylines around one person, with evidence."},
    {0},
};

const struct et_command et_cmd_storylines = {
    .name = "storylines",
    .synopsis = "",
    .summary = "What the talk is about, how much, and how people feel",
    .details =
        "'high activity' means more comments than usual for it, 'emerging' that it began in the last third of the "
        "period, 'developing' neither.",
    .section = "Figures",
    .options = options,
    .examples = examples,
    .run = run_storylines,
};

static const struct et_column columns[] = {
    {"name", "Storyline", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    ET_SUMMARY_COLUMNS,
    {"share", "Share", ET_COLUMN_PERCENT, 0, 0},
    {"urgency", "State", ET_COLUMN_TEXT, 0, 0},
    {"first", "", ET_COLUMN_TIME, ET_COLUMN_MACHINE, 0},
    {"who", "About", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_OPTIONAL, 0},
    {"fatigue", "", ET_COLUMN_PERCENT, ET_COLUMN_MACHINE, 0},
    {"fatigue_interval", "", ET_COLUMN_SHARES, ET_COLUMN_MACHINE, 0},
    {"direction", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"alert", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0},
    {"entities", "", ET_COLUMN_RAW, 0, 0},
    {"evidence", "", ET_COLUMN_RAW, 0, 0},
    {0},
};

static struct et_slice who_text(struct et_app *app, const struct et_figures *figures, const struct et_storyline *s,
                                bool json)
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    struct et_emit out = ET_EMIT(&buf);
    if (json)
        et_emit_array(&out);
    for (size_t i = 0; i < s->entity_count; i++) {
        struct et_slice name = figures->entities[s->entities[i]].entity->name;
        if (json) {
            et_emit_object(&out);
            et_emit_put_text(&out, "name", name);
            et_emit_put_uint(&out, "comments", s->entity_comments[i]);
            et_emit_object_end(&out);
        } else {
            et_buf_str(&buf, i ? ", " : "");
            et_buf_slice(&buf, name);
        }
    }
    if (json)
        et_emit_array_end(&out);
    return et_figure_text_take(app, &buf);
}

static void add_row(struct et_app *app, struct et_table *table, const struct et_figures *figures, size_t index)
{
    const struct et_storyline *s = &figures->storylines[index];
    et_table_text(table, s->name);
    et_figure_summary_cells(app, table, &s->summary);
    et_table_real(table, s->share);
    et_table_str(table, s->urgency);
    et_table_time(table, s->first_us);
    et_table_text(table, who_text(app, figures, s, false));
    et_table_real(table, s->fatigue);
    et_table_interval(table, s->fatigue_interval.low, s->fatigue_interval.high);
    et_table_str(table, s->velocity.enough ? et_direction_text(s->velocity.direction) : "");
    et_table_bool(table, s->velocity.is_alert);
    et_table_text(table, who_text(app, figures, s, true));
    et_table_text(table, et_figure_evidence_json(app, s->evidence, 3));
}

static size_t count(const struct et_figures *figures)
{
    return figures->storyline_count;
}

static int run_storylines(struct et_app *app)
{
    static const struct et_figure_list list = {
        .key = "storylines",
        .columns = columns,
        .count = count,
        .add = add_row,
        .nothing = "No comment of this period touches a known storyline.",
    };
    return et_figure_list_run(app, &list);
}
