/** <file>.rejects.csv beside the log: every rejected record with its place and reason. Written anew by each import. */
#ifndef ET_INGEST_REJECTS_H
#define ET_INGEST_REJECTS_H

#include "base/arena.h"
#include "base/error.h"

struct et_rejects;

/** The first column's name, by which detection knows a file of rejects. */
#define ET_REJECTS_MARK "et_intel_reject_row"

/** folder/<name of source>.rejects.csv; the folder is made. */
ET_MUST_CHECK enum et_rc et_rejects_open(const char *folder, const char *source, struct et_rejects **out, struct et_error *error);
/** raw: the record as far as it is known; its first 4 KiB are written. */
ET_MUST_CHECK enum et_rc et_rejects_add(struct et_rejects *rejects, uint64_t row, uint64_t offset, const char *reason,
                                        struct et_slice raw, struct et_error *error);
/** Makes the file appear, and frees; its path in the arena. */
ET_MUST_CHECK enum et_rc et_rejects_close(struct et_rejects *rejects, struct et_arena *arena, struct et_slice *path,
                                          struct et_error *error);
void et_rejects_abort(struct et_rejects *rejects); /**< NULL is allowed */

#endif
