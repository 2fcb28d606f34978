#include "base_test.h"

#include "base/buf.h"

#include <jansson.h>

static struct et_buf buf;

static int setup(void **state)
{
    (void)state;
    et_buf_init(&buf, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    et_buf_dispose(&buf);
    return 0;
}

static void appending(void **state)
{
    (void)state;
    assert_int_equal(et_buf_view(&buf).len, 0);
    assert_true(et_buf_str(&buf, "a"));
    assert_true(et_buf_slice(&buf, et_slice(NULL, 0)));
    assert_true(et_buf_char(&buf, '\0'));
    assert_true(et_buf_utf8(&buf, 0x1F62D));
    assert_true(et_buf_printf(&buf, "%05d", 42));
    assert_slice(et_buf_view(&buf), "a\0\xF0\x9F\x98\xAD"
                                    "00042");
    assert_int_equal(buf.data[buf.len], '\0');
    for (int i = 0; i < 100000; i++)
        assert_true(et_buf_char(&buf, 'x'));
    assert_int_equal(buf.len, 100011);
}

static void the_cap_refuses_and_remembers(void **state)
{
    (void)state;
    struct et_buf capped;
    et_buf_init(&capped, 4);
    assert_true(et_buf_str(&capped, "1234"));
    assert_false(et_buf_str(&capped, "5"));
    assert_true(capped.failed);
    assert_slice(et_buf_view(&capped), "1234");
    assert_false(et_buf_printf(&capped, "%d", 1));
    assert_false(et_buf_reserve(&capped, SIZE_MAX));
    et_buf_clear(&capped);
    assert_false(capped.failed);
    assert_true(et_buf_str(&capped, "5"));
    et_buf_dispose(&capped);
}

/* Room grows by doubling, but never so far that the cap could be passed unseen. */
static void what_has_room_keeps_the_cap(void **state)
{
    (void)state;
    struct et_buf capped;
    et_buf_init(&capped, 300);
    for (size_t i = 0; i < 300; i++)
        assert_true(et_buf_char(&capped, 'x'));
    assert_false(et_buf_char(&capped, 'x'));
    assert_true(capped.failed);
    assert_int_equal(capped.len, 300);
    assert_true(et_buf_add(&capped, "", 0));
    et_buf_dispose(&capped);
}

static void json_escapes(void **state)
{
    (void)state;
    et_buf_json(&buf, ET_SLICE("a\"b\\c\n\r\t\x01\x7F\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA</script>\0z"));
    assert_slice(et_buf_view(&buf),
                 "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u007f\\u2028\\u2029\xE2\x80\xAA</script>\\u0000z\"");
    et_buf_clear(&buf);
    et_buf_json(&buf, ET_SLICE("\xE2\x80")); /* a cut off sequence at the end is not read over */
    assert_slice(et_buf_view(&buf), "\"\xE2\x80\"");
}

static void json_reads_back(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 2000; round++) {
        struct et_buf text;
        et_buf_init(&text, 0);
        for (uint64_t n = test_random(&random) % 20; n > 0; n--)
            et_buf_utf8(&text, (uint32_t)(test_random(&random) % (round % 2 ? 0x11000 : 0x90)));
        et_buf_clear(&buf);
        assert_true(et_buf_json(&buf, et_buf_view(&text)));
        json_t *value = json_loadb(buf.data, buf.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        assert_non_null(value);
        assert_int_equal(json_string_length(value), text.len);
        if (text.len)
            assert_memory_equal(json_string_value(value), text.data, text.len);
        json_decref(value);
        et_buf_dispose(&text);
    }
}

/* Plain bytes are passed over eight at a time: one that is not, at every place of every length. */
static void json_escapes_at_every_place(void **state)
{
    (void)state;
    static const char *const escapes[] = {"\"", "\\", "\n", "\x7F", "\xC3\xA9", "\xE2\x80\xA8"};
    for (size_t e = 0; e < sizeof escapes / sizeof escapes[0]; e++)
        for (size_t n = 0; n < 27; n++)
            for (size_t at = 0; at <= n; at++) {
                char text[40];
                size_t len = strlen(escapes[e]);
                memset(text, 'a', sizeof text);
                memcpy(text + at, escapes[e], len);
                et_buf_clear(&buf);
                assert_true(et_buf_json(&buf, et_slice(text, n + len)));
                json_t *value = json_loadb(buf.data, buf.len, JSON_DECODE_ANY, NULL);
                assert_non_null(value);
                assert_int_equal(json_string_length(value), n + len);
                assert_memory_equal(json_string_value(value), text, n + len);
                json_decref(value);
            }
    et_buf_clear(&buf);
    et_buf_json(&buf, ET_SLICE("plain before\xE2\x80\xA8 and the end\x7F"));
    assert_slice(et_buf_view(&buf), "\"plain before\\u2028 and the end\\u007f\"");
}

static void html_escapes(void **state)
{
    (void)state;
    et_buf_html(&buf, ET_SLICE("<b>\"x\" & 'y'</b>"));
    assert_slice(et_buf_view(&buf), "&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;");
    et_buf_clear(&buf);
    et_buf_html_attr(&buf, ET_SLICE("\" onload='alert(1)'"));
    assert_slice(et_buf_view(&buf), "&quot; onload=&#39;alert(1)&#39;");
    et_buf_clear(&buf);
    et_buf_html(&buf, ET_SLICE("1 < 2 in the end"));
    assert_slice(et_buf_view(&buf), "1 &lt; 2 in the end");
}

static void csv_cells(void **state)
{
    (void)state;
    static const struct {
        const char *in, *raw, *safe;
    } cases[] = {
        {"plain", "plain", "plain"},
        {"", "", ""},
        {"a,b", "\"a,b\"", "\"a,b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\""},
        {"two\nlines", "\"two\nlines\"", "\"two\nlines\""},
        {"=1+1", "=1+1", "\"'=1+1\""},
        {"+1", "+1", "\"'+1\""},
        {"-", "-", "\"'-\""},
        {"@x", "@x", "\"'@x\""},
        {"\tx", "\tx", "\"'\tx\""},
        {"\rx", "\"\rx\"", "\"'\rx\""},
        {"NA", "NA", "NA"},
        {"<3", "<3", "<3"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        et_buf_clear(&buf);
        et_buf_csv(&buf, et_slice_of(cases[i].in), false);
        et_buf_char(&buf, '\n');
        et_buf_csv(&buf, et_slice_of(cases[i].in), true);
        char want[64];
        assert_true(snprintf(want, sizeof want, "%s\n%s", cases[i].raw, cases[i].safe) > 0);
        assert_string_equal(buf.data, want);
    }
}

#ifdef ET_FAULTS
static void memory_that_runs_out_keeps_what_was_there(void **state)
{
    (void)state;
    assert_true(et_buf_str(&buf, "kept"));
    et_mem_fail_after(0);
    for (int i = 0; i < 1000; i++)
        et_buf_json(&buf, ET_SLICE("more"));
    et_mem_fail_after(-1);
    assert_true(buf.failed);
    assert_memory_equal(buf.data, "kept", 4);
    struct et_buf empty;
    et_buf_init(&empty, 0);
    et_mem_fail_after(0);
    assert_false(et_buf_str(&empty, "x"));
    assert_false(et_buf_printf(&empty, "%d", 1));
    et_mem_fail_after(-1);
    assert_null(empty.data);
    et_buf_clear(&empty);
    et_buf_dispose(&empty);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(appending, setup, teardown),
        cmocka_unit_test_setup_teardown(the_cap_refuses_and_remembers, setup, teardown),
        cmocka_unit_test_setup_teardown(what_has_room_keeps_the_cap, setup, teardown),
        cmocka_unit_test_setup_teardown(json_escapes, setup, teardown),
        cmocka_unit_test_setup_teardown(json_escapes_at_every_place, setup, teardown),
        cmocka_unit_test_setup_teardown(json_reads_back, setup, teardown),
        cmocka_unit_test_setup_teardown(html_escapes, setup, teardown),
        cmocka_unit_test_setup_teardown(csv_cells, setup, teardown),
#ifdef ET_FAULTS
        cmocka_unit_test_setup_teardown(memory_that_runs_out_keeps_what_was_there, setup, teardown),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
