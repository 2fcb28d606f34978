/** The first pass: the facts, in any order, become exact sums of groups and the records that the second pass needs. One
 *  collector belongs to one thread; merging collectors in any order gives the same. */
#ifndef ET_INSIGHT_COLLECT_INT_H
#define ET_INSIGHT_COLLECT_INT_H

#include "insight/cluster_int.h"
#include "insight/plan_int.h"
#include "insight/record_int.h"

/** Series are what is followed over time: all comments, the eight themes, then the entities by their index. */
#define ET_SERIES_ALL 0
#define ET_SERIES_THEME 1
#define ET_SERIES_ENTITY (ET_SERIES_THEME + ET_BUILTIN_THEMES)

/** Recent comments of a series that may carry a change, by the way they lean. */
struct et_recent_picks {
    struct et_pick cold[ET_PICKS], warm[ET_PICKS];
};

/** Two entities in one comment of the period. */
struct et_pair {
    uint32_t a, b; /**< indices, a < b */
    uint32_t comments, relationship, breakup;
};

#define ET_LIKES_DIRECT 1024

struct et_likes_count {
    uint64_t n;
    int64_t sum;
};

struct et_collect {
    const struct et_plan *plan;
    size_t entity_count;
    uint64_t period_comments; /**< of the period, whether the entity asked for is in them or not */
    struct et_group previous;
    struct et_group themes[ET_BUILTIN_THEMES];
    struct et_pick theme_picks[ET_BUILTIN_THEMES][ET_PICKS];
    struct et_group *entities; /**< explicit mentions, sentiment toward them */
    struct et_group **posts;   /**< NULL = no comment */
    uint64_t *implied;
    uint64_t *period_mentions; /**< explicit, by entity, of all comments of the period */
    uint32_t (*entity_themes)[ET_THEMES_MAX];
    uint32_t (*volumes)[ET_VOLUME_COUNTS]; /**< by series */
    struct et_recent_picks *recent;        /**< by series */
    struct et_map64 pair_index;
    struct et_pair *pairs;
    size_t pair_count, pair_size;
    struct et_likes_count few_likes[ET_LIKES_DIRECT];
    struct et_map64 many_likes; /**< likes -> index */
    struct et_likes_count *many;
    size_t many_count, many_size;
    uint64_t by_hour[24], by_weekday[7];
    struct et_records records;
};

ET_MUST_CHECK enum et_rc et_collect_new(const struct et_plan *plan, struct et_collect **out, struct et_error *error);
void et_collect_free(struct et_collect *collect);
/** Facts of posts that the plan does not know (stored meanwhile) and damaged ones are left out, as are unknown entities. */
ET_MUST_CHECK enum et_rc et_collect_add(struct et_collect *collect, const struct et_fact *facts, size_t count,
                                        struct et_error *error);
/** Empties from, which is freed all the same. */
ET_MUST_CHECK enum et_rc et_collect_merge(struct et_collect *into, struct et_collect *from, struct et_error *error);

#endif
