/** All commands, and the options that several of them share. */
#ifndef ET_CLI_COMMANDS_H
#define ET_CLI_COMMANDS_H

#include "cli/options.h"

extern const struct et_command *const et_commands[]; /**< in the order of the overview, ended by NULL */

extern const struct et_option et_filter_options[];  /**< --from --to --last --platform --entity */
extern const struct et_option et_figure_options[];  /**< --asof */
extern const struct et_option et_limit_options[];   /**< --limit */
extern const struct et_option et_confirm_options[]; /**< --yes */

extern const struct et_command et_cmd_import, et_cmd_batch, et_cmd_watch, et_cmd_imports, et_cmd_stats, et_cmd_export,
    et_cmd_entities, et_cmd_top, et_cmd_timeline, et_cmd_velocity, et_cmd_alerts, et_cmd_trends, et_cmd_storylines,
    et_cmd_relations, et_cmd_posts, et_cmd_voices, et_cmd_search, et_cmd_explain, et_cmd_score, et_cmd_rescore,
    et_cmd_brief, et_cmd_db, et_cmd_models, et_cmd_authors, et_cmd_config, et_cmd_doctor, et_cmd_completion,
    et_cmd_help;

#endif
