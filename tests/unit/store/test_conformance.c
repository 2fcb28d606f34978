/* What every backend promises of writing (store.h), over a table of backends: PostgreSQL joins by a row in places.h. */
#include "unit/store/places.h"

#include "types/media_id.h"

/* ---- identity ---- */

static void inserts_and_finds_again(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making, {.post = "P", .key = "1", .text = "hi", .likes = 4, .analysed = true},
           {.post = "P", .text = "no id", .at = 5, .analysed = true},
           {.post = "Q", .key = "x-2", .text = "hi", .analysed = true});
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(outcome(p, i), ET_INSERTED);
    int64_t second = IMPORT(p->store, "b", &p->making, {.post = "P", .key = "1", .text = "hi", .likes = 4},
                            {.post = "P", .text = "no id", .at = 5}, {.post = "Q", .key = "x-2", .text = "hi"});
    assert_int_equal(second, 2);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(outcome(p, i), ET_UNCHANGED);
    assert_int_equal(pending_count(p->store), 0);
    assert_dump(p->store, "\ninstagram:1 P fan \"hi\" at 0.0 likes 3 replies -1 seen 0\n"
                          "instagram:~c76d276ad9482ef2 P fan \"no id\" at 5.0 likes -1 replies -1 seen 0\n"
                          "instagram:x-2 Q fan \"hi\" at 0.0 likes -1 replies -1 seen 0\n");
    check_sound(p->store);
}

static void same_batch_again_changes_nothing(void **state)
{
    struct place *p = *state;
    int64_t model;
    MAKE(&p->making, {.post = "P", .key = "1", .text = "a", .likes = 2, .seen = 1},
         {.post = "P", .key = "1", .text = "a", .likes = 9, .seen = 1},
         {.post = "P", .key = "1", .text = "a", .likes = 5, .seen = 1}, {.post = "P", .text = "b"});
    OK(et_store_begin(p->store, &fixture_error));
    int64_t id = new_import(p->store, "a");
    OK(et_store_model(p->store, "rules@1", "aa", &model, &fixture_error));
    OK(et_store_write_batch(p->store, id, model, &p->making.batch, &fixture_error));
    assert_int_equal(outcome(p, 0), ET_INSERTED);
    assert_int_equal(outcome(p, 1), ET_UPDATED);
    assert_int_equal(outcome(p, 2), ET_UNCHANGED);
    char *before = dump(p->store);
    for (size_t i = 0; i < 4; i++)
        p->making.comments[i].outcome = ET_PENDING_OUTCOME;
    OK(et_store_write_batch(p->store, id, model, &p->making.batch, &fixture_error));
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(outcome(p, i), ET_UNCHANGED);
    OK(et_store_commit(p->store, &fixture_error));
    assert_dump(p->store, before);
    free(before);
    check_sound(p->store);
}

static void same_words_in_the_same_second(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making, {.post = "P", .author = "ann", .text = "lol"},
           {.post = "P", .author = "ben", .text = "lol"}, {.post = "Q", .author = "ann", .text = "lol"},
           {.post = "P", .author = "ann", .text = "lol", .at = 1});
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(outcome(p, i), ET_INSERTED);
    /* Two ids are two comments, though all four things agree; handles differ in more than case. */
    IMPORT(p->store, "b", &p->making, {.post = "R", .key = "7", .text = "wow"},
           {.post = "R", .key = "8", .text = "wow"}, {.post = "R", .key = "7", .text = "wow"},
           {.post = "R", .text = "wow"});
    assert_int_equal(outcome(p, 0), ET_INSERTED);
    assert_int_equal(outcome(p, 1), ET_INSERTED);
    assert_int_equal(outcome(p, 2), ET_UNCHANGED);
    assert_int_equal(outcome(p, 3), ET_UNCHANGED);
    IMPORT(p->store, "c", &p->making, {.post = "P", .author = "ANN", .text = "lol"},
           {.post = "R", .key = "9", .text = "wow"}, {.post = "R", .key = "8", .text = "wow", .at = 44});
    assert_int_equal(outcome(p, 0), ET_UNCHANGED);
    assert_int_equal(outcome(p, 1), ET_INSERTED);
    assert_int_equal(outcome(p, 2), ET_UNCHANGED);
    check_sound(p->store);
}

