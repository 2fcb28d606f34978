#include "base_test.h"

#include "base/file.h"
#include "base/zone_int.h"

#include <time.h>

static int64_t at(const char *text)
{
    int64_t us;
    assert_true(et_time_parse_iso(et_slice_of(text), &us, NULL));
    return us;
}

static struct et_zone *zone_of(const char *name)
{
    struct et_zone *zone;
    struct et_error error;
    if (et_zone_open(name, &zone, &error) != ET_OK)
        fail_msg("%s", error.message);
    return zone;
}

/* The C library reads the same files by its own code. */
static void offsets_as_the_c_library_has_them(void **state)
{
    (void)state;
    static const char *const names[] = {
        "America/New_York", "Europe/Berlin",       "Europe/Dublin",    "Africa/Casablanca", "Asia/Kolkata",
        "Asia/Kathmandu",   "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia",      "America/Sao_Paulo",
        "Asia/Tehran",      "Africa/Monrovia",     "Antarctica/Troll", "America/Santiago",  "Asia/Gaza",
        "Pacific/Chatham",  "Europe/Moscow",       "Asia/Tokyo",       "America/Nuuk",      "Etc/GMT+5"};
    uint64_t random = 5;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct et_zone *zone = zone_of(names[i]);
        assert_string_equal(et_zone_name(zone), names[i]);
        assert_int_equal(setenv("TZ", names[i], 1), 0);
        tzset();
        for (int k = 0; k < 3000; k++) {
            time_t t = (time_t)(test_random(&random) % 5700000000u) - 1500000000; /* 1922 to 2103 */
            struct tm tm;
            assert_non_null(localtime_r(&t, &tm));
            assert_int_equal(et_zone_offset_s(zone, (int64_t)t * ET_US_SECOND), tm.tm_gmtoff);
        }
        et_zone_close(zone);
    }
    unsetenv("TZ");
}

static void local_times_of_gaps_and_overlaps(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *local, *utc;
    } cases[] = {
        {"America/New_York", "2025-01-15T12:00", "2025-01-15T17:00"},
        {"America/New_York", "2025-07-15T12:00", "2025-07-15T16:00"},
        {"America/New_York", "2025-03-09T01:59:59", "2025-03-09T06:59:59"},
        {"America/New_York", "2025-03-09T02:30", "2025-03-09T07:30"}, /* a gap: the offset before it */
        {"America/New_York", "2025-03-09T03:00", "2025-03-09T07:00"},
        {"America/New_York", "2025-11-02T00:59", "2025-11-02T04:59"},
        {"America/New_York", "2025-11-02T01:30", "2025-11-02T05:30"}, /* an overlap: the first of both */
        {"America/New_York", "2025-11-02T02:00", "2025-11-02T07:00"},
        {"America/New_York", "2075-07-15T12:00", "2075-07-15T16:00"}, /* by the rule behind the table */
        {"Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00"},     /* a whole day that never was */
        {"Australia/Lord_Howe", "2025-04-06T01:45", "2025-04-05T14:45"},
        {"Asia/Kathmandu", "2025-01-01T00:00", "2024-12-31T18:15"},
        {"+05:30", "2025-01-01T05:30", "2025-01-01T00:00"},
        {"-03", "2025-01-01T00:00", "2025-01-01T03:00"},
        {"utc", "2025-01-01T00:00", "2025-01-01T00:00"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct et_zone *zone = zone_of(cases[i].zone);
        assert_int_equal(et_zone_to_utc(zone, at(cases[i].local)), at(cases[i].utc));
        et_zone_close(zone);
    }
    assert_int_equal(et_zone_to_utc(NULL, 42), 42);
    assert_int_equal(et_zone_offset_s(NULL, 42), 0);
    assert_string_equal(et_zone_name(NULL), "UTC");
    struct et_zone *zone = zone_of("Europe/Berlin");
    assert_int_equal(et_zone_to_utc(zone, ET_TIME_NONE), ET_TIME_NONE);
    assert_int_equal(et_zone_to_utc(zone, INT64_MAX), INT64_MAX);
    et_zone_close(zone);
    et_zone_close(NULL);
}

