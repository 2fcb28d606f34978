/** The learned scorer: one linear model over hashed features of a text and over what the rules said of it ("stacking").
 * It takes the rules' verdict and puts its own in place. Weights are made by analyse/train/stack_train.h. Sums of
 * weights are integers, and what follows them is additions, products and square roots in a fixed order: every machine
 * gives the same. */
#ifndef ET_ANALYSE_LEARNED_STACK_H
#define ET_ANALYSE_LEARNED_STACK_H

#include "analyse/learned/features.h"
#include "analyse/sentiment/rules.h"

/** What the model says of a text, one logit each. */
enum et_stack_output {
    ET_OUT_NEGATIVE,
    ET_OUT_NEUTRAL,
    ET_OUT_POSITIVE,
    ET_OUT_EMOTION, /**< the first of ET_EMOTIONS */
    ET_OUT_SARCASM = ET_OUT_EMOTION + ET_EMOTIONS,
    ET_OUT_SPAM,
    ET_OUT_USED,
    ET_OUTPUTS = 16 /**< a row of weights is as many bytes */
};

_Static_assert(ET_OUTPUTS == ET_GRAM_ROW, "a byte for each output");

#define ET_DENSE 40 /**< inputs from the rules; the first is always 1 */

/** Sums over a text's features are divided by the square root of their number and multiplied by these. */
#define ET_GRAM_GAIN 1.0
#define ET_LETTER_GAIN 0.5

/** Fills dense, ET_DENSE values in about [-1, 1], from the rules' reading and verdict. */
void et_stack_dense(const struct et_reading *reading, const struct et_verdict *verdict, double dense[ET_DENSE]);

/** A model's weights as they are stored. */
struct et_stack_weights {
    double gram_scale[ET_OUTPUTS], letter_scale[ET_OUTPUTS]; /**< what one step of an int8 weight is worth */
    double dense[ET_DENSE][ET_OUTPUTS];
    double cuts[2];        /**< logits from which a text is sarcastic, spam */
    const int8_t *grams;   /**< (1 << ET_GRAM_BITS) rows of ET_OUTPUTS */
    const int8_t *letters; /**< (1 << ET_LETTER_BITS) rows */
};

#define ET_STACK_MAGIC "ETSTACK1"
/** Bytes of a model file: magic, four u32 (bits of both tables, outputs, dense inputs), the doubles of et_stack_weights
 * in their order, grams, letters; all little-endian. */
#define ET_STACK_HEAD ((size_t)(8 + 4 * 4 + 8 * (2 * ET_OUTPUTS + ET_DENSE * ET_OUTPUTS + 2)))
#define ET_STACK_BYTES (ET_STACK_HEAD + (((size_t)1 << ET_GRAM_BITS) + ((size_t)1 << ET_LETTER_BITS)) * ET_OUTPUTS)

struct et_stack; /**< immutable, shared between threads */

/** bytes are borrowed and must outlive the model. Errors: ET_E_FORMAT for what is no such file, ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_stack_load(struct et_slice bytes, struct et_stack **out, struct et_error *error);
void et_stack_free(struct et_stack *stack);
const struct et_stack_weights *et_stack_weights(const struct et_stack *stack);

/** What one thread needs to judge: features of the text at hand, and sums of letter groups of words seen before. */
struct et_stack_scratch;
struct et_stack_scratch *et_stack_scratch_new(void); /**< NULL when memory ran out */
void et_stack_scratch_free(struct et_stack_scratch *scratch);

/** Reads the features of a text and has their weights fetched into the caches; goes before et_stack_judge of the same
 * reading, as long before it as there is other work to do meanwhile. */
void et_stack_fetch(const struct et_stack *stack, struct et_stack_scratch *scratch, const struct et_reading *reading);

/** Puts the model's verdict in place of the rules' one. trace may be NULL; what it gets turns the rules' margin into
 * the model's, so that the parts go on adding up. Spam and texts in other languages than English stay as the rules
 * judged them. */
void et_stack_judge(const struct et_stack *stack, struct et_stack_scratch *scratch, const struct et_reading *reading,
                    const struct et_rules_context *context, struct et_verdict *verdict, struct et_trace *trace);

#endif
