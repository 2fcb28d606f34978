#include "cli/options.h"

#include "base/settings.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

const struct et_option et_global_options[] = {
    {"db", 0, ET_VALUE_TEXT, "URL", NULL, false,
     "The database: sqlite:PATH (default sqlite:data/et_intelligence.db; environment ET_INTEL_DB)"},
    {"config", 0, ET_VALUE_FILE, "FILE", NULL, false,
     "Settings file instead of ./et-intel.conf and ~/.config/et-intel/et-intel.conf"},
    {"set", 0, ET_VALUE_PAIR, "NAME=VALUE", NULL, true, "Give any setting for this run (see 'et-intel config show')"},
    {"log-level", 0, ET_VALUE_TEXT, "LEVELS", NULL, false, "Levels of the log: info, or info,ingest=debug"},
    {"debug", 0, ET_VALUE_NONE, NULL, NULL, false, "Log everything, on the console too"},
    {"log-format", 0, ET_VALUE_CHOICE, "FORMAT", "text|json", false, "Lines of the log file as text or as JSON"},
    {"quiet", 'q', ET_VALUE_NONE, NULL, NULL, false, "Say nothing but results and errors; no progress bar"},
    {"json", 0, ET_VALUE_NONE, NULL, NULL, false, "One JSON document on standard output and nothing else"},
    {"csv", 0, ET_VALUE_NONE, NULL, NULL, false, "Tables as CSV"},
    {"csv-safe", 0, ET_VALUE_NONE, NULL, NULL, false, "CSV in which no cell can run as a spreadsheet formula"},
    {"tz", 0, ET_VALUE_ZONE, "ZONE", NULL, false, "Time zone of what is shown and of days: Europe/Vienna, UTC, +02:00"},
    {"color", 0, ET_VALUE_CHOICE, "WHEN", "auto|always|never", false, "Colours: auto means on a terminal"},
    {"no-api", 0, ET_VALUE_NONE, NULL, NULL, false, "Send no comment to a chat model, whatever the settings say"},
    {"version", 0, ET_VALUE_NONE, NULL, NULL, false, "Print the version and end"},
    {"help", 'h', ET_VALUE_NONE, NULL, NULL, false, "Print help for the command and end"},
    {0},
};

#define NAMES_MAX 128

struct parser {
    const struct et_command *const *commands;
    int argc;
    char *const *argv;
    int at; /**< index of the next argument */
    struct et_args *out;
    bool options_ended;
};

struct et_slice et_choice_next(struct et_slice *rest)
{
    return rest->len ? et_slice_cut(rest, '|') : (struct et_slice){NULL, 0};
}

bool et_choice_has(const char *choices, const char *value)
{
    struct et_slice rest = et_slice_of(choices), choice;
    while ((choice = et_choice_next(&rest)).ptr)
        if (et_slice_is(choice, value))
            return true;
    return false;
}

const struct et_command *et_command_find(const struct et_command *const *commands, const char *name)
{
    for (; commands && *commands; commands++)
        if (strcmp((*commands)->name, name) == 0)
            return *commands;
    return NULL;
}

/* Calls take(context, option) for each option that may stand with the command, until it says true. */
static const struct et_option *find_option(const struct et_command *command, const char *name, size_t len, char letter)
{
    const struct et_option *const own[] = {et_global_options, NULL};
    const struct et_option *const *tables[] = {command ? command->options : NULL, own};
    for (size_t t = 0; t < 2; t++) {
        for (const struct et_option *const *table = tables[t]; table && *table; table++)
            for (const struct et_option *o = *table; o->name; o++)
                if (name ? strlen(o->name) == len && memcmp(o->name, name, len) == 0 : o->letter == letter)
                    return o;
    }
    return NULL;
}

const struct et_option *et_option_find(const struct et_command *command, const char *name)
{
    return find_option(command, name, strlen(name), 0);
}