static void spellings_do_not_depend_on_the_order(void **state)
{
    struct place *p = *state;
    static const char *const handles[] = {"bob", "Bob", "BOB"};
    for (int order = 0; order < 2; order++) {
        for (int i = 0; i < 3; i++) {
            const struct said said = {.post = "P", .key = "1", .text = "a", .author = handles[order ? 2 - i : i]};
            make(&p->making, &said, 1);
            import_batch(p->store, handles[i], &p->making.batch);
        }
        assert_dump(p->store, "\ninstagram:1 P BOB \"a\" at 0.0 likes -1 replies -1 seen 0\n");
        start_over(p);
    }
}

static void an_id_is_learned(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "hey"}, {.post = "P", .text = "you", .at = 1});
    IMPORT(p->store, "b", &p->making, {.post = "P", .key = "5", .text = "hey"},
           {.post = "P", .key = "6", .text = "hey"}, {.post = "P", .key = "5", .text = "hey"},
           {.post = "P", .text = "new", .at = 2}, {.post = "P", .key = "9", .text = "new", .at = 2},
           {.post = "P", .key = "9", .text = "new", .at = 2});
    assert_int_equal(outcome(p, 0), ET_UPDATED);
    assert_int_equal(outcome(p, 1), ET_INSERTED);
    assert_int_equal(outcome(p, 2), ET_UNCHANGED);
    assert_int_equal(outcome(p, 3), ET_INSERTED);
    assert_int_equal(outcome(p, 4), ET_UPDATED);
    assert_int_equal(outcome(p, 5), ET_UNCHANGED);
    IMPORT(p->store, "c", &p->making, {.post = "P", .key = "5", .text = "hey"}, {.post = "P", .text = "hey"},
           {.post = "P", .key = "9", .text = "new", .at = 2});
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(outcome(p, i), ET_UNCHANGED);
    assert_dump(p->store, "\ninstagram:5 P fan \"hey\" at 0.0 likes -1 replies -1 seen 0\n"
                          "instagram:6 P fan \"hey\" at 0.0 likes -1 replies -1 seen 0\n"
                          "instagram:~63ee5f891844156a P fan \"you\" at 1.0 likes -1 replies -1 seen 0\n"
                          "instagram:9 P fan \"new\" at 2.0 likes -1 replies -1 seen 0\n");
    check_sound(p->store);
}

static void approximate_times(void **state)
{
    struct place *p = *state;
    /* The exact one comes later, takes its place, and is found by both afterwards. */
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "hey", .at = 500, .precision = ET_TIME_APPROXIMATE},
           {.post = "P", .text = "far", .at = 500, .precision = ET_TIME_APPROXIMATE},
           {.post = "P", .text = "twice", .at = 0, .precision = ET_TIME_APPROXIMATE},
           {.post = "P", .text = "twice", .at = 900, .precision = ET_TIME_APPROXIMATE});
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(outcome(p, i), ET_INSERTED);
    check_sound(p->store);
    IMPORT(p->store, "b", &p->making, {.post = "P", .key = "4", .text = "hey", .at = 1400},
           {.post = "P", .text = "far", .at = 1600}, {.post = "P", .text = "hey", .at = 3000},
           {.post = "P", .author = "else", .text = "hey", .at = 500});
    assert_int_equal(outcome(p, 0), ET_UPDATED);
    assert_int_equal(outcome(p, 1), ET_INSERTED);
    assert_int_equal(outcome(p, 2), ET_INSERTED);
    assert_int_equal(outcome(p, 3), ET_INSERTED);
    IMPORT(p->store, "c", &p->making, {.post = "P", .text = "hey", .at = 500, .precision = ET_TIME_APPROXIMATE},
           {.post = "P", .text = "hey", .at = 1400});
    assert_int_equal(outcome(p, 0), ET_UNCHANGED);
    assert_int_equal(outcome(p, 1), ET_UNCHANGED);
    check_sound(p->store);
    /* And the other way round, in one batch too. */
    IMPORT(p->store, "d", &p->making, {.post = "Q", .text = "one", .at = 990, .precision = ET_TIME_APPROXIMATE},
           {.post = "Q", .key = "8", .text = "one"},
           {.post = "Q", .text = "one", .at = 1001, .precision = ET_TIME_APPROXIMATE});
    assert_int_equal(outcome(p, 0), ET_UNCHANGED);
    assert_int_equal(outcome(p, 1), ET_INSERTED);
    assert_int_equal(outcome(p, 2), ET_INSERTED);
    check_sound(p->store);
}

/* The first takes the place of the approximate one; what has the same words and time behind it in the batch is the same
 * comment, or one more with an id of its own. */
