#include "ingest/date_layout_int.h"

#define TEXT_MAX 64

/* A date's text in lower case with plain spaces, and the place where it is being read. */
struct reader {
    char text[TEXT_MAX + 1];
    size_t len, pos;
};

/* Browsers put U+202F before AM and PM, and U+00A0 elsewhere. */
static bool reader_init(struct reader *r, struct et_slice text)
{
    r->len = r->pos = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        struct et_slice rest = et_slice_sub(text, i, text.len);
        if (et_slice_starts(rest, ET_SLICE("\xE2\x80\xAF")) || et_slice_starts(rest, ET_SLICE("\xC2\xA0"))) {
            i += c == 0xE2 ? 2 : 1;
            c = ' ';
        }
        if (r->len == TEXT_MAX || c >= 0x7F || c < 0x20)
            return false;
        r->text[r->len++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    r->text[r->len] = '\0';
    return true;
}

static char peek(const struct reader *r)
{
    return r->text[r->pos];
}

static bool take(struct reader *r, const char *text)
{
    size_t n = strlen(text);
    if (r->len - r->pos < n || memcmp(r->text + r->pos, text, n) != 0)
        return false;
    r->pos += n;
    return true;
}

static void skip(struct reader *r, const char *any)
{
    while (r->pos < r->len && strchr(any, peek(r)))
        r->pos++;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number of min to max digits that no further digit follows. */
static bool take_number(struct reader *r, int min, int max, int *value)
{
    int n = 0, v = 0;
    while (n <= max && is_digit(r->text[r->pos + (size_t)n]) && v < 100000)
        v = v * 10 + (r->text[r->pos + (size_t)n++] - '0');
    if (n < min || n > max)
        return false;
    r->pos += (size_t)n;
    *value = v;
    return true;
}

static bool is_word(char c)
{
    return c >= 'a' && c <= 'z';
}

static struct et_slice take_word(struct reader *r)
{
    size_t from = r->pos;
    while (is_word(peek(r)))
        r->pos++;
    return et_slice(r->text + from, r->pos - from);
}

static int month_of(struct et_slice word)
{
    static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                         "july",    "august",   "september", "october", "november", "december"};
    for (int i = 0; i < 12 && word.len >= 3; i++)
        if (et_slice_starts(et_slice_of(months[i]), word) || (i == 8 && et_slice_is(word, "sept")))
            return i + 1;
    return 0;
}

static bool is_weekday(struct et_slice word)
{
    static const char *const days[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    for (size_t i = 0; i < 7 && word.len >= 3; i++)
        if (et_slice_starts(et_slice_of(days[i]), word))
            return true;
    return false;
}

static bool zone_of(struct et_slice word, int32_t *offset_s)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"z", 0},    {"utc", 0},  {"gmt", 0},  {"est", -5}, {"edt", -4}, {"cst", -6}, {"cdt", -5},
                 {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}, {"bst", 1},  {"cet", 1},  {"cest", 2}};
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (et_slice_is(word, zones[i].name)) {
            *offset_s = zones[i].hours * 3600;
            return true;
        }
    }
    return false;
}

