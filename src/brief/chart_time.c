/* Charts over time: the timeline, storylines as small multiples, the first day of posts, hours of the day. */
#include "brief/charts_int.h"

#include <math.h>

#define STEP_MIN 5 /* comments from which a step of the timeline has a mean */
#define LEFT 34.0
#define RIGHT 496.0

static bool has_interval(const struct et_point *p)
{
    return p->comments >= STEP_MIN && !isnan(p->mean) && !isnan(p->interval.low) && !isnan(p->interval.high);
}

static double step_x(const struct et_timeline *t, size_t i)
{
    return LEFT + ((double)i + 0.5) * (RIGHT - LEFT) / (double)t->count;
}

static const char *step_name(struct et_words *words, const struct et_timeline *t, int64_t us)
{
    if (t->step_us >= 7 * ET_US_DAY)
        return et_say(words, "the week of %s", et_say_day(words, us));
    if (t->step_us >= ET_US_DAY)
        return et_say_day(words, us);
    return et_say_time(words, us);
}

/* The interval band and the line of means between steps without one, in runs; a lone step gets a whisker. */
static void draw_run(struct et_draw *draw, const struct et_timeline *t, size_t from, size_t to,
                     const struct et_scale *y)
{
    size_t n = to - from;
    if (n == 1) {
        const struct et_point *p = &t->points[from];
        double x = step_x(t, from);
        et_draw_line(draw, ET_INK_ACCENT, x, et_scale_at(y, p->interval.low), x, et_scale_at(y, p->interval.high), 1.2)
            ->opacity = 0.45;
        et_draw_dot(draw, ET_INK_ACCENT, x, et_scale_at(y, p->mean), 2);
        return;
    }
    struct et_xy *band = et_draw_points(draw, ET_SHAPE_AREA, ET_INK_ACCENT, 0, 2 * n);
    if (!band)
        return;
    draw->shapes[draw->count - 1].opacity = 0.2;
    struct et_xy *line = et_draw_points(draw, ET_SHAPE_PATH, ET_INK_ACCENT, 1.5, n);
    for (size_t i = 0; line && i < n; i++) {
        const struct et_point *p = &t->points[from + i];
        double x = step_x(t, from + i);
        band[i] = (struct et_xy){x, et_scale_at(y, p->interval.high)};
        band[2 * n - 1 - i] = (struct et_xy){x, et_scale_at(y, p->interval.low)};
        line[i] = (struct et_xy){x, et_scale_at(y, p->mean)};
    }
}

/* Wide enough for the band where it rests on enough comments; the wild ends of thin steps are cut at the edge. */
static double extent_of(const struct et_timeline *t)
{
    double extent = 0.25;
    for (size_t i = 0; i < t->count; i++) {
        const struct et_point *p = &t->points[i];
        if (!has_interval(p))
            continue;
        bool solid = p->comments >= ET_SAY_COMMENTS;
        extent = fmax(extent, solid ? fmax(fabs(p->interval.low), fabs(p->interval.high)) : fabs(p->mean));
    }
    return et_nice_extent(extent, 1);
}

static void draw_means(struct et_draw *draw, const struct et_timeline *t, double top, double bottom)
{
    double extent = extent_of(t);
    struct et_scale y = {-extent, extent, bottom, top};
    const double marks[] = {extent, extent / 2, 0, -extent / 2, -extent};
    for (size_t i = 0; i < 5; i++) {
        bool zero = i == 2;
        double at = et_scale_at(&y, marks[i]);
        et_draw_line(draw, zero ? ET_INK_MUTED : ET_INK_RULE, LEFT, at, RIGHT, at, zero ? 0.8 : 0.5);
        if (i % 2 == 0)
            et_draw_label(draw, ET_INK_MUTED, LEFT - 5, at + 2.3, 6.5, ET_ANCHOR_END,
                          zero ? "0" : et_say_score(draw->words, marks[i]));
    }
    for (size_t from = 0; from < t->count;) {
        size_t to = from;
        while (to < t->count && has_interval(&t->points[to]))
            to++;
        if (to > from)
            draw_run(draw, t, from, to, &y);
        from = to + 1;
    }
}

