/** `models pull NAME@REVISION`: fetches a published classifier, pins and checks it; and what was pulled so far. */
#ifndef ET_CLI_MODELS_PULL_H
#define ET_CLI_MODELS_PULL_H

#include "cli/app.h"

extern const struct et_command et_models_pull;

/** The models in the folder of the setting models.dir as "NAME@REVISION", sorted. Texts live in the app's arena. */
ET_MUST_CHECK enum et_rc et_pulled_models(struct et_app *app, const char ***names, size_t *count,
                                          struct et_error *error);

/** Opens a pulled model, which holds all its files against its lock. sha256: of the model. */
ET_MUST_CHECK enum et_rc et_pulled_model_check(struct et_app *app, const char *name, char sha256[ET_SHA256_HEX],
                                               struct et_error *error);

#endif
