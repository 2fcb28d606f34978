/* What every backend promises of scores, the catalogue, questions, forgetting and the ledger (store.h). */
#include "unit/store/places.h"

/* ---- scores and facts ---- */

struct collected {
    size_t count, mentions;
    struct et_fact facts[16];
    struct et_fact_mention first[16];
};

static enum et_rc collect(void *context, const struct et_fact *facts, size_t count, struct et_error *error)
{
    struct collected *collected = context;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        assert_true(collected->count < 16);
        if (facts[i].mention_count)
            collected->first[collected->count] = facts[i].mentions[0];
        collected->mentions += facts[i].mention_count;
        collected->facts[collected->count++] = facts[i];
    }
    return ET_OK;
}

static struct collected facts_of(struct et_store *store, struct et_filter filter)
{
    struct collected collected = {0};
    int64_t first, last;
    OK(et_store_id_range(store, &first, &last, &fixture_error));
    int64_t middle = (first + last) / 2; /* in two parts, as threads do */
    OK(et_store_facts(store, &filter, first, middle, collect, &collected, &fixture_error));
    OK(et_store_facts(store, &filter, middle + 1, last, collect, &collected, &fixture_error));
    return collected;
}

static void facts_carry_everything(void **state)
{
    struct place *p = *state;
    MAKE(&p->making, {.post = "P", .key = "1", .text = "a", .likes = 8, .replies = 3, .at = 7, .analysed = true},
         {.post = "P", .key = "2", .parent = "1", .text = "b", .at = 8, .analysed = true}, {.post = "Q", .text = "c"},
         {.post = "Q", .author = "Bob", .text = "d", .at = 9, .analysed = true});
    static const struct et_mention mentions[] = {
        {2, 4, 7, true, -700}, {1, 9, 12, true, 300}, {1, 0, 0, false, 300}, {2, 20, 23, true, -700}};
    struct et_score *score = &p->making.comments[0].analysis.score;
    p->making.comments[0].analysis.mentions = mentions;
    p->making.comments[0].analysis.mention_count = 4;
    p->making.comments[1].analysis.mention_count = 0;
    *score = (struct et_score){.sentiment = -10000,
                               .confidence = 10000,
                               .sarcasm = 4321,
                               .flags = ET_SARCASTIC | ET_SPAM,
                               .language = "mul",
                               .themes = UINT64_C(1) << 62,
                               .copy_hash = UINT64_MAX,
                               .emotions = {1, 9999, 0, 0, 0, 0, 0, 0}};
    import_batch(p->store, "a", &p->making.batch);
    struct collected c = facts_of(p->store, ET_FILTER_ALL);
    assert_int_equal(c.count, 3);
    assert_int_equal(c.mentions, 3);
    const struct et_fact *f = &c.facts[0];
    assert_int_equal(f->sentiment, -10000);
    assert_int_equal(f->confidence, 10000);
    assert_int_equal(f->flags, ET_SARCASTIC | ET_SPAM);
    assert_string_equal(f->language, "mul");
    assert_true(f->themes == UINT64_C(1) << 62 && f->copy_hash == UINT64_MAX);
    assert_int_equal(f->emotion, ET_ANGER);
    assert_int_equal(f->emotions[1], 9999);
    assert_int_equal(f->likes, 7);
    assert_int_equal(f->replies, 2);
    assert_true(f->created_at_us == T0 + 7 * ET_US_SECOND);
    assert_int_equal(f->platform, ET_PLATFORM_INSTAGRAM);
    assert_int_equal(f->mention_count, 2);
    assert_int_equal(c.first[0].entity_id, 1);
    assert_true(c.first[0].is_explicit);
    assert_false(f->is_reply);
    assert_true(c.facts[1].is_reply);
    assert_true(f->author_id == et_author_id(ET_PLATFORM_INSTAGRAM, ET_SLICE("FAN")));
    check_sound(p->store);
}

