#include "ingest/sink.h"

#include "ingest/clean.h"
#include "ingest/numbers.h"

#define RAW_MAX ((size_t)4096)

void et_sink_init(struct et_sink *sink, int64_t observed_at_us)
{
    *sink = (struct et_sink){.dates.observed_at_us = observed_at_us, .default_time_us = ET_TIME_NONE};
}

void et_sink_dispose(struct et_sink *sink)
{
    et_map64_dispose(&sink->by_raw);
    et_map64_dispose(&sink->by_key);
}

/* What a batch holds lives in its own arena: it may be used longer than the export. */
static bool own_file_post(struct et_sink *sink)
{
    sink->own_post = sink->file_post;
    sink->own_subject = sink->subject;
    struct et_slice *texts[] = {&sink->own_post.key,     &sink->own_post.url,   &sink->own_post.caption,
                                &sink->own_post.subject, &sink->own_post.title, &sink->own_post.owner,
                                &sink->own_subject};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (!texts[i]->ptr)
            continue;
        *texts[i] = et_arena_copy(sink->arena, *texts[i]);
        if (!texts[i]->ptr)
            return false;
    }
    return true;
}

enum et_rc et_sink_begin(struct et_sink *sink, struct et_arena *arena, size_t max_comments, size_t max_bytes,
                         struct et_batch *batch, struct et_error *error)
{
    sink->arena = arena;
    sink->batch = batch;
    sink->max_comments = max_comments;
    sink->max_bytes = max_bytes;
    sink->bytes = sink->post_size = 0;
    et_map64_clear(&sink->by_raw);
    et_map64_clear(&sink->by_key);
    batch->comments = et_arena_alloc(arena, max_comments * sizeof *batch->comments);
    return batch->comments && own_file_post(sink) ? ET_OK : et_fail_nomem(error);
}

struct et_slice et_sink_text(struct et_sink *sink, const struct et_values *values, enum et_field field, bool *nomem)
{
    struct et_slice text = et_slice_trim(values->value[field]);
    if (text.len == 0)
        return et_slice(NULL, 0);
    bool kept = values->kept >> field & 1;
    struct et_slice clean = et_clean(sink->arena, text, kept, &sink->batch->repaired_bytes);
    *nomem |= !clean.ptr;
    clean = et_slice_trim(clean);
    return clean.len ? clean : et_slice(NULL, 0);
}

/* Vendors' ids; what a spreadsheet made of one ("1.81E+16") is none, and "18100000000015838.0" loses its tail. */
static struct et_slice key_text(struct et_sink *sink, const struct et_values *values, enum et_field field, bool *nomem)
{
    struct et_slice key = et_sink_text(sink, values, field, nomem);
    static const char *const none[] = {"0", "root", "null", "none", "na", "n/a", "nan", "undefined", "-", "#n/a"};
    double number;
    for (size_t i = 0; i < sizeof none / sizeof none[0] && key.ptr; i++)
        if (et_slice_eq_nocase(key, et_slice_of(none[i])))
            return et_slice(NULL, 0);
    if (key.len > 2 && et_slice_ends(key, ET_SLICE(".0")))
        key.len -= 2;
    bool spoilt = key.ptr && (memchr(key.ptr, '.', key.len)) && et_slice_to_double(key, &number);
    return spoilt ? et_slice(NULL, 0) : key;
}

static bool is_blank(struct et_slice text)
{
    static const char *const invisible[] = {"\xC2\xA0",     "\xE2\x80\x8B", "\xE2\x80\x8C",
                                            "\xE2\x80\x8D", "\xE2\x81\xA0", "\xEF\xBB\xBF",
                                            "\xEF\xB8\x8F", "\xE2\x80\x8E", "\xE2\x80\x8F"};
    while ((text = et_slice_trim(text)).len) {
        size_t i = 0, n = sizeof invisible / sizeof invisible[0];
        while (i < n && !et_slice_starts(text, et_slice_of(invisible[i])))
            i++;
        if (i == n)
            return false;
        text = et_slice_sub(text, strlen(invisible[i]), text.len);
    }
    return true;
}

