/* Taking in what a batch brought. */
#include "jobs/chat_batch_int.h"

#include "base/log.h"

#include <jansson.h>
#include <stdlib.h>

size_t et_chat_line_length(const struct et_chat_batch_item *items, size_t count, size_t first)
{
    size_t n = 1;
    while (first + n < count && items[first + n].line == items[first].line)
        n++;
    return n < ET_CHAT_BATCH ? n : ET_CHAT_BATCH;
}

uint64_t et_chat_line_nonce(const struct et_chat_batch *batch, uint64_t line)
{
    return et_mix64(batch->nonce + line + 1);
}

enum et_rc et_chat_line_load(struct et_chat_session *session, const struct et_chat_batch_item *items, size_t count,
                             struct et_arena *arena, struct et_chat_group *out, struct et_error *error)
{
    int64_t ids[ET_CHAT_BATCH];
    for (size_t i = 0; i < count; i++)
        ids[i] = items[i].comment_id;
    return et_chat_group_load(session, ids, count, true, arena, out, error);
}

/* A batch being taken in. */
struct taking {
    struct et_chat_session *session;
    const struct et_chat_batch *batch;
    struct et_chat_batch_item *items;
    size_t item_count;
    unsigned char *seen;        /* by item: its line was answered already */
    struct et_chat_entry entry; /* as it becomes */
    bool is_estimate;
    struct et_buf files[2];
    struct et_arena arena; /* of one line */
};

/* The first item of the line that a custom_id names; item_count where it names none. */
static size_t find_line(const struct taking *t, const char *custom_id)
{
    uint64_t line;
    struct et_slice id = et_slice_of(custom_id);
    if (!et_slice_starts(id, ET_SLICE("et-")) || !et_slice_to_u64(et_slice_sub(id, 3, id.len), &line))
        return t->item_count;
    for (size_t i = 0; i < t->item_count; i++)
        if (t->items[i].line == line)
            return i;
    return t->item_count;
}

static enum et_rc read_reply(struct taking *t, const json_t *response, uint64_t nonce, size_t count,
                             struct et_chat_reply *reply, bool *is_reply, struct et_error *error)
{
    const json_t *body = json_object_get(response, "body");
    *is_reply = json_integer_value(json_object_get(response, "status_code")) == 200 && json_is_object(body);
    if (!*is_reply)
        return ET_OK;
    char *text = json_dumps(body, JSON_COMPACT);
    if (!text)
        return et_fail_nomem(error);
    struct et_error broken;
    enum et_rc rc = et_chat_read(et_slice_of(text), nonce, count, &t->arena, reply, &broken);
    free(text);
    if (rc == ET_E_NOMEM)
        return et_fail_nomem(error);
    if (reply->has_usage) {
        t->entry.tokens_in = et_chat_add(t->entry.tokens_in, reply->tokens_in);
        t->entry.tokens_out = et_chat_add(t->entry.tokens_out, reply->tokens_out);
    } else {
        t->is_estimate = true;
        t->entry.tokens_out = et_chat_add(t->entry.tokens_out, et_chat_answer_tokens(count));
    }
    *is_reply = rc == ET_OK;
    return ET_OK;
}

static enum et_rc take_line(struct taking *t, const json_t *root, struct et_error *error)
{
    const char *custom_id = json_string_value(json_object_get(root, "custom_id"));
    size_t first = custom_id ? find_line(t, custom_id) : t->item_count, answered = 0;
    if (first == t->item_count || t->seen[first])
        return ET_OK;
    t->seen[first] = 1;
    struct et_chat_group group;
    struct et_chat_reply reply = {0};
    uint64_t hashes[ET_CHAT_BATCH];
    bool is_reply = false;
    size_t n = et_chat_line_length(t->items, t->item_count, first);
    enum et_rc rc = et_chat_line_load(t->session, t->items + first, n, &t->arena, &group, error);
    if (rc == ET_OK)
        rc = read_reply(t, json_object_get(root, "response"), et_chat_line_nonce(t->batch, t->items[first].line), n,
                        &reply, &is_reply, error);
    for (size_t i = 0; i < n; i++) /* what the model was told, which may not be what is stored now */
        hashes[i] = t->items[first + i].input_hash;
    if (rc == ET_OK)
        rc = et_chat_store_reply(t->session, &group, hashes, is_reply ? &reply : NULL, &t->arena, &answered, error);
    t->entry.answered += answered;
    return rc;
}

static enum et_rc take_file(struct taking *t, struct et_slice file, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    while (file.len && rc == ET_OK) {
        struct et_slice line = et_slice_trim(et_slice_cut(&file, '\n'));
        json_t *root = line.len ? json_loadb(line.ptr, line.len, 0, NULL) : NULL;
        et_arena_reset(&t->arena);
        if (json_is_object(root))
            rc = take_line(t, root, error);
        json_decref(root);
    }
    return rc;
}

static enum et_rc fetch_files(struct taking *t, struct et_chat_remote *remote,
                              const struct et_chat_remote_status *status, struct et_error *error)
{
    const struct et_slice files[2] = {status->output, status->errors};
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < 2 && rc == ET_OK; i++) {
        if (!files[i].ptr)
            continue;
        rc = et_chat_remote_fetch(remote, files[i], error);
        if (rc == ET_OK && !et_buf_slice(&t->files[i], et_buf_view(&remote->response.body)))
            rc = et_fail_nomem(error);
    }
    return rc;
}

