#include "cli/commands.h"

#include "cli/app.h"
#include "cli/help.h"

#include <string.h>

static int run_help(struct et_app *app);
static int run_completion(struct et_app *app);

static const struct et_option help_options[] = {
    {"man", 0, ET_VALUE_NONE, NULL, NULL, false, "The whole manual as a man page (troff)"},
    {"markdown", 0, ET_VALUE_NONE, NULL, NULL, false, "The whole manual, or that of the settings, as Markdown"},
    {0},
};
static const struct et_option *const options[] = {help_options, NULL};
static const struct et_example examples[] = {
    {"et-intel help import", "How a command is used, with examples."},
    {"et-intel help query", "The language of search."},
    {"et-intel help --man | man -l -", "The manual page."},
    {0},
};

const struct et_command et_cmd_help = {.name = "help",
                                       .synopsis = "[COMMAND|TOPIC]",
                                       .summary = "Help for a command or a topic",
                                       .section = "Program",
                                       .options = options,
                                       .examples = examples,
                                       .max_operands = 2,
                                       .standalone = true,
                                       .run = run_help};

static const struct et_example completion_examples[] = {
    {"source <(et-intel completion bash)", "For this bash; put it into ~/.bashrc for all."},
    {"et-intel completion zsh > ~/.zfunc/_et-intel", "For zsh, in a folder of $fpath."},
    {"et-intel completion fish > ~/.config/fish/completions/et-intel.fish", "For fish."},
    {0},
};

const struct et_command et_cmd_completion = {.name = "completion",
                                             .synopsis = "SHELL",
                                             .summary = "Completion script for bash, zsh or fish",
                                             .section = "Program",
                                             .examples = completion_examples,
                                             .min_operands = 1,
                                             .max_operands = 1,
                                             .operand = ET_VALUE_CHOICE,
                                             .operand_choices = "bash|zsh|fish",
                                             .standalone = true,
                                             .run = run_completion};

static const struct et_topic *find_topic(const char *name)
{
    for (const struct et_topic *t = et_topics; t->name; t++)
        if (strcmp(t->name, name) == 0)
            return t;
    return NULL;
}

static int unknown(struct et_app *app, const char *name)
{
    const char *names[96];
    size_t count = 0;
    struct et_error error;
    for (const struct et_command *const *c = et_commands; *c && count < 64; c++)
        names[count++] = (*c)->name;
    for (const struct et_topic *t = et_topics; t->name && count < 96; t++)
        names[count++] = t->name;
    const char *nearest = et_nearest_name(name, names, count);
    et_fail(&error, ET_E_USAGE,
            nearest ? "there is no help for '%s'. Did you mean '%s'?" : "there is no help for '%s'%s", name,
            nearest ? nearest : "");
    return et_app_fail(app, &error);
}

static int run_help(struct et_app *app)
{
    const char *const *words = app->args.operands;
    struct et_error error;
    bool json = et_args_has(&app->args, "json");
    if (json || et_args_has(&app->args, "csv")) {
        et_fail(&error, ET_E_USAGE, "help is text for people, not %s; 'et-intel help --markdown' gives it to programs",
                json ? "JSON" : "CSV");
        return et_app_fail(app, &error);
    }
    if (et_args_has(&app->args, "man")) {
        et_man_write(&app->out);
        return ET_EXIT_OK;
    }
    if (et_args_has(&app->args, "markdown")) {
        bool settings = app->args.operand_count && strcmp(words[0], "settings") == 0;
        settings ? et_markdown_settings(&app->out) : et_markdown_commands(&app->out);
        return ET_EXIT_OK;
    }
    if (app->args.operand_count == 0) {
        et_help_overview(app->width, &app->out);
        return ET_EXIT_OK;
    }
    const struct et_command *command = et_command_find(et_commands, words[0]), *parent = NULL;
    if (command && app->args.operand_count == 2) {
        parent = command;
        command = et_command_find(parent->subs, words[1]);
        if (!command)
            return unknown(app, words[1]);
    }
    const struct et_topic *topic = command ? NULL : find_topic(words[0]);
    if (!command && !topic)
        return unknown(app, words[0]);
    if (command)
        et_help_command(parent, command, app->width, &app->out);
    else
        et_help_topic(topic, app->width, &app->out);
    return ET_EXIT_OK;
}

static int run_completion(struct et_app *app)
{
    et_completion_write(app->args.operands[0], &app->out);
    return ET_EXIT_OK;
}
