/** What import, batch and watch share: options to et_import_options, one file after the other, the report. */
#ifndef ET_CLI_IMPORT_RUN_H
#define ET_CLI_IMPORT_RUN_H

#include "cli/app.h"
#include "ingest/import.h"

extern const struct et_option et_import_flags[];

/** What became of one file. */
struct et_import_result {
    const char *path;
    struct et_import_report report;
    enum et_rc rc;
    const char *error; /**< message when rc is not ET_OK */
};

struct et_import_run {
    struct et_app *app;
    struct et_import_options options;
    struct et_import_job job;
    struct et_discover_limits limits;
    struct et_import_result *results;
    size_t count, size;
    enum et_rc stopped; /**< why no further file was begun: ET_E_CANCELLED, ET_E_FULL, ...; ET_OK = all were */
};

/** Reads the options of the command line. run->options.zone is closed by et_import_run_close. */
ET_MUST_CHECK enum et_rc et_import_run_options(struct et_import_run *run, struct et_app *app, struct et_error *error);
/** Opens the database for writing and makes the analyser; signals end the work after the batch in hand. */
ET_MUST_CHECK enum et_rc et_import_run_open(struct et_import_run *run, struct et_error *error);
void et_import_run_close(struct et_import_run *run);

/** Imports one file and keeps its result. Says false when nothing further should be tried. */
bool et_import_run_file(struct et_import_run *run, const char *path);
/** The files an operand means: itself, or every export of a folder. */
ET_MUST_CHECK enum et_rc et_import_run_files(struct et_import_run *run, const char *path, const char ***paths,
                                             size_t *count, struct et_error *error);
/** Analyses what waits for it. */
ET_MUST_CHECK enum et_rc et_import_run_settle(struct et_import_run *run, struct et_error *error);

/** Prints files and totals in the form asked for, remarks, and the last line on failure; returns the exit code. */
int et_import_run_report(struct et_import_run *run);

/** Shows what was recognised and the first rows of one file; nothing is written. */
ET_MUST_CHECK enum et_rc et_import_preview(struct et_import_run *run, const char *path, struct et_emit *json,
                                           struct et_error *error);

#endif
