#include "analyse/learned/stack_int.h"

#include <math.h>

static const struct et_slice model_text = {"et-stack:words", 14};
static const struct et_slice model_letters = {"et-stack:letters", 16};
static const struct et_slice model_rules = {"et-stack:rules-weighed", 22};
static const struct et_slice rest_neutral = {"rest:threshold-and-emotions", 27};

/* A weight of one output is for a side or against it: half of positive minus negative. */
static double pull(const double values[ET_OUTPUTS])
{
    return (values[ET_OUT_POSITIVE] - values[ET_OUT_NEGATIVE]) / 2;
}

static int32_t to_units(double value)
{
    double scaled = value * ET_UNIT;
    return (int32_t)(scaled + (scaled < 0 ? -0.5 : 0.5));
}

/* What is smaller than this is gathered in one part. */
#define SMALL 10

static int32_t trace_grams(const struct et_stack *stack, const struct et_stack_scratch *scratch, struct et_trace *trace)
{
    const struct et_stack_weights *w = &stack->weights;
    double gain = scratch->gram_count ? ET_GRAM_GAIN / sqrt((double)scratch->gram_count) : 0;
    int32_t total = 0, small = 0;
    for (size_t i = 0; i < scratch->gram_count; i++) {
        const struct et_gram *gram = &scratch->grams[i];
        const int8_t *row = w->grams + (size_t)gram->row * ET_OUTPUTS;
        int32_t part = to_units((row[ET_OUT_POSITIVE] * w->gram_scale[ET_OUT_POSITIVE] -
                                 row[ET_OUT_NEGATIVE] * w->gram_scale[ET_OUT_NEGATIVE]) /
                                2 * gain);
        total += part;
        if (part > -SMALL && part < SMALL)
            small += part;
        else
            et_trace_add(trace, "learned", model_text, gram->first, gram->last, part);
    }
    et_trace_add(trace, "learned", model_text, ET_TRACE_NO_TOKEN, ET_TRACE_NO_TOKEN, small);
    return total;
}

static int32_t trace_letters(const struct et_stack *stack, struct et_stack_scratch *scratch,
                             const struct et_tokens *tokens, struct et_trace *trace)
{
    const struct et_stack_weights *w = &stack->weights;
    double gain = scratch->letter_count ? ET_LETTER_GAIN / sqrt((double)scratch->letter_count) : 0;
    int32_t total = 0, small = 0;
    for (uint32_t i = 0; i < tokens->count && i < ET_GRAM_TOKENS; i++) {
        if (!et_letters_has(&tokens->items[i]))
            continue;
        const struct et_word_sum *word = et_stack_word(stack, scratch, &tokens->items[i]);
        int32_t part = to_units((word->sums[ET_OUT_POSITIVE] * w->letter_scale[ET_OUT_POSITIVE] -
                                 word->sums[ET_OUT_NEGATIVE] * w->letter_scale[ET_OUT_NEGATIVE]) /
                                2 * gain);
        total += part;
        if (part > -SMALL && part < SMALL)
            small += part;
        else
            et_trace_add(trace, "letters", model_letters, i, i, part);
    }
    et_trace_add(trace, "letters", model_letters, ET_TRACE_NO_TOKEN, ET_TRACE_NO_TOKEN, small);
    return total;
}

void et_stack_trace(const struct et_stack *stack, struct et_stack_scratch *scratch, const struct et_reading *reading,
                    int32_t from, int32_t to, struct et_trace *trace)
{
    double rules[ET_OUTPUTS] = {0};
    for (unsigned d = 0; d < ET_DENSE; d++)
        for (unsigned k = 0; k < ET_OUTPUTS; k++)
            rules[k] += scratch->dense[d] * stack->weights.dense[d][k];
    int32_t weighed = to_units(pull(rules));
    et_trace_add(trace, "rest", model_rules, ET_TRACE_NO_TOKEN, ET_TRACE_NO_TOKEN, weighed - from);
    int32_t sum = weighed + trace_grams(stack, scratch, trace) + trace_letters(stack, scratch, &reading->tokens, trace);
    et_trace_add(trace, "rest", rest_neutral, ET_TRACE_NO_TOKEN, ET_TRACE_NO_TOKEN, to - sum);
}
