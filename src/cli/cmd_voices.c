#include "cli/commands.h"

#include "cli/figure_out.h"
#include "types/platform.h"

#include <math.h>

static int run_voices(struct et_app *app);

static const struct et_option *const options[] = {et_filter_options, et_figure_options, NULL};
static const struct et_example examples[] = {
    {"et-intel voices", "Whether a loud few make the mood, when people write, and what is copied."},
    {0},
};

const struct et_command et_cmd_voices = {
    .name = "voices",
    .synopsis = "",
    .summary = "Who is speaking: the loud few and the many, hours, platforms, copies",
    .section = "Figures",
    .options = options,
    .examples = examples,
    .run = run_voices,
};

static const char *const weekdays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

static void print_counts(struct et_emit *json, const char *key, const uint64_t *counts, size_t n)
{
    et_emit_key(json, key);
    et_emit_array(json);
    for (size_t i = 0; i < n; i++)
        et_emit_uint(json, counts[i]);
    et_emit_array_end(json);
}

static void print_platforms(struct et_emit *json, const struct et_figures *f)
{
    et_emit_key(json, "platforms");
    et_emit_array(json);
    for (size_t i = 0; i < f->platform_count; i++) {
        et_emit_object(json);
        et_emit_put_str(json, "platform", et_platform_name(f->platforms[i].platform));
        et_emit_put_uint(json, "comments", f->platforms[i].summary.comments);
        et_emit_put_uint(json, "authors", f->platforms[i].summary.authors);
        et_emit_put_real(json, "sentiment", f->platforms[i].summary.mean, 4);
        et_emit_object_end(json);
    }
    et_emit_array_end(json);
}

static void print_json(struct et_app *app, const struct et_figures *f)
{
    const struct et_voices *v = &f->voices;
    struct et_emit json = et_app_json(app);
    et_emit_object(&json);
    et_figure_head_json(&json, f);
    et_emit_put_uint(&json, "authors", v->authors);
    et_emit_put_real(&json, "sentiment", f->all.mean, 4);
    et_emit_put_real(&json, "top_1_percent_share", v->top_share, 4);
    et_emit_put_real(&json, "gini", v->gini, 4);
    et_emit_put_real(&json, "sentiment_each_author_once", v->author_mean, 4);
    et_emit_put_real(&json, "sentiment_each_author_once_low", v->author_interval.low, 4);
    et_emit_put_real(&json, "sentiment_each_author_once_high", v->author_interval.high, 4);
    print_counts(&json, "by_hour", v->by_hour, 24);
    print_counts(&json, "by_weekday", v->by_weekday, 7);
    et_emit_key(&json, "engagement_quartiles");
    et_emit_array(&json);
    for (size_t i = 0; i < 4; i++) {
        et_emit_object(&json);
        et_emit_put_uint(&json, "comments", v->quartile_n[i]);
        et_emit_put_real(&json, "sentiment", v->quartile_mean[i], 4);
        et_emit_object_end(&json);
    }
    et_emit_array_end(&json);
    print_platforms(&json, f);
    et_emit_put_uint(&json, "copy_groups", v->copy_groups);
    et_emit_put_uint(&json, "copied_comments", v->copied_comments);
    et_emit_put_real(&json, "sentiment_without_copies_and_spam", v->mean_without_copies, 4);
    et_emit_put_bool(&json, "copies_matter", v->copies_matter);
    et_emit_object_end(&json);
    et_buf_char(&app->out, '\n');
}

