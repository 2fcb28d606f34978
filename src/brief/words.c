#include "brief/words.h"

#include "base/utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <utf8proc.h>

const char *et_say(struct et_words *words, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = n < 0 ? NULL : et_arena_alloc(words->arena, (size_t)n + 1);
    if (!text) {
        words->failed = true;
        return "";
    }
    va_start(args, format);
    vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    return text;
}

const char *et_say_slice(struct et_words *words, struct et_slice text)
{
    if (!text.len)
        return "";
    struct et_slice copy = et_arena_copy(words->arena, text);
    words->failed |= !copy.ptr;
    return copy.ptr ? copy.ptr : "";
}

const char *et_say_name(struct et_words *words, struct et_slice name)
{
    for (size_t pos = 0; pos < name.len;) {
        int bidi = utf8proc_get_property((utf8proc_int32_t)et_utf8_next(name, &pos))->bidi_class;
        if (bidi == UTF8PROC_BIDI_CLASS_R || bidi == UTF8PROC_BIDI_CLASS_AL)
            return et_say(words, "\xE2\x81\xA8" ET_SLICE_FMT "\xE2\x81\xA9", ET_SLICE_ARG(name));
    }
    return et_say_slice(words, name);
}

const char *et_say_count(struct et_words *words, uint64_t n)
{
    char digits[32], text[48];
    int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    size_t out = 0;
    for (int i = 0; i < count; i++) {
        if (i && (count - i) % 3 == 0)
            text[out++] = ',';
        text[out++] = digits[i];
    }
    text[out] = '\0';
    return et_say(words, "%s", text);
}

const char *et_say_of(struct et_words *words, uint64_t n, const char *one, const char *many)
{
    return et_say(words, "%s %s", et_say_count(words, n), n == 1 ? one : many);
}

const char *et_say_score(struct et_words *words, double value)
{
    if (isnan(value))
        return "n/a";
    double shown = fabs(value);
    if (shown < 0.005)
        return "0.00";
    return et_say(words, "%s%.2f", value < 0 ? ET_WORDS_MINUS : "+", shown);
}

const char *et_say_interval(struct et_words *words, struct et_interval i)
{
    if (isnan(i.low) || isnan(i.high))
        return "n/a";
    return et_say(words, "%s to %s", et_say_score(words, i.low), et_say_score(words, i.high));
}

const char *et_say_percent(struct et_words *words, double share)
{
    if (isnan(share))
        return "n/a";
    double percent = share * 100;
    if (percent > 0 && percent < 0.1)
        return "under 0.1%";
    return et_say(words, percent >= 99.95 || percent < 0.05 ? "%.0f%%" : "%.1f%%", percent);
}

const char *et_say_share(struct et_words *words, uint64_t k, uint64_t n)
{
    if (n < ET_SAY_PERCENT)
        return et_say(words, "%s of %s", et_say_count(words, k), et_say_count(words, n));
    return et_say_percent(words, (double)k / (double)n);
}

const char *et_say_p(struct et_words *words, double p)
{
    if (isnan(p))
        return "p not known";
    return p < 0.001 ? "p < 0.001" : et_say(words, "p = %.3f", p);
}

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static struct et_civil local(const struct et_words *words, int64_t us)
{
    struct et_civil civil;
    et_time_to_civil(us + et_zone_offset_s(words->zone, us) * ET_US_SECOND, &civil);
    return civil;
}

static const char *month(const struct et_civil *civil)
{
    return civil->month >= 1 && civil->month <= 12 ? months[civil->month - 1] : "?";
}

const char *et_say_date(struct et_words *words, int64_t us)
{
    if (us == ET_TIME_NONE)
        return "not known";
    struct et_civil c = local(words, us);
    return et_say(words, "%d %s %d", c.day, month(&c), c.year);
}

const char *et_say_day(struct et_words *words, int64_t us)
{
    if (us == ET_TIME_NONE)
        return "not known";
    struct et_civil c = local(words, us);
    return et_say(words, "%d %s", c.day, month(&c));
}

const char *et_say_time(struct et_words *words, int64_t us)
{
    if (us == ET_TIME_NONE)
        return "not known";
    struct et_civil c = local(words, us);
    return et_say(words, "%d %s %d, %02d:%02d", c.day, month(&c), c.year, c.hour, c.minute);
}

const char *et_say_period(struct et_words *words, int64_t from, int64_t to)
{
    if (from == ET_TIME_NONE || to == ET_TIME_NONE)
        return "no period";
    struct et_civil a = local(words, from), b = local(words, to > from ? to - 1 : to);
    if (a.year != b.year)
        return et_say(words, "%d %s %d " ET_WORDS_DASH " %d %s %d", a.day, month(&a), a.year, b.day, month(&b), b.year);
    if (a.month != b.month)
        return et_say(words, "%d %s " ET_WORDS_DASH " %d %s %d", a.day, month(&a), b.day, month(&b), b.year);
    if (a.day != b.day)
        return et_say(words, "%d " ET_WORDS_DASH " %d %s %d", a.day, b.day, month(&b), b.year);
    return et_say(words, "%d %s %d", a.day, month(&a), a.year);
}

bool et_can_say(const struct et_summary *s)
{
    return s->comments >= ET_SAY_COMMENTS && !isnan(s->mean) && !isnan(s->interval.low) && !isnan(s->interval.high);
}

const char *et_say_mean(struct et_words *words, const struct et_summary *s)
{
    if (!et_can_say(s))
        return ET_TOO_FEW;
    return et_say(words, "%s (95%% interval %s)", et_say_score(words, s->mean), et_say_interval(words, s->interval));
}

/* The cuts 0.1 and 0.3 are for means; a word is used only where the interval leaves out the other side. */
const char *et_say_leaning(const struct et_summary *s)
{
    if (!et_can_say(s))
        return ET_TOO_FEW;
    uint64_t positive = s->labels[ET_POSITIVE] + s->labels[ET_STRONG_POSITIVE];
    uint64_t negative = s->labels[ET_NEGATIVE] + s->labels[ET_STRONG_NEGATIVE];
    bool divided = s->comments >= ET_SAY_PERCENT && positive * 4 >= s->comments && negative * 4 >= s->comments;
    if (divided && fabs(s->mean) < 0.15)
        return "divided";
    if (s->interval.low > 0)
        return s->mean >= 0.3 ? "clearly positive" : s->mean >= 0.1 ? "mildly positive" : "very slightly positive";
    if (s->interval.high < 0)
        return s->mean <= -0.3 ? "clearly negative" : s->mean <= -0.1 ? "mildly negative" : "very slightly negative";
    return "no clear leaning";
}

const char *et_platform_title(enum et_platform platform)
{
    static const char *const titles[ET_PLATFORMS] = {
        "Unknown platform", "Instagram", "YouTube", "TikTok", "Facebook", "X", "Threads", "Reddit", "Other"};
    return (unsigned)platform < ET_PLATFORMS ? titles[platform] : titles[0];
}

const char *et_title_case(struct et_words *words, const char *text)
{
    if (text[0] < 'a' || text[0] > 'z')
        return text;
    return et_say(words, "%c%s", text[0] - 'a' + 'A', text + 1);
}
