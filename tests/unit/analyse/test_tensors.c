/* safetensors files that lie. */
#include "analyse/transformer/tensors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char file[4096];

/* A file with this header and so many bytes of data. */
static struct et_slice make(const char *header, size_t data)
{
    size_t len = strlen(header);
    memset(file, 0, sizeof file);
    for (size_t i = 0; i < 8; i++)
        file[i] = (char)(unsigned char)(len >> (8 * i));
    memcpy(file + 8, header, len);
    return et_slice(file, 8 + len + data);
}

static void good_files(void **state)
{
    struct et_tensors *t;
    struct et_error error;
    float values[3];
    (void)state;
    struct et_slice bytes = make("{\"__metadata__\": {\"format\": \"pt\"},"
                                 "\"b\": {\"dtype\": \"F16\", \"shape\": [3], \"data_offsets\": [8, 14]},"
                                 "\"a\": {\"dtype\": \"F32\", \"shape\": [2, 1], \"data_offsets\": [0, 8]},"
                                 "\"e\": {\"dtype\": \"I64\", \"shape\": [0, 7], \"data_offsets\": [14, 14]},"
                                 "\"c\": {\"dtype\": \"BF16\", \"shape\": [], \"data_offsets\": [14, 16]}}   ",
                                 16);
    unsigned char *data = (unsigned char *)file + bytes.len - 16;
    memcpy(data,
           "\0\0\x80\x3f\0\0\0\xc0"
           "\x00\x3c"
           "\x01\x00"
           "\x00\xfc"
           "\x40\x40",
           16);
    assert_int_equal(et_tensors_parse(bytes, &t, &error), ET_OK);
    assert_int_equal(et_tensors_count(t), 4);
    assert_true(et_slice_is(et_tensors_at(t, 0)->name, "a"));
    et_tensor_floats(et_tensors_find(t, "a"), 0, 2, values);
    assert_true(values[0] == 1.0f && values[1] == -2.0f);
    et_tensor_floats(et_tensors_find(t, "b"), 0, 3, values);
    assert_true(values[0] == 1.0f && values[1] == 5.9604645e-8f && values[2] < -1e38f);
    et_tensor_floats(et_tensors_find(t, "c"), 0, 1, values);
    assert_true(values[0] == 3.0f);
    assert_null(et_tensors_find(t, "d"));
    et_tensors_free(t);
    assert_int_equal(et_tensors_parse(make("{}", 0), &t, &error), ET_OK);
    et_tensors_free(t);
}

static void all_halves(void **state)
{
    (void)state;
    for (uint32_t h = 0; h < 0x10000; h++) {
        unsigned char bytes[2] = {(unsigned char)h, (unsigned char)(h >> 8)};
        struct et_tensor t = {.dtype = ET_DTYPE_F16, .data = bytes, .bytes = 2, .count = 1};
        float got;
        et_tensor_floats(&t, 0, 1, &got);
        double fraction = (double)(h & 1023), sign = h & 0x8000 ? -1 : 1;
        uint32_t exponent = h >> 10 & 31;
        if (exponent == 31) {
            assert_true(fraction != 0 ? got != got : (double)got == sign * (double)__builtin_inff());
            continue;
        }
        double wanted = exponent ? (1 + fraction / 1024) : fraction / 512;
        for (uint32_t e = exponent; e < 15; e++)
            wanted /= 2;
        for (uint32_t e = 15; e < exponent; e++)
            wanted *= 2;
        assert_true((double)got == sign * wanted);
    }
}

