/** Engagement weights w = 1 + ln(1 + likes) in fixed point, so that sums of them are exact and the same everywhere. */
#ifndef ET_INSIGHT_WEIGHT_INT_H
#define ET_INSIGHT_WEIGHT_INT_H

#include <stdint.h>

#define ET_WEIGHT_ONE 100000 /**< 1.0 */
#define ET_WEIGHT_TABLE 2048
#define ET_LIKES_MAX UINT32_MAX /**< more likes than any comment has; what is above counts as this */

struct et_weights {
    uint32_t of[ET_WEIGHT_TABLE]; /**< the frequent ones */
};

void et_weights_init(struct et_weights *weights);

/** Integer logarithm: bit by bit by repeated squaring (Knuth, TAOCP 1.2.2, exercise 28); within one unit of the real
 * one. */
uint32_t et_weight_exact(uint32_t likes);

static inline uint32_t et_weight(const struct et_weights *weights, uint32_t likes)
{
    return likes < ET_WEIGHT_TABLE ? weights->of[likes] : et_weight_exact(likes);
}

#endif
