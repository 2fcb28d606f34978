#include "ingest/csv.h"

#include "base/mem.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define DISTRUST_MAX 64 /* lines of one record that are tried as records of their own */

void et_csv_init(struct et_csv *csv, struct et_stream *stream, char delimiter)
{
    *csv = (struct et_csv){.stream = stream, .delimiter = delimiter};
    et_buf_init(&csv->raw, 0);
}

void et_csv_dispose(struct et_csv *csv)
{
    et_free(csv->cells);
    et_buf_dispose(&csv->raw);
    *csv = (struct et_csv){0};
}

size_t et_csv_unescape(const struct et_csv_cell *cell, char *out)
{
    size_t n = 0;
    for (size_t from = 0; from < cell->len;) {
        const char *quote = cell->escaped ? memchr(cell->ptr + from, '"', cell->len - from) : NULL;
        size_t upto = quote ? (size_t)(quote - cell->ptr) + 1 : cell->len;
        memcpy(out + n, cell->ptr + from, upto - from);
        n += upto - from;
        from = upto + (quote ? 1 : 0);
    }
    return n;
}

static bool add_cell(struct et_csv *csv, const char *ptr, size_t len, bool escaped)
{
    if (csv->cell_count == csv->cell_size) {
        size_t size = csv->cell_size ? csv->cell_size * 2 : 64;
        struct et_csv_cell *cells = et_realloc(csv->cells, size * sizeof *cells);
        if (!cells)
            return false;
        csv->cells = cells;
        csv->cell_size = size;
    }
    csv->cells[csv->cell_count++] = (struct et_csv_cell){ptr, len, escaped};
    return true;
}

/* The first delimiter, LF or CR at or behind p. */
static const char *find_cell_end(const char *p, const char *end, char delimiter)
{
#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi8(delimiter), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i hit =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, wanted), _mm_cmpeq_epi8(v, lf)), _mm_cmpeq_epi8(v, cr));
        int mask = _mm_movemask_epi8(hit);
        if (mask)
            return p + __builtin_ctz((unsigned)mask);
    }
#endif
    while (p < end && *p != delimiter && *p != '\n' && *p != '\r')
        p++;
    return p;
}

/* The closing quote of a cell whose text begins at p; NULL when there is none. *escaped: doubled quotes stand before
 * it. A quote at the very end of the text is the closing one only when nothing comes behind. */
static const char *find_closing(const char *p, const char *end, bool at_end, bool *escaped)
{
    *escaped = false;
    while (p < end) {
        const char *quote = memchr(p, '"', (size_t)(end - p));
        if (!quote)
            return NULL;
        if (quote + 1 == end)
            return at_end ? quote : NULL;
        if (quote[1] != '"')
            return quote;
        *escaped = true;
        p = quote + 2;
    }
    return NULL;
}

enum cell_end { CELL, RECORD, NEED_MORE, STRAY };

/* What stands at p, behind a cell; *p is moved behind it. */
static enum cell_end end_of_cell(const struct et_csv *csv, const char **p, const char *end, bool at_end)
{
    if (*p == end)
        return at_end ? RECORD : NEED_MORE;
    char c = *(*p)++;
    if (c == csv->delimiter)
        return CELL;
    if (c == '\n')
        return RECORD;
    if (c != '\r')
        return STRAY;
    if (*p < end && **p == '\n') {
        (*p)++;
        return RECORD;
    }
    if (csv->lone_cr)
        return *p == end && !at_end ? NEED_MORE : RECORD;
    return *p == end ? (at_end ? RECORD : NEED_MORE) : STRAY;
}

enum et_csv_status et_csv_scan(struct et_csv *csv, struct et_slice text, bool at_end, size_t *used)
{
    const char *p = text.ptr, *end = text.ptr + text.len;
    csv->cell_count = 0;
    for (;;) {
        const char *start = p, *stop;
        bool escaped = false;
        if (p < end && *p == '"' && !csv->plain_quotes) {
            start++;
            stop = find_closing(start, end, at_end, &escaped);
            if (!stop)
                return at_end ? ET_CSV_UNCLOSED : ET_CSV_MORE;
            p = stop + 1;
        } else {
            p = stop = find_cell_end(p, end, csv->delimiter);
        }
        enum cell_end what = end_of_cell(csv, &p, end, at_end);
        while (what == STRAY && *stop == '\r') { /* text, in a file with other line ends */
            p = stop = find_cell_end(p, end, csv->delimiter);
            what = end_of_cell(csv, &p, end, at_end);
        }
        if (what == NEED_MORE)
            return ET_CSV_MORE;
        if (what == STRAY)
            return ET_CSV_WRONG_QUOTE;
        if (!add_cell(csv, start, (size_t)(stop - start), escaped))
            return ET_CSV_NO_MEMORY;
        if (what == RECORD) {
            *used = (size_t)(p - text.ptr);
            return ET_CSV_RECORD;
        }
    }
}

