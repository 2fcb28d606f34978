#include "cli/entity_review.h"

#include "base/map.h"
#include "cli/discover_run.h"
#include "cli/table.h"

#include <stdio.h>
#include <string.h>

#define TYPES "person|group|couple|team|show|film|song|book|work|brand|place|other"
#define SAMPLES 3

static int run_review(struct et_app *app);

static const struct et_option options[] = {
    {"accept", 0, ET_VALUE_NONE, NULL, NULL, false, "Put the names given into the catalogue"},
    {"ignore", 0, ET_VALUE_NONE, NULL, NULL, false, "Never list the names given again"},
    {"merge", 0, ET_VALUE_TEXT, "INTO", NULL, false, "The names given are other names of INTO"},
    {"type", 't', ET_VALUE_CHOICE, "TYPE", TYPES, false, "What they are, or which of them are listed"},
    {"min-comments", 0, ET_VALUE_COUNT, "N", NULL, false, "Names of fewer comments are not listed (default 2)"},
    {"limit", 'n', ET_VALUE_COUNT, "N", NULL, false, "At most so many names (default 50, 0 for all)"},
    {0},
};
static const struct et_option *const tables[] = {options, NULL};

const struct et_command et_entity_review = {
    .name = "review",
    .synopsis = "[NAME...]",
    .summary = "Discovered names that wait for a decision, with counts, sentiment and comments",
    .details = "Names of enough comments are in the figures at once, marked as discovered (settings discover.*). A "
               "decision is "
               "applied to the stored comments at once, and remembered.",
    .options = tables,
    .max_operands = 1000,
    .run = run_review,
};

/* ---- what was found ---- */

struct sample {
    int64_t comment_id, likes, created_at_us;
};

struct waiting {
    const struct et_discovered *found;
    struct sample samples[SAMPLES]; /* most liked first */
    size_t sample_count;
};

struct review {
    struct et_app *app;
    struct et_discovery *discovery;
    const struct et_discovered *found;
    size_t found_count;
    struct waiting *list;
    size_t count;
    struct et_map64 rows; /* index of the entity -> row of the list */
};

