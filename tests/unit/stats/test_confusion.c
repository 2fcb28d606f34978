/* Measures of labelled items, and shares corrected for what is confused. */
#include "stats/confusion.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define NEAR(value, wanted, within) assert_true(fabs((value) - (wanted)) <= (within))

static void measures_are_the_known_formulas(void **state)
{
    (void)state;
    struct et_confusion c = {.classes = 3, .counts = {{8, 1, 1}, {2, 5, 3}, {0, 0, 10}}};
    struct et_confusion_measure m;
    et_confusion_measure(&c, 1, &m);
    assert_int_equal(m.count, 30);
    NEAR(m.accuracy, 23.0 / 30, 1e-12);
    NEAR(m.classes[0].precision, 0.8, 1e-12);
    NEAR(m.classes[1].recall, 0.5, 1e-12);
    NEAR(m.classes[2].f1, 20.0 / 24, 1e-12);
    NEAR(m.macro_f1, (0.8 + 10.0 / 16 + 20.0 / 24) / 3, 1e-12);
    NEAR(m.macro_recall, (0.8 + 0.5 + 1) / 3, 1e-12);
    assert_true(m.macro_f1_interval.low < m.macro_f1 && m.macro_f1 < m.macro_f1_interval.high);
    assert_true(m.accuracy_interval.low < m.accuracy && m.accuracy < m.accuracy_interval.high);
}

static void nothing_is_said_of_nothing(void **state)
{
    (void)state;
    struct et_confusion c = {.classes = 2};
    struct et_confusion_measure m;
    const uint64_t read[2] = {3, 4}, none[2] = {0, 0};
    double shares[2];
    et_confusion_measure(&c, 1, &m);
    assert_true(isnan(m.accuracy) && isnan(m.macro_f1) && isnan(m.macro_f1_interval.low));
    assert_false(et_confusion_correct(&c, read, shares));
    c = (struct et_confusion){.classes = 2, .counts = {{50, 50}, {50, 50}}};
    assert_false(et_confusion_correct(&c, read, shares)); /* a coin tells nothing */
    assert_true(isnan(shares[0]));
    c = (struct et_confusion){.classes = 2, .counts = {{50, 0}, {0, 50}}};
    assert_false(et_confusion_correct(&c, none, shares));
}

/* A class that is read as another one in 3 of 10 cases: shares come back. */
static void shares_are_set_right(void **state)
{
    (void)state;
    struct et_confusion c = {.classes = 3, .counts = {{700, 300, 0}, {100, 800, 100}, {0, 200, 800}}};
    const uint64_t read[3] = {370, 460, 170}; /* of 500, 300, 200 as this matrix reads them: 380, 430, 190 */
    const uint64_t exact[3] = {380, 430, 190};
    double shares[3];
    struct et_interval intervals[3];
    assert_true(et_confusion_shares(&c, exact, 1, shares, intervals));
    NEAR(shares[0], 0.5, 1e-9);
    NEAR(shares[1], 0.3, 1e-9);
    NEAR(shares[2], 0.2, 1e-9);
    for (size_t k = 0; k < 3; k++)
        assert_true(intervals[k].low < shares[k] && shares[k] < intervals[k].high &&
                    intervals[k].high - intervals[k].low < 0.2);
    assert_true(et_confusion_shares(&c, read, 1, shares, intervals));
    NEAR(shares[0] + shares[1] + shares[2], 1, 1e-9);
    struct et_interval again[3];
    assert_true(et_confusion_shares(&c, read, 1, shares, again));
    assert_memory_equal(intervals, again, sizeof again);
}

/* Where the solution would leave [0, 1], shares stay inside and sum to 1. */
static void shares_stay_shares(void **state)
{
    (void)state;
    struct et_confusion c = {.classes = 2, .counts = {{60, 40}, {30, 70}}};
    const uint64_t read[2] = {10, 90};
    double shares[2];
    assert_true(et_confusion_correct(&c, read, shares));
    assert_true(shares[0] >= 0 && shares[1] <= 1);
    NEAR(shares[0] + shares[1], 1, 1e-9);
    NEAR(shares[0], 0, 0.02);
}

static void rare_classes_are_not_guessed(void **state)
{
    (void)state;
    struct et_confusion c = {.classes = 3, .counts = {{80, 20, 0}, {10, 90, 0}, {1, 1, 1}}};
    const uint64_t read[3] = {50, 50, 2};
    double shares[3];
    assert_true(et_confusion_correct(&c, read, shares));
    assert_true(isnan(shares[2]));
    assert_true(shares[0] > 0.4 && shares[0] < 0.7);
}

/* Over many draws of labelled items the interval holds the true share about as often as it says. */
static void intervals_cover(void **state)
{
    (void)state;
    unsigned covered = 0;
    uint64_t random = 11;
    for (unsigned round = 0; round < 200; round++) {
        struct et_confusion folds[5] = {0};
        double shares[2];
        struct et_interval intervals[2];
        for (size_t f = 0; f < 5; f++)
            folds[f].classes = 2;
        for (unsigned i = 0; i < 400; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            size_t label = (random >> 40) % 10 < 3; /* three tenths */
            random = random * 6364136223846793005u + 1442695040888963407u;
            size_t read = (random >> 40) % 100 < 20 ? !label : label;
            folds[i % 5].counts[label][read]++;
        }
        assert_true(et_confusion_cross(folds, 5, round, shares, intervals));
        covered += intervals[1].low <= 0.3 && 0.3 <= intervals[1].high;
    }
    assert_in_range(covered, 176, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_are_the_known_formulas),
        cmocka_unit_test(nothing_is_said_of_nothing),
        cmocka_unit_test(shares_are_set_right),
        cmocka_unit_test(shares_stay_shares),
        cmocka_unit_test(rare_classes_are_not_guessed),
        cmocka_unit_test(intervals_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
