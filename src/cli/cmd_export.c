#include "base/file.h"
#include "base/map.h"
#include "cli/commands.h"
#include "cli/comment_out.h"
#include "types/platform.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int run_comments(struct et_app *app);
static int run_mentions(struct et_app *app);
static int run_scores(struct et_app *app);
static int run_posts(struct et_app *app);

static const struct et_option export_options[] = {
    {"format", 0, ET_VALUE_CHOICE, "FORMAT", "csv|jsonl|json", false,
     "csv (default), jsonl: one object a line, json: one array"},
    {"jsonl", 0, ET_VALUE_NONE, NULL, NULL, false, "The same as --format jsonl"},
    {"output", 'o', ET_VALUE_FILE, "FILE", NULL, false,
     "Into a file, which appears whole or not at all; its ending tells the format"},
    {0},
};
static const struct et_option model_options[] = {
    {"model", 0, ET_VALUE_TEXT, "NAME[@VERSION]", NULL, false,
     "Scores and mentions by this model instead of the active one; all: by each, one behind the other"},
    {0},
};
static const struct et_option *const options[] = {export_options, et_filter_options, NULL};
static const struct et_option *const scored_options[] = {export_options, model_options, et_filter_options, NULL};

#define EXPORT_COMMAND(name_, summary_, options_, run_)                                                                \
    {                                                                                                                  \
        .name = name_, .synopsis = "[QUERY]", .summary = summary_, .options = options_, .max_operands = UINT_MAX,      \
        .run = run_                                                                                                    \
    }
static const struct et_command comments =
    EXPORT_COMMAND("comments", "Comments with their sentiment", scored_options, run_comments);
static const struct et_command mentions =
    EXPORT_COMMAND("mentions", "Who is named in which comment", scored_options, run_mentions);
static const struct et_command scores =
    EXPORT_COMMAND("scores", "All that the analysis says of each comment", scored_options, run_scores);
static const struct et_command posts =
    EXPORT_COMMAND("posts", "Posts with their captions and counts", options, run_posts);
static const struct et_command *const subs[] = {&comments, &mentions, &scores, &posts, NULL};

static const struct et_example examples[] = {
    {"et-intel export comments -o comments.csv", "Everything, for a spreadsheet (--csv-safe guards against formulas)."},
    {"et-intel export comments 'entity:\"Mara Vale\"' --jsonl --last 30d",
     "One person's last month, one object a line."},
    {"et-intel export mentions --csv", "Who is named where, and how the comment feels toward them."},
    {"et-intel export scores --model all -o scores.csv",
     "Every model's scores side by side; 'models list' names them."},
    {0},
};

const struct et_command et_cmd_export = {
    .name = "export",
    .synopsis = "",
    .summary = "The data itself as CSV or JSON lines: comments, mentions, scores, posts",
    .details =
        "The query and the filters are those of 'search'. The order is that of platform, post, time and id, the same "
        "whatever the order of imports. --json gives one JSON array.",
    .section = "Comments",
    .subs = subs,
    .examples = examples,
};

/* ---- where it goes ---- */

enum export_format { EXPORT_CSV, EXPORT_JSONL, EXPORT_JSON };

struct exporter {
    struct et_app *app;
    enum export_format format;
    struct et_atomic_file *file; /* NULL = standard output */
    const struct et_column *columns;
    void (*add)(struct exporter *exporter, struct et_table *table,
                const struct et_stored_comment *comment); /* or NULL */
    struct et_arena row_arena;
    struct et_buf out;
    uint64_t rows;
    struct et_stored_model *models; /* whose scores come out, in this order */
    size_t model_count;
    struct et_slice model; /* whose scores are coming out */
};

#define WRITE_AT ((size_t)1 << 16)

static enum et_rc write_out(struct exporter *e, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    if (e->out.failed)
        return et_fail_nomem(error);
    if (e->file) {
        rc = et_atomic_write(e->file, e->out.data, e->out.len, error);
    } else {
        et_buf_slice(&e->app->out, et_buf_view(&e->out));
        et_app_flush(e->app);
        if (e->app->out_closed)
            rc = et_fail(error, ET_E_CANCELLED, "nobody reads the output any more");
    }
    et_buf_clear(&e->out);
    return rc;
}

