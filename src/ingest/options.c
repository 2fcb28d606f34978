/* Options of an import as one text, and the fingerprint of a file ahead of reading it. */
#include "base/buf.h"
#include "base/mem.h"
#include "ingest/export.h"
#include "ingest/source.h"

/* Values may hold anything: what separates is escaped, so that two sets of options never have one text. */
static void add(struct et_buf *out, const char *name, struct et_slice value)
{
    if (!value.ptr)
        return;
    if (out->len)
        et_buf_char(out, ';');
    et_buf_str(out, name);
    et_buf_char(out, '=');
    for (size_t i = 0; i < value.len; i++) {
        if (strchr("\\;=", value.ptr[i]) && value.ptr[i])
            et_buf_char(out, '\\');
        et_buf_char(out, value.ptr[i]);
    }
}

enum et_rc et_import_options_text(const struct et_import_options *options, struct et_arena *arena, struct et_slice *out,
                                  struct et_error *error)
{
    struct et_buf text;
    char order = (char)options->date_order, date[ET_TIME_TEXT];
    et_buf_init(&text, 0);
    if (options->platform != ET_PLATFORM_UNKNOWN)
        add(&text, "platform", et_slice_of(et_platform_name(options->platform)));
    add(&text, "subject", options->subject);
    add(&text, "url", options->url);
    if (options->zone)
        add(&text, "tz", options->zone_name.ptr ? options->zone_name : et_slice_of(et_zone_name(options->zone)));
    if (order)
        add(&text, "order", et_slice(&order, 1));
    add(&text, "encoding", options->encoding);
    if (options->date_us != ET_TIME_NONE) {
        et_time_format_iso(options->date_us, date);
        add(&text, "date", et_slice_of(date));
    }
    add(&text, "format", options->format);
    if (!options->auto_detect)
        add(&text, "detect", ET_SLICE("no"));
    for (size_t i = 0; i < options->map_count; i++) {
        add(&text, "map", options->map[i].field);
        add(&text, "to", options->map[i].column);
    }
    *out = et_arena_copy(arena, et_buf_view(&text));
    bool failed = text.failed || !out->ptr;
    et_buf_dispose(&text);
    return failed ? et_fail_nomem(error) : ET_OK;
}

enum et_rc et_file_sha256(const char *path, char hex[ET_SHA256_HEX], struct et_error *error)
{
    struct et_source *source;
    enum et_rc rc = et_source_open(path, &source, error);
    if (rc)
        return rc;
    rc = et_source_finish(source, hex, error);
    et_source_close(source);
    return rc;
}
