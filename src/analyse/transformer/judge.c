#include "analyse/transformer/transformer_int.h"

#include <math.h>

#define MARGIN_MAX 0.999 /* of a polarity: nothing is certain, and the margin stays finite */
#define RULES_FLOOR 0.05 /* what the rules may take from an emotion they do not see */

static bool reads(const struct et_class_map *map, const char *language)
{
    for (size_t i = 0; i < map->language_count; i++)
        if (strcmp(map->languages[i], language) == 0)
            return true;
    /* Too few words to tell the language: as good as any. */
    return map->language_count == 0 || strcmp(language, "und") == 0;
}

bool et_transformer_speaks(const struct et_transformer *transformer, const struct et_score *rules)
{
    return !(rules->flags & (ET_NO_WORDS | ET_SARCASTIC)) && reads(&transformer->map, rules->language);
}

static double polarity(const struct et_transformer *m, const float *probabilities)
{
    double sum = 0;
    for (size_t i = 0; i < m->map.count; i++)
        sum += m->map.items[i].polarity * (double)probabilities[i];
    return sum > MARGIN_MAX ? MARGIN_MAX : sum < -MARGIN_MAX ? -MARGIN_MAX : sum;
}

/* The inverse of m / sqrt(m^2 + 4). */
double et_transformer_margin(const struct et_transformer *transformer, const float *probabilities)
{
    double p = polarity(transformer, probabilities);
    return 2 * p / sqrt(1 - p * p);
}

/* Each class's probability goes to its emotions, by the map's shares times how much the rules see of each. */
static void mix_emotions(const struct et_class_map *map, const float *probabilities, const int32_t *rules, double *out)
{
    for (size_t e = 0; e < ET_EMOTIONS; e++)
        out[e] = 0;
    for (size_t i = 0; i < map->count; i++) {
        double weights[ET_EMOTIONS], sum = 0;
        for (size_t e = 0; e < ET_EMOTIONS; e++)
            sum += weights[e] = map->items[i].emotions[e] * ((double)rules[e] / ET_FIXED + RULES_FLOOR);
        for (size_t e = 0; e < ET_EMOTIONS; e++)
            out[e] += (double)probabilities[i] * weights[e] / sum;
    }
}

/* Fixed point that adds up to 1 exactly: what rounding leaves goes to the largest. */
static void fix_emotions(const double *mixed, int32_t *out)
{
    int32_t left = ET_FIXED;
    size_t most = 0;
    for (size_t e = 0; e < ET_EMOTIONS; e++) {
        out[e] = (int32_t)(mixed[e] * ET_FIXED);
        left -= out[e];
        most = mixed[e] > mixed[most] ? e : most;
    }
    out[most] += left;
}

/* How much of the probability speaks for the side that the polarity has. */
static double sureness(const struct et_class_map *map, const float *probabilities, int32_t sentiment)
{
    double mass[3] = {0};
    enum et_label label = et_label_of(sentiment);
    for (size_t i = 0; i < map->count; i++)
        mass[map->items[i].polarity > 0 ? 2 : map->items[i].polarity < 0 ? 0 : 1] += (double)probabilities[i];
    return mass[label > ET_LABEL_NEUTRAL ? 2 : label < ET_LABEL_NEUTRAL ? 0 : 1];
}

void et_transformer_judge(const struct et_transformer *transformer, const float *probabilities, struct et_score *score)
{
    double mixed[ET_EMOTIONS];
    if (!et_transformer_speaks(transformer, score))
        return;
    score->sentiment = (int32_t)lround(polarity(transformer, probabilities) * ET_FIXED);
    mix_emotions(&transformer->map, probabilities, score->emotions, mixed);
    fix_emotions(mixed, score->emotions);
    double sure = sureness(&transformer->map, probabilities, score->sentiment);
    score->confidence = (int32_t)lround((sure > 1 ? 1 : sure) * ET_FIXED);
    score->flags &= ~(uint32_t)ET_NOT_UNDERSTOOD;
}
