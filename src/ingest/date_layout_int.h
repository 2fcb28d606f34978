/** Layouts of dates in words and numbers; for dates.c only. */
#ifndef ET_INGEST_DATE_LAYOUT_INT_H
#define ET_INGEST_DATE_LAYOUT_INT_H

#include "base/time.h"
#include "types/record.h"

struct et_date_layout {
    struct et_civil civil; /**< without month and day while order_open */
    bool order_open;       /**< like 03/04/2025: first and second have to be told apart */
    int first, second;
    int third; /**< the year of such a date, or with order 'Y' the day */
    bool has_time, has_seconds, has_zone;
    int32_t offset_s;
};

/** Takes a text apart. false when it is no date in a layout that is known. */
bool et_date_layout_read(struct et_slice text, struct et_date_layout *layout);

/** Sets the month and day of an open layout. false when they are none in that order. */
bool et_date_layout_order(struct et_date_layout *layout, char order);

/** "2 weeks ago", "an hour ago", "yesterday", "3d", "2w". */
bool et_date_relative(struct et_slice text, int64_t observed_at_us, int64_t *us, enum et_precision *precision);

#endif
