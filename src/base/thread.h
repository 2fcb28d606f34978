/** Threads and bounded queues over pthreads. */
#ifndef ET_BASE_THREAD_H
#define ET_BASE_THREAD_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct et_thread;
ET_MUST_CHECK enum et_rc et_thread_start(struct et_thread **out, void (*run)(void *), void *context,
                                         struct et_error *error);
void et_thread_join(struct et_thread *thread); /**< waits and frees; NULL is allowed */
unsigned et_cpu_count(void);                   /**< processors this process may use, at least 1 */

/** A bounded queue of pointers, many producers and consumers. */
struct et_queue;
ET_MUST_CHECK enum et_rc et_queue_new(struct et_queue **out, size_t capacity, struct et_error *error);
void et_queue_free(struct et_queue *queue);
bool et_queue_push(struct et_queue *queue,
                   void *item); /**< waits while full; false when closed (item stays the caller's) */
bool et_queue_pop(struct et_queue *queue, void **item); /**< waits while empty; false when closed and drained */
void et_queue_close(struct et_queue *queue);            /**< no more pushes; pops drain what is left */

#endif
