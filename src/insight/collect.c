#include "insight/collect_int.h"

#include "base/mem.h"

#include <string.h>

/* What is known of one fact while it is dealt out. */
struct scene {
    const struct et_fact *fact;
    struct et_item item;
    struct et_pick pick;
    uint32_t post;
    uint8_t windows;
    size_t volume;
    uint32_t entities[ET_RECORD_MENTIONS]; /* explicit ones */
    int32_t toward[ET_RECORD_MENTIONS];
    size_t count;
};

enum et_rc et_collect_new(const struct et_plan *plan, struct et_collect **out, struct et_error *error)
{
    size_t entities = plan->catalogue.count, series = ET_SERIES_ENTITY + entities;
    struct et_collect *collect = et_calloc(1, sizeof *collect);
    if (!collect)
        return et_fail_nomem(error);
    collect->plan = plan;
    collect->entity_count = entities;
    collect->entities = et_calloc(entities + 1, sizeof *collect->entities);
    collect->posts = et_calloc(plan->post_count + 1, sizeof(*collect->posts));
    collect->implied = et_calloc(entities + 1, sizeof *collect->implied);
    collect->period_mentions = et_calloc(entities + 1, sizeof *collect->period_mentions);
    collect->entity_themes = et_calloc(entities + 1, sizeof *collect->entity_themes);
    collect->volumes = et_calloc(series, sizeof *collect->volumes);
    collect->recent = et_calloc(series, sizeof *collect->recent);
    *out = collect;
    if (collect->entities && collect->posts && collect->implied && collect->period_mentions && collect->entity_themes &&
        collect->volumes && collect->recent)
        return ET_OK;
    et_collect_free(collect);
    *out = NULL;
    return et_fail_nomem(error);
}

void et_collect_free(struct et_collect *collect)
{
    if (!collect)
        return;
    for (size_t i = 0; collect->posts && i < collect->plan->post_count; i++)
        et_free(collect->posts[i]);
    et_free(collect->posts);
    et_free(collect->entities);
    et_free(collect->implied);
    et_free(collect->period_mentions);
    et_free(collect->entity_themes);
    et_free(collect->volumes);
    et_free(collect->recent);
    et_map64_dispose(&collect->pair_index);
    et_free(collect->pairs);
    et_map64_dispose(&collect->many_likes);
    et_free(collect->many);
    et_records_dispose(&collect->records);
    et_free(collect);
}

static uint8_t windows_of(const struct et_plan *plan, int64_t us)
{
    unsigned windows = 0;
    if (us >= plan->from_us && us < plan->to_us)
        windows |= ET_IN_PERIOD;
    if (us >= plan->previous_from_us && us < plan->from_us)
        windows |= ET_IN_PREVIOUS;
    if (us < plan->asof_us && us >= plan->asof_us - 2 * ET_VELOCITY_WINDOW)
        windows |= us >= plan->asof_us - ET_VELOCITY_WINDOW ? ET_IN_RECENT : ET_IN_BEFORE;
    return (uint8_t)windows;
}

/* Numbers of the entities that the comment names itself; true when it fits the question. */
static bool note_mentions(const struct et_plan *plan, struct scene *scene)
{
    const struct et_fact *fact = scene->fact;
    bool matches = plan->asked == ET_NO_INDEX;
    for (size_t i = 0; i < fact->mention_count && scene->count < ET_RECORD_MENTIONS; i++) {
        if (!fact->mentions[i].is_explicit)
            continue;
        const uint64_t *index = et_map64_get(&plan->entity_index, (uint64_t)fact->mentions[i].entity_id);
        if (!index)
            continue;
        matches |= *index == plan->asked;
        scene->entities[scene->count] = (uint32_t)*index;
        scene->toward[scene->count++] = fact->mentions[i].sentiment;
    }
    return matches;
}

static uint64_t author_of(const struct et_fact *fact)
{
    return fact->author_id ? (uint64_t)fact->author_id & ~ET_ANONYMOUS : ET_ANONYMOUS | (uint64_t)fact->comment_id;
}

/* What a damaged database may hold would index arrays out of bounds. */
static bool is_sound(const struct et_fact *fact)
{
    bool sound = (unsigned)fact->emotion < ET_EMOTIONS && (unsigned)fact->platform < ET_PLATFORMS &&
                 fact->sentiment >= -ET_FIXED && fact->sentiment <= ET_FIXED;
    for (size_t i = 0; i < fact->mention_count; i++)
        sound = sound && fact->mentions[i].sentiment >= -ET_FIXED && fact->mentions[i].sentiment <= ET_FIXED;
    return sound;
}

