#include "cli/commands.h"

#include "cli/figure_out.h"

static int run_relations(struct et_app *app);

static const struct et_option all_option[] = {
    {"all", 0, ET_VALUE_NONE, NULL, NULL, false, "Pairs without enough support too"},
    {0},
};
static const struct et_option *const options[] = {et_filter_options, et_figure_options, et_limit_options, all_option,
                                                  NULL};
static const struct et_example examples[] = {
    {"et-intel relations --last 30d", "Who is named together with whom, more often than chance would have it."},
    {"et-intel relations --all --csv", "Every pair that is named together at least three times."},
    {0},
};

const struct et_command et_cmd_relations = {
    .name = "relations",
    .synopsis = "",
    .summary = "Entities that are named together more often than by chance",
    .details =
        "Shown with the support of at least 10 comments (setting relations.min_support) by 5 authors. 'couple' only "
        "where relationship words go with it or the catalogue says so; people who fight are named together too.",
    .section = "Figures",
    .options = options,
    .examples = examples,
    .run = run_relations,
};

static const struct et_column columns[] = {
    {"a", "One", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"b", "Other", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"kind", "Kind", ET_COLUMN_TEXT, 0, 0},
    {"comments", "n", ET_COLUMN_UINT, 0, 0},
    {"authors", "Authors", ET_COLUMN_UINT, 0, 0},
    {"posts", "Posts", ET_COLUMN_UINT, ET_COLUMN_OPTIONAL, 0},
    {"npmi", "Strength", ET_COLUMN_REAL, 0, 0},
    {"p", "", ET_COLUMN_P, ET_COLUMN_MACHINE, 0},
    {"q", "q", ET_COLUMN_P, ET_COLUMN_OPTIONAL, 0},
    {"sentiment", "Sentiment", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {"interval", "95 %", ET_COLUMN_INTERVAL, ET_COLUMN_OPTIONAL, 0},
    {"familiar_flag", "60 % rule", ET_COLUMN_BOOL, ET_COLUMN_OPTIONAL, 0},
    {"shown", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0},
    {0},
};

static void add_row(struct et_table *table, const struct et_figures *figures, const struct et_relation *r)
{
    et_table_text(table, figures->entities[r->a].entity->name);
    et_table_text(table, figures->entities[r->b].entity->name);
    et_table_str(table, r->couple ? "couple" : "linked");
    et_table_uint(table, r->comments);
    et_table_uint(table, r->authors);
    et_table_uint(table, r->posts);
    et_table_real(table, r->npmi);
    et_table_real(table, r->p);
    et_table_real(table, r->q);
    et_table_real(table, r->mean);
    et_table_interval(table, r->interval.low, r->interval.high);
    et_table_bool(table, r->familiar_flag);
    et_table_bool(table, r->shown);
}

static int run_relations(struct et_app *app)
{
    struct et_error error;
    struct et_figures figures;
    struct et_table table;
    if (et_figure_load(app, false, &figures, &error) != ET_OK)
        return et_app_fail(app, &error);
    bool all = et_args_has(&app->args, "all");
    size_t limit = et_figure_limit(app, 50);
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < figures.relation_count && et_table_rows(&table) < limit; i++)
        if (all || figures.relations[i].shown)
            add_row(&table, &figures, &figures.relations[i]);
    et_figure_print(app, &figures, "relations", &table);
    if (figures.all.comments && et_table_rows(&table) == 0)
        et_app_say(app, "No pair has enough support. --all shows what there is.\n");
    return ET_EXIT_OK;
}