static size_t option_names(const struct et_command *command, const char *names[NAMES_MAX])
{
    size_t count = 0;
    for (const struct et_option *const *table = command ? command->options : NULL; table && *table; table++)
        for (const struct et_option *o = *table; o->name && count < NAMES_MAX; o++)
            names[count++] = o->name;
    for (const struct et_option *o = et_global_options; o->name && count < NAMES_MAX; o++)
        names[count++] = o->name;
    return count;
}

static size_t command_names(const struct et_command *const *commands, const char *names[NAMES_MAX])
{
    size_t count = 0;
    for (; commands && *commands && count < NAMES_MAX; commands++)
        names[count++] = (*commands)->name;
    return count;
}

/* The full name of the command for messages: "entities add". */
static void command_text(const struct et_args *args, char *text, size_t size)
{
    int n = snprintf(text, size, "%s%s%s", args->parent ? args->parent->name : "", args->parent ? " " : "",
                     args->command ? args->command->name : "");
    if (n < 0)
        text[0] = '\0';
}

/* Whether a command elsewhere in the tables takes the option: then the message names it. */
static const struct et_command *owner_of_option(const struct et_command *const *commands, const char *name)
{
    for (; commands && *commands; commands++) {
        for (const struct et_option *const *table = (*commands)->options; table && *table; table++)
            for (const struct et_option *o = *table; o->name; o++)
                if (strcmp(o->name, name) == 0)
                    return *commands;
    }
    return NULL;
}

static enum et_rc unknown_option(const struct parser *p, const char *typed, struct et_error *error)
{
    const char *names[NAMES_MAX];
    char name[64], command[64];
    size_t len = strcspn(typed, "=");
    snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name - 1), typed);
    command_text(p->out, command, sizeof command);
    const struct et_command *owner = owner_of_option(p->commands, name);
    if (!p->out->command && owner)
        return et_fail(error, ET_E_USAGE, "--%s is an option of '%s': name the command before it", name, owner->name);
    const char *nearest = et_nearest_name(name, names, option_names(p->out->command, names));
    const char *where = p->out->command ? "command" : "program";
    const char *what = p->out->command ? command : "et-intel";
    if (nearest)
        return et_fail(error, ET_E_USAGE, "the %s %s has no option --%s. Did you mean --%s?", where, what, name,
                       nearest);
    return et_fail(error, ET_E_USAGE, "the %s %s has no option --%s", where, what, name);
}

static enum et_rc unknown_command(const struct et_command *const *commands, const struct et_command *parent,
                                  const char *typed, struct et_error *error)
{
    const char *names[NAMES_MAX];
    const char *nearest = et_nearest_name(typed, names, command_names(commands, names));
    const char *head = parent ? parent->name : "et-intel", *kind = parent ? "no subcommand" : "no command";
    if (nearest)
        return et_fail(error, ET_E_USAGE, "%s has %s '%s'. Did you mean '%s'?", head, kind, typed, nearest);
    return et_fail(error, ET_E_USAGE, "%s has %s '%s'", head, kind, typed);
}

/* ---- checking values ---- */

static enum et_rc check_choice(const char *what, const char *choices, const char *value, struct et_error *error)
{
    if (et_choice_has(choices, value))
        return ET_OK;
    char list[256] = "";
    size_t used = 0;
    struct et_slice rest = et_slice_of(choices), choice;
    while ((choice = et_choice_next(&rest)).ptr) {
        int n = snprintf(list + used, sizeof list - used, "%s" ET_SLICE_FMT, used ? ", " : "", ET_SLICE_ARG(choice));
        if (n < 0 || (size_t)n >= sizeof list - used)
            break;
        used += (size_t)n;
    }
    return et_fail(error, ET_E_USAGE, "%s is one of %s, not '%s'", what, list, value);
}

