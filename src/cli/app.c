#include "cli/app.h"

#include "base/file.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/legacy.h"
#include "cli/progress.h"
#include "cli/signals.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_PLAIN 80
#define WIDTH_LEAST 40

/* ---- settings ---- */

static const char *find_settings_file(struct et_app *app)
{
    static const char *const here = "et-intel.conf";
    if (et_file_exists(here))
        return here;
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char *path = NULL;
    if (config && *config)
        path = et_arena_printf(&app->arena, "%s/et-intel/et-intel.conf", config);
    else if (home && *home)
        path = et_arena_printf(&app->arena, "%s/.config/et-intel/et-intel.conf", home);
    return path && et_file_exists(path) ? path : NULL;
}

static enum et_rc set_given(struct et_app *app, const char *option, const char *setting, struct et_error *error)
{
    const char *value = et_args_text(&app->args, option);
    if (!value)
        return ET_OK;
    return et_settings_set(app->settings, setting, et_slice_of(value), ET_FROM_COMMAND_LINE, error);
}

static enum et_rc set_pairs(struct et_app *app, struct et_error *error)
{
    const char *pair;
    for (size_t at = 0; (pair = et_args_next(&app->args, "set", &at));) {
        struct et_slice value = et_slice_of(pair), name = et_slice_cut(&value, '=');
        const char *text = et_arena_copy(&app->arena, name).ptr;
        if (!text)
            return et_fail_nomem(error);
        enum et_rc rc = et_settings_set(app->settings, text, value, ET_FROM_COMMAND_LINE, error);
        if (rc != ET_OK)
            return rc;
    }
    return ET_OK;
}

static enum et_rc load_settings(struct et_app *app, struct et_error *error)
{
    static const char *const pairs[][2] = {{"db", "db.url"},
                                           {"log-level", "log.level"},
                                           {"log-format", "log.format"},
                                           {"tz", "display.timezone"},
                                           {"color", "display.color"}};
    enum et_rc rc = et_settings_new(&app->settings, error);
    if (rc != ET_OK)
        return rc;
    const char *file = et_args_text(&app->args, "config");
    const char *named = getenv("ET_INTEL_CONFIG");
    if (!file && named && *named)
        file = named;
    app->settings_file = file ? file : find_settings_file(app);
    if (app->settings_file && (rc = et_settings_load_file(app->settings, app->settings_file, error)) != ET_OK)
        return rc;
    if ((rc = et_settings_load_environment(app->settings, error)) != ET_OK)
        return rc;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if ((rc = set_given(app, pairs[i][0], pairs[i][1], error)) != ET_OK)
            return rc;
    return set_pairs(app, error);
}

/* ---- output ---- */

