/* Alerts: what counts as enough, the words, the family of tests, volume. */
#include "insight_test.h"

/* n comments on an entity in the last 72 hours (or the 72 before), by n authors, around a mean with a little spread. */
static void add_window(struct world *world, int entity, bool recent, int n, double mean, double spread)
{
    for (int i = 0; i < n; i++) {
        int64_t age = (recent ? 1 : 73) * ET_US_HOUR + i * 60 * ET_US_HOUR / n;
        double value = mean + (i % 2 ? spread : -spread);
        world_add(world, 1000 * entity + i + (recent ? 500 : 0) + 1, NOON - age, value)->likes = i;
        world_mention(world, entity, value, true);
    }
}

static struct et_velocity velocity_of(double before, double now, double spread)
{
    struct world world;
    world_init(&world);
    add_window(&world, GRACE, false, 60, before, spread);
    add_window(&world, GRACE, true, 60, now, spread);
    struct et_figures_options options = world_options();
    options.asof_us = NOON;
    struct et_figures figures = world_figures(&world, &options);
    struct et_velocity velocity = world_entity(&figures, GRACE)->velocity;
    world_dispose(&world);
    return velocity;
}

static void test_words(void **state)
{
    (void)state;
    static const struct {
        double before, now;
        const char *word;
    } cases[] = {{0.2, -0.6, "crisis"},      {-0.55, -0.8, "crisis"},        {-0.4, 0.2, "recovery"},
                 {-0.5, -0.3, "recovery"},   {0.3, -0.2, "turned negative"}, {-0.2, 0.3, "turned positive"},
                 {0.6, 0.2, "declining"},    {-0.05, -0.35, "declining"},    {0.1, 0.5, "improving"},
                 {-0.29, -0.05, "improving"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct et_velocity velocity = velocity_of(cases[i].before, cases[i].now, 0.1);
        assert_string_equal(et_direction_text(velocity.direction), cases[i].word);
        assert_true(velocity.is_alert && !velocity.is_watch);
        near(velocity.change, cases[i].now - cases[i].before, 1e-9);
    }
    assert_string_equal(et_direction_text((enum et_direction)99), "");
}

static void test_small_changes(void **state)
{
    (void)state;
    struct et_velocity velocity = velocity_of(0.10, 0.16, 0.5); /* + 60 %, and nothing but noise */
    assert_true(velocity.flag_30 && velocity.is_watch && !velocity.is_alert);
    assert_int_equal(velocity.direction, ET_DIRECTION_NONE);
    near(velocity.percent_change, 60, 1e-6);
    velocity = velocity_of(0.02, 0.5, 0.1);
    assert_true(isnan(velocity.percent_change) && !velocity.flag_30 && velocity.is_alert);
    velocity = velocity_of(0.5, 0.4, 0.05); /* sure, but small */
    assert_true(!velocity.is_alert && velocity.p < 0.001);
    assert_int_equal(velocity.direction, ET_DECLINING);
}

static void test_evidence_carries_the_change(void **state)
{
    (void)state;
    struct et_velocity velocity = velocity_of(0.5, -0.45, 0.1);
    assert_true(velocity.evidence[0] > velocity.evidence[1] &&
                velocity.evidence[2] > 60); /* later ones have more likes */
    assert_int_equal(velocity.evidence[0], 120);
}

static void test_enough(void **state)
{
    (void)state;
    struct et_figures_options options = world_options();
    options.asof_us = NOON;
    for (int lack = 0; lack < 3; lack++) {
        struct world world;
        world_init(&world);
        add_window(&world, GRACE, false, lack == 1 ? 9 : 10, 0.4, 0.1);
        add_window(&world, GRACE, true, 10, -0.4, 0.1);
        if (lack == 2)
            for (size_t i = 0; i < world.count; i++)
                world.facts[i].author_id = (int64_t)(i % 4) + 1;
        struct et_figures figures = world_figures(&world, &options);
        const struct et_velocity *velocity = &world_entity(&figures, GRACE)->velocity;
        assert_int_equal(velocity->enough, lack == 0);
        assert_int_equal(velocity->is_alert, lack == 0);
        assert_int_equal(velocity->recent_comments, 10);
        if (lack)
            assert_true(isnan(velocity->change) && isnan(velocity->q) && isnan(velocity->percent_change));
        world_dispose(&world);
    }
}

static void test_unknown_authors_are_not_many(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    add_window(&world, GRACE, false, 30, 0.4, 0.1);
    add_window(&world, GRACE, true, 30, -0.4, 0.1);
    for (size_t i = 0; i < world.count; i++)
        world.facts[i].author_id = 0;
    struct et_figures_options options = world_options();
    options.asof_us = NOON;
    struct et_figures figures = world_figures(&world, &options);
    assert_false(world_entity(&figures, GRACE)->velocity.enough);
    assert_true(!isnan(figures.all.interval.low) && figures.all.authors == 0);
    world_dispose(&world);
}

/* The q of an entity is that of the whole family, whether it is asked for by name or not. */
static void test_family(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    add_window(&world, GRACE, false, 40, 0.30, 0.5);
    add_window(&world, GRACE, true, 40, 0.02, 0.5);
    struct et_figures_options options = world_options();
    options.asof_us = NOON;
    struct et_figures alone = world_figures(&world, &options);
    for (int e = WILL; e <= PIPPA; e++) {
        add_window(&world, e, false, 40, 0.2, 0.5);
        add_window(&world, e, true, 40, 0.2, 0.5);
    }
    struct et_figures among = world_figures(&world, &options);
    options.entity_id = WORLD_ID(GRACE);
    struct et_figures asked = world_figures(&world, &options);
    const struct et_velocity *a = &world_entity(&alone, GRACE)->velocity, *b = &world_entity(&among, GRACE)->velocity;
    near(a->q, a->p, 1e-12);
    assert_true(a->is_alert);
    near(b->q, a->p * 7, 1e-9);
    assert_false(b->is_alert);
    near(world_entity(&asked, GRACE)->velocity.q, b->q, 1e-12);
    world_dispose(&world);
}

static void add_volume(struct world *world, int weeks_ago, int per_day)
{
    for (int day = 0; day < 3; day++)
        for (int i = 0; i < per_day; i++)
            world_add(world, 1 + i, NOON - 1 - weeks_ago * 7 * ET_US_DAY - day * ET_US_DAY - i * ET_US_DAY / per_day,
                      0.1);
}

static void test_volume(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    for (int week = 4; week >= 1; week--)
        add_volume(&world, week, 40 + week);
    world_add(&world, 1, NOON - 31 * ET_US_DAY - 1, 0); /* four weeks of history and no more */
    add_volume(&world, 0, 120);
    struct et_figures_options options = world_options();
    options.asof_us = NOON;
    struct et_figures figures = world_figures(&world, &options);
    assert_int_equal(figures.velocity.volume_weeks, 4);
    near(figures.velocity.volume_expected, 3 * 42.5, 1e-9);
    assert_true(figures.velocity.volume_p < 1e-6);
    assert_true(isnan(figures.velocity.volume_ratio)); /* nothing in the window just before */
    options.asof_us = NOON - 7 * ET_US_DAY;
    figures = world_figures(&world, &options);
    assert_int_equal(figures.velocity.volume_weeks, 3);
    assert_true(figures.velocity.volume_p > 0.3);
    world_dispose(&world);
}

static void test_volume_without_history(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    add_window(&world, GRACE, false, 50, 0.1, 0.1);
    add_window(&world, GRACE, true, 200, 0.1, 0.1);
    struct et_figures_options options = world_options();
    options.asof_us = NOON;
    struct et_figures figures = world_figures(&world, &options);
    assert_int_equal(figures.velocity.volume_weeks, 0);
    assert_true(isnan(figures.velocity.volume_p)); /* the data do not reach back to the whole window before */
    near(figures.velocity.volume_ratio, 4, 1e-12);
    world_add(&world, 1, NOON - 150 * ET_US_HOUR, 0);
    figures = world_figures(&world, &options);
    near(figures.velocity.volume_expected, 50, 1e-12);
    assert_true(figures.velocity.volume_p < 0.01);
    world_dispose(&world);
}

/* Comments come in bursts of seven within some hours of each other, and nothing else happens. */
static void test_bursts_are_no_surge(void **state)
{
    (void)state;
    struct et_figures_options options = world_options();
    options.asof_us = NOON;
    int alarms = 0, runs = 300;
    world_seed = 23;
    for (int run = 0; run < runs; run++) {
        struct world world;
        world_init(&world);
        world_add(&world, 1, NOON - 32 * ET_US_DAY, 0);
        for (int burst = 0; burst < 120; burst++) {
            int64_t start = (int64_t)world_below(32 * 24 * 60) * ET_US_MINUTE;
            for (int i = 0; i < 7; i++)
                world_add(&world, 1 + i, NOON - 1 - start + (int64_t)world_below(16 * 60) * ET_US_MINUTE, 0);
        }
        struct et_figures figures = world_figures(&world, &options);
        alarms += figures.velocity.volume_p < 0.01;
        world_dispose(&world);
    }
    if (alarms > runs * 3 / 100)
        fail_msg("%d of %d runs called it a surge", alarms, runs);
}

/* The whole pipeline under no change: seven entities, 30 comments in each window. */
static void test_false_alarms(void **state)
{
    (void)state;
    struct et_figures_options options = world_options();
    options.asof_us = NOON;
    int alarms = 0, runs = 250;
    world_seed = 11;
    for (int run = 0; run < runs; run++) {
        struct world world;
        world_init(&world);
        for (int e = GRACE; e <= PIPPA; e++)
            for (int i = 0; i < 60; i++) {
                double value = 0;
                for (int k = 0; k < 6; k++) /* nearly normal, sd 0.6 before the ends are cut */
                    value += ((double)world_below(20001) / 10000 - 1) * 0.424;
                value = value > 1 ? 1 : value < -1 ? -1 : value;
                world_add(&world, (int64_t)world_below(500) + 1,
                          NOON - 1 - (i % 2 * 72 + (int64_t)world_below(72)) * ET_US_HOUR, value);
                world_mention(&world, e, value, true);
            }
        struct et_figures figures = world_figures(&world, &options);
        bool any = false;
        for (size_t e = 0; e < figures.entity_count; e++)
            any |= figures.entities[e].velocity.is_alert;
        alarms += any;
        world_dispose(&world);
    }
    if (alarms > runs / 10)
        fail_msg("%d of %d runs raised an alert without any change", alarms, runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_small_changes),
        cmocka_unit_test(test_evidence_carries_the_change),
        cmocka_unit_test(test_enough),
        cmocka_unit_test(test_unknown_authors_are_not_many),
        cmocka_unit_test(test_family),
        cmocka_unit_test(test_volume),
        cmocka_unit_test(test_volume_without_history),
        cmocka_unit_test(test_bursts_are_no_surge),
        cmocka_unit_test(test_false_alarms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
