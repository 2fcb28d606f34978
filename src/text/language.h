/** Language of a comment from its tokens: function words and letters. */
#ifndef ET_TEXT_LANGUAGE_H
#define ET_TEXT_LANGUAGE_H

#include "text/token.h"

/** Writes an ISO 639-1 code, "und" where there are no words, "mul" for a mixture. No allocation. */
void et_language_detect(const struct et_tokens *tokens, struct et_slice text, char language[4]);

#endif
