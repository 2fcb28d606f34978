#include "base_test.h"

#include "base/slice.h"

#include <math.h>

#define S(literal) ET_SLICE(literal)

static void comparing(void **state)
{
    (void)state;
    assert_true(et_slice_eq(S("abc"), S("abc")));
    assert_false(et_slice_eq(S("abc"), S("abd")));
    assert_true(et_slice_eq(et_slice(NULL, 0), S("")));
    assert_true(et_slice_eq_nocase(S("TeXt"), S("tExT")));
    assert_false(et_slice_eq_nocase(S("[a"), S("{a"))); /* 0x20 apart, but no letters */
    assert_false(et_slice_eq_nocase(S("\xC3\x84"), S("\xC3\xA4")));
    assert_true(et_slice_cmp(S("a"), S("b")) < 0);
    assert_true(et_slice_cmp(S("ab"), S("a")) > 0);
    assert_true(et_slice_cmp(S("\xFF"), S("a")) > 0); /* bytes, not signed chars */
    assert_int_equal(et_slice_cmp(et_slice(NULL, 0), S("")), 0);
    assert_true(et_slice_starts(S("abc"), S("ab")));
    assert_false(et_slice_starts(S("a"), S("ab")));
    assert_true(et_slice_ends(S("a.csv.gz"), S(".gz")));
    assert_false(et_slice_ends(S("gz"), S(".gz")));
}

static void finding_and_cutting(void **state)
{
    (void)state;
    assert_int_equal(et_slice_find(S("hello"), S("ll")), 2);
    assert_int_equal(et_slice_find(S("hello"), S("lo!")), SIZE_MAX);
    assert_int_equal(et_slice_find(S(""), S("")), 0);
    assert_int_equal(et_slice_find(S("a\0b"), S("\0b")), 1);
    assert_slice(et_slice_trim(S(" \t\r\n x y \v\f")), "x y");
    assert_int_equal(et_slice_trim(S("  ")).len, 0);
    assert_slice(et_slice_sub(S("abcdef"), 2, 4), "cd");
    assert_int_equal(et_slice_sub(S("abc"), 5, 9).len, 0);
    assert_int_equal(et_slice_sub(S("abc"), 2, 1).len, 0);

    struct et_slice rest = S("a,,b");
    assert_slice(et_slice_cut(&rest, ','), "a");
    assert_slice(et_slice_cut(&rest, ','), "");
    assert_slice(et_slice_cut(&rest, ','), "b");
    assert_null(rest.ptr);
    rest = S("a,");
    et_slice_cut(&rest, ',');
    assert_non_null(rest.ptr); /* an empty last part is there, unlike no part */
    assert_int_equal(rest.len, 0);
}

static void whole_numbers(void **state)
{
    (void)state;
    int64_t i = 77;
    uint64_t u = 77;
    assert_true(et_slice_to_i64(S("-9223372036854775808"), &i) && i == INT64_MIN);
    assert_true(et_slice_to_i64(S("+9223372036854775807"), &i) && i == INT64_MAX);
    assert_true(et_slice_to_u64(S("18446744073709551615"), &u) && u == UINT64_MAX);
    assert_true(et_slice_to_u64(S("000"), &u) && u == 0);
    i = 77;
    static const char *const bad[] = {"",
                                      "-",
                                      "+",
                                      "--1",
                                      "+-1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "1e3",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999"};
    for (size_t k = 0; k < COUNT(bad); k++) {
        assert_false(et_slice_to_i64(et_slice_of(bad[k]), &i));
        assert_int_equal(i, 77); /* untouched */
    }
    assert_false(et_slice_to_u64(S("18446744073709551616"), &u));
    assert_false(et_slice_to_u64(S("-1"), &u));
    assert_true(et_slice_to_i64(et_slice("123", 2), &i) && i == 12);
}

static void real_numbers_as_strtod_reads_them(void **state)
{
    (void)state;
    static const char *const good[] = {
        "0",    "-0.5", "1.",    ".5",   "+3.25", "1e3",   "1E-3",           "12345.678", "0.1",   "0.3",
        "46.7", "1e22", "1e-22", "0.62", "-1e+2", "0e400", "99999999999999", "0.000001",  "1e-400"};
    for (size_t k = 0; k < COUNT(good); k++) {
        double value = -77;
        assert_true(et_slice_to_double(et_slice_of(good[k]), &value));
        assert_true(value == strtod(good[k], NULL));
    }
    static const char *const bad[] = {"",   "-",   ".",   "e5",    "1e",    "1e5x",         "1,5",
                                      " 1", "nan", "inf", "0x1p3", "1e400", "1e99999999999"};
    double value = 77;
    for (size_t k = 0; k < COUNT(bad); k++)
        assert_false(et_slice_to_double(et_slice_of(bad[k]), &value));
    assert_true(value == 77);
}

static void many_digits_stay_near_and_finite(void **state)
{
    (void)state;
    char digits[1001];
    double value;
    memset(digits, '9', sizeof digits);
    assert_false(et_slice_to_double(et_slice(digits, 1000), &value));
    assert_true(et_slice_to_double(et_slice(digits, 300), &value));
    assert_true(fabs(value / 1e300 - 1) < 1e-12);
    uint64_t random = 1;
    for (int k = 0; k < 20000; k++) {
        char text[64];
        int n = snprintf(text, sizeof text, "%.*g", (int)(test_random(&random) % 17) + 1,
                         ldexp((double)test_random(&random), -(int)(test_random(&random) % 120)));
        assert_true(n > 0 && et_slice_to_double(et_slice(text, (size_t)n), &value));
        double want = strtod(text, NULL);
        assert_true(fabs(value - want) <= 4e-16 * fabs(want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),
        cmocka_unit_test(finding_and_cutting),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(real_numbers_as_strtod_reads_them),
        cmocka_unit_test(many_digits_stay_near_and_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