static void exact_twins_of_an_approximate_time(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "hey", .at = 500, .precision = ET_TIME_APPROXIMATE});
    IMPORT(p->store, "b", &p->making, {.post = "P", .text = "hey", .at = 100},
           {.post = "P", .key = "1", .text = "hey", .at = 100}, {.post = "P", .key = "2", .text = "hey", .at = 100},
           {.post = "P", .key = "3", .text = "hey", .at = 100}, {.post = "P", .text = "hey", .at = 100});
    static const enum et_outcome expected[] = {ET_UPDATED, ET_UPDATED, ET_INSERTED, ET_INSERTED, ET_UNCHANGED};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(outcome(p, i), expected[i]);
    check_sound(p->store);
    IMPORT(p->store, "c", &p->making, {.post = "P", .key = "4", .text = "hey", .at = 100},
           {.post = "P", .text = "hey", .at = 100}, {.post = "P", .key = "5", .text = "hey", .at = 100},
           {.post = "P", .text = "hey", .at = 100});
    static const enum et_outcome later[] = {ET_INSERTED, ET_UNCHANGED, ET_INSERTED, ET_UNCHANGED};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(outcome(p, i), later[i]);
    check_sound(p->store);
}

static void other_platforms_are_other_posts(void **state)
{
    struct place *p = *state;
    const struct said said[] = {{.post = "P", .key = "1", .text = "hi"}};
    make_on(&p->making, ET_PLATFORM_INSTAGRAM, said, 1, 1);
    import_batch(p->store, "a", &p->making.batch);
    make_on(&p->making, ET_PLATFORM_YOUTUBE, said, 1, 1);
    import_batch(p->store, "b", &p->making.batch);
    assert_int_equal(outcome(p, 0), ET_INSERTED);
    assert_dump(p->store, "\ninstagram:1 P fan \"hi\" at 0.0 likes -1 replies -1 seen 0\n"
                          "youtube:1 P fan \"hi\" at 0.0 likes -1 replies -1 seen 0\n");
    struct et_arena arena;
    struct et_store_stats stats;
    et_arena_init(&arena, 0);
    OK(et_store_stats(p->store, &arena, &stats, &fixture_error));
    assert_int_equal(stats.comments, 2);
    assert_int_equal(stats.authors, 2);
    assert_int_equal(stats.by_platform[ET_PLATFORM_YOUTUBE], 1);
    et_arena_dispose(&arena);
}

/* ---- sightings ---- */

static void the_latest_counts_whatever_the_order(void **state)
{
    struct place *p = *state;
    static const struct said sightings[] = {
        {.post = "P", .key = "1", .text = "a", .likes = 11, .replies = 2, .seen = 100},
        {.post = "P", .key = "1", .text = "a", .likes = 31, .seen = 300},
        {.post = "P", .key = "1", .text = "a", .likes = 21, .replies = 4, .seen = 200},
        {.post = "P", .key = "1", .text = "a", .likes = 30, .replies = 9, .seen = 300}};
    static const size_t orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 0, 3, 2}, {2, 3, 0, 1}};
    for (size_t o = 0; o < 4; o++) {
        for (size_t i = 0; i < 4; i++) {
            char name[2] = {(char)('a' + i), 0};
            make(&p->making, &sightings[orders[o][i]], 1);
            import_batch(p->store, name, &p->making.batch);
        }
        assert_dump(p->store, "\ninstagram:1 P fan \"a\" at 0.0 likes 30 replies 8 seen 300\n");
        check_sound(p->store);
        start_over(p);
    }
}

static uint64_t seed;

static uint32_t below(uint32_t n)
{
    seed += 0x9E3779B97F4A7C15u;
    return (uint32_t)((et_mix64(seed) >> 32) * n >> 32);
}

#define FILES 5
#define ROWS 8

/* Random exports of few comments, so that they meet often. */
static void random_files(struct said files[FILES][ROWS], bool keys)
{
    static const char *const texts[] = {"t0", "t1", "t2", "t3", "t4", "t5"};
    static const char *const names[] = {"100", "101", "k2", "k3", "104", "105"};
    for (size_t f = 0; f < FILES; f++)
        for (size_t i = 0; i < ROWS; i++) {
            uint32_t which = below(6);
            files[f][i] = (struct said){.post = which < 3 ? "P" : "Q",
                                        .text = texts[which],
                                        .at = which,
                                        .key = (keys ? which % 2 : below(2)) ? names[which] : NULL,
                                        .likes = below(4),
                                        .replies = below(3),
                                        .seen = below(3),
                                        .analysed = below(2) == 0,
                                        .caption = below(4) == 0 ? texts[below(2)] : NULL};
        }
}

static void import_file(struct place *p, const struct said rows[ROWS], size_t number)
{
    char name[16];
    snprintf(name, sizeof name, "file %zu", number);
    make(&p->making, rows, ROWS);
    import_batch(p->store, name, &p->making.batch);
}

