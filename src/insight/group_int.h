/** Exact sums over one group of comments, and its best candidates for evidence. All integers: adding and merging in any
 * order gives the same. */
#ifndef ET_INSIGHT_GROUP_INT_H
#define ET_INSIGHT_GROUP_INT_H

#include "insight/weight_int.h"
#include "types/fact.h"

#include <stddef.h>

__extension__ typedef __int128 et_int128;

/** A comment that may stand as evidence, with all that decides between two of them. Ids decide last of all: they depend
 * on the order of imports, what stands before them does not. */
struct et_pick {
    int64_t comment_id; /**< 0 = none */
    int64_t created_at_us;
    uint64_t author, copy_hash;
    uint32_t likes;
    uint32_t post; /**< rank of its post by platform and key */
    int32_t sentiment, confidence;
};

enum et_pick_order { ET_PICK_LIKED, ET_PICK_POSITIVE, ET_PICK_NEGATIVE };

void et_pick_offer(enum et_pick_order order, struct et_pick *best, const struct et_pick *candidate);

#define ET_PICKS 3
/** Keeps the most liked, of near-copies only one; picks stay sorted, free places have comment_id 0. */
void et_picks_offer(struct et_pick picks[ET_PICKS], const struct et_pick *candidate);

/** No comment's weight reaches 5 % of the whole in a larger group, since weights lie between 1 and 23.2. */
#define ET_TOPS_NEEDED 464
#define ET_TOPS 20

struct et_group {
    int64_t n, sum;             /**< of sentiment, fixed point */
    int64_t weight, weight_sum; /**< of w, and of w * sentiment */
    uint64_t likes;
    et_int128 like_sum, likes2; /**< of likes * sentiment, and of likes squared */
    int64_t first_us, last_us;  /**< valid when n > 0 */
    uint32_t max_likes;
    uint32_t labels[ET_LABELS], emotions[ET_EMOTIONS];
    uint32_t sarcastic, questions, spam, not_understood;
    uint32_t top_count;
    uint64_t tops[ET_TOPS]; /**< heaviest first: weight << 16 | sentiment + 32,768; kept while n <= ET_TOPS_NEEDED */
    struct et_pick liked, positive, negative;
};

/** One comment as a group takes it. */
struct et_item {
    const struct et_fact *fact;
    uint32_t likes, weight;
    int32_t sentiment;          /**< the comment's own, or that toward an entity */
    const struct et_pick *pick; /**< with that sentiment; NULL = never evidence (spam) */
};

void et_group_add(struct et_group *group, const struct et_item *item);
void et_group_merge(struct et_group *into, const struct et_group *from);

/** The most that one comment may weigh: max(5 %, 1/n) of the sum of all weights after capping. UINT32_MAX = none is
 * cut. */
uint32_t et_group_cap(const struct et_group *group);

#endif
