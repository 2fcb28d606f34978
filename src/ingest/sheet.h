/** Reads the records of a table: which column holds which field, and the comments that stand flattened in one row
 *  (replies/0/text, latestComments/3/replies/1/text). */
#ifndef ET_INGEST_SHEET_H
#define ET_INGEST_SHEET_H

#include "ingest/csv.h"
#include "ingest/fields.h"
#include "ingest/probe.h"
#include "ingest/sink.h"

struct et_column_of {
    enum et_field field;
    size_t column;
};

/** One comment or post of a row: its columns, best first for each field. */
struct et_group {
    struct et_column_of *columns;
    size_t count;
    bool is_post;
    size_t parent; /**< group that it hangs below; SIZE_MAX = none */
};

struct et_sheet {
    struct et_csv csv;
    const struct et_adapter_ops *adapter;
    struct et_slice *header; /**< columns' names, clean and trimmed */
    size_t columns;
    struct et_group *groups; /**< in the order in which they come out */
    size_t group_count;
    struct et_csv_row row; /**< being handed out */
    size_t next_group;     /**< of it; group_count = the next row is needed */
    struct et_slice *keys; /**< of the row's groups, for the answers below them */
};

/** Maps the header's columns (probe, made from them) to the adapter's fields; options' --map goes first. Everything
 * lives in the arena. Errors: ET_E_USAGE (unknown field or column in --map), ET_E_FORMAT (no text column, with those
 * found). */
ET_MUST_CHECK enum et_rc et_sheet_map(struct et_sheet *sheet, const struct et_adapter_ops *adapter,
                                      const struct et_import_options *options, const struct et_probe *probe,
                                      struct et_arena *arena, struct et_error *error);
bool et_sheet_has(const struct et_sheet *sheet, enum et_field field); /**< in the row itself */

/** Hands the next comments and posts to the sink until it is full. ET_END when there are no more rows. */
ET_MUST_CHECK enum et_rc et_sheet_read(struct et_sheet *sheet, struct et_sink *sink, struct et_error *error);

/** The value of a field of the row read last; ptr NULL = none. Doubled quotes stay: for dates. */
struct et_slice et_sheet_peek(const struct et_sheet *sheet, const struct et_csv_row *row, enum et_field field);

/** Columns of the generic table, told by whole names and then by meaning: column of each field, or SIZE_MAX. */
ET_MUST_CHECK enum et_rc et_columns_by_meaning(const struct et_slice *header, size_t columns, size_t found[ET_FIELDS],
                                               struct et_error *error);

#endif
