/** What the chart modules share: putting shapes together, scales, axes. Private to this folder. */
#ifndef ET_BRIEF_CHARTS_INT_H
#define ET_BRIEF_CHARTS_INT_H

#include "brief/charts.h"

struct et_draw {
    struct et_words *words;
    struct et_shape *shapes;
    size_t count, size;
};

/** A shape of that kind and ink, opaque, appended; when memory ran out a spare one that is thrown away. Valid until the
 * next call. */
struct et_shape *et_draw_add(struct et_draw *draw, enum et_shape_kind kind, enum et_ink ink);
struct et_shape *et_draw_rect(struct et_draw *draw, enum et_ink ink, double x, double y, double w, double h);
struct et_shape *et_draw_line(struct et_draw *draw, enum et_ink ink, double x1, double y1, double x2, double y2,
                              double width);
struct et_shape *et_draw_dot(struct et_draw *draw, enum et_ink ink, double x, double y, double r);
struct et_shape *et_draw_label(struct et_draw *draw, enum et_ink ink, double x, double y, double size,
                               enum et_anchor anchor, const char *text);
/** Room for count points in the arena, set as the shape's; NULL when memory ran out. */
struct et_xy *et_draw_points(struct et_draw *draw, enum et_shape_kind kind, enum et_ink ink, double width,
                             size_t count);

/** The chart, or NULL when memory ran out. */
const struct et_chart *et_draw_done(struct et_draw *draw, const char *id, const char *title, const char *caption,
                                    double height);

struct et_scale {
    double from, to;    /**< data */
    double left, right; /**< points */
};
double et_scale_at(const struct et_scale *scale, double value); /**< clamped to the ends */

/** How far a scale around 0 goes: wide enough for +-extent in steps of a quarter, at most `most` (1 for means, 2 for
 * changes). */
double et_nice_extent(double extent, double most);
/** Grid lines with -x ... +x under or over a horizontal sentiment axis; zero is drawn stronger. */
void et_draw_sentiment_axis(struct et_draw *draw, const struct et_scale *scale, double top, double bottom);
/** Swatches with names from x on, in one row; returns the x behind the last. */
double et_draw_key(struct et_draw *draw, double x, double y, enum et_ink ink, const char *name);

/** About how wide a text is in points (Inter): exact enough for leaving room, not for setting type. */
double et_text_width(const char *text, double size);
uint64_t et_nice_ceiling(uint64_t value); /**< 1, 2, 5 times a power of ten */

#endif
