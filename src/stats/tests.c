#include "stats/stats.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
    double p;
    size_t index;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* min over j with p_j >= p of p_j m / rank(p_j), by counting: what is left when there is no memory to sort in. */
static double adjust_one(const double *p, size_t count, double total, double value)
{
    double q = 1;
    for (size_t j = 0; j < count; j++) {
        if (isnan(p[j]) || p[j] < value)
            continue;
        double rank = 0;
        for (size_t k = 0; k < count; k++)
            rank += p[k] <= p[j];
        q = fmin(q, p[j] * total / rank);
    }
    return q;
}

static void adjust_sorted(struct ranked *ranked, size_t known, double total, double *adjusted)
{
    qsort(ranked, known, sizeof *ranked, by_p);
    double q = 1;
    for (size_t i = known; i-- > 0;) {
        q = fmin(q, ranked[i].p * total / (double)(i + 1));
        adjusted[ranked[i].index] = q;
    }
}

void et_bh_adjust_among(const double *p, size_t count, size_t unlisted, double *adjusted)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        adjusted[i] = NAN;
        known += (size_t)!isnan(p[i]);
    }
    if (known == 0)
        return;
    double total = (double)known + (double)unlisted;
    struct ranked *ranked = et_malloc(known * sizeof *ranked);
    if (!ranked) {
        for (size_t i = 0; i < count; i++)
            adjusted[i] = isnan(p[i]) ? NAN : adjust_one(p, count, total, p[i]);
        return;
    }
    size_t at = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(p[i]))
            ranked[at++] = (struct ranked){p[i], i};
    adjust_sorted(ranked, known, total, adjusted);
    et_free(ranked);
}

void et_bh_adjust(const double *p, size_t count, double *adjusted)
{
    et_bh_adjust_among(p, count, 0, adjusted);
}

void et_benjamini_hochberg(const double *p, size_t count, double q, bool *accepted)
{
    double *adjusted = et_malloc((count ? count : 1) * sizeof *adjusted);
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        known += (size_t)!isnan(p[i]);
    if (adjusted)
        et_bh_adjust(p, count, adjusted);
    for (size_t i = 0; i < count; i++) {
        double value = adjusted ? adjusted[i] : isnan(p[i]) ? NAN : adjust_one(p, count, (double)known, p[i]);
        accepted[i] = value <= q;
    }
    et_free(adjusted);
}

/* Distance of count_a from its expectation in standard errors; 0 when within half a comment. */
static double rate_distance(double count_a, double exposure_a, double count_b, double exposure_b, double phi)
{
    double total = count_a + count_b, exposure = exposure_a + exposure_b;
    if (!(total > 0) || !(exposure_a > 0) || !(exposure_b > 0))
        return NAN;
    double share = exposure_a / exposure;
    double off = fabs(count_a - total * share) - 0.5;
    return off > 0 ? off / sqrt((phi > 1 ? phi : 1) * total * share * (1 - share)) : 0;
}

double et_rate_test(double count_a, double exposure_a, double count_b, double exposure_b, double phi)
{
    return et_normal_two_sided(rate_distance(count_a, exposure_a, count_b, exposure_b, phi));
}

double et_rate_test_estimated(double count_a, double exposure_a, double count_b, double exposure_b, double phi,
                              double df)
{
    double distance = rate_distance(count_a, exposure_a, count_b, exposure_b, phi);
    return phi > 1 ? et_t_two_sided(distance, df) : et_normal_two_sided(distance);
}
