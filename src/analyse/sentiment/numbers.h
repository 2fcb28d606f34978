/** The few functions of real numbers that scoring needs, made of additions, multiplications and divisions alone, so
 * that every machine gives the same bits (libm's exp does not promise that). */
#ifndef ET_ANALYSE_SENTIMENT_NUMBERS_H
#define ET_ANALYSE_SENTIMENT_NUMBERS_H

#include <stdint.h>

/** e to the x, relative error below 1e-9; x is held to [-40, 40]. */
double et_exp(double x);

/** 1 / (1 + e^-x). */
double et_logistic(double x);

/** et_logistic of an integer in ET_UNIT, as fixed point in [0, ET_FIXED]. */
int32_t et_logistic_fixed(int32_t units);

#endif
