/* The tokeniser on what people write. Expected strings: one item a token, "kind:folded", kinds W N # @ E M(emoticon) U
 * P. */
#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "text/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct et_tokens tokens;

static void read_text(const char *text)
{
    struct et_error error;
    assert_int_equal(et_tokenise(&tokens, et_slice_of(text), &error), ET_OK);
}

static void expect(const char *text, const char *expected)
{
    static const char kinds[] = "WN#@EMUP";
    struct et_buf buf;
    read_text(text);
    et_buf_init(&buf, 0);
    for (size_t i = 0; i < tokens.count; i++) {
        const struct et_token *token = &tokens.items[i];
        et_buf_printf(&buf, "%s%c:" ET_SLICE_FMT, i ? " " : "", kinds[token->kind], ET_SLICE_ARG(token->folded));
        if (token->repeat > 1)
            et_buf_printf(&buf, "x%u", token->repeat);
    }
    assert_string_equal(buf.data ? buf.data : "", expected);
    et_buf_dispose(&buf);
}

static const struct et_token *token_of(const char *text, size_t i)
{
    read_text(text);
    assert_true(i < tokens.count);
    return &tokens.items[i];
}

static bool has_flag(const char *text, size_t i, uint32_t flag)
{
    return (token_of(text, i)->flags & flag) != 0;
}

static void test_words(void **state)
{
    (void)state;
    expect("", "");
    expect("   \n\t", "");
    expect("Hello World", "W:hello W:world");
    expect("don't DON\u2019T y'all rock'n'roll", "W:don't W:don't W:y'all W:rock'n'roll");
    expect("l\u2019amour c'est", "W:l'amour W:c'est");
    expect("re-cast, well", "W:re-cast P:, W:well");
    expect("don\u00b4t can`t", "W:don't W:can't");
    expect("f*ck s*** *bold*", "W:f*ck W:s*** P:* W:bold P:*");
    expect("a.b or and/or", "W:a P:. W:b W:or W:and P:/ W:or");
    expect("snake_case", "W:snake_case");
    expect("2nite 4ever sub4sub b4", "W:2nite W:4ever W:sub4sub W:b4");
    expect("nice.Very", "W:nice P:. W:very");
}

static void test_elongation(void **state)
{
    (void)state;
    expect("soooo REALLLLL hmmmm", "W:soo W:reall W:hmm");
    assert_true(has_flag("soooo", 0, ET_TOKEN_ELONGATED));
    assert_false(has_flag("good", 0, ET_TOKEN_ELONGATED));
    assert_true(has_flag("SLAYYYY", 0, ET_TOKEN_CAPS));
    assert_false(has_flag("slay don't 2nite \u00e9t\u00e9", 0, ET_TOKEN_UPPER));
    assert_false(has_flag("slay don't", 1, ET_TOKEN_UPPER));
    for (size_t i = 0; i < 6; i++)
        assert_true(has_flag("Slay iPhone don'T #myTag lo\u00c9 soooOoN", i, ET_TOKEN_UPPER));
    expect("bookkeeper committee", "W:bookkeeper W:committee");
    expect("beautifulllllll", "W:beautifull"); /* longer than one load */
    expect("aaaaaaaaaaaaaaaaaaaa", "W:aa");
    expect("1000000", "N:1000000");
}

static void test_variants(void **state)
{
    (void)state;
    uint64_t hashes[ET_VARIANTS_MAX];
    size_t n = et_token_variants(token_of("niiiice", 0), hashes);
    assert_int_equal(n, 1);
    assert_true(hashes[0] == et_hash64(ET_SLICE("nice")));
    n = et_token_variants(token_of("pippaaaa", 0), hashes);
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found |= hashes[i] == et_hash64(ET_SLICE("pippa"));
    assert_true(found);
    assert_int_equal(et_token_variants(token_of("pippa", 0), hashes), 0);
}

