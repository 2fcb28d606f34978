/** What detection looks at. */
#ifndef ET_INGEST_PROBE_H
#define ET_INGEST_PROBE_H

#include "base/map.h"
#include "ingest/adapter.h"

struct et_probe {
    struct et_strmap names; /**< columns -> index, or key paths -> 0 */
    struct et_slice file_name;
};

/** Splits "a|b|c". false when there are no more. */
bool et_names_next(const char **names, struct et_slice *name);

/** Columns under their names, and under '/' for '.' where that is free. Names live in the arena. */
ET_MUST_CHECK enum et_rc et_probe_columns(struct et_probe *probe, const struct et_slice *columns, size_t count,
                                          struct et_arena *arena, struct et_error *error);
void et_probe_dispose(struct et_probe *probe);

#endif