/* +01:00, +0100, +01; also behind "gmt" or "utc". */
static bool take_offset(struct reader *r, int32_t *offset_s)
{
    char sign = peek(r);
    int hours, minutes = 0;
    if (sign != '+' && sign != '-')
        return false;
    r->pos++;
    if (take_number(r, 4, 4, &hours)) {
        minutes = hours % 100;
        hours /= 100;
    } else if (!take_number(r, 1, 2, &hours) || (take(r, ":") && !take_number(r, 2, 2, &minutes))) {
        return false;
    }
    *offset_s = (hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
    return hours <= 18 && minutes < 60;
}

static bool take_zone(struct reader *r, struct et_date_layout *layout)
{
    skip(r, " ");
    size_t from = r->pos;
    if (zone_of(take_word(r), &layout->offset_s)) {
        layout->has_zone = true;
        return (peek(r) != '+' && peek(r) != '-') || take_offset(r, &layout->offset_s);
    }
    r->pos = from;
    if (peek(r) != '+' && peek(r) != '-')
        return true;
    layout->has_zone = take_offset(r, &layout->offset_s);
    return layout->has_zone;
}

static void take_fraction(struct reader *r, struct et_civil *civil)
{
    int32_t unit = 100000;
    r->pos++;
    for (; is_digit(peek(r)); r->pos++, unit /= 10)
        civil->microsecond += (peek(r) - '0') * unit;
}

/* 14:30[:05[.123]] [am|pm] [zone] */
static bool take_time(struct reader *r, struct et_date_layout *layout)
{
    struct et_civil *civil = &layout->civil;
    if (!take_number(r, 1, 2, &civil->hour))
        return false;
    layout->has_time = true;
    if (take(r, ":")) {
        if (!take_number(r, 2, 2, &civil->minute))
            return false;
        if (take(r, ":")) {
            layout->has_seconds = take_number(r, 2, 2, &civil->second);
            if (!layout->has_seconds)
                return false;
            if ((peek(r) == '.' || peek(r) == ',') && is_digit(r->text[r->pos + 1]))
                take_fraction(r, civil);
        }
    } else if (peek(r) != ' ' && !is_word(peek(r))) {
        return false;
    }
    skip(r, " ");
    bool am = take(r, "am") || take(r, "a.m."), pm = !am && (take(r, "pm") || take(r, "p.m."));
    if ((am || pm) && (civil->hour < 1 || civil->hour > 12))
        return false;
    if ((am || pm) && civil->hour == 12)
        civil->hour = 0;
    civil->hour += pm ? 12 : 0;
    if (civil->second == 60) /* a leap second */
        civil->second = 59;
    return take_zone(r, layout);
}

static int full_year(int year)
{
    return year < 100 ? 2000 + year : year;
}

static bool at_end(struct reader *r)
{
    skip(r, " .");
    take(r, "(edited)");
    skip(r, " ");
    return r->pos == r->len;
}

/* 2025-11-20, 2025/11/20, 20.11.2025, 11/20/25, each with a time behind a blank, a comma or a T. */
static bool read_numbers(struct reader *r, struct et_date_layout *layout)
{
    int a, b, c;
    if (!take_number(r, 1, 4, &a) || !peek(r) || !strchr("/.-", peek(r)))
        return false;
    bool year_first = r->pos == 4;
    char separator[2] = {peek(r), '\0'};
    r->pos++;
    if (!take_number(r, 1, 2, &b) || !take(r, separator) || !take_number(r, 1, year_first ? 2 : 4, &c))
        return false;
    if (!year_first && (a > 31 || b > 31 || (c >= 100 && c < 1000)))
        return false;
    if (year_first) {
        layout->civil.year = a;
        layout->civil.month = b;
        layout->civil.day = c;
    } else {
        layout->order_open = true;
        layout->first = a;
        layout->second = b;
        layout->third = c;
    }
    if (at_end(r))
        return true;
    if (!strchr("t ,", peek(r)) && r->text[r->pos - 1] != ' ')
        return false;
    skip(r, " ,");
    if (!take(r, "t"))
        take(r, "at ");
    return take_time(r, layout) && at_end(r);
}

/* "Nov 20, 2025, 2:30 PM", "20 November 2025", "Wed, 20 Nov 2025 14:30:00 GMT", "Wed Nov 20 14:30:00 +0000 2025". */
static bool read_words(struct reader *r, struct et_date_layout *layout)
{
    struct et_civil *civil = &layout->civil;
    while (!at_end(r)) {
        size_t digits = 0;
        while (is_digit(r->text[r->pos + digits]))
            digits++;
        if (digits && r->text[r->pos + digits] == ':') {
            if (layout->has_time || !take_time(r, layout))
                return false;
        } else if (digits == 4 && !civil->year) {
            if (!take_number(r, 4, 4, &civil->year))
                return false;
        } else if (digits && !civil->day) {
            if (!take_number(r, 1, 2, &civil->day))
                return false;
            if (!take(r, "st") && !take(r, "nd") && !take(r, "rd"))
                take(r, "th");
        } else {
            struct et_slice word = take_word(r);
            int month = month_of(word);
            if (month && !civil->month)
                civil->month = month;
            else if (!word.len || (!is_weekday(word) && !et_slice_is(word, "at") && !et_slice_is(word, "of")))
                return false;
        }
        skip(r, " ,.-");
    }
    return civil->year && civil->month && civil->day;
}

bool et_date_layout_read(struct et_slice text, struct et_date_layout *layout)
{
    struct reader r;
    *layout = (struct et_date_layout){0};
    if (!reader_init(&r, text))
        return false;
    if (!read_numbers(&r, layout)) {
        r.pos = 0;
        *layout = (struct et_date_layout){0};
        if (!read_words(&r, layout))
            return false;
    }
    return layout->order_open || et_civil_valid(&layout->civil);
}

bool et_date_layout_order(struct et_date_layout *layout, char order)
{
    if (!layout->order_open)
        return true;
    layout->civil.year = full_year(order == 'Y' ? layout->first : layout->third);
    layout->civil.month = order == 'M' ? layout->first : layout->second;
    layout->civil.day = order == 'D' ? layout->first : order == 'M' ? layout->second : layout->third;
    return et_civil_valid(&layout->civil);
}

struct unit {
    const char *names; /* separated by blanks */
    int64_t us;
    enum et_precision precision;
};

static const struct unit units[] = {
    {" s sec secs second seconds ", ET_US_SECOND, ET_TIME_MINUTES},
    {" m min mins minute minutes ", ET_US_MINUTE, ET_TIME_MINUTES},
    {" h hr hrs hour hours ", ET_US_HOUR, ET_TIME_DAY},
    {" d day days ", ET_US_DAY, ET_TIME_DAY},
    {" w wk wks week weeks ", 7 * ET_US_DAY, ET_TIME_VAGUE},
    {" mo mos mon month months ", 30 * ET_US_DAY, ET_TIME_VAGUE},
    {" y yr yrs year years ", 365 * ET_US_DAY, ET_TIME_VAGUE},
};

static const struct unit *unit_of(struct et_slice word)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0] && word.len; i++) {
        struct et_slice names = et_slice_of(units[i].names);
        size_t at = et_slice_find(names, word);
        while (at != SIZE_MAX && !(names.ptr[at - 1] == ' ' && names.ptr[at + word.len] == ' ')) {
            size_t next = et_slice_find(et_slice_sub(names, at + 1, names.len), word);
            at = next == SIZE_MAX ? SIZE_MAX : at + 1 + next;
        }
        if (at != SIZE_MAX)
            return &units[i];
    }
    return NULL;
}

