/* Why a transformer reads a comment as it does: every word is left out in turn, and the margin's difference is the
 * word's. */
#include "analyse/analyse_int.h"

#include <math.h>

#define PARTS_MAX ((size_t)96) /* more words than that are taken together, as many as it takes */
#define STEP 1024.0            /* margins are multiples of 1/1024, so that sums are exact */

struct span {
    uint32_t start, end;
};

/* The words of a text in at most PARTS_MAX spans. */
static size_t find_spans(const struct et_tokens *tokens, struct span *spans)
{
    size_t each = tokens->count / PARTS_MAX + 1, count = 0;
    for (size_t i = 0; i < tokens->count; i += each) {
        size_t last = i + each < tokens->count ? i + each - 1 : tokens->count - 1;
        spans[count++] = (struct span){tokens->items[i].start, tokens->items[last].end};
    }
    return count;
}

/* The text without a span and one of the blanks around it. */
static bool leave_out(struct et_slice text, struct span span, struct et_arena *arena, struct et_slice *out)
{
    size_t end = span.end, start = span.start;
    if (start && text.ptr[start - 1] == ' ')
        start--;
    else if (end < text.len && text.ptr[end] == ' ')
        end++;
    char *bytes = et_arena_alloc(arena, text.len + 1);
    if (!bytes)
        return false;
    memcpy(bytes, text.ptr, start);
    memcpy(bytes + start, text.ptr + end, text.len - end);
    *out = et_slice(bytes, text.len - (end - start));
    return true;
}

static double rounded(double margin)
{
    return round(margin * STEP) / STEP;
}

static int side(double margin)
{
    enum et_label label = et_label_of((int32_t)lround(margin / sqrt(margin * margin + 4) * ET_FIXED));
    return label == ET_LABEL_NEUTRAL ? 0 : label > ET_LABEL_NEUTRAL ? 1 : -1;
}

/* What one word's absence would make of the label, of several the word that weighs most. */
static enum et_rc find_flip(const struct et_explanation *e, size_t words, struct et_arena *arena, struct et_slice *out,
                            struct et_error *error)
{
    static const char *const names[] = {"negative", "neutral", "positive"};
    const struct et_explain_part *best = NULL;
    for (size_t i = 0; i < words; i++) {
        const struct et_explain_part *part = &e->parts[i];
        bool turns = side(e->margin - part->contribution) != side(e->margin);
        if (turns && (!best || fabs(part->contribution) > fabs(best->contribution)))
            best = part;
    }
    if (!best)
        return ET_OK;
    char *sentence =
        et_arena_printf(arena, "without \"" ET_SLICE_FMT "\" (%+.2f) it would be %s", ET_SLICE_ARG(best->text),
                        best->contribution, names[side(e->margin - best->contribution) + 1]);
    if (!sentence)
        return et_fail_nomem(error);
    *out = et_slice_of(sentence);
    return ET_OK;
}

/* probabilities: of the whole text, then of the text without each span. */
static enum et_rc make_parts(const struct et_transformer *model, const float *probabilities, struct et_slice text,
                             const struct span *spans, size_t count, struct et_arena *arena, struct et_explanation *out,
                             struct et_error *error)
{
    size_t classes = et_transformer_config(model)->class_count;
    struct et_explain_part *parts = et_arena_calloc(arena, count + 1, sizeof *parts);
    struct et_slice kept = et_arena_copy(arena, text);
    if (!parts || !kept.ptr)
        return et_fail_nomem(error);
    double whole = et_transformer_margin(model, probabilities);
    out->margin = rounded(whole);
    double rest = out->margin;
    for (size_t i = 0; i < count; i++) {
        double without = et_transformer_margin(model, probabilities + (i + 1) * classes);
        parts[i] = (struct et_explain_part){.kind = ET_SLICE("word"),
                                            .name = ET_SLICE("left out"),
                                            .text = et_slice_sub(kept, spans[i].start, spans[i].end),
                                            .start = spans[i].start,
                                            .end = spans[i].end,
                                            .contribution = rounded(whole - without)};
        rest -= parts[i].contribution;
    }
    parts[count] = (struct et_explain_part){.kind = ET_SLICE("rest"),
                                            .name = ET_SLICE("what words say only together"),
                                            .text = ET_SLICE(""),
                                            .contribution = rest};
    out->parts = parts;
    out->part_count = count + 1;
    return find_flip(out, count, arena, &out->flip, error);
}

enum et_rc et_explain_transformer(const struct et_analyser *analyser, struct et_scratch *scratch,
                                  const struct et_input *input, struct et_arena *arena, bool *spoke,
                                  struct et_explanation *out, struct et_error *error)
{
    struct et_verdict verdict;
    struct span spans[PARTS_MAX];
    struct et_slice texts[PARTS_MAX + 1];
    struct et_explanation made = {.squash = ET_SLICE(ET_SQUASH_TEXT)};
    enum et_rc rc = et_analyse_traced(analyser, scratch, input, NULL, &verdict, &made.analysis, error);
    *spoke = rc == ET_OK && et_transformer_speaks(analyser->transformer, &made.analysis.score);
    if (!*spoke)
        return rc;
    size_t classes = et_transformer_config(analyser->transformer)->class_count;
    struct et_slice text = et_slice_sub(input->text, 0, ET_TEXT_MAX);
    size_t count = find_spans(&scratch->reading.tokens, spans);
    float *probabilities = et_arena_calloc(arena, (count + 1) * classes, sizeof *probabilities);
    bool fine = probabilities != NULL;
    texts[0] = text;
    for (size_t i = 0; i < count && fine; i++)
        fine = leave_out(text, spans[i], arena, &texts[i + 1]);
    rc = fine ? et_transformer_run(analyser->transformer, scratch->transformer, texts, count + 1, 0, false,
                                   probabilities, error)
              : et_fail_nomem(error);
    if (rc == ET_OK) {
        et_refine(analyser, probabilities, &made.analysis, scratch->mentions, scratch->names);
        rc = make_parts(analyser->transformer, probabilities, text, spans, count, arena, &made, error);
    }
    if (rc == ET_OK)
        *out = made;
    return rc;
}
