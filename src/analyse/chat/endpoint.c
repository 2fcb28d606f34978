#include "analyse/chat/endpoint.h"

#include "analyse/chat/answer.h"
#include "base/file.h"
#include "base/time.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#define ANSWER_MAX ((uint64_t)4 << 20)
#define URL_MAX 2048
#define COMPLAINT 300
#define PATIENCE 10 /* times retry_max_ms that a server may ask for */

/* ---- settings ---- */

enum et_rc et_chat_key_read(const char *path, char key[ET_CHAT_KEY_MAX], struct et_error *error)
{
    struct stat file;
    struct et_buf text;
    if (stat(path, &file) != 0)
        return et_fail_errno(error, errno, "%s", path);
    if (file.st_mode & (S_IRWXG | S_IRWXO))
        return et_fail(error, ET_E_READONLY,
                       "%s: others than its owner may use this file (mode %03o), so the key in it is no secret; "
                       "close it with: chmod 600 %s",
                       path, (unsigned)file.st_mode & 0777u, path);
    et_buf_init(&text, 0);
    enum et_rc rc = et_file_read(path, ET_CHAT_KEY_MAX, &text, error);
    struct et_slice rest = et_buf_view(&text), line = et_slice_trim(et_slice_cut(&rest, '\n'));
    if (rc == ET_OK && (line.len == 0 || line.len >= ET_CHAT_KEY_MAX))
        rc = et_fail(error, ET_E_FORMAT, "%s: there is no key in the first line", path);
    if (rc == ET_OK) {
        memcpy(key, line.ptr, line.len);
        key[line.len] = '\0';
    }
    if (text.data)
        memset(text.data, 0, text.len);
    et_buf_dispose(&text);
    return rc;
}

static bool is_local(struct et_slice host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct et_slice name = et_slice_of(names[i]);
        if (et_slice_starts(host, name) &&
            (host.len == name.len || host.ptr[name.len] == ':' || host.ptr[name.len] == '/'))
            return true;
    }
    return false;
}

enum et_rc et_chat_endpoint_check(const struct et_chat_endpoint *endpoint, struct et_error *error)
{
    struct et_slice url = et_slice_of(endpoint->base_url);
    bool plain = et_slice_starts(url, ET_SLICE("http://"));
    if (!plain && !et_slice_starts(url, ET_SLICE("https://")))
        return et_fail(error, ET_E_USAGE,
                       "chat.base_url must begin with https:// (or http:// for this machine), as in "
                       "https://api.example.com/v1");
    if (memchr(url.ptr, '@', url.len) || memchr(url.ptr, '?', url.len))
        return et_fail(error, ET_E_USAGE,
                       "chat.base_url may hold no user, password or query; the key is a setting of "
                       "its own");
    if (!endpoint->model[0])
        return et_fail(error, ET_E_USAGE, "no chat model is named: set chat.model");
    for (const char *c = endpoint->key; *c; c++)
        if (*c <= ' ' || *c > '~')
            return et_fail(error, ET_E_USAGE, "the chat key holds a blank or a character that no key has");
    if (plain && endpoint->key[0] && !is_local(et_slice_sub(url, strlen("http://"), url.len)))
        return et_fail(error, ET_E_USAGE, "the chat key is not sent over http:// to another machine; use https://");
    return ET_OK;
}

/* ---- one try ---- */

static bool mentions(struct et_slice body, const char *word)
{
    return et_slice_find(body, et_slice_of(word)) != SIZE_MAX;
}

/* A refusal that a plainer request may escape; what to change goes into *out. */
static bool is_form(const struct et_chat_call *call, struct et_slice body, struct et_chat_verdict *out)
{
    if (!(call->quirks & ET_CHAT_COMPLETION_TOKENS) && mentions(body, "max_tokens")) {
        out->quirks |= ET_CHAT_COMPLETION_TOKENS;
        return true;
    }
    if (!(call->quirks & ET_CHAT_NO_TEMPERATURE) && mentions(body, "temperature")) {
        out->quirks |= ET_CHAT_NO_TEMPERATURE;
        return true;
    }
    if (call->format != ET_CHAT_TEXT && (mentions(body, "response_format") || mentions(body, "json_schema") ||
                                         mentions(body, "json_object") || mentions(body, "schema"))) {
        out->format = call->format + 1;
        return true;
    }
    return false;
}

static enum et_chat_outcome judge_status(const struct et_chat_call *call, int status, struct et_slice body,
                                         struct et_chat_verdict *out)
{
    if (status >= 200 && status < 300)
        return ET_CHAT_DONE;
    if (status == 429 && mentions(body, "insufficient_quota"))
        return ET_CHAT_HOPELESS;
    if (status == 408 || status == 409 || status == 429 || (status >= 500 && status != 501 && status != 505))
        return ET_CHAT_AGAIN;
    if ((status == 400 || status == 422 || status == 501) && is_form(call, body, out))
        return ET_CHAT_SIMPLER;
    return status == 400 || status == 413 || status == 422 ? ET_CHAT_REFUSED : ET_CHAT_HOPELESS;
}

