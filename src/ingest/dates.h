/** Dates as exports write them: epochs in seconds, milliseconds or microseconds, ISO 8601, vendors' local layouts, and
 *  "2 weeks ago". A date before 2004 or more than two days after the export was made is a sign of a wrong unit; what
 * fits no unit is refused: no date is ever guessed. */
#ifndef ET_INGEST_DATES_H
#define ET_INGEST_DATES_H

#include "base/time.h"
#include "types/record.h"

struct et_date_rules {
    const struct et_zone *zone; /**< of times without one; NULL = UTC */
    char order;                 /**< of numbers like 03/04/2025: 'D', 'M' or 'Y'; 0 = not decided */
    int64_t observed_at_us;     /**< when the export was made: "2 weeks ago" counts from it */
};

enum et_date_result {
    ET_DATE_OK,
    ET_DATE_ABSENT,    /**< an empty text */
    ET_DATE_BAD,       /**< "time is not a date" */
    ET_DATE_NO_UNIT,   /**< "time is in no known unit" */
    ET_DATE_TOO_EARLY, /**< "time is before 2004" */
    ET_DATE_TOO_LATE,  /**< "time is after the export was made" */
    ET_DATE_UNDECIDED  /**< day or month first: rules->order is needed */
};

enum et_date_result et_date_parse(struct et_slice text, const struct et_date_rules *rules, int64_t *us,
                                  enum et_precision *precision);
const char *et_date_reason(enum et_date_result result); /**< a short fixed phrase */

/** What a text says about the order of day and month: 'D' or 'M' when it can only be read so, '?' when both fit, 0 when
 * it is no date of that kind. */
char et_date_vote(struct et_slice text);

/** Repairs a date of January 1970 that is an epoch read as nanoseconds and cut to microseconds: 00:00:01.763668 was
 *  1763668... seconds. The middle of what it can have been; precision says how good that is. false when it was nothing
 * so. */
bool et_date_repair_1970(int64_t us, int64_t observed_at_us, int64_t *repaired_us, enum et_precision *precision);

/** The time in a file's name, `..._2025-11-26_05-09-43-642.csv` (UTC), or ET_TIME_NONE. The last one counts; one
 * followed by
 *  "_UTC" is the time of a post (Instaloader's names) and is given only with of_post. */
int64_t et_date_in_name(struct et_slice name, bool of_post);

#endif
