/** The second pass: the records, author by author, become sums over authors, timelines and counts of distinct things.
 * One tally belongs to one thread and takes whole parts; merging tallies in any order gives the same. */
#ifndef ET_INSIGHT_TALLY_INT_H
#define ET_INSIGHT_TALLY_INT_H

#include "insight/collect_int.h"

/** One step of one series. */
struct et_step {
    struct et_clusters clusters;
    uint64_t likes;
    uint32_t emotions[ET_EMOTIONS];
};

struct et_day {
    uint32_t comments, fatigue;
};

/** The numbering that both passes' results are put together by. Read-only during the pass. */
struct et_outline {
    const struct et_plan *plan;
    const struct et_collect *collect; /**< merged; records are read, not changed */
    size_t entity_count, post_count;
    uint32_t *timeline_of;   /**< entity -> series with a timeline, or ET_NO_INDEX */
    size_t timelines;        /**< all, themes, and the most mentioned entities */
    struct et_map64 pair_of; /**< et_pair_key -> index of a pair that is counted further */
    uint32_t *pairs;         /**< those pairs, as indices of collect->pairs */
    size_t pair_count;
    uint32_t *caps; /**< by weighted group */
};

/** Weighted groups, by number. */
#define ET_GROUP_ALL 0
#define ET_GROUP_PLATFORM 1
#define ET_GROUP_THEME (ET_GROUP_PLATFORM + ET_PLATFORMS)
#define ET_GROUP_ENTITY (ET_GROUP_THEME + ET_BUILTIN_THEMES)
#define ET_GROUP_POST(outline) (ET_GROUP_ENTITY + (outline)->entity_count)
#define ET_GROUP_COUNT(outline) (ET_GROUP_POST(outline) + (outline)->post_count)

/** Things counted once a post: entities, themes (series) and pairs; key = kind number << 32 | post. */
#define ET_MEET_SERIES(series) ((uint64_t)(series))
#define ET_MEET_PAIR(outline, pair) ((uint64_t)(ET_SERIES_ENTITY + (outline)->entity_count + (pair)))
static inline uint64_t et_meet_key(uint64_t kind, uint32_t post)
{
    return kind << 32 | post;
}

struct et_voice_sums {
    uint64_t authors;
    et_int128 sum, squares; /**< of the authors' means, fixed point of 1e-8 */
};
#define ET_VOICE_SCALE 100000000

struct et_tally {
    const struct et_outline *outline;
    struct et_weighted *groups;
    struct et_clusters previous;
    struct et_clusters *recent, *before; /**< by series (every entity) */
    struct et_clusters *pairs;
    struct et_step *steps;         /**< timelines x steps */
    struct et_day *days;           /**< timelines x days */
    uint32_t (*first_hours)[24];   /**< by post */
    struct et_map64 meetings;      /**< et_meet_key -> comments */
    struct et_map64 author_counts; /**< comments of one author -> authors */
    struct et_voice_sums voices;
    struct et_clusters clean; /**< without copies and spam */
};

ET_MUST_CHECK enum et_rc et_outline_make(struct et_outline *outline, const struct et_plan *plan,
                                         const struct et_collect *collect, struct et_error *error);
void et_outline_dispose(struct et_outline *outline);

ET_MUST_CHECK enum et_rc et_tally_new(const struct et_outline *outline, struct et_tally **out, struct et_error *error);
void et_tally_free(struct et_tally *tally);
ET_MUST_CHECK enum et_rc et_tally_part(struct et_tally *tally, unsigned part, struct et_error *error);
void et_tally_close(struct et_tally *tally); /**< after the last part, before merging */
ET_MUST_CHECK enum et_rc et_tally_merge(struct et_tally *into, const struct et_tally *from, struct et_error *error);

#endif
