/* Dates: every layout, the traps of 1970, and what decides the order of day and month. */
#include "ingest_test.h"

#include "ingest/dates.h"

#define OBSERVED INT64_C(1764133783642000) /* 2025-11-26T05:09:43.642Z */

static enum et_date_result parse(const char *text, char order, int64_t *us, enum et_precision *precision)
{
    struct et_date_rules rules = {.order = order, .observed_at_us = OBSERVED};
    *us = ET_TIME_NONE;
    return et_date_parse(et_slice_of(text), &rules, us, precision);
}

static void layouts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *iso;
        enum et_precision precision;
        char order;
    } good[] = {
        {"2025-11-20T18:49:05Z", "2025-11-20T18:49:05Z", ET_TIME_EXACT, 0},
        {"2025-11-20T18:49:05.000Z", "2025-11-20T18:49:05Z", ET_TIME_EXACT, 0},
        {"2025-11-20T18:49:05.123456789Z", "2025-11-20T18:49:05.123456Z", ET_TIME_EXACT, 0},
        {"2025-11-20T18:49:05+02:00", "2025-11-20T16:49:05Z", ET_TIME_EXACT, 0},
        {"2025-11-20T18:49:05.000+0000", "2025-11-20T18:49:05Z", ET_TIME_EXACT, 0},
        {"2025-11-20 18:49:05", "2025-11-20T18:49:05Z", ET_TIME_EXACT, 0},
        {"2025-11-20 18:49", "2025-11-20T18:49:00Z", ET_TIME_MINUTES, 0},
        {" 2025-11-20 ", "2025-11-20T00:00:00Z", ET_TIME_DAY, 0},
        {"2025/11/20 18:49:05 UTC", "2025-11-20T18:49:05Z", ET_TIME_EXACT, 0},
        {"20251120", "2025-11-20T00:00:00Z", ET_TIME_DAY, 0},
        {"20251120184905", "2025-11-20T18:49:05Z", ET_TIME_EXACT, 0},
        {"11/20/2024, 2:30:00 PM", "2024-11-20T14:30:00Z", ET_TIME_EXACT, 'M'},
        {"11/20/2024, 2:30:00\xE2\x80\xAFPM", "2024-11-20T14:30:00Z", ET_TIME_EXACT, 'M'},
        {"11/20/2024 12:05 am", "2024-11-20T00:05:00Z", ET_TIME_MINUTES, 'M'},
        {"11/20/2024 12:05 pm", "2024-11-20T12:05:00Z", ET_TIME_MINUTES, 'M'},
        {"20/11/2024 14:30", "2024-11-20T14:30:00Z", ET_TIME_MINUTES, 'D'},
        {"20.11.2024 14:30:15", "2024-11-20T14:30:15Z", ET_TIME_EXACT, 'D'},
        {"20.11.2024", "2024-11-20T00:00:00Z", ET_TIME_DAY, 'D'},
        {"3/4/25", "2025-04-03T00:00:00Z", ET_TIME_DAY, 'D'},
        {"3/4/25", "2025-03-04T00:00:00Z", ET_TIME_DAY, 'M'},
        {"25-03-04", "2025-03-04T00:00:00Z", ET_TIME_DAY, 'Y'},
        {"Nov 20, 2024, 2:30 PM", "2024-11-20T14:30:00Z", ET_TIME_MINUTES, 0},
        {"20 November 2024", "2024-11-20T00:00:00Z", ET_TIME_DAY, 0},
        {"November 20th, 2024 at 14:30", "2024-11-20T14:30:00Z", ET_TIME_MINUTES, 0},
        {"Wed, 20 Nov 2024 14:30:00 GMT", "2024-11-20T14:30:00Z", ET_TIME_EXACT, 0},
        {"Wed Nov 20 14:30:00 +0000 2024", "2024-11-20T14:30:00Z", ET_TIME_EXACT, 0},
        {"2024-11-20 14:30:00 EST", "2024-11-20T19:30:00Z", ET_TIME_EXACT, 0},
        {"2 weeks ago", "2025-11-12T05:09:43.642Z", ET_TIME_VAGUE, 0},
        {"2 weeks ago (edited)", "2025-11-12T05:09:43.642Z", ET_TIME_VAGUE, 0},
        {"1 year ago", "2024-11-26T05:09:43.642Z", ET_TIME_VAGUE, 0},
        {"an hour ago", "2025-11-26T04:09:43.642Z", ET_TIME_DAY, 0},
        {"5 minutes ago", "2025-11-26T05:04:43.642Z", ET_TIME_MINUTES, 0},
        {"3d", "2025-11-23T05:09:43.642Z", ET_TIME_DAY, 0},
        {"yesterday", "2025-11-25T05:09:43.642Z", ET_TIME_DAY, 0},
        {"just now", "2025-11-26T05:09:43.642Z", ET_TIME_MINUTES, 0},
        /* epochs in the three units */
        {"1763664545", "2025-11-20T18:49:05Z", ET_TIME_EXACT, 0},
        {"1763664545.5", "2025-11-20T18:49:05.5Z", ET_TIME_EXACT, 0},
        {"1763664545.0", "2025-11-20T18:49:05Z", ET_TIME_EXACT, 0},
        {"1763664545000", "2025-11-20T18:49:05Z", ET_TIME_EXACT, 0},
        {"1763664545123456", "2025-11-20T18:49:05.123456Z", ET_TIME_EXACT, 0},
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        int64_t us, expected;
        enum et_precision precision;
        enum et_date_result result = parse(good[i].text, good[i].order, &us, &precision);
        if (result != ET_DATE_OK)
            print_error("%s: %s\n", good[i].text, et_date_reason(result));
        assert_int_equal(result, ET_DATE_OK);
        assert_true(et_time_parse_iso(et_slice_of(good[i].iso), &expected, NULL));
        if (us != expected)
            print_error("%s\n", good[i].text);
        assert_true(us == expected);
        assert_int_equal(precision, good[i].precision);
    }
}

