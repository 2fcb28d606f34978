#include "cli/commands.h"

#include "cli/figure_out.h"

static int run_top(struct et_app *app);

static const struct et_option *const options[] = {et_filter_options, et_figure_options, et_limit_options, NULL};
static const struct et_example examples[] = {
    {"et-intel top --last 30d", "Who is talked about most, and how people feel."},
    {"et-intel top --platform tiktok --csv > top.csv", "One platform, for a spreadsheet."},
    {0},
};

const struct et_command et_cmd_top = {
    .name = "top",
    .synopsis = "",
    .summary = "Entities by mentions, with sentiment and how sure it is",
    .details =
        "Counts comments that name the entity in their own text. Weighted sentiment counts well-liked comments more.",
    .section = "Figures",
    .options = options,
    .examples = examples,
    .run = run_top,
};

static const struct et_column columns[] = {
    {"name", "Entity", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"type", "Type", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    ET_SUMMARY_COLUMNS,
    {"implied", "Implied", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"share_of_voice", "Share", ET_COLUMN_PERCENT, ET_COLUMN_OPTIONAL, 0},
    {"top_emotion", "Emotion", ET_COLUMN_TEXT, ET_COLUMN_OPTIONAL, 0},
    {"fatigue", "", ET_COLUMN_PERCENT, ET_COLUMN_MACHINE, 0},
    {"fatigue_interval", "", ET_COLUMN_SHARES, ET_COLUMN_MACHINE, 0},
    {"direction", "Lately", ET_COLUMN_TEXT, ET_COLUMN_OPTIONAL, 0},
    {"alert", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0},
    {"discovered", "Discovered", ET_COLUMN_BOOL, ET_COLUMN_OPTIONAL, 0},
    {"together", "", ET_COLUMN_RAW, 0, 0},
    {"evidence", "", ET_COLUMN_RAW, 0, 0},
    {0},
};

static struct et_slice together_json(struct et_app *app, const struct et_figures *figures,
                                     const struct et_entity_figures *e)
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    struct et_emit json = ET_EMIT(&buf);
    et_emit_array(&json);
    for (size_t i = 0; i < e->together_count && i < 5; i++) {
        et_emit_object(&json);
        et_emit_put_text(&json, "name", figures->entities[e->together[i].entity].entity->name);
        et_emit_put_uint(&json, "comments", e->together[i].comments);
        et_emit_object_end(&json);
    }
    et_emit_array_end(&json);
    return et_figure_text_take(app, &buf);
}

static void add_row(struct et_app *app, struct et_table *table, const struct et_figures *figures, size_t index)
{
    const struct et_entity_figures *e = &figures->entities[index];
    const struct et_velocity *v = &e->velocity;
    const int64_t evidence[] = {e->summary.most_liked, e->summary.most_positive, e->summary.most_negative};
    et_table_text(table, e->entity->name);
    et_table_str(table, et_entity_type_name(e->entity->type));
    et_figure_summary_cells(app, table, &e->summary);
    et_table_uint(table, e->implied);
    et_table_real(table, e->share_of_voice);
    et_table_str(table, et_figure_top_emotion(e->summary.emotions));
    et_table_real(table, e->fatigue);
    et_table_interval(table, e->fatigue_interval.low, e->fatigue_interval.high);
    et_table_str(table, v->enough ? et_direction_text(v->direction) : "");
    et_table_bool(table, v->is_alert);
    et_table_bool(table, e->entity->state == ET_ENTITY_DISCOVERED);
    et_table_text(table, together_json(app, figures, e));
    et_table_text(table, et_figure_evidence_json(app, evidence, 3));
}

static size_t count(const struct et_figures *figures)
{
    return figures->entity_count;
}

static int run_top(struct et_app *app)
{
    static const struct et_figure_list list = {
        .key = "entities",
        .columns = columns,
        .count = count,
        .add = add_row,
        .nothing = "No comment names an entity of the catalogue. Add whom you follow:\n"
                   "  et-intel entities add 'NAME' --type person\n  et-intel rescore",
    };
    return et_figure_list_run(app, &list);
}
