/** The one HTTP client (libcurl): time-outs, caps on sizes, retries with back-off, redirects that leave secrets behind,
 *  and logs without secrets. http and https only; certificates are always checked. Proxies are those of the environment
 *  (https_proxy, no_proxy). Threads: a client belongs to one thread at a time; several clients run side by side. */
#ifndef ET_NET_HTTP_H
#define ET_NET_HTTP_H

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct et_http; /**< keeps its connections open between requests */

struct et_http_header {
    const char *name; /**< "Authorization"; NUL-terminated, no line breaks */
    const char *value;
    bool secret; /**< not sent on to another host by a redirect. Never logged in any case: no header is */
};

/** Zero fields mean the defaults given here. Everything is borrowed for the call. */
struct et_http_request {
    const char *method; /**< NULL = GET, or POST when there is a body */
    const char *url;
    const struct et_http_header *headers;
    size_t header_count;
    struct et_slice body;        /**< ptr NULL = none */
    uint64_t max_bytes;          /**< most bytes of an answer's body; 16 MiB */
    uint32_t connect_timeout_ms; /**< 10,000 */
    uint32_t timeout_ms;         /**< one try from start to end; 0 = only stalls end it */
    uint32_t stall_timeout_ms;   /**< no byte for so long ends a try; whole seconds; 30,000 */
    uint32_t retries;            /**< more tries after time-outs, broken connections, 408, 429 and 5xx; 0 = none */
    uint32_t retry_first_ms; /**< wait before the first of them, doubled each time, a quarter of it by chance; 500 */
    uint32_t retry_max_ms;   /**< longest wait; a Retry-After beyond it ends the tries; 30,000 */
    uint32_t redirects; /**< most that are followed, GET only, never from https to http; 0 = none: 3xx is the answer */
    bool fresh; /**< a connection of its own: over one that was used before, libcurl sends a request again by itself when
                     the other side had closed it. For what must not be done twice */
    const volatile int *stop; /**< non-zero cancels within a second; NULL = never */
    /** Bytes of the body so far and in all (0 = not known), from within the call; NULL = nobody asks. */
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *progress_context;
};

enum et_http_failure {
    ET_HTTP_ANSWERED, /**< there is a status */
    ET_HTTP_TIMEOUT,
    ET_HTTP_CONNECT, /**< no such host, nobody listens */
    ET_HTTP_TLS,     /**< certificate or handshake; never tried again */
    ET_HTTP_CUT,     /**< the answer broke off */
    ET_HTTP_REFUSED, /**< by us: cap, redirect, cancelled, bad request; never tried again */
};

struct et_http_response {
    enum et_http_failure failure;
    int status;             /**< of the last answer, 0 = none */
    int64_t retry_after_ms; /**< as the last answer asked; -1 = it did not */
    uint32_t tries;
    struct et_buf body;    /**< of et_http_send; of a download only what came with a failing status, 4 KiB at most */
    struct et_buf headers; /**< "Name: value\n" of every answer of the last try, redirects included; 64 KiB at most */
};

ET_MUST_CHECK enum et_rc et_http_new(struct et_http **out, struct et_error *error);
void et_http_free(struct et_http *http);

void et_http_response_init(struct et_http_response *response);
void et_http_response_dispose(struct et_http_response *response);
/** The last value of a header; case of its name does not matter. {NULL, 0} when there is none. */
struct et_slice et_http_header(const struct et_http_response *response, const char *name);

/** Sends a request and reads the answer into memory. response is cleared first and is filled as far as things went,
 * also on failure. Any status is ET_OK: look at response->status. Errors: ET_E_IO (time-out, no connection, broken
 * off), ET_E_TOO_LONG (more than max_bytes), ET_E_CANCELLED, ET_E_USAGE (no http or https address), ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_http_send(struct et_http *http, const struct et_http_request *request,
                                      struct et_http_response *response, struct et_error *error);

struct et_http_file {
    uint64_t bytes;
    uint64_t resumed; /**< bytes that an earlier call had left behind */
    char sha256[ET_SHA256_HEX];
};

/** GETs into the file at `path` by way of "path.part", which stays after a failure and is gone on with by the next try
 * and by the next call (Range with If-Range, so that a changed file begins anew), and which is flushed and renamed when
 * whole. Only for addresses whose content does not change: a part of another version without an ETag is not told apart;
 * compare the hash. Errors: as et_http_send; ET_E_NOT_FOUND for 404 and 410, ET_E_IO for other failing statuses and
 * when the disk fails, ET_E_FULL. */
ET_MUST_CHECK enum et_rc et_http_download(struct et_http *http, const struct et_http_request *request, const char *path,
                                          struct et_http_response *response, struct et_http_file *file,
                                          struct et_error *error);

/** An address as logs and messages may show it: user, password, query and fragment taken out. */
void et_http_redact(const char *url, char *out, size_t size);

#endif