enum et_csv_status et_csv_glance(struct et_csv *csv, struct et_slice text, bool at_end, size_t *used)
{
    enum et_csv_status status = et_csv_scan(csv, text, at_end, used);
    if (status == ET_CSV_WRONG_QUOTE || status == ET_CSV_UNCLOSED) {
        const char *line_end = memchr(text.ptr, csv->lone_cr ? '\r' : '\n', text.len);
        *used = line_end ? (size_t)(line_end - text.ptr) + 1 : text.len;
    }
    return status;
}

/* Scans at the stream's position, reading on as long as the record needs it. */
static enum et_rc scan_stream(struct et_csv *csv, enum et_csv_status *status, size_t *used, struct et_error *error)
{
    for (;;) {
        *status = et_csv_scan(csv, et_stream_window(csv->stream), csv->stream->at_end, used);
        if (*status == ET_CSV_NO_MEMORY)
            return et_fail_nomem(error);
        if (*status != ET_CSV_MORE)
            return ET_OK;
        enum et_rc rc = et_stream_more(csv->stream, error);
        if (rc == ET_E_TOO_LONG) /* a quote that nothing closes within the limit */
            *status = ET_CSV_UNCLOSED;
        if (rc)
            return rc == ET_E_TOO_LONG ? ET_OK : rc;
    }
}

/* Length of the first line of the window with its line end, reading on as needed; a line beyond the limit is cut there.
 */
static enum et_rc first_line(struct et_csv *csv, size_t *len, struct et_error *error)
{
    for (size_t seen = 0;;) {
        struct et_slice window = et_stream_window(csv->stream);
        const char *lf = seen < window.len ? memchr(window.ptr + seen, '\n', window.len - seen) : NULL;
        const char *cr = csv->lone_cr && seen < window.len ? memchr(window.ptr + seen, '\r', window.len - seen) : NULL;
        const char *line_end = !lf || (cr && cr < lf) ? cr : lf;
        *len = line_end ? (size_t)(line_end - window.ptr) + 1 : window.len;
        if (line_end || csv->stream->at_end)
            return ET_OK;
        seen = window.len;
        enum et_rc rc = et_stream_more(csv->stream, error);
        if (rc)
            return rc == ET_E_TOO_LONG ? ET_OK : rc;
    }
}

/* Moves behind a piece of a damaged record, keeping its text. */
static void take_damaged(struct et_csv *csv, size_t len)
{
    size_t room = ET_CSV_RAW_MAX - csv->raw.len;
    et_buf_slice(&csv->raw, et_slice_sub(et_stream_window(csv->stream), 0, len < room ? len : room));
    et_stream_skip(csv->stream, len);
}

/* Whether a line that does not parse still looks like a record of its own: it has the columns when quotes are ignored.
 */
static bool looks_like_row(const struct et_csv *csv, struct et_slice line)
{
    size_t columns = 1;
    for (size_t i = 0; i < line.len; i++)
        columns += line.ptr[i] == csv->delimiter;
    return csv->columns > 1 && columns >= csv->columns;
}

/* A record that does not parse: its first line goes, and the lines behind it up to one that is a record. */
static enum et_rc skip_damaged(struct et_csv *csv, bool *to_the_end, struct et_error *error)
{
    size_t len = 0;
    *to_the_end = false;
    enum et_rc rc = first_line(csv, &len, error);
    while (!rc) {
        take_damaged(csv, len);
        if (csv->stream->at_end && et_stream_window(csv->stream).len == 0) {
            *to_the_end = true;
            return ET_OK;
        }
        enum et_csv_status status;
        size_t used;
        rc = scan_stream(csv, &status, &used, error);
        if (rc || (status == ET_CSV_RECORD && csv->cell_count == csv->columns))
            return rc;
        rc = first_line(csv, &len, error);
        if (!rc && looks_like_row(csv, et_slice_sub(et_stream_window(csv->stream), 0, len)))
            return ET_OK;
    }
    return rc;
}

static enum et_rc damaged(struct et_csv *csv, enum et_csv_status why, struct et_csv_row *row, struct et_error *error)
{
    bool to_the_end;
    et_buf_clear(&csv->raw);
    enum et_rc rc = skip_damaged(csv, &to_the_end, error);
    if (rc)
        return rc;
    if (csv->raw.failed)
        return et_fail_nomem(error);
    row->damage = why == ET_CSV_WRONG_QUOTE ? "wrong quote" : "quote never closed";
    if (why == ET_CSV_UNCLOSED && to_the_end)
        row->damage = "cut off";
    row->raw = et_buf_view(&csv->raw);
    row->count = 0;
    return ET_OK;
}

/* Whether this is the last record of the file, without a line end behind it. */
static bool ends_open(const struct et_csv *csv, struct et_slice raw)
{
    char last = raw.len ? raw.ptr[raw.len - 1] : '\n';
    return csv->stream->at_end && csv->stream->pos == csv->stream->end && last != '\n' && last != '\r';
}

