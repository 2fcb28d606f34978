#include "analyse/sentiment/targets.h"

#define PREFERRED 1024    /* margin of what wins a comparison */
#define REJECTED (-922)   /* margin of what loses it, or is compared with the worse */
#define COMPARED_WITHIN 6 /* tokens between the comparing words and the entity behind them */
#define GROUPED_WITHIN 3  /* tokens between two names that share what is said: "X and Y", "X's hair and Y" */

#define RELATIONS (ET_LEX_BETTER | ET_LEX_WORSE | ET_LEX_HARM)

/* One entity of the comment, with what was said of it so far. */
struct target {
    uint32_t entity;
    bool is_explicit;
    bool settled; /**< by a comparison: clauses add nothing */
    uint32_t hits;
    int32_t margin;
};

struct field {
    const struct et_reading *reading;
    const struct et_verdict *verdict;
    const struct et_found *found;
    size_t count, places; /**< of found; the explicit ones come first */
    struct target targets[ET_FOUND_MAX];
    size_t target_count;
    uint8_t target_of[ET_FOUND_MAX]; /**< index into targets of each found */
    uint8_t group_of[ET_FOUND_MAX];  /**< places that share what is said have one number */
};

static void collect(struct field *f)
{
    for (size_t i = 0; i < f->count; i++) {
        size_t t = 0;
        while (t < f->target_count && f->targets[t].entity != f->found[i].entity)
            t++;
        if (t == f->target_count)
            f->targets[f->target_count++] = (struct target){.entity = f->found[i].entity};
        f->targets[t].is_explicit |= f->found[i].is_explicit;
        f->target_of[i] = (uint8_t)t;
        f->places += f->found[i].is_explicit;
    }
}

static size_t explicit_targets(const struct field *f)
{
    size_t n = 0;
    for (size_t t = 0; t < f->target_count; t++)
        n += f->targets[t].is_explicit;
    return n;
}

static bool joins(const struct et_token *token)
{
    static const char *const words[] = {"and", "&", "e", "y", "et", "x", "+", "with"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (et_slice_is(token->plain, words[i]))
            return true;
    return false;
}

/* "Grace and Will", "Grace's voice and Will's piano": neighbours with a joining word and no judgement between them. */
static bool grouped(const struct field *f, size_t left, size_t right)
{
    uint32_t from = f->found[left].last_token, to = f->found[right].first_token;
    if (to <= from || to - from > GROUPED_WITHIN + 1)
        return false;
    bool joined = false;
    for (uint32_t i = from + 1; i < to; i++)
        joined |= joins(&f->reading->tokens.items[i]);
    for (size_t h = 0; joined && h < f->reading->hit_count; h++) {
        const struct et_hit *hit = &f->reading->hits[h];
        int32_t value = et_hit_value(hit);
        if (hit->first > from && hit->first < to && (value > 512 || value < -512))
            return false;
    }
    return joined;
}

static void group_places(struct field *f)
{
    for (size_t i = 0; i < f->places; i++)
        f->group_of[i] = (uint8_t)(i > 0 && grouped(f, i - 1, i) ? f->group_of[i - 1] : i);
}

static size_t place_before(const struct field *f, uint32_t token) /* SIZE_MAX if none */
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < f->places; i++)
        if (f->found[i].last_token < token)
            best = i;
    return best;
}

static size_t place_after(const struct field *f, uint32_t token)
{
    for (size_t i = 0; i < f->places; i++)
        if (f->found[i].first_token > token)
            return i;
    return SIZE_MAX;
}

static bool in_clause(const struct field *f, size_t place, uint16_t clause)
{
    return place != SIZE_MAX && f->reading->clauses[f->found[place].first_token] == clause;
}

/* The place that a hit speaks of. */
static size_t place_of(const struct field *f, const struct et_hit *hit)
{
    for (size_t i = 0; i < f->places; i++)
        if (f->found[i].first_token >= hit->first && f->found[i].last_token <= hit->last)
            return i;
    uint16_t clause = f->reading->clauses[hit->first];
    size_t before = place_before(f, hit->first), after = place_after(f, hit->last);
    if ((hit->row->tags & ET_LEX_AT_NEXT) && after != SIZE_MAX)
        return after;
    if ((hit->row->tags & ET_LEX_AT_LAST) && before != SIZE_MAX)
        return before;
    bool has_before = in_clause(f, before, clause), has_after = in_clause(f, after, clause);
    if (has_before != has_after)
        return has_before ? before : after;
    if (has_before) {
        uint32_t back = hit->first - f->found[before].last_token, ahead = f->found[after].first_token - hit->last;
        return ahead < back ? after : before;
    }
    return before != SIZE_MAX ? before : after;
}

static int32_t own_value(const struct et_hit *hit)
{
    return (int32_t)((int64_t)hit->row->valence * hit->own / ET_UNIT);
}

static void add_to_group(struct field *f, size_t place, int32_t value)
{
    uint64_t done = 0;
    for (size_t i = 0; i < f->places; i++) {
        if (f->group_of[i] != f->group_of[place] || (done >> f->target_of[i] & 1))
            continue;
        done |= (uint64_t)1 << f->target_of[i];
        struct target *target = &f->targets[f->target_of[i]];
        target->hits++;
        if (!target->settled)
            target->margin += value;
    }
}

static void settle(struct field *f, size_t place, int32_t margin)
{
    struct target *target = &f->targets[f->target_of[place]];
    target->margin = margin;
    target->settled = true;
    target->hits++;
}

/* Two sides of one hit: the entity before it, and the one behind it or within it ("did Y dirty"). */
struct sides {
    size_t before, after; /* SIZE_MAX: none near enough */
};

