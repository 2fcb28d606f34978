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

/** Sums over all clusters of a group: all that its mean and variance need, so that no cluster has to be kept. Callers add
 *  them up as integers; then order and grouping cannot matter. */
struct et_cluster_sums {
    int64_t clusters;
    double n, sum;     /**< sum of n_g and of S_g */
    double n2, n3;     /**< sum of n_g^2 and of n_g^3 */
    double squares;    /**< sum of S_g^2 */
    double cross;      /**< sum of S_g n_g */
};

/** Mean of clustered values with its variance, linearised: V = 1/(1 - H2) * sum_g (S_g - n_g m)^2 / n^2, H2 = sum_g (n_g/n)^2.
 *  The factor is the G/(G-1) of Cameron & Miller (2015, "A practitioner's guide to cluster-robust inference", eq. 11) with
 *  the effective number of clusters 1/H2 for G: equal to it when clusters are of one size, unbiased for independent values
 *  when they are not. Degrees of freedom by Satterthwaite's rule under the same working model (Bell & McCaffrey 2002; Imbens &
 *  Kolesar 2016): (1 - H2)^2 / (H2 - 2 H3 + H2^2), H3 = sum_g (n_g/n)^3; G - 1 when clusters are of one size, fewer when one
 *  author wrote much of it all. G < 2 gives variance NaN. */
struct et_mean {
    int64_t n, clusters;
    double mean;     /**< on the [-1, 1] scale */
    double variance; /**< of the mean */
    double df;       /**< degrees of freedom for t */
};
struct et_mean et_mean_clustered(const struct et_cluster *clusters, size_t count, double scale);
struct et_mean et_mean_of_sums(const struct et_cluster_sums *sums, double scale);

struct et_interval et_mean_interval(struct et_mean mean);         /**< 95 %, Student t; [NaN, NaN] when not known */
double et_normal_quantile(double p);                              /**< 0 < p < 1, else -inf, +inf or NaN */
double et_t_quantile(double p, double df);                        /**< within 1e-8; df > 0, also fractional */
double et_t_two_sided(double t, double df);                       /**< p-value */
double et_normal_two_sided(double z);
double et_chi2_upper(double x, double df);                        /**< P(X > x) */
double et_beta_regularised(double x, double a, double b);         /**< I_x(a, b) */
double et_gamma_upper(double x, double a);                        /**< Q(a, x) */

/** Difference b - a of two means: Welch's t with Satterthwaite's degrees of freedom (Welch 1947). All NaN but change when a
 *  variance is not known; change NaN when a mean is not. */
struct et_difference {
    double change;
    struct et_interval interval;
    double t, df, p;
};
struct et_difference et_welch(struct et_mean a, struct et_mean b);
/** The p-value that alerts go by: Welch's with the smaller of both degrees of freedom and a standard error 3 % wider. At a
 *  rate of 0.10 Benjamini-Hochberg over exact p-values would raise an alert in exactly 10 % of runs without any change, and
 *  more with few comments of uneven scores; so it stays below (tests/unit/stats/test_alerts.c). */
double et_welch_cautious_p(struct et_mean a, struct et_mean b);

/** Wilson score interval of k of n (Wilson 1927). n = 0 gives [0, 1]. */
struct et_interval et_wilson(uint64_t k, uint64_t n);

/** Ratio of sums r = sum(w x) / sum(w) over clusters, 95 % interval from its linearised variance sum_g (wx_g - r w_g)^2 / W^2
 *  (Cochran 1977, "Sampling techniques", 6.3) with the correction and degrees of freedom of et_mean, w_g / W for n_g / n. */
struct et_ratio_cluster {
    double wx, w;
};
/** The same from sums over clusters, for callers that keep no clusters. */
struct et_ratio_sums {
    int64_t clusters;
    double wx, w;            /**< sums */
    double w2, w3;           /**< of squares and cubes of the clusters' w */
    double wx2, wx_w;        /**< of squares of wx, of products */
};
struct et_interval et_ratio_interval(const struct et_ratio_cluster *clusters, size_t count, double *mean);
struct et_interval et_ratio_interval_of_sums(const struct et_ratio_sums *sums, double *mean);

double et_kish(double sum_w, double sum_w2); /**< effective sample size (sum w)^2 / sum w^2; 0 when sum_w2 = 0 */

/** Benjamini-Hochberg: accepted[i] = whether p[i] is a discovery at rate q. NaN p-values are never. */
void et_benjamini_hochberg(const double *p, size_t count, double q, bool *accepted);
/** The adjusted p-values (q-values): q_(i) = min over j >= i of p_(j) m / j (Benjamini & Hochberg 1995). NaN stays NaN and
 *  is not counted in m. */
void et_bh_adjust(const double *p, size_t count, double *adjusted);
/** The same where further tests of the family, not listed, had p = 1. */
void et_bh_adjust_among(const double *p, size_t count, size_t unlisted, double *adjusted);

/** Fisher's exact test, one-sided (more co-occurrence than chance): both, a, b of n. P(X >= both), X hypergeometric
 *  (Fisher 1935). 1 for counts that cannot be. */
double et_fisher_greater(uint64_t both, uint64_t a, uint64_t b, uint64_t n);
/** Normalised pointwise mutual information in [-1, 1]: ln(p_ab / (p_a p_b)) / -ln p_ab (Bouma 2009). Never together: -1;
 *  both in everything: 0; a count of 0 or n = 0: NaN. */
double et_npmi(uint64_t both, uint64_t a, uint64_t b, uint64_t n);

/** Two Poisson-like counts over exposures with over-dispersion phi >= 1: two-sided p of equal rates. Given the total N, count_a
 *  is binomial with share e_a / (e_a + e_b): z = (|a - N s| - 1/2) / sqrt(phi N s (1 - s)) (Przyborowski & Wilenski 1940, normal
 *  form with continuity correction; over-dispersion as in McCullagh & Nelder 1989, 4.5). NaN without counts or exposure. */
double et_rate_test(double count_a, double exposure_a, double count_b, double exposure_b, double phi);
/** The same where phi is an estimate with df degrees of freedom: Student's t in place of the normal unless phi <= 1. */
double et_rate_test_estimated(double count_a, double exposure_a, double count_b, double exposure_b, double phi, double df);

/** values sorted ascending: 2 sum(i x_i) / (n sum x) - (n + 1) / n. NaN without values. */
double et_gini(const uint64_t *values, size_t count);

/** The place where a rate rose: the split of a series of (hits of trials) whose likelihood ratio for a higher rate after than
 *  before is largest. Found when G / phi, phi >= 1 the Pearson dispersion around the two rates, passes the one-sided chi-square
 *  test at 0.01 divided by the number of splits tried (Bonferroni over a maximally selected statistic: Worsley 1983,
 *  "The power of likelihood ratio and cumulative sum tests for a change in a binomial probability"), each side having at least 20
 *  trials, and 5 hits after. Returns the index of the first step of the higher part, or SIZE_MAX. */
size_t et_rate_rise(const uint64_t *hits, const uint64_t *trials, size_t count);

#endif
