/* What a comment feels toward names that the catalogue does not cover. */
#include "analyse/analyse_int.h"

#include "analyse/sentiment/targets.h"

#define UNKNOWN (UINT32_MAX / 2) /* entities from here on are names: index of the first place of the same name */

static bool same_name(const struct et_tokens *tokens, const struct et_tag_span *a, const struct et_tag_span *b)
{
    if (a->last - a->first != b->last - b->first)
        return false;
    for (uint32_t i = 0; i <= a->last - a->first; i++)
        if (tokens->items[a->first + i].plain_hash != tokens->items[b->first + i].plain_hash)
            return false;
    return true;
}

static struct et_found place_of(const struct et_scratch *s, size_t i)
{
    const struct et_tag_span *span = &s->spans[i];
    size_t same = 0;
    while (same < i && !same_name(&s->reading.tokens, &s->spans[same], span))
        same++;
    return (struct et_found){UNKNOWN + (uint32_t)same, span->start, span->end, span->first, span->last, true};
}

/* Known mentions and names by place, implied ones behind. where[i]: the place of name i, or ET_FOUND_MAX. */
static size_t join(const struct et_scratch *s, size_t found_count, size_t name_count, struct et_found *out,
                   size_t *where)
{
    size_t n = 0, f = 0, i = 0;
    while (n < ET_FOUND_MAX && (f < found_count || i < name_count)) {
        bool known = f < found_count && s->found[f].is_explicit;
        if (i < name_count && (!known || s->spans[i].first < s->found[f].first_token)) {
            where[i] = n;
            out[n++] = place_of(s, i++);
        } else {
            out[n++] = s->found[f++];
        }
    }
    while (i < name_count)
        where[i++] = ET_FOUND_MAX;
    return n;
}

void et_unlisted_analyse(const struct et_analyser *analyser, struct et_scratch *scratch, size_t found_count,
                         const struct et_verdict *verdict, struct et_analysis *out)
{
    const struct et_tokens *tokens = &scratch->reading.tokens;
    struct et_found places[ET_FOUND_MAX];
    size_t where[ET_TAG_SPANS_MAX];
    int32_t margins[ET_FOUND_MAX];
    out->names = scratch->names;
    out->name_count = 0;
    if (!analyser->tagger)
        return;
    size_t count = et_unlisted_find(analyser->tagger, analyser->matcher, tokens, scratch->tag, scratch->found,
                                    found_count, scratch->spans);
    out->name_count = count;
    if (count == 0)
        return;
    et_targets_score(&scratch->reading, verdict, places, join(scratch, found_count, count, places, where), margins);
    for (size_t i = 0; i < count; i++) {
        const struct et_tag_span *span = &scratch->spans[i];
        int32_t margin = where[i] < ET_FOUND_MAX ? margins[where[i]] : verdict->margin;
        scratch->names[i] = (struct et_name){.text = et_slice_sub(tokens->text, span->start, span->end),
                                             .start = span->start,
                                             .end = span->end,
                                             .type = span->type,
                                             .sureness = span->sureness,
                                             .sentiment = et_rules_squash(margin)};
    }
}
