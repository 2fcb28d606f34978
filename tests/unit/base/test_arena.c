#include "base_test.h"

#include "base/arena.h"

static void memory_is_aligned_and_apart(void **state)
{
    (void)state;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    unsigned char *parts[500];
    for (size_t i = 0; i < COUNT(parts); i++) {
        parts[i] = et_arena_alloc(&arena, i * 7);
        assert_non_null(parts[i]);
        assert_int_equal((uintptr_t)parts[i] % 16, 0);
        memset(parts[i], (int)(i & 0xFF), i * 7);
    }
    for (size_t i = 0; i < COUNT(parts); i++)
        for (size_t k = 0; k < i * 7; k++)
            assert_int_equal(parts[i][k], i & 0xFF);
    et_arena_dispose(&arena);
    assert_null(arena.head);
}

static void reset_keeps_the_largest_block(void **state)
{
    (void)state;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 100; i++)
            assert_non_null(et_arena_alloc(&arena, 10000));
        et_arena_reset(&arena);
        assert_int_equal(arena.used, 0);
        assert_non_null(arena.head);
    }
    void *big = et_arena_alloc(&arena, 20 << 20);
    assert_non_null(big);
    et_arena_reset(&arena);
#ifdef ET_FAULTS
    et_mem_fail_after(0); /* steady state: nothing is taken from the heap */
    assert_non_null(et_arena_alloc(&arena, 20 << 20));
    et_mem_fail_after(-1);
#endif
    et_arena_dispose(&arena);
}

static void the_cap_holds(void **state)
{
    (void)state;
    struct et_arena arena;
    et_arena_init(&arena, 1000);
    assert_non_null(et_arena_alloc(&arena, 900));
    assert_null(et_arena_alloc(&arena, 200));
    assert_non_null(et_arena_alloc(&arena, 16));
    et_arena_reset(&arena);
    assert_non_null(et_arena_alloc(&arena, 900));
    assert_null(et_arena_alloc(&arena, SIZE_MAX));
    assert_null(et_arena_alloc(&arena, SIZE_MAX - 8));
    assert_null(et_arena_calloc(&arena, SIZE_MAX / 2, 3));
    et_arena_dispose(&arena);
}

static void copies_and_printing(void **state)
{
    (void)state;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    struct et_slice copy = et_arena_copy(&arena, ET_SLICE("a\0b"));
    assert_slice(copy, "a\0b");
    assert_int_equal(copy.ptr[3], '\0');
    copy = et_arena_copy(&arena, et_slice(NULL, 0));
    assert_non_null(copy.ptr);
    assert_int_equal(copy.len, 0);
    assert_string_equal(et_arena_printf(&arena, "%d/%s", 42, "x"), "42/x");
    const char *zeroed = et_arena_calloc(&arena, 10, 10);
    for (int i = 0; i < 100; i++)
        assert_int_equal(zeroed[i], 0);
    et_arena_dispose(&arena);
}

#ifdef ET_FAULTS
static void memory_that_runs_out_gives_null(void **state)
{
    (void)state;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    et_mem_fail_after(0);
    assert_null(et_arena_alloc(&arena, 1));
    assert_null(et_arena_calloc(&arena, 1, 1));
    assert_null(et_arena_copy(&arena, ET_SLICE("x")).ptr);
    assert_null(et_arena_printf(&arena, "x"));
    assert_true(et_mem_failed());
    et_mem_fail_after(-1);
    assert_int_equal(arena.used, 0);
    assert_non_null(et_arena_alloc(&arena, 1)); /* still of use */
    et_arena_dispose(&arena);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_aligned_and_apart),
        cmocka_unit_test(reset_keeps_the_largest_block),
        cmocka_unit_test(the_cap_holds),
        cmocka_unit_test(copies_and_printing),
#ifdef ET_FAULTS
        cmocka_unit_test(memory_that_runs_out_gives_null),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
