#include "text/emoji.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static size_t length(const char *text)
{
    return et_emoji_length(et_slice_of(text), 0);
}

static void test_whole(void **state)
{
    (void)state;
    static const char *const whole[] = {
        "\U0001f62d",                                 /* one code point */
        "\u2764\ufe0f",                               /* with a style */
        "\u2764",                                     /* without: people paste it so */
        "\U0001f44d\U0001f3ff",                       /* skin tone */
        "\u261d\U0001f3fb",                           /* of an old symbol */
        "\U0001f468\u200d\U0001f469\u200d\U0001f467", /* family */
        "\U0001f469\U0001f3fd\u200d\u2696\ufe0f",     /* judge */
        "\U0001f1e7\U0001f1f7",                       /* flag */
        "7\ufe0f\u20e3",
        "*\u20e3",                          /* keycaps */
        "\U0001f3f3\ufe0f\u200d\U0001f308", /* rainbow flag */
        "\u00a9\ufe0f",                     /* text style unless marked */
        "\u2197\ufe0f",
    };
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        assert_int_equal(length(whole[i]), strlen(whole[i]));
}

static void test_none(void **state)
{
    (void)state;
    static const char *const none[] = {"a",      "7",      "#",      "\u00a9", "\u2197",
                                       "\u00e9", "\u6211", "\u200d", "\ufe0f", "\U0001f1e7"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(length(none[i]), 0);
}

static void test_ends(void **state)
{
    (void)state;
    assert_int_equal(length("\U0001f62d\U0001f62d"), 4);
    assert_int_equal(length("\U0001f1e7\U0001f1f7\U0001f1e7\U0001f1f7"), 8);
    assert_int_equal(length("\U0001f468\u200dx"), 4); /* a joiner that joins nothing */
    assert_int_equal(length("\U0001f468\u200d"), 4);
    assert_int_equal(length("\U0001f44d\U0001f3ff\U0001f3ff"), 8);
    assert_int_equal(et_emoji_length(et_slice_of("ab"), 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_whole), cmocka_unit_test(test_none),
                                       cmocka_unit_test(test_ends)};
    return cmocka_run_group_tests_name("emoji", tests, NULL, NULL);
}
