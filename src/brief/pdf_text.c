#include "brief/pdf_text.h"

#include "base/buf.h"
#include "brief/grapheme.h"

#include <math.h>

/* Noto Kufi Arabic goes with Inter, and what it sets can be copied: the ligatures of Noto Sans Arabic come out
 * reversed. */
#define FAMILY "Inter, Noto Sans, Noto Kufi Arabic, Noto Sans Arabic, DejaVu Sans, sans-serif"
#define DISPLAY "Inter Display, " FAMILY

static const struct {
    const char *family;
    double size, line; /* points */
    PangoWeight weight;
    double spacing; /* points between letters */
    const char *features;
} styles[ET_STYLES] = {
    [ET_STYLE_KICKER] = {FAMILY, 7.5, 11, PANGO_WEIGHT_SEMIBOLD, 0.9, NULL},
    [ET_STYLE_TITLE] = {DISPLAY, 27, 32, PANGO_WEIGHT_BOLD, -0.35, NULL},
    [ET_STYLE_PERIOD] = {FAMILY, 10.5, 15, PANGO_WEIGHT_NORMAL, 0, NULL},
    [ET_STYLE_LEAD] = {FAMILY, 12, 17.5, PANGO_WEIGHT_NORMAL, 0, NULL},
    [ET_STYLE_NUMBER] = {DISPLAY, 19, 23, PANGO_WEIGHT_SEMIBOLD, -0.1, "tnum=1"},
    [ET_STYLE_SECTION] = {DISPLAY, 16, 20, PANGO_WEIGHT_BOLD, -0.1, NULL},
    [ET_STYLE_HEADING] = {FAMILY, 9.6, 13, PANGO_WEIGHT_SEMIBOLD, 0, NULL},
    [ET_STYLE_BODY] = {FAMILY, 9.2, 13.4, PANGO_WEIGHT_NORMAL, 0, NULL},
    [ET_STYLE_CARD] = {FAMILY, 8.2, 11.6, PANGO_WEIGHT_NORMAL, 0, NULL},
    [ET_STYLE_QUOTE] = {FAMILY, 8.8, 12.6, PANGO_WEIGHT_NORMAL, 0, NULL},
    [ET_STYLE_CAPTION] = {FAMILY, 8, 11.2, PANGO_WEIGHT_NORMAL, 0, NULL},
    [ET_STYLE_SMALL] = {FAMILY, 7, 9.6, PANGO_WEIGHT_NORMAL, 0, NULL},
    [ET_STYLE_TABLE] = {FAMILY, 7.8, 10.8, PANGO_WEIGHT_NORMAL, 0, "tnum=1"},
    [ET_STYLE_TABLE_BOLD] = {FAMILY, 7.8, 10.8, PANGO_WEIGHT_SEMIBOLD, 0, "tnum=1"},
    [ET_STYLE_TABLE_HEAD] = {FAMILY, 7, 9.6, PANGO_WEIGHT_SEMIBOLD, 0, NULL},
    [ET_STYLE_BADGE] = {FAMILY, 6.8, 9.2, PANGO_WEIGHT_SEMIBOLD, 0, NULL},
    [ET_STYLE_FOOT] = {FAMILY, 7, 9.6, PANGO_WEIGHT_NORMAL, 0, "tnum=1"},
};

static PangoFontDescription *make_font(const char *family, double size, PangoWeight weight)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, family);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, weight);
    return font;
}

static void render_shape(cairo_t *cr, PangoAttrShape *shape, gboolean do_path, gpointer data)
{
    (void)data;
    if (!do_path)
        et_emoji_paint(cr, shape->data, -(double)shape->logical_rect.y / PANGO_SCALE);
}

