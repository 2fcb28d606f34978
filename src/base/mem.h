/** The program's allocator calls. All memory of the program's own is taken here, so that tests can fail each allocation
 * in turn (built with ET_FAULTS): et_mem_fail_after(n) lets n allocations succeed and then fails every one until it is
 *  called again with a negative number. Without ET_FAULTS the calls are malloc's. Threads: safe. */
#ifndef ET_BASE_MEM_H
#define ET_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

void *et_malloc(size_t size);               /**< NULL when memory ran out; size 0 gives a pointer that can be freed */
void *et_calloc(size_t count, size_t size); /**< zeroed; NULL also when count * size overflows */
void *et_realloc(void *ptr, size_t size);   /**< NULL leaves ptr as it was */
void et_free(void *ptr);

#ifdef ET_FAULTS
void et_mem_fail_after(long count); /**< process-wide, for tests that run one thread */
bool et_mem_failed(void);           /**< whether an allocation was refused since the last call of et_mem_fail_after */
#endif

#endif