static const struct et_column columns[] = {
    {"group", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"name", "Who and when", ET_COLUMN_TEXT, 0, 0},
    {"comments", "n", ET_COLUMN_UINT, 0, 0},
    {"bar", "", ET_COLUMN_TEXT, ET_COLUMN_PEOPLE, 0},
    {"sentiment", "Sentiment", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {0},
};

static uint64_t most_of(const uint64_t *counts, size_t n)
{
    uint64_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = counts[i] > most ? counts[i] : most;
    return most;
}

static void add_row(struct et_app *app, struct et_table *table, const char *group, const char *name, uint64_t n,
                    uint64_t most, double mean)
{
    et_table_str(table, group);
    et_table_str(table, name);
    et_table_uint(table, n);
    et_table_text(table, et_figure_bar(app, (double)n, (double)most, 20));
    et_table_real(table, mean);
}

/* Sentiment is not known by hour and weekday: that column is for the other groups. */
static void print_when(struct et_app *app, const struct et_voices *v)
{
    static const struct et_column when[] = {
        {"group", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
        {"name", "When", ET_COLUMN_TEXT, 0, 0},
        {"comments", "n", ET_COLUMN_UINT, 0, 0},
        {"bar", "", ET_COLUMN_TEXT, ET_COLUMN_PEOPLE, 0},
        {0},
    };
    struct et_table table;
    et_table_init(&table, when, &app->arena);
    uint64_t most = most_of(v->by_weekday, 7);
    for (size_t i = 0; i < 7; i++) {
        et_table_str(&table, "weekday");
        et_table_str(&table, weekdays[i]);
        et_table_uint(&table, v->by_weekday[i]);
        et_table_text(&table, et_figure_bar(app, (double)v->by_weekday[i], (double)most, 20));
    }
    most = most_of(v->by_hour, 24);
    for (size_t i = 0; i < 24; i++) {
        et_table_str(&table, "hour");
        et_table_str(&table, et_arena_printf(&app->arena, "%02zu:00", i));
        et_table_uint(&table, v->by_hour[i]);
        et_table_text(&table, et_figure_bar(app, (double)v->by_hour[i], (double)most, 20));
    }
    et_app_table(app, &table);
}

static void print_groups(struct et_app *app, const struct et_figures *f)
{
    static const char *const quartiles[] = {"least liked quarter", "second quarter", "third quarter",
                                            "most liked quarter"};
    const struct et_voices *v = &f->voices;
    struct et_table table;
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < f->platform_count; i++)
        add_row(app, &table, "platform", et_platform_name(f->platforms[i].platform), f->platforms[i].summary.comments,
                f->all.comments, f->platforms[i].summary.mean);
    for (size_t i = 0; i < 4; i++)
        add_row(app, &table, "likes", quartiles[i], v->quartile_n[i], f->all.comments, v->quartile_mean[i]);
    if (app->output == ET_OUTPUT_CSV) {
        for (size_t i = 0; i < 7; i++)
            add_row(app, &table, "weekday", weekdays[i], v->by_weekday[i], 0, (double)NAN);
        for (size_t i = 0; i < 24; i++)
            add_row(app, &table, "hour", et_arena_printf(&app->arena, "%02zu", i), v->by_hour[i], 0, (double)NAN);
    }
    et_app_table(app, &table);
}

static void print_people(struct et_app *app, const struct et_figures *f)
{
    const struct et_voices *v = &f->voices;
    char authors[32], mean[32], once[32], without[32], copied[32];
    et_count_format(v->authors, authors);
    et_count_format(v->copied_comments, copied);
    et_signed_format(f->all.mean, mean);
    et_signed_format(v->author_mean, once);
    et_signed_format(v->mean_without_copies, without);
    et_app_say(app, "%s authors; the most active 1 %% wrote %.1f %% of the comments (Gini %.2f)\n", authors,
               v->top_share * 100, v->gini);
    et_app_say(app, "Sentiment %s; with each author counted once %s\n", mean, once);
    et_app_say(app, "%s comments in %llu groups of copies; without copies and spam sentiment is %s%s\n\n", copied,
               (unsigned long long)v->copy_groups, without, v->copies_matter ? " (that matters)" : "");
    print_groups(app, f);
    et_app_say(app, "\n");
    print_when(app, v);
}

static int run_voices(struct et_app *app)
{
    struct et_error error;
    struct et_figures figures;
    if (et_figure_load(app, false, &figures, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (app->output == ET_OUTPUT_JSON) {
        print_json(app, &figures);
    } else if (app->output == ET_OUTPUT_CSV) {
        print_groups(app, &figures);
    } else {
        et_figure_head_people(app, &figures);
        if (figures.all.comments)
            print_people(app, &figures);
    }
    return ET_EXIT_OK;
}