/* Without its header: that was written once. */
static void write_csv_rows(struct exporter *e, const struct et_table *table)
{
    size_t from = e->out.len;
    et_table_csv(table, e->app->csv_safe, &e->out);
    if (e->rows == 0 || e->out.failed)
        return;
    char *end = memchr(e->out.data + from, '\n', e->out.len - from);
    size_t header = end ? (size_t)(end + 1 - (e->out.data + from)) : 0;
    memmove(e->out.data + from, e->out.data + from + header, e->out.len - from - header);
    e->out.len -= header;
}

static enum et_rc write_table(struct exporter *e, const struct et_table *table, struct et_error *error)
{
    size_t rows = et_table_rows(table);
    if (table->failed)
        return et_fail_nomem(error);
    if (e->format == EXPORT_CSV)
        write_csv_rows(e, table);
    for (size_t i = 0; i < rows && e->format != EXPORT_CSV; i++) {
        struct et_emit json = ET_EMIT(&e->out);
        if (e->format == EXPORT_JSON)
            et_buf_str(&e->out, e->rows + i ? ",\n" : "[\n");
        et_table_json_row(table, i, &json);
        if (e->format == EXPORT_JSONL)
            et_buf_char(&e->out, '\n');
    }
    e->rows += rows;
    return e->out.len >= WRITE_AT || e->out.failed ? write_out(e, error) : ET_OK;
}

static enum et_rc finish_output(struct exporter *e, struct et_error *error)
{
    if (e->rows == 0 && e->format == EXPORT_CSV) {
        struct et_table empty;
        et_table_init(&empty, e->columns, &e->app->arena);
        et_table_csv(&empty, false, &e->out);
    }
    if (e->format == EXPORT_JSON)
        et_buf_str(&e->out, e->rows ? "\n]\n" : "[]\n");
    enum et_rc rc = write_out(e, error);
    if (rc == ET_OK && e->file) {
        struct et_atomic_file *file = e->file;
        e->file = NULL;
        rc = et_atomic_commit(file, error);
    }
    return rc;
}

static enum export_format format_of(const struct et_app *app)
{
    const char *format = et_args_text(&app->args, "format"), *path = et_args_text(&app->args, "output");
    if (!format && et_args_has(&app->args, "jsonl"))
        format = "jsonl";
    if (!format && app->output == ET_OUTPUT_JSON)
        format = "json";
    if (!format && path && app->output != ET_OUTPUT_CSV) {
        const char *dot = strrchr(path, '.');
        format = dot && (strcmp(dot, ".jsonl") == 0 || strcmp(dot, ".json") == 0) ? dot + 1 : "csv";
    }
    return !format || strcmp(format, "csv") == 0 ? EXPORT_CSV
           : strcmp(format, "jsonl") == 0        ? EXPORT_JSONL
                                                 : EXPORT_JSON;
}

/* ---- comments, mentions, scores: one stream ---- */

static enum et_rc take(void *context, const struct et_stored_comment *comment, struct et_error *error)
{
    struct exporter *e = context;
    struct et_table table;
    et_arena_reset(&e->row_arena);
    et_table_init(&table, e->columns, &e->row_arena);
    e->add(e, &table, comment);
    return write_table(e, &table, error);
}

static enum et_rc open_output(struct exporter *e, struct et_error *error)
{
    const char *path = et_args_text(&e->app->args, "output");
    return path ? et_atomic_open(path, &e->file, error) : ET_OK;
}

static void add_comment(struct exporter *e, struct et_table *table, const struct et_stored_comment *comment)
{
    et_comment_row(&e->row_arena, table, comment);
}

/* "NAME@VERSION", or "NAME" alone. */
static bool is_model(struct et_slice model, struct et_slice asked)
{
    return et_slice_eq(model, asked) ||
           (et_slice_starts(model, asked) && model.len > asked.len && model.ptr[asked.len] == '@');
}

