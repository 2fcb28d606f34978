/** Cards: one entity or storyline with sentences and the comments that stand behind them. */
#ifndef ET_BRIEF_CARDS_H
#define ET_BRIEF_CARDS_H

#include "brief/model_int.h"

/** *count cards in the arena; NULL when there is none or memory ran out. */
const struct et_card *et_cards_entities(const struct et_brief_model *brief, struct et_words *words, size_t *count);
const struct et_card *et_cards_storylines(const struct et_brief_model *brief, struct et_words *words, size_t *count);
const struct et_card *et_cards_alerts(const struct et_brief_model *brief, struct et_words *words, size_t *count);

#endif
