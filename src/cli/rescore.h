/** Scoring what is stored again, for the commands that change what scores depend on. */
#ifndef ET_CLI_RESCORE_H
#define ET_CLI_RESCORE_H

#include "cli/app.h"

extern const struct et_option et_rescore_after_options[]; /**< --rescore */

/** Loads the catalogue anew and scores all comments with the model (NULL = the active one, or the default). The store
 * must be open for writing. */
ET_MUST_CHECK enum et_rc et_rescore_all(struct et_app *app, const char *model, uint64_t *analysed,
                                        struct et_error *error);

/** After a change: scores again when --rescore was given, else says that `et-intel rescore` applies it. */
ET_MUST_CHECK enum et_rc et_rescore_after(struct et_app *app, struct et_error *error);

#endif
