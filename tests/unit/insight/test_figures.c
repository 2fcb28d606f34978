/* Figures against the definitions, computed again the slow way from the same facts. */
#include "insight_test.h"

#include "base/mem.h"

/* 3,000 comments of 400 authors (some without a name) over 40 days. */
static void make_random_world(struct world *world, uint64_t seed)
{
    world_init(world);
    world_seed = seed;
    for (int i = 0; i < 3000; i++) {
        int64_t author = (int64_t)(world_below(400) * world_below(400) / 400);
        struct et_fact *fact =
            world_add(world, author ? author * 7919 : 0, NOON - (int64_t)world_below(40 * 24 * 60) * ET_US_MINUTE,
                      (double)world_below(201) / 100 - 1);
        size_t post = world_below(3);
        fact->post_id = 11 + (int64_t)post;
        fact->platform = post == 2 ? ET_PLATFORM_YOUTUBE : ET_PLATFORM_INSTAGRAM;
        fact->likes = world_below(3) ? 0 : (int64_t)(world_below(2000) * world_below(2000));
        fact->emotion = (enum et_emotion)world_below(ET_EMOTIONS);
        fact->flags = world_below(20) == 0 ? ET_SPAM : world_below(10) == 0 ? ET_QUESTION : 0;
        fact->themes = world_below(4) == 0 ? UINT64_C(1) << world_below(ET_BUILTIN_THEMES) : 0;
        fact->copy_hash = world_below(500) + 1;
        for (int e = GRACE; e < WORLD_ENTITIES; e++)
            if (fact->mention_count < 4 && world_below(6) == 0)
                world_mention(world, e, (double)world_below(201) / 100 - 1, world_below(4) != 0);
    }
}

struct slow {
    double n, sum, weight, weight_sum, likes, like_sum, likes2;
    uint64_t authors;
    struct et_cluster *clusters;
    int64_t *keys;
    size_t count;
};

static void slow_add(struct slow *slow, const struct et_fact *fact, int32_t sentiment)
{
    size_t at = 0;
    int64_t key = fact->author_id ? fact->author_id : -fact->comment_id;
    while (at < slow->count && slow->keys[at] != key)
        at++;
    if (at == slow->count) {
        slow->count++;
        slow->clusters = realloc(slow->clusters, slow->count * sizeof *slow->clusters);
        slow->keys = realloc(slow->keys, slow->count * sizeof *slow->keys);
        slow->clusters[at] = (struct et_cluster){0, 0};
        slow->keys[at] = key;
        slow->authors += fact->author_id != 0;
    }
    slow->clusters[at].n++;
    slow->clusters[at].sum += sentiment;
    double w = 1 + log1p((double)fact->likes), s = (double)sentiment / ET_FIXED, l = (double)fact->likes;
    slow->n++;
    slow->sum += s;
    slow->weight += w;
    slow->weight_sum += w * s;
    slow->likes += l;
    slow->like_sum += l * s;
    slow->likes2 += l * l;
}

/* Weighted means of groups in which single comments are cut, from the capped weights themselves. */
static void test_capped_weights(void **state)
{
    (void)state;
    struct et_figures_options options = world_options();
    for (size_t n = 15; n < 500; n += 61) {
        struct world world;
        struct et_ratio_cluster clusters[40] = {{0, 0}};
        struct et_group group = {0};
        double mean;
        world_init(&world);
        world_seed = n;
        for (size_t i = 0; i < n; i++) {
            struct et_fact *fact =
                world_add(&world, (int64_t)world_below(40) + 1, NOON - (int64_t)i, (double)world_below(201) / 100 - 1);
            fact->likes = world_below(12) ? (int64_t)world_below(2) : 40000000 * (int64_t)world_below(100);
            struct et_item item = {
                .fact = fact, .weight = et_weight_exact((uint32_t)fact->likes), .sentiment = fact->sentiment};
            et_group_add(&group, &item);
        }
        double cap = et_group_cap(&group), heaviest = 0, sum = 0;
        for (size_t i = 0; i < n; i++) {
            double weight = fmin(et_weight_exact((uint32_t)world.facts[i].likes), cap);
            clusters[world.facts[i].author_id - 1].w += weight;
            clusters[world.facts[i].author_id - 1].wx += weight * world.facts[i].sentiment / ET_FIXED;
            heaviest = fmax(heaviest, weight);
            sum += weight;
        }
        assert_true(heaviest / sum <= fmax(0.05, 1.0 / (double)n) + 1e-5);
        struct et_interval interval = et_ratio_interval(clusters, COUNT(clusters), &mean);
        struct et_figures figures = world_figures(&world, &options);
        near(figures.all.weighted, mean, 1e-9);
        near(figures.all.weighted_interval.low, fmax(-1, interval.low), 1e-5);
        near(figures.all.weighted_interval.high, fmin(1, interval.high), 1e-5);
        near(figures.all.delta, mean - figures.all.mean, 1e-9);
        world_dispose(&world);
    }
}