void et_typesetter_init(struct et_typesetter *type, cairo_t *cr)
{
    /* A font map of its own: Pango's shared one keeps every font ever used until the program ends. */
    PangoFontMap *map = pango_cairo_font_map_new();
    *type = (struct et_typesetter){.context = pango_font_map_create_context(map)};
    g_object_unref(map);
    pango_cairo_update_context(cr, type->context);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(type->context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(type->context, 72);
    pango_context_set_round_glyph_positions(type->context, FALSE);
    pango_context_set_language(type->context, pango_language_from_string("en"));
    pango_context_set_base_dir(type->context, PANGO_DIRECTION_LTR);
    pango_cairo_context_set_shape_renderer(type->context, render_shape, NULL, NULL);
    for (size_t i = 0; i < ET_STYLES; i++)
        type->fonts[i] = make_font(styles[i].family, styles[i].size, styles[i].weight);
    type->scratch = pango_layout_new(type->context);
    et_emoji_init(&type->emoji, type->context);
}

void et_typesetter_dispose(struct et_typesetter *type)
{
    et_emoji_dispose(&type->emoji);
    g_object_unref(type->scratch);
    for (size_t i = 0; i < ET_STYLES; i++)
        pango_font_description_free(type->fonts[i]);
    for (size_t i = 0; i < type->label_count; i++)
        pango_font_description_free(type->labels[i].font);
    g_object_unref(type->context);
}

/* ---- text with emoji ---- */

static void add_attribute(PangoAttrList *list, PangoAttribute *attribute, size_t from, size_t to)
{
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)to;
    pango_attr_list_insert(list, attribute);
}

/* The shape carries the text size in its logical rectangle: -y is the size, which the renderer scales the picture by.
 */
static void add_emoji(PangoAttrList *list, const struct et_emoji *emoji, size_t at, double size)
{
    PangoRectangle box = {.x = 0,
                          .y = -(int)lround(size * PANGO_SCALE),
                          .width = (int)lround(et_emoji_width(emoji, size) * PANGO_SCALE),
                          .height = (int)lround(size * 1.2 * PANGO_SCALE)};
    add_attribute(list, pango_attr_shape_new_with_data(&box, &box, (gpointer)(uintptr_t)emoji, NULL, NULL), at, at + 3);
}

/* "n = 12" stays on one line. */
static bool add_equation(struct et_buf *out, struct et_slice text, size_t pos)
{
    struct et_slice rest = et_slice_sub(text, pos, text.len);
    if (rest.len < 5 || !strchr("npq", rest.ptr[0]) || rest.ptr[1] != ' ' || !strchr("=<", rest.ptr[2]) ||
        rest.ptr[3] != ' ' || (pos > 0 && text.ptr[pos - 1] != ' ' && text.ptr[pos - 1] != '('))
        return false;
    et_buf_char(out, rest.ptr[0]);
    et_buf_str(out, "\xC2\xA0");
    et_buf_char(out, rest.ptr[2]);
    et_buf_str(out, "\xC2\xA0");
    return true;
}

/* Copies text with every emoji that there is a picture of as one U+FFFC, which gets the picture as its shape. */
static bool compose(struct et_typesetter *type, struct et_slice text, double size, struct et_buf *out,
                    PangoAttrList *list)
{
    for (size_t pos = 0; pos < text.len;) {
        if (add_equation(out, text, pos)) {
            pos += 4;
            continue;
        }
        /* Plain ASCII is most of all text and has no clusters but keycaps. */
        bool plain =
            (unsigned char)text.ptr[pos] < 0x80 && (pos + 1 == text.len || (unsigned char)text.ptr[pos + 1] < 0x80);
        size_t end = plain ? pos + 1 : et_grapheme_end(text, pos);
        struct et_slice cluster = et_slice_sub(text, pos, end);
        pos = end;
        if (plain || !et_grapheme_is_emoji(cluster)) {
            et_buf_slice(out, cluster);
            continue;
        }
        const struct et_emoji *emoji = et_emoji_get(&type->emoji, cluster);
        type->failed |= !emoji;
        if (!emoji || !emoji->surface) {
            et_buf_slice(out, cluster);
            continue;
        }
        add_emoji(list, emoji, out->len, size);
        et_buf_str(out, "\xEF\xBF\xBC");
    }
    type->failed |= out->failed;
    return !out->failed;
}

static void set_text(struct et_typesetter *type, PangoLayout *layout, const char *text, double size, double line,
                     double spacing, const char *features)
{
    struct et_buf composed;
    et_buf_init(&composed, 0);
    PangoAttrList *list = pango_attr_list_new();
    if (compose(type, et_slice_of(text), size, &composed, list)) {
        size_t end = composed.len;
        if (line > 0)
            add_attribute(list, pango_attr_line_height_new_absolute((int)lround(line * PANGO_SCALE)), 0, end);
        if (spacing < 0 || spacing > 0)
            add_attribute(list, pango_attr_letter_spacing_new((int)lround(spacing * PANGO_SCALE)), 0, end);
        if (features)
            add_attribute(list, pango_attr_font_features_new(features), 0, end);
        pango_layout_set_text(layout, composed.data ? composed.data : "", (int)composed.len);
        pango_layout_set_attributes(layout, list);
    }
    pango_attr_list_unref(list);
    et_buf_dispose(&composed);
}

