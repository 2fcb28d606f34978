#include "insight/plan_int.h"

/* Sums of times that a person may have given out of any range. */
static int64_t minus(int64_t a, int64_t b)
{
    int64_t value;
    return __builtin_sub_overflow(a, b, &value) ? (b > 0 ? INT64_MIN + 1 : INT64_MAX) : value;
}

static void set_windows(struct et_plan *plan, const struct et_figures_options *options)
{
    bool empty = plan->data_first_us == ET_TIME_NONE;
    plan->asof_us = options->asof_us != ET_TIME_NONE ? options->asof_us : empty ? ET_TIME_NONE : plan->data_last_us + 1;
    plan->from_us = options->from_us;
    plan->to_us = options->to_us != ET_TIME_NONE ? options->to_us : plan->asof_us;
    if (options->last_us > 0 && plan->asof_us != ET_TIME_NONE)
        plan->from_us = minus(plan->asof_us, options->last_us);
    if (plan->from_us == ET_TIME_NONE)
        plan->from_us = plan->data_first_us;
    if (plan->to_us < plan->from_us)
        plan->to_us = plan->from_us;
    plan->previous_from_us = minus(plan->from_us, minus(plan->to_us, plan->from_us));
    plan->volume_from_us = minus(plan->asof_us, ET_VELOCITY_WINDOW + ET_VOLUME_WEEKS * 7 * ET_US_DAY);
}

static int64_t usual_step(int64_t span_us)
{
    return span_us <= 4 * ET_US_DAY ? ET_US_HOUR : span_us <= 180 * ET_US_DAY ? ET_US_DAY : 7 * ET_US_DAY;
}

/* Steps cover that part of the period in which there are data at all: empty years before the first import say nothing.
 */
static enum et_rc make_grids(struct et_plan *plan, int64_t step_us, struct et_arena *arena, struct et_error *error)
{
    if (plan->data_first_us == ET_TIME_NONE)
        return ET_OK;
    int64_t from = plan->from_us > plan->data_first_us ? plan->from_us : plan->data_first_us;
    int64_t to = plan->to_us <= plan->data_last_us ? plan->to_us : plan->data_last_us + 1;
    if (to <= from)
        return ET_OK;
    if (step_us <= 0)
        step_us = usual_step(to - from);
    enum et_rc rc = et_grid_make(&plan->steps, from, to, step_us, ET_STEPS_MAX, plan->zone, arena, error);
    return rc ? rc : et_grid_make(&plan->days, from, to, ET_US_DAY, ET_DAYS_MAX, plan->zone, arena, error);
}

static int64_t day_of(int64_t us)
{
    return us / ET_US_DAY - (us % ET_US_DAY < 0);
}

static enum et_rc make_offsets(struct et_plan *plan, struct et_arena *arena, struct et_error *error)
{
    if (plan->steps.count == 0)
        return ET_OK;
    plan->first_day = day_of(plan->steps.starts[0]);
    int64_t days = day_of(plan->steps.starts[plan->steps.count]) - plan->first_day + 2;
    if (days > 40000) /* over a century: asked for one by one */
        return ET_OK;
    int32_t *offsets = et_arena_alloc(arena, (size_t)days * sizeof *offsets);
    if (!offsets)
        return et_fail_nomem(error);
    for (int64_t i = 0; i < days; i++)
        offsets[i] = et_zone_offset_s(plan->zone, (plan->first_day + i) * ET_US_DAY);
    plan->offsets = offsets;
    plan->offset_count = (size_t)days;
    return ET_OK;
}

int64_t et_plan_local(const struct et_plan *plan, int64_t us)
{
    int64_t day = day_of(us) - plan->first_day;
    if (day >= 0 && day + 1 < (int64_t)plan->offset_count && plan->offsets[day] == plan->offsets[day + 1])
        return us + plan->offsets[day] * ET_US_SECOND;
    return us + et_zone_offset_s(plan->zone, us) * ET_US_SECOND;
}

