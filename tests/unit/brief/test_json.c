/* The JSON brief: valid by docs/brief.schema.json, the same bytes for the same figures. */
#include "fixture.h"

#include "base/mem.h"
#include "brief/json_int.h"
#include "brief/writers.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct et_buf write_json(struct fixture *x)
{
    struct et_brief_model *brief = NULL;
    struct et_buf out;
    et_buf_init(&out, 0);
    assert_int_equal(et_brief_build(&x->options, &x->input, &x->arena, &brief, NULL), ET_OK);
    assert_int_equal(et_brief_write_json(brief, &out, NULL), ET_OK);
    return out;
}

/* ---- as much of JSON Schema as the document uses ---- */

static json_t *root;

static bool valid(const json_t *schema, const json_t *value, const char *at);

static bool is_type(const char *type, const json_t *value)
{
    return strcmp(type, "object") == 0    ? json_is_object(value)
           : strcmp(type, "array") == 0   ? json_is_array(value)
           : strcmp(type, "string") == 0  ? json_is_string(value)
           : strcmp(type, "integer") == 0 ? json_is_integer(value)
           : strcmp(type, "number") == 0  ? json_is_number(value)
           : strcmp(type, "boolean") == 0 ? json_is_boolean(value)
                                          : json_is_null(value);
}

static bool type_fits(const json_t *type, const json_t *value)
{
    size_t i;
    const json_t *one;
    if (!type)
        return true;
    if (json_is_string(type))
        return is_type(json_string_value(type), value);
    json_array_foreach(type, i, one) if (is_type(json_string_value(one), value)) return true;
    return false;
}

static bool listed(const json_t *list, const json_t *value)
{
    size_t i;
    const json_t *one;
    json_array_foreach(list, i, one) if (json_equal(one, value)) return true;
    return !list;
}

static bool object_fits(const json_t *schema, const json_t *value, const char *at)
{
    size_t i;
    const json_t *one;
    const char *key;
    json_array_foreach(json_object_get(schema, "required"), i, one) if (!json_object_get(value, json_string_value(one)))
    {
        print_error("%s: %s is missing\n", at, json_string_value(one));
        return false;
    }
    const json_t *known = json_object_get(schema, "properties"),
                 *more = json_object_get(schema, "additionalProperties");
    json_t *held = (json_t *)(uintptr_t)value;
    json_object_foreach(held, key, one)
    {
        const json_t *its = json_object_get(known, key);
        if (!its && json_is_false(more)) {
            print_error("%s: %s is not in the schema\n", at, key);
            return false;
        }
        if (!valid(its ? its : more, one, key))
            return false;
    }
    return true;
}

static bool valid(const json_t *schema, const json_t *value, const char *at)
{
    const json_t *ref = json_object_get(schema, "$ref"), *constant = json_object_get(schema, "const"), *one;
    size_t i;
    if (ref &&
        !valid(json_object_get(json_object_get(root, "$defs"), json_string_value(ref) + strlen("#/$defs/")), value, at))
        return false;
    bool fits = type_fits(json_object_get(schema, "type"), value) && listed(json_object_get(schema, "enum"), value) &&
                (!constant || json_equal(constant, value));
    if (!fits)
        print_error("%s: does not fit\n", at);
    const json_t *any = json_object_get(schema, "anyOf"), *items = json_object_get(schema, "items");
    bool some = !any;
    json_array_foreach(any, i, one) some = some || valid(one, value, at);
    if (!fits || !some || (json_is_object(value) && !object_fits(schema, value, at)))
        return false;
    if (json_is_array(value) && items)
        json_array_foreach(value, i, one) if (!valid(items, one, at)) return false;
    return true;
}

