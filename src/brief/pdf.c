/* The PDF document: cover block, contents, sections, footers, metadata. */
#include "base/mem.h"
#include "brief/chart_cairo.h"
#include "brief/fonts.h"
#include "brief/pdf_int.h"
#include "brief/pdf_tidy.h"
#include "brief/writers.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>

#define COLUMNS 3 /* of the contents and of the headline numbers */

/* ---- first page ---- */

static void cover(struct et_pdf *pdf)
{
    const struct et_brief_model *b = pdf->brief;
    struct et_item *band = et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_COVER, 0, 0, pdf->width, 0);
    size_t at = pdf->count - 1;
    double x = pdf->left, y = 54;
    if (!band)
        return;
    y += et_pdf_text(pdf, ET_STYLE_KICKER, ET_INK_ON_COVER_MUTED, x, y, ET_CHART_WIDTH, "AUDIENCE INTELLIGENCE") + 8;
    y += et_pdf_text(pdf, ET_STYLE_TITLE, ET_INK_ON_COVER, x, y, ET_CHART_WIDTH, b->title) + 8;
    char line[1024];
    int n = snprintf(line, sizeof line, "%s%s%s%s%s", b->period, *b->scope ? " \xC2\xB7 " : "", b->scope,
                     b->empty ? "" : " \xC2\xB7 times in ", b->empty ? "" : b->zone);
    pdf->failed |= n < 0;
    y += et_pdf_text(pdf, ET_STYLE_PERIOD, ET_INK_ON_COVER_MUTED, x, y, ET_CHART_WIDTH, line) + 20;
    double height = et_pdf_text(pdf, ET_STYLE_LEAD, ET_INK_ON_COVER, x + 14, y, ET_CHART_WIDTH - 20, b->lead);
    et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_LABELS + ET_POSITIVE, x, y + 1, 3, height - 2);
    y += height + 30;
    pdf->items[at].h = y;
    pdf->y = y + 20;
}

static void numbers(struct et_pdf *pdf)
{
    double gap = 12, w = (ET_CHART_WIDTH - gap * (COLUMNS - 1)) / COLUMNS, tallest = 0;
    for (size_t i = 0; i < pdf->brief->number_count; i++) {
        const struct et_headline_number *n = &pdf->brief->numbers[i];
        double x = pdf->left + (double)(i % COLUMNS) * (w + gap), y = pdf->y;
        et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_TEXT, x, y, w, 0.9);
        y += 5;
        y += et_pdf_text(pdf, ET_STYLE_CAPTION, ET_INK_MUTED, x, y, w, n->label);
        y += et_pdf_text(pdf, ET_STYLE_NUMBER, n->ink, x, y, w, n->value) + 1;
        y += et_pdf_text(pdf, ET_STYLE_SMALL, ET_INK_MUTED, x, y, w, n->note);
        tallest = fmax(tallest, y - pdf->y);
        if (i % COLUMNS == COLUMNS - 1 || i + 1 == pdf->brief->number_count) {
            pdf->y += tallest + 11;
            tallest = 0;
        }
    }
    pdf->y += 4;
}

/* Leaves room for the contents; the page numbers are not known yet. */
static void leave_contents(struct et_pdf *pdf)
{
    size_t n = pdf->brief->section_count;
    if (n < 3)
        return;
    pdf->contents_y = pdf->y;
    pdf->y += (double)((n + COLUMNS - 1) / COLUMNS) * 13.5 + 20;
}

static void set_contents(struct et_pdf *pdf)
{
    size_t n = pdf->brief->section_count, rows = (n + COLUMNS - 1) / COLUMNS;
    double gap = 12, w = (ET_CHART_WIDTH - gap * (COLUMNS - 1)) / COLUMNS;
    if (pdf->contents_y <= 0)
        return;
    pdf->page = 0;
    et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_PANEL, pdf->left - 10, pdf->contents_y - 5, ET_CHART_WIDTH + 20,
               (double)rows * 13.5 + 10);
    for (size_t i = 0; i < n; i++) {
        double x = pdf->left + (double)(i / rows) * (w + gap), y = pdf->contents_y + (double)(i % rows) * 13.5;
        char page[16];
        int length = snprintf(page, sizeof page, "%u", pdf->section_pages[i] + 1);
        pdf->failed |= length < 0;
        et_pdf_text(pdf, ET_STYLE_CAPTION, ET_INK_TEXT, x, y + 1, w - 20, pdf->brief->sections[i].title);
        PangoLayout *number = et_typeset(&pdf->type, ET_STYLE_FOOT, page, 0, false);
        et_pdf_layout_take(pdf, number, ET_INK_MUTED, x + w - (number ? et_layout_width(number) : 0), y + 1.6);
        struct et_item *link = et_pdf_add(pdf, ET_ITEM_LINK, 0, x, y, w, 13);
        if (link)
            link->target = pdf->brief->sections[i].id;
    }
}

