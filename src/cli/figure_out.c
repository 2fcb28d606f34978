#include "cli/figure_out.h"

#include "base/arena.h"
#include "types/platform.h"

#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- the question ---- */

/* Whether the text is a day without a time of day. */
static bool is_day(const char *text)
{
    return strlen(text) <= 10;
}

enum et_rc et_figure_moment(struct et_app *app, const char *option, bool end, int64_t *out, struct et_error *error)
{
    const char *text = et_args_text(&app->args, option);
    bool had_zone = false;
    *out = ET_TIME_NONE;
    if (!text)
        return ET_OK;
    if (!et_time_parse_iso(et_slice_of(text), out, &had_zone))
        return et_fail(error, ET_E_USAGE, "--%s: '%s' is no date", option, text);
    if (is_day(text) && end)
        *out += ET_US_DAY;
    if (!had_zone)
        *out = et_zone_to_utc(app->zone, *out);
    return ET_OK;
}

static bool has_option(const struct et_app *app, const char *name)
{
    return et_option_find(app->args.command, name) && et_args_text(&app->args, name);
}

static enum et_rc read_platform(struct et_app *app, enum et_platform *out, struct et_error *error)
{
    const char *name = has_option(app, "platform") ? et_args_text(&app->args, "platform") : NULL;
    if (!name)
        return ET_OK;
    *out = et_platform_parse(et_slice_of(name));
    if (*out != ET_PLATFORM_UNKNOWN)
        return ET_OK;
    return et_fail(error, ET_E_USAGE,
                   "--platform: '%s' is none of instagram, youtube, tiktok, facebook, x, threads, reddit, "
                   "other",
                   name);
}

enum et_rc et_figure_options_read(struct et_app *app, struct et_figures_options *out, struct et_error *error)
{
    const struct et_args *args = &app->args;
    *out = (struct et_figures_options){
        .from_us = ET_TIME_NONE, .to_us = ET_TIME_NONE, .asof_us = ET_TIME_NONE, .zone = app->zone};
    out->min_support = (uint64_t)et_settings_int(app->settings, "relations.min_support");
    enum et_rc rc = ET_OK;
    if (has_option(app, "from"))
        rc = et_figure_moment(app, "from", false, &out->from_us, error);
    if (rc == ET_OK && has_option(app, "to"))
        rc = et_figure_moment(app, "to", true, &out->to_us, error);
    if (rc == ET_OK && has_option(app, "asof"))
        rc = et_figure_moment(app, "asof", true, &out->asof_us, error);
    if (rc == ET_OK)
        rc = read_platform(app, &out->platform, error);
    if (rc != ET_OK)
        return rc;
    if (has_option(app, "last")) {
        if (has_option(app, "from"))
            return et_fail(error, ET_E_USAGE, "--last and --from both say where the period begins: give one of them");
        if (!et_duration_parse(et_slice_of(et_args_text(args, "last")), &out->last_us))
            return et_fail(error, ET_E_USAGE, "--last: '%s' is no span of time", et_args_text(args, "last"));
    }
    if (out->from_us != ET_TIME_NONE && out->to_us != ET_TIME_NONE && out->from_us >= out->to_us)
        return et_fail(error, ET_E_USAGE, "--from %s is not before --to %s", et_args_text(args, "from"),
                       et_args_text(args, "to"));
    return ET_OK;
}

enum et_rc et_figure_entity(struct et_app *app, const struct et_entity **out, struct et_error *error)
{
    const char *name = app->args.operand_count ? app->args.operands[0] : NULL;
    if (!name && has_option(app, "entity"))
        name = et_args_text(&app->args, "entity");
    *out = NULL;
    return name ? et_app_find_entity(app, name, out, error) : ET_OK;
}

