/* Means, tests and pairs against worked examples from the literature. */
#include "base/mem.h"
#include "stats/stats.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g", value, expected);
}

static struct et_mean mean_of(const double *values, size_t count)
{
    struct et_cluster clusters[64];
    for (size_t i = 0; i < count; i++)
        clusters[i] = (struct et_cluster){1, (int64_t)lround(values[i] * 10)};
    return et_mean_clustered(clusters, count, 10);
}

static void test_single_comments_are_the_usual_mean(void **state)
{
    (void)state;
    static const double values[] = {1, 2, 3, 4, 5};
    struct et_mean mean = mean_of(values, 5);
    near(mean.mean, 3, 1e-12);
    near(mean.variance, 0.5, 1e-12); /* s^2 / n */
    near(mean.df, 4, 1e-9);
    struct et_interval interval = et_mean_interval(mean);
    near(interval.high, 3 + 2.7764451052 * sqrt(0.5), 1e-8);
}

/* Equal clusters: G/(G-1) sum (S_g - n m)^2 / N^2, by hand: S = 2, 4, 9; m = 2.5; residuals -3, -1, 4. */
static void test_equal_clusters(void **state)
{
    (void)state;
    static const struct et_cluster clusters[] = {{2, 2}, {2, 4}, {0, 0}, {2, 9}};
    struct et_mean mean = et_mean_clustered(clusters, 4, 1);
    assert_int_equal(mean.clusters, 3);
    assert_int_equal(mean.n, 6);
    near(mean.variance, 1.5 * 26 / 36, 1e-12);
    near(mean.df, 2, 1e-9);
}

static void test_one_loud_author_costs_degrees_of_freedom(void **state)
{
    (void)state;
    struct et_cluster clusters[11] = {{20, 10}};
    for (int i = 1; i < 11; i++)
        clusters[i] = (struct et_cluster){1, i % 2};
    struct et_mean mean = et_mean_clustered(clusters, 11, 1);
    assert_true(mean.df < 5); /* of 10 when all write alike */
    assert_int_equal(mean.clusters, 11);
}

static void test_too_few(void **state)
{
    (void)state;
    static const struct et_cluster one[] = {{7, 3}};
    struct et_mean mean = et_mean_clustered(one, 1, 1);
    near(mean.mean, 3.0 / 7, 1e-12);
    assert_true(isnan(mean.variance));
    assert_true(isnan(et_mean_interval(mean).low));
    assert_true(isnan(et_mean_clustered(one, 0, 1).mean));
    assert_true(isnan(et_welch(mean, mean).p));
}

/* Welch (1947) as worked in the usual textbook example: t = 2.46, 25 degrees of freedom, p = 0.021. */
static void test_welch(void **state)
{
    (void)state;
    static const double a[] = {27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1,
                               21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4};
    static const double b[] = {27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0,
                               24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4};
    struct et_difference difference = et_welch(mean_of(a, 15), mean_of(b, 15));
    near(difference.t, 2.46, 0.005);
    near(difference.df, 25.0, 0.05);
    near(difference.p, 0.021, 0.0005);
    assert_true(difference.interval.low > 0);
    assert_true(et_welch_cautious_p(mean_of(a, 15), mean_of(b, 15)) > difference.p);
}

static void test_welch_without_spread(void **state)
{
    (void)state;
    static const double zeros[] = {0, 0, 0, 0, 0}, ones[] = {1, 1, 1, 1, 1};
    struct et_difference same = et_welch(mean_of(zeros, 5), mean_of(zeros, 5));
    assert_true(same.p == 1 && same.change == 0);
    struct et_difference jump = et_welch(mean_of(zeros, 5), mean_of(ones, 5));
    assert_true(isnan(jump.p) && jump.change == 1); /* nothing to judge it by */
}

