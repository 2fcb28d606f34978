/* Sums of rows of weights against the plain way to make them, up to the number of rows that 16 bits hold. */
#include "analyse/row_sums.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static unsigned char rows[ET_ROWS_MAX * ET_ROW_WEIGHTS + 1];

static void compare(size_t count, size_t offset)
{
    struct et_row_sums sums = {0};
    int16_t out[ET_ROW_WEIGHTS];
    int32_t plain[ET_ROW_WEIGHTS] = {0};
    for (size_t i = 0; i < count; i++) {
        const unsigned char *row = rows + offset + i * ET_ROW_WEIGHTS;
        et_row_add(&sums, row);
        for (size_t k = 0; k < ET_ROW_WEIGHTS; k++)
            plain[k] += (signed char)row[k];
    }
    et_row_store(&sums, out);
    for (size_t k = 0; k < ET_ROW_WEIGHTS; k++)
        assert_int_equal(out[k], plain[k]);
}

static void any_weights(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (size_t i = 0; i < sizeof rows; i++) {
        seed = seed * 1664525 + 1013904223;
        rows[i] = (unsigned char)(seed >> 24);
    }
    for (size_t count = 0; count <= ET_ROWS_MAX; count += 32)
        for (size_t offset = 0; offset < 2; offset++)
            compare(count, offset);
}

static void largest_weights(void **state)
{
    (void)state;
    memset(rows, 0x80, sizeof rows);
    compare(ET_ROWS_MAX, 0);
    memset(rows, 0x7F, sizeof rows);
    compare(ET_ROWS_MAX, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_weights), cmocka_unit_test(largest_weights)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
