/** Makes entities of names that the catalogue does not cover: spelling variants, hashtags, first names, initials and
 * full names of one person or thing become one; two people of one first name stay two, told apart by captions and by
 * who is named in full under the same post, and left as they are where neither tells. What comes out depends on the
 * names that were added alone, not on their order. Threads: one et_discovery belongs to one thread.
 *
 *  Use: _add every name and _caption every post, then _settle; then _find says for each name to whom it belongs, _count
 *  takes it in, and _finish lists who was found. */
#ifndef ET_ANALYSE_ENTITY_DISCOVER_H
#define ET_ANALYSE_ENTITY_DISCOVER_H

#include "base/arena.h"
#include "base/error.h"
#include "types/entity.h"

struct et_discovery;

/** One name in one comment, or in a caption (author and sentiment are of no matter there). */
struct et_sighted {
    struct et_slice name; /**< as in the text; a hashtag with its '#' */
    enum et_entity_type type;
    int32_t sureness, sentiment; /**< fixed point */
    int64_t comment_id, post_id, author_id;
};

/** A discovered entity. */
struct et_discovered {
    struct et_slice name; /**< as best read */
    enum et_entity_type type;
    const struct et_slice *forms; /**< how else it is written, most frequent first */
    size_t form_count;
    uint64_t comments, authors, posts;
    int32_t sureness; /**< fixed point */
    int64_t sentiment_sum;
    size_t index; /**< what et_discovery_find returns for it */
};

ET_MUST_CHECK enum et_rc et_discovery_new(struct et_discovery **out, struct et_error *error);
void et_discovery_free(struct et_discovery *discovery);

/** Names of these entities, and their aliases, are not discovered: what a person ignored. */
ET_MUST_CHECK enum et_rc et_discovery_leave_out(struct et_discovery *discovery, const struct et_catalogue *catalogue,
                                                struct et_error *error);
ET_MUST_CHECK enum et_rc et_discovery_add(struct et_discovery *discovery, const struct et_sighted *sighted,
                                          struct et_error *error);
ET_MUST_CHECK enum et_rc et_discovery_caption(struct et_discovery *discovery, const struct et_sighted *sighted,
                                              struct et_error *error);
ET_MUST_CHECK enum et_rc et_discovery_settle(struct et_discovery *discovery, struct et_error *error);

#define ET_DISCOVERED_NONE SIZE_MAX
/** To whom a name under this post belongs; ET_DISCOVERED_NONE for what is no name or was never added. */
size_t et_discovery_find(const struct et_discovery *discovery, struct et_slice name, int64_t post_id);
/** Takes a name into the counts of its entity. Names come in the order of their comments. */
ET_MUST_CHECK enum et_rc et_discovery_count(struct et_discovery *discovery, const struct et_sighted *sighted,
                                            struct et_error *error);
/** Who was found, by comments, then by name. Lives in the discovery. */
ET_MUST_CHECK enum et_rc et_discovery_finish(struct et_discovery *discovery, const struct et_discovered **out,
                                             size_t *count, struct et_error *error);

#endif
