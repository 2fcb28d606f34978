/* What an export's records do not tell themselves is settled when it is opened: time of observation, platform, post. */
#include "base/file.h"
#include "base/log.h"
#include "ingest/clean.h"
#include "ingest/export_int.h"
#include "ingest/post_url.h"
#include "types/media_id.h"

#define SAMPLE_ROWS 200

static struct et_slice file_name(const struct et_export *export)
{
    return strcmp(export->path, "-") == 0 ? ET_SLICE("standard input") : et_slice_of(et_path_name(export->path));
}

/* The name without its endings and without the time of the export, so that a later export of the post has the same. */
static struct et_slice file_stem(const struct et_export *export)
{
    static const char *const endings[] = {".gz",   ".zst",    ".csv",  ".tsv",      ".txt",      ".jsonl",
                                          ".json", ".ndjson", ".info", "_comments", ".comments", "-comments"};
    struct et_slice name = file_name(export);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        struct et_slice ending = et_slice_of(endings[i]);
        if (name.len > ending.len &&
            et_slice_eq_nocase(et_slice(name.ptr + (name.len - ending.len), ending.len), ending)) {
            name.len -= ending.len;
            i = SIZE_MAX; /* from the first ending again */
        }
    }
    for (size_t i = 1; i < name.len; i++) {
        struct et_slice rest = et_slice_sub(name, i, name.len);
        if ((name.ptr[i - 1] == '_' || name.ptr[i - 1] == '-') && rest.len <= 23 &&
            et_date_in_name(rest, false) != ET_TIME_NONE) {
            name.len = i - 1;
            break;
        }
    }
    return name;
}

/* When the export was made: by its name, else its file's time, else (standard input) now. */
static void set_observed(struct et_export *export)
{
    int64_t us = et_date_in_name(file_name(export), false);
    if (us == ET_TIME_NONE)
        us = et_source_modified_us(export->stream.source);
    if (us < INT64_C(1072915200) * ET_US_SECOND) /* a file time that somebody reset */
        us = et_time_now_us();
    export->sink.dates.observed_at_us = us;
}

static bool set_key(struct et_export *export, struct et_slice url)
{
    struct et_post_record *post = &export->sink.file_post;
    enum et_platform platform = et_platform_of_url(url);
    if (platform != ET_PLATFORM_UNKNOWN && !export->sink.platform_fixed)
        post->platform = platform;
    post->key = et_post_key_of_url(post->platform, url, &export->arena);
    post->url = post->key.ptr ? et_post_url(post->platform, post->key, url, &export->arena) : et_slice(NULL, 0);
    export->sink.has_file_post = export->sink.file_post_named = true;
    return post->url.ptr != NULL;
}

/* Line 1 is the post's URL, what follows its caption; where line 1 is none, all of it is. */
static enum et_rc read_preamble(struct et_export *export, struct et_error *error)
{
    uint64_t ignored = 0;
    struct et_slice text = et_clean(&export->arena, export->found.preamble, false, &ignored);
    if (!export->found.preamble.ptr)
        return ET_OK;
    if (!text.ptr)
        return et_fail_nomem(error);
    text = et_slice_trim(text);
    struct et_slice caption = text;
    struct et_slice first = et_slice_trim(et_slice_cut(&caption, '\n'));
    if (first.len > 2 && first.ptr[0] == '"' && first.ptr[first.len - 1] == '"') /* some tools quote it */
        first = et_slice_sub(first, 1, first.len - 1);
    bool named = et_is_url(first);
    export->sink.file_post.caption = et_slice_trim(named ? caption : text);
    if (!export->sink.file_post.caption.len)
        export->sink.file_post.caption = et_slice(NULL, 0);
    return !named || set_key(export, first) ? ET_OK : et_fail_nomem(error);
}

