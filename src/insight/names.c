#include "insight/names_int.h"

#include "insight/query.h"
#include "text/fold.h"

/* A name that is there already as another's alias becomes this one's; two names or two aliases share it. */
static enum et_rc put_name(struct et_names *names, struct et_slice name, uint32_t index, bool is_alias,
                           struct et_arena *arena, struct et_error *error)
{
    const uint64_t alias_bit = UINT64_C(1) << 32;
    et_buf_clear(&names->fold);
    enum et_rc rc = et_fold(name, true, &names->fold, error);
    if (rc || names->fold.len == 0)
        return rc;
    uint64_t *known = et_strmap_get(&names->map, et_buf_view(&names->fold));
    uint64_t value = index | (is_alias ? alias_bit : 0);
    if (!known) {
        struct et_slice key = et_arena_copy(arena, et_buf_view(&names->fold));
        known = key.ptr ? et_strmap_put(&names->map, key, NULL) : NULL;
        if (!known)
            return et_fail_nomem(error);
        *known = value;
    } else if ((uint32_t)*known != index && (*known & alias_bit) == (value & alias_bit)) {
        *known = ET_NAME_SHARED | (value & alias_bit);
    } else if (!is_alias) {
        *known = value;
    }
    return ET_OK;
}

enum et_rc et_names_make(struct et_names *names, const struct et_catalogue *catalogue, struct et_arena *arena,
                         struct et_error *error)
{
    et_buf_init(&names->fold, 0);
    enum et_rc rc = ET_OK;
    for (uint32_t i = 0; i < catalogue->count && !rc; i++) {
        const struct et_entity *entity = &catalogue->entities[i];
        rc = put_name(names, entity->name, i, false, arena, error);
        for (size_t a = 0; a < entity->alias_count && !rc; a++)
            rc = put_name(names, entity->aliases[a], i, true, arena, error);
    }
    return rc;
}

void et_names_dispose(struct et_names *names)
{
    et_strmap_dispose(&names->map);
    et_buf_dispose(&names->fold);
}

uint32_t et_names_find(const struct et_names *names, struct et_slice folded)
{
    const uint64_t *value = folded.len ? et_strmap_get(&names->map, folded) : NULL;
    return value ? (uint32_t)*value : ET_NAME_NONE;
}

enum et_rc et_names_lookup(struct et_names *names, struct et_slice text, uint32_t *index, struct et_error *error)
{
    et_buf_clear(&names->fold);
    enum et_rc rc = et_fold(text, true, &names->fold, error);
    *index = rc ? ET_NAME_NONE : et_names_find(names, et_buf_view(&names->fold));
    return rc;
}

static bool is_name(struct et_slice name, struct et_slice folded, struct et_buf *scratch)
{
    et_buf_clear(scratch);
    return !et_fold(name, true, scratch, NULL) && et_slice_eq(et_buf_view(scratch), folded);
}

const struct et_entity *et_entity_by_name(const struct et_catalogue *catalogue, struct et_slice name)
{
    struct et_buf folded, scratch;
    const struct et_entity *by_name = NULL, *by_alias = NULL;
    size_t names = 0, aliases = 0;
    et_buf_init(&folded, 0);
    et_buf_init(&scratch, 0);
    bool readable = !et_fold(name, true, &folded, NULL) && folded.len > 0;
    for (size_t i = 0; readable && i < catalogue->count; i++) {
        const struct et_entity *entity = &catalogue->entities[i];
        if (is_name(entity->name, et_buf_view(&folded), &scratch)) {
            by_name = entity;
            names++;
            continue;
        }
        for (size_t a = 0; a < entity->alias_count; a++)
            if (is_name(entity->aliases[a], et_buf_view(&folded), &scratch)) {
                by_alias = entity;
                aliases++;
                break;
            }
    }
    et_buf_dispose(&folded);
    et_buf_dispose(&scratch);
    if (names)
        return names == 1 ? by_name : NULL;
    return aliases == 1 ? by_alias : NULL;
}
