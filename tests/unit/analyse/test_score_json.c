/* The lines of `score`: what comes in, in all its forms, and what goes out. */
#include "analyse_fixture.h"

#include "analyse/score_json.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct et_arena arena;
static struct et_buf out;

static bool score_slice(struct et_slice line)
{
    bool bad;
    struct et_error error;
    et_buf_clear(&out);
    assert_int_equal(et_score_line(analyser, scratch, &arena, line, 7, &out, &bad, &error), ET_OK);
    return !bad;
}

/* Scores one line and gives the parsed answer. */
static json_t *score_json(const char *line)
{
    assert_true(score_slice(et_slice_of(line)));
    assert_int_equal(out.data[out.len - 1], '\n');
    json_t *answer = json_loadb(out.data, out.len, 0, NULL);
    assert_non_null(answer);
    return answer;
}

static void all_fields_are_there(void **state)
{
    (void)state;
    json_t *a = score_json("{\"id\":1,\"text\":\"I love Nadine\\u2019s voice!\",\"likes\":12}");
    static const char *const keys[] = {"id",       "sentiment", "label",        "confidence",  "primary_emotion",
                                       "emotions", "sarcasm",   "is_sarcastic", "is_question", "language",
                                       "is_spam",  "mentions",  "themes",       "model"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_non_null(json_object_get(a, keys[i]));
    double sum = 0;
    const char *name;
    json_t *value;
    json_object_foreach(json_object_get(a, "emotions"), name, value)
    {
        assert_string_equal(name, et_emotion_name(et_emotion_parse(et_slice_of(name))));
        sum += json_number_value(value);
    }
    assert_true(fabs(sum - 1) < 1e-9);
    assert_int_equal(json_object_size(json_object_get(a, "emotions")), ET_EMOTIONS);
    assert_string_equal(json_string_value(json_object_get(a, "model")), "et-rules@2.0.0");
    json_t *mention = json_array_get(json_object_get(a, "mentions"), 0);
    assert_string_equal(json_string_value(json_object_get(mention, "name")), "Nadine Ferrold");
    assert_string_equal(json_string_value(json_object_get(mention, "type")), "person");
    assert_int_equal(json_integer_value(json_object_get(mention, "start")), 7);
    assert_true(json_is_true(json_object_get(mention, "explicit")));
    assert_true(json_is_true(json_object_get(mention, "known")));
    assert_true(json_number_value(json_object_get(mention, "sentiment")) > 0.3);
    json_decref(a);
}

static void ids_are_echoed_as_they_came(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "1",  "\"a\\u00e9\\\"\"",    "null", "true", "[1, {\"x\": [ ]}]", "12345678901234567890", "-0.50", "1e999",
        "{}", "\"\xF0\x9F\x90\x8D\""};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        char line[256], head[256];
        snprintf(line, sizeof line, "{\"text\":\"x\",\"id\": %s }", ids[i]);
        snprintf(head, sizeof head, "{\"id\":%s,", ids[i]);
        assert_true(score_slice(et_slice_of(line)));
        assert_int_equal(strncmp(out.data, head, strlen(head)), 0);
    }
}

static void strings_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *text;
    } rows[] = {{"a\\n\\t\\\"\\\\\\/b", "a\n\t\"\\/b"},
                {"\\ud83d\\ude0d", "😍"},
                {"\\ud83d", "\xEF\xBF\xBD"},
                {"\\ude0d\\ud83d", "\xEF\xBF\xBD\xEF\xBF\xBD"},
                {"\\ud83dx", "\xEF\xBF\xBDx"},
                {"bad \xFF byte", "bad \xEF\xBF\xBD byte"},
                {"behind sixteen letters \\n é \xC3", "behind sixteen letters \n é \xEF\xBF\xBD"},
                {"behind sixteen letters é 😂 \\\\", "behind sixteen letters é 😂 \\"},
                {"caf\\u00E9", "café"},
                {"", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char line[256];
        struct et_score_request request;
        struct et_error error;
        snprintf(line, sizeof line, "{\"text\":\"%s\"}", rows[i].raw);
        et_arena_reset(&arena);
        assert_int_equal(et_score_parse(et_slice_of(line), &arena, &request, &error), ET_OK);
        assert_true(et_slice_is(request.input.text, rows[i].text));
        assert_true(score_slice(et_slice_of(line)));
        assert_true(et_utf8_valid(et_buf_view(&out)));
    }
}

static void optional_fields_and_strangers(void **state)
{
    (void)state;
    struct et_score_request request;
    struct et_error error;
    static const char line[] = " { \"x\" : [1,2,{\"text\":\"no\"}] , \"caption\":null, \"parent\":\"p\",\"likes\":3,"
                               "\"text\":\"a\",\"te\\u0078t\":\"b\"} ";
    et_arena_reset(&arena);
    assert_int_equal(et_score_parse(et_slice_of(line), &arena, &request, &error), ET_OK);
    assert_true(et_slice_is(request.input.text, "b"));
    assert_null(request.input.caption.ptr);
    assert_true(et_slice_is(request.input.parent, "p"));
    assert_int_equal(request.input.likes, 3);
    assert_null(request.id.ptr);
}