enum et_rc et_figure_load(struct et_app *app, bool whole, struct et_figures *out, struct et_error *error)
{
    struct et_figures_options options;
    const struct et_entity *entity = NULL;
    enum et_rc rc = et_figure_options_read(app, &options, error);
    if (rc == ET_OK)
        rc = et_app_open_store(app, ET_OPEN_READ, error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(app, error);
    if (rc == ET_OK && !whole && has_option(app, "entity"))
        rc = et_app_find_entity(app, et_args_text(&app->args, "entity"), &entity, error);
    if (rc != ET_OK)
        return rc;
    if (entity)
        options.entity_id = entity->id;
    return et_figures_compute(app->store, &options, &app->arena, out, error);
}

const struct et_entity_figures *et_figure_of(const struct et_figures *figures, const struct et_entity *entity)
{
    for (size_t i = 0; i < figures->entity_count; i++)
        if (figures->entities[i].entity->id == entity->id)
            return &figures->entities[i];
    return NULL;
}

size_t et_figure_limit(const struct et_app *app, size_t fallback)
{
    uint64_t limit = et_args_count(&app->args, "limit", fallback);
    return limit == 0 ? SIZE_MAX : (size_t)limit;
}

/* ---- the head ---- */

void et_figure_head_json(struct et_emit *json, const struct et_figures *figures)
{
    et_emit_put_time(json, "from", figures->from_us);
    et_emit_put_time(json, "to", figures->to_us);
    et_emit_put_time(json, "asof", figures->asof_us);
    et_emit_put_uint(json, "comments", figures->all.comments);
    et_emit_put_uint(json, "not_understood", figures->all.not_understood);
    et_emit_put_text(json, "model", figures->model.len ? figures->model : (struct et_slice){NULL, 0});
    if (figures->scored_by.len)
        et_emit_put_text(json, "scored_by", figures->scored_by);
}

/* Comments in languages without word lists say nothing about anybody: a reader should know how many. */
static const char *unread_text(struct et_app *app, const struct et_summary *all)
{
    char count[32];
    et_count_format(all->not_understood, count);
    return all->not_understood ? et_arena_printf(&app->arena, ", %s (%.1f %%) in languages that are not read", count,
                                                 100.0 * (double)all->not_understood / (double)all->comments)
                               : "";
}

void et_figure_head_people(struct et_app *app, const struct et_figures *figures)
{
    char from[32], to[32], count[32], asof[32];
    et_moment_format(figures->from_us, app->zone, from);
    et_moment_format(figures->to_us, app->zone, to);
    et_moment_format(figures->asof_us, app->zone, asof);
    et_count_format(figures->all.comments, count);
    if (figures->all.comments == 0)
        et_app_say(
            app,
            "No comments in this period. 'et-intel stats' shows what there is; 'et-intel import FILE' adds more.\n");
    else
        et_app_say(app, "%s to %s (%s), %s comments%s\n%s" ET_SLICE_FMT "%s\n", from, to, et_zone_name(app->zone),
                   count, unread_text(app, &figures->all), figures->scored_by.len ? "of all stored, " : "",
                   ET_SLICE_ARG(figures->scored_by), figures->scored_by.len ? "\n" : "");
}

void et_figure_print(struct et_app *app, const struct et_figures *figures, const char *key,
                     const struct et_table *table)
{
    if (app->output != ET_OUTPUT_JSON) {
        et_figure_head_people(app, figures);
        if (et_table_rows(table) || app->output == ET_OUTPUT_CSV)
            et_app_table(app, table);
        return;
    }
    struct et_emit json = et_app_json(app);
    et_emit_object(&json);
    et_figure_head_json(&json, figures);
    et_emit_key(&json, key);
    et_table_json(table, &json);
    et_emit_object_end(&json);
    et_buf_char(&app->out, '\n');
    app->out.failed = app->out.failed || table->failed;
}

int et_figure_list_run(struct et_app *app, const struct et_figure_list *list)
{
    struct et_error error;
    struct et_figures figures;
    struct et_table table;
    if (et_figure_load(app, false, &figures, &error) != ET_OK)
        return et_app_fail(app, &error);
    size_t count = list->count(&figures), limit = et_figure_limit(app, 20);
    et_table_init(&table, list->columns, &app->arena);
    for (size_t i = 0; i < count && i < limit; i++)
        list->add(app, &table, &figures, i);
    et_figure_print(app, &figures, list->key, &table);
    if (figures.all.comments && count == 0 && list->nothing)
        et_app_say(app, "%s\n", list->nothing);
    else if (count > limit)
        et_app_say(app, "\n%zu more: --limit 0 shows all\n", count - limit);
    return ET_EXIT_OK;
}

/* ---- cells ---- */

struct et_slice et_figure_text_take(struct et_app *app, struct et_buf *buf)
{
    struct et_slice text = {NULL, 0};
    if (!buf->failed)
        text = et_arena_copy(&app->arena, et_buf_view(buf));
    et_buf_dispose(buf);
    return text;
}

static struct et_slice labels_json(struct et_app *app, const uint64_t labels[ET_LABELS])
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    struct et_emit json = ET_EMIT(&buf);
    et_emit_object(&json);
    for (int i = ET_LABELS - 1; i >= 0; i--)
        et_emit_put_uint(&json, et_label_name((enum et_label)i), labels[i]);
    et_emit_object_end(&json);
    return et_figure_text_take(app, &buf);
}

static struct et_slice emotions_json(struct et_app *app, const uint64_t emotions[ET_EMOTIONS])
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    struct et_emit json = ET_EMIT(&buf);
    et_emit_object(&json);
    for (int i = 0; i < ET_EMOTIONS; i++)
        et_emit_put_uint(&json, et_emotion_name((enum et_emotion)i), emotions[i]);
    et_emit_object_end(&json);
    return et_figure_text_take(app, &buf);
}

