/** The few functions of real numbers that scoring needs, made of additions, multiplications and divisions alone, so
 * that every machine gives the same bits (libm's exp does not promise that). */
#ifndef ET_ANALYSE_SENTIMENT_NUMBERS_H
#define ET_ANALYSE_SENTIMENT_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

/** Makes of each value x of an array e to the x, relative error below 1e-9; x is held to [-40, 40]. One after the other
 * each would wait for its own products; together they fill the processor. */
void et_exp_all(double *values, size_t count);

/** 1 / (1 + e^-x). */
double et_logistic(double x);

/** et_logistic of an integer in ET_UNIT, as fixed point in [0, ET_FIXED]. */
int32_t et_logistic_fixed(int32_t units);

#endif
