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
    enum et_platform platform;    /**< UNKNOWN = told from the file */
    struct et_slice subject, url; /**< ptr NULL = none */
    const struct et_zone *zone;   /**< of local times; NULL = UTC */
    struct et_slice zone_name;    /**< as given */
    int date_order;               /**< 0 = decide from the file, 'D' = day first, 'M' = month first, 'Y' */
    struct et_slice encoding;     /**< "utf-8", "utf-16le", "utf-16be", "windows-1252"; ptr NULL = detect */
    const struct et_mapping *map; /**< --map FIELD=COLUMN */
    size_t map_count;
    int64_t date_us;        /**< --date for files without a time column; ET_TIME_NONE */
    struct et_slice format; /**< --format NAME overrides detection; ptr NULL = detect */
    bool auto_detect;       /**< false: take the file as a generic table */
};

struct et_mapping {
    struct et_slice field, column;
};

/** What the first bytes of an export show: the columns of a table, or the key paths of JSON ("items/snippet/videoId";
 *  elements of arrays have their array's path). */
struct et_probe;
/** Whether one of the names ("created_at_utc|created_at") is there. In tables '.' between parts is as good as '/'. */
bool et_probe_has(const struct et_probe *probe, const char *names);

enum et_form {
    ET_FORM_TABLE = 1,    /**< CSV and its like, from the header on */
    ET_FORM_PREAMBLE = 2, /**< a URL and caption lines before the header */
    ET_FORM_JSON = 4,     /**< arrays, objects or JSON lines */
    ET_FORM_DATABASE = 8  /**< read by the store: no probe */
};

struct et_values;

/** Names of a field, best first: "created_at_utc|created_at". Lists end with names NULL. */
struct et_field_names {
    int field; /**< enum et_field */
    const char *names;
};

/** One vendor's exports. Pointers may be NULL where it says so. */
struct et_adapter_ops {
    const char *name;          /**< "preamble-csv" */
    const char *what;          /**< for people */
    unsigned forms;            /**< enum et_form */
    enum et_platform platform; /**< UNKNOWN = told by option or URL */
    /** Fields of a comment. NULL (with post NULL) = the generic table, whose columns are told by their names. */
    const struct et_field_names *comment;
    const struct et_field_names *post; /**< NULL, or records are posts with these fields, and comments stand below them */
    const char *below_post;            /**< NULL, or the path of the array of comments in such a post */
    const char *replies;               /**< NULL, or the path of the array of answers in a comment */
    const char *document;              /**< NULL, or the array of records in a JSON object: "comments", "items" */
    const struct et_field_names *document_post; /**< NULL, or fields of that object that tell the post of its records */
    bool named_by_file;                         /**< the file's name is the name of the post */
    /** How sure it is, 0 to 1, that this is its format. NULL = never told by names. */
    double (*detect)(const struct et_probe *probe, unsigned form);
    /** Mends the values of a post record. May be NULL. */
    void (*mend_post)(struct et_values *values);
};

extern const struct et_adapter_ops *const et_adapters[];            /**< ended by NULL; the generic table is the last */
const struct et_adapter_ops *et_adapter_by_form(enum et_form form); /**< the first one that reads the form */

/** The platform whose exports alone have these columns; UNKNOWN if none. */
enum et_platform et_platform_of_columns(const struct et_probe *probe);

/** What detection found, for people and --dry-run. */
struct et_detection {
    const struct et_adapter_ops *adapter;
    double sure;                /**< 0 to 1 */
    struct et_slice why;        /**< "header has text, created_at_utc, comment_like_count; 4 lines before it" */
    struct et_slice encoding;   /**< "utf-8" */
    char delimiter;             /**< of tables; 0 otherwise */
    struct et_mapping *columns; /**< field -> column, as used */
    size_t column_count;
};

#endif
