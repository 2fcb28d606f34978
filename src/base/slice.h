/** Text as borrowed slices: pointer and length, no NUL promised, the bytes owned by somebody else. */
#ifndef ET_BASE_SLICE_H
#define ET_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct et_slice {
    const char *ptr;
    size_t len;
};

#define ET_SLICE(literal) ((struct et_slice){(literal), sizeof(literal) - 1})
#define ET_SLICE_FMT "%.*s"
#define ET_SLICE_ARG(slice) (int)((slice).len > 4096 ? 4096 : (slice).len), (slice).len ? (slice).ptr : ""

static inline struct et_slice et_slice(const char *ptr, size_t len)
{
    return (struct et_slice){ptr, len};
}

static inline struct et_slice et_slice_of(const char *text) /**< NULL gives an empty slice */
{
    return (struct et_slice){text, text ? strlen(text) : 0};
}

static inline bool et_slice_eq(struct et_slice a, struct et_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool et_slice_is(struct et_slice a, const char *text)
{
    return et_slice_eq(a, et_slice_of(text));
}

bool et_slice_eq_nocase(struct et_slice a, struct et_slice b); /**< ASCII letters only */
int et_slice_cmp(struct et_slice a, struct et_slice b);        /**< bytewise; shorter first */
bool et_slice_starts(struct et_slice a, struct et_slice prefix);
bool et_slice_ends(struct et_slice a, struct et_slice suffix);
size_t et_slice_find(struct et_slice a, struct et_slice needle);         /**< byte offset or SIZE_MAX */
struct et_slice et_slice_trim(struct et_slice a);                        /**< ASCII white space at both ends */
struct et_slice et_slice_sub(struct et_slice a, size_t from, size_t to); /**< [from, to), both clamped */

/** Cuts *rest at the first separator: returns what is before it and leaves what is after. Without one returns all and
 *  leaves {NULL, 0}. */
struct et_slice et_slice_cut(struct et_slice *rest, char separator);

/** Whole slice as a decimal number. false on anything else, on overflow, on "". */
bool et_slice_to_i64(struct et_slice a, int64_t *out);
bool et_slice_to_u64(struct et_slice a, uint64_t *out);
bool et_slice_to_double(struct et_slice a, double *out); /**< locale-free: digits, '.', exponent */

#endif
