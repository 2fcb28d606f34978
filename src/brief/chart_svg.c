#include "brief/chart_svg.h"

#include <math.h>

/* One decimal, whatever the locale; "12" instead of "12.0". */
static void number(struct et_buf *out, double value)
{
    long long tenths = llround(value * 10);
    if (tenths < 0)
        et_buf_char(out, '-');
    tenths = tenths < 0 ? -tenths : tenths;
    if (tenths % 10)
        et_buf_printf(out, "%lld.%lld", tenths / 10, tenths % 10);
    else
        et_buf_printf(out, "%lld", tenths / 10);
}

static void attribute(struct et_buf *out, const char *name, double value)
{
    et_buf_printf(out, " %s=\"", name);
    number(out, value);
    et_buf_char(out, '"');
}

static void pair(struct et_buf *out, struct et_xy p)
{
    number(out, p.x);
    et_buf_char(out, ' ');
    number(out, p.y);
}

static void fill(struct et_buf *out, const struct et_shape *s)
{
    et_buf_printf(out, " class=\"f-%s\"", et_inks[s->ink].name);
    if (s->opacity < 1)
        et_buf_printf(out, " fill-opacity=\".%02d\"", (int)(s->opacity * 100));
}

static void stroke(struct et_buf *out, const struct et_shape *s)
{
    et_buf_printf(out, " class=\"s-%s\"", et_inks[s->ink].name);
    if (s->opacity < 1)
        et_buf_printf(out, " stroke-opacity=\".%02d\"", (int)(s->opacity * 100));
    attribute(out, "stroke-width", s->r);
    if (s->dashed)
        et_buf_str(out, " stroke-dasharray=\"3 2\"");
}

static void mark(struct et_buf *out, const struct et_shape *s)
{
    if (s->hollow)
        et_buf_printf(out, " class=\"f-paper s-%s\" stroke-width=\"1.3\"", et_inks[s->ink].name);
    else
        fill(out, s);
}

static void path(struct et_buf *out, const struct et_shape *s)
{
    et_buf_str(out, "<path d=\"M");
    for (size_t i = 0; i < s->count; i++) {
        if (i)
            et_buf_char(out, i == 1 ? (s->kind == ET_SHAPE_CURVE ? 'C' : 'L') : ' ');
        pair(out, s->points[i]);
    }
    et_buf_str(out, s->kind == ET_SHAPE_AREA ? "Z\"" : "\"");
    if (s->kind == ET_SHAPE_AREA)
        fill(out, s);
    else
        stroke(out, s);
}

static void diamond(struct et_buf *out, const struct et_shape *s)
{
    const struct et_xy corners[4] = {
        {s->x, s->y - s->r}, {s->x + s->r, s->y}, {s->x, s->y + s->r}, {s->x - s->r, s->y}};
    et_buf_str(out, "<path d=\"M");
    for (size_t i = 0; i < 4; i++) {
        if (i)
            et_buf_char(out, 'L');
        pair(out, corners[i]);
    }
    et_buf_str(out, "Z\"");
    mark(out, s);
}

static void label(struct et_buf *out, const struct et_shape *s)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    et_buf_str(out, "<text");
    attribute(out, "x", s->x);
    attribute(out, "y", s->y);
    attribute(out, "font-size", s->r);
    et_buf_str(out, anchors[s->anchor]);
    if (s->bold)
        et_buf_str(out, " font-weight=\"600\"");
    fill(out, s);
    et_buf_char(out, '>');
    et_buf_html(out, et_slice_of(s->text));
    et_buf_str(out, "</text>");
}

static const char *open_shape(struct et_buf *out, const struct et_shape *s)
{
    switch (s->kind) {
    case ET_SHAPE_RECT:
        et_buf_str(out, "<rect");
        attribute(out, "x", s->x);
        attribute(out, "y", s->y);
        attribute(out, "width", s->w > 0 ? s->w : 0);
        attribute(out, "height", s->h > 0 ? s->h : 0);
        if (s->r > 0)
            attribute(out, "rx", s->r);
        fill(out, s);
        return "rect";
    case ET_SHAPE_LINE:
        et_buf_str(out, "<line");
        attribute(out, "x1", s->x);
        attribute(out, "y1", s->y);
        attribute(out, "x2", s->w);
        attribute(out, "y2", s->h);
        stroke(out, s);
        return "line";
    case ET_SHAPE_DOT:
        et_buf_str(out, "<circle");
        attribute(out, "cx", s->x);
        attribute(out, "cy", s->y);
        attribute(out, "r", s->r);
        mark(out, s);
        return "circle";
    case ET_SHAPE_DIAMOND:
        diamond(out, s);
        return "path";
    case ET_SHAPE_PATH:
    case ET_SHAPE_AREA:
    case ET_SHAPE_CURVE:
        path(out, s);
        return "path";
    case ET_SHAPE_LABEL:
        break;
    }
    return NULL;
}

void et_chart_svg(struct et_buf *out, const struct et_chart *chart)
{
    et_buf_str(out, "<svg viewBox=\"0 0 ");
    number(out, chart->width);
    et_buf_char(out, ' ');
    number(out, chart->height);
    et_buf_str(out, "\" role=\"img\" aria-label=\"");
    et_buf_html_attr(out, et_slice_of(chart->title));
    et_buf_str(out, ". ");
    et_buf_html_attr(out, et_slice_of(chart->caption));
    et_buf_str(out, "\">\n");
    for (size_t i = 0; i < chart->count; i++) {
        const struct et_shape *s = &chart->shapes[i];
        if (s->kind == ET_SHAPE_LABEL) {
            label(out, s);
            continue;
        }
        const char *element = open_shape(out, s);
        if (s->tip) {
            et_buf_str(out, "><title>");
            et_buf_html(out, et_slice_of(s->tip));
            et_buf_printf(out, "</title></%s>", element);
        } else {
            et_buf_str(out, "/>");
        }
    }
    et_buf_str(out, "\n</svg>\n");
}