static const char *count_damage(const struct et_csv *csv, struct et_slice raw)
{
    if (csv->cell_count > csv->columns)
        return "more columns than the header";
    return ends_open(csv, raw) ? "cut off" : "fewer columns than the header";
}

static bool is_blank(const struct et_csv *csv)
{
    if (csv->cell_count != 1)
        return false;
    for (size_t i = 0; i < csv->cells[0].len; i++)
        if (csv->cells[0].ptr[i] != ' ' && csv->cells[0].ptr[i] != '\t')
            return false;
    return true;
}

/* Too many or too few columns over several lines: more likely a quote that swallowed lines than one record. */
static bool swallowed(const struct et_csv *csv, struct et_slice raw)
{
    if (!csv->columns || csv->cell_count == csv->columns || raw.len < 2)
        return false;
    size_t inner = raw.len - (et_slice_ends(raw, ET_SLICE("\r\n")) ? 2 : 1);
    return memchr(raw.ptr, '\n', inner) || (csv->lone_cr && memchr(raw.ptr, '\r', inner));
}

/* Tables with tabs are often written without any quoting: then a quote is text, and the line is the record. */
static enum et_rc without_quoting(struct et_csv *csv, enum et_csv_status *status, size_t *used, struct et_error *error)
{
    size_t columns;
    csv->plain_quotes = true;
    enum et_rc rc = scan_stream(csv, status, used, error);
    csv->plain_quotes = false;
    columns = csv->cell_count;
    if (!rc && (*status != ET_CSV_RECORD || columns != csv->columns))
        *status = ET_CSV_WRONG_QUOTE;
    return rc;
}

enum et_rc et_csv_next(struct et_csv *csv, struct et_csv_row *row, struct et_error *error)
{
    enum et_csv_status status;
    size_t used = 0;
    do {
        if (csv->stream->at_end && csv->stream->pos == csv->stream->end)
            return ET_END;
        *row = (struct et_csv_row){.offset = et_stream_offset(csv->stream)};
        enum et_rc rc = scan_stream(csv, &status, &used, error);
        if (!rc && csv->delimiter == '\t' && status != ET_CSV_RECORD)
            rc = without_quoting(csv, &status, &used, error);
        if (rc)
            return rc;
        if (status != ET_CSV_RECORD)
            break;
        row->raw = et_slice_sub(et_stream_window(csv->stream), 0, used);
        if (swallowed(csv, row->raw)) {
            status = ET_CSV_WRONG_QUOTE;
            break;
        }
        et_stream_skip(csv->stream, used);
    } while (is_blank(csv));
    row->row = ++csv->row;
    if (status != ET_CSV_RECORD)
        return damaged(csv, status, row, error);
    row->cells = csv->cells;
    row->count = csv->cell_count;
    if (csv->columns && csv->cell_count != csv->columns)
        row->damage = count_damage(csv, row->raw);
    else if (ends_open(csv, row->raw) && et_source_damage(csv->stream->source))
        row->damage = "cut off"; /* its last cell may go on */
    return ET_OK;
}

/* Cuts the first line off; *line has the columns of a record when quotes are ignored. */
static bool cut_line(const struct et_csv *csv, struct et_slice *rest, struct et_slice *line)
{
    *line = et_slice_cut(rest, csv->lone_cr ? '\r' : '\n');
    return looks_like_row(csv, *line);
}

enum et_rc et_csv_distrust(struct et_csv *csv, struct et_csv_row *row,
                           bool (*sound)(void *context, const struct et_csv_row *line), void *context,
                           struct et_error *error)
{
    struct et_slice rest = row->raw, line, from;
    size_t used, scans = 0;
    bool holds_row = false;
    cut_line(csv, &rest, &line);
    for (from = rest; !holds_row && rest.len && scans < DISTRUST_MAX; from = rest) {
        if (!cut_line(csv, &rest, &line))
            continue;
        if (!rest.len) /* the last line is the end of the record itself */
            break;
        scans++;
        enum et_csv_status status = et_csv_scan(csv, from, true, &used);
        if (status == ET_CSV_NO_MEMORY)
            return et_fail_nomem(error);
        struct et_csv_row inner = {.cells = csv->cells, .count = csv->cell_count};
        holds_row =
            status == ET_CSV_RECORD && used < from.len && csv->cell_count == csv->columns && sound(context, &inner);
    }
    if (holds_row) {
        csv->stream->pos -= row->raw.len; /* nothing was read since: the record still lies before the window */
        return damaged(csv, ET_CSV_WRONG_QUOTE, row, error);
    }
    enum et_csv_status status = scans ? et_csv_scan(csv, row->raw, true, &used) : ET_CSV_RECORD;
    row->cells = csv->cells;
    return status == ET_CSV_RECORD ? ET_OK : et_fail_nomem(error);
}
