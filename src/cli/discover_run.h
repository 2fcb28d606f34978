/** Discovered names from the command line's side: the settings, and what follows a change. */
#ifndef ET_CLI_DISCOVER_RUN_H
#define ET_CLI_DISCOVER_RUN_H

#include "cli/app.h"
#include "ingest/discover.h"

struct et_discover_limits et_app_discover_limits(const struct et_app *app);

/** Analyses what is pending and brings discovered names up to date, with the catalogue as it is stored now. The store is
 *  open for writing. */
ET_MUST_CHECK enum et_rc et_app_settle(struct et_app *app, uint64_t *analysed, struct et_error *error);

#endif
