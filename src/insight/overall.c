#include "insight/finish_int.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

#define TREND_COMMENTS 10
#define TREND_AUTHORS 5

/* Up, down or stable by the interval of the difference, not by its value. */
static void set_trend(struct et_finish *finish)
{
    struct et_figures *out = finish->out;
    const struct et_summary *now = &out->all, *before = &out->previous;
    out->trend = "";
    out->against_previous = et_welch(et_clusters_mean(&finish->tally->previous),
                                     et_clusters_mean(&finish->tally->groups[ET_GROUP_ALL].plain));
    if (now->comments < TREND_COMMENTS || before->comments < TREND_COMMENTS || now->authors < TREND_AUTHORS ||
        before->authors < TREND_AUTHORS || isnan(out->against_previous.interval.low))
        return;
    out->trend = out->against_previous.interval.low > 0    ? "up"
                 : out->against_previous.interval.high < 0 ? "down"
                                                           : "stable";
}

static enum et_rc set_platforms(struct et_finish *finish, const struct et_group *groups, const uint64_t *posts,
                                struct et_error *error)
{
    struct et_figures *out = finish->out;
    out->platforms = et_arena_calloc(finish->arena, ET_PLATFORMS, sizeof *out->platforms);
    if (!out->platforms)
        return et_fail_nomem(error);
    for (size_t i = 0; i < ET_PLATFORMS; i++) {
        if (groups[i].n == 0)
            continue;
        struct et_platform_figures figures = {.platform = (enum et_platform)i};
        et_summary_make(&groups[i], &finish->tally->groups[ET_GROUP_PLATFORM + i], posts[i], &figures.summary);
        size_t at = out->platform_count++;
        for (; at > 0 && out->platforms[at - 1].summary.comments < figures.summary.comments; at--)
            out->platforms[at] = out->platforms[at - 1];
        out->platforms[at] = figures;
    }
    return ET_OK;
}

enum et_rc et_finish_overall(struct et_finish *finish, struct et_error *error)
{
    struct et_group all = {0}, platforms[ET_PLATFORMS] = {0};
    uint64_t posts = 0, platform_posts[ET_PLATFORMS] = {0};
    struct et_figures *out = finish->out;
    for (size_t p = 0; p < finish->plan->post_count; p++) {
        if (!finish->collect->posts[p])
            continue;
        size_t platform = finish->plan->posts[p].platform % ET_PLATFORMS;
        et_group_merge(&platforms[platform], finish->collect->posts[p]);
        platform_posts[platform]++;
        posts++;
    }
    for (size_t i = 0; i < ET_PLATFORMS; i++)
        et_group_merge(&all, &platforms[i]);
    et_summary_make(&all, &finish->tally->groups[ET_GROUP_ALL], posts, &out->all);
    et_summary_make_plain(&finish->collect->previous, &finish->tally->previous, &out->previous);
    out->from_us = finish->plan->from_us;
    out->to_us = finish->plan->to_us;
    out->asof_us = finish->plan->asof_us;
    out->first_us = all.n ? all.first_us : ET_TIME_NONE;
    out->last_us = all.n ? all.last_us : ET_TIME_NONE;
    out->velocity = finish->velocities[ET_SERIES_ALL];
    set_trend(finish);
    enum et_rc rc = et_timeline_make(finish, ET_SERIES_ALL, &out->timeline, error);
    return rc ? rc : set_platforms(finish, platforms, platform_posts, error);
}

static enum et_rc count_posts(struct et_finish *finish, struct et_error *error)
{
    const struct et_outline *outline = finish->outline;
    size_t series = ET_SERIES_ENTITY + outline->entity_count;
    finish->series_posts = et_arena_calloc(finish->arena, series, sizeof *finish->series_posts);
    finish->pair_posts = et_arena_calloc(finish->arena, outline->pair_count + 1, sizeof *finish->pair_posts);
    if (!finish->series_posts || !finish->pair_posts)
        return et_fail_nomem(error);
    const struct et_map64 *meetings = &finish->tally->meetings;
    for (size_t i = 0; i < meetings->size; i++) {
        if (!meetings->full[i])
            continue;
        uint64_t kind = meetings->keys[i] >> 32;
        if (kind < series)
            finish->series_posts[kind]++;
        else
            finish->pair_posts[kind - series]++;
    }
    return ET_OK;
}

enum et_rc et_finish(struct et_finish *finish, uint64_t min_support, struct et_error *error)
{
    enum et_rc rc = count_posts(finish, error);
    if (!rc)
        rc = et_finish_velocities(finish, error);
    if (!rc)
        rc = et_finish_overall(finish, error);
    if (!rc)
        rc = et_finish_entities(finish, error);
    if (!rc)
        rc = et_finish_together(finish, error);
    if (!rc)
        rc = et_finish_storylines(finish, error);
    if (!rc)
        rc = et_finish_relations(finish, min_support, error);
    if (!rc)
        rc = et_finish_posts(finish, error);
    return rc ? rc : et_finish_voices(finish, error);
}
