/** What the parts of the matcher share. Private to this folder. */
#ifndef ET_ANALYSE_ENTITY_MATCHER_INT_H
#define ET_ANALYSE_ENTITY_MATCHER_INT_H

#include "analyse/entity/matcher.h"
#include "base/arena.h"
#include "base/map.h"

#include <stdbool.h>

/** What an English word can be: the letters of models/lexicon/words.tsv. */
enum et_word_class {
    ET_WORD_KNOWN = 1,
    ET_WORD_NOUN = 2,
    ET_WORD_ADJECTIVE = 4,
    ET_WORD_BASE = 8,
    ET_WORD_FINITE = 16,
    ET_WORD_ING = 32,
    ET_WORD_DETERMINER = 64,
    ET_WORD_SUBJECT = 128,
    ET_WORD_AUXILIARY = 256,
    ET_WORD_PREPOSITION = 512,
    ET_WORD_CONJUNCTION = 1024,
    ET_WORD_TITLE = 2048,
    ET_WORD_SURNAME = 4096,
    ET_WORD_FIRST_NAME = 8192,
    ET_WORD_STANCE = 16384,
    ET_WORD_OF_WORKS = 32768,
    ET_WORD_HE_OR_SHE = 65536,
    ET_WORD_THEY = 131072,
    ET_WORD_SOMEBODY = 262144,
    ET_WORD_MOSTLY_NAME = 524288
};

enum et_owner_kind { ET_OWNER_NAME, ET_OWNER_ALIAS, ET_OWNER_DERIVED, ET_OWNER_NOT };

struct et_owner {
    uint32_t entity;
    enum et_owner_kind kind;
    uint32_t next; /**< index + 1 in owners */
};

enum et_pattern_flag {
    ET_PATTERN_COMMON = 1,   /**< one ordinary word: needs evidence */
    ET_PATTERN_ORDINARY = 2, /**< several words that people also write without meaning it: "hold me till monday" */
    ET_PATTERN_ACRONYM = 4,  /**< written in capitals in the catalogue: "VV" */
    ET_PATTERN_PERSON = 8,   /**< an owner is a person */
    ET_PATTERN_HANDLE = 16   /**< stands behind an @ only */
};

struct et_part {
    struct et_slice text; /**< plain form, without hyphens */
    uint64_t hash;
};

/** A name as a sequence of words; one for all entities that share it. */
struct et_pattern {
    uint32_t first_part, part_count;
    uint32_t first_owner; /**< index + 1 */
    uint32_t next;        /**< index + 1 of the next pattern with the same first word; longer ones first */
    uint32_t flags;
    uint32_t classes; /**< enum et_word_class of a single word */
};

/** What one word can be: an ordinary word, the beginning of names, or both. */
struct et_slot {
    uint64_t hash;
    uint32_t first_pattern; /**< index + 1; 0 = none */
    uint32_t classes;       /**< 0 = no ordinary word. Both 0: an empty slot */
};

struct et_typo {
    uint64_t hash;    /**< of the word with one letter (or none) left out */
    uint32_t pattern; /**< index + 1; 0 = an empty slot */
};

struct et_matched_entity {
    enum et_entity_type type;
    uint32_t first_member, member_count; /**< of a couple: indices into members */
    uint32_t name_pattern;               /**< index + 1; 0 for an ignored entity */
};

struct et_matcher {
    struct et_arena arena; /**< texts of the parts */
    struct et_part *parts;
    struct et_pattern *patterns;
    struct et_owner *owners;
    struct et_matched_entity *entities;
    uint32_t *members;
    size_t part_count, part_size, pattern_count, pattern_size, owner_count, owner_size, entity_count, member_count,
        member_size;
    struct et_slot *slots;
    size_t slot_size, slot_count; /**< size: a power of two */
    struct et_map64 squashed;     /**< hash of a name written in one -> pattern index */
    struct et_map64 handles;      /**< hash of a handle -> pattern index */
    struct et_typo *typos;
    size_t typo_size;
    uint32_t typo_lengths[26]; /**< by first letter: bit n = a pattern of n letters can be misspelt */
};

