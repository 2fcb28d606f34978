/** Hands the rows of the earlier program's database to the sink, with the scores that it gave. */
#ifndef ET_INGEST_LEGACY_READER_H
#define ET_INGEST_LEGACY_READER_H

#include "ingest/sink.h"
#include "store/legacy.h"

struct et_legacy_reader {
    struct et_legacy *database;
    uint64_t row;
};

ET_MUST_CHECK enum et_rc et_legacy_reader_open(struct et_legacy_reader *reader, const char *path,
                                               struct et_error *error);
void et_legacy_reader_close(struct et_legacy_reader *reader); /**< a zeroed one is allowed */
ET_MUST_CHECK enum et_rc et_legacy_reader_read(struct et_legacy_reader *reader, struct et_sink *sink,
                                               struct et_error *error);

#endif