static enum et_rc wrong_model(const struct exporter *e, const char *asked, size_t matches, struct et_error *error)
{
    char known[400] = "";
    size_t len = 0;
    for (size_t i = 0; i < e->model_count; i++) {
        int n = snprintf(known + len, sizeof known - len, "%s" ET_SLICE_FMT, i ? ", " : "",
                         ET_SLICE_ARG(e->models[i].name));
        len += n > 0 && (size_t)n < sizeof known - len ? (size_t)n : 0;
    }
    snprintf(e->app->advice, sizeof e->app->advice, "'et-intel models list' shows all models.");
    return et_fail(error, ET_E_USAGE,
                   matches ? "--model %s: several versions scored comments here: %s"
                           : "--model %s: no comment here was scored by it; there are %s",
                   asked, len ? known : "no scores yet");
}

static enum et_rc pick_active(struct exporter *e, struct et_error *error)
{
    struct et_app *app = e->app;
    e->models = et_arena_calloc(&app->arena, 1, sizeof *e->models);
    if (!e->models)
        return et_fail_nomem(error);
    enum et_rc rc = et_store_active_model(app->store, &app->arena, &e->models->model_id, &e->models->name, error);
    e->model_count = e->models->model_id != 0;
    return rc;
}

/* The models of --model: one, or all; without it the active one. */
static enum et_rc pick_models(struct exporter *e, struct et_error *error)
{
    struct et_app *app = e->app;
    const char *asked = et_args_text(&app->args, "model");
    if (!asked)
        return pick_active(e, error);
    enum et_rc rc = et_store_models(app->store, &app->arena, &e->models, &e->model_count, error);
    if (rc != ET_OK)
        return rc;
    if (strcmp(asked, "all") == 0)
        return e->add != add_comment ? ET_OK
                                     : et_fail(error, ET_E_USAGE,
                                               "--model all: each comment comes out once; name one model, or use "
                                               "'export scores --model all'");
    size_t matches = 0, found = 0;
    for (size_t i = 0; i < e->model_count; i++) {
        bool exact = et_slice_is(e->models[i].name, asked);
        if (!exact && !is_model(e->models[i].name, et_slice_of(asked)))
            continue;
        matches = exact ? 1 : matches + 1;
        found = i;
        if (exact)
            break;
    }
    if (matches != 1)
        return wrong_model(e, asked, matches, error);
    e->models += found;
    e->model_count = 1;
    return ET_OK;
}

/* Without any model the comments still come out. */
static enum et_rc export_models(struct exporter *e, struct et_search *search, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    if (e->model_count == 0)
        return et_store_export(e->app->store, search, take, e, error);
    for (size_t i = 0; i < e->model_count && rc == ET_OK; i++) {
        search->model_id = e->models[i].model_id;
        e->model = e->models[i].name;
        rc = et_store_export(e->app->store, search, take, e, error);
    }
    return rc;
}

static enum et_rc prepare(struct exporter *e, struct et_search *search, struct et_error *error)
{
    struct et_app *app = e->app;
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(app, error);
    if (rc == ET_OK)
        rc = et_comment_query(app, search, error);
    if (rc == ET_OK && e->add) /* posts have no scores */
        rc = pick_models(e, error);
    return rc == ET_OK ? open_output(e, error) : rc;
}

static int finish(struct exporter *e, enum et_rc rc, struct et_error *error)
{
    struct et_app *app = e->app;
    const char *path = et_args_text(&app->args, "output");
    char rows[32];
    if (rc == ET_OK)
        rc = finish_output(e, error);
    et_atomic_abort(e->file);
    et_buf_dispose(&e->out);
    et_arena_dispose(&e->row_arena);
    if (rc == ET_E_CANCELLED && app->out_closed)
        return app->out_failed ? ET_EXIT_FAILED : ET_EXIT_OK;
    if (rc != ET_OK)
        return et_app_fail(app, error);
    et_count_format(e->rows, rows);
    if (path)
        et_app_note(app, "%s rows written to %s", rows, path);
    return ET_EXIT_OK;
}

