/* Batches made by hand, and a text dump of a store that does not depend on ids. Over store.h alone, for every backend.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/time.h"
#include "store/migrate.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define T0 INT64_C(1763664545000000)
#define MAX_COMMENTS 64

static struct et_error fixture_error;

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        fixture_error = (struct et_error){0};                                                                          \
        enum et_rc ok_rc = (call);                                                                                     \
        if (ok_rc != ET_OK)                                                                                            \
            fail_msg("%s: %s: %s", #call, et_rc_name(ok_rc), fixture_error.message);                                   \
    } while (0)

/* What a test says of one comment; zeros mean what is usual. */
struct said {
    const char *post, *key, *parent, *author, *text;
    int64_t at;             /* seconds after T0 */
    int64_t likes, replies; /* + 1, so that 0 = not given */
    int64_t seen;           /* seconds after T0 that the export saw it */
    enum et_precision precision;
    bool imprecise, analysed;
    const char *caption;
};

struct making {
    struct et_arena arena;
    struct et_batch batch;
    struct et_batch_post posts[MAX_COMMENTS];
    struct et_batch_comment comments[MAX_COMMENTS];
    uint32_t by_key[MAX_COMMENTS];
    struct et_mention mentions[MAX_COMMENTS];
};

static inline struct et_slice text_of(const char *text)
{
    return text ? et_slice_of(text) : et_slice(NULL, 0);
}

static inline void place_post(struct making *making, const struct said *said, enum et_platform platform, uint32_t *post)
{
    size_t n = making->batch.post_count;
    for (size_t i = 0; i < n; i++)
        if (et_slice_is(making->posts[i].record.key, said->post)) {
            *post = (uint32_t)i;
            return;
        }
    making->posts[n] = (struct et_batch_post){.record = {.platform = platform,
                                                         .key = text_of(said->post),
                                                         .imprecise = said->imprecise,
                                                         .caption = text_of(said->caption),
                                                         .posted_at_us = ET_TIME_NONE,
                                                         .likes = ET_COUNT_NONE,
                                                         .comments = ET_COUNT_NONE,
                                                         .plays = ET_COUNT_NONE,
                                                         .observed_at_us = T0 + said->seen * ET_US_SECOND},
                                              .caption_used = text_of(said->caption)};
    *post = (uint32_t)n;
    making->batch.post_count++;
}

