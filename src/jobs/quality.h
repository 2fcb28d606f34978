/** How well a scorer reads labelled comments, and how well one would that was trained on them (cross-validation). */
#ifndef ET_JOBS_QUALITY_H
#define ET_JOBS_QUALITY_H

#include "analyse/analyse.h"
#include "analyse/train/stack_train.h"
#include "stats/confusion.h"

#define ET_QUALITY_FOLDS 5

enum et_quality_of { ET_QUALITY_POLARITY, ET_QUALITY_EMOTION, ET_QUALITY_SARCASM, ET_QUALITY_SPAM, ET_QUALITIES };

extern const char *const et_quality_names[ET_QUALITIES]; /**< "polarity", ... */
/** "negative", "love", "yes", ... */
const char *et_quality_class(enum et_quality_of what, size_t index);

/** What was labelled and read, fold by fold. A fold is chosen by the hash of the text and the seed: one text is in one
 * fold, however often it stands there. */
struct et_quality {
    size_t samples;
    struct et_confusion folds[ET_QUALITIES][ET_QUALITY_FOLDS];
};

unsigned et_quality_fold(struct et_slice text, uint64_t seed);

/** Scores the samples, without a parent and with their captions, on the calling thread (a transformer uses all).
 * Errors: ET_E_NOMEM, ET_E_IO. */
ET_MUST_CHECK enum et_rc et_quality_measure(const struct et_analyser *analyser, const struct et_labelled *samples,
                                            size_t count, uint64_t seed, struct et_quality *out,
                                            struct et_error *error);

/** Trains as `training` says on all folds but one and scores that one, for each in turn. Errors: those of
 * et_train_stack; ET_E_USAGE with fewer than 20 samples. */
ET_MUST_CHECK enum et_rc et_quality_cross_validate(const struct et_stack_training *training, struct et_quality *out,
                                                   struct et_error *error);

/** All folds together. */
struct et_confusion et_quality_all(const struct et_quality *quality, enum et_quality_of what);

#endif
