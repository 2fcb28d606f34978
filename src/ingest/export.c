#include "ingest/export.h"

#include "base/log.h"
#include "base/mem.h"
#include "ingest/export_int.h"
#include "store/legacy.h"

#define DETECT_MAX ((size_t)8 << 20) /* bytes that are looked at to tell a format */
#define COMMENTS_MAX ((size_t)1 << 20)

static bool keep_text(struct et_export *export, struct et_slice *text)
{
    if (!text->ptr)
        return true;
    *text = et_arena_copy(&export->arena, *text);
    return text->ptr != NULL;
}

/* The options are used as long as the export: their texts are copied. */
static enum et_rc keep_options(struct et_export *export, const struct et_import_options *options,
                               struct et_error *error)
{
    struct et_import_options *own = &export->options;
    *own = *options;
    bool ok = keep_text(export, &own->subject) && keep_text(export, &own->url) && keep_text(export, &own->zone_name) &&
              keep_text(export, &own->encoding) && keep_text(export, &own->format);
    struct et_mapping *map = et_arena_calloc(&export->arena, own->map_count + 1, sizeof *map);
    own->map = map;
    for (size_t i = 0; i < own->map_count && map; i++) {
        map[i] = options->map[i];
        ok = ok && keep_text(export, &map[i].field) && keep_text(export, &map[i].column);
    }
    export->path = et_arena_printf(&export->arena, "%s", export->path);
    return ok && map && export->path ? ET_OK : et_fail_nomem(error);
}

static enum et_rc open_stream(struct et_export *export, struct et_source *source_take, struct et_error *error)
{
    enum et_encoding forced = ET_ENCODING_UNDECIDED;
    struct et_slice name = export->options.encoding;
    if (name.ptr && !et_encoding_parse(name, &forced)) {
        et_source_close(source_take);
        return et_fail(error, ET_E_USAGE,
                       "--encoding " ET_SLICE_FMT ": not known; there are utf-8, utf-16le, utf-16be and windows-1252",
                       ET_SLICE_ARG(name));
    }
    enum et_rc rc = et_stream_open(&export->stream, source_take, forced, ET_RECORD_MAX, 0, error);
    export->has_source = !rc;
    return rc;
}

static enum et_rc open_database(struct et_export *export, struct et_error *error)
{
    if (strcmp(export->path, "-") == 0)
        return et_fail(error, ET_E_FORMAT, "an SQLite database can't be read from standard input; name its file");
    if (!et_legacy_is(export->path))
        return et_fail(error, ET_E_FORMAT,
                       "an SQLite database, but not the earlier program's (no table comments with its columns)");
    export->found =
        (struct et_found){.adapter = et_adapter_by_form(ET_FORM_DATABASE), .form = ET_FORM_DATABASE, .sure = 1};
    export->found.why = ET_SLICE("an SQLite database with the earlier program's table comments");
    return et_legacy_reader_open(&export->legacy, export->path, error);
}

/* An info.json may tell what it is only behind half a megabyte of video formats: then more of it is looked at. */
static enum et_rc detect(struct et_export *export, struct et_error *error)
{
    struct et_stream *stream = &export->stream;
    for (;;) {
        struct et_slice window = et_stream_window(stream);
        enum et_rc rc = et_detect(window, stream->at_end, &export->options, &export->arena, &export->found, error);
        bool may_tell = rc == ET_E_FORMAT && export->found.form == ET_FORM_JSON && window.len < DETECT_MAX;
        if (!may_tell || stream->at_end)
            return rc;
        while (!stream->at_end && et_stream_window(stream).len < 2 * window.len)
            if ((rc = et_stream_more(stream, error)))
                return rc;
    }
}

static enum et_rc open_readers(struct et_export *export, struct et_error *error)
{
    struct et_slice window = et_stream_window(&export->stream);
    if (et_slice_starts(window, ET_SLICE("SQLite format 3")))
        return open_database(export, error);
    enum et_rc rc = detect(export, error);
    if (rc)
        return rc;
    if (export->found.form == ET_FORM_JSON)
        return et_document_open(&export->document, &export->stream, export->found.adapter, &export->options, error);
    et_csv_init(&export->sheet.csv, &export->stream, export->found.delimiter);
    export->sheet.csv.lone_cr = export->found.lone_cr;
    export->sheet.csv.columns = export->found.columns;
    export->sheet.header = export->found.header;
    export->sheet.columns = export->found.columns;
    return et_sheet_map(&export->sheet, export->found.adapter, &export->options, &export->found.probe, &export->arena,
                        error);
}

/* field -> column as used, for people. */
static enum et_rc describe(struct et_export *export, struct et_error *error)
{
    struct et_detection *detection = &export->detection;
    const struct et_found *found = &export->found;
    *detection = (struct et_detection){.adapter = found->adapter,
                                       .sure = found->sure,
                                       .why = found->why,
                                       .encoding = et_slice_of(et_encoding_name(export->stream.decoder.encoding)),
                                       .delimiter = found->delimiter};
    bool table = found->form == ET_FORM_TABLE || found->form == ET_FORM_PREAMBLE;
    const struct et_group *group = table ? &export->sheet.groups[0] : NULL;
    size_t count = group ? group->count : 0;
    detection->columns = et_arena_calloc(&export->arena, count + 1, sizeof *detection->columns);
    if (!detection->columns)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++)
        detection->columns[i] = (struct et_mapping){et_slice_of(et_field_name(group->columns[i].field)),
                                                    export->sheet.header[group->columns[i].column]};
    detection->column_count = count;
    if (found->form == ET_FORM_JSON)
        return et_document_describe(&export->document, &export->arena, &found->probe, detection, error);
    return ET_OK;
}