static void there_and_back(void **state)
{
    (void)state;
    struct et_zone *zone = zone_of("Europe/Berlin");
    uint64_t random = 9;
    for (int i = 0; i < 20000; i++) {
        int64_t us = (int64_t)(test_random(&random) % UINT64_C(3000000000000000));
        int64_t local = us + et_zone_offset_s(zone, us) * ET_US_SECOND;
        int64_t back = et_zone_to_utc(zone, local);
        /* In an overlap the first of both is meant, an hour before. */
        assert_true(back == us || (us - back == ET_US_HOUR && et_zone_offset_s(zone, back) == 7200));
    }
    et_zone_close(zone);
}

static void names_that_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "Mars/Base",
                                      "../../../etc/passwd",
                                      "/etc/passwd",
                                      "Europe",
                                      "europe/berlin ",
                                      "+25:00",
                                      "+2",
                                      "+02:0",
                                      "+02:00x",
                                      "a\nb",
                                      "UTC+2"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct et_zone *zone = NULL;
        struct et_error error;
        assert_int_equal(et_zone_open(bad[i], &zone, &error), ET_E_USAGE);
        assert_null(zone);
        assert_non_null(strstr(error.message, "Europe/Berlin"));
    }
}

static void rules(void **state)
{
    (void)state;
    struct et_zone_rule rule;
    assert_true(et_zone_rule_parse(ET_SLICE("EST5EDT,M3.2.0,M11.1.0"), &rule));
    assert_int_equal(rule.standard_s, -5 * 3600);
    assert_int_equal(rule.summer_s, -4 * 3600);
    assert_true(et_zone_rule_parse(ET_SLICE("<+0330>-3:30<+0430>,J79/24,J263/24"), &rule));
    assert_int_equal(rule.standard_s, 12600);
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2025-07-01") / ET_US_SECOND), 16200);
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2025-01-01") / ET_US_SECOND), 12600);
    assert_true(et_zone_rule_parse(ET_SLICE("IST-1GMT0,M10.5.0,M3.5.0/1"), &rule)); /* summer time is the standard */
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2025-01-01") / ET_US_SECOND), 0);
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2025-07-01") / ET_US_SECOND), 3600);
    assert_true(et_zone_rule_parse(ET_SLICE("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), &rule));
    assert_int_equal(rule.start.second, -3600);
    /* Day 59 is February 29 where there is one. */
    assert_true(et_zone_rule_parse(ET_SLICE("XXX0YYY,59/0,60/0"), &rule));
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2024-02-29T12:00") / ET_US_SECOND), 3600);
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2025-03-01T12:00") / ET_US_SECOND), 3600);
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2024-03-01T12:00") / ET_US_SECOND), 0);
    /* J60 is March 1 in every year. */
    assert_true(et_zone_rule_parse(ET_SLICE("AAA0BBB,J60/0,J61/0"), &rule));
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2024-03-01T12:00") / ET_US_SECOND), 3600);
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2024-02-29T12:00") / ET_US_SECOND), 0);
    assert_int_equal(et_zone_rule_offset_s(&rule, at("2025-03-01T12:00") / ET_US_SECOND), 3600);
    static const char *const bad[] = {"",
                                      "EST",
                                      "5",
                                      "E5",
                                      "EST5EDT",
                                      "EST5EDT,M3.2.0",
                                      "EST5EDT,M13.2.0,M11.1.0",
                                      "EST5EDT,M3.6.0,M11.1.0",
                                      "EST5EDT,M3.2.7,M11.1.0",
                                      "EST5EDT,J0,J5",
                                      "EST5EDT,366,5",
                                      "EST999",
                                      "<EST5",
                                      "EST5EDT,M3.2.0,M11.1.0x",
                                      "EST5EDT,M3.2.0/999,M11.1.0",
                                      "EST5:60"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(et_zone_rule_parse(et_slice_of(bad[i]), &rule));
}

/* No cut and no changed byte of a real file may read past the end. */
static void damaged_files(void **state)
{
    (void)state;
    struct et_buf bytes;
    struct et_error error;
    struct et_zone *zone;
    et_buf_init(&bytes, 0);
    assert_int_equal(et_file_read("/usr/share/zoneinfo/America/New_York", 1 << 20, &bytes, &error), ET_OK);
    for (size_t n = 0; n < bytes.len; n += n < 100 || n > bytes.len - 40 ? 1 : 13) {
        char *copy = malloc(n + 1);
        assert_non_null(copy);
        memcpy(copy, bytes.data, n);
        enum et_rc rc = et_zone_parse("x", et_slice(copy, n), &zone, &error);
        assert_int_equal(rc, ET_E_CORRUPT);
        free(copy);
    }
    uint64_t random = 1;
    for (int i = 0; i < 5000; i++) {
        size_t where = test_random(&random) % (i % 2 ? bytes.len : 60);
        char before = bytes.data[where];
        bytes.data[where] = (char)test_random(&random);
        enum et_rc rc = et_zone_parse("x", et_buf_view(&bytes), &zone, &error);
        if (rc == ET_OK) {
            (void)et_zone_to_utc(zone, (int64_t)test_random(&random) / 2);
            et_zone_close(zone);
        }
        assert_true(rc == ET_OK || rc == ET_E_CORRUPT);
        bytes.data[where] = before;
    }
    et_buf_dispose(&bytes);
}

/* Version 1 files have 4-byte times and no rule: the last type goes on. */
static void version_one(void **state)
{
    (void)state;
    static const char bytes[] = "TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\2\0\0\0\4"
                                "\xFF\xFF\xFF\xFF\0\0\0\x64"
                                "\1\0"
                                "\0\0\x0E\x10\0\0\xFF\xFF\xF1\xF0\1\0"
                                "ABC\0";
    struct et_zone *zone;
    struct et_error error;
    assert_int_equal(et_zone_parse("old", et_slice(bytes, sizeof bytes - 1), &zone, &error), ET_OK);
    assert_int_equal(et_zone_offset_s(zone, -2 * ET_US_SECOND), 3600);
    assert_int_equal(et_zone_offset_s(zone, -1 * ET_US_SECOND), -3600);
    assert_int_equal(et_zone_offset_s(zone, -1), -3600);
    assert_int_equal(et_zone_offset_s(zone, 100 * ET_US_SECOND - 1), -3600);
    assert_int_equal(et_zone_offset_s(zone, 100 * ET_US_SECOND), 3600);
    et_zone_close(zone);
}

#ifdef ET_FAULTS
static void each_allocation_fails_in_turn(void **state)
{
    (void)state;
    static const char *const names[] = {"Europe/Berlin", "+02:00", "UTC"};
    for (size_t i = 0; i < COUNT(names); i++) {
        long n = 0;
        for (;; n++) {
            struct et_zone *zone = NULL;
            struct et_error error;
            et_mem_fail_after(n);
            enum et_rc rc = et_zone_open(names[i], &zone, &error);
            et_mem_fail_after(-1);
            if (rc == ET_OK) {
                et_zone_close(zone);
                break;
            }
            assert_int_equal(rc, ET_E_NOMEM);
            assert_int_equal(error.code, ET_E_NOMEM);
            assert_null(zone);
        }
        assert_in_range(n, 2, 20);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_as_the_c_library_has_them),
        cmocka_unit_test(local_times_of_gaps_and_overlaps),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(names_that_are_refused),
        cmocka_unit_test(rules),
        cmocka_unit_test(damaged_files),
        cmocka_unit_test(version_one),
#ifdef ET_FAULTS
        cmocka_unit_test(each_allocation_fails_in_turn),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
