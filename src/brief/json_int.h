/** A small writer of JSON with fixed decimals and the order of keys as written: the same figures give the same bytes.
 */
#ifndef ET_BRIEF_JSON_INT_H
#define ET_BRIEF_JSON_INT_H

#include "base/buf.h"
#include "brief/model.h"

struct et_json {
    struct et_buf *out;
    unsigned depth;
    bool inside; /**< something stands before, so a comma is due */
};

/** key NULL inside arrays. */
void et_json_open(struct et_json *json, const char *key, char bracket);          /**< '{' or '[' */
void et_json_close(struct et_json *json, char bracket);                          /**< '}' or ']' */
void et_json_text(struct et_json *json, const char *key, const char *text);      /**< NULL gives null */
void et_json_slice(struct et_json *json, const char *key, struct et_slice text); /**< ptr NULL gives null */
void et_json_count(struct et_json *json, const char *key, uint64_t n);
void et_json_integer(struct et_json *json, const char *key, int64_t n);
void et_json_real(struct et_json *json, const char *key, double value, int decimals); /**< NaN and infinity give null */
void et_json_bool(struct et_json *json, const char *key, bool value);
void et_json_null(struct et_json *json, const char *key);
void et_json_time(struct et_json *json, const char *key, int64_t us);               /**< ET_TIME_NONE gives null */
void et_json_interval(struct et_json *json, const char *key, struct et_interval i); /**< [low, high] or null */
void et_json_counts(struct et_json *json, const char *key, const uint64_t *values, size_t count);

/** json_figures.c */
void et_json_figures(struct et_json *json, const struct et_brief_model *brief);
void et_json_quote(struct et_json *json, const char *key, const struct et_quote *quote);
void et_json_velocity(struct et_json *json, const char *key, const struct et_brief_model *brief,
                      const struct et_velocity *v);

#endif
