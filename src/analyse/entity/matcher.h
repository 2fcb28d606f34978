/** Finds catalogue entities in tokens: names, aliases, hashtags, handles, possessives, first and last names, couples;
 * `not` phrases; resolution of a shared name through the caption and uniqueness; implied mentions of pronouns. */
#ifndef ET_ANALYSE_ENTITY_MATCHER_H
#define ET_ANALYSE_ENTITY_MATCHER_H

#include "base/error.h"
#include "text/token.h"
#include "types/entity.h"
#include "types/score.h"

struct et_matcher; /**< immutable, shared */

ET_MUST_CHECK enum et_rc et_matcher_new(const struct et_catalogue *catalogue, struct et_matcher **out,
                                        struct et_error *error);
void et_matcher_free(struct et_matcher *matcher);

/** Entities that a caption (or a parent comment) is about: what shared names and pronouns are resolved with. */
#define ET_CONTEXT_MAX 16
struct et_context {
    uint32_t entities[ET_CONTEXT_MAX]; /**< indices into the catalogue, in the order of their first place */
    size_t count;
};

/** One place where an entity is named or meant. */
struct et_found {
    uint32_t entity;                  /**< index into the catalogue */
    uint32_t start, end;              /**< bytes; for an implied one the pronoun's place, or 0, 0 */
    uint32_t first_token, last_token; /**< inclusive; meaningless for 0, 0 */
    bool is_explicit;
};

#define ET_FOUND_MAX 64 /**< further mentions of one comment are dropped */

/** Fills context from a caption's tokens (explicit mentions only). */
void et_matcher_context(const struct et_matcher *matcher, const struct et_tokens *tokens, struct et_context *out);

/** Finds mentions, explicit ones by place first, then implied ones. caption and parent may be NULL. No allocation.
 *  Returns how many were written to found. */
size_t et_matcher_find(const struct et_matcher *matcher, const struct et_tokens *tokens,
                       const struct et_context *caption, const struct et_context *parent,
                       struct et_found found[ET_FOUND_MAX]);

#endif
