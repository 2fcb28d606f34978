#include "brief/pdf_tidy.h"

#include <stdio.h>
#include <string.h>

#define ENTRY 20 /* bytes of a line of the cross-reference table */

struct pdf_file {
    char *data;
    size_t len, xref, entries, count; /* offsets; entries: of the first line of the table */
};

static size_t find_last(const struct pdf_file *pdf, const char *needle)
{
    size_t n = strlen(needle);
    for (size_t i = pdf->len >= n ? pdf->len - n + 1 : 0; i > 0; i--)
        if (memcmp(pdf->data + i - 1, needle, n) == 0)
            return i - 1;
    return SIZE_MAX;
}

/* Digits at pos as a number; *pos is moved behind them. */
static size_t digits(const struct pdf_file *pdf, size_t *pos)
{
    size_t value = 0;
    for (; *pos < pdf->len && pdf->data[*pos] >= '0' && pdf->data[*pos] <= '9' && value < SIZE_MAX / 20; ++*pos)
        value = value * 10 + (size_t)(pdf->data[*pos] - '0');
    return value;
}

static bool is_at(const struct pdf_file *pdf, size_t pos, const char *text)
{
    size_t n = strlen(text);
    return pos <= pdf->len && pdf->len - pos >= n && memcmp(pdf->data + pos, text, n) == 0;
}

static bool read_table(struct pdf_file *pdf)
{
    size_t pos = find_last(pdf, "startxref\n");
    if (pos == SIZE_MAX)
        return false;
    pos += strlen("startxref\n");
    pdf->xref = digits(pdf, &pos);
    if (!is_at(pdf, pdf->xref, "xref\n0 "))
        return false;
    pos = pdf->xref + strlen("xref\n0 ");
    pdf->count = digits(pdf, &pos);
    pdf->entries = pos + 1;
    return pdf->count && is_at(pdf, pos, "\n") && pdf->count <= (pdf->len - pdf->entries) / ENTRY &&
           is_at(pdf, pdf->entries + ENTRY * pdf->count, "trailer");
}

static size_t offset_of(const struct pdf_file *pdf, size_t object)
{
    size_t pos = pdf->entries + ENTRY * object;
    return pdf->data[pos + 17] == 'n' ? digits(pdf, &pos) : SIZE_MAX;
}

static void free_unwritten(struct pdf_file *pdf)
{
    for (size_t i = 1; i < pdf->count; i++) {
        char head[40];
        size_t offset = offset_of(pdf, i);
        int n = snprintf(head, sizeof head, "%zu 0 obj", i);
        if (offset != SIZE_MAX && n > 0 && !is_at(pdf, offset, head))
            memcpy(pdf->data + pdf->entries + ENTRY * i, "0000000000 65535 f ", ENTRY - 1);
    }
}

/* "/x41 41 0 R " from pos: its length with the blank, or 0. */
static size_t resource_length(const struct pdf_file *pdf, size_t pos)
{
    size_t at = pos + 2;
    if (!is_at(pdf, pos, "/x"))
        return 0;
    digits(pdf, &at);
    if (!is_at(pdf, at++, " "))
        return 0;
    digits(pdf, &at);
    return is_at(pdf, at, " 0 R ") ? at + 5 - pos : 0;
}

/* Later entries that say the same are overwritten with blanks: no offset moves. */
static void name_once(struct pdf_file *pdf, size_t from)
{
    for (size_t pos = from, len = resource_length(pdf, pos); len; pos += len, len = resource_length(pdf, pos))
        for (size_t before = from, n; before < pos; before += n) {
            n = resource_length(pdf, before);
            /* Entries blanked already are stepped over byte by byte. */
            if (!n)
                n = 1;
            else if (n == len && memcmp(pdf->data + before, pdf->data + pos, n) == 0) {
                memset(pdf->data + pos, ' ', len);
                break;
            }
        }
}

/* Only between objects, never inside a stream: the dictionaries that Cairo writes begin their lines like this. */
static void name_pictures_once(struct pdf_file *pdf)
{
    static const char key[] = "\n   /XObject << ";
    for (size_t i = 1; i < pdf->count; i++) {
        size_t pos = offset_of(pdf, i);
        if (pos == SIZE_MAX || pos >= pdf->xref)
            continue;
        const char *end = memmem(pdf->data + pos, pdf->xref - pos, "endobj", 6);
        const char *stream = memmem(pdf->data + pos, pdf->xref - pos, "stream\n", 7);
        if (!end || (stream && stream < end))
            continue;
        const char *found = memmem(pdf->data + pos, (size_t)(end - pdf->data) - pos, key, sizeof key - 1);
        if (found)
            name_once(pdf, (size_t)(found - pdf->data) + sizeof key - 1);
    }
}

/* The catalogue is the last object, so what is put into it moves nothing but the table. */
static bool describe(struct et_buf *buf, size_t start, struct pdf_file *pdf)
{
    static const char more[] = "   /Lang (en)\n   /ViewerPreferences << /DisplayDocTitle true >>\n";
    size_t last = 0;
    for (size_t i = 1; i < pdf->count; i++) {
        size_t offset = offset_of(pdf, i);
        last = offset != SIZE_MAX && offset > last ? offset : last;
    }
    struct pdf_file tail = {.data = pdf->data + last, .len = pdf->xref - last};
    size_t end = find_last(&tail, "\n>>\nendobj\n");
    if (end == SIZE_MAX || !memmem(tail.data, tail.len, "/Type /Catalog", 14) ||
        memmem(tail.data, tail.len, "/Lang", 5))
        return true;
    size_t at = start + last + end + 1, grown = sizeof more - 1, number = start + find_last(pdf, "startxref\n") + 10;
    size_t xref = pdf->xref + grown;
    if (!et_buf_reserve(buf, grown + 32))
        return false;
    buf->len = number;
    memmove(buf->data + at + grown, buf->data + at, buf->len - at);
    memcpy(buf->data + at, more, grown);
    buf->len += grown;
    return et_buf_printf(buf, "%zu\n%%%%EOF\n", xref);
}

bool et_pdf_tidy(struct et_buf *buf, size_t start)
{
    struct pdf_file pdf = {.data = buf->data + start, .len = buf->len - start};
    if (buf->len <= start || !read_table(&pdf))
        return !buf->failed;
    free_unwritten(&pdf);
    name_pictures_once(&pdf);
    return describe(buf, start, &pdf);
}
