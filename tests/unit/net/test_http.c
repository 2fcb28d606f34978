/* LABEL: threads
 * The HTTP client against a server that misbehaves. */
#include "net/http.h"

#include "base/file.h"
#include "base/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "unit/net/http_server.h"

#define OK "HTTP/1.1 200 OK\r\nConnection: close\r\n"
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static struct http_server server;
static struct et_http *http;
static struct et_http_response response;
static struct et_error error;
static char url[256], path[256], folder[128];

static int set_up(void **state)
{
    (void)state;
    setenv("no_proxy", "*", 1);
    snprintf(folder, sizeof folder, "%s/et-http-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(folder) || et_http_new(&http, &error) != ET_OK)
        return 1;
    snprintf(path, sizeof path, "%s/file", folder);
    et_http_response_init(&response);
    return 0;
}

static int tear_down(void **state)
{
    char command[256];
    (void)state;
    et_http_response_dispose(&response);
    et_http_free(http);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static struct et_http_request to(const struct http_answer *answers, size_t count)
{
    server_start(&server, answers, count);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/a/b?key=secret", server.port);
    return (struct et_http_request){.url = url, .retry_first_ms = 20};
}

static void an_answer_is_read(void **state)
{
    static const struct http_answer answers[] = {
        {OK "X-Thing: first\r\nx-thing:  Second \r\nContent-Length: 5\r\n\r\nhello", 0, 0},
        {"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 4\r\n\r\ngone", 0, 0}};
    struct et_http_header headers[] = {{"Authorization", "Bearer xyz", true}, {"Accept", "text/plain", false}};
    struct et_http_request request = to(answers, 2);
    (void)state;
    request.headers = headers;
    request.header_count = 2;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_OK);
    assert_int_equal(response.status, 200);
    assert_string_equal(response.body.data, "hello");
    assert_true(et_slice_is(et_http_header(&response, "X-THING"), "Second"));
    assert_null(et_http_header(&response, "Y").ptr);
    assert_non_null(strstr(server.requests[0], "GET /a/b?key=secret HTTP/1.1\r\n"));
    assert_non_null(strstr(server.requests[0], "Authorization: Bearer xyz\r\n"));
    request.body = ET_SLICE("{\"a\":1}");
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_OK);
    assert_int_equal(response.status, 404);
    assert_int_equal(response.tries, 1);
    assert_string_equal(response.body.data, "gone");
    assert_non_null(strstr(server.requests[1], "POST /a/b"));
    assert_non_null(strstr(server.requests[1], "\r\n\r\n{\"a\":1}"));
    server_stop(&server);
}

static void passing_failures_are_tried_again(void **state)
{
    static const struct http_answer answers[] = {
        {"HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbusy", 0, 0},
        {"HTTP/1.1 429 Slow down\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", 0, 0},
        {NULL, 0, 0},
        {OK "Content-Length: 10\r\n\r\nhalf", 0, 0},
        {OK "Content-Length: 4\r\n\r\ndone", 0, 0}};
    struct et_http_request request = to(answers, COUNT(answers));
    (void)state;
    request.retries = 4;
    int64_t start = et_time_monotonic_us();
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_OK);
    assert_int_equal(response.tries, 5);
    assert_string_equal(response.body.data, "done");        /* nothing of earlier answers is left */
    assert_true(et_time_monotonic_us() - start >= 1000000); /* as Retry-After asked */
    server_stop(&server);
}

static void tries_end(void **state)
{
    static const struct http_answer busy[] = {
        {"HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 0, 0}};
    static const struct http_answer later[] = {
        {"HTTP/1.1 429 No\r\nConnection: close\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n", 0, 0}};
    struct et_http_request request = to(busy, 1);
    (void)state;
    request.retries = 2;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_OK);
    assert_int_equal(response.status, 500);
    assert_int_equal(response.tries, 3);
    server_stop(&server);
    request = to(later, 1);
    request.retries = 5;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_OK);
    assert_int_equal(response.tries, 1); /* an hour is more patience than asked for */
    assert_int_equal(response.retry_after_ms, 3600000);
    server_stop(&server);
}

