/** What the tests of this folder share. */
#ifndef ET_TEST_BASE_H
#define ET_TEST_BASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define assert_slice(slice, literal)                                                                                   \
    do {                                                                                                               \
        struct et_slice slice_ = (slice);                                                                              \
        assert_int_equal(slice_.len, sizeof(literal) - 1);                                                             \
        assert_memory_equal(slice_.ptr, literal, sizeof(literal) - 1);                                                 \
    } while (0)

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/** A seeded generator: the same cases in every run. */
static inline uint64_t test_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/** A folder that is empty at the start of a test; removed by test_folder_remove. */
static inline void test_folder_make(char path[64])
{
    memcpy(path, "/tmp/et-test-XXXXXX", sizeof "/tmp/et-test-XXXXXX");
    assert_non_null(mkdtemp(path));
}

static inline void test_folder_remove(const char *path)
{
    char command[128];
    assert_true(snprintf(command, sizeof command, "chmod -R u+rwx '%s' && rm -rf '%s'", path, path) > 0);
    assert_int_equal(system(command), 0);
}

#endif
