/* Comment actors' "simple" output: one comment a record, answers nested in it; flattened in CSV as replies/0/text. */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

static const struct et_field_names comment[] = {
    {ET_FIELD_TEXT, "text"},
    {ET_FIELD_TIME, "timestamp|createdAt|created_at"},
    {ET_FIELD_AUTHOR, "ownerUsername|owner/username"},
    {ET_FIELD_AUTHOR_NAME, "owner/full_name|ownerFullName"},
    {ET_FIELD_VERIFIED, "owner/is_verified|ownerIsVerified"},
    {ET_FIELD_KEY, "id"},
    {ET_FIELD_PARENT, "parentCommentId|parentId|repliedToCommentId"},
    {ET_FIELD_LIKES, "likesCount"},
    {ET_FIELD_REPLIES, "repliesCount"},
    {ET_FIELD_POST_KEY, "shortCode|postShortCode"},
    {ET_FIELD_POST_URL, "postUrl|url|inputUrl|commentUrl"},
    {ET_FIELD_CAPTION, "caption|postCaption"},
    {ET_FIELD_OBSERVED, "scrapedAt|scraped_at"},
    {0, NULL},
};

static double detect(const struct et_probe *probe, unsigned form)
{
    (void)form;
    if (!et_probe_has(probe, "text") || !et_probe_has(probe, "ownerUsername|owner/username"))
        return 0;
    if (!et_probe_has(probe, "timestamp|likesCount"))
        return 0;
    return et_probe_has(probe, "postUrl|commentUrl|shortCode|url") ? 0.95 : 0.7;
}

const struct et_adapter_ops et_adapter_actor = {
    .name = "comment-actor",
    .what = "comments of a comment actor, answers nested",
    .forms = ET_FORM_TABLE | ET_FORM_JSON,
    .platform = ET_PLATFORM_INSTAGRAM,
    .comment = comment,
    .replies = "replies",
    .detect = detect,
};
