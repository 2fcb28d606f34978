/** Copied texts: near-identical comments (equal copy hash) of the period by at least 3 authors within 24 hours. */
#ifndef ET_INSIGHT_COPIES_INT_H
#define ET_INSIGHT_COPIES_INT_H

#include "insight/record_int.h"

struct et_copies {
    uint64_t groups, comments;
};

#define ET_COPY_AUTHORS 3
#define ET_COPY_WINDOW (24 * INT64_C(3600000000))

/** Sets ET_IS_COPY in the records that are. */
ET_MUST_CHECK enum et_rc et_copies_mark(struct et_records *records, struct et_copies *out, struct et_error *error);

#endif
