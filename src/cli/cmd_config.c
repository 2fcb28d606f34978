#include "cli/commands.h"

#include "cli/app.h"

#include <stdlib.h>
#include <string.h>

static int run_show(struct et_app *app);

static const struct et_command show = {.name = "show",
                                       .synopsis = "",
                                       .summary = "Every setting with its value and where it "
                                                  "comes from",
                                       .run = run_show};
static const struct et_command *const subs[] = {&show, NULL};
static const struct et_example examples[] = {
    {"et-intel config show", "Values in force here and now."},
    {"et-intel help settings", "What each setting means."},
    {0},
};

const struct et_command et_cmd_config = {.name = "config",
                                         .synopsis = "",
                                         .summary = "Settings, with where each comes from",
                                         .section = "Program",
                                         .subs = subs,
                                         .examples = examples,
                                         .run = run_show};

static const struct et_column columns[] = {
    {"name", "Setting", ET_COLUMN_TEXT, 0, 0},
    {"value", "Value", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"unit", "", ET_COLUMN_TEXT, 0, 0},
    {"source", "From", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"default", "Default", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"environment", "Environment", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"help", "Meaning", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {0},
};

static const char *source_text(struct et_app *app, const struct et_setting *s)
{
    switch (et_settings_source(app->settings, s->name)) {
    case ET_FROM_COMMAND_LINE:
        return "command line";
    case ET_FROM_ENVIRONMENT:
        return s->environment;
    case ET_FROM_FILE:
        return app->settings_file ? app->settings_file : "settings file";
    case ET_FROM_DEFAULT:
        break;
    }
    return "default";
}

/* A database URL may carry a password: "postgresql://user:secret@host/db". */
static const char *masked(struct et_app *app, const struct et_setting *s)
{
    const char *value = et_app_setting(app, s->name);
    if (s->secret)
        return *value ? "********" : "";
    const char *scheme = strstr(value, "://"), *at = scheme ? strchr(scheme, '@') : NULL;
    const char *colon = scheme ? strchr(scheme + 3, ':') : NULL;
    if (!at || !colon || colon > at)
        return value;
    return et_arena_printf(&app->arena, "%.*s:********%s", (int)(colon - value), value, at);
}

static int run_show(struct et_app *app)
{
    struct et_table table;
    et_table_init(&table, columns, &app->arena);
    for (const struct et_setting *s = et_setting_table; s->name; s++) {
        et_table_str(&table, s->name);
        et_table_str(&table, masked(app, s));
        et_table_str(&table, s->unit ? s->unit : "");
        et_table_str(&table, source_text(app, s));
        et_table_str(&table, s->secret ? "" : s->fallback);
        et_table_str(&table, s->environment);
        et_table_str(&table, s->help);
    }
    et_app_table(app, &table);
    et_app_say(app, "\nSettings file: %s\n", app->settings_file ? app->settings_file : "none");
    return ET_EXIT_OK;
}
