#include "text/language.h"
#include "text/language_int.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct et_tokens tokens;

static void expect(const char *text, const char *language)
{
    char found[4];
    struct et_error error;
    assert_int_equal(et_tokenise(&tokens, et_slice_of(text), &error), ET_OK);
    et_language_detect(&tokens, et_slice_of(text), found);
    if (strcmp(found, language) != 0)
        fail_msg("\"%s\": %s instead of %s", text, found, language);
}

static void test_latin(void **state)
{
    (void)state;
    expect("omg she ate and left no crumbs fr", "en");
    expect("Obsessed", "en");
    expect("slayyyy", "en");
    expect("no", "en");
    expect("In\u00eas deserved better than that", "en");
    expect("no puedo creer que ya no est\u00e1n juntos", "es");
    expect("\u00a1Felicidades! qu\u00e9 alegr\u00eda", "es");
    expect("ela \u00e9 maravilhosa demais, n\u00e3o aguento", "pt");
    expect("on ne s'y attendait pas du tout, c'est magnifique", "fr");
    expect("das ist doch einfach nur peinlich f\u00fcr ihn", "de");
    expect("che bella canzone, sono senza parole", "it");
    expect("wat een mooi liedje, ik vind het heel goed", "nl");
}

/* Words that stand in names, names with accents, and slang are no proof of a language. */
static void test_english_is_kept(void **state)
{
    (void)state;
    expect("Maria de la Cruz", "en");
    expect("Beyonc\u00e9 ate", "en");
    expect("Rosal\u00eda tonight", "en");
    expect("mother is mothering, no crumbs", "en");
    expect("Nadia mi amor you look stunning", "en");
    expect("D'Angelo", "en");
    expect("d'you know", "en");
    expect("nooooo im crying", "en");
    expect("hahahaha KKK", "en");
}

static void test_hints(void **state)
{
    (void)state;
    expect("jajajaja", "es");
    expect("kkkkkkk", "pt");
    expect("mdrrr", "fr");
    expect("l'histoire", "fr");
    expect("hermosaaaaa", "es");
    expect("arrasou mana", "pt");
    expect("la pire prestation de l'ann\u00e9e", "fr");
    expect("wen interessiert das", "de");
    expect("ma chi se ne frega", "it");
    expect("bhai kya baat hai", "hi");
    expect("ang ganda mo talaga", "tl");
}

static void test_scripts(void **state)
{
    (void)state;
    expect("\u043e\u043d\u0430 \u043b\u0443\u0447\u0448\u0430\u044f", "ru");
    expect("\u0432\u043e\u043d\u0430 \u043d\u0430\u0439\u043a\u0440\u0430\u0449\u0430, \u0457\u0457", "uk");
    expect("\u0623\u062d\u0628\u0643 \u0643\u062b\u064a\u0631\u0627", "ar");
    expect("\u5979\u771f\u7684\u5f88\u68d2", "zh");
    expect("\u5f7c\u5973\u306f\u7d20\u6575\u3067\u3059", "ja");
    expect("\uc815\ub9d0 \uc608\uc058\ub2e4", "ko");
    expect("\u0e2a\u0e27\u0e22\u0e21\u0e32\u0e01", "th");
    expect("\u0935\u0939 \u092c\u0939\u0941\u0924 \u0938\u0941\u0902\u0926\u0930 \u0939\u0948", "hi");
}

static void test_undecided(void **state)
{
    (void)state;
    expect("", "und");
    expect("\U0001f62d\U0001f62d :)", "und");
    expect("12:30 !!!", "und");
    expect("https://a.example/b", "und");
    expect("@somebody", "und");
    expect("I'm not ready for this, mas ela \u00e9 muito linda e n\u00e3o merece", "mul");
    expect("#TeamLila \U0001f451", "en");
}

static void test_table(void **state)
{
    (void)state;
    assert_true(et_language_words_sorted());
    assert_int_equal(et_language_of_word(ET_SLICE("the")), 1);
    assert_int_equal(et_language_of_word(ET_SLICE("zzz")), 0);
    assert_int_equal(et_language_of_word(ET_SLICE("")), 0);
    assert_true(et_language_of_word(ET_SLICE("beautifully")) & 1);
}

static int set_up(void **state)
{
    (void)state;
    et_tokens_init(&tokens);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    et_tokens_dispose(&tokens);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_latin),     cmocka_unit_test(test_english_is_kept),
                                       cmocka_unit_test(test_hints),     cmocka_unit_test(test_scripts),
                                       cmocka_unit_test(test_undecided), cmocka_unit_test(test_table)};
    return cmocka_run_group_tests_name("language", tests, set_up, tear_down);
}