static void what_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum et_date_result result;
        char order;
    } bad[] = {
        {"", ET_DATE_ABSENT, 0},
        {"  ", ET_DATE_ABSENT, 0},
        {"soon", ET_DATE_BAD, 0},
        {"-", ET_DATE_BAD, 0},
        {"2025-13-01", ET_DATE_BAD, 0},
        {"2025-02-30T00:00:00Z", ET_DATE_BAD, 0},
        {"2025-11-20T25:00:00Z", ET_DATE_BAD, 0},
        {"2025-11-20T18:49:05Zebra", ET_DATE_BAD, 0},
        {"2025-11-20 13:00 PM", ET_DATE_BAD, 0},
        {"1.757743543E9", ET_DATE_BAD, 0},
        {"13/13/2024", ET_DATE_BAD, 'D'},
        {"20/11/2024", ET_DATE_BAD, 'M'},
        {"03/04/2025", ET_DATE_UNDECIDED, 0},
        {"1970-01-01 00:00:01.763668", ET_DATE_TOO_EARLY, 0},
        {"2003-12-31T23:59:59Z", ET_DATE_TOO_EARLY, 0},
        {"2025-11-29T00:00:00Z", ET_DATE_TOO_LATE, 0},
        {"12345", ET_DATE_NO_UNIT, 0},
        {"1763664545123456789", ET_DATE_NO_UNIT, 0},
        {"99999999999999999999", ET_DATE_BAD, 0},
        {"0", ET_DATE_NO_UNIT, 0},
        {"1763.664545", ET_DATE_NO_UNIT, 0},
        {"2026-01-01", ET_DATE_TOO_LATE, 0},
        {"a ago", ET_DATE_BAD, 0},
        {"an hour", ET_DATE_BAD, 0},
        {"30 years ago", ET_DATE_TOO_EARLY, 0},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t us;
        enum et_precision precision;
        enum et_date_result result = parse(bad[i].text, bad[i].order, &us, &precision);
        if (result != bad[i].result)
            print_error("%s: %d\n", bad[i].text, result);
        assert_int_equal(result, bad[i].result);
    }
}

