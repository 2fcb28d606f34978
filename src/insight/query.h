/** The search language: words, "phrases", AND OR NOT, NEAR/n, entity: author: platform: emotion: sentiment:<-0.3 likes:>100
 *  after: before:. Words side by side are ANDed; brackets group. */
#ifndef ET_INSIGHT_QUERY_H
#define ET_INSIGHT_QUERY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "types/entity.h"
#include "types/fact.h"

/** Turns one query word into index tokens (blank-separated), as the index function does. */
typedef enum et_rc (*et_query_tokens)(void *context, struct et_slice text, struct et_buf *out, struct et_error *error);

/** Errors: ET_E_USAGE with the place in the query and what was expected, or the unknown entity with the nearest known name. */
ET_MUST_CHECK enum et_rc et_query_parse(struct et_slice query, const struct et_catalogue *catalogue, et_query_tokens tokens,
                                        void *context, struct et_arena *arena, struct et_search *out, struct et_error *error);

/** The catalogue entity of that name or alias, case- and accent-insensitive; NULL if none or if two share it. */
const struct et_entity *et_entity_by_name(const struct et_catalogue *catalogue, struct et_slice name);

#endif