static void facts_are_filtered(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "a", .likes = 8, .at = 7, .analysed = true},
           {.post = "P", .author = "Bob", .text = "b", .at = 8, .analysed = true},
           {.post = "Q", .text = "c", .at = 9, .analysed = true});
    struct et_filter f = ET_FILTER_ALL;
    f.from_us = T0 + 8 * ET_US_SECOND;
    assert_int_equal(facts_of(p->store, f).count, 2);
    f.to_us = T0 + 9 * ET_US_SECOND;
    assert_int_equal(facts_of(p->store, f).count, 1);
    f = ET_FILTER_ALL;
    f.platform = ET_PLATFORM_TIKTOK;
    assert_int_equal(facts_of(p->store, f).count, 0);
    f = ET_FILTER_ALL;
    f.entity_id = 2;
    assert_int_equal(facts_of(p->store, f).count, 0);
    f.entity_id = 1;
    assert_int_equal(facts_of(p->store, f).count, 3);
    f = ET_FILTER_ALL;
    f.author = ET_SLICE("bOB");
    assert_int_equal(facts_of(p->store, f).count, 1);
    f = ET_FILTER_ALL;
    f.min_likes = 1;
    assert_int_equal(facts_of(p->store, f).count, 1);
    f = ET_FILTER_ALL;
    f.max_sentiment = 2499;
    assert_int_equal(facts_of(p->store, f).count, 0);
    f = ET_FILTER_ALL;
    f.emotion = ET_LOVE;
    assert_int_equal(facts_of(p->store, f).count, 3);
}

static void models_stand_side_by_side(void **state)
{
    struct place *p = *state;
    struct et_arena arena;
    struct et_slice name;
    int64_t first, second, active;
    static const struct et_score adopted = {
        .sentiment = 1234, .language = "und", .emotions = {0, 0, 0, 0, 0, 0, 0, ET_FIXED}};
    et_arena_init(&arena, 0);
    OK(et_store_active_model(p->store, &arena, &active, &name, &fixture_error));
    assert_int_equal(active, 0);
    MAKE(&p->making, {.post = "P", .text = "a"}, {.post = "P", .text = "b"});
    p->making.comments[0].adopted = &adopted;
    OK(et_store_begin(p->store, &fixture_error));
    int64_t id = new_import(p->store, "a");
    OK(et_store_write_batch(p->store, id, 0, &p->making.batch, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_active_model(p->store, &arena, &active, &name, &fixture_error));
    assert_int_equal(active, 0); /* the adopted one never is by itself */
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_model(p->store, "rules@1", "aa", &first, &fixture_error));
    OK(et_store_model(p->store, "rules@2", "bb", &second, &fixture_error));
    assert_int_equal(et_store_model(p->store, "rules@2", "cc", &second, &fixture_error), ET_E_EXISTS);
    assert_int_equal(et_store_use_model(p->store, 99, &fixture_error), ET_E_NOT_FOUND);
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_active_model(p->store, &arena, &active, &name, &fixture_error));
    assert_int_equal(active, first);
    assert_true(et_slice_is(name, "rules@1"));
    assert_int_equal(facts_of(p->store, ET_FILTER_ALL).count, 0);
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_model(p->store, ET_ADOPTED_MODEL, "", &active, &fixture_error));
    OK(et_store_use_model(p->store, active, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    struct collected c = facts_of(p->store, ET_FILTER_ALL);
    assert_int_equal(c.count, 1);
    assert_int_equal(c.facts[0].sentiment, 1234);
    struct et_stored_model *models;
    size_t count;
    OK(et_store_models(p->store, &arena, &models, &count, &fixture_error));
    assert_int_equal(count, 3);
    assert_true(et_slice_is(models[0].name, ET_ADOPTED_MODEL)); /* by name */
    assert_true(models[0].active && !models[1].active && !models[2].active);
    assert_int_equal(models[0].comments, 1);
    assert_int_equal(models[1].comments, 0);
    assert_true(et_slice_is(models[2].sha256, "bb"));
    et_arena_dispose(&arena);
    check_sound(p->store);
}

static void scores_are_replaced(void **state)
{
    struct place *p = *state;
    struct et_arena arena;
    struct et_store_stats stats;
    et_arena_init(&arena, 0);
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "a", .analysed = true},
           {.post = "P", .text = "b", .analysed = true});
    const struct et_mention two[] = {{1, 0, 3, true, 1}, {2, 4, 7, true, 2}, {2, 9, 12, true, 2}};
    const struct et_analysis analyses[] = {
        {.score = {.language = "de", .emotions = {ET_FIXED}}, .mentions = two, .mention_count = 3}};
    const int64_t ids[] = {1};
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_mark_pending_all(p->store, &fixture_error));
    OK(et_store_put_scores(p->store, 1, ids, analyses, 1, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_stats(p->store, &arena, &stats, &fixture_error));
    assert_int_equal(stats.pending, 1);
    assert_int_equal(stats.mentions, 3);
    assert_string_equal(facts_of(p->store, ET_FILTER_ALL).facts[0].language, "de");
    et_arena_dispose(&arena);
    check_sound(p->store);
}

