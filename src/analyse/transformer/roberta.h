/** The forward pass of a RoBERTa-type sequence classifier: embeddings, encoder layers, the head over <s>. Sequences of
 * any lengths are computed side by side without padding: matrix products run over all their tokens at once, attention
 * stays within each, so that no mask is needed. Matrix products are OpenBLAS's, on the calling thread alone: threads
 * that call with a scratch each run beside one another. Source: Vaswani et al. 2017; Devlin et al. 2019; Liu et al.
 * 2019; the layout of the published weights. */
#ifndef ET_ANALYSE_TRANSFORMER_ROBERTA_H
#define ET_ANALYSE_TRANSFORMER_ROBERTA_H

#include "analyse/transformer/config.h"
#include "analyse/transformer/tensors.h"

struct et_roberta; /**< immutable, shared between threads */

/** Looks up every tensor and its shape. F32 weights are used where they are mapped; F16 and BF16 ones are widened into
 *  memory. config and tensors must outlive it. Errors: ET_E_FORMAT naming the tensor, ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_roberta_new(const struct et_roberta_config *config, const struct et_tensors *tensors,
                                        struct et_roberta **out, struct et_error *error);
void et_roberta_free(struct et_roberta *roberta);

/** Working memory of one thread; zeroed = empty. Grows to the largest batch. */
struct et_roberta_scratch {
    float *memory;
    size_t size; /**< floats */
};
void et_roberta_scratch_dispose(struct et_roberta_scratch *scratch);

/** Logits of some sequences. ids: all tokens, one sequence behind the other, <s> and </s> included; lengths: tokens of
 *  each, 1 to et_roberta_config_tokens. Ids must be below the vocabulary's size. logits: count * class_count floats.
 *  Errors: ET_E_NOMEM. Cost: about 24 * layers * hidden^2 operations a token. */
ET_MUST_CHECK enum et_rc et_roberta_run(const struct et_roberta *roberta, struct et_roberta_scratch *scratch,
                                        const int32_t *ids, const size_t *lengths, size_t count, float *logits,
                                        struct et_error *error);

#endif