static void test_case(void **state)
{
    (void)state;
    assert_true(has_flag("GRACE", 0, ET_TOKEN_CAPS));
    assert_false(has_flag("I am", 0, ET_TOKEN_CAPS));
    assert_true(has_flag("I am", 0, ET_TOKEN_CAPITAL));
    assert_true(has_flag("Grace", 0, ET_TOKEN_CAPITAL));
    assert_false(has_flag("Grace", 0, ET_TOKEN_CAPS));
    assert_true(has_flag("\u00c9CLAT", 0, ET_TOKEN_CAPS));
    assert_true(has_flag("\u00c9clat", 0, ET_TOKEN_CAPITAL));
    assert_true(has_flag("DON'T", 0, ET_TOKEN_CAPS));
    read_text("sUrE McKAY Grace OK iPhone UNBELIEVABle don'T DON't");
    assert_int_equal(tokens.mixed_words, 4); /* two capitals, and a small letter */
    read_text("so \u201cgood\u201d");
    assert_true(tokens.quotes);
    read_text("so good");
    assert_false(tokens.quotes);
    read_text("THIS IS IT ok");
    assert_int_equal(tokens.caps_words, 3);
    assert_int_equal(tokens.words, 4);
}

static void test_zero_width(void **state)
{
    (void)state;
    expect("Gra\u200bce ate", "W:grace W:ate");
    expect("P\u200ci\u200cp\u200cp\u200ca", "W:pippa");
    expect("Pop\u2060 Lantern jonah\ufeff petra\u00adkov", "W:pop W:lantern W:jonah W:petrakov");
    expect("\u200b\u200b", "");
    const struct et_token *token = token_of("The Tin\u200b Orchard", 1);
    assert_int_equal(token->start, 4);
    assert_int_equal(token->end, 7);
    token = token_of("Gra\u200bce ate", 0);
    assert_int_equal(token->end, 8);
}

static void test_accents(void **state)
{
    (void)state;
    const struct et_token *token = token_of("In\u00eas", 0);
    assert_true(et_slice_is(token->folded, "in\u00eas"));
    assert_true(et_slice_is(token->plain, "ines"));
    assert_true(token->plain_hash == et_hash64(ET_SLICE("ines")));
    token = token_of("Ine\u0302s", 0); /* decomposed */
    assert_true(et_slice_is(token->folded, "in\u00eas"));
    assert_true(et_slice_is(token_of("Gro\u00dfe", 0)->plain, "grosse"));
    assert_true(et_slice_is(token_of("Bj\u00f8rn \u0141ukasz", 1)->plain, "lukasz"));
    assert_true(et_slice_is(token_of("\u041c\u043e\u0439", 0)->plain, "\u043c\u043e\u0439")); /* short i stays */
    token = token_of("plain", 0);
    assert_ptr_equal(token->plain.ptr, token->folded.ptr);
    assert_true(token->hash == et_hash64(ET_SLICE("plain")));
}

static void test_styled_letters(void **state)
{
    (void)state;
    expect("\U0001d4fc\U0001d4f5\U0001d4ea\U0001d502", "W:slay");
    expect("\uff27\uff32\uff21\uff23\uff25", "W:grace");
    expect("\u24d6\u24e1\u24d0\u24d2\u24d4", "W:grace");
    assert_true(has_flag("\uff27\uff32\uff21\uff23\uff25", 0, ET_TOKEN_CAPS));
}

static void test_numbers(void **state)
{
    (void)state;
    expect("1,204 10/10 1:12 $12M 40k 9th 100% 18+", "N:1,204 N:10/10 N:1:12 N:$12m N:40k N:9th N:100% N:18+");
    expect("6am, 2.5", "N:6am P:, N:2.5");
    expect("\u00a350 \u20ac3", "N:\u00a350 N:\u20ac3");
    expect("in 2025.", "W:in N:2025 P:.");
    expect("\u0663\u0664", "N:\u0663\u0664");
}

static void test_tags(void **state)
{
    (void)state;
    expect("#TeamPippa #team_2 #1 #\u00c9t\u00e9", "#:teampippa #:team_2 P:# N:1 #:\u00e9t\u00e9");
    expect("@moonboy.jpg. @dash_okwandu!", "@:moonboy.jpg P:. @:dash_okwandu P:!");
    expect("@ home # tag", "P:@ W:home P:# W:tag");
    expect("@me.", "@:me P:.");
    expect("\uff03tag \uff20me", "#:tag @:me");
    const struct et_token *token = token_of("see #TeamPippa!", 1);
    assert_int_equal(token->start, 4);
    assert_int_equal(token->end, 14);
}

