#include "base/map.h"

#include "base/hash.h"
#include "base/mem.h"

void et_map64_dispose(struct et_map64 *map)
{
    et_free(map->keys);
    et_free(map->values);
    et_free(map->full);
    *map = (struct et_map64){0};
}

void et_map64_clear(struct et_map64 *map)
{
    if (map->size)
        memset(map->full, 0, map->size);
    map->count = 0;
}

static size_t slot64(const struct et_map64 *map, uint64_t key)
{
    size_t i = et_mix64(key) & (map->size - 1);
    while (map->full[i] && map->keys[i] != key)
        i = (i + 1) & (map->size - 1);
    return i;
}

uint64_t *et_map64_get(const struct et_map64 *map, uint64_t key)
{
    if (!map->count)
        return NULL;
    size_t i = slot64(map, key);
    return map->full[i] ? &map->values[i] : NULL;
}

static bool grow64(struct et_map64 *map)
{
    struct et_map64 wider = {.size = map->size ? map->size * 2 : 64, .count = map->count};
    wider.keys = et_malloc(wider.size * sizeof *wider.keys);
    wider.values = et_malloc(wider.size * sizeof *wider.values);
    wider.full = et_calloc(wider.size, 1);
    if (!wider.keys || !wider.values || !wider.full) {
        et_map64_dispose(&wider);
        return false;
    }
    for (size_t i = 0; i < map->size; i++) {
        if (!map->full[i])
            continue;
        size_t to = slot64(&wider, map->keys[i]);
        wider.full[to] = 1;
        wider.keys[to] = map->keys[i];
        wider.values[to] = map->values[i];
    }
    et_map64_dispose(map);
    *map = wider;
    return true;
}

uint64_t *et_map64_put(struct et_map64 *map, uint64_t key, bool *is_new)
{
    if (map->count * 4 >= map->size * 3 && !grow64(map))
        return NULL;
    size_t i = slot64(map, key);
    if (is_new)
        *is_new = !map->full[i];
    if (!map->full[i]) {
        map->full[i] = 1;
        map->keys[i] = key;
        map->values[i] = 0;
        map->count++;
    }
    return &map->values[i];
}

void et_strmap_dispose(struct et_strmap *map)
{
    et_free(map->keys);
    et_free(map->hashes);
    et_free(map->values);
    *map = (struct et_strmap){0};
}

static size_t str_slot(const struct et_strmap *map, struct et_slice key, uint64_t hash)
{
    size_t i = hash & (map->size - 1);
    while (map->keys[i].ptr && (map->hashes[i] != hash || !et_slice_eq(map->keys[i], key)))
        i = (i + 1) & (map->size - 1);
    return i;
}

uint64_t *et_strmap_get_hashed(const struct et_strmap *map, struct et_slice key, uint64_t hash)
{
    if (!map->count)
        return NULL;
    size_t i = str_slot(map, key, hash);
    return map->keys[i].ptr ? &map->values[i] : NULL;
}

uint64_t *et_strmap_get(const struct et_strmap *map, struct et_slice key)
{
    return et_strmap_get_hashed(map, key, et_hash64(key));
}

static bool grow_str(struct et_strmap *map)
{
    struct et_strmap wider = {.size = map->size ? map->size * 2 : 64, .count = map->count};
    wider.keys = et_calloc(wider.size, sizeof *wider.keys);
    wider.hashes = et_malloc(wider.size * sizeof *wider.hashes);
    wider.values = et_malloc(wider.size * sizeof *wider.values);
    if (!wider.keys || !wider.hashes || !wider.values) {
        et_strmap_dispose(&wider);
        return false;
    }
    for (size_t i = 0; i < map->size; i++) {
        if (!map->keys[i].ptr)
            continue;
        size_t to = str_slot(&wider, map->keys[i], map->hashes[i]);
        wider.keys[to] = map->keys[i];
        wider.hashes[to] = map->hashes[i];
        wider.values[to] = map->values[i];
    }
    et_strmap_dispose(map);
    *map = wider;
    return true;
}

uint64_t *et_strmap_put(struct et_strmap *map, struct et_slice key, bool *is_new)
{
    if (map->count * 4 >= map->size * 3 && !grow_str(map))
        return NULL;
    uint64_t hash = et_hash64(key);
    size_t i = str_slot(map, key, hash);
    if (is_new)
        *is_new = !map->keys[i].ptr;
    if (!map->keys[i].ptr) {
        map->keys[i] = key;
        map->hashes[i] = hash;
        map->values[i] = 0;
        map->count++;
    }
    return &map->values[i];
}