static void draw_volume(struct et_draw *draw, const struct et_timeline *t, double top, double bottom, uint64_t peak)
{
    uint64_t ceiling = et_nice_ceiling(peak);
    struct et_scale y = {0, (double)ceiling, bottom, top};
    double width = (RIGHT - LEFT) / (double)t->count;
    et_draw_line(draw, ET_INK_RULE, LEFT, top, RIGHT, top, 0.5);
    et_draw_label(draw, ET_INK_MUTED, LEFT - 5, top + 2.3, 6.5, ET_ANCHOR_END, et_say_count(draw->words, ceiling));
    et_draw_label(draw, ET_INK_MUTED, LEFT - 5, bottom + 2.3, 6.5, ET_ANCHOR_END, "0");
    for (size_t i = 0; i < t->count; i++) {
        const struct et_point *p = &t->points[i];
        if (!p->comments)
            continue;
        double at = et_scale_at(&y, (double)p->comments);
        struct et_shape *bar =
            et_draw_rect(draw, ET_INK_BAR, LEFT + (double)i * width + width * 0.1, at, width * 0.8, bottom - at);
        const char *mean = has_interval(p) ? et_say(draw->words, ", mean %s (%s)", et_say_score(draw->words, p->mean),
                                                    et_say_interval(draw->words, p->interval))
                                           : "";
        bar->tip = et_say(draw->words, "%s: %s%s", step_name(draw->words, t, p->from_us),
                          et_say_of(draw->words, p->comments, "comment", "comments"), mean);
    }
    et_draw_line(draw, ET_INK_MUTED, LEFT, bottom, RIGHT, bottom, 0.8);
}

static const char *tick_text(struct et_words *words, const struct et_timeline *t, size_t i)
{
    int64_t us = t->points[i].from_us;
    if (t->step_us >= ET_US_DAY)
        return et_say_day(words, us);
    struct et_civil c;
    et_time_to_civil(us + et_zone_offset_s(words->zone, us) * ET_US_SECOND, &c);
    return et_say(words, "%s, %02d:00", et_say_day(words, us), c.hour);
}

static void draw_time_axis(struct et_draw *draw, const struct et_timeline *t, double y)
{
    size_t every = (t->count + 6) / 7;
    for (size_t i = 0; i < t->count; i += every) {
        double x = step_x(t, i);
        /* The last label must not run over the edge. */
        if (x > RIGHT - 14)
            break;
        et_draw_line(draw, ET_INK_MUTED, x, y, x, y + 3, 0.6);
        et_draw_label(draw, ET_INK_MUTED, x, y + 10.5, 6.5, ET_ANCHOR_MIDDLE, tick_text(draw->words, t, i));
    }
}

static const struct et_point *peak_of(const struct et_timeline *t, size_t *steps)
{
    const struct et_point *peak = NULL;
    *steps = 0;
    for (size_t i = 0; i < t->count; i++) {
        *steps += t->points[i].comments > 0;
        if (t->points[i].comments && (!peak || t->points[i].comments > peak->comments))
            peak = &t->points[i];
    }
    return peak;
}

static const char *unit_of(const struct et_timeline *t)
{
    return t->step_us >= 7 * ET_US_DAY ? "week" : t->step_us >= ET_US_DAY ? "day" : "hour";
}

static const char *timeline_caption(struct et_words *words, const struct et_timeline *t, const struct et_point *peak)
{
    const char *when = step_name(words, t, peak->from_us);
    const char *n = et_say_of(words, peak->comments, "comment", "comments");
    if (peak->comments < ET_SAY_COMMENTS || !has_interval(peak))
        return et_say(words, "The busiest %s was %s with %s.", unit_of(t), when, n);
    return et_say(words, "The busiest %s was %s with %s and a mean of %s (%s).", unit_of(t), when, n,
                  et_say_score(words, peak->mean), et_say_interval(words, peak->interval));
}

