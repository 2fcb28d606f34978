/* Calls of the batch interface. */
#include "jobs/chat_batch_int.h"

#include "base/log.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#define OUTPUT_MAX ((uint64_t)256 << 20)
#define ID_MAX 200

enum et_rc et_chat_remote_open(struct et_chat_remote *remote, struct et_error *error)
{
    et_http_response_init(&remote->response);
    return et_http_new(&remote->http, error);
}

void et_chat_remote_close(struct et_chat_remote *remote)
{
    et_http_response_dispose(&remote->response);
    et_http_free(remote->http);
    remote->http = NULL;
}

/* With further tries at the server's pace. */
static enum et_rc call_server(struct et_chat_remote *remote, struct et_chat_call *call, struct et_error *error)
{
    const struct et_chat_job *job = remote->session->job;
    struct et_chat_verdict verdict;
    call->stop = job->stop;
    call->format = ET_CHAT_TEXT; /* there is no plainer form of these */
    call->quirks = ET_CHAT_COMPLETION_TOKENS | ET_CHAT_NO_TEMPERATURE;
    for (uint32_t tries = 1;; tries++) {
        enum et_rc rc = et_chat_send(remote->http, &job->endpoint, call, &remote->response, &verdict, error);
        if (rc != ET_OK || verdict.outcome == ET_CHAT_DONE)
            return rc;
        int64_t wait =
            et_chat_wait_ms(&job->endpoint, tries, verdict.wait_ms, et_mix64(remote->session->nonce + tries));
        bool is_done_perhaps = call->once && verdict.charge == ET_CHAT_PERHAPS;
        if (verdict.outcome != ET_CHAT_AGAIN || is_done_perhaps || tries > job->endpoint.retries || wait < 0) {
            if (error)
                *error = verdict.error;
            return et_error_prefix(error, "batch interface");
        }
        if (!et_chat_sleep(wait, job->stop))
            return et_fail(error, ET_E_CANCELLED, "stopped; the same command goes on from there");
    }
}

/* ---- answers ---- */