static void order_of_import_does_not_matter(void **state)
{
    struct place *p = *state;
    static struct said files[FILES][ROWS];
    for (seed = 1; seed < 60; seed += 7) {
        uint64_t keep = seed;
        random_files(files, false);
        for (size_t f = 0; f < FILES; f++)
            import_file(p, files[f], f);
        check_sound(p->store);
        char *forward = dump(p->store);
        start_over(p);
        for (size_t f = FILES; f > 0; f--)
            import_file(p, files[f - 1], f - 1);
        check_sound(p->store);
        assert_dump(p->store, forward);
        free(forward);
        start_over(p);
        seed = keep;
    }
}

static void undo_leaves_what_the_others_say(void **state)
{
    struct place *p = *state;
    static struct said files[FILES][ROWS];
    for (seed = 3; seed < 90; seed += 9) {
        uint64_t keep = seed, removed;
        size_t gone = below(FILES);
        random_files(files, true);
        for (size_t f = 0; f < FILES; f++)
            import_file(p, files[f], f);
        OK(et_store_import_undo(p->store, (int64_t)gone + 1, &removed, &fixture_error));
        check_sound(p->store);
        char *undone = dump(p->store);
        assert_int_equal(et_store_import_undo(p->store, (int64_t)gone + 1, &removed, &fixture_error), ET_E_USAGE);
        start_over(p);
        for (size_t f = 0; f < FILES; f++)
            if (f != gone)
                import_file(p, files[f], f);
        assert_dump(p->store, undone);
        free(undone);
        start_over(p);
        seed = keep;
    }
    uint64_t removed;
    assert_int_equal(et_store_import_undo(p->store, 77, &removed, &fixture_error), ET_E_NOT_FOUND);
}

static void undo_of_all_leaves_nothing(void **state)
{
    struct place *p = *state;
    uint64_t removed;
    IMPORT(p->store, "a", &p->making, {.post = "P", .key = "1", .text = "a", .analysed = true},
           {.post = "P", .text = "b"});
    IMPORT(p->store, "b", &p->making, {.post = "P", .key = "1", .text = "a", .likes = 5, .seen = 9});
    OK(et_store_import_undo(p->store, 1, &removed, &fixture_error));
    assert_int_equal(removed, 1);
    assert_dump(p->store, "\ninstagram:1 P fan \"a\" at 0.0 likes 4 replies -1 seen 9\n");
    OK(et_store_import_undo(p->store, 2, &removed, &fixture_error));
    assert_int_equal(removed, 1);
    assert_dump(p->store, "\n");
    struct et_arena arena;
    struct et_store_stats stats;
    et_arena_init(&arena, 0);
    OK(et_store_stats(p->store, &arena, &stats, &fixture_error));
    assert_int_equal(stats.posts + stats.authors + stats.comments + stats.mentions + stats.pending + stats.imports, 0);
    assert_true(stats.first_us == ET_TIME_NONE);
    struct et_import import;
    OK(et_store_import_find(p->store, ET_SLICE("a"), ET_SLICE("o"), &arena, &import, &fixture_error));
    assert_int_equal(import.id, 0);
    et_arena_dispose(&arena);
    IMPORT(p->store, "a", &p->making, {.post = "P", .key = "1", .text = "a"});
    assert_int_equal(outcome(p, 0), ET_INSERTED);
    check_sound(p->store);
}

/* ---- edited comments ---- */

static void import_edit(struct place *p, int which)
{
    static const struct said rows[][2] = {
        {{.post = "P", .key = "1", .text = "first", .seen = 1, .likes = 3, .analysed = true},
         {.post = "P", .key = "2", .parent = "1", .text = "answer", .at = 2, .seen = 1}},
        {{.post = "P", .key = "1", .text = "second", .seen = 5, .likes = 4}, {.post = "Q", .text = "x", .seen = 5}},
        {{.post = "P", .key = "1", .text = "third", .seen = 3, .likes = 9}, {.post = "Q", .text = "x", .seen = 3}},
        {{.post = "P", .key = "1", .text = "zweite", .seen = 5, .likes = 4}, {.post = "Q", .text = "x", .seen = 5}},
    };
    static const char *const names[] = {"e0", "e1", "e2", "e3"};
    make(&p->making, rows[which], 2);
    import_batch(p->store, names[which], &p->making.batch);
}

