/* Hybrids, the ledger, answers and batches of chat models. */
#include "store/chat.h"
#include "unit/store/fixture.h"

struct place {
    char folder[64], url[128];
    struct et_store *store;
    struct et_arena arena;
    struct making making;
    int64_t local, chat, hybrid;
};

static void put(struct place *p, int64_t model, int64_t comment, int32_t sentiment, int64_t entity)
{
    const struct et_mention mention = {.entity_id = entity, .end = 3, .is_explicit = true, .sentiment = sentiment};
    struct et_analysis analysis = {
        .score = {.sentiment = sentiment, .language = "en"}, .mentions = &mention, .mention_count = entity != 0};
    analysis.score.emotions[ET_NEUTRAL] = ET_FIXED;
    OK(et_store_put_scores(p->store, model, &comment, &analysis, 1, &fixture_error));
}

/* Three comments with local scores of 0.25; the second has one of a chat model, -0.9 toward Ben. */
static int set_up(void **state)
{
    static struct place place;
    struct place *p = &place;
    char folder[64] = "/tmp/et-chat-XXXXXX";
    *p = (struct place){0};
    *state = p;
    if (!mkdtemp(folder))
        return 1;
    memcpy(p->folder, folder, sizeof folder);
    snprintf(p->url, sizeof p->url, "sqlite:%.63s/a.db", folder);
    et_arena_init(&p->arena, 0);
    OK(et_store_open(p->url, ET_OPEN_WRITE, &p->store, &fixture_error));
    add_entities(p->store);
    IMPORT(p->store, "f", &p->making, {.post = "P", .text = "Ann a", .key = "1", .analysed = true},
           {.post = "P", .text = "Ann b", .key = "2", .at = 1, .analysed = true},
           {.post = "P", .text = "Ann c", .key = "3", .at = 2, .analysed = true});
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_model(p->store, "rules@1", "aa", &p->local, &fixture_error));
    OK(et_store_model(p->store, "chat-m@1", "bb", &p->chat, &fixture_error));
    OK(et_store_hybrid_put(p->store, "hybrid-m@1", "cc", p->local, p->chat, &p->hybrid, &fixture_error));
    put(p, p->chat, 2, -9000, 2);
    OK(et_store_use_model(p->store, p->hybrid, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];
    et_store_close(p->store);
    et_arena_dispose(&p->arena);
    snprintf(command, sizeof command, "rm -rf %s", p->folder);
    return system(command);
}

struct facts {
    size_t count;
    int32_t sentiment[8];
    int64_t entity[8];
};

static enum et_rc take_facts(void *context, const struct et_fact *facts, size_t count, struct et_error *error)
{
    struct facts *f = context;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        f->sentiment[f->count] = facts[i].sentiment;
        f->entity[f->count++] = facts[i].mention_count ? facts[i].mentions[0].entity_id : 0;
    }
    return ET_OK;
}

static struct facts facts_of(struct place *p, struct et_filter filter)
{
    struct facts f = {0};
    OK(et_store_facts(p->store, &filter, 1, 100, take_facts, &f, &fixture_error));
    return f;
}

static uint64_t found(struct place *p, struct et_filter filter, int64_t model)
{
    const struct et_search search = {.filter = filter, .model_id = model};
    struct et_stored_comment *comments;
    size_t count;
    uint64_t total;
    OK(et_store_search(p->store, &search, 10, 0, &p->arena, &comments, &count, &total, &fixture_error));
    return total;
}

static void a_hybrid_reads_both(void **state)
{
    struct place *p = *state;
    struct et_hybrid hybrid;
    struct facts f = facts_of(p, ET_FILTER_ALL);
    assert_int_equal(f.count, 3);
    assert_true(f.sentiment[0] == 2500 && f.sentiment[1] == -9000 && f.sentiment[2] == 2500);
    assert_true(f.entity[0] == 1 && f.entity[1] == 2 && f.entity[2] == 1);
    struct et_filter filter = ET_FILTER_ALL;
    filter.entity_id = 1;
    assert_int_equal(facts_of(p, filter).count, 2);
    assert_int_equal(found(p, filter, 0), 2);
    assert_int_equal(found(p, filter, p->local), 3);
    filter.entity_id = 2;
    assert_int_equal(found(p, filter, 0), 1);
    filter = ET_FILTER_ALL;
    filter.max_sentiment = -5000;
    assert_int_equal(found(p, filter, 0), 1);
    assert_int_equal(found(p, filter, p->local), 0);
    int64_t ids[] = {1, 2};
    struct et_stored_comment *comments;
    size_t count;
    OK(et_store_comments(p->store, ids, 2, &p->arena, &comments, &count, &fixture_error));
    assert_true(comments[0].score.sentiment == 2500 && comments[1].score.sentiment == -9000);
    assert_true(comments[1].mention_count == 1 && comments[1].mentions[0].entity_id == 2);
    struct et_store_stats stats;
    OK(et_store_stats(p->store, &p->arena, &stats, &fixture_error));
    assert_int_equal(stats.mentions, 3);
    assert_true(et_slice_is(stats.model, "hybrid-m@1"));
    OK(et_store_hybrid(p->store, 0, true, &p->arena, &hybrid, &fixture_error));
    assert_true(hybrid.base_id == p->local && hybrid.over_id == p->chat);
    assert_string_equal(et_hybrid_text(&hybrid, &p->arena),
                        "chat-m@1 scored 33.3 % of the comments, rules@1 the others");
    OK(et_store_hybrid(p->store, p->local, true, &p->arena, &hybrid, &fixture_error));
    assert_int_equal(hybrid.model_id, 0);
    check_sound(p->store);
}

