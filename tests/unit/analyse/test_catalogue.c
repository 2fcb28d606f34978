#include "analyse/entity/catalogue_file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct et_arena arena;
static struct et_error error;

static enum et_rc parse(const char *json, struct et_catalogue *out)
{
    error = (struct et_error){.code = ET_OK};
    return et_catalogue_parse(et_slice_of(json), &arena, out, &error);
}

static void test_parse(void **state)
{
    (void)state;
    struct et_catalogue c;
    assert_int_equal(
        parse(
            "\xEF\xBB\xBF[{\"name\":\" In\\u00eas T \",\"type\":\"person\",\"aliases\":[\"In\xC3\xAAs\"],\"not\":null},"
            "{\"type\":\"couple\",\"name\":\"InDo\",\"members\":[\"In\xC3\xAAs T\"]}]",
            &c),
        ET_OK);
    assert_int_equal(c.count, 2);
    assert_true(et_slice_is(c.entities[0].name, "In\xC3\xAAs T"));
    assert_int_equal(c.entities[0].type, ET_PERSON);
    assert_int_equal(c.entities[0].id, 1);
    assert_int_equal(c.entities[0].alias_count, 1);
    assert_int_equal(c.entities[0].not_count, 0);
    assert_int_equal(c.entities[1].type, ET_COUPLE);
    assert_int_equal(c.entities[1].id, 2);
    assert_int_equal(c.entities[1].member_count, 1);
    assert_int_equal(parse("[]", &c), ET_OK);
    assert_int_equal(c.count, 0);
}

static void expect_error(const char *json, const char *part)
{
    struct et_catalogue c;
    assert_int_equal(parse(json, &c), ET_E_FORMAT);
    if (!strstr(error.message, part))
        fail_msg("\"%s\" does not say \"%s\"", error.message, part);
}

static void test_errors(void **state)
{
    (void)state;
    expect_error("", "line");
    expect_error("{}", "not a list");
    expect_error("[1]", "entry 1: is not an object");
    expect_error("[{\"type\":\"person\"}]", "entry 1: no \"name\"");
    expect_error("[{\"name\":\"  \",\"type\":\"person\"}]", "\"name\" is empty");
    expect_error("[{\"name\":7,\"type\":\"person\"}]", "\"name\" is not a string");
    expect_error("[{\"name\":\"A\"}]", "entry 1 (\"A\"): no \"type\"; expected person");
    expect_error("[{\"name\":\"A\",\"type\":\"alien\"}]", "type \"alien\" is not known");
    expect_error("[{\"name\":\"A\",\"type\":5}]", "not a string");
    expect_error("[{\"name\":\"A\",\"type\":\"person\",\"alias\":[]}]", "unknown key \"alias\"");
    expect_error("[{\"name\":\"A\",\"type\":\"person\",\"aliases\":\"B\"}]", "\"aliases\" is not a list");
    expect_error("[{\"name\":\"A\",\"type\":\"person\",\"aliases\":[\"\"]}]", "an item of \"aliases\" is empty");
    expect_error("[{\"name\":\"A\",\"type\":\"person\"},{\"name\":\"A\",\"type\":\"show\"}]",
                 "entry 2: the name \"A\" is that of entry 1 already");
    expect_error("[{\"name\":\"A\",\"type\":\"couple\",\"members\":[\"B\"]}]", "member \"B\" is not a name");
    expect_error("[{\"name\":\"A\",\"name\":\"B\",\"type\":\"person\"}]", "duplicate");
    expect_error("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested more than");
    expect_error("[{\"name\":\"\xff\",\"type\":\"person\"}]", "line 1");
    struct et_catalogue c;
    assert_int_equal(parse("[\n{\"name\":\"A\",,", &c), ET_E_FORMAT);
    assert_int_equal(error.row, 2);
}

static void test_format(void **state)
{
    (void)state;
    struct et_catalogue c, again;
    struct et_buf buf, second;
    et_buf_init(&buf, 0);
    et_buf_init(&second, 0);
    assert_int_equal(parse("[{\"name\":\"B \\\"q\\\"\",\"type\":\"show\",\"aliases\":[\"x\",\"y\"]},"
                           "{\"name\":\"A\",\"type\":\"person\",\"not\":[\"A Z\"]}]",
                           &c),
                     ET_OK);
    assert_int_equal(et_catalogue_format(&c, &buf, &error), ET_OK);
    assert_string_equal(
        buf.data, "[\n"
                  "  {\n    \"name\": \"A\",\n    \"type\": \"person\",\n    \"not\": [\"A Z\"]\n  },\n"
                  "  {\n    \"name\": \"B \\\"q\\\"\",\n    \"type\": \"show\",\n    \"aliases\": [\"x\", \"y\"]\n"
                  "  }\n]\n");
    assert_int_equal(et_catalogue_parse(et_buf_view(&buf), &arena, &again, &error), ET_OK);
    assert_int_equal(et_catalogue_format(&again, &second, &error), ET_OK);
    assert_string_equal(buf.data, second.data);
    et_buf_clear(&buf);
    assert_int_equal(parse("[]", &c), ET_OK);
    assert_int_equal(et_catalogue_format(&c, &buf, &error), ET_OK);
    assert_string_equal(buf.data, "[]\n");
    et_buf_dispose(&buf);
    et_buf_dispose(&second);
}

static void test_no_memory(void **state)
{
    (void)state;
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc != ET_OK && n < 100; n++) {
        struct et_arena own;
        struct et_catalogue c;
        struct et_buf buf;
        et_arena_init(&own, 0);
        et_buf_init(&buf, 0);
        et_mem_fail_after(n);
        rc = et_catalogue_parse(ET_SLICE("[{\"name\":\"A\",\"type\":\"person\",\"aliases\":[\"B\"]}]"), &own, &c,
                                &error);
        if (rc == ET_OK)
            rc = et_catalogue_format(&c, &buf, &error);
        et_mem_fail_after(-1);
        assert_true(rc == ET_OK || rc == ET_E_NOMEM);
        et_buf_dispose(&buf);
        et_arena_dispose(&own);
    }
    assert_int_equal(rc, ET_OK);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse), cmocka_unit_test(test_errors),
                                       cmocka_unit_test(test_format), cmocka_unit_test(test_no_memory)};
    return cmocka_run_group_tests_name("catalogue", tests, set_up, tear_down);
}