static void slow_check(struct slow *slow, const struct et_summary *summary)
{
    struct et_mean mean = et_mean_clustered(slow->clusters, slow->count, ET_FIXED);
    assert_int_equal(summary->comments, (uint64_t)slow->n);
    assert_int_equal(summary->authors, slow->authors);
    near(summary->mean, slow->sum / slow->n, 1e-9);
    near(summary->interval.low, et_mean_interval(mean).low, 1e-9);
    near(summary->interval.high, et_mean_interval(mean).high, 1e-9);
    if (slow->n > ET_TOPS_NEEDED)
        near(summary->weighted, slow->weight_sum / slow->weight, 1e-4);
    near(summary->like_weighted, slow->like_sum / slow->likes, 1e-9);
    near(summary->n_eff, slow->likes * slow->likes / slow->likes2, 1e-6);
    free(slow->clusters);
    free(slow->keys);
    *slow = (struct slow){0};
}

static void test_against_the_slow_way(void **state)
{
    (void)state;
    struct world world;
    struct slow slow = {0};
    make_random_world(&world, 17);
    struct et_figures_options options = world_options();
    options.step_us = ET_US_DAY;
    struct et_figures figures = world_figures(&world, &options);
    for (size_t i = 0; i < world.count; i++)
        slow_add(&slow, &world.facts[i], world.facts[i].sentiment);
    slow_check(&slow, &figures.all);
    assert_int_equal(figures.all.posts, 3);
    for (int e = GRACE; e < WORLD_ENTITIES; e++) {
        uint64_t implied = 0;
        for (size_t i = 0; i < world.count; i++)
            for (size_t m = 0; m < world.facts[i].mention_count; m++) {
                const struct et_fact_mention *mention = &world.facts[i].mentions[m];
                if (mention->entity_id != WORLD_ID(e))
                    continue;
                if (mention->is_explicit)
                    slow_add(&slow, &world.facts[i], mention->sentiment);
                implied += !mention->is_explicit;
            }
        slow_check(&slow, &world_entity(&figures, e)->summary);
        assert_int_equal(world_entity(&figures, e)->implied, implied);
    }
    for (size_t p = 0; p < figures.post_count; p++) {
        for (size_t i = 0; i < world.count; i++)
            if (world.facts[i].post_id == figures.posts[p].post->post_id)
                slow_add(&slow, &world.facts[i], world.facts[i].sentiment);
        slow_check(&slow, &figures.posts[p].summary);
    }
    for (size_t t = 0; t < figures.storyline_count; t++) {
        for (size_t i = 0; i < world.count; i++)
            if (world.facts[i].themes >> figures.storylines[t].theme & 1)
                slow_add(&slow, &world.facts[i], world.facts[i].sentiment);
        slow_check(&slow, &figures.storylines[t].summary);
    }
    world_dispose(&world);
}

static void test_timelines_add_up(void **state)
{
    (void)state;
    struct world world;
    make_random_world(&world, 18);
    struct et_figures_options options = world_options();
    options.step_us = ET_US_DAY;
    struct et_figures figures = world_figures(&world, &options);
    uint64_t comments = 0, likes = 0, fatigue = 0;
    for (size_t i = 0; i < figures.timeline.count; i++) {
        const struct et_point *point = &figures.timeline.points[i];
        struct slow slow = {0};
        for (size_t f = 0; f < world.count; f++)
            if (world.facts[f].created_at_us >= point->from_us &&
                world.facts[f].created_at_us < point->from_us + ET_US_DAY)
                slow_add(&slow, &world.facts[f], world.facts[f].sentiment);
        struct et_mean mean = et_mean_clustered(slow.clusters, slow.count, ET_FIXED);
        assert_int_equal(point->comments, (uint64_t)slow.n);
        if (slow.n > 2)
            near(point->interval.low, fmax(-1, et_mean_interval(mean).low), 1e-9);
        comments += point->comments;
        likes += point->likes;
        fatigue += point->emotions[ET_FATIGUE];
        free(slow.clusters);
        free(slow.keys);
    }
    assert_int_equal(comments, figures.all.comments);
    assert_int_equal(likes, figures.all.likes);
    assert_int_equal(fatigue, figures.all.emotions[ET_FATIGUE]);
    assert_true(figures.timeline.count >= 40 && figures.timeline.count <= 41);
    world_dispose(&world);
}

