/* Charts with one row an entity: means with intervals, velocity; posts as bars; the scale's legend. */
#include "brief/charts_int.h"

#include <math.h>

#define LABEL_END 118.0
#define ROW 15.6

static double extent_of(const struct et_figures *f, size_t rows)
{
    double extent = 0.25;
    for (size_t i = 0; i < rows; i++) {
        const struct et_summary *s = &f->entities[i].summary;
        if (et_can_say(s))
            extent = fmax(extent, fmax(fmax(fabs(s->interval.low), fabs(s->interval.high)), fabs(s->weighted)));
    }
    return et_nice_extent(extent, 1);
}

static void draw_entity_row(struct et_draw *draw, const struct et_entity_figures *e, double y, const struct et_scale *x)
{
    struct et_words *words = draw->words;
    const struct et_summary *s = &e->summary;
    const char *name = et_say_slice(words, e->entity->name);
    et_draw_label(draw, ET_INK_TEXT, LABEL_END, y + 2.8, 8, ET_ANCHOR_END, name)->max_width = LABEL_END - 2;
    et_draw_label(draw, ET_INK_MUTED, 496, y + 2.8, 7.5, ET_ANCHOR_END, et_say_count(words, s->comments));
    if (!et_can_say(s)) {
        et_draw_label(draw, ET_INK_MUTED, x->left + 4, y + 2.5, 7, ET_ANCHOR_START, ET_TOO_FEW);
        return;
    }
    et_draw_line(draw, ET_INK_TEXT, et_scale_at(x, s->interval.low), y, et_scale_at(x, s->interval.high), y, 1.3);
    et_draw_dot(draw, et_ink_of_mean(s->mean), et_scale_at(x, s->mean), y, 3.8)->tip =
        et_say(words, "%s: mean %s, weighted %s; %s", name, et_say_mean(words, s), et_say_score(words, s->weighted),
               et_say_of(words, s->comments, "mention", "mentions"));
    if (isnan(s->weighted))
        return;
    struct et_shape *mark = et_draw_add(draw, ET_SHAPE_DIAMOND, ET_INK_TEXT);
    mark->x = et_scale_at(x, s->weighted);
    mark->y = y;
    mark->r = 3.2;
    mark->hollow = true;
}

static const char *entity_caption(struct et_words *words, const struct et_figures *f, size_t rows)
{
    const struct et_entity_figures *high = NULL, *low = NULL;
    for (size_t i = 0; i < rows; i++) {
        const struct et_entity_figures *e = &f->entities[i];
        if (!et_can_say(&e->summary))
            continue;
        high = !high || e->summary.mean > high->summary.mean ? e : high;
        low = !low || e->summary.mean < low->summary.mean ? e : low;
    }
    if (!high || high == low)
        return "A line is the 95% interval of a mean; where two lines overlap, the order of the two is not certain.";
    return et_say(
        words,
        "Among these names the mean is highest for %s (%s) and lowest for %s (%s); where two lines overlap, the "
        "order of the two is not certain.",
        et_say_name(words, high->entity->name), et_say_score(words, high->summary.mean),
        et_say_name(words, low->entity->name), et_say_score(words, low->summary.mean));
}

const struct et_chart *et_chart_entities(struct et_words *words, const struct et_figures *f)
{
    size_t rows = f->entity_count < 14 ? f->entity_count : 14, sayable = 0;
    while (rows && !et_can_say(&f->entities[rows - 1].summary))
        rows--;
    for (size_t i = 0; i < rows; i++)
        sayable += et_can_say(&f->entities[i].summary);
    if (sayable < 2)
        return NULL;
    double extent = extent_of(f, rows), top = 20, bottom = top + ROW * (double)rows;
    struct et_scale x = {-extent, extent, LABEL_END + 14, 452};
    struct et_draw draw = {.words = words};
    et_draw_dot(&draw, ET_INK_LABELS + ET_POSITIVE, x.left + 5, 6, 3.4);
    et_draw_label(&draw, ET_INK_MUTED, x.left + 12, 8.5, 7, ET_ANCHOR_START, "mean with 95% interval");
    struct et_shape *mark = et_draw_add(&draw, ET_SHAPE_DIAMOND, ET_INK_TEXT);
    mark->x = x.left + 110;
    mark->y = 6;
    mark->r = 3.2;
    mark->hollow = true;
    et_draw_label(&draw, ET_INK_MUTED, x.left + 117, 8.5, 7, ET_ANCHOR_START, "mean weighted by likes");
    et_draw_label(&draw, ET_INK_MUTED, 496, 8.5, 7, ET_ANCHOR_END, "mentions");
    et_draw_sentiment_axis(&draw, &x, top - 6, bottom - 6);
    for (size_t i = 0; i < rows; i++)
        draw_entity_row(&draw, &f->entities[i], top + 3 + ROW * (double)i, &x);
    return et_draw_done(&draw, "entities", "How people feel about each name", entity_caption(words, f, rows),
                        bottom + 6);
}