static void start(struct exporter *e, struct et_app *app, const struct et_column *columns)
{
    *e = (struct exporter){.app = app, .format = format_of(app), .columns = columns};
    et_arena_init(&e->row_arena, 0);
    et_buf_init(&e->out, 0);
}

static int run_stream(struct et_app *app, const struct et_column *columns,
                      void (*add)(struct exporter *, struct et_table *, const struct et_stored_comment *))
{
    struct et_error error;
    struct exporter e;
    struct et_search search;
    start(&e, app, columns);
    e.add = add;
    enum et_rc rc = prepare(&e, &search, &error);
    if (rc == ET_OK)
        rc = export_models(&e, &search, &error);
    return finish(&e, rc, &error);
}

static int run_comments(struct et_app *app)
{
    return run_stream(app, et_comment_columns, add_comment);
}

static const struct et_column mention_columns[] = {
    {"et_intel_mention_of", "", ET_COLUMN_TEXT, 0, 0},
    {"entity", "", ET_COLUMN_TEXT, 0, 0},
    {"type", "", ET_COLUMN_TEXT, 0, 0},
    {"known", "", ET_COLUMN_BOOL, 0, 0},
    {"explicit", "", ET_COLUMN_BOOL, 0, 0},
    {"start", "", ET_COLUMN_UINT, 0, 0},
    {"end", "", ET_COLUMN_UINT, 0, 0},
    {"surface", "", ET_COLUMN_TEXT, 0, 0},
    {"sentiment", "", ET_COLUMN_SIGNED, 0, 0},
    {"model", "", ET_COLUMN_TEXT, 0, 0},
    {0},
};

static void add_mentions(struct exporter *e, struct et_table *table, const struct et_stored_comment *c)
{
    for (size_t i = 0; i < c->mention_count; i++) {
        const struct et_mention *m = &c->mentions[i];
        const struct et_entity *entity = et_app_entity_by_id(e->app, m->entity_id);
        if (!entity)
            continue;
        et_table_text(table, c->public_id);
        et_table_text(table, entity->name);
        et_table_str(table, et_entity_type_name(entity->type));
        et_table_bool(table, entity->state == ET_ENTITY_KNOWN);
        et_table_bool(table, m->is_explicit);
        et_table_uint(table, m->start);
        et_table_uint(table, m->end);
        et_table_text(table, et_slice_sub(c->text, m->start, m->end));
        et_table_real(table, m->sentiment / (double)ET_FIXED);
        et_table_text(table, e->model);
    }
}

static int run_mentions(struct et_app *app)
{
    return run_stream(app, mention_columns, add_mentions);
}

static const struct et_column score_columns[] = {
    {"et_intel_score_of", "", ET_COLUMN_TEXT, 0, 0},
    ET_SCORE_COLUMNS,
    {"excitement", "", ET_COLUMN_REAL, 0, 0},
    {"anger", "", ET_COLUMN_REAL, 0, 0},
    {"disappointment", "", ET_COLUMN_REAL, 0, 0},
    {"love", "", ET_COLUMN_REAL, 0, 0},
    {"disgust", "", ET_COLUMN_REAL, 0, 0},
    {"surprise", "", ET_COLUMN_REAL, 0, 0},
    {"fatigue", "", ET_COLUMN_REAL, 0, 0},
    {"neutral", "", ET_COLUMN_REAL, 0, 0},
    {"like_weighted", "", ET_COLUMN_REAL, 0, 0},
    {"model", "", ET_COLUMN_TEXT, 0, 0},
    {0},
};

