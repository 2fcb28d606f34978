#include "base/hash.h"
#include "base/utf8.h"
#include "ingest/numbers.h"
#include "ingest/post_url.h"
#include "ingest/sink.h"
#include "types/media_id.h"

/* Key of a post in the batch's map. */
static uint64_t key_hash(enum et_platform platform, struct et_slice key)
{
    return et_hash64_seed(key, (uint64_t)platform + 1);
}

static uint64_t raw_hash(const struct et_values *values)
{
    static const enum et_field naming[] = {ET_FIELD_POST_URL, ET_FIELD_POST_KEY, ET_FIELD_MEDIA_ID,
                                           ET_FIELD_PLATFORM, ET_FIELD_SUBJECT,  ET_FIELD_TITLE};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof naming / sizeof naming[0]; i++)
        if (values->value[naming[i]].len)
            hash = et_hash64_seed(values->value[naming[i]], hash + i + 1);
    return hash;
}

/* Whether a key is one that the platform gives: a URL is made of no other. */
static bool is_platform_key(enum et_platform platform, struct et_slice key)
{
    uint64_t id;
    if (platform == ET_PLATFORM_INSTAGRAM)
        return key.len >= 5 && et_shortcode_to_media_id(key, &id);
    bool plain = platform == ET_PLATFORM_YOUTUBE && key.len == 11;
    for (size_t i = 0; i < key.len && plain; i++)
        plain = key.ptr[i] == '-' || key.ptr[i] == '_' || ((key.ptr[i] | 32) >= 'a' && (key.ptr[i] | 32) <= 'z') ||
                (key.ptr[i] >= '0' && key.ptr[i] <= '9');
    return plain;
}

struct et_slice et_post_url(enum et_platform platform, struct et_slice key, struct et_slice url, struct et_arena *arena)
{
    if (!is_platform_key(platform, key))
        return url;
    bool youtube = platform == ET_PLATFORM_YOUTUBE;
    return et_slice_of(et_arena_printf(arena, "%s" ET_SLICE_FMT "%s",
                                       youtube ? "https://www.youtube.com/watch?v=" : "https://www.instagram.com/p/",
                                       ET_SLICE_ARG(key), youtube ? "" : "/"));
}

/* Whether an id is that of the file's post, exactly or after it went through a double. */
static bool is_file_post(const struct et_sink *sink, uint64_t id)
{
    uint64_t own;
    if (!sink->has_file_post || sink->own_post.platform != ET_PLATFORM_INSTAGRAM ||
        !et_shortcode_to_media_id(sink->own_post.key, &own))
        return false;
    return own == id || (et_media_id_imprecise(id) && (double)own == (double)id);
}

static struct et_slice key_of_media_id(struct et_sink *sink, struct et_slice text, bool *imprecise)
{
    uint64_t id;
    char shortcode[ET_SHORTCODE_MAX];
    if (!et_media_id_parse(text, &id))
        return et_slice(NULL, 0);
    if (is_file_post(sink, id))
        return sink->own_post.key;
    et_media_id_to_shortcode(id, shortcode);
    *imprecise = et_media_id_imprecise(id);
    return et_arena_copy(sink->arena, et_slice_of(shortcode));
}

static enum et_platform platform_of(const struct et_sink *sink, const struct et_values *values, struct et_slice url)
{
    enum et_platform told = ET_PLATFORM_UNKNOWN;
    if (sink->platform_fixed)
        return sink->platform;
    if (values->value[ET_FIELD_PLATFORM].len)
        told = et_platform_parse(et_slice_trim(values->value[ET_FIELD_PLATFORM]));
    if (told == ET_PLATFORM_UNKNOWN && url.ptr)
        told = et_platform_of_url(url);
    if (told == ET_PLATFORM_UNKNOWN && url.ptr && !sink->platform_given && !sink->has_file_post)
        return ET_PLATFORM_UNKNOWN; /* a host that is not known */
    return told == ET_PLATFORM_UNKNOWN ? sink->platform : told;
}

/* A number of a post on Instagram is its media id; any other text is the key as it is. */
static bool is_media_id(enum et_platform platform, struct et_slice key)
{
    uint64_t id;
    return platform == ET_PLATFORM_INSTAGRAM && key.len > 11 && et_media_id_parse(key, &id);
}