/* ---- catalogue ---- */

static void catalogue_keeps_ids(void **state)
{
    struct place *p = *state;
    struct et_arena arena;
    struct et_catalogue catalogue;
    size_t added, changed;
    char before[ET_SHA256_HEX], after[ET_SHA256_HEX];
    et_arena_init(&arena, 0);
    OK(et_store_catalogue(p->store, &arena, &catalogue, &fixture_error));
    assert_int_equal(catalogue.count, 2);
    assert_int_equal(catalogue.entities[0].alias_count, 2);
    assert_true(et_slice_is(catalogue.entities[0].aliases[1], "Queen Ann"));
    OK(et_store_catalogue_sha256(p->store, before, &fixture_error));
    static const struct et_slice aliases[] = {{"B", 1}}, nots[] = {{"big ben", 7}};
    const struct et_entity entities[] = {
        {.name = ET_SLICE("BEN"), .type = ET_BRAND, .aliases = aliases, .alias_count = 1, .nots = nots, .not_count = 1},
        {.name = ET_SLICE("Zoë"), .type = ET_SONG, .state = ET_ENTITY_DISCOVERED}};
    const struct et_catalogue more = {entities, 2};
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_catalogue_put(p->store, &more, &added, &changed, &fixture_error));
    assert_int_equal(added, 1);
    assert_int_equal(changed, 1);
    OK(et_store_catalogue_put(p->store, &more, &added, &changed, &fixture_error));
    assert_int_equal(added + changed, 0);
    const struct et_entity other_case = {.name = ET_SLICE("ZOË"), .type = ET_SONG, .state = ET_ENTITY_DISCOVERED};
    OK(et_store_catalogue_put(p->store, &(struct et_catalogue){&other_case, 1}, &added, &changed, &fixture_error));
    assert_int_equal(added, 0);
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_catalogue(p->store, &arena, &catalogue, &fixture_error));
    assert_int_equal(catalogue.count, 3);
    assert_int_equal(catalogue.entities[1].id, 2);
    assert_int_equal(catalogue.entities[1].type, ET_BRAND);
    assert_true(et_slice_is(catalogue.entities[1].nots[0], "big ben"));
    OK(et_store_catalogue_sha256(p->store, after, &fixture_error));
    assert_string_not_equal(before, after);
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_entity_state(p->store, 2, ET_ENTITY_IGNORED, &fixture_error));
    assert_int_equal(et_store_entity_state(p->store, 50, ET_ENTITY_IGNORED, &fixture_error), ET_E_NOT_FOUND);
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_catalogue(p->store, &arena, &catalogue, &fixture_error));
    assert_int_equal(catalogue.count, 2);
    et_arena_dispose(&arena);
    check_sound(p->store);
}