static bool wants_colour(const char *when, int descriptor)
{
    const char *terminal = getenv("TERM"), *none = getenv("NO_COLOR");
    if (strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    return isatty(descriptor) && !(none && *none) && !(terminal && strcmp(terminal, "dumb") == 0);
}

static void set_width(struct et_app *app)
{
    struct winsize size;
    app->terminal = isatty(STDOUT_FILENO);
    app->width = WIDTH_PLAIN;
    if (ioctl(app->terminal ? STDOUT_FILENO : STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_LEAST)
        app->width = size.ws_col;
}

static void set_output(struct et_app *app)
{
    app->colour = wants_colour(et_app_setting(app, "display.color"), STDOUT_FILENO);
    if (et_args_has(&app->args, "json"))
        app->output = ET_OUTPUT_JSON;
    else if (et_args_has(&app->args, "csv") || et_args_has(&app->args, "csv-safe"))
        app->output = ET_OUTPUT_CSV;
    app->csv_safe = et_args_has(&app->args, "csv-safe");
    app->quiet = et_args_has(&app->args, "quiet");
}

/* ---- the log ---- */

static enum et_rc open_log(struct et_app *app, struct et_error *error)
{
    bool debug = et_args_has(&app->args, "debug");
    const struct et_settings *s = app->settings;
    /* The console does not repeat what the commands say themselves: their own module and, unless somebody asked for a
     * level, that of the import are off there. */
    bool asked = debug || et_settings_source(app->settings, "log.console") != ET_FROM_DEFAULT;
    const char *level = debug ? "debug" : app->quiet ? "error" : et_app_setting(app, "log.console");
    const char *console = et_arena_printf(&app->arena, "%s,cli=off%s", level, asked ? "" : ",ingest=off");
    const char *name = et_app_setting(app, "log.file");
    const char *path =
        *name && *name != '/' ? et_path_join(&app->arena, et_app_setting(app, "folders.logs"), name) : name;
    if (!console || !path)
        return et_fail_nomem(error);
    struct et_log_config config = {
        .levels = debug ? "debug" : et_app_setting(app, "log.level"),
        .console = console,
        .path = path,
        .json = strcmp(et_app_setting(app, "log.format"), "json") == 0,
        .colour = wants_colour(et_app_setting(app, "display.color"), STDERR_FILENO),
        .rotate_bytes = (uint64_t)et_settings_int(s, "log.rotate_bytes"),
        .rotate_hours = (uint32_t)et_settings_int(s, "log.rotate_hours"),
        .keep_files = (uint32_t)et_settings_int(s, "log.keep_files"),
    };
    return et_log_open(&config, error);
}

static void log_start(const struct et_app *app)
{
    const struct et_args *args = &app->args;
    ET_LOG(ET_LOG_INFO, "cli", "run started",
           ET_F_STR("command", args->parent ? args->parent->name : args->command->name),
           ET_F_STR("subcommand", args->parent ? args->command->name : ""), ET_F_INT("operands", args->operand_count),
           ET_F_STR("version", et_version()), ET_F_INT("pid", getpid()));
}

static void log_end(const struct et_app *app, int code, int64_t started_us)
{
    ET_LOG(ET_LOG_INFO, "cli", "run ended", ET_F_STR("command", app->args.command->name), ET_F_INT("exit_code", code),
           ET_F_REAL("seconds", (double)(et_time_monotonic_us() - started_us) / 1e6));
}

/* ---- the run ---- */

static enum et_rc begin(struct et_app *app, struct et_error *error)
{
    enum et_rc rc = load_settings(app, error);
    if (rc != ET_OK)
        return rc;
    set_output(app);
    rc = open_log(app, error);
    if (rc != ET_OK)
        return rc;
    const char *zone = et_app_setting(app, "display.timezone");
    rc = et_zone_open(zone, &app->zone, error);
    if (rc == ET_E_NOT_FOUND)
        rc =
            et_fail(error, ET_E_USAGE, "there is no time zone '%s' on this machine (Europe/Vienna, UTC, +02:00)", zone);
    return rc;
}

static int run_command(struct et_app *app)
{
    struct et_error error;
    int64_t started_us = et_time_monotonic_us();
    bool standalone = app->args.command->standalone;
    if (!standalone && begin(app, &error) != ET_OK)
        return et_app_fail(app, &error);
    if (!standalone)
        log_start(app);
    int code = app->args.command->run(app);
    et_app_flush(app);
    if (app->out_failed && code == ET_EXIT_OK)
        code = ET_EXIT_FAILED;
    if (!standalone)
        log_end(app, code, started_us);
    return code;
}

static void dispose(struct et_app *app)
{
    et_progress_free(app->progress);
    et_analyser_free(app->analyser);
    et_store_close(app->store);
    et_zone_close(app->zone);
    et_settings_free(app->settings);
    et_log_close();
    et_buf_dispose(&app->out);
    et_arena_dispose(&app->arena);
}

/* --help, --version and a line without a command need no settings. */
static bool is_answered(struct et_app *app, int *code)
{
    *code = ET_EXIT_OK;
    if (et_args_has(&app->args, "version")) {
        et_buf_printf(&app->out, "et-intel %s\n", et_version());
    } else if (et_args_has(&app->args, "help")) {
        et_help_command(app->args.parent, app->args.command, app->width, &app->out);
    } else if (!app->args.command) {
        fputs("et-intel: name a command\n"
              "Run 'et-intel help' for the list, or begin with 'et-intel import FILE'.\n",
              stderr);
        *code = ET_EXIT_USAGE;
    } else {
        return false;
    }
    if (*code == ET_EXIT_OK)
        et_app_flush(app);
    return true;
}

int et_cli_main(int argc, char **argv)
{
    struct et_app app = {.width = WIDTH_PLAIN};
    struct et_error error;
    int code;
    bool translated;
    char *const *arguments;
    setlocale(LC_CTYPE, "");
    et_signals_start();
    set_width(&app);
    et_arena_init(&app.arena, 0);
    et_buf_init(&app.out, 0);
    if (et_legacy_translate(argc, argv, &app.arena, &argc, &arguments, &translated, &error) != ET_OK ||
        et_options_parse(et_commands, argc, arguments, &app.arena, &app.args, &error) != ET_OK)
        code = et_app_fail(&app, &error);
    else if (!is_answered(&app, &code))
        code = run_command(&app);
    dispose(&app);
    return code;
}
