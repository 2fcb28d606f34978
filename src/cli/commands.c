#include "cli/commands.h"

#define PLATFORMS "instagram|youtube|tiktok|facebook|x|threads|reddit|other"

const struct et_option et_filter_options[] = {
    {"from", 0, ET_VALUE_DATE, "DATE", NULL, false, "Comments from this day or moment on"},
    {"to", 0, ET_VALUE_DATE, "DATE", NULL, false, "Comments before this moment; a day alone is included whole"},
    {"last", 0, ET_VALUE_DURATION, "SPAN", NULL, false, "The last 30d, 72h or 2w, counted back from --asof"},
    {"platform", 0, ET_VALUE_TEXT, "NAME", PLATFORMS, false, "One platform only"},
    {"entity", 0, ET_VALUE_TEXT, "NAME", NULL, false, "Comments that name this entity only"},
    {0},
};

const struct et_option et_figure_options[] = {
    {"asof", 0, ET_VALUE_DATE, "DATE", NULL, false,
     "The moment seen as now (default: just after the newest comment); a day alone means its end"},
    {0},
};

const struct et_option et_limit_options[] = {
    {"limit", 'n', ET_VALUE_COUNT, "N", NULL, false, "At most N rows; 0 = all"},
    {0},
};

const struct et_option et_confirm_options[] = {
    {"yes", 'y', ET_VALUE_NONE, NULL, NULL, false, "Do not ask first"},
    {0},
};

const struct et_command *const et_commands[] = {
    &et_cmd_import,
    &et_cmd_batch,
    &et_cmd_watch,
    &et_cmd_imports,
    &et_cmd_entities,
    &et_cmd_stats,
    &et_cmd_brief,
    &et_cmd_top,
    &et_cmd_timeline,
    &et_cmd_velocity,
    &et_cmd_alerts,
    &et_cmd_trends,
    &et_cmd_storylines,
    &et_cmd_relations,
    &et_cmd_posts,
    &et_cmd_voices,
    &et_cmd_search,
    &et_cmd_export,
    &et_cmd_explain,
    &et_cmd_score,
    &et_cmd_rescore,
    &et_cmd_models,
    &et_cmd_db,
    &et_cmd_authors,
    &et_cmd_config,
    &et_cmd_doctor,
    &et_cmd_completion,
    &et_cmd_help,
    NULL,
};
