/* Numbers, dates and moods as people read them. */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct et_arena arena;
static struct et_words words;

static int setup(void **state)
{
    (void)state;
    et_arena_init(&arena, 0);
    words = (struct et_words){.arena = &arena};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    et_arena_dispose(&arena);
    return 0;
}

static void counts_have_separators(void **state)
{
    (void)state;
    assert_string_equal(et_say_count(&words, 0), "0");
    assert_string_equal(et_say_count(&words, 999), "999");
    assert_string_equal(et_say_count(&words, 1000), "1,000");
    assert_string_equal(et_say_count(&words, 1234567), "1,234,567");
    assert_string_equal(et_say_count(&words, UINT64_MAX), "18,446,744,073,709,551,615");
    assert_string_equal(et_say_of(&words, 1, "comment", "comments"), "1 comment");
    assert_string_equal(et_say_of(&words, 0, "comment", "comments"), "0 comments");
}

static void scores_have_signs(void **state)
{
    (void)state;
    assert_string_equal(et_say_score(&words, 0.123), "+0.12");
    assert_string_equal(et_say_score(&words, -0.3), "\xE2\x88\x92"
                                                    "0.30");
    assert_string_equal(et_say_score(&words, 0.0), "0.00");
    assert_string_equal(et_say_score(&words, -0.001), "0.00");
    assert_string_equal(et_say_score(&words, 1.0), "+1.00");
    assert_string_equal(et_say_score(&words, NAN), "n/a");
    assert_string_equal(et_say_interval(&words, (struct et_interval){0.1, NAN}), "n/a");
}

static void few_get_no_percentage(void **state)
{
    (void)state;
    assert_string_equal(et_say_share(&words, 3, 8), "3 of 8");
    assert_string_equal(et_say_share(&words, 0, 0), "0 of 0");
    assert_string_equal(et_say_share(&words, 10, 19), "10 of 19");
    assert_string_equal(et_say_share(&words, 5, 20), "25.0%");
    assert_string_equal(et_say_share(&words, 20, 20), "100%");
    assert_string_equal(et_say_share(&words, 0, 20), "0%");
    assert_string_equal(et_say_share(&words, 1, 100000), "under 0.1%");
    assert_string_equal(et_say_percent(&words, NAN), "n/a");
}

static void periods_end_on_their_last_day(void **state)
{
    (void)state;
    int64_t from = FIXTURE_FROM;
    assert_string_equal(et_say_period(&words, from, from + 7 * ET_US_DAY), "3 \xE2\x80\x93 9 Nov 2025");
    assert_string_equal(et_say_period(&words, from, from + ET_US_DAY), "3 Nov 2025");
    assert_string_equal(et_say_period(&words, from, from + 30 * ET_US_DAY), "3 Nov \xE2\x80\x93 2 Dec 2025");
    assert_string_equal(et_say_period(&words, from, from + 90 * ET_US_DAY), "3 Nov 2025 \xE2\x80\x93 31 Jan 2026");
    assert_string_equal(et_say_period(&words, from, from), "3 Nov 2025");
    assert_string_equal(et_say_period(&words, ET_TIME_NONE, from), "no period");
}

static void times_are_local(void **state)
{
    (void)state;
    struct et_zone *zone = NULL;
    assert_int_equal(et_zone_open("+09:00", &zone, NULL), ET_OK);
    words.zone = zone;
    assert_string_equal(et_say_time(&words, FIXTURE_FROM + 20 * ET_US_HOUR), "4 Nov 2025, 05:00");
    assert_string_equal(et_say_date(&words, ET_TIME_NONE), "not known");
    et_zone_close(zone);
}

static void leanings_need_an_interval(void **state)
{
    (void)state;
    struct et_summary s = fixture_summary(400, 0.5, 0, 0);
    s.labels[ET_NEGATIVE] = s.labels[ET_STRONG_NEGATIVE] = 0;
    assert_string_equal(et_say_leaning(&s), "clearly positive");
    s.mean = -0.2;
    s.interval = (struct et_interval){-0.3, -0.1};
    assert_string_equal(et_say_leaning(&s), "mildly negative");
    s.interval = (struct et_interval){-0.5, 0.1};
    assert_string_equal(et_say_leaning(&s), "no clear leaning");
    s.interval = (struct et_interval){NAN, NAN};
    assert_string_equal(et_say_leaning(&s), ET_TOO_FEW);
    s = fixture_summary(9, 0.5, 0, 0);
    assert_string_equal(et_say_leaning(&s), ET_TOO_FEW);
    assert_string_equal(et_say_mean(&words, &s), ET_TOO_FEW);
    s = fixture_summary(400, 0.02, 0, 0);
    assert_string_equal(et_say_leaning(&s), "divided");
}

static void names_from_right_to_left_are_isolated(void **state)
{
    (void)state;
    assert_string_equal(et_say_name(&words, ET_SLICE("Mara")), "Mara");
    assert_string_equal(et_say_name(&words, et_slice_of("ليلى")), "\xE2\x81\xA8"
                                                                  "ليلى"
                                                                  "\xE2\x81\xA9");
    assert_string_equal(et_say_name(&words, et_slice_of("한지우")), "한지우");
}

static void lack_of_memory_is_remembered(void **state)
{
    (void)state;
    struct et_arena tiny;
    et_arena_init(&tiny, 1);
    struct et_words poor = {.arena = &tiny};
    assert_string_equal(et_say(&poor, "%s", "a text that does not fit at all"), "");
    assert_true(poor.failed);
    et_arena_dispose(&tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts_have_separators, setup, teardown),
        cmocka_unit_test_setup_teardown(scores_have_signs, setup, teardown),
        cmocka_unit_test_setup_teardown(few_get_no_percentage, setup, teardown),
        cmocka_unit_test_setup_teardown(periods_end_on_their_last_day, setup, teardown),
        cmocka_unit_test_setup_teardown(times_are_local, setup, teardown),
        cmocka_unit_test_setup_teardown(leanings_need_an_interval, setup, teardown),
        cmocka_unit_test_setup_teardown(names_from_right_to_left_are_isolated, setup, teardown),
        cmocka_unit_test_setup_teardown(lack_of_memory_is_remembered, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
