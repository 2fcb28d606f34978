/* Readers of labelled sets: what they take, what they refuse, hostile bytes, and memory that runs out. */
#include "analyse/train/labelled.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct et_error error;
static struct et_labelled_set set;
static const struct et_labelled_take all = {.weight = 1, .part = ET_LABELLED_ALL};

static int begin(void **state)
{
    (void)state;
    et_labelled_init(&set);
    return 0;
}

static int end(void **state)
{
    (void)state;
    et_labelled_dispose(&set);
    return 0;
}

static enum et_rc read_jsonl(const char *text)
{
    return et_labelled_read_jsonl(&set, et_slice_of(text), &all, &error);
}

static void json_lines_are_read(void **state)
{
    (void)state;
    assert_int_equal(
        read_jsonl("{\"text\":\"a\",\"labels\":{\"polarity\":[1,0],\"emotion\":[\"love\"],\"sarcastic\":true,"
                   "\"spam\":false}}\n\n"
                   "{\"text\":\"b\",\"label\":\"negative\",\"caption\":\"c\"}\r\n"
                   "{\"text\":\"c\",\"polarity\":null}"),
        ET_OK);
    assert_int_equal(set.count, 3);
    assert_int_equal(set.items[0].polarity, 1);
    assert_int_equal(set.items[0].emotion, ET_LOVE);
    assert_int_equal(set.items[0].sarcastic, 1);
    assert_int_equal(set.items[0].spam, 0);
    assert_int_equal(set.items[1].polarity, -1);
    assert_true(et_slice_is(set.items[1].caption, "c"));
    assert_int_equal(set.items[1].sarcastic, ET_NOT_LABELLED);
    assert_int_equal(set.items[2].polarity, ET_NOT_LABELLED);
}

static void wrong_json_is_refused_with_its_row(void **state)
{
    (void)state;
    static const char *const wrong[] = {"{\"text\":\"a\"}\n{",
                                        "{\"text\":\"a\"}\n[]",
                                        "{\"text\":\"a\"}\n{\"text\":1}",
                                        "{\"text\":\"a\"}\n{\"text\":\"b\",\"polarity\":2}",
                                        "{\"text\":\"a\"}\n{\"text\":\"b\",\"polarity\":1.5}",
                                        "{\"text\":\"a\"}\n{\"text\":\"b\",\"emotion\":\"joy\"}",
                                        "{\"text\":\"a\"}\n{\"text\":\"\xFF\"}"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(read_jsonl(wrong[i]), ET_E_FORMAT);
        assert_non_null(strstr(error.message, "row 2"));
    }
}

static void tabbed_lines_are_read(void **state)
{
    (void)state;
    struct et_labelled_take third = {.weight = 0.3f, .part = ET_LABELLED_OPEN};
    struct et_slice text = et_slice_of("negative\t\"He said \"\"no\"\" to me\"\nneutral\tid\tplain\nalone\n");
    assert_int_equal(et_labelled_read_semeval(&set, text, &third, &error), ET_OK);
    assert_int_equal(set.count, 2);
    assert_true(et_slice_is(set.items[0].text, "He said \"no\" to me"));
    assert_int_equal(set.items[0].polarity, -1);
    assert_true(set.items[0].weight < 0.31f);
    assert_true(et_slice_is(set.items[1].text, "plain"));
    assert_int_equal(et_labelled_read_semeval(&set, et_slice_of("good\ttext\n"), &all, &error), ET_E_FORMAT);
    third.part = ET_LABELLED_SEALED;
    assert_int_equal(et_labelled_read_semeval(&set, text, &third, &error), ET_OK);
    assert_int_equal(set.count, 2);
}

static enum et_rc read_codes(const char *labels)
{
    return et_labelled_read_codes(&set, et_slice_of(labels), et_slice_of("one\ntwo\r\nthree\n"), &all, &error);
}