static enum et_rc check_value(const char *what, enum et_value kind, const char *choices, const char *value,
                              struct et_error *error)
{
    struct et_slice text = et_slice_of(value);
    uint64_t number;
    int64_t us;
    switch (kind) {
    case ET_VALUE_COUNT:
        return et_slice_to_u64(text, &number)
                   ? ET_OK
                   : et_fail(error, ET_E_USAGE, "%s takes a whole number, not '%s'", what, value);
    case ET_VALUE_CHOICE:
        return check_choice(what, choices, value, error);
    case ET_VALUE_DATE:
        if (et_time_parse_iso(text, &us, NULL))
            return ET_OK;
        return et_fail(error, ET_E_USAGE, "%s takes a date like 2025-11-20 or 2025-11-20T18:49:05Z, not '%s'", what,
                       value);
    case ET_VALUE_DURATION:
        if (et_duration_parse(text, &us) && us > 0)
            return ET_OK;
        return et_fail(error, ET_E_USAGE, "%s takes a span of time like 30d, 72h or 2w, not '%s'", what, value);
    case ET_VALUE_PAIR:
        if (strchr(value, '=') && value[0] != '=')
            return ET_OK;
        return et_fail(error, ET_E_USAGE, "%s takes NAME=VALUE, not '%s'", what, value);
    case ET_VALUE_FILE:
    case ET_VALUE_FOLDER:
    case ET_VALUE_ZONE:
        return *value ? ET_OK : et_fail(error, ET_E_USAGE, "%s needs a value that is not empty", what);
    case ET_VALUE_NONE:
    case ET_VALUE_TEXT:
        return ET_OK;
    }
    return ET_OK;
}

/* ---- parsing ---- */

static enum et_rc add_option(struct parser *p, const struct et_option *option, const char *typed, const char *attached,
                             struct et_error *error)
{
    char what[80];
    snprintf(what, sizeof what, "%s", typed);
    const char *value = attached;
    if (option->value == ET_VALUE_NONE) {
        if (attached)
            return et_fail(error, ET_E_USAGE, "%s takes no value", what);
    } else if (!value) {
        if (p->at >= p->argc)
            return et_fail(error, ET_E_USAGE, "%s needs a value: %s %s", what, what, option->argument);
        value = p->argv[p->at++];
    }
    if (value) {
        enum et_rc rc = check_value(what, option->value, option->choices, value, error);
        if (rc != ET_OK)
            return rc;
    }
    p->out->items[p->out->count++] = (struct et_arg){option, value};
    return ET_OK;
}

static enum et_rc long_option(struct parser *p, const char *typed, struct et_error *error)
{
    const char *equals = strchr(typed, '=');
    size_t len = equals ? (size_t)(equals - typed) : strlen(typed);
    const struct et_option *option = find_option(p->out->command, typed, len, 0);
    if (!option)
        return unknown_option(p, typed, error);
    char shown[72];
    snprintf(shown, sizeof shown, "--%s", option->name);
    return add_option(p, option, shown, equals ? equals + 1 : NULL, error);
}

/* "-o FILE", "-oFILE" and flags in one word "-qy". */
static enum et_rc short_options(struct parser *p, const char *letters, struct et_error *error)
{
    for (const char *at = letters; *at; at++) {
        const struct et_option *option = find_option(p->out->command, NULL, 0, *at);
        if (!option)
            return et_fail(error, ET_E_USAGE, "there is no option -%c here (words that begin with - go behind --)",
                           *at);
        bool takes = option->value != ET_VALUE_NONE;
        const char shown[3] = {'-', *at, '\0'};
        enum et_rc rc = add_option(p, option, shown, takes && at[1] ? at + 1 : NULL, error);
        if (rc != ET_OK || takes)
            return rc;
    }
    return ET_OK;
}

static enum et_rc word(struct parser *p, const char *typed, struct et_error *error)
{
    struct et_args *out = p->out;
    if (!out->command) {
        out->command = et_command_find(p->commands, typed);
        return out->command ? ET_OK : unknown_command(p->commands, NULL, typed, error);
    }
    if (out->command->subs && !out->parent && !p->options_ended) {
        const struct et_command *sub = et_command_find(out->command->subs, typed);
        if (sub) {
            out->parent = out->command;
            out->command = sub;
            return ET_OK;
        }
        if (out->command->max_operands == 0)
            return unknown_command(out->command->subs, out->command, typed, error);
    }
    out->operands[out->operand_count++] = typed;
    return ET_OK;
}

