/** The insides of a classifier, shared by transformer.c (opening), batch.c (running) and judge.c (reading the classes).
 */
#ifndef ET_ANALYSE_TRANSFORMER_TRANSFORMER_INT_H
#define ET_ANALYSE_TRANSFORMER_TRANSFORMER_INT_H

#include "analyse/transformer/bpe.h"
#include "analyse/transformer/roberta.h"
#include "analyse/transformer/transformer.h"

struct et_transformer {
    struct et_arena arena;
    const char *name;
    char sha256[ET_SHA256_HEX];
    struct et_roberta_config config;
    struct et_class_map map;
    struct et_bpe *bpe;
    struct et_tensors *tensors;
    struct et_roberta *roberta;
};

#endif
