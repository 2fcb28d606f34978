#include "cli/legacy.h"

#include "cli/options.h"

#include <string.h>

/* One row a flag of the earlier program. */
struct legacy_flag {
    const char *name;
    bool takes_value;
    const char *command;        /* the command that it stands for, or NULL */
    const char *first, *second; /* what is written in its place; NULL = nothing. The value, if any, comes behind */
};

static const struct legacy_flag flags[] = {
    {"--import", true, "import", NULL, NULL},
    {"--batch", false, "batch", NULL, NULL},
    {"--generate", false, "brief", "--formats", "pdf,html,json"},
    {"--stats", false, "stats", NULL, NULL},
    {"--test", false, "doctor", NULL, NULL},
    {"--last-7-days", false, NULL, "--last", "7d"},
    {"--last-30-days", false, NULL, "--last", "30d"},
    {"--last-90-days", false, NULL, "--last", "90d"},
    {"--start-date", true, NULL, "--from", NULL},
    {"--end-date", true, NULL, "--to", NULL},
    {"--no-api", false, NULL, "--no-api", NULL}, /* a global option now */
    {"--platform", true, NULL, "--platform", NULL},
    {"--subject", true, NULL, "--subject", NULL},
    {"--url", true, NULL, "--url", NULL},
    {"--no-auto-detect", false, NULL, "--no-auto-detect", NULL},
};

static const struct legacy_flag *find_flag(const char *arg, const char **value)
{
    const char *equals = strchr(arg, '=');
    size_t len = equals ? (size_t)(equals - arg) : strlen(arg);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (strlen(flags[i].name) == len && memcmp(flags[i].name, arg, len) == 0) {
            *value = equals && flags[i].takes_value ? equals + 1 : NULL;
            return !equals || flags[i].takes_value ? &flags[i] : NULL;
        }
    }
    return NULL;
}

/* How many arguments a global option at argv[i] takes up, 0 if it is none. */
static int global_length(const char *arg)
{
    if (strncmp(arg, "--", 2) != 0)
        return strcmp(arg, "-h") == 0 || strcmp(arg, "-q") == 0;
    const char *equals = strchr(arg, '=');
    size_t len = equals ? (size_t)(equals - arg) - 2 : strlen(arg) - 2;
    for (const struct et_option *o = et_global_options; o->name; o++)
        if (strlen(o->name) == len && memcmp(o->name, arg + 2, len) == 0)
            return o->value == ET_VALUE_NONE || equals ? 1 : 2;
    return 0;
}

/* Whether the line is one of the earlier program's: one of its flags stands where a command should be, and one of them
 * names a command. */
static bool is_legacy(int argc, char *const *argv)
{
    const char *value;
    int i = 1;
    for (int length; i < argc && (length = global_length(argv[i])) > 0;)
        i += length;
    if (i >= argc || !find_flag(argv[i], &value))
        return false;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const struct legacy_flag *flag = find_flag(argv[i], &value);
        if (flag && flag->command)
            return true;
    }
    return false;
}

static enum et_rc translate_one(int argc, char *const *argv, int *at, const char **command, const char **out, int *n,
                                struct et_error *error)
{
    const char *value = NULL;
    const struct legacy_flag *flag = find_flag(argv[*at], &value);
    if (!flag) {
        int length = global_length(argv[*at]);
        do
            out[(*n)++] = argv[(*at)++];
        while (--length > 0 && *at < argc);
        return ET_OK;
    }
    (*at)++;
    if (flag->takes_value && !value) {
        if (*at >= argc)
            return et_fail(error, ET_E_USAGE, "%s needs a value", flag->name);
        value = argv[(*at)++];
    }
    if (flag->command && *command && strcmp(*command, flag->command) != 0)
        return et_fail(error, ET_E_USAGE, "%s cannot be joined with '%s': give one command at a time", flag->name,
                       *command);
    if (flag->command)
        *command = flag->command;
    if (flag->first)
        out[(*n)++] = flag->first;
    if (flag->second)
        out[(*n)++] = flag->second;
    if (value)
        out[(*n)++] = value;
    return ET_OK;
}

enum et_rc et_legacy_translate(int argc, char *const *argv, struct et_arena *arena, int *out_argc, char *const **out,
                               bool *translated, struct et_error *error)
{
    *out_argc = argc;
    *out = argv;
    *translated = false;
    if (!is_legacy(argc, argv))
        return ET_OK;
    /* Every flag becomes at most three arguments; the command's place is left free. */
    const char **made = et_arena_calloc(arena, (size_t)argc * 3 + 3, sizeof *made);
    if (!made)
        return et_fail_nomem(error);
    int n = 0;
    const char *command = NULL;
    made[n++] = argv[0];
    made[n++] = NULL;
    for (int at = 1; at < argc;) {
        enum et_rc rc = translate_one(argc, argv, &at, &command, made, &n, error);
        if (rc != ET_OK)
            return rc;
    }
    made[1] = command;
    *out_argc = n;
    *out = (char *const *)made;
    *translated = true;
    return ET_OK;
}
