#include "types/media_id.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool et_media_id_parse(struct et_slice text, uint64_t *id)
{
    struct et_slice rest = text;
    struct et_slice number = et_slice_cut(&rest, '_');
    uint64_t owner;
    if (rest.ptr && !et_slice_to_u64(rest, &owner))
        return false;
    return et_slice_to_u64(number, id) && *id != 0;
}

void et_media_id_to_shortcode(uint64_t id, char shortcode[ET_SHORTCODE_MAX])
{
    char reversed[ET_SHORTCODE_MAX];
    size_t n = 0;
    do {
        reversed[n++] = digits[id & 63];
        id >>= 6;
    } while (id);
    for (size_t i = 0; i < n; i++)
        shortcode[i] = reversed[n - 1 - i];
    shortcode[n] = '\0';
}

static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool et_shortcode_to_media_id(struct et_slice shortcode, uint64_t *id)
{
    uint64_t value = 0;
    if (shortcode.len == 0 || shortcode.len >= ET_SHORTCODE_MAX)
        return false;
    for (size_t i = 0; i < shortcode.len; i++) {
        int digit = digit_of(shortcode.ptr[i]);
        if (digit < 0 || value >> 58)
            return false;
        value = value << 6 | (uint64_t)digit;
    }
    *id = value;
    return true;
}

/* The shortest decimal of a double is the one with the fewest digits that reads back as the same double; the nearest to
 * it of those. Over 2^53 a double is a whole number, so that whole numbers are enough to find it. */
static uint64_t shortest_decimal(uint64_t exact)
{
    for (uint64_t unit = UINT64_C(10000000000000000000); unit > 1; unit /= 10) {
        uint64_t below = exact / unit * unit, rest = exact % unit;
        bool up = rest >= unit - rest && below <= UINT64_MAX - unit;
        uint64_t rounded = up ? below + unit : below;
        if ((double)rounded == (double)exact)
            return rounded;
    }
    return exact;
}

bool et_media_id_imprecise(uint64_t id)
{
    if (id <= UINT64_C(1) << 53 || id >= UINT64_C(0xFFFFFFFFFFFFFC00))
        return false;
    uint64_t exact = (uint64_t)(double)id;
    return id == exact || id == shortest_decimal(exact);
}
