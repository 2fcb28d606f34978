#include "cli/entity_show.h"

#include "cli/figure_out.h"

#include <math.h>
#include <stdio.h>

static void join(struct et_buf *buf, const struct et_slice *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        et_buf_str(buf, i ? ", " : "");
        et_buf_slice(buf, names[i]);
    }
}

static void say_names(struct et_app *app, const char *title, const struct et_slice *names, size_t count)
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    join(&buf, names, count);
    if (count)
        et_app_say(app, "%-14s %.*s\n", title, (int)buf.len, buf.data ? buf.data : "");
    et_buf_dispose(&buf);
}

static void mean_text(double mean, struct et_interval interval, char text[96])
{
    char value[32], low[32], high[32];
    et_signed_format(mean, value);
    et_signed_format(interval.low, low);
    et_signed_format(interval.high, high);
    if (isfinite(mean) && isfinite(interval.low))
        snprintf(text, 96, "%.24s (%.24s to %.24s)", value, low, high);
    else
        snprintf(text, 96, "%s", value);
}

static void say_summary(struct et_app *app, const struct et_entity_figures *e)
{
    const struct et_summary *s = &e->summary;
    char text[96], count[32], implied[32], likes[32];
    et_count_format(s->comments, count);
    et_count_format(e->implied, implied);
    et_count_format(s->likes, likes);
    et_app_say(app, "%-14s %s (and %s implied) by %llu authors on %llu posts, %s likes\n", "Mentions", count, implied,
               (unsigned long long)s->authors, (unsigned long long)s->posts, likes);
    mean_text(s->mean, s->interval, text);
    et_app_say(app, "%-14s %s n=%s\n", "Sentiment", text, count);
    mean_text(s->weighted, s->weighted_interval, text);
    et_app_say(app, "%-14s %s; %s\n", "  weighted", text, isfinite(s->delta) ? et_delta_text(s) : "");
    for (int i = ET_LABELS - 1; i >= 0 && s->comments; i--)
        et_app_say(app, "  %-18s %5.1f %%  " ET_SLICE_FMT "\n", et_label_name((enum et_label)i),
                   100.0 * (double)s->labels[i] / (double)s->comments,
                   ET_SLICE_ARG(et_figure_bar(app, (double)s->labels[i], (double)s->comments, 30)));
    et_app_say(app, "%-14s", "Emotions");
    for (int i = 0; i < ET_EMOTIONS; i++)
        if (s->emotions[i] && s->comments)
            et_app_say(app, " %s %.0f %%", et_emotion_name((enum et_emotion)i),
                       100.0 * (double)s->emotions[i] / (double)s->comments);
    et_app_say(app, "\n");
}

static void say_velocity(struct et_app *app, const struct et_velocity *v)
{
    char before[32], now[32];
    et_signed_format(v->previous_mean, before);
    et_signed_format(v->recent_mean, now);
    if (!v->enough)
        et_app_say(app, "%-14s too few comments in the last 72 hours and the 72 before\n", "Lately");
    else
        et_app_say(app, "%-14s %s to %s%s%s%s\n", "Lately", before, now, v->direction ? ", " : "",
                   et_direction_text(v->direction), v->is_alert ? " (ALERT)" : "");
}

static void say_together(struct et_app *app, const struct et_figures *figures, const struct et_entity_figures *e)
{
    if (e->together_count)
        et_app_say(app, "%-14s", "Named with");
    for (size_t i = 0; i < e->together_count && i < 5; i++)
        et_app_say(app, "%s " ET_SLICE_FMT " (%llu)", i ? "," : "",
                   ET_SLICE_ARG(figures->entities[e->together[i].entity].entity->name),
                   (unsigned long long)e->together[i].comments);
    et_app_say(app, e->together_count ? "\n" : "");
}

static void say_evidence(struct et_app *app, const struct et_summary *s)
{
    const int64_t ids[] = {s->most_liked, s->most_positive, s->most_negative};
    et_app_say(app, "\nMost liked, most positive, most negative:\n");
    et_figure_evidence_people(app, ids, 3);
}