static void set_footers(struct et_pdf *pdf, uint32_t pages)
{
    char line[1024], number[64];
    int n = snprintf(line, sizeof line, "%.300s \xC2\xB7 %s", pdf->brief->title, pdf->brief->period);
    for (pdf->page = 0; pdf->page < pages && n >= 0; pdf->page++) {
        double y = pdf->height - 40;
        n = snprintf(number, sizeof number, "Page %u of %u", pdf->page + 1, pages);
        et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_RULE, pdf->left, y, ET_CHART_WIDTH, 0.5);
        PangoLayout *left = et_typeset(&pdf->type, ET_STYLE_FOOT, line, ET_CHART_WIDTH - 80, false);
        if (left) {
            pango_layout_set_height(left, -1);
            pango_layout_set_ellipsize(left, PANGO_ELLIPSIZE_END);
        }
        et_pdf_layout_take(pdf, left, ET_INK_MUTED, pdf->left, y + 6);
        PangoLayout *right = et_typeset(&pdf->type, ET_STYLE_FOOT, number, 0, false);
        double width = right ? et_layout_width(right) : 0;
        et_pdf_layout_take(pdf, right, ET_INK_MUTED, pdf->left + ET_CHART_WIDTH - width, y + 6);
    }
    pdf->failed |= n < 0;
}

static void lay_out(struct et_pdf *pdf)
{
    cover(pdf);
    if (*pdf->brief->advice)
        pdf->y +=
            et_pdf_text(pdf, ET_STYLE_LEAD, ET_INK_TEXT, pdf->left, pdf->y, ET_CHART_WIDTH - 20, pdf->brief->advice) +
            24;
    numbers(pdf);
    leave_contents(pdf);
    for (size_t i = 0; i < pdf->brief->section_count && !pdf->failed; i++)
        et_pdf_section(pdf, &pdf->brief->sections[i], i);
    uint32_t pages = pdf->page + 1;
    set_contents(pdf);
    set_footers(pdf, pages);
    pdf->page = pages - 1;
}

/* ---- painting ---- */

static void paint_rect(cairo_t *cr, const struct et_item *item)
{
    struct et_shape shape = {.kind = ET_SHAPE_RECT,
                             .ink = item->ink,
                             .opacity = 1,
                             .x = item->x,
                             .y = item->y,
                             .w = item->w,
                             .h = item->h,
                             .r = item->r};
    const struct et_chart one = {.shapes = &shape, .count = 1};
    et_chart_cairo(cr, NULL, &one, 0, 0);
}

static void paint_link(cairo_t *cr, const struct et_item *item)
{
    char attributes[2200];
    const char *kind = strstr(item->target, "://") ? "uri" : "dest";
    int n = snprintf(attributes, sizeof attributes, "rect=[%d %d %d %d] %s='%s'", (int)item->x, (int)item->y,
                     (int)ceil(item->w), (int)ceil(item->h), kind, item->target);
    /* A link that does not fit is left out; the text is there all the same. */
    if (n < 0 || (size_t)n >= sizeof attributes || strpbrk(item->target, "'\\ "))
        return;
    cairo_tag_begin(cr, CAIRO_TAG_LINK, attributes);
    cairo_tag_end(cr, CAIRO_TAG_LINK);
}

static void paint_dest(cairo_t *cr, const struct et_item *item)
{
    char attributes[128];
    int n =
        snprintf(attributes, sizeof attributes, "name='%s' x=%d y=%d", item->target, (int)item->x, (int)item->y - 14);
    if (n < 0 || (size_t)n >= sizeof attributes)
        return;
    cairo_tag_begin(cr, CAIRO_TAG_DEST, attributes);
    cairo_tag_end(cr, CAIRO_TAG_DEST);
}

