#include "analyse/sentiment/numbers.h"
#include "analyse/train/stack_int.h"
#include "base/hash.h"
#include "base/mem.h"

#include <math.h>

#define FIRST_SQUARE 0.01f /* AdaGrad's sums begin here: how far the first steps go */
#define FIRST_DENSE_SQUARE 0.1f

static uint64_t draw(uint64_t *state)
{
    return et_mix64(*state += 0x9E3779B97F4A7C15u);
}

static float gain(double of, uint32_t count)
{
    return count ? (float)(of / sqrt((double)count)) : 0;
}

/* How many features of a sample are kept, of both tables. */
static void count_kept(const struct et_fit_sample *sample, const unsigned char *keep, uint32_t *grams,
                       uint32_t *letters)
{
    *grams = sample->grams;
    *letters = sample->letters;
    if (!keep)
        return;
    *grams = *letters = 0;
    for (uint32_t i = 0; i < sample->grams; i++)
        *grams += keep[i];
    for (uint32_t i = 0; i < sample->letters; i++)
        *letters += keep[sample->grams + i];
}

static void add_rows(const struct et_fit *fit, const uint32_t *rows, const unsigned char *keep, uint32_t count,
                     float times, float out[ET_OUTPUTS])
{
    float sums[ET_OUTPUTS] = {0};
    for (uint32_t i = 0; i < count; i++)
        if (!keep || keep[i])
            for (unsigned k = 0; k < ET_OUTPUTS; k++)
                sums[k] += fit->rows[(size_t)rows[i] * ET_OUTPUTS + k];
    for (unsigned k = 0; k < ET_OUTPUTS; k++)
        out[k] += sums[k] * times;
}

void et_fit_logits(const struct et_fit *fit, const struct et_fit_set *set, const struct et_fit_sample *sample,
                   const unsigned char *keep, float out[ET_OUTPUTS])
{
    const uint32_t *rows = set->rows + sample->rows;
    uint32_t grams, letters;
    count_kept(sample, keep, &grams, &letters);
    memset(out, 0, ET_OUTPUTS * sizeof *out);
    add_rows(fit, rows, keep, sample->grams, gain(ET_GRAM_GAIN, grams), out);
    add_rows(fit, rows + sample->grams, keep ? keep + sample->grams : NULL, sample->letters,
             gain(ET_LETTER_GAIN, letters), out);
    for (unsigned d = 0; d < ET_DENSE; d++)
        if (sample->dense[d] != 0)
            for (unsigned k = 0; k < ET_OUTPUTS; k++)
                out[k] += sample->dense[d] * fit->dense[d * ET_OUTPUTS + k];
}

/* Slope of the cross-entropy of a choice among count logits. */
static void choice_slope(const float *logits, unsigned count, int8_t right, float weight, float *slope)
{
    double powers[ET_EMOTIONS], most = logits[0], total = 0;
    for (unsigned i = 1; i < count; i++)
        most = logits[i] > most ? logits[i] : most;
    for (unsigned i = 0; i < count; i++)
        powers[i] = logits[i] - most;
    et_exp_all(powers, count);
    for (unsigned i = 0; i < count; i++)
        total += powers[i];
    for (unsigned i = 0; i < count; i++)
        slope[i] = weight * (float)(powers[i] / total - ((int)i == right));
}

static bool slopes(const struct et_labelled *labels, const float logits[ET_OUTPUTS], float out[ET_OUTPUTS])
{
    bool any = false;
    memset(out, 0, ET_OUTPUTS * sizeof *out);
    if (labels->polarity != ET_NOT_LABELLED) {
        choice_slope(logits, 3, (int8_t)(labels->polarity + 1), labels->weight, out);
        any = true;
    }
    if (labels->emotion != ET_NOT_LABELLED) {
        choice_slope(logits + ET_OUT_EMOTION, ET_EMOTIONS, labels->emotion, labels->weight, out + ET_OUT_EMOTION);
        any = true;
    }
    const struct {
        unsigned output;
        int8_t value;
    } flags[] = {{ET_OUT_SARCASM, labels->sarcastic}, {ET_OUT_SPAM, labels->spam}};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (flags[i].value != ET_NOT_LABELLED) {
            out[flags[i].output] =
                labels->weight * (float)(et_logistic(logits[flags[i].output]) - (flags[i].value > 0));
            any = true;
        }
    return any;
}

static void move(float *weights, float *squares, const float slope[ET_OUTPUTS], float value, float rate)
{
    for (unsigned k = 0; k < ET_OUT_USED; k++) {
        float d = slope[k] * value;
        squares[k] += d * d;
        weights[k] -= rate * d / sqrtf(squares[k]);
    }
}

