#include "ingest/stream.h"

#include "base/mem.h"

#include <assert.h>

/* Makes room for `need` bytes behind the window, first by moving it to the front. */
static enum et_rc make_room(struct et_stream *stream, size_t need, struct et_error *error)
{
    size_t held = stream->end - stream->pos;
    if (stream->size - stream->end >= need)
        return ET_OK;
    if (held > stream->max)
        return et_fail(error, ET_E_TOO_LONG, "a record is longer than %zu MiB", stream->max >> 20);
    if (stream->pos) {
        memmove(stream->data, stream->data + stream->pos, held);
        stream->base += stream->pos;
        stream->pos = 0;
        stream->end = held;
    }
    if (stream->size - stream->end >= need)
        return ET_OK;
    size_t size = stream->size ? stream->size * 2 : need * 2;
    while (size - held < need)
        size *= 2;
    char *data = et_realloc(stream->data, size);
    if (!data)
        return et_fail_nomem(error);
    stream->data = data;
    stream->size = size;
    return ET_OK;
}

static enum et_rc more_decoded(struct et_stream *stream, struct et_error *error)
{
    enum et_rc rc = make_room(stream, 3 * (stream->chunk + 4), error);
    size_t got = 0;
    if (!rc && !stream->raw && !(stream->raw = et_malloc(stream->chunk)))
        rc = et_fail_nomem(error);
    if (!rc)
        rc = et_source_read(stream->source, (char *)stream->raw, stream->chunk, &got, error);
    if (rc)
        return rc;
    stream->at_end = got < stream->chunk;
    stream->end += et_decode(&stream->decoder, stream->raw, got, stream->at_end, stream->data + stream->end);
    return ET_OK;
}

/* The chunk that lies at the end of the window turned out not to be UTF-8: decodes it in place. */
static enum et_rc redecode(struct et_stream *stream, size_t got, size_t mark, struct et_error *error)
{
    stream->raw = et_malloc(stream->chunk);
    if (!stream->raw)
        return et_fail_nomem(error);
    memcpy(stream->raw, stream->data + stream->end, got);
    enum et_rc rc = make_room(stream, 3 * (stream->chunk + 4), error);
    if (rc)
        return rc;
    stream->end +=
        et_decode(&stream->decoder, stream->raw + mark, got - mark, stream->at_end, stream->data + stream->end);
    return ET_OK;
}

enum et_rc et_stream_more(struct et_stream *stream, struct et_error *error)
{
    assert(!stream->at_end);
    enum et_encoding encoding = stream->decoder.encoding;
    if (encoding != ET_ENCODING_UNDECIDED && encoding != ET_ENCODING_UTF8)
        return more_decoded(stream, error);
    bool first = stream->base == 0 && stream->end == 0;
    enum et_rc rc = make_room(stream, stream->chunk, error);
    size_t got = 0, mark = 0;
    if (!rc)
        rc = et_source_read(stream->source, stream->data + stream->end, stream->chunk, &got, error);
    if (rc)
        return rc;
    stream->at_end = got < stream->chunk;
    if (encoding == ET_ENCODING_UNDECIDED)
        encoding = et_encoding_guess(et_slice(stream->data + stream->end, got), first, &mark);
    else if (first && got >= 3 && memcmp(stream->data, "\xEF\xBB\xBF", 3) == 0)
        mark = 3;
    stream->decoder.encoding = encoding;
    if (encoding != ET_ENCODING_UNDECIDED && encoding != ET_ENCODING_UTF8)
        return redecode(stream, got, mark, error);
    stream->end += got;
    stream->pos += mark;
    return ET_OK;
}

/* A forced UTF-16 keeps its mark: U+FEFF at the start is no text. */
static void skip_mark(struct et_stream *stream)
{
    if (stream->end - stream->pos >= 3 && memcmp(stream->data + stream->pos, "\xEF\xBB\xBF", 3) == 0)
        stream->pos += 3;
}

enum et_rc et_stream_open(struct et_stream *stream, struct et_source *source_take, enum et_encoding forced, size_t max,
                          size_t chunk, struct et_error *error)
{
    *stream = (struct et_stream){.source = source_take, .max = max, .chunk = chunk ? chunk : ET_STREAM_CHUNK};
    stream->decoder.encoding = forced;
    enum et_rc rc = et_stream_more(stream, error);
    if (rc)
        et_stream_close(stream);
    else
        skip_mark(stream);
    return rc;
}

void et_stream_close(struct et_stream *stream)
{
    et_source_close(stream->source);
    et_free(stream->data);
    et_free(stream->raw);
    *stream = (struct et_stream){0};
}
