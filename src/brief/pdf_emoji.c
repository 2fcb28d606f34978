#include "brief/pdf_emoji.h"

#include <string.h>

#define STRIKE 109   /* pixels an em of Noto Color Emoji's bitmaps */
#define EM 0.94      /* emoji are set a little smaller than the text, which evens the colour of a line */
#define DESCENT 0.19 /* of an em below the baseline */

/* Text is carried by an em dash: about as wide as an emoji, so that readers of the PDF see no gap. */
static void find_carrier(struct et_emoji_cache *cache, PangoContext *context)
{
    PangoFontDescription *desc = pango_font_description_from_string("Inter, Noto Sans, sans-serif 10");
    PangoFont *font = pango_context_load_font(context, desc);
    cairo_scaled_font_t *scaled = font ? pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font)) : NULL;
    cairo_glyph_t *glyphs = NULL;
    int count = 0;
    if (scaled &&
        cairo_scaled_font_text_to_glyphs(scaled, 0, 0, "\xE2\x80\x94", 3, &glyphs, &count, NULL, NULL, NULL) ==
            CAIRO_STATUS_SUCCESS &&
        count == 1) {
        cache->carrier = cairo_scaled_font_reference(scaled);
        cache->glyph = glyphs[0].index;
    }
    cairo_glyph_free(glyphs);
    if (font)
        g_object_unref(font);
    pango_font_description_free(desc);
}

void et_emoji_init(struct et_emoji_cache *cache, PangoContext *context)
{
    *cache = (struct et_emoji_cache){.map = pango_context_get_font_map(context)};
    et_arena_init(&cache->arena, 0);
    cache->font = pango_font_description_from_string("Noto Color Emoji");
    pango_font_description_set_absolute_size(cache->font, STRIKE * PANGO_SCALE);
    find_carrier(cache, context);
}

void et_emoji_dispose(struct et_emoji_cache *cache)
{
    for (size_t i = 0; i < cache->by_text.size; i++) {
        struct et_emoji *emoji =
            cache->by_text.keys[i].ptr ? (struct et_emoji *)(uintptr_t)cache->by_text.values[i] : NULL;
        if (emoji && emoji->surface)
            cairo_surface_destroy(emoji->surface);
    }
    et_strmap_dispose(&cache->by_text);
    et_arena_dispose(&cache->arena);
    if (cache->font)
        pango_font_description_free(cache->font);
    if (cache->carrier)
        cairo_scaled_font_destroy(cache->carrier);
}

/* Whether every glyph comes from a colour emoji font, not from a fallback or a box. */
static bool is_drawn_in_colour(PangoLayout *layout)
{
    bool colour = pango_layout_get_unknown_glyphs_count(layout) == 0;
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        const PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
        if (!run)
            continue;
        PangoFontDescription *desc = pango_font_describe(run->item->analysis.font);
        const char *family = pango_font_description_get_family(desc);
        colour = colour && family && strstr(family, "Emoji");
        pango_font_description_free(desc);
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
    return colour;
}

static cairo_surface_t *rasterise(PangoLayout *layout, int *width, int *height)
{
    PangoRectangle logical;
    pango_layout_get_pixel_extents(layout, NULL, &logical);
    if (logical.width <= 0 || logical.height <= 0 || logical.width > 8 * STRIKE || logical.height > 4 * STRIKE)
        return NULL;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, logical.width, logical.height);
    cairo_t *cr = cairo_create(surface);
    cairo_move_to(cr, -logical.x, -logical.y);
    pango_cairo_show_layout(cr, layout);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status != CAIRO_STATUS_SUCCESS || cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(surface);
        return NULL;
    }
    *width = logical.width;
    *height = logical.height;
    return surface;
}

static void draw(struct et_emoji_cache *cache, struct et_emoji *emoji)
{
    PangoContext *context = pango_font_map_create_context(cache->map);
    pango_cairo_context_set_resolution(context, 72);
    PangoLayout *layout = pango_layout_new(context);
    pango_layout_set_font_description(layout, cache->font);
    pango_layout_set_text(layout, emoji->text.ptr, (int)emoji->text.len);
    if (is_drawn_in_colour(layout))
        emoji->surface = rasterise(layout, &emoji->width, &emoji->height);
    g_object_unref(layout);
    g_object_unref(context);
}

const struct et_emoji *et_emoji_get(struct et_emoji_cache *cache, struct et_slice cluster)
{
    uint64_t *known = et_strmap_get(&cache->by_text, cluster);
    if (known)
        return (const struct et_emoji *)(uintptr_t)*known;
    struct et_emoji *emoji = et_arena_calloc(&cache->arena, 1, sizeof *emoji);
    struct et_slice text = et_arena_copy(&cache->arena, cluster);
    uint64_t *place = emoji && text.ptr ? et_strmap_put(&cache->by_text, text, NULL) : NULL;
    if (!place)
        return NULL;
    *emoji = (struct et_emoji){.text = text, .carrier = cache->carrier, .glyph = cache->glyph};
    *place = (uint64_t)(uintptr_t)emoji;
    draw(cache, emoji);
    return emoji;
}

double et_emoji_width(const struct et_emoji *emoji, double size)
{
    return size * EM * (double)emoji->width / STRIKE;
}

/* A glyph that cannot be seen, under the picture, with the emoji as its text: it is found, copied and read aloud. */
static void carry_text(cairo_t *cr, const struct et_emoji *emoji, double x, double y, double size)
{
    if (!emoji->carrier)
        return;
    cairo_save(cr);
    cairo_set_scaled_font(cr, emoji->carrier);
    cairo_set_font_size(cr, size);
    cairo_glyph_t glyph = {.index = emoji->glyph, .x = x, .y = y};
    cairo_text_cluster_t cluster = {.num_bytes = (int)emoji->text.len, .num_glyphs = 1};
    cairo_set_source_rgba(cr, 1, 1, 1, 0.01);
    cairo_show_text_glyphs(cr, emoji->text.ptr, (int)emoji->text.len, &glyph, 1, &cluster, 1, 0);
    cairo_restore(cr);
}

void et_emoji_paint(cairo_t *cr, const struct et_emoji *emoji, double size)
{
    double x, y, scale = size * EM / STRIKE;
    if (!emoji->surface || !cairo_has_current_point(cr))
        return;
    cairo_get_current_point(cr, &x, &y);
    carry_text(cr, emoji, x, y, size);
    cairo_save(cr);
    cairo_translate(cr, x, y + DESCENT * size - (double)emoji->height * scale);
    cairo_scale(cr, scale, scale);
    cairo_set_source_surface(cr, emoji->surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
    cairo_paint(cr);
    cairo_restore(cr);
}