static enum et_rc read_found(struct review *r, bool write, struct et_error *error)
{
    enum et_rc rc = write ? et_app_open_existing(r->app, error) : et_app_open_store(r->app, ET_OPEN_READ, error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(r->app, error);
    if (rc == ET_OK)
        rc = et_app_load_active_analyser(r->app, NULL, error);
    return rc == ET_OK
               ? et_discover_read(r->app->store, r->app->analyser, &r->discovery, &r->found, &r->found_count, error)
               : rc;
}

static void dispose(struct review *r)
{
    et_discovery_free(r->discovery);
    et_map64_dispose(&r->rows);
}

static bool is_liked_more(const struct sample *a, const struct sample *b)
{
    if (a->likes != b->likes)
        return a->likes > b->likes;
    return a->created_at_us != b->created_at_us ? a->created_at_us < b->created_at_us : a->comment_id < b->comment_id;
}

static enum et_rc add_sample(void *context, const struct et_unlisted *row, struct et_error *error)
{
    struct review *r = context;
    (void)error;
    size_t index = et_discovery_find(r->discovery, row->name, row->post_id);
    const uint64_t *place = index == ET_DISCOVERED_NONE ? NULL : et_map64_get(&r->rows, index);
    if (!place)
        return ET_OK;
    struct waiting *w = &r->list[*place];
    struct sample sample = {row->comment_id, row->likes, row->created_at_us};
    size_t at = 0;
    for (size_t i = 0; i < w->sample_count; i++)
        if (w->samples[i].comment_id == row->comment_id)
            return ET_OK;
    while (at < w->sample_count && is_liked_more(&w->samples[at], &sample))
        at++;
    if (at == SAMPLES)
        return ET_OK;
    size_t kept = w->sample_count < SAMPLES ? w->sample_count++ : SAMPLES - 1;
    memmove(&w->samples[at + 1], &w->samples[at], (kept - at) * sizeof sample);
    w->samples[at] = sample;
    return ET_OK;
}

static enum et_rc make_list(struct review *r, struct et_error *error)
{
    const struct et_args *args = &r->app->args;
    const char *type = et_args_text(args, "type");
    uint64_t least = et_args_count(args, "min-comments", 2), limit = et_args_count(args, "limit", 50);
    enum et_entity_type wanted = type ? et_entity_type_parse(et_slice_of(type)) : (enum et_entity_type)0;
    r->list = et_arena_calloc(&r->app->arena, r->found_count + 1, sizeof *r->list);
    if (!r->list)
        return et_fail_nomem(error);
    for (size_t i = 0; i < r->found_count && (!limit || r->count < limit); i++) {
        if (r->found[i].comments < least || (wanted && r->found[i].type != wanted))
            continue;
        uint64_t *row = et_map64_put(&r->rows, r->found[i].index, NULL);
        if (!row)
            return et_fail_nomem(error);
        *row = r->count;
        r->list[r->count++].found = &r->found[i];
    }
    return r->count ? et_store_unlisted(r->app->store, add_sample, r, error) : ET_OK;
}

/* ---- the list ---- */

static const struct et_column columns[] = {
    {"name", "Name", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"type", "Type", ET_COLUMN_TEXT, 0, 0},
    {"comments", "Comments", ET_COLUMN_UINT, 0, 0},
    {"authors", "Authors", ET_COLUMN_UINT, 0, 0},
    {"posts", "Posts", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"sentiment", "Sentiment", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {"sureness", "Sure", ET_COLUMN_PERCENT, 0, 0},
    {"in_figures", "In figures", ET_COLUMN_BOOL, 0, 0},
    {"forms", "", ET_COLUMN_RAW, 0, 0},
    {"samples", "", ET_COLUMN_RAW, 0, 0},
    {"also", "Also written", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_PEOPLE, 0},
    {"most_liked", "Most liked comment", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {0},
};

static struct et_slice kept(struct et_app *app, struct et_buf *buf)
{
    struct et_slice text = buf->failed ? et_slice(NULL, 0) : et_arena_copy(&app->arena, et_buf_view(buf));
    et_buf_dispose(buf);
    return text;
}

static struct et_slice forms_text(struct et_app *app, const struct et_discovered *found, bool json)
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    et_buf_str(&buf, json ? "[" : "");
    for (size_t i = 0; i < found->form_count; i++) {
        et_buf_str(&buf, i ? (json ? "," : ", ") : "");
        json ? et_buf_json(&buf, found->forms[i]) : et_buf_slice(&buf, found->forms[i]);
    }
    et_buf_str(&buf, json ? "]" : "");
    return kept(app, &buf);
}

/* The comments themselves, as JSON; *first gets the text of the most liked one. */
static struct et_slice samples_text(struct et_app *app, const struct waiting *w, struct et_slice *first)
{
    struct et_buf buf;
    struct et_emit json = ET_EMIT(&buf);
    struct et_stored_comment *comments = NULL;
    size_t count = 0;
    int64_t ids[SAMPLES];
    et_buf_init(&buf, 0);
    for (size_t i = 0; i < w->sample_count; i++)
        ids[i] = w->samples[i].comment_id;
    if (et_store_comments(app->store, ids, w->sample_count, &app->arena, &comments, &count, NULL) != ET_OK)
        count = 0;
    *first = count ? comments[0].text : ET_SLICE("");
    et_emit_array(&json);
    for (size_t i = 0; i < count; i++) {
        et_emit_object(&json);
        et_emit_put_text(&json, "id", comments[i].public_id);
        et_emit_put_text(&json, "text", comments[i].text);
        et_emit_put_int(&json, "likes", comments[i].likes < 0 ? 0 : comments[i].likes);
        et_emit_object_end(&json);
    }
    et_emit_array_end(&json);
    return kept(app, &buf);
}

static void add_row(struct review *r, struct et_table *table, const struct waiting *w)
{
    const struct et_discovered *f = w->found;
    struct et_discover_limits limits = et_app_discover_limits(r->app);
    struct et_slice most_liked;
    struct et_slice samples = samples_text(r->app, w, &most_liked);
    et_table_text(table, f->name);
    et_table_str(table, et_entity_type_name(f->type));
    et_table_uint(table, f->comments);
    et_table_uint(table, f->authors);
    et_table_uint(table, f->posts);
    et_table_real(table, (double)f->sentiment_sum / (double)f->comments / ET_FIXED);
    et_table_real(table, (double)f->sureness / ET_FIXED);
    et_table_bool(table, et_discover_is_enough(f, &limits));
    et_table_text(table, forms_text(r->app, f, true));
    et_table_text(table, samples);
    et_table_text(table, forms_text(r->app, f, false));
    et_table_text(table, most_liked);
}

static int print_list(struct review *r)
{
    struct et_table table;
    et_table_init(&table, columns, &r->app->arena);
    for (size_t i = 0; i < r->count; i++)
        add_row(r, &table, &r->list[i]);
    if (r->count || r->app->output != ET_OUTPUT_PEOPLE)
        et_app_table(r->app, &table);
    else
        et_app_say(r->app, "No discovered names are waiting.\n");
    if (r->count)
        et_app_say(r->app, "\nTo decide: et-intel entities review NAME --accept | --ignore | --merge INTO\n");
    return ET_EXIT_OK;
}

/* ---- decisions ---- */

static bool is_named(const struct et_discovered *found, struct et_slice name)
{
    if (et_slice_eq_nocase(found->name, name))
        return true;
    for (size_t i = 0; i < found->form_count; i++)
        if (et_slice_eq_nocase(found->forms[i], name))
            return true;
    return false;
}

static const struct et_discovered *waiting_named(const struct review *r, struct et_slice name)
{
    for (size_t i = 0; i < r->found_count; i++)
        if (et_slice_eq_nocase(r->found[i].name, name))
            return &r->found[i];
    for (size_t i = 0; i < r->found_count; i++)
        if (is_named(&r->found[i], name))
            return &r->found[i];
    return NULL;
}

/* A word of a person's name is found without being listed. */
static bool is_word_of(struct et_slice form, struct et_slice name)
{
    while (name.len) {
        struct et_slice word = et_slice_cut(&name, ' ');
        if (et_slice_eq_nocase(word, form))
            return true;
    }
    return false;
}

static void add_name(struct et_slice name, const struct et_entity *entity, struct et_slice *names, size_t *count)
{
    bool there =
        et_slice_eq_nocase(name, entity->name) || (entity->type == ET_PERSON && is_word_of(name, entity->name));
    for (size_t i = 0; i < *count; i++)
        there = there || et_slice_eq_nocase(names[i], name);
    if (!there)
        names[(*count)++] = name;
}

/* The entity with the found one's names among its aliases. */
static enum et_rc join_names(struct et_app *app, struct et_entity *entity, const struct et_discovered *found,
                             struct et_error *error)
{
    size_t count = entity->alias_count;
    struct et_slice *names = et_arena_alloc(&app->arena, (count + found->form_count + 1) * sizeof *names);
    if (!names)
        return et_fail_nomem(error);
    if (count)
        memcpy(names, entity->aliases, count * sizeof *names);
    add_name(found->name, entity, names, &count);
    for (size_t i = 0; i < found->form_count; i++)
        add_name(found->forms[i], entity, names, &count);
    entity->aliases = names;
    entity->alias_count = count;
    return ET_OK;
}

struct marks {
    struct et_store *store;
    int64_t ids[1024];
    size_t count;
};

static enum et_rc flush_marks(struct marks *m, struct et_error *error)
{
    enum et_rc rc = et_store_mark_pending(m->store, m->ids, m->count, error);
    m->count = 0;
    return rc;
}

static enum et_rc mark_place(void *context, const struct et_unlisted *row, struct et_error *error)
{
    struct marks *m = context;
    m->ids[m->count++] = row->comment_id;
    return m->count == sizeof m->ids / sizeof m->ids[0] ? flush_marks(m, error) : ET_OK;
}

/* The comments that name it are to be read again with the new catalogue. */
static enum et_rc mark_comments(struct review *r, const struct et_discovered *found, struct et_error *error)
{
    struct marks marks = {.store = r->app->store};
    enum et_rc rc = et_discover_places(r->app->store, r->discovery, found->index, mark_place, &marks, error);
    return rc == ET_OK ? flush_marks(&marks, error) : rc;
}

static enum et_rc put(struct review *r, struct et_entity *entity, const struct et_discovered *found,
                      struct et_error *error)
{
    size_t added, changed;
    enum et_rc rc = join_names(r->app, entity, found, error);
    const struct et_catalogue one = {entity, 1};
    if (rc == ET_OK)
        rc = et_store_catalogue_put(r->app->store, &one, &added, &changed, error);
    return rc == ET_OK ? mark_comments(r, found, error) : rc;
}

/* What the names are merged into: a known entity, or a discovered name that becomes one by it. */
static enum et_rc find_target(struct review *r, struct et_entity *target, struct et_error *error)
{
    const char *into = et_args_text(&r->app->args, "merge");
    const struct et_discovered *waiting = waiting_named(r, et_slice_trim(et_slice_of(into)));
    const struct et_entity *known;
    for (size_t i = 0; i < r->app->catalogue.count; i++) {
        const struct et_entity *e = &r->app->catalogue.entities[i];
        if (e->state == ET_ENTITY_KNOWN && et_slice_eq_nocase(e->name, et_slice_trim(et_slice_of(into))))
            waiting = NULL;
    }
    if (waiting) {
        *target = (struct et_entity){.name = waiting->name, .type = waiting->type};
        return put(r, target, waiting, error);
    }
    enum et_rc rc = et_app_find_entity(r->app, into, &known, error);
    if (rc == ET_OK)
        *target = *known;
    target->state = ET_ENTITY_KNOWN;
    return rc;
}

static enum et_rc decide_one(struct review *r, struct et_entity *target, const char *operand, struct et_error *error)
{
    const struct et_args *args = &r->app->args;
    const char *type = et_args_text(args, "type");
    const struct et_discovered *found = waiting_named(r, et_slice_trim(et_slice_of(operand)));
    if (!found) {
        snprintf(r->app->advice, sizeof r->app->advice,
                 "'et-intel entities review --min-comments 1' lists all that wait.");
        return et_fail(error, ET_E_NOT_FOUND, "no discovered name '%s' is waiting", operand);
    }
    if (et_args_has(args, "merge"))
        return put(r, target, found, error);
    struct et_entity entity = {.name = found->name,
                               .type = type ? et_entity_type_parse(et_slice_of(type)) : found->type,
                               .state = et_args_has(args, "ignore") ? ET_ENTITY_IGNORED : ET_ENTITY_KNOWN};
    return put(r, &entity, found, error);
}

static enum et_rc decide_all(struct review *r, struct et_error *error)
{
    struct et_entity target = {0};
    const struct et_args *args = &r->app->args;
    enum et_rc rc = et_store_begin(r->app->store, error);
    if (rc == ET_OK && et_args_has(args, "merge"))
        rc = find_target(r, &target, error);
    for (size_t i = 0; i < args->operand_count && rc == ET_OK; i++)
        rc = decide_one(r, &target, args->operands[i], error);
    if (rc == ET_OK)
        rc = et_store_commit(r->app->store, error);
    if (rc != ET_OK)
        et_store_rollback(r->app->store);
    return rc;
}

static int report(struct et_app *app, uint64_t analysed)
{
    const char *done = et_args_has(&app->args, "accept")   ? "accepted"
                       : et_args_has(&app->args, "ignore") ? "ignored"
                                                           : "merged";
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_str(&json, "done", done);
        et_emit_put_uint(&json, "names", app->args.operand_count);
        et_emit_put_uint(&json, "analysed_again", analysed);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    et_app_say(app, "%zu %s; %llu comments were read again.\n", app->args.operand_count, done,
               (unsigned long long)analysed);
    if (!et_args_has(&app->args, "ignore"))
        et_app_note(app, "Other comments may name them in ways that were missed: et-intel rescore reads all again.");
    return ET_EXIT_OK;
}

static enum et_rc check_usage(const struct et_app *app, bool *decides, struct et_error *error)
{
    const struct et_args *args = &app->args;
    int decisions = et_args_has(args, "accept") + et_args_has(args, "ignore") + et_args_has(args, "merge");
    *decides = decisions != 0;
    if (decisions > 1)
        return et_fail(error, ET_E_USAGE, "--accept, --ignore and --merge can't go together");
    if (decisions && args->operand_count == 0)
        return et_fail(error, ET_E_USAGE, "name what is to be decided: et-intel entities review NAME --accept");
    if (!decisions && args->operand_count)
        return et_fail(error, ET_E_USAGE, "say what becomes of it: --accept, --ignore or --merge INTO");
    return ET_OK;
}

static int run_review(struct et_app *app)
{
    struct et_error error;
    struct review r = {.app = app};
    bool decides;
    uint64_t analysed = 0;
    enum et_rc rc = check_usage(app, &decides, &error);
    if (rc == ET_OK)
        rc = read_found(&r, decides, &error);
    if (rc == ET_OK)
        rc = decides ? decide_all(&r, &error) : make_list(&r, &error);
    if (rc == ET_OK && decides)
        rc = et_app_settle(app, &analysed, &error);
    int code = rc != ET_OK ? et_app_fail(app, &error) : decides ? report(app, analysed) : print_list(&r);
    dispose(&r);
    return code;
}
