#include "insight/cluster_int.h"

#include <math.h>

void et_clusters_close(struct et_clusters *clusters)
{
    int64_t n = clusters->author_n, sum = clusters->author_sum;
    if (n == 0)
        return;
    clusters->clusters++;
    clusters->anonymous += (clusters->author & ET_ANONYMOUS) != 0;
    clusters->n += n;
    clusters->sum += sum;
    clusters->n2 += n * n;
    clusters->n3 += (et_int128)(n * n) * n;
    clusters->squares += (et_int128)sum * sum;
    clusters->cross += (et_int128)sum * n;
    clusters->author_n = clusters->author_sum = 0;
}

void et_weighted_close(struct et_weighted *weighted)
{
    et_int128 w = weighted->author_w, wx = weighted->author_wx, small = (w + 8) >> 4;
    if (weighted->plain.author_n == 0)
        return;
    et_clusters_close(&weighted->plain);
    weighted->w += w;
    weighted->wx += wx;
    weighted->w2 += w * w;
    weighted->w3 += small * small * small;
    weighted->wx2 += wx * wx;
    weighted->wx_w += wx * w;
    weighted->author_w = weighted->author_wx = 0;
}

void et_clusters_merge(struct et_clusters *into, const struct et_clusters *from)
{
    into->n += from->n;
    into->sum += from->sum;
    into->clusters += from->clusters;
    into->anonymous += from->anonymous;
    into->n2 += from->n2;
    into->n3 += from->n3;
    into->squares += from->squares;
    into->cross += from->cross;
}

void et_weighted_merge(struct et_weighted *into, const struct et_weighted *from)
{
    et_clusters_merge(&into->plain, &from->plain);
    into->copies += from->copies;
    into->w += from->w;
    into->wx += from->wx;
    into->w2 += from->w2;
    into->w3 += from->w3;
    into->wx2 += from->wx2;
    into->wx_w += from->wx_w;
}

struct et_mean et_clusters_mean(const struct et_clusters *clusters)
{
    struct et_cluster_sums sums = {
        .clusters = clusters->clusters,
        .n = (double)clusters->n,
        .sum = (double)clusters->sum,
        .n2 = (double)clusters->n2,
        .n3 = (double)clusters->n3,
        .squares = (double)clusters->squares,
        .cross = (double)clusters->cross,
    };
    return et_mean_of_sums(&sums, ET_FIXED);
}

static struct et_interval on_scale(struct et_interval interval, int64_t clusters)
{
    if (interval.low == interval.high && clusters < 10)
        return (struct et_interval){NAN, NAN};
    if (interval.low < -1)
        interval.low = -1;
    if (interval.high > 1)
        interval.high = 1;
    return interval;
}

struct et_interval et_clusters_interval(const struct et_clusters *clusters)
{
    return on_scale(et_mean_interval(et_clusters_mean(clusters)), clusters->clusters);
}

struct et_interval et_weighted_interval(const struct et_weighted *weighted, double *mean)
{
    const double w = ET_WEIGHT_ONE, wx = (double)ET_WEIGHT_ONE * ET_FIXED;
    struct et_ratio_sums sums = {
        .clusters = weighted->plain.clusters,
        .w = (double)weighted->w / w,
        .wx = (double)weighted->wx / wx,
        .w2 = (double)weighted->w2 / (w * w),
        .w3 = (double)weighted->w3 / (w * w * w) * 4096, /* 16^3 */
        .wx2 = (double)weighted->wx2 / (wx * wx),
        .wx_w = (double)weighted->wx_w / (wx * w),
    };
    return on_scale(et_ratio_interval_of_sums(&sums, mean), weighted->plain.clusters);
}
