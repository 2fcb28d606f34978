/** Analyses many comments with several threads, each with a scratch and an arena of its own. */
#ifndef ET_INGEST_ANALYSIS_POOL_H
#define ET_INGEST_ANALYSIS_POOL_H

#include "analyse/analyse.h"

struct et_analysis_pool;

ET_MUST_CHECK enum et_rc et_analysis_pool_new(const struct et_analyser *analyser, unsigned threads,
                                              struct et_analysis_pool **out, struct et_error *error);
void et_analysis_pool_free(struct et_analysis_pool *pool);

/** out[i] is the analysis of inputs[i]; its mentions hold until the next run. The result does not depend on the threads. */
ET_MUST_CHECK enum et_rc et_analysis_pool_run(struct et_analysis_pool *pool, const struct et_input *inputs,
                                              struct et_analysis *out, size_t count, struct et_error *error);

/** Copies the mentions of an analysis out of the scratch into an arena. */
ET_MUST_CHECK enum et_rc et_analysis_keep(struct et_analysis *analysis, struct et_arena *arena, struct et_error *error);

#endif
