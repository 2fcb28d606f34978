/** An export's text: the source's bytes decoded to UTF-8, in a window that slides over them. Bytes that are no UTF-8
 * pass through (cells are cleaned when they are taken); UTF-16 and Windows-1252 are converted. One thread. Pointers
 * into the window hold until the next et_stream_more or et_stream_skip. */
#ifndef ET_INGEST_STREAM_H
#define ET_INGEST_STREAM_H

#include "base/error.h"
#include "ingest/encoding.h"
#include "ingest/source.h"

#define ET_STREAM_CHUNK ((size_t)256 << 10)

struct et_stream {
    struct et_source *source;
    struct et_decoder decoder;
    char *data; /**< the window is [pos, end) of it */
    size_t pos, end, size;
    size_t max;         /**< most bytes of a window */
    size_t chunk;       /**< bytes read at a time */
    uint64_t base;      /**< offset in the decoded file of data[0] */
    bool at_end;        /**< nothing will come behind the window */
    unsigned char *raw; /**< a chunk before decoding; NULL for UTF-8 */
};

/** Takes the source over, also on failure. chunk 0 = ET_STREAM_CHUNK; max = most bytes that one record may need.
 *  forced: the encoding, or ET_ENCODING_UNDECIDED. Reads the first chunk. */
ET_MUST_CHECK enum et_rc et_stream_open(struct et_stream *stream, struct et_source *source_take,
                                        enum et_encoding forced, size_t max, size_t chunk, struct et_error *error);
void et_stream_close(struct et_stream *stream); /**< a zeroed one is allowed */

/** Adds a chunk to the window; at_end is set when there was none. ET_E_TOO_LONG when the window would pass max. */
ET_MUST_CHECK enum et_rc et_stream_more(struct et_stream *stream, struct et_error *error);

static inline struct et_slice et_stream_window(const struct et_stream *stream)
{
    return et_slice(stream->data + stream->pos, stream->end - stream->pos);
}

static inline uint64_t et_stream_offset(const struct et_stream *stream)
{
    return stream->base + stream->pos;
}

static inline void et_stream_skip(struct et_stream *stream, size_t bytes)
{
    stream->pos += bytes;
}

#endif
