#include "base_test.h"

#include "base/utf8.h"

#include <utf8proc.h>

static void every_code_point_there_and_back(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        size_t n = et_utf8_put(bytes, c), pos = 0;
        bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        assert_int_equal(et_utf8_next(et_slice(bytes, n), &pos), surrogate ? ET_UTF8_BAD : c);
        assert_int_equal(pos, n);
        for (size_t cut = 1; cut < n; cut++) { /* a cut off sequence is bad and moves one byte */
            pos = 0;
            assert_int_equal(et_utf8_next(et_slice(bytes, cut), &pos), ET_UTF8_BAD);
            assert_int_equal(pos, 1);
        }
    }
    char bytes[4];
    assert_int_equal(et_utf8_put(bytes, 0x110000), 3);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
}

static void random_bytes_as_utf8proc_judges_them(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < 200000; round++) {
        char bytes[8];
        size_t len = test_random(&random) % 7 + 1;
        uint64_t pattern = test_random(&random);
        for (size_t i = 0; i < len; i++) {
            static const unsigned char starts[] = {0xC0, 0xE0, 0xED, 0xF0, 0xF4, 0xF8, 0x80, 0x9F};
            unsigned char b = (unsigned char)test_random(&random);
            bytes[i] = (char)(pattern >> i & 1 ? starts[b & 7] : (b & 0x3F) | 0x80);
        }
        struct et_slice text = et_slice(bytes, len);
        bool valid = true;
        for (size_t pos = 0; pos < len;) {
            utf8proc_int32_t want;
            utf8proc_ssize_t n =
                utf8proc_iterate((const unsigned char *)bytes + pos, (utf8proc_ssize_t)(len - pos), &want);
            size_t at = pos;
            uint32_t got = et_utf8_next(text, &pos);
            assert_int_equal(got, n > 0 ? (uint32_t)want : ET_UTF8_BAD);
            assert_int_equal(pos - at, n > 0 ? (size_t)n : 1);
            valid = valid && n > 0;
        }
        assert_int_equal(et_utf8_valid(text), valid);
    }
}

static void lengths_and_cuts(void **state)
{
    (void)state;
    struct et_slice text = ET_SLICE("a\xC3\xA9\xF0\x9F\x98\xAD!");
    assert_int_equal(et_utf8_count(text), 4);
    assert_true(et_utf8_valid(ET_SLICE("\xEF\xBF\xBD"))); /* U+FFFD that was really there */
    assert_true(et_utf8_valid(ET_SLICE("")));
    static const size_t cuts[] = {0, 1, 1, 3, 3, 3, 3, 7, 8, 8};
    for (size_t max = 0; max < COUNT(cuts); max++)
        assert_int_equal(et_utf8_truncate(text, max).len, cuts[max]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_there_and_back),
        cmocka_unit_test(random_bytes_as_utf8proc_judges_them),
        cmocka_unit_test(lengths_and_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