static void paint_item(struct et_pdf *pdf, cairo_t *cr, const struct et_item *item)
{
    switch (item->kind) {
    case ET_ITEM_RECT:
        paint_rect(cr, item);
        break;
    case ET_ITEM_TEXT:
        et_set_ink(cr, item->ink, 1);
        cairo_move_to(cr, item->x, item->y);
        pango_cairo_show_layout(cr, item->layout);
        break;
    case ET_ITEM_CHART:
        et_chart_cairo(cr, &pdf->type, item->chart, item->x, item->y);
        break;
    case ET_ITEM_DEST:
        paint_dest(cr, item);
        break;
    case ET_ITEM_LINK:
        paint_link(cr, item);
        break;
    }
}

/* Rectangles first: panels lie under what stands on them, whenever they were added. */
static void paint_pages(struct et_pdf *pdf, cairo_t *cr)
{
    for (uint32_t page = 0; page <= pdf->page; page++) {
        for (int rects = 1; rects >= 0; rects--)
            for (size_t i = 0; i < pdf->count; i++)
                if (pdf->items[i].page == page && (pdf->items[i].kind == ET_ITEM_RECT) == (rects == 1))
                    paint_item(pdf, cr, &pdf->items[i]);
        cairo_show_page(cr);
    }
}

static void set_metadata(const struct et_pdf *pdf, cairo_surface_t *surface)
{
    const struct et_brief_model *b = pdf->brief;
    char text[1024], date[ET_TIME_TEXT];
    /* Never the clock: the same figures give the same bytes. */
    int64_t asof = b->figures->asof_us == ET_TIME_NONE ? 0 : b->figures->asof_us;
    et_time_format_iso(asof - asof % ET_US_SECOND, date);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, b->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, "et-intel");
    if (snprintf(text, sizeof text, "Audience intelligence, %s%s%s", b->period, *b->scope ? ", " : "", b->scope) > 0)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, text);
    if (snprintf(text, sizeof text, "et-intel %s", b->program_version) > 0)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, text);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

static void set_bookmarks(const struct et_pdf *pdf, cairo_surface_t *surface)
{
    for (size_t i = 0; i < pdf->brief->section_count; i++) {
        char target[96];
        if (snprintf(target, sizeof target, "dest='%s'", pdf->brief->sections[i].id) > 0)
            cairo_pdf_surface_add_outline(surface, CAIRO_PDF_OUTLINE_ROOT, pdf->brief->sections[i].title, target, 0);
    }
}

static cairo_status_t append(void *closure, const unsigned char *data, unsigned int length)
{
    return et_buf_add(closure, (const char *)data, length) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void release(struct et_pdf *pdf)
{
    for (size_t i = 0; i < pdf->count; i++)
        if (pdf->items[i].layout)
            g_object_unref(pdf->items[i].layout);
    et_free(pdf->items);
    et_typesetter_dispose(&pdf->type);
}

enum et_rc et_brief_write_pdf(const struct et_brief_model *brief, struct et_buf *out, struct et_error *error)
{
    enum et_rc rc = et_brief_need_fonts(error);
    if (rc != ET_OK)
        return rc;
    size_t start = out->len;
    bool letter = brief->options.paper == ET_PAPER_LETTER;
    struct et_pdf pdf = {.brief = brief, .width = letter ? 612 : 595.28, .height = letter ? 792 : 841.89, .top = 50};
    pdf.left = (pdf.width - ET_CHART_WIDTH) / 2;
    pdf.bottom = pdf.height - 54;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(append, out, pdf.width, pdf.height);
    cairo_t *cr = cairo_create(surface);
    et_typesetter_init(&pdf.type, cr);
    set_metadata(&pdf, surface);
    lay_out(&pdf);
    if (!pdf.failed && !pdf.type.failed) {
        paint_pages(&pdf, cr);
        set_bookmarks(&pdf, surface);
    }
    bool nomem = pdf.failed || pdf.type.failed;
    cairo_status_t status = cairo_status(cr);
    release(&pdf);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_SUCCESS && !nomem)
        nomem = !et_pdf_tidy(out, start);
    if (nomem || out->failed || status == CAIRO_STATUS_NO_MEMORY)
        return et_fail_nomem(error);
    if (status != CAIRO_STATUS_SUCCESS)
        return et_fail(error, ET_E_INTERNAL, "the PDF could not be made: Cairo says \"%s\"",
                       cairo_status_to_string(status));
    return ET_OK;
}