/* The comment's words, clean; html only where there is no plain text. */
static struct et_slice comment_text(struct et_sink *sink, const struct et_values *values, bool *nomem)
{
    struct et_slice text = values->value[ET_FIELD_TEXT];
    bool kept = values->kept >> ET_FIELD_TEXT & 1;
    if (!text.ptr && values->value[ET_FIELD_HTML].ptr) {
        text = et_clean_html(sink->arena, values->value[ET_FIELD_HTML]);
        kept = true;
        *nomem |= !text.ptr;
    }
    if (!text.ptr)
        return text;
    struct et_slice clean = et_clean(sink->arena, text, kept, &sink->batch->repaired_bytes);
    *nomem |= !clean.ptr;
    return clean;
}

static struct et_batch_comment *add_comment(struct et_sink *sink, const struct et_place *place)
{
    struct et_batch_comment *comment = &sink->batch->comments[sink->batch->comment_count++];
    *comment = (struct et_batch_comment){.record = {.post = ET_NO_POST,
                                                    .author_verified = ET_TRI_NONE,
                                                    .pinned = ET_TRI_NONE,
                                                    .liked_by_author = ET_TRI_NONE,
                                                    .created_at_us = ET_TIME_NONE,
                                                    .likes = ET_COUNT_NONE,
                                                    .replies = ET_COUNT_NONE,
                                                    .observed_at_us = sink->dates.observed_at_us,
                                                    .row = place->row,
                                                    .offset = place->offset}};
    sink->batch->records_end++;
    return comment;
}

static enum et_rc set_rejected(struct et_sink *sink, struct et_batch_comment *comment, const struct et_place *place,
                               const char *reason, struct et_error *error)
{
    comment->outcome = ET_REJECTED;
    comment->reason = reason;
    comment->record.post = ET_NO_POST;
    uint64_t ignored = 0;
    struct et_slice raw = et_slice_sub(place->raw, 0, RAW_MAX);
    if (!raw.ptr)
        return ET_OK;
    comment->record.text = et_clean_bytes(sink->arena, et_slice_trim(raw), false, &ignored);
    return comment->record.text.ptr ? ET_OK : et_fail_nomem(error);
}

enum et_rc et_sink_reject(struct et_sink *sink, const struct et_place *place, const char *reason,
                          struct et_error *error)
{
    return set_rejected(sink, add_comment(sink, place), place, reason, error);
}

/* The comment's time. *reason is set when it has none that can be used. */
static void read_time(const struct et_sink *sink, const struct et_values *values, struct et_comment_record *record,
                      const char **reason)
{
    enum et_date_result result =
        et_date_parse(values->value[ET_FIELD_TIME], &sink->dates, &record->created_at_us, &record->precision);
    if (result == ET_DATE_ABSENT && sink->default_time_us != ET_TIME_NONE) {
        record->created_at_us = sink->default_time_us;
        record->precision = ET_TIME_DAY;
        result = ET_DATE_OK;
    }
    if (result == ET_DATE_OK)
        return;
    record->created_at_us = ET_TIME_NONE;
    *reason = et_date_reason(result);
}

static void read_author(struct et_sink *sink, const struct et_values *values, struct et_comment_record *record,
                        bool *nomem)
{
    record->author = et_sink_text(sink, values, ET_FIELD_AUTHOR, nomem);
    record->author_name = et_sink_text(sink, values, ET_FIELD_AUTHOR_NAME, nomem);
    if (!record->author.ptr)
        record->author = record->author_name;
    if (record->author.len > 1 && record->author.ptr[0] == '@') /* a handle is the same with and without it */
        record->author = et_slice_sub(record->author, 1, record->author.len);
    if (values->value[ET_FIELD_VERIFIED].ptr)
        record->author_verified = et_tri_parse(values->value[ET_FIELD_VERIFIED]);
}

