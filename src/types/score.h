/** What an analysis says of one comment. Values are fixed point (1.0 = 10,000), so that sums do not depend on order. */
#ifndef ET_TYPES_SCORE_H
#define ET_TYPES_SCORE_H

#include "base/slice.h"
#include "types/entity.h"

#include <stdbool.h>
#include <stdint.h>

#define ET_FIXED 10000 /**< 1.0 */

/** Stored and in this order in every vector: never change one. */
enum et_emotion {
    ET_EXCITEMENT,
    ET_ANGER,
    ET_DISAPPOINTMENT,
    ET_LOVE,
    ET_DISGUST,
    ET_SURPRISE,
    ET_FATIGUE,
    ET_NEUTRAL,
    ET_EMOTIONS
};

enum et_label { ET_STRONG_NEGATIVE, ET_NEGATIVE, ET_LABEL_NEUTRAL, ET_POSITIVE, ET_STRONG_POSITIVE, ET_LABELS };

enum et_score_flag {
    ET_SARCASTIC = 1,
    ET_QUESTION = 2,   /**< a genuine one */
    ET_SPAM = 4,
    ET_NO_WORDS = 8,   /**< emoji, numbers or punctuation only */
    ET_NOT_UNDERSTOOD = 16 /**< a language without lexicon, and no emoji that decides */
};

/** Themes 0..7 are the built-in storylines, in this order; the user's own follow up to 62. */
enum et_theme {
    ET_LAWSUIT,
    ET_RELATIONSHIP,
    ET_BREAKUP,
    ET_PREGNANCY,
    ET_CONTROVERSY,
    ET_CAREER,
    ET_APPEARANCE,
    ET_HEALTH,
    ET_BUILTIN_THEMES
};
#define ET_THEMES_MAX 63

struct et_score {
    int32_t sentiment;  /**< [-ET_FIXED, ET_FIXED]: what the writer means */
    int32_t confidence; /**< [0, ET_FIXED] */
    int32_t sarcasm;    /**< probability, [0, ET_FIXED] */
    int32_t emotions[ET_EMOTIONS]; /**< sum to ET_FIXED exactly */
    uint32_t flags;     /**< enum et_score_flag */
    char language[4];   /**< "en", "und", "mul"; NUL-terminated */
    uint64_t themes;    /**< bit i = theme i */
    uint64_t copy_hash; /**< equal for near-copies (case, emoji, punctuation, letter repeats folded); 0 = too short to tell */
};

/** One mention of one entity in one comment. */
struct et_mention {
    int64_t entity_id;  /**< catalogue id (struct et_entity.id) */
    uint32_t start, end; /**< bytes of the text; both 0 for an implied one */
    bool is_explicit;
    int32_t sentiment;  /**< toward this entity, fixed point; the same in all mentions of one entity in a comment */
};

/** A name that no entity of the catalogue covers, as it stands in a text. */
struct et_name {
    struct et_slice text; /**< without '#' and possessive; borrowed from the comment's text */
    uint32_t start, end;  /**< bytes of the comment's text */
    enum et_entity_type type;
    int32_t sureness;  /**< that it is a name at all, (0, ET_FIXED] */
    int32_t sentiment; /**< toward it, fixed point; the same for all places of one name in a comment */
};

enum et_label et_label_of(int32_t sentiment);      /**< thresholds 0.3 and 0.7 */
const char *et_label_name(enum et_label label);    /**< "strongly negative" */
const char *et_emotion_name(enum et_emotion emotion);
enum et_emotion et_emotion_parse(struct et_slice name); /**< ET_EMOTIONS if unknown */
enum et_emotion et_emotion_primary(const int32_t emotions[ET_EMOTIONS]); /**< the maximum; ties go to the first */
const char *et_theme_name(unsigned theme);         /**< built-in ones; NULL beyond */

#endif
