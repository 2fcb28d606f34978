/** Open-addressing maps; iterate over the slots [0, size) that are full. Not for concurrent writing; concurrent reading
 * is safe. */
#ifndef ET_BASE_MAP_H
#define ET_BASE_MAP_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/** uint64 -> uint64. Any key is allowed. */
struct et_map64 {
    uint64_t *keys, *values;
    unsigned char *full;
    size_t count, size; /**< size: slots, a power of two */
};

void et_map64_dispose(struct et_map64 *map); /**< a zeroed struct is an empty map */
void et_map64_clear(struct et_map64 *map);
uint64_t *et_map64_get(const struct et_map64 *map, uint64_t key); /**< NULL if absent; valid until the next put */
/** The value's place, made and zeroed if absent (*is_new may be NULL). NULL when memory ran out; the map is unchanged.
 */
uint64_t *et_map64_put(struct et_map64 *map, uint64_t key, bool *is_new);

/** slice -> uint64. Keys are borrowed: their bytes must outlive the map. */
struct et_strmap {
    struct et_slice *keys; /**< ptr NULL = empty slot */
    uint64_t *hashes, *values;
    size_t count, size;
};

void et_strmap_dispose(struct et_strmap *map);
uint64_t *et_strmap_get(const struct et_strmap *map, struct et_slice key);
uint64_t *et_strmap_get_hashed(const struct et_strmap *map, struct et_slice key,
                               uint64_t hash);                                     /**< hash = et_hash64(key) */
uint64_t *et_strmap_put(struct et_strmap *map, struct et_slice key, bool *is_new); /**< key.ptr must not be NULL */

#endif