static void what_comes_later_is_in_it(void **state)
{
    struct place *p = *state;
    IMPORT(p->store, "g", &p->making, {.post = "Q", .text = "Ann d", .key = "4", .at = 3, .analysed = true});
    assert_int_equal(facts_of(p, ET_FILTER_ALL).count, 4);
    /* A chat score does not take a comment off the list of those that wait for the local scorer. */
    struct et_store_stats stats;
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_mark_pending_all(p->store, &fixture_error));
    put(p, p->chat, 1, 100, 0);
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_stats(p->store, &p->arena, &stats, &fixture_error));
    assert_int_equal(stats.pending, 4);
    check_sound(p->store);
}

static void the_ledger_adds_up(void **state)
{
    struct place *p = *state;
    struct et_chat_entry a = {.sent_at_us = T0, .comments = 20, .tokens_in = 9, .tokens_out = 9, .cost = 500}, b = a, c;
    struct et_chat_sum *sums;
    size_t count;
    int64_t run, since;
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_chat_run(p->store, p->chat, T0, &a.run_id, &fixture_error));
    OK(et_store_chat_run(p->store, p->chat, T0 + 1, &b.run_id, &fixture_error));
    b.sent_at_us = T0 + 100;
    OK(et_store_chat_hold(p->store, &a, &fixture_error));
    OK(et_store_chat_hold(p->store, &b, &fixture_error));
    OK(et_store_chat_spent(p->store, a.run_id, T0, &run, &since, &fixture_error));
    assert_true(run == 500 && since == 1000); /* held counts */
    a.state = ET_CHAT_PAID;
    a.cost = 120;
    a.answered = 19;
    OK(et_store_chat_settle(p->store, &a, &fixture_error));
    OK(et_store_chat_spent(p->store, a.run_id, T0 + 1, &run, &since, &fixture_error));
    assert_true(run == 120 && since == 500);
    OK(et_store_chat_entry(p->store, a.request_id, &c, &fixture_error));
    assert_true(c.cost == 120 && c.answered == 19 && c.state == ET_CHAT_PAID && c.comments == 20);
    assert_int_equal(et_store_chat_entry(p->store, 99, &c, NULL), ET_E_NOT_FOUND);
    OK(et_store_chat_ledger(p->store, &p->arena, &sums, &count, &fixture_error));
    assert_int_equal(count, 2);
    assert_true(sums[0].run_id == b.run_id && sums[0].held == 1 && sums[1].held == 0 && sums[1].cost == 120);
    OK(et_store_commit(p->store, &fixture_error));
}

static enum et_rc take_note(void *context, const struct et_chat_note *note, struct et_error *error)
{
    struct et_chat_note *out = context;
    (void)error;
    *out = *note;
    return ET_OK;
}

