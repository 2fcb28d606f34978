#include "analyse/learned/stack_int.h"

#include "analyse/row_sums.h"
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

static __attribute__((noinline)) void sum_word(const struct et_stack *stack, const struct et_token *token,
                                               struct et_word_sum *word)
{
    uint32_t rows[ET_LETTERS_MAX];
    size_t count = et_letters_read(token, rows);
    struct et_row_sums sums = {0};
    for (size_t i = 0; i < count; i++)
        et_row_add(&sums, stack->weights.letters + (size_t)rows[i] * ET_OUTPUTS);
    word->hash = token->plain_hash;
    word->count = (int32_t)count;
    et_row_store(&sums, word->sums);
}

static inline const struct et_word_sum *find_word(const struct et_stack *stack, struct et_stack_scratch *scratch,
                                                  const struct et_token *token)
{
    struct et_word_sum *word = &scratch->words[token->plain_hash & (ET_WORDS_KEPT - 1)];
    if (word->hash != token->plain_hash)
        sum_word(stack, token, word);
    return word;
}

const struct et_word_sum *et_stack_word(const struct et_stack *stack, struct et_stack_scratch *scratch,
                                        const struct et_token *token)
{
    return find_word(stack, scratch, token);
}

static const int8_t *gram_row(const struct et_stack *stack, const struct et_gram *gram)
{
    return stack->weights.grams + (size_t)gram->row * ET_OUTPUTS;
}

static void sum_grams(const struct et_stack *stack, const struct et_stack_scratch *scratch, int32_t out[ET_OUTPUTS])
{
    memset(out, 0, ET_OUTPUTS * sizeof *out);
    for (size_t i = 0; i < scratch->gram_count;) {
        struct et_row_sums sums = {0};
        int16_t block[ET_OUTPUTS];
        for (size_t end = i + ET_ROWS_MAX; i < end && i < scratch->gram_count; i++)
            et_row_add(&sums, gram_row(stack, &scratch->grams[i]));
        et_row_store(&sums, block);
        for (unsigned k = 0; k < ET_OUTPUTS; k++)
            out[k] += block[k];
    }
}

/* So many words of ET_LETTERS_MAX groups never overflow 16 bits. */
#define WORDS_AT_ONCE (INT16_MAX / (ET_LETTERS_MAX * 128))

static size_t sum_letters(const struct et_stack *stack, struct et_stack_scratch *scratch,
                          const struct et_tokens *tokens, int32_t sums[ET_OUTPUTS])
{
    size_t count = 0, n = tokens->count < ET_GRAM_TOKENS ? tokens->count : ET_GRAM_TOKENS;
    memset(sums, 0, ET_OUTPUTS * sizeof *sums);
    for (size_t i = 0; i < n;) {
        et_row_lanes first = {0}, second = {0}, part;
        int16_t block[ET_OUTPUTS];
        for (unsigned words = 0; words < WORDS_AT_ONCE && i < n; i++) {
            if (!et_letters_has(&tokens->items[i]))
                continue;
            const struct et_word_sum *word = find_word(stack, scratch, &tokens->items[i]);
            count += (size_t)word->count;
            memcpy(&part, word->sums, sizeof part);
            first += part;
            memcpy(&part, word->sums + 8, sizeof part);
            second += part;
            words++;
        }
        memcpy(block, &first, sizeof first);
        memcpy(block + 8, &second, sizeof second);
        for (unsigned k = 0; k < ET_OUTPUTS; k++)
            sums[k] += block[k];
    }
    return count;
}

typedef double lanes __attribute__((vector_size(64)));

/* Adds what the inputs from the rules weigh; eight outputs at a time stay in registers. */
static void add_dense(const struct et_stack_weights *w, const double dense[ET_DENSE], double out[ET_OUTPUTS])
{
    unsigned given[ET_DENSE], count = 0;
    for (unsigned d = 0; d < ET_DENSE; d++) { /* without a branch: which are zero is hard to foresee */
        given[count] = d;
        count += dense[d] != 0;
    }
    for (unsigned k = 0; k < ET_OUTPUTS; k += 8) {
        lanes sums, row;
        memcpy(&sums, out + k, sizeof sums);
        for (unsigned i = 0; i < count; i++) {
            memcpy(&row, &w->dense[given[i]][k], sizeof row);
            sums += dense[given[i]] * row;
        }
        memcpy(out + k, &sums, sizeof sums);
    }
}

