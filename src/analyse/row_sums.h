/** Sums of rows of sixteen weights of 8 bits, as the tagger of names and the learned scorer keep them. Integers alone:
 * the order of the rows does not matter, and every machine gives the same. The sums stay in registers: eight lanes of
 * 16 bits for the bytes at even places, eight for those at odd ones. */
#ifndef ET_ANALYSE_ROW_SUMS_H
#define ET_ANALYSE_ROW_SUMS_H

#include <stdint.h>
#include <string.h>

#define ET_ROW_WEIGHTS 16
#define ET_ROWS_MAX 256 /**< so many rows never overflow 16 bits */

typedef uint16_t et_row_bits __attribute__((vector_size(16)));
typedef int16_t et_row_lanes __attribute__((vector_size(16)));

struct et_row_sums {
    et_row_lanes low, high; /**< of the lower and the upper byte of each 16 bits as they are loaded */
};

/** Adds a row; it need not be aligned. */
static inline void et_row_add(struct et_row_sums *sums, const void *row)
{
    et_row_bits bits;
    memcpy(&bits, row, sizeof bits);
    sums->low += (et_row_lanes)(bits << 8) >> 8;
    sums->high += (et_row_lanes)bits >> 8;
}

/** The sums in the order of the weights. */
static inline void et_row_store(const struct et_row_sums *sums, int16_t out[ET_ROW_WEIGHTS])
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const et_row_lanes *even = &sums->low, *odd = &sums->high;
#else
    const et_row_lanes *even = &sums->high, *odd = &sums->low;
#endif
    for (int i = 0; i < ET_ROW_WEIGHTS / 2; i++) {
        out[2 * i] = (*even)[i];
        out[2 * i + 1] = (*odd)[i];
    }
}

#endif
