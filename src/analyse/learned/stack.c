#include "analyse/learned/stack_int.h"

#include "analyse/sentiment/numbers.h"
#include "base/mem.h"

#include <math.h>

#define JOINT                                                                                                          \
    0.35 /* how much the emotions say of the side and the side of the emotions; compared on development sets */
#define LEAST_THRESHOLD 50

/* How often a text of an emotion is negative, neutral, positive; counted in the training data. */
static const double side_of[ET_EMOTIONS][3] = {
    [ET_EXCITEMENT] = {0.02, 0.28, 0.70}, [ET_ANGER] = {0.98, 0.01, 0.01},   [ET_DISAPPOINTMENT] = {0.79, 0.20, 0.01},
    [ET_LOVE] = {0.005, 0.015, 0.98},     [ET_DISGUST] = {0.95, 0.04, 0.01}, [ET_SURPRISE] = {0.10, 0.78, 0.12},
    [ET_FATIGUE] = {0.97, 0.02, 0.01},    [ET_NEUTRAL] = {0.01, 0.97, 0.02},
};

struct et_stack_scratch *et_stack_scratch_new(void)
{
    return et_calloc(1, sizeof(struct et_stack_scratch));
}

void et_stack_scratch_free(struct et_stack_scratch *scratch)
{
    et_free(scratch);
}

const struct et_word_sum *et_stack_word(const struct et_stack *stack, struct et_stack_scratch *scratch,
                                        const struct et_token *token)
{
    struct et_word_sum *word = &scratch->words[token->plain_hash & (ET_WORDS_KEPT - 1)];
    if (word->hash == token->plain_hash)
        return word;
    uint32_t rows[ET_LETTERS_MAX];
    size_t count = et_letters_read(token, rows);
    *word = (struct et_word_sum){.hash = token->plain_hash, .count = (int32_t)count};
    for (size_t i = 0; i < count; i++) {
        const int8_t *row = stack->weights.letters + (size_t)rows[i] * ET_OUTPUTS;
        for (unsigned k = 0; k < ET_OUTPUTS; k++)
            word->sums[k] = (int16_t)(word->sums[k] + row[k]);
    }
    return word;
}

static void sum_grams(const struct et_stack *stack, const struct et_stack_scratch *scratch, int32_t out[ET_OUTPUTS])
{
    int32_t sums[ET_OUTPUTS] = {0};
    for (size_t i = 0; i < scratch->gram_count; i++)
        __builtin_prefetch(stack->weights.grams + (size_t)scratch->grams[i].row * ET_OUTPUTS);
    for (size_t i = 0; i < scratch->gram_count; i++) {
        const int8_t *row = stack->weights.grams + (size_t)scratch->grams[i].row * ET_OUTPUTS;
        for (unsigned k = 0; k < ET_OUTPUTS; k++)
            sums[k] += row[k];
    }
    memcpy(out, sums, sizeof sums);
}

static size_t sum_letters(const struct et_stack *stack, struct et_stack_scratch *scratch,
                          const struct et_tokens *tokens, int32_t sums[ET_OUTPUTS])
{
    size_t count = 0;
    memset(sums, 0, ET_OUTPUTS * sizeof *sums);
    for (size_t i = 0; i < tokens->count && i < ET_GRAM_TOKENS; i++) {
        if (!et_letters_has(&tokens->items[i]))
            continue;
        const struct et_word_sum *word = et_stack_word(stack, scratch, &tokens->items[i]);
        count += (size_t)word->count;
        for (unsigned k = 0; k < ET_OUTPUTS; k++)
            sums[k] += word->sums[k];
    }
    return count;
}

