#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "types/platform.h"

static void names_there_and_back(void **state)
{
    (void)state;
    for (int i = ET_PLATFORM_INSTAGRAM; i < ET_PLATFORMS; i++)
        assert_int_equal(et_platform_parse(et_slice_of(et_platform_name((enum et_platform)i))), i);
    assert_string_equal(et_platform_name(ET_PLATFORM_UNKNOWN), "unknown");
    assert_string_equal(et_platform_name((enum et_platform)99), "unknown");
    assert_string_equal(et_platform_name((enum et_platform) - 1), "unknown");
}

static void names_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum et_platform platform;
    } cases[] = {{"Instagram", ET_PLATFORM_INSTAGRAM},
                 {" IG ", ET_PLATFORM_INSTAGRAM},
                 {"yt", ET_PLATFORM_YOUTUBE},
                 {"YouTube", ET_PLATFORM_YOUTUBE},
                 {"TikTok", ET_PLATFORM_TIKTOK},
                 {"twitter", ET_PLATFORM_X},
                 {"X", ET_PLATFORM_X},
                 {"fb", ET_PLATFORM_FACEBOOK},
                 {"unknown", ET_PLATFORM_UNKNOWN},
                 {"", ET_PLATFORM_UNKNOWN},
                 {"myspace", ET_PLATFORM_UNKNOWN},
                 {"insta gram", ET_PLATFORM_UNKNOWN}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(et_platform_parse(et_slice_of(cases[i].name)), cases[i].platform);
    assert_int_equal(et_platform_parse(et_slice(NULL, 0)), ET_PLATFORM_UNKNOWN);
}

static void urls_by_their_host(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        enum et_platform platform;
    } cases[] = {
        {"https://www.instagram.com/p/DRSssyVEuwk/?img_index=1", ET_PLATFORM_INSTAGRAM},
        {"instagram.com/reel/x", ET_PLATFORM_INSTAGRAM},
        {"HTTP://WWW.INSTAGRAM.COM/P/X", ET_PLATFORM_INSTAGRAM},
        {"https://m.youtube.com/watch?v=x", ET_PLATFORM_YOUTUBE},
        {"https://youtu.be/x", ET_PLATFORM_YOUTUBE},
        {"https://vm.tiktok.com/x", ET_PLATFORM_TIKTOK},
        {"https://user:pw@www.tiktok.com:443/@a/video/1", ET_PLATFORM_TIKTOK},
        {"https://twitter.com/a/status/1", ET_PLATFORM_X},
        {"https://x.com/a/status/1", ET_PLATFORM_X},
        {"https://www.threads.net/@a", ET_PLATFORM_THREADS},
        {"https://old.reddit.com/r/x", ET_PLATFORM_REDDIT},
        {"https://fb.watch/x", ET_PLATFORM_FACEBOOK},
        {"https://netflix.com/x", ET_PLATFORM_UNKNOWN}, /* ends in x.com */
        {"https://instagram.com.example.org/p/x", ET_PLATFORM_UNKNOWN},
        {"https://example.org/?u=https://instagram.com/p/x", ET_PLATFORM_UNKNOWN},
        {"https://example.org#instagram.com", ET_PLATFORM_UNKNOWN},
        {"https://instagram.com@example.org/", ET_PLATFORM_UNKNOWN},
        {"https://example.org\\@instagram.com/", ET_PLATFORM_UNKNOWN},
        {"https://", ET_PLATFORM_UNKNOWN},
        {"", ET_PLATFORM_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(et_platform_of_url(et_slice_of(cases[i].url)), cases[i].platform);
    assert_int_equal(et_platform_of_url(et_slice(NULL, 0)), ET_PLATFORM_UNKNOWN);
}

/* What is in databases of users. */
static void stored_numbers_stay(void **state)
{
    (void)state;
    assert_int_equal(et_platform_parse(ET_SLICE("instagram")), 1);
    assert_int_equal(et_platform_parse(ET_SLICE("youtube")), 2);
    assert_int_equal(et_platform_parse(ET_SLICE("tiktok")), 3);
    assert_int_equal(et_platform_parse(ET_SLICE("facebook")), 4);
    assert_int_equal(et_platform_parse(ET_SLICE("x")), 5);
    assert_int_equal(et_platform_parse(ET_SLICE("threads")), 6);
    assert_int_equal(et_platform_parse(ET_SLICE("reddit")), 7);
    assert_int_equal(et_platform_parse(ET_SLICE("other")), 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_there_and_back),
        cmocka_unit_test(names_as_people_write_them),
        cmocka_unit_test(urls_by_their_host),
        cmocka_unit_test(stored_numbers_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
