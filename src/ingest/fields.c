#include "ingest/fields.h"

static const char *const names[ET_FIELDS] = {
    [ET_FIELD_TEXT] = "text",
    [ET_FIELD_HTML] = "html",
    [ET_FIELD_TIME] = "time",
    [ET_FIELD_AUTHOR] = "author",
    [ET_FIELD_AUTHOR_NAME] = "author_name",
    [ET_FIELD_VERIFIED] = "verified",
    [ET_FIELD_KEY] = "id",
    [ET_FIELD_PARENT] = "parent",
    [ET_FIELD_DEPTH] = "depth",
    [ET_FIELD_LIKES] = "likes",
    [ET_FIELD_REPLIES] = "replies",
    [ET_FIELD_PINNED] = "pinned",
    [ET_FIELD_LIKED_BY_AUTHOR] = "liked_by_author",
    [ET_FIELD_OBSERVED] = "observed",
    [ET_FIELD_PLATFORM] = "platform",
    [ET_FIELD_POST_URL] = "url",
    [ET_FIELD_POST_KEY] = "post",
    [ET_FIELD_MEDIA_ID] = "media_id",
    [ET_FIELD_CAPTION] = "caption",
    [ET_FIELD_SUBJECT] = "subject",
    [ET_FIELD_TITLE] = "title",
    [ET_FIELD_OWNER] = "owner",
    [ET_FIELD_POSTED_AT] = "posted_at",
    [ET_FIELD_POST_LIKES] = "post_likes",
    [ET_FIELD_POST_COMMENTS] = "post_comments",
    [ET_FIELD_PLAYS] = "plays",
    [ET_FIELD_SUMMARY] = "summary",
};

const char *et_field_name(enum et_field field)
{
    return field < ET_FIELDS ? names[field] : "";
}

static bool same(struct et_slice a, const char *b)
{
    size_t i = 0;
    for (; *b; b++) {
        while (i < a.len && strchr("_- ", a.ptr[i]))
            i++;
        if (*b == '_')
            continue;
        if (i == a.len || (a.ptr[i] | 32) != *b)
            return false;
        i++;
    }
    return i == a.len;
}

enum et_field et_field_parse(struct et_slice name)
{
    static const struct {
        const char *name;
        enum et_field field;
    } others[] = {{"comment", ET_FIELD_TEXT},
                  {"content", ET_FIELD_TEXT},
                  {"message", ET_FIELD_TEXT},
                  {"body", ET_FIELD_TEXT},
                  {"username", ET_FIELD_AUTHOR},
                  {"user", ET_FIELD_AUTHOR},
                  {"handle", ET_FIELD_AUTHOR},
                  {"name", ET_FIELD_AUTHOR_NAME},
                  {"timestamp", ET_FIELD_TIME},
                  {"date", ET_FIELD_TIME},
                  {"created_at", ET_FIELD_TIME},
                  {"created", ET_FIELD_TIME},
                  {"like", ET_FIELD_LIKES},
                  {"like_count", ET_FIELD_LIKES},
                  {"votes", ET_FIELD_LIKES},
                  {"post_url", ET_FIELD_POST_URL},
                  {"video_url", ET_FIELD_POST_URL},
                  {"post_id", ET_FIELD_POST_KEY},
                  {"video_id", ET_FIELD_POST_KEY},
                  {"video", ET_FIELD_POST_KEY},
                  {"shortcode", ET_FIELD_POST_KEY},
                  {"comment_id", ET_FIELD_KEY},
                  {"key", ET_FIELD_KEY},
                  {"parent_id", ET_FIELD_PARENT},
                  {"reply_to", ET_FIELD_PARENT},
                  {"reply_count", ET_FIELD_REPLIES},
                  {"is_pinned", ET_FIELD_PINNED},
                  {"observed_at", ET_FIELD_OBSERVED}};
    for (int f = 0; f < ET_FIELDS; f++)
        if (same(name, names[f]))
            return (enum et_field)f;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (same(name, others[i].name))
            return others[i].field;
    return ET_FIELDS;
}
