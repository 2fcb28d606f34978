#include "analyse/entity/tagger_int.h"

#include "analyse/row_sums.h"
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

/* The row of a feature, or zeros. Without branches: which place a feature has taken is as good as random. */
static const unsigned char *find_row(const struct et_tagger *tagger, uint64_t feature)
{
    static const unsigned char none[ET_TAG_ROW];
    size_t row = et_tag_row(feature, tagger->row_mask);
    unsigned check = et_tag_check(feature);
    const unsigned char *p = tagger->rows + row * ET_TAG_ROW;
    row ^= (p[0] | (unsigned)p[1] << 8) != check;
    p = tagger->rows + row * ET_TAG_ROW;
    return (p[0] | (unsigned)p[1] << 8) == check ? p : none;
}

/* The rows of a few tokens are asked for before the first is read: most are in none of the nearer caches. */
static void score_run(const struct et_tagger *tagger, const struct et_tokens *tokens, struct et_tag_scratch *scratch,
                      const struct et_tag_run *run)
{
    for (size_t i = run->first; i < run->end;) {
        size_t first = i, end = run->end - i < ET_TAG_AT_ONCE ? run->end : i + ET_TAG_AT_ONCE;
        for (; i < end; i++) {
            uint64_t *features = scratch->features[i - first];
            et_tag_features(tokens, scratch, i, features);
            for (size_t f = 0; f < ET_TAG_FEATURES; f++)
                __builtin_prefetch(tagger->rows + (size_t)et_tag_row(features[f], tagger->row_mask) * ET_TAG_ROW);
        }
        for (size_t k = first; k < end; k++) {
            struct et_row_sums sums = {0};
            for (size_t f = 0; f < ET_TAG_FEATURES; f++) /* with the check and the zeros: whole registers */
                et_row_add(&sums, find_row(tagger, scratch->features[k - first][f]));
            et_row_store(&sums, scratch->scores[k]);
        }
    }
}

/* ---- the best path ---- */

static int32_t emission(const struct et_tagger *tagger, const struct et_tag_scratch *scratch, size_t i, unsigned label)
{
    return scratch->scores[i][ET_TAG_LANE + label] + (label == 0 ? tagger->outside_bias : 0);
}

/* Labels are considered in pairs: begin and inside of one type. Inside follows only those two; the others follow all.
 */
static void step(const struct et_tagger *tagger, struct et_tag_scratch *scratch, size_t i,
                 const int32_t from[ET_TAG_LABELS], int32_t to[ET_TAG_LABELS], uint8_t back[ET_TAG_LABELS])
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
        back[y] = (uint8_t)best;
        to[y] = value + emission(tagger, scratch, i, y);
    }
}

/* The paths to token i: from those to the token before, or from the beginning of the run. */
static void advance(const struct et_tagger *tagger, struct et_tag_scratch *scratch, const struct et_tag_run *run,
                    size_t i, const int32_t *from, int32_t to[ET_TAG_LABELS], uint8_t back[ET_TAG_LABELS])
{
    if (i > run->first)
        step(tagger, scratch, i, from, to, back);
    else
        for (unsigned y = 0; y < ET_TAG_LABELS; y++)
            to[y] = tagger->transitions[ET_TAG_LABELS][y] + emission(tagger, scratch, i, y);
}

static unsigned best_label(const int32_t values[ET_TAG_LABELS])
{
    unsigned best = 0;
    for (unsigned y = 1; y < ET_TAG_LABELS; y++)
        if (values[y] > values[best])
            best = y;
    return best;
}

/* The best labels of a run. Returns the path's score. */
static int32_t decode(const struct et_tagger *tagger, struct et_tag_scratch *scratch, const struct et_tag_run *run)
{
    for (size_t i = run->first; i < run->end; i++)
        advance(tagger, scratch, run, i, scratch->best[i - (i > run->first)], scratch->best[i], scratch->back[i]);
    const int32_t *last = scratch->best[run->end - 1];
    unsigned best = best_label(last);
    int32_t score = last[best];
    for (size_t i = run->end; i-- > run->first; best = scratch->back[i][best])
        scratch->labels[i] = (uint8_t)best;
    return score;
}

/* Whether the paths differ from those found before by one number for every label. */
static bool is_shifted(const int32_t now[ET_TAG_LABELS], const int32_t before[ET_TAG_LABELS])
{
    int32_t differences = 0;
    for (unsigned y = 1; y < ET_TAG_LABELS; y++)
        differences |= (now[y] - before[y]) ^ (now[0] - before[0]);
    return differences == 0;
}

/* The score of the run's best path on which the tokens of a name are outside. Up to the name the paths are those of
 * decode(); soon behind it they are the same again but for a number, which the score then differs by. */
static int32_t score_without(const struct et_tagger *tagger, struct et_tag_scratch *scratch,
                             const struct et_tag_run *run, int32_t score, const struct et_tag_span *span)
{
    int32_t paths[2][ET_TAG_LABELS];
    uint8_t back[ET_TAG_LABELS];
    const int32_t *from = scratch->best[span->first - (span->first > run->first)];
    for (size_t i = span->first; i < run->end; i++) {
        int32_t *to = paths[i & 1];
        advance(tagger, scratch, run, i, from, to, back);
        for (unsigned y = 1; y < ET_TAG_LABELS && i <= span->last; y++)
            to[y] = FORBIDDEN;
        if (i > span->last && is_shifted(to, scratch->best[i]))
            return score + to[0] - scratch->best[i][0];
        from = to;
    }
    return from[best_label(from)];
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
        int32_t score = decode(tagger, scratch, &run);
        size_t found = collect(tokens, scratch, &run, spans + count, ET_TAG_SPANS_MAX - count);
        for (size_t i = count; i < count + found; i++)
            spans[i].sureness = sureness(tagger, score - score_without(tagger, scratch, &run, score, &spans[i]));
        count += found;
    }
    return count;
}