static void answers_are_kept_and_go_with_the_comment(void **state)
{
    struct place *p = *state;
    const struct et_chat_note failed = {.comment_id = 2, .input_hash = UINT64_MAX, .reason = {NULL, 0}};
    struct et_chat_note said = failed, gone = failed, note = {0};
    struct et_chat_said out;
    said.reason = ET_SLICE("because");
    gone.comment_id = 99;
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_chat_note(p->store, p->chat, &failed, 1, &fixture_error));
    assert_int_equal(et_store_chat_said(p->store, 2, &p->arena, &out, NULL), ET_E_NOT_FOUND);
    OK(et_store_chat_note(p->store, p->chat, &failed, 1, &fixture_error));
    OK(et_store_chat_notes(p->store, p->chat, take_note, &note, &fixture_error));
    assert_true(note.tries == 2 && !note.reason.ptr && note.input_hash == UINT64_MAX);
    OK(et_store_chat_note(p->store, p->chat, &said, 1, &fixture_error));
    OK(et_store_chat_note(p->store, p->chat, &failed, 1, &fixture_error)); /* asking in vain later takes nothing away */
    OK(et_store_chat_note(p->store, p->chat, &gone, 1, &fixture_error));
    OK(et_store_chat_said(p->store, 2, &p->arena, &out, &fixture_error));
    assert_true(et_slice_is(out.reason, "because") && et_slice_is(out.model, "chat-m@1"));
    assert_int_equal(out.score.sentiment, -9000);
    OK(et_store_commit(p->store, &fixture_error));
    uint64_t removed;
    OK(et_store_forget_author(p->store, ET_PLATFORM_INSTAGRAM, ET_SLICE("fan"), &removed, &fixture_error));
    note = (struct et_chat_note){0};
    OK(et_store_chat_notes(p->store, p->chat, take_note, &note, &fixture_error));
    assert_int_equal(note.comment_id, 0);
}

static void batches_are_found_again(void **state)
{
    struct place *p = *state;
    const struct et_chat_batch_item items[] = {{1, 0, 3, 30}, {0, 1, 2, 20}, {0, 0, 1, UINT64_MAX}};
    struct et_chat_entry entry = {.sent_at_us = T0};
    struct et_chat_batch batch = {.model_id = p->chat, .nonce = UINT64_MAX, .created_at_us = T0}, *all;
    struct et_chat_batch_item *read;
    size_t count;
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_chat_run(p->store, p->chat, T0, &entry.run_id, &fixture_error));
    OK(et_store_chat_hold(p->store, &entry, &fixture_error));
    batch.request_id = entry.request_id;
    OK(et_store_chat_batch_put(p->store, &batch, items, 3, &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_chat_batches(p->store, true, &p->arena, &all, &count, &fixture_error));
    assert_int_equal(count, 1);
    assert_true(all[0].nonce == UINT64_MAX && all[0].state == ET_CHAT_BATCH_NEW && !all[0].remote_id.ptr);
    assert_true(all[0].comments == 3 && et_slice_is(all[0].model, "chat-m@1"));
    OK(et_store_chat_batch_items(p->store, all[0].batch_id, &p->arena, &read, &count, &fixture_error));
    assert_int_equal(count, 3);
    assert_true(read[0].comment_id == 1 && read[0].input_hash == UINT64_MAX && read[1].comment_id == 2 &&
                read[2].line == 1);
    all[0].state = ET_CHAT_BATCH_DONE;
    all[0].remote_id = ET_SLICE("batch_1");
    OK(et_store_begin(p->store, &fixture_error));
    OK(et_store_chat_batch_save(p->store, &all[0], &fixture_error));
    OK(et_store_commit(p->store, &fixture_error));
    OK(et_store_chat_batches(p->store, true, &p->arena, &all, &count, &fixture_error));
    assert_int_equal(count, 0);
    OK(et_store_chat_batches(p->store, false, &p->arena, &all, &count, &fixture_error));
    assert_true(count == 1 && et_slice_is(all[0].remote_id, "batch_1"));
}

static void the_migration_goes_both_ways(void **state)
{
    struct place *p = *state;
    struct et_migrate_result result;
    struct et_store_stats stats;
    struct et_slice model;
    int64_t id;
    et_store_close(p->store);
    OK(et_store_open(p->url, ET_OPEN_MIGRATE, &p->store, &fixture_error));
    struct et_migration *all;
    size_t count, at = 0;
    OK(et_migrate_history(p->store, &p->arena, &all, &count, &fixture_error));
    while (at < count && !et_slice_is(all[at].name, "004_chat_ledger"))
        at++;
    assert_true(at > 0 && at < count);
    const char *before = et_arena_copy(&p->arena, all[at - 1].name).ptr;
    OK(et_migrate_down(p->store, before, &p->arena, &result, &fixture_error));
    OK(et_store_active_model(p->store, &p->arena, &id, &model, &fixture_error));
    assert_true(id == p->local && et_slice_is(model, "rules@1"));
    OK(et_migrate_up(p->store, "head", &p->arena, &result, &fixture_error));
    OK(et_store_stats(p->store, &p->arena, &stats, &fixture_error));
    assert_int_equal(stats.mentions, 3);
    assert_int_equal(facts_of(p, ET_FILTER_ALL).count, 3);
    check_sound(p->store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_hybrid_reads_both, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_comes_later_is_in_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_ledger_adds_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_are_kept_and_go_with_the_comment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(batches_are_found_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_migration_goes_both_ways, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
