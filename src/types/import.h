/** The ledger of imports: every file, and what became of each of its records. */
#ifndef ET_TYPES_IMPORT_H
#define ET_TYPES_IMPORT_H

#include "base/hash.h"
#include "base/slice.h"

#include <stdint.h>

/** rows = inserted + updated + unchanged + empty + rejected, always. */
struct et_import_counts {
    uint64_t rows, inserted, updated, unchanged, empty, rejected;
    uint64_t posts_read, posts_inserted, posts_updated;
    uint64_t repaired_bytes; /**< invalid bytes replaced by U+FFFD, and characters removed */
};

enum et_import_state { ET_IMPORT_RUNNING = 0, ET_IMPORT_DONE = 1, ET_IMPORT_UNDONE = 2, ET_IMPORT_FAILED = 3 };

struct et_import {
    int64_t id;               /**< 0 = not in the database yet */
    struct et_slice path;     /**< as given, for people */
    struct et_slice sha256;   /**< hex, of the file's bytes */
    struct et_slice options;  /**< canonical text of the options that change its meaning */
    struct et_slice format;   /**< adapter name */
    uint64_t bytes;
    int64_t started_at_us, finished_at_us; /**< ET_TIME_NONE while running */
    int64_t observed_at_us;
    enum et_import_state state;
    struct et_slice reason;   /**< why it failed; ptr NULL in the other states */
    uint64_t records_done;    /**< records of the file that are committed: where a resumed import goes on */
    struct et_import_counts counts;
};

#endif
