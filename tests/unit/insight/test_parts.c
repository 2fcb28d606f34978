/* Relations, storylines, posts, voices, copies, trends. */
#include "insight_test.h"

static void add_pair(struct world *world, int a, int b, int n, int authors, uint64_t themes)
{
    for (int i = 0; i < n; i++) {
        world_add(world, 1 + i % authors, NOON - (int64_t)world->count * ET_US_MINUTE, 0.2)->themes = themes;
        world_mention(world, a, 0.4, true);
        world_mention(world, b, -0.4, true);
    }
}

static void add_alone(struct world *world, int entity, int n)
{
    for (int i = 0; i < n; i++) {
        world_add(world, 1 + i % 50, NOON - (int64_t)world->count * ET_US_MINUTE, 0.1);
        if (entity)
            world_mention(world, entity, 0.1, true);
    }
}

static const struct et_relation *relation_of(const struct et_figures *figures, int a, int b)
{
    for (size_t i = 0; i < figures->relation_count; i++) {
        int64_t x = figures->entities[figures->relations[i].a].entity->id,
                y = figures->entities[figures->relations[i].b].entity->id;
        if (x == WORLD_ID(a) && y == WORLD_ID(b))
            return &figures->relations[i];
    }
    return NULL;
}

#define LOVE (UINT64_C(1) << ET_RELATIONSHIP)
#define PARTING (UINT64_C(1) << ET_BREAKUP)

static void test_relations(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    add_pair(&world, GRACE, WILL, 8, 8, LOVE);
    add_pair(&world, GRACE, WILL, 12, 12, 0);
    add_pair(&world, GRACE, SUMMER, 20, 20, 0);
    add_pair(&world, LANTERN, SUMMER, 12, 4, 0);    /* too few authors */
    add_pair(&world, LANTERN, GRACE, 20, 20, LOVE); /* a show is nobody's partner */
    add_pair(&world, WILL, SUMMER, 12, 12, LOVE | PARTING);
    add_pair(&world, DORIAN, PIPPA, 15, 9, 0);       /* a couple by the catalogue */
    add_pair(&world, KESSALYS, DORIAN, 15, 9, LOVE); /* an entity and its member are one */
    add_pair(&world, PIPPA, WILL, 2, 2, 0);          /* too few to be listed */
    add_alone(&world, 0, 900);
    struct et_figures_options options = world_options();
    struct et_figures figures = world_figures(&world, &options);
    const struct et_relation *pair = relation_of(&figures, GRACE, WILL);
    assert_non_null(pair);
    assert_true(pair->comments == 20 && pair->authors == 12 && pair->posts == 1 && pair->shown && pair->couple);
    near(pair->npmi, et_npmi(20, 60, 34, figures.all.comments), 1e-12);
    near(pair->p, et_fisher_greater(20, 60, 34, figures.all.comments), 1e-15);
    near(pair->mean, 0.2, 1e-9);
    assert_false(pair->familiar_flag); /* 20 / 34 < 0.6 */
    assert_non_null(relation_of(&figures, GRACE, SUMMER));
    assert_false(relation_of(&figures, GRACE, SUMMER)->couple);
    assert_non_null(relation_of(&figures, LANTERN, SUMMER));
    assert_false(relation_of(&figures, LANTERN, SUMMER)->shown);
    assert_non_null(relation_of(&figures, GRACE, LANTERN));
    assert_false(relation_of(&figures, GRACE, LANTERN)->couple);
    assert_non_null(relation_of(&figures, SUMMER, WILL));
    assert_true(relation_of(&figures, SUMMER, WILL)->couple);
    assert_non_null(relation_of(&figures, DORIAN, PIPPA));
    assert_true(relation_of(&figures, DORIAN, PIPPA)->couple && relation_of(&figures, DORIAN, PIPPA)->familiar_flag);
    assert_null(relation_of(&figures, DORIAN, KESSALYS));
    assert_null(relation_of(&figures, KESSALYS, DORIAN));
    assert_null(relation_of(&figures, PIPPA, WILL));
    bool hidden = false;
    for (size_t i = 0; i < figures.relation_count; i++) {
        assert_true(!(hidden && figures.relations[i].shown)); /* shown ones first */
        hidden |= !figures.relations[i].shown;
    }
    world_dispose(&world);
}

