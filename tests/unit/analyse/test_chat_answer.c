/* Reading what a chat model answered, however broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyse/chat/answer.h"
#include "analyse/chat/prompt.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdio.h>

#define NONCE 1234

struct place {
    struct et_arena arena;
    struct et_buf body;
    struct et_chat_reply reply;
};

static int set_up(void **state)
{
    static struct place place;
    et_arena_init(&place.arena, 0);
    et_buf_init(&place.body, 0);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    et_arena_dispose(&p->arena);
    et_buf_dispose(&p->body);
    return 0;
}

/* Writes content with $0, $1, ... as labels into a completion and reads it. */
static enum et_rc read_content(struct place *p, const char *content, size_t count)
{
    struct et_buf text;
    et_buf_init(&text, 0);
    for (const char *c = content; *c; c++) {
        char label[ET_CHAT_LABEL];
        if (*c == '$') {
            et_chat_label(NONCE, (size_t)(*++c - '0'), label);
            et_buf_str(&text, label);
        } else {
            et_buf_char(&text, *c);
        }
    }
    et_buf_clear(&p->body);
    et_buf_str(&p->body, "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":");
    et_buf_json(&p->body, et_buf_view(&text));
    et_buf_str(&p->body, "}}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20}}");
    et_buf_dispose(&text);
    return et_chat_read(et_buf_view(&p->body), NONCE, count, &p->arena, &p->reply, NULL);
}

static size_t valid_of(void **state, const char *content, size_t count)
{
    struct place *p = *state;
    assert_int_equal(read_content(p, content, count), ET_OK);
    return p->reply.valid;
}

#define GOOD(label) "{\"id\":\"" label "\",\"sentiment\":-0.5,\"emotion\":\"anger\",\"sarcasm\":0.25,\"reason\":\"r\"}"

static void a_sound_answer_is_read(void **state)
{
    struct place *p = *state;
    assert_int_equal(
        valid_of(state,
                 "{\"results\":[{\"id\":\"$0\",\"sentiment\":-0.5,\"emotion\":\"anger\",\"second_emotion\":"
                 "\"disgust\",\"sarcasm\":0.25,\"question\":false,\"confidence\":0.9,\"targets\":[{\"name\":"
                 "\"Mara Vale\",\"sentiment\":0.5},{\"name\":3},{\"sentiment\":1}],\"reason\":\"a {brace} "
                 "\\\"and\\\" more\"}]}",
                 1),
        1);
    const struct et_chat_answer *a = &p->reply.answers[0];
    assert_true(a->valid && !p->reply.repaired && p->reply.has_usage);
    assert_int_equal(a->sentiment, -5000);
    assert_int_equal(a->sarcasm, 2500);
    assert_int_equal(a->confidence, 9000);
    assert_int_equal(a->emotion, ET_ANGER);
    assert_int_equal(a->second, ET_DISGUST);
    assert_int_equal(a->target_count, 1);
    assert_int_equal(a->targets[0].sentiment, 5000);
    assert_true(et_slice_is(a->reason, "a {brace} \"and\" more"));
    assert_int_equal(p->reply.tokens_in, 10);
    assert_int_equal(p->reply.tokens_out, 20);
}

static void broken_json_keeps_its_sound_items(void **state)
{
    assert_int_equal(valid_of(state, "```json\n{\"results\":[" GOOD("$0") "]}\n```\nDone.", 1), 1);
    assert_int_equal(valid_of(state, "[" GOOD("$0") "," GOOD("$1") "]", 2), 2);
    assert_int_equal(valid_of(state, "{\"results\":[" GOOD("$0") "," GOOD("$1") ",]}", 2), 2);
    assert_int_equal(valid_of(state, "{\"results\":[" GOOD("$0") ",{\"id\":\"$1\",\"sentiment\":0.", 2), 1);
    assert_int_equal(valid_of(state, "{\"results\":[" GOOD("$0") ",{\"id\":\"$1\",\"sentiment\":0.1,\"rea", 2), 1);
    assert_int_equal(valid_of(state, GOOD("$0") "\n" GOOD("$1"), 2), 2);
    assert_int_equal(valid_of(state, "{\"results\":[{\"id\":\"$0\",\"sentiment\":0.5,\"emotion\":\"love\",},]}", 1), 1);
    assert_int_equal(valid_of(state, "{\"id\":\"$0\",\"sentiment\":\"0.5\",\"emotion\":\"love\"}", 1), 1);
    assert_int_equal(valid_of(state, "{]} " GOOD("$0"), 1), 1);
    assert_int_equal(valid_of(state, "{\"note\":\"a } in a text\",\"results\":[" GOOD("$0") "]}", 1), 1);
    assert_int_equal(valid_of(state, "I would rather not.", 1), 0);
    assert_int_equal(valid_of(state, "", 1), 0);
}

static void unsound_items_are_refused(void **state)
{
    static const char *const bad[] = {
        "{\"id\":\"$0\"}",
        "{\"id\":\"$0\",\"sentiment\":1.5,\"emotion\":\"love\"}",
        "{\"id\":\"$0\",\"sentiment\":null,\"emotion\":\"love\"}",
        "{\"id\":\"$0\",\"sentiment\":\"very\",\"emotion\":\"love\"}",
        "{\"id\":\"$0\",\"sentiment\":\"nan\",\"emotion\":\"love\"}",
        "{\"id\":\"$0\",\"sentiment\":0.5,\"emotion\":\"glee\"}",
        "{\"id\":\"$0\",\"sentiment\":0.5,\"emotion\":\"love\",\"sarcasm\":2}",
        "{\"id\":\"$0\",\"sentiment\":0.5,\"emotion\":\"love\",\"confidence\":-1}",
        "{\"id\":\"$0\",\"sentiment\":0.5,\"emotion\":\"love\",\"question\":\"yes\"}",
        "{\"id\":5,\"sentiment\":0.5,\"emotion\":\"love\"}",
    };
    struct place *p = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(valid_of(state, bad[i], 1), 0);
        assert_non_null(p->reply.answers[0].problem);
    }
}

