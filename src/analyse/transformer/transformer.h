/** A pulled classifier as a scorer: opens its folder, reads texts in batches, says how sure it is of each class, and
 * turns that into sentiment and emotions beside what the rules say of the same comment. */
#ifndef ET_ANALYSE_TRANSFORMER_TRANSFORMER_H
#define ET_ANALYSE_TRANSFORMER_TRANSFORMER_H

#include "analyse/transformer/config.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "types/score.h"

struct et_transformer; /**< immutable, shared between threads */

/** Opens the model in a folder that `models pull` made, and holds every file against lock.json. Errors: ET_E_NOT_FOUND,
 *  ET_E_CORRUPT (a file was changed), ET_E_FORMAT, ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_transformer_open(const char *folder, struct et_transformer **out, struct et_error *error);
/** The same before there is a lock: for the check of files that have just come. */
ET_MUST_CHECK enum et_rc et_transformer_open_unlocked(const char *folder, struct et_transformer **out,
                                                      struct et_error *error);
void et_transformer_free(struct et_transformer *transformer);
const char *et_transformer_name(const struct et_transformer *transformer);   /**< "NAME@REVISION"; "" without a lock */
const char *et_transformer_sha256(const struct et_transformer *transformer); /**< of all its files; "" without a lock */
const struct et_roberta_config *et_transformer_config(const struct et_transformer *transformer);

/** Ids of one text with <s> and </s>, cut to what the model takes. ids: et_roberta_config_tokens places. */
struct et_transformer_scratch; /**< of one thread */
ET_MUST_CHECK enum et_rc et_transformer_scratch_new(struct et_transformer_scratch **out, struct et_error *error);
void et_transformer_scratch_free(struct et_transformer_scratch *scratch);
ET_MUST_CHECK enum et_rc et_transformer_encode(const struct et_transformer *transformer,
                                               struct et_transformer_scratch *scratch, struct et_slice text,
                                               int32_t *ids, size_t *count, struct et_error *error);

/** Probabilities of the classes for each text: count * class_count floats, logits where `raw`. Texts are sorted by
 * length, packed into batches, and shared between `threads` threads (0 = one per processor; the calling one is among
 * them). scratch is the calling thread's. Errors: ET_E_NOMEM, ET_E_IO (a thread does not start). */
ET_MUST_CHECK enum et_rc et_transformer_run(const struct et_transformer *transformer,
                                            struct et_transformer_scratch *scratch, const struct et_slice *texts,
                                            size_t count, unsigned threads, bool raw, float *out,
                                            struct et_error *error);

/** Whether the model speaks about a comment: it has words, in a language that the model reads, and no mockery of which
 * the rules know (it reads every word at face value). Else the rules' score holds. */
bool et_transformer_speaks(const struct et_transformer *transformer, const struct et_score *rules);
/** The margin that stands for these probabilities: squash(margin) is the expected polarity of the classes. */
double et_transformer_margin(const struct et_transformer *transformer, const float *probabilities);
/** Puts sentiment, emotions and confidence into *score, which holds the rules'. Where a class stands for several of our
 *  emotions, the rules move weight between them. Does nothing where the model does not speak. */
void et_transformer_judge(const struct et_transformer *transformer, const float *probabilities, struct et_score *score);

#endif
