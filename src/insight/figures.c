#include "insight/figures_int.h"

#include "base/mem.h"
#include "base/thread.h"
#include "store/chat.h"
#include "store/migrate.h"

#include <stdatomic.h>
#include <string.h>

#define MAX_THREADS 16
#define WORTH_A_THREAD 20000 /* comments; fewer are read sooner than a connection is opened */
#define TASKS_PER_THREAD 8   /* so that threads end together though posts differ */

/* ---- second pass ---- */

struct tally_work {
    struct et_tally *tally;
    atomic_uint *next_part;
    enum et_rc rc;
    struct et_error error;
};

static void run_tally(void *context)
{
    struct tally_work *work = context;
    unsigned part;
    while (!work->rc && (part = atomic_fetch_add(work->next_part, 1)) < ET_PARTS)
        work->rc = et_tally_part(work->tally, part, &work->error);
    et_tally_close(work->tally);
}

static enum et_rc tally_all(const struct et_outline *outline, size_t threads, struct et_tally **out,
                            struct et_error *error)
{
    struct tally_work work[MAX_THREADS];
    struct et_thread *running[MAX_THREADS] = {NULL};
    atomic_uint next_part = 0;
    size_t made = 0;
    enum et_rc rc = ET_OK;
    memset(work, 0, sizeof work);
    for (; made < threads && !rc; made++) {
        work[made].next_part = &next_part;
        rc = et_tally_new(outline, &work[made].tally, error);
    }
    for (size_t i = 1; i < made && !rc; i++)
        if (et_thread_start(&running[i], run_tally, &work[i], NULL)) /* then the others do its share */
            et_tally_close(work[i].tally);
    if (!rc)
        run_tally(&work[0]);
    for (size_t i = 0; i < made; i++) {
        et_thread_join(running[i]);
        if (!rc && work[i].rc) {
            rc = work[i].rc;
            if (error)
                *error = work[i].error;
        }
        if (!rc && i > 0)
            rc = et_tally_merge(work[0].tally, work[i].tally, error);
        if (i > 0)
            et_tally_free(work[i].tally);
    }
    *out = work[0].tally;
    return rc;
}

static size_t records_of(const struct et_collect *collect)
{
    size_t count = 0;
    for (unsigned part = 0; part < ET_PARTS; part++)
        count += collect->records.counts[part];
    return count;
}

enum et_rc et_figures_finish(const struct et_plan *plan, struct et_collect **collectors, size_t count,
                             uint64_t min_support, struct et_arena *arena, struct et_figures *out,
                             struct et_error *error)
{
    enum et_rc rc = ET_OK;
    struct et_copies copies;
    struct et_outline outline = {0};
    struct et_tally *tally = NULL;
    for (size_t i = 1; i < count && !rc; i++)
        rc = et_collect_merge(collectors[0], collectors[i], error);
    if (!rc)
        rc = et_copies_mark(&collectors[0]->records, &copies, error);
    if (!rc)
        rc = et_outline_make(&outline, plan, collectors[0], error);
    if (!rc)
        rc = tally_all(&outline, records_of(collectors[0]) < WORTH_A_THREAD ? 1 : count, &tally, error);
    if (!rc) {
        struct et_finish finish = {.plan = plan,
                                   .collect = collectors[0],
                                   .outline = &outline,
                                   .tally = tally,
                                   .copies = &copies,
                                   .arena = arena,
                                   .out = out};
        rc = et_finish(&finish, min_support, error);
    }
    et_tally_free(tally);
    et_outline_dispose(&outline);
    return rc;
}

/* ---- first pass ---- */

struct scan {
    struct et_filter ranges[2]; /* of time: they do not overlap */
    size_t range_count;
    int64_t first_id, ids_per_task;
    unsigned tasks_per_range;
    atomic_uint next_task;
    atomic_bool stop;
};

struct scan_work {
    struct scan *scan;
    struct et_store *store;
    struct et_collect *collect;
    struct et_thread *thread;
    enum et_rc rc;
    struct et_error error;
};

static enum et_rc take_facts(void *context, const struct et_fact *facts, size_t count, struct et_error *error)
{
    struct scan_work *work = context;
    if (atomic_load_explicit(&work->scan->stop, memory_order_relaxed))
        return et_fail(error, ET_E_CANCELLED, "stopped, as another thread failed");
    return et_collect_add(work->collect, facts, count, error);
}

