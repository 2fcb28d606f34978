/* YouTube: pages of the Data API's commentThreads.list (and comments.list), and yt-dlp's info.json. */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

static const struct et_field_names thread[] = {
    {ET_FIELD_TEXT, "snippet/topLevelComment/snippet/textOriginal|snippet/textOriginal"},
    {ET_FIELD_HTML, "snippet/topLevelComment/snippet/textDisplay|snippet/textDisplay"},
    {ET_FIELD_TIME, "snippet/topLevelComment/snippet/publishedAt|snippet/publishedAt"},
    {ET_FIELD_AUTHOR, "snippet/topLevelComment/snippet/authorDisplayName|snippet/authorDisplayName"},
    {ET_FIELD_KEY, "snippet/topLevelComment/id|id"},
    {ET_FIELD_PARENT, "snippet/parentId"},
    {ET_FIELD_LIKES, "snippet/topLevelComment/snippet/likeCount|snippet/likeCount"},
    {ET_FIELD_REPLIES, "snippet/totalReplyCount"},
    {ET_FIELD_POST_KEY, "snippet/videoId|snippet/topLevelComment/snippet/videoId"},
    {0, NULL},
};

static double detect_api(const struct et_probe *probe, unsigned form)
{
    (void)form;
    if (et_probe_has(probe, "items/snippet/topLevelComment|snippet/topLevelComment"))
        return 0.99;
    if (et_probe_has(probe, "items/snippet/textOriginal|items/snippet/textDisplay"))
        return 0.95;
    /* A page of a video that nobody commented on. */
    return et_probe_has(probe, "items") && et_probe_has(probe, "kind") && et_probe_has(probe, "pageInfo") ? 0.6 : 0;
}

const struct et_adapter_ops et_adapter_youtube_api = {
    .name = "youtube-api",
    .what = "pages of the YouTube Data API's comment threads",
    .forms = ET_FORM_JSON,
    .platform = ET_PLATFORM_YOUTUBE,
    .comment = thread,
    .replies = "replies/comments",
    .document = "items",
    .detect = detect_api,
};

static const struct et_field_names comment[] = {
    {ET_FIELD_TEXT, "text"},
    {ET_FIELD_HTML, "html"},
    {ET_FIELD_TIME, "timestamp"},
    {ET_FIELD_AUTHOR, "author"},
    {ET_FIELD_VERIFIED, "author_is_verified"},
    {ET_FIELD_KEY, "id"},
    {ET_FIELD_PARENT, "parent"},
    {ET_FIELD_LIKES, "like_count"},
    {ET_FIELD_PINNED, "is_pinned"},
    {ET_FIELD_LIKED_BY_AUTHOR, "is_favorited"},
    {0, NULL},
};

static const struct et_field_names video[] = {
    {ET_FIELD_POST_KEY, "id|display_id"},
    {ET_FIELD_POST_URL, "webpage_url|original_url"},
    {ET_FIELD_TITLE, "title|fulltitle"},
    {ET_FIELD_CAPTION, "description"},
    {ET_FIELD_OWNER, "channel|uploader"},
    {ET_FIELD_POSTED_AT, "timestamp|upload_date"},
    {ET_FIELD_POST_LIKES, "like_count"},
    {ET_FIELD_POST_COMMENTS, "comment_count"},
    {ET_FIELD_PLAYS, "view_count"},
    {ET_FIELD_OBSERVED, "epoch"},
    {0, NULL},
};

static double detect_ytdlp(const struct et_probe *probe, unsigned form)
{
    (void)form;
    if (et_probe_has(probe, "comments/text") && et_probe_has(probe, "webpage_url|upload_date|extractor|channel"))
        return 0.98;
    /* The comments may lie beyond what is looked at. */
    return et_probe_has(probe, "webpage_url") && et_probe_has(probe, "id") &&
                   et_probe_has(probe, "extractor|formats|channel")
               ? 0.8
               : 0;
}

const struct et_adapter_ops et_adapter_ytdlp = {
    .name = "yt-dlp",
    .what = "yt-dlp's info.json with comments",
    .forms = ET_FORM_JSON,
    .platform = ET_PLATFORM_YOUTUBE, /* where webpage_url shows no other one */
    .comment = comment,
    .document = "comments",
    .document_post = video,
    .detect = detect_ytdlp,
};
