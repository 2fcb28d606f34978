/** Reads the records of JSON: objects of comments with answers nested in them, posts with comments below them, and
 * objects that hold an array of comments and tell their post. One record is parsed at a time. */
#ifndef ET_INGEST_DOCUMENT_H
#define ET_INGEST_DOCUMENT_H

#include "base/buf.h"
#include "ingest/json_split.h"
#include "ingest/probe.h"
#include "ingest/sink.h"

#include <jansson.h>

/** One comment or post of a record. */
struct et_unit {
    json_t *object;
    size_t parent; /**< unit that it hangs below; SIZE_MAX = none */
    size_t record; /**< unit of the record that it came with: tells the post */
    bool is_post;
};

struct et_document {
    struct et_json_split split;
    const struct et_adapter_ops *adapter;
    const struct et_import_options *options;
    struct et_source *(*again)(void *); /**< opens the file anew; NULL = it can't be */
    struct et_arena arena;              /**< of what the streamed object tells of the post */
    struct et_values post;              /**< the object's own values */
    struct et_buf clean;                /**< a record that had to be cleaned before it parsed */
    json_t *root;
    struct et_unit *units;
    size_t unit_count, unit_size, next_unit;
    uint64_t row, offset;
    struct et_slice raw; /**< of the record, in the stream's window */
    uint64_t repaired;
};

ET_MUST_CHECK enum et_rc et_document_open(struct et_document *document, struct et_stream *stream,
                                          const struct et_adapter_ops *adapter, const struct et_import_options *options,
                                          struct et_error *error);
void et_document_close(struct et_document *document); /**< a zeroed one is allowed */

/** Hands the next comments and posts to the sink until it is full. ET_END when there are no more. */
ET_MUST_CHECK enum et_rc et_document_read(struct et_document *document, struct et_sink *sink, struct et_error *error);

/** field -> key path as used, for people. */
ET_MUST_CHECK enum et_rc et_document_describe(const struct et_document *document, struct et_arena *arena,
                                              const struct et_probe *probe, struct et_detection *detection,
                                              struct et_error *error);

#endif
