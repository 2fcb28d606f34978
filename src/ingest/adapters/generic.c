/* Any table with a text column: columns are told by their names (meaning.c) or by --map. */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

const struct et_adapter_ops et_adapter_generic = {
    .name = "generic",
    .what = "a table whose columns are told by their names",
    .forms = ET_FORM_TABLE,
};
