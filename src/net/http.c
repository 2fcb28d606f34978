#include "net/http_int.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#define HEADERS_MAX ((size_t)64 << 10)
#define URL_SHOWN 512

struct et_http {
    CURL *curl;
    char message[CURL_ERROR_SIZE];
};

/* One answer on its way in. */
struct transfer {
    struct et_http *http;
    const struct et_http_request *request;
    const struct et_http_sink *sink;
    struct et_http_response *response;
    uint64_t received, max_bytes;
    bool begun;
    enum et_rc rc; /* why a callback stopped the transfer */
    struct et_error *error;
};

static CURLcode global_code;

static void global_start(void)
{
    global_code = curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum et_rc et_http_new(struct et_http **out, struct et_error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, global_start);
    if (global_code != CURLE_OK)
        return et_fail(error, ET_E_INTERNAL, "libcurl does not start: %s", curl_easy_strerror(global_code));
    struct et_http *http = et_calloc(1, sizeof *http);
    if (!http)
        return et_fail_nomem(error);
    http->curl = curl_easy_init();
    if (!http->curl) {
        et_free(http);
        return et_fail_nomem(error);
    }
    *out = http;
    return ET_OK;
}

void et_http_free(struct et_http *http)
{
    if (!http)
        return;
    curl_easy_cleanup(http->curl);
    et_free(http);
}

void et_http_response_init(struct et_http_response *response)
{
    *response = (struct et_http_response){.retry_after_ms = -1};
    et_buf_init(&response->body, 0);
    et_buf_init(&response->headers, HEADERS_MAX);
}

void et_http_response_dispose(struct et_http_response *response)
{
    et_buf_dispose(&response->body);
    et_buf_dispose(&response->headers);
}

struct et_slice et_http_header(const struct et_http_response *response, const char *name)
{
    struct et_slice rest = et_buf_view(&response->headers), found = {NULL, 0};
    while (rest.len) {
        struct et_slice value = et_slice_cut(&rest, '\n');
        struct et_slice key = et_slice_cut(&value, ':');
        if (value.ptr && et_slice_eq_nocase(key, et_slice_of(name)))
            found = et_slice_trim(value);
    }
    return found;
}

void et_http_redact(const char *url, char *out, size_t size)
{
    struct et_slice rest = et_slice_of(url);
    size_t scheme = et_slice_find(rest, ET_SLICE("://"));
    size_t start = scheme == SIZE_MAX ? 0 : scheme + 3, end = start, host = start;
    while (end < rest.len && rest.ptr[end] != '?' && rest.ptr[end] != '#')
        end++;
    for (size_t i = start; i < end && rest.ptr[i] != '/'; i++)
        if (rest.ptr[i] == '@')
            host = i + 1;
    snprintf(out, size, "%.*s%.*s%s", (int)start, rest.ptr ? rest.ptr : "", (int)(end - host),
             rest.ptr ? rest.ptr + host : "", end < rest.len ? "?..." : "");
}

/* ---- callbacks of one transfer ---- */

