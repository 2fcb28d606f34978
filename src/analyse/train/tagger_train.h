/** Trains the tagger of names (analyse/entity/tagger.h): a conditional random field, fitted by stochastic gradient
 * (AdaGrad), cut to the features that occur, its weights rounded to 8 bits. One thread, seeded, arithmetic in a fixed
 * order and an exponential of its own: the same sources give the same bytes. Sources: Lafferty et al. 2001 (the model),
 * Duchi et al. 2011 (AdaGrad), Tsuboi et al. 2008 (labels known in part). */
#ifndef ET_ANALYSE_TRAIN_TAGGER_TRAIN_H
#define ET_ANALYSE_TRAIN_TAGGER_TRAIN_H

#include "analyse/entity/tagger.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum et_tag_source_kind {
    ET_TAG_SAMPLES, /**< .jsonl: {"text", "labels": {"targets": [{"surface", "type"}]}}; else CoNLL: word TAB label */
    ET_TAG_FIRST_NAMES, /**< one name a line, most frequent first; what follows a blank is not read */
    ET_TAG_LAST_NAMES,  /**< the same */
    ET_TAG_NAME_LIST,   /**< names in no order */
    ET_TAG_WORD_LIST,   /**< words; those that stand there with a capital only are proper names */
    ET_TAG_TEXT         /**< any text, for how often a word has a capital inside a sentence */
};

struct et_tag_source {
    enum et_tag_source_kind kind;
    const char *path;
};

struct et_tagger_training {
    const struct et_tag_source *sources;
    size_t source_count;
    uint64_t seed;
    unsigned epochs;              /**< 0 = 6 */
    unsigned row_bits, word_bits; /**< 0 = 17 and 18 */
    unsigned cutoff;              /**< a feature must occur so often; 0 = 3 */
    bool keep_sealed;             /**< a hash-chosen tenth of the samples is not learned from but reported on */
};

/** Names found, by exact span and type. */
struct et_tag_counts {
    uint64_t right, found, wanted;
};
double et_tag_f1(const struct et_tag_counts *counts);

struct et_tagger_report {
    size_t samples, sealed, features, rows;
    struct et_tag_counts person, all, untyped; /**< on the sealed tenth; untyped: the span alone */
    uint64_t reachable, wanted; /**< names of the training samples, and those that the word table does not rule out */
};

/** Appends the model file to out. Errors: ET_E_NOT_FOUND, ET_E_FORMAT (file and line), ET_E_USAGE without samples,
 *  ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_train_tagger(const struct et_tagger_training *config, struct et_buf *out,
                                         struct et_tagger_report *report, struct et_error *error);

/** How a model does on a file of samples. with_handles: "@somebody" counts, and is taken for a person, as some sets
 * want it; without it handles are left out on both sides. min_sureness: names less sure are not counted as found. */
struct et_tagger_quality {
    struct et_tag_counts person, all, untyped, by_type[ET_ENTITY_TYPES];
    size_t samples;
};
ET_MUST_CHECK enum et_rc et_evaluate_tagger(struct et_slice model, const char *path, bool with_handles,
                                            int32_t min_sureness, struct et_tagger_quality *out,
                                            struct et_error *error);

#endif
