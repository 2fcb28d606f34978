#include "jobs/quality.h"

#include "base/hash.h"
#include "base/mem.h"

#define ROUND 256 /* comments scored at a time */
#define LEAST 20

const char *const et_quality_names[ET_QUALITIES] = {"polarity", "emotion", "sarcasm", "spam"};
static const size_t class_counts[ET_QUALITIES] = {3, ET_EMOTIONS, 2, 2};

const char *et_quality_class(enum et_quality_of what, size_t index)
{
    static const char *const sides[] = {"negative", "neutral", "positive"}, *const flags[] = {"no", "yes"};
    if (what == ET_QUALITY_POLARITY)
        return sides[index];
    return what == ET_QUALITY_EMOTION ? et_emotion_name((enum et_emotion)index) : flags[index];
}

unsigned et_quality_fold(struct et_slice text, uint64_t seed)
{
    return (unsigned)(et_mix64(et_hash64(text) ^ et_mix64(seed)) % ET_QUALITY_FOLDS);
}

static void start(struct et_quality *quality)
{
    *quality = (struct et_quality){0};
    for (unsigned q = 0; q < ET_QUALITIES; q++)
        for (unsigned f = 0; f < ET_QUALITY_FOLDS; f++)
            quality->folds[q][f].classes = class_counts[q];
}

static void count_one(struct et_quality *quality, enum et_quality_of what, unsigned fold, int labelled, size_t read)
{
    if (labelled >= 0)
        quality->folds[what][fold].counts[labelled][read]++;
}

static void count_sample(struct et_quality *quality, const struct et_labelled *sample, unsigned fold,
                         const struct et_score *score)
{
    enum et_label label = et_label_of(score->sentiment);
    size_t side = label < ET_LABEL_NEUTRAL ? 0 : label == ET_LABEL_NEUTRAL ? 1 : 2;
    quality->samples++;
    count_one(quality, ET_QUALITY_POLARITY, fold, sample->polarity == ET_NOT_LABELLED ? -1 : sample->polarity + 1,
              side);
    count_one(quality, ET_QUALITY_EMOTION, fold, sample->emotion, et_emotion_primary(score->emotions));
    count_one(quality, ET_QUALITY_SARCASM, fold, sample->sarcastic, (score->flags & ET_SARCASTIC) != 0);
    count_one(quality, ET_QUALITY_SPAM, fold, sample->spam, (score->flags & ET_SPAM) != 0);
}

struct measurer {
    const struct et_analyser *analyser;
    struct et_scratch *scratch;
    struct et_arena arena; /* of one round */
    uint64_t seed;
    struct et_quality *out;
};

static enum et_rc measure_round(struct measurer *m, const struct et_labelled *samples, size_t count,
                                struct et_error *error)
{
    et_arena_reset(&m->arena);
    struct et_input *inputs = et_arena_calloc(&m->arena, count, sizeof *inputs);
    struct et_analysis *read = et_arena_calloc(&m->arena, count, sizeof *read);
    if (!inputs || !read)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++)
        inputs[i] = (struct et_input){.text = samples[i].text, .caption = samples[i].caption, .likes = ET_COUNT_NONE};
    enum et_rc rc = et_analyse_batch(m->analyser, m->scratch, inputs, count, 0, &m->arena, read, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        count_sample(m->out, &samples[i], et_quality_fold(samples[i].text, m->seed), &read[i].score);
    return rc;
}

/* Adds to *out, which was started. */
static enum et_rc measure(const struct et_analyser *analyser, const struct et_labelled *samples, size_t count,
                          uint64_t seed, struct et_quality *out, struct et_error *error)
{
    struct measurer m = {.analyser = analyser, .seed = seed, .out = out};
    et_arena_init(&m.arena, 0);
    enum et_rc rc = et_scratch_new(analyser, &m.scratch, error);
    for (size_t at = 0; at < count && rc == ET_OK; at += ROUND)
        rc = measure_round(&m, samples + at, count - at < ROUND ? count - at : ROUND, error);
    et_scratch_free(m.scratch);
    et_arena_dispose(&m.arena);
    return rc;
}

enum et_rc et_quality_measure(const struct et_analyser *analyser, const struct et_labelled *samples, size_t count,
                              uint64_t seed, struct et_quality *out, struct et_error *error)
{
    start(out);
    return measure(analyser, samples, count, seed, out, error);
}

/* Trains on the first `learned` samples and scores the others. */
static enum et_rc run_fold(const struct et_stack_training *training, const struct et_labelled *samples, size_t learned,
                           struct et_quality *out, struct et_error *error)
{
    struct et_buf weights;
    struct et_analyser *analyser = NULL;
    struct et_stack_training fold = *training;
    fold.samples = samples;
    fold.count = learned;
    fold.progress = NULL;
    if (learned == 0 || learned == training->count)
        return ET_OK;
    et_buf_init(&weights, 0);
    enum et_rc rc = et_train_stack(&fold, &weights, error);
    const struct et_analyser_config config = {.weights = et_buf_view(&weights)};
    if (rc == ET_OK)
        rc = et_analyser_new(&config, &analyser, error);
    if (rc == ET_OK)
        rc = measure(analyser, samples + learned, training->count - learned, training->seed, out, error);
    et_analyser_free(analyser);
    et_buf_dispose(&weights);
    return rc;
}

enum et_rc et_quality_cross_validate(const struct et_stack_training *training, struct et_quality *out,
                                     struct et_error *error)
{
    size_t count = training->count;
    start(out);
    if (count < LEAST)
        return et_fail(error, ET_E_USAGE, "%zu labelled comments are too few to learn from; %d are the least", count,
                       LEAST);
    struct et_labelled *order = et_malloc(count * sizeof *order);
    if (!order)
        return et_fail_nomem(error);
    enum et_rc rc = ET_OK;
    for (unsigned f = 0; f < ET_QUALITY_FOLDS && rc == ET_OK; f++) {
        size_t learned = 0, kept = count;
        for (size_t i = 0; i < count; i++)
            if (et_quality_fold(training->samples[i].text, training->seed) == f)
                order[--kept] = training->samples[i];
            else
                order[learned++] = training->samples[i];
        rc = run_fold(training, order, learned, out, error);
        if (rc == ET_OK && training->progress)
            training->progress(training->progress_context, f + 1, ET_QUALITY_FOLDS);
    }
    et_free(order);
    return rc;
}

struct et_confusion et_quality_all(const struct et_quality *quality, enum et_quality_of what)
{
    struct et_confusion all = {.classes = class_counts[what]};
    for (unsigned f = 0; f < ET_QUALITY_FOLDS; f++)
        et_confusion_add(&all, &quality->folds[what][f]);
    return all;
}