void et_stack_logits(const struct et_stack *stack, struct et_stack_scratch *scratch, const struct et_reading *reading,
                     const struct et_verdict *verdict, double out[ET_OUTPUTS])
{
    const struct et_stack_weights *w = &stack->weights;
    int32_t grams[ET_OUTPUTS], letters[ET_OUTPUTS];
    scratch->gram_count = et_grams_read(&reading->tokens, scratch->grams);
    sum_grams(stack, scratch, grams);
    scratch->letter_count = sum_letters(stack, scratch, &reading->tokens, letters);
    et_stack_dense(reading, verdict, scratch->dense);
    double gram = scratch->gram_count ? ET_GRAM_GAIN / sqrt((double)scratch->gram_count) : 0;
    double letter = scratch->letter_count ? ET_LETTER_GAIN / sqrt((double)scratch->letter_count) : 0;
    for (unsigned k = 0; k < ET_OUTPUTS; k++)
        out[k] = grams[k] * (w->gram_scale[k] * gram) + letters[k] * (w->letter_scale[k] * letter);
    for (unsigned d = 0; d < ET_DENSE; d++)
        if (scratch->dense[d] != 0)
            for (unsigned k = 0; k < ET_OUTPUTS; k++)
                out[k] += scratch->dense[d] * w->dense[d][k];
}

static void normalise(double *values, size_t count)
{
    double total = 0;
    for (size_t i = 0; i < count; i++)
        total += values[i];
    for (size_t i = 0; i < count; i++)
        values[i] /= total;
}

/* Natural logarithm of a probability, of additions and products alone. */
static double logarithm(double x)
{
    int exponent;
    double m = frexp(x > 1e-12 ? x : 1e-12, &exponent); /* in [0.5, 1) */
    double t = (m - 0.75) / (m + 0.75), square = t * t;
    double series = t * (2 + square * (2.0 / 3 + square * (2.0 / 5 + square * (2.0 / 7 + square * (2.0 / 9)))));
    return series - 0.28768207245178090 + exponent * 0.69314718055994531;
}

/* Under posts about somebody people are tired, disgusted or against more often than under the videos that the model has
 * learned from: half the difference of the logarithms of both shares, counted on development data. */
static const double post_sides[3] = {0.37, -0.46, 0.0};
static const double post_emotions[ET_EMOTIONS] = {
    [ET_EXCITEMENT] = -0.41, [ET_ANGER] = 0.19,    [ET_DISAPPOINTMENT] = 0.24, [ET_LOVE] = 0.10,
    [ET_DISGUST] = 0.68,     [ET_SURPRISE] = 0.05, [ET_FATIGUE] = 1.20,        [ET_NEUTRAL] = -0.37};

static void expect_post(double logits[ET_OUTPUTS])
{
    for (unsigned s = 0; s < 3; s++)
        logits[s] += post_sides[s];
    for (unsigned e = 0; e < ET_EMOTIONS; e++)
        logits[ET_OUT_EMOTION + e] += post_emotions[e];
}

/* Set phrases of fans are rarer under the videos that the model has learned from than where this program is used, and
 * weigh too little there. Compared on development data. */
static void trust_phrases(const struct et_reading *reading, double logits[ET_OUTPUTS])
{
    int32_t sum = 0;
    for (size_t i = 0; i < reading->hit_count; i++) {
        const struct et_hit *hit = &reading->hits[i];
        if (hit->last == hit->first)
            continue;
        sum += et_hit_value(hit);
        for (unsigned e = 0; e < ET_EMOTIONS && !hit->negated; e++)
            logits[ET_OUT_EMOTION + e] += (double)hit->row->emotions[e] / ET_UNIT;
    }
    logits[sum > 0 ? ET_OUT_POSITIVE : ET_OUT_NEGATIVE] += (double)(sum < 0 ? -sum : sum) / ET_UNIT;
}