#define ET_TYPO_MIN 5
#define ET_TYPO_MAX 24

static inline const struct et_slot *et_matcher_slot(const struct et_matcher *matcher, uint64_t hash)
{
    size_t mask = matcher->slot_size - 1;
    size_t i = hash & mask;
    while (matcher->slots[i].hash != hash && (matcher->slots[i].first_pattern | matcher->slots[i].classes))
        i = (i + 1) & mask;
    return &matcher->slots[i]; /* an empty one has neither pattern nor classes */
}

/** Reads models/lexicon/words.tsv into the slots. */
ET_MUST_CHECK enum et_rc et_matcher_load_words(struct et_matcher *matcher, struct et_error *error);
/** The slot of a hash, made if absent; NULL when memory ran out. */
struct et_slot *et_matcher_make_slot(struct et_matcher *matcher, uint64_t hash);
/** Fills typos from the patterns. */
ET_MUST_CHECK enum et_rc et_matcher_index_typos(struct et_matcher *matcher, struct et_error *error);

/** How a text is written: what a capital says in it. */
struct et_shape {
    bool known;
    bool all_caps;     /**< capitals say nothing */
    bool title_case;   /**< neither do they here */
    bool has_capitals; /**< the writer uses them: a small letter is meant */
};

#define ET_SPANS_MAX 16

struct et_span {
    uint32_t pattern, entity; /**< indices; entity for `not` phrases */
    uint32_t start, end;      /**< bytes */
    size_t first, last;       /**< tokens */
};

/** The search in one comment. */
struct et_finder {
    const struct et_matcher *matcher;
    const struct et_tokens *tokens;
    const struct et_context *caption, *parent; /**< may be NULL */
    struct et_found *found;
    size_t count;
    struct et_shape shape;
    struct et_span nots[ET_SPANS_MAX];    /**< `not` phrases seen */
    struct et_span waiting[ET_SPANS_MAX]; /**< names that the rest of the text may settle */
    size_t not_count, waiting_count;
    bool settling;        /**< the second look at what waited */
    size_t pronoun, they; /**< first token of each, or SIZE_MAX */
};

bool et_finder_is_member(const struct et_matcher *matcher, uint32_t couple, uint32_t entity);
/** Whether the context is about the entity: itself, its couple, or both of the couple. */
bool et_finder_in_context(const struct et_matcher *matcher, const struct et_context *context, uint32_t entity);
/** Caption, parent, or an explicit mention in the text itself. */
bool et_finder_is_expected(const struct et_finder *finder, uint32_t entity);
bool et_finder_add(struct et_finder *finder, uint32_t entity, size_t first, size_t last, uint32_t start, uint32_t end);
/** Which entities a name of this pattern means here; at most max. */
size_t et_finder_resolve(const struct et_finder *finder, const struct et_pattern *pattern, uint32_t *entities,
                         size_t max);

/** Whether the words [first, last] are meant as the name of the entity. */
bool et_finder_has_evidence(struct et_finder *finder, const struct et_pattern *pattern, uint32_t entity, size_t first,
                            size_t last);

void et_finder_hashtag(struct et_finder *finder, size_t i);
void et_finder_handle(struct et_finder *finder, size_t i);
/** "two marlos": several who share a name, where they are expected. Returns whether the word is a plural of a name. */
bool et_finder_plural(struct et_finder *finder, size_t i);
/** A word that is neither known nor a name: a plural or a slip of the pen. */
void et_finder_unknown(struct et_finder *finder, size_t i);
void et_finder_implied(struct et_finder *finder);

/** Edits between two words (insert, delete, change, swap of neighbours), or limit + 1 when there are more. */
unsigned et_edit_distance(struct et_slice a, struct et_slice b, unsigned limit);

#endif
