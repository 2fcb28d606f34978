#include "analyse/sentiment/rules.h"

#define LESS 512  /* what "but" takes back counts half */
#define MORE 1280 /* what it leads to counts a quarter more */

static const struct et_slice rule_contrast = {"rule:contrast", 13};
static const struct et_slice rule_concession = {"rule:concession", 15};

/* Where the sentence around a token begins and ends; a "but" that opens one looks back into the one before. */
static uint32_t sentence_from(const struct et_tokens *tokens, uint32_t at)
{
    while (at > 0 && et_token_ends_sentence(&tokens->items[at - 1]))
        at--;
    while (at > 0 && !et_token_ends_sentence(&tokens->items[at - 1]))
        at--;
    return at;
}

static uint32_t sentence_to(const struct et_tokens *tokens, uint32_t at)
{
    while (at < tokens->count && !et_token_ends_sentence(&tokens->items[at]))
        at++;
    return at;
}

static int32_t sum(const struct et_reading *r, uint32_t from, uint32_t to)
{
    int32_t total = 0;
    for (size_t i = 0; i < r->hit_count; i++)
        if (r->hits[i].first >= from && r->hits[i].first < to)
            total += et_hit_value(&r->hits[i]);
    return total;
}

static void rescale(struct et_reading *r, uint32_t from, uint32_t to, int32_t factor, struct et_slice rule, uint32_t at,
                    struct et_trace *trace)
{
    for (size_t i = 0; i < r->hit_count; i++) {
        struct et_hit *hit = &r->hits[i];
        if (hit->first >= from && hit->first < to && r->tokens.items[hit->first].kind <= ET_TOKEN_HASHTAG)
            et_hit_rescale(hit, factor, "contrast", rule, at, trace);
    }
}

static void turn_but(struct et_reading *r, uint32_t at, struct et_trace *trace)
{
    uint32_t from = sentence_from(&r->tokens, at), to = sentence_to(&r->tokens, at);
    int32_t before = sum(r, from, at), after = sum(r, at, to);
    if ((before > 0 && after < 0) || (before < 0 && after > 0)) {
        rescale(r, from, at, LESS, rule_contrast, at, trace);
        rescale(r, at, to, MORE, rule_contrast, at, trace);
    }
}

static void turn_although(struct et_reading *r, uint32_t at, struct et_trace *trace)
{
    uint32_t to = at;
    while (to < r->tokens.count && r->clauses[to] == r->clauses[at])
        to++;
    rescale(r, at, to, LESS, rule_concession, at, trace);
}

void et_rules_contrast(struct et_reading *reading, struct et_trace *trace)
{
    for (uint32_t i = 0; i < reading->turn_count; i++) {
        if (reading->turns[i].concession)
            turn_although(reading, reading->turns[i].token, trace);
        else
            turn_but(reading, reading->turns[i].token, trace);
    }
}
