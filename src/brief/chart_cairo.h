/** Charts drawn with Cairo, as vectors. */
#ifndef ET_BRIEF_CHART_CAIRO_H
#define ET_BRIEF_CHART_CAIRO_H

#include "brief/charts.h"
#include "brief/pdf_text.h"

/** With the chart's top left corner at x, y, one point a unit. */
void et_chart_cairo(cairo_t *cr, struct et_typesetter *type, const struct et_chart *chart, double x, double y);

#endif
