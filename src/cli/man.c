/* The man page, written from the tables (help.h). */
#include "base/settings.h"
#include "cli/commands.h"
#include "cli/help.h"

#include <string.h>

/* Text at the sink: backslashes and dashes mean something to troff, and so does a '.' or ''' at the start of a line. */
static void put_text(struct et_buf *out, struct et_slice text, bool line_start)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (line_start && (c == '.' || c == '\''))
            et_buf_str(out, "\\&");
        if (c == '\\')
            et_buf_str(out, "\\e");
        else if (c == '-')
            et_buf_str(out, "\\-");
        else
            et_buf_char(out, c);
        line_start = c == '\n';
    }
}

static void put_str(struct et_buf *out, const char *text)
{
    put_text(out, et_slice_of(text), true);
}

/* Paragraphs; lines that begin with a blank are set as they are. */
static void put_paragraphs(struct et_buf *out, const char *text)
{
    struct et_slice rest = et_slice_of(text);
    bool verbatim = false;
    while (rest.ptr) {
        struct et_slice line = et_slice_cut(&rest, '\n');
        bool as_is = line.len && line.ptr[0] == ' ';
        if (as_is != verbatim && line.len) {
            et_buf_str(out, as_is ? ".PP\n.nf\n" : ".fi\n");
            verbatim = as_is;
        }
        if (!line.len) {
            et_buf_str(out, ".PP\n");
            continue;
        }
        put_text(out, line, true);
        et_buf_char(out, '\n');
    }
    if (verbatim)
        et_buf_str(out, ".fi\n");
}

static void put_options(struct et_buf *out, const struct et_option *table)
{
    struct et_buf name;
    et_buf_init(&name, 0);
    for (const struct et_option *o = table; o->name; o++) {
        et_buf_clear(&name);
        et_help_option_name(o, &name);
        et_buf_str(out, ".TP\n.B ");
        put_text(out, et_buf_view(&name), false);
        et_buf_char(out, '\n');
        put_str(out, o->help);
        if (o->choices) {
            et_buf_str(out, " (");
            put_text(out, et_slice_of(o->choices), false);
            et_buf_char(out, ')');
        }
        et_buf_str(out, ".\n");
    }
    et_buf_dispose(&name);
}

static void put_command(struct et_buf *out, const struct et_command *parent, const struct et_command *command)
{
    et_buf_str(out, ".SS \"");
    if (parent) {
        put_text(out, et_slice_of(parent->name), false);
        et_buf_char(out, ' ');
    }
    put_text(out, et_slice_of(command->name), false);
    if (command->synopsis[0]) {
        et_buf_char(out, ' ');
        put_text(out, et_slice_of(command->synopsis), false);
    }
    et_buf_str(out, "\"\n");
    put_str(out, command->summary);
    et_buf_str(out, ".\n");
    if (command->details) {
        et_buf_str(out, ".PP\n");
        put_paragraphs(out, command->details);
    }
    for (const struct et_option *const *table = command->options; table && *table; table++)
        put_options(out, *table);
    for (const struct et_example *e = command->examples; e && e->line; e++) {
        et_buf_str(out, ".PP\n.nf\n    ");
        put_text(out, et_slice_of(e->line), false);
        et_buf_str(out, "\n.fi\n");
        put_str(out, e->what);
        et_buf_char(out, '\n');
    }
    for (const struct et_command *const *sub = command->subs; sub && *sub; sub++)
        put_command(out, command, *sub);
}

static void put_settings(struct et_buf *out)
{
    et_buf_str(
        out, ".SH SETTINGS\nFrom the command line, else the environment, else the settings file, else the default.\n");
    for (const struct et_setting *s = et_setting_table; s->name; s++) {
        et_buf_str(out, ".TP\n.B ");
        put_text(out, et_slice_of(s->name), false);
        et_buf_char(out, '\n');
        put_str(out, s->help);
        et_buf_str(out, "\nDefault: ");
        put_text(out, et_slice_of(s->fallback && *s->fallback ? s->fallback : "none"), false);
        et_buf_str(out, ". Environment: ");
        put_text(out, et_slice_of(s->environment ? s->environment : "none"), false);
        et_buf_str(out, ".\n");
    }
}

static void put_topics(struct et_buf *out)
{
    for (const struct et_topic *t = et_topics; t->name; t++) {
        if (!t->text)
            continue;
        et_buf_str(out, ".SH \"");
        for (const char *c = t->name; *c; c++)
            et_buf_char(out, *c == '-' ? ' ' : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c);
        et_buf_str(out, "\"\n");
        put_paragraphs(out, t->text);
    }
}

void et_man_write(struct et_buf *out)
{
    et_buf_printf(out, ".TH ET\\-INTEL 1 \"\" \"et\\-intel %s\" \"User commands\"\n", et_version());
    et_buf_str(
        out,
        ".SH NAME\net\\-intel \\- audience intelligence from exports of comment sections\n"
        ".SH SYNOPSIS\n.B et\\-intel\n[\\fIGLOBAL OPTIONS\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n"
        ".SH DESCRIPTION\nReads exports of comment sections (Instagram, YouTube, TikTok and others), analyses whom "
        "they are about and how people feel, stores them in a database, and makes an intelligence brief as PDF, "
        "HTML and JSON. Results go to standard output; the log and progress go to standard error and the log "
        "file.\n.SH GLOBAL OPTIONS\n");
    put_options(out, et_global_options);
    et_buf_str(out, ".SH COMMANDS\n");
    for (const struct et_command *const *c = et_commands; *c; c++)
        put_command(out, NULL, *c);
    put_topics(out);
    put_settings(out);
    et_buf_str(
        out, ".SH FILES\n.TP\n.B data/et_intelligence.db\nThe database.\n.TP\n.B data/uploads\nExports for "
             "\\fBbatch\\fR and \\fBwatch\\fR.\n.TP\n.B reports\nBriefs.\n.TP\n.B logs\nThe log and lists of rejected "
             "rows.\n.TP\n.B et\\-intel.conf, ~/.config/et\\-intel/et\\-intel.conf\nSettings.\n");
}
