#include "brief/charts_int.h"
#include "brief/quote.h"

#include "base/utf8.h"

#include <math.h>
#include <utf8proc.h>

struct et_shape *et_draw_add(struct et_draw *draw, enum et_shape_kind kind, enum et_ink ink)
{
    static _Thread_local struct et_shape spare;
    if (draw->count == draw->size) {
        size_t size = draw->size ? draw->size * 2 : 64;
        struct et_shape *more = et_arena_alloc(draw->words->arena, size * sizeof *more);
        if (!more) {
            draw->words->failed = true;
            spare = (struct et_shape){.kind = kind, .ink = ink, .opacity = 1};
            return &spare;
        }
        if (draw->count)
            memcpy(more, draw->shapes, draw->count * sizeof *more);
        draw->shapes = more;
        draw->size = size;
    }
    struct et_shape *shape = &draw->shapes[draw->count++];
    *shape = (struct et_shape){.kind = kind, .ink = ink, .opacity = 1};
    return shape;
}

struct et_shape *et_draw_rect(struct et_draw *draw, enum et_ink ink, double x, double y, double w, double h)
{
    struct et_shape *s = et_draw_add(draw, ET_SHAPE_RECT, ink);
    s->x = x;
    s->y = y;
    s->w = w;
    s->h = h;
    return s;
}

struct et_shape *et_draw_line(struct et_draw *draw, enum et_ink ink, double x1, double y1, double x2, double y2,
                              double width)
{
    struct et_shape *s = et_draw_add(draw, ET_SHAPE_LINE, ink);
    s->x = x1;
    s->y = y1;
    s->w = x2;
    s->h = y2;
    s->r = width;
    return s;
}

struct et_shape *et_draw_dot(struct et_draw *draw, enum et_ink ink, double x, double y, double r)
{
    struct et_shape *s = et_draw_add(draw, ET_SHAPE_DOT, ink);
    s->x = x;
    s->y = y;
    s->r = r;
    return s;
}

struct et_shape *et_draw_label(struct et_draw *draw, enum et_ink ink, double x, double y, double size,
                               enum et_anchor anchor, const char *text)
{
    struct et_shape *s = et_draw_add(draw, ET_SHAPE_LABEL, ink);
    s->x = x;
    s->y = y;
    s->r = size;
    s->anchor = anchor;
    s->text = text;
    return s;
}

struct et_xy *et_draw_points(struct et_draw *draw, enum et_shape_kind kind, enum et_ink ink, double width, size_t count)
{
    struct et_xy *points = et_arena_calloc(draw->words->arena, count ? count : 1, sizeof *points);
    if (!points) {
        draw->words->failed = true;
        return NULL;
    }
    struct et_shape *s = et_draw_add(draw, kind, ink);
    s->r = width;
    s->points = points;
    s->count = count;
    return points;
}

/* Both renderers get labels that fit; Cairo, which knows the fonts, shortens once more where the estimate was too kind.
 */
static void shorten_labels(struct et_draw *draw)
{
    for (size_t i = 0; i < draw->count; i++) {
        struct et_shape *s = &draw->shapes[i];
        double width = s->kind == ET_SHAPE_LABEL && s->max_width > 0 ? 1.06 * et_text_width(s->text, s->r) : 0;
        if (width <= s->max_width)
            continue;
        struct et_slice text = et_slice_of(s->text);
        size_t fits = (size_t)((double)et_utf8_count(text) * s->max_width / width);
        text = et_quote_shorten(draw->words->arena, text, fits > 2 ? fits - 1 : 2, NULL);
        draw->words->failed |= !text.ptr;
        s->text = text.ptr ? text.ptr : "";
    }
}

const struct et_chart *et_draw_done(struct et_draw *draw, const char *id, const char *title, const char *caption,
                                    double height)
{
    shorten_labels(draw);
    struct et_chart *chart = et_arena_alloc(draw->words->arena, sizeof *chart);
    if (!chart || draw->words->failed) {
        draw->words->failed = true;
        return NULL;
    }
    *chart = (struct et_chart){.id = id,
                               .title = title,
                               .caption = caption,
                               .width = ET_CHART_WIDTH,
                               .height = height,
                               .shapes = draw->shapes,
                               .count = draw->count};
    return chart;
}

double et_scale_at(const struct et_scale *scale, double value)
{
    double at = scale->to > scale->from ? (value - scale->from) / (scale->to - scale->from) : 0;
    at = at < 0 || isnan(at) ? 0 : at > 1 ? 1 : at;
    return scale->left + at * (scale->right - scale->left);
}

double et_nice_extent(double extent, double most)
{
    double step = extent > 1 ? 0.5 : 0.25, nice = ceil(extent / step - 1e-9) * step;
    return nice < 0.25 ? 0.25 : nice > most ? most : nice;
}

void et_draw_sentiment_axis(struct et_draw *draw, const struct et_scale *scale, double top, double bottom)
{
    double step = scale->to > 0.5 ? 0.5 : 0.25;
    for (double v = -2; v <= 2.0001; v += step) {
        if (v < scale->from - 1e-9 || v > scale->to + 1e-9)
            continue;
        double x = et_scale_at(scale, v);
        bool zero = fabs(v) < 1e-9;
        et_draw_line(draw, zero ? ET_INK_MUTED : ET_INK_RULE, x, top, x, bottom, zero ? 0.8 : 0.5);
        et_draw_label(draw, ET_INK_MUTED, x, bottom + 9, 6.5, ET_ANCHOR_MIDDLE,
                      zero ? "0" : et_say_score(draw->words, v));
    }
}

double et_draw_key(struct et_draw *draw, double x, double y, enum et_ink ink, const char *name)
{
    et_draw_rect(draw, ink, x, y - 6, 7, 7)->r = 1.5;
    et_draw_label(draw, ET_INK_TEXT, x + 10, y, 7, ET_ANCHOR_START, name);
    return x + 10 + et_text_width(name, 7) + 12;
}

double et_text_width(const char *text, double size)
{
    struct et_slice slice = et_slice_of(text);
    double em = 0;
    for (size_t pos = 0; pos < slice.len;) {
        uint32_t c = et_utf8_next(slice, &pos);
        if (c >= 0x80)
            em += utf8proc_charwidth((utf8proc_int32_t)c) == 2 ? 1.05
                  : utf8proc_charwidth((utf8proc_int32_t)c)    ? 0.6
                                                               : 0;
        else if (strchr(" iIjl.,:;'|!()[]", (int)c))
            em += 0.29;
        else
            em += c >= 'A' && c <= 'Z' ? 0.69 : strchr("mwMW%", (int)c) ? 0.86 : c >= '0' && c <= '9' ? 0.63 : 0.57;
    }
    return em * size;
}

uint64_t et_nice_ceiling(uint64_t value)
{
    static const unsigned steps[] = {1, 2, 5};
    uint64_t power = 1;
    for (unsigned i = 0; power < UINT64_MAX / 100; i++) {
        if (i == 3) {
            i = 0;
            power *= 10;
        }
        if (steps[i] * power >= value)
            return steps[i] * power;
    }
    return value;
}

const char *et_post_label(struct et_words *words, const struct et_stored_post *post, size_t max)
{
    const struct et_slice candidates[] = {post->subject, post->title, post->caption, post->key};
    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
        struct et_slice text = et_slice_trim(candidates[i]);
        if (!text.len)
            continue;
        text = et_quote_shorten(words->arena, text, max, NULL);
        words->failed |= !text.ptr;
        if (text.len)
            return text.ptr;
    }
    return "untitled post";
}
