/** Every figure of one question (a period, perhaps a platform or an entity), computed in one pass over the facts.
 *  A figure states its n, its window and its uncertainty; NaN = cannot be said (too few comments), never a guess.
 *  Results depend on the data, the catalogue and the options alone, not on ids, threads or the order of imports: lists are
 *  ordered by value and then by name. Everything lives in the arena given to et_figures_compute. */
#ifndef ET_INSIGHT_FIGURES_H
#define ET_INSIGHT_FIGURES_H

#include "base/arena.h"
#include "base/time.h"
#include "stats/stats.h"
#include "store/store.h"

/** Numbers of one group of comments (all, an entity, a post, a platform, a day). Means on [-1, 1]. */
struct et_summary {
    uint64_t comments;        /**< n behind the means */
    uint64_t authors, posts;
    uint64_t likes;
    double mean;              /**< unweighted */
    struct et_interval interval;      /**< 95 %, clustered by author */
    double weighted;          /**< engagement-weighted, w = 1 + ln(1 + l), one comment capped at max(5 %, 1/n) */
    struct et_interval weighted_interval;
    double like_weighted;     /**< sum(l s)/sum(l); NaN without likes */
    double n_eff;             /**< (sum l)^2 / sum(l^2); NaN without likes */
    bool one_comment_dominates; /**< one holds over half of the likes */
    double delta;             /**< weighted - mean */
    uint64_t labels[ET_LABELS];
    uint64_t emotions[ET_EMOTIONS]; /**< by primary emotion */
    uint64_t sarcastic, questions, spam, copies, not_understood;
    int64_t most_liked, most_positive, most_negative; /**< comment ids for evidence, 0 = none (spam is never evidence) */
};

/** One step of a timeline. */
struct et_point {
    int64_t from_us;          /**< start of the hour, day or week in the display zone, as UTC */
    uint64_t comments;
    double mean;
    struct et_interval interval;
    uint64_t emotions[ET_EMOTIONS];
    uint64_t likes;
};
struct et_timeline {
    struct et_point *points;  /**< without gaps: empty steps have comments 0 and mean NaN */
    size_t count;
    int64_t step_us;          /**< hour, day or week */
};

enum et_direction {
    ET_DIRECTION_NONE, ET_CRISIS, ET_RECOVERY, ET_TURNED_NEGATIVE, ET_TURNED_POSITIVE, ET_DECLINING, ET_IMPROVING
};

/** Recent 72 h against the 72 h before. */
struct et_velocity {
    bool enough;              /**< both windows have 10 comments by 5 authors; else only the counts are set */
    uint64_t recent_comments, previous_comments, recent_authors, previous_authors;
    double recent_mean, previous_mean;
    double change;
    struct et_interval interval;
    double p, q;              /**< q: after Benjamini-Hochberg over all entities with enough comments */
    double percent_change;    /**< NaN where |previous mean| < 0.05 */
    bool flag_30;             /**< |percent_change| >= 30 */
    bool is_alert;            /**< |change| >= 0.15 and q < 0.10 */
    bool is_watch;            /**< only the 30 % rule is met */
    enum et_direction direction;
    double volume_ratio;      /**< comments per hour recent / previous; NaN without previous */
    double volume_p;          /**< of the recent hours against the same hours of up to 4 weeks before, over-dispersion allowed for */
    double volume_expected;   /**< recent comments if they came as in those weeks (or as in the previous window); NaN = unknown */
    unsigned volume_weeks;    /**< weeks behind volume_expected; 0 = the previous window */
    int64_t evidence[3];      /**< recent comments that carry the change, most liked first; 0 = none */
};
/* p is et_welch_cautious_p. The family of q is all entities with enough comments; for a storyline and for all comments it
 * is those entities, all storylines and all comments together. A direction is given to alerts and where the interval of the
 * change leaves zero out. */

#define ET_TIMELINES 100 /**< entities with a timeline and a day of fatigue, so that memory has a bound */

struct et_co_mention {
    uint32_t entity;          /**< index into et_figures.entities */
    uint64_t comments;
};

struct et_entity_figures {
    const struct et_entity *entity;
    struct et_summary summary;      /**< over explicit mentions, with the targeted sentiment */
    uint64_t implied;
    struct et_velocity velocity;    /**< at asof, whatever the period */
    struct et_timeline timeline;    /**< of the ET_TIMELINES most mentioned; count 0 beyond */
    uint64_t themes[ET_THEMES_MAX]; /**< comments by theme */
    struct et_co_mention *together; /**< most frequent first */
    size_t together_count;
    double fatigue;                 /**< share of primary emotion fatigue */
    struct et_interval fatigue_interval;
    int64_t fatigue_since_us;       /**< day from which it is higher than before, or ET_TIME_NONE */
    double share_of_voice;          /**< of all explicit mentions */
};