static void test_more_breaking_up_than_love(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    add_pair(&world, GRACE, WILL, 5, 5, LOVE | PARTING);
    add_pair(&world, GRACE, WILL, 4, 4, PARTING);
    struct et_figures_options options = world_options();
    struct et_figures figures = world_figures(&world, &options);
    assert_int_equal(figures.relation_count, 1);
    assert_false(figures.relations[0].couple);
    assert_int_equal(world_entity(&figures, GRACE)->together[0].comments, 9);
    world_dispose(&world);
}

static void test_storylines(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    for (int i = 0; i < 300; i++) {
        struct et_fact *fact = world_add(&world, 1 + i % 40, NOON - i * 3 * ET_US_HOUR, i % 2 ? 0.5 : -0.7);
        fact->likes = i % 17;
        if (i % 3 == 0)
            fact->themes = 1u << ET_CAREER;
        if (i >= 30 && i < 70)
            fact->themes |= 1u << ET_LAWSUIT;
        if (i < 24)
            fact->themes |= 1u << ET_PREGNANCY;
        if (i % 6 == 0)
            world_mention(&world, LANTERN, 0.5, true);
        if (i % 12 == 0)
            world_mention(&world, GRACE, 0.5, true);
    }
    struct et_figures_options options = world_options();
    struct et_figures figures = world_figures(&world, &options);
    assert_int_equal(figures.storyline_count, 3);
    const struct et_storyline *career = &figures.storylines[0], *lawsuit = &figures.storylines[1];
    assert_true(et_slice_is(career->name, "career") && et_slice_is(lawsuit->name, "lawsuit"));
    near(career->share, 1.0 / 3, 1e-12);
    assert_int_equal(career->entity_count, 2);
    assert_int_equal(figures.entities[career->entities[0]].entity->id, WORLD_ID(LANTERN));
    assert_int_equal(career->entity_comments[0], 50);
    assert_int_equal(career->entity_comments[1], 25);
    assert_string_equal(lawsuit->urgency, "emerging");
    assert_string_equal(career->urgency, "developing");
    assert_string_equal(figures.storylines[2].urgency, "high activity");
    assert_true(career->first_us == NOON - 297 * 3 * ET_US_HOUR);
    for (int i = 0; i < 3; i++)
        assert_int_equal(world.facts[career->evidence[i] - 1].likes, 16);
    assert_int_equal(career->timeline.count, figures.timeline.count);
    world_dispose(&world);
}

static void test_fatigue_since(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    world_seed = 4;
    for (int day = 0; day < 30; day++)
        for (int i = 0; i < 30; i++) {
            bool tired = world_below(100) < (day < 18 ? 5u : 30u);
            world_add(&world, (int64_t)world_below(5000) + 1, NOON - (29 - day) * ET_US_DAY - i * ET_US_MINUTE, -0.1)
                ->emotion = tired ? ET_FATIGUE : ET_NEUTRAL;
            world_mention(&world, GRACE, -0.1, true);
            if (i % 2)
                world_mention(&world, WILL, -0.1, true);
        }
    struct et_figures_options options = world_options();
    options.step_us = 7 * ET_US_DAY; /* days are looked at whatever the timeline's step */
    struct et_figures figures = world_figures(&world, &options);
    const struct et_entity_figures *grace = world_entity(&figures, GRACE);
    int64_t since = grace->fatigue_since_us;
    assert_true(since != ET_TIME_NONE && llabs(since + 12 * ET_US_HOUR - (NOON - 11 * ET_US_DAY)) <= ET_US_DAY);
    assert_true(grace->fatigue > 0.1 && grace->fatigue < 0.2 && grace->fatigue_interval.low < grace->fatigue);
    for (size_t i = 0; i < world.count; i++)
        world.facts[i].emotion = i % 10 ? ET_NEUTRAL : ET_FATIGUE;
    figures = world_figures(&world, &options);
    assert_true(world_entity(&figures, GRACE)->fatigue_since_us == ET_TIME_NONE);
    world_dispose(&world);
}