/* Every number of a report as text, so that two reports can be compared. */
static char *print_figures(const struct et_figures *f)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fprintf(out, "%a %a %a %a %a %" PRIu64 " %a %a\n", f->all.mean, f->all.weighted, f->all.interval.low,
            f->all.weighted_interval.high, f->all.n_eff, f->all.copies, f->previous.mean, f->against_previous.p);
    for (size_t i = 0; i < f->entity_count; i++) {
        const struct et_entity_figures *e = &f->entities[i];
        fprintf(out, "%.*s %a %a %a %" PRIu64 " %" PRId64 " %" PRId64 " %" PRId64 " %a %a %d %" PRId64 " %zu",
                ET_SLICE_ARG(e->entity->name), e->summary.mean, e->summary.weighted, e->summary.weighted_interval.low,
                e->summary.posts, e->summary.most_liked, e->summary.most_positive, e->summary.most_negative,
                e->velocity.p, e->velocity.q, (int)e->velocity.direction, e->velocity.evidence[0], e->together_count);
        for (size_t k = 0; k < e->together_count; k++)
            fprintf(out, " %u:%" PRIu64, e->together[k].entity, e->together[k].comments);
        for (size_t k = 0; k < e->timeline.count; k++)
            fprintf(out, " %a", e->timeline.points[k].interval.low);
        fputc('\n', out);
    }
    for (size_t i = 0; i < f->storyline_count; i++)
        fprintf(out, "%.*s %a %" PRId64 " %s %a\n", ET_SLICE_ARG(f->storylines[i].name),
                f->storylines[i].summary.weighted, f->storylines[i].evidence[2], f->storylines[i].urgency,
                f->storylines[i].velocity.volume_p);
    for (size_t i = 0; i < f->relation_count; i++)
        fprintf(out, "%u %u %a %a %a %" PRIu64 "\n", f->relations[i].a, f->relations[i].b, f->relations[i].npmi,
                f->relations[i].q, f->relations[i].interval.low, f->relations[i].posts);
    for (size_t i = 0; i < f->post_count; i++)
        fprintf(out, "%" PRId64 " %a %u %" PRIu64 "\n", f->posts[i].post->post_id, f->posts[i].summary.weighted,
                f->posts[i].top_entity, f->posts[i].first_24h[3]);
    fprintf(out, "%a %a %a %a %a %" PRIu64 " %" PRIu64 "\n", f->voices.top_share, f->voices.gini, f->voices.author_mean,
            f->voices.quartile_mean[3], f->voices.mean_without_copies, f->voices.copy_groups, f->voices.by_hour[5]);
    fclose(out);
    return text;
}

static void test_order_and_threads_do_not_matter(void **state)
{
    (void)state;
    struct world world;
    struct et_figures figures;
    struct et_figures_options options = world_options();
    char *first = NULL;
    make_random_world(&world, 19);
    options.last_us = 15 * ET_US_DAY;
    static const size_t strides[] = {1, 7, 1999, 2999};
    for (size_t threads = 1; threads <= 4; threads++)
        for (size_t s = 0; s < COUNT(strides); s++) {
            assert_int_equal(world_try(&world, &options, threads, strides[s], &figures, NULL), ET_OK);
            char *text = print_figures(&figures);
            if (first)
                assert_string_equal(text, first);
            else
                first = strdup(text);
            free(text);
        }
    free(first);
    world_dispose(&world);
}

static void test_few_comments_weigh_alike(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    struct et_figures_options options = world_options();
    for (int i = 0; i < 5; i++)
        world_add(&world, i + 1, NOON - i * ET_US_HOUR, i ? 0.5 : -0.9)->likes = i ? 0 : 1000000;
    struct et_figures figures = world_figures(&world, &options);
    near(figures.all.weighted, figures.all.mean, 1e-12);
    near(figures.all.delta, 0, 1e-12);
    assert_string_equal(et_delta_text(&figures.all), "the crowd agrees with the average");
    assert_true(figures.all.one_comment_dominates);
    near(figures.all.like_weighted, -0.9, 1e-9);
    near(figures.all.n_eff, 1, 1e-9);
    world_dispose(&world);
}

static void test_nothing_of_nothing(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    struct et_figures_options options = world_options();
    struct et_figures figures = world_figures(&world, &options);
    assert_true(isnan(figures.all.mean) && isnan(figures.all.weighted) && isnan(figures.all.n_eff));
    assert_true(figures.all.comments == 0 && figures.entity_count == 0 && figures.post_count == 0);
    assert_true(!figures.velocity.enough && isnan(figures.velocity.volume_p) && figures.first_us == ET_TIME_NONE);
    assert_string_equal(figures.trend, "");
    assert_string_equal(et_delta_text(&figures.all), "");
    world_add(&world, 1, NOON, 0.4);
    figures = world_figures(&world, &options);
    near(figures.all.mean, 0.4, 1e-9);
    assert_true(isnan(figures.all.interval.low) && isnan(figures.all.like_weighted));
    assert_true(figures.all.most_liked == 0 && figures.all.most_positive == 1 && figures.all.most_negative == 0);
    near(figures.voices.top_share, 1, 1e-9);
    world_dispose(&world);
}