/* The platform that a table's first rows show by their URLs or names; UNKNOWN when they show none, or several. */
static enum et_platform platform_of_rows(struct et_export *export, bool *shown, struct et_error *error, enum et_rc *rc)
{
    struct et_csv csv;
    struct et_slice window = et_stream_window(&export->stream);
    enum et_platform found = ET_PLATFORM_UNKNOWN;
    bool several = false;
    size_t at = export->found.skip, used = 0;
    *shown = false;
    et_csv_init(&csv, NULL, export->sheet.csv.delimiter);
    csv.lone_cr = export->sheet.csv.lone_cr;
    for (int i = 0; i < SAMPLE_ROWS && at < window.len; i++, at += used) {
        enum et_csv_status status =
            et_csv_glance(&csv, et_slice_sub(window, at, window.len), export->stream.at_end, &used);
        if (status == ET_CSV_NO_MEMORY)
            *rc = et_fail_nomem(error);
        if (status == ET_CSV_MORE || *rc)
            break;
        if (status != ET_CSV_RECORD)
            continue;
        if (csv.cell_count != export->sheet.columns)
            continue;
        struct et_csv_row row = {.cells = csv.cells, .count = csv.cell_count};
        enum et_platform here =
            et_platform_parse(et_slice_trim(et_sheet_peek(&export->sheet, &row, ET_FIELD_PLATFORM)));
        if (here == ET_PLATFORM_UNKNOWN)
            here = et_platform_of_url(et_slice_trim(et_sheet_peek(&export->sheet, &row, ET_FIELD_POST_URL)));
        several |= here != ET_PLATFORM_UNKNOWN && found != ET_PLATFORM_UNKNOWN && here != found;
        *shown |= here != ET_PLATFORM_UNKNOWN;
        found = here == ET_PLATFORM_UNKNOWN ? found : here;
    }
    et_csv_dispose(&csv);
    return several ? ET_PLATFORM_UNKNOWN : found;
}

static enum et_rc set_platform(struct et_export *export, struct et_error *error)
{
    struct et_sink *sink = &export->sink;
    const struct et_adapter_ops *adapter = export->found.adapter;
    bool rows_tell = false;
    enum et_rc rc = ET_OK;
    sink->platform = adapter->platform;
    sink->platform_fixed = adapter->platform != ET_PLATFORM_UNKNOWN && !adapter->document_post;
    if (!sink->platform_fixed && export->options.platform != ET_PLATFORM_UNKNOWN)
        sink->platform = export->options.platform;
    sink->platform_given = !sink->platform_fixed && export->options.platform != ET_PLATFORM_UNKNOWN;
    if (sink->platform_fixed && export->options.platform != ET_PLATFORM_UNKNOWN &&
        export->options.platform != adapter->platform)
        ET_LOG(ET_LOG_WARNING, "ingest.detect", "the format is one platform's; --platform is not used",
               ET_F_STR("path", export->path), ET_F_STR("format", adapter->name),
               ET_F_STR("platform", et_platform_name(adapter->platform)));
    sink->file_post.platform = sink->platform;
    rc = read_preamble(export, error);
    if (!rc && export->options.url.ptr && !set_key(export, et_slice_trim(export->options.url)))
        rc = et_fail_nomem(error);
    if (rc || sink->platform != ET_PLATFORM_UNKNOWN)
        return rc;
    sink->platform = sink->file_post.platform;
    if (sink->platform == ET_PLATFORM_UNKNOWN && export->found.form != ET_FORM_JSON)
        sink->platform = platform_of_rows(export, &rows_tell, error, &rc);
    if (sink->platform == ET_PLATFORM_UNKNOWN && !rows_tell && export->found.form != ET_FORM_JSON)
        sink->platform = et_platform_of_columns(&export->found.probe);
    sink->file_post.platform = sink->platform;
    if (!rc && sink->platform == ET_PLATFORM_UNKNOWN && !rows_tell)
        return et_fail(error, ET_E_USAGE,
                       "neither URLs nor columns tell which platform it is from; say it with --platform "
                       "instagram|youtube|tiktok|facebook|x|threads|reddit|other");
    return rc;
}

static bool names_posts(const struct et_export *export)
{
    if (export->found.form == ET_FORM_JSON)
        return !export->found.adapter->named_by_file && !export->found.adapter->document_post;
    return et_sheet_has(&export->sheet, ET_FIELD_POST_URL) || et_sheet_has(&export->sheet, ET_FIELD_POST_KEY) ||
           et_sheet_has(&export->sheet, ET_FIELD_MEDIA_ID);
}

/* Instaloader may call a file by the short code; other names of its files are names of their own. */
static bool is_shortcode(struct et_slice stem)
{
    uint64_t id;
    return stem.len == 11 && et_shortcode_to_media_id(stem, &id);
}

