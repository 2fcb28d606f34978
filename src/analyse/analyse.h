/** The analysis of one comment: text -> tokens -> mentions, sentiment, emotion, sarcasm, themes. Pure: no I/O, no global
 *  state. An et_analyser is immutable and shared between threads; an et_scratch belongs to one thread. */
#ifndef ET_ANALYSE_ANALYSE_H
#define ET_ANALYSE_ANALYSE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "types/batch.h"
#include "types/entity.h"
#include "types/score.h"

#define ET_TEXT_MAX ((size_t)64 << 10) /**< bytes of a text that are read; what follows is kept but not analysed */

struct et_analyser;
struct et_scratch;

/** What a scorer reads besides the text; what it does not read never makes it score a comment again. */
enum et_context_use { ET_USES_CAPTION = 1, ET_USES_PARENT = 2, ET_USES_LIKES = 4 };

struct et_analyser_config {
    const struct et_catalogue *catalogue; /**< copied; NULL = no entities */
    const char *model;                    /**< "NAME", "NAME@VERSION" or, for a pulled one, "NAME@REVISION"; NULL = the default */
    const struct et_user_theme *themes;   /**< the user's own themes, behind the built-in ones */
    size_t theme_count;
    const char *models; /**< folder of pulled and own models, in which "NAME@REVISION" is looked for; NULL = built-in ones alone */
    struct et_slice weights; /**< of a learned scorer to judge with, whatever `model` says; borrowed, must outlive the analyser */
};

struct et_user_theme {
    struct et_slice name;
    const struct et_slice *phrases;
    size_t phrase_count;
};

struct et_input {
    struct et_slice text;    /**< borrowed UTF-8 */
    struct et_slice caption; /**< of its post; ptr NULL = none */
    struct et_slice parent;  /**< text that it answers; ptr NULL = none */
    int64_t likes;           /**< or ET_COUNT_NONE */
};

ET_MUST_CHECK enum et_rc et_analyser_new(const struct et_analyser_config *config, struct et_analyser **out,
                                         struct et_error *error);
void et_analyser_free(struct et_analyser *analyser);
const char *et_analyser_model(const struct et_analyser *analyser);  /**< "et-stack@1.0.0" */
const char *et_analyser_sha256(const struct et_analyser *analyser); /**< over the model, the lexicon and the tagger of names, hex */
unsigned et_analyser_uses(const struct et_analyser *analyser);      /**< enum et_context_use */
const struct et_catalogue *et_analyser_catalogue(const struct et_analyser *analyser);
struct et_slice et_analyser_theme(const struct et_analyser *analyser, unsigned theme); /**< name; built-in ones, then the user's */

ET_MUST_CHECK enum et_rc et_scratch_new(const struct et_analyser *analyser, struct et_scratch **out, struct et_error *error);
void et_scratch_free(struct et_scratch *scratch);

/** Scores one comment. out->mentions points into scratch and holds until its next use. Mentions are sorted by start, explicit
 *  ones first. Only ET_E_NOMEM can happen; out is untouched then. Cost: O(len), no allocation in steady state. */
ET_MUST_CHECK enum et_rc et_analyse(const struct et_analyser *analyser, struct et_scratch *scratch,
                                    const struct et_input *input, struct et_analysis *out, struct et_error *error);

/** Whether many comments at a time are scored much sooner than one by one: true for a transformer. */
bool et_analyser_batches(const struct et_analyser *analyser);

/** et_analyse for many, on at most so many threads (0 = one per processor; only a transformer uses more than the calling
 *  one). Mentions and names live in the arena. Errors: ET_E_NOMEM, ET_E_IO (no further thread starts). */
ET_MUST_CHECK enum et_rc et_analyse_batch(const struct et_analyser *analyser, struct et_scratch *scratch,
                                          const struct et_input *inputs, size_t count, unsigned threads,
                                          struct et_arena *arena, struct et_analysis *out, struct et_error *error);

/** Why a text scores as it does. Contributions are on the margin (the sum before squashing) and add up to it exactly:
 *  the sum over parts of contribution = margin; what no span carries is a part of kind "rest" with its name. */
struct et_explain_part {
    struct et_slice kind;   /**< "word", "phrase", "emoji", "negation", "intensity", "contrast", "mockery", "rest", ... */
    struct et_slice name;   /**< lexicon row or rule that it came from, "en.tsv:love", "rule:mock-praise" */
    struct et_slice text;   /**< the span's words */
    uint32_t start, end;    /**< bytes; 0, 0 for what has no span */
    double contribution;    /**< on the margin */
};

struct et_explanation {
    struct et_analysis analysis;
    double margin;                /**< before squashing; sentiment = squash(margin) */
    struct et_slice squash;       /**< formula in words: "m / sqrt(m^2 + 4)" */
    const struct et_explain_part *parts;
    size_t part_count;
    struct et_slice flip;         /**< what would turn the label, one sentence; may be empty */
};

/** As et_analyse, with reasons. Everything lives in the arena. */
ET_MUST_CHECK enum et_rc et_explain(const struct et_analyser *analyser, struct et_scratch *scratch,
                                    const struct et_input *input, struct et_arena *arena, struct et_explanation *out,
                                    struct et_error *error);

#endif
