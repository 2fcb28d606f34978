/** The small JSON documents of a model, read with jansson. Private to this folder. */
#ifndef ET_ANALYSE_TRANSFORMER_JSON_INT_H
#define ET_ANALYSE_TRANSFORMER_JSON_INT_H

#include "base/error.h"
#include "base/slice.h"

#include <jansson.h>

/** One document, UTF-8, no duplicate keys, nested at most 64 deep. what: "config.json", for messages. NUL-terminated
 *  text is not needed. Free with json_decref. Errors: ET_E_FORMAT, ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_model_json(struct et_slice text, const char *what, json_t **out, struct et_error *error);

#endif
