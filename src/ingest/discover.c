#include "ingest/discover.h"

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"

#define BLOCK 4096 /* mentions in memory at a time */

bool et_discover_is_enough(const struct et_discovered *found, const struct et_discover_limits *limits)
{
    return found->comments >= limits->comments && found->authors >= limits->authors &&
           found->sureness >= limits->sureness;
}

static struct et_sighted sighted_of(const struct et_unlisted *row)
{
    return (struct et_sighted){row->name,       row->type,    row->sureness, row->sentiment,
                               row->comment_id, row->post_id, row->author_id};
}

static enum et_rc add_row(void *context, const struct et_unlisted *row, struct et_error *error)
{
    struct et_sighted sighted = sighted_of(row);
    return et_discovery_add(context, &sighted, error);
}

static enum et_rc count_row(void *context, const struct et_unlisted *row, struct et_error *error)
{
    struct et_sighted sighted = sighted_of(row);
    return et_discovery_count(context, &sighted, error);
}

static enum et_rc read_caption(const struct et_analyser *analyser, struct et_scratch *scratch,
                               struct et_discovery *discovery, const struct et_stored_post *post,
                               struct et_error *error)
{
    struct et_analysis analysis;
    struct et_input input = {.text = post->caption, .likes = 0};
    enum et_rc rc = et_analyse(analyser, scratch, &input, &analysis, error);
    for (size_t i = 0; rc == ET_OK && i < analysis.name_count; i++) {
        const struct et_name *name = &analysis.names[i];
        struct et_sighted sighted = {.name = name->text, name->type, name->sureness, 0, 0, post->post_id, 0};
        if (name->start && post->caption.ptr[name->start - 1] == '#')
            sighted.name = et_slice(name->text.ptr - 1, name->text.len + 1);
        rc = et_discovery_caption(discovery, &sighted, error);
    }
    return rc;
}