/* The text seen last is shown, of one time one that no order decides; the others are not lost. */
static void an_edited_comment_shows_the_text_seen_last(void **state)
{
    struct place *p = *state;
    static const char expected[] =
        "\ninstagram:1 P fan \"zweite\" at 0.0 likes 3 replies -1 seen 5\n"
        "instagram:2 P fan \"answer\" at 2.0 likes -1 replies -1 seen 1 answers 1 \"zweite\"\n";
    for (int first = 0; first < 4; first++)
        for (int step = 1; step < 4; step += 2) {
            for (int i = 0; i < 4; i++)
                import_edit(p, (first + i * step) % 4);
            check_sound(p->store);
            char *have = dump(p->store);
            assert_memory_equal(have, expected, sizeof expected - 1);
            free(have);
            start_over(p);
        }
}

static void an_edit_is_analysed_again_and_found(void **state)
{
    struct place *p = *state;
    int64_t after[2];
    struct et_arena arena;
    et_arena_init(&arena, 0);
    import_edit(p, 0);
    OK(et_store_mark_pending_all(p->store, &fixture_error));
    struct et_unscored *waiting;
    size_t count;
    OK(et_store_unscored(p->store, true, 0, 9, &arena, &waiting, &count, &fixture_error));
    assert_int_equal(count, 2);
    after[0] = waiting[0].comment_id;
    after[1] = waiting[1].comment_id;
    struct et_analysis none[2] = {{.score.language = "en"}, {.score.language = "en"}};
    int64_t model;
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_model(p->store, "rules@1", "aa", &model, &fixture_error));
    OK(et_store_put_scores(p->store, model, after, none, 2, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    assert_int_equal(pending_count(p->store), 0);
    import_edit(p, 1);
    assert_int_equal(outcome(p, 0), ET_UPDATED);
    OK(et_store_unscored(p->store, true, 0, 9, &arena, &waiting, &count, &fixture_error));
    assert_int_equal(count, 3); /* the edited one, its answer, and the other post's */
    assert_true(et_slice_is(waiting[0].text, "second"));
    assert_true(et_slice_is(waiting[1].parent, "second"));
    /* A record without an id that says the same is the same comment. */
    IMPORT(p->store, "n", &p->making, {.post = "P", .text = "second", .seen = 9});
    assert_int_equal(outcome(p, 0), ET_UNCHANGED);
    et_arena_dispose(&arena);
    check_sound(p->store);
}

static void taking_an_edit_back_shows_the_text_before(void **state)
{
    struct place *p = *state;
    static const char *const left[] = {"zweite", "zweite", "zweite", "second"};
    uint64_t removed;
    for (int gone = 0; gone < 4; gone++) {
        for (int i = 0; i < 4; i++)
            import_edit(p, i);
        OK(et_store_import_undo(p->store, gone + 1, &removed, &fixture_error));
        check_sound(p->store);
        char *undone = dump(p->store);
        assert_non_null(strstr(undone, left[gone]));
        start_over(p);
        for (int i = 3; i >= 0; i--)
            if (i != gone)
                import_edit(p, i);
        assert_dump(p->store, undone);
        free(undone);
        start_over(p);
    }
    for (int i = 0; i < 4; i++)
        import_edit(p, i);
    for (int id = 4; id > 1; id--)
        OK(et_store_import_undo(p->store, id, &removed, &fixture_error));
    char *first = dump(p->store);
    assert_non_null(strstr(first, "\"first\""));
    free(first);
    OK(et_store_import_undo(p->store, 1, &removed, &fixture_error));
    check_sound(p->store);
    assert_dump(p->store, "\n");
}

static void two_texts_in_one_batch(void **state)
{
    struct place *p = *state;
    for (int turn = 0; turn < 2; turn++) {
        const struct said rows[] = {{.post = "P", .key = "1", .text = turn ? "new" : "old", .seen = turn ? 2 : 1},
                                    {.post = "P", .key = "1", .text = turn ? "old" : "new", .seen = turn ? 1 : 2}};
        make(&p->making, rows, 2);
        import_batch(p->store, "a", &p->making.batch);
        check_sound(p->store);
        assert_dump(p->store, "\ninstagram:1 P fan \"new\" at 0.0 likes -1 replies -1 seen 2\n");
        start_over(p);
    }
}

/* ---- posts ---- */

static void captions_mark_pending(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "a", .analysed = true},
           {.post = "Q", .text = "b", .analysed = true});
    assert_int_equal(pending_count(p->store), 0);
    IMPORT(p->store, "b", &p->making, {.post = "P", .text = "c", .seen = 5, .analysed = true, .caption = "About Ann"});
    assert_int_equal(pending_count(p->store), 1); /* the older one of P; the new one was read with the caption */
    /* An older caption does not count, and what was read with it is read again. */
    IMPORT(p->store, "c", &p->making, {.post = "P", .text = "d", .seen = 2, .analysed = true, .caption = "Old"});
    assert_int_equal(pending_count(p->store), 2);
    IMPORT(p->store, "d", &p->making, {.post = "P", .text = "e", .seen = 9, .analysed = true});
    assert_int_equal(pending_count(p->store), 3); /* without any caption */
    IMPORT(p->store, "e", &p->making, {.post = "P", .text = "f"});
    assert_int_equal(pending_count(p->store), 4); /* not analysed at all */
    struct et_arena arena;
    struct et_unscored *list;
    size_t count;
    et_arena_init(&arena, 0);
    OK(et_store_unscored(p->store, true, 0, 100, &arena, &list, &count, &fixture_error));
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++)
        assert_true(et_slice_is(list[i].caption, "About Ann"));
    struct et_analysis analyses[4] = {0};
    int64_t ids[4], model;
    for (size_t i = 0; i < 4; i++) {
        ids[i] = list[i].comment_id;
        analyses[i].score.language[0] = 'e';
        analyses[i].score.emotions[ET_NEUTRAL] = ET_FIXED;
    }
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_model(p->store, "rules@1", "aa", &model, &fixture_error));
    OK(et_store_put_scores(p->store, model, ids, analyses, 4, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    assert_int_equal(pending_count(p->store), 0);
    et_arena_dispose(&arena);
    check_sound(p->store);
}

static void replies_wait_for_their_parent(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making,
           {.post = "P", .key = "2", .parent = "1", .text = "answer", .at = 5, .analysed = true});
    assert_int_equal(pending_count(p->store), 0);
    IMPORT(p->store, "b", &p->making, {.post = "P", .key = "1", .text = "question", .analysed = true},
           {.post = "Q", .key = "1", .text = "elsewhere", .analysed = true});
    assert_int_equal(pending_count(p->store), 1);
    struct et_arena arena;
    struct et_unscored *list;
    size_t count;
    et_arena_init(&arena, 0);
    OK(et_store_unscored(p->store, true, 0, 10, &arena, &list, &count, &fixture_error));
    assert_int_equal(count, 1);
    assert_true(et_slice_is(list[0].parent, "question"));
    OK(et_store_unscored(p->store, false, 1, 10, &arena, &list, &count, &fixture_error));
    assert_int_equal(count, 2);
    struct et_store_stats stats;
    OK(et_store_stats(p->store, &arena, &stats, &fixture_error));
    assert_int_equal(stats.replies, 1);
    et_arena_dispose(&arena);
    assert_dump(p->store, "\ninstagram:1 P fan \"question\" at 0.0 likes -1 replies -1 seen 0\n"
                          "instagram:2 P fan \"answer\" at 5.0 likes -1 replies -1 seen 0 answers 1 \"question\"\n"
                          "instagram:1 Q fan \"elsewhere\" at 0.0 likes -1 replies -1 seen 0\n");
    check_sound(p->store);
}

