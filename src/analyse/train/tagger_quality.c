/* How good a tagger is, and how sure a margin makes. */
#include "analyse/train/tagger_int.h"

#include "types/score.h"

#include <string.h>

double et_tag_f1(const struct et_tag_counts *counts)
{
    uint64_t total = counts->found + counts->wanted;
    return total ? 2.0 * (double)counts->right / (double)total : 0;
}

static unsigned index_of(enum et_entity_type type)
{
    static const enum et_entity_type types[ET_TAG_TYPES] = {ET_PERSON, ET_GROUP, ET_WORK, ET_BRAND, ET_PLACE};
    for (unsigned t = 0; t < ET_TAG_TYPES; t++)
        if (types[t] == type)
            return t;
    return 0;
}

/* Names as a measure sees them. */
struct named {
    uint32_t start, end;
    unsigned types;
    int32_t sureness;
    bool hit;
};

#define NAMED_MAX 128

/* The bytes of a name without what is around it: '#', '@', blanks, a possessive. */
static struct named trimmed(struct et_slice text, uint32_t start, uint32_t end, unsigned types)
{
    while (start < end && (text.ptr[start] == '#' || text.ptr[start] == '@' || text.ptr[start] == ' '))
        start++;
    if (end - start > 2 && (text.ptr[end - 1] == 's' || text.ptr[end - 1] == 'S') && text.ptr[end - 2] == '\'')
        end -= 2;
    return (struct named){.start = start, .end = end, .types = types};
}

static size_t gold_names(const struct et_tag_sample *sample, bool with_handles, struct named *out)
{
    size_t n = 0;
    for (size_t g = 0; g < sample->gold_count && n < NAMED_MAX; g++)
        if (with_handles || !sample->golds[g].handle)
            out[n++] = trimmed(sample->text, sample->golds[g].start, sample->golds[g].end, sample->golds[g].types);
    return n;
}

static size_t found_names(const struct et_tagger *tagger, const struct et_tokens *tokens,
                          struct et_tag_scratch *scratch, bool with_handles, int32_t min_sureness, struct named *out)
{
    struct et_tag_span spans[ET_TAG_SPANS_MAX];
    size_t n = 0, count = et_tagger_find(tagger, tokens, scratch, spans);
    for (size_t i = 0; i < count; i++) {
        if (spans[i].sureness < min_sureness)
            continue;
        out[n] = trimmed(tokens->text, spans[i].start, spans[i].end, 1u << index_of(spans[i].type));
        out[n++].sureness = spans[i].sureness;
    }
    for (size_t i = 0; with_handles && i < tokens->count && n < NAMED_MAX; i++)
        if (tokens->items[i].kind == ET_TOKEN_HANDLE)
            out[n++] = trimmed(tokens->text, tokens->items[i].start, tokens->items[i].end, 1);
    return n;
}

/* A gold name of several types is wanted as the one that was found, or its first. */
static void count_names(const struct named *gold, size_t gold_count, struct named *found, size_t found_count,
                        struct et_tagger_quality *q)
{
    static const enum et_entity_type types[ET_TAG_TYPES] = {ET_PERSON, ET_GROUP, ET_WORK, ET_BRAND, ET_PLACE};
    for (size_t g = 0; g < gold_count; g++) {
        unsigned type = 0;
        while (!(gold[g].types >> type & 1))
            type++;
        bool right = false, span = false;
        for (size_t f = 0; f < found_count; f++) {
            if (found[f].start != gold[g].start || found[f].end != gold[g].end)
                continue;
            span = found[f].hit = true;
            right = (found[f].types & gold[g].types) != 0;
            if (right)
                while (!(found[f].types >> type & 1))
                    type++;
        }
        q->untyped.right += span;
        q->all.right += right;
        q->all.wanted++;
        q->by_type[types[type]].right += right;
        q->by_type[types[type]].wanted++;
    }
    for (size_t f = 0; f < found_count; f++)
        for (unsigned t = 0; t < ET_TAG_TYPES; t++)
            q->by_type[types[t]].found += found[f].types >> t & 1;
    q->all.found += found_count;
    q->untyped.found += found_count;
    q->untyped.wanted += gold_count;
    q->person = q->by_type[ET_PERSON];
}