const struct et_chart *et_chart_timeline(struct et_words *words, const struct et_figures *f)
{
    size_t steps;
    const struct et_timeline *t = &f->timeline;
    const struct et_point *peak = peak_of(t, &steps);
    if (steps < 2)
        return NULL;
    struct et_draw draw = {.words = words};
    et_draw_label(&draw, ET_INK_TEXT, LEFT, 8, 7, ET_ANCHOR_START,
                  et_say(words, "Mean sentiment by %s, with its 95%% interval (%ss with %d or more comments)",
                         unit_of(t), unit_of(t), STEP_MIN))
        ->bold = true;
    draw_means(&draw, t, 17, 108);
    et_draw_label(&draw, ET_INK_TEXT, LEFT, 124, 7, ET_ANCHOR_START, et_say(words, "Comments by %s", unit_of(t)))
        ->bold = true;
    draw_volume(&draw, t, 132, 172, peak->comments);
    draw_time_axis(&draw, t, 172);
    return et_draw_done(&draw, "timeline", "Sentiment and volume over time", timeline_caption(words, t, peak), 186);
}

/* ---- storylines: one small volume curve a row, all over the same window ---- */

static void draw_spark(struct et_draw *draw, const struct et_timeline *t, double x0, double x1, double top,
                       double bottom, enum et_ink ink)
{
    size_t steps;
    const struct et_point *peak = peak_of(t, &steps);
    if (!peak || t->count < 2)
        return;
    struct et_xy *area = et_draw_points(draw, ET_SHAPE_AREA, ink, 0, t->count + 2);
    struct et_xy *line = area ? et_draw_points(draw, ET_SHAPE_PATH, ink, 1, t->count) : NULL;
    if (!line)
        return;
    draw->shapes[draw->count - 2].opacity = 0.25;
    struct et_scale y = {0, (double)peak->comments, bottom, top};
    for (size_t i = 0; i < t->count; i++) {
        double x = x0 + (x1 - x0) * (double)i / (double)(t->count - 1);
        line[i] = area[i + 1] = (struct et_xy){x, et_scale_at(&y, (double)t->points[i].comments)};
    }
    area[0] = (struct et_xy){x0, bottom};
    area[t->count + 1] = (struct et_xy){x1, bottom};
}

static void draw_story_row(struct et_draw *draw, const struct et_storyline *s, double y, const struct et_scale *scale)
{
    struct et_words *words = draw->words;
    const char *name = et_title_case(words, et_say_slice(words, s->name));
    struct et_shape *label = et_draw_label(draw, ET_INK_TEXT, 92, y + 13, 8, ET_ANCHOR_END, name);
    label->max_width = 90;
    draw_spark(draw, &s->timeline, 102, 300, y + 2, y + 18, ET_INK_ACCENT);
    et_draw_line(draw, ET_INK_RULE, 102, y + 18, 300, y + 18, 0.5);
    et_draw_label(draw, ET_INK_MUTED, 340, y + 13, 7.5, ET_ANCHOR_END, et_say_count(words, s->summary.comments));
    if (!et_can_say(&s->summary)) {
        et_draw_label(draw, ET_INK_MUTED, scale->left, y + 13, 7, ET_ANCHOR_START, ET_TOO_FEW);
        return;
    }
    et_draw_line(draw, ET_INK_TEXT, et_scale_at(scale, s->summary.interval.low), y + 10.5,
                 et_scale_at(scale, s->summary.interval.high), y + 10.5, 1.2);
    et_draw_dot(draw, et_ink_of_mean(s->summary.mean), et_scale_at(scale, s->summary.mean), y + 10.5, 3.4)->tip =
        et_say(words, "%s: %s, %s", name, et_say_of(words, s->summary.comments, "comment", "comments"),
               et_say_mean(words, &s->summary));
}

