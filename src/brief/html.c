/* The brief as one self-contained HTML file: nothing is loaded from anywhere, and the page says so to the browser. */
#include "base/embed.h"
#include "brief/chart_svg.h"
#include "brief/writers.h"

#include <math.h>

extern const struct et_embedded et_embedded_src_brief_assets[];

static void text(struct et_buf *out, const char *words)
{
    et_buf_html(out, et_slice_of(words));
}

static void element(struct et_buf *out, const char *tag, const char *class, const char *words)
{
    if (!*words)
        return;
    et_buf_printf(out, *class ? "<%s class=\"%s\">" : "<%s%s>", tag, class);
    text(out, words);
    et_buf_printf(out, "</%s>\n", tag);
}

static void asset(struct et_buf *out, const char *name)
{
    for (const struct et_embedded *file = et_embedded_src_brief_assets; file->name; file++)
        if (strcmp(file->name, name) == 0)
            et_buf_add(out, file->data, file->size);
}

static void palette(struct et_buf *out, bool dark)
{
    for (size_t i = 0; i < ET_INKS; i++)
        et_buf_printf(out, "--%s:#%06X;", et_inks[i].name, dark ? et_inks[i].dark : et_inks[i].light);
}

static void style(struct et_buf *out)
{
    et_buf_str(out, "<style>\n:root{color-scheme:light dark;");
    palette(out, false);
    et_buf_str(out, "}\n@media screen and (prefers-color-scheme:dark){:root{");
    palette(out, true);
    et_buf_str(out, "}}\n");
    asset(out, "brief.css");
    et_buf_str(out, "svg *{fill:none}\n");
    for (size_t i = 0; i < ET_INKS; i++) {
        const char *name = et_inks[i].name;
        et_buf_printf(out, "svg .f-%s{fill:var(--%s)}svg .s-%s{stroke:var(--%s)}", name, name, name, name);
        et_buf_printf(out, ".t-%s{color:var(--%s)}.l-%s{border-left-color:var(--%s)}\n", name, name, name, name);
    }
    et_buf_str(out, "</style>\n");
}

