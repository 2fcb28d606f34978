/** Charts as SVG inside HTML. Colours are the classes f-NAME (fill) and s-NAME (stroke) of the palette's names. */
#ifndef ET_BRIEF_CHART_SVG_H
#define ET_BRIEF_CHART_SVG_H

#include "base/buf.h"
#include "brief/charts.h"

void et_chart_svg(struct et_buf *out, const struct et_chart *chart); /**< check out->failed */

#endif
