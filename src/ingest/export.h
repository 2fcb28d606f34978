/** An export being read: opened, decompressed, decoded, detected, and cut into batches of records. One thread.
 *  Memory is bounded: the file is streamed; one record is at most ET_RECORD_MAX bytes. */
#ifndef ET_INGEST_EXPORT_H
#define ET_INGEST_EXPORT_H

#include "base/hash.h"
#include "ingest/adapter.h"

#define ET_RECORD_MAX ((size_t)16 << 20)

struct et_export;

/** path "-" reads standard input. Errors: ET_E_NOT_FOUND, ET_E_IO, ET_E_USAGE (an option that does not fit: unknown column in
 *  --map, platform or date needed), ET_E_FORMAT (no adapter takes it, with what was found), ET_E_EXISTS (a file that the
 *  program wrote itself). */
ET_MUST_CHECK enum et_rc et_export_open(const char *path, const struct et_import_options *options, struct et_export **out,
                                        struct et_error *error);
/** The same over memory that outlives the export; name stands for its path. */
ET_MUST_CHECK enum et_rc et_export_open_bytes(struct et_slice bytes, const char *name,
                                              const struct et_import_options *options, struct et_export **out,
                                              struct et_error *error);
void et_export_close(struct et_export *export);
const struct et_detection *et_export_detection(const struct et_export *export);
const char *et_export_format(const struct et_export *export); /**< the adapter's name: "preamble-csv", "generic", ... */
int64_t et_export_observed_at(const struct et_export *export);

/** Fills batch with the next records (posts, comments in file order with outcome PENDING, EMPTY or REJECTED + reason, sequence,
 *  records_end, repaired_bytes), at most max_comments and about max_bytes of text. An empty or rejected comment has post
 *  UINT32_MAX; a rejected one has the raw record, at most 4 KiB of it, as its text. A post record may repeat a post; comments
 *  point to its first entry. Everything in the batch lives in the arena. Which records form a batch depends on the
 *  file and these limits alone. ET_END when there are no more. A damaged tail ends as rejected records, not as an error. */
ET_MUST_CHECK enum et_rc et_export_next(struct et_export *export, struct et_arena *arena, size_t max_comments, size_t max_bytes,
                                        struct et_batch *batch, struct et_error *error);

uint64_t et_export_bytes_read(const struct et_export *export);  /**< of the file as stored; for progress */
uint64_t et_export_bytes_total(const struct et_export *export); /**< 0 = not known (standard input) */
/** SHA-256 of the raw bytes; only after ET_END. */
void et_export_sha256(struct et_export *export, char hex[ET_SHA256_HEX]);

/** SHA-256 of a whole file ahead of reading it. */
ET_MUST_CHECK enum et_rc et_file_sha256(const char *path, char hex[ET_SHA256_HEX], struct et_error *error);

/** Canonical text of the options that change a file's meaning: "platform=instagram;tz=America/New_York;..." */
ET_MUST_CHECK enum et_rc et_import_options_text(const struct et_import_options *options, struct et_arena *arena,
                                                struct et_slice *out, struct et_error *error);

#endif