static void head(struct et_buf *out, const struct et_brief_model *brief)
{
    et_buf_str(
        out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
             "script-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"et-intel ");
    et_buf_html_attr(out, et_slice_of(brief->program_version));
    et_buf_str(out, "\">\n<title>");
    text(out, brief->title);
    et_buf_str(out, ", ");
    text(out, brief->period);
    et_buf_str(out, "</title>\n");
    style(out);
    et_buf_str(out, "</head>\n");
}

static void cover(struct et_buf *out, const struct et_brief_model *brief)
{
    et_buf_str(out, "<header class=\"cover\"><div class=\"wrap\">\n");
    element(out, "p", "kicker", "Audience intelligence");
    element(out, "h1", "", brief->title);
    et_buf_str(out, "<p class=\"period\">");
    text(out, brief->period);
    if (*brief->scope) {
        et_buf_str(out, " \xC2\xB7 ");
        text(out, brief->scope);
    }
    if (!brief->empty) {
        et_buf_str(out, " \xC2\xB7 times in ");
        text(out, brief->zone);
    }
    et_buf_str(out, "</p>\n");
    element(out, "p", "lead", brief->lead);
    et_buf_str(out, "</div></header>\n");
}

static void numbers(struct et_buf *out, const struct et_brief_model *brief)
{
    if (!brief->number_count)
        return;
    et_buf_str(out, "<dl class=\"numbers\">\n");
    for (size_t i = 0; i < brief->number_count; i++) {
        const struct et_headline_number *n = &brief->numbers[i];
        et_buf_str(out, "<div>");
        element(out, "dt", "", n->label);
        et_buf_printf(out, "<dd class=\"value t-%s\">", et_inks[n->ink].name);
        text(out, n->value);
        et_buf_str(out, "</dd>");
        element(out, "dd", "note", n->note);
        et_buf_str(out, "</div>\n");
    }
    et_buf_str(out, "</dl>\n");
}

static void contents(struct et_buf *out, const struct et_brief_model *brief)
{
    if (brief->section_count < 2)
        return;
    et_buf_str(out, "<nav class=\"contents\" aria-label=\"Contents\"><ul>\n");
    for (size_t i = 0; i < brief->section_count; i++) {
        et_buf_printf(out, "<li><a href=\"#%s\">", brief->sections[i].id);
        text(out, brief->sections[i].title);
        et_buf_str(out, "</a></li>\n");
    }
    et_buf_str(out, "</ul></nav>\n");
}

/* ---- blocks ---- */

static void paragraphs(struct et_buf *out, const struct et_block *b)
{
    struct et_slice rest = et_slice_of(b->text);
    while (rest.len) {
        struct et_slice line = et_slice_cut(&rest, '\n');
        size_t heading = b->run_in ? et_slice_find(line, ET_SLICE(". ")) : SIZE_MAX;
        et_buf_str(out, "<p>");
        if (heading != SIZE_MAX) {
            et_buf_str(out, "<b>");
            et_buf_html(out, et_slice_sub(line, 0, heading + 1));
            et_buf_str(out, "</b>");
            line = et_slice_sub(line, heading + 1, line.len);
        }
        et_buf_html(out, line);
        et_buf_str(out, "</p>\n");
    }
}

static void statements(struct et_buf *out, const struct et_block *b)
{
    et_buf_str(out, "<ul class=\"statements\">\n");
    for (size_t i = 0; i < b->count; i++)
        element(out, "li", "", b->statements[i].text);
    et_buf_str(out, "</ul>\n");
}

static void chart(struct et_buf *out, const struct et_chart *c)
{
    et_buf_printf(out, "<figure id=\"chart-%s\">\n", c->id);
    element(out, "h3", "", c->title);
    et_buf_str(out, "<div class=\"scroll\">");
    et_chart_svg(out, c);
    et_buf_str(out, "</div>");
    element(out, "figcaption", "", c->caption);
    et_buf_str(out, "</figure>\n");
}

static void cell(struct et_buf *out, const struct et_cell *c, bool is_head, enum et_align align)
{
    const char *tag = is_head ? "th scope=\"row\"" : "td";
    et_buf_printf(out, "<%s class=\"%s%st-%s\"", tag, align == ET_ALIGN_RIGHT ? "r " : "",
                  c->bold && !is_head ? "b " : "", et_inks[c->ink].name);
    if (!isnan(c->sort))
        et_buf_printf(out, " data-sort=\"%.6f\"", c->sort);
    et_buf_char(out, '>');
    if (c->url.len) {
        et_buf_str(out, "<a rel=\"noopener noreferrer\" href=\"");
        et_buf_html_attr(out, c->url);
        et_buf_str(out, "\">");
    }
    et_buf_str(out, is_head ? "<bdi>" : "");
    text(out, c->text);
    et_buf_str(out, is_head ? "</bdi>" : "");
    et_buf_str(out, c->url.len ? "</a>" : "");
    et_buf_str(out, is_head ? "</th>" : "</td>");
}

static void table(struct et_buf *out, const struct et_table *t)
{
    et_buf_str(out, "<div class=\"table\"><table>\n");
    element(out, "caption", "", t->caption);
    et_buf_str(out, "<thead><tr>");
    for (size_t k = 0; k < t->column_count; k++) {
        et_buf_str(out,
                   t->columns[k].align == ET_ALIGN_RIGHT ? "<th scope=\"col\" class=\"r\">" : "<th scope=\"col\">");
        text(out, t->columns[k].title);
        et_buf_str(out, "</th>");
    }
    et_buf_str(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < t->row_count; i++) {
        et_buf_str(out, "<tr>");
        for (size_t k = 0; k < t->column_count; k++)
            cell(out, &t->cells[i * t->column_count + k], k == 0, t->columns[k].align);
        et_buf_str(out, "</tr>\n");
    }
    et_buf_str(out, "</tbody></table></div>\n");
}

static void quote(struct et_buf *out, const struct et_card_quote *q)
{
    et_buf_str(out, "<blockquote><p dir=\"auto\">");
    text(out, q->quote->text);
    et_buf_str(out, "</p><footer>");
    text(out, q->role);
    et_buf_str(out, ". ");
    if (*q->quote->author) {
        et_buf_str(out, "<bdi>");
        text(out, q->quote->author);
        et_buf_str(out, "</bdi>, ");
    }
    text(out, q->quote->source);
    if (*q->quote->post) {
        et_buf_str(out, ", on \xE2\x80\x9C");
        if (q->quote->url.len) {
            et_buf_str(out, "<a rel=\"noopener noreferrer\" href=\"");
            et_buf_html_attr(out, q->quote->url);
            et_buf_str(out, "\">");
        }
        et_buf_str(out, "<bdi>");
        text(out, q->quote->post);
        et_buf_str(out, q->quote->url.len ? "</bdi></a>" : "</bdi>");
        et_buf_str(out, "\xE2\x80\x9D");
    }
    et_buf_str(out, "</footer></blockquote>\n");
}

/* The first comment stands open, the others unfold. */
static void quotes(struct et_buf *out, const struct et_card *c)
{
    size_t count = 0;
    while (count < 3 && c->quotes[count].quote)
        count++;
    if (count)
        quote(out, &c->quotes[0]);
    if (count < 2)
        return;
    et_buf_printf(out, "<details><summary>%zu more %s</summary>\n", count - 1, count == 2 ? "comment" : "comments");
    for (size_t i = 1; i < count; i++)
        quote(out, &c->quotes[i]);
    et_buf_str(out, "</details>\n");
}

static void card(struct et_buf *out, const struct et_card *c)
{
    et_buf_printf(out, "<article class=\"card l-%s\">\n<h3><bdi>", et_inks[c->stripe].name);
    text(out, c->title);
    et_buf_str(out, "</bdi>");
    element(out, "span", "kind", c->kind);
    element(out, "span", c->level == ET_LEVEL_ALERT ? "badge alert" : "badge watch", c->badge);
    et_buf_str(out, "</h3>\n");
    for (size_t i = 0; i < sizeof c->lines / sizeof c->lines[0] && c->lines[i]; i++)
        element(out, "p", "", c->lines[i]);
    quotes(out, c);
    et_buf_str(out, "</article>\n");
}

static void facts(struct et_buf *out, const struct et_block *b)
{
    et_buf_str(out, "<dl class=\"facts\">\n");
    for (size_t i = 0; i < b->count; i++) {
        element(out, "dt", "", b->facts[i].name);
        element(out, "dd", "", b->facts[i].value);
    }
    et_buf_str(out, "</dl>\n");
}

static void block(struct et_buf *out, const struct et_block *b)
{
    switch (b->kind) {
    case ET_BLOCK_TEXT:
        paragraphs(out, b);
        break;
    case ET_BLOCK_STATEMENTS:
        statements(out, b);
        break;
    case ET_BLOCK_CHART:
        chart(out, b->chart);
        break;
    case ET_BLOCK_TABLE:
        table(out, b->table);
        break;
    case ET_BLOCK_CARDS:
        et_buf_str(out, "<div class=\"cards\">\n");
        for (size_t i = 0; i < b->count; i++)
            card(out, &b->cards[i]);
        et_buf_str(out, "</div>\n");
        break;
    case ET_BLOCK_FACTS:
        facts(out, b);
        break;
    }
}

enum et_rc et_brief_write_html(const struct et_brief_model *brief, struct et_buf *out, struct et_error *error)
{
    head(out, brief);
    et_buf_str(out, "<body>\n<a class=\"skip\" href=\"#main\">Skip to the findings</a>\n");
    cover(out, brief);
    et_buf_str(out, "<main id=\"main\"><div class=\"wrap\">\n");
    element(out, "p", "advice", brief->advice);
    numbers(out, brief);
    contents(out, brief);
    for (size_t i = 0; i < brief->section_count; i++) {
        const struct et_section *s = &brief->sections[i];
        et_buf_printf(out, "<section id=\"%s\" aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">", s->id, s->id,
                      s->id);
        text(out, s->title);
        et_buf_str(out, "</h2>\n");
        for (size_t k = 0; k < s->count; k++)
            block(out, &s->blocks[k]);
        et_buf_str(out, "</section>\n");
    }
    et_buf_str(out, "<p class=\"end\">Made by et-intel ");
    text(out, brief->program_version);
    et_buf_str(out, ". This page is one file and loads nothing from anywhere.</p>\n</div></main>\n<script>\n");
    asset(out, "brief.js");
    et_buf_str(out, "</script>\n</body>\n</html>\n");
    return out->failed ? et_fail_nomem(error) : ET_OK;
}
