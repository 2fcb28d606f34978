#include "analyse/sentiment/numbers.h"

#include "analyse/sentiment/lexicon.h"

double et_exp(double x)
{
    if (x > 40)
        x = 40;
    if (x < -40)
        x = -40;
    /* e^x = 2^n * e^r with |r| <= ln 2 / 2; the series for e^r to the 9th power is off by less than 1e-11. */
    int n = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    double r = x - n * 0.6931471805599453;
    double sum = 1, term = 1;
    for (int i = 1; i <= 9; i++) {
        term = term * r / i;
        sum += term;
    }
    for (; n > 0; n--)
        sum *= 2;
    for (; n < 0; n++)
        sum *= 0.5;
    return sum;
}

double et_logistic(double x)
{
    return 1 / (1 + et_exp(-x));
}

int32_t et_logistic_fixed(int32_t units)
{
    return (int32_t)(et_logistic((double)units / ET_UNIT) * ET_FIXED + 0.5);
}
