/* Sections and the simpler blocks. */
#include "brief/pdf_int.h"

#include <math.h>

static void set_statements(struct et_pdf *pdf, const struct et_block *b)
{
    for (size_t i = 0; i < b->count && !pdf->failed; i++) {
        PangoLayout *layout = et_typeset(&pdf->type, ET_STYLE_BODY, b->statements[i].text, ET_CHART_WIDTH - 16, false);
        double height = layout ? et_layout_height(layout) : 0;
        et_pdf_need(pdf, height);
        struct et_item *bullet = et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_ACCENT, pdf->left + 1, pdf->y + 4.6, 4.4, 4.4);
        if (bullet)
            bullet->r = 1;
        et_pdf_layout_take(pdf, layout, ET_INK_TEXT, pdf->left + 13, pdf->y);
        pdf->y += height + 4.2;
    }
    pdf->y += 8;
}

#define NOTE_GAP 20.0

/* Short texts with headings of their own stand in two columns, row by row. */
static void place_paragraph(struct et_pdf *pdf, PangoLayout *layout, bool run_in, size_t index)
{
    double height = layout ? et_layout_height(layout) : 0;
    double column = (ET_CHART_WIDTH + NOTE_GAP) / 2;
    if (!run_in || index % 2 == 0) {
        et_pdf_need(pdf, height);
        pdf->row_height = 0;
    }
    et_pdf_layout_take(pdf, layout, ET_INK_TEXT, pdf->left + (run_in && index % 2 ? column : 0), pdf->y);
    pdf->row_height = fmax(pdf->row_height, height);
    if (!run_in || index % 2) {
        pdf->y += pdf->row_height + 7;
        pdf->row_height = 0;
    }
}

static void set_paragraphs(struct et_pdf *pdf, const struct et_block *b)
{
    struct et_slice rest = et_slice_of(b->text);
    struct et_buf line;
    et_buf_init(&line, 0);
    for (size_t i = 0; rest.len && !pdf->failed; i++) {
        et_buf_clear(&line);
        if (!et_buf_slice(&line, et_slice_cut(&rest, '\n'))) {
            pdf->failed = true;
            break;
        }
        double width = b->run_in ? (ET_CHART_WIDTH - NOTE_GAP) / 2 : ET_CHART_WIDTH - 20;
        PangoLayout *layout =
            et_typeset(&pdf->type, b->run_in ? ET_STYLE_CARD : ET_STYLE_BODY, line.data, width, false);
        if (layout && b->run_in)
            et_layout_run_in(layout);
        place_paragraph(pdf, layout, b->run_in, i);
    }
    et_buf_dispose(&line);
    pdf->y += pdf->row_height + 8;
    pdf->row_height = 0;
}

static void set_chart(struct et_pdf *pdf, const struct et_chart *chart)
{
    et_pdf_need(pdf, chart->height + 52);
    pdf->y += et_pdf_text(pdf, ET_STYLE_HEADING, ET_INK_TEXT, pdf->left, pdf->y, ET_CHART_WIDTH, chart->title) + 6;
    struct et_item *item = et_pdf_add(pdf, ET_ITEM_CHART, ET_INK_TEXT, pdf->left, pdf->y, chart->width, chart->height);
    if (item)
        item->chart = chart;
    pdf->y += chart->height + 6;
    pdf->y +=
        et_pdf_text(pdf, ET_STYLE_CAPTION, ET_INK_MUTED, pdf->left, pdf->y, ET_CHART_WIDTH - 20, chart->caption) + 18;
}

static void set_facts(struct et_pdf *pdf, const struct et_block *b)
{
    for (size_t i = 0; i < b->count && !pdf->failed; i++) {
        PangoLayout *value = et_typeset(&pdf->type, ET_STYLE_CAPTION, b->facts[i].value, ET_CHART_WIDTH - 100, false);
        double height = value ? et_layout_height(value) : 0;
        et_pdf_need(pdf, height);
        et_pdf_text(pdf, ET_STYLE_CAPTION, ET_INK_MUTED, pdf->left, pdf->y, 96, b->facts[i].name);
        et_pdf_layout_take(pdf, value, ET_INK_TEXT, pdf->left + 100, pdf->y);
        pdf->y += height + 3;
    }
    pdf->y += 8;
}

/* What must stand on one page with a heading, so that no heading is left alone at the foot. */
static double first_height(struct et_pdf *pdf, const struct et_block *b)
{
    switch (b->kind) {
    case ET_BLOCK_CHART:
        return b->chart->height + 52;
    case ET_BLOCK_TABLE:
        return 90;
    case ET_BLOCK_CARDS:
        return et_pdf_card_height(pdf, &b->cards[0]);
    case ET_BLOCK_TEXT:
    case ET_BLOCK_STATEMENTS:
    case ET_BLOCK_FACTS:
        break;
    }
    return 60;
}

static void set_block(struct et_pdf *pdf, const struct et_block *b)
{
    switch (b->kind) {
    case ET_BLOCK_TEXT:
        set_paragraphs(pdf, b);
        break;
    case ET_BLOCK_STATEMENTS:
        set_statements(pdf, b);
        break;
    case ET_BLOCK_CHART:
        set_chart(pdf, b->chart);
        break;
    case ET_BLOCK_TABLE:
        et_pdf_table(pdf, b->table);
        break;
    case ET_BLOCK_CARDS:
        et_pdf_cards(pdf, b);
        break;
    case ET_BLOCK_FACTS:
        set_facts(pdf, b);
        break;
    }
}

void et_pdf_section(struct et_pdf *pdf, const struct et_section *section, size_t index)
{
    et_pdf_need(pdf, 44 + (section->count ? first_height(pdf, &section->blocks[0]) : 0));
    if (pdf->y > pdf->top + 1)
        pdf->y += 6;
    pdf->section_pages[index] = pdf->page;
    struct et_item *dest = et_pdf_add(pdf, ET_ITEM_DEST, 0, pdf->left, pdf->y, 0, 0);
    if (dest)
        dest->target = section->id;
    et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_TEXT, pdf->left, pdf->y, ET_CHART_WIDTH, 1.4);
    pdf->y += 8;
    pdf->y += et_pdf_text(pdf, ET_STYLE_SECTION, ET_INK_TEXT, pdf->left, pdf->y, ET_CHART_WIDTH, section->title) + 9;
    for (size_t i = 0; i < section->count && !pdf->failed; i++)
        set_block(pdf, &section->blocks[i]);
}