static void limits_hold(void **state)
{
    static const struct http_answer silent[] = {{OK "Content-Length: 9\r\n\r\nx", 0, 5000}};
    static const struct http_answer late[] = {{OK "Content-Length: 1\r\n\r\nx", 5000, 0}};
    static const struct http_answer endless[] = {{OK "\r\n0123456789012345678901234567890123456789", 0, 0}};
    struct et_http_request request = to(silent, 1);
    (void)state;
    request.stall_timeout_ms = 1000;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_IO);
    assert_int_equal(response.failure, ET_HTTP_TIMEOUT);
    server_stop(&server);
    request = to(late, 1);
    request.timeout_ms = 200;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_IO);
    assert_int_equal(response.failure, ET_HTTP_TIMEOUT);
    server_stop(&server);
    request = to(endless, 1);
    request.max_bytes = 20;
    request.retries = 3;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_TOO_LONG);
    assert_int_equal(response.tries, 1);
    assert_null(strstr(error.message, "secret")); /* the query is not shown */
    assert_non_null(strstr(error.message, "127.0.0.1"));
    server_stop(&server);
}

static void it_can_be_stopped(void **state)
{
    static const struct http_answer late[] = {{OK "Content-Length: 1\r\n\r\nx", 5000, 0}};
    static const struct http_answer busy[] = {
        {"HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 0, 0}};
    volatile int stop = 1;
    struct et_http_request request = to(late, 1);
    int64_t start = et_time_monotonic_us();
    (void)state;
    request.stop = &stop;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_CANCELLED);
    server_stop(&server);
    request = to(busy, 1);
    request.stop = &stop;
    request.retries = 3;
    request.retry_first_ms = 20000;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_CANCELLED);
    assert_true(et_time_monotonic_us() - start < 4000000);
    server_stop(&server);
}

static void redirects_leave_secrets_behind(void **state)
{
    static char moved[256];
    struct http_answer first[] = {{moved, 0, 0}};
    static const struct http_answer second[] = {{OK "Content-Length: 4\r\n\r\nthis", 0, 0}};
    static struct http_server other;
    struct et_http_header headers[] = {{"X-Key", "abc", true}, {"X-Other", "def", false}};
    (void)state;
    server_start(&other, second, 1);
    snprintf(
        moved, sizeof moved,
        "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: http://127.0.0.1:%u/new\r\nContent-Length: 3\r\n\r\nold",
        other.port);
    struct et_http_request request = to(first, 1);
    request.headers = headers;
    request.header_count = 2;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_OK);
    assert_int_equal(response.status, 302); /* none was to be followed */
    request.redirects = 3;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_OK);
    assert_string_equal(response.body.data, "this");
    assert_non_null(strstr(server.requests[1], "X-Key: abc"));
    assert_null(strstr(other.requests[0], "X-Key"));
    assert_non_null(strstr(other.requests[0], "X-Other: def"));
    snprintf(moved, sizeof moved,
             "HTTP/1.1 307 Again\r\nConnection: close\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_IO);
    assert_non_null(strstr(error.message, "3 redirects"));
    snprintf(moved, sizeof moved,
             "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_USAGE);
    server_stop(&server);
    server_stop(&other);
}

static void bad_requests_are_refused(void **state)
{
    struct et_http_header header = {"X-A", "b\r\nX-C: d", false};
    struct et_http_request request = {.url = "http://127.0.0.1:1/", .headers = &header, .header_count = 1};
    (void)state;
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_USAGE);
    request = (struct et_http_request){.url = "file:///etc/passwd"};
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_USAGE);
    request = (struct et_http_request){.url = "http://127.0.0.1:1/"};
    assert_int_equal(et_http_send(http, &request, &response, &error), ET_E_IO);
    assert_int_equal(response.failure, ET_HTTP_CONNECT);
    char shown[64];
    et_http_redact("https://me:pass@host.example/p?token=1#x", shown, sizeof shown);
    assert_string_equal(shown, "https://host.example/p?...");
    et_http_redact("nonsense", shown, sizeof shown);
    assert_string_equal(shown, "nonsense");
}

static void check_file(const char *wanted)
{
    struct et_buf bytes;
    et_buf_init(&bytes, 0);
    assert_int_equal(et_file_read(path, 100, &bytes, &error), ET_OK);
    assert_string_equal(bytes.data, wanted);
    et_buf_dispose(&bytes);
    unlink(path);
}

