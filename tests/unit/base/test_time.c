#include "base_test.h"

#include "base/time.h"

#include <time.h>

static int64_t at(const char *text)
{
    int64_t us;
    assert_true(et_time_parse_iso(et_slice_of(text), &us, NULL));
    return us;
}

static void dates_as_the_c_library_counts_them(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int i = 0; i < 100000; i++) {
        int64_t second = (int64_t)(test_random(&random) % 300000000000u) - 62000000000;
        time_t t = (time_t)second;
        struct tm tm;
        assert_non_null(gmtime_r(&t, &tm));
        struct et_civil c;
        et_time_to_civil(second * ET_US_SECOND + 123456, &c);
        assert_int_equal(c.year, tm.tm_year + 1900);
        assert_int_equal(c.month, tm.tm_mon + 1);
        assert_int_equal(c.day, tm.tm_mday);
        assert_int_equal(c.hour, tm.tm_hour);
        assert_int_equal(c.minute, tm.tm_min);
        assert_int_equal(c.second, tm.tm_sec);
        assert_int_equal(c.microsecond, 123456);
        assert_int_equal(et_time_weekday(second * ET_US_SECOND), (tm.tm_wday + 6) % 7);
        if (c.year >= 1 && c.year <= 9999)
            assert_true(et_civil_valid(&c));
        assert_int_equal(et_time_from_civil(&c), second * ET_US_SECOND + 123456);
    }
}

static void the_ends_of_time_do_not_overflow(void **state)
{
    (void)state;
    static const int64_t ends[] = {INT64_MIN + 1, INT64_MAX, -1, 0, 1};
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct et_civil c;
        char text[ET_TIME_TEXT];
        et_time_to_civil(ends[i], &c);
        assert_in_range(c.month, 1, 12);
        et_time_format_iso_us(ends[i], text);
        assert_true(strlen(text) > 20);
        assert_in_range(et_time_weekday(ends[i]), 0, 6);
    }
    struct et_civil c;
    et_time_to_civil(-1, &c);
    assert_int_equal(c.year, 1969);
    assert_int_equal(c.microsecond, 999999);
}

