#include "base/time.h"

#include "base/zone_int.h"

#include <stdio.h>
#include <time.h>

int64_t et_time_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * ET_US_SECOND + now.tv_nsec / 1000;
}

int64_t et_time_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * ET_US_SECOND + now.tv_nsec / 1000;
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int32_t year, int32_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool et_civil_valid(const struct et_civil *c)
{
    return c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= days_in(c->year, c->month) && c->hour >= 0 && c->hour < 24 && c->minute >= 0 && c->minute < 60 &&
           c->second >= 0 && c->second < 60 && c->microsecond >= 0 && c->microsecond < ET_US_SECOND;
}

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of 400 years that begin in March. */
int64_t et_days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t et_time_from_civil(const struct et_civil *c)
{
    int64_t days = et_days_from_civil(c->year, c->month, c->day);
    int64_t seconds = ((days * 24 + c->hour) * 60 + c->minute) * 60 + c->second;
    return seconds * ET_US_SECOND + c->microsecond;
}

void et_time_to_civil(int64_t us, struct et_civil *c)
{
    int64_t day = floor_div(us, ET_US_DAY);
    /* Not day * ET_US_DAY: that overflows on the very first day that an int64 reaches. */
    int64_t rest = us % ET_US_DAY + (us % ET_US_DAY < 0 ? ET_US_DAY : 0);
    int64_t z = day + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    c->day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1);
    c->month = (int32_t)(month < 10 ? month + 3 : month - 9);
    c->year = (int32_t)(year_of_era + era * 400 + (c->month <= 2));
    c->hour = (int32_t)(rest / ET_US_HOUR);
    c->minute = (int32_t)(rest / ET_US_MINUTE % 60);
    c->second = (int32_t)(rest / ET_US_SECOND % 60);
    c->microsecond = (int32_t)(rest % ET_US_SECOND);
}

int et_time_weekday(int64_t us)
{
    int64_t day = floor_div(us, ET_US_DAY) + 3; /* 1970-01-01 was a Thursday */
    return (int)(day - floor_div(day, 7) * 7);
}

/* Exactly `digits` digits at *pos. */
static bool number(struct et_slice text, size_t *pos, size_t digits, int32_t *out)
{
    int32_t value = 0;
    if (digits > text.len || *pos > text.len - digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        char c = text.ptr[*pos + i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *pos += digits;
    *out = value;
    return true;
}

static bool accept(struct et_slice text, size_t *pos, char c)
{
    if (*pos >= text.len || text.ptr[*pos] != c)
        return false;
    ++*pos;
    return true;
}

/* Digits after the point: six count, the rest are read and cut. */
static bool fraction(struct et_slice text, size_t *pos, int32_t *microsecond)
{
    size_t from = *pos;
    int32_t unit = 100000;
    for (*microsecond = 0; *pos < text.len && text.ptr[*pos] >= '0' && text.ptr[*pos] <= '9'; ++*pos, unit /= 10)
        *microsecond += unit * (text.ptr[*pos] - '0');
    return *pos > from;
}

static bool clock_time(struct et_slice text, size_t *pos, struct et_civil *c)
{
    if (!number(text, pos, 2, &c->hour) || !accept(text, pos, ':') || !number(text, pos, 2, &c->minute))
        return false;
    if (!accept(text, pos, ':'))
        return true;
    if (!number(text, pos, 2, &c->second))
        return false;
    return !(accept(text, pos, '.') || accept(text, pos, ',')) || fraction(text, pos, &c->microsecond);
}

bool et_offset_parse(struct et_slice text, int32_t *seconds)
{
    size_t pos = 1;
    int32_t hours, minutes = 0;
    if (!text.len || (text.ptr[0] != '+' && text.ptr[0] != '-') || !number(text, &pos, 2, &hours))
        return false;
    if (pos < text.len) {
        accept(text, &pos, ':');
        if (!number(text, &pos, 2, &minutes) || pos != text.len)
            return false;
    }
    if (hours > 23 || minutes > 59)
        return false;
    *seconds = (hours * 60 + minutes) * 60 * (text.ptr[0] == '-' ? -1 : 1);
    return true;
}

bool et_time_parse_iso(struct et_slice text, int64_t *us, bool *had_zone)
{
    struct et_civil c = {0};
    size_t pos = 0;
    int32_t offset = 0;
    text = et_slice_trim(text);
    if (!number(text, &pos, 4, &c.year) || !accept(text, &pos, '-') || !number(text, &pos, 2, &c.month) ||
        !accept(text, &pos, '-') || !number(text, &pos, 2, &c.day))
        return false;
    bool zone = false;
    if (pos < text.len) {
        if (!accept(text, &pos, 'T') && !accept(text, &pos, 't') && !accept(text, &pos, ' '))
            return false;
        if (!clock_time(text, &pos, &c))
            return false;
        accept(text, &pos, ' ');
        zone = pos < text.len;
    }
    if (zone) {
        struct et_slice rest = et_slice_sub(text, pos, text.len);
        if (!et_slice_eq_nocase(rest, ET_SLICE("Z")) && !et_offset_parse(rest, &offset))
            return false;
    }
    if (!et_civil_valid(&c))
        return false;
    *us = et_time_from_civil(&c) - offset * ET_US_SECOND;
    if (had_zone)
        *had_zone = zone;
    return true;
}

static void format(int64_t us, bool fraction_always, char text[ET_TIME_TEXT])
{
    struct et_civil c;
    char parts[ET_TIME_TEXT] = "";
    text[0] = '\0';
    if (us == ET_TIME_NONE)
        return;
    et_time_to_civil(us, &c);
    int n = 0;
    if (c.microsecond || fraction_always)
        n = snprintf(parts, sizeof parts, ".%06d", (int)c.microsecond);
    if (n >= 0)
        n = snprintf(text, ET_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%.7sZ", (int)c.year, (int)c.month, (int)c.day,
                     (int)c.hour, (int)c.minute, (int)c.second, parts);
    if (n < 0)
        text[0] = '\0';
}

void et_time_format_iso(int64_t us, char text[ET_TIME_TEXT])
{
    format(us, false, text);
}

void et_time_format_iso_us(int64_t us, char text[ET_TIME_TEXT])
{
    format(us, true, text);
}

void et_time_format_date(int64_t us, char text[ET_TIME_TEXT])
{
    struct et_civil c;
    text[0] = '\0';
    if (us == ET_TIME_NONE)
        return;
    et_time_to_civil(us, &c);
    if (snprintf(text, ET_TIME_TEXT, "%04d-%02d-%02d", (int)c.year, (int)c.month, (int)c.day) < 0)
        text[0] = '\0';
}

bool et_duration_parse(struct et_slice text, int64_t *us)
{
    static const struct {
        char letter;
        int64_t us;
    } units[] = {{'s', ET_US_SECOND}, {'m', ET_US_MINUTE}, {'h', ET_US_HOUR}, {'d', ET_US_DAY}, {'w', 7 * ET_US_DAY}};
    int64_t unit = ET_US_SECOND, value;
    text = et_slice_trim(text);
    for (size_t i = 0; text.len && i < sizeof units / sizeof units[0]; i++) {
        if (text.ptr[text.len - 1] == units[i].letter) {
            unit = units[i].us;
            text.len--;
            break;
        }
    }
    return text.len && text.ptr[0] != '+' && et_slice_to_i64(text, &value) && value >= 0 &&
           !__builtin_mul_overflow(value, unit, us);
}
