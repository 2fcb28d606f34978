/* LABEL: threads */
#include "base_test.h"

#include "base/thread.h"

#include <signal.h>
#include <stdatomic.h>

static void set_flag(void *context)
{
    atomic_store((atomic_int *)context, 1);
}

static void a_thread_runs_and_is_joined(void **state)
{
    (void)state;
    atomic_int flag = 0;
    struct et_thread *thread;
    struct et_error error;
    assert_int_equal(et_thread_start(&thread, set_flag, &flag, &error), ET_OK);
    et_thread_join(thread);
    assert_int_equal(atomic_load(&flag), 1);
    et_thread_join(NULL);
    assert_in_range(et_cpu_count(), 1, 100000);
}

static void look_at_signals(void *context)
{
    sigset_t *set = context;
    pthread_sigmask(SIG_SETMASK, NULL, set);
}

static void signals_stay_with_the_first_thread(void **state)
{
    (void)state;
    sigset_t inside, before, after;
    struct et_thread *thread;
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    assert_int_equal(et_thread_start(&thread, look_at_signals, &inside, NULL), ET_OK);
    et_thread_join(thread);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    assert_true(sigismember(&inside, SIGINT) && sigismember(&inside, SIGTERM) && sigismember(&inside, SIGHUP));
    assert_false(sigismember(&inside, SIGSEGV));
    assert_int_equal(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
}

static void a_queue_keeps_the_order(void **state)
{
    (void)state;
    struct et_queue *queue;
    int items[3];
    void *item = NULL;
    assert_int_equal(et_queue_new(&queue, 3, NULL), ET_OK);
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 3; i++)
            assert_true(et_queue_push(queue, &items[i]));
        for (int i = 0; i < 3; i++) {
            assert_true(et_queue_pop(queue, &item));
            assert_ptr_equal(item, &items[i]);
        }
    }
    et_queue_push(queue, &items[0]);
    et_queue_close(queue);
    assert_false(et_queue_push(queue, &items[1]));
    assert_true(et_queue_pop(queue, &item)); /* what is left is drained */
    assert_ptr_equal(item, &items[0]);
    assert_false(et_queue_pop(queue, &item));
    et_queue_free(queue);
    et_queue_free(NULL);
}

#define PRODUCERS 4
#define CONSUMERS 3
#define EACH 20000

struct crowd {
    struct et_queue *queue;
    atomic_uint next_producer;
    atomic_ullong sum, count;
};

static void produce(void *context)
{
    struct crowd *crowd = context;
    uintptr_t first = atomic_fetch_add(&crowd->next_producer, 1) * (uintptr_t)EACH;
    for (uintptr_t i = 1; i <= EACH; i++)
        assert_true(et_queue_push(crowd->queue, (void *)(first + i)));
}

static void consume(void *context)
{
    struct crowd *crowd = context;
    for (void *item; et_queue_pop(crowd->queue, &item);) {
        atomic_fetch_add(&crowd->sum, (uintptr_t)item);
        atomic_fetch_add(&crowd->count, 1);
    }
}

static void many_producers_and_consumers_lose_nothing(void **state)
{
    (void)state;
    struct crowd crowd = {0};
    struct et_thread *makers[PRODUCERS], *takers[CONSUMERS];
    assert_int_equal(et_queue_new(&crowd.queue, 5, NULL), ET_OK);
    for (int i = 0; i < CONSUMERS; i++)
        assert_int_equal(et_thread_start(&takers[i], consume, &crowd, NULL), ET_OK);
    for (int i = 0; i < PRODUCERS; i++)
        assert_int_equal(et_thread_start(&makers[i], produce, &crowd, NULL), ET_OK);
    for (int i = 0; i < PRODUCERS; i++)
        et_thread_join(makers[i]);
    et_queue_close(crowd.queue);
    for (int i = 0; i < CONSUMERS; i++)
        et_thread_join(takers[i]);
    uint64_t n = (uint64_t)PRODUCERS * EACH;
    assert_int_equal(atomic_load(&crowd.count), n);
    assert_int_equal(atomic_load(&crowd.sum), n * (n + 1) / 2);
    et_queue_free(crowd.queue);
}

static void push_until_closed(void *context)
{
    struct crowd *crowd = context;
    int item = 0;
    while (et_queue_push(crowd->queue, &item))
        atomic_fetch_add(&crowd->count, 1);
}

static void closing_wakes_who_waits(void **state)
{
    (void)state;
    struct crowd crowd = {0};
    struct et_thread *pusher, *popper;
    assert_int_equal(et_queue_new(&crowd.queue, 2, NULL), ET_OK);
    assert_int_equal(et_thread_start(&pusher, push_until_closed, &crowd, NULL), ET_OK);
    while (atomic_load(&crowd.count) < 2)
        usleep(1000);
    usleep(5000); /* by now it waits for room */
    et_queue_close(crowd.queue);
    et_thread_join(pusher);
    assert_int_equal(atomic_load(&crowd.count), 2);
    et_queue_free(crowd.queue);

    assert_int_equal(et_queue_new(&crowd.queue, 0, NULL), ET_OK); /* no room at all is room for one */
    assert_int_equal(et_thread_start(&popper, consume, &crowd, NULL), ET_OK);
    usleep(5000);
    et_queue_close(crowd.queue);
    et_thread_join(popper);
    et_queue_free(crowd.queue);
}

#ifdef ET_FAULTS
static void without_memory(void **state)
{
    (void)state;
    struct et_thread *thread;
    struct et_queue *queue;
    struct et_error error;
    et_mem_fail_after(0);
    assert_int_equal(et_thread_start(&thread, set_flag, NULL, &error), ET_E_NOMEM);
    assert_int_equal(et_queue_new(&queue, 8, &error), ET_E_NOMEM);
    et_mem_fail_after(-1);
    assert_int_equal(et_queue_new(&queue, SIZE_MAX / 8, &error), ET_E_NOMEM);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_runs_and_is_joined),
        cmocka_unit_test(signals_stay_with_the_first_thread),
        cmocka_unit_test(a_queue_keeps_the_order),
        cmocka_unit_test(many_producers_and_consumers_lose_nothing),
        cmocka_unit_test(closing_wakes_who_waits),
#ifdef ET_FAULTS
        cmocka_unit_test(without_memory),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