static void entities_merge(void **state)
{
    struct place *p = *state;
    struct et_arena arena;
    struct et_catalogue catalogue;
    et_arena_init(&arena, 0);
    MAKE(&p->making, {.post = "P", .text = "a", .analysed = true}, {.post = "P", .text = "b", .analysed = true});
    const struct et_mention both[] = {{1, 0, 3, true, 1}, {2, 4, 7, true, 2}};
    p->making.comments[0].analysis.mentions = both;
    p->making.comments[0].analysis.mention_count = 2;
    import_batch(p->store, "a", &p->making.batch);
    OK(et_store_begin(p->store, &fixture_error));
    assert_int_equal(et_store_entity_merge(p->store, 1, 1, &fixture_error), ET_E_USAGE);
    assert_int_equal(et_store_entity_merge(p->store, 1, 9, &fixture_error), ET_E_NOT_FOUND);
    OK(et_store_entity_merge(p->store, 1, 2, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_catalogue(p->store, &arena, &catalogue, &fixture_error));
    assert_int_equal(catalogue.count, 1);
    assert_int_equal(catalogue.entities[0].alias_count, 3);
    assert_true(et_slice_is(catalogue.entities[0].aliases[0], "Ann"));
    struct et_store_stats stats;
    OK(et_store_stats(p->store, &arena, &stats, &fixture_error));
    assert_int_equal(stats.mentions, 2);
    assert_int_equal(stats.pending, 2);
    et_arena_dispose(&arena);
    check_sound(p->store);
}

/* ---- search ---- */

static enum et_rc words(void *context, struct et_slice text, struct et_buf *out, struct et_error *error)
{
    (void)context;
    (void)error;
    for (size_t i = 0; i < text.len; i++)
        et_buf_char(out, (char)(text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? text.ptr[i] + 32 : text.ptr[i]));
    return ET_OK;
}

static size_t found(struct et_store *store, const struct et_search_node *root, const char *first)
{
    struct et_arena arena;
    struct et_stored_comment *comments;
    size_t count;
    uint64_t total;
    struct et_search search = {.filter = ET_FILTER_ALL, .root = root};
    et_arena_init(&arena, 0);
    OK(et_store_search(store, &search, 10, 0, &arena, &comments, &count, &total, &fixture_error));
    assert_int_equal(count, total);
    if (first)
        assert_true(count && et_slice_is(comments[0].text, first));
    et_arena_dispose(&arena);
    return count;
}

static struct et_search_node phrase(struct et_slice *terms, size_t count)
{
    return (struct et_search_node){.kind = ET_SEARCH_PHRASE, .terms = terms, .term_count = count};
}

static void searches(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "a", &p->making, {.post = "P", .text = "the Queen is tired"},
           {.post = "P", .text = "tired of the queen 👑 #slay", .at = 1},
           {.post = "P", .text = "say \"no\" to it's (all)", .at = 2}, {.post = "P", .text = "reunion", .at = 3});
    et_store_set_index_function(p->store, words, NULL);
    OK(et_store_index(p->store, NULL, NULL, &fixture_error));
    struct et_slice q[] = {ET_SLICE("queen")}, t[] = {ET_SLICE("tired")},
                    the_queen[] = {ET_SLICE("the"), ET_SLICE("queen")}, crown[] = {ET_SLICE("👑")},
                    tag[] = {ET_SLICE("#slay")}, no[] = {ET_SLICE("\"no\"")}, it[] = {ET_SLICE("it's")},
                    re[] = {ET_SLICE("reuni")}, none[] = {ET_SLICE("NOT")};
    struct et_search_node queen = phrase(q, 1), tired = phrase(t, 1), together = phrase(the_queen, 2),
                          emoji = phrase(crown, 1), hash = phrase(tag, 1), quoted = phrase(no, 1), its = phrase(it, 1),
                          prefix = phrase(re, 1), word = phrase(none, 1);
    prefix.prefix = true;
    assert_int_equal(found(p->store, &queen, "tired of the queen 👑 #slay"), 2);
    assert_int_equal(found(p->store, &together, NULL), 2);
    assert_int_equal(found(p->store, &emoji, NULL), 1);
    assert_int_equal(found(p->store, &hash, NULL), 1);
    assert_int_equal(found(p->store, &quoted, NULL), 1);
    assert_int_equal(found(p->store, &its, NULL), 1);
    assert_int_equal(found(p->store, &prefix, "reunion"), 1);
    assert_int_equal(found(p->store, &word, NULL), 0);
    struct et_search_node and = {.kind = ET_SEARCH_AND, .left = &queen, .right = &hash},
                          or = {.kind = ET_SEARCH_OR, .left = &hash, .right = &prefix},
                          not = {.kind = ET_SEARCH_NOT, .left = &queen, .right = &hash},
                          only_not = {.kind = ET_SEARCH_NOT, .right = &queen},
                          mixed = {.kind = ET_SEARCH_OR, .left = &only_not, .right = &hash},
                          near = {.kind = ET_SEARCH_NEAR, .left = &tired, .right = &queen, .distance = 1},
                          far = {.kind = ET_SEARCH_NEAR, .left = &tired, .right = &queen, .distance = 2};
    assert_int_equal(found(p->store, &and, NULL), 1);
    assert_int_equal(found(p->store, & or, NULL), 2);
    assert_int_equal(found(p->store, &not, "the Queen is tired"), 1);
    assert_int_equal(found(p->store, &only_not, NULL), 2);
    assert_int_equal(found(p->store, &mixed, NULL), 3);
    assert_int_equal(found(p->store, &near, NULL), 1);
    assert_int_equal(found(p->store, &far, NULL), 2);
    assert_int_equal(found(p->store, NULL, "reunion"), 4);
    /* New comments are found without being asked for, gone ones are not. */
    IMPORT(p->store, "b", &p->making, {.post = "Q", .text = "another queen", .at = 9});
    assert_int_equal(found(p->store, &queen, "another queen"), 3);
    uint64_t removed;
    OK(et_store_import_undo(p->store, 2, &removed, &fixture_error));
    assert_int_equal(found(p->store, &queen, NULL), 2);
    IMPORT(p->store, "c", &p->making, {.post = "Q", .text = "nothing of note", .at = 9});
    assert_int_equal(found(p->store, &queen, NULL), 2);
    check_sound(p->store);
}

