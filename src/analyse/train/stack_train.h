/** Trains the learned scorer (analyse/learned/stack.h): logistic and multinomial logistic regressions that share one
 * set of features, fitted together by stochastic gradient (AdaGrad) with features left out at random, their weights
 * rounded to 8 bits. One thread, seeded, arithmetic in a fixed order and an exponential of its own: the same samples
 * give the same bytes. Sources: Duchi et al. 2011 (AdaGrad), Srivastava et al. 2014 (leaving out), Wolpert 1992
 * (stacking). */
#ifndef ET_ANALYSE_TRAIN_STACK_TRAIN_H
#define ET_ANALYSE_TRAIN_STACK_TRAIN_H

#include "analyse/learned/stack.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

#define ET_NOT_LABELLED INT8_MIN

/** A text and what people said of it; what nobody said is ET_NOT_LABELLED. */
struct et_labelled {
    struct et_slice text, caption;
    int8_t polarity; /**< -1, 0, 1 */
    int8_t emotion;  /**< enum et_emotion */
    int8_t sarcastic, spam;
    float weight; /**< how much it counts beside others; 1 = as usual */
};

struct et_stack_training {
    const struct et_labelled *samples; /**< borrowed */
    size_t count;
    uint64_t seed;
    unsigned epochs;                      /**< 0 = 5 */
    double rate;                          /**< AdaGrad's; 0 = 0.1 */
    double dropout;                       /**< share of features left out of each step; 0 = 0.3 */
    const struct et_stack_weights *start; /**< go on from these weights; NULL = from zero */
    void (*progress)(void *context, unsigned epoch, unsigned epochs); /**< after each epoch; may be NULL */
    void *progress_context;
};

/** Appends the model file to out. Needs about 50 MB and 4 bytes a feature. Errors: ET_E_USAGE without a label,
 * ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_train_stack(const struct et_stack_training *config, struct et_buf *out,
                                        struct et_error *error);

#endif
