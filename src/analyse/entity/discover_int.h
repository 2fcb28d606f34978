/** The insides of a discovery. Private to this folder. */
#ifndef ET_ANALYSE_ENTITY_DISCOVER_INT_H
#define ET_ANALYSE_ENTITY_DISCOVER_INT_H

#include "analyse/entity/discover.h"
#include "base/buf.h"
#include "base/map.h"
#include "text/token.h"

#define ET_DISCOVER_TYPES 5
#define ET_NO_GROUP UINT32_MAX
#define ET_WORDS_MAX 6

/** A way of writing, byte for byte. */
struct et_form {
    struct et_slice text;
    uint32_t group;
    uint64_t count;  /**< places in comments */
    bool is_capital; /**< written as names are: not small, not shouted */
};

/** All ways of writing that are the same but for case, accents, blanks, dots and hyphens. */
struct et_group {
    struct et_slice key;          /**< squashed */
    struct et_slice words;        /**< folded, blanks between the words; of the form that has most words */
    uint32_t parts[ET_WORDS_MAX]; /**< where its words begin, in words */
    uint32_t part_count;
    uint64_t count;
    uint64_t votes[ET_DISCOVER_TYPES]; /**< sums of sureness */
    uint32_t into;                     /**< the group that it belongs to; itself where it stands alone */
    uint32_t first_candidate;          /**< index + 1 in candidates: full names that it may be short for */
    bool left_out;
    bool captioned;
};

/** One full name that a short one may stand for. */
struct et_candidate {
    uint32_t group, next;
};

struct et_tally {
    uint64_t comments, authors, posts;
    int64_t sureness, sentiment;
    uint64_t votes[ET_DISCOVER_TYPES];
    int64_t last_comment;
};

struct et_discovery {
    struct et_arena arena;
    struct et_tokens tokens;
    struct et_buf buf, squashed;
    struct et_strmap forms_index, groups_index;
    struct et_form *forms;
    struct et_group *groups;
    struct et_candidate *candidates;
    struct et_tally *tallies;
    size_t form_count, form_size, group_count, group_size, candidate_count, candidate_size;
    struct et_map64 present; /**< hash of group, post and whether in the caption -> how often */
    struct et_map64 post_ids;
    int64_t *posts; /**< each once */
    size_t post_count, post_size;
    struct et_map64 seen; /**< hash of entity and author, entity and post */
};

/** Which type a group is most often read as, as an index. */
unsigned et_group_type(const uint64_t votes[ET_DISCOVER_TYPES]);
enum et_entity_type et_discover_type(unsigned index);

static inline struct et_slice et_group_part(const struct et_group *group, uint32_t part)
{
    uint32_t from = group->parts[part];
    size_t to = part + 1 < group->part_count ? group->parts[part + 1] - 1 : group->words.len;
    return et_slice(group->words.ptr + from, to - from);
}

static inline uint32_t et_group_root(const struct et_discovery *d, uint32_t group)
{
    while (d->groups[group].into != group)
        group = d->groups[group].into;
    return group;
}

uint64_t et_present_key(uint32_t group, int64_t post_id, bool caption);

/** Joins groups that are one: spellings, initials, short forms; lists candidates of short names. */
ET_MUST_CHECK enum et_rc et_discovery_join(struct et_discovery *d, struct et_error *error);

#endif