static enum et_rc check_operands(const struct et_args *out, struct et_error *error)
{
    const struct et_command *command = out->command;
    if (!command)
        return ET_OK;
    char name[64];
    command_text(out, name, sizeof name);
    if (!command->run) {
        char list[256] = "";
        size_t used = 0;
        for (const struct et_command *const *sub = command->subs; sub && *sub; sub++) {
            int n = snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", (*sub)->name);
            if (n < 0 || (size_t)n >= sizeof list - used)
                break;
            used += (size_t)n;
        }
        return et_fail(error, ET_E_USAGE, "%s needs a subcommand: %s", name, list);
    }
    if (out->operand_count < command->min_operands)
        return et_fail(error, ET_E_USAGE, "%s needs %s: et-intel %s %s", name, command->synopsis, name,
                       command->synopsis);
    if (out->operand_count > command->max_operands)
        return et_fail(error, ET_E_USAGE, "%s does not know what to do with '%s'%s", name,
                       out->operands[command->max_operands],
                       command->max_operands ? ": put quotes around words that belong together" : "");
    for (size_t i = 0; i < out->operand_count; i++) {
        enum et_rc rc = check_value(name, command->operand, command->operand_choices, out->operands[i], error);
        if (rc != ET_OK)
            return rc;
    }
    return ET_OK;
}

enum et_rc et_options_parse(const struct et_command *const *commands, int argc, char *const *argv,
                            struct et_arena *arena, struct et_args *out, struct et_error *error)
{
    *out = (struct et_args){0};
    size_t most = 0; /* "-qy" holds several options */
    for (int i = 1; i < argc; i++)
        most += strlen(argv[i]) + 1;
    out->items = et_arena_calloc(arena, most + 1, sizeof *out->items);
    out->operands = et_arena_calloc(arena, (size_t)(argc > 0 ? argc : 0) + 1, sizeof *out->operands);
    if (!out->items || !out->operands)
        return et_fail_nomem(error);
    struct parser p = {.commands = commands, .argc = argc, .argv = argv, .at = 1, .out = out};
    while (p.at < argc) {
        const char *typed = argv[p.at++];
        enum et_rc rc;
        /* "-1" is a revision, not an option. */
        if (p.options_ended || typed[0] != '-' || typed[1] == '\0' || (typed[1] >= '0' && typed[1] <= '9'))
            rc = word(&p, typed, error);
        else if (strcmp(typed, "--") == 0)
            rc = (p.options_ended = true, ET_OK);
        else if (typed[1] == '-')
            rc = long_option(&p, typed + 2, error);
        else
            rc = short_options(&p, typed + 1, error);
        if (rc != ET_OK)
            return rc;
    }
    if (et_args_has(out, "help") || et_args_has(out, "version"))
        return ET_OK;
    return check_operands(out, error);
}

/* ---- reading what was parsed ---- */

static const struct et_arg *last_of(const struct et_args *args, const char *name)
{
    assert(et_option_find(args->command, name));
    for (size_t i = args->count; i > 0; i--)
        if (strcmp(args->items[i - 1].option->name, name) == 0)
            return &args->items[i - 1];
    return NULL;
}

const char *et_args_text(const struct et_args *args, const char *name)
{
    const struct et_arg *arg = last_of(args, name);
    return arg ? arg->value : NULL;
}

bool et_args_has(const struct et_args *args, const char *name)
{
    return last_of(args, name) != NULL;
}

uint64_t et_args_count(const struct et_args *args, const char *name, uint64_t fallback)
{
    const char *value = et_args_text(args, name);
    uint64_t number;
    return value && et_slice_to_u64(et_slice_of(value), &number) ? number : fallback;
}

const char *et_args_next(const struct et_args *args, const char *name, size_t *at)
{
    assert(et_option_find(args->command, name));
    while (*at < args->count) {
        const struct et_arg *arg = &args->items[(*at)++];
        if (strcmp(arg->option->name, name) == 0)
            return arg->value;
    }
    return NULL;
}
