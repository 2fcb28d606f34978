/* Instagram comments as scrapers flatten the private API's JSON: with the post's URL and caption before the header
 * ("preamble-csv"), or comments of many posts in one file ("dataset-csv"). 40 to 69 columns have been seen, in
 * alphabetical order, with '/' or '.' between the parts of a name. */
#include "ingest/adapters/adapters_int.h"

const struct et_field_names et_instagram_fields[] = {
    {ET_FIELD_TEXT, "text"},
    {ET_FIELD_TIME, "created_at_utc|created_at"},
    {ET_FIELD_AUTHOR, "user/username"},
    {ET_FIELD_AUTHOR_NAME, "user/full_name"},
    {ET_FIELD_VERIFIED, "user/is_verified"},
    {ET_FIELD_KEY, "pk|strong_id__|id"},
    {ET_FIELD_PARENT, "replied_to_comment_id|parent_comment_id|reply_root_comment_id"},
    {ET_FIELD_LIKES, "comment_like_count|like_count"},
    {ET_FIELD_REPLIES, "child_comment_count"},
    {ET_FIELD_PINNED, "is_pinned"},
    {ET_FIELD_LIKED_BY_AUTHOR, "is_liked_by_media_owner"},
    {ET_FIELD_MEDIA_ID, "media_id"},
    {0, NULL},
};

static bool is_comment(const struct et_probe *probe)
{
    return et_probe_has(probe, "text") && et_probe_has(probe, "created_at|created_at_utc") &&
           et_probe_has(probe, "comment_like_count");
}

static double detect_preamble(const struct et_probe *probe, unsigned form)
{
    return form == ET_FORM_PREAMBLE && is_comment(probe) ? 0.99 : 0;
}

static double detect_dataset(const struct et_probe *probe, unsigned form)
{
    if (!is_comment(probe) || form == ET_FORM_PREAMBLE)
        return 0;
    return et_probe_has(probe, "media_id") ? 0.98 : et_probe_has(probe, "user/username|pk") ? 0.9 : 0.6;
}

const struct et_adapter_ops et_adapter_preamble = {
    .name = "preamble-csv",
    .what = "Instagram comments with the post's URL and caption before the table",
    .forms = ET_FORM_PREAMBLE,
    .platform = ET_PLATFORM_INSTAGRAM,
    .comment = et_instagram_fields,
    .detect = detect_preamble,
};

const struct et_adapter_ops et_adapter_dataset = {
    .name = "dataset-csv",
    .what = "Instagram comments of many posts, known by media_id",
    .forms = ET_FORM_TABLE | ET_FORM_JSON,
    .platform = ET_PLATFORM_INSTAGRAM,
    .comment = et_instagram_fields,
    .detect = detect_dataset,
};
