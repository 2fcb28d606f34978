/* Shell completions, written from the tables (help.h). */
#include "cli/commands.h"
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

typedef void (*each_command)(struct et_buf *out, const struct et_command *parent, const struct et_command *command);

static void for_all(struct et_buf *out, each_command each)
{
    for (const struct et_command *const *c = et_commands; *c; c++) {
        each(out, NULL, *c);
        for (const struct et_command *const *sub = (*c)->subs; sub && *sub; sub++)
            each(out, *c, *sub);
    }
}

static void put_words(struct et_buf *out, const char *choices)
{
    struct et_slice rest = et_slice_of(choices), choice;
    for (bool first = true; (choice = et_choice_next(&rest)).ptr; first = false) {
        et_buf_str(out, first ? "" : " ");
        et_buf_slice(out, choice);
    }
}

static void put_names(struct et_buf *out, const struct et_command *const *commands)
{
    for (bool first = true; commands && *commands; commands++, first = false)
        et_buf_printf(out, "%s%s", first ? "" : " ", (*commands)->name);
}

/* Text inside single quotes of any of the three shells. */
static void put_quoted(struct et_buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            et_buf_str(out, "’"); /* a curly one needs no escape anywhere */
        else
            et_buf_char(out, *text);
    }
}

/* Alternatives of a case for the global options that take a value. */
static void put_value_options(struct et_buf *out)
{
    bool first = true;
    for (const struct et_option *o = et_global_options; o->name; o++) {
        if (!o->argument)
            continue;
        et_buf_printf(out, "%s--%s", first ? "" : "|", o->name);
        first = false;
    }
}

/* Alternatives of a case for "command subcommand". */
static void put_pairs(struct et_buf *out)
{
    bool first = true;
    for (const struct et_command *const *c = et_commands; *c; c++)
        for (const struct et_command *const *sub = (*c)->subs; sub && *sub; sub++, first = false)
            et_buf_printf(out, "%s'%s %s'", first ? "" : "|", (*c)->name, (*sub)->name);
}

/* ---- bash ---- */

static void bash_option_names(struct et_buf *out, const struct et_option *table)
{
    for (const struct et_option *o = table; o->name; o++)
        et_buf_printf(out, " --%s", o->name);
}

static void bash_options(struct et_buf *out, const struct et_command *parent, const struct et_command *command)
{
    et_buf_printf(out, "        '%s%s%s') words='", parent ? parent->name : "", parent ? " " : "", command->name);
    put_names(out, command->subs);
    if (command->operand_choices) {
        et_buf_char(out, ' ');
        put_words(out, command->operand_choices);
    }
    et_buf_str(out, "' options='");
    for (const struct et_option *const *table = command->options; table && *table; table++)
        bash_option_names(out, *table);
    bool files = command->operand == ET_VALUE_FILE || command->operand == ET_VALUE_FOLDER;
    et_buf_printf(out, "' files=%d ;;\n", files);
}

static void bash_value(struct et_buf *out, const struct et_option *o)
{
    if (!o->argument)
        return;
    et_buf_printf(out, "        --%s", o->name);
    if (o->letter)
        et_buf_printf(out, "|-%c", o->letter);
    if (o->choices) {
        et_buf_str(out, ") COMPREPLY=($(compgen -W '");
        put_words(out, o->choices);
        et_buf_str(out, "' -- \"$cur\")); return ;;\n");
    } else if (o->value == ET_VALUE_FILE) {
        et_buf_str(out, ") compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n");
    } else if (o->value == ET_VALUE_FOLDER) {
        et_buf_str(out, ") compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n");
    } else {
        et_buf_str(out, ") return ;;\n");
    }
}

static void bash_values(struct et_buf *out, const struct et_command *parent, const struct et_command *command)
{
    et_buf_printf(out, "    '%s%s%s') case \"$prev\" in\n", parent ? parent->name : "", parent ? " " : "",
                  command->name);
    for (const struct et_option *const *table = command->options; table && *table; table++)
        for (const struct et_option *o = *table; o->name; o++)
            bash_value(out, o);
    et_buf_str(out, "        esac ;;\n");
}

