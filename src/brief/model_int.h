/** The parts of et_brief_build, one file each. All append to the model and report lack of memory through words->failed.
 */
#ifndef ET_BRIEF_MODEL_INT_H
#define ET_BRIEF_MODEL_INT_H

#include "brief/model.h"

/** How many entities, storylines and posts get a card with quotes. */
#define ET_CARD_ENTITIES 20
#define ET_CARD_STORYLINES 10

void et_model_alerts(struct et_brief_model *brief, struct et_words *words); /**< findings.c: alerts.c */
void et_model_changes(struct et_brief_model *brief, struct et_words *words);
void et_model_numbers(struct et_brief_model *brief, struct et_words *words);
void et_model_findings(struct et_brief_model *brief, struct et_words *words);
void et_model_lead(struct et_brief_model *brief, struct et_words *words);     /**< after the three above */
void et_model_sections(struct et_brief_model *brief, struct et_words *words); /**< last */
void et_model_method(struct et_brief_model *brief, struct et_words *words);

/** Tables; NULL when there is nothing to list or memory ran out. */
const struct et_table *et_table_entities(const struct et_brief_model *brief, struct et_words *words);
const struct et_table *et_table_storylines(const struct et_brief_model *brief, struct et_words *words);
const struct et_table *et_table_relations(const struct et_brief_model *brief, struct et_words *words);
const struct et_table *et_table_posts(const struct et_brief_model *brief, struct et_words *words);
const struct et_table *et_table_platforms(const struct et_brief_model *brief, struct et_words *words);

const char *et_name_of(struct et_words *words, const struct et_figures *figures,
                       uint32_t entity); /**< index of figures */

#endif