static void pages_of_a_search(void **state)
{
    struct place *p = *state;
    struct et_arena arena;
    struct et_stored_comment *comments;
    size_t count;
    uint64_t total;
    struct et_search search = {.filter = ET_FILTER_ALL};
    et_arena_init(&arena, 0);
    IMPORT(p->store, "a", &p->making, {.post = "P", .key = "9", .text = "a"}, {.post = "P", .key = "8", .text = "b"},
           {.post = "P", .key = "7", .author = "Bob", .text = "c", .at = 1, .likes = 3});
    OK(et_store_search(p->store, &search, 2, 1, &arena, &comments, &count, &total, &fixture_error));
    assert_int_equal(total, 3);
    assert_int_equal(count, 2);
    assert_true(et_slice_is(comments[0].public_id, "instagram:8"));
    assert_true(et_slice_is(comments[1].public_id, "instagram:9"));
    search.filter.author = ET_SLICE("BOB");
    OK(et_store_search(p->store, &search, SIZE_MAX, 0, &arena, &comments, &count, &total, &fixture_error));
    assert_int_equal(count, 1);
    search.filter.min_likes = 3;
    OK(et_store_search(p->store, &search, SIZE_MAX, 0, &arena, &comments, &count, &total, &fixture_error));
    assert_int_equal(total, 0);
    struct et_stored_comment one;
    OK(et_store_comment_find(p->store, ET_SLICE("instagram:8"), &arena, &one, &fixture_error));
    assert_true(et_slice_is(one.text, "b"));
    OK(et_store_comment_find(p->store, ET_SLICE("7"), &arena, &one, &fixture_error));
    assert_true(et_slice_is(one.text, "c"));
    OK(et_store_comment_find(p->store, ET_SLICE("1"), &arena, &one, &fixture_error));
    assert_true(et_slice_is(one.text, "a"));
    assert_int_equal(et_store_comment_find(p->store, ET_SLICE("tiktok:8"), &arena, &one, &fixture_error),
                     ET_E_NOT_FOUND);
    IMPORT(p->store, "b", &p->making, {.post = "P", .text = "no id"});
    int64_t ids[] = {4, 99, 2};
    OK(et_store_comments(p->store, ids, 3, &arena, &comments, &count, &fixture_error));
    assert_int_equal(count, 2);
    assert_true(et_slice_is(comments[0].text, "no id"));
    OK(et_store_comment_find(p->store, comments[0].public_id, &arena, &one, &fixture_error));
    assert_int_equal(one.comment_id, 4);
    et_arena_dispose(&arena);
}