static size_t stop_with(struct transfer *t, enum et_rc rc)
{
    t->rc = rc;
    return 0; /* fewer bytes than were offered: libcurl ends the transfer */
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static int status_of(struct et_http *http)
{
    long status = 0;
    curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

static enum et_rc begin(struct transfer *t)
{
    if (t->begun)
        return ET_OK;
    t->begun = true;
    t->response->status = status_of(t->http);
    return t->sink->begin ? t->sink->begin(t->sink->context, t->response, t->error) : ET_OK;
}

static size_t on_body(char *bytes, size_t one, size_t len, void *context)
{
    struct transfer *t = context;
    (void)one; /* always 1 */
    if (is_redirect(status_of(t->http)) && t->request->redirects)
        return len;
    t->received += len;
    if (t->received > t->max_bytes)
        return stop_with(t, et_fail(t->error, ET_E_TOO_LONG, "the answer is longer than %llu bytes",
                                    (unsigned long long)t->max_bytes));
    enum et_rc rc = begin(t);
    if (rc == ET_OK)
        rc = t->sink->write(t->sink->context, bytes, len, t->error);
    return rc == ET_OK ? len : stop_with(t, rc);
}

static size_t on_header(char *bytes, size_t one, size_t len, void *context)
{
    struct transfer *t = context;
    struct et_slice line = et_slice_trim(et_slice(bytes, len));
    (void)one;
    if (line.len && !(et_buf_slice(&t->response->headers, line) && et_buf_char(&t->response->headers, '\n')))
        return stop_with(
            t, et_fail(t->error, ET_E_TOO_LONG, "the answer's headers are longer than %zu bytes", HEADERS_MAX));
    return len;
}

static int on_progress(void *context, curl_off_t total, curl_off_t done, curl_off_t up_total, curl_off_t up)
{
    struct transfer *t = context;
    (void)up_total;
    (void)up;
    if (t->request->stop && *t->request->stop) {
        t->rc = et_fail(t->error, ET_E_CANCELLED, "stopped");
        return 1;
    }
    if (t->request->progress && t->begun)
        t->request->progress(t->request->progress_context, (uint64_t)done, (uint64_t)total);
    return 0;
}

/* ---- one try ---- */

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
    char line[8192];
    int n = snprintf(line, sizeof line, "%s: %s", name, value);
    if (n < 0 || (size_t)n >= sizeof line || strpbrk(line, "\r\n"))
        return false;
    struct curl_slist *longer = curl_slist_append(*list, line);
    *list = longer ? longer : *list;
    return longer != NULL;
}

static enum et_rc make_headers(const struct et_http_request *request, const struct et_http_sink *sink, bool is_foreign,
                               struct curl_slist **list, struct et_error *error)
{
    uint64_t from = 0;
    const char *if_range = NULL;
    bool fine = true;
    for (size_t i = 0; i < request->header_count && fine; i++)
        if (!(is_foreign && request->headers[i].secret))
            fine = add_header(list, request->headers[i].name, request->headers[i].value);
    if (sink->before)
        sink->before(sink->context, &from, &if_range);
    if (from && fine) {
        char range[64];
        snprintf(range, sizeof range, "bytes=%llu-", (unsigned long long)from);
        fine = add_header(list, "Range", range) && (!if_range || add_header(list, "If-Range", if_range));
    }
    /* "Expect: 100-continue" would cost a second with servers that don't know it. */
    fine = fine && add_header(list, "Expect", "");
    return fine ? ET_OK : et_fail(error, ET_E_USAGE, "a header is too long, holds a line break, or memory ran out");
}

static void set_limits(CURL *curl, const struct et_http_request *request)
{
    uint32_t connect = request->connect_timeout_ms ? request->connect_timeout_ms : 10000;
    uint32_t stall = request->stall_timeout_ms ? request->stall_timeout_ms : 30000;
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)connect);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)((stall + 999) / 1000));
}

static void set_options(struct transfer *t, const char *url, struct curl_slist *headers)
{
    CURL *curl = t->http->curl;
    const struct et_http_request *request = t->request;
    const char *method = request->method ? request->method : request->body.ptr ? "POST" : "GET";
    curl_easy_reset(curl); /* connections stay */
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "et-intel");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, t->http->message);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    set_limits(curl, request);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, request->fresh ? 1L : 0L);
    if (request->body.ptr) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.ptr);
    }
    if (strcmp(method, request->body.ptr ? "POST" : "GET") != 0)
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
}

static enum et_http_failure failure_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return ET_HTTP_ANSWERED;
    case CURLE_OPERATION_TIMEDOUT:
        return ET_HTTP_TIMEOUT;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
        return ET_HTTP_CONNECT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
        return ET_HTTP_TLS;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return ET_HTTP_REFUSED;
    default:
        return ET_HTTP_CUT;
    }
}

static enum et_rc transfer_error(struct transfer *t, CURLcode code, const char *url)
{
    char shown[URL_SHOWN];
    et_http_redact(url, shown, sizeof shown);
    t->response->failure = t->rc != ET_OK ? ET_HTTP_REFUSED : failure_of(code);
    if (t->rc != ET_OK) {
        et_error_prefix(t->error, "%s", shown);
        return t->rc;
    }
    if (code == CURLE_OUT_OF_MEMORY)
        return et_fail_nomem(t->error);
    if (t->response->failure == ET_HTTP_REFUSED)
        return et_fail(t->error, ET_E_USAGE, "%s is no http:// or https:// address", shown);
    return et_fail(t->error, ET_E_IO, "%s: %s", shown,
                   t->http->message[0] ? t->http->message : curl_easy_strerror(code));
}

