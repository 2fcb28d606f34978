#include "insight/weight_int.h"

#define FRACTION_BITS 26
#define LN2_SCALED UINT64_C(18170437450) /* ln 2 * ET_WEIGHT_ONE * 2^18 */

uint32_t et_weight_exact(uint32_t likes)
{
    uint64_t value = (uint64_t)likes + 1;
    unsigned whole = 63 - (unsigned)__builtin_clzll(value);
    uint64_t mantissa =
        whole > 31 ? value >> (whole - 31) : value << (31 - whole); /* [1, 2) with 31 bits behind the point */
    uint64_t log2 = whole;
    for (int i = 0; i < FRACTION_BITS; i++) {
        mantissa = mantissa * mantissa >> 31;
        log2 <<= 1;
        if (mantissa >> 32) {
            log2 |= 1;
            mantissa >>= 1;
        }
    }
    /* log2 < 33 * 2^26 and LN2_SCALED < 2^35 would overflow: the lowest 8 bits of the logarithm are not needed. */
    uint64_t ln = (log2 >> 8) * LN2_SCALED >> (FRACTION_BITS - 8);
    return ET_WEIGHT_ONE + (uint32_t)((ln + (1 << 17)) >> 18);
}

void et_weights_init(struct et_weights *weights)
{
    for (uint32_t likes = 0; likes < ET_WEIGHT_TABLE; likes++)
        weights->of[likes] = et_weight_exact(likes);
}
