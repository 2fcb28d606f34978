/** Colour emoji for print: each is drawn once at the font's own bitmap size (about 109 pixels) and painted scaled, so
 * that it has some 800 dots an inch on paper. Without a colour emoji font there are none, and text stays text. */
#ifndef ET_BRIEF_PDF_EMOJI_H
#define ET_BRIEF_PDF_EMOJI_H

#include "base/arena.h"
#include "base/map.h"
#include "base/slice.h"

#include <pango/pangocairo.h>

struct et_emoji {
    struct et_slice text;         /**< as typed; for those who copy or search */
    cairo_surface_t *surface;     /**< NULL: the font has no such emoji */
    int width, height;            /**< pixels */
    cairo_scaled_font_t *carrier; /**< font of the invisible glyph that carries the text */
    unsigned long glyph;
};

struct et_emoji_cache {
    struct et_arena arena;
    struct et_strmap by_text; /**< value = address of the et_emoji */
    PangoFontMap *map;
    PangoFontDescription *font;
    cairo_scaled_font_t *carrier;
    unsigned long glyph;
};

void et_emoji_init(struct et_emoji_cache *cache, PangoContext *context);
void et_emoji_dispose(struct et_emoji_cache *cache);

/** NULL when memory ran out; an entry without surface where there is no picture. Valid until dispose. */
const struct et_emoji *et_emoji_get(struct et_emoji_cache *cache, struct et_slice cluster);

/** Paints emoji with its baseline-left at the current point, `size` points of the text around it. */
void et_emoji_paint(cairo_t *cr, const struct et_emoji *emoji, double size);

/** Width in points in a text of that size. */
double et_emoji_width(const struct et_emoji *emoji, double size);

#endif
