#include "stats/stats.h"

#include <math.h>

static double log_choose(double n, double k)
{
    int sign;
    return lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) - lgamma_r(n - k + 1, &sign);
}

/* P(X = k) of the hypergeometric distribution: k of a drawn b times from n. */
static double hypergeometric(double k, double a, double b, double n)
{
    return exp(log_choose(a, k) + log_choose(n - a, b - k) - log_choose(n, b));
}

/* P(X >= k), for k above the mean: terms fall from the first on. */
static double upper_tail(double k, double a, double b, double n)
{
    double term = hypergeometric(k, a, b, n), sum = 0, end = a < b ? a : b;
    for (; k <= end && term > sum * 1e-17; k++) {
        sum += term;
        term *= (a - k) * (b - k) / ((k + 1) * (n - a - b + k + 1));
    }
    return sum;
}

/* P(X < k), for k not above the mean. */
static double lower_tail(double k, double a, double b, double n)
{
    double least = a + b > n ? a + b - n : 0, sum = 0;
    if (k <= least)
        return 0;
    k--;
    double term = hypergeometric(k, a, b, n);
    for (; k >= least && term > sum * 1e-17; k--) {
        sum += term;
        term *= k * (n - a - b + k) / ((a - k + 1) * (b - k + 1));
    }
    return sum;
}

double et_fisher_greater(uint64_t both, uint64_t a, uint64_t b, uint64_t n)
{
    if (a > n || b > n || both > a || both > b || both == 0)
        return 1;
    double mean = (double)a * (double)b / (double)n;
    double p = (double)both > mean ? upper_tail((double)both, (double)a, (double)b, (double)n)
                                   : 1 - lower_tail((double)both, (double)a, (double)b, (double)n);
    return p > 1 ? 1 : p < 0 ? 0 : p;
}

double et_npmi(uint64_t both, uint64_t a, uint64_t b, uint64_t n)
{
    if (n == 0 || a == 0 || b == 0)
        return NAN;
    if (both == 0)
        return -1;
    if (both >= n)
        return 0;
    double together = (double)both / (double)n;
    double chance = (double)a / (double)n * ((double)b / (double)n);
    double value = log(together / chance) / -log(together);
    return value > 1 ? 1 : value < -1 ? -1 : value;
}