void et_figure_summary_cells(struct et_app *app, struct et_table *table, const struct et_summary *s)
{
    bool json = app->output == ET_OUTPUT_JSON;
    et_table_uint(table, s->comments);
    et_table_real(table, s->mean);
    et_table_interval(table, s->interval.low, s->interval.high);
    et_table_real(table, s->weighted);
    et_table_interval(table, s->weighted_interval.low, s->weighted_interval.high);
    et_table_real(table, s->like_weighted);
    et_table_real(table, s->n_eff);
    et_table_bool(table, s->one_comment_dominates);
    et_table_real(table, s->delta);
    et_table_str(table, isfinite(s->delta) ? et_delta_text(s) : NULL);
    et_table_uint(table, s->authors);
    et_table_uint(table, s->posts);
    et_table_uint(table, s->likes);
    et_table_text(table, json ? labels_json(app, s->labels) : (struct et_slice){NULL, 0});
    et_table_text(table, json ? emotions_json(app, s->emotions) : (struct et_slice){NULL, 0});
}

const char *et_figure_top_emotion(const uint64_t emotions[ET_EMOTIONS])
{
    int best = -1;
    for (int i = 0; i < ET_EMOTIONS; i++)
        if (i != ET_NEUTRAL && emotions[i] && (best < 0 || emotions[i] > emotions[best]))
            best = i;
    return best < 0 ? "" : et_emotion_name((enum et_emotion)best);
}

static size_t fetch(struct et_app *app, const int64_t *ids, size_t count, struct et_stored_comment **out)
{
    struct et_error error;
    int64_t wanted[16];
    size_t n = 0, found = 0;
    for (size_t i = 0; i < count && n < sizeof wanted / sizeof wanted[0]; i++) {
        bool twice = false;
        for (size_t j = 0; j < n; j++)
            twice = twice || wanted[j] == ids[i];
        if (ids[i] && !twice)
            wanted[n++] = ids[i];
    }
    if (n == 0 || et_store_comments(app->store, wanted, n, &app->arena, out, &found, &error) != ET_OK)
        return 0;
    return found;
}

struct et_slice et_figure_evidence_json(struct et_app *app, const int64_t *ids, size_t count)
{
    struct et_stored_comment *comments = NULL;
    struct et_buf buf;
    size_t found = app->output == ET_OUTPUT_JSON ? fetch(app, ids, count, &comments) : 0;
    et_buf_init(&buf, 0);
    struct et_emit json = ET_EMIT(&buf);
    et_emit_array(&json);
    for (size_t i = 0; i < found; i++) {
        const struct et_stored_comment *c = &comments[i];
        et_emit_object(&json);
        et_emit_put_text(&json, "id", c->public_id);
        et_emit_put_text(&json, "text", c->text);
        et_emit_put_int(&json, "likes", c->likes);
        et_emit_put_real(&json, "sentiment", c->has_score ? c->score.sentiment / (double)ET_FIXED : (double)NAN, 4);
        et_emit_put_text(&json, "post", c->post_key);
        et_emit_put_time(&json, "created_at", c->created_at_us);
        et_emit_object_end(&json);
    }
    et_emit_array_end(&json);
    return et_figure_text_take(app, &buf);
}

void et_figure_evidence_people(struct et_app *app, const int64_t *ids, size_t count)
{
    struct et_stored_comment *comments = NULL;
    static const struct et_column columns[] = {
        {"likes", "Likes", ET_COLUMN_UINT, 0, 0},
        {"sentiment", "Sentiment", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
        {"text", "Comment", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
        {0},
    };
    struct et_table table;
    size_t found = app->output == ET_OUTPUT_PEOPLE ? fetch(app, ids, count, &comments) : 0;
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < found; i++) {
        et_table_uint(&table, comments[i].likes > 0 ? (uint64_t)comments[i].likes : 0);
        et_table_real(&table, comments[i].has_score ? comments[i].score.sentiment / (double)ET_FIXED : (double)NAN);
        et_table_text(&table, comments[i].text);
    }
    if (found)
        et_app_table(app, &table);
}

struct et_slice et_figure_bar(struct et_app *app, double value, double most, size_t places)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    bool blocks = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    struct et_buf buf;
    if (!isfinite(value) || !(most > 0) || value <= 0)
        return ET_SLICE("");
    size_t parts = (size_t)lround((value > most ? 1.0 : value / most) * (double)places * 8);
    et_buf_init(&buf, 0);
    for (size_t i = 0; i < parts / 8; i++)
        et_buf_str(&buf, blocks ? "█" : "#");
    if (blocks)
        et_buf_str(&buf, eighths[parts % 8]);
    return et_figure_text_take(app, &buf);
}
