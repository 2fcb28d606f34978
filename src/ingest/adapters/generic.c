/* Any table with a text column: columns are told by their names (generic_columns.c) or by --map. */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

enum et_platform et_platform_of_columns(const struct et_probe *probe)
{
    if (et_probe_has(probe, "media_id|shortcode|shortCode|Shortcode|media_code"))
        return ET_PLATFORM_INSTAGRAM;
    if (et_probe_has(probe, "aweme_id|diggCount|digg_count|videoWebUrl"))
        return ET_PLATFORM_TIKTOK;
    if (et_probe_has(probe, "authorChannelId|authorChannelUrl|authorChannelURL|channelId|channel_id|videoId|Video ID|"
                            "video_id|Channel ID|authorDisplayName"))
        return ET_PLATFORM_YOUTUBE;
    return ET_PLATFORM_UNKNOWN;
}

const struct et_adapter_ops et_adapter_generic = {
    .name = "generic",
    .what = "a table whose columns are told by their names",
    .forms = ET_FORM_TABLE,
};