static enum et_rc read_captions(struct et_store *store, const struct et_analyser *analyser,
                                struct et_discovery *discovery, struct et_error *error)
{
    struct et_arena arena;
    struct et_stored_post *posts = NULL;
    struct et_scratch *scratch = NULL;
    size_t count = 0;
    et_arena_init(&arena, 0);
    enum et_rc rc = et_store_posts(store, &arena, &posts, &count, error);
    if (rc == ET_OK)
        rc = et_scratch_new(analyser, &scratch, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        if (posts[i].caption.len)
            rc = read_caption(analyser, scratch, discovery, &posts[i], error);
    et_scratch_free(scratch);
    et_arena_dispose(&arena);
    return rc;
}

static enum et_rc leave_out(struct et_store *store, struct et_discovery *discovery, struct et_error *error)
{
    struct et_arena arena;
    struct et_catalogue ignored;
    et_arena_init(&arena, 0);
    enum et_rc rc = et_store_ignored(store, &arena, &ignored, error);
    if (rc == ET_OK)
        rc = et_discovery_leave_out(discovery, &ignored, error);
    et_arena_dispose(&arena);
    return rc;
}

enum et_rc et_discover_read(struct et_store *store, const struct et_analyser *analyser, struct et_discovery **discovery,
                            const struct et_discovered **out, size_t *count, struct et_error *error)
{
    struct et_discovery *d = NULL;
    *discovery = NULL;
    enum et_rc rc = et_discovery_new(&d, error);
    if (rc == ET_OK)
        rc = et_store_unlisted(store, add_row, d, error);
    if (rc == ET_OK)
        rc = read_captions(store, analyser, d, error);
    if (rc == ET_OK)
        rc = leave_out(store, d, error);
    if (rc == ET_OK)
        rc = et_discovery_settle(d, error);
    if (rc == ET_OK)
        rc = et_store_unlisted(store, count_row, d, error);
    if (rc == ET_OK)
        rc = et_discovery_finish(d, out, count, error);
    if (rc == ET_OK)
        *discovery = d;
    else
        et_discovery_free(d);
    return rc;
}

/* ---- into the figures ---- */

struct placing {
    struct et_store *store;
    const struct et_discovery *discovery;
    struct et_map64 ids; /* index of the entity -> id in the store */
    struct et_placed *rows;
    size_t count;
};

static enum et_rc flush(struct placing *p, struct et_error *error)
{
    enum et_rc rc = et_store_discovered_add(p->store, p->rows, p->count, error);
    p->count = 0;
    return rc;
}

static enum et_rc place_row(void *context, const struct et_unlisted *row, struct et_error *error)
{
    struct placing *p = context;
    size_t index = et_discovery_find(p->discovery, row->name, row->post_id);
    const uint64_t *id = index == ET_DISCOVERED_NONE ? NULL : et_map64_get(&p->ids, index);
    if (!id || !*id)
        return ET_OK;
    p->rows[p->count++] =
        (struct et_placed){row->comment_id, {(int64_t)*id, row->start, row->end, true, row->sentiment}};
    return p->count == BLOCK ? flush(p, error) : ET_OK;
}

/* Entities of those that are enough, and their ids. */
static enum et_rc put_entities(struct placing *p, const struct et_discovered *found, size_t count,
                               const struct et_discover_limits *limits, size_t *in_figures, struct et_error *error)
{
    struct et_entity *entities = et_calloc(count + 1, sizeof *entities);
    size_t n = 0;
    enum et_rc rc = entities ? ET_OK : et_fail_nomem(error);
    size_t *indices = et_calloc(count + 1, sizeof *indices);
    if (rc == ET_OK && !indices)
        rc = et_fail_nomem(error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        if (!et_discover_is_enough(&found[i], limits))
            continue;
        indices[n] = found[i].index;
        entities[n++] = (struct et_entity){.name = found[i].name,
                                           .type = found[i].type,
                                           .state = ET_ENTITY_DISCOVERED,
                                           .aliases = found[i].forms,
                                           .alias_count = found[i].form_count};
    }
    if (rc == ET_OK)
        rc = et_store_discovered_begin(p->store, entities, n, error);
    for (size_t i = 0; i < n && rc == ET_OK; i++) {
        uint64_t *id = et_map64_put(&p->ids, indices[i], NULL);
        if (id)
            *id = (uint64_t)entities[i].id;
        else
            rc = et_fail_nomem(error);
    }
    et_free(indices);
    et_free(entities);
    *in_figures = n;
    return rc;
}

static enum et_rc apply(struct et_store *store, const struct et_discovery *discovery, const struct et_discovered *found,
                        size_t count, const struct et_discover_limits *limits, size_t *in_figures,
                        struct et_error *error)
{
    struct placing p = {.store = store, .discovery = discovery, .rows = et_calloc(BLOCK, sizeof *p.rows)};
    enum et_rc rc = p.rows ? et_store_begin(store, error) : et_fail_nomem(error);
    if (rc == ET_OK)
        rc = put_entities(&p, found, count, limits, in_figures, error);
    if (rc == ET_OK && *in_figures)
        rc = et_store_unlisted(store, place_row, &p, error);
    if (rc == ET_OK)
        rc = flush(&p, error);
    if (rc == ET_OK)
        rc = et_store_discovered_end(store, error);
    if (rc == ET_OK)
        rc = et_store_commit(store, error);
    if (rc != ET_OK)
        et_store_rollback(store);
    et_map64_dispose(&p.ids);
    et_free(p.rows);
    return rc;
}

enum et_rc et_discover_apply(struct et_store *store, const struct et_analyser *analyser,
                             const struct et_discover_limits *limits, bool always, size_t *in_figures,
                             struct et_error *error)
{
    struct et_discovery *discovery = NULL;
    const struct et_discovered *found;
    size_t count = 0, here = 0;
    bool changed = false;
    enum et_rc rc = et_store_unlisted_changed(store, &changed, error);
    if (rc != ET_OK || !(changed || always))
        return rc;
    rc = et_discover_read(store, analyser, &discovery, &found, &count, error);
    if (rc == ET_OK)
        rc = apply(store, discovery, found, count, limits, &here, error);
    if (rc == ET_OK)
        ET_LOG(ET_LOG_INFO, "ingest.discover", "names beside the catalogue read", ET_F_INT("names", count),
               ET_F_INT("in_figures", here));
    if (in_figures)
        *in_figures = here;
    et_discovery_free(discovery);
    return rc;
}

struct places {
    const struct et_discovery *discovery;
    size_t index;
    et_discover_place place;
    void *context;
};

static enum et_rc pass_place(void *context, const struct et_unlisted *row, struct et_error *error)
{
    const struct places *p = context;
    if (et_discovery_find(p->discovery, row->name, row->post_id) != p->index)
        return ET_OK;
    return p->place(p->context, row, error);
}

enum et_rc et_discover_places(struct et_store *store, const struct et_discovery *discovery, size_t index,
                              et_discover_place place, void *context, struct et_error *error)
{
    struct places places = {discovery, index, place, context};
    return et_store_unlisted(store, pass_place, &places, error);
}
