/** One try of a request, shared by http.c (into memory) and download.c (into a file). */
#ifndef ET_NET_HTTP_INT_H
#define ET_NET_HTTP_INT_H

#include "net/http.h"

#define ET_HTTP_ERROR_BODY ((size_t)4 << 10) /* of a failing answer that is kept of a download */

/** Where the body of an answer goes. */
struct et_http_sink {
    /** Before the first byte of a final answer (no redirect) and when there is none. May be NULL. */
    enum et_rc (*begin)(void *context, const struct et_http_response *response, struct et_error *error);
    enum et_rc (*write)(void *context, const char *bytes, size_t len, struct et_error *error);
    /** Called before each try: what to ask for besides the request's headers ("bytes=N-", an ETag); may be NULL. */
    void (*before)(void *context, uint64_t *from, const char **if_range);
    void *context;
};

/** Tries, follows redirects and tries again as the request says. */
ET_MUST_CHECK enum et_rc et_http_run(struct et_http *http, const struct et_http_request *request,
                                     const struct et_http_sink *sink, struct et_http_response *response,
                                     struct et_error *error);

#endif