static void step(struct et_fit *fit, const struct et_fit_set *set, const struct et_fit_sample *sample,
                 unsigned char *keep, double dropout, float rate)
{
    uint32_t count = sample->grams + sample->letters, grams, letters;
    uint64_t bound = (uint64_t)(dropout * 0x1p32);
    for (uint32_t i = 0; i < count; i++)
        keep[i] = (draw(&fit->random) >> 32) >= bound;
    float logits[ET_OUTPUTS], slope[ET_OUTPUTS];
    et_fit_logits(fit, set, sample, keep, logits);
    if (!slopes(sample->labels, logits, slope))
        return;
    count_kept(sample, keep, &grams, &letters);
    float gram = gain(ET_GRAM_GAIN, grams), letter = gain(ET_LETTER_GAIN, letters);
    for (uint32_t i = 0; i < count; i++) {
        size_t at = (size_t)set->rows[sample->rows + i] * ET_OUTPUTS;
        if (keep[i])
            move(fit->rows + at, fit->row_squares + at, slope, i < sample->grams ? gram : letter, rate);
    }
    for (unsigned d = 0; d < ET_DENSE; d++)
        if (sample->dense[d] != 0)
            move(fit->dense + d * ET_OUTPUTS, fit->dense_squares + d * ET_OUTPUTS, slope, sample->dense[d], rate);
}

static void start_from(struct et_fit *fit, const struct et_stack_weights *start)
{
    size_t grams = ((size_t)1 << ET_GRAM_BITS) * ET_OUTPUTS;
    for (size_t i = 0; i < ET_ROWS_ALL * ET_OUTPUTS; i++) {
        fit->row_squares[i] = FIRST_SQUARE;
        if (start)
            fit->rows[i] = (float)(i < grams ? start->grams[i] * start->gram_scale[i % ET_OUTPUTS]
                                             : start->letters[i - grams] * start->letter_scale[i % ET_OUTPUTS]);
    }
    for (size_t i = 0; i < (size_t)ET_DENSE * ET_OUTPUTS; i++) {
        fit->dense_squares[i] = FIRST_DENSE_SQUARE;
        fit->dense[i] = start ? (float)(&start->dense[0][0])[i] : 0;
    }
}

/* Fisher and Yates. */
static void shuffle(uint32_t *order, size_t count, uint64_t *random)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)(draw(random) % i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

static enum et_rc fit_all(const struct et_stack_training *config, const struct et_fit_set *set, struct et_fit *fit,
                          struct et_error *error)
{
    unsigned epochs = config->epochs ? config->epochs : 5;
    unsigned char *keep = et_malloc(ET_GRAMS_MAX + ET_GRAM_TOKENS * (size_t)ET_LETTERS_MAX);
    uint32_t *order = et_malloc((set->count ? set->count : 1) * sizeof *order);
    enum et_rc rc = keep && order ? ET_OK : et_fail_nomem(error);
    for (size_t i = 0; rc == ET_OK && i < set->count; i++)
        order[i] = (uint32_t)i;
    for (unsigned e = 0; rc == ET_OK && e < epochs; e++) {
        shuffle(order, set->count, &fit->random);
        for (size_t i = 0; i < set->count; i++)
            step(fit, set, &set->samples[order[i]], keep, config->dropout > 0 ? config->dropout : 0.3,
                 (float)(config->rate > 0 ? config->rate : 0.1));
        if (config->progress)
            config->progress(config->progress_context, e + 1, epochs);
    }
    et_free(keep);
    et_free(order);
    return rc;
}

enum et_rc et_train_stack(const struct et_stack_training *config, struct et_buf *out, struct et_error *error)
{
    struct et_fit_set set = {0};
    struct et_fit *fit = et_calloc(1, sizeof *fit);
    if (!fit)
        return et_fail_nomem(error);
    fit->random = config->seed;
    fit->rows = et_calloc(ET_ROWS_ALL, ET_OUTPUTS * sizeof *fit->rows);
    fit->row_squares = et_malloc(ET_ROWS_ALL * ET_OUTPUTS * sizeof *fit->row_squares);
    enum et_rc rc = fit->rows && fit->row_squares ? ET_OK : et_fail_nomem(error);
    if (rc == ET_OK && config->count == 0)
        rc = et_fail(error, ET_E_USAGE, "there is no labelled text to learn from");
    if (rc == ET_OK)
        rc = et_fit_set_make(config, &set, error);
    if (rc == ET_OK) {
        start_from(fit, config->start);
        rc = fit_all(config, &set, fit, error);
    }
    if (rc == ET_OK)
        rc = et_fit_write(fit, out, error);
    et_fit_set_dispose(&set);
    et_free(fit->rows);
    et_free(fit->row_squares);
    et_free(fit);
    return rc;
}
