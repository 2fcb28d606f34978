/* One comment or many: the rules, and where there is a transformer, what it says beside them. */
#include "analyse/analyse_int.h"

#include "base/mem.h"

bool et_analyser_batches(const struct et_analyser *analyser)
{
    return analyser->transformer != NULL;
}

static int32_t clamp(int64_t value)
{
    return value > ET_FIXED ? ET_FIXED : value < -ET_FIXED ? -ET_FIXED : (int32_t)value;
}

/* What is felt toward a name moves with the comment as far as the rules see both alike, and stays where they part. */
static int32_t moved(int32_t toward, int32_t before, int32_t after)
{
    int64_t apart = toward > before ? toward - before : before - toward;
    int64_t share = apart < ET_FIXED ? ET_FIXED - apart : 0;
    return clamp(toward + ((int64_t)after - before) * share / ET_FIXED);
}

void et_refine(const struct et_analyser *analyser, const float *probabilities, struct et_analysis *analysis,
               struct et_mention *mentions, struct et_name *names)
{
    int32_t before = analysis->score.sentiment;
    et_transformer_judge(analyser->transformer, probabilities, &analysis->score);
    int32_t after = analysis->score.sentiment;
    for (size_t i = 0; i < analysis->mention_count; i++)
        mentions[i].sentiment = moved(mentions[i].sentiment, before, after);
    for (size_t i = 0; i < analysis->name_count; i++)
        names[i].sentiment = moved(names[i].sentiment, before, after);
}

static struct et_slice read_part(struct et_slice text)
{
    return et_slice_sub(text, 0, ET_TEXT_MAX);
}

enum et_rc et_analyse(const struct et_analyser *analyser, struct et_scratch *scratch, const struct et_input *input,
                      struct et_analysis *out, struct et_error *error)
{
    struct et_verdict verdict;
    float probabilities[ET_CLASSES_MAX] = {0};
    struct et_analysis made;
    if (!analyser->transformer)
        return et_analyse_traced(analyser, scratch, input, NULL, &verdict, out, error);
    enum et_rc rc = et_analyse_traced(analyser, scratch, input, NULL, &verdict, &made, error);
    if (rc == ET_OK && et_transformer_speaks(analyser->transformer, &made.score)) {
        struct et_slice text = read_part(input->text);
        rc = et_transformer_run(analyser->transformer, scratch->transformer, &text, 1, 1, false, probabilities, error);
        if (rc == ET_OK)
            et_refine(analyser, probabilities, &made, scratch->mentions, scratch->names);
    }
    if (rc == ET_OK)
        *out = made;
    return rc;
}

static enum et_rc copy(struct et_arena *arena, const void *items, size_t size, void **out, struct et_error *error)
{
    *out = size ? et_arena_alloc(arena, size) : NULL;
    if (size && !*out)
        return et_fail_nomem(error);
    if (size)
        memcpy(*out, items, size);
    return ET_OK;
}

/* The rules over all of them; mentions and names are taken out of the scratch. */
static enum et_rc run_rules(const struct et_analyser *analyser, struct et_scratch *scratch,
                            const struct et_input *inputs, size_t count, struct et_arena *arena,
                            struct et_analysis *out, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        struct et_verdict verdict;
        void *mentions, *names;
        rc = et_analyse_traced(analyser, scratch, &inputs[i], NULL, &verdict, &out[i], error);
        if (rc == ET_OK)
            rc = copy(arena, out[i].mentions, out[i].mention_count * sizeof *out[i].mentions, &mentions, error);
        if (rc == ET_OK)
            rc = copy(arena, out[i].names, out[i].name_count * sizeof *out[i].names, &names, error);
        if (rc == ET_OK) {
            out[i].mentions = mentions;
            out[i].names = names;
        }
    }
    return rc;
}

static enum et_rc run_transformer(const struct et_analyser *analyser, struct et_scratch *scratch,
                                  const struct et_input *inputs, size_t count, unsigned threads,
                                  struct et_analysis *out, struct et_error *error)
{
    size_t classes = et_transformer_config(analyser->transformer)->class_count, asked = 0;
    struct et_slice *texts = et_malloc(count * sizeof *texts);
    size_t *which = et_malloc(count * sizeof *which);
    float *probabilities = et_malloc(count * classes * sizeof *probabilities);
    enum et_rc rc = texts && which && probabilities ? ET_OK : et_fail_nomem(error);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        if (et_transformer_speaks(analyser->transformer, &out[i].score)) {
            texts[asked] = read_part(inputs[i].text);
            which[asked++] = i;
        }
    if (rc == ET_OK)
        rc = et_transformer_run(analyser->transformer, scratch->transformer, texts, asked, threads, false,
                                probabilities, error);
    for (size_t i = 0; i < asked && rc == ET_OK; i++) {
        struct et_analysis *analysis = &out[which[i]];
        /* They lie in the arena, written a moment ago. */
        et_refine(analyser, probabilities + i * classes, analysis, (struct et_mention *)(uintptr_t)analysis->mentions,
                  (struct et_name *)(uintptr_t)analysis->names);
    }
    et_free(texts);
    et_free(which);
    et_free(probabilities);
    return rc;
}

enum et_rc et_analyse_batch(const struct et_analyser *analyser, struct et_scratch *scratch,
                            const struct et_input *inputs, size_t count, unsigned threads, struct et_arena *arena,
                            struct et_analysis *out, struct et_error *error)
{
    enum et_rc rc = run_rules(analyser, scratch, inputs, count, arena, out, error);
    if (rc == ET_OK && analyser->transformer && count)
        rc = run_transformer(analyser, scratch, inputs, count, threads, out, error);
    return rc;
}
