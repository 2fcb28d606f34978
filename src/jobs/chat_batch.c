/* Asking by batch: the lines of a file, uploaded, worked on by the server within a day, fetched when done. What is
 * needed to go on after the program ended stands in the store before anything is sent. */
#include "jobs/chat_batch_int.h"

#include "base/log.h"
#include "base/time.h"

#include <inttypes.h>
#include <stdio.h>

#define LINES_MAX 250 /* requests of one batch: 5,000 comments */

/* ---- new batches ---- */

/* The file of the batch's comments, from line and position alone: the same after a restart, but for texts that
 * changed. */
static enum et_rc write_lines(struct et_chat_session *session, const struct et_chat_batch *batch,
                              const struct et_chat_batch_item *items, size_t count, struct et_buf *out,
                              struct et_error *error)
{
    struct et_arena arena;
    enum et_rc rc = ET_OK;
    et_arena_init(&arena, 0);
    for (size_t first = 0, n; first < count && rc == ET_OK; first += n) {
        struct et_chat_group group;
        n = et_chat_line_length(items, count, first);
        et_arena_reset(&arena);
        rc = et_chat_line_load(session, items + first, n, &arena, &group, error);
        if (rc != ET_OK)
            break;
        bool fine = et_buf_printf(out,
                                  "{\"custom_id\":\"et-%" PRIu64 "\",\"method\":\"POST\",\"url\":"
                                  "\"/v1/chat/completions\",\"body\":",
                                  items[first].line);
        rc = fine ? et_chat_group_body(session, &group, et_chat_line_nonce(batch, items[first].line), out, error)
                  : et_fail_nomem(error);
        if (rc == ET_OK && !et_buf_str(out, "}\n"))
            rc = et_fail_nomem(error);
    }
    et_arena_dispose(&arena);
    return rc;
}

static enum et_rc save(struct et_chat_session *session, const struct et_chat_batch *batch, struct et_error *error)
{
    struct et_store *store = session->job->store;
    enum et_rc rc = et_store_begin(store, error);
    if (rc == ET_OK)
        rc = et_store_chat_batch_save(store, batch, error);
    if (rc == ET_OK)
        rc = et_store_commit(store, error);
    if (rc != ET_OK)
        et_store_rollback(store);
    return rc;
}

/* Uploads and creates; each step is in the store before the next is done. */
static enum et_rc submit(struct et_chat_remote *remote, struct et_chat_batch *batch, struct et_slice lines,
                         struct et_arena *arena, struct et_error *error)
{
    struct et_chat_session *session = remote->session;
    enum et_rc rc = et_chat_remote_upload(remote, batch, lines, arena, error);
    if (rc == ET_OK)
        rc = save(session, batch, error);
    if (rc == ET_OK)
        rc = et_chat_remote_create(remote, batch, arena, error);
    if (rc == ET_OK) {
        batch->state = ET_CHAT_BATCH_SENT;
        rc = save(session, batch, error);
    }
    if (rc == ET_OK)
        ET_LOG(ET_LOG_INFO, "jobs.chat", "batch sent", ET_F_INT("batch", batch->batch_id),
               ET_F_SLICE("remote_id", batch->remote_id), ET_F_INT("bytes", lines.len));
    return rc;
}

static enum et_rc list_items(const struct et_chat_pick *picks, size_t count, struct et_arena *arena,
                             struct et_chat_batch_item **out, struct et_error *error)
{
    *out = et_arena_calloc(arena, count + 1, sizeof **out);
    if (!*out)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++)
        (*out)[i] =
            (struct et_chat_batch_item){i / ET_CHAT_BATCH, i % ET_CHAT_BATCH, picks[i].comment_id, picks[i].input_hash};
    return ET_OK;
}

