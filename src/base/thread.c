#include "base/thread.h"

#include "base/mem.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

struct et_thread {
    pthread_t id;
    void (*run)(void *);
    void *context;
};

static void *enter(void *argument)
{
    struct et_thread *thread = argument;
    thread->run(thread->context);
    return NULL;
}

enum et_rc et_thread_start(struct et_thread **out, void (*run)(void *), void *context, struct et_error *error)
{
    struct et_thread *thread = et_malloc(sizeof *thread);
    if (!thread)
        return et_fail_nomem(error);
    thread->run = run;
    thread->context = context;
    /* Signals are the first thread's: its system calls are the ones that must be interrupted. */
    sigset_t most, before;
    sigfillset(&most);
    sigdelset(&most, SIGSEGV);
    sigdelset(&most, SIGBUS);
    sigdelset(&most, SIGFPE);
    sigdelset(&most, SIGILL);
    sigdelset(&most, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &most, &before);
    int failed = pthread_create(&thread->id, NULL, enter, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        et_free(thread);
        return et_fail_errno(error, failed, "cannot start a thread; a limit on processes may be too low (ulimit -u)");
    }
    *out = thread;
    return ET_OK;
}

void et_thread_join(struct et_thread *thread)
{
    if (!thread)
        return;
    pthread_join(thread->id, NULL);
    et_free(thread);
}

unsigned et_cpu_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        int count = CPU_COUNT(&set);
        return count > 0 ? (unsigned)count : 1;
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN); /* over 1,024 processors the set is too small */
    return online > 0 ? (unsigned)online : 1;
}

struct et_queue {
    pthread_mutex_t lock;
    pthread_cond_t not_full, not_empty;
    size_t capacity, first, count;
    bool closed;
    void *items[];
};

enum et_rc et_queue_new(struct et_queue **out, size_t capacity, struct et_error *error)
{
    if (capacity == 0)
        capacity = 1;
    struct et_queue *queue =
        capacity < SIZE_MAX / 16 ? et_calloc(1, sizeof *queue + capacity * sizeof queue->items[0]) : NULL;
    if (!queue)
        return et_fail_nomem(error);
    queue->capacity = capacity;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->not_full, NULL);
    pthread_cond_init(&queue->not_empty, NULL);
    *out = queue;
    return ET_OK;
}

void et_queue_free(struct et_queue *queue)
{
    if (!queue)
        return;
    pthread_cond_destroy(&queue->not_empty);
    pthread_cond_destroy(&queue->not_full);
    pthread_mutex_destroy(&queue->lock);
    et_free(queue);
}

bool et_queue_push(struct et_queue *queue, void *item)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->count == queue->capacity && !queue->closed)
        pthread_cond_wait(&queue->not_full, &queue->lock);
    bool open = !queue->closed;
    if (open) {
        queue->items[(queue->first + queue->count++) % queue->capacity] = item;
        pthread_cond_signal(&queue->not_empty);
    }
    pthread_mutex_unlock(&queue->lock);
    return open;
}

bool et_queue_pop(struct et_queue *queue, void **item)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->count == 0 && !queue->closed)
        pthread_cond_wait(&queue->not_empty, &queue->lock);
    bool some = queue->count > 0;
    if (some) {
        *item = queue->items[queue->first];
        queue->first = (queue->first + 1) % queue->capacity;
        queue->count--;
        pthread_cond_signal(&queue->not_full);
    }
    pthread_mutex_unlock(&queue->lock);
    return some;
}

void et_queue_close(struct et_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->not_full);
    pthread_cond_broadcast(&queue->not_empty);
    pthread_mutex_unlock(&queue->lock);
}
