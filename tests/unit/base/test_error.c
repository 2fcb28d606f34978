#include "base_test.h"

#include "base/error.h"

#include <errno.h>

static void code_message_and_cleared_place(void **state)
{
    (void)state;
    struct et_error error = {.row = 7, .column = 3, .file = "old.csv"};
    assert_int_equal(et_fail(&error, ET_E_FORMAT, "row %d: %s", 12, "no text"), ET_E_FORMAT);
    assert_int_equal(error.code, ET_E_FORMAT);
    assert_string_equal(error.message, "row 12: no text");
    assert_string_equal(error.file, "");
    assert_int_equal(error.row, 0);
    assert_int_equal(error.column, 0);
}

static void a_null_error_only_gives_the_code(void **state)
{
    (void)state;
    assert_int_equal(et_fail(NULL, ET_E_IO, "x"), ET_E_IO);
    assert_int_equal(et_fail_errno(NULL, ENOSPC, "x"), ET_E_FULL);
    assert_int_equal(et_fail_nomem(NULL), ET_E_NOMEM);
    assert_int_equal(et_error_prefix(NULL, "x"), ET_E_INTERNAL);
}

static void errno_picks_the_code(void **state)
{
    (void)state;
    static const struct {
        int number;
        enum et_rc code;
    } cases[] = {{ENOSPC, ET_E_FULL},    {EDQUOT, ET_E_FULL},      {EACCES, ET_E_READONLY}, {EPERM, ET_E_READONLY},
                 {EROFS, ET_E_READONLY}, {ENOENT, ET_E_NOT_FOUND}, {EEXIST, ET_E_EXISTS},   {ENOMEM, ET_E_NOMEM},
                 {EIO, ET_E_IO},         {EISDIR, ET_E_IO}};
    struct et_error error;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(et_fail_errno(&error, cases[i].number, "cannot open %s", "a.csv"), cases[i].code);
    et_fail_errno(&error, ENOENT, "cannot open %s", "a.csv");
    assert_string_equal(error.message, "cannot open a.csv: No such file or directory");
}

static void long_messages_are_cut_and_ended(void **state)
{
    (void)state;
    static char text[5000];
    memset(text, 'x', sizeof text - 1);
    struct et_error error;
    et_fail(&error, ET_E_IO, "%s", text);
    assert_int_equal(strlen(error.message), ET_ERROR_MESSAGE_MAX - 1);
    et_error_prefix(&error, "%s", text);
    assert_int_equal(strlen(error.message), ET_ERROR_MESSAGE_MAX - 1);
    et_fail_errno(&error, EIO, "%s", text);
    assert_int_equal(strlen(error.message), ET_ERROR_MESSAGE_MAX - 1);
}

static void prefix_keeps_code_and_place(void **state)
{
    (void)state;
    struct et_error error;
    et_fail(&error, ET_E_FORMAT, "no text column");
    error.row = 812;
    assert_int_equal(et_error_prefix(&error, "%s", "comments.csv"), ET_E_FORMAT);
    assert_string_equal(error.message, "comments.csv: no text column");
    assert_int_equal(error.row, 812);
}

static void the_old_message_may_be_an_argument(void **state)
{
    (void)state;
    struct et_error error;
    et_fail(&error, ET_E_IO, "inner");
    et_fail(&error, ET_E_CORRUPT, "outer: %s", error.message);
    assert_string_equal(error.message, "outer: inner");
}

static void every_code_has_its_own_name(void **state)
{
    (void)state;
    for (int a = ET_OK; a <= ET_E_INTERNAL; a++) {
        assert_string_not_equal(et_rc_name((enum et_rc)a), "unknown");
        for (int b = ET_OK; b < a; b++)
            assert_string_not_equal(et_rc_name((enum et_rc)a), et_rc_name((enum et_rc)b));
    }
    assert_string_equal(et_rc_name((enum et_rc)999), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_message_and_cleared_place), cmocka_unit_test(a_null_error_only_gives_the_code),
        cmocka_unit_test(errno_picks_the_code),           cmocka_unit_test(long_messages_are_cut_and_ended),
        cmocka_unit_test(prefix_keeps_code_and_place),    cmocka_unit_test(the_old_message_may_be_an_argument),
        cmocka_unit_test(every_code_has_its_own_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
