/** `models train stack` and `models train NAME@VERSION`: scorers from labelled comments. */
#ifndef ET_CLI_MODELS_STACK_H
#define ET_CLI_MODELS_STACK_H

#include "cli/app.h"

int et_train_stack_run(struct et_app *app);
int et_train_own_run(struct et_app *app);

/** The own models in the folder of the setting models.dir as "NAME@VERSION", sorted. Texts live in the app's arena. */
ET_MUST_CHECK enum et_rc et_own_models(struct et_app *app, const char ***names, size_t *count, struct et_error *error);

#endif
