/* Engagement weights and the cap on one comment. */
#include "insight_test.h"

static void test_weights_are_logarithms(void **state)
{
    (void)state;
    struct et_weights weights;
    et_weights_init(&weights);
    assert_int_equal(et_weight(&weights, 0), ET_WEIGHT_ONE);
    uint32_t before = 0;
    for (uint64_t likes = 0; likes <= UINT32_MAX; likes = likes * 5 / 4 + 1) {
        uint32_t weight = et_weight(&weights, (uint32_t)likes);
        near(weight, ET_WEIGHT_ONE * (1 + log1p((double)likes)), 2);
        assert_true(weight >= before);
        before = weight;
    }
    near(et_weight(&weights, UINT32_MAX), ET_WEIGHT_ONE * (1 + 32 * log(2)), 2);
}

static struct et_group group_of(const uint32_t *weights, size_t count)
{
    struct et_group group = {0};
    static const struct et_fact fact = {.emotion = ET_NEUTRAL};
    for (size_t i = 0; i < count; i++) {
        struct et_item item = {.fact = &fact, .weight = weights[i], .sentiment = 0};
        et_group_add(&group, &item);
    }
    return group;
}

/* By the definition: lower the heaviest until none has more than its share of what is left. */
static double slow_cap(const uint32_t *weights, size_t count)
{
    double cap = 1e9, share = fmax(0.05, 1.0 / (double)count);
    for (int i = 0; i < 20000; i++) {
        double sum = 0;
        for (size_t k = 0; k < count; k++)
            sum += fmin(weights[k], cap);
        cap = share * sum;
    }
    return cap;
}

static void test_cap(void **state)
{
    (void)state;
    uint32_t weights[600];
    world_seed = 3;
    for (size_t count = 21; count < 500; count += 13) {
        uint32_t heaviest = 0;
        for (size_t i = 0; i < count; i++) {
            weights[i] = et_weight_exact(world_below(10) ? (uint32_t)world_below(3) : (uint32_t)world_random());
            heaviest = weights[i] > heaviest ? weights[i] : heaviest;
        }
        struct et_group group = group_of(weights, count);
        double slow = slow_cap(weights, count);
        if (slow >= heaviest)
            assert_true(et_group_cap(&group) == UINT32_MAX);
        else
            near(et_group_cap(&group), slow, 2);
    }
    struct et_group few = group_of(weights, 20), many = group_of(weights, 500), none = group_of(weights, 0);
    assert_int_equal(et_group_cap(&few), ET_WEIGHT_ONE); /* at most 1/n each: all alike */
    assert_true(et_group_cap(&many) == UINT32_MAX);
    assert_int_equal(et_group_cap(&none), ET_WEIGHT_ONE);
}

static void test_picks(void **state)
{
    (void)state;
    struct et_pick picks[ET_PICKS] = {0};
    static const struct {
        int64_t id;
        uint32_t likes;
        uint64_t copy;
    } offers[] = {{1, 5, 0}, {2, 9, 7}, {3, 1, 0}, {4, 10, 7}, {5, 8, 7}, {6, 2, 0}, {7, 0, 0}};
    for (size_t i = 0; i < COUNT(offers); i++) {
        struct et_pick pick = {.comment_id = offers[i].id, .likes = offers[i].likes, .copy_hash = offers[i].copy};
        et_picks_offer(picks, &pick);
    }
    assert_int_equal(picks[0].comment_id, 4); /* the best of three copies */
    assert_int_equal(picks[1].comment_id, 1);
    assert_int_equal(picks[2].comment_id, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights_are_logarithms),
        cmocka_unit_test(test_cap),
        cmocka_unit_test(test_picks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