struct et_storyline {
    struct et_slice name;
    unsigned theme;
    struct et_summary summary;      /**< with the comment's own sentiment */
    double share;                   /**< of all comments */
    uint32_t entities[5];           /**< most mentioned in it, indices */
    size_t entity_count;
    uint64_t entity_comments[5];
    struct et_timeline timeline;
    struct et_velocity velocity;
    double fatigue;
    struct et_interval fatigue_interval;
    int64_t fatigue_since_us;
    int64_t first_us;               /**< first comment of it in the window */
    const char *urgency;            /**< "high activity", "emerging", "developing" */
    int64_t evidence[3];
};

struct et_relation {
    uint32_t a, b;                  /**< indices of entities, a's name first in order */
    uint64_t comments, authors, posts;
    double npmi, p, q;
    bool shown;                     /**< support >= min_support comments, 5 authors, q < 0.05 */
    bool familiar_flag;             /**< co-mentions / min(mentions) >= 0.6 with at least 3 */
    bool couple;                    /**< relationship theme in a third of them, or the catalogue says so; else linked */
    double mean;                    /**< of the comments' own sentiment */
    struct et_interval interval;
};

struct et_post_figures {
    const struct et_stored_post *post;
    struct et_summary summary;
    double coverage;                /**< collected / announced; NaN without an announced number */
    uint32_t top_entity;            /**< index; UINT32_MAX = none */
    uint64_t first_24h[24];         /**< comments per hour after the first one (after posted_at where known) */
};

struct et_voices {
    uint64_t authors;
    double top_share;               /**< of comments by the most active 1 % of authors (at least 1) */
    double gini;
    double author_mean;             /**< each author counted once */
    struct et_interval author_interval;
    uint64_t by_hour[24], by_weekday[7]; /**< display zone; weekday 0 = Monday; only times exact to the hour */
    double quartile_mean[4];        /**< sentiment by engagement quartile, least liked first; NaN = empty */
    uint64_t quartile_n[4];
    uint64_t copy_groups, copied_comments;
    double mean_without_copies;     /**< and without spam */
    bool copies_matter;             /**< it changes the mean by more than 0.05 */
};

struct et_figures_options {
    int64_t from_us, to_us;         /**< [from, to), ET_TIME_NONE = open */
    int64_t last_us;                /**< > 0: from = asof - last */
    int64_t asof_us;                /**< ET_TIME_NONE = one microsecond after the newest comment */
    enum et_platform platform;
    int64_t entity_id;              /**< 0 = all; else only comments that mention it explicitly. Velocity of entities, relations and share of
                                         voice are still measured among all comments, so that they mean the same */
    const struct et_zone *zone;     /**< display; NULL = UTC */
    int64_t step_us;                /**< of timelines; 0 = hour up to 4 days, day up to 180, else week */
    uint64_t min_support;           /**< of relations; 0 = 10 */
    unsigned threads;               /**< 0 = one per processor */
};

struct et_platform_figures {
    enum et_platform platform;
    struct et_summary summary;
};

struct et_figures {
    int64_t from_us, to_us, asof_us; /**< as used: never open unless there is no comment at all */
    int64_t first_us, last_us;       /**< of the comments counted, ET_TIME_NONE when none */
    struct et_summary all;
    struct et_summary previous;      /**< the period of equal length just before */
    struct et_difference against_previous;
    const char *trend;               /**< "up", "down", "stable", or "" where it can't be said */
    struct et_timeline timeline;
    struct et_velocity velocity;     /**< of all comments */
    struct et_platform_figures *platforms;
    size_t platform_count;
    struct et_entity_figures *entities; /**< most explicit mentions first; those without any left out */
    size_t entity_count;
    uint64_t mentions, implied;      /**< explicit in all, implied in all */
    struct et_storyline *storylines; /**< most comments first; empty ones left out */
    size_t storyline_count;
    struct et_relation *relations;   /**< all pairs with 3 or more comments, strongest npmi of the shown ones first */
    size_t relation_count;
    struct et_post_figures *posts;   /**< most comments first */
    size_t post_count;
    struct et_voices voices;
    struct et_slice model, schema;
    struct et_slice scored_by; /**< which model scored which share of all comments, in words; "" when the model is one */
    char catalogue_sha256[ET_SHA256_HEX];
};

ET_MUST_CHECK enum et_rc et_figures_compute(struct et_store *store, const struct et_figures_options *options,
                                            struct et_arena *arena, struct et_figures *out, struct et_error *error);

const char *et_direction_text(enum et_direction direction); /**< "turned negative"; "" for none */
/** What delta means in words: "the crowd agrees with the average", "liked comments are warmer than the average", ... */
const char *et_delta_text(const struct et_summary *summary);

#endif
