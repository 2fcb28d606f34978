#include "analyse/sentiment/numbers.h"
#include "analyse/sentiment/rules.h"

/* Fitted: what a text without any hit tends to, in ET_UNIT. */
static const int32_t bias[ET_EMOTIONS] = {760, 1134, 643, 683, -757, -2832, -1019, 0};

/* What "not good" and "not bad" say about feeling. */
static void add_negated(const struct et_hit *hit, int32_t *sums)
{
    int32_t strength = et_hit_value(hit);
    if (hit->row->valence > 0)
        sums[ET_DISAPPOINTMENT] += strength < 0 ? -strength : strength;
    else
        sums[ET_LOVE] += (strength < 0 ? -strength : strength) / 2;
}

static void sum_weights(const struct et_reading *r, int32_t out[ET_EMOTIONS])
{
    int32_t sums[ET_EMOTIONS]; /* its own, so that it can stay in registers */
    memcpy(sums, bias, sizeof sums);
    for (size_t i = 0; i < r->hit_count; i++) {
        const struct et_hit *hit = &r->hits[i];
        const int16_t *weights = hit->row->emotions;
        const int32_t scale = hit->scale;
        if (hit->negated)
            add_negated(hit, sums);
        else if (scale == ET_UNIT) /* the usual case, without a division */
            for (unsigned e = 0; e < ET_EMOTIONS; e++)
                sums[e] += weights[e];
        else
            for (unsigned e = 0; e < ET_EMOTIONS; e++)
                sums[e] += (int32_t)((int64_t)weights[e] * scale / ET_UNIT);
    }
    memcpy(out, sums, sizeof sums);
}

/* Divides a side's mass among its emotions by their weights. */
static void divide(const double weights[ET_EMOTIONS], const enum et_emotion *among, unsigned count, double mass,
                   double shares[ET_EMOTIONS])
{
    double total = 0;
    for (unsigned i = 0; i < count; i++)
        total += weights[among[i]];
    for (unsigned i = 0; i < count; i++)
        shares[among[i]] += mass * weights[among[i]] / total;
}

void et_rules_round_shares(const double shares[ET_EMOTIONS], int32_t out[ET_EMOTIONS])
{
    int32_t total = 0;
    unsigned top = 0;
    for (unsigned e = 0; e < ET_EMOTIONS; e++) {
        out[e] = (int32_t)(shares[e] * ET_FIXED);
        total += out[e];
        if (out[e] > out[top])
            top = e;
    }
    out[top] += ET_FIXED - total;
}

static bool fits(const uint8_t sides[ET_EMOTIONS], unsigned emotion, enum et_label label)
{
    return (sides[emotion] & (label <= ET_NEGATIVE ? 1u : label == ET_LABEL_NEUTRAL ? 2u : 4u)) != 0;
}

void et_rules_settle(int32_t shares[ET_EMOTIONS], const uint8_t sides[ET_EMOTIONS], enum et_label label)
{
    unsigned best = ET_EMOTIONS;
    for (unsigned e = 0; e < ET_EMOTIONS; e++)
        if (fits(sides, e, label) && (best == ET_EMOTIONS || shares[e] > shares[best]))
            best = e;
    for (unsigned e = 0; e < ET_EMOTIONS; e++) {
        if (shares[e] < shares[best] || e == best || fits(sides, e, label))
            continue;
        int32_t middle = (shares[e] + shares[best]) / 2;
        int32_t moved = shares[e] - (middle > 0 ? middle - 1 : 0);
        shares[e] -= moved;
        shares[best] += moved;
    }
}

void et_rules_emotions(const struct et_reading *reading, const struct et_rules_context *context,
                       struct et_verdict *verdict)
{
    static const uint8_t sides[ET_EMOTIONS] = {4, 1, 1, 4, 1, 6, 1, 2};
    static const enum et_emotion positive[] = {ET_LOVE, ET_EXCITEMENT, ET_SURPRISE};
    static const enum et_emotion neutral[] = {ET_NEUTRAL, ET_SURPRISE};
    static const enum et_emotion negative[] = {ET_ANGER, ET_DISAPPOINTMENT, ET_DISGUST, ET_FATIGUE};
    (void)context;
    int32_t sums[ET_EMOTIONS];
    sum_weights(reading, sums);
    /* Back on the scale on which the model was fitted: three sides with weights e^am, e^-am, e^at. */
    double a = (double)ET_STEEPNESS / ET_UNIT, t = (double)verdict->threshold / ET_UNIT;
    double m = (double)verdict->margin / ET_UNIT, common = (double)ET_THRESHOLD / ET_UNIT;
    m = m > common ? m + t - common : m < -common ? m - t + common : m * t / common;
    double powers[ET_EMOTIONS + 2]; /* the weights of the emotions, then of the two sides */
    sums[ET_NEUTRAL] = 0;           /* has said its part in the threshold */
    for (unsigned e = 0; e < ET_EMOTIONS; e++)
        powers[e] = (double)sums[e] / ET_UNIT;
    powers[ET_EMOTIONS] = a * (m - t);
    powers[ET_EMOTIONS + 1] = a * (-m - t);
    et_exp_all(powers, ET_EMOTIONS + 2);
    double up = powers[ET_EMOTIONS], down = powers[ET_EMOTIONS + 1], all = up + down + 1;
    double middle = 1 / all;
    up /= all;
    down /= all;
    double shares[ET_EMOTIONS] = {0};
    divide(powers, positive, 3, up, shares);
    divide(powers, neutral, 2, middle, shares);
    divide(powers, negative, 4, down, shares);
    et_rules_round_shares(shares, verdict->emotions);
    enum et_label label = et_label_of(verdict->sentiment);
    et_rules_settle(verdict->emotions, sides, label);
    double sure = label >= ET_POSITIVE ? up : label == ET_LABEL_NEUTRAL ? middle : down;
    verdict->confidence = (int32_t)(sure * ET_FIXED);
}