static void an_entry_counts_for_its_own_label_alone(void **state)
{
    struct place *p = *state;
    assert_int_equal(valid_of(state, GOOD("c1") GOOD("0") GOOD("$1"), 1), 0);
    assert_int_equal(p->reply.strays, 3); /* $1 was not asked about either */
    /* Twice the same is once; twice different is nothing, whatever comes third. */
    assert_int_equal(valid_of(state, GOOD("$0") GOOD("$0"), 1), 1);
    assert_int_equal(
        valid_of(state, GOOD("$0") "{\"id\":\"$0\",\"sentiment\":1,\"emotion\":\"love\"}" GOOD("$0") GOOD("$1"), 2), 1);
    assert_false(p->reply.answers[0].valid);
    assert_true(p->reply.answers[1].valid);
}

static void reasons_are_one_printable_line(void **state)
{
    struct place *p = *state;
    assert_int_equal(
        valid_of(state,
                 "{\"id\":\"$0\",\"sentiment\":0,\"emotion\":\"neutral\",\"reason\":\"a\\u001b[31m\\nb\\u202e"
                 "c\\u0085\"}",
                 1),
        1);
    assert_true(et_slice_is(p->reply.answers[0].reason, "a [31m b c "));
    struct et_buf line;
    et_buf_init(&line, 0);
    for (int i = 0; i < 500; i++)
        et_buf_str(&line, "\xC3\xA9");
    struct et_slice text = et_buf_view(&line);
    struct et_buf cut;
    et_buf_init(&cut, 0);
    assert_true(et_chat_one_line(&cut, text, 301));
    assert_int_equal(cut.len, 300);
    assert_true(et_utf8_valid(et_buf_view(&cut)));
    et_buf_dispose(&line);
    et_buf_dispose(&cut);
}

