#include "stats/stats.h"

#include <math.h>

#define CONFIDENCE_P 0.975 /* two-sided 95 % */

/* Satterthwaite's degrees of freedom under independence, h2 and h3 the sums of squares and cubes of the clusters'
 * shares. */
static double effective_df(double h2, double h3, int64_t clusters)
{
    double df = (1 - h2) * (1 - h2) / (h2 - 2 * h3 + h2 * h2);
    double most = (double)(clusters - 1);
    if (!(df < most))
        return most;
    return df < 1 ? 1 : df;
}

struct et_mean et_mean_of_sums(const struct et_cluster_sums *sums, double scale)
{
    struct et_mean mean = {.n = (int64_t)sums->n, .clusters = sums->clusters, .mean = NAN, .variance = NAN, .df = NAN};
    if (sums->n <= 0)
        return mean;
    double m = sums->sum / sums->n;
    mean.mean = m / scale;
    double h2 = sums->n2 / (sums->n * sums->n);
    if (sums->clusters < 2 || h2 >= 1)
        return mean;
    double spread = sums->squares - 2 * m * sums->cross + m * m * sums->n2;
    if (spread < sums->squares * 1e-14) /* what is left of equal values after rounding */
        spread = 0;
    mean.variance = spread / (sums->n * sums->n) / (1 - h2) / (scale * scale);
    mean.df = effective_df(h2, sums->n3 / (sums->n * sums->n * sums->n), sums->clusters);
    return mean;
}

struct et_mean et_mean_clustered(const struct et_cluster *clusters, size_t count, double scale)
{
    struct et_cluster_sums sums = {0};
    for (size_t i = 0; i < count; i++) {
        if (clusters[i].n <= 0)
            continue;
        double n = (double)clusters[i].n, sum = (double)clusters[i].sum;
        sums.clusters++;
        sums.n += n;
        sums.sum += sum;
        sums.n2 += n * n;
        sums.n3 += n * n * n;
        sums.squares += sum * sum;
        sums.cross += sum * n;
    }
    return et_mean_of_sums(&sums, scale);
}

static struct et_interval around(double centre, double variance, double df)
{
    if (isnan(centre) || isnan(variance) || isnan(df))
        return (struct et_interval){NAN, NAN};
    double half = et_t_quantile(CONFIDENCE_P, df) * sqrt(variance);
    return (struct et_interval){centre - half, centre + half};
}

struct et_interval et_mean_interval(struct et_mean mean)
{
    return around(mean.mean, mean.variance, mean.df);
}

struct et_difference et_welch(struct et_mean a, struct et_mean b)
{
    struct et_difference difference = {
        .change = b.mean - a.mean, .interval = {NAN, NAN}, .t = NAN, .df = NAN, .p = NAN};
    double variance = a.variance + b.variance;
    if (isnan(variance) || isnan(difference.change))
        return difference;
    if (variance == 0) { /* nobody differs from anybody: equal means are no change, others cannot be judged */
        if (difference.change == 0)
            difference = (struct et_difference){.change = 0, .interval = {0, 0}, .t = 0, .df = a.df + b.df, .p = 1};
        return difference;
    }
    difference.t = difference.change / sqrt(variance);
    difference.df = variance * variance / (a.variance * a.variance / a.df + b.variance * b.variance / b.df);
    difference.p = et_t_two_sided(difference.t, difference.df);
    difference.interval = around(difference.change, variance, difference.df);
    return difference;
}

double et_welch_cautious_p(struct et_mean a, struct et_mean b)
{
    struct et_difference difference = et_welch(a, b);
    if (isnan(difference.p) || difference.t == 0)
        return difference.p;
    return et_t_two_sided(difference.t / 1.03, fmin(a.df, b.df));
}

struct et_interval et_ratio_interval_of_sums(const struct et_ratio_sums *sums, double *mean)
{
    double ratio = sums->w > 0 ? sums->wx / sums->w : NAN;
    if (mean)
        *mean = ratio;
    if (isnan(ratio) || sums->clusters < 2)
        return (struct et_interval){NAN, NAN};
    double h2 = sums->w2 / (sums->w * sums->w);
    if (h2 >= 1)
        return (struct et_interval){NAN, NAN};
    double spread = sums->wx2 - 2 * ratio * sums->wx_w + ratio * ratio * sums->w2;
    if (spread < sums->wx2 * 1e-14)
        spread = 0;
    double variance = spread / (sums->w * sums->w) / (1 - h2);
    return around(ratio, variance, effective_df(h2, sums->w3 / (sums->w * sums->w * sums->w), sums->clusters));
}

struct et_interval et_ratio_interval(const struct et_ratio_cluster *clusters, size_t count, double *mean)
{
    struct et_ratio_sums sums = {0};
    for (size_t i = 0; i < count; i++) {
        double wx = clusters[i].wx, w = clusters[i].w;
        if (!(w > 0))
            continue;
        sums.clusters++;
        sums.wx += wx;
        sums.w += w;
        sums.w2 += w * w;
        sums.w3 += w * w * w;
        sums.wx2 += wx * wx;
        sums.wx_w += wx * w;
    }
    return et_ratio_interval_of_sums(&sums, mean);
}

double et_kish(double sum_w, double sum_w2)
{
    return sum_w2 > 0 ? sum_w * sum_w / sum_w2 : 0;
}