const struct et_chart *et_chart_storylines(struct et_words *words, const struct et_figures *f)
{
    size_t rows = f->storyline_count < 10 ? f->storyline_count : 10;
    while (rows && f->storylines[rows - 1].summary.comments < ET_SAY_COMMENTS)
        rows--;
    if (rows < 2 || f->storylines[0].timeline.count < 2)
        return NULL;
    double extent = 0.25;
    for (size_t i = 0; i < rows; i++)
        if (et_can_say(&f->storylines[i].summary))
            extent = fmax(extent, fmax(fabs(f->storylines[i].summary.interval.low),
                                       fabs(f->storylines[i].summary.interval.high)));
    struct et_scale scale = {-et_nice_extent(extent, 1), et_nice_extent(extent, 1), 364, 484};
    struct et_draw draw = {.words = words};
    double bottom = 16 + 24 * (double)rows;
    et_draw_label(&draw, ET_INK_MUTED, 102, 8, 7, ET_ANCHOR_START, "comments over the period, each to its own peak");
    et_draw_label(&draw, ET_INK_MUTED, 340, 8, 7, ET_ANCHOR_END, "comments");
    et_draw_label(&draw, ET_INK_MUTED, 424, 8, 7, ET_ANCHOR_MIDDLE, "mean sentiment, 95% interval");
    et_draw_sentiment_axis(&draw, &scale, 14, bottom);
    for (size_t i = 0; i < rows; i++)
        draw_story_row(&draw, &f->storylines[i], 16 + 24 * (double)i, &scale);
    const struct et_storyline *first = &f->storylines[0];
    const char *caption =
        et_say(words, "The largest storyline is %s with %s, %s of all.", et_say_slice(words, first->name),
               et_say_of(words, first->summary.comments, "comment", "comments"),
               et_say_share(words, first->summary.comments, f->all.comments));
    return et_draw_done(&draw, "storylines", "Storylines at a glance", caption, bottom + 14);
}

/* ---- heat strips ---- */

static void draw_cell(struct et_draw *draw, double x, double y, double w, double h, uint64_t n, uint64_t peak,
                      const char *what)
{
    et_draw_rect(draw, ET_INK_PANEL, x, y, w, h)->r = 1.5;
    if (!n)
        return;
    struct et_shape *cell = et_draw_rect(draw, ET_INK_ACCENT, x, y, w, h);
    cell->r = 1.5;
    cell->opacity = 0.12 + 0.88 * (double)n / (double)peak;
    cell->tip = et_say(draw->words, "%s: %s", what, et_say_of(draw->words, n, "comment", "comments"));
}

static uint64_t maximum(const uint64_t *values, size_t count, size_t *at)
{
    uint64_t peak = 0;
    *at = 0;
    for (size_t i = 0; i < count; i++)
        if (values[i] > peak) {
            peak = values[i];
            *at = i;
        }
    return peak;
}

static uint64_t sum_of(const uint64_t *values, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum;
}

static void draw_weekdays(struct et_draw *draw, const uint64_t days[7], double y)
{
    static const char *const names[7] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    size_t at;
    uint64_t peak = maximum(days, 7, &at);
    double w = (RIGHT - LEFT) / 7;
    for (size_t i = 0; i < 7; i++) {
        double x = LEFT + (double)i * w;
        draw_cell(draw, x + 0.75, y, w - 1.5, 16, days[i], peak, names[i]);
        bool dark = peak && days[i] * 2 > peak;
        et_draw_label(draw, dark ? ET_INK_PAPER : ET_INK_TEXT, x + w / 2, y + 10.5, 7, ET_ANCHOR_MIDDLE,
                      et_say_count(draw->words, days[i]));
        et_draw_label(draw, ET_INK_MUTED, x + w / 2, y + 24, 6.5, ET_ANCHOR_MIDDLE, names[i]);
    }
}

