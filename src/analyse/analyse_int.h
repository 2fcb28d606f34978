/** The insides of an analyser and a scratch, shared by analyse.c and explain.c. */
#ifndef ET_ANALYSE_ANALYSE_INT_H
#define ET_ANALYSE_ANALYSE_INT_H

#include "analyse/analyse.h"
#include "analyse/entity/matcher.h"
#include "analyse/entity/unlisted.h"
#include "analyse/learned/stack.h"
#include "analyse/sentiment/rules.h"
#include "analyse/story/spam.h"
#include "analyse/story/themes.h"
#include "analyse/transformer/transformer.h"

struct et_analyser {
    struct et_arena arena; /**< owns the catalogue and the names of the user's themes */
    struct et_catalogue catalogue;
    struct et_matcher *matcher;
    struct et_tagger *tagger; /**< NULL for the rules alone */
    struct et_theme_set *themes;
    const struct et_slice *theme_names; /**< of the user's own */
    size_t theme_count;
    struct et_spam_set *spam;
    struct et_lexicon *lexicon;
    struct et_stack *stack;             /**< NULL: the rules alone, or under a transformer */
    struct et_transformer *transformer; /**< NULL without one */
    const char *model, *sha256;         /**< of the model that judges */
};

/** What is kept of a caption or parent, so that the comments of one post read it once. */
struct et_aside {
    uint64_t hash;
    char *text; /**< a copy, to be sure; NULL = empty place */
    size_t len, size;
    struct et_context context;
    int32_t sentiment;
    bool grief, scandal;
};

#define ET_ASIDES 256 /* a power of two */

struct et_scratch {
    struct et_reading reading, aside_reading;
    struct et_aside asides[ET_ASIDES];
    struct et_aside long_caption, long_parent; /**< texts too long to keep */
    struct et_found found[ET_FOUND_MAX];
    struct et_mention mentions[ET_FOUND_MAX];
    struct et_tag_scratch *tag;
    struct et_tag_span spans[ET_TAG_SPANS_MAX];
    struct et_name names[ET_TAG_SPANS_MAX];
    struct et_stack_scratch *stack;             /**< NULL without one */
    struct et_transformer_scratch *transformer; /**< NULL without one */
};

/** Opens the model that the configuration names: the built-in ones, or a pulled one. The lexicon is loaded already. */
ET_MUST_CHECK enum et_rc et_model_open(struct et_analyser *analyser, const struct et_analyser_config *config,
                                       struct et_error *error);

/** Whether the name is that of the rules alone, which look for no names beside the catalogue: nothing learned has a part. */
bool et_model_is_rules(const char *model);

/** Fills out->names: what the tagger finds beside the first found_count of scratch->found, and what is felt toward it.
 */
void et_unlisted_analyse(const struct et_analyser *analyser, struct et_scratch *scratch, size_t found_count,
                         const struct et_verdict *verdict, struct et_analysis *out);

/** Puts what the transformer says of a comment (probabilities of its classes) into an analysis of the rules. mentions
 * and names are those of the analysis, to be written. */
void et_refine(const struct et_analyser *analyser, const float *probabilities, struct et_analysis *analysis,
               struct et_mention *mentions, struct et_name *names);

/** et_explain for a transformer. *spoke = false, and nothing is filled, where the rules decide. */
ET_MUST_CHECK enum et_rc et_explain_transformer(const struct et_analyser *analyser, struct et_scratch *scratch,
                                                const struct et_input *input, struct et_arena *arena, bool *spoke,
                                                struct et_explanation *out, struct et_error *error);

/** The rules' analysis behind et_analyse and et_explain. trace may be NULL. */
ET_MUST_CHECK enum et_rc et_analyse_traced(const struct et_analyser *analyser, struct et_scratch *scratch,
                                           const struct et_input *input, struct et_trace *trace,
                                           struct et_verdict *verdict, struct et_analysis *out, struct et_error *error);

#endif
