#include "ingest/probe.h"

bool et_names_next(const char **names, struct et_slice *name)
{
    if (!*names || !**names)
        return false;
    const char *end = strchr(*names, '|');
    *name = end ? et_slice(*names, (size_t)(end - *names)) : et_slice_of(*names);
    *names += name->len + (end ? 1 : 0);
    return true;
}

bool et_probe_has(const struct et_probe *probe, const char *names)
{
    struct et_slice name;
    while (et_names_next(&names, &name))
        if (et_strmap_get(&probe->names, name))
            return true;
    return false;
}

static enum et_rc put(struct et_probe *probe, struct et_slice name, size_t index, struct et_error *error)
{
    bool is_new;
    uint64_t *slot = et_strmap_put(&probe->names, name, &is_new);
    if (!slot)
        return et_fail_nomem(error);
    if (is_new)
        *slot = index;
    return ET_OK;
}

enum et_rc et_probe_columns(struct et_probe *probe, const struct et_slice *columns, size_t count,
                            struct et_arena *arena, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && !rc; i++)
        if (columns[i].len)
            rc = put(probe, columns[i], i, error);
    for (size_t i = 0; i < count && !rc; i++) {
        if (!columns[i].len || !memchr(columns[i].ptr, '.', columns[i].len) ||
            memchr(columns[i].ptr, '/', columns[i].len))
            continue;
        struct et_slice name = et_arena_copy(arena, columns[i]);
        if (!name.ptr)
            return et_fail_nomem(error);
        char *bytes = (char *)(uintptr_t)name.ptr;
        for (size_t k = 0; k < name.len; k++)
            bytes[k] = bytes[k] == '.' ? '/' : bytes[k];
        rc = put(probe, name, i, error);
    }
    return rc;
}

void et_probe_dispose(struct et_probe *probe)
{
    et_strmap_dispose(&probe->names);
}
