/** Setting text with Pango: styles, layouts with emoji as images. One et_typesetter per document, one thread. */
#ifndef ET_BRIEF_PDF_TEXT_H
#define ET_BRIEF_PDF_TEXT_H

#include "brief/palette.h"
#include "brief/pdf_emoji.h"

#include <pango/pangocairo.h>

enum et_style {
    ET_STYLE_KICKER,
    ET_STYLE_TITLE,
    ET_STYLE_PERIOD,
    ET_STYLE_LEAD,
    ET_STYLE_NUMBER,
    ET_STYLE_SECTION,
    ET_STYLE_HEADING, /**< of a chart or card */
    ET_STYLE_BODY,
    ET_STYLE_CARD,
    ET_STYLE_QUOTE,
    ET_STYLE_CAPTION,
    ET_STYLE_SMALL,
    ET_STYLE_TABLE,
    ET_STYLE_TABLE_BOLD,
    ET_STYLE_TABLE_HEAD,
    ET_STYLE_BADGE,
    ET_STYLE_FOOT,
    ET_STYLES
};

struct et_typesetter {
    PangoContext *context;
    PangoFontDescription *fonts[ET_STYLES];
    struct { /**< fonts of chart labels by size and weight */
        int size;
        bool bold;
        PangoFontDescription *font;
    } labels[16];
    size_t label_count;
    PangoLayout *scratch;
    struct et_emoji_cache emoji;
    bool failed; /**< memory ran out */
};

void et_typesetter_init(struct et_typesetter *type, cairo_t *cr);
void et_typesetter_dispose(struct et_typesetter *type);

/** A layout of text in that style, at most width points wide (0 = one line without end). Owned by the caller
 * (g_object_unref). Written from left to right unless `natural`: then the first letter decides, as for quotes. NULL
 * when memory ran out. */
PangoLayout *et_typeset(struct et_typesetter *type, enum et_style style, const char *text, double width, bool natural);

/** Sets the text up to its first full stop in semibold, as a heading that runs into its paragraph. */
void et_layout_run_in(PangoLayout *layout);

double et_layout_height(PangoLayout *layout); /**< call it when all is set, before painting: it levels the baselines */
double et_layout_width(PangoLayout *layout);

/** A single line at x, baseline y, in points of any size; shortened with an ellipsis to max_width (0 = never). anchor:
 * 0 = begins at x, 0.5 = centred, 1 = ends there. The colour is the context's source. */
void et_typeset_label(struct et_typesetter *type, cairo_t *cr, const char *text, double x, double y, double size,
                      bool bold, double anchor, double max_width);

void et_set_ink(cairo_t *cr, enum et_ink ink, double opacity);

#endif
