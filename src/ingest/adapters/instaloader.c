/* Instaloader's <post>_comments.json: an array of comments with their answers. The post is told by the file's name. */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

static const struct et_field_names comment[] = {
    {ET_FIELD_TEXT, "text"},
    {ET_FIELD_TIME, "created_at"},
    {ET_FIELD_AUTHOR, "owner/username"},
    {ET_FIELD_AUTHOR_NAME, "owner/full_name"},
    {ET_FIELD_VERIFIED, "owner/is_verified"},
    {ET_FIELD_KEY, "id"},
    {ET_FIELD_LIKES, "likes_count"},
    {0, NULL},
};

static double detect(const struct et_probe *probe, unsigned form)
{
    (void)form;
    if (!et_probe_has(probe, "text") || !et_probe_has(probe, "created_at") ||
        !et_probe_has(probe, "owner/username|owner/id"))
        return 0;
    return et_probe_has(probe, "likes_count|answers") ? 0.96 : 0.7;
}

const struct et_adapter_ops et_adapter_instaloader = {
    .name = "instaloader",
    .what = "Instaloader's comments of one post",
    .forms = ET_FORM_JSON,
    .platform = ET_PLATFORM_INSTAGRAM,
    .comment = comment,
    .replies = "answers",
    .named_by_file = true,
    .detect = detect,
};
