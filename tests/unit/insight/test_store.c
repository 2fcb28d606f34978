/* Figures and searches over a real database. */
#include "insight_test.h"

#include "base/file.h"
#include "base/mem.h"
#include "insight/query.h"
#include "store/store.h"
#include "text/token.h"

#include <unistd.h>

#define COMMENTS 45000 /* enough for more than one thread */
#define POSTS 5
#define BATCH 5000

static char folder[] = "/tmp/et-insight-XXXXXX";
static char url[64];

static void check(enum et_rc rc, const struct et_error *error)
{
    if (rc)
        fail_msg("%s", error->message);
}

struct batch {
    struct et_batch_post posts[POSTS];
    struct et_batch_comment comments[BATCH];
    struct et_mention mentions[BATCH][2];
    char texts[BATCH][48], authors[BATCH][16];
    uint32_t by_key[BATCH];
};

static const struct et_batch_comment *sorting;

static int by_key(const void *a, const void *b)
{
    const struct et_batch_comment *x = &sorting[*(const uint32_t *)a], *y = &sorting[*(const uint32_t *)b];
    if (x->record.post != y->record.post)
        return x->record.post < y->record.post ? -1 : 1;
    if (x->content_key.value != y->content_key.value)
        return x->content_key.value < y->content_key.value ? -1 : 1;
    return x->content_key.extra < y->content_key.extra ? -1 : x->content_key.extra > y->content_key.extra;
}

static void make_comment(struct batch *batch, size_t i, size_t number, const struct et_catalogue *catalogue)
{
    static const char *const words[] = {"court", "dress", "album", "tour", "trailer", "queen", "boring", "iconic"};
    struct et_batch_comment *comment = &batch->comments[i];
    memset(comment, 0, sizeof *comment);
    snprintf(batch->texts[i], sizeof batch->texts[i], "%s %s %zu", words[world_below(8)], words[world_below(8)],
             number);
    snprintf(batch->authors[i], sizeof batch->authors[i], "user%zu", world_below(3000) * world_below(3000) / 3000);
    comment->record = (struct et_comment_record){
        .post = (uint32_t)world_below(POSTS),
        .author = et_slice_of(batch->authors[i]),
        .text = et_slice_of(batch->texts[i]),
        .created_at_us = NOON - (int64_t)world_below(60 * 86400) * ET_US_SECOND,
        .likes = (int64_t)(world_below(100) * world_below(100)),
        .replies = ET_COUNT_NONE,
        .observed_at_us = NOON,
        .row = number,
    };
    comment->author_id = et_author_id(ET_PLATFORM_TIKTOK, comment->record.author);
    comment->content_key = (struct et_comment_key){ET_KEY_CONTENT, comment->record.created_at_us,
                                                   (int64_t)(et_hash64(comment->record.text) >> 1)};
    comment->analysed = true;
    struct et_score *score = &comment->analysis.score;
    score->sentiment = (int32_t)world_below(20001) - 10000;
    score->emotions[world_below(ET_EMOTIONS)] = ET_FIXED;
    score->language[0] = 'e';
    score->language[1] = 'n';
    score->themes = world_below(3) ? 0 : 1u << world_below(8);
    score->copy_hash = world_below(20000) + 1;
    size_t entity = world_below(catalogue->count);
    for (size_t m = 0; m < world_below(3); m++)
        batch->mentions[i][comment->analysis.mention_count++] =
            (struct et_mention){.entity_id = catalogue->entities[(entity + m) % catalogue->count].id,
                                .start = (uint32_t)m,
                                .end = (uint32_t)m + 1,
                                .is_explicit = world_below(4) != 0,
                                .sentiment = score->sentiment};
    comment->analysis.mentions = batch->mentions[i];
}

