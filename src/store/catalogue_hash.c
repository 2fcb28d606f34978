/* The catalogue's fingerprint: of its canonical form, which does not depend on ids or on the order of loading. */
#include "base/mem.h"
#include "store/identity_int.h"
#include "store/store.h"

#include <stdlib.h>

static int slice_order(const void *left, const void *right)
{
    return et_slice_cmp(*(const struct et_slice *)left, *(const struct et_slice *)right);
}

static int entity_order(const void *left, const void *right)
{
    const struct et_entity *const *a = left, *const *b = right;
    return et_slice_cmp((*a)->name, (*b)->name);
}

static bool add_list(struct et_buf *buf, struct et_arena *arena, const char *name, const struct et_slice *items,
                     size_t count)
{
    struct et_slice *sorted = et_arena_alloc(arena, (count + 1) * sizeof *sorted);
    if (!sorted)
        return false;
    if (count)
        memcpy(sorted, items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, slice_order);
    et_buf_printf(buf, ",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        if (i)
            et_buf_char(buf, ',');
        et_buf_json(buf, sorted[i]);
    }
    return et_buf_char(buf, ']');
}

static bool add_entity(struct et_buf *buf, struct et_arena *arena, const struct et_entity *entity)
{
    et_buf_str(buf, "{\"name\":");
    et_buf_json(buf, entity->name);
    et_buf_printf(buf, ",\"type\":%d,\"state\":%d", (int)entity->type, (int)entity->state);
    bool ok = add_list(buf, arena, "aliases", entity->aliases, entity->alias_count);
    ok = ok && add_list(buf, arena, "not", entity->nots, entity->not_count);
    ok = ok && add_list(buf, arena, "members", entity->members, entity->member_count);
    return ok && et_buf_str(buf, "}\n");
}

static enum et_rc canonical(const struct et_catalogue *catalogue, struct et_arena *arena, struct et_buf *buf,
                            struct et_error *error)
{
    const struct et_entity **sorted = et_arena_alloc(arena, (catalogue->count + 1) * sizeof(void *));
    if (!sorted)
        return et_fail_nomem(error);
    size_t count = 0;
    for (size_t i = 0; i < catalogue->count; i++) /* discovered ones follow from the comments */
        if (catalogue->entities[i].state == ET_ENTITY_KNOWN)
            sorted[count++] = &catalogue->entities[i];
    qsort(sorted, count, sizeof(void *), entity_order);
    for (size_t i = 0; i < count; i++)
        if (!add_entity(buf, arena, sorted[i]))
            return et_fail_nomem(error);
    return ET_OK;
}

enum et_rc et_store_catalogue_sha256(struct et_store *store, char hex[ET_SHA256_HEX], struct et_error *error)
{
    struct et_arena arena;
    struct et_buf buf;
    struct et_catalogue catalogue;
    et_arena_init(&arena, 0);
    et_buf_init(&buf, 0);
    enum et_rc rc = et_store_catalogue(store, &arena, &catalogue, error);
    if (rc == ET_OK)
        rc = canonical(&catalogue, &arena, &buf, error);
    if (rc == ET_OK)
        et_sha256_of(et_buf_view(&buf), hex);
    et_buf_dispose(&buf);
    et_arena_dispose(&arena);
    return rc;
}
