/** Measured quality as tables for people, CSV, and JSON: of `models evaluate` and `models train`. */
#ifndef ET_CLI_QUALITY_OUT_H
#define ET_CLI_QUALITY_OUT_H

#include "cli/app.h"
#include "jobs/quality.h"

/** One object: for each thing that is labelled its measures, classes, confusion matrix and corrected shares. */
void et_quality_json(const struct et_quality *quality, uint64_t seed, struct et_emit *json);

/** Headings and tables; under --csv one table of all classes. Nothing under --json. */
void et_quality_print(struct et_app *app, const struct et_quality *quality, uint64_t seed);

/** The classes' shares among `read` comments, as read and as corrected; people and CSV, or JSON into `json`. */
void et_quality_shares(struct et_app *app, const struct et_quality *quality, enum et_quality_of what,
                       const uint64_t *read, uint64_t seed, struct et_emit *json);

#endif