static void fill(struct et_store *store, size_t total, const struct et_catalogue *catalogue)
{
    static const char *const keys[POSTS] = {"p1", "p2", "p3", "p4", "p5"};
    struct batch *batch = calloc(1, sizeof *batch);
    struct et_error error;
    int64_t model_id;
    struct et_import import = {.path = ET_SLICE("a.csv"),
                               .sha256 = ET_SLICE("ab"),
                               .options = ET_SLICE(""),
                               .format = ET_SLICE("generic-csv"),
                               .finished_at_us = ET_TIME_NONE,
                               .observed_at_us = NOON};
    check(et_store_begin(store, &error), &error);
    check(et_store_model(store, "test@1", "00", &model_id, &error), &error);
    check(et_store_use_model(store, model_id, &error), &error);
    check(et_store_import_begin(store, &import, &error), &error);
    for (size_t done = 0, sequence = 0; done < total; sequence++) {
        size_t n = total - done < BATCH ? total - done : BATCH;
        for (size_t p = 0; p < POSTS; p++)
            batch->posts[p] = (struct et_batch_post){.record = {.platform = ET_PLATFORM_TIKTOK,
                                                                .key = et_slice_of(keys[p]),
                                                                .posted_at_us = ET_TIME_NONE,
                                                                .likes = ET_COUNT_NONE,
                                                                .comments = (int64_t)total,
                                                                .plays = ET_COUNT_NONE,
                                                                .observed_at_us = NOON}};
        for (size_t i = 0; i < n; i++) {
            make_comment(batch, i, done + i + 1, catalogue);
            batch->by_key[i] = (uint32_t)i;
        }
        sorting = batch->comments;
        qsort(batch->by_key, n, sizeof batch->by_key[0], by_key);
        done += n;
        struct et_batch whole = {.sequence = sequence,
                                 .records_end = done,
                                 .posts = batch->posts,
                                 .post_count = POSTS,
                                 .comments = batch->comments,
                                 .comment_count = n,
                                 .by_key = batch->by_key,
                                 .by_key_count = n};
        check(et_store_write_batch(store, import.id, model_id, &whole, &error), &error);
    }
    check(et_store_commit(store, &error), &error);
    free(batch);
}

static struct et_store *make_database(const char *name, size_t total)
{
    struct et_store *store;
    struct et_error error;
    struct et_arena arena;
    struct et_catalogue catalogue;
    size_t added, changed;
    et_arena_init(&arena, 0);
    snprintf(url, sizeof url, "sqlite:%s/%s.db", folder, name);
    check(et_store_open(url, ET_OPEN_WRITE, &store, &error), &error);
    check(et_store_begin(store, &error), &error);
    check(et_store_catalogue_put(store, &world_catalogue, &added, &changed, &error), &error);
    check(et_store_commit(store, &error), &error);
    check(et_store_catalogue(store, &arena, &catalogue, &error), &error);
    world_seed = 77;
    fill(store, total, &catalogue);
    et_arena_dispose(&arena);
    return store;
}

/* Field by field: what lies between them is nobody's. Bytes, because NaN equals nothing. */
#define SAME(field) assert_memory_equal(&a->field, &b->field, sizeof a->field)

static void same_summary(const struct et_summary *a, const struct et_summary *b)
{
    SAME(comments);
    SAME(authors);
    SAME(posts);
    SAME(likes);
    SAME(mean);
    SAME(interval);
    SAME(weighted);
    SAME(weighted_interval);
    SAME(like_weighted);
    SAME(n_eff);
    SAME(one_comment_dominates);
    SAME(delta);
    SAME(labels);
    SAME(emotions);
    SAME(sarcastic);
    SAME(questions);
    SAME(spam);
    SAME(copies);
    SAME(not_understood);
    SAME(most_liked);
    SAME(most_positive);
    SAME(most_negative);
}

static void same_velocity(const struct et_velocity *a, const struct et_velocity *b)
{
    SAME(enough);
    SAME(recent_comments);
    SAME(previous_comments);
    SAME(recent_authors);
    SAME(previous_authors);
    SAME(recent_mean);
    SAME(previous_mean);
    SAME(change);
    SAME(interval);
    SAME(p);
    SAME(q);
    SAME(percent_change);
    SAME(flag_30);
    SAME(is_alert);
    SAME(is_watch);
    SAME(direction);
    SAME(volume_ratio);
    SAME(volume_p);
    SAME(volume_expected);
    SAME(volume_weeks);
    SAME(evidence);
}

static void same_voices(const struct et_voices *a, const struct et_voices *b)
{
    SAME(authors);
    SAME(top_share);
    SAME(gini);
    SAME(author_mean);
    SAME(author_interval);
    SAME(by_hour);
    SAME(by_weekday);
    SAME(quartile_mean);
    SAME(quartile_n);
    SAME(copy_groups);
    SAME(copied_comments);
    SAME(mean_without_copies);
    SAME(copies_matter);
}

