/* Windows and the steps of timelines, across clock changes too. */
#include "insight_test.h"

static int64_t at(const char *iso)
{
    int64_t us;
    assert_true(et_time_parse_iso(et_slice_of(iso), &us, NULL));
    return us;
}

struct fixture {
    struct et_arena arena;
    struct et_zone *berlin;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct et_error error;
    et_arena_init(&fixture->arena, 0);
    if (et_zone_open("Europe/Berlin", &fixture->berlin, &error))
        fail_msg("%s", error.message);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    et_arena_dispose(&fixture->arena);
    et_zone_close(fixture->berlin);
    free(fixture);
    return 0;
}

static struct et_grid grid_of(struct fixture *f, const char *from, const char *to, int64_t step, size_t max)
{
    struct et_grid grid;
    assert_int_equal(et_grid_make(&grid, at(from), at(to), step, max, f->berlin, &f->arena, NULL), ET_OK);
    return grid;
}

static void test_days_follow_the_zone(void **state)
{
    /* Summer time ended on 2025-10-26: that day has 25 hours. */
    struct et_grid grid = grid_of(*state, "2025-10-24T10:00Z", "2025-10-28T00:00Z", ET_US_DAY, 2000);
    assert_int_equal(grid.count, 5);
    assert_true(grid.starts[0] == at("2025-10-23T22:00Z"));
    assert_true(grid.starts[2] == at("2025-10-25T22:00Z"));
    assert_true(grid.starts[3] == at("2025-10-26T23:00Z"));
    assert_int_equal(et_grid_find(&grid, at("2025-10-26T22:59:59Z")), 2);
    assert_int_equal(et_grid_find(&grid, at("2025-10-26T23:00Z")), 3);
    assert_true(et_grid_find(&grid, at("2025-10-23T21:59Z")) == SIZE_MAX);
    assert_true(et_grid_find(&grid, at("2025-10-28T23:00Z")) == SIZE_MAX);
}

static void test_weeks_start_on_monday(void **state)
{
    struct et_grid grid = grid_of(*state, "2025-11-20T12:00Z", "2025-12-02T12:00Z", 7 * ET_US_DAY, 2000);
    assert_int_equal(grid.count, 3);
    assert_true(grid.starts[0] == at("2025-11-16T23:00Z"));
}

static void test_hours_have_no_gap(void **state)
{
    struct et_grid grid = grid_of(*state, "2025-10-25T23:30Z", "2025-10-26T03:30Z", ET_US_HOUR, 2000);
    assert_int_equal(grid.count, 5);
    for (size_t i = 0; i < grid.count; i++)
        assert_true(grid.starts[i + 1] - grid.starts[i] == ET_US_HOUR);
}

static void test_steps_are_widened(void **state)
{
    struct et_grid grid = grid_of(*state, "2000-01-01", "2025-01-01", ET_US_HOUR, 2000);
    assert_true(grid.count <= 2000 && grid.step_us == 7 * ET_US_DAY);
    grid = grid_of(*state, "0001-01-01", "2025-01-01", ET_US_HOUR, 2000);
    assert_true(grid.count <= 2000 && grid.step_us % (7 * ET_US_DAY) == 0);
    assert_true(grid.starts[grid.count] >= at("2025-01-01"));
    for (size_t i = 0; i < grid.count; i++)
        assert_int_equal(et_grid_find(&grid, grid.starts[i]), i);
    grid = grid_of(*state, "2025-01-01", "2025-01-01", ET_US_HOUR, 2000);
    assert_int_equal(grid.count, 0);
    assert_true(et_grid_find(&grid, at("2025-01-01")) == SIZE_MAX);
}

static void plan_of(struct et_plan *plan, struct fixture *f, struct et_figures_options options, int64_t first,
                    int64_t last)
{
    struct et_error error;
    memset(plan, 0, sizeof *plan);
    if (et_plan_make(plan, &options, world_catalogue, world_posts, COUNT(world_posts), first, last, &f->arena, &error))
        fail_msg("%s", error.message);
}

static void test_windows(void **state)
{
    struct et_plan plan;
    struct et_figures_options options = world_options();
    plan_of(&plan, *state, options, at("2025-10-01"), at("2025-11-20T12:00Z"));
    assert_true(plan.asof_us == at("2025-11-20T12:00Z") + 1 && plan.to_us == plan.asof_us);
    assert_true(plan.from_us == at("2025-10-01"));
    et_plan_dispose(&plan);
    options.last_us = 7 * ET_US_DAY;
    options.asof_us = at("2025-11-10");
    plan_of(&plan, *state, options, at("2025-10-01"), at("2025-11-20T12:00Z"));
    assert_true(plan.from_us == at("2025-11-03") && plan.to_us == at("2025-11-10"));
    assert_true(plan.previous_from_us == at("2025-10-27"));
    assert_int_equal(plan.steps.count, 7);
    assert_int_equal(et_plan_volume_bin(&plan, at("2025-11-09T23:59:59Z")), 0);
    assert_int_equal(et_plan_volume_bin(&plan, at("2025-11-09T11:59:59Z")), 1);
    assert_int_equal(et_plan_volume_bin(&plan, at("2025-11-04T00:00Z")), 11);
    assert_true(et_plan_volume_bin(&plan, at("2025-11-03T23:00Z")) == SIZE_MAX);
    assert_int_equal(et_plan_volume_bin(&plan, at("2025-11-02T23:00Z")), 12); /* a week before the last hour */
    assert_int_equal(et_plan_volume_bin(&plan, at("2025-10-10T00:00Z")), 35);
    assert_true(et_plan_volume_bin(&plan, at("2025-11-10")) == SIZE_MAX);
    et_plan_dispose(&plan);
}

static void test_no_data(void **state)
{
    struct et_plan plan;
    plan_of(&plan, *state, world_options(), ET_TIME_NONE, ET_TIME_NONE);
    assert_true(plan.steps.count == 0 && plan.asof_us == ET_TIME_NONE);
    et_plan_dispose(&plan);
}

static void test_unknown_entity(void **state)
{
    struct fixture *f = *state;
    struct et_plan plan = {0};
    struct et_error error;
    struct et_figures_options options = world_options();
    options.entity_id = 999;
    assert_int_equal(et_plan_make(&plan, &options, world_catalogue, NULL, 0, 0, 1, &f->arena, &error), ET_E_NOT_FOUND);
    et_plan_dispose(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_follow_the_zone),
        cmocka_unit_test(test_weeks_start_on_monday),
        cmocka_unit_test(test_hours_have_no_gap),
        cmocka_unit_test(test_steps_are_widened),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_no_data),
        cmocka_unit_test(test_unknown_entity),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