/* Exports that only say how deep a comment hangs list answers right below what they answer. */
static struct et_slice parent_by_depth(struct et_sink *sink, const struct et_values *values, struct et_slice key,
                                       bool *nomem)
{
    int64_t depth = et_count_parse(values->value[ET_FIELD_DEPTH]);
    struct et_slice parent = et_slice(NULL, 0);
    if (depth < 0 || depth >= 8)
        return parent;
    if (depth > 0 && sink->last_key[depth - 1].len) {
        parent = et_arena_copy(sink->arena, sink->last_key[depth - 1]);
        *nomem |= !parent.ptr;
    }
    for (int64_t d = depth; d < 8; d++)
        sink->last_key[d].len = 0;
    if (key.len && key.len <= sizeof sink->depth_keys[depth]) {
        memcpy(sink->depth_keys[depth], key.ptr, key.len);
        sink->last_key[depth] = et_slice(sink->depth_keys[depth], key.len);
    }
    return parent;
}

static void read_keys(struct et_sink *sink, const struct et_values *values, const struct et_place *place,
                      struct et_comment_record *record, bool *nomem)
{
    record->key = key_text(sink, values, ET_FIELD_KEY, nomem);
    record->parent_key = key_text(sink, values, ET_FIELD_PARENT, nomem);
    if (!record->parent_key.ptr && place->parent.ptr) {
        record->parent_key = et_arena_copy(sink->arena, place->parent);
        *nomem |= !record->parent_key.ptr;
    }
    if (values->value[ET_FIELD_DEPTH].ptr) {
        struct et_slice parent = parent_by_depth(sink, values, record->key, nomem);
        record->parent_key = record->parent_key.ptr ? record->parent_key : parent;
    }
    if (record->parent_key.ptr && et_slice_eq(record->parent_key, record->key))
        record->parent_key = et_slice(NULL, 0);
}

static void read_counts(struct et_sink *sink, const struct et_values *values, struct et_comment_record *record)
{
    const struct et_slice *value = values->value;
    enum et_precision ignored;
    record->likes = et_count_parse(value[ET_FIELD_LIKES]);
    record->replies = et_count_parse(value[ET_FIELD_REPLIES]);
    if (value[ET_FIELD_PINNED].ptr)
        record->pinned = et_tri_parse(value[ET_FIELD_PINNED]);
    if (value[ET_FIELD_LIKED_BY_AUTHOR].ptr)
        record->liked_by_author = et_tri_parse(value[ET_FIELD_LIKED_BY_AUTHOR]);
    int64_t seen;
    if (value[ET_FIELD_OBSERVED].ptr &&
        et_date_parse(value[ET_FIELD_OBSERVED], &sink->dates, &seen, &ignored) == ET_DATE_OK)
        record->observed_at_us = seen;
}

enum et_rc et_sink_comment(struct et_sink *sink, const struct et_values *values, const struct et_place *place,
                           struct et_error *error)
{
    struct et_batch_comment *comment = add_comment(sink, place);
    struct et_comment_record *record = &comment->record;
    const char *reason = NULL;
    bool nomem = false;
    record->text = comment_text(sink, values, &nomem);
    read_keys(sink, values, place, record, &nomem);
    read_author(sink, values, record, &nomem);
    if (nomem)
        return et_fail_nomem(error);
    read_counts(sink, values, record);
    sink->bytes += record->text.len + record->author.len;
    if (is_blank(record->text)) {
        comment->outcome = ET_EMPTY;
        return ET_OK;
    }
    enum et_rc rc = ET_OK;
    read_time(sink, values, record, &reason);
    if (!reason)
        rc = et_sink_find_post(sink, values, &record->post, &reason, error);
    if (!rc && reason)
        rc = set_rejected(sink, comment, place, reason, error);
    return rc;
}