static void test_wilson(void **state)
{
    (void)state;
    struct et_interval ten = et_wilson(10, 100); /* R: prop.test(10, 100, correct = FALSE) */
    near(ten.low, 0.05522914, 1e-7);
    near(ten.high, 0.1743657, 1e-7);
    struct et_interval none = et_wilson(0, 10);
    assert_true(none.low == 0);
    near(none.high, 0.2775328, 1e-7);
    assert_true(et_wilson(10, 10).high == 1 && et_wilson(0, 0).low == 0 && et_wilson(0, 0).high == 1);
}

/* The example of Benjamini & Hochberg (1995), section 3: the four smallest of 15 at q = 0.05. */
static void test_benjamini_hochberg(void **state)
{
    (void)state;
    static const double p[] = {0.0459, 0.0001, 0.0004, 1.0,    0.0019, 0.0095, 0.0201, 0.0278,
                               NAN,    0.0298, 0.0344, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590};
    bool accepted[COUNT(p)];
    double adjusted[COUNT(p)];
    et_benjamini_hochberg(p, COUNT(p), 0.05, accepted);
    et_bh_adjust(p, COUNT(p), adjusted);
    for (size_t i = 0; i < COUNT(p); i++)
        assert_int_equal(accepted[i], p[i] <= 0.0095);
    near(adjusted[1], 0.0015, 1e-9);
    near(adjusted[5], 0.035625, 1e-9);
    near(adjusted[6], 0.0603, 1e-9); /* 0.0201 * 15 / 5 */
    assert_true(isnan(adjusted[8]) && adjusted[3] == 1);
    double among[2], two[] = {0.01, 0.5};
    et_bh_adjust_among(two, 2, 8, among);
    near(among[0], 0.1, 1e-12);
    near(among[1], 1, 1e-12);
}

static void test_adjustment_without_memory(void **state)
{
    (void)state;
#ifdef ET_FAULTS
    static const double p[] = {0.03, 0.001, NAN, 0.03, 0.2};
    double adjusted[COUNT(p)], scarce[COUNT(p)];
    bool accepted[COUNT(p)];
    et_bh_adjust(p, COUNT(p), adjusted);
    et_mem_fail_after(0);
    et_bh_adjust(p, COUNT(p), scarce);
    et_benjamini_hochberg(p, COUNT(p), 0.05, accepted);
    et_mem_fail_after(-1);
    for (size_t i = 0; i < COUNT(p); i++) {
        assert_true(isnan(p[i]) ? isnan(scarce[i]) : fabs(scarce[i] - adjusted[i]) < 1e-12);
        assert_int_equal(accepted[i], adjusted[i] <= 0.05);
    }
#endif
}

static void test_fisher(void **state)
{
    (void)state;
    near(et_fisher_greater(3, 4, 4, 8), 17.0 / 70, 1e-12);    /* Fisher's tea taster */
    near(et_fisher_greater(10, 13, 12, 30), 0.0004652, 5e-8); /* Fisher 1962, convictions of twins */
    near(et_fisher_greater(1, 4, 4, 8), 1 - 1.0 / 70, 1e-12); /* below the mean */
    near(et_fisher_greater(0, 4, 4, 8), 1, 1e-12);
    near(et_fisher_greater(5, 4, 4, 8), 1, 1e-12); /* cannot be */
    near(et_fisher_greater(4, 4, 4, 4), 1, 1e-12);
    double rare = et_fisher_greater(900, 1000, 1000, 1000000);
    assert_true(rare >= 0 && rare < 1e-300);
    double large = et_fisher_greater(100200, 1000000, 1000000, 10000000); /* mean 100,000, sd 284.6 */
    near(large, 0.241, 0.002);
}

static void test_npmi(void **state)
{
    (void)state;
    near(et_npmi(10, 20, 20, 100), 0.39794000867, 1e-9);
    near(et_npmi(10, 10, 10, 100), 1, 1e-12);
    near(et_npmi(4, 20, 20, 100), 0, 1e-12);
    near(et_npmi(0, 20, 20, 100), -1, 1e-12);
    assert_true(isnan(et_npmi(0, 0, 20, 100)) && et_npmi(5, 5, 5, 5) == 0);
}

