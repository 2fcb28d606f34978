#include "analyse/entity/tagger_int.h"

#include "base/embed.h"
#include "base/mem.h"
#include "types/score.h"

#include <string.h>

#define FORBIDDEN (-1000000)

extern const struct et_embedded et_embedded_models_names[];

struct et_slice et_tagger_builtin(void)
{
    return et_slice(et_embedded_models_names[0].data, et_embedded_models_names[0].size);
}

enum et_rc et_tag_scratch_new(struct et_tag_scratch **out, struct et_error *error)
{
    *out = et_malloc(sizeof **out);
    if (!*out)
        return et_fail_nomem(error);
    (*out)->count = 0;
    return ET_OK;
}

void et_tag_scratch_free(struct et_tag_scratch *scratch)
{
    et_free(scratch);
}

/* ---- scores ---- */

static void add_row(const struct et_tagger *tagger, uint64_t feature, int16_t sums[ET_TAG_ROW])
{
    uint32_t row = et_tag_row(feature, tagger->row_mask);
    unsigned check = et_tag_check(feature);
    const unsigned char *p = tagger->rows + (size_t)row * ET_TAG_ROW;
    if ((p[0] | (unsigned)p[1] << 8) != check) {
        p = tagger->rows + (size_t)(row ^ 1) * ET_TAG_ROW;
        if ((p[0] | (unsigned)p[1] << 8) != check)
            return;
    }
    for (int i = 0; i < ET_TAG_ROW; i++) /* with the check and the zeros: whole registers */
        sums[i] = (int16_t)(sums[i] + (signed char)p[i]);
}

static void score_run(const struct et_tagger *tagger, const struct et_tokens *tokens, struct et_tag_scratch *scratch,
                      const struct et_tag_run *run)
{
    uint64_t features[ET_TAG_FEATURES];
    for (size_t i = run->first; i < run->end; i++) {
        int16_t *sums = scratch->scores[i];
        memset(sums, 0, sizeof scratch->scores[i]);
        et_tag_features(tokens, scratch, i, features);
        for (size_t f = 0; f < ET_TAG_FEATURES; f++)
            add_row(tagger, features[f], sums);
    }
}

/* ---- the best path ---- */

static int32_t emission(const struct et_tagger *tagger, const struct et_tag_scratch *scratch, size_t i, unsigned label)
{
    return scratch->scores[i][ET_TAG_LANE + label] + (label == 0 ? tagger->outside_bias : 0);
}

/* Labels are considered in pairs: begin and inside of one type. Inside follows only those two; the others follow all.
 */
static void step(const struct et_tagger *tagger, struct et_tag_scratch *scratch, size_t i, const int32_t *from,
                 int32_t *to)
{
    for (unsigned y = 0; y < ET_TAG_LABELS; y++) {
        bool inside = y && !(y & 1);
        unsigned best = inside ? y - 1 : 0, end = inside ? y + 1 : ET_TAG_LABELS;
        int32_t value = from[best] + tagger->transitions[best][y];
        for (unsigned x = best + 1; x < end; x++) {
            int32_t other = from[x] + tagger->transitions[x][y];
            if (other > value) {
                value = other;
                best = x;
            }
        }
        scratch->back[i][y] = (uint8_t)best;
        to[y] = value + emission(tagger, scratch, i, y);
    }
}

/* The best labels of a run. Tokens of [outside_from, outside_to) are held to be outside. Returns the path's score. */
static int32_t decode(const struct et_tagger *tagger, struct et_tag_scratch *scratch, const struct et_tag_run *run,
                      size_t outside_from, size_t outside_to)
{
    int32_t *now = scratch->best[0], *next = scratch->best[1];
    for (size_t i = run->first; i < run->end; i++) {
        if (i == run->first)
            for (unsigned y = 0; y < ET_TAG_LABELS; y++)
                next[y] = tagger->transitions[ET_TAG_LABELS][y] + emission(tagger, scratch, i, y);
        else
            step(tagger, scratch, i, now, next);
        if (i >= outside_from && i < outside_to)
            for (unsigned y = 1; y < ET_TAG_LABELS; y++)
                next[y] = FORBIDDEN;
        int32_t *swap = now;
        now = next;
        next = swap;
    }
    unsigned best = 0;
    for (unsigned y = 1; y < ET_TAG_LABELS; y++)
        if (now[y] > now[best])
            best = y;
    int32_t score = now[best];
    for (size_t i = run->end; i-- > run->first; best = scratch->back[i][best])
        scratch->labels[i] = (uint8_t)best;
    return score;
}

/* ---- spans ---- */

static int32_t sureness(const struct et_tagger *tagger, int32_t margin)
{
    int32_t step_index = margin < 0 ? 0 : margin / tagger->sure_step;
    if (step_index >= ET_TAG_SURE_STEPS)
        step_index = ET_TAG_SURE_STEPS - 1;
    return tagger->sureness[step_index] * ET_FIXED / 256;
}

static void set_bytes(const struct et_tokens *tokens, struct et_tag_span *span)
{
    const struct et_token *first = &tokens->items[span->first], *last = &tokens->items[span->last];
    span->start = first->start;
    span->end = last->end;
    if (first->kind == ET_TOKEN_HASHTAG)
        while (span->start < span->end && tokens->text.ptr[span->start] == '#')
            span->start++;
    if (last->flags & ET_TOKEN_POSSESSIVE)
        for (uint32_t i = last->end; i > last->start + 1; i--)
            if (tokens->text.ptr[i - 1] == '\'' || (unsigned char)tokens->text.ptr[i - 1] >= 0x80) {
                /* a straight or curly apostrophe: three bytes */
                span->end = tokens->text.ptr[i - 1] == '\'' ? i - 1 : i - 3 > last->start ? i - 3 : span->end;
                break;
            }
}

static size_t collect(const struct et_tokens *tokens, const struct et_tag_scratch *scratch,
                      const struct et_tag_run *run, struct et_tag_span *spans, size_t room)
{
    static const enum et_entity_type types[ET_TAG_TYPES] = {ET_PERSON, ET_GROUP, ET_WORK, ET_BRAND, ET_PLACE};
    size_t count = 0;
    for (size_t i = run->first; i < run->end && count < room; i++) {
        unsigned label = scratch->labels[i];
        if (label == 0 || !(label & 1))
            continue;
        struct et_tag_span *span = &spans[count++];
        *span = (struct et_tag_span){.first = (uint32_t)i, .last = (uint32_t)i, .type = types[(label - 1) / 2]};
        while (span->last + 1 < run->end && scratch->labels[span->last + 1] == label + 1)
            span->last++;
        set_bytes(tokens, span);
    }
    return count;
}

size_t et_tagger_find(const struct et_tagger *tagger, const struct et_tokens *tokens, struct et_tag_scratch *scratch,
                      struct et_tag_span spans[ET_TAG_SPANS_MAX])
{
    struct et_tag_run run = {0};
    size_t count = 0;
    et_tag_look(tagger, tokens, scratch);
    for (size_t from = 0; et_tag_next_run(scratch, from, &run); from = run.end) {
        score_run(tagger, tokens, scratch, &run);
        int32_t score = decode(tagger, scratch, &run, 0, 0);
        size_t found = collect(tokens, scratch, &run, spans + count, ET_TAG_SPANS_MAX - count);
        for (size_t i = count; i < count + found; i++)
            spans[i].sureness =
                sureness(tagger, score - decode(tagger, scratch, &run, spans[i].first, (size_t)spans[i].last + 1));
        count += found;
    }
    return count;
}
