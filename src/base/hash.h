/** Hashes: xxHash (XXH3, 64 bits) for tables and identities inside the database, SHA-256 for files. */
#ifndef ET_BASE_HASH_H
#define ET_BASE_HASH_H

#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

uint64_t et_hash64(struct et_slice bytes); /**< the same on every machine and in every version of the program */
uint64_t et_hash64_seed(struct et_slice bytes, uint64_t seed);

/** Well-mixed hash of an integer (splitmix64's finaliser). */
static inline uint64_t et_mix64(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

#define ET_SHA256_HEX 65 /**< 64 lower-case hex digits and a NUL */

struct et_sha256; /**< streaming state, heap */
ET_MUST_CHECK enum et_rc et_sha256_new(struct et_sha256 **out, struct et_error *error);
void et_sha256_free(struct et_sha256 *state);
void et_sha256_update(struct et_sha256 *state, const void *bytes, size_t len);
void et_sha256_final(struct et_sha256 *state, char hex[ET_SHA256_HEX]); /**< may be called once; free afterwards */
void et_sha256_of(struct et_slice bytes, char hex[ET_SHA256_HEX]);

#endif
