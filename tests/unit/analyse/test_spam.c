#include "analyse/story/spam.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct et_spam_set *set;
static struct et_tokens tokens;
static struct et_error error;

static void expect(const char *text, bool spam)
{
    assert_int_equal(et_tokenise(&tokens, et_slice_of(text), &error), ET_OK);
    if (et_spam_is(set, &tokens, et_slice_of(text)) != spam)
        fail_msg("\"%s\": %s", text, spam ? "not seen as spam" : "taken for spam");
}

static void test_spam(void **state)
{
    (void)state;
    expect("https://cheapfollows.example 10k REAL followers for $2 \U0001f680", true);
    expect("Earn $700 a day from home, tap my profile", true);
    expect("great video! I make beats, sub to my channel and I sub back", true);
    expect("I lost hope until Dr. Zumeka herbal cure healed me, message him on whatsapp", true);
    expect("FULL uncut video \U0001f449 bit.example/leak-x 18+", true);
    expect("DM me for a giveaway, just pay shipping", true);
    expect("type AMEN and follow for a blessing", true);
    expect("I made 2.1 BTC with @coin.lady_ not a scam, thank me later \U0001f680", true);
    expect("f0ll0w me", true);
    expect("message me on wh4tsapp", true);
    expect("w h a t s a p p me now", true);
    expect("selling my tickets, telegram @tix_agent", true);
    expect("http://win.example/p1", true);
}

static void test_no_spam(void **state)
{
    (void)state;
    expect("", false);
    expect("she ate and left no crumbs", false);
    expect("the filing is public, see https://courtpapers.example/p.pdf page 9 is good", false);
    expect("the release is at 1:12 for anyone looking", false);
    expect("@somebody you need to see this", false);
    expect("I paid $200 for a ticket and she played 5 songs", false);
    expect("who else is here from tiktok", false);
    expect("follow your dreams, she followed hers", false);
    expect("Dr. Arden is the best character", false);
    expect("\U0001f680\U0001f680\U0001f680 this song", false);
    expect("I A M S O DONE", false);
    expect("10/10 would watch again in 2025", false);
    expect("amen to that", false);
}

static uint64_t copy_hash(const char *text)
{
    assert_int_equal(et_tokenise(&tokens, et_slice_of(text), &error), ET_OK);
    return et_copy_hash(&tokens);
}

static void test_copies(void **state)
{
    (void)state;
    uint64_t hash = copy_hash("We need more people like this in the world");
    assert_true(hash != 0);
    assert_true(copy_hash("we need MORE people like this in the world!! \u2764\ufe0f") == hash);
    assert_true(copy_hash("We need moooore people like thisss in the world @friend") == hash);
    assert_true(copy_hash("We need more people like that in the world") != hash);
    assert_true(copy_hash("need We more people like this in the world") != hash);
    assert_true(copy_hash("no one cares") == 0);
    assert_true(copy_hash("") == 0);
    assert_true(copy_hash("\U0001f62d\U0001f62d !!! :)") == 0);
    assert_true(copy_hash("so good so good") == copy_hash("sooo goooood so good"));
}

static void test_no_memory(void **state)
{
    (void)state;
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc != ET_OK && n < 100; n++) {
        struct et_spam_set *made = NULL;
        et_mem_fail_after(n);
        rc = et_spam_set_new(&made, &error);
        et_mem_fail_after(-1);
        assert_true(rc == ET_OK || (rc == ET_E_NOMEM && !made));
        et_spam_set_free(made);
    }
    assert_int_equal(rc, ET_OK);
}

static int set_up(void **state)
{
    (void)state;
    et_tokens_init(&tokens);
    return et_spam_set_new(&set, &error) == ET_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    et_spam_set_free(set);
    et_tokens_dispose(&tokens);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_spam), cmocka_unit_test(test_no_spam),
                                       cmocka_unit_test(test_copies), cmocka_unit_test(test_no_memory)};
    return cmocka_run_group_tests_name("spam", tests, set_up, tear_down);
}