/* What names the post, in the order of how well it does. */
static void read_key(struct et_sink *sink, const struct et_values *values, struct et_post_record *post, bool *nomem)
{
    struct et_slice url = et_sink_text(sink, values, ET_FIELD_POST_URL, nomem);
    struct et_slice key = et_sink_text(sink, values, ET_FIELD_POST_KEY, nomem);
    struct et_slice media_id = et_slice_trim(values->value[ET_FIELD_MEDIA_ID]);
    if (!url.ptr && et_is_url(key)) {
        url = key;
        key = et_slice(NULL, 0);
    } else if (url.ptr && !et_is_url(url)) {
        key = key.ptr ? key : url;
        url = et_slice(NULL, 0);
    }
    post->platform = platform_of(sink, values, url);
    post->url = url;
    if (key.ptr && is_media_id(post->platform, key)) {
        media_id = media_id.len ? media_id : key;
        key = et_slice(NULL, 0);
    }
    post->key = key;
    if (!post->key.ptr && url.ptr) {
        post->key = et_post_key_of_url(post->platform, url, sink->arena);
        *nomem |= !post->key.ptr;
    }
    if (!post->key.ptr && media_id.len)
        post->key = key_of_media_id(sink, media_id, &post->imprecise);
}

/* Records that name no post: the file's, or, of a table with several subjects, the subject's. */
static void fall_back(struct et_sink *sink, struct et_post_record *post)
{
    struct et_slice name = post->subject.ptr ? post->subject : post->title;
    if (post->key.ptr)
        return;
    if (name.ptr && !(sink->has_file_post && sink->file_post_named)) {
        post->key = et_utf8_truncate(name, 200);
    } else if (sink->has_file_post) {
        post->key = sink->own_post.key;
        if (post->platform == ET_PLATFORM_UNKNOWN)
            post->platform = sink->own_post.platform;
    }
}

static struct et_slice or_else(struct et_slice a, struct et_slice b)
{
    return a.ptr ? a : b;
}

static int64_t count_or_else(int64_t a, int64_t b)
{
    return a != ET_COUNT_NONE ? a : b;
}

/* Fills what a post lacks from what another record said of it. */
static void merge(struct et_post_record *post, const struct et_post_record *other)
{
    post->url = or_else(post->url, other->url);
    post->caption = or_else(post->caption, other->caption);
    post->subject = or_else(post->subject, other->subject);
    post->title = or_else(post->title, other->title);
    post->owner = or_else(post->owner, other->owner);
    if (post->posted_at_us == ET_TIME_NONE)
        post->posted_at_us = other->posted_at_us;
    post->likes = count_or_else(post->likes, other->likes);
    post->comments = count_or_else(post->comments, other->comments);
    post->plays = count_or_else(post->plays, other->plays);
}

static void read_counts(struct et_sink *sink, const struct et_values *values, struct et_post_record *post)
{
    enum et_precision ignored;
    post->likes = et_count_parse(values->value[ET_FIELD_POST_LIKES]);
    post->comments = et_count_parse(values->value[ET_FIELD_POST_COMMENTS]);
    post->plays = et_count_parse(values->value[ET_FIELD_PLAYS]);
    if (et_date_parse(values->value[ET_FIELD_POSTED_AT], &sink->dates, &post->posted_at_us, &ignored) != ET_DATE_OK)
        post->posted_at_us = ET_TIME_NONE;
    if (values->value[ET_FIELD_OBSERVED].ptr &&
        et_date_parse(values->value[ET_FIELD_OBSERVED], &sink->dates, &post->observed_at_us, &ignored) != ET_DATE_OK)
        post->observed_at_us = sink->dates.observed_at_us;
}

/* Metadata tools put word joiners (U+2060) around what they read: without them the caption is the one that others give.
 */
static struct et_slice without_joiners(struct et_sink *sink, struct et_slice text, bool *nomem)
{
    static const char joiner[] = "\xE2\x81\xA0";
    if (!text.ptr || et_slice_find(text, ET_SLICE(joiner)) == SIZE_MAX)
        return text;
    char *out = et_arena_alloc(sink->arena, text.len + 1);
    size_t n = 0;
    *nomem |= !out;
    for (size_t i = 0; out && i < text.len; i++) {
        if (et_slice_starts(et_slice_sub(text, i, text.len), ET_SLICE(joiner)))
            i += sizeof joiner - 2;
        else
            out[n++] = text.ptr[i];
    }
    struct et_slice left = et_slice_trim(et_slice(out, n));
    return left.len ? left : et_slice(NULL, 0);
}

