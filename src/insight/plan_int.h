/** What a question needs before the first comment is read: windows, steps, and the numbering of entities and posts.
 * Read-only afterwards, shared by all threads. */
#ifndef ET_INSIGHT_PLAN_INT_H
#define ET_INSIGHT_PLAN_INT_H

#include "base/map.h"
#include "insight/figures.h"
#include "insight/names_int.h"
#include "insight/weight_int.h"

#define ET_STEPS_MAX 2000
#define ET_DAYS_MAX 3700 /* ten years; longer periods have their fatigue by longer steps */
#define ET_NO_INDEX UINT32_MAX

/** Starts of steps in the display zone, as UTC, ascending, with the end of the last one behind them. */
struct et_grid {
    int64_t *starts;
    size_t count;
    int64_t step_us;
};
/** Covers [from, to); widens the step until there are at most max of them. Empty when to <= from. */
ET_MUST_CHECK enum et_rc et_grid_make(struct et_grid *grid, int64_t from_us, int64_t to_us, int64_t step_us, size_t max,
                                      const struct et_zone *zone, struct et_arena *arena, struct et_error *error);
size_t et_grid_find(const struct et_grid *grid, int64_t us); /**< SIZE_MAX outside */

#define ET_VELOCITY_WINDOW (72 * ET_US_HOUR)
#define ET_VOLUME_BIN (12 * ET_US_HOUR)
#define ET_VOLUME_BINS 6 /* of a window */
#define ET_VOLUME_WEEKS 4
#define ET_VOLUME_COUNTS ((2 + ET_VOLUME_WEEKS) * ET_VOLUME_BINS) /* recent, before, a week ago, two weeks ago, ... */

struct et_plan {
    const struct et_zone *zone;
    int64_t data_first_us, data_last_us; /**< of the whole database */
    int64_t from_us, to_us, asof_us;
    int64_t previous_from_us; /**< the period of equal length ends at from_us */
    int64_t volume_from_us;
    struct et_catalogue catalogue;
    struct et_map64 entity_index;       /**< id -> index in the catalogue */
    struct et_names names;              /**< of the catalogue, folded */
    uint32_t asked;                     /**< index of the entity asked for, or ET_NO_INDEX */
    const struct et_stored_post *posts; /**< by platform and key */
    size_t post_count;
    struct et_map64 post_index; /**< id -> index */
    struct et_map64 barred;     /**< pairs that are one: an entity and its member; key et_pair_key */
    struct et_map64 couples;    /**< pairs that the catalogue calls a couple */
    struct et_grid steps, days;
    int64_t first_day; /**< days since 1970 of offsets[0] */
    size_t offset_count;
    const int32_t *offsets; /**< of the zone at each UTC midnight, in seconds */
    struct et_weights weights;
};

static inline uint64_t et_pair_key(uint32_t a, uint32_t b)
{
    return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

/** The arena keeps grids and offsets; catalogue and posts are borrowed. Zero-initialise; dispose also after a failure.
 */
ET_MUST_CHECK enum et_rc et_plan_make(struct et_plan *plan, const struct et_figures_options *options,
                                      struct et_catalogue catalogue, const struct et_stored_post *posts,
                                      size_t post_count, int64_t data_first_us, int64_t data_last_us,
                                      struct et_arena *arena, struct et_error *error);
void et_plan_dispose(struct et_plan *plan);

int64_t et_plan_local(const struct et_plan *plan, int64_t us); /**< wall-clock time in the display zone, as if UTC */

/** Which of the ET_VOLUME_COUNTS bins a time falls into; SIZE_MAX = none. */
size_t et_plan_volume_bin(const struct et_plan *plan, int64_t us);

#endif
