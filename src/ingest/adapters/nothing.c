/* JSON without a record: "[]". It shows no vendor and is no failure. Found by what it lacks (detect.c), never by names,
 * so it is not listed in adapters.c. */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

static const struct et_field_names none[] = {{0, NULL}};

const struct et_adapter_ops et_adapter_nothing = {
    .name = "empty-json",
    .what = "JSON without a record",
    .forms = ET_FORM_JSON,
    .platform = ET_PLATFORM_OTHER, /* where no option says it */
    .comment = none,
    .document_post = none,
};
