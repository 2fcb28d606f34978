#include "analyse/sentiment/numbers.h"
#include "analyse/sentiment/rules.h"

#define PRIOR (-3072)      /* log-odds of mockery without any sign of it, in ET_UNIT */
#define PRAISED_MOCK 1024  /* praise beside a sign of mockery */
#define QUOTED_PRAISE 1280 /* a short praise in quotes */
#define MIXED_CASE 3584    /* "sUrE, vErY gOoD" */
#define WORTH_DOUBT 700    /* evidence that the caption can add to: a flower by itself is none */
#define UNDER_SCANDAL 1178 /* "what a great husband" where somebody was caught */

/* Praise in quotes, of at most three words, that does not make up the whole text. */
static bool quotes_praise(const struct et_reading *r)
{
    if (!r->tokens.quotes)
        return false;
    for (size_t i = 0; i < r->hit_count; i++) {
        const struct et_hit *hit = &r->hits[i];
        const struct et_token *token = &r->tokens.items[hit->first];
        if (hit->row->valence < 512 || !(token->flags & ET_TOKEN_QUOTED) || token->kind > ET_TOKEN_HASHTAG)
            continue;
        size_t from = hit->first, to = hit->last;
        while (from > 0 && (r->tokens.items[from - 1].flags & ET_TOKEN_QUOTED))
            from--;
        while (to + 1 < r->tokens.count && (r->tokens.items[to + 1].flags & ET_TOKEN_QUOTED))
            to++;
        if (to - from <= 3 && (from > 1 || to + 2 < r->tokens.count))
            return true;
    }
    return false;
}

static bool alternates(struct et_slice word)
{
    unsigned changes = 0;
    for (size_t i = 1; i < word.len; i++) {
        bool upper = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z',
             before = word.ptr[i - 1] >= 'A' && word.ptr[i - 1] <= 'Z';
        bool letters = ((word.ptr[i] | 32) >= 'a' && (word.ptr[i] | 32) <= 'z');
        changes += letters && upper != before;
    }
    return changes >= 3;
}

/* mOcKiNg cAsE in at least two words. */
static bool mixes_case(const struct et_reading *r)
{
    unsigned words = 0;
    if (r->tokens.mixed_words < 2)
        return false;
    for (size_t i = 0; i < r->tokens.count; i++) {
        const struct et_token *token = &r->tokens.items[i];
        struct et_slice word = et_slice_sub(r->text, token->start, token->end);
        if (token->kind == ET_TOKEN_WORD && word.len >= 4 && !(token->flags & ET_TOKEN_CAPS) &&
            !et_slice_eq(word, token->folded))
            words += alternates(word);
    }
    return words >= 2;
}

int32_t et_rules_sarcasm(const struct et_reading *reading, const struct et_rules_context *context, int32_t margin)
{
    int32_t odds = PRIOR + reading->mock;
    if (reading->mock > 0 && margin > 400)
        odds += PRAISED_MOCK;
    if (reading->mock > WORTH_DOUBT && context->scandal)
        odds += UNDER_SCANDAL;
    if (quotes_praise(reading))
        odds += QUOTED_PRAISE;
    if (mixes_case(reading))
        odds += MIXED_CASE;
    return et_logistic_fixed(odds);
}
