/** What stands between the matrix products of a transformer, over rows of n floats. Written so that compilers turn it
 *  into vector instructions without being allowed to reorder sums. Private to this folder. */
#ifndef ET_ANALYSE_TRANSFORMER_KERNELS_INT_H
#define ET_ANALYSE_TRANSFORMER_KERNELS_INT_H

#include <stddef.h>

/** Every row becomes the bias. */
void et_rows_fill(float *rows, size_t count, size_t n, const float *bias);

/** x = gelu(x + bias), with the error function (not the tanh approximation); absolute error below 1e-6 * (1 + |x|).
 *  Source: Hendrycks & Gimpel 2016; erf by a rational approximation on [-4, 4]. */
void et_rows_gelu(float *rows, size_t count, size_t n, const float *bias);

/** x = norm(x + bias + residual) * gain + shift; bias may be NULL, residual too. Source: Ba et al. 2016. */
struct et_norm {
    const float *gain, *shift;
    float eps;
};
void et_rows_norm(float *rows, const float *residual, const float *bias, const struct et_norm *norm, size_t count,
                  size_t n);

/** x = softmax(x * scale). */
void et_rows_softmax(float *rows, size_t count, size_t n, float scale);

/** x = tanh(x). */
void et_rows_tanh(float *rows, size_t count, size_t n);

#endif
