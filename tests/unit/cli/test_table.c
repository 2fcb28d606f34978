/* Tables for people, CSV and JSON out of one description; widths of emoji and CJK. */
#include "cli/table.h"

#include "base/mem.h"
#include "cli/width.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct et_column columns[] = {
    {"name", "Entity", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"comments", "n", ET_COLUMN_UINT, 0, 0},
    {"sentiment", "Sentiment", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {"interval", "95 %", ET_COLUMN_INTERVAL, ET_COLUMN_OPTIONAL, 0},
    {"secret", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"people", "Bar", ET_COLUMN_TEXT, ET_COLUMN_PEOPLE | ET_COLUMN_OPTIONAL, 0},
    {"raw", "", ET_COLUMN_RAW, 0, 0},
    {0},
};

static struct et_arena arena;
static struct et_table table;
static struct et_buf out;

static void row(const char *name, uint64_t n, double mean, double low, double high)
{
    et_table_str(&table, name);
    et_table_uint(&table, n);
    et_table_real(&table, mean);
    et_table_interval(&table, low, high);
    et_table_uint(&table, 7);
    et_table_str(&table, "###");
    et_table_text(&table, ET_SLICE("{\"a\":1}"));
}

static int set_up(void **state)
{
    (void)state;
    et_arena_init(&arena, 0);
    et_buf_init(&out, 0);
    et_table_init(&table, columns, &arena);
    row("Mara Vale", 12345, 0.3123, 0.22, 0.4);
    row("=cmd()", 3, NAN, NAN, NAN);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    et_buf_dispose(&out);
    et_arena_dispose(&arena);
    return 0;
}

static void people_see_aligned_columns(void **state)
{
    (void)state;
    et_table_print(&table, &(struct et_table_style){.width = 80}, &out);
    assert_string_equal(out.data, "Entity          n  Sentiment  95 %              Bar\n"
                                  "---------------------------------------------------\n"
                                  "Mara Vale  12,345      +0.31  (+0.22 to +0.40)  ###\n"
                                  "=cmd()          3    too few                    ###\n");
}

static void a_narrow_terminal_is_never_overrun(void **state)
{
    (void)state;
    row("A very long name of a very long show about long names", 1, -0.5, -0.6, -0.4);
    for (size_t width = 40; width <= 100; width++) {
        et_buf_clear(&out);
        et_table_print(&table, &(struct et_table_style){.width = width}, &out);
        struct et_slice rest = et_buf_view(&out);
        while (rest.ptr) {
            struct et_slice line = et_slice_cut(&rest, '\n');
            assert_true(et_width_of(line) <= width);
        }
    }
    et_buf_clear(&out);
    et_table_print(&table, &(struct et_table_style){.width = 40}, &out);
    assert_non_null(strstr(out.data, "A very"));
    assert_non_null(strstr(out.data, "..."));
    assert_null(strstr(out.data, "###")); /* optional columns went first */
}

static void colours_only_when_asked_for(void **state)
{
    (void)state;
    et_table_print(&table, &(struct et_table_style){.width = 80}, &out);
    assert_null(strchr(out.data, '\033'));
    et_buf_clear(&out);
    et_table_print(&table, &(struct et_table_style){.width = 80, .colour = true}, &out);
    assert_non_null(strstr(out.data, ET_COLOUR_GREEN "+0.31" ET_COLOUR_OFF));
}

static void csv_is_raw_or_safe(void **state)
{
    (void)state;
    et_table_csv(&table, false, &out);
    assert_string_equal(out.data, "name,comments,sentiment,interval_low,interval_high,secret\n"
                                  "Mara Vale,12345,0.3123,0.22,0.4,7\n"
                                  "=cmd(),3,,,,7\n");
    et_buf_clear(&out);
    et_table_csv(&table, true, &out);
    assert_non_null(strstr(out.data, "\n\"'=cmd()\",3"));
}

static void json_is_an_array_of_objects(void **state)
{
    (void)state;
    struct et_emit json = ET_EMIT(&out);
    et_table_json(&table, &json);
    assert_string_equal(out.data,
                        "[{\"name\":\"Mara Vale\",\"comments\":12345,\"sentiment\":0.3123,\"interval\":[0.22,0.4],"
                        "\"secret\":7,\"raw\":{\"a\":1}},"
                        "{\"name\":\"=cmd()\",\"comments\":3,\"sentiment\":null,\"interval\":null,\"secret\":7,"
                        "\"raw\":{\"a\":1}}]");
}

static void text_cannot_disturb_the_terminal(void **state)
{
    (void)state;
    row("a\033[31mred\nline\tb\xE2\x80\xAEx\xC2\x9B", 1, 0, 0, 0);
    et_table_print(&table, &(struct et_table_style){.width = 80}, &out);
    assert_null(strchr(out.data, '\033'));
    assert_null(strchr(out.data, '\t'));
    assert_non_null(strstr(out.data, "a [31mred line b x"));
}

