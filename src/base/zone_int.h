/** Private to src/base: the parts of time zones, apart so that they are tested and fuzzed with bytes of the tester's
 * own. */
#ifndef ET_BASE_ZONE_INT_H
#define ET_BASE_ZONE_INT_H

#include "base/time.h"

/** Days since 1970-01-01 of a proleptic Gregorian date. */
int64_t et_days_from_civil(int64_t year, int month, int day);

/** "+02:00", "-0530", "+02" whole; seconds east of UTC. */
bool et_offset_parse(struct et_slice text, int32_t *seconds);

/** One change of a POSIX TZ rule: a day of the year and a local time in it. */
struct et_zone_day {
    enum { ET_DAY_MONTH_WEEK, ET_DAY_JULIAN, ET_DAY_OF_YEAR } kind;
    int32_t month, week, weekday; /**< M: month 1..12, week 1..5 (5 = last), weekday 0 = Sunday */
    int32_t day;                  /**< J: 1..365 without February 29; n: 0..365 with it */
    int32_t second;               /**< local time of the change, may be negative or over a day */
};

/** A POSIX TZ string as in the last line of a TZif file: what holds after the last transition of the table. */
struct et_zone_rule {
    int32_t standard_s, summer_s; /**< seconds east of UTC */
    bool has_summer;
    struct et_zone_day start, end;
};

bool et_zone_rule_parse(struct et_slice text, struct et_zone_rule *rule);
int32_t et_zone_rule_offset_s(const struct et_zone_rule *rule, int64_t second);

/** A zone out of the bytes of a TZif file. Errors: ET_E_CORRUPT, ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_zone_parse(const char *name, struct et_slice bytes, struct et_zone **out,
                                       struct et_error *error);

#endif
