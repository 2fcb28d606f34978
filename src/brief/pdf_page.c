#include "base/mem.h"
#include "brief/pdf_int.h"

struct et_item *et_pdf_add(struct et_pdf *pdf, enum et_item_kind kind, enum et_ink ink, double x, double y, double w,
                           double h)
{
    if (pdf->count == pdf->size) {
        size_t size = pdf->size ? pdf->size * 2 : 256;
        struct et_item *items = et_realloc(pdf->items, size * sizeof *items);
        if (!items) {
            pdf->failed = true;
            return NULL;
        }
        pdf->items = items;
        pdf->size = size;
    }
    struct et_item *item = &pdf->items[pdf->count++];
    *item = (struct et_item){.kind = kind, .ink = ink, .page = pdf->page, .x = x, .y = y, .w = w, .h = h};
    return item;
}

double et_pdf_layout_take(struct et_pdf *pdf, PangoLayout *layout, enum et_ink ink, double x, double y)
{
    if (!layout) {
        pdf->failed = true;
        return 0;
    }
    double height = et_layout_height(layout);
    struct et_item *item = et_pdf_add(pdf, ET_ITEM_TEXT, ink, x, y, 0, height);
    if (!item) {
        g_object_unref(layout);
        return 0;
    }
    item->layout = layout;
    return height;
}

double et_pdf_text(struct et_pdf *pdf, enum et_style style, enum et_ink ink, double x, double y, double width,
                   const char *text)
{
    return et_pdf_layout_take(pdf, et_typeset(&pdf->type, style, text, width, false), ink, x, y);
}

void et_pdf_need(struct et_pdf *pdf, double height)
{
    if (pdf->y + height <= pdf->bottom || pdf->y <= pdf->top)
        return;
    pdf->page++;
    pdf->y = pdf->top;
}