static void widths_count_places(void **state)
{
    (void)state;
    assert_int_equal(et_width_of(ET_SLICE("abc")), 3);
    assert_int_equal(et_width_of(ET_SLICE("日本")), 4);
    assert_int_equal(et_width_of(ET_SLICE("e\xCC\x81")), 1); /* combining accent */
    assert_int_equal(et_width_of(ET_SLICE("😍")), 2);
    assert_int_equal(et_width_of(ET_SLICE("👩‍❤️‍💋‍👨")), 2);
    assert_int_equal(et_width_of(ET_SLICE("👍🏽")), 2);
    assert_int_equal(et_width_of(ET_SLICE("🇩🇪")), 2);
    assert_int_equal(et_width_of(ET_SLICE("❤️")), 2);
    assert_int_equal(et_width_of(ET_SLICE("\xFF\xFE")), 2); /* bad bytes */
    assert_int_equal(et_width_prefix(ET_SLICE("日本"), 3).len, 3);
    assert_int_equal(et_width_prefix(ET_SLICE("a👍🏽b"), 2).len, 1);
}

static void words_wrap(void **state)
{
    (void)state;
    et_width_wrap(ET_SLICE("one two three four"), 2, 2, 10, &out);
    assert_string_equal(out.data, "one two\n  three\n  four\n");
}

static void numbers_look_the_same_everywhere(void **state)
{
    (void)state;
    struct et_emit json = ET_EMIT(&out);
    et_emit_array(&json);
    et_emit_real(&json, 0.1 + 0.2, 4);
    et_emit_real(&json, -0.00001, 4);
    et_emit_real(&json, 1e300, 0);
    et_emit_real(&json, INFINITY, 4);
    et_emit_real(&json, 100, 2);
    et_emit_p(&json, 0.00001234567);
    et_emit_array_end(&json);
    assert_true(strncmp(out.data, "[0.3,0,1", 8) == 0);
    assert_non_null(strstr(out.data, ",null,100,1.235e-05]"));
}

static void times_show_in_the_zone(void **state)
{
    (void)state;
    char text[32];
    struct et_zone *zone;
    struct et_error error;
    assert_int_equal(et_zone_open("+02:00", &zone, &error), ET_OK);
    et_moment_format(0, zone, text);
    assert_string_equal(text, "1970-01-01 02:00");
    et_moment_format(ET_TIME_NONE, zone, text);
    assert_string_equal(text, "");
    et_zone_close(zone);
}

#ifdef ET_FAULTS
static void memory_may_run_out(void **state)
{
    (void)state;
    bool failed = true;
    for (long n = 0; failed && n < 200; n++) {
        struct et_arena small;
        struct et_buf text;
        et_arena_init(&small, 0);
        et_buf_init(&text, 0);
        et_mem_fail_after(n);
        et_table_init(&table, columns, &small);
        for (int i = 0; i < 40; i++)
            row("name", 1, 0.5, 0.4, 0.6);
        if (!table.failed)
            et_table_print(&table, &(struct et_table_style){.width = 80}, &text);
        et_mem_fail_after(-1);
        failed = table.failed || text.failed;
        et_buf_dispose(&text);
        et_arena_dispose(&small);
    }
    assert_false(failed);
}
#endif

static void words_are_a_list_in_json(void **state)
{
    (void)state;
    static const struct et_column words[] = {{"themes", "Themes", ET_COLUMN_WORDS, 0, 0}, {0}};
    static const char *const values[] = {"a b", " one ", ""};
    et_table_init(&table, words, &arena);
    for (size_t i = 0; i < 3; i++)
        et_table_str(&table, values[i]);
    et_table_text(&table, (struct et_slice){NULL, 0});
    struct et_emit json = ET_EMIT(&out);
    et_table_json(&table, &json);
    assert_string_equal(out.data,
                        "[{\"themes\":[\"a\",\"b\"]},{\"themes\":[\"one\"]},{\"themes\":[]},{\"themes\":null}]");
    et_buf_clear(&out);
    et_table_csv(&table, false, &out);
    assert_true(et_slice_starts(et_buf_view(&out), ET_SLICE("themes\na b\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_are_a_list_in_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(people_see_aligned_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_narrow_terminal_is_never_overrun, set_up, tear_down),
        cmocka_unit_test_setup_teardown(colours_only_when_asked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(csv_is_raw_or_safe, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json_is_an_array_of_objects, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_cannot_disturb_the_terminal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(widths_count_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_wrap, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_look_the_same_everywhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times_show_in_the_zone, set_up, tear_down),
#ifdef ET_FAULTS
        cmocka_unit_test_setup_teardown(memory_may_run_out, set_up, tear_down),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