static const struct et_post_figures *post_of(const struct et_figures *figures, int64_t id)
{
    for (size_t i = 0; i < figures->post_count; i++)
        if (figures->posts[i].post->post_id == id)
            return &figures->posts[i];
    fail_msg("no post %d", (int)id);
    abort();
}

static int64_t top_of(const struct et_figures *figures, int64_t post)
{
    uint32_t top = post_of(figures, post)->top_entity;
    return top == UINT32_MAX ? 0 : figures->entities[top].entity->id;
}

static void test_posts(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    for (int i = 0; i < 25; i++) {
        world_add(&world, i + 1, NOON - 24 * ET_US_HOUR + i * ET_US_HOUR / 2, 0.5)->post_id = 12;
        world_mention(&world, SUMMER, 0.5, true);
    }
    for (int i = 0; i < 10; i++) {
        struct et_fact *fact = world_add(&world, i + 1, NOON - 28 * ET_US_HOUR, 0.5);
        fact->post_id = 13;
        fact->platform = ET_PLATFORM_YOUTUBE;
        fact->precision = i < 4 ? ET_TIME_EXACT : ET_TIME_DAY;
        world_mention(&world, LANTERN, 0.5, i > 0);
        world_add(&world, i + 1, NOON - 20 * ET_US_HOUR, 0.5); /* under the post with two names in its caption */
        world_mention(&world, i < 3 ? GRACE : i < 9 ? WILL : SUMMER, 0.5, true);
    }
    struct et_figures_options options = world_options();
    struct et_figures figures = world_figures(&world, &options);
    assert_int_equal(figures.posts[0].post->post_id, 12);
    assert_int_equal(figures.posts[1].post->post_id, 11); /* as many comments as 13: by platform and key */
    near(post_of(&figures, 12)->coverage, 0.5, 1e-12);
    assert_true(isnan(post_of(&figures, 11)->coverage));
    assert_int_equal(top_of(&figures, 12), WORLD_ID(LANTERN)); /* the subject goes before the comments */
    assert_int_equal(top_of(&figures, 11), WORLD_ID(WILL));    /* of those in the caption the one named more */
    assert_int_equal(top_of(&figures, 13), WORLD_ID(LANTERN));
    assert_int_equal(post_of(&figures, 12)->first_24h[0], 2);
    assert_int_equal(post_of(&figures, 12)->first_24h[12], 1);
    assert_int_equal(post_of(&figures, 13)->first_24h[2], 4); /* since it was posted; dates without hours left out */
    assert_int_equal(figures.platform_count, 2);
    assert_int_equal(figures.platforms[0].platform, ET_PLATFORM_INSTAGRAM);
    assert_int_equal(figures.platforms[0].summary.posts, 2);
    assert_int_equal(figures.implied, 1);
    world_dispose(&world);
}

static void test_copies(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    static const struct {
        int64_t author, hour;
        uint64_t copy_hash;
    } comments[] = {
        {1, 0, 7},  {2, 5, 7},  {3, 24, 7},             /* a group */
        {4, 40, 7},                                     /* with authors 2 and 3 too few within a day */
        {5, 0, 8},  {6, 1, 8},  {5, 2, 8},  {5, 3, 8},  /* two authors */
        {7, 0, 9},  {8, 20, 9}, {9, 40, 9},             /* too far apart */
        {1, 90, 7}, {2, 91, 7}, {5, 92, 7}, {5, 93, 7}, /* another group of the same text */
        {1, 0, 0},  {2, 0, 0},  {3, 0, 0},              /* too short to tell */
        {0, 0, 5},  {0, 0, 5},  {0, 0, 5},              /* perhaps all by one */
    };
    for (size_t i = 0; i < COUNT(comments); i++)
        world_add(&world, comments[i].author, NOON - 200 * ET_US_HOUR + comments[i].hour * ET_US_HOUR, 0.5)->copy_hash =
            comments[i].copy_hash;
    struct et_figures_options options = world_options();
    struct et_figures figures = world_figures(&world, &options);
    assert_int_equal(figures.voices.copy_groups, 2);
    assert_int_equal(figures.voices.copied_comments, 7);
    assert_int_equal(figures.all.copies, 7);
    assert_false(figures.voices.copies_matter);
    world_dispose(&world);
}

