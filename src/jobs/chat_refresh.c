/* A hybrid after its local scorer or the catalogue changed. */
#include "jobs/chat_int.h"

#include "base/mem.h"

#include <stdio.h>

#define ROUND 256

struct refreshing {
    struct et_store *store;
    const struct et_analyser *analyser;
    int64_t over_id;
    int64_t *ids;
    size_t count, size;
};

static enum et_rc take_id(void *context, const struct et_chat_note *note, struct et_error *error)
{
    struct refreshing *r = context;
    if (!note->reason.ptr)
        return ET_OK;
    if (r->count == r->size) {
        size_t size = r->size ? r->size * 2 : 1024;
        int64_t *grown = et_realloc(r->ids, size * sizeof *grown);
        if (!grown)
            return et_fail_nomem(error);
        r->ids = grown;
        r->size = size;
    }
    r->ids[r->count++] = note->comment_id;
    return ET_OK;
}

static const struct et_mention *find(const struct et_mention *mentions, size_t count, int64_t entity_id)
{
    for (size_t i = 0; i < count; i++)
        if (mentions[i].entity_id == entity_id)
            return &mentions[i];
    return NULL;
}

static bool is_listed(const struct et_catalogue *catalogue, int64_t entity_id)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->entities[i].id == entity_id)
            return true;
    return false;
}

/* Where names stand is the local scorer's; the model's word toward a name it knew stays. */
static enum et_rc join(const struct refreshing *r, const struct et_stored_comment *comment,
                       const struct et_analysis *local, struct et_arena *arena, struct et_analysis *out,
                       struct et_error *error)
{
    const struct et_catalogue *catalogue = et_analyser_catalogue(r->analyser);
    size_t n = local->mention_count;
    struct et_mention *mentions = et_arena_alloc(arena, (n + comment->mention_count + 1) * sizeof *mentions);
    if (!mentions)
        return et_fail_nomem(error);
    for (size_t i = 0; i < local->mention_count; i++) {
        const struct et_mention *said = find(comment->mentions, comment->mention_count, local->mentions[i].entity_id);
        mentions[i] = local->mentions[i];
        mentions[i].sentiment = said ? said->sentiment : mentions[i].sentiment;
    }
    for (size_t i = 0; i < comment->mention_count; i++) {
        const struct et_mention *said = &comment->mentions[i];
        if (!said->is_explicit && !find(mentions, n, said->entity_id) && is_listed(catalogue, said->entity_id))
            mentions[n++] = *said;
    }
    *out = *local;
    out->mentions = mentions;
    out->mention_count = n;
    out->names = NULL;
    out->name_count = 0;
    out->score = comment->score;
    out->score.themes = local->score.themes;
    out->score.copy_hash = local->score.copy_hash;
    return ET_OK;
}

static enum et_rc refresh_round(const struct refreshing *r, struct et_scratch *scratch, const int64_t *ids,
                                size_t count, struct et_arena *arena, struct et_error *error)
{
    struct et_stored_comment *comments;
    struct et_analysis *analyses = et_arena_alloc(arena, count * sizeof *analyses);
    int64_t *kept = et_arena_alloc(arena, count * sizeof *kept);
    size_t found = 0, n = 0;
    if (!analyses || !kept)
        return et_fail_nomem(error);
    enum et_rc rc = et_store_comments(r->store, ids, count, arena, &comments, &found, error);
    for (size_t i = 0; i < found && rc == ET_OK; i++) {
        const struct et_stored_comment *c = &comments[i];
        struct et_input input = {c->text, c->post_caption, c->parent_text, c->likes};
        struct et_analysis local;
        if (!c->has_score)
            continue;
        rc = et_analyse(r->analyser, scratch, &input, &local, error);
        if (rc == ET_OK)
            rc = join(r, c, &local, arena, &analyses[n], error);
        kept[n++] = c->comment_id;
    }
    if (rc == ET_OK)
        rc = et_store_begin(r->store, error);
    if (rc != ET_OK)
        return rc;
    rc = et_store_put_scores(r->store, r->over_id, kept, analyses, n, error);
    if (rc == ET_OK)
        rc = et_store_commit(r->store, error);
    if (rc != ET_OK)
        et_store_rollback(r->store);
    return rc;
}

enum et_rc et_chat_refresh(struct et_store *store, const struct et_analyser *analyser, int64_t over_id,
                           const volatile int *stop, struct et_error *error)
{
    struct refreshing r = {.store = store, .analyser = analyser, .over_id = over_id};
    struct et_scratch *scratch = NULL;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    enum et_rc rc = et_store_chat_notes(store, over_id, take_id, &r, error);
    if (rc == ET_OK)
        rc = et_scratch_new(analyser, &scratch, error);
    for (size_t first = 0; first < r.count && rc == ET_OK; first += ROUND) {
        size_t n = r.count - first < ROUND ? r.count - first : ROUND;
        et_arena_reset(&arena);
        rc = refresh_round(&r, scratch, r.ids + first, n, &arena, error);
        if (rc == ET_OK && et_chat_is_stopped(stop))
            rc = et_fail(error, ET_E_CANCELLED, "scoring again was interrupted; run the same command again");
    }
    et_scratch_free(scratch);
    et_arena_dispose(&arena);
    et_free(r.ids);
    return rc;
}

enum et_rc et_chat_rejoin(struct et_store *store, const struct et_analyser *analyser, const struct et_hybrid *hybrid,
                          struct et_error *error)
{
    char both[ET_SHA256_HEX + ET_CHAT_MODEL_NAME], sha256[ET_SHA256_HEX], name[ET_CHAT_MODEL_NAME], plain[96];
    int64_t base_id, model_id;
    struct et_slice model = hybrid->over, prefix = ET_SLICE("chat-");
    model = et_slice_cut(&model, '@');
    model = et_slice_starts(model, prefix) ? et_slice_sub(model, prefix.len, model.len) : model;
    snprintf(plain, sizeof plain, ET_SLICE_FMT, ET_SLICE_ARG(model));
    int len = snprintf(both, sizeof both, ET_SLICE_FMT "%s", ET_SLICE_ARG(hybrid->over), et_analyser_sha256(analyser));
    et_sha256_of(et_slice(both, (size_t)len), sha256);
    et_chat_model_name("hybrid-", plain, sha256, name);
    enum et_rc rc = et_store_begin(store, error);
    if (rc != ET_OK)
        return rc;
    rc = et_store_model(store, et_analyser_model(analyser), et_analyser_sha256(analyser), &base_id, error);
    if (rc == ET_OK)
        rc = et_store_hybrid_put(store, name, sha256, base_id, hybrid->over_id, &model_id, error);
    if (rc == ET_OK)
        rc = et_store_use_model(store, model_id, error);
    if (rc == ET_OK)
        rc = et_store_commit(store, error);
    if (rc != ET_OK)
        et_store_rollback(store);
    return rc;
}