static void bash_write(struct et_buf *out)
{
    et_buf_str(out, "# bash completion for et-intel, made by 'et-intel completion bash'\n"
                    "_et_intel()\n{\n"
                    "    local cur prev word command='' sub='' words='' options='' files=0 i\n"
                    "    cur=${COMP_WORDS[COMP_CWORD]}\n"
                    "    prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                    "    local global='");
    bash_option_names(out, et_global_options);
    et_buf_str(out, "'\n    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                    "        word=${COMP_WORDS[i]}\n"
                    "        case \"$word\" in\n"
                    "        ");
    put_value_options(out);
    et_buf_str(out, ") ((i++)); continue ;;\n"
                    "        -*) continue ;;\n"
                    "        esac\n"
                    "        if [[ -z $command ]]; then command=$word\n"
                    "        elif [[ -z $sub ]]; then case \"$command $word\" in\n"
                    "            ");
    put_pairs(out);
    et_buf_str(out, ") sub=$word ;;\n            esac\n        fi\n    done\n"
                    "    case \"$prev\" in\n");
    for (const struct et_option *o = et_global_options; o->name; o++)
        bash_value(out, o);
    et_buf_str(out, "    esac\n    case \"$command${sub:+ $sub}\" in\n");
    for_all(out, bash_values);
    et_buf_str(out, "    esac\n    case \"$command${sub:+ $sub}\" in\n        '') words='");
    put_names(out, et_commands);
    et_buf_str(out, "' ;;\n");
    for_all(out, bash_options);
    et_buf_str(out, "    esac\n"
                    "    if [[ $cur == -* ]]; then\n"
                    "        COMPREPLY=($(compgen -W \"$options $global\" -- \"$cur\"))\n"
                    "    elif [[ $files == 1 ]]; then\n"
                    "        compopt -o filenames\n"
                    "        COMPREPLY=($(compgen -f -- \"$cur\"))\n"
                    "    else\n"
                    "        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                    "    fi\n}\n"
                    "complete -F _et_intel et-intel\n");
}

/* ---- zsh ---- */

static void zsh_text(struct et_buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            et_buf_str(out, "’");
        else if (*text == '[' || *text == ']' || *text == ':')
            et_buf_printf(out, "\\%c", *text);
        else
            et_buf_char(out, *text);
    }
}

static void zsh_action(struct et_buf *out, enum et_value value, const char *choices)
{
    if (choices) {
        et_buf_char(out, '(');
        put_words(out, choices);
        et_buf_char(out, ')');
    } else if (value == ET_VALUE_FILE) {
        et_buf_str(out, "_files");
    } else if (value == ET_VALUE_FOLDER) {
        et_buf_str(out, "_files -/");
    }
}

static void zsh_options(struct et_buf *out, const struct et_option *table)
{
    for (const struct et_option *o = table; o->name; o++) {
        et_buf_printf(out, " \\\n            '%s--%s%s[", o->repeats ? "*" : "", o->name, o->argument ? "=" : "");
        zsh_text(out, o->help);
        et_buf_char(out, ']');
        if (o->argument) {
            et_buf_char(out, ':');
            zsh_text(out, o->argument);
            et_buf_char(out, ':');
            zsh_action(out, o->value, o->choices);
        }
        et_buf_char(out, '\'');
    }
}

static void zsh_arguments(struct et_buf *out, const struct et_command *parent, const struct et_command *command)
{
    et_buf_printf(out, "        '%s%s%s') _arguments", parent ? parent->name : "", parent ? " " : "", command->name);
    for (const struct et_option *const *table = command->options; table && *table; table++)
        zsh_options(out, *table);
    et_buf_str(out, " $global");
    if (command->subs) {
        et_buf_str(out, " '1:subcommand:(");
        put_names(out, command->subs);
        et_buf_str(out, ")'");
    } else if (command->max_operands) {
        et_buf_str(out, " '*:");
        zsh_text(out, command->synopsis);
        et_buf_char(out, ':');
        zsh_action(out, command->operand, command->operand_choices);
        et_buf_char(out, '\'');
    }
    et_buf_str(out, " ;;\n");
}