static void add_score(struct exporter *e, struct et_table *table, const struct et_stored_comment *c)
{
    if (!c->has_score)
        return;
    double likes = c->likes > 0 ? (double)c->likes : 0;
    et_table_text(table, c->public_id);
    et_comment_score_cells(&e->row_arena, table, c);
    for (int i = 0; i < ET_EMOTIONS; i++)
        et_table_real(table, c->score.emotions[i] / (double)ET_FIXED);
    et_table_real(table, c->score.sentiment / (double)ET_FIXED * (1 + log(1 + likes)));
    et_table_text(table, e->model);
}

static int run_scores(struct et_app *app)
{
    return run_stream(app, score_columns, add_score);
}

/* ---- posts ---- */

static const struct et_column post_columns[] = {
    {"et_intel_post", "", ET_COLUMN_TEXT, 0, 0},
    {"platform", "", ET_COLUMN_TEXT, 0, 0},
    {"url", "", ET_COLUMN_TEXT, 0, 0},
    {"owner", "", ET_COLUMN_TEXT, 0, 0},
    {"subject", "", ET_COLUMN_TEXT, 0, 0},
    {"title", "", ET_COLUMN_TEXT, 0, 0},
    {"posted_at", "", ET_COLUMN_TIME, 0, 0},
    {"likes", "", ET_COLUMN_UINT, 0, 0},
    {"comments_announced", "", ET_COLUMN_UINT, 0, 0},
    {"comments_held", "", ET_COLUMN_UINT, 0, 0},
    {"plays", "", ET_COLUMN_UINT, 0, 0},
    {"imprecise", "", ET_COLUMN_BOOL, 0, 0},
    {"caption", "", ET_COLUMN_TEXT, 0, 0},
    {0},
};

static void add_post(struct et_table *table, const struct et_stored_post *p)
{
    et_table_text(table, p->key);
    et_table_str(table, et_platform_name(p->platform));
    et_table_text(table, p->url);
    et_table_text(table, p->owner);
    et_table_text(table, p->subject);
    et_table_text(table, p->title);
    et_table_time(table, p->posted_at_us);
    et_table_count(table, p->likes);
    et_table_count(table, p->comments_announced);
    et_table_count(table, p->comments_held);
    et_table_count(table, p->plays);
    et_table_bool(table, p->imprecise);
    et_table_text(table, p->caption);
}

/* Posts that a query means are those with a comment that it finds. */
static enum et_rc note_post(void *context, const struct et_stored_comment *comment, struct et_error *error)
{
    return et_map64_put(context, (uint64_t)comment->post_id, NULL) ? ET_OK : et_fail_nomem(error);
}

static bool is_narrow(const struct et_app *app)
{
    static const char *const names[] = {"from", "to", "last", "entity"};
    bool narrow = app->args.operand_count > 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        narrow = narrow || et_args_has(&app->args, names[i]);
    return narrow;
}

static enum et_rc export_posts(struct exporter *e, const struct et_search *search, struct et_map64 *wanted,
                               struct et_error *error)
{
    struct et_app *app = e->app;
    struct et_stored_post *list;
    size_t count;
    bool narrow = is_narrow(app);
    enum et_rc rc = narrow ? et_store_export(app->store, search, note_post, wanted, error) : ET_OK;
    if (rc == ET_OK)
        rc = et_store_posts(app->store, &app->arena, &list, &count, error);
    for (size_t i = 0; rc == ET_OK && i < count; i++) {
        struct et_table table;
        if ((narrow && !et_map64_get(wanted, (uint64_t)list[i].post_id)) ||
            (search->filter.platform && list[i].platform != search->filter.platform))
            continue;
        et_arena_reset(&e->row_arena);
        et_table_init(&table, post_columns, &e->row_arena);
        add_post(&table, &list[i]);
        rc = write_table(e, &table, error);
    }
    return rc;
}

static int run_posts(struct et_app *app)
{
    struct et_error error;
    struct exporter e;
    struct et_search search;
    struct et_map64 wanted = {0};
    start(&e, app, post_columns);
    enum et_rc rc = prepare(&e, &search, &error);
    if (rc == ET_OK)
        rc = export_posts(&e, &search, &wanted, &error);
    et_map64_dispose(&wanted);
    return finish(&e, rc, &error);
}