/* 3770243824132977270 is DRSmPdHkYJ2 and comes back as 3770243824132977000, DRSmPdHkYFo. */
#define EXACT "DRSmPdHkYJ2"
#define ROUNDED "DRSmPdHkYFo"

static void rounded_ids_join(void **state)
{
    struct place *p = *state;
    static const char expected[] = "\ninstagram:1 " EXACT " fan \"a\" at 0.0 likes 8 replies -1 seen 3 under \"Ann\"\n"
                                   "instagram:2 " EXACT " fan \"b\" at 1.0 likes -1 replies -1 seen 3 under \"Ann\"\n"
                                   "instagram:3 " EXACT " fan \"c\" at 2.0 likes -1 replies -1 seen 0 under \"Ann\"\n";
    static const struct said rounded[] = {
        {.post = ROUNDED, .imprecise = true, .key = "1", .text = "a", .likes = 9, .seen = 3},
        {.post = ROUNDED, .imprecise = true, .key = "2", .text = "b", .at = 1, .seen = 3}};
    static const struct said exact[] = {
        {.post = EXACT, .key = "1", .text = "a", .likes = 2, .caption = "Ann", .analysed = true},
        {.post = EXACT, .text = "b", .at = 1, .caption = "Ann", .analysed = true},
        {.post = EXACT, .key = "3", .text = "c", .at = 2, .caption = "Ann", .analysed = true}};
    make(&p->making, rounded, 2);
    import_batch(p->store, "a", &p->making.batch);
    make(&p->making, exact, 3);
    import_batch(p->store, "b", &p->making.batch);
    check_sound(p->store);
    assert_dump(p->store, expected);
    make(&p->making, rounded, 2);
    import_batch(p->store, "c", &p->making.batch);
    assert_int_equal(outcome(p, 0), ET_UNCHANGED);
    start_over(p);
    make(&p->making, exact, 3);
    import_batch(p->store, "b", &p->making.batch);
    make(&p->making, rounded, 2);
    import_batch(p->store, "a", &p->making.batch);
    check_sound(p->store);
    assert_dump(p->store, expected);
    start_over(p);
    /* Both in one batch, the rounded one first. */
    const struct said both[] = {rounded[0], exact[0], exact[1], rounded[1], exact[2]};
    make(&p->making, both, 5);
    import_batch(p->store, "ab", &p->making.batch);
    check_sound(p->store);
    assert_dump(p->store, expected);
}

