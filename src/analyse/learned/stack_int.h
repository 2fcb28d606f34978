/** Inside the learned scorer. */
#ifndef ET_ANALYSE_LEARNED_STACK_INT_H
#define ET_ANALYSE_LEARNED_STACK_INT_H

#include "analyse/learned/stack.h"

struct et_stack {
    struct et_stack_weights weights;
};

#define ET_WORDS_KEPT 1024u /* a power of two: words whose letter sums are kept, about 80 KB */

struct et_word_sum {
    uint64_t hash; /**< of the plain word; 0 = empty place */
    int32_t count; /**< letter groups */
    int16_t sums[ET_OUTPUTS];
};

struct et_stack_scratch {
    struct et_gram grams[ET_GRAMS_MAX];
    size_t gram_count;
    size_t letter_count; /**< groups of all words */
    double dense[ET_DENSE];
    struct et_word_sum words[ET_WORDS_KEPT];
};

/** The logits of a text whose grams are in the scratch; fills the rest of it. */
void et_stack_logits(const struct et_stack *stack, struct et_stack_scratch *scratch, const struct et_reading *reading,
                     const struct et_verdict *verdict, double out[ET_OUTPUTS]);

/** The letter sums of a word, made or found. */
const struct et_word_sum *et_stack_word(const struct et_stack *stack, struct et_stack_scratch *scratch,
                                        const struct et_token *token);

/** Records what turned the rules' margin into the model's: the part of each token, of the rules, and the rest. from and
 * to are margins in ET_UNIT; to is what the parts must add up to. */
void et_stack_trace(const struct et_stack *stack, struct et_stack_scratch *scratch, const struct et_reading *reading,
                    int32_t from, int32_t to, struct et_trace *trace);

#endif