static bool make_scene(const struct et_collect *collect, const struct et_fact *fact, struct scene *scene)
{
    const struct et_plan *plan = collect->plan;
    scene->windows = windows_of(plan, fact->created_at_us);
    scene->volume = et_plan_volume_bin(plan, fact->created_at_us);
    if ((!scene->windows && scene->volume == SIZE_MAX) || !is_sound(fact))
        return false;
    const uint64_t *post = et_map64_get(&plan->post_index, (uint64_t)fact->post_id);
    if (!post)
        return false;
    scene->fact = fact;
    scene->post = (uint32_t)*post;
    scene->count = 0;
    if (note_mentions(plan, scene))
        scene->windows |= ET_MATCHES;
    if (fact->flags & ET_SPAM)
        scene->windows |= ET_IS_SPAM;
    if (fact->precision < ET_TIME_DAY)
        scene->windows |= ET_HAS_HOUR;
    uint32_t likes = fact->likes < 0 ? 0 : fact->likes > ET_LIKES_MAX ? ET_LIKES_MAX : (uint32_t)fact->likes;
    scene->pick = (struct et_pick){
        .comment_id = fact->comment_id,
        .created_at_us = fact->created_at_us,
        .author = fact->author_id ? (uint64_t)fact->author_id : 0,
        .copy_hash = fact->copy_hash,
        .likes = likes,
        .post = scene->post,
        .sentiment = fact->sentiment,
        .confidence = fact->confidence,
    };
    scene->item = (struct et_item){
        .fact = fact,
        .likes = likes,
        .weight = et_weight(&plan->weights, likes),
        .sentiment = fact->sentiment,
        .pick = fact->flags & ET_SPAM ? NULL : &scene->pick,
    };
    return true;
}

static enum et_rc add_pair(struct et_collect *collect, uint32_t a, uint32_t b, const struct et_pair *counts,
                           struct et_error *error)
{
    bool fresh;
    uint64_t *index = et_map64_put(&collect->pair_index, et_pair_key(a, b), &fresh);
    if (!index)
        return et_fail_nomem(error);
    if (fresh) {
        *index = collect->pair_count;
        if (collect->pair_count == collect->pair_size) {
            size_t size = collect->pair_size ? collect->pair_size * 2 : 64;
            struct et_pair *wider = et_realloc(collect->pairs, size * sizeof *wider);
            if (!wider)
                return et_fail_nomem(error);
            collect->pairs = wider;
            collect->pair_size = size;
        }
        collect->pairs[collect->pair_count++] = (struct et_pair){.a = a < b ? a : b, .b = a < b ? b : a};
    }
    struct et_pair *pair = &collect->pairs[*index];
    pair->comments += counts->comments;
    pair->relationship += counts->relationship;
    pair->breakup += counts->breakup;
    return ET_OK;
}

static enum et_rc add_pairs(struct et_collect *collect, const struct scene *scene, struct et_error *error)
{
    uint64_t themes = scene->fact->themes;
    struct et_pair one = {.comments = 1,
                          .relationship = (uint32_t)(themes >> ET_RELATIONSHIP & 1),
                          .breakup = (uint32_t)(themes >> ET_BREAKUP & 1)};
    for (size_t i = 0; i < scene->count; i++) {
        collect->period_mentions[scene->entities[i]]++;
        for (size_t j = i + 1; j < scene->count; j++) {
            uint32_t a = scene->entities[i], b = scene->entities[j];
            if (a == b || et_map64_get(&collect->plan->barred, et_pair_key(a, b)))
                continue;
            enum et_rc rc = add_pair(collect, a, b, &one, error);
            if (rc)
                return rc;
        }
    }
    return ET_OK;
}

static enum et_rc add_many_likes(struct et_collect *collect, uint64_t likes, struct et_likes_count counts,
                                 struct et_error *error)
{
    bool fresh;
    uint64_t *index = et_map64_put(&collect->many_likes, likes, &fresh);
    if (!index)
        return et_fail_nomem(error);
    if (fresh) {
        *index = collect->many_count;
        if (collect->many_count == collect->many_size) {
            size_t size = collect->many_size ? collect->many_size * 2 : 64;
            struct et_likes_count *wider = et_realloc(collect->many, size * sizeof *wider);
            if (!wider)
                return et_fail_nomem(error);
            collect->many = wider;
            collect->many_size = size;
        }
        collect->many[collect->many_count++] = (struct et_likes_count){0, 0};
    }
    collect->many[*index].n += counts.n;
    collect->many[*index].sum += counts.sum;
    return ET_OK;
}

static void add_clock(struct et_collect *collect, const struct et_fact *fact)
{
    int64_t local = et_plan_local(collect->plan, fact->created_at_us);
    int64_t in_day = local % ET_US_DAY;
    collect->by_hour[(in_day < 0 ? in_day + ET_US_DAY : in_day) / ET_US_HOUR]++;
    collect->by_weekday[et_time_weekday(local)]++;
}

