/* Quantiles and tails against published tables (Abramowitz & Stegun 26; R's qt, pt, pchisq to 9 digits). */
#include "stats/stats.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g", value, expected);
}

static void test_t_quantiles(void **state)
{
    (void)state;
    static const struct {
        double p, df, t;
    } table[] = {
        {0.975, 1, 12.7062047362}, {0.975, 2, 4.30265272991},  {0.975, 3, 3.18244630528},   {0.975, 4, 2.77644510520},
        {0.975, 5, 2.57058183661}, {0.975, 10, 2.22813885196}, {0.975, 30, 2.04227245630},  {0.975, 100, 1.98397151845},
        {0.95, 10, 1.81246112281}, {0.995, 9, 3.24983554159},  {0.9995, 20, 3.84951627277}, {0.025, 10, -2.22813885196},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        near(et_t_quantile(table[i].p, table[i].df), table[i].t, 1e-8);
}

static void test_quantile_inverts_tail(void **state)
{
    (void)state;
    static const double tails[] = {0.4, 0.1, 0.025, 0.005, 0.0005, 1e-6};
    for (double df = 0.7; df < 5000; df *= 1.7)
        for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
            double t = et_t_quantile(1 - tails[i], df);
            near(et_t_two_sided(t, df) / (2 * tails[i]), 1, 1e-6);
        }
}

static void test_edges(void **state)
{
    (void)state;
    assert_true(isnan(et_t_quantile(NAN, 3)) && isnan(et_t_quantile(0.9, 0)) && isnan(et_t_quantile(1.1, 3)));
    assert_true(isinf(et_t_quantile(1, 3)) && et_t_quantile(0.5, 3) == 0);
    near(et_t_quantile(0.975, INFINITY), 1.959963984540, 1e-9);
    assert_true(isnan(et_t_two_sided(NAN, 4)) && et_t_two_sided(INFINITY, 4) == 0 && et_t_two_sided(0, 4) == 1);
    assert_true(isnan(et_beta_regularised(0.5, 0, 1)) && isnan(et_gamma_upper(1, 0)));
    assert_true(et_gamma_upper(0, 2) == 1 && et_gamma_upper(INFINITY, 2) == 0);
}

static void test_normal(void **state)
{
    (void)state;
    near(et_normal_quantile(0.975), 1.959963984540054, 1e-12);
    near(et_normal_quantile(0.5), 0, 1e-12);
    near(et_normal_quantile(1e-10), -6.361340902404056, 1e-9);
    near(et_normal_two_sided(1.959963984540054), 0.05, 1e-12);
    near(et_normal_two_sided(-2.575829303548901), 0.01, 1e-12);
}

static void test_beta_and_gamma(void **state)
{
    (void)state;
    near(et_beta_regularised(0.5, 2, 3), 0.6875, 1e-12);          /* 11/16 */
    near(et_beta_regularised(0.1, 1, 7), 1 - pow(0.9, 7), 1e-12); /* 1 - (1-x)^b */
    near(et_beta_regularised(0.3, 500, 1000), 1 - et_beta_regularised(0.7, 1000, 500), 1e-12);
    near(et_chi2_upper(3.841458820694124, 1), 0.05, 1e-10);
    near(et_chi2_upper(18.30703805327515, 10), 0.05, 1e-10);
    near(et_chi2_upper(2, 2), exp(-1), 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_t_quantiles), cmocka_unit_test(test_quantile_inverts_tail), cmocka_unit_test(test_edges),
        cmocka_unit_test(test_normal),      cmocka_unit_test(test_beta_and_gamma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
