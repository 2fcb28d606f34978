#include "base/slice.h"

#include <math.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool et_slice_eq_nocase(struct et_slice a, struct et_slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

int et_slice_cmp(struct et_slice a, struct et_slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

bool et_slice_starts(struct et_slice a, struct et_slice prefix)
{
    return a.len >= prefix.len && et_slice_eq(et_slice(a.ptr, prefix.len), prefix);
}

bool et_slice_ends(struct et_slice a, struct et_slice suffix)
{
    return a.len >= suffix.len && et_slice_eq(et_slice(a.ptr + (a.len - suffix.len), suffix.len), suffix);
}

size_t et_slice_find(struct et_slice a, struct et_slice needle)
{
    if (needle.len == 0)
        return 0;
    if (a.len < needle.len)
        return SIZE_MAX;
    const char *found = memmem(a.ptr, a.len, needle.ptr, needle.len);
    return found ? (size_t)(found - a.ptr) : SIZE_MAX;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct et_slice et_slice_trim(struct et_slice a)
{
    while (a.len && is_space(a.ptr[0])) {
        a.ptr++;
        a.len--;
    }
    while (a.len && is_space(a.ptr[a.len - 1]))
        a.len--;
    return a;
}

struct et_slice et_slice_sub(struct et_slice a, size_t from, size_t to)
{
    if (to > a.len)
        to = a.len;
    if (from > to)
        from = to;
    return et_slice(a.ptr ? a.ptr + from : a.ptr, to - from);
}

struct et_slice et_slice_cut(struct et_slice *rest, char separator)
{
    struct et_slice all = *rest;
    const char *found = all.len ? memchr(all.ptr, separator, all.len) : NULL;
    if (!found) {
        *rest = et_slice(NULL, 0);
        return all;
    }
    size_t n = (size_t)(found - all.ptr);
    *rest = et_slice(found + 1, all.len - n - 1);
    return et_slice(all.ptr, n);
}

bool et_slice_to_u64(struct et_slice a, uint64_t *out)
{
    uint64_t value = 0;
    if (a.len == 0)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (a.ptr[i] < '0' || a.ptr[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(a.ptr[i] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool et_slice_to_i64(struct et_slice a, int64_t *out)
{
    bool negative = a.len && a.ptr[0] == '-';
    if (a.len && (a.ptr[0] == '-' || a.ptr[0] == '+'))
        a = et_slice_sub(a, 1, a.len);
    uint64_t value;
    if (!et_slice_to_u64(a, &value) || value > (uint64_t)INT64_MAX + (negative ? 1 : 0))
        return false;
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

bool et_slice_to_double(struct et_slice a, double *out)
{
    size_t i = 0;
    bool negative = false, digits = false;
    if (a.len && (a.ptr[0] == '-' || a.ptr[0] == '+'))
        negative = a.ptr[i++] == '-';
    double value = 0;
    int exponent = 0;
    for (; i < a.len && a.ptr[i] >= '0' && a.ptr[i] <= '9'; i++, digits = true)
        value = value * 10 + (a.ptr[i] - '0');
    if (i < a.len && a.ptr[i] == '.')
        for (i++; i < a.len && a.ptr[i] >= '0' && a.ptr[i] <= '9'; i++, digits = true, exponent--)
            value = value * 10 + (a.ptr[i] - '0');
    if (!digits)
        return false;
    if (i < a.len && (a.ptr[i] == 'e' || a.ptr[i] == 'E')) {
        int64_t e;
        if (!et_slice_to_i64(et_slice_sub(a, i + 1, a.len), &e) || e < -400 || e > 400)
            return false;
        exponent += (int)e;
        i = a.len;
    }
    if (i != a.len)
        return false;
    if (value > 0) /* 0e400 is 0, not 0 times infinity */
        value = exponent < 0 ? value / pow(10, -exponent) : value * pow(10, exponent);
    if (!isfinite(value))
        return false;
    *out = negative ? -value : value;
    return true;
}