/* The ledger's entry, the batch and its items in the store; nothing is sent yet. */
static enum et_rc put_batch(struct et_chat_session *session, struct et_chat_batch *batch,
                            const struct et_chat_batch_item *items, size_t count, size_t bytes, struct et_error *error)
{
    struct et_store *store = session->job->store;
    struct et_chat_entry entry;
    enum et_rc rc =
        et_chat_hold(session, count, bytes, count + ET_CHAT_BATCH, session->job->batch_price_percent, &entry, error);
    if (rc != ET_OK)
        return rc;
    batch->request_id = entry.request_id;
    rc = et_store_begin(store, error);
    if (rc == ET_OK)
        rc = et_store_chat_batch_put(store, batch, items, count, error);
    if (rc == ET_OK)
        rc = et_store_commit(store, error);
    if (rc != ET_OK)
        et_store_rollback(store);
    return rc;
}

static enum et_rc new_batch(struct et_chat_remote *remote, const struct et_chat_pick *picks, size_t count,
                            struct et_error *error)
{
    struct et_chat_session *session = remote->session;
    struct et_chat_batch batch = {.model_id = session->model_id, .created_at_us = et_time_now_us()};
    struct et_chat_batch_item *items = NULL;
    struct et_arena arena;
    struct et_buf lines;
    et_arena_init(&arena, 0);
    et_buf_init(&lines, 0);
    batch.nonce = et_mix64(session->nonce ^ (uint64_t)picks[0].comment_id);
    enum et_rc rc = list_items(picks, count, &arena, &items, error);
    if (rc == ET_OK)
        rc = write_lines(session, &batch, items, count, &lines, error);
    if (rc == ET_OK)
        rc = put_batch(session, &batch, items, count, lines.len, error);
    if (rc == ET_OK)
        rc = submit(remote, &batch, et_buf_view(&lines), &arena, error);
    et_buf_dispose(&lines);
    et_arena_dispose(&arena);
    return rc;
}

/* ---- going on ---- */

/* Nobody knows whether the batch reached the server: it is looked for there by its mark, and sent where it is not. */
static enum et_rc send_again(struct et_chat_remote *remote, struct et_chat_batch *batch, struct et_arena *arena,
                             struct et_error *error)
{
    struct et_chat_batch_item *items;
    struct et_buf lines;
    size_t count;
    enum et_rc rc = et_chat_remote_find(remote, batch, arena, error);
    if (rc == ET_OK && batch->remote_id.ptr) {
        batch->state = ET_CHAT_BATCH_SENT;
        return save(remote->session, batch, error);
    }
    if (rc == ET_OK)
        rc = et_store_chat_batch_items(remote->session->job->store, batch->batch_id, arena, &items, &count, error);
    et_buf_init(&lines, 0);
    if (rc == ET_OK)
        rc = write_lines(remote->session, batch, items, count, &lines, error);
    if (rc == ET_OK)
        rc = submit(remote, batch, et_buf_view(&lines), arena, error);
    et_buf_dispose(&lines);
    return rc;
}

static enum et_rc go_on(struct et_chat_remote *remote, struct et_chat_batch *batch, struct et_error *error)
{
    struct et_arena arena;
    et_arena_init(&arena, 0);
    enum et_rc rc = ET_OK;
    if (batch->state == ET_CHAT_BATCH_NEW)
        rc = send_again(remote, batch, &arena, error);
    if (rc == ET_OK && batch->state == ET_CHAT_BATCH_SENT)
        rc = et_chat_batch_look(remote, batch, &arena, error);
    et_arena_dispose(&arena);
    return rc;
}

static enum et_rc go_on_all(struct et_chat_remote *remote, uint64_t *were_open, struct et_error *error)
{
    struct et_chat_session *session = remote->session;
    struct et_chat_batch *batches;
    struct et_arena arena;
    size_t count;
    *were_open = 0;
    session->report->open_batches = 0;
    et_arena_init(&arena, 0);
    enum et_rc rc = et_store_chat_batches(session->job->store, true, &arena, &batches, &count, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        if (batches[i].model_id != session->model_id)
            continue;
        (*were_open)++;
        rc = go_on(remote, &batches[i], error);
        session->report->open_batches += batches[i].state < ET_CHAT_BATCH_DONE;
    }
    et_arena_dispose(&arena);
    return rc;
}

static bool is_stopped(const struct et_chat_job *job)
{
    return et_chat_is_stopped(job->stop);
}

