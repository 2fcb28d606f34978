/** The one logger: configured once by the program, named by module ("ingest.csv"), to a console and a file.
 *  Before et_log_open and after et_log_close everything is dropped, so the library prints nothing of its own accord.
 *  Threads: safe. Logging never fails and never blocks the work: when the file can't be written (a full disk), that is
 * said once on the console, lines are dropped and counted, and writing is tried again later. Duty of the caller: no
 * secret ever; no comment text above DEBUG. */
#ifndef ET_BASE_LOG_H
#define ET_BASE_LOG_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum et_log_level { ET_LOG_DEBUG, ET_LOG_INFO, ET_LOG_WARNING, ET_LOG_ERROR, ET_LOG_CRITICAL, ET_LOG_OFF };

enum et_log_kind { ET_LOG_STR, ET_LOG_INT, ET_LOG_REAL, ET_LOG_BOOL };

struct et_log_field {
    const char *key;
    enum et_log_kind kind;
    struct et_slice text;
    int64_t integer;
    double real;
};

#define ET_F_STR(k, s) ((struct et_log_field){.key = (k), .kind = ET_LOG_STR, .text = et_slice_of(s)})
#define ET_F_SLICE(k, s) ((struct et_log_field){.key = (k), .kind = ET_LOG_STR, .text = (s)})
#define ET_F_INT(k, i) ((struct et_log_field){.key = (k), .kind = ET_LOG_INT, .integer = (int64_t)(i)})
#define ET_F_REAL(k, r) ((struct et_log_field){.key = (k), .kind = ET_LOG_REAL, .real = (r)})
#define ET_F_BOOL(k, b) ((struct et_log_field){.key = (k), .kind = ET_LOG_BOOL, .integer = (b)})

struct et_log_config {
    const char *levels;    /**< "info", "info,ingest=debug,store.sqlite=warning"; applies to the file */
    const char *console;   /**< levels of the console, same form; "off" silences it */
    const char *path;      /**< NULL or "" = no file. Folders are made */
    bool json;             /**< lines of the file as JSON objects */
    bool colour;           /**< console colours */
    uint64_t rotate_bytes; /**< 0 = never by size */
    uint32_t rotate_hours; /**< 0 = never by age */
    uint32_t keep_files;   /**< rotated files kept: path.1 ... path.N */
    const char *run_id;    /**< NULL = made here */
};

/** Errors: ET_E_USAGE when a level is not known (names it and the five that are). A file that can't be opened is not an
 *  error: it is said once on the console. */
ET_MUST_CHECK enum et_rc et_log_open(const struct et_log_config *config, struct et_error *error);
void et_log_close(void);
void et_log_reopen(void); /**< after SIGHUP; safe to call from a signal handler (it only sets a flag) */
bool et_log_enabled(enum et_log_level level, const char *module);
const char *et_log_run_id(void);
uint64_t et_log_dropped(void); /**< lines that could not be written since et_log_open */

/** A progress bar shares the console: it is told to clear its line before a console line is printed. The hook must not
 * log. */
void et_log_set_console_hook(void (*before)(void *context), void *context);

void et_log_write(enum et_log_level level, const char *module, const char *message, const struct et_log_field *fields,
                  size_t count);

/** ET_LOG(ET_LOG_INFO, "ingest", "file imported", ET_F_STR("path", p), ET_F_INT("rows", n)); */
#define ET_LOG(level, module, ...)                                                                                     \
    do {                                                                                                               \
        if (et_log_enabled((level), (module)))                                                                         \
            ET_LOG_CALL((level), (module), __VA_ARGS__, ((struct et_log_field){0}));                                   \
    } while (0)
#define ET_LOG_CALL(level, module, message, ...)                                                                       \
    et_log_write((level), (module), (message), (const struct et_log_field[]){__VA_ARGS__},                             \
                 sizeof((const struct et_log_field[]){__VA_ARGS__}) / sizeof(struct et_log_field) - 1)

#endif
