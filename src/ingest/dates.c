#include "ingest/dates.h"

#include "ingest/date_layout_int.h"

#define EARLIEST_US (INT64_C(1072915200) * ET_US_SECOND) /* 2004-01-01 */
#define TOLERANCE_US (2 * ET_US_DAY)

const char *et_date_reason(enum et_date_result result)
{
    switch (result) {
    case ET_DATE_ABSENT:
        return "no time";
    case ET_DATE_NO_UNIT:
        return "time is in no known unit";
    case ET_DATE_TOO_EARLY:
        return "time is before 2004";
    case ET_DATE_TOO_LATE:
        return "time is after the export was made";
    case ET_DATE_UNDECIDED:
        return "day and month order is not known";
    case ET_DATE_OK:
    case ET_DATE_BAD:
        break;
    }
    return "time is not a date";
}

static enum et_date_result check_range(int64_t us, int64_t observed_at_us)
{
    if (us < EARLIEST_US)
        return ET_DATE_TOO_EARLY;
    return us > observed_at_us + TOLERANCE_US ? ET_DATE_TOO_LATE : ET_DATE_OK;
}

static int two(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static bool matches(const char *p, const char *mask)
{
    for (; *mask; p++, mask++)
        if (*mask == 'd' ? (unsigned char)(*p - '0') > 9 : *p != *mask)
            return false;
    return true;
}

/* 2025-11-20T18:49:05Z and 2025-11-20T18:49:05.000Z, as most exports have it. */
static bool parse_fast(struct et_slice text, int64_t *us)
{
    const char *p = text.ptr;
    if ((text.len != 20 && text.len != 24) || !matches(p, "dddd-dd-ddTdd:dd:dd") ||
        !matches(p + 19, text.len == 20 ? "Z" : ".dddZ"))
        return false;
    struct et_civil civil = {.year = two(p) * 100 + two(p + 2),
                             .month = two(p + 5),
                             .day = two(p + 8),
                             .hour = two(p + 11),
                             .minute = two(p + 14),
                             .second = two(p + 17),
                             .microsecond = text.len == 24 ? (two(p + 20) * 10 + p[22] - '0') * 1000 : 0};
    if (!et_civil_valid(&civil))
        return false;
    *us = et_time_from_civil(&civil);
    return true;
}

/* A number of digits, perhaps with a fraction: value and microseconds of it. */
static bool parse_number(struct et_slice text, uint64_t *whole, int64_t *fraction_us, size_t *digits)
{
    struct et_slice rest = text;
    struct et_slice number = et_slice_cut(&rest, '.');
    *digits = number.len;
    *fraction_us = 0;
    int64_t unit = ET_US_SECOND / 10;
    for (size_t i = 0; i < rest.len; i++, unit /= 10) {
        if (rest.ptr[i] < '0' || rest.ptr[i] > '9')
            return false;
        *fraction_us += (rest.ptr[i] - '0') * unit;
    }
    return et_slice_to_u64(number, whole);
}

static enum et_date_result parse_epoch(uint64_t value, int64_t fraction_us, const struct et_date_rules *rules,
                                       int64_t *us)
{
    static const int64_t units[] = {ET_US_SECOND, 1000, 1};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (value > (uint64_t)(INT64_MAX / units[i] - 1))
            continue;
        int64_t candidate = (int64_t)value * units[i] + (i == 0 ? fraction_us : 0);
        if (check_range(candidate, rules->observed_at_us) == ET_DATE_OK) {
            *us = candidate;
            return ET_DATE_OK;
        }
    }
    return ET_DATE_NO_UNIT;
}

/* 20251120 and 20251120184905 fit no unit of an epoch: yt-dlp's dates. */
static bool parse_compact(uint64_t value, size_t digits, struct et_date_rules const *rules, int64_t *us,
                          enum et_precision *precision)
{
    if (digits != 8 && digits != 14)
        return false;
    uint64_t date = digits == 8 ? value : value / 1000000, time = digits == 8 ? 0 : value % 1000000;
    struct et_civil civil = {.year = (int32_t)(date / 10000),
                             .month = (int32_t)(date / 100 % 100),
                             .day = (int32_t)(date % 100),
                             .hour = (int32_t)(time / 10000),
                             .minute = (int32_t)(time / 100 % 100),
                             .second = (int32_t)(time % 100)};
    if (!et_civil_valid(&civil))
        return false;
    *us = et_zone_to_utc(rules->zone, et_time_from_civil(&civil));
    *precision = digits == 8 ? ET_TIME_DAY : ET_TIME_EXACT;
    return check_range(*us, rules->observed_at_us) == ET_DATE_OK;
}

static enum et_date_result parse_digits(struct et_slice text, const struct et_date_rules *rules, int64_t *us,
                                        enum et_precision *precision)
{
    uint64_t value;
    int64_t fraction_us;
    size_t digits;
    if (!parse_number(text, &value, &fraction_us, &digits))
        return ET_DATE_BAD;
    *precision = ET_TIME_EXACT;
    enum et_date_result result = parse_epoch(value, fraction_us, rules, us);
    if (result != ET_DATE_OK && digits == text.len && parse_compact(value, digits, rules, us, precision))
        return ET_DATE_OK;
    return result;
}

