/** What config.json says of a RoBERTa-type sequence classifier, and how its classes become our emotions. */
#ifndef ET_ANALYSE_TRANSFORMER_CONFIG_H
#define ET_ANALYSE_TRANSFORMER_CONFIG_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "types/score.h"

#define ET_CLASSES_MAX 64

struct et_roberta_config {
    size_t hidden, layers, heads, inner; /**< hidden is a multiple of heads */
    size_t vocab, positions, types;      /**< rows of the embedding tables */
    size_t pad, bos, eos;                /**< ids of <pad>, <s>, </s> */
    float norm_eps;
    size_t class_count;
    struct et_slice classes[ET_CLASSES_MAX]; /**< names in the order of the logits; they live in the arena */
};

/** Errors: ET_E_FORMAT naming what is missing, out of range, or a kind of model that this program does not run. */
ET_MUST_CHECK enum et_rc et_roberta_config_read(struct et_slice json, struct et_arena *arena,
                                                struct et_roberta_config *out, struct et_error *error);

/** Most tokens of one text, <s> and </s> included: positions count from pad + 1. */
size_t et_roberta_config_tokens(const struct et_roberta_config *config);

/** One class of a model: how it speaks of sentiment, and which of our emotions it stands for. */
struct et_class {
    double polarity;              /**< [-1, 1] */
    double emotions[ET_EMOTIONS]; /**< sum to 1 */
};

struct et_class_map {
    struct et_class items[ET_CLASSES_MAX]; /**< in the order of the model's classes */
    size_t count;
    char languages[16][4]; /**< that the model reads; count 0 = all */
    size_t language_count;
};

/** Reads a map (docs/models.md has the format) for the given classes, whose names are compared without case. Errors:
 *  ET_E_FORMAT naming the class that is missing or what is wrong with it. */
ET_MUST_CHECK enum et_rc et_class_map_read(struct et_slice json, const struct et_slice *classes, size_t count,
                                           struct et_class_map *out, struct et_error *error);

/** The built-in map for a model by its name, or the one of common class names. Never empty. */
struct et_slice et_class_map_builtin(struct et_slice model);

#endif
