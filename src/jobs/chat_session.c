#include "jobs/chat_int.h"

#include "base/time.h"
#include "types/batch.h"

#include <stdio.h>
#include <unistd.h>

static int64_t month_start(int64_t now_us)
{
    struct et_civil civil;
    et_time_to_civil(now_us, &civil);
    struct et_civil first = {.year = civil.year, .month = civil.month, .day = 1};
    return et_time_from_civil(&first);
}

static void model_of(const struct et_chat_job *job, char sha256[ET_SHA256_HEX], char name[ET_CHAT_MODEL_NAME])
{
    et_chat_fingerprint(job->endpoint.model, sha256);
    et_chat_model_name("chat-", job->endpoint.model, sha256, name);
}

/* ---- models ---- */

static enum et_rc end_transaction(struct et_store *store, enum et_rc rc, struct et_error *error)
{
    if (rc == ET_OK)
        rc = et_store_commit(store, error);
    if (rc != ET_OK)
        et_store_rollback(store);
    return rc;
}

enum et_rc et_chat_register(const struct et_chat_job *job, int64_t *model_id, struct et_error *error)
{
    char sha256[ET_SHA256_HEX], name[ET_CHAT_MODEL_NAME];
    model_of(job, sha256, name);
    enum et_rc rc = et_store_begin(job->store, error);
    if (rc == ET_OK)
        rc = et_store_model(job->store, name, sha256, model_id, error);
    return end_transaction(job->store, rc, error);
}

enum et_rc et_chat_hybrid(const struct et_chat_job *job, struct et_error *error)
{
    char sha256[ET_SHA256_HEX], name[ET_CHAT_MODEL_NAME];
    struct et_hybrid hybrid = {0};
    model_of(job, sha256, name);
    hybrid.over = et_slice_of(name);
    enum et_rc rc = et_chat_register(job, &hybrid.over_id, error);
    return rc == ET_OK ? et_chat_rejoin(job->store, job->analyser, &hybrid, error) : rc;
}

/* ---- the session ---- */

enum et_rc et_chat_session_open(struct et_chat_session *session, const struct et_chat_job *job,
                                struct et_chat_report *report, struct et_error *error)
{
    int64_t now_us = et_time_now_us();
    *report = (struct et_chat_report){0};
    *session = (struct et_chat_session){.job = job,
                                        .report = report,
                                        .catalogue = et_analyser_catalogue(job->analyser),
                                        .month_from_us = month_start(now_us),
                                        .format = job->format};
    session->nonce = et_mix64((uint64_t)now_us) ^ et_mix64((uint64_t)et_time_monotonic_us() + (uint64_t)getpid());
    enum et_rc rc = et_chat_endpoint_check(&job->endpoint, error);
    if (rc == ET_OK)
        rc = et_chat_register(job, &session->model_id, error);
    if (rc == ET_OK)
        rc = et_scratch_new(job->analyser, &session->scratch, error);
    if (rc == ET_OK)
        rc = et_chat_handles_make(session->catalogue, &session->handles, error);
    if (rc == ET_OK)
        rc = et_store_begin(job->store, error);
    if (rc != ET_OK)
        return rc;
    rc = et_store_chat_run(job->store, session->model_id, now_us, &session->run_id, error);
    return end_transaction(job->store, rc, error);
}

void et_chat_session_close(struct et_chat_session *session)
{
    et_scratch_free(session->scratch);
    et_chat_handles_dispose(&session->handles);
}

/* ---- comments ---- */

static enum et_rc keep_local(struct et_chat_session *session, const struct et_stored_comment *comment,
                             struct et_arena *arena, struct et_analysis *out, struct et_error *error)
{
    struct et_input input = {comment->text, comment->post_caption, comment->parent_text, comment->likes};
    enum et_rc rc = et_analyse(session->job->analyser, session->scratch, &input, out, error);
    if (rc != ET_OK)
        return rc;
    struct et_mention *mentions = et_arena_alloc(arena, (out->mention_count + 1) * sizeof *mentions);
    if (!mentions)
        return et_fail_nomem(error);
    if (out->mention_count)
        memcpy(mentions, out->mentions, out->mention_count * sizeof *mentions);
    out->mentions = mentions;
    out->names = NULL; /* they lie in the scratch */
    out->name_count = 0;
    return ET_OK;
}

enum et_rc et_chat_group_load(struct et_chat_session *session, const int64_t *ids, size_t count, bool expected,
                              struct et_arena *arena, struct et_chat_group *out, struct et_error *error)
{
    struct et_stored_comment *comments;
    size_t found = 0;
    *out = (struct et_chat_group){0};
    enum et_rc rc = et_store_comments(session->job->store, ids, count, arena, &comments, &found, error);
    for (size_t i = 0, at = 0; rc == ET_OK && i < count; i++) {
        size_t n = out->count;
        bool there = at < found && comments[at].comment_id == ids[i];
        if (there) {
            const struct et_stored_comment *comment = &comments[at++];
            rc = keep_local(session, comment, arena, &out->locals[n], error);
            out->ids[n] = ids[i];
            out->input_hashes[n] = et_chat_input_hash(comment->text, comment->post_caption, comment->parent_text);
            out->items[n] = (struct et_chat_item){comment->text, comment->post_caption, comment->parent_text,
                                                  out->locals[n].mentions, out->locals[n].mention_count};
        }
        out->count += there || expected;
    }
    return rc;
}

enum et_rc et_chat_group_body(const struct et_chat_session *session, const struct et_chat_group *group, uint64_t nonce,
                              struct et_buf *out, struct et_error *error)
{
    struct et_chat_prompt prompt = {.model = session->job->endpoint.model,
                                    .format = session->format,
                                    .quirks = session->quirks,
                                    .nonce = nonce,
                                    .catalogue = session->catalogue,
                                    .handles = &session->handles,
                                    .items = group->items,
                                    .count = group->count};
    return et_chat_body(out, &prompt, error);
}