/* ---- forgetting ---- */

static void an_author_is_forgotten(void **state)
{
    struct place *p = *state;
    uint64_t removed;
    IMPORT(p->store, "a", &p->making, {.post = "P", .key = "1", .author = "Bob", .text = "queen bob", .analysed = true},
           {.post = "P", .key = "2", .parent = "1", .author = "ann", .text = "queen ann", .at = 1, .analysed = true},
           {.post = "Q", .author = "bob", .text = "queen again", .at = 2, .analysed = true},
           {.post = "P", .author = "cat", .text = "other", .at = 3},
           {.post = "P", .author = "dan", .text = "more", .at = 4},
           {.post = "P", .author = "eve", .text = "most", .at = 5},
           {.post = "P", .author = "eve", .text = "x", .at = 6}, {.post = "P", .author = "eve", .text = "y", .at = 7},
           {.post = "P", .author = "eve", .text = "z", .at = 8});
    et_store_set_index_function(p->store, words, NULL);
    OK(et_store_index(p->store, NULL, NULL, &fixture_error));
    OK(et_store_forget_author(p->store, ET_PLATFORM_TIKTOK, ET_SLICE("BOB"), &removed, &fixture_error));
    assert_int_equal(removed, 0);
    OK(et_store_forget_author(p->store, ET_PLATFORM_UNKNOWN, ET_SLICE("BOB"), &removed, &fixture_error));
    assert_int_equal(removed, 2);
    struct et_slice terms[] = {ET_SLICE("queen")};
    struct et_search_node queen = phrase(terms, 1);
    assert_int_equal(found(p->store, &queen, "queen ann"), 1);
    assert_int_equal(pending_count(p->store), 7); /* six without analysis, and the reply that has lost its parent */
    assert_int_equal(et_store_forget_author(p->store, ET_PLATFORM_UNKNOWN, ET_SLICE(""), &removed, &fixture_error),
                     ET_E_USAGE);
    check_sound(p->store);
}

/* ---- the ledger ---- */

