/* From a database to a brief: figures, evidence and manifest are fetched, and the order of imports does not show. */
#include "unit/store/fixture.h"

#include "brief/model.h"
#include "brief/writers.h"

/* Writing a PDF leaves one pattern of fontconfig's behind in each process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

static char folder[] = "/tmp/et-brief-XXXXXX";
static const struct et_brief_options options = {.figures = {.from_us = ET_TIME_NONE,
                                                            .to_us = ET_TIME_NONE,
                                                            .asof_us = ET_TIME_NONE},
                                                .version = "test"};

static struct et_store *open_new(const char *name)
{
    struct et_store *store;
    char url[128];
    snprintf(url, sizeof url, "sqlite:%s/%s.db", folder, name);
    OK(et_store_open(url, ET_OPEN_WRITE, &store, &fixture_error));
    add_entities(store);
    return store;
}

/* Two files of 12 comments by different authors, with one comment in both. */
static void fill(struct et_store *store, bool other_order)
{
    for (int pass = 0; pass < 2; pass++) {
        bool second = (pass == 1) != other_order;
        struct said said[12];
        char keys[12][24], authors[12][24], texts[12][64];
        struct making making;
        for (int i = 0; i < 12; i++) {
            int n = second ? 11 + i : i;
            snprintf(keys[i], sizeof keys[i], "%d", 9000 + n);
            snprintf(authors[i], sizeof authors[i], "author%d", n);
            snprintf(texts[i], sizeof texts[i], "Ann was wonderful tonight %d \xF0\x9F\x94\xA5", n);
            said[i] = (struct said){.post = "P", .key = keys[i], .author = authors[i], .text = texts[i], .at = n * 3600,
                                    .likes = 1 + n, .analysed = true, .caption = "Ann on tour"};
        }
        make(&making, said, 12);
        import_batch(store, second ? "bb" : "aa", &making.batch);
    }
}

static struct et_buf write_brief(struct et_store *store, const struct et_brief_options *how, struct et_arena *arena)
{
    struct et_brief_model *brief;
    struct et_buf out;
    et_buf_init(&out, 0);
    OK(et_brief_make(store, how, arena, &brief, &fixture_error));
    OK(et_brief_write_json(brief, &out, &fixture_error));
    return out;
}

static void an_empty_database_gives_a_brief_that_says_so(void **state)
{
    (void)state;
    struct et_arena arena;
    struct et_brief_model *brief;
    et_arena_init(&arena, 0);
    struct et_store *store = open_new("empty");
    OK(et_brief_make(store, &options, &arena, &brief, &fixture_error));
    assert_true(brief->empty);
    assert_non_null(strstr(brief->advice, "et-intel import FILE..."));
    for (size_t i = 0; et_brief_writers[i]->extension; i++) {
        struct et_buf out;
        et_buf_init(&out, 0);
        OK(et_brief_writers[i]->write(brief, &out, &fixture_error));
        assert_true(out.len > 500);
        et_buf_dispose(&out);
    }
    et_store_close(store);
    et_arena_dispose(&arena);
}

static void evidence_and_manifest_are_fetched(void **state)
{
    (void)state;
    struct et_arena arena;
    struct et_brief_model *brief;
    et_arena_init(&arena, 0);
    struct et_store *store = open_new("full");
    fill(store, false);
    OK(et_brief_make(store, &options, &arena, &brief, &fixture_error));
    assert_false(brief->empty);
    assert_int_equal(brief->figures->all.comments, 23);
    assert_int_equal(brief->source_count, 2);
    const struct et_quote *quote = et_brief_quote(brief, brief->figures->entities[0].summary.most_liked);
    assert_non_null(quote);
    assert_string_equal(quote->text, "Ann was wonderful tonight 22 \xF0\x9F\x94\xA5");
    assert_string_equal(quote->post, "Ann on tour");
    assert_true(et_slice_is(quote->public_id, "instagram:9022"));
    et_store_close(store);
    et_arena_dispose(&arena);
}

static void the_order_of_imports_does_not_show(void **state)
{
    (void)state;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    struct et_store *one = open_new("one"), *two = open_new("two");
    fill(one, false);
    fill(two, true);
    struct et_buf a = write_brief(one, &options, &arena), b = write_brief(two, &options, &arena);
    assert_string_equal(a.data, b.data);
    et_buf_dispose(&a);
    et_buf_dispose(&b);
    et_store_close(one);
    et_store_close(two);
    et_arena_dispose(&arena);
}

static void a_name_without_mentions_is_said_by_name(void **state)
{
    (void)state;
    struct et_arena arena;
    struct et_brief_model *brief;
    struct et_brief_options ben = options;
    et_arena_init(&arena, 0);
    struct et_store *store = open_new("ben");
    fill(store, false);
    ben.figures.entity_id = 2;
    OK(et_brief_make(store, &ben, &arena, &brief, &fixture_error));
    assert_true(brief->empty);
    assert_non_null(strstr(brief->lead, "comments that mention Ben"));
    et_store_close(store);
    et_arena_dispose(&arena);
}

int main(void)
{
    char command[64];
    if (!mkdtemp(folder))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_database_gives_a_brief_that_says_so),
        cmocka_unit_test(evidence_and_manifest_are_fetched),
        cmocka_unit_test(the_order_of_imports_does_not_show),
        cmocka_unit_test(a_name_without_mentions_is_said_by_name),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) || failed;
}
