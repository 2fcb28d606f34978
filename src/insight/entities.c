#include "insight/finish_int.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
    uint64_t n;
    struct et_slice name;
    uint32_t index;
};

static int by_count_and_name(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return et_slice_cmp(x->name, y->name);
}

/* Those with explicit mentions, most first. */
static enum et_rc rank_entities(struct et_finish *finish, struct ranked **out, size_t *count, struct et_error *error)
{
    size_t all = finish->outline->entity_count;
    struct ranked *ranked = et_arena_alloc(finish->arena, (all + 1) * sizeof *ranked);
    finish->place = et_arena_alloc(finish->arena, (all + 1) * sizeof *finish->place);
    if (!ranked || !finish->place)
        return et_fail_nomem(error);
    *count = 0;
    for (uint32_t e = 0; e < all; e++) {
        finish->place[e] = ET_NO_INDEX;
        finish->out->mentions += (uint64_t)finish->collect->entities[e].n;
        finish->out->implied += finish->collect->implied[e];
        if (finish->collect->entities[e].n)
            ranked[(*count)++] =
                (struct ranked){(uint64_t)finish->collect->entities[e].n, finish->plan->catalogue.entities[e].name, e};
    }
    qsort(ranked, *count, sizeof *ranked, by_count_and_name);
    for (uint32_t i = 0; i < *count; i++)
        finish->place[ranked[i].index] = i;
    *out = ranked;
    return ET_OK;
}

static enum et_rc fill_entity(struct et_finish *finish, uint32_t e, double all_mentions, struct et_entity_figures *out,
                              struct et_error *error)
{
    const struct et_collect *collect = finish->collect;
    uint32_t timeline = finish->outline->timeline_of[e];
    out->entity = &finish->plan->catalogue.entities[e];
    et_summary_make(&collect->entities[e], &finish->tally->groups[ET_GROUP_ENTITY + (size_t)e],
                    finish->series_posts[ET_SERIES_ENTITY + e], &out->summary);
    out->implied = collect->implied[e];
    out->velocity = finish->velocities[ET_SERIES_ENTITY + e];
    out->share_of_voice = (double)collect->period_mentions[e] / all_mentions;
    for (size_t t = 0; t < ET_THEMES_MAX; t++)
        out->themes[t] = collect->entity_themes[e][t];
    struct et_fatigue fatigue;
    enum et_rc rc = et_fatigue_make(finish, &collect->entities[e], timeline, &fatigue, error);
    if (rc)
        return rc;
    out->fatigue = fatigue.share;
    out->fatigue_interval = fatigue.interval;
    out->fatigue_since_us = fatigue.since_us;
    return et_timeline_make(finish, timeline, &out->timeline, error);
}

enum et_rc et_finish_entities(struct et_finish *finish, struct et_error *error)
{
    struct ranked *ranked = NULL;
    size_t count = 0;
    enum et_rc rc = rank_entities(finish, &ranked, &count, error);
    if (rc)
        return rc;
    double all_mentions = 0; /* of all comments of the period, also when one entity is asked for */
    for (size_t e = 0; e < finish->outline->entity_count; e++)
        all_mentions += (double)finish->collect->period_mentions[e];
    struct et_figures *out = finish->out;
    out->entities = et_arena_calloc(finish->arena, count + 1, sizeof *out->entities);
    if (!out->entities)
        return et_fail_nomem(error);
    out->entity_count = count;
    for (size_t i = 0; i < count && !rc; i++)
        rc = fill_entity(finish, ranked[i].index, all_mentions, &out->entities[i], error);
    return rc;
}

static int by_comments_and_place(const void *a, const void *b)
{
    const struct et_co_mention *x = a, *y = b;
    if (x->comments != y->comments)
        return x->comments > y->comments ? -1 : 1;
    return x->entity < y->entity ? -1 : x->entity > y->entity; /* places are by count and name */
}

/* Pairs are known among all comments; with one entity asked for, only its own are comments that fit the question. */
static bool belongs(const struct et_finish *finish, const struct et_pair *pair)
{
    uint32_t asked = finish->plan->asked;
    return asked == ET_NO_INDEX || pair->a == asked || pair->b == asked;
}

enum et_rc et_finish_together(struct et_finish *finish, struct et_error *error)
{
    const struct et_collect *collect = finish->collect;
    struct et_entity_figures *entities = finish->out->entities;
    for (size_t i = 0; i < collect->pair_count; i++)
        if (belongs(finish, &collect->pairs[i])) {
            entities[finish->place[collect->pairs[i].a]].together_count++;
            entities[finish->place[collect->pairs[i].b]].together_count++;
        }
    for (size_t e = 0; e < finish->out->entity_count; e++) {
        size_t count = entities[e].together_count;
        entities[e].together = et_arena_alloc(finish->arena, (count + 1) * sizeof *entities[e].together);
        if (!entities[e].together)
            return et_fail_nomem(error);
        entities[e].together_count = 0;
    }
    for (size_t i = 0; i < collect->pair_count; i++) {
        const struct et_pair *pair = &collect->pairs[i];
        if (!belongs(finish, pair))
            continue;
        uint32_t a = finish->place[pair->a], b = finish->place[pair->b];
        entities[a].together[entities[a].together_count++] = (struct et_co_mention){b, pair->comments};
        entities[b].together[entities[b].together_count++] = (struct et_co_mention){a, pair->comments};
    }
    for (size_t e = 0; e < finish->out->entity_count; e++)
        qsort(entities[e].together, entities[e].together_count, sizeof *entities[e].together, by_comments_and_place);
    return ET_OK;
}