/* yt-dlp calls a file "Title [id].info.json". */
static struct et_slice name_in_brackets(struct et_slice stem)
{
    if (stem.len < 3 || stem.ptr[stem.len - 1] != ']')
        return stem;
    const char *open = memrchr(stem.ptr, '[', stem.len);
    return open ? et_slice(open + 1, (size_t)(stem.ptr + stem.len - 1 - (open + 1))) : stem;
}

/* A file without a column for it is one post: --url names it, or --subject, or the file's name. */
static enum et_rc set_file_post(struct et_export *export, struct et_error *error)
{
    struct et_sink *sink = &export->sink;
    struct et_post_record *post = &sink->file_post;
    uint64_t ignored = 0;
    sink->subject = export->options.subject;
    post->subject = sink->subject;
    if (sink->has_file_post || names_posts(export))
        return ET_OK;
    struct et_slice stem = name_in_brackets(file_stem(export));
    sink->file_post_named = sink->subject.ptr != NULL;
    post->key = et_clean(&export->arena, sink->file_post_named ? sink->subject : stem, false, &ignored);
    if (post->key.ptr && !sink->file_post_named && export->found.form != ET_FORM_JSON)
        post->key = et_slice_of(et_arena_printf(&export->arena, "file:" ET_SLICE_FMT, ET_SLICE_ARG(post->key)));
    if (!post->key.ptr)
        return et_fail_nomem(error);
    if (export->found.adapter->named_by_file) {
        sink->file_post_named = true;
        post->posted_at_us = et_date_in_name(file_name(export), true);
        if (is_shortcode(stem))
            post->key = et_arena_copy(&export->arena, stem);
        if (is_shortcode(stem))
            post->url = et_post_url(post->platform, post->key, post->url, &export->arena);
    }
    sink->has_file_post = true;
    return post->key.ptr ? ET_OK : et_fail_nomem(error);
}

static enum et_rc check_time(struct et_export *export, struct et_error *error)
{
    bool table = export->found.form != ET_FORM_JSON;
    if (table && (export->found.adapter->post || et_sheet_has(&export->sheet, ET_FIELD_TIME)))
        return ET_OK;
    export->sink.default_time_us = export->options.date_us;
    if (!table || export->options.date_us != ET_TIME_NONE)
        return ET_OK;
    return et_fail(
        error, ET_E_USAGE,
        "no column tells when the comments were written; name it with --map time=COLUMN, or give one date for all "
        "with --date YYYY-MM-DD");
}

/* Nothing of it is lost: rows that name no post are of one named by the file, rows of no platform of "other". */
static enum et_rc set_up_database(struct et_export *export, struct et_error *error)
{
    struct et_sink *sink = &export->sink;
    bool given = export->options.platform != ET_PLATFORM_UNKNOWN;
    sink->platform = given ? export->options.platform : ET_PLATFORM_OTHER;
    sink->platform_given = true;
    sink->subject = export->options.subject;
    sink->has_file_post = true;
    sink->file_post.platform = sink->platform;
    sink->file_post.key = file_stem(export);
    return sink->file_post.key.len ? ET_OK : et_fail(error, ET_E_USAGE, "the file has no name");
}

enum et_rc et_export_set_up(struct et_export *export, struct et_error *error)
{
    struct et_sink *sink = &export->sink;
    sink->dates.zone = export->options.zone;
    sink->dates.order = (char)export->options.date_order;
    sink->decide_order = et_export_decide_order;
    sink->context = export;
    sink->file_post = (struct et_post_record){
        .posted_at_us = ET_TIME_NONE, .likes = ET_COUNT_NONE, .comments = ET_COUNT_NONE, .plays = ET_COUNT_NONE};
    set_observed(export);
    sink->file_post.observed_at_us = sink->dates.observed_at_us;
    if (export->found.form == ET_FORM_DATABASE) {
        return set_up_database(export, error);
    }
    enum et_rc rc = set_platform(export, error);
    if (!rc)
        rc = set_file_post(export, error);
    if (!rc)
        rc = check_time(export, error);
    if (!rc && export->found.form != ET_FORM_JSON)
        et_stream_skip(&export->stream, export->found.skip);
    return rc;
}
