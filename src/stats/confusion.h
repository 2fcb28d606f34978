/** What a classifier makes of labelled items: precision, recall, F1 with intervals, and shares corrected for what it
 * confuses. Pure functions over counts; what is drawn is seeded, so that the same counts give the same figures. */
#ifndef ET_STATS_CONFUSION_H
#define ET_STATS_CONFUSION_H

#include "stats/stats.h"

#define ET_CLASSES_MAX 8

/** counts[label][read] of items. */
struct et_confusion {
    size_t classes;
    uint64_t counts[ET_CLASSES_MAX][ET_CLASSES_MAX];
};

struct et_class_measure {
    uint64_t labelled, read, right;
    double precision, recall, f1; /**< NaN where nothing was read so, labelled so, or either */
    struct et_interval precision_interval, recall_interval; /**< Wilson */
};

struct et_confusion_measure {
    uint64_t count, right;
    double accuracy, macro_f1,
        macro_recall;                     /**< macro: over the classes that are labelled or read; NaN without items */
    struct et_interval accuracy_interval; /**< Wilson */
    struct et_interval macro_f1_interval; /**< bootstrap over items, 95 % (Efron 1979) */
    struct et_class_measure classes[ET_CLASSES_MAX];
};

/** Adds b's counts to a. Both have the same classes. */
void et_confusion_add(struct et_confusion *a, const struct et_confusion *b);

void et_confusion_measure(const struct et_confusion *confusion, uint64_t seed, struct et_confusion_measure *out);

/** Shares of the classes among items of which the classifier read[j] as class j, given what it confuses on labelled
 * items: the solution of q_j = sum_i p_i P(read j | class i) (adjusted classify and count: Forman 2008, "Quantifying
 * counts and costs via classification"). Where it leaves [0, 1], the likeliest shares inside (expectation
 * maximisation). A class without labelled items counts as absent, one with fewer than 10 has the share NaN. False, and
 * all shares NaN, without items, or when two classes are read so much alike that nothing follows for either. */
bool et_confusion_correct(const struct et_confusion *confusion, const uint64_t *read, double *shares);

/** The same with 95 % intervals, from drawing labelled and read items anew (bootstrap, 400 rounds). */
bool et_confusion_shares(const struct et_confusion *confusion, const uint64_t *read, uint64_t seed, double *shares,
                         struct et_interval *intervals);

/** Corrected shares of labelled items themselves, honestly: each fold is corrected by what is confused in the others.
 */
bool et_confusion_cross(const struct et_confusion *folds, size_t count, uint64_t seed, double *shares,
                        struct et_interval *intervals);

#endif
