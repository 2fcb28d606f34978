/* LABEL: threads
 * Many comments at a time, by the rules and by a transformer beside them, and the transformer's reasons. */
#include "analyse/analyse_int.h"
#include "analyse/score_json.h"
#include "base/mem.h"

#include "analyse_fixture.h"

#include "unit/analyse/transformer_models.h"

#include <math.h>
#include <string.h>

static char folder[300];
static struct et_analyser *former; /* over the model f32 */
static struct et_scratch *former_scratch;
static struct et_arena arena;

static const char *const texts[] = {"I love this so much",
                                    "I love Nadine but Orlo is the worst, I hate him",
                                    "Nadine Ferrold",
                                    "😍😍😍",
                                    "Sure, what a saint 💐🤡",
                                    "das ist einfach furchtbar und nicht auszuhalten",
                                    "",
                                    "best show ever, Salt Harbour never misses"};
#define TEXTS (sizeof texts / sizeof texts[0])

static enum et_rc open_model(const char *model, const char *models, struct et_analyser **out, struct et_error *error)
{
    struct et_analyser_config config = {.catalogue = &cast, .model = model, .models = models};
    return et_analyser_new(&config, out, error);
}

static int open_all(void **state)
{
    struct et_package package;
    struct et_error error;
    char command[2048], place[512];
    if (make_models(state))
        return 1;
    snprintf(folder, sizeof folder, "%s/models", root);
    snprintf(place, sizeof place, "%s/some/f32/" REVISION, folder);
    snprintf(command, sizeof command, "mkdir -p '%s' && cp '%s'/f32/* '%s/'", place, root, place);
    if (system(command) != 0)
        return 1;
    lock_folder(place, "some/f32", &package);
    et_arena_init(&arena, 0);
    return open_fixture(state) || open_model("some/f32@" REVISION, folder, &former, &error) != ET_OK ||
           et_scratch_new(former, &former_scratch, &error) != ET_OK;
}

static int close_all(void **state)
{
    et_scratch_free(former_scratch);
    et_analyser_free(former);
    et_arena_dispose(&arena);
    close_fixture(state);
    return remove_models(state);
}

static void make_inputs(struct et_input *inputs)
{
    for (size_t i = 0; i < TEXTS; i++)
        inputs[i] = (struct et_input){.text = et_slice_of(texts[i]), .likes = -1};
}

static void check_same(const struct et_analysis *a, const struct et_analysis *b, int32_t tolerance)
{
    assert_true(abs(a->score.sentiment - b->score.sentiment) <= tolerance);
    assert_true(abs(a->score.confidence - b->score.confidence) <= tolerance);
    for (size_t e = 0; e < ET_EMOTIONS; e++)
        assert_true(abs(a->score.emotions[e] - b->score.emotions[e]) <= tolerance);
    assert_int_equal(a->score.flags, b->score.flags);
    assert_int_equal(a->mention_count, b->mention_count);
    for (size_t i = 0; i < a->mention_count; i++) {
        assert_int_equal(a->mentions[i].entity_id, b->mentions[i].entity_id);
        assert_int_equal(a->mentions[i].start, b->mentions[i].start);
        assert_true(abs(a->mentions[i].sentiment - b->mentions[i].sentiment) <= tolerance);
    }
    assert_int_equal(a->name_count, b->name_count);
}

static void a_batch_is_its_comments(void **state)
{
    struct et_input inputs[TEXTS];
    struct et_analysis all[TEXTS], one;
    (void)state;
    make_inputs(inputs);
    assert_false(et_analyser_batches(analyser));
    assert_true(et_analyser_batches(former));
    assert_int_equal(et_analyse_batch(analyser, scratch, inputs, TEXTS, 2, &arena, all, NULL), ET_OK);
    for (size_t i = 0; i < TEXTS; i++) {
        assert_int_equal(et_analyse(analyser, scratch, &inputs[i], &one, NULL), ET_OK);
        check_same(&one, &all[i], 0);
    }
    for (unsigned threads = 0; threads < 4; threads++) {
        assert_int_equal(et_analyse_batch(former, former_scratch, inputs, TEXTS, threads, &arena, all, NULL), ET_OK);
        for (size_t i = 0; i < TEXTS; i++) {
            assert_int_equal(et_analyse(former, former_scratch, &inputs[i], &one, NULL), ET_OK);
            check_same(&one, &all[i], 2);
        }
    }
    assert_int_equal(et_analyse_batch(former, former_scratch, inputs, 0, 1, &arena, all, NULL), ET_OK);
}