static void add_themes(struct et_collect *collect, const struct scene *scene)
{
    uint64_t themes = scene->fact->themes & ((1u << ET_BUILTIN_THEMES) - 1);
    for (; themes; themes &= themes - 1) {
        unsigned theme = (unsigned)__builtin_ctzll(themes);
        et_group_add(&collect->themes[theme], &scene->item);
        et_picks_offer(collect->theme_picks[theme], scene->item.pick);
    }
}

static void add_entities(struct et_collect *collect, struct scene *scene)
{
    struct et_pick pick = scene->pick;
    struct et_item item = scene->item;
    item.pick = item.pick ? &pick : NULL;
    for (size_t i = 0; i < scene->count; i++) {
        uint32_t entity = scene->entities[i];
        item.sentiment = pick.sentiment = scene->toward[i];
        et_group_add(&collect->entities[entity], &item);
        for (uint64_t themes = scene->fact->themes & ~(UINT64_C(1) << 63); themes; themes &= themes - 1)
            collect->entity_themes[entity][__builtin_ctzll(themes)]++;
    }
    for (size_t i = 0; i < scene->fact->mention_count; i++) {
        const struct et_fact_mention *mention = &scene->fact->mentions[i];
        const uint64_t *index =
            mention->is_explicit ? NULL : et_map64_get(&collect->plan->entity_index, (uint64_t)mention->entity_id);
        if (index)
            collect->implied[*index]++;
    }
}

/* A comment of the period that fits the question. */
static enum et_rc add_matching(struct et_collect *collect, struct scene *scene, struct et_error *error)
{
    struct et_group **post = &collect->posts[scene->post];
    if (!*post && !(*post = et_calloc(1, sizeof(**post))))
        return et_fail_nomem(error);
    et_group_add(*post, &scene->item);
    if (scene->windows & ET_HAS_HOUR)
        add_clock(collect, scene->fact);
    add_themes(collect, scene);
    add_entities(collect, scene);
    struct et_likes_count one = {1, scene->fact->sentiment};
    if (scene->item.likes >= ET_LIKES_DIRECT)
        return add_many_likes(collect, scene->item.likes, one, error);
    collect->few_likes[scene->item.likes].n++;
    collect->few_likes[scene->item.likes].sum += scene->fact->sentiment;
    return ET_OK;
}

/* Leaning comments are candidates to explain a change; the thresholds are those of the labels. */
static void offer_recent(struct et_recent_picks *picks, struct et_pick pick, int32_t sentiment)
{
    enum et_label label = et_label_of(sentiment);
    pick.sentiment = sentiment;
    if (label <= ET_NEGATIVE)
        et_picks_offer(picks->cold, &pick);
    else if (label >= ET_POSITIVE)
        et_picks_offer(picks->warm, &pick);
}

static void add_volume(struct et_collect *collect, const struct scene *scene)
{
    bool evidence = scene->windows & ET_IN_RECENT && scene->item.pick;
    int32_t own = scene->fact->sentiment;
    if (scene->windows & ET_MATCHES) {
        collect->volumes[ET_SERIES_ALL][scene->volume]++;
        if (evidence)
            offer_recent(&collect->recent[ET_SERIES_ALL], scene->pick, own);
        uint64_t themes = scene->fact->themes & ((1u << ET_BUILTIN_THEMES) - 1);
        for (; themes; themes &= themes - 1) {
            size_t series = ET_SERIES_THEME + (size_t)__builtin_ctzll(themes);
            collect->volumes[series][scene->volume]++;
            if (evidence)
                offer_recent(&collect->recent[series], scene->pick, own);
        }
    }
    for (size_t i = 0; i < scene->count; i++) {
        size_t series = ET_SERIES_ENTITY + (size_t)scene->entities[i];
        collect->volumes[series][scene->volume]++;
        if (evidence)
            offer_recent(&collect->recent[series], scene->pick, scene->toward[i]);
    }
}

static enum et_rc add_record(struct et_collect *collect, const struct scene *scene, struct et_error *error)
{
    const struct et_fact *fact = scene->fact;
    uint64_t mentions[ET_RECORD_MENTIONS];
    for (size_t i = 0; i < scene->count; i++)
        mentions[i] = (uint64_t)scene->entities[i] << 32 | (uint64_t)(scene->toward[i] + 32768);
    size_t step = scene->windows & ET_IN_PERIOD ? et_grid_find(&collect->plan->steps, fact->created_at_us) : SIZE_MAX;
    struct et_record record = {
        .author = author_of(fact),
        .copy_hash = fact->copy_hash,
        .created_at_us = fact->created_at_us,
        .likes = scene->item.likes,
        .post = scene->post,
        .step = step == SIZE_MAX ? UINT16_MAX : (uint16_t)step,
        .sentiment = (int16_t)fact->sentiment,
        .themes = (uint8_t)(fact->themes & 0xFF),
        .place = (uint8_t)((unsigned)fact->platform << 4 | (unsigned)fact->emotion),
        .windows = scene->windows,
        .mentions = (uint8_t)scene->count,
    };
    return et_records_add(&collect->records, &record, mentions, error);
}