static void test_threads_agree(void **state)
{
    (void)state;
    struct et_store *store = make_database("threads", COMMENTS);
    struct et_error error;
    struct et_figures first = {0};
    struct et_arena arena;
    et_arena_init(&arena, 0);
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct et_figures figures;
        struct et_figures_options options = world_options();
        options.threads = threads;
        check(et_figures_compute(store, &options, &arena, &figures, &error), &error);
        if (threads == 1)
            first = figures;
        assert_int_equal(figures.all.comments, COMMENTS);
        same_summary(&figures.all, &first.all);
        same_velocity(&figures.velocity, &first.velocity);
        same_voices(&figures.voices, &first.voices);
        assert_int_equal(figures.entity_count, first.entity_count);
        for (size_t i = 0; i < first.entity_count; i++)
            same_summary(&figures.entities[i].summary, &first.entities[i].summary);
        assert_memory_equal(figures.timeline.points, first.timeline.points,
                            first.timeline.count * sizeof *first.timeline.points);
        assert_int_equal(figures.relation_count, first.relation_count);
        assert_memory_equal(figures.relations, first.relations, first.relation_count * sizeof *first.relations);
        near(figures.posts[0].coverage, (double)figures.posts[0].summary.comments / COMMENTS, 1e-12);
        assert_true(et_slice_is(figures.model, "test@1") && figures.schema.len > 0 &&
                    strlen(figures.catalogue_sha256) == 64);
    }
    et_arena_dispose(&arena);
    et_store_close(store);
}

struct count {
    struct et_filter filter;
    uint64_t n;
    int64_t sum;
};

static enum et_rc count_facts(void *context, const struct et_fact *facts, size_t count, struct et_error *error)
{
    (void)error;
    struct count *sums = context;
    for (size_t i = 0; i < count; i++)
        sums->sum += facts[i].sentiment;
    sums->n += count;
    return ET_OK;
}

/* A period in the middle, far from asof, so that two ranges of time are read. */
static void test_periods(void **state)
{
    (void)state;
    struct et_store *store = make_database("periods", 20000);
    struct et_error error;
    struct et_figures figures;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    for (int apart = 0; apart < 2; apart++) {
        struct et_figures_options options = world_options();
        options.from_us = NOON - (apart ? 50 : 20) * ET_US_DAY;
        options.to_us = options.from_us + 5 * ET_US_DAY;
        check(et_figures_compute(store, &options, &arena, &figures, &error), &error);
        struct count now = {.filter = ET_FILTER_ALL}, before = {.filter = ET_FILTER_ALL},
                     recent = {.filter = ET_FILTER_ALL};
        now.filter.from_us = before.filter.to_us = options.from_us;
        now.filter.to_us = options.to_us;
        before.filter.from_us = options.from_us - 5 * ET_US_DAY;
        recent.filter.from_us = figures.asof_us - 72 * ET_US_HOUR;
        check(et_store_facts(store, &now.filter, 1, INT64_MAX, count_facts, &now, &error), &error);
        check(et_store_facts(store, &before.filter, 1, INT64_MAX, count_facts, &before, &error), &error);
        check(et_store_facts(store, &recent.filter, 1, INT64_MAX, count_facts, &recent, &error), &error);
        assert_int_equal(figures.all.comments, now.n);
        near(figures.all.mean, (double)now.sum / (double)now.n / ET_FIXED, 1e-12);
        assert_int_equal(figures.previous.comments, before.n);
        assert_int_equal(figures.velocity.recent_comments, recent.n);
        assert_int_equal(figures.velocity.volume_weeks, 4);
        assert_true(figures.posts[0].coverage >
                    (double)figures.posts[0].summary.comments / 20000); /* of all that is held */
    }
    struct et_figures_options options = world_options();
    options.platform = ET_PLATFORM_YOUTUBE;
    check(et_figures_compute(store, &options, &arena, &figures, &error), &error);
    assert_true(figures.all.comments == 0 && figures.post_count == 0);
    et_arena_dispose(&arena);
    et_store_close(store);
}

