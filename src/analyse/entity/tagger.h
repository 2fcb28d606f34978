/** Finds names in noisy text that no catalogue lists: people, groups, works, brands, places. A linear-chain model over
 * hashed features, trained by src/analyse/train/tagger_train.c; here it only adds small integers, so the answer is the
 * same with every compiler. Threads: a model is immutable and shared; an et_tag_scratch belongs to one thread. Source:
 * Lafferty, McCallum and Pereira, Conditional random fields (ICML 2001). Data: see docs/models.md. */
#ifndef ET_ANALYSE_ENTITY_TAGGER_H
#define ET_ANALYSE_ENTITY_TAGGER_H

#include "base/error.h"
#include "base/slice.h"
#include "text/token.h"
#include "types/entity.h"

#include <stdbool.h>
#include <stdint.h>

struct et_tagger;
struct et_tag_scratch;

/** Reads a model file. The bytes are borrowed and must outlive the tagger; they are used in place. Errors: ET_E_FORMAT
 * for another file or another version, ET_E_CORRUPT for one that was cut. */
ET_MUST_CHECK enum et_rc et_tagger_new(struct et_slice model, struct et_tagger **out, struct et_error *error);
void et_tagger_free(struct et_tagger *tagger);

/** The model that is built in; the same bytes for every call. */
struct et_slice et_tagger_builtin(void);

ET_MUST_CHECK enum et_rc et_tag_scratch_new(struct et_tag_scratch **out, struct et_error *error);
void et_tag_scratch_free(struct et_tag_scratch *scratch);

/** A name as it stands in the text. */
struct et_tag_span {
    uint32_t first, last;     /**< tokens, inclusive */
    uint32_t start, end;      /**< bytes: without '#' and without a possessive */
    enum et_entity_type type; /**< PERSON, GROUP, WORK, BRAND or PLACE */
    int32_t sureness;         /**< that this is a name at all, fixed point, (0, ET_FIXED) */
};

#define ET_TAG_SPANS_MAX 32   /**< further names of one comment are not reported */
#define ET_TAG_TOKENS_MAX 512 /**< of one comment; what follows is not read */

/** Names of the text, by place; they don't overlap. Handles are left out: they name an account, which the catalogue
 * knows or nobody does. Returns how many were written. No allocation. Cost: a table look-up a word; words that can
 * begin no name cost nothing more. */
size_t et_tagger_find(const struct et_tagger *tagger, const struct et_tokens *tokens, struct et_tag_scratch *scratch,
                      struct et_tag_span spans[ET_TAG_SPANS_MAX]);

#endif
