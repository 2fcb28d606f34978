#include "analyse/sentiment/rules.h"

#define CALM 870 /* words stronger than this make no mere request for information */

bool et_rules_question(const struct et_reading *r, int32_t margin)
{
    if ((r->seen & ET_LEX_RHETORICAL) || r->shouts || margin > CALM || margin < -CALM)
        return false;
    if (r->seen & ET_LEX_ASK)
        return true;
    if (r->asks == 0)
        return r->opens_asking && r->words >= 3 && r->words <= 9 && r->tokens.count && !r->emoji &&
               (r->tokens.items[0].flags & ET_TOKEN_SENTENCE_START) && (r->seen & ET_LEX_WH) && r->clause_count <= 1 &&
               margin < CALM / 2 && margin > -CALM / 2;
    return r->asks <= 2 && (r->opens_asking || (r->seen & ET_LEX_WH));
}
