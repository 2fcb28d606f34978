/* What scoring again would change, before anything is written. */
#include "base/map.h"
#include "cli/chat.h"
#include "cli/progress.h"
#include "cli/rescore.h"

#include <string.h>

#define DIFF_ROUND 2048

/* What would change about one entity. Index count is for the comments' own labels. */
struct change {
    uint64_t comments, labels, gained, lost;
};

/* A comment whose label would change. */
struct changed {
    struct et_slice id, text;
    int64_t likes;
    int32_t before, after; /* sentiments; before INT32_MIN = none */
};

#define CHANGED_MAX 10000 /* comments listed at most */

struct diff {
    struct et_app *app;
    struct et_scratch *scratch;
    struct et_arena arena;   /* of one round */
    struct change *changes;  /* one per entity of the catalogue, then one for all comments */
    struct changed *changed; /* the most liked ones, then by id */
    size_t changed_count, changed_max;
    struct et_alert_change *alerts;
    size_t alert_count;
    bool has_alerts; /* they could be worked out */
    bool is_hybrid;
    struct et_map64 by_chat; /* comments that a chat model scored: what it said stays */
    struct et_map64 index;   /* entity id -> index */
};

static const struct et_mention *mention_of(const struct et_mention *mentions, size_t count, int64_t entity_id)
{
    for (size_t i = 0; i < count; i++)
        if (mentions[i].entity_id == entity_id && mentions[i].is_explicit)
            return &mentions[i];
    return NULL;
}

/* Whether mentions[i] is the first explicit one of its entity. */
static bool is_first(const struct et_mention *mentions, size_t i)
{
    return mentions[i].is_explicit && mention_of(mentions, i, mentions[i].entity_id) == NULL;
}

static struct change *change_of(struct diff *diff, int64_t entity_id)
{
    const uint64_t *at = et_map64_get(&diff->index, (uint64_t)entity_id);
    return at ? &diff->changes[*at] : NULL;
}

/* Whether a comment stands before another one in the list. */
static bool is_before(const struct et_stored_comment *comment, const struct changed *other)
{
    return comment->likes != other->likes ? comment->likes > other->likes
                                          : et_slice_cmp(comment->public_id, other->id) < 0;
}

static enum et_rc keep_changed(struct diff *diff, const struct et_stored_comment *old, const struct et_analysis *now,
                               struct et_error *error)
{
    struct et_arena *arena = &diff->app->arena;
    size_t at = diff->changed_count;
    while (at && is_before(old, &diff->changed[at - 1]))
        at--;
    if (at == diff->changed_max)
        return ET_OK;
    struct changed changed = {.id = et_arena_copy(arena, old->public_id),
                              .text = et_arena_copy(arena, old->text),
                              .likes = old->likes,
                              .before = old->has_score ? old->score.sentiment : INT32_MIN,
                              .after = now->score.sentiment};
    if (!changed.id.ptr || !changed.text.ptr)
        return et_fail_nomem(error);
    diff->changed_count += diff->changed_count < diff->changed_max;
    for (size_t i = diff->changed_count - 1; i > at; i--)
        diff->changed[i] = diff->changed[i - 1];
    diff->changed[at] = changed;
    return ET_OK;
}

static enum et_rc compare(struct diff *diff, const struct et_stored_comment *old, const struct et_analysis *now,
                          struct et_error *error)
{
    struct change *all = &diff->changes[diff->app->catalogue.count];
    all->comments++;
    if (et_map64_get(&diff->by_chat, (uint64_t)old->comment_id))
        return ET_OK;
    bool turns = !old->has_score || et_label_of(old->score.sentiment) != et_label_of(now->score.sentiment);
    all->labels += turns;
    for (size_t i = 0; i < now->mention_count; i++) {
        struct change *change = is_first(now->mentions, i) ? change_of(diff, now->mentions[i].entity_id) : NULL;
        if (!change)
            continue;
        const struct et_mention *before = mention_of(old->mentions, old->mention_count, now->mentions[i].entity_id);
        change->comments++;
        change->gained += !before;
        change->labels += before && et_label_of(before->sentiment) != et_label_of(now->mentions[i].sentiment);
    }
    for (size_t i = 0; i < old->mention_count; i++) {
        struct change *change = is_first(old->mentions, i) ? change_of(diff, old->mentions[i].entity_id) : NULL;
        if (change && !mention_of(now->mentions, now->mention_count, old->mentions[i].entity_id))
            change->lost++;
    }
    return turns ? keep_changed(diff, old, now, error) : ET_OK;
}