/* ---- the ledger ---- */

static int64_t percent_of(int64_t cost, unsigned percent)
{
    if (cost > INT64_MAX / 100)
        return cost;
    return (cost * percent + 99) / 100;
}

static enum et_rc refuse(const struct et_chat_budget *budget, enum et_chat_refusal refusal, int64_t amount,
                         struct et_error *error)
{
    bool is_run = refusal == ET_CHAT_RUN_SPENT;
    char limit[32], spent[32], more[32];
    et_chat_micro_text(is_run ? budget->run_limit : budget->month_limit, limit);
    et_chat_micro_text(is_run ? budget->run_spent : budget->month_spent, spent);
    et_chat_micro_text(amount, more);
    return et_fail(error, ET_E_FULL,
                   "the budget of this %s does not allow the next request: %s of %s is spent or held and the request "
                   "may cost up to %s (setting %s; 'et-intel models ledger' shows what was spent)",
                   is_run ? "run" : "month", spent, limit, more, is_run ? "chat.budget_run" : "chat.budget_month");
}

enum et_rc et_chat_hold(struct et_chat_session *session, size_t comments, size_t body_bytes, size_t answers,
                        unsigned price_percent, struct et_chat_entry *entry, struct et_error *error)
{
    const struct et_chat_job *job = session->job;
    struct et_chat_budget budget = {.run_limit = job->run_budget, .month_limit = job->month_budget};
    *entry = (struct et_chat_entry){.run_id = session->run_id,
                                    .sent_at_us = et_time_now_us(),
                                    .comments = comments,
                                    .tokens_in = et_chat_tokens_most(body_bytes),
                                    .tokens_out = et_chat_answer_tokens(answers)};
    entry->cost = percent_of(et_chat_cost(&job->price, entry->tokens_in, entry->tokens_out), price_percent);
    session->month_from_us = month_start(entry->sent_at_us);
    enum et_rc rc = et_store_begin(job->store, error);
    if (rc != ET_OK)
        return rc;
    rc = et_store_chat_spent(job->store, session->run_id, session->month_from_us, &budget.run_spent,
                             &budget.month_spent, error);
    enum et_chat_refusal refusal = et_chat_fits(&budget, entry->cost);
    if (rc == ET_OK && refusal != ET_CHAT_FITS)
        rc = refuse(&budget, refusal, entry->cost, error);
    if (rc == ET_OK)
        rc = et_store_chat_hold(job->store, entry, error);
    return end_transaction(job->store, rc, error);
}

void et_chat_price_entry(const struct et_chat_session *session, struct et_chat_entry *entry,
                         const struct et_chat_reply *reply, unsigned price_percent)
{
    if (reply && reply->has_usage) {
        entry->state = ET_CHAT_PAID;
        entry->tokens_in = reply->tokens_in;
        entry->tokens_out = reply->tokens_out;
        entry->cost =
            percent_of(et_chat_cost(&session->job->price, entry->tokens_in, entry->tokens_out), price_percent);
    } else {
        entry->state = ET_CHAT_ESTIMATED; /* what was held: the most that it can have cost */
    }
}

void et_chat_count(struct et_chat_report *report, const struct et_chat_entry *entry)
{
    report->requests++;
    if (entry->state == ET_CHAT_NOT_CHARGED)
        return;
    report->tokens_in = et_chat_add(report->tokens_in, entry->tokens_in);
    report->tokens_out = et_chat_add(report->tokens_out, entry->tokens_out);
    report->cost = et_chat_add(report->cost, entry->cost);
}

enum et_rc et_chat_settle(struct et_chat_session *session, const struct et_chat_entry *entry, struct et_error *error)
{
    struct et_store *store = session->job->store;
    enum et_rc rc = et_store_begin(store, error);
    if (rc == ET_OK)
        rc = end_transaction(store, et_store_chat_settle(store, entry, error), error);
    if (rc == ET_OK)
        et_chat_count(session->report, entry);
    return rc;
}

/* ---- answers ---- */

enum et_rc et_chat_store_reply(struct et_chat_session *session, const struct et_chat_group *group,
                               const uint64_t *hashes, const struct et_chat_reply *reply, struct et_arena *arena,
                               size_t *answered, struct et_error *error)
{
    struct et_store *store = session->job->store;
    struct et_chat_note notes[ET_CHAT_BATCH];
    struct et_analysis analyses[ET_CHAT_BATCH];
    int64_t ids[ET_CHAT_BATCH];
    size_t noted = 0, scored = 0;
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < group->count && rc == ET_OK; i++) {
        const struct et_chat_answer *answer = reply ? &reply->answers[i] : NULL;
        if (!group->ids[i])
            continue;
        bool valid = answer && answer->valid;
        notes[noted++] = (struct et_chat_note){
            .comment_id = group->ids[i], .input_hash = hashes[i], .reason = valid ? answer->reason : et_slice(NULL, 0)};
        if (!valid)
            continue;
        rc = et_chat_apply(&group->locals[i], answer, session->catalogue, arena, &analyses[scored], error);
        ids[scored++] = group->ids[i];
    }
    if (rc == ET_OK)
        rc = et_store_put_scores(store, session->model_id, ids, analyses, scored, error);
    if (rc == ET_OK)
        rc = et_store_chat_note(store, session->model_id, notes, noted, error);
    *answered = scored;
    return rc;
}

void et_chat_halt(struct et_chat_report *report, enum et_rc rc, const struct et_error *why)
{
    if (report->halted != ET_OK)
        return;
    report->halted = rc;
    report->why = *why;
}
