/** Rows described once and written three ways: an aligned table for people that fits the terminal, CSV, and JSON
 * objects. Cells are appended in the order of the columns; everything lives in the arena. After memory ran out the
 * table keeps what it had and `failed` is set. */
#ifndef ET_CLI_TABLE_H
#define ET_CLI_TABLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/time.h"
#include "cli/emit.h"

#include <stdbool.h>
#include <stdint.h>

enum et_column_kind {
    ET_COLUMN_TEXT,
    ET_COLUMN_WORDS,    /**< words with blanks between; JSON a list */
    ET_COLUMN_UINT,     /**< people: 12,345 */
    ET_COLUMN_REAL,     /**< with `decimals` */
    ET_COLUMN_SIGNED,   /**< a sentiment: +0.31; NaN is "too few" for people, null in JSON, empty in CSV */
    ET_COLUMN_PERCENT,  /**< a share in [0, 1]; people: 12.3 % */
    ET_COLUMN_INTERVAL, /**< people: (+0.22 to +0.40); JSON [low, high]; CSV two columns key_low and key_high */
    ET_COLUMN_SHARES,   /**< an interval of shares; people: (3 to 9 %) */
    ET_COLUMN_P,        /**< a probability */
    ET_COLUMN_TIME,     /**< people: 2025-11-20 18:49 in the zone; else ISO 8601 UTC */
    ET_COLUMN_BOOL,     /**< people: yes or nothing */
    ET_COLUMN_RAW       /**< JSON text, JSON only */
};

enum et_column_flag {
    ET_COLUMN_FLEX = 1,     /**< cut with "..." where the terminal is too narrow */
    ET_COLUMN_OPTIONAL = 2, /**< left out where the terminal is too narrow, the last one first */
    ET_COLUMN_PEOPLE = 4,   /**< in tables for people only */
    ET_COLUMN_MACHINE = 8,  /**< in CSV and JSON only */
    ET_COLUMN_PATH = 32,    /**< cut at the front: the end of a path says more */
    ET_COLUMN_TONE = 16     /**< green above 0.3, red below -0.3, on a terminal */
};

struct et_column {
    const char *key;   /**< of CSV and JSON */
    const char *title; /**< for people */
    enum et_column_kind kind;
    unsigned flags;
    int decimals; /**< of JSON and CSV numbers (0: 4); people see 2 */
};

struct et_cell {
    struct et_slice text; /**< ptr NULL = null, for TEXT, WORDS and RAW */
    uint64_t number;
    double low, high; /**< low is the value of REAL, SIGNED, PERCENT, P */
    int64_t time_us;
};

struct et_table {
    const struct et_column *columns; /**< ended by key NULL */
    size_t column_count;
    struct et_cell *cells; /**< row by row */
    size_t cell_count, cell_size;
    struct et_arena *arena;
    bool failed;
};

struct et_table_style {
    size_t width; /**< places of the terminal; 0 = as wide as needed */
    bool colour;
    const struct et_zone *zone; /**< NULL = UTC */
};

void et_table_init(struct et_table *table, const struct et_column *columns, struct et_arena *arena);
size_t et_table_rows(const struct et_table *table);

/** Appenders: the next cell. A text is borrowed, not copied. */
void et_table_text(struct et_table *table, struct et_slice text);
void et_table_str(struct et_table *table, const char *text);
void et_table_uint(struct et_table *table, uint64_t value);
void et_table_count(struct et_table *table, int64_t count); /**< none where it is below 0 (ET_COUNT_NONE) */
void et_table_real(struct et_table *table, double value);
void et_table_interval(struct et_table *table, double low, double high);
void et_table_time(struct et_table *table, int64_t us);
void et_table_bool(struct et_table *table, bool value);
void et_table_none(struct et_table *table); /**< null, empty */

void et_table_print(const struct et_table *table, const struct et_table_style *style, struct et_buf *out);
void et_table_csv(const struct et_table *table, bool safe, struct et_buf *out); /**< header, then rows; "\n" */
void et_table_json(const struct et_table *table, struct et_emit *json);         /**< an array of objects */
void et_table_json_row(const struct et_table *table, size_t row, struct et_emit *json);

/** "12,345" */
void et_count_format(uint64_t value, char text[32]);
/** "+0.31", "0.00", "too few" for NaN */
void et_signed_format(double value, char text[32]);
/** "2025-11-20 18:49" in the zone, "" for ET_TIME_NONE */
void et_moment_format(int64_t us, const struct et_zone *zone, char text[32]);

#define ET_COLOUR_BOLD "\033[1m"
#define ET_COLOUR_DIM "\033[2m"
#define ET_COLOUR_RED "\033[31m"
#define ET_COLOUR_GREEN "\033[32m"
#define ET_COLOUR_YELLOW "\033[33m"
#define ET_COLOUR_OFF "\033[0m"

#endif
