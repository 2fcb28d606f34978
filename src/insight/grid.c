#include "insight/plan_int.h"

static int64_t floor_to(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

static bool whole(int64_t step_us, int64_t unit)
{
    return step_us % unit == 0;
}

/* Days are the display zone's, whatever they last; weeks start on Monday; what is no whole day goes by the clock of
 * UTC. */
static int64_t first_start(int64_t from_us, int64_t step_us, const struct et_zone *zone)
{
    int64_t offset = et_zone_offset_s(zone, from_us) * ET_US_SECOND, local = from_us + offset;
    if (!whole(step_us, ET_US_DAY))
        return floor_to(local, step_us) - offset;
    int64_t midnight = floor_to(local, ET_US_DAY);
    if (whole(step_us, 7 * ET_US_DAY))
        midnight -= et_time_weekday(midnight) * ET_US_DAY;
    return midnight;
}

static int64_t widened(int64_t span_us, int64_t step_us, size_t max)
{
    static const int64_t steps[] = {ET_US_HOUR, ET_US_DAY, 7 * ET_US_DAY};
    int64_t room = (int64_t)max - 2; /* the first and the last step may be cut */
    for (size_t i = 0; i < 3 && span_us / step_us >= room; i++)
        step_us = steps[i] > step_us ? steps[i] : step_us;
    if (span_us / step_us >= room)
        step_us = (span_us / room / (7 * ET_US_DAY) + 1) * 7 * ET_US_DAY;
    return step_us;
}

enum et_rc et_grid_make(struct et_grid *grid, int64_t from_us, int64_t to_us, int64_t step_us, size_t max,
                        const struct et_zone *zone, struct et_arena *arena, struct et_error *error)
{
    *grid = (struct et_grid){.step_us = step_us};
    if (to_us <= from_us)
        return ET_OK;
    step_us = widened(to_us - from_us, step_us < ET_US_MINUTE ? ET_US_MINUTE : step_us, max);
    grid->step_us = step_us;
    grid->starts = et_arena_alloc(arena, (max + 1) * sizeof *grid->starts);
    if (!grid->starts)
        return et_fail_nomem(error);
    bool by_day = whole(step_us, ET_US_DAY);
    int64_t at = first_start(from_us, step_us, zone), start;
    do {
        start = by_day ? et_zone_to_utc(zone, at) : at;
        if (grid->count == 0 || start > grid->starts[grid->count - 1]) /* a day that a zone skipped has no length */
            grid->starts[grid->count++] = start;
        at += step_us;
    } while (start < to_us && grid->count <= max);
    grid->count--; /* the last one is the end */
    return ET_OK;
}

size_t et_grid_find(const struct et_grid *grid, int64_t us)
{
    if (grid->count == 0 || us < grid->starts[0] || us >= grid->starts[grid->count])
        return SIZE_MAX;
    size_t at = (size_t)((us - grid->starts[0]) / grid->step_us);
    at = at < grid->count ? at : grid->count - 1;
    /* Clock changes move a start by an hour or so: the guess is off by one at most, rarely by more. */
    while (us < grid->starts[at])
        at--;
    while (us >= grid->starts[at + 1])
        at++;
    return at;
}