static void ledger(void **state)
{
    struct place *p = *state;
    struct et_arena arena;
    struct et_import import, *list;
    struct et_reject *rejects;
    size_t count;
    bool any;
    et_arena_init(&arena, 0);
    OK(et_store_begin(p->store, &fixture_error));
    int64_t id = new_import(p->store, "sha");
    const struct et_reject wrong[] = {{3, 120, ET_SLICE("no text column value")},
                                      {9, 400, ET_SLICE("a date before 2004")}};
    OK(et_store_import_reject(p->store, id, wrong, 2, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_import_find(p->store, ET_SLICE("sha"), ET_SLICE("o"), &arena, &import, &fixture_error));
    assert_int_equal(import.id, id);
    assert_int_equal(import.state, ET_IMPORT_RUNNING);
    assert_true(import.finished_at_us == ET_TIME_NONE);
    import.records_done = 10;
    import.counts = (struct et_import_counts){10, 1, 2, 3, 2, 2, 4, 3, 1, 77};
    import.state = ET_IMPORT_DONE;
    import.finished_at_us = T0 + 5;
    OK(et_store_import_save(p->store, &import, &fixture_error));
    OK(et_store_import_list(p->store, &arena, &list, &count, &fixture_error));
    assert_int_equal(count, 1);
    assert_memory_equal(&list[0].counts, &import.counts, sizeof import.counts);
    assert_true(list[0].finished_at_us == T0 + 5);
    OK(et_store_import_rejects(p->store, id, &arena, &rejects, &count, &fixture_error));
    assert_int_equal(count, 2);
    assert_int_equal(rejects[1].offset, 400);
    assert_true(et_slice_is(rejects[1].reason, "a date before 2004"));
    OK(et_store_import_find(p->store, ET_SLICE("sha"), ET_SLICE("other"), &arena, &import, &fixture_error));
    assert_int_equal(import.id, 0);
    OK(et_store_import_any_of_size(p->store, 10, &any, &fixture_error));
    assert_true(any);
    OK(et_store_import_any_of_size(p->store, 11, &any, &fixture_error));
    assert_false(any);
    import.id = 99;
    assert_int_equal(et_store_import_save(p->store, &import, &fixture_error), ET_E_NOT_FOUND);
    et_arena_dispose(&arena);
}

static void rollback_leaves_nothing(void **state)
{
    struct place *p = *state;
    int64_t model;
    for (int round = 0; round < 2; round++) {
        OK(et_store_begin(p->store, &fixture_error));
        int64_t id = new_import(p->store, "a");
        OK(et_store_model(p->store, "rules@1", "aa", &model, &fixture_error));
        MAKE(&p->making, {.post = "P", .text = "a", .analysed = true}, {.post = "P", .key = "2", .text = "b"});
        OK(et_store_write_batch(p->store, id, model, &p->making.batch, &fixture_error));
        assert_int_equal(outcome(p, 0), ET_INSERTED);
        if (round == 0)
            et_store_rollback(p->store);
        else
            OK(et_store_commit(p->store, &fixture_error));
    }
    check_sound(p->store);
    assert_int_equal(et_store_commit(p->store, &fixture_error), ET_E_INTERNAL);
    et_store_rollback(p->store); /* does nothing */
}

/* Random bytes of identity: author ids do not depend on case, and differ by platform. */
static void author_ids(void **state)
{
    (void)state;
    assert_int_equal(et_author_id(ET_PLATFORM_X, ET_SLICE("")), 0);
    assert_true(et_author_id(ET_PLATFORM_X, ET_SLICE("Ünal")) == et_author_id(ET_PLATFORM_X, ET_SLICE("üNAL")));
    assert_true(et_author_id(ET_PLATFORM_X, ET_SLICE("a")) != et_author_id(ET_PLATFORM_REDDIT, ET_SLICE("a")));
    assert_true(et_author_id(ET_PLATFORM_X, ET_SLICE("a")) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(facts_carry_everything),
        TEST(facts_are_filtered),
        TEST(models_stand_side_by_side),
        TEST(scores_are_replaced),
        TEST(catalogue_keeps_ids),
        TEST(entities_merge),
        TEST(searches),
        TEST(pages_of_a_search),
        TEST(an_author_is_forgotten),
        TEST(ledger),
        TEST(rollback_leaves_nothing),
        cmocka_unit_test(author_ids),
    };
    RUN_ON_ALL_BACKENDS(tests);
}