static void check_against_schema(const struct et_buf *out)
{
    json_error_t error;
    root = json_load_file(ET_SOURCE_DIR "/docs/brief.schema.json", 0, &error);
    assert_non_null(root);
    json_t *document = json_loadb(out->data, out->len, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(document);
    assert_true(valid(root, document, "document"));
    json_decref(document);
    json_decref(root);
}

static void fits_the_schema(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_buf out = write_json(&x);
    check_against_schema(&out);
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void empty_fits_the_schema(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    fixture_empty(&x);
    struct et_buf out = write_json(&x);
    check_against_schema(&out);
    assert_non_null(strstr(out.data, "\"empty\":true"));
    assert_non_null(strstr(out.data, "et-intel import FILE..."));
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

/* Comment ids, import ids and the order of evidence depend on how things were imported: none may show. */
static void does_not_depend_on_ids(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_buf one = write_json(&x), two = write_json(&x);
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.data, two.data, one.len);
    et_buf_dispose(&two);
    struct et_import first = x.imports[0];
    x.imports[0] = x.imports[1];
    x.imports[1] = first;
    x.imports[0].id = 77;
    x.imports[0].path = ET_SLICE("/elsewhere/other name.csv");
    struct et_stored_comment held = x.comments[0];
    x.comments[0] = x.comments[9];
    x.comments[9] = held;
    two = write_json(&x);
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.data, two.data, one.len);
    et_buf_dispose(&one);
    et_buf_dispose(&two);
    fixture_dispose(&x);
}

static void names_no_author_unasked(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_buf out = write_json(&x);
    assert_null(strstr(out.data, "ecret"));
    assert_null(strstr(out.data, "randomhandle"));
    assert_null(strstr(out.data, "/home/someone"));
    et_buf_dispose(&out);
    x.options.show_authors = true;
    out = write_json(&x);
    assert_non_null(strstr(out.data, "Secret Commenter"));
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void numbers_are_fixed_and_never_nan(void **state)
{
    (void)state;
    struct et_buf out;
    et_buf_init(&out, 0);
    struct et_json json = {.out = &out};
    et_json_open(&json, NULL, '[');
    et_json_real(&json, NULL, NAN, 4);
    et_json_real(&json, NULL, INFINITY, 4);
    et_json_real(&json, NULL, -0.00001, 4);
    et_json_real(&json, NULL, -0.5, 4);
    et_json_real(&json, NULL, 1e300, 4);
    et_json_interval(&json, NULL, (struct et_interval){-0.00001, 0.25});
    et_json_interval(&json, NULL, (struct et_interval){NAN, 0.25});
    et_json_time(&json, NULL, ET_TIME_NONE);
    et_json_time(&json, NULL, FIXTURE_FROM);
    et_json_close(&json, ']');
    assert_string_equal(out.data, "[\n null,\n null,\n 0.0000,\n -0.5000,\n null,\n [0.0000,0.2500],\n null,\n null,\n "
                                  "\"2025-11-03T00:00:00Z\"\n]");
    et_buf_dispose(&out);
}

static void memory_that_runs_out_is_an_error(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_brief_model *brief = NULL;
    assert_int_equal(et_brief_build(&x.options, &x.input, &x.arena, &brief, NULL), ET_OK);
#ifdef ET_FAULTS
    for (long n = 0;; n++) {
        struct et_buf out;
        et_buf_init(&out, 0);
        et_mem_fail_after(n);
        enum et_rc json = et_brief_write_json(brief, &out, NULL);
        enum et_rc html = json == ET_OK ? et_brief_write_html(brief, &out, NULL) : ET_E_NOMEM;
        et_mem_fail_after(-1);
        et_buf_dispose(&out);
        if (html == ET_OK)
            break;
        assert_true(json == ET_OK || json == ET_E_NOMEM);
        assert_int_equal(html, ET_E_NOMEM);
    }
#endif
    fixture_dispose(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fits_the_schema),
        cmocka_unit_test(empty_fits_the_schema),
        cmocka_unit_test(does_not_depend_on_ids),
        cmocka_unit_test(names_no_author_unasked),
        cmocka_unit_test(numbers_are_fixed_and_never_nan),
        cmocka_unit_test(memory_that_runs_out_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