static enum et_rc one_request(struct transfer *t, const char *url, bool is_foreign)
{
    struct curl_slist *headers = NULL;
    curl_off_t wait = 0;
    t->received = 0;
    t->begun = false;
    t->rc = ET_OK;
    t->http->message[0] = '\0';
    enum et_rc rc = make_headers(t->request, t->sink, is_foreign, &headers, t->error);
    if (rc == ET_OK) {
        set_options(t, url, headers);
        CURLcode code = curl_easy_perform(t->http->curl);
        t->response->status = status_of(t->http);
        t->response->failure = ET_HTTP_ANSWERED;
        curl_easy_getinfo(t->http->curl, CURLINFO_RETRY_AFTER, &wait);
        t->response->retry_after_ms = wait > 0 ? (int64_t)wait * 1000 : -1;
        bool is_last = !(is_redirect(t->response->status) && t->request->redirects);
        if (code == CURLE_OK && is_last && !t->begun)
            code = (t->rc = begin(t)) == ET_OK ? CURLE_OK : CURLE_WRITE_ERROR; /* an answer without a body */
        rc = code == CURLE_OK ? ET_OK : transfer_error(t, code, url);
    } else {
        t->response->failure = ET_HTTP_REFUSED;
    }
    curl_slist_free_all(headers);
    return rc;
}

/* ---- redirects ---- */

/* Scheme, host and port the same? Addresses that libcurl can't take apart are foreign. */
static bool same_host(const char *a, const char *b)
{
    static const CURLUPart parts[] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
    CURLU *left = curl_url(), *right = curl_url();
    bool same = left && right && curl_url_set(left, CURLUPART_URL, a, 0) == CURLUE_OK &&
                curl_url_set(right, CURLUPART_URL, b, 0) == CURLUE_OK;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && same; i++) {
        char *x = NULL, *y = NULL;
        same = curl_url_get(left, parts[i], &x, CURLU_DEFAULT_PORT) == CURLUE_OK &&
               curl_url_get(right, parts[i], &y, CURLU_DEFAULT_PORT) == CURLUE_OK &&
               et_slice_eq_nocase(et_slice_of(x), et_slice_of(y));
        curl_free(x);
        curl_free(y);
    }
    curl_url_cleanup(left);
    curl_url_cleanup(right);
    return same;
}

static enum et_rc next_address(struct transfer *t, struct et_buf *url, struct et_error *error)
{
    char *to = NULL, shown[URL_SHOWN];
    et_http_redact(url->data, shown, sizeof shown);
    curl_easy_getinfo(t->http->curl, CURLINFO_REDIRECT_URL, &to);
    t->response->failure = ET_HTTP_REFUSED;
    if (!to)
        return et_fail(error, ET_E_IO, "%s: a redirect to nowhere", shown);
    struct et_slice from = et_buf_view(url), next = et_slice_of(to);
    if (et_slice_starts(from, ET_SLICE("https:")) && !et_slice_starts(next, ET_SLICE("https:")))
        return et_fail(error, ET_E_IO, "%s: a redirect away from https is not followed", shown);
    et_buf_clear(url);
    if (!et_buf_slice(url, next))
        return et_fail_nomem(error);
    t->response->failure = ET_HTTP_ANSWERED;
    return ET_OK;
}

static enum et_rc one_try(struct transfer *t, struct et_buf *url)
{
    const struct et_http_request *request = t->request;
    bool is_foreign = false;
    et_buf_clear(url);
    et_buf_clear(&t->response->headers);
    if (!et_buf_str(url, request->url ? request->url : ""))
        return et_fail_nomem(t->error);
    enum et_rc rc = one_request(t, url->data, false);
    uint32_t left = request->body.ptr ? 0 : request->redirects;
    bool may = left > 0;
    while (rc == ET_OK && may && is_redirect(t->response->status)) {
        if (left-- == 0) {
            char shown[URL_SHOWN];
            et_http_redact(request->url, shown, sizeof shown);
            t->response->failure = ET_HTTP_REFUSED;
            return et_fail(t->error, ET_E_IO, "%s: more than %u redirects", shown, request->redirects);
        }
        rc = next_address(t, url, t->error);
        is_foreign = is_foreign || (rc == ET_OK && !same_host(request->url, url->data));
        if (rc == ET_OK)
            rc = one_request(t, url->data, is_foreign);
    }
    return rc;
}