static void print_people(struct et_app *app, const struct et_figures *figures, const struct et_entity *entity,
                         const struct et_entity_figures *e)
{
    et_app_heading(app, et_arena_printf(&app->arena, ET_SLICE_FMT, ET_SLICE_ARG(entity->name)));
    et_app_say(app, "%-14s %s%s\n", "Type", et_entity_type_name(entity->type),
               entity->state == ET_ENTITY_DISCOVERED ? ", discovered: waits in 'et-intel entities review'" : "");
    say_names(app, "Also called", entity->aliases, entity->alias_count);
    say_names(app, "Not", entity->nots, entity->not_count);
    say_names(app, "Members", entity->members, entity->member_count);
    et_app_say(app, "\n");
    et_figure_head_people(app, figures);
    if (!e) {
        et_app_say(app, "No comment of this period names " ET_SLICE_FMT ".\n", ET_SLICE_ARG(entity->name));
        return;
    }
    say_summary(app, e);
    say_velocity(app, &e->velocity);
    say_together(app, figures, e);
    say_evidence(app, &e->summary);
}

static void json_names(struct et_emit *json, const char *key, const struct et_slice *names, size_t count)
{
    et_emit_key(json, key);
    et_emit_array(json);
    for (size_t i = 0; i < count; i++)
        et_emit_text(json, names[i]);
    et_emit_array_end(json);
}

static void print_json(struct et_app *app, const struct et_figures *figures, const struct et_entity *entity,
                       const struct et_table *table)
{
    struct et_emit json = et_app_json(app);
    et_emit_object(&json);
    et_emit_put_text(&json, "name", entity->name);
    et_emit_put_str(&json, "type", et_entity_type_name(entity->type));
    et_emit_put_bool(&json, "discovered", entity->state == ET_ENTITY_DISCOVERED);
    json_names(&json, "aliases", entity->aliases, entity->alias_count);
    json_names(&json, "not", entity->nots, entity->not_count);
    json_names(&json, "members", entity->members, entity->member_count);
    et_figure_head_json(&json, figures);
    et_emit_key(&json, "figures");
    if (et_table_rows(table))
        et_table_json_row(table, 0, &json);
    else
        et_emit_null(&json);
    et_emit_object_end(&json);
    et_buf_char(&app->out, '\n');
}

static const struct et_column columns[] = {
    ET_SUMMARY_COLUMNS,
    {"implied", "", ET_COLUMN_UINT, 0, 0},
    {"share_of_voice", "", ET_COLUMN_PERCENT, 0, 0},
    {"fatigue", "", ET_COLUMN_PERCENT, 0, 0},
    {"fatigue_interval", "", ET_COLUMN_SHARES, 0, 0},
    {"direction", "", ET_COLUMN_TEXT, 0, 0},
    {"change", "", ET_COLUMN_SIGNED, 0, 0},
    {"alert", "", ET_COLUMN_BOOL, 0, 0},
    {"evidence", "", ET_COLUMN_RAW, 0, 0},
    {0},
};

static void add_row(struct et_app *app, struct et_table *table, const struct et_entity_figures *e)
{
    const int64_t ids[] = {e->summary.most_liked, e->summary.most_positive, e->summary.most_negative};
    const struct et_velocity *v = &e->velocity;
    et_figure_summary_cells(app, table, &e->summary);
    et_table_uint(table, e->implied);
    et_table_real(table, e->share_of_voice);
    et_table_real(table, e->fatigue);
    et_table_interval(table, e->fatigue_interval.low, e->fatigue_interval.high);
    et_table_str(table, v->enough ? et_direction_text(v->direction) : "");
    et_table_real(table, v->enough ? v->change : (double)NAN);
    et_table_bool(table, v->is_alert);
    et_table_text(table, et_figure_evidence_json(app, ids, 3));
}

int et_entity_show(struct et_app *app)
{
    struct et_error error;
    struct et_figures figures;
    struct et_table table;
    const struct et_entity *entity = NULL;
    if (et_figure_load(app, true, &figures, &error) != ET_OK || et_figure_entity(app, &entity, &error) != ET_OK)
        return et_app_fail(app, &error);
    const struct et_entity_figures *e = et_figure_of(&figures, entity);
    et_table_init(&table, columns, &app->arena);
    if (e)
        add_row(app, &table, e);
    if (app->output == ET_OUTPUT_JSON)
        print_json(app, &figures, entity, &table);
    else if (app->output == ET_OUTPUT_CSV)
        et_app_table(app, &table);
    else
        print_people(app, &figures, entity, e);
    return ET_EXIT_OK;
}