static void test_links(void **state)
{
    (void)state;
    expect("https://fastfollowers.example 5k", "U:https://fastfollowers.example N:5k");
    expect("(see HTTP://A.example/B_c?d=1).", "P:( W:see U:http://a.example/b_c?d=1 P:) P:.");
    expect("www.site.example/x, bit.example/abc-d 18+", "U:www.site.example/x P:, U:bit.example/abc-d N:18+");
    expect("clips4u.example/wh", "U:clips4u.example/wh");
    expect("yes.me too", "W:yes P:. W:me W:too");
    expect("me@mail.example now", "U:me@mail.example W:now");
    expect("site.com", "U:site.com");
    expect("bit\u6211.example/do", "W:bit U:\u6211.example/do");
}

static void test_emoji(void **state)
{
    (void)state;
    expect("\U0001f62d\U0001f62d\U0001f62d", "E:\U0001f62dx3");
    expect("\U0001f64f\U0001f3fd\U0001f64f\U0001f3fd\u2764\ufe0f", "E:\U0001f64fx2 E:\u2764");
    expect("\U0001f469\u200d\u2764\ufe0f\u200d\U0001f468", "E:\U0001f469\u200d\u2764\u200d\U0001f468");
    expect("\U0001f1f5\U0001f1ed\U0001f1ee\U0001f1e9", "E:\U0001f1f5\U0001f1ed E:\U0001f1ee\U0001f1e9");
    expect("1\ufe0f\u20e3 #\ufe0f\u20e3", "E:1\u20e3 E:#\u20e3");
    expect("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
           "E:\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f");
    expect("love\U0001f525it", "W:love E:\U0001f525 W:it");
    expect("\u2764 \u00a9 \u00a9\ufe0f", "E:\u2764 P:\u00a9 E:\u00a9");
    const struct et_token *token = token_of("a \U0001f62d\U0001f62d", 1);
    assert_int_equal(token->start, 2);
    assert_int_equal(token->end, 10);
}

static void test_emoticons(void **state)
{
    (void)state;
    expect(":) :( :'( <3 </3 xD XD T_T ;) :/ ^_^", "M::) M::( M::'( M:<3 M:</3 M:xD M:xD M:T_T M:;) M::/ M:^_^");
    expect("\u00af\\_(\u30c4)_/\u00af", "M:\u00af\\_(\u30c4)_/\u00af");
    expect(":-D :))) <333", "M::D M::)x3 M:<3x3");
    expect("nice:) text:Dave", "W:nice M::) W:text P:: W:dave");
    expect("at 1:30", "W:at N:1:30");
    expect("a:/b http://x.example", "W:a P:: P:/ W:b U:http://x.example");
}

static void test_punctuation(void **state)
{
    (void)state;
    expect("what?! no... yes!!! hm??", "W:what P:?!x2 W:no P:...x3 W:yes P:!x3 W:hm P:?x2");
    expect("well\u2026 \u201cok\u201d \u2014 so", "W:well P:...x3 P:\" W:ok P:\" P:- W:so");
    assert_true(has_flag("so \"very nice\" ok", 2, ET_TOKEN_QUOTED));
    assert_false(has_flag("so \"very nice\" ok", 5, ET_TOKEN_QUOTED));
    assert_true(has_flag("\u201cBaseless\u201d sure", 1, ET_TOKEN_QUOTED));
    assert_false(has_flag("he is 5'10\" tall", 5, ET_TOKEN_QUOTED));
    assert_false(has_flag("\"open and never closed", 2, ET_TOKEN_QUOTED));
    assert_true(has_flag("\u201eGut\u201c so", 1, ET_TOKEN_QUOTED));
    assert_false(has_flag("\u201eGut\u201c so", 3, ET_TOKEN_QUOTED));
}

