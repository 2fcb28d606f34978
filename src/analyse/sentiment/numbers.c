#include "analyse/sentiment/numbers.h"

#include "analyse/sentiment/lexicon.h"

double et_exp(double x)
{
    static const double powers[] = {1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1};
    if (x > 40)
        x = 40;
    if (x < -40)
        x = -40;
    /* e^x = 2^n * e^r with |r| <= ln 2 / 2; the series for e^r to the 9th power is off by less than 1e-11. */
    int n = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    double r = x - n * 0.6931471805599453;
    double sum = 1.0 / 362880;
    for (unsigned i = 0; i < 9; i++)
        sum = sum * r + powers[i];
    double scale = 1;
    for (int left = n < 0 ? -n : n; left > 0; left--)
        scale *= 2;
    return n < 0 ? sum / scale : sum * scale;
}

double et_logistic(double x)
{
    return 1 / (1 + et_exp(-x));
}

int32_t et_logistic_fixed(int32_t units)
{
    return (int32_t)(et_logistic((double)units / ET_UNIT) * ET_FIXED + 0.5);
}