static void test_one_text_all_day_long(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    for (int i = 0; i < 200000; i++)
        world_add(&world, 1 + (i == 100), NOON - (int64_t)i * 100000, 0)->copy_hash = 77;
    struct et_figures_options options = world_options();
    struct et_figures figures = world_figures(&world, &options); /* at once, not after a squared number of steps */
    assert_int_equal(figures.voices.copy_groups, 0);
    near(figures.voices.gini, 0.5, 0.001);
    world_dispose(&world);
}

static void test_voices(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    for (int i = 0; i < 60; i++) /* one loud author, 20 quiet ones */
        world_add(&world, i < 40 ? 1 : i, NOON - i * ET_US_HOUR, i < 40 ? -1 : 0.5)->likes = i < 30 ? 0 : i;
    world.facts[59].precision = ET_TIME_DAY;
    struct et_figures_options options = world_options();
    struct et_zone *zone;
    assert_int_equal(et_zone_open("+05:30", &zone, NULL), ET_OK);
    options.zone = zone;
    struct et_figures figures = world_figures(&world, &options);
    const struct et_voices *voices = &figures.voices;
    assert_int_equal(voices->authors, 21);
    near(voices->top_share, 40.0 / 60, 1e-12);
    near(voices->author_mean, (20 * 0.5 - 1) / 21, 1e-8);
    assert_true(voices->author_interval.low > 0.2 && figures.all.mean < -0.4);
    uint64_t hours = 0, days = 0;
    for (int i = 0; i < 24; i++)
        hours += voices->by_hour[i];
    for (int i = 0; i < 7; i++)
        days += voices->by_weekday[i];
    assert_true(hours == 59 && days == 59);
    assert_int_equal(voices->by_hour[17], 3); /* 12:00 UTC */
    assert_int_equal(voices->by_weekday[3], 18);
    assert_int_equal(voices->quartile_n[0], 0); /* half have no likes at all: their middle lies at the second quarter */
    assert_int_equal(voices->quartile_n[1], 30);
    assert_true(isnan(voices->quartile_mean[0]));
    near(voices->quartile_mean[3], 0.5, 1e-12);
    et_zone_close(zone);
    world_dispose(&world);
}

static void test_trend(void **state)
{
    (void)state;
    static const struct {
        double before, now;
        int n;
        const char *trend;
    } cases[] = {{0.1, 0.5, 60, "up"}, {0.5, 0.1, 60, "down"}, {0.2, 0.21, 60, "stable"}, {0.1, 0.9, 6, ""}};
    for (size_t c = 0; c < COUNT(cases); c++) {
        struct world world;
        world_init(&world);
        for (int i = 0; i < cases[c].n; i++)
            for (int now = 0; now < 2; now++)
                world_add(&world, 1 + i, NOON - 1 - (now ? 0 : 7 * ET_US_DAY) - i * ET_US_HOUR,
                          (now ? cases[c].now : cases[c].before) + (i % 2 ? 0.1 : -0.1));
        struct et_figures_options options = world_options();
        options.asof_us = NOON;
        options.last_us = 7 * ET_US_DAY;
        struct et_figures figures = world_figures(&world, &options);
        assert_string_equal(figures.trend, cases[c].trend);
        assert_int_equal(figures.previous.comments, (uint64_t)cases[c].n);
        near(figures.previous.mean, cases[c].before, 1e-9);
        world_dispose(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_relations),
        cmocka_unit_test(test_more_breaking_up_than_love),
        cmocka_unit_test(test_storylines),
        cmocka_unit_test(test_fatigue_since),
        cmocka_unit_test(test_posts),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_one_text_all_day_long),
        cmocka_unit_test(test_voices),
        cmocka_unit_test(test_trend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