bool et_date_relative(struct et_slice text, int64_t observed_at_us, int64_t *us, enum et_precision *precision)
{
    struct reader r;
    int amount = 0;
    if (!reader_init(&r, text) || is_digit(r.text[r.len ? r.len - 1 : 0]))
        return false;
    if (take(&r, "about ") || take(&r, "over ") || take(&r, "almost "))
        skip(&r, " ");
    if (take(&r, "just now") || take(&r, "now") || take(&r, "today") || take(&r, "yesterday")) {
        bool now = r.text[r.pos - 1] == 'w', yesterday = r.text[0] == 'y';
        *us = observed_at_us - (yesterday ? ET_US_DAY : 0);
        *precision = now ? ET_TIME_MINUTES : ET_TIME_DAY;
        return at_end(&r);
    }
    bool one = take(&r, "a ") || take(&r, "an ");
    amount = one ? 1 : 0;
    if (!one && !take_number(&r, 1, 4, &amount))
        return false;
    skip(&r, " ");
    const struct unit *unit = unit_of(take_word(&r));
    skip(&r, " ");
    bool ago = take(&r, "ago");
    if (!unit || !at_end(&r) || (one && !ago))
        return false;
    *us = observed_at_us - amount * unit->us;
    *precision = unit->precision;
    return true;
}
