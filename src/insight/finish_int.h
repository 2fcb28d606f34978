/** From exact sums to figures. Everything that is made lives in the arena of the question. */
#ifndef ET_INSIGHT_FINISH_INT_H
#define ET_INSIGHT_FINISH_INT_H

#include "insight/copies_int.h"
#include "insight/tally_int.h"

struct et_finish {
    const struct et_plan *plan;
    const struct et_collect *collect; /**< merged */
    const struct et_outline *outline;
    const struct et_tally *tally; /**< merged */
    struct et_copies *copies;
    struct et_arena *arena;
    struct et_figures *out;
    uint32_t *place;                /**< entity -> index in out->entities, or ET_NO_INDEX */
    struct et_velocity *velocities; /**< by series */
    uint32_t *series_posts;         /**< distinct posts by series of themes and entities */
    uint32_t *pair_posts;           /**< by pair of the outline */
};

/** All of them, after the second pass. */
ET_MUST_CHECK enum et_rc et_finish(struct et_finish *finish, uint64_t min_support, struct et_error *error);

/** The parts, in the order in which they need each other. */
ET_MUST_CHECK enum et_rc et_finish_velocities(struct et_finish *finish, struct et_error *error);
ET_MUST_CHECK enum et_rc et_finish_overall(struct et_finish *finish, struct et_error *error);
ET_MUST_CHECK enum et_rc et_finish_entities(struct et_finish *finish, struct et_error *error);
ET_MUST_CHECK enum et_rc et_finish_together(struct et_finish *finish, struct et_error *error);
ET_MUST_CHECK enum et_rc et_finish_storylines(struct et_finish *finish, struct et_error *error);
ET_MUST_CHECK enum et_rc et_finish_relations(struct et_finish *finish, uint64_t min_support, struct et_error *error);
ET_MUST_CHECK enum et_rc et_finish_posts(struct et_finish *finish, struct et_error *error);
ET_MUST_CHECK enum et_rc et_finish_voices(struct et_finish *finish, struct et_error *error);

void et_summary_make(const struct et_group *group, const struct et_weighted *weighted, uint64_t posts,
                     struct et_summary *out);
void et_summary_make_plain(const struct et_group *group, const struct et_clusters *clusters, struct et_summary *out);

ET_MUST_CHECK enum et_rc et_timeline_make(const struct et_finish *finish, size_t timeline, struct et_timeline *out,
                                          struct et_error *error);

struct et_fatigue {
    double share;
    struct et_interval interval;
    int64_t since_us;
};
/** timeline may be ET_NO_INDEX: then only the share is known. */
ET_MUST_CHECK enum et_rc et_fatigue_make(const struct et_finish *finish, const struct et_group *group, size_t timeline,
                                         struct et_fatigue *out, struct et_error *error);

#endif
