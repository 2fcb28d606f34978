#include "jobs/chat.h"

#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

#define ROUND 2048
#define TRIES_MOST 2 /* a comment that brought no usable answer twice is not paid for again */

/* For the forecast alone: tokens of instructions and schema, and around each comment and in each answer. */
#define TOKENS_REQUEST 850
#define BYTES_AROUND 60
#define TOKENS_ANSWER 70

struct known {
    uint64_t input_hash;
    uint32_t tries;
    bool answered;
};

struct planning {
    const struct et_chat_job *job;
    struct et_chat_plan *plan;
    struct et_scratch *scratch;
    struct et_tokens tokens;
    struct et_map64 index; /* comment id -> place in known, plus one */
    struct known *known;
    size_t known_count, known_size;
    struct et_chat_pick *picks;
    size_t count, size;
};

static enum et_rc take_note(void *context, const struct et_chat_note *note, struct et_error *error)
{
    struct planning *p = context;
    if (p->known_count == p->known_size) {
        size_t size = p->known_size ? p->known_size * 2 : 1024;
        struct known *grown = et_realloc(p->known, size * sizeof *grown);
        if (!grown)
            return et_fail_nomem(error);
        p->known = grown;
        p->known_size = size;
    }
    uint64_t *place = et_map64_put(&p->index, (uint64_t)note->comment_id, NULL);
    if (!place)
        return et_fail_nomem(error);
    p->known[p->known_count] = (struct known){note->input_hash, note->tries, note->reason.ptr != NULL};
    *place = ++p->known_count;
    p->plan->answered += note->reason.ptr != NULL;
    return ET_OK;
}

/* Comments of batches that the server works on count as answered. */
static enum et_rc read_open(struct planning *p, int64_t model_id, struct et_arena *arena, struct et_error *error)
{
    struct et_chat_batch *batches;
    size_t count;
    enum et_rc rc = et_store_chat_batches(p->job->store, true, arena, &batches, &count, error);
    for (size_t i = 0; rc == ET_OK && i < count; i++) {
        struct et_chat_batch_item *items;
        size_t item_count = 0;
        if (batches[i].model_id == model_id)
            rc = et_store_chat_batch_items(p->job->store, batches[i].batch_id, arena, &items, &item_count, error);
        for (size_t j = 0; rc == ET_OK && j < item_count; j++) {
            struct et_chat_note note = {items[j].comment_id, items[j].input_hash, 0, ET_SLICE("")};
            rc = take_note(p, &note, error);
        }
    }
    return rc;
}

static enum et_rc read_known(struct planning *p, struct et_error *error)
{
    char sha256[ET_SHA256_HEX], name[ET_CHAT_MODEL_NAME];
    struct et_stored_model *models;
    struct et_arena arena;
    size_t count;
    et_chat_fingerprint(p->job->endpoint.model, sha256);
    et_chat_model_name("chat-", p->job->endpoint.model, sha256, name);
    et_arena_init(&arena, 0);
    enum et_rc rc = et_store_models(p->job->store, &arena, &models, &count, error);
    for (size_t i = 0; rc == ET_OK && i < count; i++)
        if (et_slice_is(models[i].name, name)) {
            rc = et_store_chat_notes(p->job->store, models[i].model_id, take_note, p, error);
            if (rc == ET_OK)
                rc = read_open(p, models[i].model_id, &arena, error);
        }
    et_arena_dispose(&arena);
    return rc;
}

static bool add_pick(struct planning *p, const struct et_chat_pick *pick, uint64_t bytes)
{
    if (p->count == p->size) {
        size_t size = p->size ? p->size * 2 : 1024;
        struct et_chat_pick *picks = et_realloc(p->picks, size * sizeof *picks);
        p->picks = picks ? picks : p->picks;
        if (!picks)
            return false;
        p->size = size;
    }
    p->picks[p->count] = *pick;
    p->picks[p->count++].bytes = (uint32_t)bytes;
    return true;
}

static uint64_t cut(struct et_slice text, size_t most)
{
    return text.len < most ? text.len : most;
}