void et_stack_logits(const struct et_stack *stack, struct et_stack_scratch *scratch, const struct et_reading *reading,
                     const struct et_verdict *verdict, double out[ET_OUTPUTS])
{
    const struct et_stack_weights *w = &stack->weights;
    int32_t grams[ET_OUTPUTS], letters[ET_OUTPUTS];
    scratch->letter_count = sum_letters(stack, scratch, &reading->tokens, letters);
    et_stack_dense(reading, verdict, scratch->dense);
    sum_grams(stack, scratch, grams);
    double gram = scratch->gram_count ? ET_GRAM_GAIN / sqrt((double)scratch->gram_count) : 0;
    double letter = scratch->letter_count ? ET_LETTER_GAIN / sqrt((double)scratch->letter_count) : 0;
    for (unsigned k = 0; k < ET_OUTPUTS; k++)
        out[k] = grams[k] * (w->gram_scale[k] * gram) + letters[k] * (w->letter_scale[k] * letter);
    add_dense(w, scratch->dense, out);
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
    double m = x > 1e-12 ? x : 1e-12;
    uint64_t bits;
    memcpy(&bits, &m, sizeof bits);
    int exponent = (int)(bits >> 52) - 1022;
    bits = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1022) << 52;
    memcpy(&m, &bits, sizeof m); /* in [0.5, 1) */
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

/* Sides and emotions of one text, each knowing what the other says: three sides, then the emotions. */
static void join(const double logits[ET_OUTPUTS], double joined[3 + ET_EMOTIONS], double turned[3])
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
        joined[s] = turned[s] = (1 - JOINT) * logarithm(powers[s]) + JOINT * logarithm(seen[s]);
    for (unsigned e = 0; e < ET_EMOTIONS; e++) {
        double fit = 0;
        for (unsigned s = 0; s < 3; s++)
            fit += powers[s] * side_of[e][s];
        joined[3 + e] = JOINT * logarithm(fit);
    }
    et_exp_all(joined, 3 + ET_EMOTIONS);
    normalise(joined, 3);
    for (unsigned e = 0; e < ET_EMOTIONS; e++)
        joined[3 + e] *= powers[3 + e];
    normalise(joined + 3, ET_EMOTIONS);
}

/* Looser than the rules: jokes are neutral too, sad news may be. Only what readers would take for a slip is ruled out.
 */
static const uint8_t goes_with[ET_EMOTIONS] = {
    [ET_EXCITEMENT] = 6, [ET_ANGER] = 3,    [ET_DISAPPOINTMENT] = 3, [ET_LOVE] = 6,
    [ET_DISGUST] = 3,    [ET_SURPRISE] = 7, [ET_FATIGUE] = 3,        [ET_NEUTRAL] = 7,
};

static int32_t units(double value)
{
    double scaled = value * ET_UNIT;
    scaled = scaled > 20000 ? 20000 : scaled < -20000 ? -20000 : scaled;
    return (int32_t)(scaled + (scaled < 0 ? -0.5 : 0.5));
}

static void fill_verdict(const struct et_stack *stack, const double logits[ET_OUTPUTS], bool has_caption,
                         struct et_verdict *verdict)
{
    double joined[3 + ET_EMOTIONS], logs[3];
    join(logits, joined, logs);
    int32_t threshold = units(logs[1] - (logs[2] + logs[0]) / 2);
    verdict->threshold = threshold < LEAST_THRESHOLD ? LEAST_THRESHOLD : threshold;
    verdict->margin = et_rules_level(units((logs[2] - logs[0]) / 2), verdict->threshold);
    verdict->sentiment = et_rules_squash(verdict->margin);
    et_rules_round_shares(joined + 3, verdict->emotions);
    enum et_label label = et_label_of(verdict->sentiment);
    et_rules_settle(verdict->emotions, goes_with, label);
    verdict->confidence = (int32_t)(joined[label < ET_LABEL_NEUTRAL    ? 0
                                           : label == ET_LABEL_NEUTRAL ? 1
                                                                       : 2] *
                                    ET_FIXED);
    if (!has_caption)
        verdict->sarcasm = et_logistic_fixed(units(logits[ET_OUT_SARCASM]));
    /* Learned from texts without a post; under one the rules, which read its caption, decide. */
    verdict->sarcastic = !has_caption && logits[ET_OUT_SARCASM] >= stack->weights.cuts[0];
    verdict->spam = logits[ET_OUT_SPAM] >= stack->weights.cuts[1];
    verdict->question = verdict->question && label == ET_LABEL_NEUTRAL;
}

static bool is_known_language(const struct et_reading *reading)
{
    return reading->language == ET_LEX_EN || reading->language == ET_LEX_MIXED;
}

/* Where the rules know better: what the model was not trained on, and what they have decided by more than words. */
static bool is_read(const struct et_reading *reading, const struct et_verdict *verdict)
{
    return !verdict->spam && !verdict->agrees && !verdict->sarcastic && is_known_language(reading);
}

void et_stack_fetch(const struct et_stack *stack, struct et_stack_scratch *scratch, const struct et_reading *reading)
{
    if (is_known_language(reading))
        scratch->gram_count = et_grams_fetch(&reading->tokens, stack->weights.grams, scratch->grams);
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