static enum et_rc diff_round(struct diff *diff, const struct et_unscored *inputs, size_t count, struct et_error *error)
{
    struct et_stored_comment *stored;
    size_t found;
    struct et_app *app = diff->app;
    int64_t *ids = et_arena_alloc(&diff->arena, count * sizeof *ids);
    struct et_input *texts = et_arena_alloc(&diff->arena, count * sizeof *texts);
    struct et_analysis *now = et_arena_alloc(&diff->arena, count * sizeof *now);
    if (!ids || !texts || !now)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++) {
        ids[i] = inputs[i].comment_id;
        texts[i] = (struct et_input){inputs[i].text, inputs[i].caption, inputs[i].parent, inputs[i].likes};
    }
    enum et_rc rc = et_store_comments(app->store, ids, count, &diff->arena, &stored, &found, error);
    if (rc == ET_OK)
        rc = et_analyse_batch(app->analyser, diff->scratch, texts, count, et_rescore_threads(app), &diff->arena, now,
                              error);
    for (size_t i = 0, at = 0; rc == ET_OK && i < count && at < found; i++)
        if (stored[at].comment_id == ids[i])
            rc = compare(diff, &stored[at++], &now[i], error);
    return rc;
}

static enum et_rc diff_all(struct diff *diff, struct et_error *error)
{
    int64_t after = 0;
    size_t count = 0;
    uint64_t done = 0;
    enum et_rc rc;
    do {
        struct et_unscored *inputs;
        et_arena_reset(&diff->arena);
        rc = et_store_unscored(diff->app->store, false, after, DIFF_ROUND, &diff->arena, &inputs, &count, error);
        if (rc == ET_OK && count) {
            after = inputs[count - 1].comment_id;
            rc = diff_round(diff, inputs, count, error);
            done += count;
            et_progress_update(diff->app->progress, done, 0, done);
        }
    } while (rc == ET_OK && count);
    return rc;
}

static const struct et_column columns[] = {
    {"name", "Entity", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"comments", "Comments", ET_COLUMN_UINT, 0, 0},
    {"labels_changed", "Labels changed", ET_COLUMN_UINT, 0, 0},
    {"mentions_new", "New mentions", ET_COLUMN_UINT, 0, 0},
    {"mentions_gone", "Gone", ET_COLUMN_UINT, 0, 0},
    {0},
};

static void add_row(struct et_table *table, struct et_slice name, const struct change *c)
{
    et_table_text(table, name);
    et_table_uint(table, c->comments);
    et_table_uint(table, c->labels);
    et_table_uint(table, c->gained);
    et_table_uint(table, c->lost);
}

static enum et_rc take_chat_note(void *context, const struct et_chat_note *note, struct et_error *error)
{
    struct diff *diff = context;
    return !note->reason.ptr || et_map64_put(&diff->by_chat, (uint64_t)note->comment_id, NULL) ? ET_OK
                                                                                               : et_fail_nomem(error);
}

/* The model asked for: "hybrid" is the local one here, and comments with a chat score of the active hybrid are left as
 * they are. */
