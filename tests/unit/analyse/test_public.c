/* The public C API, as a program outside would use it. */
#include "et_intel.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <string.h>

static const char catalogue[] = "[{\"name\":\"Nadine Ferrold\",\"type\":\"person\",\"aliases\":[\"Nadine\"]}]";

static void a_comment_is_scored_and_explained(void **state)
{
    (void)state;
    et_intel *handle;
    const char *json;
    size_t len;
    char given[sizeof catalogue];
    memcpy(given, catalogue, sizeof given);
    assert_int_equal(et_intel_open(given, strlen(given), &handle), ET_INTEL_OK);
    memset(given, 'x', sizeof given); /* it was copied */
    struct et_intel_comment comment = {.text = "Nadine ate and left no crumbs", .text_len = 29};
    assert_int_equal(et_intel_score(handle, &comment, &json, &len), ET_INTEL_OK);
    assert_int_equal(strlen(json), len);
    json_t *answer = json_loads(json, 0, NULL);
    assert_non_null(strstr(json_string_value(json_object_get(answer, "label")), "positive"));
    json_t *mention = json_array_get(json_object_get(answer, "mentions"), 0);
    assert_string_equal(json_string_value(json_object_get(mention, "name")), "Nadine Ferrold");
    json_decref(answer);

    assert_int_equal(et_intel_explain(handle, &comment, &json, NULL), ET_INTEL_OK);
    answer = json_loads(json, 0, NULL);
    double sum = 0, margin = json_number_value(json_object_get(answer, "margin"));
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(answer, "parts"), i, part) sum +=
        json_number_value(json_object_get(part, "contribution"));
    assert_true(sum == margin && margin > 0);
    json_decref(answer);
    assert_string_equal(et_intel_model(handle), "et-stack@1.0.0");
    assert_int_equal(strlen(et_intel_model_sha256(handle)), 64);
    assert_string_equal(et_intel_error(handle), "");
    et_intel_close(handle);
}

static void context_counts(void **state)
{
    (void)state;
    et_intel *handle;
    const char *json;
    assert_int_equal(et_intel_open(catalogue, strlen(catalogue), &handle), ET_INTEL_OK);
    struct et_intel_comment comment = {
        .text = "she is amazing", .text_len = 14, .caption = "Nadine Ferrold on stage", .caption_len = 23};
    assert_int_equal(et_intel_score(handle, &comment, &json, NULL), ET_INTEL_OK);
    assert_non_null(strstr(json, "\"explicit\":false"));
    et_intel_close(handle);
}

static void mistakes_are_answered(void **state)
{
    (void)state;
    et_intel *handle;
    const char *json;
    struct et_intel_comment comment = {0};
    assert_int_equal(et_intel_open("[{\"name\":\"A\"}]", 14, &handle), ET_INTEL_BAD_CATALOGUE);
    assert_true(strlen(et_intel_error(handle)) > 10);
    assert_string_equal(et_intel_model(handle), "");
    comment.text = "x";
    comment.text_len = 1;
    assert_int_equal(et_intel_score(handle, &comment, &json, NULL), ET_INTEL_BAD_ARGUMENT);
    et_intel_close(handle);
    assert_int_equal(et_intel_open(NULL, 0, NULL), ET_INTEL_BAD_ARGUMENT);
    assert_int_equal(et_intel_open(NULL, 0, &handle), ET_INTEL_OK);
    comment.text = NULL;
    assert_int_equal(et_intel_score(handle, &comment, &json, NULL), ET_INTEL_BAD_ARGUMENT);
    assert_int_equal(et_intel_score(handle, NULL, &json, NULL), ET_INTEL_BAD_ARGUMENT);
    assert_int_equal(et_intel_score(NULL, &comment, &json, NULL), ET_INTEL_BAD_ARGUMENT);
    et_intel_close(handle);
    et_intel_close(NULL);
    assert_true(strlen(et_intel_version()) >= 5);
    assert_null(strchr(et_intel_version(), '\n'));
}

#ifdef ET_FAULTS
static void running_out_of_memory_is_an_error(void **state)
{
    (void)state;
    int result = ET_INTEL_NO_MEMORY;
    for (long n = 0; result == ET_INTEL_NO_MEMORY; n += n < 100 ? 1 : 19) {
        et_intel *handle = NULL;
        const char *json;
        struct et_intel_comment comment = {.text = "Nadine ate", .text_len = 10};
        et_mem_fail_after(n);
        result = et_intel_open(catalogue, strlen(catalogue), &handle);
        if (result == ET_INTEL_OK)
            result = et_intel_explain(handle, &comment, &json, NULL);
        et_mem_fail_after(-1);
        et_intel_close(handle);
    }
    assert_int_equal(result, ET_INTEL_OK);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comment_is_scored_and_explained),
        cmocka_unit_test(context_counts),
        cmocka_unit_test(mistakes_are_answered),
#ifdef ET_FAULTS
        cmocka_unit_test(running_out_of_memory_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