static void set_cost(struct taking *t)
{
    struct et_chat_reply sum = {.has_usage = true, .tokens_in = t->entry.tokens_in, .tokens_out = t->entry.tokens_out};
    int64_t held = t->entry.cost;
    et_chat_price_entry(t->session, &t->entry, &sum, t->session->job->batch_price_percent);
    if (!t->is_estimate)
        return;
    t->entry.cost = held; /* some lines said nothing: what was held is the most that all can have cost */
    t->entry.state = ET_CHAT_ESTIMATED;
}

/* Into the store in one transaction with the charge and the batch's end. */
static enum et_rc take_files(struct taking *t, struct et_chat_batch *batch, enum et_chat_batch_state state,
                             struct et_error *error)
{
    struct et_store *store = t->session->job->store;
    enum et_chat_batch_state before = batch->state;
    t->entry.tokens_in = t->entry.tokens_out = 0;
    enum et_rc rc = et_store_begin(store, error);
    if (rc != ET_OK)
        return rc;
    for (size_t i = 0; i < 2 && rc == ET_OK; i++)
        rc = take_file(t, et_buf_view(&t->files[i]), error);
    set_cost(t);
    batch->state = state;
    if (rc == ET_OK)
        rc = et_store_chat_settle(store, &t->entry, error);
    if (rc == ET_OK)
        rc = et_store_chat_batch_save(store, batch, error);
    if (rc == ET_OK)
        rc = et_store_commit(store, error);
    if (rc != ET_OK) {
        et_store_rollback(store);
        batch->state = before;
    }
    return rc;
}

enum et_rc et_chat_batch_close(struct et_chat_remote *remote, struct et_chat_batch *batch,
                               enum et_chat_batch_state state, const struct et_chat_entry *entry,
                               struct et_error *error)
{
    struct et_store *store = remote->session->job->store;
    struct et_chat_entry none = {0};
    enum et_rc rc = ET_OK;
    if (!entry) {
        rc = et_store_chat_entry(store, batch->request_id, &none, error);
        none.state = ET_CHAT_NOT_CHARGED;
        none.cost = none.tokens_in = none.tokens_out = 0;
        entry = &none;
    }
    batch->state = state;
    if (rc == ET_OK)
        rc = et_store_begin(store, error);
    if (rc != ET_OK)
        return rc;
    rc = et_store_chat_settle(store, entry, error);
    if (rc == ET_OK)
        rc = et_store_chat_batch_save(store, batch, error);
    if (rc == ET_OK)
        rc = et_store_commit(store, error);
    if (rc != ET_OK)
        et_store_rollback(store);
    return rc;
}

static enum et_rc take_in(struct et_chat_remote *remote, struct et_chat_batch *batch,
                          const struct et_chat_remote_status *status, enum et_chat_batch_state state,
                          struct et_arena *arena, struct et_error *error)
{
    struct et_chat_report *report = remote->session->report;
    struct taking t = {.session = remote->session, .batch = batch};
    et_arena_init(&t.arena, 0);
    enum et_rc rc =
        et_store_chat_batch_items(t.session->job->store, batch->batch_id, arena, &t.items, &t.item_count, error);
    if (rc == ET_OK)
        rc = et_store_chat_entry(t.session->job->store, batch->request_id, &t.entry, error);
    t.seen = et_arena_calloc(arena, t.item_count + 1, 1);
    if (rc == ET_OK && !t.seen)
        rc = et_fail_nomem(error);
    if (rc == ET_OK)
        rc = fetch_files(&t, remote, status, error);
    if (rc == ET_OK)
        rc = take_files(&t, batch, state, error);
    et_arena_dispose(&t.arena);
    et_buf_dispose(&t.files[0]);
    et_buf_dispose(&t.files[1]);
    if (rc != ET_OK)
        return rc;
    et_chat_count(report, &t.entry);
    report->asked += t.item_count;
    report->answered += t.entry.answered;
    report->unusable += t.item_count - t.entry.answered;
    et_chat_remote_delete(remote, batch->input_file);
    et_chat_remote_delete(remote, status->output);
    et_chat_remote_delete(remote, status->errors);
    ET_LOG(ET_LOG_INFO, "jobs.chat", "batch taken in", ET_F_INT("batch", batch->batch_id),
           ET_F_INT("comments", t.item_count), ET_F_INT("usable", t.entry.answered),
           ET_F_INT("cost_micro", t.entry.cost));
    return ET_OK;
}

enum et_rc et_chat_batch_look(struct et_chat_remote *remote, struct et_chat_batch *batch, struct et_arena *arena,
                              struct et_error *error)
{
    struct et_chat_remote_status status;
    enum et_rc rc = et_chat_remote_status(remote, batch, arena, &status, error);
    if (rc != ET_OK)
        return rc;
    switch (status.state) {
    case ET_REMOTE_WORKING:
        return ET_OK;
    case ET_REMOTE_DONE:
        return take_in(remote, batch, &status, ET_CHAT_BATCH_DONE, arena, error);
    case ET_REMOTE_CANCELLED:
        return take_in(remote, batch, &status, ET_CHAT_BATCH_CANCELLED, arena, error);
    case ET_REMOTE_FAILED:
        break;
    }
    rc = et_chat_batch_close(remote, batch, ET_CHAT_BATCH_FAILED, NULL, error);
    return rc == ET_OK ? et_fail(error, ET_E_IO, "the server refused batch %lld: " ET_SLICE_FMT,
                                 (long long)batch->batch_id, ET_SLICE_ARG(status.problem))
                       : rc;
}
