/* POSIX TZ strings with the extensions of RFC 8536: "<-03>3", "EST5EDT,M3.2.0,M11.1.0", "IST-1GMT0,M10.5.0,M3.5.0/1".
 */
#include "base/zone_int.h"

struct reader {
    struct et_slice text;
    size_t pos;
};

static bool take(struct reader *r, char c)
{
    if (r->pos >= r->text.len || r->text.ptr[r->pos] != c)
        return false;
    r->pos++;
    return true;
}

static bool number(struct reader *r, int32_t max, int32_t *out)
{
    size_t from = r->pos;
    int32_t value = 0;
    for (; r->pos < r->text.len && r->text.ptr[r->pos] >= '0' && r->text.ptr[r->pos] <= '9'; r->pos++) {
        value = value * 10 + (r->text.ptr[r->pos] - '0');
        if (value > max)
            return false;
    }
    *out = value;
    return r->pos > from;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool skip_name(struct reader *r)
{
    size_t from = r->pos;
    if (take(r, '<')) {
        while (r->pos < r->text.len && r->text.ptr[r->pos] != '>')
            r->pos++;
        return take(r, '>');
    }
    while (r->pos < r->text.len && is_letter(r->text.ptr[r->pos]))
        r->pos++;
    return r->pos - from >= 3;
}

/* [+-]h[hh][:mm[:ss]] */
static bool clock_time(struct reader *r, int32_t *seconds)
{
    int32_t hours, minutes = 0, rest = 0;
    bool negative = take(r, '-');
    if (!negative)
        take(r, '+');
    if (!number(r, 167, &hours))
        return false;
    if (take(r, ':') && !number(r, 59, &minutes))
        return false;
    if (take(r, ':') && !number(r, 59, &rest))
        return false;
    *seconds = ((hours * 60 + minutes) * 60 + rest) * (negative ? -1 : 1);
    return true;
}

static bool month_week_day(struct reader *r, struct et_zone_day *day)
{
    day->kind = ET_DAY_MONTH_WEEK;
    return number(r, 12, &day->month) && day->month >= 1 && take(r, '.') && number(r, 5, &day->week) &&
           day->week >= 1 && take(r, '.') && number(r, 6, &day->weekday);
}

static bool change(struct reader *r, struct et_zone_day *day)
{
    *day = (struct et_zone_day){.second = 2 * 3600};
    bool good;
    if (take(r, 'M')) {
        good = month_week_day(r, day);
    } else if (take(r, 'J')) {
        day->kind = ET_DAY_JULIAN;
        good = number(r, 365, &day->day) && day->day >= 1;
    } else {
        day->kind = ET_DAY_OF_YEAR;
        good = number(r, 365, &day->day);
    }
    return good && (!take(r, '/') || clock_time(r, &day->second));
}

bool et_zone_rule_parse(struct et_slice text, struct et_zone_rule *rule)
{
    struct reader r = {text, 0};
    int32_t west;
    *rule = (struct et_zone_rule){0};
    if (!skip_name(&r) || !clock_time(&r, &west))
        return false;
    rule->standard_s = -west;
    if (r.pos == text.len)
        return true;
    if (!skip_name(&r))
        return false;
    rule->has_summer = true;
    rule->summer_s = rule->standard_s + 3600;
    if (r.pos < text.len && text.ptr[r.pos] != ',') {
        if (!clock_time(&r, &west))
            return false;
        rule->summer_s = -west;
    }
    return take(&r, ',') && change(&r, &rule->start) && take(&r, ',') && change(&r, &rule->end) && r.pos == text.len;
}

static int64_t day_in_year(const struct et_zone_day *d, int64_t year)
{
    int64_t first = et_days_from_civil(year, 1, 1);
    if (d->kind == ET_DAY_OF_YEAR)
        return first + d->day;
    if (d->kind == ET_DAY_JULIAN) {
        bool leap = et_days_from_civil(year + 1, 1, 1) - first == 366;
        return first + d->day - 1 + (leap && d->day >= 60);
    }
    int64_t begin = et_days_from_civil(year, d->month, 1);
    int64_t next = d->month == 12 ? et_days_from_civil(year + 1, 1, 1) : et_days_from_civil(year, d->month + 1, 1);
    int64_t weekday = ((begin + 4) % 7 + 7) % 7; /* 0 = Sunday */
    int64_t day = begin + (d->weekday - weekday + 7) % 7 + (d->week - 1) * 7;
    return day < next ? day : day - 7;
}

int32_t et_zone_rule_offset_s(const struct et_zone_rule *rule, int64_t second)
{
    if (!rule->has_summer)
        return rule->standard_s;
    struct et_civil local;
    et_time_to_civil((second + rule->standard_s) * ET_US_SECOND, &local);
    int64_t start = day_in_year(&rule->start, local.year) * 86400 + rule->start.second - rule->standard_s;
    int64_t end = day_in_year(&rule->end, local.year) * 86400 + rule->end.second - rule->summer_s;
    bool summer = start < end ? second >= start && second < end : second >= start || second < end;
    return summer ? rule->summer_s : rule->standard_s;
}
