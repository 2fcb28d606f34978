#include "base/mem.h"

#include <stdlib.h>

#ifdef ET_FAULTS
#include <stdatomic.h>

static atomic_long remaining = -1;
static atomic_bool refused;

void et_mem_fail_after(long count)
{
    atomic_store(&refused, false);
    atomic_store(&remaining, count);
}

bool et_mem_failed(void)
{
    return atomic_load(&refused);
}

static bool refuse(void)
{
    if (atomic_load(&remaining) < 0)
        return false;
    if (atomic_load(&remaining) == 0) {
        atomic_store(&refused, true);
        return true;
    }
    atomic_fetch_sub(&remaining, 1);
    return false;
}
#else
static inline bool refuse(void)
{
    return false;
}
#endif

void *et_malloc(size_t size)
{
    return refuse() ? NULL : malloc(size ? size : 1);
}

void *et_calloc(size_t count, size_t size)
{
    return refuse() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *et_realloc(void *ptr, size_t size)
{
    return refuse() ? NULL : realloc(ptr, size ? size : 1);
}

void et_free(void *ptr)
{
    free(ptr);
}