/* ---- tries ---- */

static bool worth_another(const struct et_http_response *response, enum et_rc rc)
{
    if (rc == ET_OK) {
        int status = response->status;
        return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
    }
    return rc == ET_E_IO && (response->failure == ET_HTTP_TIMEOUT || response->failure == ET_HTTP_CONNECT ||
                             response->failure == ET_HTTP_CUT);
}

/* Milliseconds to wait, or -1 when the answer asks for more patience than there is. */
static int64_t wait_before(const struct et_http_request *request, const struct et_http_response *response)
{
    int64_t most = request->retry_max_ms ? request->retry_max_ms : 30000;
    int64_t wait = request->retry_first_ms ? request->retry_first_ms : 500;
    if (response->retry_after_ms > most)
        return -1;
    for (uint32_t i = 1; i < response->tries && wait < most; i++)
        wait *= 2;
    wait = wait > most ? most : wait;
    /* Many programs that failed at the same moment should not come back at the same moment. */
    wait -= (int64_t)(et_mix64((uint64_t)et_time_monotonic_us()) % (uint64_t)(wait / 4 + 1));
    return response->retry_after_ms > wait ? response->retry_after_ms : wait;
}

static bool sleep_for(int64_t ms, const volatile int *stop)
{
    int64_t until = et_time_monotonic_us() + ms * 1000;
    for (int64_t left = ms * 1000; left > 0; left = until - et_time_monotonic_us()) {
        if (stop && *stop)
            return false;
        int64_t part = left > 50000 ? 50000 : left;
        struct timespec pause = {.tv_sec = 0, .tv_nsec = (long)part * 1000};
        nanosleep(&pause, NULL);
    }
    return !(stop && *stop);
}

static void log_try(const struct et_http_request *request, const struct et_http_response *response, enum et_rc rc,
                    int64_t wait_ms)
{
    char shown[URL_SHOWN];
    et_http_redact(request->url ? request->url : "", shown, sizeof shown);
    ET_LOG(wait_ms >= 0 ? ET_LOG_INFO : ET_LOG_DEBUG, "net.http", wait_ms >= 0 ? "will be tried again" : "answered",
           ET_F_STR("url", shown), ET_F_INT("status", response->status), ET_F_INT("try", response->tries),
           ET_F_STR("result", et_rc_name(rc)), ET_F_INT("wait_ms", wait_ms));
}

enum et_rc et_http_run(struct et_http *http, const struct et_http_request *request, const struct et_http_sink *sink,
                       struct et_http_response *response, struct et_error *error)
{
    struct et_error own;
    struct et_buf url;
    struct transfer t = {.http = http,
                         .request = request,
                         .sink = sink,
                         .response = response,
                         .max_bytes = request->max_bytes ? request->max_bytes : (uint64_t)16 << 20,
                         .error = error ? error : &own};
    et_buf_init(&url, 64 << 10);
    response->tries = 0;
    enum et_rc rc;
    for (;;) {
        response->status = 0;
        response->tries++;
        rc = one_try(&t, &url);
        int64_t wait = -1;
        if (response->tries <= request->retries && worth_another(response, rc))
            wait = wait_before(request, response);
        log_try(request, response, rc, wait);
        if (wait < 0)
            break;
        if (!sleep_for(wait, request->stop)) {
            response->failure = ET_HTTP_REFUSED;
            rc = et_fail(error, ET_E_CANCELLED, "stopped");
            break;
        }
    }
    et_buf_dispose(&url);
    return rc;
}

/* ---- into memory ---- */

static enum et_rc clear_body(void *context, const struct et_http_response *response, struct et_error *error)
{
    (void)response;
    (void)error;
    et_buf_clear(context);
    return ET_OK;
}

static enum et_rc keep_body(void *context, const char *bytes, size_t len, struct et_error *error)
{
    return et_buf_add(context, bytes, len) ? ET_OK : et_fail_nomem(error);
}

enum et_rc et_http_send(struct et_http *http, const struct et_http_request *request, struct et_http_response *response,
                        struct et_error *error)
{
    struct et_http_sink sink = {.begin = clear_body, .write = keep_body, .context = &response->body};
    et_buf_clear(&response->body);
    return et_http_run(http, request, &sink, response, error);
}
