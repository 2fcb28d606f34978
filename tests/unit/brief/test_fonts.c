/* A machine without fonts: a clear error, and HTML and JSON all the same. In a program of its own, since fontconfig
 * reads its configuration once. */
#include "fixture.h"

#include "brief/fonts.h"
#include "brief/writers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static void without_fonts_the_error_says_what_to_install(void **state)
{
    (void)state;
    struct et_error error = {0};
    assert_int_equal(et_brief_need_fonts(&error), ET_E_NOT_FOUND);
    assert_non_null(strstr(error.message, "fonts-inter"));
    struct et_font_status status[ET_FONT_FAMILIES];
    assert_int_equal(et_brief_check_fonts(status), ET_FONT_FAMILIES);
    for (size_t i = 0; i < ET_FONT_FAMILIES; i++) {
        assert_false(status[i].found);
        assert_true(strlen(status[i].family) && strlen(status[i].package) && strlen(status[i].without));
    }
}

static void without_fonts_other_formats_are_written(void **state)
{
    (void)state;
    struct fixture x;
    struct et_brief_model *brief = NULL;
    struct et_error error = {0};
    struct et_buf out;
    fixture_make(&x);
    et_buf_init(&out, 0);
    assert_int_equal(et_brief_build(&x.options, &x.input, &x.arena, &brief, NULL), ET_OK);
    assert_int_equal(et_brief_write_pdf(brief, &out, &error), ET_E_NOT_FOUND);
    assert_int_equal(out.len, 0);
    assert_int_equal(et_brief_write_html(brief, &out, NULL), ET_OK);
    assert_int_equal(et_brief_write_json(brief, &out, NULL), ET_OK);
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

int main(void)
{
    char path[] = "/tmp/et-fonts-XXXXXX";
    static const char config[] =
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig></fontconfig>";
    int fd = mkstemp(path);
    if (fd < 0 || write(fd, config, sizeof config - 1) != (ssize_t)(sizeof config - 1))
        return 1;
    close(fd);
    setenv("FONTCONFIG_FILE", path, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_fonts_the_error_says_what_to_install),
        cmocka_unit_test(without_fonts_other_formats_are_written),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