static enum et_rc look_at(struct planning *p, const struct et_unscored *comment, struct et_error *error)
{
    struct et_input input = {comment->text, comment->caption, comment->parent, comment->likes};
    struct et_analysis local;
    struct et_chat_worth worth;
    p->plan->total++;
    enum et_rc rc = et_analyse(p->job->analyser, p->scratch, &input, &local, error);
    if (rc == ET_OK)
        rc = et_chat_worth_of(&input, &local.score, &p->tokens, &worth, error);
    if (rc != ET_OK || !worth.why)
        return rc;
    p->plan->worth++;
    struct et_chat_pick pick = {.comment_id = comment->comment_id,
                                .tie = et_hash64(comment->text),
                                .likes = comment->likes,
                                .input_hash = et_chat_input_hash(comment->text, comment->caption, comment->parent),
                                .points = worth.points,
                                .why = worth.why};
    const uint64_t *place = et_map64_get(&p->index, (uint64_t)comment->comment_id);
    const struct known *known = place ? &p->known[*place - 1] : NULL;
    if (known && known->input_hash == pick.input_hash) {
        if (known->answered)
            return ET_OK;
        p->plan->given_up += known->tries >= TRIES_MOST;
        if (known->tries >= TRIES_MOST)
            return ET_OK;
    }
    pick.again = known && known->answered;
    uint64_t bytes = BYTES_AROUND + cut(comment->text, ET_CHAT_TEXT_MAX) + cut(comment->parent, ET_CHAT_PARENT_MAX) +
                     cut(comment->caption, ET_CHAT_CAPTION_MAX);
    return add_pick(p, &pick, bytes) ? ET_OK : et_fail_nomem(error);
}

static enum et_rc look_at_all(struct planning *p, struct et_error *error)
{
    struct et_arena arena;
    int64_t after = 0;
    size_t count = 0;
    enum et_rc rc;
    et_arena_init(&arena, 0);
    do {
        struct et_unscored *comments;
        et_arena_reset(&arena);
        rc = et_store_unscored(p->job->store, false, after, ROUND, &arena, &comments, &count, error);
        for (size_t i = 0; rc == ET_OK && i < count; i++) {
            after = comments[i].comment_id;
            rc = look_at(p, &comments[i], error);
        }
        if (rc == ET_OK && p->job->progress)
            p->job->progress(p->job->progress_context, p->plan->total, 0);
        if (rc == ET_OK && et_chat_is_stopped(p->job->stop))
            rc = et_fail(error, ET_E_CANCELLED, "choosing comments was interrupted; nothing was sent");
    } while (rc == ET_OK && count);
    et_arena_dispose(&arena);
    return rc;
}

/* Comments that are asked about again have their place among the answered ones already. */
static enum et_rc choose(struct planning *p, struct et_arena *arena, struct et_error *error)
{
    struct et_chat_plan *plan = p->plan;
    plan->most = et_chat_most(plan->total, p->job->share_percent);
    uint64_t left = plan->most > plan->answered ? plan->most - plan->answered : 0, bytes = 0;
    if (p->count)
        qsort(p->picks, p->count, sizeof *p->picks, et_chat_pick_order);
    plan->picks = et_arena_alloc(arena, (p->count + 1) * sizeof *plan->picks);
    if (!plan->picks)
        return et_fail_nomem(error);
    for (size_t i = 0; i < p->count; i++) {
        const struct et_chat_pick *pick = &p->picks[i];
        if (!pick->again && left == 0)
            continue;
        left -= !pick->again;
        for (unsigned bit = 0; bit < ET_CHAT_WHYS; bit++)
            plan->by_why[bit] += pick->why >> bit & 1;
        bytes += pick->bytes;
        plan->picks[plan->count++] = *pick;
    }
    plan->requests = (plan->count + ET_CHAT_BATCH - 1) / ET_CHAT_BATCH;
    plan->tokens_in = et_chat_tokens_about(bytes) + (int64_t)plan->requests * TOKENS_REQUEST;
    plan->tokens_out = (int64_t)plan->count * TOKENS_ANSWER;
    plan->cost = et_chat_cost(&p->job->price, plan->tokens_in, plan->tokens_out);
    return ET_OK;
}

enum et_rc et_chat_plan_make(const struct et_chat_job *job, struct et_arena *arena, struct et_chat_plan *out,
                             struct et_error *error)
{
    struct planning p = {.job = job, .plan = out};
    *out = (struct et_chat_plan){0};
    et_tokens_init(&p.tokens);
    enum et_rc rc = et_scratch_new(job->analyser, &p.scratch, error);
    if (rc == ET_OK)
        rc = read_known(&p, error);
    if (rc == ET_OK)
        rc = look_at_all(&p, error);
    if (rc == ET_OK)
        rc = choose(&p, arena, error);
    et_tokens_dispose(&p.tokens);
    et_scratch_free(p.scratch);
    et_map64_dispose(&p.index);
    et_free(p.known);
    et_free(p.picks);
    return rc;
}
