/** Weights by their place in the model, shared by weights.c and roberta.c. */
#ifndef ET_ANALYSE_TRANSFORMER_ROBERTA_INT_H
#define ET_ANALYSE_TRANSFORMER_ROBERTA_INT_H

#include "analyse/transformer/kernels_int.h"
#include "analyse/transformer/roberta.h"

/** y = x * weight^T + bias; weight is [out, in], row by row. */
struct et_linear {
    const float *weight, *bias;
    size_t in, out;
};

struct et_roberta_layer {
    struct et_linear query, key, value, attended, inner, outer;
    struct et_norm attended_norm, outer_norm;
};

struct et_roberta {
    const struct et_roberta_config *config;
    const struct et_tensor *words, *positions; /**< rows are read where they are */
    const float *type;                         /**< of token type 0, the only one there is */
    struct et_norm norm;
    struct et_roberta_layer *layers;
    struct et_linear dense, out;
    float **owned; /**< widened weights */
    size_t owned_count;
};

#endif
