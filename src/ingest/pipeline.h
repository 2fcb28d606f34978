/** The threads of an import: a reader cuts an export into batches, N analysers identify and analyse them side by side, and the
 *  caller takes them back in the order of the file. Memory is fixed by the number of batches in flight. */
#ifndef ET_INGEST_PIPELINE_H
#define ET_INGEST_PIPELINE_H

#include "ingest/export.h"
#include "ingest/import.h"

/** Which records form a batch decides where an interrupted import goes on: change these and half-done imports start over. */
#define ET_BATCH_COMMENTS ((size_t)8192)
#define ET_BATCH_BYTES ((size_t)4 << 20)

struct et_pipeline;

/** Starts reading. The export is used by the reader's thread until the pipeline is freed. Batches that end at or before
 *  skip_records are handed out without being analysed. */
ET_MUST_CHECK enum et_rc et_pipeline_start(const struct et_import_job *job, struct et_export *export, uint64_t skip_records,
                                           struct et_pipeline **out, struct et_error *error);

/** The next batch in the order of the file, valid until the next call; bytes is how far the file has been read. ET_END after
 *  the last. The first error of any thread comes here, in the place of its batch. */
ET_MUST_CHECK enum et_rc et_pipeline_next(struct et_pipeline *pipeline, struct et_batch **batch, uint64_t *bytes,
                                          struct et_error *error);

/** Stops all threads, at the end or before. NULL is allowed. */
void et_pipeline_free(struct et_pipeline *pipeline);

#endif