static void codes_find_their_lines(void **state)
{
    (void)state;
    assert_int_equal(read_codes("# what this is\n3 +l\n2 0nqp\n1 ?\n"), ET_OK);
    assert_int_equal(set.count, 2);
    assert_true(et_slice_is(set.items[0].text, "two"));
    assert_int_equal(set.items[0].spam, 1);
    assert_int_equal(set.items[0].sarcastic, 0);
    assert_true(et_slice_is(set.items[1].text, "three"));
    assert_int_equal(set.items[1].emotion, ET_LOVE);
    static const char *const wrong[] = {"4 +l", "0 +l", "x +l", "1 +", "1 *l", "1 +z", "1 +lx", "1 +l\n1 -a", "1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(read_codes(wrong[i]), ET_E_FORMAT);
}

static void labels_are_known_by_many_names(void **state)
{
    (void)state;
    assert_int_equal(et_labelled_side(ET_SLICE(" Positive ")), 1);
    assert_int_equal(et_labelled_side(ET_SLICE("-1")), -1);
    assert_int_equal(et_labelled_side(ET_SLICE("2")), ET_NOT_LABELLED);
    assert_int_equal(et_labelled_stars(ET_SLICE("5")), 1);
    assert_int_equal(et_labelled_stars(ET_SLICE("3")), 0);
    assert_int_equal(et_labelled_stars(ET_SLICE("1.5")), -1);
    assert_int_equal(et_labelled_stars(ET_SLICE("0")), ET_NOT_LABELLED);
    assert_int_equal(et_labelled_stars(ET_SLICE("nan")), ET_NOT_LABELLED);
}

/* About a tenth is sealed; the open and the sealed part are the whole. */
static void a_tenth_is_sealed(void **state)
{
    (void)state;
    size_t sealed = 0;
    for (unsigned i = 0; i < 2000; i++) {
        char text[32];
        int len = snprintf(text, sizeof text, "comment %u", i);
        struct et_labelled row = et_labelled_row(et_slice(text, (size_t)len), 1);
        sealed += et_labelled_is_sealed(row.text);
        assert_int_equal(et_labelled_add(&set, &row, ET_LABELLED_OPEN, &error), ET_OK);
        assert_int_equal(et_labelled_add(&set, &row, ET_LABELLED_SEALED, &error), ET_OK);
    }
    assert_int_equal(set.count, 2000);
    assert_in_range(sealed, 150, 250);
}

static void random_bytes_do_no_harm(void **state)
{
    (void)state;
    uint64_t random = 7;
    char bytes[300];
    for (unsigned round = 0; round < 3000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            bytes[i] = round % 2 ? (char)(random >> 56) : "{}\":,\n\t 1+-lq?textlabels"[(random >> 40) % 24];
        }
        struct et_slice text = et_slice(bytes, (size_t)(random >> 33) % sizeof bytes);
        (void)!et_labelled_read_jsonl(&set, text, &all, NULL);
        (void)!et_labelled_read_semeval(&set, text, &all, NULL);
        (void)!et_labelled_read_codes(&set, text, text, &all, NULL);
    }
}

#ifdef ET_FAULTS
static void memory_that_runs_out_is_an_error(void **state)
{
    (void)state;
    for (long n = 0;; n++) {
        struct et_labelled_set fresh;
        et_labelled_init(&fresh);
        et_mem_fail_after(n);
        enum et_rc rc = et_labelled_read_semeval(&fresh, ET_SLICE("negative\t\"a\"\npositive\tb\n"), &all, &error);
        if (rc == ET_OK)
            rc = et_labelled_read_codes(&fresh, ET_SLICE("1 +l"), ET_SLICE("one"), &all, &error);
        bool failed = et_mem_failed();
        et_mem_fail_after(-1);
        et_labelled_dispose(&fresh);
        assert_int_equal(rc, failed ? ET_E_NOMEM : ET_OK);
        if (!failed)
            return;
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(json_lines_are_read, begin, end),
        cmocka_unit_test_setup_teardown(wrong_json_is_refused_with_its_row, begin, end),
        cmocka_unit_test_setup_teardown(tabbed_lines_are_read, begin, end),
        cmocka_unit_test_setup_teardown(codes_find_their_lines, begin, end),
        cmocka_unit_test_setup_teardown(labels_are_known_by_many_names, begin, end),
        cmocka_unit_test_setup_teardown(a_tenth_is_sealed, begin, end),
        cmocka_unit_test_setup_teardown(random_bytes_do_no_harm, begin, end),
#ifdef ET_FAULTS
        cmocka_unit_test(memory_that_runs_out_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
