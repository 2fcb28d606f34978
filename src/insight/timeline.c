#include "insight/finish_int.h"

#include "base/mem.h"

#include <math.h>

enum et_rc et_timeline_make(const struct et_finish *finish, size_t timeline, struct et_timeline *out,
                            struct et_error *error)
{
    const struct et_grid *grid = &finish->plan->steps;
    *out = (struct et_timeline){.step_us = grid->step_us};
    if (timeline == ET_NO_INDEX || grid->count == 0)
        return ET_OK;
    out->points = et_arena_calloc(finish->arena, grid->count, sizeof *out->points);
    if (!out->points)
        return et_fail_nomem(error);
    out->count = grid->count;
    for (size_t i = 0; i < grid->count; i++) {
        const struct et_step *step = &finish->tally->steps[timeline * grid->count + i];
        struct et_point *point = &out->points[i];
        point->from_us = grid->starts[i];
        point->comments = (uint64_t)step->clusters.n;
        point->mean = et_clusters_mean(&step->clusters).mean;
        point->interval = et_clusters_interval(&step->clusters);
        point->likes = step->likes;
        for (size_t e = 0; e < ET_EMOTIONS; e++)
            point->emotions[e] = step->emotions[e];
    }
    return ET_OK;
}

static enum et_rc find_rise(const struct et_finish *finish, size_t timeline, int64_t *since_us, struct et_error *error)
{
    const struct et_grid *days = &finish->plan->days;
    uint64_t *numbers = et_malloc((days->count + 1) * 2 * sizeof *numbers);
    if (!numbers)
        return et_fail_nomem(error);
    for (size_t i = 0; i < days->count; i++) {
        const struct et_day *day = &finish->tally->days[timeline * days->count + i];
        numbers[i] = day->fatigue;
        numbers[days->count + i] = day->comments;
    }
    size_t at = et_rate_rise(numbers, numbers + days->count, days->count);
    et_free(numbers);
    if (at != SIZE_MAX)
        *since_us = days->starts[at];
    return ET_OK;
}

enum et_rc et_fatigue_make(const struct et_finish *finish, const struct et_group *group, size_t timeline,
                           struct et_fatigue *out, struct et_error *error)
{
    uint64_t n = (uint64_t)group->n, tired = group->emotions[ET_FATIGUE];
    out->share = n ? (double)tired / (double)n : NAN;
    out->interval = n ? et_wilson(tired, n) : (struct et_interval){NAN, NAN};
    out->since_us = ET_TIME_NONE;
    return timeline == ET_NO_INDEX ? ET_OK : find_rise(finish, timeline, &out->since_us, error);
}
