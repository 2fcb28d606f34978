#include "stats/stats.h"

#include <math.h>

struct et_interval et_wilson(uint64_t k, uint64_t n)
{
    if (n == 0)
        return (struct et_interval){0, 1};
    double z = 1.959963984540054, z2 = z * z; /* the normal's 97.5 % point */
    double count = (double)n, share = (double)(k > n ? n : k) / count;
    double centre = (share + z2 / (2 * count)) / (1 + z2 / count);
    double half = z / (1 + z2 / count) * sqrt(share * (1 - share) / count + z2 / (4 * count * count));
    struct et_interval interval = {centre - half, centre + half};
    /* The ends that are exactly 0 and 1 in the formula are not after rounding. */
    if (k == 0 || interval.low < 0)
        interval.low = 0;
    if (k >= n || interval.high > 1)
        interval.high = 1;
    return interval;
}

double et_gini(const uint64_t *values, size_t count)
{
    double sum = 0, ranked = 0, n = (double)count;
    for (size_t i = 0; i < count; i++) {
        sum += (double)values[i];
        ranked += (double)(i + 1) * (double)values[i];
    }
    if (sum <= 0)
        return NAN;
    double gini = 2 * ranked / (n * sum) - (n + 1) / n;
    return gini < 0 ? 0 : gini;
}

/* Log-likelihood of k of n at its own rate, without the constant. */
static double log_likelihood(double k, double n)
{
    double value = 0;
    if (k > 0)
        value += k * log(k / n);
    if (k < n)
        value += (n - k) * log((n - k) / n);
    return value;
}

/* Pearson's chi-square per degree of freedom around one rate before the split and another from it on; at least 1. */
static double dispersion(const uint64_t *hits, const uint64_t *trials, size_t count, size_t split, double before,
                         double after)
{
    double sum = 0, steps = 0;
    for (size_t i = 0; i < count; i++) {
        double rate = i < split ? before : after, n = (double)trials[i];
        if (n <= 0 || rate <= 0 || rate >= 1)
            continue;
        double off = (double)hits[i] - n * rate;
        sum += off * off / (n * rate * (1 - rate));
        steps++;
    }
    double phi = steps > 2 ? sum / (steps - 2) : 1;
    return phi > 1 ? phi : 1;
}

#define RISE_TRIALS 20
#define RISE_HITS 5
#define RISE_LEVEL 0.01

size_t et_rate_rise(const uint64_t *hits, const uint64_t *trials, size_t count)
{
    double all_hits = 0, all_trials = 0;
    for (size_t i = 0; i < count; i++) {
        all_hits += (double)hits[i];
        all_trials += (double)trials[i];
    }
    double k = 0, n = 0, best = 0, best_before = 0, best_after = 0, tried = 0;
    size_t split = SIZE_MAX;
    for (size_t i = 0; i + 1 < count; i++) {
        k += (double)hits[i];
        n += (double)trials[i];
        double later_k = all_hits - k, later_n = all_trials - n;
        if (trials[i + 1] == 0 || n < RISE_TRIALS || later_n < RISE_TRIALS)
            continue;
        tried++;
        double ratio =
            2 * (log_likelihood(k, n) + log_likelihood(later_k, later_n) - log_likelihood(all_hits, all_trials));
        if (later_k < RISE_HITS || later_k / later_n <= k / n || ratio <= best)
            continue;
        best = ratio;
        best_before = k / n;
        best_after = later_k / later_n;
        split = i + 1;
    }
    if (split == SIZE_MAX)
        return SIZE_MAX;
    double p = et_chi2_upper(best / dispersion(hits, trials, count, split, best_before, best_after), 1) / 2;
    return p * tried < RISE_LEVEL ? split : SIZE_MAX;
}
