#include "insight/tally_int.h"

#include "base/mem.h"

#include <stdlib.h>

#define PAIR_COMMENTS 3 /* pairs with fewer are not listed */

struct ranked {
    int64_t n;
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

static enum et_rc choose_timelines(struct et_outline *outline, struct et_error *error)
{
    size_t count = outline->entity_count;
    struct ranked *ranked = et_malloc((count + 1) * sizeof *ranked);
    if (!ranked)
        return et_fail_nomem(error);
    for (uint32_t e = 0; e < count; e++) {
        ranked[e] = (struct ranked){outline->collect->entities[e].n, outline->plan->catalogue.entities[e].name, e};
        if (e == outline->plan->asked)
            ranked[e].n = INT64_MAX;
        outline->timeline_of[e] = ET_NO_INDEX;
    }
    qsort(ranked, count, sizeof *ranked, by_count_and_name);
    outline->timelines = ET_SERIES_ENTITY;
    for (size_t i = 0; i < count && i < ET_TIMELINES && ranked[i].n > 0; i++)
        outline->timeline_of[ranked[i].index] = (uint32_t)outline->timelines++;
    et_free(ranked);
    return ET_OK;
}

/* With one entity asked for, only its own pairs are shown; they are counted among all comments all the same. */
static enum et_rc choose_pairs(struct et_outline *outline, struct et_error *error)
{
    const struct et_collect *collect = outline->collect;
    uint32_t asked = outline->plan->asked;
    for (size_t i = 0; i < collect->pair_count; i++) {
        const struct et_pair *pair = &collect->pairs[i];
        if (pair->comments < PAIR_COMMENTS || (asked != ET_NO_INDEX && pair->a != asked && pair->b != asked))
            continue;
        uint64_t *slot = et_map64_put(&outline->pair_of, et_pair_key(pair->a, pair->b), NULL);
        if (!slot)
            return et_fail_nomem(error);
        *slot = outline->pair_count;
        outline->pairs[outline->pair_count++] = (uint32_t)i;
    }
    return ET_OK;
}

/* All comments, and those of a platform, are the sums of the posts; what is needed here is their heaviest comments. */
static void set_caps(struct et_outline *outline)
{
    struct et_group all = {0}, platforms[ET_PLATFORMS] = {0};
    const struct et_collect *collect = outline->collect;
    for (size_t p = 0; p < outline->post_count; p++) {
        outline->caps[ET_GROUP_POST(outline) + p] = collect->posts[p] ? et_group_cap(collect->posts[p]) : UINT32_MAX;
        if (collect->posts[p])
            et_group_merge(&platforms[outline->plan->posts[p].platform % ET_PLATFORMS], collect->posts[p]);
    }
    for (size_t i = 0; i < ET_PLATFORMS; i++) {
        et_group_merge(&all, &platforms[i]);
        outline->caps[ET_GROUP_PLATFORM + i] = et_group_cap(&platforms[i]);
    }
    outline->caps[ET_GROUP_ALL] = et_group_cap(&all);
    for (size_t t = 0; t < ET_BUILTIN_THEMES; t++)
        outline->caps[ET_GROUP_THEME + t] = et_group_cap(&collect->themes[t]);
    for (size_t e = 0; e < outline->entity_count; e++)
        outline->caps[ET_GROUP_ENTITY + e] = et_group_cap(&collect->entities[e]);
}

enum et_rc et_outline_make(struct et_outline *outline, const struct et_plan *plan, const struct et_collect *collect,
                           struct et_error *error)
{
    *outline = (struct et_outline){.plan = plan, .collect = collect};
    outline->entity_count = plan->catalogue.count;
    outline->post_count = plan->post_count;
    outline->timeline_of = et_malloc((outline->entity_count + 1) * sizeof *outline->timeline_of);
    outline->pairs = et_malloc((collect->pair_count + 1) * sizeof *outline->pairs);
    outline->caps = et_malloc(ET_GROUP_COUNT(outline) * sizeof *outline->caps);
    if (!outline->timeline_of || !outline->pairs || !outline->caps)
        return et_fail_nomem(error);
    set_caps(outline);
    enum et_rc rc = choose_timelines(outline, error);
    return rc ? rc : choose_pairs(outline, error);
}

void et_outline_dispose(struct et_outline *outline)
{
    et_free(outline->timeline_of);
    et_free(outline->pairs);
    et_free(outline->caps);
    et_map64_dispose(&outline->pair_of);
}
