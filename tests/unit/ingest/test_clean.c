/* Cleaning of text, mojibake, HTML, and what counts look like. */
#include "ingest_test.h"

#include "ingest/clean.h"
#include "ingest/numbers.h"

static struct et_arena arena;

static void texts(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        size_t len;
        const char *out;
        uint64_t repaired;
    } cases[] = {
#define CASE(in, out, repaired) {in, sizeof(in) - 1, out, repaired}
        CASE("plain", "plain", 0),
        CASE("", "", 0),
        CASE("two\nlines\tand a tab, longer than eight", "two\nlines\tand a tab, longer than eight", 0),
        CASE("cr\r\nlf\rlone", "cr\nlf\nlone", 0),
        CASE("nul\0here", "nulhere", 1),
        CASE("bell\a and \x1B escape \x7F", "bell and  escape ", 3),
        CASE("c1 \xC2\x85 control", "c1  control", 1),
        CASE("bad \xFF byte", "bad \xEF\xBF\xBD byte", 1),
        CASE("cut \xF0\x9F\x98", "cut \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3),
        CASE("overlong \xC0\xAF", "overlong \xEF\xBF\xBD\xEF\xBF\xBD", 2),
        CASE("lone \xED\xA0\xBD surrogate", "lone  surrogate", 1),
        CASE("pair \xED\xA0\xBD\xED\xB8\x82", "pair \xF0\x9F\x98\x82", 1),
        CASE("\xF0\x9F\x91\x8F\xF0\x9F\x8F\xBD ok \xE2\x9D\xA4\xEF\xB8\x8F",
             "\xF0\x9F\x91\x8F\xF0\x9F\x8F\xBD ok \xE2\x9D\xA4\xEF\xB8\x8F", 0),
        CASE("caf\xC3\xA9", "caf\xC3\xA9", 0),
        /* mojibake: only when the whole text decodes */
        CASE("it\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s", "it\xE2\x80\x99s", 0),
        CASE("caf\xC3\x83\xC2\xA9", "caf\xC3\xA9", 0),
        CASE("\xC3\xB0\xC5\xB8\xCB\x9C\xE2\x80\x9A", "\xF0\x9F\x98\x82", 0),
        CASE("\xC3\xB0\xC5\xB8\xCB\x9C\xC2\x8D", "\xF0\x9F\x98\x8D",
             0), /* through a byte that Windows-1252 leaves open */
        CASE("it\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s \xF0\x9F\x98\x82",
             "it\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s \xF0\x9F\x98\x82", 0),
        CASE("na\xC3\xAFve \xC2\xBFqu\xC3\xA9?", "na\xC3\xAFve \xC2\xBFqu\xC3\xA9?", 0),
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t repaired = 0;
        struct et_slice out = et_clean(&arena, et_slice(cases[i].in, cases[i].len), false, &repaired);
        assert_slice(out, cases[i].out);
        assert_int_equal(repaired, cases[i].repaired);
    }
}

static void absent_stays_absent(void **state)
{
    (void)state;
    uint64_t repaired = 0;
    assert_null(et_clean(&arena, et_slice(NULL, 0), false, &repaired).ptr);
    struct et_slice there = et_arena_copy(&arena, ET_SLICE("clean"));
    assert_ptr_equal(et_clean(&arena, there, true, &repaired).ptr, there.ptr);
}

/* Every byte at every place of a block of eight. */
static void plain_runs(void **state)
{
    (void)state;
    char text[24];
    for (int c = 0; c < 256; c++) {
        bool plain = (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
        for (size_t at = 0; at < sizeof text; at++) {
            memset(text, 'x', sizeof text);
            text[at] = (char)c;
            assert_int_equal(et_plain_run(text, sizeof text), plain ? sizeof text : at);
        }
    }
}

static void html(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"It&#39;s &quot;so&quot; good &amp; true<br>new line<br/>and <b>bold</b>",
         "It's \"so\" good & true\nnew line\nand bold"},
        {"I &lt;3 it, 1 < 2 and a<b", "I <3 it, 1 < 2 and a<b"},
        {"<a href=\"https://x.example/?a=1&amp;b=2\">link</a>", "link"},
        {"&#x1F602; &#128514; &bogus; & &#; &#xD800;", "\xF0\x9F\x98\x82 \xF0\x9F\x98\x82 &bogus; & &#; \xEF\xBF\xBD"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_slice(et_clean_html(&arena, et_slice_of(cases[i][0])), cases[i][1]);
}

static void counts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t count;
    } cases[] = {{"17", 17},
                 {"1,204", 1204},
                 {"46K", 46000},
                 {"1.2M", 1200000},
                 {"1.204", 1204},
                 {"1 204", 1204},
                 {"1\xC2\xA0"
                  "204",
                  1204},
                 {"12.0", 12},
                 {"1,2K", 1200},
                 {"3.4k", 3400},
                 {"0", 0},
                 {"\xE2\x81\xA0"
                  "12",
                  12},
                 {"1,234,567", 1234567},
                 {"2B", 2000000000},
                 {"1.234.567", 1234567},
                 {"", -1},
                 {"-", -1},
                 {"NA", -1},
                 {"null", -1},
                 {"-1", -1},
                 {"nan", -1},
                 {"abc", -1},
                 {"9999999999999999999999", -1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (et_count_parse(et_slice_of(cases[i].text)) != cases[i].count)
            print_error("%s\n", cases[i].text);
        assert_int_equal(et_count_parse(et_slice_of(cases[i].text)), cases[i].count);
    }
    assert_int_equal(et_tri_parse(ET_SLICE("TRUE")), ET_TRI_YES);
    assert_int_equal(et_tri_parse(ET_SLICE("0")), ET_TRI_NO);
    assert_int_equal(et_tri_parse(ET_SLICE("")), ET_TRI_NONE);
}

static int set_up(void **state)
{
    (void)state;
    et_arena_init(&arena, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    et_arena_dispose(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),      cmocka_unit_test(absent_stays_absent),
        cmocka_unit_test(plain_runs), cmocka_unit_test(html),
        cmocka_unit_test(counts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
