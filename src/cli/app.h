/** What a running command has at hand: options, settings, log, the store, the analyser, and where output goes. One
 * object for the life of the program; commands return exit codes and never exit. */
#ifndef ET_CLI_APP_H
#define ET_CLI_APP_H

#include "analyse/analyse.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/settings.h"
#include "base/time.h"
#include "cli/emit.h"
#include "cli/options.h"
#include "cli/table.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

enum et_exit { ET_EXIT_OK = 0, ET_EXIT_FAILED = 1, ET_EXIT_USAGE = 2, ET_EXIT_REJECTED = 3 };

enum et_output { ET_OUTPUT_PEOPLE, ET_OUTPUT_JSON, ET_OUTPUT_CSV };

struct et_progress;

struct et_app {
    struct et_args args;
    struct et_arena arena; /**< lives as long as the program */
    struct et_settings *settings;
    const char *settings_file; /**< that was read, or NULL */
    enum et_output output;
    bool csv_safe, quiet, colour, terminal; /**< terminal: standard output is one */
    unsigned width;                         /**< places of standard output's terminal; 80 where it is none */
    struct et_zone *zone;                   /**< display; never NULL while a command runs */
    struct et_store *store;                 /**< after et_app_open_store */
    struct et_catalogue catalogue;          /**< after et_app_load_catalogue */
    struct et_analyser *analyser;           /**< after et_app_load_analyser */
    struct et_progress *progress;           /**< NULL = none; made on first use */
    struct et_buf out;                      /**< standard output so far; see et_app_flush */
    bool out_closed;                        /**< nobody reads standard output any more */
    bool out_failed;                        /**< writing failed otherwise, said once */
    char advice[256];                       /**< last line of standard error on failure; "" = by the error's code */
};

/** The program. */
int et_cli_main(int argc, char **argv);

/** Set by SIGINT and SIGTERM: finish what is begun and end. */
extern volatile int et_app_stop;

/* ---- the store, the catalogue, the analyser ---- */
ET_MUST_CHECK enum et_rc et_app_open_store(struct et_app *app, enum et_open_mode mode, struct et_error *error);
/** For writing, but never made anew: ET_E_NOT_FOUND when there is no database. */
ET_MUST_CHECK enum et_rc et_app_open_existing(struct et_app *app, struct et_error *error);
ET_MUST_CHECK enum et_rc et_app_load_catalogue(struct et_app *app, struct et_error *error);
/** With the store's catalogue; model NULL = the active one, or the default where none is. Opens nothing. */
ET_MUST_CHECK enum et_rc et_app_load_analyser(struct et_app *app, const char *model, struct et_error *error);
/** The model asked for; without one the active model of the store, or the default where there is none. An active model
 * that this program does not have gives the default, with a remark. Store (if any) and catalogue come first. */
ET_MUST_CHECK enum et_rc et_app_load_active_analyser(struct et_app *app, const char *asked, struct et_error *error);
/** The entity of that name or alias. Errors: ET_E_NOT_FOUND with the nearest known name. */
ET_MUST_CHECK enum et_rc et_app_find_entity(struct et_app *app, const char *name, const struct et_entity **out,
                                            struct et_error *error);
const struct et_entity *et_app_entity_by_id(const struct et_app *app, int64_t id);

/* ---- output ---- */
struct et_emit et_app_json(struct et_app *app);
struct et_table_style et_app_style(const struct et_app *app);
/** Writes out what stands in app->out. Does nothing once the reader is gone. */
void et_app_flush(struct et_app *app);
/** Writes bytes at once, behind what was flushed; false when nobody reads them or the disk is full (said once). */
bool et_app_write(struct et_app *app, const char *bytes, size_t len);
/** Prints the table as asked for by --csv, --csv-safe, --json (an array) or for people. */
void et_app_table(struct et_app *app, const struct et_table *table);
/** printf for people: nothing under --json and --csv. */
void et_app_say(struct et_app *app, const char *format, ...) ET_PRINTF(2, 3);
/** A heading for people: bold on a terminal. */
void et_app_heading(struct et_app *app, const char *text);
/** A remark on standard error, unless --quiet. */
void et_app_note(struct et_app *app, const char *format, ...) ET_PRINTF(2, 3);
/** Prints and logs the error and what to do about it; returns the exit code (2 for ET_E_USAGE, else 1). */
int et_app_fail(struct et_app *app, const struct et_error *error);
/** What to do about an error of this kind, one line; "" where the message says it. */
const char *et_app_advice(const struct et_app *app, enum et_rc code);
/** Asks on a terminal; true without one, and with --yes. The command must have et_confirm_options. */
bool et_app_confirm(struct et_app *app, const char *question);
struct et_progress *et_app_progress(struct et_app *app);

/** A name from the command line or a setting, with the settings' file and environment behind it. */
const char *et_app_setting(const struct et_app *app, const char *name);

#endif
