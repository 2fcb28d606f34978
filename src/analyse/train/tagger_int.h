/** What the parts of the tagger's trainer share. Private to this folder. */
#ifndef ET_ANALYSE_TRAIN_TAGGER_INT_H
#define ET_ANALYSE_TRAIN_TAGGER_INT_H

#include "analyse/entity/tagger_int.h"
#include "analyse/train/tagger_train.h"
#include "base/arena.h"
#include "base/map.h"

/* ---- samples ---- */

/** A name of a sample; types: bit t = it may be of type t of the tagger's five. */
struct et_tag_gold {
    uint32_t start, end;
    unsigned types;
    bool handle;
};

struct et_tag_sample {
    struct et_slice text;
    const struct et_tag_gold *golds;
    size_t gold_count;
};

struct et_tag_samples {
    struct et_arena arena;
    struct et_tag_sample *items;
    size_t count, size;
};

#define ET_TAG_ANY_TYPE ((1u << ET_TAG_TYPES) - 1)

void et_tag_samples_init(struct et_tag_samples *samples);
void et_tag_samples_dispose(struct et_tag_samples *samples);
/** Appends the samples of a file. */
ET_MUST_CHECK enum et_rc et_tag_samples_read(struct et_tag_samples *samples, const char *path, struct et_error *error);
/** Appends one; text and golds in the samples' arena. */
ET_MUST_CHECK enum et_rc et_tag_samples_add(struct et_tag_samples *samples, struct et_slice text,
                                            const struct et_tag_gold *golds, size_t count, struct et_error *error);

/** Which labels each token may have: bits. All labels where a name ends inside a token. */
void et_tag_allowed(const struct et_tag_sample *sample, const struct et_tokens *tokens, uint16_t *allowed,
                    size_t count);

/* ---- the word table ---- */

/** What is counted of a word. */
struct et_tag_stat {
    uint64_t hash;
    uint32_t known;                  /**< enum et_tag_word_bit from the lists */
    uint32_t small, big;             /**< in texts, inside sentences of mixed case */
    uint32_t small_all, big_all;     /**< in samples */
    uint32_t small_named, big_named; /**< of these, in names */
};

struct et_tag_words {
    struct et_map64 index; /**< hash -> index into items */
    struct et_tag_stat *items;
    size_t count, size;
};

void et_tag_words_dispose(struct et_tag_words *words);
ET_MUST_CHECK enum et_rc et_tag_words_list(struct et_tag_words *words, const struct et_tag_source *source,
                                           struct et_error *error);
ET_MUST_CHECK enum et_rc et_tag_words_text(struct et_tag_words *words, struct et_slice text, struct et_error *error);
ET_MUST_CHECK enum et_rc et_tag_words_sample(struct et_tag_words *words, const struct et_tag_sample *sample,
                                             struct et_error *error);
/** Fills the table of 1 << bits slots, the most frequent words first, to three quarters at most. */
ET_MUST_CHECK enum et_rc et_tag_words_table(struct et_tag_words *words, unsigned bits, unsigned char *table,
                                            struct et_error *error);

/* ---- the field ---- */

/** Runs of tokens as rows of features and allowed labels. */
struct et_tag_chain {
    size_t first; /**< position: its features are rows[first * ET_TAG_FEATURES ...] */
    uint32_t length;
};

struct et_tag_field {
    struct et_tag_chain *chains;
    size_t chain_count, chain_size;
    uint32_t *rows; /**< UINT32_MAX: no such feature */
    uint16_t *allowed;
    size_t position_count;
    size_t row_count;
    double *weights; /**< row_count * ET_TAG_LABELS */
    double transitions[ET_TAG_LABELS + 1][ET_TAG_LABELS];
};

ET_MUST_CHECK enum et_rc et_tag_field_fit(struct et_tag_field *field, uint64_t seed, unsigned epochs,
                                          struct et_error *error);

/** e to the x, for x <= 0: the same bits on every machine. */
double et_tag_exp(double x);

/* ---- quality ---- */

ET_MUST_CHECK enum et_rc et_tag_measure(const struct et_tagger *tagger, const struct et_tag_sample *samples,
                                        size_t count, bool with_handles, int32_t min_sureness,
                                        struct et_tagger_quality *out, struct et_error *error);

/** Learns from samples how sure a margin makes: fills the 32 steps, in 1/255. */
ET_MUST_CHECK enum et_rc et_tag_calibrate(struct et_tagger *tagger, const struct et_tag_sample *samples, size_t count,
                                          uint8_t steps[ET_TAG_SURE_STEPS], struct et_error *error);

#endif
