/** The bytes of an export: a file, standard input or memory; gzip and Zstandard are unpacked on the way. The SHA-256 of
 * the bytes as stored is made while they are read. One thread. */
#ifndef ET_INGEST_SOURCE_H
#define ET_INGEST_SOURCE_H

#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct et_source;

/** path "-" is standard input. Errors: ET_E_NOT_FOUND, ET_E_READONLY (no permission), ET_E_IO (a folder, too),
 * ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_source_open(const char *path, struct et_source **out, struct et_error *error);
/** Over memory that outlives the source. */
ET_MUST_CHECK enum et_rc et_source_of(struct et_slice bytes, struct et_source **out, struct et_error *error);
void et_source_close(struct et_source *source); /**< NULL is allowed */

/** Fills the buffer; *got < size only at the end. Damaged compressed data ends there: see et_source_damage. */
ET_MUST_CHECK enum et_rc et_source_read(struct et_source *source, char *buffer, size_t size, size_t *got,
                                        struct et_error *error);

const char *et_source_damage(const struct et_source *source);   /**< a short phrase, or NULL */
bool et_source_repeats(const struct et_source *source);         /**< a regular file: it can be opened and read again */
int64_t et_source_modified_us(const struct et_source *source);  /**< ET_TIME_NONE for what is no regular file */
uint64_t et_source_bytes_read(const struct et_source *source);  /**< as stored */
uint64_t et_source_bytes_total(const struct et_source *source); /**< as stored; 0 = not known */

/** Reads what is left and gives the SHA-256 of all bytes as stored. May be called again. */
ET_MUST_CHECK enum et_rc et_source_finish(struct et_source *source, char hex[ET_SHA256_HEX], struct et_error *error);

#endif
