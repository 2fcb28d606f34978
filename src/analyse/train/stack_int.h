/** Inside the trainer of the learned scorer. */
#ifndef ET_ANALYSE_TRAIN_STACK_INT_H
#define ET_ANALYSE_TRAIN_STACK_INT_H

#include "analyse/train/stack_train.h"

#define ET_ROWS_ALL (((size_t)1 << ET_GRAM_BITS) + ((size_t)1 << ET_LETTER_BITS))

/** A sample as the fit sees it: rows of both tables (letters behind the words), dense inputs, labels. */
struct et_fit_sample {
    size_t rows; /**< where its rows begin in et_fit_set.rows */
    uint32_t grams, letters;
    float dense[ET_DENSE];
    const struct et_labelled *labels;
};

struct et_fit_set {
    struct et_fit_sample *samples;
    size_t count;
    uint32_t *rows; /**< letters are numbered behind the words: row + (1 << ET_GRAM_BITS) */
    size_t row_count, row_size;
};

/** Reads every sample with the rules and keeps its features. Errors: ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_fit_set_make(const struct et_stack_training *config, struct et_fit_set *set,
                                         struct et_error *error);
void et_fit_set_dispose(struct et_fit_set *set);

/** Weights and AdaGrad's sums of squares, row after row. */
struct et_fit {
    float *rows, *row_squares;
    float dense[ET_DENSE * ET_OUTPUTS], dense_squares[ET_DENSE * ET_OUTPUTS];
    uint64_t random;
};

/** Rounds to 8 bits and appends the file. */
ET_MUST_CHECK enum et_rc et_fit_write(const struct et_fit *fit, struct et_buf *out, struct et_error *error);

/** The logits of a sample; keep[i] != 0 for each feature that counts, or NULL for all. */
void et_fit_logits(const struct et_fit *fit, const struct et_fit_set *set, const struct et_fit_sample *sample,
                   const unsigned char *keep, float out[ET_OUTPUTS]);

#endif
