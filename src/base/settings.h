/** Settings: one table (settings.c) with name, type, default, range, unit, environment variable, secrecy and one
 * sentence. From it come the command-line help, the config file, the environment, `config show` and docs/settings.md.
 *  Precedence: command line, environment, config file, default. The config file holds `name = value` lines, '#'
 * comments, and optional [section] lines that prefix names ("[log]" + "level" = "log.level"). A comment begins at a '#'
 * at the start of a line or behind a blank; a value in double quotes may hold anything, with \" and \\. Numbers of
 * bytes may end in k, M or G. Of the environment every ET_INTEL_ variable must be known (ET_INTEL_CONFIG is the
 * program's own, and ET_INTEL_USER, _DATA, _REPORTS and _LOGS are those of docker-compose.yml); empty ones count as not
 * set. */
#ifndef ET_BASE_SETTINGS_H
#define ET_BASE_SETTINGS_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum et_setting_type { ET_SETTING_TEXT, ET_SETTING_INT, ET_SETTING_REAL, ET_SETTING_BOOL, ET_SETTING_CHOICE };
enum et_setting_source { ET_FROM_DEFAULT, ET_FROM_FILE, ET_FROM_ENVIRONMENT, ET_FROM_COMMAND_LINE };

struct et_setting {
    const char *name; /**< "log.level" */
    enum et_setting_type type;
    const char *fallback;    /**< the default, as text */
    double min, max;         /**< for INT and REAL */
    const char *choices;     /**< for CHOICE: "text|json" */
    const char *unit;        /**< "", "bytes", "hours", ... */
    const char *environment; /**< "ET_INTEL_LOG_LEVEL" */
    bool secret;             /**< never shown or logged */
    const char *help;        /**< one sentence */
};

struct et_settings; /**< values with where each came from */

extern const struct et_setting et_setting_table[]; /**< ended by name NULL */

ET_MUST_CHECK enum et_rc et_settings_new(struct et_settings **out, struct et_error *error); /**< all defaults */
void et_settings_free(struct et_settings *settings);
/** Errors: ET_E_USAGE with the nearest known name for an unknown one, and with the range for a bad value. A value of
 * lower precedence than the present one is checked and then ignored. */
ET_MUST_CHECK enum et_rc et_settings_set(struct et_settings *settings, const char *name, struct et_slice value,
                                         enum et_setting_source source, struct et_error *error);
ET_MUST_CHECK enum et_rc et_settings_load_text(struct et_settings *settings, struct et_slice text, const char *path,
                                               struct et_error *error);
ET_MUST_CHECK enum et_rc et_settings_load_file(struct et_settings *settings, const char *path, struct et_error *error);
ET_MUST_CHECK enum et_rc et_settings_load_environment(struct et_settings *settings, struct et_error *error);

/** Values by name; asserting that the name is in the table with that type. et_settings_text takes any type and gives
 * the value as `config show` writes it. Texts live until the next set of that name. */
const char *et_settings_text(const struct et_settings *settings, const char *name);
int64_t et_settings_int(const struct et_settings *settings, const char *name);
double et_settings_real(const struct et_settings *settings, const char *name);
bool et_settings_bool(const struct et_settings *settings, const char *name);
enum et_setting_source et_settings_source(const struct et_settings *settings, const char *name);

/** The known name nearest to a mistyped one (edit distance), or NULL when nothing is near. For any list of names. */
const char *et_nearest_name(const char *typed, const char *const *names, size_t count);

#endif
