#include "analyse/sentiment/numbers.h"
#include "analyse/sentiment/rules.h"

#include <math.h>

/* Fitted (docs/models.md). */
#define BIAS_ALONE 234 /* margin of a text without any hit */
#define BIAS_POST (-200)
#define PLAIN_ALONE 884 /* its weight for "no attitude" */
#define PLAIN_POST 250
#define STRONG_WORDS 500 /* words that decide what tears and laughter mean */
#define FLAGGED 5000     /* probability from which a text counts as sarcastic */

static const struct et_slice rule_tears = {"rule:tears", 10};
static const struct et_slice rule_laughter = {"rule:laughter", 13};
static const struct et_slice rule_exclamation = {"rule:exclamation", 16};
static const struct et_slice rule_question = {"rule:question", 13};
static const struct et_slice rule_mockery = {"rule:mock-praise", 16};
static const struct et_slice rule_agreement = {"rule:agreement", 14};
static const struct et_slice rule_spam = {"rule:spam", 9};
static const struct et_slice rest_bias = {"rest:bias", 9};
static const struct et_slice rest_plainness = {"rest:plainness", 14};

int32_t et_rules_squash(int32_t margin)
{
    double m = (double)margin / ET_UNIT;
    double s = m / sqrt(m * m + 4) * ET_FIXED;
    return (int32_t)(s + (s < 0 ? -0.5 : 0.5));
}

static int32_t change(int32_t margin, int32_t to, const char *kind, struct et_slice rule, struct et_trace *trace)
{
    et_trace_add(trace, kind, rule, ET_TRACE_NO_TOKEN, ET_TRACE_NO_TOKEN, to - margin);
    return to;
}

/* Tears, laughter and exclamation marks take their sign from the words beside them. */
static int32_t colour(const struct et_reading *r, const struct et_hit *hit, int32_t words,
                      const struct et_rules_context *context, struct et_trace *trace)
{
    int32_t value = et_hit_value(hit), to = value;
    struct et_slice rule = rule_exclamation;
    if (hit->row->tags & ET_LEX_CRY) {
        rule = rule_tears;
        if (words < -STRONG_WORDS || (context->grief && words < STRONG_WORDS))
            to = -(value > 0 ? value : -value) / 2 - 205;
        else if (context->has_caption && words > -STRONG_WORDS / 2)
            to = value + 400; /* under a post people cry for joy more often than not */
    } else if (hit->row->tags & ET_LEX_LAUGH) {
        rule = rule_laughter;
        if (words < -STRONG_WORDS)
            to = value > 0 ? -value / 8 : value;
    } else if (r->tokens.items[hit->first].kind == ET_TOKEN_PUNCT && words < -STRONG_WORDS && value > 0) {
        to = -value / 2;
    }
    et_trace_add(trace, "mark", rule, hit->first, hit->last, to - value);
    return to;
}

static int32_t sum_hits(const struct et_reading *r, const struct et_rules_context *context, struct et_trace *trace)
{
    int32_t words = 0, marks = 0;
    bool coloured = false;
    for (size_t i = 0; i < r->hit_count; i++) {
        coloured |= r->hits[i].coloured;
        words += r->hits[i].coloured ? 0 : et_hit_value(&r->hits[i]);
    }
    for (size_t i = 0; coloured && i < r->hit_count; i++)
        if (r->hits[i].coloured)
            marks += colour(r, &r->hits[i], words, context, trace);
    return words + marks;
}

/* Weight of the hits for "no attitude". */
static int32_t sum_plain(const struct et_reading *r)
{
    int32_t plain = 0;
    for (size_t i = 0; i < r->hit_count; i++)
        plain += r->hits[i].row->emotions[ET_NEUTRAL];
    return plain;
}

int32_t et_rules_level(int32_t margin, int32_t threshold)
{
    int32_t size = margin < 0 ? -margin : margin;
    if (size <= threshold)
        return (int32_t)((int64_t)margin * ET_THRESHOLD / threshold);
    size += ET_THRESHOLD - threshold;
    return margin < 0 ? -size : size;
}

/* "THIS.", "same", "finally someone said it": the parent's view, a little weaker. */
static int32_t agree(const struct et_rules_context *context, int32_t margin, struct et_trace *trace)
{
    double s = (double)context->parent_sentiment / ET_FIXED;
    if (s > 0.9)
        s = 0.9;
    if (s < -0.9)
        s = -0.9;
    /* The inverse of the squash. */
    int32_t parent = (int32_t)(2 * s / sqrt(1 - s * s) * ET_UNIT * 0.9);
    return change(margin, parent, "agreement", rule_agreement, trace);
}

static int32_t turn_sarcasm(int32_t margin, struct et_trace *trace)
{
    int32_t strength = margin < 0 ? -margin : margin;
    int32_t meant = -922 - strength / 4;
    return change(margin, margin < meant ? margin : meant, "mockery", rule_mockery, trace);
}

static int32_t threshold_of(const struct et_reading *reading, const struct et_rules_context *context)
{
    int32_t plain = sum_plain(reading) + (context->has_caption ? PLAIN_POST : PLAIN_ALONE);
    int32_t threshold = (int32_t)((int64_t)plain * ET_UNIT / ET_STEEPNESS);
    return threshold < ET_THRESHOLD_MIN   ? ET_THRESHOLD_MIN
           : threshold > ET_THRESHOLD_MAX ? ET_THRESHOLD_MAX
                                          : threshold;
}

void et_rules_judge(const struct et_reading *reading, const struct et_rules_context *context, struct et_verdict *out,
                    struct et_trace *trace)
{
    *out = (struct et_verdict){.threshold = threshold_of(reading, context), .spam = context->spam};
    int32_t bias = context->has_caption ? BIAS_POST : BIAS_ALONE;
    int32_t words = sum_hits(reading, context, trace);
    int32_t margin = reading->words || reading->emoji ? change(words, words + bias, "rest", rest_bias, trace) : words;
    bool asks = et_rules_question(reading, margin);
    margin = change(margin, et_rules_level(margin, out->threshold), "rest", rest_plainness, trace);
    out->sarcasm = et_rules_sarcasm(reading, context, margin);
    out->sarcastic = out->sarcasm >= FLAGGED && !context->spam;
    if (context->spam) {
        margin = change(margin, 0, "spam", rule_spam, trace);
    } else if (out->sarcastic) {
        margin = turn_sarcasm(margin, trace);
    } else if (asks) {
        out->question = true;
        margin = change(margin, margin / 4, "question", rule_question, trace);
    } else if ((reading->seen & ET_LEX_AGREE) && context->has_parent && reading->words <= 8) {
        out->agrees = true;
        margin = agree(context, margin, trace);
    }
    out->margin = margin;
    out->sentiment = et_rules_squash(margin);
    et_rules_emotions(reading, context, out);
}
