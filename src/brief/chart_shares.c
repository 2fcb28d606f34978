/* Stacked bars: emotions and sentiment labels, each row adding up to all of its comments. */
#include "brief/charts_int.h"

#define LABEL_END 118.0
#define LEFT 126.0
#define RIGHT 452.0
#define ROW 16.6

struct row {
    const char *name;
    const struct et_summary *summary;
};

static size_t collect(struct et_words *words, const struct et_figures *f, struct row *rows, size_t max, bool platforms)
{
    size_t count = 0;
    if (f->all.comments >= ET_SAY_PERCENT)
        rows[count++] = (struct row){"All comments", &f->all};
    for (size_t i = 0; platforms && f->platform_count > 1 && i < f->platform_count && count < max; i++)
        if (f->platforms[i].summary.comments >= ET_SAY_PERCENT)
            rows[count++] = (struct row){et_platform_title(f->platforms[i].platform), &f->platforms[i].summary};
    for (size_t i = 0; i < f->entity_count && count < max; i++)
        if (f->entities[i].summary.comments >= ET_SAY_PERCENT)
            rows[count++] = (struct row){et_say_slice(words, f->entities[i].entity->name), &f->entities[i].summary};
    return count;
}

struct stack {
    size_t parts;
    enum et_ink first;
    const char *(*name)(unsigned part);
    const uint64_t *(*counts)(const struct et_summary *summary);
};

static void draw_stack(struct et_draw *draw, const struct stack *stack, const struct row *row, double y)
{
    struct et_words *words = draw->words;
    const uint64_t *counts = stack->counts(row->summary);
    uint64_t total = 0;
    for (size_t i = 0; i < stack->parts; i++)
        total += counts[i];
    et_draw_label(draw, ET_INK_TEXT, LABEL_END, y + 9.3, 8, ET_ANCHOR_END, row->name)->max_width = LABEL_END - 2;
    et_draw_label(draw, ET_INK_MUTED, 496, y + 9.3, 7.5, ET_ANCHOR_END, et_say_count(words, row->summary->comments));
    double x = LEFT;
    for (unsigned i = 0; total && i < stack->parts; i++) {
        double width = (RIGHT - LEFT) * (double)counts[i] / (double)total;
        enum et_ink ink = stack->first + i;
        if (counts[i]) {
            struct et_shape *part = et_draw_rect(draw, ink, x, y, width > 1.2 ? width - 0.6 : width, 13);
            part->tip =
                et_say(words, "%s, %s: %s (%s)", row->name, stack->name(i),
                       et_say_of(words, counts[i], "comment", "comments"), et_say_share(words, counts[i], total));
        }
        if (width >= 20)
            et_draw_label(draw, et_ink_on(ink), x + width / 2, y + 9, 6.5, ET_ANCHOR_MIDDLE,
                          et_say(words, "%.0f%%", 100 * (double)counts[i] / (double)total));
        x += width;
    }
}

/* The key is set in rows of at most the chart's width. Returns the y below it. */
static double draw_keys(struct et_draw *draw, const struct stack *stack)
{
    double width = 0, y = 7;
    for (unsigned i = 0; i < stack->parts; i++)
        width += 22 + et_text_width(stack->name(i), 7);
    double x = LEFT + width <= 480 ? LEFT : 20;
    for (unsigned i = 0; i < stack->parts; i++) {
        const char *name = stack->name(i);
        if (x + 10 + et_text_width(name, 7) > ET_CHART_WIDTH) {
            x = LEFT;
            y += 12;
        }
        x = et_draw_key(draw, x, y, stack->first + i, name);
    }
    return y + 8;
}

static const struct et_chart *draw_rows(struct et_draw *draw, const struct stack *stack, const struct row *rows,
                                        size_t count, const char *id, const char *title, const char *caption)
{
    double y = draw_keys(draw, stack);
    et_draw_label(draw, ET_INK_MUTED, 496, 7, 7, ET_ANCHOR_END, "n");
    for (size_t i = 0; i < count; i++)
        draw_stack(draw, stack, &rows[i], y + ROW * (double)i);
    return et_draw_done(draw, id, title, caption, y + ROW * (double)count);
}

static const char *emotion_part(unsigned part)
{
    return et_emotion_name((enum et_emotion)part);
}

static const uint64_t *emotion_counts(const struct et_summary *summary)
{
    return summary->emotions;
}

static const char *label_part(unsigned part)
{
    return et_label_name((enum et_label)part);
}

static const uint64_t *label_counts(const struct et_summary *summary)
{
    return summary->labels;
}

const struct et_chart *et_chart_emotions(struct et_words *words, const struct et_figures *f)
{
    static const struct stack stack = {ET_EMOTIONS, ET_INK_EMOTIONS, emotion_part, emotion_counts};
    struct row rows[8];
    size_t count = collect(words, f, rows, 8, false);
    if (!count || rows[0].summary != &f->all)
        return NULL;
    unsigned best = ET_EXCITEMENT;
    for (unsigned i = 1; i < ET_NEUTRAL; i++)
        if (f->all.emotions[i] > f->all.emotions[best])
            best = i;
    const char *caption = "No comment shows an emotion of its own.";
    if (f->all.emotions[best])
        caption =
            et_say(words, "Neutral aside, %s is the most frequent primary emotion: %s of %s comments; %s %s neutral.",
                   et_emotion_name((enum et_emotion)best), et_say_share(words, f->all.emotions[best], f->all.comments),
                   et_say_count(words, f->all.comments),
                   et_say_share(words, f->all.emotions[ET_NEUTRAL], f->all.comments), "are");
    struct et_draw draw = {.words = words};
    return draw_rows(&draw, &stack, rows, count, "emotions", "Primary emotion of the comments", caption);
}

const struct et_chart *et_chart_labels(struct et_words *words, const struct et_figures *f)
{
    static const struct stack stack = {ET_LABELS, ET_INK_LABELS, label_part, label_counts};
    struct row rows[10];
    size_t count = collect(words, f, rows, 10, true);
    if (!count || rows[0].summary != &f->all)
        return NULL;
    const uint64_t *l = f->all.labels;
    const char *caption =
        et_say(words, "%s of %s comments are positive or strongly positive, %s negative or strongly negative.",
               et_say_share(words, l[ET_POSITIVE] + l[ET_STRONG_POSITIVE], f->all.comments),
               et_say_count(words, f->all.comments),
               et_say_share(words, l[ET_NEGATIVE] + l[ET_STRONG_NEGATIVE], f->all.comments));
    struct et_draw draw = {.words = words};
    return draw_rows(&draw, &stack, rows, count, "labels", "From strongly negative to strongly positive", caption);
}
