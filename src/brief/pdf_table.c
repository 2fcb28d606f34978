/* Tables: numbers as wide as they are, the rest shared by weight; the head is repeated on a new page. */
#include "brief/pdf_int.h"

#include <math.h>

#define MAX_COLUMNS 10
#define GAP 9.0
#define ROW_PAD 2.6
#define CAPTION 26.0 /* room for the caption, which never stands alone on a page */

struct grid {
    const struct et_table *table;
    size_t rows;
    double x[MAX_COLUMNS], w[MAX_COLUMNS];
};

static double natural_width(struct et_pdf *pdf, enum et_style style, const char *text)
{
    PangoLayout *layout = et_typeset(&pdf->type, style, text, 0, false);
    if (!layout) {
        pdf->failed = true;
        return 0;
    }
    double width = et_layout_width(layout);
    g_object_unref(layout);
    return width;
}

static enum et_style style_of(const struct et_cell *cell)
{
    return cell->bold ? ET_STYLE_TABLE_BOLD : ET_STYLE_TABLE;
}

static void measure(struct et_pdf *pdf, struct grid *g)
{
    const struct et_table *t = g->table;
    double taken = GAP * (double)(t->column_count - 1), weights = 0;
    for (size_t k = 0; k < t->column_count; k++) {
        weights += t->columns[k].weight;
        g->w[k] = 0;
        if (t->columns[k].weight > 0)
            continue;
        g->w[k] = natural_width(pdf, ET_STYLE_TABLE_HEAD, t->columns[k].title);
        for (size_t i = 0; i < g->rows; i++) {
            const struct et_cell *cell = &t->cells[i * t->column_count + k];
            g->w[k] = fmax(g->w[k], natural_width(pdf, style_of(cell), cell->text));
        }
        g->w[k] += 1;
        taken += g->w[k];
    }
    double x = pdf->left;
    for (size_t k = 0; k < t->column_count; k++) {
        if (t->columns[k].weight > 0)
            g->w[k] = fmax(30, (ET_CHART_WIDTH - taken) * t->columns[k].weight / weights);
        g->x[k] = x;
        x += g->w[k] + GAP;
    }
}

static PangoLayout *set_cell(struct et_pdf *pdf, const struct grid *g, size_t k, enum et_style style, const char *text)
{
    PangoLayout *layout = et_typeset(&pdf->type, style, text, g->w[k], false);
    if (!layout) {
        pdf->failed = true;
        return NULL;
    }
    if (g->table->columns[k].align == ET_ALIGN_RIGHT)
        pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
    if (style != ET_STYLE_TABLE_HEAD) {
        pango_layout_set_height(layout, -2);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    return layout;
}

static void draw_head(struct et_pdf *pdf, const struct grid *g)
{
    double height = 0;
    for (size_t k = 0; k < g->table->column_count; k++) {
        PangoLayout *layout = set_cell(pdf, g, k, ET_STYLE_TABLE_HEAD, g->table->columns[k].title);
        height = fmax(height, et_pdf_layout_take(pdf, layout, ET_INK_MUTED, g->x[k], pdf->y));
    }
    pdf->y += height + 2.5;
    et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_MUTED, pdf->left, pdf->y, ET_CHART_WIDTH, 0.7);
    pdf->y += 0.7;
}

static void draw_row(struct et_pdf *pdf, const struct grid *g, size_t row)
{
    PangoLayout *layouts[MAX_COLUMNS] = {NULL};
    const struct et_table *t = g->table;
    double height = 0;
    for (size_t k = 0; k < t->column_count; k++) {
        const struct et_cell *cell = &t->cells[row * t->column_count + k];
        layouts[k] = set_cell(pdf, g, k, style_of(cell), cell->text);
        height = fmax(height, layouts[k] ? et_layout_height(layouts[k]) : 0);
    }
    uint32_t page = pdf->page;
    bool last = row + 1 == g->rows;
    et_pdf_need(pdf, height + 2 * ROW_PAD + (last ? CAPTION : 0));
    if (pdf->page != page)
        draw_head(pdf, g);
    for (size_t k = 0; k < t->column_count; k++) {
        const struct et_cell *cell = &t->cells[row * t->column_count + k];
        double h = et_pdf_layout_take(pdf, layouts[k], cell->ink, g->x[k], pdf->y + ROW_PAD);
        struct et_item *link =
            cell->url.len ? et_pdf_add(pdf, ET_ITEM_LINK, 0, g->x[k], pdf->y + ROW_PAD, g->w[k], h) : NULL;
        if (link)
            link->target = cell->url.ptr;
    }
    pdf->y += height + 2 * ROW_PAD;
    et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_RULE, pdf->left, pdf->y - 0.4, ET_CHART_WIDTH, 0.4);
}

void et_pdf_table(struct et_pdf *pdf, const struct et_table *table)
{
    struct grid g = {.table = table,
                     .rows = table->row_count < table->print_rows ? table->row_count : table->print_rows};
    if (table->column_count > MAX_COLUMNS)
        return;
    measure(pdf, &g);
    et_pdf_need(pdf, 74);
    draw_head(pdf, &g);
    for (size_t i = 0; i < g.rows && !pdf->failed; i++)
        draw_row(pdf, &g, i);
    pdf->y += 4;
    pdf->y += et_pdf_text(pdf, ET_STYLE_SMALL, ET_INK_MUTED, pdf->left, pdf->y, ET_CHART_WIDTH, table->caption);
    pdf->y += 16;
}
