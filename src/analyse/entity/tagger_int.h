/** The tagger's model file and features, shared by the run time and the trainer. Private to the analyse room.
 *
 *  The file, little-endian: a header of 64 bytes, the transitions (12 rows of 11 numbers of 16 bits; the last from the
 *  beginning of a run), the word table, the feature rows. Header: 8 bytes ET_TAG_MAGIC; 32-bit word_bits, row_bits,
 * scale (units of a weight that make 1.0 in the log of a probability), outside_bias (added to the label "outside"), 8
 * bytes kept free, 32 bytes: how sure (in 1/255) a margin of i * scale / 4 makes. The word table has 1 << word_bits
 * slots of a 16-bit check and 16 bits of et_tag_word_bit; a word sits in its slot or, full, in the one behind it and so
 * on. The feature rows are 1 << row_bits of 16 bytes: a 16-bit check, 11 weights of 8 bits, three zeros. A feature sits
 * in row h or h ^ 1; a check of 0 is an empty row. */
#ifndef ET_ANALYSE_ENTITY_TAGGER_INT_H
#define ET_ANALYSE_ENTITY_TAGGER_INT_H

#include "analyse/entity/tagger.h"

#define ET_TAG_MAGIC "ETNAMES2"
#define ET_TAG_TYPES 5                       /* person, group, work, brand, place */
#define ET_TAG_LABELS (1 + 2 * ET_TAG_TYPES) /* outside; then begin and inside of each type */
#define ET_TAG_ROW 16
#define ET_TAG_LANE 2 /* first weight of a row */
#define ET_TAG_SURE_STEPS 32
#define ET_TAG_FEATURES 30

static inline unsigned et_tag_begin(unsigned type)
{
    return 1 + 2 * type;
}

/** What the word table says of a word. */
enum et_tag_word_bit {
    ET_TAGW_FIRST = 3,        /**< two bits: first name, 0 no, 1 rare, 2 known, 3 frequent */
    ET_TAGW_LAST = 12,        /**< two bits: family name, the same */
    ET_TAGW_COMMON = 16,      /**< in a list of ordinary words, written small */
    ET_TAGW_PROPER = 32,      /**< in a list, with a capital only */
    ET_TAGW_CAPITAL = 7 << 6, /**< how often a capital inside sentences: 0 not known, 1 (hardly ever) to 6 (always) */
    ET_TAGW_NO_SMALL = 512,   /**< can't be of a name where it is written small */
    ET_TAGW_NO_BIG = 1024,    /**< nor with a capital */
    ET_TAGW_FREQUENT = 2048,  /**< among the most frequent words */
    ET_TAGW_KNOWN = 32768     /**< is in the table */
};

struct et_tagger {
    const unsigned char *words, *rows;
    uint32_t word_mask, row_mask;
    int32_t transitions[ET_TAG_LABELS + 1][ET_TAG_LABELS]; /**< the last row: from the beginning of a run */
    int32_t outside_bias, sure_step;
    uint8_t sureness[ET_TAG_SURE_STEPS];
};

enum et_tag_shape {
    ET_SHAPE_NONE, /**< beyond the text */
    ET_SHAPE_SMALL,
    ET_SHAPE_CAPITAL,
    ET_SHAPE_CAPS,
    ET_SHAPE_MIXED,  /**< "iPhone", "McRae", "JLo" */
    ET_SHAPE_SINGLE, /**< one capital letter */
    ET_SHAPE_DIGITS,
    ET_SHAPE_NUMBER,
    ET_SHAPE_HASHTAG,
    ET_SHAPE_HANDLE,
    ET_SHAPE_EMOJI,
    ET_SHAPE_URL,
    ET_SHAPE_STOP, /**< . ! ? */
    ET_SHAPE_PUNCT,
    ET_SHAPE_OTHER /**< letters without case */
};

/** One token as the features see it. */
struct et_tag_view {
    uint32_t word;  /**< of its hash */
    uint16_t known; /**< enum et_tag_word_bit */
    uint8_t shape;
    uint8_t flags; /**< enum et_tag_view_flag */
};
enum et_tag_view_flag { ET_VIEW_START = 1, ET_VIEW_POSSESSIVE = 2, ET_VIEW_MAYBE = 4, ET_VIEW_QUOTED = 8 };

enum et_tag_case { ET_CASE_MIXED, ET_CASE_SMALL, ET_CASE_CAPS, ET_CASE_TITLE };

#define ET_TAG_PAD 2 /* views before the first and behind the last token */

#define ET_TAG_AT_ONCE 8 /* tokens whose features are made together */

struct et_tag_scratch {
    uint64_t features[ET_TAG_AT_ONCE][ET_TAG_FEATURES];
    struct et_tag_view views[ET_TAG_TOKENS_MAX + 2 * ET_TAG_PAD];
    int16_t scores[ET_TAG_TOKENS_MAX][ET_TAG_ROW];
    int32_t best[ET_TAG_TOKENS_MAX][ET_TAG_LABELS]; /**< of the paths to each label of a token */
    uint8_t back[ET_TAG_TOKENS_MAX][ET_TAG_LABELS];
    uint8_t labels[ET_TAG_TOKENS_MAX];
    size_t count;
    enum et_tag_case letter_case;
};

struct et_tag_run {
    size_t first, end; /**< tokens */
};

/** Looks a word up; 0 = not in the table. */
uint16_t et_tag_word(const struct et_tagger *tagger, uint64_t hash);

/** Fills views, count and letter_case. */
void et_tag_look(const struct et_tagger *tagger, const struct et_tokens *tokens, struct et_tag_scratch *scratch);

/** The next run of tokens that may hold names, from `from` on; false when there is none. */
bool et_tag_next_run(const struct et_tag_scratch *scratch, size_t from, struct et_tag_run *run);

/** The features of token i: hashes, always ET_TAG_FEATURES. */
void et_tag_features(const struct et_tokens *tokens, const struct et_tag_scratch *scratch, size_t i,
                     uint64_t features[ET_TAG_FEATURES]);

/** A feature's row and its check (never 0). */
static inline uint32_t et_tag_row(uint64_t feature, uint32_t mask)
{
    return (uint32_t)feature & mask;
}
static inline uint16_t et_tag_check(uint64_t feature)
{
    return (uint16_t)((feature >> 48) | 1);
}

/** Whether label `to` may follow `from` (ET_TAG_LABELS: the beginning of a run). */
static inline bool et_tag_may_follow(unsigned from, unsigned to)
{
    if (to == 0 || (to & 1))
        return true;
    return from < ET_TAG_LABELS && (from == to || from + 1 == to);
}

#endif
