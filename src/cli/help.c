#include "cli/help.h"

#include "base/embed.h"
#include "cli/commands.h"
#include "cli/width.h"

#include <stdio.h>
#include <string.h>

#define OPTION_COLUMN 26
#define NAME_COLUMN 18
#define HELP_WIDTH_MAX 100

extern const struct et_embedded et_embedded_version[];

const char *et_version(void)
{
    static char version[32];
    struct et_slice text = et_slice_trim(et_slice(et_embedded_version[0].data, et_embedded_version[0].size));
    snprintf(version, sizeof version, ET_SLICE_FMT, ET_SLICE_ARG(text));
    return version;
}

static size_t usable(size_t width)
{
    return width > HELP_WIDTH_MAX ? HELP_WIDTH_MAX : width;
}

/* A name and its explanation side by side, or under each other where the name is long. */
static void put_entry(size_t column, struct et_slice name, struct et_slice text, size_t width, struct et_buf *out)
{
    const size_t indent = 2;
    size_t wide = et_width_of(name);
    et_buf_printf(out, "%*s", (int)indent, "");
    et_buf_slice(out, name);
    if (indent + wide + 1 > column)
        et_buf_printf(out, "\n%*s", (int)column, "");
    else
        et_buf_printf(out, "%*s", (int)(column - indent - wide), "");
    et_width_wrap(text, column, column, width, out);
}

void et_help_option_name(const struct et_option *option, struct et_buf *out)
{
    if (option->letter)
        et_buf_printf(out, "-%c, ", option->letter);
    et_buf_printf(out, "--%s", option->name);
    if (option->argument)
        et_buf_printf(out, " %s", option->argument);
}

static void option_text(const struct et_option *option, struct et_buf *out)
{
    et_buf_str(out, option->help);
    if (option->choices) {
        et_buf_str(out, ": ");
        struct et_slice rest = et_slice_of(option->choices), choice;
        for (bool first = true; (choice = et_choice_next(&rest)).ptr; first = false) {
            et_buf_str(out, first ? "" : ", ");
            et_buf_slice(out, choice);
        }
    }
    if (option->repeats)
        et_buf_str(out, " (may be given several times)");
}

static void put_options(const struct et_option *table, size_t width, struct et_buf *out)
{
    struct et_buf name, text;
    et_buf_init(&name, 0);
    et_buf_init(&text, 0);
    for (const struct et_option *o = table; o->name; o++) {
        et_buf_clear(&name);
        et_buf_clear(&text);
        et_help_option_name(o, &name);
        option_text(o, &text);
        put_entry(OPTION_COLUMN, et_buf_view(&name), et_buf_view(&text), width, out);
    }
    et_buf_dispose(&name);
    et_buf_dispose(&text);
}

void et_help_text(const char *text, size_t indent, size_t width, struct et_buf *out)
{
    struct et_slice rest = et_slice_of(text);
    while (rest.ptr) {
        struct et_slice line = et_slice_cut(&rest, '\n');
        et_buf_printf(out, "%*s", (int)(line.len ? indent : 0), "");
        if (line.len && line.ptr[0] == ' ') {
            et_buf_slice(out, line);
            et_buf_char(out, '\n');
        } else {
            et_width_wrap(line, indent, indent, width, out);
        }
    }
}

static void put_examples(const struct et_example *examples, size_t width, struct et_buf *out)
{
    if (!examples)
        return;
    et_buf_str(out, "\nExamples:\n");
    for (const struct et_example *e = examples; e->line; e++) {
        et_buf_printf(out, "  %s\n      ", e->line);
        et_width_wrap(et_slice_of(e->what), 6, 6, width, out);
    }
}

static void put_subcommands(const struct et_command *command, size_t width, struct et_buf *out)
{
    struct et_buf name;
    if (!command->subs)
        return;
    et_buf_init(&name, 0);
    et_buf_str(out, "\nSubcommands:\n");
    for (const struct et_command *const *sub = command->subs; *sub; sub++) {
        et_buf_clear(&name);
        et_buf_printf(&name, "%s%s%s", (*sub)->name, (*sub)->synopsis[0] ? " " : "", (*sub)->synopsis);
        put_entry(NAME_COLUMN, et_buf_view(&name), et_slice_of((*sub)->summary), width, out);
    }
    et_buf_dispose(&name);
}

void et_help_command(const struct et_command *parent, const struct et_command *command, size_t width,
                     struct et_buf *out)
{
    if (!command) {
        et_help_overview(width, out);
        return;
    }
    width = usable(width);
    et_buf_printf(out, "Usage: et-intel %s%s%s%s%s%s\n\n", parent ? parent->name : "", parent ? " " : "", command->name,
                  command->subs          ? " [SUBCOMMAND]"
                  : command->synopsis[0] ? " "
                                         : "",
                  command->subs ? "" : command->synopsis, command->options ? " [OPTIONS]" : "");
    et_buf_printf(out, "%s.\n", command->summary);
    if (command->details) {
        et_buf_char(out, '\n');
        et_help_text(command->details, 0, width, out);
    }
    put_subcommands(command, width, out);
    if (command->options)
        et_buf_str(out, "\nOptions:\n");
    for (const struct et_option *const *table = command->options; table && *table; table++)
        put_options(*table, width, out);
    put_examples(command->examples, width, out);
    et_buf_str(out, "\nGlobal options (--db, --json, --csv, --tz, ...): 'et-intel help'.\n");
}

static void put_section(const char *section, size_t width, struct et_buf *out)
{
    et_buf_printf(out, "\n%s:\n", section);
    for (const struct et_command *const *c = et_commands; *c; c++)
        if (strcmp((*c)->section, section) == 0)
            put_entry(NAME_COLUMN, et_slice_of((*c)->name), et_slice_of((*c)->summary), width, out);
}

void et_help_overview(size_t width, struct et_buf *out)
{
    width = usable(width);
    et_buf_str(out, "Usage: et-intel [GLOBAL OPTIONS] COMMAND [OPTIONS]\n\n");
    et_width_wrap(
        ET_SLICE("Reads exports of comment sections, analyses whom they are about and how people feel, and makes "
                 "an intelligence brief of it."),
        0, 0, width, out);
    const char *section = "";
    for (const struct et_command *const *c = et_commands; *c; c++) {
        if (strcmp((*c)->section, section) != 0)
            put_section((*c)->section, width, out);
        section = (*c)->section;
    }
    et_buf_str(out, "\nGlobal options (before or after the command):\n");
    put_options(et_global_options, width, out);
    et_buf_str(out, "\nTopics:\n");
    for (const struct et_topic *t = et_topics; t->name; t++)
        put_entry(NAME_COLUMN, et_slice_of(t->name), et_slice_of(t->summary), width, out);
    et_buf_str(out, "\n'et-intel help COMMAND' and 'et-intel help TOPIC' say more.\n"
                    "Begin with: et-intel import FILE, then: et-intel brief\n");
}
