/* The HTML brief: one file, nothing loaded, everything escaped, tags in balance. */
#include "fixture.h"

#include "brief/writers.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct et_buf write_html(struct fixture *x)
{
    struct et_brief_model *brief = NULL;
    struct et_buf out;
    et_buf_init(&out, 0);
    assert_int_equal(et_brief_build(&x->options, &x->input, &x->arena, &brief, NULL), ET_OK);
    assert_int_equal(et_brief_write_html(brief, &out, NULL), ET_OK);
    return out;
}

static bool is_void(const char *name)
{
    return strcmp(name, "meta") == 0 || strcmp(name, "br") == 0;
}

/* Every element that opens closes, in the right order; script and style are passed over whole. */
static void check_balance(const char *html)
{
    char stack[64][16];
    size_t depth = 0;
    for (const char *c = strchr(html, '<'); c; c = strchr(c + 1, '<')) {
        char name[16] = {0};
        bool closing = c[1] == '/';
        for (size_t i = 0; i < 15 && isalnum((unsigned char)c[1 + closing + (int)i]); i++)
            name[i] = (char)tolower((unsigned char)c[1 + closing + (int)i]);
        if (c[1] == '!')
            continue;
        assert_true(name[0]);
        const char *end = strchr(c, '>');
        assert_non_null(end);
        if (closing) {
            assert_true(depth > 0);
            assert_string_equal(stack[depth - 1], name);
            depth--;
        } else if (end[-1] != '/' && !is_void(name)) {
            assert_true(depth < 64);
            memcpy(stack[depth++], name, sizeof name);
        }
        if (!closing && (strcmp(name, "script") == 0 || strcmp(name, "style") == 0))
            c = strstr(c, strcmp(name, "script") == 0 ? "</script" : "</style") - 1;
    }
    assert_int_equal(depth, 0);
}

static size_t count_of(const char *text, const char *needle)
{
    size_t n = 0;
    for (const char *c = strstr(text, needle); c; c = strstr(c + 1, needle))
        n++;
    return n;
}

static void loads_nothing(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_buf out = write_html(&x);
    assert_null(strstr(out.data, "<img"));
    assert_null(strstr(out.data, "<script "));
    assert_null(strstr(out.data, "<link"));
    assert_null(strstr(out.data, "<iframe"));
    assert_null(strstr(out.data, "url("));
    assert_null(strstr(out.data, "@import"));
    assert_non_null(strstr(out.data, "default-src 'none'"));
    assert_int_equal(count_of(out.data, "<script"), 1);
    assert_int_equal(count_of(out.data, "http://"), 0);
    /* Addresses are links to posts and nothing else. */
    assert_int_equal(count_of(out.data, "https://"), count_of(out.data, "rel=\"noopener noreferrer\" href=\"https://"));
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void escapes_what_people_wrote(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    x.options.title = ET_SLICE("</title><script>alert(1)</script>");
    struct et_buf out = write_html(&x);
    assert_null(strstr(out.data, "<script>alert"));
    assert_null(strstr(out.data, "onerror=alert(1)>"));
    assert_null(strstr(out.data, "<b>Bobby"));
    assert_non_null(strstr(out.data, "&lt;script&gt;alert(&#39;x&#39;)"));
    assert_non_null(strstr(out.data, "img_index=1&amp;x=2"));
    check_balance(out.data);
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void can_be_read_by_everyone(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_buf out = write_html(&x);
    check_balance(out.data);
    assert_non_null(strstr(out.data, "<html lang=\"en\">"));
    assert_int_equal(count_of(out.data, "<h1"), 1);
    assert_int_equal(count_of(out.data, "<table>"), count_of(out.data, "<caption>"));
    assert_int_equal(count_of(out.data, "<svg "), count_of(out.data, "role=\"img\" aria-label=\""));
    assert_int_equal(count_of(out.data, "<figure"), count_of(out.data, "<figcaption>"));
    assert_true(count_of(out.data, "<svg ") >= 10);
    assert_non_null(strstr(out.data, "<p dir=\"auto\">ليلى"));
    assert_non_null(strstr(out.data, "prefers-color-scheme:dark"));
    assert_non_null(strstr(out.data, "@media print"));
    assert_non_null(strstr(out.data, "<details>"));
    assert_null(strstr(out.data, "ecret"));
    assert_null(strstr(out.data, ">nan<"));
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void empty_says_how_to_import(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    fixture_empty(&x);
    struct et_buf out = write_html(&x);
    check_balance(out.data);
    assert_non_null(strstr(out.data, "et-intel import FILE..."));
    assert_null(strstr(out.data, "<svg "));
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void writers_are_found_by_extension(void **state)
{
    (void)state;
    assert_string_equal(et_brief_writer_of("reports/a.b/brief.PDF")->extension, "pdf");
    assert_string_equal(et_brief_writer_of("brief.html")->extension, "html");
    assert_string_equal(et_brief_writer_of("x.json")->extension, "json");
    assert_null(et_brief_writer_of("brief"));
    assert_null(et_brief_writer_of("folder.pdf/brief"));
    assert_null(et_brief_writer_of("brief.docx"));
    assert_null(et_brief_writer_of(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_nothing),
        cmocka_unit_test(escapes_what_people_wrote),
        cmocka_unit_test(can_be_read_by_everyone),
        cmocka_unit_test(empty_says_how_to_import),
        cmocka_unit_test(writers_are_found_by_extension),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
