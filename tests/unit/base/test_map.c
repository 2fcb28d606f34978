#include "base_test.h"

#include "base/hash.h"
#include "base/map.h"

static void numbers_are_found_again(void **state)
{
    (void)state;
    struct et_map64 map = {0};
    assert_null(et_map64_get(&map, 0));
    for (uint64_t i = 0; i < 50000; i++) {
        bool is_new = false;
        uint64_t *value = et_map64_put(&map, i * i * 977, &is_new);
        assert_non_null(value);
        assert_true(is_new);
        assert_int_equal(*value, 0);
        *value = i;
    }
    assert_int_equal(map.count, 50000);
    for (uint64_t i = 0; i < 50000; i++)
        assert_int_equal(*et_map64_get(&map, i * i * 977), i);
    assert_null(et_map64_get(&map, 5));
    bool is_new = true;
    assert_int_equal(*et_map64_put(&map, 977, &is_new), 1);
    assert_false(is_new);
    size_t full = 0;
    for (size_t i = 0; i < map.size; i++)
        full += map.full[i];
    assert_int_equal(full, map.count);
    et_map64_clear(&map);
    assert_int_equal(map.count, 0);
    assert_null(et_map64_get(&map, 977));
    assert_non_null(et_map64_put(&map, UINT64_MAX, NULL));
    assert_non_null(et_map64_get(&map, UINT64_MAX));
    et_map64_dispose(&map);
    et_map64_dispose(&map);
}

static void texts_are_found_again(void **state)
{
    (void)state;
    static char texts[20000][8];
    struct et_strmap map = {0};
    assert_null(et_strmap_get(&map, ET_SLICE("x")));
    for (unsigned i = 0; i < 20000; i++) {
        int n = snprintf(texts[i], sizeof texts[i], "%x", i);
        assert_true(n > 0);
        bool is_new = false;
        uint64_t *value = et_strmap_put(&map, et_slice(texts[i], (size_t)n), &is_new);
        assert_non_null(value);
        assert_true(is_new);
        *value = i;
    }
    for (unsigned i = 0; i < 20000; i++) {
        struct et_slice key = et_slice_of(texts[i]);
        assert_int_equal(*et_strmap_get(&map, key), i);
        assert_int_equal(*et_strmap_get_hashed(&map, key, et_hash64(key)), i);
    }
    assert_null(et_strmap_get(&map, ET_SLICE("xyz")));
    bool is_new = true;
    assert_non_null(et_strmap_put(&map, ET_SLICE(""), &is_new)); /* an empty text is a key */
    assert_true(is_new);
    assert_non_null(et_strmap_put(&map, ET_SLICE(""), &is_new));
    assert_false(is_new);
    assert_int_equal(map.count, 20001);
    et_strmap_dispose(&map);
}

#ifdef ET_FAULTS
static void a_map_that_cannot_grow_is_unchanged(void **state)
{
    (void)state;
    for (long n = 0; n < 3; n++) {
        struct et_map64 map = {0};
        struct et_strmap texts = {0};
        static char keys[48][4];
        for (unsigned i = 0; i < 48; i++) {
            assert_true(snprintf(keys[i], sizeof keys[i], "%u", i) > 0);
            *et_map64_put(&map, i, NULL) = i;
            *et_strmap_put(&texts, et_slice_of(keys[i]), NULL) = i;
        }
        et_mem_fail_after(n);
        assert_null(et_map64_put(&map, 1000, NULL)); /* 48 of 64 slots: it must grow */
        et_mem_fail_after(n);
        assert_null(et_strmap_put(&texts, ET_SLICE("more"), NULL));
        et_mem_fail_after(-1);
        assert_int_equal(map.count, 48);
        assert_int_equal(texts.count, 48);
        for (unsigned i = 0; i < 48; i++) {
            assert_int_equal(*et_map64_get(&map, i), i);
            assert_int_equal(*et_strmap_get(&texts, et_slice_of(keys[i])), i);
        }
        assert_non_null(et_map64_put(&map, 1000, NULL));
        et_map64_dispose(&map);
        et_strmap_dispose(&texts);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_found_again),
        cmocka_unit_test(texts_are_found_again),
#ifdef ET_FAULTS
        cmocka_unit_test(a_map_that_cannot_grow_is_unchanged),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