static void dates_that_are_none(void **state)
{
    (void)state;
    static const struct et_civil bad[] = {
        {2025, 2, 29, 0, 0, 0, 0}, {2100, 2, 29, 0, 0, 0, 0}, {2025, 13, 1, 0, 0, 0, 0}, {2025, 0, 1, 0, 0, 0, 0},
        {2025, 4, 31, 0, 0, 0, 0}, {2025, 1, 0, 0, 0, 0, 0},  {2025, 1, 1, 24, 0, 0, 0}, {2025, 1, 1, 0, 60, 0, 0},
        {2025, 1, 1, 0, 0, 60, 0}, {0, 1, 1, 0, 0, 0, 0},     {10000, 1, 1, 0, 0, 0, 0}, {2025, 1, 1, 0, 0, 0, 1000000},
        {2025, 1, 1, -1, 0, 0, 0}, {2025, 1, 1, 0, 0, 0, -1}, {2025, -1, 1, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(et_civil_valid(&bad[i]));
    assert_true(et_civil_valid(&(struct et_civil){2024, 2, 29, 23, 59, 59, 999999}));
    assert_true(et_civil_valid(&(struct et_civil){2000, 2, 29, 0, 0, 0, 0}));
}

static void iso_texts(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
        bool zone;
    } good[] = {
        {"2025-11-20", "2025-11-20T00:00:00Z", false},
        {"2025-11-20T18:49", "2025-11-20T18:49:00Z", false},
        {"2025-11-20 18:49:05", "2025-11-20T18:49:05Z", false},
        {"2025-11-20T18:49:05Z", "2025-11-20T18:49:05Z", true},
        {"2025-11-20t18:49:05z", "2025-11-20T18:49:05Z", true},
        {"2025-11-20T18:49:05.5Z", "2025-11-20T18:49:05.500000Z", true},
        {"2025-11-20T18:49:05.123456789Z", "2025-11-20T18:49:05.123456Z", true},
        {"2025-11-20T18:49:05,25+01:00", "2025-11-20T17:49:05.250000Z", true},
        {"2025-11-20T18:49:05+0100", "2025-11-20T17:49:05Z", true},
        {"2025-11-20T18:49-05", "2025-11-20T23:49:00Z", true},
        {"2025-11-20 18:49:05 +00:00", "2025-11-20T18:49:05Z", true},
        {"2025-01-01T00:30:00+05:45", "2024-12-31T18:45:00Z", true},
        {" 2025-11-20 ", "2025-11-20T00:00:00Z", false},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z", true},
        {"0001-01-01", "0001-01-01T00:00:00Z", false},
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        char text[ET_TIME_TEXT];
        int64_t us;
        bool zone = !good[i].zone;
        assert_true(et_time_parse_iso(et_slice_of(good[i].in), &us, &zone));
        assert_int_equal(zone, good[i].zone);
        et_time_format_iso(us, text);
        assert_string_equal(text, good[i].out);
    }
}

static void texts_that_are_no_iso(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2025",
        "2025-11",
        "2025-11-2",
        "25-11-20",
        "2025/11/20",
        "2025-02-30",
        "2025-11-20T",
        "2025-11-20T18",
        "2025-11-20T18:4",
        "2025-11-20T24:00",
        "2025-11-20T18:49:60",
        "2025-11-20x",
        "2025-11-20T18:49:05.",
        "2025-11-20T18:49:05X",
        "2025-11-20T18:49:05+1",
        "2025-11-20T18:49:05+24:00",
        "2025-11-20T18:49:05+01:60",
        "2025-11-20T18:49:05+01:00x",
        "2025-11-20T18:49:05ZZ",
        "+025-11-20",
        "2025-11--2",
        "1763668145",
        "2025-11-20 18:49:05 PM",
        "2025-11-20T-1:00",
    };
    int64_t us = 77;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(et_time_parse_iso(et_slice_of(bad[i]), &us, NULL));
    assert_int_equal(us, 77);
    const char *good = "2025-11-20T18:49:05.5+01:00"; /* no prefix reads past its end */
    for (size_t n = 0; n < strlen(good); n++) {
        char *copy = malloc(n + 1);
        assert_non_null(copy);
        memcpy(copy, good, n);
        (void)et_time_parse_iso(et_slice(copy, n), &us, NULL);
        free(copy);
    }
}

static void writing(void **state)
{
    (void)state;
    char text[ET_TIME_TEXT];
    et_time_format_iso_us(at("2025-11-23T21:04:51Z"), text);
    assert_string_equal(text, "2025-11-23T21:04:51.000000Z");
    et_time_format_date(at("2025-11-23T23:59:59.999999Z"), text);
    assert_string_equal(text, "2025-11-23");
    et_time_format_iso(ET_TIME_NONE, text);
    assert_string_equal(text, "");
    et_time_format_date(ET_TIME_NONE, text);
    assert_string_equal(text, "");
}

static void durations(void **state)
{
    (void)state;
    int64_t us = 0;
    static const struct {
        const char *text;
        int64_t us;
    } good[] = {{"90m", 90 * ET_US_MINUTE},
                {"72h", 72 * ET_US_HOUR},
                {"30d", 30 * ET_US_DAY},
                {"2w", 14 * ET_US_DAY},
                {"45s", 45 * ET_US_SECOND},
                {"60", ET_US_MINUTE},
                {"0", 0},
                {" 1d ", ET_US_DAY}};
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(et_duration_parse(et_slice_of(good[i].text), &us));
        assert_int_equal(us, good[i].us);
    }
    static const char *const bad[] = {
        "", "d", "-1d", "+1d", "1.5h", "1 d", "1y", "1D", "9999999999999w", "9223372036854775807"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(et_duration_parse(et_slice_of(bad[i]), &us));
}

static void clocks_run(void **state)
{
    (void)state;
    assert_true(et_time_now_us() > at("2025-01-01"));
    int64_t first = et_time_monotonic_us();
    assert_true(et_time_monotonic_us() >= first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_as_the_c_library_counts_them),
        cmocka_unit_test(the_ends_of_time_do_not_overflow),
        cmocka_unit_test(dates_that_are_none),
        cmocka_unit_test(iso_texts),
        cmocka_unit_test(texts_that_are_no_iso),
        cmocka_unit_test(writing),
        cmocka_unit_test(durations),
        cmocka_unit_test(clocks_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
