/** What a comment feels toward each entity that it names. */
#ifndef ET_ANALYSE_SENTIMENT_TARGETS_H
#define ET_ANALYSE_SENTIMENT_TARGETS_H

#include "analyse/entity/matcher.h"
#include "analyse/sentiment/rules.h"

/** Fills margins[i] (in ET_UNIT) for found[i]; all places of one entity get the same. One entity gets what the comment
 * says as a whole; several get what their own clauses say, with comparison, blame and sympathy read. */
void et_targets_score(const struct et_reading *reading, const struct et_verdict *verdict, const struct et_found found[],
                      size_t count, int32_t margins[ET_FOUND_MAX]);

#endif