static void test_sentences(void **state)
{
    (void)state;
    assert_true(has_flag("Hi there. Will you", 3, ET_TOKEN_SENTENCE_START));
    assert_false(has_flag("Hi there. Will you", 1, ET_TOKEN_SENTENCE_START));
    assert_true(has_flag("one\ntwo", 1, ET_TOKEN_SENTENCE_START));
    assert_true(has_flag("one\ntwo", 1, ET_TOKEN_AFTER_NEWLINE));
    assert_false(has_flag("Dr. Crale", 2, ET_TOKEN_SENTENCE_START));
    assert_true(has_flag("#tag Will you", 1, ET_TOKEN_SENTENCE_START));
    assert_true(has_flag("\u597d\u3002\u597d", 2, ET_TOKEN_SENTENCE_START));
}

static void test_possessive(void **state)
{
    (void)state;
    expect("Grace's Marlo\u2019s it's that's", "W:grace W:marlo W:it's W:that's");
    assert_true(has_flag("Grace's voice", 0, ET_TOKEN_POSSESSIVE));
    assert_true(has_flag("GRACE'S VOICE", 0, ET_TOKEN_POSSESSIVE));
    assert_false(has_flag("it's fine", 0, ET_TOKEN_POSSESSIVE));
    assert_true(has_flag("the boys' club", 1, ET_TOKEN_POSSESSIVE));
    assert_int_equal(token_of("Grace's voice", 0)->end, 7);
}

static void test_scripts(void **state)
{
    (void)state;
    expect("\u4ed6\u8bf4\uff1a\u6211\u7231Grace\uff01", "W:\u4ed6\u8bf4 P:: W:\u6211\u7231 W:grace P:!");
    expect("\u0e09\u0e31\u0e19\u0e23\u0e31\u0e01", "W:\u0e09\u0e31\u0e19\u0e23\u0e31\u0e01");
    expect("\u041f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440",
           "W:\u043f\u0440\u0438\u0432\u0435\u0442 W:\u043c\u0438\u0440");
    expect("\u0645\u0631\u062d\u0628\u0627\u061f", "W:\u0645\u0631\u062d\u0628\u0627 P:?");
}

static void test_bad_bytes(void **state)
{
    (void)state;
    expect("ok \xff\xfe bad\xc3", "W:ok W:bad");
    expect("a\xf0\x9f\x98", "W:a");
    char text[] = "nul \0 inside";
    struct et_error error;
    assert_int_equal(et_tokenise(&tokens, et_slice(text, sizeof text - 1), &error), ET_OK);
    assert_int_equal(tokens.count, 2);
}

/* Texts of every length up to a few loads: no byte is read beyond the end, none is lost. */
static void test_every_length(void **state)
{
    (void)state;
    const char *text =
        "Wonderful Gracie-Lou's soooo \U0001f62d #TeamGrace @a.b.c https://x.example/y \u00e9t\u00e9 12:30";
    for (size_t n = 0; n <= strlen(text); n++) {
        char *copy = malloc(n ? n : 1);
        assert_non_null(copy);
        memcpy(copy, text, n);
        struct et_error error;
        assert_int_equal(et_tokenise(&tokens, et_slice(copy, n), &error), ET_OK);
        for (size_t i = 0; i < tokens.count; i++) {
            assert_true(tokens.items[i].start < tokens.items[i].end && tokens.items[i].end <= n);
            assert_true(i == 0 || tokens.items[i - 1].end <= tokens.items[i].start);
            assert_true(tokens.items[i].hash == et_hash64(tokens.items[i].folded));
            assert_true(tokens.items[i].plain_hash == et_hash64(tokens.items[i].plain));
        }
        free(copy);
    }
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    return *seed ^= *seed << 17;
}

