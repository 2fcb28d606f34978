/** Names beside the catalogue: what the tagger finds, without what the catalogue covers and without what is no name
 * (photo credits, calls, greetings, days, deities). */
#ifndef ET_ANALYSE_ENTITY_UNLISTED_H
#define ET_ANALYSE_ENTITY_UNLISTED_H

#include "analyse/entity/matcher.h"
#include "analyse/entity/tagger.h"
#include "base/buf.h"

#define ET_NAME_SURE_TO_KEEP 5000 /**< fixed point: less sure names are not reported at all */
#define ET_NAME_SURE_TO_SHOW 7500 /**< as sure as one comment alone must make */
#define ET_NAME_SURE_BESIDE 9000  /**< the same where a catalogue says whom it is about */

/** Whether a folded text (lower case, words joined by single blanks) is no name whatever its writing. */
bool et_name_is_none(struct et_slice folded);

/** Appends the name as best read: words of a hashtag parted at capitals, small letters and shouting as names are
 * written. */
void et_name_read(struct et_slice surface, bool hashtag, struct et_buf *out);

/** Whether every word of the span begins a name of the catalogue, or all together are one. */
bool et_unlisted_covered(const struct et_matcher *matcher, const struct et_tokens *tokens,
                         const struct et_tag_span *span);

/** Names in tokens besides the explicit ones of found. Returns how many were written to spans, by place. No allocation.
 */
size_t et_unlisted_find(const struct et_tagger *tagger, const struct et_matcher *matcher,
                        const struct et_tokens *tokens, struct et_tag_scratch *scratch, const struct et_found *found,
                        size_t found_count, struct et_tag_span spans[ET_TAG_SPANS_MAX]);

#endif