static void local_times(void **state)
{
    (void)state;
    struct et_zone *zone;
    struct et_date_rules rules = {.observed_at_us = OBSERVED};
    int64_t us;
    enum et_precision precision;
    assert_int_equal(et_zone_open("America/New_York", &zone, NULL), ET_OK);
    rules.zone = zone;
    assert_int_equal(et_date_parse(ET_SLICE("2024-11-20 14:30:00"), &rules, &us, &precision), ET_DATE_OK);
    assert_time(us, "2024-11-20T19:30:00Z");
    assert_int_equal(et_date_parse(ET_SLICE("2024-07-20 14:30:00"), &rules, &us, &precision), ET_DATE_OK);
    assert_time(us, "2024-07-20T18:30:00Z");
    assert_int_equal(et_date_parse(ET_SLICE("2024-07-20T14:30:00Z"), &rules, &us, &precision), ET_DATE_OK);
    assert_time(us, "2024-07-20T14:30:00Z"); /* it says its zone */
    assert_int_equal(et_date_parse(ET_SLICE("1763664545"), &rules, &us, &precision), ET_DATE_OK);
    assert_time(us, "2025-11-20T18:49:05Z"); /* an epoch has none */
    et_zone_close(zone);
}

static void votes(void **state)
{
    (void)state;
    assert_int_equal(et_date_vote(ET_SLICE("03/04/2025")), '?');
    assert_int_equal(et_date_vote(ET_SLICE("13/04/2025 10:00")), 'D');
    assert_int_equal(et_date_vote(ET_SLICE("04/13/2025, 1:00 PM")), 'M');
    assert_int_equal(et_date_vote(ET_SLICE("13/13/2025")), 0);
    assert_int_equal(et_date_vote(ET_SLICE("2025-04-13")), 0);
    assert_int_equal(et_date_vote(ET_SLICE("1763664545")), 0);
    assert_int_equal(et_date_vote(ET_SLICE("")), 0);
}

static void repairs_of_1970(void **state)
{
    (void)state;
    int64_t us, repaired;
    enum et_precision precision;
    assert_true(et_time_parse_iso(ET_SLICE("1970-01-01 00:00:01.763668"), &us, NULL));
    assert_true(et_date_repair_1970(us, OBSERVED, &repaired, &precision));
    assert_int_equal(precision, ET_TIME_APPROXIMATE);
    assert_true(repaired / ET_US_SECOND >= 1763668000 && repaired / ET_US_SECOND <= 1763668999);
    assert_true(
        et_time_parse_iso(ET_SLICE("1970-01-01 00:29:23.668123"), &us, NULL)); /* milliseconds read as nanoseconds */
    assert_true(et_date_repair_1970(us, OBSERVED, &repaired, &precision));
    assert_time(repaired, "2025-11-20T19:48:43Z");
    assert_int_equal(precision, ET_TIME_EXACT);
    assert_true(et_time_parse_iso(ET_SLICE("1970-01-21 09:54:28"), &us, NULL)); /* microseconds, without the fraction */
    assert_true(et_date_repair_1970(us, OBSERVED, &repaired, &precision));
    assert_int_equal(precision, ET_TIME_APPROXIMATE);
    assert_true(et_time_parse_iso(ET_SLICE("1970-01-01 00:29:23"), &us, NULL));
    assert_false(et_date_repair_1970(us, OBSERVED, &repaired, &precision));
    assert_false(et_date_repair_1970(OBSERVED, OBSERVED, &repaired, &precision));
    assert_false(et_date_repair_1970(5, OBSERVED, &repaired, &precision));
    assert_false(et_date_repair_1970(-1763668, OBSERVED, &repaired, &precision));
}

static void times_in_names(void **state)
{
    (void)state;
    assert_time(et_date_in_name(ET_SLICE("dataset_x_2025-11-26_05-09-43-642.csv"), false),
                "2025-11-26T05:09:43.642000Z");
    assert_time(et_date_in_name(ET_SLICE("a_2025-11-26_05-09-43.csv.gz"), false), "2025-11-26T05:09:43Z");
    assert_true(et_date_in_name(ET_SLICE("2025-11-26.csv"), false) == ET_TIME_NONE);
    assert_true(et_date_in_name(ET_SLICE("2025-11-20_18-49-05_UTC_comments.json"), false) == ET_TIME_NONE);
    assert_time(et_date_in_name(ET_SLICE("2025-11-20_18-49-05_UTC_comments.json"), true), "2025-11-20T18:49:05Z");
    assert_true(et_date_in_name(ET_SLICE("2025-99-26_05-09-43.csv"), false) == ET_TIME_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts), cmocka_unit_test(what_is_refused), cmocka_unit_test(local_times),
        cmocka_unit_test(votes),   cmocka_unit_test(repairs_of_1970), cmocka_unit_test(times_in_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