static void bad_headers(void **state)
{
#define ROW(dtype, shape, offsets)                                                                                     \
    "{\"a\": {\"dtype\": " dtype ", \"shape\": " shape ", \"data_offsets\": " offsets "}}"
    static const struct {
        const char *header;
        size_t data;
        const char *said;
    } rows[] = {
        {"", 0, "JSON"},
        {"[]", 0, "object"},
        {"{\"a\": 1}", 0, "no object"},
        {ROW("\"F33\"", "[1]", "[0, 4]"), 4, "dtype"},
        {ROW("4", "[1]", "[0, 4]"), 4, "dtype"},
        {ROW("\"F32\"", "7", "[0, 4]"), 4, "shape"},
        {ROW("\"F32\"", "[1,1,1,1,1,1,1,1,1]", "[0, 4]"), 4, "8 dimensions"},
        {ROW("\"F32\"", "[-1]", "[0, 4]"), 4, "whole number"},
        {ROW("\"F32\"", "[1.0]", "[0, 4]"), 4, "whole number"},
        {ROW("\"F32\"", "[4294967296, 4294967296]", "[0, 4]"), 4, "too large"},
        {ROW("\"F32\"", "[4611686018427387904]", "[0, 0]"), 0, "do not agree"},
        {ROW("\"F32\"", "[1]", "[0]"), 4, "data_offsets"},
        {ROW("\"F32\"", "[1]", "[4, 0]"), 4, "outside"},
        {ROW("\"F32\"", "[1]", "[0, 8]"), 4, "outside"},
        {ROW("\"F32\"", "[1]", "[-4, 0]"), 4, "whole numbers"},
        {ROW("\"F32\"", "[1]", "[9223372036854775800, 9223372036854775804]"), 4, "outside"},
        {ROW("\"F32\"", "[2]", "[0, 4]"), 4, "do not agree"},
        {ROW("\"F32\"", "[1]", "[4, 8]"), 8, "hole"},
        {ROW("\"F32\"", "[1]", "[0, 4]"), 5, "1 bytes before"},
        {"{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]},"
         "\"b\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]}}",
         8, "overlaps"},
        {"{\"a\": {\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [0, 1]},"
         "\"a\": {\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [0, 1]}}",
         1, "JSON"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct et_tensors *t;
        struct et_error error;
        if (et_tensors_parse(make(rows[i].header, rows[i].data), &t, &error) != ET_E_FORMAT)
            fail_msg("accepted: %s", rows[i].header);
        if (!strstr(error.message, rows[i].said))
            fail_msg("%s: %s", rows[i].header, error.message);
    }
}

static void bad_lengths(void **state)
{
    static const unsigned char lengths[][8] = {{3, 0, 0, 0, 0, 0, 0, 0},
                                               {0, 0, 0, 2, 0, 0, 0, 0},
                                               {255, 255, 255, 255, 255, 255, 255, 255},
                                               {248, 255, 255, 255, 255, 255, 255, 255}};
    struct et_tensors *t;
    struct et_error error;
    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        memcpy(file, lengths[i], 8);
        memcpy(file + 8, "{}", 2);
        assert_int_equal(et_tensors_parse(et_slice(file, 10), &t, &error), ET_E_FORMAT);
        assert_non_null(strstr(error.message, "header"));
    }
    for (size_t n = 0; n < 8; n++)
        assert_int_equal(et_tensors_parse(et_slice(file, n), &t, &error), ET_E_FORMAT);
    assert_int_equal(et_tensors_open("/nowhere/model.safetensors", &t, &error), ET_E_NOT_FOUND);
    assert_int_equal(et_tensors_open("/dev/null", &t, &error), ET_E_IO);
}

static void deep_headers(void **state)
{
    struct et_tensors *t;
    struct et_error error;
    char header[3000];
    (void)state;
    memset(header, '[', sizeof header - 1);
    header[sizeof header - 1] = '\0';
    assert_int_equal(et_tensors_parse(make(header, 0), &t, &error), ET_E_FORMAT);
    assert_non_null(strstr(error.message, "deeper"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files),  cmocka_unit_test(all_halves),   cmocka_unit_test(bad_headers),
        cmocka_unit_test(bad_lengths), cmocka_unit_test(deep_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