const struct et_chart *et_chart_hours(struct et_words *words, const struct et_figures *f)
{
    size_t at, day;
    const struct et_voices *v = &f->voices;
    uint64_t peak = maximum(v->by_hour, 24, &at), total = sum_of(v->by_hour, 24);
    if (total < ET_SAY_PERCENT)
        return NULL;
    struct et_draw draw = {.words = words};
    double w = (RIGHT - LEFT) / 24;
    et_draw_label(&draw, ET_INK_MUTED, LEFT - 5, 11, 6.5, ET_ANCHOR_END, "hour");
    for (size_t i = 0; i < 24; i++) {
        double x = LEFT + (double)i * w;
        draw_cell(&draw, x + 0.75, 0, w - 1.5, 16, v->by_hour[i], peak, et_say(words, "%02zu:00 to %02zu:59", i, i));
        if (i % 3 == 0)
            et_draw_label(&draw, ET_INK_MUTED, x + w / 2, 24, 6.5, ET_ANCHOR_MIDDLE, et_say(words, "%02zu", i));
    }
    double height = 28;
    const char *days = "";
    if (sum_of(v->by_weekday, 7) >= ET_SAY_PERCENT && f->to_us - f->from_us >= 7 * ET_US_DAY) {
        static const char *const names[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                             "Friday", "Saturday", "Sunday"};
        et_draw_label(&draw, ET_INK_MUTED, LEFT - 5, 45, 6.5, ET_ANCHOR_END, "day");
        draw_weekdays(&draw, v->by_weekday, 34);
        maximum(v->by_weekday, 7, &day);
        days = et_say(words, ", and on %s of all days of the week", names[day]);
        height = 62;
    }
    const char *caption =
        et_say(words, "Most comments come between %02zu:00 and %02zu:59 (%s of the %s whose hour is known)%s.", at, at,
               et_say_share(words, peak, total), et_say_count(words, total), days);
    return et_draw_done(&draw, "hours", "When people write", caption, height);
}

const struct et_chart *et_chart_first_day(struct et_words *words, const struct et_figures *f)
{
    struct et_draw draw = {.words = words};
    double left = 190, w = (RIGHT - left) / 24;
    size_t rows = 0;
    const char *caption = NULL;
    for (size_t i = 0; i < f->post_count && rows < 6; i++) {
        const struct et_post_figures *p = &f->posts[i];
        uint64_t total = sum_of(p->first_24h, 24);
        if (total < ET_SAY_PERCENT)
            continue;
        size_t at;
        uint64_t peak = maximum(p->first_24h, 24, &at), six = sum_of(p->first_24h, 6);
        double y = 14 + 17 * (double)rows;
        const char *name = et_post_label(words, p->post, 42);
        et_draw_label(&draw, ET_INK_TEXT, left - 8, y + 10, 7.5, ET_ANCHOR_END, name)->max_width = left - 10;
        for (size_t h = 0; h < 24; h++)
            draw_cell(&draw, left + (double)h * w + 0.5, y, w - 1, 14, p->first_24h[h], peak,
                      et_say(words, "hour %zu", h + 1));
        if (!caption)
            caption =
                et_say(words,
                       "Of the %s in the first day of \xE2\x80\x9C%s\xE2\x80\x9D, %s came within six hours; each row "
                       "is shaded to its own peak.",
                       et_say_of(words, total, "comment", "comments"), name, et_say_share(words, six, total));
        rows++;
    }
    if (rows < 2)
        return NULL;
    for (size_t h = 0; h < 24; h += 6)
        et_draw_label(&draw, ET_INK_MUTED, left + (double)h * w, 9, 6.5, ET_ANCHOR_START,
                      et_say(words, "hour %zu", h + 1));
    return et_draw_done(&draw, "first-day", "The first 24 hours of the busiest posts", caption, 16 + 17 * (double)rows);
}
