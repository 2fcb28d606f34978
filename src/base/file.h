/** Files: whole reads, atomic writes, folders. Paths are NUL-terminated bytes as the system takes them. */
#ifndef ET_BASE_FILE_H
#define ET_BASE_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/** Reads a file of at most max bytes into buf (appending). Errors: ET_E_NOT_FOUND, ET_E_TOO_LONG, ET_E_IO, ET_E_NOMEM.
 */
ET_MUST_CHECK enum et_rc et_file_read(const char *path, size_t max, struct et_buf *buf, struct et_error *error);

/** A file that appears whole or not at all: written as "path.part-PID", flushed to disk and renamed by commit. */
struct et_atomic_file;
ET_MUST_CHECK enum et_rc et_atomic_open(const char *path, struct et_atomic_file **out, struct et_error *error);
ET_MUST_CHECK enum et_rc et_atomic_write(struct et_atomic_file *file, const void *bytes, size_t len,
                                         struct et_error *error);
ET_MUST_CHECK enum et_rc et_atomic_commit(struct et_atomic_file *file,
                                          struct et_error *error); /**< frees in any case */
void et_atomic_abort(struct et_atomic_file *file);                 /**< removes the part; NULL ok */
ET_MUST_CHECK enum et_rc et_file_write(const char *path, struct et_slice bytes, struct et_error *error); /**< atomic */

ET_MUST_CHECK enum et_rc et_folder_make(const char *path,
                                        struct et_error *error); /**< with parents; there already = ok */
bool et_file_exists(const char *path);
bool et_folder_exists(const char *path);
ET_MUST_CHECK enum et_rc et_file_stat(const char *path, uint64_t *bytes, int64_t *modified_us, bool *is_folder,
                                      struct et_error *error);
/** All regular files below a folder, sorted bytewise by path; hidden ones left out. Paths live in the arena. */
ET_MUST_CHECK enum et_rc et_folder_list(const char *path, struct et_arena *arena, const char ***paths, size_t *count,
                                        struct et_error *error);
const char *et_path_name(const char *path);                                       /**< behind the last '/' */
char *et_path_join(struct et_arena *arena, const char *folder, const char *name); /**< NULL when memory ran out */

#endif