static bool part_exists(void)
{
    char part[300];
    snprintf(part, sizeof part, "%s.part", path);
    return et_file_exists(part);
}

static void a_broken_file_is_gone_on_with(void **state)
{
    static const struct http_answer answers[] = {
        {OK "ETag: \"v1\"\r\nContent-Length: 10\r\n\r\n0123", 0, 0},
        {"HTTP/1.1 206 Part\r\nConnection: close\r\nETag: \"v1\"\r\nContent-Range: bytes 4-9/10\r\nContent-Length: "
         "6\r\n\r\n456789",
         0, 0}};
    struct et_http_request request = to(answers, 2);
    struct et_http_file file;
    char wanted[ET_SHA256_HEX];
    (void)state;
    assert_int_equal(et_http_download(http, &request, path, &response, &file, &error), ET_E_IO); /* no second try */
    assert_true(part_exists() && !et_file_exists(path));
    assert_int_equal(et_http_download(http, &request, path, &response, &file, &error), ET_OK);
    assert_non_null(strstr(server.requests[1], "Range: bytes=4-\r\n"));
    assert_non_null(strstr(server.requests[1], "If-Range: \"v1\"\r\n"));
    assert_int_equal(file.bytes, 10);
    assert_int_equal(file.resumed, 4);
    et_sha256_of(ET_SLICE("0123456789"), wanted);
    assert_string_equal(file.sha256, wanted);
    assert_false(part_exists());
    check_file("0123456789");
    server_stop(&server);
}

static void a_changed_file_begins_anew(void **state)
{
    static const struct http_answer answers[] = {
        {OK "ETag: \"v1\"\r\nContent-Length: 10\r\n\r\n0123", 0, 0},
        {OK "ETag: \"v2\"\r\nContent-Length: 6\r\n\r\nabc", 0, 0},
        {"HTTP/1.1 206 Part\r\nConnection: close\r\nContent-Range: bytes 1-5/6\r\nContent-Length: 5\r\n\r\nbcdef", 0,
         0},
        {"HTTP/1.1 416 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 0, 0},
        {OK "Content-Length: 6\r\n\r\nabcdef", 0, 0}};
    struct et_http_request request = to(answers, COUNT(answers));
    struct et_http_file file;
    (void)state;
    request.retries = 1; /* two tries break off; of the third call's, the range is not the one asked for */
    assert_int_equal(et_http_download(http, &request, path, &response, &file, &error), ET_E_IO);
    request.retries = 0;
    assert_int_equal(et_http_download(http, &request, path, &response, &file, &error), ET_E_IO);
    assert_int_equal(et_http_download(http, &request, path, &response, &file, &error), ET_OK);
    assert_int_equal(file.resumed, 0);
    check_file("abcdef");
    server_stop(&server);
}

static void failing_downloads_leave_nothing(void **state)
{
    static const struct http_answer answers[] = {
        {"HTTP/1.1 404 No\r\nConnection: close\r\nContent-Length: 4\r\n\r\ngone", 0, 0},
        {"HTTP/1.1 403 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 0, 0},
        {OK "Content-Length: 30\r\n\r\n012345678901234567890123456789", 0, 0}};
    struct et_http_request request = to(answers, COUNT(answers));
    struct et_http_file file;
    (void)state;
    request.max_bytes = 20;
    assert_int_equal(et_http_download(http, &request, path, &response, &file, &error), ET_E_NOT_FOUND);
    assert_string_equal(response.body.data, "gone");
    assert_int_equal(et_http_download(http, &request, path, &response, &file, &error), ET_E_IO);
    assert_int_equal(et_http_download(http, &request, path, &response, &file, &error), ET_E_TOO_LONG);
    assert_false(part_exists() || et_file_exists(path));
    assert_int_equal(et_http_download(http, &request, "/nowhere/at/all", &response, &file, &error), ET_E_NOT_FOUND);
    server_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_read),
        cmocka_unit_test(passing_failures_are_tried_again),
        cmocka_unit_test(tries_end),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(it_can_be_stopped),
        cmocka_unit_test(redirects_leave_secrets_behind),
        cmocka_unit_test(bad_requests_are_refused),
        cmocka_unit_test(a_broken_file_is_gone_on_with),
        cmocka_unit_test(a_changed_file_begins_anew),
        cmocka_unit_test(failing_downloads_leave_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
