/** Estimates and tests, pure functions over sums. Every function says its formula and source. */
#ifndef ET_STATS_STATS_H
#define ET_STATS_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct et_interval {
    double low, high;
};

/** Sums over one cluster (an author) of fixed-point values. */
struct et_cluster {
    int64_t n;   /**< comments */
    int64_t sum; /**< of values, fixed point */
};

/** Mean of clustered values with its variance, linearised: V = G/(G-1) * sum_g (S_g - n_g m)^2 / n^2
 *  (Cameron & Miller 2015, "A practitioner's guide to cluster-robust inference", eq. 11). G < 2 gives variance NaN. */
struct et_mean {
    int64_t n, clusters;
    double mean;     /**< on the [-1, 1] scale */
    double variance; /**< of the mean */
    double df;       /**< degrees of freedom for t: clusters - 1 */
};
struct et_mean et_mean_clustered(const struct et_cluster *clusters, size_t count, double scale);

struct et_interval et_mean_interval(struct et_mean mean);         /**< 95 %, Student t; [NaN, NaN] when not known */
double et_t_quantile(double p, double df);
double et_t_two_sided(double t, double df);                       /**< p-value */
double et_normal_two_sided(double z);

/** Difference b - a of two means: Welch's t with Satterthwaite's degrees of freedom. */
struct et_difference {
    double change;
    struct et_interval interval;
    double t, df, p;
};
struct et_difference et_welch(struct et_mean a, struct et_mean b);

/** Wilson score interval of k of n (Wilson 1927). n = 0 gives [0, 1]. */
struct et_interval et_wilson(uint64_t k, uint64_t n);

/** Ratio of sums sum(w x) / sum(w) over clusters with its linearised variance; pairs of (sum w x, sum w) per cluster. */
struct et_ratio_cluster {
    double wx, w;
};
struct et_interval et_ratio_interval(const struct et_ratio_cluster *clusters, size_t count, double *mean);

double et_kish(double sum_w, double sum_w2); /**< effective sample size (sum w)^2 / sum w^2; 0 when sum_w2 = 0 */

/** Benjamini-Hochberg: accepted[i] = whether p[i] is a discovery at rate q. NaN p-values are never. */
void et_benjamini_hochberg(const double *p, size_t count, double q, bool *accepted);
/** The adjusted p-values (q-values). */
void et_bh_adjust(const double *p, size_t count, double *adjusted);

/** Fisher's exact test, one-sided (more co-occurrence than chance): both, a, b of n. */
double et_fisher_greater(uint64_t both, uint64_t a, uint64_t b, uint64_t n);
/** Normalised pointwise mutual information in [-1, 1] (Bouma 2009). */
double et_npmi(uint64_t both, uint64_t a, uint64_t b, uint64_t n);

/** Two Poisson-like counts over exposures with over-dispersion phi >= 1: two-sided p of equal rates (conditional normal). */
double et_rate_test(double count_a, double exposure_a, double count_b, double exposure_b, double phi);

double et_gini(const uint64_t *values, size_t count); /**< values sorted ascending */

#endif