static void test_ratio(void **state)
{
    (void)state;
    /* Equal weights: the ratio is the mean, and its interval the same as that of et_mean. */
    static const struct et_ratio_cluster flat[] = {{2, 2}, {4, 2}, {9, 2}};
    static const struct et_cluster clusters[] = {{2, 2}, {2, 4}, {2, 9}};
    double mean;
    struct et_interval ratio = et_ratio_interval(flat, 3, &mean);
    struct et_interval plain = et_mean_interval(et_mean_clustered(clusters, 3, 1));
    near(mean, 2.5, 1e-12);
    near(ratio.low, plain.low, 1e-9);
    near(ratio.high, plain.high, 1e-9);
    assert_true(isnan(et_ratio_interval(flat, 1, &mean).low));
    near(mean, 1, 1e-12);
    assert_true(isnan(et_ratio_interval(flat, 0, &mean).low) && isnan(mean));
}

static void test_rest(void **state)
{
    (void)state;
    near(et_kish(10, 20), 5, 1e-12);
    assert_true(et_kish(0, 0) == 0);
    static const uint64_t even[] = {3, 3, 3}, steps[] = {1, 2, 3, 4}, one[] = {0, 0, 0, 1};
    near(et_gini(even, 3), 0, 1e-12);
    near(et_gini(steps, 4), 0.25, 1e-12);
    near(et_gini(one, 4), 0.75, 1e-12);
    assert_true(isnan(et_gini(even, 0)));
    near(et_rate_test(60, 1, 40, 1, 1), 0.0574, 0.0005); /* z = 9.5 / 5 */
    assert_true(et_rate_test(60, 1, 40, 1, 4) > 0.3);
    assert_true(et_rate_test(50, 1, 50, 1, 1) == 1);
    near(et_rate_test_estimated(60, 1, 40, 1, 1, 3), 0.0574, 0.0005);
    near(et_rate_test_estimated(70, 1, 30, 1, 4, 3), et_t_two_sided(39 / 20.0, 3), 1e-12);
    assert_true(isnan(et_rate_test(0, 1, 0, 1, 1)) && isnan(et_rate_test(1, 0, 1, 1, 1)));
}

static void test_rate_rise(void **state)
{
    (void)state;
    uint64_t hits[20], trials[20];
    for (size_t i = 0; i < 20; i++) {
        trials[i] = 50;
        hits[i] = i < 12 ? 2 + i % 2 : 9 + i % 3;
    }
    assert_int_equal(et_rate_rise(hits, trials, 20), 12);
    for (size_t i = 0; i < 20; i++)
        hits[i] = i < 12 ? 9 + i % 3 : 2; /* falls: not a rise */
    assert_true(et_rate_rise(hits, trials, 20) == SIZE_MAX);
    for (size_t i = 0; i < 20; i++)
        hits[i] = i == 13 ? 40 : 3; /* one wild day is no change of level */
    assert_true(et_rate_rise(hits, trials, 20) == SIZE_MAX);
    assert_true(et_rate_rise(hits, trials, 0) == SIZE_MAX && et_rate_rise(hits, trials, 1) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single_comments_are_the_usual_mean),
        cmocka_unit_test(test_equal_clusters),
        cmocka_unit_test(test_one_loud_author_costs_degrees_of_freedom),
        cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_welch),
        cmocka_unit_test(test_welch_without_spread),
        cmocka_unit_test(test_wilson),
        cmocka_unit_test(test_benjamini_hochberg),
        cmocka_unit_test(test_adjustment_without_memory),
        cmocka_unit_test(test_fisher),
        cmocka_unit_test(test_npmi),
        cmocka_unit_test(test_ratio),
        cmocka_unit_test(test_rest),
        cmocka_unit_test(test_rate_rise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
