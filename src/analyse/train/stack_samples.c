#include "analyse/analyse_int.h"
#include "analyse/train/stack_int.h"
#include "base/mem.h"

static bool room_for(struct et_fit_set *set, size_t more)
{
    if (set->row_count + more <= set->row_size)
        return true;
    size_t size = (set->row_count + more) * 2;
    uint32_t *rows = et_realloc(set->rows, size * sizeof *rows);
    if (!rows)
        return false;
    set->rows = rows;
    set->row_size = size;
    return true;
}

static enum et_rc keep_features(struct et_fit_set *set, const struct et_reading *reading, struct et_gram *grams,
                                struct et_fit_sample *sample, struct et_error *error)
{
    size_t count = et_grams_read(&reading->tokens, grams);
    if (!room_for(set, count + ET_GRAM_TOKENS * (size_t)ET_LETTERS_MAX))
        return et_fail_nomem(error);
    sample->rows = set->row_count;
    sample->grams = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        set->rows[set->row_count++] = grams[i].row;
    size_t before = set->row_count;
    for (size_t i = 0; i < reading->tokens.count && i < ET_GRAM_TOKENS; i++)
        if (et_letters_has(&reading->tokens.items[i]))
            set->row_count += et_letters_read(&reading->tokens.items[i], set->rows + set->row_count);
    for (size_t i = before; i < set->row_count; i++)
        set->rows[i] += 1u << ET_GRAM_BITS;
    sample->letters = (uint32_t)(set->row_count - before);
    return ET_OK;
}

static enum et_rc read_sample(const struct et_analyser *rules, struct et_scratch *scratch, struct et_gram *grams,
                              struct et_fit_set *set, struct et_fit_sample *sample, struct et_error *error)
{
    struct et_input input = {.text = sample->labels->text, .caption = sample->labels->caption, .likes = ET_COUNT_NONE};
    struct et_verdict verdict;
    struct et_analysis analysis;
    enum et_rc rc = et_analyse_traced(rules, scratch, &input, NULL, &verdict, &analysis, error);
    if (rc != ET_OK)
        return rc;
    double dense[ET_DENSE];
    et_stack_dense(&scratch->reading, &verdict, dense);
    for (unsigned d = 0; d < ET_DENSE; d++)
        sample->dense[d] = (float)dense[d];
    return keep_features(set, &scratch->reading, grams, sample, error);
}

enum et_rc et_fit_set_make(const struct et_stack_training *config, struct et_fit_set *set, struct et_error *error)
{
    struct et_analyser_config alone = {.model = "et-rules"};
    struct et_analyser *rules = NULL;
    struct et_scratch *scratch = NULL;
    *set = (struct et_fit_set){.samples = et_calloc(config->count ? config->count : 1, sizeof *set->samples)};
    struct et_gram *grams = et_malloc(ET_GRAMS_MAX * sizeof *grams);
    enum et_rc rc = set->samples && grams ? ET_OK : et_fail_nomem(error);
    if (rc == ET_OK)
        rc = et_analyser_new(&alone, &rules, error);
    if (rc == ET_OK)
        rc = et_scratch_new(rules, &scratch, error);
    for (size_t i = 0; i < config->count && rc == ET_OK; i++) {
        set->samples[i].labels = &config->samples[i];
        rc = read_sample(rules, scratch, grams, set, &set->samples[i], error);
        set->count = i + 1;
    }
    et_scratch_free(scratch);
    et_analyser_free(rules);
    et_free(grams);
    if (rc != ET_OK)
        et_fit_set_dispose(set);
    return rc;
}

void et_fit_set_dispose(struct et_fit_set *set)
{
    et_free(set->samples);
    et_free(set->rows);
    *set = (struct et_fit_set){0};
}