static void bad_lines_say_what_is_wrong(void **state)
{
    (void)state;
    static const char *const lines[] = {"not json",
                                        "[]",
                                        "{}",
                                        "{\"id\":1}",
                                        "{\"text\":5}",
                                        "{\"text\":null}",
                                        "{\"text\":\"a\"",
                                        "{\"text\":\"a\"} x",
                                        "{\"text\":\"a\",}",
                                        "{\"text\" \"a\"}",
                                        "{text:\"a\"}",
                                        "{\"text\":\"a\\q\"}",
                                        "{\"text\":\"a\\u12\"}",
                                        "{\"text\":\"a",
                                        "{\"text\":\"a\\",
                                        "{\"text\":\"a\nb\"}",
                                        "{\"text\":\"a\",\"likes\":\"many\"}",
                                        "{\"text\":\"a\",\"x\":01}",
                                        "{\"text\":\"a\",\"x\":nul}",
                                        "{\"text\":\"a\",\"caption\":[]}",
                                        "\"text\""};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (score_slice(et_slice_of(lines[i])))
            fail_msg("taken: %s", lines[i]);
        json_t *answer = json_loadb(out.data, out.len, 0, NULL);
        assert_non_null(answer);
        assert_int_equal(json_integer_value(json_object_get(answer, "line")), 7);
        assert_true(json_string_length(json_object_get(answer, "error")) > 5);
        assert_int_equal(json_object_size(answer), 2);
        json_decref(answer);
    }
}

static void white_space_is_no_line(void **state)
{
    (void)state;
    assert_true(score_slice(ET_SLICE("")));
    assert_true(score_slice(ET_SLICE("  \t\r")));
    assert_int_equal(out.len, 0);
}

static void depth_and_size_have_bounds(void **state)
{
    (void)state;
    size_t depth = 100000;
    char *line = malloc(2 * depth + 64);
    size_t n = 16;
    memcpy(line, "{\"text\":\"\",\"x\":", 16);
    memset(line + n, '[', depth);
    memset(line + n + depth, ']', depth);
    memcpy(line + n + 2 * depth, "}", 2);
    assert_false(score_slice(et_slice_of(line)));
    free(line);
    size_t size = (size_t)1 << 20;
    line = malloc(size + 32);
    memcpy(line, "{\"text\":\"", 9);
    memset(line + 9, 'a', size);
    memcpy(line + 9 + size, "\"}", 3);
    assert_true(score_slice(et_slice_of(line)));
    free(line);
}

/* Every cut of a good line is a bad line, and reads no byte beyond it (asan watches). */
static void no_cut_is_taken(void **state)
{
    (void)state;
    static const char whole[] =
        "{\"id\":[1,{\"a\":\"\\ud83d\\ude0d\"}],\"text\":\"so good \xF0\x9F\x98\x8D\",\"likes\":1e3}";
    for (size_t len = 1; len + 1 < sizeof whole; len++) {
        char *copy = malloc(len);
        memcpy(copy, whole, len);
        assert_false(score_slice(et_slice(copy, len)));
        free(copy);
    }
    assert_true(score_slice(et_slice_of(whole)));
}

#ifdef ET_FAULTS
static void running_out_of_memory_is_an_error(void **state)
{
    (void)state;
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc == ET_E_NOMEM; n++) {
        struct et_arena fresh;
        struct et_buf answer;
        struct et_error error;
        bool bad;
        et_arena_init(&fresh, 0);
        et_buf_init(&answer, 0);
        et_mem_fail_after(n);
        rc = et_score_line(analyser, scratch, &fresh, ET_SLICE("{\"text\":\"a\\n\"}"), 1, &answer, &bad, &error);
        et_mem_fail_after(-1);
        et_buf_dispose(&answer);
        et_arena_dispose(&fresh);
    }
    assert_int_equal(rc, ET_OK);
}
#endif

static int open_all(void **state)
{
    et_arena_init(&arena, 0);
    et_buf_init(&out, 0);
    return open_fixture(state);
}

static int close_all(void **state)
{
    et_arena_dispose(&arena);
    et_buf_dispose(&out);
    return close_fixture(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_fields_are_there),
        cmocka_unit_test(ids_are_echoed_as_they_came),
        cmocka_unit_test(strings_are_decoded),
        cmocka_unit_test(optional_fields_and_strangers),
        cmocka_unit_test(bad_lines_say_what_is_wrong),
        cmocka_unit_test(white_space_is_no_line),
        cmocka_unit_test(depth_and_size_have_bounds),
        cmocka_unit_test(no_cut_is_taken),
#ifdef ET_FAULTS
        cmocka_unit_test(running_out_of_memory_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