static void test_spam_is_no_evidence(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    struct et_fact *spam = world_add(&world, 1, NOON, 0.9);
    spam->likes = 500;
    spam->flags = ET_SPAM;
    world_add(&world, 2, NOON - 1, 0.5)->likes = 3;
    struct et_figures_options options = world_options();
    struct et_figures figures = world_figures(&world, &options);
    assert_int_equal(figures.all.spam, 1);
    assert_int_equal(figures.all.most_liked, 2);
    assert_int_equal(figures.all.most_positive, 2);
    near(figures.voices.mean_without_copies, 0.5, 1e-9);
    assert_true(figures.voices.copies_matter);
    world_dispose(&world);
}

static void test_ties_do_not_hang_on_ids(void **state)
{
    (void)state;
    struct et_figures_options options = world_options();
    for (int turned = 0; turned < 2; turned++) {
        struct world world;
        world_init(&world);
        for (int i = 0; i < 6; i++) {
            int k = turned ? 5 - i : i;
            world_add(&world, 100 + k, NOON - (k / 2) * ET_US_HOUR, 0.8)->likes = 4;
        }
        struct et_figures figures = world_figures(&world, &options);
        assert_int_equal(world.facts[figures.all.most_liked - 1].author_id, 104); /* the earliest, then by author */
        assert_int_equal(world.facts[figures.all.most_positive - 1].author_id, 104);
        world_dispose(&world);
    }
}

static void test_one_entity(void **state)
{
    (void)state;
    struct world world;
    make_random_world(&world, 20);
    struct et_figures_options options = world_options();
    struct et_figures all = world_figures(&world, &options);
    options.entity_id = WORLD_ID(WILL);
    struct et_figures one = world_figures(&world, &options);
    const struct et_entity_figures *a = world_entity(&all, WILL), *b = world_entity(&one, WILL);
    assert_int_equal(one.all.comments, a->summary.comments);
    assert_int_equal(b->summary.comments, a->summary.comments);
    assert_ptr_equal(b, &one.entities[0]);
    near(b->share_of_voice, a->share_of_voice, 1e-12);
    assert_memory_equal(&b->velocity, &a->velocity, sizeof a->velocity); /* the family stays all entities */
    assert_int_equal(b->together_count, a->together_count);
    for (size_t i = 0; i < one.relation_count; i++) {
        bool found = false;
        for (size_t k = 0; k < all.relation_count; k++)
            found |= one.relations[i].p == all.relations[k].p && one.relations[i].comments == all.relations[k].comments;
        assert_true(found);
        assert_true(one.relations[i].a == 0 || one.relations[i].b == 0);
    }
    world_dispose(&world);
}

static void test_damaged_facts_are_left_out(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    world_add(&world, 1, NOON, 0.1);
    world_add(&world, 2, NOON, 0.1)->emotion = (enum et_emotion)99;
    world_add(&world, 3, NOON, 0.1)->platform = (enum et_platform)77;
    world_add(&world, 4, NOON, 7.0);
    world_add(&world, 5, NOON, 0.1)->post_id = 4711;
    struct et_figures_options options = world_options();
    struct et_figures figures = world_figures(&world, &options);
    assert_int_equal(figures.all.comments, 1);
    world_dispose(&world);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
#ifdef ET_FAULTS
    struct world world;
    make_random_world(&world, 21);
    world.count = 300;
    struct et_figures_options options = world_options();
    struct et_figures figures;
    enum et_rc rc = ET_E_NOMEM;
    long n = 0;
    for (; rc; n += n < 400 ? 1 : 37) {
        struct et_error error = {0};
        et_mem_fail_after(n);
        rc = world_try(&world, &options, 2, 1, &figures, &error);
        bool failed = et_mem_failed();
        et_mem_fail_after(-1);
        if (rc)
            assert_true(rc == ET_E_NOMEM && error.code == ET_E_NOMEM);
        else if (failed)
            rc = ET_E_NOMEM; /* done without that memory, as q-values can be */
        et_arena_reset(&world.arena);
    }
    assert_true(n > 100);
    world_dispose(&world);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_the_slow_way),
        cmocka_unit_test(test_capped_weights),
        cmocka_unit_test(test_timelines_add_up),
        cmocka_unit_test(test_order_and_threads_do_not_matter),
        cmocka_unit_test(test_few_comments_weigh_alike),
        cmocka_unit_test(test_nothing_of_nothing),
        cmocka_unit_test(test_spam_is_no_evidence),
        cmocka_unit_test(test_ties_do_not_hang_on_ids),
        cmocka_unit_test(test_one_entity),
        cmocka_unit_test(test_damaged_facts_are_left_out),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
