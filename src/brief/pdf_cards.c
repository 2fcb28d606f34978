/* Cards: what is said on the left, the comments behind it on the right. A card is never broken over two pages. */
#include "brief/pdf_int.h"

#include <math.h>

#define PAD 9.0
#define TEXT_X 13.0
#define TEXT_W 252.0
#define QUOTE_X 286.0
#define QUOTE_W 205.0
#define QUOTES 2
#define BETWEEN 7.0

struct placed {
    PangoLayout *layout;
    enum et_ink ink;
    double x, y;
};

/* All of a card's text, placed from its top left corner. */
struct card_layout {
    struct placed items[32];
    size_t count;
    double rules[QUOTES][2]; /* top and height of the line beside each quote */
    size_t quotes;
    double height;
    double badge_x, badge_w;
};

static double put(struct et_pdf *pdf, struct card_layout *c, enum et_style style, enum et_ink ink, double x, double y,
                  double width, const char *text, bool natural)
{
    PangoLayout *layout = et_typeset(&pdf->type, style, text, width, natural);
    if (!layout || c->count == sizeof c->items / sizeof c->items[0]) {
        pdf->failed = true;
        if (layout)
            g_object_unref(layout);
        return 0;
    }
    c->items[c->count++] = (struct placed){layout, ink, x, y};
    return et_layout_height(layout);
}

static double last_width(const struct card_layout *c)
{
    return c->count ? et_layout_width(c->items[c->count - 1].layout) : 0;
}

static double place_head(struct et_pdf *pdf, struct card_layout *c, const struct et_card *card, double width)
{
    double y = PAD - 2, room = width;
    if (*card->badge) {
        enum et_ink ink = card->level == ET_LEVEL_ALERT ? ET_INK_ALERT : ET_INK_WATCH;
        put(pdf, c, ET_STYLE_BADGE, ink, 0, y + 1.8, 0, card->badge, false);
        c->badge_w = last_width(c) + 11;
        room -= c->badge_w + 8;
    }
    double height = put(pdf, c, ET_STYLE_HEADING, ET_INK_TEXT, TEXT_X, y, room, card->title, false);
    double title_w = last_width(c);
    if (*card->kind && title_w + 60 < room && height < 20) {
        put(pdf, c, ET_STYLE_SMALL, ET_INK_MUTED, TEXT_X + title_w + 6, y + 2.6, 0, card->kind, false);
        title_w += last_width(c) + 6;
    }
    if (c->badge_w > 0) {
        c->badge_x = TEXT_X + title_w + 8;
        c->items[0].x = c->badge_x + 5.5;
    }
    return y + height + 2;
}

static const char *source_line(struct et_pdf *pdf, const struct et_card_quote *q, char *line, size_t size)
{
    const char *author = *q->quote->author ? q->quote->author : "";
    int n = snprintf(line, size, "%s. %s%s%s", q->role, author, *author ? ", " : "", q->quote->source);
    pdf->failed |= n < 0;
    return line;
}

static double place_quotes(struct et_pdf *pdf, struct card_layout *c, const struct et_card *card)
{
    double y = PAD;
    for (size_t i = 0; i < QUOTES && card->quotes[i].quote; i++) {
        char line[512];
        double top = y;
        y += put(pdf, c, ET_STYLE_QUOTE, ET_INK_TEXT, QUOTE_X, y, QUOTE_W, card->quotes[i].quote->text, true);
        y += 1.5;
        y += put(pdf, c, ET_STYLE_SMALL, ET_INK_MUTED, QUOTE_X, y, QUOTE_W,
                 source_line(pdf, &card->quotes[i], line, sizeof line), false);
        c->rules[i][0] = top;
        c->rules[i][1] = y - top;
        c->quotes++;
        y += 7;
    }
    return y > PAD ? y - 7 : 0;
}

static void place(struct et_pdf *pdf, struct card_layout *c, const struct et_card *card)
{
    *c = (struct card_layout){.count = 0};
    double width = card->quotes[0].quote ? TEXT_W : ET_CHART_WIDTH - TEXT_X - PAD;
    double y = place_head(pdf, c, card, width);
    for (size_t i = 0; i < sizeof card->lines / sizeof card->lines[0] && card->lines[i]; i++)
        y += put(pdf, c, ET_STYLE_CARD, ET_INK_TEXT, TEXT_X, y, width, card->lines[i], false) + 1.5;
    c->height = fmax(y - 1.5, place_quotes(pdf, c, card)) + PAD;
}

static void discard(struct card_layout *c)
{
    for (size_t i = 0; i < c->count; i++)
        g_object_unref(c->items[i].layout);
}

double et_pdf_card_height(struct et_pdf *pdf, const struct et_card *card)
{
    struct card_layout c;
    place(pdf, &c, card);
    discard(&c);
    return c.height;
}

static void draw(struct et_pdf *pdf, const struct et_card *card)
{
    struct card_layout c;
    place(pdf, &c, card);
    et_pdf_need(pdf, c.height);
    double x = pdf->left, y = pdf->y;
    et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_PANEL, x, y, ET_CHART_WIDTH, c.height);
    et_pdf_add(pdf, ET_ITEM_RECT, card->stripe, x, y, 3.5, c.height);
    for (size_t i = 0; i < c.quotes; i++)
        et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_RULE, x + QUOTE_X - 9, y + c.rules[i][0] + 1, 1.2, c.rules[i][1] - 2);
    if (c.badge_w > 0) {
        enum et_ink ink = card->level == ET_LEVEL_ALERT ? ET_INK_ALERT : ET_INK_WATCH;
        struct et_item *edge = et_pdf_add(pdf, ET_ITEM_RECT, ink, x + c.badge_x, y + PAD - 1.3, c.badge_w, 11.4);
        if (edge)
            edge->r = 5.7;
        struct et_item *inside =
            et_pdf_add(pdf, ET_ITEM_RECT, ET_INK_PANEL, x + c.badge_x + 0.7, y + PAD - 0.6, c.badge_w - 1.4, 10);
        if (inside)
            inside->r = 5;
    }
    for (size_t i = 0; i < c.count; i++)
        et_pdf_layout_take(pdf, c.items[i].layout, c.items[i].ink, x + c.items[i].x, y + c.items[i].y);
    pdf->y += c.height + BETWEEN;
}

void et_pdf_cards(struct et_pdf *pdf, const struct et_block *block)
{
    size_t count = block->count < block->print_count ? block->count : block->print_count;
    for (size_t i = 0; i < count && !pdf->failed; i++)
        draw(pdf, &block->cards[i]);
    pdf->y += 8;
}
