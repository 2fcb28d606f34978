/** Time: int64 microseconds since 1970-01-01T00:00:00Z, proleptic Gregorian, no leap seconds. */
#ifndef ET_BASE_TIME_H
#define ET_BASE_TIME_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define ET_US_SECOND INT64_C(1000000)
#define ET_US_MINUTE (60 * ET_US_SECOND)
#define ET_US_HOUR (3600 * ET_US_SECOND)
#define ET_US_DAY (24 * ET_US_HOUR)
#define ET_TIME_NONE INT64_MIN /**< "not known" wherever a time may be missing */
#define ET_TIME_TEXT 40        /**< enough for every text that is written here, with NUL */

struct et_civil {
    int32_t year;
    int32_t month, day;           /**< from 1 */
    int32_t hour, minute, second; /**< second 0..59 */
    int32_t microsecond;
};

int64_t et_time_now_us(void);
int64_t et_time_monotonic_us(void); /**< for durations */

bool et_civil_valid(const struct et_civil *civil);
int64_t et_time_from_civil(const struct et_civil *civil); /**< as UTC */
void et_time_to_civil(int64_t us, struct et_civil *civil);
int et_time_weekday(int64_t us); /**< 0 = Monday, UTC */

/** ISO 8601: 2025-11-20, 2025-11-20T18:49[:05[.123456]][Z|+01:00|+0100|+01], 'T' or a blank. *had_zone tells whether a
 *  zone stood there; without one the value is read as UTC. NULL had_zone is allowed. */
bool et_time_parse_iso(struct et_slice text, int64_t *us, bool *had_zone);

/** UTC; ET_TIME_NONE is written as "". */
void et_time_format_iso(int64_t us, char text[ET_TIME_TEXT]); /**< 2025-11-20T18:49:05Z, with .ffffff only if not 0 */
void et_time_format_iso_us(int64_t us, char text[ET_TIME_TEXT]); /**< always with six digits */
void et_time_format_date(int64_t us, char text[ET_TIME_TEXT]);   /**< 2025-11-20 */

/** Zones by IANA name from the system's tzdata (TZif files), "UTC" and fixed offsets "+02:00" without it. Immutable.
 *  Errors of et_zone_open: ET_E_USAGE for a name that is not known, ET_E_CORRUPT, ET_E_NOMEM. */
struct et_zone;
ET_MUST_CHECK enum et_rc et_zone_open(const char *name, struct et_zone **out, struct et_error *error);
void et_zone_close(struct et_zone *zone);
const char *et_zone_name(const struct et_zone *zone);
int32_t et_zone_offset_s(const struct et_zone *zone,
                         int64_t us); /**< seconds east of UTC at that instant; NULL zone = UTC */
/** Local wall-clock time (as if it were UTC) to UTC. In a gap the offset before it holds; in an overlap the first of
 * both. */
int64_t et_zone_to_utc(const struct et_zone *zone, int64_t local_us);

/** "90m", "72h", "30d", "2w" to microseconds; also a plain number of seconds. */
bool et_duration_parse(struct et_slice text, int64_t *us);

#endif
