/** One server that speaks the OpenAI protocol: its settings with the key, one try of a request, and what to make of
 *  the answer. The key is sent to base_url's host alone and stands in no message, log or database. */
#ifndef ET_ANALYSE_CHAT_ENDPOINT_H
#define ET_ANALYSE_CHAT_ENDPOINT_H

#include "analyse/chat/prompt.h"
#include "net/http.h"

struct et_chat_endpoint {
    const char *base_url; /**< "https://host/v1", with or without a slash at its end */
    const char *model;
    const char *key;     /**< "" = none is sent */
    uint32_t timeout_ms; /**< of one try */
    uint32_t retries;    /**< further tries of one request */
    uint32_t retry_first_ms, retry_max_ms;
};

#define ET_CHAT_KEY_MAX 4096
/** The key out of a file: its first line, trimmed. Errors: ET_E_READONLY when group or others may read or write the
 *  file (says how to close it), ET_E_NOT_FOUND, ET_E_FORMAT when it is empty or no key. */
ET_MUST_CHECK enum et_rc et_chat_key_read(const char *path, char key[ET_CHAT_KEY_MAX], struct et_error *error);

/** Whether the settings can be used: an http or https address, a model, a key of printable ASCII; a key goes over http
 *  to this machine alone. Errors: ET_E_USAGE. */
ET_MUST_CHECK enum et_rc et_chat_endpoint_check(const struct et_chat_endpoint *endpoint, struct et_error *error);

/** What one try came to. */
enum et_chat_outcome {
    ET_CHAT_DONE,    /**< 2xx: the body is an answer */
    ET_CHAT_AGAIN,   /**< 408, 409, 429, 5xx, time-out, no connection, broken off */
    ET_CHAT_SIMPLER, /**< refused for the form of the request: change `format` or `quirks` as told, and ask again */
    ET_CHAT_REFUSED, /**< this request will never be taken (too long, filtered); others may be */
    ET_CHAT_HOPELESS /**< no request will be: key, model, address, quota, certificate */
};
/** Whether the server may have worked and so charge for it. */
enum et_chat_charge { ET_CHAT_FREE, ET_CHAT_CHARGED, ET_CHAT_PERHAPS };

struct et_chat_verdict {
    enum et_chat_outcome outcome;
    enum et_chat_charge charge;
    enum et_chat_format format; /**< SIMPLER: to be used from now on */
    unsigned quirks;
    int64_t wait_ms;       /**< AGAIN: as the server asked; -1 = it did not */
    struct et_error error; /**< of what is not DONE: without key, without texts of comments */
};

/** Sends one request and judges what came back; no waiting and no further try happens here. path: "/chat/completions".
 *  body ptr NULL = GET, or with method a request without a body. The answer's body stays in response. */
struct et_chat_call {
    const char *method; /**< NULL = GET or POST */
    const char *path;
    struct et_slice body;
    const char *content_type; /**< NULL = application/json */
    uint64_t max_bytes;       /**< of the answer; 0 = 4 MiB */
    enum et_chat_format format;
    unsigned quirks;
    const volatile int *stop;
    bool once; /**< what must not be done twice: never sent again by itself */
};
ET_MUST_CHECK enum et_rc et_chat_send(struct et_http *http, const struct et_chat_endpoint *endpoint,
                                      const struct et_chat_call *call, struct et_http_response *response,
                                      struct et_chat_verdict *out, struct et_error *error);

/** Milliseconds before try number `tries` + 1: doubled each time, up to a quarter less by chance, and never less than
 *  the server asked for; -1 when it asks for more patience than retry_max_ms * 10. */
int64_t et_chat_wait_ms(const struct et_chat_endpoint *endpoint, uint32_t tries, int64_t asked_ms, uint64_t chance);
/** Whether *stop is set; by a signal handler perhaps, and on any thread. */
static inline bool et_chat_is_stopped(const volatile int *stop)
{
    return stop && __atomic_load_n(stop, __ATOMIC_RELAXED);
}
/** Sleeps in small steps; false when *stop was set meanwhile. */
bool et_chat_sleep(int64_t ms, const volatile int *stop);

#endif
