/* The pages docs/commands.md and docs/settings.md, written from the tables (help.h). */
#include "base/settings.h"
#include "cli/commands.h"
#include "cli/help.h"

#include <string.h>

/* Text at the sink: what Markdown would read as a tag, emphasis or the end of a table's cell. */
static void put_text(struct et_buf *out, struct et_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '<')
            et_buf_str(out, "&lt;");
        else if (strchr("|*_\\", c) && c)
            et_buf_printf(out, "\\%c", c);
        else
            et_buf_char(out, c);
    }
}

static void put_str(struct et_buf *out, const char *text)
{
    put_text(out, et_slice_of(text));
}

/* Paragraphs as they are; runs of lines that begin with a blank as code. */
static void put_paragraphs(struct et_buf *out, const char *text)
{
    struct et_slice rest = et_slice_of(text);
    bool code = false;
    while (rest.ptr) {
        struct et_slice line = et_slice_cut(&rest, '\n');
        bool as_is = line.len && line.ptr[0] == ' ';
        if (as_is != code)
            et_buf_str(out, "```\n");
        code = as_is;
        if (as_is)
            et_buf_slice(out, line);
        else
            put_text(out, line);
        et_buf_char(out, '\n');
    }
    if (code)
        et_buf_str(out, "```\n");
}

static void put_code_cell(struct et_buf *out, struct et_slice text)
{
    et_buf_char(out, '`');
    for (size_t i = 0; i < text.len; i++)
        et_buf_printf(out, text.ptr[i] == '|' ? "\\|" : "%c", text.ptr[i]);
    et_buf_char(out, '`');
}

static void put_options(struct et_buf *out, const struct et_option *table)
{
    struct et_buf name;
    et_buf_init(&name, 0);
    for (const struct et_option *o = table; o->name; o++) {
        et_buf_clear(&name);
        et_help_option_name(o, &name);
        et_buf_str(out, "| ");
        put_code_cell(out, et_buf_view(&name));
        et_buf_str(out, " | ");
        put_str(out, o->help);
        if (o->choices) {
            et_buf_str(out, ": ");
            put_code_cell(out, et_slice_of(o->choices));
        }
        et_buf_str(out, " |\n");
    }
    et_buf_dispose(&name);
}

static void put_command(struct et_buf *out, const struct et_command *parent, const struct et_command *command)
{
    et_buf_printf(out, "\n%s `et-intel %s%s%s%s%s`\n\n", parent ? "####" : "###", parent ? parent->name : "",
                  parent ? " " : "", command->name, command->synopsis[0] ? " " : "", command->synopsis);
    put_str(out, command->summary);
    et_buf_str(out, ".\n");
    if (command->details) {
        et_buf_char(out, '\n');
        put_paragraphs(out, command->details);
    }
    if (command->options)
        et_buf_str(out, "\n| option | meaning |\n| --- | --- |\n");
    for (const struct et_option *const *table = command->options; table && *table; table++)
        put_options(out, *table);
    if (command->examples)
        et_buf_char(out, '\n');
    for (const struct et_example *e = command->examples; e && e->line; e++) {
        et_buf_printf(out, "    %s\n\n", e->line);
        put_str(out, e->what);
        et_buf_str(out, "\n\n");
    }
    for (const struct et_command *const *sub = command->subs; sub && *sub; sub++)
        put_command(out, command, *sub);
}

void et_markdown_commands(struct et_buf *out)
{
    const char *section = "";
    et_buf_str(out,
               "# Commands\n\nWritten by `et-intel help --markdown`; change the tables in `src/cli`, not this page.\n\n"
               "`et-intel [global options] COMMAND [options]`\n\n## Global options\n\nBefore or after the command.\n\n"
               "| option | meaning |\n| --- | --- |\n");
    put_options(out, et_global_options);
    for (const struct et_command *const *c = et_commands; *c; c++) {
        if (strcmp((*c)->section, section) != 0)
            et_buf_printf(out, "\n## %s\n", (*c)->section);
        section = (*c)->section;
        put_command(out, NULL, *c);
    }
    for (const struct et_topic *t = et_topics; t->name; t++) {
        if (!t->text)
            continue;
        et_buf_printf(out, "\n## %s: %s\n\n", t->name, t->summary);
        put_paragraphs(out, t->text);
    }
}

/* What a setting takes, with its range. */
static void put_type(struct et_buf *out, const struct et_setting *s)
{
    switch (s->type) {
    case ET_SETTING_TEXT:
        et_buf_str(out, "text");
        break;
    case ET_SETTING_INT:
        et_buf_printf(out, "whole number, %.0f to %.0f", s->min, s->max);
        break;
    case ET_SETTING_REAL:
        et_buf_printf(out, "number, %g to %g", s->min, s->max);
        break;
    case ET_SETTING_BOOL:
        et_buf_str(out, "`true` or `false`");
        break;
    case ET_SETTING_CHOICE:
        put_code_cell(out, et_slice_of(s->choices));
        break;
    }
}

void et_markdown_settings(struct et_buf *out)
{
    et_buf_str(out,
               "# Settings\n\nWritten by `et-intel help settings --markdown`; change the table in "
               "`src/base/settings_table.c`, not this page.\n\n"
               "A value comes from the command line (`--set NAME=VALUE`, or an option of its own), else from the "
               "environment, else from the settings file (`./et-intel.conf` or `~/.config/et-intel/et-intel.conf`; "
               "`--config FILE` or `ET_INTEL_CONFIG` names another), else it is the default. `et-intel config show` "
               "says which holds. The file has lines `name = value`; `#` begins a comment, and `[log]` puts `log.` "
               "before the names that follow.\n\n"
               "| setting | value | default | environment | meaning |\n| --- | --- | --- | --- | --- |\n");
    for (const struct et_setting *s = et_setting_table; s->name; s++) {
        et_buf_printf(out, "| `%s` | ", s->name);
        put_type(out, s);
        et_buf_str(out, " | ");
        if (s->fallback && *s->fallback)
            put_code_cell(out, et_slice_of(s->fallback));
        et_buf_printf(out, "%s%s | `%s` | ", s->unit && *s->unit ? " " : "", s->unit ? s->unit : "",
                      s->environment ? s->environment : "");
        put_str(out, s->help);
        et_buf_str(out, " |\n");
    }
}
