/** Both passes over facts that are at hand, without a store: what et_figures_compute does with what it streams. */
#ifndef ET_INSIGHT_FIGURES_INT_H
#define ET_INSIGHT_FIGURES_INT_H

#include "insight/finish_int.h"

/** The second pass and all that follows, from collectors that have seen every fact. They are merged into the first one.
 */
ET_MUST_CHECK enum et_rc et_figures_finish(const struct et_plan *plan, struct et_collect **collectors, size_t count,
                                           uint64_t min_support, struct et_arena *arena, struct et_figures *out,
                                           struct et_error *error);

#endif
