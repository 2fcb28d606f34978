/** Spam and copies: promotion, scams, follow-back, link bait; and the hash by which near-copies are found. */
#ifndef ET_ANALYSE_STORY_SPAM_H
#define ET_ANALYSE_STORY_SPAM_H

#include "base/slice.h"
#include "text/token.h"

#include <stdbool.h>

struct et_spam_set; /**< immutable: patterns of models/lexicon/spam.tsv */
#include "base/error.h"
ET_MUST_CHECK enum et_rc et_spam_set_new(struct et_spam_set **out, struct et_error *error);
void et_spam_set_free(struct et_spam_set *set);
bool et_spam_is(const struct et_spam_set *set, const struct et_tokens *tokens, struct et_slice text);

/** Hash of the words alone, folded; 0 for texts of fewer than 4 words. */
uint64_t et_copy_hash(const struct et_tokens *tokens);

#endif
