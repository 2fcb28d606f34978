/** One comment as the figures see it: no text, everything else. Streamed by the store, consumed by insight. */
#ifndef ET_TYPES_FACT_H
#define ET_TYPES_FACT_H

#include "types/record.h"
#include "types/score.h"

#include <stddef.h>
#include <stdint.h>

struct et_fact_mention {
    int64_t entity_id;
    int32_t sentiment; /**< fixed point, toward the entity */
    bool is_explicit;
};

struct et_fact {
    int64_t comment_id, post_id, author_id;
    int64_t created_at_us;
    int64_t likes;      /**< 0 where not known */
    int64_t replies;
    enum et_platform platform;
    enum et_precision precision;
    bool is_reply;
    int32_t sentiment, confidence;
    enum et_emotion emotion;  /**< primary */
    int32_t emotions[ET_EMOTIONS];
    uint32_t flags;           /**< enum et_score_flag */
    char language[4];
    uint64_t themes;
    uint64_t copy_hash;
    const struct et_fact_mention *mentions; /**< one row per entity (explicit wins over implied), by entity id */
    size_t mention_count;
};

/** Filters shared by every question; zero-initialise with ET_FILTER_ALL. */
struct et_filter {
    int64_t from_us, to_us;     /**< [from, to); ET_TIME_NONE = open */
    enum et_platform platform;  /**< UNKNOWN = all */
    int64_t entity_id;          /**< 0 = all: comments that mention it explicitly */
    int64_t post_id;            /**< 0 = all */
    int64_t author_id;          /**< 0 = all */
    struct et_slice author;     /**< handle without @, any case, on every platform; ptr NULL = all. Besides author_id */
    int emotion;                /**< primary, -1 = all */
    int32_t min_sentiment, max_sentiment; /**< inclusive, fixed point */
    int64_t min_likes, max_likes;         /**< inclusive */
};
#define ET_FILTER_ALL                                                                                                    \
    ((struct et_filter){.from_us = INT64_MIN,                                                                            \
                        .to_us = INT64_MIN,                                                                              \
                        .emotion = -1,                                                                                   \
                        .min_sentiment = -ET_FIXED,                                                                      \
                        .max_sentiment = ET_FIXED,                                                                       \
                        .min_likes = INT64_MIN,                                                                          \
                        .max_likes = INT64_MAX})

/** A search expression over the tokens of the full-text index. */
enum et_search_kind { ET_SEARCH_PHRASE, ET_SEARCH_AND, ET_SEARCH_OR, ET_SEARCH_NOT, ET_SEARCH_NEAR };

struct et_search_node {
    enum et_search_kind kind;
    struct et_slice *terms; /**< PHRASE: 1 or more index tokens, in order */
    size_t term_count;
    bool prefix;            /**< PHRASE: the last term is a prefix ("word*") */
    unsigned distance;      /**< NEAR/n */
    struct et_search_node *left, *right; /**< NOT: left and not right; left NULL = all comments but right */
};

struct et_search {
    struct et_filter filter;
    const struct et_search_node *root; /**< NULL = by filter alone */
    int64_t model_id;                  /**< whose scores and mentions are filtered and given; 0 = the active model's */
};

/** A stored comment with its text, for evidence, search and export. Slices live in the caller's arena. */
struct et_stored_comment {
    int64_t comment_id, post_id, author_id, parent_id; /**< parent_id 0 = none, or not imported */
    struct et_slice public_id;  /**< "instagram:18100000000015838", or "youtube:~<16 hex>" for comments without a vendor id */
    struct et_slice post_key, post_url, post_caption, post_subject, author, author_name, text, parent_text, parent_key;
    enum et_platform platform;
    int64_t created_at_us, likes, replies, observed_at_us;
    enum et_precision precision;
    bool pinned, liked_by_author;
    int64_t import_id;
    uint64_t row, offset;
    bool has_score;
    struct et_score score;
    const struct et_mention *mentions;
    size_t mention_count;
};

struct et_stored_post {
    int64_t post_id;
    enum et_platform platform;
    struct et_slice key, url, caption, subject, title, owner;
    bool imprecise;
    int64_t posted_at_us, likes, comments_announced, plays, observed_at_us;
    int64_t comments_held; /**< comments of it in the database, of whatever time; 0 = none or not told */
};

#endif
