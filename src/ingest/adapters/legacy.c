/* The database of the earlier Python program (et_intelligence.db); read row by row through store/legacy.h. */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

const struct et_adapter_ops et_adapter_legacy = {
    .name = "legacy-db",
    .what = "the earlier program's SQLite database",
    .forms = ET_FORM_DATABASE,
};
