/** The command line as tables: commands, their options and operands. From these come the parser, --help, `help TOPIC`,
 * the shell completions, the man page and the suggestions for mistyped names. Tables are static const; parsed values
 * borrow from argv. */
#ifndef ET_CLI_OPTIONS_H
#define ET_CLI_OPTIONS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct et_app;

enum et_value {
    ET_VALUE_NONE, /**< a flag */
    ET_VALUE_TEXT,
    ET_VALUE_COUNT,  /**< a whole number, 0 or more */
    ET_VALUE_CHOICE, /**< one of `choices` */
    ET_VALUE_FILE,
    ET_VALUE_FOLDER,
    ET_VALUE_DATE,     /**< 2025-11-20 or 2025-11-20T18:49:05Z */
    ET_VALUE_DURATION, /**< 30d, 72h, 90m, 2w */
    ET_VALUE_PAIR,     /**< KEY=VALUE */
    ET_VALUE_ZONE      /**< Europe/Vienna, UTC, +02:00 */
};

struct et_option {
    const char *name; /**< without the dashes */
    char letter;      /**< 'o' for -o; 0 = none */
    enum et_value value;
    const char *argument; /**< as shown in help: "FILE"; NULL for flags */
    const char *choices;  /**< "a|b|c" for CHOICE; for other kinds a list to complete from, or NULL */
    bool repeats;         /**< may be given several times with a meaning for each */
    const char *help;     /**< one sentence without a full stop */
};

struct et_example {
    const char *line; /**< "et-intel import comments.csv" */
    const char *what; /**< one sentence */
};

struct et_command {
    const char *name;
    const char *synopsis;                   /**< operands as shown: "FILE...", or "" */
    const char *summary;                    /**< one line without a full stop */
    const char *details;                    /**< paragraphs parted by empty lines, or NULL */
    const char *section;                    /**< heading of the overview; NULL for subcommands */
    const struct et_option *const *options; /**< tables, ended by NULL; NULL = none. A table is ended by name NULL */
    const struct et_command *const *subs;   /**< ended by NULL; NULL = none */
    const struct et_example *examples;      /**< ended by line NULL; NULL = none */
    unsigned min_operands, max_operands;    /**< UINT_MAX = any number */
    enum et_value operand;                  /**< what the operands are, for completion and checks */
    const char *operand_choices;            /**< for CHOICE */
    bool standalone;                        /**< needs no settings and writes no log: help works in a broken set-up */
    int (*run)(struct et_app *app);         /**< returns the exit code. NULL = a subcommand must be named */
};

struct et_arg {
    const struct et_option *option;
    const char *value; /**< NULL for flags */
};

struct et_args {
    const struct et_command *command; /**< the innermost one named; NULL when none is */
    const struct et_command *parent;  /**< of a subcommand, else NULL */
    struct et_arg *items;             /**< in the order given */
    size_t count;
    const char **operands;
    size_t operand_count;
};

extern const struct et_option et_global_options[]; /**< ended by name NULL; allowed before and after the command */

/** Parses argv[1..]. Everything new lives in the arena. --help and --version stop the checks of operands, so that help
 * can be had for a line that is not complete. Errors: ET_E_USAGE naming the nearest known command, option or choice. On
 * an error out->command is the command as far as it was understood. */
ET_MUST_CHECK enum et_rc et_options_parse(const struct et_command *const *commands, int argc, char *const *argv,
                                          struct et_arena *arena, struct et_args *out, struct et_error *error);

/** The last value given of an option, or NULL / false / fallback. The name must stand in the command's tables. */
const char *et_args_text(const struct et_args *args, const char *name);
bool et_args_has(const struct et_args *args, const char *name);
uint64_t et_args_count(const struct et_args *args, const char *name, uint64_t fallback);
/** Iterates over a repeated option: *at starts at 0; NULL at the end. */
const char *et_args_next(const struct et_args *args, const char *name, size_t *at);

/** The command of that name (or the subcommand, given a parent's subs); NULL if none. */
const struct et_command *et_command_find(const struct et_command *const *commands, const char *name);
/** An option by its long name in the command's own tables, else among the global ones; NULL if none. */
const struct et_option *et_option_find(const struct et_command *command, const char *name);

/** Walks a list "a|b|c": *rest starts as the whole list; {NULL, 0} at the end. */
struct et_slice et_choice_next(struct et_slice *rest);
bool et_choice_has(const char *choices, const char *value);

#endif
