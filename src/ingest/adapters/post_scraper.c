/* Post scrapers' output: posts, not comments; but their latestComments are comments, with answers. Hundreds of columns.
 */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

static const struct et_field_names post[] = {
    {ET_FIELD_POST_KEY, "shortCode"},
    {ET_FIELD_MEDIA_ID, "id"},
    {ET_FIELD_POST_URL, "url|inputUrl"},
    {ET_FIELD_CAPTION, "caption"},
    {ET_FIELD_TITLE, "title"},
    {ET_FIELD_POSTED_AT, "timestamp"},
    {ET_FIELD_OWNER, "ownerUsername"},
    {ET_FIELD_POST_LIKES, "likesCount"},
    {ET_FIELD_POST_COMMENTS, "commentsCount"},
    {ET_FIELD_PLAYS, "videoPlayCount|videoViewCount"},
    {0, NULL},
};

static const struct et_field_names comment[] = {
    {ET_FIELD_TEXT, "text"},
    {ET_FIELD_TIME, "timestamp"},
    {ET_FIELD_AUTHOR, "ownerUsername|owner/username"},
    {ET_FIELD_VERIFIED, "owner/is_verified"},
    {ET_FIELD_KEY, "id"},
    {ET_FIELD_LIKES, "likesCount"},
    {ET_FIELD_REPLIES, "repliesCount"},
    {0, NULL},
};

static double detect(const struct et_probe *probe, unsigned form)
{
    (void)form;
    if (!et_probe_has(probe, "shortCode") || !et_probe_has(probe, "caption") ||
        et_probe_has(probe, "text|postUrl|commentUrl"))
        return 0;
    return et_probe_has(probe, "commentsCount|latestComments/id|latestComments/0/id") ? 0.97 : 0.6;
}

const struct et_adapter_ops et_adapter_post_scraper = {
    .name = "post-scraper",
    .what = "posts with their latest comments",
    .forms = ET_FORM_TABLE | ET_FORM_JSON,
    .platform = ET_PLATFORM_INSTAGRAM,
    .comment = comment,
    .post = post,
    .below_post = "latestComments",
    .replies = "replies",
    .detect = detect,
};
