/** `models evaluate FILE`: how well a scorer reads labelled comments. */
#ifndef ET_CLI_MODELS_EVALUATE_H
#define ET_CLI_MODELS_EVALUATE_H

#include "cli/app.h"

extern const struct et_command et_models_evaluate;

#endif