static void test_empty_database(void **state)
{
    (void)state;
    struct et_store *store = make_database("empty", 0);
    struct et_error error;
    struct et_figures figures;
    struct et_arena arena;
    struct et_figures_options options = world_options();
    et_arena_init(&arena, 0);
    options.last_us = 7 * ET_US_DAY;
    check(et_figures_compute(store, &options, &arena, &figures, &error), &error);
    assert_true(figures.all.comments == 0 && isnan(figures.all.mean) && figures.timeline.count == 0);
    assert_true(figures.from_us == ET_TIME_NONE && figures.asof_us == ET_TIME_NONE);
    et_arena_dispose(&arena);
    et_store_close(store);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
#ifdef ET_FAULTS
    struct et_store *store = make_database("faults", 300);
    struct et_figures_options options = world_options();
    enum et_rc rc = ET_E_NOMEM;
    long n = 0;
    for (bool failed = true; rc || failed; n += n < 60 ? 1 : 11) {
        struct et_error error = {0};
        struct et_figures figures;
        struct et_arena arena;
        et_arena_init(&arena, 0);
        et_mem_fail_after(n);
        rc = et_figures_compute(store, &options, &arena, &figures, &error);
        failed = et_mem_failed();
        et_mem_fail_after(-1);
        if (rc)
            assert_true(rc == ET_E_NOMEM && error.code == ET_E_NOMEM);
        et_arena_dispose(&arena);
    }
    et_store_close(store);
#endif
}

static enum et_rc index_tokens(void *context, struct et_slice text, struct et_buf *out, struct et_error *error)
{
    return et_index_tokens(context, text, out, error);
}

static uint64_t hits(struct et_store *store, struct et_tokens *tokens, const char *query)
{
    struct et_error error;
    struct et_arena arena;
    struct et_catalogue catalogue;
    struct et_search search;
    struct et_stored_comment *found;
    size_t count;
    uint64_t total;
    et_arena_init(&arena, 0);
    check(et_store_catalogue(store, &arena, &catalogue, &error), &error);
    check(et_query_parse(et_slice_of(query), &catalogue, index_tokens, tokens, &arena, &search, &error), &error);
    check(et_store_search(store, &search, 5, 0, &arena, &found, &count, &total, &error), &error);
    assert_true(count == (total < 5 ? total : 5));
    et_arena_dispose(&arena);
    return total;
}

/* What must hold of any data: parts add up. */
static void test_search(void **state)
{
    (void)state;
    struct et_store *store = make_database("search", 2000);
    struct et_tokens tokens;
    et_tokens_init(&tokens);
    et_store_set_index_function(store, index_tokens, &tokens);
    uint64_t court = hits(store, &tokens, "court"), dress = hits(store, &tokens, "dress");
    uint64_t both = hits(store, &tokens, "court dress");
    assert_true(court > 100 && both > 10);
    assert_int_equal(hits(store, &tokens, "court OR dress"), court + dress - both);
    assert_int_equal(hits(store, &tokens, "court -dress"), court - both);
    assert_int_equal(hits(store, &tokens, "NOT court"), 2000 - court);
    assert_int_equal(hits(store, &tokens, "\"court dress\"") + hits(store, &tokens, "\"dress court\""), both);
    assert_int_equal(hits(store, &tokens, "court NEAR/1 dress"), both);
    assert_true(hits(store, &tokens, "cou*") == court);
    assert_true(hits(store, &tokens, "COURT") == court);
    assert_int_equal(hits(store, &tokens, "likes:>100") + hits(store, &tokens, "likes:<=100"), 2000);
    assert_int_equal(hits(store, &tokens, "court sentiment:<0") + hits(store, &tokens, "court sentiment:>=0"), court);
    assert_int_equal(hits(store, &tokens, "author:USER1"), hits(store, &tokens, "author:@user1 platform:tiktok"));
    assert_true(hits(store, &tokens, "author:user1") > 0 && hits(store, &tokens, "author:user1 platform:x") == 0);
    assert_int_equal(hits(store, &tokens, "after:2025-11-01") + hits(store, &tokens, "before:2025-11-01"), 2000);
    assert_true(hits(store, &tokens, "entity:gracie") > 0);
    assert_int_equal(hits(store, &tokens, ""), 2000);
    et_tokens_dispose(&tokens);
    et_store_close(store);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    struct et_arena arena;
    const char **paths;
    size_t count;
    et_arena_init(&arena, 0);
    if (et_folder_list(folder, &arena, &paths, &count, NULL) == ET_OK)
        for (size_t i = 0; i < count; i++)
            unlink(paths[i]);
    et_arena_dispose(&arena);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_agree),   cmocka_unit_test(test_periods), cmocka_unit_test(test_empty_database),
        cmocka_unit_test(test_memory_runs_out), cmocka_unit_test(test_search),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