static void what_is_no_completion_is_told(void **state)
{
    struct place *p = *state;
    static const char *const bad[] = {"",   "<html>",           "[]",
                                      "{}", "{\"choices\":[]}", "{\"choices\":[{\"message\":null}]}"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(et_chat_read(et_slice_of(bad[i]), NONCE, 1, &p->arena, &p->reply, NULL), ET_E_FORMAT);
    assert_int_equal(et_chat_read(ET_SLICE("{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}"), NONCE, 1,
                                  &p->arena, &p->reply, NULL),
                     ET_E_FORMAT);
    assert_true(p->reply.has_usage && p->reply.tokens_out == 4);
    assert_int_equal(et_chat_read(ET_SLICE("{\"usage\":{\"prompt_tokens\":-3,\"completion_tokens\":4},\"choices\":[{"
                                           "\"finish_reason\":\"length\",\"message\":{\"content\":null}}]}"),
                                  NONCE, 1, &p->arena, &p->reply, NULL),
                     ET_OK);
    assert_true(!p->reply.has_usage && p->reply.cut && p->reply.valid == 0);
    char text[40];
    et_chat_complaint(ET_SLICE("{\"error\":{\"message\":\"no\\nsuch model\"}}"), text, sizeof text);
    assert_string_equal(text, "no such model");
    et_chat_complaint(ET_SLICE("{\"error\":\"plain\"}"), text, sizeof text);
    assert_string_equal(text, "plain");
    et_chat_complaint(ET_SLICE(""), text, sizeof text);
    assert_string_equal(text, "no reason given");
}

static void a_verdict_joins_the_local_one(void **state)
{
    struct place *p = *state;
    const struct et_entity cast[] = {{.id = 7, .name = {"Mara Vale", 9}}, {.id = 9, .name = {"Noor Idris", 10}}};
    const struct et_catalogue catalogue = {cast, 2};
    const struct et_mention found[] = {{7, 3, 12, true, 100}, {7, 20, 24, true, 100}};
    struct et_analysis local = {.mentions = found, .mention_count = 2}, out;
    local.score = (struct et_score){.sentiment = 9000,
                                    .themes = 5,
                                    .copy_hash = 77,
                                    .language = "en",
                                    .flags = ET_SARCASTIC | ET_QUESTION | ET_NOT_UNDERSTOOD | ET_NO_WORDS};
    const struct et_chat_target targets[] = {
        {ET_SLICE(" mara vale"), -8000}, {ET_SLICE("Noor Idris"), 4000}, {ET_SLICE("Nobody"), 4000}};
    struct et_chat_answer answer = {.valid = true,
                                    .sentiment = -6000,
                                    .confidence = 9000,
                                    .sarcasm = 5000,
                                    .emotion = ET_ANGER,
                                    .second = ET_DISGUST,
                                    .targets = targets,
                                    .target_count = 3};
    assert_int_equal(et_chat_apply(&local, &answer, &catalogue, &p->arena, &out, NULL), ET_OK);
    assert_int_equal(out.score.sentiment, -6000);
    assert_int_equal(out.score.flags, ET_SARCASTIC | ET_NO_WORDS);
    assert_true(out.score.themes == 5 && out.score.copy_hash == 77);
    assert_int_equal(out.mention_count, 3);
    assert_true(out.mentions[0].sentiment == -8000 && out.mentions[1].sentiment == -8000 &&
                out.mentions[1].start == 20);
    assert_true(out.mentions[2].entity_id == 9 && !out.mentions[2].is_explicit && out.mentions[2].sentiment == 4000);
    for (int first = 0; first < ET_EMOTIONS; first++)
        for (int second = 0; second <= ET_EMOTIONS; second++) {
            int32_t sum = 0;
            answer.emotion = (enum et_emotion)first;
            answer.second = (enum et_emotion)second;
            assert_int_equal(et_chat_apply(&local, &answer, &catalogue, &p->arena, &out, NULL), ET_OK);
            for (int i = 0; i < ET_EMOTIONS; i++)
                sum += out.score.emotions[i];
            assert_int_equal(sum, ET_FIXED);
            assert_int_equal(et_emotion_primary(out.score.emotions), first);
        }
}

static void memory_may_run_out(void **state)
{
    struct place *p = *state;
    bool failed = true;
    assert_int_equal(read_content(p, "{\"results\":[" GOOD("$0") "," GOOD("$1") ",]} " GOOD("$0"), 2), ET_OK);
    for (long n = 0; failed && n < 1000; n++) {
        struct et_arena arena;
        et_arena_init(&arena, 0);
        et_mem_fail_after(n);
        enum et_rc rc = et_chat_read(et_buf_view(&p->body), NONCE, 2, &arena, &p->reply, NULL);
        failed = et_mem_failed();
        et_mem_fail_after(-1);
        assert_int_equal(rc, failed ? ET_E_NOMEM : ET_OK);
        et_arena_dispose(&arena);
    }
    assert_false(failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_answer_is_read),         cmocka_unit_test(broken_json_keeps_its_sound_items),
        cmocka_unit_test(unsound_items_are_refused),      cmocka_unit_test(an_entry_counts_for_its_own_label_alone),
        cmocka_unit_test(reasons_are_one_printable_line), cmocka_unit_test(what_is_no_completion_is_told),
        cmocka_unit_test(a_verdict_joins_the_local_one),  cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
