/** `models train`: models of the program's own, made from labelled data. */
#ifndef ET_CLI_MODELS_TRAIN_H
#define ET_CLI_MODELS_TRAIN_H

#include "cli/app.h"

extern const struct et_command et_models_train;

#endif