static const char *advice_of(int status)
{
    switch (status) {
    case 401:
    case 403:
        return "; check the key (ET_INTEL_CHAT_KEY or chat.key_file)";
    case 404:
        return "; check chat.base_url and chat.model";
    case 402:
        return "; the account has no credit";
    default:
        return "";
    }
}

/* A server may repeat the key that it did not like. */
static void hide_key(char *text, const char *key)
{
    size_t len = strlen(key);
    for (char *at = text; len >= 4 && (at = strstr(at, key)) != NULL; at += len)
        memset(at, '*', len);
}

static void judge(const struct et_chat_endpoint *endpoint, const struct et_chat_call *call, enum et_rc rc,
                  const struct et_http_response *response, struct et_chat_verdict *out)
{
    struct et_slice body = et_buf_view(&response->body);
    char complaint[COMPLAINT];
    out->wait_ms = response->retry_after_ms;
    if (rc == ET_OK) {
        out->outcome = judge_status(call, response->status, body, out);
        out->charge = out->outcome == ET_CHAT_DONE ? ET_CHAT_CHARGED : ET_CHAT_FREE;
        et_chat_complaint(body, complaint, sizeof complaint);
        hide_key(complaint, endpoint->key);
        if (out->outcome != ET_CHAT_DONE)
            et_fail(&out->error, ET_E_IO, "the chat model's server answered %d: %s%s", response->status, complaint,
                    advice_of(response->status));
        return;
    }
    bool is_connect = response->failure == ET_HTTP_CONNECT;
    bool again = is_connect || response->failure == ET_HTTP_TIMEOUT || response->failure == ET_HTTP_CUT;
    out->outcome = again ? ET_CHAT_AGAIN : rc == ET_E_TOO_LONG ? ET_CHAT_REFUSED : ET_CHAT_HOPELESS;
    out->charge = is_connect || response->failure == ET_HTTP_TLS ? ET_CHAT_FREE : ET_CHAT_PERHAPS;
}

enum et_rc et_chat_send(struct et_http *http, const struct et_chat_endpoint *endpoint, const struct et_chat_call *call,
                        struct et_http_response *response, struct et_chat_verdict *out, struct et_error *error)
{
    char url[URL_MAX], bearer[ET_CHAT_KEY_MAX + 16];
    size_t base = strlen(endpoint->base_url);
    while (base && endpoint->base_url[base - 1] == '/')
        base--;
    int len = snprintf(url, sizeof url, "%.*s%s", (int)base, endpoint->base_url, call->path);
    if (len < 0 || (size_t)len >= sizeof url)
        return et_fail(error, ET_E_USAGE, "chat.base_url is too long");
    snprintf(bearer, sizeof bearer, "Bearer %s", endpoint->key);
    struct et_http_header headers[] = {
        {"Content-Type", call->content_type ? call->content_type : "application/json", false},
        {"Authorization", bearer, true}};
    struct et_http_request request = {
        .method = call->method,
        .url = url,
        .headers = headers,
        .header_count = endpoint->key[0] ? 2 : 1,
        .body = call->body,
        .max_bytes = call->max_bytes ? call->max_bytes : ANSWER_MAX,
        .timeout_ms = endpoint->timeout_ms,
        /* A model that thinks sends nothing for long. */
        .stall_timeout_ms = endpoint->timeout_ms,
        .fresh = call->once,
        .stop = call->stop,
    };
    *out = (struct et_chat_verdict){.format = call->format, .quirks = call->quirks, .wait_ms = -1};
    enum et_rc rc = et_http_send(http, &request, response, &out->error);
    memset(bearer, 0, sizeof bearer);
    if (rc == ET_E_NOMEM || rc == ET_E_CANCELLED) {
        if (error)
            *error = out->error;
        return rc;
    }
    judge(endpoint, call, rc, response, out);
    return ET_OK;
}

/* ---- waiting ---- */

int64_t et_chat_wait_ms(const struct et_chat_endpoint *endpoint, uint32_t tries, int64_t asked_ms, uint64_t chance)
{
    int64_t most = endpoint->retry_max_ms, wait = endpoint->retry_first_ms;
    if (asked_ms > most * PATIENCE)
        return -1;
    for (uint32_t i = 1; i < tries && wait < most; i++)
        wait *= 2;
    wait = wait > most ? most : wait;
    /* Requests that failed at the same moment should not come back at the same moment. */
    wait -= (int64_t)(chance % (uint64_t)(wait / 4 + 1));
    return asked_ms > wait ? asked_ms : wait;
}

bool et_chat_sleep(int64_t ms, const volatile int *stop)
{
    int64_t until = et_time_monotonic_us() + ms * 1000;
    for (int64_t left; (left = until - et_time_monotonic_us()) > 0;) {
        if (et_chat_is_stopped(stop))
            return false;
        int64_t part = left > 50000 ? 50000 : left;
        struct timespec pause = {.tv_sec = 0, .tv_nsec = (long)part * 1000};
        nanosleep(&pause, NULL);
    }
    return !et_chat_is_stopped(stop);
}
