/** The filters of a query: entity:, author:, platform:, emotion:, sentiment:, likes:, after:, before:. */
#ifndef ET_INSIGHT_QUERY_FILTER_INT_H
#define ET_INSIGHT_QUERY_FILTER_INT_H

#include "base/arena.h"
#include "insight/query_lex_int.h"
#include "types/entity.h"
#include "types/fact.h"

/** Adds one filter to those that are set; each of entity, author, platform and emotion can be given once. */
ET_MUST_CHECK enum et_rc et_query_filter_set(struct et_slice query, const struct et_lexeme *lexeme,
                                             const struct et_catalogue *catalogue, struct et_arena *arena,
                                             struct et_filter *filter, struct et_error *error);

#endif