/* A second post whose id is the same number as a double: nobody can tell whose the comments under the rounded id are.
 */
static void import_rounded(struct place *p, int which)
{
    char other[ET_SHORTCODE_MAX], name[8];
    uint64_t id;
    assert_true(et_shortcode_to_media_id(ET_SLICE(EXACT), &id));
    et_media_id_to_shortcode((double)(id + 1) == (double)id ? id + 1 : id - 1, other);
    const struct said rows[3][3] = {
        {{.post = ROUNDED, .imprecise = true, .key = "1", .text = "a", .likes = 9, .seen = 3},
         {.post = ROUNDED, .imprecise = true, .key = "2", .text = "b", .at = 1, .seen = 3},
         {.post = ROUNDED, .imprecise = true, .key = "4", .parent = "1", .text = "d", .at = 3, .seen = 3}},
        {{.post = EXACT, .key = "1", .text = "a", .likes = 2, .caption = "Ann"},
         {.post = EXACT, .key = "3", .text = "c", .at = 2, .caption = "Ann"},
         {.post = EXACT, .key = "5", .parent = "1", .text = "e", .at = 4, .caption = "Ann"}},
        {{.post = other, .key = "6", .text = "f", .seen = 1},
         {.post = other, .key = "7", .text = "g", .seen = 1},
         {.post = other, .key = "1", .text = "a", .seen = 1}},
    };
    make(&p->making, rows[which], 3);
    snprintf(name, sizeof name, "r%d", which);
    import_batch(p->store, name, &p->making.batch);
}

