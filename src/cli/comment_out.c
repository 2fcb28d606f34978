#include "cli/comment_out.h"

#include "cli/figure_out.h"
#include "insight/query.h"
#include "text/token.h"
#include "types/platform.h"

#include <math.h>

/* ---- the query ---- */

static enum et_rc query_tokens(void *context, struct et_slice text, struct et_buf *out, struct et_error *error)
{
    return et_index_tokens(context, text, out, error);
}

static enum et_rc parse_words(struct et_app *app, struct et_search *out, struct et_error *error)
{
    struct et_tokens scratch;
    struct et_buf query;
    et_tokens_init(&scratch);
    et_buf_init(&query, 0);
    for (size_t i = 0; i < app->args.operand_count; i++) {
        et_buf_str(&query, i ? " " : "");
        et_buf_str(&query, app->args.operands[i]);
    }
    /* The parsed query borrows from its text: that must outlive this function. */
    struct et_slice text = et_arena_copy(&app->arena, et_buf_view(&query));
    enum et_rc rc = query.failed || !text.ptr ? et_fail_nomem(error) : ET_OK;
    if (rc == ET_OK && et_slice_trim(text).len)
        rc = et_query_parse(text, &app->catalogue, query_tokens, &scratch, &app->arena, out, error);
    et_buf_dispose(&query);
    et_tokens_dispose(&scratch);
    return rc;
}

static enum et_rc count_back(struct et_app *app, struct et_figures_options *options, struct et_error *error)
{
    int64_t first_us, last_us;
    if (!options->last_us)
        return ET_OK;
    enum et_rc rc = et_store_period(app->store, &first_us, &last_us, error);
    if (rc == ET_OK && last_us != ET_TIME_NONE)
        options->from_us = last_us + 1 - options->last_us;
    return rc;
}

enum et_rc et_comment_query(struct et_app *app, struct et_search *out, struct et_error *error)
{
    struct et_figures_options options;
    const struct et_entity *entity = NULL;
    const char *name = et_args_text(&app->args, "entity");
    *out = (struct et_search){.filter = ET_FILTER_ALL};
    enum et_rc rc = parse_words(app, out, error);
    if (rc == ET_OK)
        rc = et_figure_options_read(app, &options, error);
    if (rc == ET_OK)
        rc = count_back(app, &options, error);
    if (rc == ET_OK && name)
        rc = et_app_find_entity(app, name, &entity, error);
    if (rc != ET_OK)
        return rc;
    struct et_filter *filter = &out->filter;
    if (options.from_us != ET_TIME_NONE && (filter->from_us == ET_TIME_NONE || filter->from_us < options.from_us))
        filter->from_us = options.from_us;
    if (options.to_us != ET_TIME_NONE && (filter->to_us == ET_TIME_NONE || filter->to_us > options.to_us))
        filter->to_us = options.to_us;
    if ((options.platform && filter->platform && filter->platform != options.platform) ||
        (entity && filter->entity_id && filter->entity_id != entity->id))
        return et_fail(error, ET_E_USAGE,
                       "the query and the options name different platforms or entities: give one of them");
    if (options.platform)
        filter->platform = options.platform;
    if (entity)
        filter->entity_id = entity->id;
    return ET_OK;
}

/* ---- the rows ---- */

/* The first column's name tells the program its own exports from those of vendors. */
const struct et_column et_comment_columns[] = {
    {"et_intel_comment", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"created_at", "Time", ET_COLUMN_TIME, 0, 0},
    {"platform", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"post", "Post", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_OPTIONAL, 0},
    {"post_url", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"post_subject", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"parent", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"author", "Author", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_OPTIONAL, 0},
    {"author_name", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"likes", "Likes", ET_COLUMN_UINT, 0, 0},
    {"replies", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"precision", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"pinned", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0},
    {"liked_by_author", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0},
    ET_SCORE_COLUMNS,
    {"text", "Comment", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {0},
};

static const char *precision_name(enum et_precision precision)
{
    static const char *const names[] = {"exact", "minutes", "approximate", "day", "vague"};
    return (size_t)precision < sizeof names / sizeof names[0] ? names[precision] : "unknown";
}

static struct et_slice themes_text(struct et_arena *arena, uint64_t themes)
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    for (unsigned i = 0; i < ET_BUILTIN_THEMES; i++)
        if (themes >> i & 1)
            et_buf_printf(&buf, "%s%s", buf.len ? " " : "", et_theme_name(i));
    struct et_slice text = buf.len ? et_arena_copy(arena, et_buf_view(&buf)) : ET_SLICE("");
    et_buf_dispose(&buf);
    return text;
}

static void fixed_cell(struct et_table *table, bool has, int32_t value)
{
    et_table_real(table, has ? value / (double)ET_FIXED : (double)NAN);
}

static void flag_cell(struct et_table *table, bool has, bool value)
{
    if (has)
        et_table_bool(table, value);
    else
        et_table_none(table);
}

void et_comment_score_cells(struct et_arena *arena, struct et_table *table, const struct et_stored_comment *c)
{
    const struct et_score *s = &c->score;
    bool has = c->has_score;
    fixed_cell(table, has, s->sentiment);
    et_table_str(table, has ? et_label_name(et_label_of(s->sentiment)) : NULL);
    fixed_cell(table, has, s->confidence);
    et_table_str(table, has ? et_emotion_name(et_emotion_primary(s->emotions)) : NULL);
    fixed_cell(table, has, s->sarcasm);
    flag_cell(table, has, s->flags & ET_SARCASTIC);
    flag_cell(table, has, s->flags & ET_QUESTION);
    flag_cell(table, has, s->flags & ET_SPAM);
    et_table_text(table, has ? et_arena_copy(arena, et_slice_of(s->language)) : (struct et_slice){NULL, 0});
    et_table_text(table, has ? themes_text(arena, s->themes) : (struct et_slice){NULL, 0});
}

void et_comment_row(struct et_arena *arena, struct et_table *table, const struct et_stored_comment *c)
{
    et_table_text(table, c->public_id);
    et_table_time(table, c->created_at_us);
    et_table_str(table, et_platform_name(c->platform));
    et_table_text(table, c->post_key);
    et_table_text(table, c->post_url);
    et_table_text(table, c->post_subject);
    et_table_text(table, c->parent_key);
    et_table_text(table, c->author);
    et_table_text(table, c->author_name);
    et_table_count(table, c->likes);
    et_table_count(table, c->replies);
    et_table_str(table, precision_name(c->precision));
    et_table_bool(table, c->pinned);
    et_table_bool(table, c->liked_by_author);
    et_comment_score_cells(arena, table, c);
    et_table_text(table, c->text);
}
