/* TikTok comment actors, JSON and CSV. */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

static const struct et_field_names comment[] = {
    {ET_FIELD_TEXT, "text"},
    {ET_FIELD_TIME, "createTime|createTimeISO|create_time"},
    {ET_FIELD_AUTHOR, "uniqueId|user/uniqueId|user/unique_id"},
    {ET_FIELD_AUTHOR_NAME, "nickname|user/nickname"},
    {ET_FIELD_KEY, "cid"},
    {ET_FIELD_PARENT, "repliesToId|reply_id"},
    {ET_FIELD_LIKES, "diggCount|digg_count"},
    {ET_FIELD_REPLIES, "replyCommentTotal|reply_comment_total"},
    {ET_FIELD_PINNED, "pinnedByAuthor"},
    {ET_FIELD_LIKED_BY_AUTHOR, "likedByAuthor"},
    {ET_FIELD_POST_URL, "videoWebUrl|submittedVideoUrl|input"},
    {ET_FIELD_POST_KEY, "videoId|aweme_id"},
    {0, NULL},
};

static double detect(const struct et_probe *probe, unsigned form)
{
    (void)form;
    if (!et_probe_has(probe, "text") || !et_probe_has(probe, "cid"))
        return 0;
    return et_probe_has(probe, "diggCount|videoWebUrl|createTimeISO|digg_count") ? 0.97 : 0;
}

const struct et_adapter_ops et_adapter_tiktok = {
    .name = "tiktok-comments",
    .what = "TikTok comments of a comment actor",
    .forms = ET_FORM_TABLE | ET_FORM_JSON,
    .platform = ET_PLATFORM_TIKTOK,
    .comment = comment,
    .replies = "replies",
    .detect = detect,
};
