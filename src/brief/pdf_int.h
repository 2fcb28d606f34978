/** The PDF in two passes: first everything gets its place on a page (a display list; nothing is drawn), then pages are
 * painted, so that contents and footers know the page numbers. Private to this folder. */
#ifndef ET_BRIEF_PDF_INT_H
#define ET_BRIEF_PDF_INT_H

#include "base/buf.h"
#include "brief/model.h"
#include "brief/pdf_text.h"

enum et_item_kind { ET_ITEM_TEXT, ET_ITEM_RECT, ET_ITEM_CHART, ET_ITEM_DEST, ET_ITEM_LINK };

struct et_item {
    enum et_item_kind kind;
    enum et_ink ink;
    uint32_t page;        /**< from 0 */
    double x, y, w, h, r; /**< points from the page's top left; r: radius of a RECT */
    PangoLayout *layout;  /**< TEXT: owned */
    const struct et_chart *chart;
    const char *target; /**< DEST: its name; LINK: a section id, or an address that has "://" */
};

struct et_pdf {
    const struct et_brief_model *brief;
    struct et_typesetter type;
    double width, height, left, top,
        bottom;        /**< of the page; text runs from left, ET_CHART_WIDTH wide, from top to bottom */
    double y;          /**< where the next block begins */
    double row_height; /**< of the row of paragraphs being set */
    uint32_t page;
    struct et_item *items; /**< heap */
    size_t count, size;
    uint32_t section_pages[ET_SECTIONS];
    double contents_y; /**< where the list of contents stands on the first page; 0 = there is none */
    bool failed;       /**< memory ran out */
};

/** Adds an item on the current page; NULL when memory ran out. */
struct et_item *et_pdf_add(struct et_pdf *pdf, enum et_item_kind kind, enum et_ink ink, double x, double y, double w,
                           double h);

/** Sets text with its top left corner at x, y and returns its height (0 when memory ran out). Takes no vertical room.
 */
double et_pdf_text(struct et_pdf *pdf, enum et_style style, enum et_ink ink, double x, double y, double width,
                   const char *text);
/** The same for a layout that is made already, which is taken (NULL is allowed). */
double et_pdf_layout_take(struct et_pdf *pdf, PangoLayout *layout, enum et_ink ink, double x, double y);

/** Goes to a new page when less than height is left. */
void et_pdf_need(struct et_pdf *pdf, double height);

void et_pdf_section(struct et_pdf *pdf, const struct et_section *section, size_t index); /**< pdf_blocks.c */
void et_pdf_cards(struct et_pdf *pdf, const struct et_block *block);                     /**< pdf_cards.c */
double et_pdf_card_height(struct et_pdf *pdf, const struct et_card *card);
void et_pdf_table(struct et_pdf *pdf, const struct et_table *table); /**< pdf_table.c */

#endif
