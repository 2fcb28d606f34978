#include "analyse/transformer/kernels_int.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LANES 16 /* partial sums: the order of adding is fixed, and still fills vector registers */

void et_rows_fill(float *rows, size_t count, size_t n, const float *bias)
{
    for (size_t i = 0; i < count; i++)
        memcpy(rows + i * n, bias, n * sizeof *rows);
}

/* Odd over even polynomial, fitted for single precision; beyond 4 erf is 1 to seven digits. */
static inline float erf_of(float x)
{
    x = x > 4.0f ? 4.0f : x < -4.0f ? -4.0f : x;
    float s = x * x;
    float p = -2.72614225801306e-10f;
    p = p * s + 2.77068142495902e-08f;
    p = p * s - 2.10102402082508e-06f;
    p = p * s - 5.69250639462346e-05f;
    p = p * s - 7.34990630326855e-04f;
    p = p * s - 2.95459980854025e-03f;
    p = p * s - 1.60960333262415e-02f;
    float q = -1.45660718464996e-05f;
    q = q * s - 2.13374055278905e-04f;
    q = q * s - 1.68282697438203e-03f;
    q = q * s - 7.37332916720468e-03f;
    q = q * s - 1.42647390514189e-02f;
    return x * p / q;
}

void et_rows_gelu(float *rows, size_t count, size_t n, const float *bias)
{
    for (size_t i = 0; i < count; i++) {
        float *row = rows + i * n;
        for (size_t k = 0; k < n; k++) {
            float x = row[k] + bias[k];
            row[k] = 0.5f * x * (1.0f + erf_of(x * 0.70710678f));
        }
    }
}

static float sum_of(const float *row, size_t n)
{
    float part[LANES] = {0}, sum = 0;
    size_t k = 0;
    for (; k + LANES <= n; k += LANES)
        for (size_t j = 0; j < LANES; j++)
            part[j] += row[k + j];
    for (; k < n; k++)
        sum += row[k];
    for (size_t j = 0; j < LANES; j++)
        sum += part[j];
    return sum;
}

static float squares_around(const float *row, size_t n, float mean)
{
    float part[LANES] = {0}, sum = 0;
    size_t k = 0;
    for (; k + LANES <= n; k += LANES)
        for (size_t j = 0; j < LANES; j++)
            part[j] += (row[k + j] - mean) * (row[k + j] - mean);
    for (; k < n; k++)
        sum += (row[k] - mean) * (row[k] - mean);
    for (size_t j = 0; j < LANES; j++)
        sum += part[j];
    return sum;
}

static void add_row(float *row, const float *other, size_t n)
{
    if (!other)
        return;
    for (size_t k = 0; k < n; k++)
        row[k] += other[k];
}

void et_rows_norm(float *rows, const float *residual, const float *bias, const struct et_norm *norm, size_t count,
                  size_t n)
{
    for (size_t i = 0; i < count; i++) {
        float *row = rows + i * n;
        add_row(row, bias, n);
        add_row(row, residual ? residual + i * n : NULL, n);
        float mean = sum_of(row, n) / (float)n;
        float scale = 1.0f / sqrtf(squares_around(row, n, mean) / (float)n + norm->eps);
        for (size_t k = 0; k < n; k++)
            row[k] = (row[k] - mean) * scale * norm->gain[k] + norm->shift[k];
    }
}

/* e^x for x <= 0: 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2] (the one of Cephes' expf). */
static inline float exp_of(float x)
{
    x = x < -87.0f ? -87.0f : x;
    float n = (x * 1.44269504f + 12582912.0f) - 12582912.0f; /* rounds to a whole number */
    float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    int32_t bits = ((int32_t)n + 127) * (1 << 23);
    float power;
    memcpy(&power, &bits, sizeof power);
    return (p * r * r + r + 1.0f) * power;
}

void et_rows_softmax(float *rows, size_t count, size_t n, float scale)
{
    for (size_t i = 0; i < count; i++) {
        float *row = rows + i * n, most = row[0];
        for (size_t k = 1; k < n; k++)
            most = row[k] > most ? row[k] : most;
        for (size_t k = 0; k < n; k++)
            row[k] = exp_of((row[k] - most) * scale);
        float share = 1.0f / sum_of(row, n);
        for (size_t k = 0; k < n; k++)
            row[k] *= share;
    }
}

void et_rows_tanh(float *rows, size_t count, size_t n)
{
    for (size_t i = 0; i < count * n; i++)
        rows[i] = tanhf(rows[i]);
}
