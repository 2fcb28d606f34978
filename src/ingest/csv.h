/** Reads CSV and its like, record by record, from a stream: quoted newlines, doubled quotes, LF, CRLF or CR, any record
 * up to the stream's limit. What is damaged comes out as a record with its reason, and reading goes on at the next line
 * that parses with the right number of columns: a wrong quote costs its own record, not those behind it. One thread. */
#ifndef ET_INGEST_CSV_H
#define ET_INGEST_CSV_H

#include "base/buf.h"
#include "ingest/stream.h"

struct et_csv_cell {
    const char *ptr; /**< without the quotes around */
    size_t len;
    bool escaped; /**< holds doubled quotes: et_csv_unescape makes them single */
};

struct et_csv_row {
    const struct et_csv_cell *cells; /**< of the stream's window: hold until the next call */
    size_t count;
    uint64_t row, offset; /**< 1-based record behind the header; byte offset in the decoded file */
    const char *damage;   /**< NULL, or a short fixed phrase why the record can't be used */
    struct et_slice raw;  /**< the record's bytes; of a damaged one at most ET_CSV_RAW_MAX */
};

#define ET_CSV_RAW_MAX ((size_t)4096)

struct et_csv {
    struct et_stream *stream;
    char delimiter;
    bool lone_cr;      /**< records end at CR */
    bool plain_quotes; /**< quotes are text like any other */
    size_t columns;    /**< of the header; 0 = any number */
    uint64_t row;
    struct et_csv_cell *cells;
    size_t cell_count, cell_size;
    struct et_buf raw; /**< of a damaged record */
};

void et_csv_init(struct et_csv *csv, struct et_stream *stream, char delimiter);
void et_csv_dispose(struct et_csv *csv);

/** The next record; blank lines are passed over. ET_END at the end. */
ET_MUST_CHECK enum et_rc et_csv_next(struct et_csv *csv, struct et_csv_row *row, struct et_error *error);

/** The record returned last parses, but its values are no good: if a line inside its quoted cells is a whole record,
 * which `sound` finds good, then a quote must have swallowed it. *row becomes damaged, and reading goes on at that
 * line. Never for a good record: a comment may quote a line that looks like one. */
ET_MUST_CHECK enum et_rc et_csv_distrust(struct et_csv *csv, struct et_csv_row *row,
                                         bool (*sound)(void *context, const struct et_csv_row *line), void *context,
                                         struct et_error *error);

/** How one record at the start of a text parses. */
enum et_csv_status {
    ET_CSV_RECORD,      /**< *used bytes, with the line end */
    ET_CSV_MORE,        /**< the text ends inside it, and more may come */
    ET_CSV_WRONG_QUOTE, /**< something follows a closing quote */
    ET_CSV_UNCLOSED,    /**< the text ends inside quotes */
    ET_CSV_NO_MEMORY
};
/** Parses one record of text into csv->cells. at_end: nothing comes behind the text. */
enum et_csv_status et_csv_scan(struct et_csv *csv, struct et_slice text, bool at_end, size_t *used);

/** The same for a look at the rows of a text that is in memory: of a damaged record *used is its first line. */
enum et_csv_status et_csv_glance(struct et_csv *csv, struct et_slice text, bool at_end, size_t *used);

/** Doubled quotes made single; `out` has room for cell->len bytes. Returns the length. */
size_t et_csv_unescape(const struct et_csv_cell *cell, char *out);

#endif