/* ---- velocity ---- */

static double rank(const struct et_velocity *v)
{
    return (v->is_alert ? 10 : 0) + fabs(v->change);
}

/* The rows of the velocity chart: alerts first, then by size of the change. */
static size_t pick_velocity(const struct et_figures *f, const struct et_entity_figures **rows, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < f->entity_count; i++) {
        const struct et_entity_figures *e = &f->entities[i];
        if (!e->velocity.enough || isnan(e->velocity.change) || isnan(e->velocity.interval.low))
            continue;
        size_t at = count;
        while (at > 0 && rank(&rows[at - 1]->velocity) < rank(&e->velocity))
            at--;
        if (at == max)
            continue;
        count += count < max;
        for (size_t k = count - 1; k > at; k--)
            rows[k] = rows[k - 1];
        rows[at] = e;
    }
    return count;
}

static void draw_velocity_row(struct et_draw *draw, const struct et_entity_figures *e, double y,
                              const struct et_scale *x)
{
    struct et_words *words = draw->words;
    const struct et_velocity *v = &e->velocity;
    const char *name = et_say_slice(words, e->entity->name);
    struct et_shape *label = et_draw_label(draw, ET_INK_TEXT, LABEL_END, y + 2.8, 8, ET_ANCHOR_END, name);
    label->max_width = LABEL_END - 2;
    label->bold = v->is_alert;
    enum et_ink ink = v->change < 0 ? ET_INK_LABELS + ET_STRONG_NEGATIVE : ET_INK_LABELS + ET_STRONG_POSITIVE;
    et_draw_line(draw, ink, et_scale_at(x, v->interval.low), y, et_scale_at(x, v->interval.high), y, 1.3);
    struct et_shape *dot = et_draw_dot(draw, ink, et_scale_at(x, v->change), y, 3.8);
    dot->hollow = !v->is_alert;
    dot->tip = et_say(words, "%s: change %s (%s), from %s to %s", name, et_say_score(words, v->change),
                      et_say_interval(words, v->interval), et_say_score(words, v->previous_mean),
                      et_say_score(words, v->recent_mean));
    et_draw_label(draw, ET_INK_MUTED, 496, y + 2.8, 7.5, ET_ANCHOR_END,
                  et_say(words, "%s \xE2\x86\x92 %s", et_say_score(words, v->previous_mean),
                         et_say_score(words, v->recent_mean)));
}

const struct et_chart *et_chart_velocity(struct et_words *words, const struct et_figures *f)
{
    const struct et_entity_figures *rows[12];
    size_t count = pick_velocity(f, rows, 12), alerts = 0, clear = 0;
    if (count < 2)
        return NULL;
    double extent = 0.25;
    for (size_t i = 0; i < count; i++) {
        const struct et_velocity *v = &rows[i]->velocity;
        extent = fmax(extent, fmin(2, fmax(fabs(v->interval.low), fabs(v->interval.high))));
        alerts += v->is_alert;
        clear += v->interval.low > 0 || v->interval.high < 0;
    }
    extent = et_nice_extent(extent, 2);
    double top = 20, bottom = top + ROW * (double)count;
    struct et_scale x = {-extent, extent, LABEL_END + 14, 420};
    struct et_draw draw = {.words = words};
    et_draw_label(&draw, ET_INK_MUTED, (x.left + x.right) / 2, 8.5, 7, ET_ANCHOR_MIDDLE,
                  "change of the mean, last 72 hours against the 72 before; filled = alert");
    et_draw_label(&draw, ET_INK_MUTED, 496, 8.5, 7, ET_ANCHOR_END, "before \xE2\x86\x92 now");
    et_draw_sentiment_axis(&draw, &x, top - 6, bottom - 6);
    for (size_t i = 0; i < count; i++)
        draw_velocity_row(&draw, rows[i], top + 3 + ROW * (double)i, &x);
    const char *caption =
        et_say(words, "Of the %zu names shown, %zu %s an interval that leaves out zero, and %zu %s an alert.", count,
               clear, clear == 1 ? "has" : "have", alerts, alerts == 1 ? "raises" : "raise");
    return et_draw_done(&draw, "velocity", "What moved in the last 72 hours", caption, bottom + 6);
}