static inline int key_order(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static inline void make_on(struct making *making, enum et_platform platform, const struct said *said, size_t count,
                           uint64_t first_row)
{
    *making = (struct making){0};
    making->batch.posts = making->posts;
    making->batch.comments = making->comments;
    making->batch.by_key = making->by_key;
    making->batch.comment_count = making->batch.by_key_count = count;
    for (size_t i = 0; i < count; i++) {
        struct et_batch_comment *c = &making->comments[i];
        c->record = (struct et_comment_record){.key = text_of(said[i].key),
                                               .parent_key = text_of(said[i].parent),
                                               .author = text_of(said[i].author ? said[i].author : "fan"),
                                               .author_verified = ET_TRI_NONE,
                                               .text = text_of(said[i].text),
                                               .created_at_us = T0 + said[i].at * ET_US_SECOND,
                                               .precision = said[i].precision,
                                               .likes = said[i].likes - 1,
                                               .replies = said[i].replies - 1,
                                               .pinned = ET_TRI_NONE,
                                               .liked_by_author = ET_TRI_NONE,
                                               .observed_at_us = T0 + said[i].seen * ET_US_SECOND,
                                               .row = first_row + i,
                                               .offset = (first_row + i) * 100};
        place_post(making, &said[i], platform, &c->record.post);
        c->has_vendor_key = said[i].key != NULL;
        if (said[i].key) {
            int64_t number;
            bool is_number = said[i].key[0] != '0' && et_slice_to_i64(text_of(said[i].key), &number);
            c->vendor_key = is_number
                                ? (struct et_comment_key){ET_KEY_NUMBER, number, 0}
                                : (struct et_comment_key){ET_KEY_TEXT, (int64_t)et_hash64(text_of(said[i].key)), 0};
        }
        c->author_id = et_author_id(platform, c->record.author);
        c->content_key = (struct et_comment_key){ET_KEY_CONTENT, c->record.created_at_us,
                                                 (int64_t)et_hash64_seed(c->record.text, (uint64_t)c->author_id)};
        if (said[i].analysed) {
            making->mentions[i] = (struct et_mention){1, 0, 4, true, 5000};
            c->analysed = true;
            c->analysis = (struct et_analysis){.score = {.sentiment = 2500, .confidence = 8000, .language = "en"},
                                               .mentions = &making->mentions[i],
                                               .mention_count = 1};
            c->analysis.score.emotions[ET_LOVE] = ET_FIXED;
        }
        making->by_key[i] = (uint32_t)i;
    }
    qsort(making->by_key, count, sizeof making->by_key[0], key_order);
}

static inline void make(struct making *making, const struct said *said, size_t count)
{
    make_on(making, ET_PLATFORM_INSTAGRAM, said, count, 1);
}

#define MAKE(making, ...)                                                                                              \
    make((making), (const struct said[]){__VA_ARGS__}, sizeof((const struct said[]){__VA_ARGS__}) / sizeof(struct said))

static inline int64_t new_import(struct et_store *store, const char *name)
{
    struct et_import import = {.path = et_slice_of(name),
                               .sha256 = et_slice_of(name),
                               .options = ET_SLICE("o"),
                               .format = ET_SLICE("generic"),
                               .bytes = 10,
                               .started_at_us = T0,
                               .finished_at_us = ET_TIME_NONE,
                               .observed_at_us = T0,
                               .state = ET_IMPORT_RUNNING};
    OK(et_store_import_begin(store, &import, &fixture_error));
    return import.id;
}

/* Entities 1 and 2, which the analyses of tests mention. */
static inline void add_entities(struct et_store *store)
{
    static const struct et_slice aliases[] = {{"Annie", 5}, {"Queen Ann", 9}};
    static const struct et_entity entities[] = {
        {.name = {"Ann", 3}, .type = ET_PERSON, .aliases = aliases, .alias_count = 2},
        {.name = {"Ben", 3}, .type = ET_PERSON}};
    const struct et_catalogue catalogue = {entities, 2};
    size_t added, changed;
    OK(et_store_begin(store, &fixture_error));
    OK(et_store_catalogue_put(store, &catalogue, &added, &changed, &fixture_error));
    OK(et_store_commit(store, &fixture_error));
    assert_int_equal(added, 2);
}

/* One import of one batch. */
static inline int64_t import_batch(struct et_store *store, const char *name, struct et_batch *batch)
{
    int64_t model;
    OK(et_store_begin(store, &fixture_error));
    int64_t id = new_import(store, name);
    OK(et_store_model(store, "rules@1", "aa", &model, &fixture_error));
    OK(et_store_write_batch(store, id, model, batch, &fixture_error));
    struct et_import import = {.id = id,
                               .state = ET_IMPORT_DONE,
                               .sha256 = et_slice_of(name),
                               .bytes = 10,
                               .finished_at_us = T0,
                               .observed_at_us = T0};
    OK(et_store_import_save(store, &import, &fixture_error));
    OK(et_store_commit(store, &fixture_error));
    return id;
}

#define IMPORT(store, name, making, ...) (MAKE((making), __VA_ARGS__), import_batch((store), (name), &(making)->batch))

static inline void check_sound(struct et_store *store)
{
    struct et_arena arena;
    struct et_slice *problems;
    size_t count;
    et_arena_init(&arena, 0);
    OK(et_migrate_check(store, &arena, &problems, &count, &fixture_error));
    if (count)
        fail_msg("%zu problems; the first: %.*s", count, ET_SLICE_ARG(problems[0]));
    et_arena_dispose(&arena);
}

static inline enum et_rc dump_comment(void *context, const struct et_stored_comment *c, struct et_error *error)
{
    struct et_buf *buf = context;
    (void)error;
    et_buf_printf(buf, "%.*s %.*s %.*s \"%.*s\" at %lld.%d likes %lld replies %lld%s%s seen %lld",
                  ET_SLICE_ARG(c->public_id), ET_SLICE_ARG(c->post_key), ET_SLICE_ARG(c->author), ET_SLICE_ARG(c->text),
                  (long long)((c->created_at_us - T0) / ET_US_SECOND), (int)c->precision, (long long)c->likes,
                  (long long)c->replies, c->pinned ? " pinned" : "", c->liked_by_author ? " liked" : "",
                  (long long)((c->observed_at_us - T0) / ET_US_SECOND));
    if (c->post_caption.ptr)
        et_buf_printf(buf, " under \"%.*s\"", ET_SLICE_ARG(c->post_caption));
    if (c->parent_key.ptr)
        et_buf_printf(buf, " answers %.*s \"%.*s\"", ET_SLICE_ARG(c->parent_key), ET_SLICE_ARG(c->parent_text));
    et_buf_char(buf, '\n');
    return ET_OK;
}

/* Everything that people see of the comments; to be freed. */
static inline char *dump(struct et_store *store)
{
    struct et_buf buf;
    struct et_search all = {.filter = ET_FILTER_ALL};
    et_buf_init(&buf, 0);
    et_buf_char(&buf, '\n');
    OK(et_store_export(store, &all, dump_comment, &buf, &fixture_error));
    assert_false(buf.failed);
    return buf.data;
}

static inline void assert_dump(struct et_store *store, const char *expected)
{
    char *have = dump(store);
    assert_string_equal(have, expected);
    free(have);
}

static inline uint64_t pending_count(struct et_store *store)
{
    struct et_arena arena;
    struct et_store_stats stats;
    et_arena_init(&arena, 0);
    OK(et_store_stats(store, &arena, &stats, &fixture_error));
    et_arena_dispose(&arena);
    return stats.pending;
}

#endif
