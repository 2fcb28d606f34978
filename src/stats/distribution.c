#include "stats/stats.h"

#include <math.h>

#define SMALLEST 1e-300
#define PRECISION 1e-15
#define MAX_STEPS 10000

/* lgamma writes the global signgam, lgamma_r does not. */
static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* Continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method as modified by Thompson &
 * Barnett. */
static double beta_fraction(double x, double a, double b)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < SMALLEST ? SMALLEST : d);
    double value = d;
    for (int m = 1; m <= MAX_STEPS; m++) {
        double term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        for (int half = 0; half < 2; half++) {
            d = 1 + term * d;
            c = 1 + term / c;
            d = 1 / (fabs(d) < SMALLEST ? SMALLEST : d);
            c = fabs(c) < SMALLEST ? SMALLEST : c;
            value *= c * d;
            if (half == 0)
                term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        }
        if (fabs(c * d - 1) < PRECISION)
            break;
    }
    return value;
}

/* I_x(a, b) with y = 1 - x given apart, so that an x near 1 keeps its digits. */
static double beta_of(double x, double y, double a, double b)
{
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log(y));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(x, a, b) / a;
    return 1 - front * beta_fraction(y, b, a) / b;
}

double et_beta_regularised(double x, double a, double b)
{
    if (isnan(x) || !(a > 0) || !(b > 0))
        return NAN;
    if (x <= 0)
        return 0;
    return x >= 1 ? 1 : beta_of(x, 1 - x, a, b);
}

/* P(a, x) by its series, DLMF 8.7.1. */
static double gamma_series(double x, double a)
{
    double term = 1 / a, sum = term;
    for (int n = 1; n <= MAX_STEPS && term > sum * PRECISION; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return sum * exp(-x + a * log(x) - log_gamma(a));
}

/* Q(a, x) by its continued fraction, DLMF 8.9.2. */
static double gamma_fraction(double x, double a)
{
    double b = x + 1 - a, c = 1 / SMALLEST, d = 1 / b, value = d;
    for (int n = 1; n <= MAX_STEPS; n++) {
        double term = -n * (n - a);
        b += 2;
        d = term * d + b;
        d = 1 / (fabs(d) < SMALLEST ? SMALLEST : d);
        c = b + term / c;
        c = fabs(c) < SMALLEST ? SMALLEST : c;
        value *= c * d;
        if (fabs(c * d - 1) < PRECISION)
            break;
    }
    return value * exp(-x + a * log(x) - log_gamma(a));
}

double et_gamma_upper(double x, double a)
{
    if (isnan(x) || !(a > 0))
        return NAN;
    if (x <= 0)
        return 1;
    if (isinf(x))
        return 0;
    return x < a + 1 ? 1 - gamma_series(x, a) : gamma_fraction(x, a);
}

double et_chi2_upper(double x, double df)
{
    return et_gamma_upper(x / 2, df / 2);
}

double et_normal_two_sided(double z)
{
    return erfc(fabs(z) / M_SQRT2);
}

double et_t_two_sided(double t, double df)
{
    if (isnan(t) || !(df > 0))
        return NAN;
    if (isinf(df))
        return et_normal_two_sided(t);
    if (isinf(t))
        return 0;
    double t2 = t * t;
    if (t2 == 0)
        return 1;
    return beta_of(df / (df + t2), t2 / (df + t2), df / 2, 0.5);
}

double et_normal_quantile(double p)
{
    if (isnan(p) || p < 0 || p > 1)
        return NAN;
    if (p == 0 || p == 1)
        return p == 0 ? -INFINITY : INFINITY;
    double tail = p < 0.5 ? p : 1 - p;
    double r = sqrt(-2 * log(tail));
    /* Abramowitz & Stegun 26.2.23 (error under 4.5e-4), then Newton on the upper tail itself. */
    double z = r - (2.515517 + r * (0.802853 + r * 0.010328)) / (1 + r * (1.432788 + r * (0.189269 + r * 0.001308)));
    for (int i = 0; i < 3; i++) {
        double density = exp(-z * z / 2) / sqrt(2 * M_PI);
        if (density < SMALLEST)
            break;
        z += (erfc(z / M_SQRT2) / 2 - tail) / density;
    }
    return p < 0.5 ? -z : z;
}

static double t_density(double t, double df)
{
    double front = log_gamma((df + 1) / 2) - log_gamma(df / 2) - 0.5 * log(df * M_PI);
    return exp(front - (df + 1) / 2 * log1p(t * t / df));
}

/* Cornish-Fisher expansion around the normal quantile, Abramowitz & Stegun 26.7.5 (with the next term of Fisher &
 * Cornish). */
static double t_expansion(double z, double df)
{
    double z2 = z * z;
    double g1 = z * (z2 + 1) / 4;
    double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
    double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    double g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
    return z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df;
}

/* Upper tail 0 < tail < 0.5 by bisection in an interval that holds the root, sped up by Newton steps that stay inside.
 */
static double t_upper_quantile(double tail, double df)
{
    double low = 0, high = 1;
    while (et_t_two_sided(high, df) / 2 > tail && high < 1e300)
        high *= 4;
    double t = df >= 3 ? t_expansion(et_normal_quantile(1 - tail), df) : (low + high) / 2;
    for (int i = 0; i < 200; i++) {
        if (!(t > low && t < high))
            t = (low + high) / 2;
        double excess = et_t_two_sided(t, df) / 2 - tail;
        if (excess > 0)
            low = t;
        else
            high = t;
        double next = t + excess / t_density(t, df);
        if (fabs(next - t) <= 1e-12 * t || high - low <= 1e-13 * high)
            return next > low && next < high ? next : t;
        t = next;
    }
    return t;
}

double et_t_quantile(double p, double df)
{
    if (isnan(p) || !(df > 0) || p < 0 || p > 1)
        return NAN;
    if (isinf(df))
        return et_normal_quantile(p);
    if (p == 0.5)
        return 0;
    if (p == 0 || p == 1)
        return p == 0 ? -INFINITY : INFINITY;
    double tail = p < 0.5 ? p : 1 - p;
    /* Far out in the tail the expansion needs more degrees of freedom than for the usual 95 % intervals. */
    bool expand = df >= 100 && tail >= 0.001;
    double t = expand ? t_expansion(et_normal_quantile(1 - tail), df) : t_upper_quantile(tail, df);
    return p < 0.5 ? -t : t;
}
