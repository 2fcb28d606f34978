#include "analyse/learned/stack.h"

#define BUCKETS 9

enum {
    DENSE_ONE,
    DENSE_BUCKET,
    DENSE_SENTIMENT = DENSE_BUCKET + BUCKETS,
    DENSE_EMOTIONS,
    DENSE_SARCASM = DENSE_EMOTIONS + ET_EMOTIONS,
    DENSE_QUESTION,
    DENSE_SPAM,
    DENSE_UP, /* what the hits say for and against, apart */
    DENSE_DOWN,
    DENSE_PHRASE_UP, /* of these, phrases and emoji: they say what they mean more surely than single words */
    DENSE_PHRASE_DOWN,
    DENSE_EMOJI_UP,
    DENSE_EMOJI_DOWN,
    DENSE_MIXED,
    DENSE_NO_HIT,
    DENSE_NO_WORDS,
    DENSE_SHORT,
    DENSE_LONG,
    DENSE_SHOUTS,
    DENSE_ASKS,
    DENSE_EMOJI,
    DENSE_FOREIGN,
    DENSE_PLAIN,
    DENSE_USED
};
_Static_assert(DENSE_USED <= ET_DENSE, "room for all inputs");

static unsigned bucket(int32_t sentiment)
{
    static const int32_t bounds[BUCKETS - 1] = {-7000, -5000, -3000, -1000, 1000, 3000, 5000, 7000};
    unsigned at = 0;
    while (at < BUCKETS - 1 && sentiment >= bounds[at])
        at++;
    return at;
}

static double capped(int64_t units, double most)
{
    double value = (double)units / ET_UNIT;
    return value < most ? value : most;
}

struct side {
    int64_t up, down;
};

static void add(struct side *side, int32_t value)
{
    if (value > 0)
        side->up += value;
    else
        side->down -= value;
}

void et_stack_dense(const struct et_reading *reading, const struct et_verdict *verdict, double dense[ET_DENSE])
{
    struct side all = {0}, phrase = {0}, emoji = {0};
    for (size_t i = 0; i < reading->hit_count; i++) {
        const struct et_hit *hit = &reading->hits[i];
        int32_t value = et_hit_value(hit);
        add(&all, value);
        if (reading->tokens.items[hit->first].kind == ET_TOKEN_EMOJI)
            add(&emoji, value);
        else if (hit->last > hit->first)
            add(&phrase, value);
    }
    memset(dense, 0, ET_DENSE * sizeof *dense);
    dense[DENSE_ONE] = 1;
    dense[DENSE_BUCKET + bucket(verdict->sentiment)] = 1;
    dense[DENSE_SENTIMENT] = (double)verdict->sentiment / ET_FIXED;
    for (unsigned e = 0; e < ET_EMOTIONS; e++)
        dense[DENSE_EMOTIONS + e] = (double)verdict->emotions[e] / ET_FIXED;
    dense[DENSE_SARCASM] = (double)verdict->sarcasm / ET_FIXED;
    dense[DENSE_QUESTION] = verdict->question;
    dense[DENSE_SPAM] = verdict->spam;
    dense[DENSE_UP] = capped(all.up, 4) / 4;
    dense[DENSE_DOWN] = capped(all.down, 4) / 4;
    dense[DENSE_PHRASE_UP] = capped(phrase.up, 3) / 3;
    dense[DENSE_PHRASE_DOWN] = capped(phrase.down, 3) / 3;
    dense[DENSE_EMOJI_UP] = capped(emoji.up, 3) / 3;
    dense[DENSE_EMOJI_DOWN] = capped(emoji.down, 3) / 3;
    dense[DENSE_MIXED] = all.up > 500 && all.down > 500;
    dense[DENSE_NO_HIT] = reading->hit_count == 0;
    dense[DENSE_NO_WORDS] = reading->words == 0;
    dense[DENSE_SHORT] = reading->words <= 3;
    dense[DENSE_LONG] = reading->words >= 30;
    dense[DENSE_SHOUTS] = reading->shouts;
    dense[DENSE_ASKS] = reading->asks > 0;
    dense[DENSE_EMOJI] = reading->emoji > 0;
    dense[DENSE_FOREIGN] = reading->language != ET_LEX_EN;
    dense[DENSE_PLAIN] = capped(verdict->threshold, 2.4) / 2.4;
}
