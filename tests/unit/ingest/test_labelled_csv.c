/* Labelled CSV files, and how sources are named. */
#include "base/mem.h"
#include "ingest/labelled_csv.h"
#include "ingest/labelled_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct et_error error;
static const struct et_labelled_take all = {.weight = 1, .part = ET_LABELLED_ALL};

static enum et_rc read_csv(struct et_labelled_set *set, const char *text)
{
    et_labelled_init(set);
    return et_labelled_read_csv(set, et_slice_of(text), &all, &error);
}

static void columns_are_found_by_name(void **state)
{
    (void)state;
    struct et_labelled_set set;
    assert_int_equal(read_csv(&set, "\xEF\xBB\xBFid,Text,LABEL,emotion,sarcastic,caption\r\n"
                                    "1,\"two\nlines, \"\"quoted\"\"\",positive,Love,yes,\"a \"\"b\"\"\"\r\n\r\n"
                                    "2,plain,-1,,0,\r\n3,,1,,,\r\n4,no label,,,,"),
                     ET_OK);
    assert_int_equal(set.count, 3);
    assert_true(et_slice_is(set.items[0].text, "two\nlines, \"quoted\""));
    assert_true(et_slice_is(set.items[0].caption, "a \"b\""));
    assert_int_equal(set.items[0].polarity, 1);
    assert_int_equal(set.items[0].emotion, ET_LOVE);
    assert_int_equal(set.items[0].sarcastic, 1);
    assert_int_equal(set.items[1].polarity, -1);
    assert_int_equal(set.items[1].emotion, ET_NOT_LABELLED);
    assert_null(set.items[1].caption.ptr);
    assert_int_equal(set.items[2].polarity, ET_NOT_LABELLED);
    et_labelled_dispose(&set);
}

static void stars_and_other_delimiters(void **state)
{
    (void)state;
    struct et_labelled_set set;
    assert_int_equal(read_csv(&set, "comment;stars\nfine;4\nbad;1\nso so;3\n"), ET_OK);
    assert_int_equal(set.count, 3);
    assert_int_equal(set.items[0].polarity, 1);
    assert_int_equal(set.items[1].polarity, -1);
    assert_int_equal(set.items[2].polarity, 0);
    et_labelled_dispose(&set);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } wrong[] = {{"", "empty"},
                 {"body,label\na,1\n", "no column \"text\""},
                 {"text,mood\na,1\n", "no column \"label\""},
                 {"text,label\na,5\n", "row 2: \"5\" is no label"},
                 {"text,stars\na,6\n", "stars are 1 to 5"},
                 {"text,emotion\na,joy\n", "emotions are"},
                 {"text,label\n\"a,1\n", "row 2: a quote"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct et_labelled_set set;
        assert_int_equal(read_csv(&set, wrong[i].text), ET_E_FORMAT);
        if (!strstr(error.message, wrong[i].said))
            fail_msg("%s: %s", wrong[i].text, error.message);
        et_labelled_dispose(&set);
    }
}

static void sources_are_named(void **state)
{
    (void)state;
    struct et_arena arena;
    struct et_labelled_source source;
    et_arena_init(&arena, 0);
    assert_int_equal(et_labelled_parse("csv:a:b.csv:0.5", &arena, &source, &error), ET_OK);
    assert_int_equal(source.kind, ET_LABELLED_CSV);
    assert_string_equal(source.path, "a:b.csv");
    assert_true(source.weight > 0.49f && source.weight < 0.51f);
    assert_int_equal(et_labelled_parse("jsonl:C:x", &arena, &source, &error), ET_OK);
    assert_string_equal(source.path, "C:x");
    assert_int_equal(et_labelled_parse("codes:l.txt=t.txt:2", &arena, &source, &error), ET_OK);
    assert_string_equal(source.path, "l.txt");
    assert_string_equal(source.texts, "t.txt");
    static const char *const wrong[] = {"",         "csv",        "csv:",    "xml:a",    "csv:a:0",
                                        "csv:a:-1", "csv:a:1000", "codes:a", "codes:a=", "codes:=b"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (et_labelled_parse(wrong[i], &arena, &source, &error) != ET_E_USAGE)
            fail_msg("%s is taken", wrong[i]);
    et_arena_dispose(&arena);
}

static void random_bytes_do_no_harm(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (unsigned round = 0; round < 3000; round++) {
        struct et_labelled_set set;
        char text[400] = "text,label,emotion\n";
        for (size_t i = 19; i < sizeof text; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            text[i] = round % 2 ? (char)(random >> 56) : "\"\"\",,;\n\r\ta10-"[(random >> 40) % 13];
        }
        et_labelled_init(&set);
        (void)!et_labelled_read_csv(&set, et_slice(text, (size_t)(random >> 33) % sizeof text), &all, NULL);
        et_labelled_dispose(&set);
    }
}

#ifdef ET_FAULTS
static void memory_that_runs_out_is_an_error(void **state)
{
    (void)state;
    for (long n = 0;; n++) {
        struct et_labelled_set set;
        et_mem_fail_after(n);
        enum et_rc rc = read_csv(&set, "text,label,caption\n\"a \"\"b\"\"\",1,\"c \"\"d\"\"\"\n");
        bool failed = et_mem_failed();
        et_mem_fail_after(-1);
        et_labelled_dispose(&set);
        assert_int_equal(rc, failed ? ET_E_NOMEM : ET_OK);
        if (!failed)
            return;
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(stars_and_other_delimiters),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(sources_are_named),
        cmocka_unit_test(random_bytes_do_no_harm),
#ifdef ET_FAULTS
        cmocka_unit_test(memory_that_runs_out_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
