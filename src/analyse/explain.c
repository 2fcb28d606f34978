#include "analyse/analyse_int.h"

#include <stdio.h>

#define TRIED 4 /* strongest hits that are left out in turn to find what turns the label */

static struct et_slice span_text(const struct et_reading *r, const struct et_trace_part *part, uint32_t *start,
                                 uint32_t *end)
{
    *start = *end = 0;
    if (part->first == ET_TRACE_NO_TOKEN || part->last >= r->tokens.count)
        return et_slice("", 0);
    *start = r->tokens.items[part->first].start;
    *end = r->tokens.items[part->last].end;
    return et_slice_sub(r->text, *start, *end);
}

static enum et_rc make_parts(const struct et_reading *r, const struct et_trace *trace, struct et_arena *arena,
                             struct et_explanation *out, struct et_error *error)
{
    struct et_explain_part *parts = et_arena_alloc(arena, (trace->count ? trace->count : 1) * sizeof *parts);
    if (!parts)
        return et_fail_nomem(error);
    for (size_t i = 0; i < trace->count; i++) {
        const struct et_trace_part *from = &trace->parts[i];
        struct et_explain_part *to = &parts[i];
        *to = (struct et_explain_part){.kind = et_slice_of(from->kind), .contribution = (double)from->delta / ET_UNIT};
        struct et_slice text = span_text(r, from, &to->start, &to->end);
        to->name = et_arena_copy(arena, from->name);
        to->text = et_arena_copy(arena, text);
        if (!to->name.ptr || !to->text.ptr)
            return et_fail_nomem(error);
    }
    out->parts = parts;
    out->part_count = trace->count;
    return ET_OK;
}

static bool is_hit(const struct et_trace_part *part)
{
    static const char *const kinds[] = {"word", "phrase", "emoji", "hashtag", "mark"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(part->kind, kinds[i]) == 0 && et_slice_find(part->name, ET_SLICE(".tsv:")) != SIZE_MAX)
            return true;
    return false;
}

/* The strongest hit weaker than the one at `after` (NULL = the strongest of all); ties go to the first. */
static const struct et_trace_part *next_strongest(const struct et_trace *trace, const struct et_trace_part *after)
{
    const struct et_trace_part *best = NULL;
    for (size_t i = 0; i < trace->count; i++) {
        const struct et_trace_part *part = &trace->parts[i];
        int32_t size = part->delta < 0 ? -part->delta : part->delta;
        int32_t limit = !after ? INT32_MAX : after->delta < 0 ? -after->delta : after->delta;
        bool weaker = !after || size < limit || (size == limit && part > after);
        int32_t best_size = !best ? 0 : best->delta < 0 ? -best->delta : best->delta;
        if (is_hit(part) && weaker && size > best_size)
            best = part;
    }
    return best;
}

static int side(int32_t sentiment)
{
    enum et_label label = et_label_of(sentiment);
    return label == ET_LABEL_NEUTRAL ? 0 : label > ET_LABEL_NEUTRAL ? 1 : -1;
}

static const char *side_name(int value)
{
    return value > 0 ? "positive" : value < 0 ? "negative" : "neutral";
}

/* Really leaves hits out, one after the other, until one turns the label. */
static enum et_rc find_flip(const struct et_analyser *analyser, struct et_scratch *scratch,
                            const struct et_input *input, struct et_arena *arena, const struct et_trace *trace,
                            const struct et_explanation *so_far, struct et_slice *out, struct et_error *error)
{
    int from = side(so_far->analysis.score.sentiment);
    const struct et_trace_part *part = NULL;
    for (unsigned n = 0; n < TRIED && (part = next_strongest(trace, part)) != NULL; n++) {
        struct et_trace without = {.arena = arena, .without = part->first};
        struct et_verdict verdict;
        struct et_analysis analysis;
        enum et_rc rc = et_analyse_traced(analyser, scratch, input, &without, &verdict, &analysis, error);
        if (rc != ET_OK)
            return rc;
        if (without.failed)
            return et_fail_nomem(error);
        int to = side(verdict.sentiment);
        if (to == from)
            continue;
        uint32_t start, end;
        struct et_slice text = span_text(&scratch->reading, part, &start, &end);
        char *sentence = et_arena_printf(arena, "without \"" ET_SLICE_FMT "\" (%+.2f) it would be %s",
                                         ET_SLICE_ARG(text), (double)part->delta / ET_UNIT, side_name(to));
        if (!sentence)
            return et_fail_nomem(error);
        *out = et_slice_of(sentence);
        return ET_OK;
    }
    return ET_OK;
}

static enum et_rc copy_mentions(struct et_arena *arena, struct et_analysis *analysis, struct et_error *error)
{
    size_t size = analysis->mention_count * sizeof *analysis->mentions;
    struct et_mention *mentions = et_arena_alloc(arena, size ? size : 1);
    if (!mentions)
        return et_fail_nomem(error);
    if (size)
        memcpy(mentions, analysis->mentions, size);
    analysis->mentions = mentions;
    return ET_OK;
}

static enum et_rc explain_rules(const struct et_analyser *analyser, struct et_scratch *scratch,
                                const struct et_input *input, struct et_arena *arena, struct et_explanation *out,
                                struct et_error *error)
{
    struct et_trace trace = {.arena = arena, .without = ET_TRACE_NO_TOKEN};
    struct et_verdict verdict;
    struct et_explanation made = {.squash = ET_SLICE(ET_SQUASH_TEXT)};
    enum et_rc rc = et_analyse_traced(analyser, scratch, input, &trace, &verdict, &made.analysis, error);
    if (rc == ET_OK && trace.failed)
        rc = et_fail_nomem(error);
    if (rc == ET_OK)
        rc = copy_mentions(arena, &made.analysis, error);
    made.margin = (double)verdict.margin / ET_UNIT;
    if (rc == ET_OK)
        rc = make_parts(&scratch->reading, &trace, arena, &made, error);
    if (rc == ET_OK)
        rc = find_flip(analyser, scratch, input, arena, &trace, &made, &made.flip, error);
    if (rc == ET_OK)
        *out = made;
    return rc;
}

enum et_rc et_explain(const struct et_analyser *analyser, struct et_scratch *scratch, const struct et_input *input,
                      struct et_arena *arena, struct et_explanation *out, struct et_error *error)
{
    struct et_explanation made;
    bool spoke = false;
    if (!analyser->transformer)
        return explain_rules(analyser, scratch, input, arena, out, error);
    enum et_rc rc = et_explain_transformer(analyser, scratch, input, arena, &spoke, &made, error);
    if (rc == ET_OK && !spoke)
        return explain_rules(analyser, scratch, input, arena, out, error);
    if (rc == ET_OK)
        rc = copy_mentions(arena, &made.analysis, error);
    if (rc == ET_OK)
        *out = made;
    return rc;
}