static struct sides sides_of(const struct field *f, const struct et_hit *hit)
{
    struct sides s = {place_before(f, hit->first), place_after(f, hit->first)};
    if (s.after != SIZE_MAX && f->found[s.after].first_token > hit->last + COMPARED_WITHIN)
        s.after = SIZE_MAX;
    if (s.before != SIZE_MAX && s.after != SIZE_MAX && f->target_of[s.before] == f->target_of[s.after])
        s.before = SIZE_MAX;
    return s;
}

/* "X is better than Y", "X > Y", "not as good as Y": decides for the entity behind the comparing words; the one before
 * them, if it is not another mention of the same, is the other side. */
static void compare(struct field *f, const struct et_hit *hit)
{
    struct sides s = sides_of(f, hit);
    bool better = ((hit->row->tags & ET_LEX_BETTER) != 0) != hit->negated;
    if (s.after != SIZE_MAX)
        settle(f, s.after, better ? REJECTED : ET_UNIT / 4);
    else if (!in_clause(f, s.before, f->reading->clauses[hit->first]))
        return;
    if (s.before != SIZE_MAX)
        settle(f, s.before, better ? PREFERRED : REJECTED);
}

/* "X cheated on Y", "X did Y dirty"; "Y was betrayed by X" the other way round. Both stand in one clause: in "Y was
 * robbed. X is great" nobody robs anybody. */
static void blame(struct field *f, const struct et_hit *hit)
{
    struct sides s = sides_of(f, hit);
    const struct et_tokens *tokens = &f->reading->tokens;
    uint16_t clause = f->reading->clauses[hit->first];
    if (hit->negated || !in_clause(f, s.after, clause))
        return;
    bool passive = hit->last + 1 < tokens->count && et_slice_is(tokens->items[hit->last + 1].plain, "by");
    settle(f, s.after, passive ? REJECTED : PREFERRED);
    if (in_clause(f, s.before, clause))
        settle(f, s.before, passive ? PREFERRED : REJECTED);
}

static void relate(struct field *f)
{
    for (size_t h = 0; f->places && h < f->reading->hit_count; h++) {
        const struct et_hit *hit = &f->reading->hits[h];
        if (hit->row->tags & (ET_LEX_BETTER | ET_LEX_WORSE))
            compare(f, hit);
        else if (hit->row->tags & ET_LEX_HARM)
            blame(f, hit);
    }
}

static void read_clauses(struct field *f)
{
    group_places(f);
    for (size_t h = 0; h < f->reading->hit_count; h++) {
        const struct et_hit *hit = &f->reading->hits[h];
        int32_t value = own_value(hit);
        if ((value > 100 || value < -100) && !(hit->row->tags & RELATIONS))
            add_to_group(f, place_of(f, hit), value);
    }
    for (size_t t = 0; t < f->target_count; t++)
        if (!f->targets[t].settled)
            f->targets[t].margin = et_rules_level(f->targets[t].margin, f->verdict->threshold);
    /* Who is named without a word of judgement shares the comment's, unless others are judged both ways. */
    bool up = false, down = false;
    for (size_t t = 0; t < f->target_count; t++) {
        up |= f->targets[t].hits && f->targets[t].margin > ET_THRESHOLD;
        down |= f->targets[t].hits && f->targets[t].margin < -ET_THRESHOLD;
    }
    for (size_t t = 0; t < f->target_count; t++) {
        struct target *target = &f->targets[t];
        if (!target->is_explicit || (!target->hits && !(up && down)))
            target->margin = f->verdict->margin;
    }
}

/* Sympathy is for the person, whatever is felt about the news. */
static bool sympathises(const struct et_reading *r)
{
    for (size_t h = 0; h < r->hit_count; h++)
        if ((r->hits[h].row->tags & ET_LEX_SYMPATHY) && !r->hits[h].negated)
            return true;
    return false;
}

/* What the clauses that name the one entity say; it counts where the comment as a whole leans another way ("I love you
 * Ann, but that sound mix was a crime"). */
static int32_t own_clauses(const struct field *f)
{
    int32_t sum = 0;
    for (size_t h = 0; h < f->reading->hit_count; h++)
        for (size_t i = 0; i < f->places; i++)
            if (in_clause(f, i, f->reading->clauses[f->reading->hits[h].first])) {
                sum += own_value(&f->reading->hits[h]);
                break;
            }
    return et_rules_level(sum, f->verdict->threshold);
}

static void read_whole(struct field *f)
{
    int32_t margin = f->verdict->margin;
    if (f->places && !f->verdict->sarcastic && !f->verdict->question && !f->verdict->spam) {
        int32_t own = own_clauses(f);
        if ((own > ET_THRESHOLD && margin < ET_THRESHOLD) || (own < -ET_THRESHOLD && margin > -ET_THRESHOLD))
            margin = own;
    }
    if (margin < PREFERRED && !f->verdict->sarcastic && sympathises(f->reading))
        margin = PREFERRED;
    for (size_t t = 0; t < f->target_count; t++)
        if (!f->targets[t].settled)
            f->targets[t].margin = margin;
}

void et_targets_score(const struct et_reading *reading, const struct et_verdict *verdict, const struct et_found found[],
                      size_t count, int32_t margins[ET_FOUND_MAX])
{
    struct field f;
    f.reading = reading;
    f.verdict = verdict;
    f.found = found;
    f.count = count;
    f.places = f.target_count = 0;
    collect(&f);
    bool plain = verdict->question || verdict->sarcastic || verdict->spam;
    if (!plain)
        relate(&f);
    if (plain || explicit_targets(&f) < 2)
        read_whole(&f);
    else
        read_clauses(&f);
    for (size_t i = 0; i < count; i++)
        margins[i] = f.targets[f.target_of[i]].margin;
}
