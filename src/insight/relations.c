#include "insight/finish_int.h"

#include <math.h>
#include <stdlib.h>

#define MIN_SUPPORT 10
#define MIN_AUTHORS 5
#define SHOWN_Q 0.05
#define FAMILIAR_SHARE 0.6
#define FAMILIAR_COMMENTS 3

/* Couples by the catalogue's word; else two persons whose common comments speak of love in a third of cases or more,
 * and of parting in no more than of love. */
static bool is_couple(const struct et_plan *plan, const struct et_pair *pair)
{
    if (et_map64_get(&plan->couples, et_pair_key(pair->a, pair->b)))
        return true;
    const struct et_entity *entities = plan->catalogue.entities;
    return entities[pair->a].type == ET_PERSON && entities[pair->b].type == ET_PERSON && pair->relationship > 0 &&
           pair->relationship * 3 >= pair->comments && pair->breakup <= pair->relationship;
}

static struct et_slice name_at(const struct et_figures *figures, uint32_t place)
{
    return figures->entities[place].entity->name;
}

static struct et_relation make_relation(const struct et_finish *finish, size_t index)
{
    const struct et_collect *collect = finish->collect;
    const struct et_pair *pair = &collect->pairs[finish->outline->pairs[index]];
    const struct et_clusters *clusters = &finish->tally->pairs[index];
    uint64_t a = collect->period_mentions[pair->a], b = collect->period_mentions[pair->b], least = a < b ? a : b;
    struct et_relation relation = {
        .a = finish->place[pair->a],
        .b = finish->place[pair->b],
        .comments = pair->comments,
        .authors = (uint64_t)(clusters->clusters - clusters->anonymous),
        .posts = finish->pair_posts[index],
        .npmi = et_npmi(pair->comments, a, b, collect->period_comments),
        .p = et_fisher_greater(pair->comments, a, b, collect->period_comments),
        .familiar_flag =
            pair->comments >= FAMILIAR_COMMENTS && (double)pair->comments >= FAMILIAR_SHARE * (double)least,
        .couple = is_couple(finish->plan, pair),
        .mean = et_clusters_mean(clusters).mean,
        .interval = et_clusters_interval(clusters),
    };
    if (et_slice_cmp(name_at(finish->out, relation.a), name_at(finish->out, relation.b)) > 0) {
        uint32_t other = relation.a;
        relation.a = relation.b;
        relation.b = other;
    }
    return relation;
}

/* The family of tests: all pairs that could have been shown, met or not, besides those that are listed. A pair with
 * fewer mentions than the support asked for never can be. */
static size_t tests_not_listed(const struct et_finish *finish, uint64_t min_support)
{
    const struct et_collect *collect = finish->collect;
    size_t able = 0, listed = 0;
    for (size_t e = 0; e < finish->outline->entity_count; e++)
        able += collect->period_mentions[e] >= min_support;
    for (size_t i = 0; i < finish->outline->pair_count; i++) {
        const struct et_pair *pair = &collect->pairs[finish->outline->pairs[i]];
        listed += collect->period_mentions[pair->a] >= min_support && collect->period_mentions[pair->b] >= min_support;
    }
    size_t possible = able * (able - (able > 0)) / 2;
    return possible > listed ? possible - listed : 0;
}

struct listed {
    struct et_relation relation;
    struct et_slice a, b;
};

static int by_strength(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;
    if (x->relation.shown != y->relation.shown)
        return x->relation.shown ? -1 : 1;
    if (x->relation.npmi != y->relation.npmi)
        return x->relation.npmi > y->relation.npmi ? -1 : 1;
    if (x->relation.comments != y->relation.comments)
        return x->relation.comments > y->relation.comments ? -1 : 1;
    int names = et_slice_cmp(x->a, y->a);
    return names ? names : et_slice_cmp(x->b, y->b);
}

enum et_rc et_finish_relations(struct et_finish *finish, uint64_t min_support, struct et_error *error)
{
    struct et_figures *out = finish->out;
    size_t count = finish->outline->pair_count;
    struct listed *listed = et_arena_calloc(finish->arena, count + 1, sizeof *listed);
    double *p = et_arena_calloc(finish->arena, count + 1, sizeof *p);
    double *q = et_arena_calloc(finish->arena, count + 1, sizeof *q);
    out->relations = et_arena_calloc(finish->arena, count + 1, sizeof *out->relations);
    if (!listed || !p || !q || !out->relations)
        return et_fail_nomem(error);
    min_support = min_support ? min_support : MIN_SUPPORT;
    for (size_t i = 0; i < count; i++) {
        listed[i].relation = make_relation(finish, i);
        listed[i].a = name_at(out, listed[i].relation.a);
        listed[i].b = name_at(out, listed[i].relation.b);
        p[i] = listed[i].relation.p;
    }
    et_bh_adjust_among(p, count, tests_not_listed(finish, min_support), q);
    for (size_t i = 0; i < count; i++) {
        struct et_relation *relation = &listed[i].relation;
        relation->q = q[i];
        relation->shown = relation->comments >= min_support && relation->authors >= MIN_AUTHORS && q[i] < SHOWN_Q;
    }
    qsort(listed, count, sizeof *listed, by_strength);
    for (size_t i = 0; i < count; i++)
        out->relations[i] = listed[i].relation;
    out->relation_count = count;
    return ET_OK;
}