static enum et_rc wait_for_all(struct et_chat_remote *remote, struct et_error *error)
{
    const struct et_chat_job *job = remote->session->job;
    uint64_t open = remote->session->report->open_batches;
    enum et_rc rc = ET_OK;
    while (rc == ET_OK && open && remote->session->report->open_batches && !is_stopped(job)) {
        if (!et_chat_sleep(job->batch_poll_ms, job->stop))
            break;
        rc = go_on_all(remote, &open, error);
    }
    return rc;
}

static enum et_rc send_picks(struct et_chat_remote *remote, const struct et_chat_plan *plan, struct et_error *error)
{
    const size_t most = (size_t)LINES_MAX * ET_CHAT_BATCH;
    enum et_rc rc = ET_OK;
    for (size_t first = 0; first < plan->count && rc == ET_OK && !is_stopped(remote->session->job); first += most) {
        size_t n = plan->count - first < most ? plan->count - first : most;
        rc = new_batch(remote, plan->picks + first, n, error);
        remote->session->report->open_batches += rc == ET_OK;
    }
    return rc;
}

enum et_rc et_chat_batch_run(const struct et_chat_job *job, const struct et_chat_plan *plan, struct et_chat_report *out,
                             struct et_error *error)
{
    struct et_chat_session session = {0};
    struct et_chat_remote remote = {.session = &session};
    struct et_error own;
    uint64_t were_open = 0;
    error = error ? error : &own;
    enum et_rc rc = et_chat_session_open(&session, job, out, error);
    if (rc == ET_OK)
        rc = et_chat_remote_open(&remote, error);
    if (rc == ET_OK)
        rc = go_on_all(&remote, &were_open, error);
    if (rc == ET_OK && were_open == 0)
        rc = send_picks(&remote, plan, error);
    if (rc == ET_OK && job->batch_wait)
        rc = wait_for_all(&remote, error);
    et_chat_remote_close(&remote);
    et_chat_session_close(&session);
    /* What the server or the budget refuses is no failure of the store: the caller reports it with what was done. */
    if (rc == ET_E_FULL || rc == ET_E_IO || rc == ET_E_FORMAT || rc == ET_E_CANCELLED) {
        et_chat_halt(out, rc, error);
        rc = ET_OK;
    }
    return rc;
}

/* ---- cancelling ---- */

enum et_rc et_chat_batch_cancel(const struct et_chat_job *job, int64_t batch_id, struct et_error *error)
{
    struct et_chat_session session = {.job = job};
    struct et_chat_remote remote = {.session = &session};
    struct et_chat_batch *batches, *batch = NULL;
    struct et_arena arena;
    size_t count = 0;
    et_arena_init(&arena, 0);
    enum et_rc rc = et_store_chat_batches(job->store, false, &arena, &batches, &count, error);
    for (size_t i = 0; rc == ET_OK && i < count; i++)
        batch = batches[i].batch_id == batch_id ? &batches[i] : batch;
    if (rc == ET_OK && !batch)
        rc = et_fail(error, ET_E_NOT_FOUND, "there is no batch %lld; 'et-intel models batches' lists them",
                     (long long)batch_id);
    if (rc == ET_OK && batch->state >= ET_CHAT_BATCH_DONE)
        rc = et_fail(error, ET_E_USAGE, "batch %lld has ended already", (long long)batch_id);
    if (rc == ET_OK)
        rc = et_chat_remote_open(&remote, error);
    /* One that perhaps never reached the server may be there all the same. */
    if (rc == ET_OK && !batch->remote_id.ptr)
        rc = et_chat_remote_find(&remote, batch, &arena, error);
    if (rc == ET_OK && batch->remote_id.ptr)
        rc = et_chat_remote_cancel(&remote, batch, error);
    else if (rc == ET_OK)
        rc = et_chat_batch_close(&remote, batch, ET_CHAT_BATCH_CANCELLED, NULL, error);
    if (rc == ET_OK && batch->remote_id.ptr && batch->state == ET_CHAT_BATCH_NEW) {
        batch->state = ET_CHAT_BATCH_SENT;
        rc = save(&session, batch, error);
    }
    et_chat_remote_close(&remote);
    et_arena_dispose(&arena);
    return rc;
}
