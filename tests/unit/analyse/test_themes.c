#include "analyse/story/themes.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define BIT(theme) ((uint64_t)1 << (theme))

static struct et_theme_set *set;
static struct et_tokens tokens;
static struct et_error error;

static uint64_t match(const struct et_theme_set *themes, const char *text)
{
    assert_int_equal(et_tokenise(&tokens, et_slice_of(text), &error), ET_OK);
    return et_theme_set_match(themes, &tokens);
}

static void expect(const char *text, uint64_t themes)
{
    uint64_t found = match(set, text);
    if (found != themes)
        fail_msg("\"%s\": themes %llx instead of %llx", text, (unsigned long long)found, (unsigned long long)themes);
}

static void test_each(void **state)
{
    (void)state;
    expect("they are suing her, see you in court", BIT(ET_LAWSUIT));
    expect("SUED again", BIT(ET_LAWSUIT));
    expect("lawsuittttt", BIT(ET_LAWSUIT));
    expect("are they dating?", BIT(ET_RELATIONSHIP));
    expect("so they broke up", BIT(ET_BREAKUP));
    expect("she's pregnant omg \U0001f476\U0001f3fd", BIT(ET_PREGNANCY));
    expect("\U0001f930\U0001f3fe", BIT(ET_PREGNANCY));
    expect("where is the apology", BIT(ET_CONTROVERSY));
    expect("best album of the year", BIT(ET_CAREER));
    expect("that haircut is a crime", BIT(ET_APPEARANCE));
    expect("get well soon \u2764\ufe0f\u200d\U0001fa79", BIT(ET_HEALTH));
    expect("#Lawsuit", BIT(ET_LAWSUIT));
    expect("divorce AND a lawsuit", BIT(ET_LAWSUIT) | BIT(ET_BREAKUP));
    expect("\u00bfEst\u00e1 embarazada?", BIT(ET_PREGNANCY));
}

static void test_boundaries(void **state)
{
    (void)state;
    expect("what an issue, tissue please", 0);
    expect("Courtney was there", 0);
    expect("I broke my phone", 0);
    expect("stop", 0);
    expect("", 0);
}

static void test_ordinary_uses(void **state)
{
    (void)state;
    expect("a couple of days ago", 0);
    expect("at the food court", 0);
    expect("my guilty pleasure", 0);
    expect("break a leg", 0);
    expect("just in case", 0);
    expect("stop acting like that", 0);
    expect("my boyfriend agrees", 0);
}

static void test_own(void **state)
{
    (void)state;
    const struct et_slice phrases[] = {ET_SLICE("vinyl~"), ET_SLICE("Listening  PARTY"), ET_SLICE("\U0001f40d")};
    const struct et_user_theme own[] = {{.name = ET_SLICE("records"), .phrases = phrases, .phrase_count = 3}};
    struct et_theme_set *mine = NULL;
    assert_int_equal(et_theme_set_new(own, 1, &mine, &error), ET_OK);
    assert_true(match(mine, "two vinyls at the listening party") == BIT(ET_BUILTIN_THEMES));
    assert_true(match(mine, "\U0001f40d lawsuit") == (BIT(ET_BUILTIN_THEMES) | BIT(ET_LAWSUIT)));
    assert_true(match(mine, "a party, listening") == 0);
    et_theme_set_free(mine);
}

static void test_own_errors(void **state)
{
    (void)state;
    const struct et_slice empty[] = {ET_SLICE("...")}, lengthy[] = {ET_SLICE("a b c d e f g h i")};
    const struct et_user_theme bad = {.name = ET_SLICE("mine"), .phrases = empty, .phrase_count = 1};
    const struct et_user_theme longer = {.name = ET_SLICE("mine"), .phrases = lengthy, .phrase_count = 1};
    struct et_theme_set *none = NULL;
    assert_int_equal(et_theme_set_new(&bad, 1, &none, &error), ET_E_FORMAT);
    assert_non_null(strstr(error.message, "mine"));
    assert_int_equal(et_theme_set_new(&longer, 1, &none, &error), ET_E_FORMAT);
    assert_int_equal(et_theme_set_new(&bad, ET_THEMES_MAX, &none, &error), ET_E_TOO_LONG);
    assert_null(none);
}

static void test_no_memory(void **state)
{
    (void)state;
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc != ET_OK && n < 100; n++) {
        struct et_theme_set *made = NULL;
        et_mem_fail_after(n);
        rc = et_theme_set_new(NULL, 0, &made, &error);
        et_mem_fail_after(-1);
        assert_true(rc == ET_OK || (rc == ET_E_NOMEM && !made));
        et_theme_set_free(made);
    }
    assert_int_equal(rc, ET_OK);
}

static int set_up(void **state)
{
    (void)state;
    et_tokens_init(&tokens);
    return et_theme_set_new(NULL, 0, &set, &error) == ET_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    et_theme_set_free(set);
    et_tokens_dispose(&tokens);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each),          cmocka_unit_test(test_boundaries),
                                       cmocka_unit_test(test_ordinary_uses), cmocka_unit_test(test_own),
                                       cmocka_unit_test(test_own_errors),    cmocka_unit_test(test_no_memory)};
    return cmocka_run_group_tests_name("themes", tests, set_up, tear_down);
}
