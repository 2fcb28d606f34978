/* Seeded simulations: how often intervals cover, alerts cry wolf, and real changes are found. */
#include "stats/stats.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SCALE 10000
#define MOST 1000

static uint64_t seed;

static double uniform(void)
{
    seed += 0x9E3779B97F4A7C15u;
    uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
    return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

enum shape { NORMAL, TWO_VALUES, MANY_NEUTRAL };

static double draw(enum shape shape, double mean)
{
    if (shape == NORMAL)
        return mean + 0.6 * normal();
    if (shape == TWO_VALUES)
        return uniform() < (1 + mean) / 2 ? 1 : -1;
    return uniform() < 0.5 ? 0 : uniform() < 0.5 + mean / 1.2 ? 0.6 : -0.6;
}

/* n comments by `authors` people, the first of whom write most; each has a leaning of its own (sd tau). */
static struct et_mean window(enum shape shape, double mean, size_t n, size_t authors, double tau)
{
    static struct et_cluster clusters[MOST];
    static double leaning[MOST];
    memset(clusters, 0, sizeof clusters);
    for (size_t i = 0; i < authors; i++)
        leaning[i] = tau * normal();
    for (size_t i = 0; i < n; i++) {
        size_t who = i < authors ? i : (size_t)(uniform() * uniform() * (double)authors);
        clusters[who].n++;
        clusters[who].sum += lround((draw(shape, mean) + leaning[who]) * SCALE);
    }
    return et_mean_clustered(clusters, authors, SCALE);
}

static void test_coverage(void **state)
{
    (void)state;
    static const struct {
        size_t n, authors;
        double tau;
    } cases[] = {{10, 5, 0.3}, {10, 10, 0}, {30, 12, 0.3}, {30, 30, 0}, {100, 40, 0.4}, {300, 100, 0.2}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        seed = 7 + c;
        int covered = 0, difference = 0, runs = 3000;
        for (int r = 0; r < runs; r++) {
            struct et_mean a = window(NORMAL, 0.1, cases[c].n, cases[c].authors, cases[c].tau);
            struct et_mean b = window(NORMAL, 0.1, cases[c].n, cases[c].authors, cases[c].tau);
            struct et_interval interval = et_mean_interval(a);
            covered += interval.low <= 0.1 && interval.high >= 0.1;
            interval = et_welch(a, b).interval;
            difference += interval.low <= 0 && interval.high >= 0;
        }
        if (covered < runs * 0.93 || covered > runs * 0.97 || difference < runs * 0.93 || difference > runs * 0.97)
            fail_msg("n = %zu, %zu authors: covered %d and %d of %d", cases[c].n, cases[c].authors, covered, difference,
                     runs);
    }
}

#define RESAMPLES 1000

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The closed forms against what they stand for: a bootstrap of whole authors, 1,000 resamples, percentiles. */
static void test_agrees_with_the_bootstrap(void **state)
{
    (void)state;
    enum { AUTHORS = 120 };
    seed = 31;
    for (int data = 0; data < 4; data++) {
        struct et_cluster clusters[AUTHORS];
        struct et_ratio_cluster ratios[AUTHORS];
        static double means[RESAMPLES], weighted[RESAMPLES];
        for (int g = 0; g < AUTHORS; g++) {
            double leaning = 0.3 * normal();
            clusters[g] = (struct et_cluster){0, 0};
            ratios[g] = (struct et_ratio_cluster){0, 0};
            for (int i = 0; i <= (int)(uniform() * uniform() * 6); i++) {
                double value = draw(data % 2 ? MANY_NEUTRAL : NORMAL, 0.2) + leaning,
                       w = 1 + log1p(floor(50 * uniform() * uniform()));
                clusters[g].n++;
                clusters[g].sum += lround(value * SCALE);
                ratios[g].w += w;
                ratios[g].wx += w * value;
            }
        }
        for (int r = 0; r < RESAMPLES; r++) {
            double n = 0, sum = 0, w = 0, wx = 0;
            for (int i = 0; i < AUTHORS; i++) {
                int g = (int)(uniform() * AUTHORS);
                n += (double)clusters[g].n;
                sum += (double)clusters[g].sum / SCALE;
                w += ratios[g].w;
                wx += ratios[g].wx;
            }
            means[r] = sum / n;
            weighted[r] = wx / w;
        }
        qsort(means, RESAMPLES, sizeof means[0], by_value);
        qsort(weighted, RESAMPLES, sizeof weighted[0], by_value);
        struct et_interval plain = et_mean_interval(et_mean_clustered(clusters, AUTHORS, SCALE));
        struct et_interval ratio = et_ratio_interval(ratios, AUTHORS, NULL);
        double width = plain.high - plain.low, ratio_width = ratio.high - ratio.low;
        assert_true(fabs(plain.low - means[24]) < 0.08 * width && fabs(plain.high - means[974]) < 0.08 * width);
        assert_true(fabs(ratio.low - weighted[24]) < 0.08 * ratio_width &&
                    fabs(ratio.high - weighted[974]) < 0.08 * ratio_width);
    }
}

static bool any_alert(enum shape shape, double mean, double change, size_t n, size_t authors, double tau,
                      size_t entities)
{
    double p[100] = {0}, q[100], moved[100];
    for (size_t e = 0; e < entities; e++) {
        struct et_mean before = window(shape, mean, n, authors, tau);
        struct et_mean after = window(shape, mean + change, n, authors, tau);
        moved[e] = et_welch(before, after).change;
        p[e] = et_welch_cautious_p(before, after);
    }
    et_bh_adjust(p, entities, q);
    for (size_t e = 0; e < entities; e++)
        if (fabs(moved[e]) >= 0.15 && q[e] < 0.10)
            return true;
    return false;
}

static void test_false_alarms(void **state)
{
    (void)state;
    static const size_t sizes[] = {10, 30, 100}, families[] = {1, 10, 100};
    static const double means[] = {0, 0.1, 0.4, 0.6};
    seed = 99;
    for (size_t s = 0; s < 3; s++)
        for (size_t f = 0; f < 3; f++)
            for (size_t m = 0; m < 4; m++)
                for (int shape = NORMAL; shape <= MANY_NEUTRAL; shape++) {
                    int runs = families[f] == 1 ? 3000 : families[f] == 10 ? 500 : 80, alerts = 0;
                    size_t authors = m % 2 ? sizes[s] : sizes[s] * 6 / 10;
                    for (int r = 0; r < runs; r++)
                        alerts += any_alert((enum shape)shape, means[m], 0, sizes[s], authors, 0, families[f]);
                    double slack = 1.65 * sqrt(0.09 / runs); /* of the simulation itself */
                    if (alerts > runs * (0.10 + slack))
                        fail_msg("%d of %d runs: n %zu, entities %zu, mean %.1f, shape %d", alerts, runs, sizes[s],
                                 families[f], means[m], shape);
                }
}

static void test_real_changes_are_found(void **state)
{
    (void)state;
    seed = 5;
    int found = 0, runs = 500;
    for (int r = 0; r < runs; r++)
        found += any_alert(NORMAL, 0.1, -0.3, 200, 160, 0, 1);
    if (found < runs * 0.95)
        fail_msg("found %d of %d", found, runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_agrees_with_the_bootstrap),
        cmocka_unit_test(test_false_alarms),
        cmocka_unit_test(test_real_changes_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