static enum et_rc load_for_diff(struct diff *diff, struct et_error *error)
{
    struct et_app *app = diff->app;
    struct et_hybrid hybrid = {0};
    const char *asked = et_args_text(&app->args, "model");
    diff->is_hybrid = asked && strcmp(asked, ET_HYBRID) == 0;
    asked = diff->is_hybrid ? NULL : asked;
    enum et_rc rc = et_rescore_load(app, asked, error);
    if (rc == ET_OK && !asked)
        rc = et_store_hybrid(app->store, 0, false, &app->arena, &hybrid, error);
    if (rc == ET_OK && hybrid.model_id)
        rc = et_store_chat_notes(app->store, hybrid.over_id, take_chat_note, diff, error);
    return rc;
}

static const struct et_column alert_columns[] = {
    {"about", "About", ET_COLUMN_TEXT, 0, 0},
    {"name", "Name", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"before", "Now", ET_COLUMN_TEXT, 0, 0},
    {"after", "Then", ET_COLUMN_TEXT, 0, 0},
    {0},
};

static const struct et_column changed_columns[] = {
    {"id", "Comment", ET_COLUMN_TEXT, ET_COLUMN_OPTIONAL, 0},
    {"likes", "Likes", ET_COLUMN_UINT, 0, 0},
    {"before", "Now", ET_COLUMN_TEXT, 0, 0},
    {"after", "Then", ET_COLUMN_TEXT, 0, 0},
    {"text", "Text", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {0},
};

static void fill_entities(struct diff *diff, struct et_table *table)
{
    struct et_app *app = diff->app;
    et_table_init(table, columns, &app->arena);
    add_row(table, ET_SLICE("(all comments)"), &diff->changes[app->catalogue.count]);
    for (size_t i = 0; i < app->catalogue.count; i++)
        if (diff->changes[i].labels || diff->changes[i].gained || diff->changes[i].lost)
            add_row(table, app->catalogue.entities[i].name, &diff->changes[i]);
}

static void fill_alerts(struct diff *diff, struct et_table *table)
{
    et_table_init(table, alert_columns, &diff->app->arena);
    for (size_t i = 0; i < diff->alert_count; i++) {
        et_table_text(table, diff->alerts[i].about);
        et_table_text(table, diff->alerts[i].name);
        et_table_str(table, diff->alerts[i].before);
        et_table_str(table, diff->alerts[i].after);
    }
}

static void fill_changed(struct diff *diff, struct et_table *table)
{
    et_table_init(table, changed_columns, &diff->app->arena);
    for (size_t i = 0; i < diff->changed_count; i++) {
        const struct changed *c = &diff->changed[i];
        et_table_text(table, c->id);
        if (c->likes < 0)
            et_table_none(table);
        else
            et_table_uint(table, (uint64_t)c->likes);
        et_table_str(table, c->before == INT32_MIN ? "not scored" : et_label_name(et_label_of(c->before)));
        et_table_str(table, et_label_name(et_label_of(c->after)));
        et_table_text(table, c->text);
    }
}

static enum et_rc print_json(struct diff *diff, struct et_table tables[3], struct et_error *error)
{
    enum et_rc rc = ET_OK;
    struct et_app *app = diff->app;
    struct et_emit json = et_app_json(app);
    et_emit_object(&json);
    et_emit_put_str(&json, "model", et_analyser_model(app->analyser));
    et_emit_key(&json, "changes");
    et_table_json(&tables[0], &json);
    et_emit_key(&json, "alerts");
    if (diff->has_alerts)
        et_table_json(&tables[1], &json);
    else
        et_emit_null(&json);
    et_emit_key(&json, "comments");
    et_table_json(&tables[2], &json);
    if (diff->is_hybrid)
        rc = et_hybrid_forecast(app, &json, error);
    et_emit_object_end(&json);
    et_buf_char(&app->out, '\n');
    return rc;
}

static enum et_rc print_people(struct diff *diff, struct et_table tables[3], struct et_error *error)
{
    struct et_app *app = diff->app;
    et_app_table(app, &tables[0]);
    et_app_say(app, "\n");
    if (diff->alert_count) {
        et_app_heading(app, "Alerts that would change");
        et_app_table(app, &tables[1]);
    } else if (diff->has_alerts) {
        et_app_say(app, "No alert would change.\n");
    }
    if (diff->changed_count) {
        et_app_say(app, "\n");
        et_app_heading(app, "Comments that would change, the most liked ones");
        et_app_table(app, &tables[2]);
    }
    return diff->is_hybrid ? et_hybrid_forecast(app, NULL, error) : ET_OK;
}

static enum et_rc print_diff(struct diff *diff, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    struct et_app *app = diff->app;
    struct et_table tables[3];
    fill_entities(diff, &tables[0]);
    fill_alerts(diff, &tables[1]);
    fill_changed(diff, &tables[2]);
    if (app->output == ET_OUTPUT_JSON)
        rc = print_json(diff, tables, error);
    else if (app->output == ET_OUTPUT_PEOPLE)
        rc = print_people(diff, tables, error);
    else
        et_app_table(app, &tables[0]);
    et_app_say(app, "\nNothing was written%s. To apply it: et-intel rescore%s\n", diff->is_hybrid ? " or sent" : "",
               diff->is_hybrid ? " --model hybrid" : "");
    return rc;
}

/* Where no copy can be made, the rest of the comparison holds all the same. */
static enum et_rc compare_alerts(struct diff *diff, struct et_error *error)
{
    struct et_app *app = diff->app;
    const char *asked = diff->is_hybrid ? NULL : et_args_text(&app->args, "model");
    if (app->output == ET_OUTPUT_CSV)
        return ET_OK;
    enum et_rc rc = et_rescore_alerts(app, asked, &diff->alerts, &diff->alert_count, error);
    diff->has_alerts = rc == ET_OK;
    if (rc != ET_E_READONLY && rc != ET_E_FULL && rc != ET_E_IO)
        return rc;
    et_app_note(app, "Alerts were not compared: %s", error->message);
    return ET_OK;
}

static enum et_rc prepare(struct diff *diff, struct et_error *error)
{
    struct et_app *app = diff->app;
    uint64_t limit = et_args_count(&app->args, "limit", 20);
    diff->changed_max = limit && limit < CHANGED_MAX ? (size_t)limit : CHANGED_MAX;
    diff->changed = et_arena_calloc(&app->arena, diff->changed_max, sizeof *diff->changed);
    diff->changes = et_arena_calloc(&app->arena, app->catalogue.count + 1, sizeof *diff->changes);
    if (!diff->changed || !diff->changes)
        return et_fail_nomem(error);
    for (size_t i = 0; i < app->catalogue.count; i++) {
        if (app->catalogue.entities[i].state == ET_ENTITY_DISCOVERED)
            continue; /* found anew from all comments together, after scoring; its alerts are compared */
        uint64_t *at = et_map64_put(&diff->index, (uint64_t)app->catalogue.entities[i].id, NULL);
        if (!at)
            return et_fail_nomem(error);
        *at = i;
    }
    return ET_OK;
}

int et_rescore_diff(struct et_app *app)
{
    struct et_error error;
    struct diff diff = {.app = app};
    et_arena_init(&diff.arena, 0);
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, &error);
    if (rc == ET_OK)
        rc = load_for_diff(&diff, &error);
    if (rc == ET_OK)
        rc = et_scratch_new(app->analyser, &diff.scratch, &error);
    if (rc == ET_OK)
        rc = prepare(&diff, &error);
    et_progress_start(et_app_progress(app), "Comparing", "comments");
    if (rc == ET_OK)
        rc = diff_all(&diff, &error);
    et_progress_clear(app->progress);
    if (rc == ET_OK)
        rc = compare_alerts(&diff, &error);
    if (rc == ET_OK)
        rc = print_diff(&diff, &error);
    if (rc != ET_OK)
        et_buf_clear(&app->out); /* half a document */
    et_map64_dispose(&diff.index);
    et_map64_dispose(&diff.by_chat);
    et_scratch_free(diff.scratch);
    et_arena_dispose(&diff.arena);
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, &error);
}