/* ---- posts ---- */

const struct et_chart *et_chart_posts(struct et_words *words, const struct et_figures *f)
{
    size_t rows = f->post_count < 8 ? f->post_count : 8;
    if (rows < 2 || f->posts[0].summary.comments < ET_SAY_COMMENTS)
        return NULL;
    struct et_draw draw = {.words = words};
    struct et_scale x = {0, (double)f->posts[0].summary.comments, 214, 404};
    et_draw_label(&draw, ET_INK_MUTED, x.left, 8.5, 7, ET_ANCHOR_START, "comments");
    et_draw_label(&draw, ET_INK_MUTED, 496, 8.5, 7, ET_ANCHOR_END, "mean sentiment");
    for (size_t i = 0; i < rows; i++) {
        const struct et_post_figures *p = &f->posts[i];
        const struct et_summary *s = &p->summary;
        double y = 14 + ROW * (double)i, end = et_scale_at(&x, (double)s->comments);
        const char *name = et_post_label(words, p->post, 48);
        et_draw_label(&draw, ET_INK_TEXT, 206, y + 9, 7.5, ET_ANCHOR_END, name)->max_width = 204;
        bool can = et_can_say(s);
        struct et_shape *bar =
            et_draw_rect(&draw, can ? et_ink_of_mean(s->mean) : ET_INK_BAR, x.left, y, end - x.left, 12);
        bar->r = 1.5;
        bar->tip = et_say(words, "%s: %s, %s", name, et_say_of(words, s->comments, "comment", "comments"),
                          et_say_mean(words, s));
        et_draw_label(&draw, ET_INK_TEXT, end + 4, y + 9, 7.5, ET_ANCHOR_START, et_say_count(words, s->comments));
        et_draw_label(&draw, can ? et_ink_of_number(s->mean) : ET_INK_MUTED, 496, y + 9, 7.5, ET_ANCHOR_END,
                      can ? et_say_score(words, s->mean) : "too few")
            ->bold = can;
    }
    const struct et_post_figures *first = &f->posts[0];
    const char *caption = et_say(words, "The busiest post, \xE2\x80\x9C%s\xE2\x80\x9D on %s, drew %s, %s of the total.",
                                 et_post_label(words, first->post, 60), et_platform_title(first->post->platform),
                                 et_say_of(words, first->summary.comments, "comment", "comments"),
                                 et_say_share(words, first->summary.comments, f->all.comments));
    return et_draw_done(&draw, "posts", "The busiest posts", caption, 16 + ROW * (double)rows);
}

/* ---- legend ---- */

const struct et_chart *et_chart_scale(struct et_words *words)
{
    static const struct {
        double from, to;
        const char *name;
    } bands[ET_LABELS] = {{-1, -0.7, "strongly negative"},
                          {-0.7, -0.3, "negative"},
                          {-0.3, 0.3, "neutral"},
                          {0.3, 0.7, "positive"},
                          {0.7, 1, "strongly positive"}};
    struct et_draw draw = {.words = words};
    struct et_scale x = {-1, 1, 14, 486};
    for (size_t i = 0; i < ET_LABELS; i++) {
        double from = et_scale_at(&x, bands[i].from), to = et_scale_at(&x, bands[i].to);
        enum et_ink ink = ET_INK_LABELS + (enum et_ink)i;
        et_draw_rect(&draw, ink, from + 0.5, 0, to - from - 1, 18);
        struct et_shape *label =
            et_draw_label(&draw, et_ink_on(ink), (from + to) / 2, 11.6, 7, ET_ANCHOR_MIDDLE, bands[i].name);
        label->max_width = to - from - 2;
        et_draw_label(&draw, ET_INK_MUTED, from, 28, 7, ET_ANCHOR_MIDDLE, et_say_score(words, bands[i].from));
    }
    et_draw_label(&draw, ET_INK_MUTED, 486, 28, 7, ET_ANCHOR_MIDDLE, "+1.00");
    return et_draw_done(&draw, "scale", "The scale",
                        "One comment's sentiment runs from \xE2\x88\x92"
                        "1 to +1.",
                        32);
}