static enum et_rc add_fact(struct et_collect *collect, const struct et_fact *fact, struct et_error *error)
{
    struct scene scene; /* not zeroed: its arrays are long and hold `count` entries */
    if (!make_scene(collect, fact, &scene))
        return ET_OK;
    enum et_rc rc = ET_OK;
    if (scene.windows & ET_IN_PERIOD) {
        collect->period_comments++;
        rc = add_pairs(collect, &scene, error);
        if (!rc && scene.windows & ET_MATCHES)
            rc = add_matching(collect, &scene, error);
    }
    if (scene.windows & ET_IN_PREVIOUS && scene.windows & ET_MATCHES)
        et_group_add(&collect->previous, &scene.item);
    if (scene.volume != SIZE_MAX)
        add_volume(collect, &scene);
    if (!rc && scene.windows & (ET_IN_PERIOD | ET_IN_PREVIOUS | ET_IN_RECENT | ET_IN_BEFORE))
        rc = add_record(collect, &scene, error);
    return rc;
}

enum et_rc et_collect_add(struct et_collect *collect, const struct et_fact *facts, size_t count, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && !rc; i++)
        rc = add_fact(collect, &facts[i], error);
    return rc;
}

static void merge_series(struct et_collect *into, const struct et_collect *from)
{
    for (size_t s = 0; s < ET_SERIES_ENTITY + into->entity_count; s++) {
        for (size_t i = 0; i < ET_VOLUME_COUNTS; i++)
            into->volumes[s][i] += from->volumes[s][i];
        for (size_t i = 0; i < ET_PICKS; i++) {
            et_picks_offer(into->recent[s].cold, &from->recent[s].cold[i]);
            et_picks_offer(into->recent[s].warm, &from->recent[s].warm[i]);
        }
    }
}

static void merge_groups(struct et_collect *into, struct et_collect *from)
{
    et_group_merge(&into->previous, &from->previous);
    for (size_t t = 0; t < ET_BUILTIN_THEMES; t++) {
        et_group_merge(&into->themes[t], &from->themes[t]);
        for (size_t i = 0; i < ET_PICKS; i++)
            et_picks_offer(into->theme_picks[t], &from->theme_picks[t][i]);
    }
    for (size_t e = 0; e < into->entity_count; e++) {
        et_group_merge(&into->entities[e], &from->entities[e]);
        into->implied[e] += from->implied[e];
        into->period_mentions[e] += from->period_mentions[e];
        for (size_t t = 0; t < ET_THEMES_MAX; t++)
            into->entity_themes[e][t] += from->entity_themes[e][t];
    }
    for (size_t p = 0; p < into->plan->post_count; p++) {
        if (from->posts[p] && !into->posts[p]) {
            into->posts[p] = from->posts[p];
            from->posts[p] = NULL;
        } else if (from->posts[p]) {
            et_group_merge(into->posts[p], from->posts[p]);
        }
    }
}

static enum et_rc merge_lists(struct et_collect *into, const struct et_collect *from, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < from->pair_count && !rc; i++)
        rc = add_pair(into, from->pairs[i].a, from->pairs[i].b, &from->pairs[i], error);
    for (size_t i = 0; i < from->many_likes.size && !rc; i++)
        if (from->many_likes.full[i])
            rc = add_many_likes(into, from->many_likes.keys[i], from->many[from->many_likes.values[i]], error);
    return rc;
}

enum et_rc et_collect_merge(struct et_collect *into, struct et_collect *from, struct et_error *error)
{
    into->period_comments += from->period_comments;
    merge_groups(into, from);
    merge_series(into, from);
    for (size_t i = 0; i < ET_LIKES_DIRECT; i++) {
        into->few_likes[i].n += from->few_likes[i].n;
        into->few_likes[i].sum += from->few_likes[i].sum;
    }
    for (size_t i = 0; i < 24; i++)
        into->by_hour[i] += from->by_hour[i];
    for (size_t i = 0; i < 7; i++)
        into->by_weekday[i] += from->by_weekday[i];
    et_records_take(&into->records, &from->records);
    return merge_lists(into, from, error);
}
