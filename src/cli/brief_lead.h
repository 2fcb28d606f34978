/** The one sentence of a brief that is printed when it is written. Apart from cmd_brief.c, since brief and command line
 * each have a struct et_column. */
#ifndef ET_CLI_BRIEF_LEAD_H
#define ET_CLI_BRIEF_LEAD_H

struct et_brief_model;

const char *et_brief_lead(const struct et_brief_model *brief);   /**< "" = none */
const char *et_brief_advice(const struct et_brief_model *brief); /**< what to do about an empty brief; "" otherwise */

#endif
