#include "insight/finish_int.h"

#include <math.h>
#include <stdlib.h>

#define HIGH_ACTIVITY_P 0.01 /* the volume test is made for eight themes at once */

/* The last third of what was looked at: of that part of the period in which there are data at all. */
static bool is_emerging(const struct et_plan *plan, int64_t first_us)
{
    int64_t from = plan->from_us > plan->data_first_us ? plan->from_us : plan->data_first_us;
    int64_t to = plan->to_us <= plan->data_last_us ? plan->to_us : plan->data_last_us + 1;
    return to > from && first_us >= to - (to - from) / 3;
}

static const char *urgency_of(const struct et_plan *plan, const struct et_velocity *velocity, int64_t first_us)
{
    if (velocity->volume_p < HIGH_ACTIVITY_P && (double)velocity->recent_comments > velocity->volume_expected)
        return "high activity";
    return is_emerging(plan, first_us) ? "emerging" : "developing";
}

/* The five entities that are named most in its comments. */
static void set_entities(const struct et_finish *finish, unsigned theme, struct et_storyline *out)
{
    for (uint32_t i = 0; i < finish->out->entity_count; i++) {
        uint64_t comments = finish->out->entities[i].themes[theme];
        if (comments == 0 || (out->entity_count == 5 && comments <= out->entity_comments[4]))
            continue;
        size_t at = out->entity_count < 5 ? out->entity_count++ : 4;
        for (; at > 0 && out->entity_comments[at - 1] < comments; at--) {
            out->entities[at] = out->entities[at - 1];
            out->entity_comments[at] = out->entity_comments[at - 1];
        }
        out->entities[at] = i;
        out->entity_comments[at] = comments;
    }
}

static enum et_rc fill_storyline(const struct et_finish *finish, unsigned theme, struct et_storyline *out,
                                 struct et_error *error)
{
    const struct et_group *group = &finish->collect->themes[theme];
    size_t series = ET_SERIES_THEME + (size_t)theme;
    out->name = et_slice_of(et_theme_name(theme));
    out->theme = theme;
    et_summary_make(group, &finish->tally->groups[ET_GROUP_THEME + (size_t)theme], finish->series_posts[series],
                    &out->summary);
    out->share = (double)group->n / (double)finish->out->all.comments;
    out->velocity = finish->velocities[series];
    out->first_us = group->first_us;
    out->urgency = urgency_of(finish->plan, &out->velocity, group->first_us);
    for (size_t i = 0; i < ET_PICKS; i++)
        out->evidence[i] = finish->collect->theme_picks[theme][i].comment_id;
    set_entities(finish, theme, out);
    struct et_fatigue fatigue;
    enum et_rc rc = et_fatigue_make(finish, group, series, &fatigue, error);
    if (rc)
        return rc;
    out->fatigue = fatigue.share;
    out->fatigue_interval = fatigue.interval;
    out->fatigue_since_us = fatigue.since_us;
    return et_timeline_make(finish, series, &out->timeline, error);
}

static int by_comments(const void *a, const void *b)
{
    const struct et_storyline *x = a, *y = b;
    if (x->summary.comments != y->summary.comments)
        return x->summary.comments > y->summary.comments ? -1 : 1;
    return et_slice_cmp(x->name, y->name);
}

enum et_rc et_finish_storylines(struct et_finish *finish, struct et_error *error)
{
    struct et_figures *out = finish->out;
    enum et_rc rc = ET_OK;
    out->storylines = et_arena_calloc(finish->arena, ET_BUILTIN_THEMES, sizeof *out->storylines);
    if (!out->storylines)
        return et_fail_nomem(error);
    for (unsigned theme = 0; theme < ET_BUILTIN_THEMES && !rc; theme++)
        if (finish->collect->themes[theme].n)
            rc = fill_storyline(finish, theme, &out->storylines[out->storyline_count++], error);
    qsort(out->storylines, out->storyline_count, sizeof *out->storylines, by_comments);
    return rc;
}