static void rounded_ids_of_two_posts(void **state)
{
    struct place *p = *state;
    static const int orders[6][3] = {{1, 2, 0}, {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {2, 0, 1}, {2, 1, 0}};
    char *expected = NULL;
    uint64_t removed;
    for (int o = 0; o < 6; o++) {
        for (int i = 0; i < 3; i++)
            import_rounded(p, orders[o][i]);
        check_sound(p->store);
        char *have = dump(p->store);
        if (!expected) {
            expected = have;
            assert_non_null(strstr(have, " " ROUNDED " fan \"b\""));
        } else {
            assert_string_equal(have, expected);
            free(have);
        }
        import_rounded(p, 0); /* seen again: where it is, not where it was */
        assert_int_equal(outcome(p, 0), ET_UNCHANGED);
        assert_dump(p->store, expected);
        start_over(p);
    }
    free(expected);
    /* Without the second post, the comments are the first one's; with it taken back, too. */
    import_rounded(p, 0);
    import_rounded(p, 1);
    expected = dump(p->store);
    for (int o = 0; o < 6; o++) {
        start_over(p);
        int64_t second = 0;
        for (int i = 0; i < 3; i++) {
            import_rounded(p, orders[o][i]);
            second = orders[o][i] == 2 ? i + 1 : second;
        }
        OK(et_store_import_undo(p->store, second, &removed, &fixture_error));
        check_sound(p->store);
        assert_dump(p->store, expected);
    }
    free(expected);
}

static void post_records(void **state)
{
    struct place *p = *state;
    struct et_arena arena;
    struct et_stored_post *posts;
    size_t count;
    int64_t id;
    et_arena_init(&arena, 0);
    OK(et_store_post_find(p->store, ET_PLATFORM_INSTAGRAM, ET_SLICE("P"), &id, &fixture_error));
    assert_int_equal(id, 0);
    MAKE(&p->making, {.post = "P", .text = "a", .seen = 5, .caption = "New"});
    p->making.posts[0].is_record = true;
    p->making.posts[0].record.likes = 100;
    p->making.posts[0].record.owner = ET_SLICE("page");
    import_batch(p->store, "a", &p->making.batch);
    assert_int_equal(p->making.posts[0].outcome, ET_INSERTED);
    MAKE(&p->making, {.post = "P", .text = "a", .seen = 2, .caption = "Old"});
    p->making.posts[0].is_record = true;
    p->making.posts[0].record.likes = 50;
    p->making.posts[0].record.plays = 7;
    import_batch(p->store, "b", &p->making.batch);
    assert_int_equal(p->making.posts[0].outcome, ET_UPDATED); /* plays were not known */
    MAKE(&p->making, {.post = "P", .text = "a", .seen = 2});
    p->making.posts[0].is_record = true;
    import_batch(p->store, "c", &p->making.batch);
    assert_int_equal(p->making.posts[0].outcome, ET_UNCHANGED);
    OK(et_store_posts(p->store, &arena, &posts, &count, &fixture_error));
    assert_int_equal(count, 1);
    assert_true(et_slice_is(posts[0].caption, "New"));
    assert_true(et_slice_is(posts[0].owner, "page"));
    assert_int_equal(posts[0].likes, 100);
    assert_int_equal(posts[0].plays, 7);
    assert_int_equal(posts[0].comments_announced, ET_COUNT_NONE);
    assert_int_equal(posts[0].comments_held, 1);
    OK(et_store_post_find(p->store, ET_PLATFORM_INSTAGRAM, ET_SLICE("P"), &id, &fixture_error));
    assert_int_equal(id, posts[0].post_id);
    et_arena_dispose(&arena);
}

static void lookup_says_what_is_known(void **state)
{
    struct place *p = *state;
    struct et_arena arena;
    struct et_store *reader;
    et_arena_init(&arena, 0);
    IMPORT(p->store, "a", &p->making, {.post = "P", .key = "1", .text = "a", .caption = "Cap"},
           {.post = "P", .text = "b"});
    OK(et_store_clone(p->store, &reader, &fixture_error));
    MAKE(&p->making, {.post = "P", .key = "1", .text = "edited"}, {.post = "P", .text = "b"},
         {.post = "P", .text = "c"}, {.post = "Q", .key = "1", .text = "a"}, {.post = "P", .key = "9", .text = "b"});
    OK(et_store_lookup(reader, &p->making.batch, &arena, &fixture_error));
    static const bool known[] = {true, true, false, false, true};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(p->making.comments[i].known_before, known[i]);
    assert_true(et_slice_is(p->making.posts[0].stored_caption, "Cap"));
    assert_null(p->making.posts[1].stored_caption.ptr);
    import_batch(p->store, "b", &p->making.batch); /* with what the lookup left in the batch */
    static const enum et_outcome outcomes[] = {ET_UPDATED, ET_UNCHANGED, ET_INSERTED, ET_INSERTED, ET_UPDATED};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(outcome(p, i), outcomes[i]);
    /* Known then, gone now: the hint is not trusted. */
    uint64_t removed;
    MAKE(&p->making, {.post = "P", .text = "c"});
    et_store_close(reader);
    OK(et_store_clone(p->store, &reader, &fixture_error));
    OK(et_store_lookup(reader, &p->making.batch, &arena, &fixture_error));
    assert_true(p->making.comments[0].known_before);
    OK(et_store_import_undo(p->store, 2, &removed, &fixture_error));
    import_batch(p->store, "c", &p->making.batch);
    assert_int_equal(outcome(p, 0), ET_INSERTED);
    et_store_close(reader);
    et_arena_dispose(&arena);
    check_sound(p->store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(inserts_and_finds_again),
        TEST(same_batch_again_changes_nothing),
        TEST(same_words_in_the_same_second),
        TEST(spellings_do_not_depend_on_the_order),
        TEST(an_id_is_learned),
        TEST(approximate_times),
        TEST(exact_twins_of_an_approximate_time),
        TEST(other_platforms_are_other_posts),
        TEST(the_latest_counts_whatever_the_order),
        TEST(order_of_import_does_not_matter),
        TEST(undo_leaves_what_the_others_say),
        TEST(undo_of_all_leaves_nothing),
        TEST(an_edited_comment_shows_the_text_seen_last),
        TEST(an_edit_is_analysed_again_and_found),
        TEST(taking_an_edit_back_shows_the_text_before),
        TEST(two_texts_in_one_batch),
        TEST(captions_mark_pending),
        TEST(replies_wait_for_their_parent),
        TEST(rounded_ids_join),
        TEST(rounded_ids_of_two_posts),
        TEST(post_records),
        TEST(lookup_says_what_is_known),
    };
    RUN_ON_ALL_BACKENDS(tests);
}
