/* The reasons add up, and say where they come from. */
#include "analyse_fixture.h"

#include "base/mem.h"

#include <math.h>
#include <string.h>

static struct et_arena arena;

static struct et_explanation explain_under(const char *text, const char *caption, const char *parent)
{
    struct et_input input = {
        .text = et_slice_of(text), .caption = et_slice_of(caption), .parent = et_slice_of(parent), .likes = -1};
    struct et_explanation out;
    struct et_error error;
    assert_int_equal(et_explain(analyser, scratch, &input, &arena, &out, &error), ET_OK);
    return out;
}

static const struct et_explain_part *part_of_kind(const struct et_explanation *e, const char *kind)
{
    for (size_t i = 0; i < e->part_count; i++)
        if (et_slice_is(e->parts[i].kind, kind))
            return &e->parts[i];
    return NULL;
}

static void parts_add_up_exactly(void **state)
{
    (void)state;
    static const char *const texts[] = {"I love this so much!!! 😍😍",
                                        "not bad but the ending was TERRIBLE 😭",
                                        "oh great, another one 🙄",
                                        "does anyone know the song?",
                                        "poor Nadine, Orlo ruined everything #CancelOrlo",
                                        "she ate and left no crumbs",
                                        "\"talented\" sure",
                                        "",
                                        "👍",
                                        "no me gusta nada, qué asco",
                                        "earn $900 a day from home, tap my profile 🔥",
                                        "THIS."};
    static const char *const captions[] = {NULL, "Nadine Ferrold passed away", "Velcrona launches a cream"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        for (size_t c = 0; c < 3; c++) {
            struct et_explanation e = explain_under(texts[i], captions[c], "I hate him");
            double sum = 0;
            for (size_t p = 0; p < e.part_count; p++)
                sum += e.parts[p].contribution;
            assert_true(sum == e.margin);
            double s = e.margin / sqrt(e.margin * e.margin + 4);
            assert_true(fabs(s * ET_FIXED - e.analysis.score.sentiment) <= 0.5001);
            struct et_analysis plain = analyse_under(texts[i], captions[c], "I hate him");
            const struct et_score *a = &plain.score, *b = &e.analysis.score;
            assert_true(a->sentiment == b->sentiment && a->confidence == b->confidence && a->sarcasm == b->sarcasm);
            assert_memory_equal(a->emotions, b->emotions, sizeof a->emotions);
            assert_true(a->flags == b->flags && a->themes == b->themes && a->copy_hash == b->copy_hash);
            assert_string_equal(a->language, b->language);
            assert_int_equal(plain.mention_count, e.analysis.mention_count);
        }
}

static void check_amazing(const struct et_explain_part *word)
{
    assert_true(et_slice_ends(word->name, ET_SLICE(".tsv:amazing")));
    assert_int_equal(word->start, 20);
    assert_int_equal(word->end, 27);
    assert_true(word->contribution > 0);
}

static void check_negation(const struct et_explain_part *negation)
{
    assert_true(et_slice_is(negation->name, "rule:negation"));
    assert_true(et_slice_is(negation->text, "not"));
    assert_true(negation->contribution < 0);
}

static void parts_name_rows_rules_and_spans(void **state)
{
    (void)state;
    struct et_explanation e = explain_under("I do not trust this amazing film", NULL, NULL);
    const struct et_explain_part *word = NULL;
    for (size_t i = 0; i < e.part_count; i++)
        if (et_slice_is(e.parts[i].text, "amazing"))
            word = &e.parts[i];
    if (!word)
        fail_msg("amazing is no part");
    else
        check_amazing(word);
    const struct et_explain_part *negation = part_of_kind(&e, "negation");
    if (!negation)
        fail_msg("no negation");
    else
        check_negation(negation);
    assert_non_null(part_of_kind(&e, "rest"));
    assert_true(et_slice_is(e.squash, "m / sqrt(m^2 + 4)"));
}

static void rules_show_as_parts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *kind;
    } rows[] = {{"so amazing", "intensity"},
                {"this is AMAZING stuff people", "capitals"},
                {"😍😍😍", "repetition"},
                {"she ate and left no crumbs", "phrase"},
                {"😍", "emoji"},
                {"#TeamNadine", "hashtag"},
                {"so happy for them /s", "mockery"},
                {"love you, when does it come out?", "question"},
                {"I loved the start but it got terrible", "contrast"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct et_explanation e = explain_under(rows[i].text, NULL, NULL);
        if (!part_of_kind(&e, rows[i].kind))
            fail_msg("%s: no part of kind %s", rows[i].text, rows[i].kind);
    }
}

static void flip_is_what_really_happens(void **state)
{
    (void)state;
    struct et_explanation e = explain_under("I went there and the staff were awful", NULL, NULL);
    assert_int_equal(side_of(e.analysis.score.sentiment), -1);
    assert_true(et_slice_find(e.flip, ET_SLICE("without \"awful\"")) == 0);
    assert_true(et_slice_ends(e.flip, ET_SLICE("it would be neutral")) || et_slice_ends(e.flip, ET_SLICE("positive")));
    /* Many reasons: none decides alone. */
    e = explain_under("awful awful liar, disgusting fraud, pathetic idiot, I hate this so much", NULL, NULL);
    assert_int_equal(e.flip.len, 0);
}

#ifdef ET_FAULTS
static void running_out_of_memory_is_an_error(void **state)
{
    (void)state;
    struct et_input input = {.text = ET_SLICE("I love Nadine so much"), .likes = -1};
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc == ET_E_NOMEM; n++) {
        struct et_arena fresh;
        struct et_explanation out;
        struct et_error error;
        et_arena_init(&fresh, 0);
        et_mem_fail_after(n);
        rc = et_explain(analyser, scratch, &input, &fresh, &out, &error);
        et_mem_fail_after(-1);
        et_arena_dispose(&fresh);
    }
    assert_int_equal(rc, ET_OK);
}
#endif

static int open_all(void **state)
{
    et_arena_init(&arena, 0);
    return open_fixture(state);
}

static int close_all(void **state)
{
    et_arena_dispose(&arena);
    return close_fixture(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up_exactly),
        cmocka_unit_test(parts_name_rows_rules_and_spans),
        cmocka_unit_test(rules_show_as_parts),
        cmocka_unit_test(flip_is_what_really_happens),
#ifdef ET_FAULTS
        cmocka_unit_test(running_out_of_memory_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
