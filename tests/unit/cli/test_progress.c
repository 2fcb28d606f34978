/* The line of the progress bar. */
#include "cli/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void rate_and_time_left(void **state)
{
    (void)state;
    char line[256];
    et_progress_line("comments.csv", "rows", 250, 1000, 50000, 10 * 1000000, 80, line, sizeof line);
    assert_string_equal(line, "comments.csv  [#####---------------]  25 %  5,000 rows/s  0:30 left");
}

static void an_unknown_total_counts_up(void **state)
{
    (void)state;
    char line[256];
    et_progress_line("-", "rows", 250, 0, 50000, 10 * 1000000, 80, line, sizeof line);
    assert_string_equal(line, "-  50,000 rows  5,000/s");
}

static void it_fits_the_terminal(void **state)
{
    (void)state;
    char line[256];
    size_t len = et_progress_line("a_very_long_name_of_an_export_that_nobody_would_type_by_hand_2025-11-26.csv", "rows",
                                  999, 1000, 123456789, INT64_C(7200) * 1000000, 80, line, sizeof line);
    assert_true(len < 80);
    assert_non_null(strstr(line, "99 %"));
    len = et_progress_line("x", "rows", 5, 4, 1, 0, 10, line, 20); /* more than all, no time, no room */
    assert_true(len < 20);
}

static void nothing_is_drawn_when_off(void **state)
{
    (void)state;
    struct et_progress *none = et_progress_new(false, 80);
    assert_null(none);
    et_progress_start(none, "x", "rows");
    et_progress_update(none, 1, 2, 3);
    et_progress_clear(none);
    et_progress_free(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rate_and_time_left),
        cmocka_unit_test(an_unknown_total_counts_up),
        cmocka_unit_test(it_fits_the_terminal),
        cmocka_unit_test(nothing_is_drawn_when_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
