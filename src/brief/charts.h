/** Charts as data: shapes in points, y downward, computed once from the figures and drawn by two small renderers (SVG
 * for HTML, Cairo for PDF). Colours are roles (palette.h). Everything lives in the arena of the brief. */
#ifndef ET_BRIEF_CHARTS_H
#define ET_BRIEF_CHARTS_H

#include "brief/palette.h"
#include "brief/words.h"

#define ET_CHART_WIDTH 500.0 /**< points: the text width of both papers */

enum et_shape_kind {
    ET_SHAPE_RECT,    /**< x, y, w, h, radius r */
    ET_SHAPE_LINE,    /**< x, y to w, h; r = width */
    ET_SHAPE_PATH,    /**< open polyline through points; r = width */
    ET_SHAPE_AREA,    /**< filled polygon */
    ET_SHAPE_CURVE,   /**< cubic Bezier of 4 points; r = width */
    ET_SHAPE_DOT,     /**< circle around x, y of radius r */
    ET_SHAPE_DIAMOND, /**< around x, y, half-diagonal r */
    ET_SHAPE_LABEL    /**< text at x, baseline y; r = size */
};

enum et_anchor { ET_ANCHOR_START, ET_ANCHOR_MIDDLE, ET_ANCHOR_END };

struct et_xy {
    double x, y;
};

struct et_shape {
    enum et_shape_kind kind;
    enum et_ink ink;
    double opacity; /**< 0 < opacity <= 1 */
    double x, y, w, h, r;
    bool hollow; /**< DOT, DIAMOND: outline on paper */
    bool dashed; /**< LINE */
    bool bold;   /**< LABEL */
    enum et_anchor anchor;
    const char *text; /**< LABEL */
    double max_width; /**< LABEL: shortened to it with an ellipsis */
    const struct et_xy *points;
    size_t count;
    const char *tip; /**< what the shape says in words, for screens; NULL = none */
};

struct et_chart {
    const char *id, *title;
    const char *caption; /**< one sentence made from the figures */
    double width, height;
    const struct et_shape *shapes;
    size_t count;
};

/** What each gives is NULL when there is nothing to say (too few comments, fewer than two rows, no times), or when
 * memory ran out (then words->failed). */
const struct et_chart *et_chart_timeline(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_entities(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_velocity(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_emotions(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_labels(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_relations(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_posts(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_first_day(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_storylines(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_hours(struct et_words *words, const struct et_figures *f);
const struct et_chart *et_chart_scale(struct et_words *words); /**< the legend of the -1..+1 scale */

/** A post's name for people: subject, title, caption or key, shortened to max characters. */
const char *et_post_label(struct et_words *words, const struct et_stored_post *post, size_t max);

#endif
