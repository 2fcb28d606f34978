/** Help for people, written from the tables of commands.h. */
#ifndef ET_CLI_HELP_H
#define ET_CLI_HELP_H

#include "base/buf.h"
#include "cli/options.h"

const char *et_version(void); /**< "0.1.0" */

void et_help_overview(size_t width, struct et_buf *out);
/** parent NULL for a command of the first level; both NULL gives the overview. */
void et_help_command(const struct et_command *parent, const struct et_command *command, size_t width,
                     struct et_buf *out);

/** Pages that belong to no command. */
struct et_topic {
    const char *name, *summary;
    const char *text; /**< paragraphs; lines that begin with blanks are kept as they are. NULL: written by code */
};
extern const struct et_topic et_topics[]; /**< ended by name NULL */
void et_help_topic(const struct et_topic *topic, size_t width, struct et_buf *out);

/** "--output FILE", "-o, --output FILE" */
void et_help_option_name(const struct et_option *option, struct et_buf *out);

/** Paragraphs parted by empty lines, wrapped; lines that begin with a blank are kept. */
void et_help_text(const char *text, size_t indent, size_t width, struct et_buf *out);

void et_man_write(struct et_buf *out);         /**< troff */
void et_markdown_commands(struct et_buf *out); /**< docs/commands.md */
void et_markdown_settings(struct et_buf *out); /**< docs/settings.md */

/** shell: "bash", "zsh", "fish". */
void et_completion_write(const char *shell, struct et_buf *out);

#endif
