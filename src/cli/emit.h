/** Writes JSON into a buffer: commas and nesting are kept here, numbers look the same on every machine. Check
 * buf->failed once at the end. */
#ifndef ET_CLI_EMIT_H
#define ET_CLI_EMIT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct et_emit {
    struct et_buf *out;
    bool follows; /**< a value stands before the next one at this level: a comma is due */
    bool keyed;   /**< a key was just written */
};

#define ET_EMIT(buf) ((struct et_emit){.out = (buf)})

void et_emit_object(struct et_emit *json); /**< { */
void et_emit_object_end(struct et_emit *json);
void et_emit_array(struct et_emit *json); /**< [ */
void et_emit_array_end(struct et_emit *json);
void et_emit_key(struct et_emit *json, const char *key);
void et_emit_key_text(struct et_emit *json, struct et_slice key);
void et_emit_text(struct et_emit *json, struct et_slice text); /**< ptr NULL is null */
void et_emit_int(struct et_emit *json, int64_t value);
void et_emit_uint(struct et_emit *json, uint64_t value);
/** At most `decimals` digits behind the point, zeros at the end cut, never "-0"; NaN and infinities are null. */
void et_emit_real(struct et_emit *json, double value, int decimals);
void et_emit_p(struct et_emit *json, double value); /**< a probability: four significant digits */
void et_emit_bool(struct et_emit *json, bool value);
void et_emit_null(struct et_emit *json);
void et_emit_time(struct et_emit *json, int64_t us); /**< ISO 8601, ET_TIME_NONE is null */
void et_emit_raw(struct et_emit *json, struct et_slice json_text);

/** Key and value in one call. */
void et_emit_put_text(struct et_emit *json, const char *key, struct et_slice text);
void et_emit_put_str(struct et_emit *json, const char *key, const char *text); /**< NULL is null */
void et_emit_put_int(struct et_emit *json, const char *key, int64_t value);
void et_emit_put_uint(struct et_emit *json, const char *key, uint64_t value);
void et_emit_put_real(struct et_emit *json, const char *key, double value, int decimals);
void et_emit_put_bool(struct et_emit *json, const char *key, bool value);
void et_emit_put_time(struct et_emit *json, const char *key, int64_t us);

/** The text of et_emit_real without JSON's null: "" for what is not finite. */
void et_real_format(double value, int decimals, char *text, size_t size);

#endif