static void the_rules_keep_their_part(void **state)
{
    struct et_input inputs[TEXTS];
    struct et_analysis rules[TEXTS], now[TEXTS];
    (void)state;
    make_inputs(inputs);
    assert_int_equal(et_analyse_batch(analyser, scratch, inputs, TEXTS, 1, &arena, rules, NULL), ET_OK);
    assert_int_equal(et_analyse_batch(former, former_scratch, inputs, TEXTS, 1, &arena, now, NULL), ET_OK);
    for (size_t i = 0; i < TEXTS; i++) {
        bool spoke = et_transformer_speaks(former->transformer, &rules[i].score);
        assert_int_equal(now[i].score.themes, rules[i].score.themes);
        assert_string_equal(now[i].score.language, rules[i].score.language);
        assert_int_equal(now[i].score.sarcasm, rules[i].score.sarcasm);
        assert_int_equal(now[i].mention_count, rules[i].mention_count);
        if (!spoke)
            check_same(&now[i], &rules[i], 0);
        for (size_t m = 0; m < now[i].mention_count; m++)
            assert_in_range(now[i].mentions[m].sentiment + ET_FIXED, 0, 2 * ET_FIXED);
    }
    assert_false(et_transformer_speaks(former->transformer, &rules[3].score)); /* emoji alone */
    assert_false(et_transformer_speaks(former->transformer, &rules[5].score)); /* German */
    assert_true(et_transformer_speaks(former->transformer, &rules[1].score));
    /* What the rules see apart stays apart. */
    assert_true(rules[1].mentions[0].sentiment > 0 && rules[1].mentions[1].sentiment < 0);
    assert_true(now[1].mentions[0].sentiment > now[1].mentions[1].sentiment);
}

static void check_reasons(struct et_slice text)
{
    struct et_input input = {.text = text, .likes = -1};
    struct et_explanation why;
    struct et_error error;
    double sum = 0;
    assert_int_equal(et_explain(former, former_scratch, &input, &arena, &why, &error), ET_OK);
    for (size_t i = 0; i < why.part_count; i++)
        sum += why.parts[i].contribution;
    assert_true(sum == why.margin);
    assert_true(fabs(why.margin / sqrt(why.margin * why.margin + 4) - why.analysis.score.sentiment / 1e4) < 1e-3);
}

static void reasons_add_up(void **state)
{
    char many[2000] = "";
    (void)state;
    for (size_t i = 0; i < TEXTS; i++)
        check_reasons(et_slice_of(texts[i]));
    size_t len = 0;
    for (size_t i = 0; i < 250; i++)
        len += (size_t)snprintf(many + len, sizeof many - len, "%s ", i % 3 ? "love" : "bad");
    check_reasons(et_slice(many, len));
}

static void unknown_models_are_told(void **state)
{
    static const char *const models[] = {"et-rules@9.9.9", "some/f32@main", "some/f32", ("../f32@" REVISION)};
    struct et_analyser *none;
    struct et_error error;
    (void)state;
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        assert_int_equal(open_model(models[i], folder, &none, &error), ET_E_NOT_FOUND);
        assert_non_null(strstr(error.message, "models pull"));
    }
    assert_int_equal(open_model("some/other@" REVISION, folder, &none, &error), ET_E_NOT_FOUND);
    assert_int_equal(open_model("some/f32@" REVISION, NULL, &none, &error), ET_E_NOT_FOUND);
}

static void lines_are_answered_in_order(void **state)
{
    struct et_slice in = ET_SLICE("{\"id\":1,\"text\":\"I love it\"}\n\n[1]\n{\"id\":2,\"text\":\"no\"}");
    struct et_buf out;
    uint64_t lines = 0, bad = 0;
    (void)state;
    et_buf_init(&out, 0);
    assert_int_equal(et_score_lines(former, former_scratch, &arena, in, 5, 1, &out, &lines, &bad, NULL), ET_OK);
    assert_int_equal(lines, 4);
    assert_int_equal(bad, 1);
    const char *first = strstr(out.data, "\"id\":1"), *wrong = strstr(out.data, "{\"line\":7,\"error\""),
               *last = strstr(out.data, "\"id\":2");
    assert_true(first && wrong && last && first < wrong && wrong < last);
    et_buf_dispose(&out);
}

#ifdef ET_FAULTS
static void running_out_of_memory_is_an_error(void **state)
{
    struct et_input inputs[TEXTS];
    struct et_analysis all[TEXTS];
    struct et_error error;
    bool done = false;
    (void)state;
    make_inputs(inputs);
    for (long n = 0; !done; n++) {
        struct et_arena own;
        struct et_explanation why;
        et_arena_init(&own, 0);
        et_mem_fail_after(n);
        enum et_rc rc = et_analyse_batch(former, former_scratch, inputs, TEXTS, 1, &own, all, &error);
        if (rc == ET_OK)
            rc = et_explain(former, former_scratch, &inputs[1], &own, &why, &error);
        done = !et_mem_failed();
        et_mem_fail_after(-1);
        assert_true(rc == (done ? ET_OK : ET_E_NOMEM));
        et_arena_dispose(&own);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_its_comments),
        cmocka_unit_test(the_rules_keep_their_part),
        cmocka_unit_test(reasons_add_up),
        cmocka_unit_test(unknown_models_are_told),
        cmocka_unit_test(lines_are_answered_in_order),
#ifdef ET_FAULTS
        cmocka_unit_test(running_out_of_memory_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
