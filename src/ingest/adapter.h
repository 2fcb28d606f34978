/** Format adapters: each knows one vendor's exports. Listed once in adapters.c; no vendor's column name stands outside
 *  ingest/adapters/. */
#ifndef ET_INGEST_ADAPTER_H
#define ET_INGEST_ADAPTER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "types/batch.h"

#include <stdbool.h>

/** Options of an import that change what a file means. */
struct et_import_options {
    enum et_platform platform;     /**< UNKNOWN = told from the file */
    struct et_slice subject, url;  /**< ptr NULL = none */
    const struct et_zone *zone;    /**< of local times; NULL = UTC */
    struct et_slice zone_name;     /**< as given */
    int date_order;                /**< 0 = decide from the file, 'D' = day first, 'M' = month first, 'Y' */
    struct et_slice encoding;      /**< "utf-8", "utf-16le", "utf-16be", "windows-1252"; ptr NULL = detect */
    const struct et_mapping *map;  /**< --map FIELD=COLUMN */
    size_t map_count;
    int64_t date_us;               /**< --date for files without a time column; ET_TIME_NONE */
    struct et_slice format;        /**< --format NAME overrides detection; ptr NULL = detect */
    bool auto_detect;              /**< false: take the file as a generic table */
};

struct et_mapping {
    struct et_slice field, column;
};

/** What an adapter hands out while reading; all slices in the batch's arena. */
struct et_sink; /**< ingest/sink.h */

/** What detection found, for people and --dry-run. */
struct et_detection {
    const struct et_adapter *adapter;
    double sure;               /**< 0 to 1 */
    struct et_slice why;       /**< "header has text, created_at_utc, comment_like_count; 4 lines before it" */
    struct et_slice encoding;  /**< "utf-8" */
    char delimiter;            /**< of tables; 0 otherwise */
    struct et_mapping *columns; /**< field -> column, as used */
    size_t column_count;
};

#endif