static void run_scan(void *context)
{
    struct scan_work *work = context;
    struct scan *scan = work->scan;
    unsigned tasks = scan->tasks_per_range * (unsigned)scan->range_count, task;
    while (!work->rc && (task = atomic_fetch_add(&scan->next_task, 1)) < tasks) {
        int64_t first = scan->first_id + (int64_t)(task % scan->tasks_per_range) * scan->ids_per_task;
        work->rc = et_store_facts(work->store, &scan->ranges[task / scan->tasks_per_range], first,
                                  first + scan->ids_per_task - 1, take_facts, work, &work->error);
    }
    if (work->rc)
        atomic_store(&scan->stop, true);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The times that are needed: the period with the one before it, and what velocity looks at. */
static void set_ranges(const struct et_plan *plan, enum et_platform platform, struct scan *scan)
{
    int64_t from[2] = {plan->previous_from_us, plan->volume_from_us}, to[2] = {plan->to_us, plan->asof_us};
    if (from[0] <= to[1] && from[1] <= to[0]) {
        from[0] = from[0] < from[1] ? from[0] : from[1];
        to[0] = later(to[0], to[1]);
        to[1] = from[1];
    }
    for (size_t i = 0; i < 2; i++) {
        if (to[i] <= later(from[i], plan->data_first_us) || from[i] > plan->data_last_us)
            continue;
        struct et_filter *filter = &scan->ranges[scan->range_count++];
        *filter = ET_FILTER_ALL;
        filter->platform = platform;
        filter->from_us = from[i] <= plan->data_first_us ? ET_TIME_NONE : from[i];
        filter->to_us = to[i] > plan->data_last_us ? ET_TIME_NONE : to[i];
    }
}

static unsigned thread_count(unsigned asked, int64_t ids)
{
    int64_t worth = ids / WORTH_A_THREAD + 1;
    unsigned threads = asked ? asked : et_cpu_count();
    threads = threads > MAX_THREADS ? MAX_THREADS : threads;
    return worth < (int64_t)threads ? (unsigned)worth : threads;
}

static enum et_rc first_of(const struct scan_work *work, size_t count, struct et_error *error)
{
    const struct scan_work *failed = NULL;
    for (size_t i = 0; i < count; i++)
        if (work[i].rc && (!failed || failed->rc == ET_E_CANCELLED))
            failed = &work[i];
    if (failed && error)
        *error = failed->error;
    return failed ? failed->rc : ET_OK;
}

/* Every thread reads with a connection of its own; where none can be had, the first one reads alone. */
static enum et_rc read_facts(struct et_store *store, const struct et_plan *plan, struct scan *scan,
                             struct scan_work *work, unsigned threads, size_t *made, struct et_error *error)
{
    for (*made = 0; *made < threads;) {
        struct scan_work *one = &work[*made];
        one->scan = scan;
        one->store = store;
        if (*made > 0 && et_store_clone(store, &one->store, NULL))
            break;
        ++*made;
        enum et_rc rc = et_collect_new(plan, &one->collect, error);
        if (rc)
            return rc;
    }
    for (size_t i = 1; i < *made; i++)
        if (et_thread_start(&work[i].thread, run_scan, &work[i], NULL))
            break;
    run_scan(&work[0]);
    for (size_t i = 1; i < *made; i++)
        et_thread_join(work[i].thread);
    return first_of(work, *made, error);
}

static enum et_rc compute(struct et_store *store, const struct et_figures_options *options, const struct et_plan *plan,
                          struct et_arena *arena, struct et_figures *out, struct et_error *error)
{
    struct scan scan = {.next_task = 0};
    struct scan_work work[MAX_THREADS];
    struct et_collect *collectors[MAX_THREADS];
    int64_t last_id;
    size_t made = 0;
    memset(work, 0, sizeof work);
    enum et_rc rc = et_store_id_range(store, &scan.first_id, &last_id, error);
    if (rc)
        return rc;
    unsigned threads = thread_count(options->threads, last_id - scan.first_id);
    scan.tasks_per_range = threads == 1 ? 1 : threads * TASKS_PER_THREAD;
    scan.ids_per_task = (last_id - scan.first_id) / scan.tasks_per_range + 1;
    if (plan->data_first_us != ET_TIME_NONE)
        set_ranges(plan, options->platform, &scan);
    rc = read_facts(store, plan, &scan, work, threads, &made, error);
    for (size_t i = 0; i < made; i++) {
        collectors[i] = work[i].collect;
        if (i > 0)
            et_store_close(work[i].store);
    }
    if (!rc)
        rc = et_figures_finish(plan, collectors, made, options->min_support, arena, out, error);
    for (size_t i = 0; i < made; i++)
        et_collect_free(collectors[i]);
    return rc;
}

static enum et_rc describe(struct et_store *store, struct et_arena *arena, struct et_figures *out,
                           struct et_error *error)
{
    int64_t model_id;
    struct et_hybrid hybrid;
    enum et_rc rc = et_store_active_model(store, arena, &model_id, &out->model, error);
    if (!rc)
        rc = et_store_hybrid(store, 0, true, arena, &hybrid, error);
    const char *scored_by = rc ? "" : et_hybrid_text(&hybrid, arena);
    if (!scored_by)
        return et_fail_nomem(error);
    out->scored_by = et_slice_of(scored_by);
    if (!rc)
        rc = et_migrate_current(store, arena, &out->schema, error);
    return rc ? rc : et_store_catalogue_sha256(store, out->catalogue_sha256, error);
}

enum et_rc et_figures_compute(struct et_store *store, const struct et_figures_options *options, struct et_arena *arena,
                              struct et_figures *out, struct et_error *error)
{
    struct et_plan *plan = et_calloc(1, sizeof *plan); /* too large for a stack */
    struct et_catalogue catalogue = {0};
    struct et_stored_post *posts = NULL;
    size_t post_count = 0;
    int64_t first_us = ET_TIME_NONE, last_us = ET_TIME_NONE;
    memset(out, 0, sizeof *out);
    if (!plan)
        return et_fail_nomem(error);
    enum et_rc rc = describe(store, arena, out, error);
    if (!rc)
        rc = et_store_catalogue(store, arena, &catalogue, error);
    if (!rc)
        rc = et_store_posts(store, arena, &posts, &post_count, error);
    if (!rc)
        rc = et_store_period(store, &first_us, &last_us, error);
    if (!rc)
        rc = et_plan_make(plan, options, catalogue, posts, post_count, first_us, last_us, arena, error);
    if (!rc)
        rc = compute(store, options, plan, arena, out, error);
    et_plan_dispose(plan);
    et_free(plan);
    return rc;
}
