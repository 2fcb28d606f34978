/* Instagram's two names of a post, and ids that went through a double. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "types/media_id.h"

static void shortcodes_are_the_id_in_base_64(void **state)
{
    (void)state;
    static const struct {
        uint64_t id;
        const char *shortcode;
    } pairs[] = {{UINT64_C(3770272429806644260), "DRSssyVEuwk"},
                 {UINT64_C(4954435455504791362), "ETBsMwL9rdC"},
                 {UINT64_C(4954383001795369141), "ETBgRc3Pxi1"},
                 {1, "B"},
                 {64, "BA"},
                 {UINT64_MAX, "P__________"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char shortcode[ET_SHORTCODE_MAX];
        uint64_t id = 0;
        et_media_id_to_shortcode(pairs[i].id, shortcode);
        assert_string_equal(shortcode, pairs[i].shortcode);
        assert_true(et_shortcode_to_media_id(et_slice_of(shortcode), &id));
        assert_true(id == pairs[i].id);
    }
}

static void what_is_no_shortcode(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "DRSssyVEuwk=", "DRS syVEuwk", "Q__________", "DRSssyVEuwkDRSssyVEuwk", "caf\xC3\xA9"};
    uint64_t id = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(et_shortcode_to_media_id(et_slice_of(bad[i]), &id));
    assert_true(id == 7);
}

static void ids_with_an_owner(void **state)
{
    (void)state;
    uint64_t id;
    assert_true(et_media_id_parse(ET_SLICE("3770272429806644260_4830"), &id));
    assert_true(id == UINT64_C(3770272429806644260));
    assert_false(et_media_id_parse(ET_SLICE("3770272429806644260_x"), &id));
    assert_false(et_media_id_parse(ET_SLICE("0"), &id));
    assert_false(et_media_id_parse(ET_SLICE(""), &id));
    assert_false(et_media_id_parse(ET_SLICE("99999999999999999999"), &id));
}

static void ids_that_went_through_a_double(void **state)
{
    (void)state;
    static const uint64_t rounded[] = {UINT64_C(3770243824132977000), UINT64_C(4954435455504792000),
                                       UINT64_C(4954369816705588000), UINT64_C(4954359842173582000),
                                       UINT64_C(3770243824132977152), /* the double itself */
                                       UINT64_C(4954431943887772000)};
    static const uint64_t exact[] = {UINT64_C(3770243824132977270),
                                     UINT64_C(4954435455504791362),
                                     UINT64_C(4954383001795369141),
                                     UINT64_C(3770272429806644260),
                                     1234567890123,
                                     UINT64_MAX,
                                     0};
    for (size_t i = 0; i < sizeof rounded / sizeof rounded[0]; i++)
        assert_true(et_media_id_imprecise(rounded[i]));
    for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++)
        assert_false(et_media_id_imprecise(exact[i]));
}

/* Against the C library: the shortest "%.*e" that reads back as the same double. */
static void shortest_decimals_agree_with_printf(void **state)
{
    (void)state;
    uint64_t seed = 42;
    for (int i = 0; i < 20000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        uint64_t id = (seed >> 2) | UINT64_C(1) << 60;
        double value = (double)id;
        char text[64];
        for (int digits = 0; digits < 17; digits++) {
            assert_true(snprintf(text, sizeof text, "%.*e", digits, value) > 0);
            if (strtod(text, NULL) == value)
                break;
        }
        char plain[32];
        size_t n = 0;
        int exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
        for (char *p = text; *p != 'e'; p++)
            if (*p != '.')
                plain[n++] = *p;
        while (n < (size_t)exponent + 1)
            plain[n++] = '0';
        plain[n] = '\0';
        assert_true(et_media_id_imprecise(strtoull(plain, NULL, 10)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shortcodes_are_the_id_in_base_64),
        cmocka_unit_test(what_is_no_shortcode),
        cmocka_unit_test(ids_with_an_owner),
        cmocka_unit_test(ids_that_went_through_a_double),
        cmocka_unit_test(shortest_decimals_agree_with_printf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