size_t et_plan_volume_bin(const struct et_plan *plan, int64_t us)
{
    if (us >= plan->asof_us || us < plan->volume_from_us)
        return SIZE_MAX;
    int64_t age = plan->asof_us - 1 - us;
    if (age < 2 * ET_VELOCITY_WINDOW)
        return (size_t)(age / ET_VOLUME_BIN);
    int64_t week = age / (7 * ET_US_DAY), within = age % (7 * ET_US_DAY);
    if (within >= ET_VELOCITY_WINDOW || week < 1 || week > ET_VOLUME_WEEKS)
        return SIZE_MAX;
    return (size_t)((1 + week) * ET_VOLUME_BINS + within / ET_VOLUME_BIN);
}

static enum et_rc index_posts(struct et_plan *plan, struct et_error *error)
{
    for (size_t i = 0; i < plan->post_count; i++) {
        uint64_t *value = et_map64_put(&plan->post_index, (uint64_t)plan->posts[i].post_id, NULL);
        if (!value)
            return et_fail_nomem(error);
        *value = i;
    }
    return ET_OK;
}

static enum et_rc index_entities(struct et_plan *plan, int64_t asked_id, struct et_error *error)
{
    plan->asked = ET_NO_INDEX;
    for (size_t i = 0; i < plan->catalogue.count; i++) {
        uint64_t *value = et_map64_put(&plan->entity_index, (uint64_t)plan->catalogue.entities[i].id, NULL);
        if (!value)
            return et_fail_nomem(error);
        *value = i;
        if (asked_id && plan->catalogue.entities[i].id == asked_id)
            plan->asked = (uint32_t)i;
    }
    if (asked_id && plan->asked == ET_NO_INDEX)
        return et_fail(error, ET_E_NOT_FOUND, "no entity has the id %lld; see `et-intel entities list`",
                       (long long)asked_id);
    return ET_OK;
}

static enum et_rc put_pair(struct et_map64 *pairs, uint32_t a, uint32_t b, struct et_error *error)
{
    return a == b || et_map64_put(pairs, et_pair_key(a, b), NULL) ? ET_OK : et_fail_nomem(error);
}

/* An entity and its member are no pair; the two members of a couple are one by the catalogue's word. */
static enum et_rc note_members(struct et_plan *plan, uint32_t entity, struct et_error *error)
{
    const struct et_entity *group = &plan->catalogue.entities[entity];
    uint32_t before = ET_NAME_NONE, index;
    for (size_t m = 0; m < group->member_count; m++) {
        enum et_rc rc = et_names_lookup(&plan->names, group->members[m], &index, error);
        if (!rc && index >= ET_NAME_SHARED)
            continue;
        if (!rc)
            rc = put_pair(&plan->barred, entity, index, error);
        if (!rc && group->type == ET_COUPLE && before != ET_NAME_NONE)
            rc = put_pair(&plan->couples, before, index, error);
        if (rc)
            return rc;
        before = index;
    }
    return ET_OK;
}

enum et_rc et_plan_make(struct et_plan *plan, const struct et_figures_options *options, struct et_catalogue catalogue,
                        const struct et_stored_post *posts, size_t post_count, int64_t data_first_us,
                        int64_t data_last_us, struct et_arena *arena, struct et_error *error)
{
    plan->zone = options->zone;
    plan->catalogue = catalogue;
    plan->posts = posts;
    plan->post_count = post_count;
    plan->data_first_us = data_first_us;
    plan->data_last_us = data_last_us;
    et_weights_init(&plan->weights);
    set_windows(plan, options);
    enum et_rc rc = make_grids(plan, options->step_us, arena, error);
    if (!rc)
        rc = make_offsets(plan, arena, error);
    if (!rc)
        rc = index_posts(plan, error);
    if (!rc)
        rc = index_entities(plan, options->entity_id, error);
    if (!rc)
        rc = et_names_make(&plan->names, &plan->catalogue, arena, error);
    for (uint32_t i = 0; !rc && i < catalogue.count; i++)
        rc = note_members(plan, i, error);
    return rc;
}

void et_plan_dispose(struct et_plan *plan)
{
    et_map64_dispose(&plan->entity_index);
    et_map64_dispose(&plan->post_index);
    et_map64_dispose(&plan->barred);
    et_map64_dispose(&plan->couples);
    et_names_dispose(&plan->names);
}
