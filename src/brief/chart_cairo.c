#include "brief/chart_cairo.h"

#include <math.h>

static void rounded(cairo_t *cr, const struct et_shape *s)
{
    double r = fmin(s->r, fmin(s->w, s->h) / 2);
    if (r <= 0) {
        cairo_rectangle(cr, s->x, s->y, s->w, s->h);
        return;
    }
    cairo_new_sub_path(cr);
    cairo_arc(cr, s->x + s->w - r, s->y + r, r, -M_PI / 2, 0);
    cairo_arc(cr, s->x + s->w - r, s->y + s->h - r, r, 0, M_PI / 2);
    cairo_arc(cr, s->x + r, s->y + s->h - r, r, M_PI / 2, M_PI);
    cairo_arc(cr, s->x + r, s->y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(cr);
}

static void trace(cairo_t *cr, const struct et_shape *s)
{
    const struct et_xy *p = s->points;
    if (!s->count)
        return;
    cairo_move_to(cr, p[0].x, p[0].y);
    if (s->kind == ET_SHAPE_CURVE && s->count == 4)
        cairo_curve_to(cr, p[1].x, p[1].y, p[2].x, p[2].y, p[3].x, p[3].y);
    else
        for (size_t i = 1; i < s->count; i++)
            cairo_line_to(cr, p[i].x, p[i].y);
    if (s->kind == ET_SHAPE_AREA)
        cairo_close_path(cr);
}

static void paint_stroke(cairo_t *cr, const struct et_shape *s)
{
    static const double dashes[] = {3, 2};
    et_set_ink(cr, s->ink, s->opacity);
    cairo_set_dash(cr, dashes, s->dashed ? 2 : 0, 0);
    cairo_set_line_width(cr, s->r);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

static void paint_mark(cairo_t *cr, const struct et_shape *s)
{
    if (!s->hollow) {
        et_set_ink(cr, s->ink, s->opacity);
        cairo_fill(cr);
        return;
    }
    et_set_ink(cr, ET_INK_PAPER, 1);
    cairo_fill_preserve(cr);
    et_set_ink(cr, s->ink, s->opacity);
    cairo_set_line_width(cr, 1.3);
    cairo_stroke(cr);
}

static void paint(cairo_t *cr, struct et_typesetter *type, const struct et_shape *s)
{
    switch (s->kind) {
    case ET_SHAPE_RECT:
        rounded(cr, s);
        paint_mark(cr, s);
        break;
    case ET_SHAPE_LINE:
        cairo_move_to(cr, s->x, s->y);
        cairo_line_to(cr, s->w, s->h);
        paint_stroke(cr, s);
        break;
    case ET_SHAPE_PATH:
    case ET_SHAPE_CURVE:
        trace(cr, s);
        paint_stroke(cr, s);
        break;
    case ET_SHAPE_AREA:
        trace(cr, s);
        paint_mark(cr, s);
        break;
    case ET_SHAPE_DOT:
        cairo_new_sub_path(cr);
        cairo_arc(cr, s->x, s->y, s->r, 0, 2 * M_PI);
        paint_mark(cr, s);
        break;
    case ET_SHAPE_DIAMOND:
        cairo_move_to(cr, s->x, s->y - s->r);
        cairo_line_to(cr, s->x + s->r, s->y);
        cairo_line_to(cr, s->x, s->y + s->r);
        cairo_line_to(cr, s->x - s->r, s->y);
        cairo_close_path(cr);
        paint_mark(cr, s);
        break;
    case ET_SHAPE_LABEL:
        et_set_ink(cr, s->ink, s->opacity);
        et_typeset_label(type, cr, s->text, s->x, s->y, s->r, s->bold, (double)s->anchor / 2, s->max_width);
        break;
    }
}

void et_chart_cairo(cairo_t *cr, struct et_typesetter *type, const struct et_chart *chart, double x, double y)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    for (size_t i = 0; i < chart->count; i++)
        paint(cr, type, &chart->shapes[i]);
    cairo_restore(cr);
}
