/** A pulled model's folder: the published files, the class map, and "lock.json", which says where they came from and
 * their SHA-256. docs/models.md has the format. What differs from the lock is refused. */
#ifndef ET_ANALYSE_TRANSFORMER_PACKAGE_H
#define ET_ANALYSE_TRANSFORMER_PACKAGE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define ET_PACKAGE_FILES_MAX 16
#define ET_PACKAGE_LOCK "lock.json"
#define ET_PACKAGE_WEIGHTS "model.safetensors"
#define ET_PACKAGE_CLASS_MAP "class-map.json"
#define ET_PACKAGE_FILE_MAX ((size_t)128 << 20) /**< bytes of any file but the weights */

struct et_package_file {
    struct et_slice name;
    uint64_t bytes;
    char sha256[ET_SHA256_HEX];
};

struct et_package {
    struct et_slice name;     /**< "j-hartmann/emotion-english-distilroberta-base" */
    struct et_slice revision; /**< 40 lower-case hex digits */
    struct et_slice host, pulled_at;
    struct et_package_file files[ET_PACKAGE_FILES_MAX]; /**< sorted by name in a lock that was read */
    size_t file_count;
};

/** Takes "NAME@REVISION" apart; slices of the argument. False unless NAME is one or two parts of letters, digits, ".",
 * "_" and "-" (no part only of dots) and REVISION is there. */
bool et_package_split(struct et_slice model, struct et_slice *name, struct et_slice *revision);
/** Whether a revision can never mean something else tomorrow: 40 lower-case hex digits. */
bool et_package_is_pinned(struct et_slice revision);
/** "FOLDER/NAME/REVISION"; NULL when memory ran out. */
char *et_package_path(struct et_arena *arena, const char *folder, struct et_slice name, struct et_slice revision);

/** Reads FOLDER/lock.json. Everything lives in the arena. Errors: ET_E_NOT_FOUND, ET_E_FORMAT. */
ET_MUST_CHECK enum et_rc et_package_read(const char *folder, struct et_arena *arena, struct et_package *out,
                                         struct et_error *error);
ET_MUST_CHECK enum et_rc et_package_write(const char *folder, const struct et_package *package, struct et_error *error);
/** SHA-256 over the lines "SHA256  NAME\n" of all files in order of their names: the model's identity. */
void et_package_sha256(const struct et_package *package, char hex[ET_SHA256_HEX]);
/** NULL when the lock does not list it. */
const struct et_package_file *et_package_find(const struct et_package *package, const char *name);
/** Holds a file's size and hash against the lock. Errors: ET_E_CORRUPT. */
ET_MUST_CHECK enum et_rc et_package_check(const struct et_package *package, const char *folder, const char *name,
                                          uint64_t bytes, const char *sha256, struct et_error *error);

#endif