/* Seeded damage: whatever the bytes, tokens lie in order inside the text and reading ends. */
static void test_damaged_texts(void **state)
{
    (void)state;
    static const char *const pieces[] = {"Grace's ", "#TeamX_2", "@a.b.",      "www.",   "://",        ".example/a",
                                         "\u200b",   "\u200d",   "\U0001f62d", "\ufe0f", "\U0001f1e7", "\u6211",
                                         "\u0e09",   "\u0301",   "\xff",       "\xc3",   "*",          "-",
                                         "_",        "'",        "\"",         "...",    "?!",         "$12",
                                         "soooo ",   "\ufdfa",   "\n",         ":)"};
    uint64_t seed = 42;
    for (int run = 0; run < 4000; run++) {
        char text[256];
        size_t n = 0;
        for (uint64_t k = next_random(&seed) % 12; k > 0; k--) {
            const char *piece = pieces[next_random(&seed) % (sizeof pieces / sizeof pieces[0])];
            size_t len = strlen(piece);
            memcpy(text + n, piece, len);
            n += len;
        }
        if (n && run % 3 == 0)
            text[next_random(&seed) % n] = (char)next_random(&seed);
        struct et_error error;
        assert_int_equal(et_tokenise(&tokens, et_slice(text, n), &error), ET_OK);
        assert_true(tokens.count <= n);
        for (size_t i = 0; i < tokens.count; i++) {
            const struct et_token *token = &tokens.items[i];
            assert_true(token->start < token->end && token->end <= n && token->folded.len && token->plain.len);
            assert_true(i == 0 || tokens.items[i - 1].end <= token->start);
        }
    }
}

static void test_long_text(void **state)
{
    (void)state;
    size_t n = 200000;
    char *text = malloc(n);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        text[i] = "\xc3\xa9\xef\xb7\xba "[i % 6]; /* e acute, an Arabic ligature of 18 letters, blank */
    struct et_error error;
    assert_int_equal(et_tokenise(&tokens, et_slice(text, n), &error), ET_OK);
    assert_true(tokens.count > 1000);
    assert_true(tokens.items[tokens.count - 1].end <= 65536);
    free(text);
}

static void test_index(void **state)
{
    (void)state;
    struct et_buf buf;
    struct et_error error;
    et_buf_init(&buf, 0);
    assert_int_equal(
        et_index_tokens(&tokens,
                        et_slice_of("In\u00eas's re-cast! #TeamLila @x.y \U0001f64f\U0001f3fd :) \u6211\u7231"), &buf,
                        &error),
        ET_OK);
    assert_string_equal(buf.data, "ines re cast #teamlila @x.y \U0001f64f \u6211 \u7231");
    et_buf_dispose(&buf);
}

static void test_no_memory(void **state)
{
    (void)state;
    const char *text =
        "Many words so that the lists grow: \u00c9t\u00e9 a b c d e f g h i j k l m n o p q r s t u v w x y z "
        "a b c d e f g h i j k l m n o p q r s t u v w x y z \U0001f62d";
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc != ET_OK && n < 50; n++) {
        struct et_tokens own;
        struct et_error error;
        et_tokens_init(&own);
        et_mem_fail_after(n);
        rc = et_tokenise(&own, et_slice_of(text), &error);
        et_mem_fail_after(-1);
        assert_true(rc == ET_OK || (rc == ET_E_NOMEM && error.code == ET_E_NOMEM && own.count == 0));
        et_tokens_dispose(&own);
    }
    assert_int_equal(rc, ET_OK);
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),          cmocka_unit_test(test_elongation), cmocka_unit_test(test_variants),
        cmocka_unit_test(test_case),           cmocka_unit_test(test_zero_width), cmocka_unit_test(test_accents),
        cmocka_unit_test(test_styled_letters), cmocka_unit_test(test_numbers),    cmocka_unit_test(test_tags),
        cmocka_unit_test(test_links),          cmocka_unit_test(test_emoji),      cmocka_unit_test(test_emoticons),
        cmocka_unit_test(test_punctuation),    cmocka_unit_test(test_sentences),  cmocka_unit_test(test_possessive),
        cmocka_unit_test(test_scripts),        cmocka_unit_test(test_bad_bytes),  cmocka_unit_test(test_every_length),
        cmocka_unit_test(test_damaged_texts),  cmocka_unit_test(test_long_text),  cmocka_unit_test(test_index),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("token", tests, set_up, tear_down);
}
