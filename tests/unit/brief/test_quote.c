/* Quotes: shortened between words and never inside an emoji, masked, without names of commenters. */
#include "fixture.h"

#include "base/utf8.h"
#include "brief/grapheme.h"
#include "brief/quote.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct et_arena arena;

static int setup(void **state)
{
    (void)state;
    et_arena_init(&arena, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    et_arena_dispose(&arena);
    return 0;
}

static const char *shorten(const char *text, size_t max)
{
    return et_quote_shorten(&arena, et_slice_of(text), max, NULL).ptr;
}

static void cuts_between_words(void **state)
{
    (void)state;
    bool cut;
    assert_string_equal(shorten("one two three", 20), "one two three");
    assert_string_equal(shorten("one two three", 13), "one two three");
    assert_string_equal(shorten("one two three", 12), "one two…");
    assert_string_equal(shorten("one two, three", 9), "one two…");
    assert_string_equal(shorten("one two three", 7), "one two…");
    assert_string_equal(shorten("", 7), "");
    et_quote_shorten(&arena, ET_SLICE("one two three"), 7, &cut);
    assert_true(cut);
    et_quote_shorten(&arena, ET_SLICE("one"), 7, &cut);
    assert_false(cut);
}

static void sets_on_one_line(void **state)
{
    (void)state;
    assert_string_equal(shorten("  a\n\n b\t c \r\n", 50), "a b c");
    assert_string_equal(shorten("a\xE2\x80\xAE"
                                "b\xE2\x81\xA6"
                                "c",
                                50),
                        "abc");
    assert_string_equal(shorten("a\x01"
                                "b",
                                50),
                        "a b");
    assert_string_equal(shorten("a\xFF"
                                "b",
                                50),
                        "a\xEF\xBF\xBD"
                        "b");
}

static void keeps_emoji_whole(void **state)
{
    (void)state;
    assert_string_equal(shorten("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2),
                        "👨‍👩‍👧‍👦👨‍👩‍👧‍👦…");
    assert_string_equal(shorten("🇰🇷🇵🇹🇧🇷", 2), "🇰🇷🇵🇹…");
    assert_string_equal(shorten("👏🏾👏🏾👏🏾", 1), "👏🏾…");
    assert_string_equal(shorten("🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿", 1),
                        "🏴󠁧󠁢󠁳󠁣󠁴󠁿…");
    assert_string_equal(shorten("e\xCC\x81"
                                "e\xCC\x81",
                                1),
                        "e\xCC\x81…");
}

static void cuts_inside_a_word_only_without_blanks(void **state)
{
    (void)state;
    assert_string_equal(shorten("めっちゃ好き！毎日リピートしてます", 6), "めっちゃ好き…");
    assert_string_equal(shorten("a b cccccccccccccccccccccccccccccccc", 20), "a b cccccccccccccccc…");
}

static void every_fixture_quote_stays_valid_at_every_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fixture_quotes / sizeof fixture_quotes[0]; i++)
        for (size_t max = 0; max < 60; max++) {
            struct et_slice cut = et_quote_shorten(&arena, et_slice_of(fixture_quotes[i]), max, NULL);
            assert_non_null(cut.ptr);
            assert_true(et_utf8_valid(cut));
            size_t clusters = 0;
            for (size_t pos = 0; pos < cut.len; pos = et_grapheme_end(cut, pos))
                clusters++;
            assert_true(clusters <= max + 1);
        }
}

static const char *mask(const char *text)
{
    return et_quote_mask(&arena, et_slice_of(text)).ptr;
}

static void masks_on_word_boundaries(void **state)
{
    (void)state;
    assert_string_equal(mask("what a fucking SHIT show, shit."), "what a f*****g S**T show, s**t.");
    assert_string_equal(mask("Scunthorpe cocktail, Dickens and Moby dick"),
                        "Scunthorpe cocktail, Dickens and Moby d**k");
    assert_string_equal(mask("bullshitter"), "b*********r");
    assert_string_equal(mask("nothing here 🤡"), "nothing here 🤡");
    assert_string_equal(mask(""), "");
}

static const char *hide(const struct et_figures *f, const char *text)
{
    return et_quote_hide_handles(&arena, et_slice_of(text), f).ptr;
}

static void hides_commenters_but_not_the_cast(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    const struct et_figures *f = &x.figures;
    assert_string_equal(hide(f, "@some.body_99 no!"), "@… no!");
    assert_string_equal(hide(f, "thank you @mara.quill ❤️"), "thank you @mara.quill ❤️");
    assert_string_equal(hide(f, "@Nightjar! @nightjar_records"), "@Nightjar! @nightjar_records");
    assert_string_equal(hide(f, "mail a@b.org or @ home"), "mail a@b.org or @ home");
    assert_string_equal(hide(f, "(@пользователь😍)"), "(@…😍)");
    assert_string_equal(hide(f, "@"), "@");
    fixture_dispose(&x);
}

static void knows_emoji(void **state)
{
    (void)state;
    static const char *const yes[] = {"🔥",        "❤️",  "❤",        "👨‍👩‍👧‍👦",
                                      "🇵🇹",       "1️⃣", "👏🏾", "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
                                      "🫶🏽", "☺️",  "©️"};
    static const char *const no[] = {"a", "1", "#", "©", "→", "한", "ل", "é", "❤︎", "…", "1\xEF\xB8\x8F"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        struct et_slice text = et_slice_of(yes[i]);
        assert_int_equal(et_grapheme_end(text, 0), text.len);
        assert_true(et_grapheme_is_emoji(text));
    }
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        assert_false(et_grapheme_is_emoji(et_slice_of(no[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cuts_between_words, setup, teardown),
        cmocka_unit_test_setup_teardown(sets_on_one_line, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_emoji_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(cuts_inside_a_word_only_without_blanks, setup, teardown),
        cmocka_unit_test_setup_teardown(every_fixture_quote_stays_valid_at_every_length, setup, teardown),
        cmocka_unit_test_setup_teardown(masks_on_word_boundaries, setup, teardown),
        cmocka_unit_test_setup_teardown(hides_commenters_but_not_the_cast, setup, teardown),
        cmocka_unit_test_setup_teardown(knows_emoji, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
