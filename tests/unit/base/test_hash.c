#include "base_test.h"

#include "base/hash.h"

/* FIPS 180-4 examples. */
static void sha256_of_known_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hex;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char hex[ET_SHA256_HEX];
        et_sha256_of(et_slice_of(cases[i].text), hex);
        assert_string_equal(hex, cases[i].hex);
        struct et_sha256 *sum;
        assert_int_equal(et_sha256_new(&sum, NULL), ET_OK);
        for (const char *p = cases[i].text; *p; p++)
            et_sha256_update(sum, p, 1);
        et_sha256_final(sum, hex);
        et_sha256_free(sum);
        assert_string_equal(hex, cases[i].hex);
    }
    et_sha256_free(NULL);
}

/* Hashes are stored: these values may never change. */
static void stored_hashes_stay(void **state)
{
    (void)state;
    assert_true(et_hash64(ET_SLICE("")) == UINT64_C(0x2D06800538D394C2));
    assert_true(et_hash64(ET_SLICE("")) == et_hash64_seed(et_slice(NULL, 0), 0));
    assert_true(et_hash64_seed(ET_SLICE("abc"), 1) != et_hash64(ET_SLICE("abc")));
    assert_true(et_hash64(ET_SLICE("abc")) == UINT64_C(0x78AF5F94892F3950));
}

static void mixing_is_one_to_one_here(void **state)
{
    (void)state;
    assert_true(et_mix64(0) == 0);
    assert_true(et_mix64(1) != et_mix64(2));
    unsigned low[16] = {0};
    for (uint64_t i = 0; i < 16000; i++)
        low[et_mix64(i << 32) & 15]++;
    for (int i = 0; i < 16; i++)
        assert_in_range(low[i], 850, 1150);
}

#ifdef ET_FAULTS
static void without_memory_there_is_no_state(void **state)
{
    (void)state;
    struct et_error error;
    struct et_sha256 *sum;
    et_mem_fail_after(0);
    assert_int_equal(et_sha256_new(&sum, &error), ET_E_NOMEM);
    et_mem_fail_after(-1);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_of_known_texts),
        cmocka_unit_test(stored_hashes_stay),
        cmocka_unit_test(mixing_is_one_to_one_here),
#ifdef ET_FAULTS
        cmocka_unit_test(without_memory_there_is_no_state),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
