/** One record of JSON: parsed, and its values read by path. */
#ifndef ET_INGEST_JSON_ITEM_H
#define ET_INGEST_JSON_ITEM_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "ingest/fields.h"

#include <jansson.h>

struct et_field_names;

/** Parses a record. What JSON forbids but exports contain is cleaned first, when the text does not parse as it is:
 * bytes that are no UTF-8, control characters in strings, unpaired surrogates; *repaired counts. NULL when it is no
 * JSON, or *nomem. */
json_t *et_json_parse(struct et_slice text, struct et_buf *clean, uint64_t *repaired, bool *nomem);

/** The value at a path ("owner/username"); NULL if there is none. A key that holds '/' itself is found too. */
json_t *et_json_at(json_t *object, struct et_slice path);

/** The scalar at the best of names ("a|b/c") as text: borrowed from the JSON, or made in the arena (*made). ptr NULL =
 * none, or *nomem. */
struct et_slice et_json_item_text(json_t *object, const char *names, struct et_arena *arena, bool *made, bool *nomem);

/** Fills the values of all fields that are not there yet. */
ET_MUST_CHECK enum et_rc et_json_fill(json_t *object, const struct et_field_names *fields, struct et_arena *arena,
                                      struct et_values *values, struct et_error *error);

#endif