/* Sides and emotions of one text, each knowing what the other says. */
static void join(const double logits[ET_OUTPUTS], double sides[3], double emotions[ET_EMOTIONS], double turned[3])
{
    double powers[3 + ET_EMOTIONS], seen[3] = {0};
    memcpy(powers, logits, sizeof powers);
    et_exp_all(powers, 3 + ET_EMOTIONS);
    normalise(powers, 3);
    normalise(powers + 3, ET_EMOTIONS);
    for (unsigned e = 0; e < ET_EMOTIONS; e++)
        for (unsigned s = 0; s < 3; s++)
            seen[s] += powers[3 + e] * side_of[e][s];
    for (unsigned s = 0; s < 3; s++)
        sides[s] = turned[s] = (1 - JOINT) * logarithm(powers[s]) + JOINT * logarithm(seen[s]);
    for (unsigned e = 0; e < ET_EMOTIONS; e++) {
        double fit = 0;
        for (unsigned s = 0; s < 3; s++)
            fit += powers[s] * side_of[e][s];
        emotions[e] = JOINT * logarithm(fit);
    }
    et_exp_all(sides, 3);
    normalise(sides, 3);
    et_exp_all(emotions, ET_EMOTIONS);
    for (unsigned e = 0; e < ET_EMOTIONS; e++)
        emotions[e] *= powers[3 + e];
    normalise(emotions, ET_EMOTIONS);
}

static int32_t units(double value)
{
    double scaled = value * ET_UNIT;
    scaled = scaled > 20000 ? 20000 : scaled < -20000 ? -20000 : scaled;
    return (int32_t)(scaled + (scaled < 0 ? -0.5 : 0.5));
}

static void fill_verdict(const struct et_stack *stack, const double logits[ET_OUTPUTS], bool has_caption,
                         struct et_verdict *verdict)
{
    double sides[3], emotions[ET_EMOTIONS], logs[3];
    join(logits, sides, emotions, logs);
    int32_t threshold = units(logs[1] - (logs[2] + logs[0]) / 2);
    verdict->threshold = threshold < LEAST_THRESHOLD ? LEAST_THRESHOLD : threshold;
    verdict->margin = et_rules_level(units((logs[2] - logs[0]) / 2), verdict->threshold);
    verdict->sentiment = et_rules_squash(verdict->margin);
    et_rules_round_shares(emotions, verdict->emotions);
    enum et_label label = et_label_of(verdict->sentiment);
    verdict->confidence = (int32_t)(sides[label < ET_LABEL_NEUTRAL ? 0 : label == ET_LABEL_NEUTRAL ? 1 : 2] * ET_FIXED);
    if (!has_caption)
        verdict->sarcasm = et_logistic_fixed(units(logits[ET_OUT_SARCASM]));
    /* Learned from texts without a post; under one the rules, which read its caption, decide. */
    verdict->sarcastic = !has_caption && logits[ET_OUT_SARCASM] >= stack->weights.cuts[0];
    verdict->spam = logits[ET_OUT_SPAM] >= stack->weights.cuts[1];
    verdict->question = verdict->question && label == ET_LABEL_NEUTRAL;
}

/* Where the rules know better: what the model was not trained on, and what they have decided by more than words. */
static bool is_read(const struct et_reading *reading, const struct et_verdict *verdict)
{
    if (verdict->spam || verdict->agrees || verdict->sarcastic)
        return false;
    return reading->language == ET_LEX_EN || reading->language == ET_LEX_MIXED;
}

void et_stack_judge(const struct et_stack *stack, struct et_stack_scratch *scratch, const struct et_reading *reading,
                    const struct et_rules_context *context, struct et_verdict *verdict, struct et_trace *trace)
{
    if (!is_read(reading, verdict))
        return;
    double logits[ET_OUTPUTS];
    int32_t before = verdict->margin;
    et_stack_logits(stack, scratch, reading, verdict, logits);
    trust_phrases(reading, logits);
    if (context->has_caption)
        expect_post(logits);
    fill_verdict(stack, logits, context->has_caption, verdict);
    if (trace)
        et_stack_trace(stack, scratch, reading, before, verdict->margin, trace);
}
