/* Metadata of post pages: one post a row, numbers as people read them ("46K"), cells with word joiners. The short code
 * is often missing; then the link for the Android app holds it. Where there is no caption, the page's description does.
 */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

static const struct et_field_names post[] = {
    {ET_FIELD_POST_KEY, "Post_Metadata/shortcode"},
    {ET_FIELD_POST_URL, "Post_Metadata/al:android:url|original_url|Post_Metadata/og:url|url"},
    {ET_FIELD_CAPTION, "Post_Metadata/caption"},
    {ET_FIELD_SUMMARY, "Post_Metadata/og:description|Post_Metadata/description|description"},
    {ET_FIELD_TITLE, "Post_Metadata/title"},
    {ET_FIELD_OWNER, "Post_Metadata/author_username|author_username"},
    {ET_FIELD_POSTED_AT, "upload_date"},
    {ET_FIELD_POST_LIKES, "likes"},
    {ET_FIELD_POST_COMMENTS, "comments"},
    {0, NULL},
};

static double detect(const struct et_probe *probe, unsigned form)
{
    (void)form;
    bool named =
        et_probe_has(probe, "Post_Metadata/shortcode|Post_Metadata/al:android:url|Post_Metadata/og:description");
    return named && et_probe_has(probe, "Post_Metadata/caption|Post_Metadata/og:description|original_url") ? 0.97 : 0;
}

/* Cuts the number before a word: "12K likes, ..." with " like". ptr NULL if it does not stand there. */
static struct et_slice number_before(struct et_slice text, const char *word)
{
    size_t at = et_slice_find(text, et_slice_of(word));
    size_t from = at;
    if (at == SIZE_MAX)
        return et_slice(NULL, 0);
    while (from > 0 && strchr("0123456789.,KMBkmb", text.ptr[from - 1]))
        from--;
    while (from < at && strchr(".,", text.ptr[from])) /* "likes, 340 comments" */
        from++;
    return from == at ? et_slice(NULL, 0) : et_slice_sub(text, from, at);
}

/* "12K likes, 340 comments - name on November 20, 2025: "caption"" */
static void mend(struct et_values *values)
{
    struct et_slice summary = et_slice_trim(values->value[ET_FIELD_SUMMARY]);
    struct et_slice *value = values->value;
    if (!summary.len)
        return;
    size_t colon = et_slice_find(summary, ET_SLICE(": \""));
    struct et_slice head = et_slice_sub(summary, 0, colon == SIZE_MAX ? summary.len : colon);
    bool kept = values->kept >> ET_FIELD_SUMMARY & 1;
    struct {
        enum et_field field;
        struct et_slice text;
    } found[4] = {{ET_FIELD_POST_LIKES, number_before(head, " like")},
                  {ET_FIELD_POST_COMMENTS, number_before(head, " comment")}};
    size_t dash = et_slice_find(head, ET_SLICE(" - ")), on = et_slice_find(head, ET_SLICE(" on "));
    if (dash != SIZE_MAX && on != SIZE_MAX && on > dash + 3) {
        found[2].field = ET_FIELD_OWNER;
        found[2].text = et_slice_sub(head, dash + 3, on);
        found[3].field = ET_FIELD_POSTED_AT;
        found[3].text = et_slice_sub(head, on + 4, head.len);
    }
    for (size_t i = 0; i < 4; i++) {
        if (!found[i].text.len || value[found[i].field].len)
            continue;
        value[found[i].field] = found[i].text;
        values->kept = (values->kept & ~(1u << found[i].field)) | (kept ? 1u << found[i].field : 0);
    }
    if (value[ET_FIELD_CAPTION].len || colon == SIZE_MAX)
        return;
    struct et_slice caption = et_slice_sub(summary, colon + 3, summary.len);
    if (et_slice_ends(caption, ET_SLICE("\".")))
        caption.len -= 2;
    else if (et_slice_ends(caption, ET_SLICE("\"")))
        caption.len -= 1;
    value[ET_FIELD_CAPTION] = caption;
    values->kept = (values->kept & ~(1u << ET_FIELD_CAPTION)) | (kept ? 1u << ET_FIELD_CAPTION : 0);
}

const struct et_adapter_ops et_adapter_post_metadata = {
    .name = "post-metadata",
    .what = "metadata of post pages",
    .forms = ET_FORM_TABLE,
    .platform = ET_PLATFORM_INSTAGRAM,
    .post = post,
    .detect = detect,
    .mend_post = mend,
};