enum et_rc et_sink_read_post(struct et_sink *sink, const struct et_values *values, struct et_post_record *post,
                             const char **reason, struct et_error *error)
{
    bool nomem = false;
    *post = (struct et_post_record){.observed_at_us = sink->dates.observed_at_us};
    read_key(sink, values, post, &nomem);
    post->caption = without_joiners(sink, et_sink_text(sink, values, ET_FIELD_CAPTION, &nomem), &nomem);
    post->subject = et_sink_text(sink, values, ET_FIELD_SUBJECT, &nomem);
    post->title = et_sink_text(sink, values, ET_FIELD_TITLE, &nomem);
    post->owner = et_sink_text(sink, values, ET_FIELD_OWNER, &nomem);
    read_counts(sink, values, post);
    bool named = post->key.ptr != NULL; /* a subject or a file's name may look like a key: a URL of it would be invented */
    fall_back(sink, post);
    if (named) {
        bool given = post->url.ptr != NULL;
        post->url = et_post_url(post->platform, post->key, post->url, sink->arena);
        nomem |= given && !post->url.ptr;
    }
    if (nomem)
        return et_fail_nomem(error);
    if (sink->has_file_post && post->platform == sink->own_post.platform && et_slice_eq(post->key, sink->own_post.key))
        merge(post, &sink->own_post);
    post->subject = or_else(post->subject, sink->own_subject);
    if (post->key.ptr && post->platform == ET_PLATFORM_UNKNOWN)
        *reason = "platform is not known";
    else if (!post->key.ptr)
        *reason = "names no post";
    return ET_OK;
}

static struct et_batch_post *add_post(struct et_sink *sink, const struct et_post_record *record)
{
    struct et_batch *batch = sink->batch;
    if (batch->post_count == sink->post_size) {
        size_t size = sink->post_size ? sink->post_size * 2 : 16;
        struct et_batch_post *posts = et_arena_alloc(sink->arena, size * sizeof *posts);
        if (!posts)
            return NULL;
        if (batch->post_count)
            memcpy(posts, batch->posts, batch->post_count * sizeof *posts);
        batch->posts = posts;
        sink->post_size = size;
    }
    struct et_batch_post *post = &batch->posts[batch->post_count++];
    *post = (struct et_batch_post){.record = *record};
    return post;
}

/* The batch's entry of a post, made if new. */
static enum et_rc enter(struct et_sink *sink, const struct et_post_record *record, uint32_t *index,
                        struct et_error *error)
{
    bool is_new;
    uint64_t *slot = et_map64_put(&sink->by_key, key_hash(record->platform, record->key), &is_new);
    if (!slot)
        return et_fail_nomem(error);
    if (is_new) {
        *slot = sink->batch->post_count;
        if (!add_post(sink, record))
            return et_fail_nomem(error);
    } else {
        merge(&sink->batch->posts[*slot].record, record);
    }
    *index = (uint32_t)*slot;
    return ET_OK;
}

enum et_rc et_sink_find_post(struct et_sink *sink, const struct et_values *values, uint32_t *index, const char **reason,
                             struct et_error *error)
{
    uint64_t hash = raw_hash(values);
    uint64_t *known = et_map64_get(&sink->by_raw, hash);
    if (known && (sink->batch->posts[*known].record.caption.ptr || !values->value[ET_FIELD_CAPTION].len)) {
        *index = (uint32_t)*known;
        return ET_OK;
    }
    struct et_post_record post;
    *index = ET_NO_POST;
    enum et_rc rc = et_sink_read_post(sink, values, &post, reason, error);
    if (rc || *reason)
        return rc;
    rc = enter(sink, &post, index, error);
    if (rc)
        return rc;
    uint64_t *slot = et_map64_put(&sink->by_raw, hash, NULL);
    if (!slot)
        return et_fail_nomem(error);
    *slot = *index;
    return ET_OK;
}

enum et_rc et_sink_post(struct et_sink *sink, const struct et_values *values, const struct et_place *place,
                        struct et_error *error)
{
    struct et_post_record record;
    const char *reason = NULL;
    enum et_rc rc = et_sink_read_post(sink, values, &record, &reason, error);
    if (rc)
        return rc;
    if (reason)
        return et_sink_reject(sink, place, reason, error);
    struct et_batch_post *post = add_post(sink, &record);
    bool is_new;
    uint64_t *slot = post ? et_map64_put(&sink->by_key, key_hash(record.platform, record.key), &is_new) : NULL;
    if (!slot)
        return et_fail_nomem(error);
    if (is_new)
        *slot = sink->batch->post_count - 1;
    post->is_record = true;
    sink->batch->records_end++;
    sink->bytes += record.caption.len;
    return ET_OK;
}
