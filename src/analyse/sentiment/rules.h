/** Rules over a whole reading: contrast, questions, mockery, and the sum. */
#ifndef ET_ANALYSE_SENTIMENT_RULES_H
#define ET_ANALYSE_SENTIMENT_RULES_H

#include "analyse/sentiment/reading.h"

/** Multiplies a hit's scale by factor and records why. at is the token that did it. */
void et_hit_rescale(struct et_hit *hit, int32_t factor, const char *kind, struct et_slice rule, uint32_t at,
                    struct et_trace *trace);

bool et_token_ends_sentence(const struct et_token *token);

/** "but", "though", "although": what stands on the other side counts less. */
void et_rules_contrast(struct et_reading *reading, struct et_trace *trace);

/** Whether the text asks for information; margin is what its words alone say. */
bool et_rules_question(const struct et_reading *reading, int32_t margin);

struct et_rules_context;

/** Probability that the wording is not what is meant, in [0, ET_FIXED]; margin is what its words say. */
int32_t et_rules_sarcasm(const struct et_reading *reading, const struct et_rules_context *context, int32_t margin);

#define ET_THRESHOLD 645     /**< margin at which sentiment reaches 0.3, in ET_UNIT */
#define ET_THRESHOLD_MIN 200 /**< bounds of a text's own threshold */
#define ET_THRESHOLD_MAX 2400
#define ET_STEEPNESS 1086 /**< log-odds of a side for one unit of margin, in ET_UNIT; fitted */

/** What is around the text. */
struct et_rules_context {
    bool has_caption;
    bool grief;   /**< the caption tells bad news about somebody */
    bool scandal; /**< the caption tells what somebody is accused of */
    bool spam;    /**< promotion takes no side */
    bool has_parent;
    int32_t parent_sentiment; /**< fixed point */
};

/** The verdict over one text. */
struct et_verdict {
    int32_t margin; /**< in ET_UNIT */
    int32_t
        threshold; /**< of what the words alone say: at this margin attitude and none were equally likely, in ET_UNIT */
    int32_t sentiment; /**< fixed point */
    int32_t sarcasm;   /**< fixed point */
    bool sarcastic, question, spam;
    bool agrees;                   /**< takes the side of the comment that it answers */
    int32_t emotions[ET_EMOTIONS]; /**< fixed point, sum ET_FIXED */
    int32_t confidence;
};

void et_rules_judge(const struct et_reading *reading, const struct et_rules_context *context, struct et_verdict *out,
                    struct et_trace *trace);

/** Words of fact and small talk need more feeling beside them before a text takes sides: moves a margin so that the
 * threshold of this text becomes the common one. With the two thresholds swapped it is its own inverse. */
int32_t et_rules_level(int32_t margin, int32_t threshold);

/** sentiment = margin / sqrt(margin^2 + 4), in fixed point. */
int32_t et_rules_squash(int32_t margin);
#define ET_SQUASH_TEXT "m / sqrt(m^2 + 4)"

/** To integers that sum to ET_FIXED; the greatest share takes what rounding leaves. */
void et_rules_round_shares(const double shares[ET_EMOTIONS], int32_t out[ET_EMOTIONS]);

/** The primary emotion agrees with the label: what does not fit is held below the greatest that does. sides: with which
 * labels an emotion goes, bits: 1 negative, 2 neutral, 4 positive. */
void et_rules_settle(int32_t shares[ET_EMOTIONS], const uint8_t sides[ET_EMOTIONS], enum et_label label);

/** Fills the eight shares from the hits and the margin, consistent with the label of sentiment. */
void et_rules_emotions(const struct et_reading *reading, const struct et_rules_context *context,
                       struct et_verdict *verdict);

#endif