enum et_rc et_tag_measure(const struct et_tagger *tagger, const struct et_tag_sample *samples, size_t count,
                          bool with_handles, int32_t min_sureness, struct et_tagger_quality *out,
                          struct et_error *error)
{
    struct named gold[NAMED_MAX], found[NAMED_MAX];
    struct et_tag_scratch *scratch = NULL;
    struct et_tokens tokens;
    *out = (struct et_tagger_quality){.samples = count};
    et_tokens_init(&tokens);
    enum et_rc rc = et_tag_scratch_new(&scratch, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        rc = et_tokenise(&tokens, samples[i].text, error);
        if (rc != ET_OK)
            break;
        size_t n = gold_names(&samples[i], with_handles, gold);
        size_t m = found_names(tagger, &tokens, scratch, with_handles, min_sureness, found);
        for (size_t f = 0; f < m; f++)
            found[f].hit = false;
        count_names(gold, n, found, m, out);
    }
    et_tokens_dispose(&tokens);
    et_tag_scratch_free(scratch);
    return rc;
}

enum et_rc et_evaluate_tagger(struct et_slice model, const char *path, bool with_handles, int32_t min_sureness,
                              struct et_tagger_quality *out, struct et_error *error)
{
    struct et_tag_samples samples;
    struct et_tagger *tagger = NULL;
    et_tag_samples_init(&samples);
    enum et_rc rc = et_tagger_new(model, &tagger, error);
    if (rc == ET_OK)
        rc = et_tag_samples_read(&samples, path, error);
    if (rc == ET_OK)
        rc = et_tag_measure(tagger, samples.items, samples.count, with_handles, min_sureness, out, error);
    et_tagger_free(tagger);
    et_tag_samples_dispose(&samples);
    return rc;
}

/* ---- sureness ---- */

/* Neighbouring steps that fall are joined, so that more margin never means less sure (pool adjacent violators). */
static void smooth(const uint64_t right[ET_TAG_SURE_STEPS], const uint64_t total[ET_TAG_SURE_STEPS],
                   uint8_t steps[ET_TAG_SURE_STEPS])
{
    uint64_t r[ET_TAG_SURE_STEPS], n[ET_TAG_SURE_STEPS];
    size_t width[ET_TAG_SURE_STEPS], count = 0;
    for (size_t i = 0; i < ET_TAG_SURE_STEPS; i++) {
        r[count] = right[i] * 20 + 10; /* a weak belief in one half */
        n[count] = total[i] * 20 + 20;
        width[count++] = 1;
        while (count > 1 && r[count - 2] * n[count - 1] >= r[count - 1] * n[count - 2]) {
            r[count - 2] += r[count - 1];
            n[count - 2] += n[count - 1];
            width[count - 2] += width[count - 1];
            count--;
        }
    }
    for (size_t block = 0, i = 0; block < count; block++)
        for (size_t k = 0; k < width[block]; k++)
            steps[i++] = (uint8_t)(r[block] * 250 / n[block]);
}

enum et_rc et_tag_calibrate(struct et_tagger *tagger, const struct et_tag_sample *samples, size_t count,
                            uint8_t steps[ET_TAG_SURE_STEPS], struct et_error *error)
{
    uint64_t right[ET_TAG_SURE_STEPS] = {0}, total[ET_TAG_SURE_STEPS] = {0};
    struct named gold[NAMED_MAX], found[NAMED_MAX];
    struct et_tag_scratch *scratch = NULL;
    struct et_tokens tokens;
    for (int i = 0; i < ET_TAG_SURE_STEPS; i++)
        tagger->sureness[i] = (uint8_t)i; /* the step itself comes out as sureness */
    et_tokens_init(&tokens);
    enum et_rc rc = et_tag_scratch_new(&scratch, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        rc = et_tokenise(&tokens, samples[i].text, error);
        size_t n = gold_names(&samples[i], false, gold);
        size_t m = rc == ET_OK ? found_names(tagger, &tokens, scratch, false, 0, found) : 0;
        for (size_t f = 0; f < m; f++) {
            size_t step = (size_t)((found[f].sureness * 256 + ET_FIXED - 1) / ET_FIXED);
            bool is_name = false;
            for (size_t g = 0; g < n; g++) /* half a name is one: what is asked is whether something is named here */
                is_name = is_name || (found[f].start < gold[g].end && gold[g].start < found[f].end);
            total[step]++;
            right[step] += is_name;
        }
    }
    smooth(right, total, steps);
    memcpy(tagger->sureness, steps, ET_TAG_SURE_STEPS);
    et_tokens_dispose(&tokens);
    et_tag_scratch_free(scratch);
    return rc;
}
