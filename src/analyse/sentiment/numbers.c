#include "analyse/sentiment/numbers.h"

#include "analyse/sentiment/lexicon.h"

#include <string.h>

/* 2^n for |n| < 1023, made of its bits. */
static double power_of_two(int n)
{
    uint64_t bits = (uint64_t)(n + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

void et_exp_all(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double x = values[i] > 40 ? 40 : values[i];
        x = x < -40 ? -40 : x;
        /* e^x = 2^n * e^r with |r| <= ln 2 / 2; the series for e^r to the 9th power is off by less than 1e-11. */
        int n = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
        double r = x - n * 0.6931471805599453;
        double sum = (((1.0 / 362880 * r + 1.0 / 40320) * r + 1.0 / 5040) * r + 1.0 / 720) * r + 1.0 / 120;
        sum = ((((sum * r + 1.0 / 24) * r + 1.0 / 6) * r + 0.5) * r + 1) * r + 1;
        values[i] = sum * power_of_two(n);
    }
}

double et_logistic(double x)
{
    double power = -x;
    et_exp_all(&power, 1);
    return 1 / (1 + power);
}

int32_t et_logistic_fixed(int32_t units)
{
    return (int32_t)(et_logistic((double)units / ET_UNIT) * ET_FIXED + 0.5);
}