PangoLayout *et_typeset(struct et_typesetter *type, enum et_style style, const char *text, double width, bool natural)
{
    PangoLayout *layout = pango_layout_new(type->context);
    pango_layout_set_font_description(layout, type->fonts[style]);
    pango_layout_set_auto_dir(layout, natural);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (width > 0)
        pango_layout_set_width(layout, (int)lround(width * PANGO_SCALE));
    set_text(type, layout, text, styles[style].size, styles[style].line, styles[style].spacing, styles[style].features);
    if (!type->failed)
        return layout;
    g_object_unref(layout);
    return NULL;
}

void et_layout_run_in(PangoLayout *layout)
{
    const char *text = pango_layout_get_text(layout), *end = strstr(text, ". ");
    PangoAttrList *list = pango_attr_list_copy(pango_layout_get_attributes(layout));
    if (end && list) {
        add_attribute(list, pango_attr_weight_new(PANGO_WEIGHT_SEMIBOLD), 0, (size_t)(end - text) + 1);
        pango_layout_set_attributes(layout, list);
    }
    if (list)
        pango_attr_list_unref(list);
}

/* Pango 1.50 puts scripts on baselines of their own (Arabic and Devanagari hang above Latin). In one line of names and
 * numbers that looks like a mistake: everything goes on one baseline. Holds until the layout is changed again. */
static void level_runs(PangoLayout *layout)
{
    for (GSList *line = pango_layout_get_lines(layout); line; line = line->next)
        for (GSList *run = ((PangoLayoutLine *)line->data)->runs; run; run = run->next)
            ((PangoLayoutRun *)run->data)->y_offset = 0;
}

double et_layout_height(PangoLayout *layout)
{
    int height;
    level_runs(layout);
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

double et_layout_width(PangoLayout *layout)
{
    int width;
    pango_layout_get_size(layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

static PangoFontDescription *label_font(struct et_typesetter *type, double size, bool bold)
{
    int tenths = (int)lround(size * 10);
    for (size_t i = 0; i < type->label_count; i++)
        if (type->labels[i].size == tenths && type->labels[i].bold == bold)
            return type->labels[i].font;
    size_t at = type->label_count < sizeof type->labels / sizeof type->labels[0] ? type->label_count++ : 0;
    if (type->labels[at].font)
        pango_font_description_free(type->labels[at].font);
    type->labels[at].size = tenths;
    type->labels[at].bold = bold;
    type->labels[at].font = make_font(FAMILY, size, bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
    return type->labels[at].font;
}

void et_typeset_label(struct et_typesetter *type, cairo_t *cr, const char *text, double x, double y, double size,
                      bool bold, double anchor, double max_width)
{
    PangoLayout *layout = type->scratch;
    pango_layout_set_font_description(layout, label_font(type, size, bold));
    pango_layout_set_width(layout, -1);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    set_text(type, layout, text, size, 0, 0, "tnum=1");
    double width = et_layout_width(layout);
    if (max_width > 0 && width > max_width) {
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_width(layout, (int)lround(max_width * PANGO_SCALE));
        width = et_layout_width(layout);
    }
    level_runs(layout);
    cairo_move_to(cr, x - anchor * width, y - (double)pango_layout_get_baseline(layout) / PANGO_SCALE);
    pango_cairo_show_layout(cr, layout);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE);
}

void et_set_ink(cairo_t *cr, enum et_ink ink, double opacity)
{
    uint32_t rgb = et_inks[ink].light;
    double r = (double)(rgb >> 16) / 255, g = (double)((rgb >> 8) & 0xFF) / 255, b = (double)(rgb & 0xFF) / 255;
    if (opacity < 1)
        cairo_set_source_rgba(cr, r, g, b, opacity);
    else
        cairo_set_source_rgb(cr, r, g, b);
}
