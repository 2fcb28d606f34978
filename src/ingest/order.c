/* Day and month order of dates like 03/04/2025: from the whole file where it can be read twice, else from the rows to
 * come. */
#include "ingest/export_int.h"

#define STREAM_ROWS 10000
#define STREAM_BYTES ((size_t)12 << 20)

struct votes {
    uint64_t day, month, either;
};

static void vote(struct votes *votes, const struct et_sheet *sheet, const struct et_csv_row *row)
{
    char said = row->damage ? 0 : et_date_vote(et_sheet_peek(sheet, row, ET_FIELD_TIME));
    votes->day += said == 'D';
    votes->month += said == 'M';
    votes->either += said == '?';
}

/* A second reading of the file, for its dates only. */
static enum et_rc read_file(struct et_export *export, struct votes *votes, struct et_error *error)
{
    struct et_source *source;
    struct et_stream stream;
    struct et_csv csv;
    struct et_csv_row row;
    enum et_encoding encoding = export->stream.decoder.encoding;
    enum et_rc rc = et_source_open(export->path, &source, error);
    if (!rc)
        rc = et_stream_open(&stream, source, encoding, ET_RECORD_MAX, 0, error);
    if (rc)
        return rc;
    et_csv_init(&csv, &stream, export->sheet.csv.delimiter);
    csv.lone_cr = export->sheet.csv.lone_cr;
    csv.columns = export->sheet.columns;
    et_stream_skip(&stream, export->found.skip);
    while (!(rc = et_csv_next(&csv, &row, error)))
        vote(votes, &export->sheet, &row);
    et_csv_dispose(&csv);
    et_stream_close(&stream);
    return rc == ET_END ? ET_OK : rc;
}

/* Of standard input: the rows that follow, as far as they are kept in memory. The row in hand lies behind the window's
 * start no longer, so that it counts first. */
static enum et_rc read_ahead(struct et_export *export, struct votes *votes, struct et_error *error)
{
    struct et_csv csv;
    struct et_stream *stream = &export->stream;
    enum et_rc rc = ET_OK;
    vote(votes, &export->sheet, &export->sheet.row);
    size_t row_start = export->sheet.row.raw.len; /* keeps the row in hand in the window */
    bool whole_row = row_start && export->sheet.row.raw.ptr + row_start == stream->data + stream->pos;
    stream->pos -= whole_row ? row_start : 0;
    while (!stream->at_end && et_stream_window(stream).len < STREAM_BYTES && !rc)
        rc = et_stream_more(stream, error);
    struct et_slice window = et_stream_window(stream);
    et_csv_init(&csv, NULL, export->sheet.csv.delimiter);
    csv.lone_cr = export->sheet.csv.lone_cr;
    size_t at = 0, used = 0;
    for (int i = 0; i < STREAM_ROWS && at < window.len && !rc; i++, at += used) {
        enum et_csv_status status = et_csv_glance(&csv, et_slice_sub(window, at, window.len), stream->at_end, &used);
        if (status == ET_CSV_NO_MEMORY)
            rc = et_fail_nomem(error);
        if (status == ET_CSV_MORE)
            break;
        struct et_csv_row row = {.cells = csv.cells, .count = csv.cell_count};
        if (!rc && status == ET_CSV_RECORD && csv.cell_count == export->sheet.columns)
            vote(votes, &export->sheet, &row);
    }
    et_csv_dispose(&csv);
    if (whole_row) { /* the window may have moved: the row is read again at its new place */
        enum et_csv_status status = et_csv_scan(&export->sheet.csv, et_stream_window(stream), stream->at_end, &used);
        if (status == ET_CSV_NO_MEMORY && !rc)
            rc = et_fail_nomem(error);
        export->sheet.row.cells = export->sheet.csv.cells;
        export->sheet.row.raw = et_slice_sub(et_stream_window(stream), 0, row_start);
        stream->pos += row_start;
    }
    return rc;
}

enum et_rc et_export_decide_order(void *context, struct et_error *error)
{
    struct et_export *export = context;
    struct votes votes = {0};
    bool table = export->found.form == ET_FORM_TABLE || export->found.form == ET_FORM_PREAMBLE;
    if (!table)
        return ET_OK;
    enum et_rc rc =
        et_source_repeats(export->stream.source) ? read_file(export, &votes, error) : read_ahead(export, &votes, error);
    if (rc)
        return rc;
    if (votes.day && votes.month)
        return et_fail(
            error, ET_E_USAGE,
            "some dates can only be read with the day first (%llu rows), others only with the month first (%llu); say "
            "which it is with --date-order dmy or mdy: the others are then rejected",
            (unsigned long long)votes.day, (unsigned long long)votes.month);
    if (!votes.day && !votes.month)
        return et_fail(
            error, ET_E_USAGE,
            "dates like 03/04/2025 can be read with the day or the month first, and none of %llu decides it; say it "
            "with --date-order dmy or mdy",
            (unsigned long long)votes.either);
    export->sink.dates.order = votes.day ? 'D' : 'M';
    return ET_OK;
}