static enum et_rc open_all(struct et_export *export, const struct et_import_options *options,
                           struct et_source *source_take, struct et_error *error)
{
    enum et_rc rc = keep_options(export, options, error);
    if (rc)
        et_source_close(source_take);
    if (!rc)
        rc = open_stream(export, source_take, error);
    et_sink_init(&export->sink, ET_TIME_NONE);
    if (!rc)
        rc = open_readers(export, error);
    if (!rc)
        rc = et_export_set_up(export, error);
    if (!rc)
        rc = describe(export, error);
    return rc;
}

static enum et_rc open_source(const char *path, const struct et_import_options *options, struct et_source *source_take,
                              struct et_export **out, struct et_error *error)
{
    struct et_export *export = et_calloc(1, sizeof *export);
    if (!export) {
        et_source_close(source_take);
        return et_fail_nomem(error);
    }
    et_arena_init(&export->arena, 0);
    export->path = path;
    enum et_rc rc = open_all(export, options, source_take, error);
    if (rc) {
        et_export_close(export);
        if (rc != ET_E_NOMEM && error)
            et_error_prefix(error, "%s", strcmp(path, "-") == 0 ? "standard input" : path);
        return rc;
    }
    ET_LOG(ET_LOG_DEBUG, "ingest.detect", "format found", ET_F_STR("path", path),
           ET_F_STR("format", export->found.adapter->name), ET_F_REAL("sure", export->found.sure),
           ET_F_SLICE("why", export->found.why), ET_F_SLICE("encoding", export->detection.encoding));
    *out = export;
    return ET_OK;
}

enum et_rc et_export_open(const char *path, const struct et_import_options *options, struct et_export **out,
                          struct et_error *error)
{
    struct et_source *source;
    enum et_rc rc = et_source_open(path, &source, error);
    return rc ? rc : open_source(path, options, source, out, error);
}

enum et_rc et_export_open_bytes(struct et_slice bytes, const char *name, const struct et_import_options *options,
                                struct et_export **out, struct et_error *error)
{
    struct et_source *source;
    enum et_rc rc = et_source_of(bytes, &source, error);
    return rc ? rc : open_source(name, options, source, out, error);
}

void et_export_close(struct et_export *export)
{
    if (!export)
        return;
    et_csv_dispose(&export->sheet.csv);
    et_document_close(&export->document);
    et_legacy_reader_close(&export->legacy);
    et_probe_dispose(&export->found.probe);
    et_sink_dispose(&export->sink);
    if (export->has_source)
        et_stream_close(&export->stream);
    et_arena_dispose(&export->arena);
    et_free(export);
}

const struct et_detection *et_export_detection(const struct et_export *export)
{
    return &export->detection;
}

const char *et_export_format(const struct et_export *export)
{
    return export->found.adapter->name;
}

int64_t et_export_observed_at(const struct et_export *export)
{
    return export->sink.dates.observed_at_us;
}

static enum et_rc read_on(struct et_export *export, struct et_error *error)
{
    switch (export->found.form) {
    case ET_FORM_JSON:
        return et_document_read(&export->document, &export->sink, error);
    case ET_FORM_DATABASE:
        return et_legacy_reader_read(&export->legacy, &export->sink, error);
    default:
        return et_sheet_read(&export->sheet, &export->sink, error);
    }
}

/* The end of the file: damaged compression is a rejected record unless the last record was rejected for it already. */
static enum et_rc end(struct et_export *export, struct et_error *error)
{
    const struct et_batch *batch = export->sink.batch;
    const char *damage = et_source_damage(export->stream.source);
    const struct et_batch_comment *last = batch->comment_count ? &batch->comments[batch->comment_count - 1] : NULL;
    bool told = last && last->outcome == ET_REJECTED && et_slice_is(et_slice_of(last->reason), "cut off");
    export->ended = true;
    if (damage && !told) {
        struct et_place place = {.row = export->sheet.csv.row + export->document.split.row + 1,
                                 .offset = et_stream_offset(&export->stream)};
        enum et_rc rc = et_sink_reject(&export->sink, &place, damage, error);
        if (rc)
            return rc;
    }
    return et_source_finish(export->stream.source, export->sha256, error);
}

enum et_rc et_export_next(struct et_export *export, struct et_arena *arena, size_t max_comments, size_t max_bytes,
                          struct et_batch *batch, struct et_error *error)
{
    *batch = (struct et_batch){.sequence = export->sequence};
    if (export->ended)
        return ET_END;
    if (max_comments > COMMENTS_MAX)
        max_comments = COMMENTS_MAX;
    enum et_rc rc = et_sink_begin(&export->sink, arena, max_comments ? max_comments : 1, max_bytes, batch, error);
    if (!rc)
        rc = read_on(export, error);
    if (rc == ET_END)
        rc = end(export, error);
    if (rc) {
        if (rc != ET_E_NOMEM && error)
            et_error_prefix(error, "%s", strcmp(export->path, "-") == 0 ? "standard input" : export->path);
        return rc;
    }
    batch->repaired_bytes += export->stream.decoder.repaired - export->stream_repairs;
    export->stream_repairs = export->stream.decoder.repaired;
    if (batch->records_end == 0 && export->ended)
        return ET_END;
    export->records += batch->records_end;
    batch->records_end = export->records;
    export->sequence++;
    return ET_OK;
}

uint64_t et_export_bytes_read(const struct et_export *export)
{
    return et_source_bytes_read(export->stream.source);
}

uint64_t et_export_bytes_total(const struct et_export *export)
{
    return et_source_bytes_total(export->stream.source);
}

void et_export_sha256(struct et_export *export, char hex[ET_SHA256_HEX])
{
    memcpy(hex, export->sha256, ET_SHA256_HEX);
}
