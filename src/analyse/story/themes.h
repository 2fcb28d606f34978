/** The storyline themes: word and phrase lists matched on word boundaries, built-in ones and the user's own. */
#ifndef ET_ANALYSE_STORY_THEMES_H
#define ET_ANALYSE_STORY_THEMES_H

#include "analyse/analyse.h"
#include "base/error.h"
#include "text/token.h"

struct et_theme_set; /**< immutable, shared */

/** Built-in lists from models/lexicon/themes.tsv, then the user's. */
ET_MUST_CHECK enum et_rc et_theme_set_new(const struct et_user_theme *own, size_t own_count, struct et_theme_set **out,
                                          struct et_error *error);
void et_theme_set_free(struct et_theme_set *set);
uint64_t et_theme_set_match(const struct et_theme_set *set, const struct et_tokens *tokens);

#endif
