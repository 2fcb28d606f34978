/* A small invented world for the tests of figures: facts are fed to both passes without a store. */
#ifndef ET_TESTS_INSIGHT_TEST_H
#define ET_TESTS_INSIGHT_TEST_H

#include "insight/figures_int.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOON INT64_C(1763640000000000) /* 2025-11-20T12:00:00Z, a Thursday */

enum { GRACE = 1, WILL, SUMMER, LANTERN, KESSALYS, DORIAN, PIPPA, WORLD_ENTITIES };

static const struct et_slice grace_aliases[] = {{"Gracie", 6}};
static const struct et_slice couple_members[] = {{"Dorian Kessaly", 14}, {"PIPPA KESSALY", 13}};
static const struct et_entity world_entities[] = {
    {.id = 101, .name = {"Grace Tamberly", 14}, .type = ET_PERSON, .aliases = grace_aliases, .alias_count = 1},
    {.id = 102, .name = {"Will Harrowgate", 15}, .type = ET_PERSON},
    {.id = 103, .name = {"Summer Delacroyd", 16}, .type = ET_PERSON},
    {.id = 104, .name = {"Pop Lantern", 11}, .type = ET_SHOW},
    {.id = 105, .name = {"The Kessalys", 12}, .type = ET_COUPLE, .members = couple_members, .member_count = 2},
    {.id = 106, .name = {"Dorian Kessaly", 14}, .type = ET_PERSON},
    {.id = 107, .name = {"Pippa Kessaly", 13}, .type = ET_PERSON},
};
static const struct et_catalogue world_catalogue = {world_entities, COUNT(world_entities)};

#define WORLD_ID(entity) (100 + (entity))

#define NO_POST_TIME .posted_at_us = ET_TIME_NONE, .likes = -1, .plays = -1
static const struct et_stored_post world_posts[] = {
    {.post_id = 11,
     .platform = ET_PLATFORM_INSTAGRAM,
     .key = {"AAA", 3},
     .comments_announced = -1,
     NO_POST_TIME,
     .caption = {"Lunch with Gracie & friends, by Will Harrowgate", 47}},
    {.post_id = 12,
     .platform = ET_PLATFORM_INSTAGRAM,
     .key = {"BBB", 3},
     .comments_announced = 50,
     NO_POST_TIME,
     .subject = {"pop lantern", 11}},
    {.post_id = 13,
     .platform = ET_PLATFORM_YOUTUBE,
     .key = {"CCC", 3},
     .comments_announced = -1,
     .posted_at_us = NOON - 30 * ET_US_HOUR,
     .likes = -1,
     .plays = -1},
};

struct world {
    struct et_fact *facts;
    struct et_fact_mention *mentions; /* 4 for each fact */
    size_t count, size;
    struct et_arena arena;
};

static inline void world_init(struct world *world)
{
    memset(world, 0, sizeof *world);
    et_arena_init(&world->arena, 0);
}

static inline void world_dispose(struct world *world)
{
    free(world->facts);
    free(world->mentions);
    et_arena_dispose(&world->arena);
}

/* Adds a comment on post 11; what it is changed to afterwards is the test's affair. */
static inline struct et_fact *world_add(struct world *world, int64_t author, int64_t us, double sentiment)
{
    if (world->count == world->size) {
        world->size = world->size ? world->size * 2 : 64;
        world->facts = realloc(world->facts, world->size * sizeof *world->facts);
        world->mentions = realloc(world->mentions, world->size * 4 * sizeof *world->mentions);
        assert_non_null(world->facts);
        assert_non_null(world->mentions);
    }
    struct et_fact *fact = &world->facts[world->count++];
    *fact = (struct et_fact){.comment_id = (int64_t)world->count,
                             .post_id = 11,
                             .author_id = author,
                             .created_at_us = us,
                             .platform = ET_PLATFORM_INSTAGRAM,
                             .sentiment = (int32_t)lround(sentiment * ET_FIXED),
                             .confidence = 8000,
                             .emotion = ET_NEUTRAL,
                             .language = "en"};
    return fact;
}

static inline void world_mention(struct world *world, int entity, double toward, bool is_explicit)
{
    struct et_fact *fact = &world->facts[world->count - 1];
    struct et_fact_mention *mention = &world->mentions[(world->count - 1) * 4 + fact->mention_count++];
    *mention = (struct et_fact_mention){WORLD_ID(entity), (int32_t)lround(toward * ET_FIXED), is_explicit};
}

static inline struct et_figures_options world_options(void)
{
    return (struct et_figures_options){
        .from_us = ET_TIME_NONE, .to_us = ET_TIME_NONE, .asof_us = ET_TIME_NONE, .threads = 1};
}

/* Deals the facts out among `threads` collectors, in the order of a stride through them. */
static inline enum et_rc world_try(struct world *world, const struct et_figures_options *options, size_t threads,
                                   size_t stride, struct et_figures *out, struct et_error *error)
{
    struct et_plan *plan = calloc(1, sizeof *plan);
    struct et_collect *collectors[4] = {NULL};
    int64_t first = ET_TIME_NONE, last = ET_TIME_NONE;
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < world->count; i++) {
        int64_t us = world->facts[i].created_at_us;
        world->facts[i].mentions = &world->mentions[i * 4];
        first = first == ET_TIME_NONE || us < first ? us : first;
        last = us > last ? us : last;
    }
    memset(out, 0, sizeof *out);
    rc = et_plan_make(plan, options, world_catalogue, world_posts, COUNT(world_posts), first, last, &world->arena,
                      error);
    for (size_t t = 0; t < threads && !rc; t++)
        rc = et_collect_new(plan, &collectors[t], error);
    for (size_t i = 0; i < world->count && !rc; i++) {
        size_t at = i * stride % world->count;
        rc = et_collect_add(collectors[at * threads / world->count], &world->facts[at], 1, error);
    }
    if (!rc)
        rc = et_figures_finish(plan, collectors, threads, options->min_support, &world->arena, out, error);
    for (size_t t = 0; t < threads; t++)
        et_collect_free(collectors[t]);
    et_plan_dispose(plan);
    free(plan);
    return rc;
}

static inline struct et_figures world_figures(struct world *world, const struct et_figures_options *options)
{
    struct et_figures figures;
    struct et_error error;
    if (world_try(world, options, 1, 1, &figures, &error))
        fail_msg("%s", error.message);
    return figures;
}

static inline const struct et_entity_figures *world_entity(const struct et_figures *figures, int entity)
{
    for (size_t i = 0; i < figures->entity_count; i++)
        if (figures->entities[i].entity->id == WORLD_ID(entity))
            return &figures->entities[i];
    fail_msg("the figures have no entity %d", entity);
    abort();
}

static inline void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g", value, expected);
}

/* splitmix64 */
static uint64_t world_seed;
static inline uint64_t world_random(void)
{
    world_seed += 0x9E3779B97F4A7C15u;
    return et_mix64(world_seed);
}
static inline size_t world_below(size_t n)
{
    return (size_t)(world_random() % n);
}

#endif