static void zsh_write(struct et_buf *out)
{
    et_buf_str(out, "#compdef et-intel\n# zsh completion for et-intel, made by 'et-intel completion zsh'\n"
                    "_et_intel()\n{\n    local -a commands global\n    global=(");
    zsh_options(out, et_global_options);
    et_buf_str(out, ")\n    commands=(\n");
    for (const struct et_command *const *c = et_commands; *c; c++) {
        et_buf_printf(out, "        '%s:", (*c)->name);
        put_quoted(out, (*c)->summary);
        et_buf_str(out, "'\n");
    }
    et_buf_str(out, "    )\n    local command='' sub='' i at=1\n"
                    "    for ((i = 2; i < CURRENT; i++)); do\n"
                    "        case $words[i] in\n        ");
    put_value_options(out);
    et_buf_str(out, ") ((i++)); continue ;;\n"
                    "        -*) continue ;;\n"
                    "        esac\n"
                    "        if [[ -z $command ]]; then command=$words[i]; at=$i\n"
                    "        elif [[ -z $sub ]]; then case \"$command $words[i]\" in\n            ");
    put_pairs(out);
    et_buf_str(out, ") sub=$words[i]; at=$i ;;\n            esac\n        fi\n    done\n"
                    "    if [[ -z $command ]]; then\n"
                    "        _arguments $global '1:command:->command'\n"
                    "        _describe 'command' commands\n        return\n    fi\n"
                    "    words=(et-intel \"${(@)words[at+1,-1]}\"); CURRENT=$((CURRENT - at + 1))\n"
                    "    case \"$command${sub:+ $sub}\" in\n");
    for_all(out, zsh_arguments);
    et_buf_str(out, "    esac\n}\n_et_intel \"$@\"\n");
}

/* ---- fish ---- */

static void fish_option(struct et_buf *out, const struct et_option *o, const char *condition)
{
    et_buf_printf(out, "complete -c et-intel%s%s%s -l %s", condition[0] ? " -n '" : "", condition,
                  condition[0] ? "'" : "", o->name);
    if (o->letter)
        et_buf_printf(out, " -s %c", o->letter);
    if (o->argument)
        et_buf_str(out, o->value == ET_VALUE_FILE || o->value == ET_VALUE_FOLDER ? " -rF" : " -x");
    if (o->choices) {
        et_buf_str(out, " -a '");
        put_words(out, o->choices);
        et_buf_char(out, '\'');
    }
    et_buf_str(out, " -d '");
    put_quoted(out, o->help);
    et_buf_str(out, "'\n");
}

static void fish_command(struct et_buf *out, const struct et_command *parent, const struct et_command *command)
{
    char condition[160];
    int n;
    if (parent) {
        et_buf_printf(out, "complete -c et-intel -f -n '__fish_seen_subcommand_from %s' -a %s -d '", parent->name,
                      command->name);
        n = snprintf(condition, sizeof condition, "__fish_seen_subcommand_from %s; and __fish_seen_subcommand_from %s",
                     parent->name, command->name);
    } else {
        et_buf_printf(out, "complete -c et-intel -f -n __fish_use_subcommand -a %s -d '", command->name);
        n = snprintf(condition, sizeof condition, "__fish_seen_subcommand_from %s", command->name);
    }
    put_quoted(out, command->summary);
    et_buf_str(out, "'\n");
    if (n < 0 || (size_t)n >= sizeof condition)
        return;
    for (const struct et_option *const *table = command->options; table && *table; table++)
        for (const struct et_option *o = *table; o->name; o++)
            fish_option(out, o, condition);
    if (command->operand_choices) {
        et_buf_printf(out, "complete -c et-intel -f -n '%s' -a '", condition);
        put_words(out, command->operand_choices);
        et_buf_str(out, "'\n");
    } else if (command->operand == ET_VALUE_FILE || command->operand == ET_VALUE_FOLDER) {
        et_buf_printf(out, "complete -c et-intel -F -n '%s'\n", condition);
    }
}

static void fish_write(struct et_buf *out)
{
    et_buf_str(out, "# fish completion for et-intel, made by 'et-intel completion fish'\ncomplete -c et-intel -f\n");
    for (const struct et_option *o = et_global_options; o->name; o++)
        fish_option(out, o, "");
    for_all(out, fish_command);
}

void et_completion_write(const char *shell, struct et_buf *out)
{
    if (strcmp(shell, "bash") == 0)
        bash_write(out);
    else if (strcmp(shell, "zsh") == 0)
        zsh_write(out);
    else
        fish_write(out);
}
