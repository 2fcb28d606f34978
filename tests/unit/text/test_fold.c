#include "base/mem.h"
#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void expect(const char *text, bool strip_accents, const char *expected)
{
    struct et_buf buf;
    struct et_error error;
    et_buf_init(&buf, 0);
    assert_int_equal(et_fold(et_slice_of(text), strip_accents, &buf, &error), ET_OK);
    assert_string_equal(buf.data ? buf.data : "", expected);
    et_buf_dispose(&buf);
}

static void test_fold(void **state)
{
    (void)state;
    expect("", false, "");
    expect("  Grace \t\n TAMBERLY ", false, "grace tamberly");
    expect("In\u00eas TAVORELA", false, "in\u00eas tavorela");
    expect("In\u00eas TAVORELA", true, "ines tavorela");
    expect("Ine\u0302s", false, "in\u00eas");
    expect("Gra\u200bce\u00a0 \u201cT\u201d\u2019s", false, "grace \"t\"'s");
    expect("\uff27\uff52\uff41\uff43\uff45", false, "grace");
    expect("STRASSE stra\u00dfe", false, "strasse strasse");
    expect("\u3000a\u3000\u3000b\u3000", false, "a b");
    expect("bad\xff"
           "byte",
           true,
           "bad\ufffd"
           "byte");
}

static void test_appends(void **state)
{
    (void)state;
    struct et_buf buf;
    struct et_error error;
    et_buf_init(&buf, 0);
    et_buf_str(&buf, "x:");
    assert_int_equal(et_fold(et_slice_of(" \u00c9A"), true, &buf, &error), ET_OK);
    assert_string_equal(buf.data, "x:ea");
    et_buf_dispose(&buf);
}

static void test_no_memory(void **state)
{
    (void)state;
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc != ET_OK && n < 50; n++) {
        struct et_buf buf;
        struct et_error error;
        et_buf_init(&buf, 0);
        et_mem_fail_after(n);
        rc = et_fold(et_slice_of("\u00c9t\u00e9 \xff"), true, &buf, &error);
        et_mem_fail_after(-1);
        assert_true(rc == ET_OK || rc == ET_E_NOMEM);
        et_buf_dispose(&buf);
    }
    assert_int_equal(rc, ET_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fold), cmocka_unit_test(test_appends),
                                       cmocka_unit_test(test_no_memory)};
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