static bool is_number(struct et_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.ptr[i] < '0' || text.ptr[i] > '9') && text.ptr[i] != '.')
            return false;
    const char *dot = memchr(text.ptr, '.', text.len);
    return !dot || !memchr(dot + 1, '.', text.len - (size_t)(dot + 1 - text.ptr)); /* 20.11.2024 is a date */
}

enum et_date_result et_date_parse(struct et_slice text, const struct et_date_rules *rules, int64_t *us,
                                  enum et_precision *precision)
{
    *precision = ET_TIME_EXACT;
    if (parse_fast(text, us))
        return check_range(*us, rules->observed_at_us);
    text = et_slice_trim(text);
    if (text.len == 0)
        return ET_DATE_ABSENT;
    if (is_number(text))
        return parse_digits(text, rules, us, precision);
    struct et_date_layout layout;
    if (et_date_relative(text, rules->observed_at_us, us, precision))
        return check_range(*us, rules->observed_at_us);
    if (!et_date_layout_read(text, &layout))
        return ET_DATE_BAD;
    if (layout.order_open && !rules->order)
        return ET_DATE_UNDECIDED;
    if (!et_date_layout_order(&layout, rules->order))
        return ET_DATE_BAD;
    *us = et_time_from_civil(&layout.civil);
    *us = layout.has_zone ? *us - layout.offset_s * ET_US_SECOND : et_zone_to_utc(rules->zone, *us);
    *precision = !layout.has_time ? ET_TIME_DAY : layout.has_seconds ? ET_TIME_EXACT : ET_TIME_MINUTES;
    return check_range(*us, rules->observed_at_us);
}

char et_date_vote(struct et_slice text)
{
    struct et_date_layout layout;
    text = et_slice_trim(text);
    if (text.len == 0 || is_number(text) || !et_date_layout_read(text, &layout) || !layout.order_open)
        return 0;
    bool day = layout.first <= 31 && layout.second <= 12, month = layout.second <= 31 && layout.first <= 12;
    return day && month ? '?' : day ? 'D' : month ? 'M' : 0;
}

bool et_date_repair_1970(int64_t us, int64_t observed_at_us, int64_t *repaired_us, enum et_precision *precision)
{
    static const int64_t units[] = {ET_US_SECOND, 1000, 1};
    if (us < 0 || us > 366 * ET_US_DAY)
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (us > INT64_MAX / 1000 / units[i])
            continue;
        int64_t candidate = us * 1000 * units[i];
        if (check_range(candidate, observed_at_us) != ET_DATE_OK)
            continue;
        bool cut = i > 0 && us % ET_US_SECOND == 0; /* written without its fraction: six digits more are gone */
        if (cut && i == 1)
            return false; /* good to eleven days: that would be a guess */
        *repaired_us = candidate + (i == 0 || cut ? 500 * ET_US_SECOND : 0);
        *precision = i == 0 || cut ? ET_TIME_APPROXIMATE : ET_TIME_EXACT;
        return true;
    }
    return false;
}

/* "2025-11-26_05-09-43" at p, with "-642" or not. */
static bool time_at(const char *p, size_t len, int64_t *us, size_t *used)
{
    static const char mask[] = "dddd-dd-dd?dd-dd-dd";
    if (len < 19)
        return false;
    for (size_t i = 0; i < 19; i++)
        if (mask[i] == 'd' ? (unsigned char)(p[i] - '0') > 9
                           : mask[i] != '?' && p[i] != '-' && p[i] != '_' && p[i] != ':')
            return false;
    if (!strchr("_T -", p[10]))
        return false;
    struct et_civil civil = {.year = two(p) * 100 + two(p + 2),
                             .month = two(p + 5),
                             .day = two(p + 8),
                             .hour = two(p + 11),
                             .minute = two(p + 14),
                             .second = two(p + 17)};
    *used = 19;
    if (len >= 23 && (p[19] == '-' || p[19] == '.') && (unsigned char)(p[20] - '0') <= 9 &&
        (unsigned char)(p[21] - '0') <= 9 && (unsigned char)(p[22] - '0') <= 9) {
        civil.microsecond = ((p[20] - '0') * 10 + (p[21] - '0')) * 10000 + (p[22] - '0') * 1000;
        *used = 23;
    }
    if (!et_civil_valid(&civil) || civil.year < 2004)
        return false;
    *us = et_time_from_civil(&civil);
    return true;
}

int64_t et_date_in_name(struct et_slice name, bool of_post)
{
    int64_t found = ET_TIME_NONE, us;
    for (size_t i = 0, used; i < name.len; i++) {
        if (!time_at(name.ptr + i, name.len - i, &us, &used))
            continue;
        bool post = et_slice_starts(et_slice_sub(name, i + used, name.len), ET_SLICE("_UTC"));
        if (post == of_post)
            found = us;
        i += used - 1;
    }
    return found;
}
