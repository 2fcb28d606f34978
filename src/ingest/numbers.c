#include "ingest/numbers.h"

/* Takes out what separates thousands: commas, blanks, U+00A0, U+202F, U+2060. Returns the length, 0 if it is too long.
 */
static size_t squeeze(struct et_slice text, char out[32])
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        struct et_slice rest = et_slice_sub(text, i, text.len);
        if (et_slice_starts(rest, ET_SLICE("\xC2\xA0")))
            i += 1;
        else if (et_slice_starts(rest, ET_SLICE("\xE2\x80\xAF")) || et_slice_starts(rest, ET_SLICE("\xE2\x81\xA0")))
            i += 2;
        else if (text.ptr[i] != ',' && text.ptr[i] != ' ' && text.ptr[i] != '\'') {
            if (n == 31)
                return 0;
            out[n++] = text.ptr[i];
        }
    }
    out[n] = '\0';
    return n;
}

static int64_t factor_of(char suffix)
{
    switch (suffix | 32) {
    case 'k':
        return 1000;
    case 'm':
        return 1000000;
    case 'b':
        return 1000000000;
    default:
        return 1;
    }
}

/* 1.204 and 1.204.345 are thousands as much of Europe writes them: likes have no fraction of three digits. */
static size_t drop_thousands_dots(char *text, size_t len)
{
    size_t n = 0, last = len;
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '.')
            continue;
        if (i == 0 || (last != len && i - last != 4) || (last == len && i > 3))
            return len;
        last = i;
    }
    if (last == len || len - last != 4)
        return len;
    for (size_t i = 0; i < len; i++)
        if (text[i] != '.')
            text[n++] = text[i];
    return n;
}

/* "1,2" has a comma where others have a point; "1,204" has it between thousands. */
static bool comma_is_point(struct et_slice text)
{
    const char *comma = text.len ? memchr(text.ptr, ',', text.len) : NULL;
    char last = text.len ? text.ptr[text.len - 1] : '0';
    size_t behind = comma ? text.len - (size_t)(comma - text.ptr) - 1 : 0;
    return comma && factor_of(last) > 1 && behind <= 3;
}

int64_t et_count_parse(struct et_slice text)
{
    char digits[32];
    int64_t plain;
    if (et_slice_to_i64(text, &plain))
        return plain < 0 ? ET_COUNT_NONE : plain;
    text = et_slice_trim(text);
    size_t len = squeeze(text, digits);
    if (len == 0)
        return ET_COUNT_NONE;
    if (comma_is_point(text)) {
        len = text.len < sizeof digits ? text.len : 0;
        memcpy(digits, text.ptr, len);
        for (size_t i = 0; i < len; i++)
            digits[i] = digits[i] == ',' ? '.' : digits[i];
    }
    int64_t factor = len ? factor_of(digits[len - 1]) : 1;
    len = factor > 1 ? len - 1 : drop_thousands_dots(digits, len);
    double value;
    if (!et_slice_to_double(et_slice(digits, len), &value) || value < 0 || value * (double)factor > 9e15)
        return ET_COUNT_NONE;
    return (int64_t)(value * (double)factor + 0.5);
}

enum et_tri et_tri_parse(struct et_slice text)
{
    static const char *const yes[] = {"true", "1", "yes", "y", "t"}, *const no[] = {"false", "0", "no", "n", "f"};
    text = et_slice_trim(text);
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (et_slice_eq_nocase(text, et_slice_of(yes[i])))
            return ET_TRI_YES;
        if (et_slice_eq_nocase(text, et_slice_of(no[i])))
            return ET_TRI_NO;
    }
    return ET_TRI_NONE;
}