/* Ids go into addresses: letters, digits, '-', '_' and nothing else. */
static bool is_id(const char *id)
{
    size_t len = id ? strlen(id) : 0;
    for (size_t i = 0; i < len; i++) {
        char c = id[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
            return false;
    }
    return len > 0 && len <= ID_MAX;
}

static enum et_rc read_id(const json_t *object, const char *key, struct et_arena *arena, struct et_slice *out,
                          struct et_error *error)
{
    const char *id = json_string_value(json_object_get(object, key));
    *out = et_slice(NULL, 0);
    if (!id)
        return ET_OK;
    if (!is_id(id))
        return et_fail(error, ET_E_FORMAT, "the server named its %s oddly", key);
    *out = et_arena_copy(arena, et_slice_of(id));
    return out->ptr ? ET_OK : et_fail_nomem(error);
}

static json_t *parse(const struct et_chat_remote *remote, struct et_error *error)
{
    const struct et_buf *body = &remote->response.body;
    json_t *root = body->len ? json_loadb(body->data, body->len, 0, NULL) : NULL;
    if (!json_is_object(root)) {
        json_decref(root);
        et_fail(error, ET_E_FORMAT, "the batch interface answered with something else than a JSON object");
        return NULL;
    }
    return root;
}

static enum et_rc read_new_id(struct et_chat_remote *remote, struct et_arena *arena, struct et_slice *out,
                              struct et_error *error)
{
    json_t *root = parse(remote, error);
    if (!root)
        return ET_E_FORMAT;
    enum et_rc rc = read_id(root, "id", arena, out, error);
    json_decref(root);
    if (rc == ET_OK && !out->ptr)
        rc = et_fail(error, ET_E_FORMAT, "the server gave no id");
    return rc;
}

/* ---- calls ---- */

static void mark_of(const struct et_chat_batch *batch, char mark[32])
{
    snprintf(mark, 32, "et-%016" PRIx64, batch->nonce);
}

enum et_rc et_chat_remote_upload(struct et_chat_remote *remote, struct et_chat_batch *batch, struct et_slice lines,
                                 struct et_arena *arena, struct et_error *error)
{
    char mark[32], type[96];
    struct et_buf body;
    mark_of(batch, mark);
    et_buf_init(&body, 0);
    snprintf(type, sizeof type, "multipart/form-data; boundary=%s", mark);
    /* The boundary cannot stand in the lines: a line break in a JSON text is escaped. */
    bool fine = et_buf_printf(&body,
                              "--%s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--%s\r\n"
                              "Content-Disposition: form-data; name=\"file\"; filename=\"%s.jsonl\"\r\n"
                              "Content-Type: application/jsonl\r\n\r\n",
                              mark, mark, mark) &&
                et_buf_slice(&body, lines) && et_buf_printf(&body, "\r\n--%s--\r\n", mark);
    struct et_chat_call call = {.path = "/files", .body = et_buf_view(&body), .content_type = type};
    enum et_rc rc = fine ? call_server(remote, &call, error) : et_fail_nomem(error);
    et_buf_dispose(&body);
    return rc == ET_OK ? read_new_id(remote, arena, &batch->input_file, error) : rc;
}

enum et_rc et_chat_remote_create(struct et_chat_remote *remote, struct et_chat_batch *batch, struct et_arena *arena,
                                 struct et_error *error)
{
    char mark[32];
    struct et_buf body;
    mark_of(batch, mark);
    et_buf_init(&body, 0);
    bool fine = et_buf_str(&body, "{\"input_file_id\":") && et_buf_json(&body, batch->input_file) &&
                et_buf_printf(&body,
                              ",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\",\"metadata\":"
                              "{\"et_intel\":\"%s\"}}",
                              mark);
    struct et_chat_call call = {.path = "/batches", .body = et_buf_view(&body), .once = true};
    enum et_rc rc = fine ? call_server(remote, &call, error) : et_fail_nomem(error);
    et_buf_dispose(&body);
    return rc == ET_OK ? read_new_id(remote, arena, &batch->remote_id, error) : rc;
}

enum et_rc et_chat_remote_find(struct et_chat_remote *remote, struct et_chat_batch *batch, struct et_arena *arena,
                               struct et_error *error)
{
    char mark[32];
    struct et_chat_call call = {.path = "/batches?limit=100"};
    mark_of(batch, mark);
    enum et_rc rc = call_server(remote, &call, error);
    json_t *root = rc == ET_OK ? parse(remote, error) : NULL;
    if (rc == ET_OK && !root)
        rc = ET_E_FORMAT;
    const json_t *list = json_object_get(root, "data");
    for (size_t i = 0; rc == ET_OK && i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *found = json_string_value(json_object_get(json_object_get(one, "metadata"), "et_intel"));
        if (found && strcmp(found, mark) == 0)
            rc = read_id(one, "id", arena, &batch->remote_id, error);
    }
    json_decref(root);
    return rc;
}

static enum et_rc call_batch(struct et_chat_remote *remote, const struct et_chat_batch *batch, const char *method,
                             const char *end, struct et_error *error)
{
    char path[ID_MAX + 64];
    snprintf(path, sizeof path, "/batches/" ET_SLICE_FMT "%s", ET_SLICE_ARG(batch->remote_id), end);
    struct et_chat_call call = {.method = method, .path = path};
    return call_server(remote, &call, error);
}

enum et_rc et_chat_remote_cancel(struct et_chat_remote *remote, const struct et_chat_batch *batch,
                                 struct et_error *error)
{
    return call_batch(remote, batch, "POST", "/cancel", error);
}

static enum et_chat_remote_state state_of(const char *name)
{
    if (strcmp(name, "completed") == 0 || strcmp(name, "expired") == 0)
        return ET_REMOTE_DONE;
    if (strcmp(name, "failed") == 0)
        return ET_REMOTE_FAILED;
    return strcmp(name, "cancelled") == 0 ? ET_REMOTE_CANCELLED : ET_REMOTE_WORKING;
}

enum et_rc et_chat_remote_status(struct et_chat_remote *remote, const struct et_chat_batch *batch,
                                 struct et_arena *arena, struct et_chat_remote_status *out, struct et_error *error)
{
    *out = (struct et_chat_remote_status){0};
    enum et_rc rc = call_batch(remote, batch, NULL, "", error);
    if (rc != ET_OK)
        return rc;
    json_t *root = parse(remote, error);
    if (!root)
        return ET_E_FORMAT;
    const char *status = json_string_value(json_object_get(root, "status"));
    const json_t *errors = json_object_get(json_object_get(root, "errors"), "data");
    const char *problem = json_string_value(json_object_get(json_array_get(errors, 0), "message"));
    out->state = state_of(status ? status : "");
    rc = read_id(root, "output_file_id", arena, &out->output, error);
    if (rc == ET_OK)
        rc = read_id(root, "error_file_id", arena, &out->errors, error);
    struct et_buf line;
    et_buf_init(&line, 0);
    et_chat_one_line(&line, et_slice_of(problem ? problem : "no reason given"), 300);
    out->problem = et_arena_copy(arena, et_buf_view(&line));
    et_buf_dispose(&line);
    json_decref(root);
    return rc == ET_OK && !out->problem.ptr ? et_fail_nomem(error) : rc;
}

enum et_rc et_chat_remote_fetch(struct et_chat_remote *remote, struct et_slice file, struct et_error *error)
{
    char path[ID_MAX + 64];
    snprintf(path, sizeof path, "/files/" ET_SLICE_FMT "/content", ET_SLICE_ARG(file));
    struct et_chat_call call = {.path = path, .max_bytes = OUTPUT_MAX};
    return call_server(remote, &call, error);
}

void et_chat_remote_delete(struct et_chat_remote *remote, struct et_slice file)
{
    char path[ID_MAX + 64];
    struct et_error error;
    snprintf(path, sizeof path, "/files/" ET_SLICE_FMT, ET_SLICE_ARG(file));
    struct et_chat_call call = {.method = "DELETE", .path = path};
    if (file.ptr && call_server(remote, &call, &error) != ET_OK)
        ET_LOG(ET_LOG_INFO, "jobs.chat", "a file stays with the server", ET_F_SLICE("file", file));
}
