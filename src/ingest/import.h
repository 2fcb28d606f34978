/** The import loop: one reader, N analysers, one writer that commits in batches. The database is the same for every N. */
#ifndef ET_INGEST_IMPORT_H
#define ET_INGEST_IMPORT_H

#include "analyse/analyse.h"
#include "ingest/adapter.h"
#include "ingest/discover.h"
#include "store/store.h"

struct et_import_job {
    struct et_store *store;            /**< open for writing; used by the writer alone */
    const struct et_analyser *analyser;
    unsigned threads;                  /**< analysers; 0 = one per processor */
    const char *rejects_folder;        /**< where <file>.rejects.csv goes */
    /** Called now and then from the calling thread; bytes_total 0 = not known. May be NULL. */
    void (*progress)(void *context, const char *path, uint64_t bytes_done, uint64_t bytes_total, uint64_t rows);
    void *progress_context;
    const struct et_discover_limits *limits; /**< of discovered names; NULL = ET_DISCOVER_LIMITS */
    const volatile int *stop;          /**< set by a signal handler: finish the batch, save, return ET_E_CANCELLED. May be NULL */
};

struct et_reason_count {
    const char *reason;
    uint64_t count;
};

struct et_import_report {
    struct et_import import;       /**< slices live in the arena given to et_import_file */
    bool skipped;                  /**< known by content and options: nothing was read */
    struct et_reason_count *reasons; /**< of rejected records, by reason */
    size_t reason_count;
    struct et_slice rejects_path;  /**< ptr NULL = none rejected */
    double seconds;
};

/** Imports one file. On failure what was committed stays, and the same call again goes on from there. */
ET_MUST_CHECK enum et_rc et_import_file(const struct et_import_job *job, const char *path,
                                        const struct et_import_options *options, struct et_arena *arena,
                                        struct et_import_report *report, struct et_error *error);

/** Analyses what is pending (replies, comments whose caption or parent changed), with all threads, and then brings discovered
 *  names up to date. Called after the files. */
ET_MUST_CHECK enum et_rc et_import_settle(const struct et_import_job *job, uint64_t *analysed, struct et_error *error);

/** Analyses all stored comments again, stores the scores under the analyser's model, and discovers names anew. */
ET_MUST_CHECK enum et_rc et_rescore(const struct et_import_job *job, uint64_t *analysed, struct et_error *error);

/** All exports in a folder (or the file itself), sorted; files written by the program itself left out. */
ET_MUST_CHECK enum et_rc et_import_find_files(const char *path, struct et_arena *arena, const char ***paths, size_t *count,
                                              struct et_error *error);

#endif
