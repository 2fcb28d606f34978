/* What a comment feels toward each of those it names. */
#include "analyse_fixture.h"

static int32_t toward(const char *text, int64_t entity)
{
    struct et_analysis a = analyse_under(text, NULL, NULL);
    for (size_t i = 0; i < a.mention_count; i++)
        if (a.mentions[i].entity_id == entity)
            return a.mentions[i].sentiment;
    fail_msg("%s: entity %d is not found", text, (int)entity);
    return 0;
}

enum { NADINE = 1, ORLO = 2, HARBOUR = 3, VELCRONA = 4 };

static void two_clauses_give_two_signs(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t up, down;
    } rows[] = {{"Loved Nadine, Orlo ruined it", NADINE, ORLO},
                {"Nadine is amazing but Orlo is a terrible liar", NADINE, ORLO},
                {"I hate Orlo. Nadine is perfect.", NADINE, ORLO},
                {"so proud of Nadine, so sick of Orlo", NADINE, ORLO},
                {"Salt Harbour is a masterpiece while Velcrona is trash", HARBOUR, VELCRONA}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(side_of(toward(rows[i].text, rows[i].up)), 1);
        assert_int_equal(side_of(toward(rows[i].text, rows[i].down)), -1);
    }
}

static void comparison_takes_sides(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t up, down;
    } rows[] = {{"Nadine is so much better than Orlo", NADINE, ORLO},
                {"Nadine > Orlo", NADINE, ORLO},
                {"Orlo is not as good as Nadine", 0, ORLO},
                {"Orlo is worse than Nadine", 0, ORLO}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].up)
            assert_int_equal(side_of(toward(rows[i].text, rows[i].up)), 1);
        assert_int_equal(side_of(toward(rows[i].text, rows[i].down)), -1);
    }
}

static void who_harms_is_blamed_and_who_is_harmed_is_not(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t up, down;
    } rows[] = {{"Orlo cheated on Nadine", NADINE, ORLO},
                {"Orlo did Nadine dirty", NADINE, ORLO},
                {"Orlo ruined Nadine's life", NADINE, ORLO},
                {"Nadine was betrayed by Orlo", NADINE, ORLO},
                {"Orlo never cheated on Nadine, he is a good man", ORLO, 0},
                {"Nadine deserves better than Orlo", NADINE, ORLO},
                {"Nadine is way too good for Orlo", NADINE, ORLO},
                {"Orlo could never be Nadine", 0, ORLO},
                {"Orlo makes Nadine look like a saint", 0, ORLO},
                {"Unlike Orlo, Nadine is kind", NADINE, ORLO},
                {"Nadine deserves the world and Orlo deserves nothing", NADINE, ORLO}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].up)
            assert_int_equal(side_of(toward(rows[i].text, rows[i].up)), 1);
        if (rows[i].down)
            assert_int_equal(side_of(toward(rows[i].text, rows[i].down)), -1);
    }
    /* A sentence of its own blames nobody in the one before. */
    assert_int_equal(side_of(toward("Orlo was robbed by nobody. Nadine is great", NADINE)), 1);
    assert_true(side_of(toward("Nadine got robbed. Orlo is great", ORLO)) == 1);
}

static void those_named_together_share(void **state)
{
    (void)state;
    assert_int_equal(side_of(toward("Nadine and Orlo are so beautiful together", NADINE)), 1);
    assert_int_equal(side_of(toward("Nadine and Orlo are so beautiful together", ORLO)), 1);
    assert_int_equal(side_of(toward("Nadine's voice and Orlo's piano, I'm in love", NADINE)), 1);
    assert_int_equal(side_of(toward("Nadine's voice and Orlo's piano, I'm in love", ORLO)), 1);
}

static void one_entity_gets_what_is_said_of_it(void **state)
{
    (void)state;
    assert_int_equal(side_of(toward("I love Nadine so much", NADINE)), 1);
    assert_int_equal(side_of(toward("Orlo is a fraud", ORLO)), -1);
    assert_int_equal(side_of(toward("I love you Nadine but that sound mix was terrible, horrible, awful", NADINE)), 1);
    assert_int_equal(side_of(toward("when does Salt Harbour come out?", HARBOUR)), 0);
}

static void hashtags_and_sympathy_are_for_the_person(void **state)
{
    (void)state;
    assert_int_equal(side_of(toward("#TeamNadine", NADINE)), 1);
    assert_int_equal(side_of(toward("#JusticeForOrlo", ORLO)), 1);
    assert_int_equal(side_of(toward("#BoycottVelcrona", VELCRONA)), -1);
    assert_int_equal(side_of(toward("#CancelOrlo", ORLO)), -1);
    assert_int_equal(side_of(toward("poor Nadine, this is so sad", NADINE)), 1);
    assert_int_equal(side_of(toward("praying for Orlo, what a tragedy", ORLO)), 1);
}

static void names_are_no_words_of_feeling(void **state)
{
    (void)state;
    static const struct et_slice grace_alias[] = {{"Grace", 5}};
    static const struct et_entity grace = {
        .id = 9, .name = {"Grace Ferrold", 13}, .type = ET_PERSON, .aliases = grace_alias, .alias_count = 1};
    struct et_catalogue only = {&grace, 1};
    struct et_analyser_config config = {.catalogue = &only};
    struct et_analyser *other;
    struct et_scratch *fresh;
    struct et_error error;
    assert_int_equal(et_analyser_new(&config, &other, &error), ET_OK);
    assert_int_equal(et_scratch_new(other, &fresh, &error), ET_OK);
    struct et_input input = {.text = ET_SLICE("I saw Grace sing at nine"), .likes = -1};
    struct et_analysis with;
    assert_int_equal(et_analyse(other, fresh, &input, &with, &error), ET_OK);
    assert_int_equal(with.mention_count, 1);
    assert_true(with.score.sentiment < score_of("I saw Grace sing at nine").sentiment);
    et_scratch_free(fresh);
    et_analyser_free(other);
}

static void all_places_of_one_entity_agree(void **state)
{
    (void)state;
    struct et_analysis a = analyse_under("Nadine ate. Nadine slayed. Orlo is trash. Nadine!", NULL, NULL);
    assert_int_equal(a.mention_count, 4);
    for (size_t i = 1; i < a.mention_count; i++)
        for (size_t j = 0; j < i; j++)
            if (a.mentions[i].entity_id == a.mentions[j].entity_id)
                assert_int_equal(a.mentions[i].sentiment, a.mentions[j].sentiment);
}

static void implied_ones_come_last_and_get_the_whole(void **state)
{
    (void)state;
    struct et_analysis a = analyse_under("she is incredible, I love her", "Nadine Ferrold at the premiere", NULL);
    assert_int_equal(a.mention_count, 1);
    assert_false(a.mentions[0].is_explicit);
    assert_int_equal(a.mentions[0].entity_id, NADINE);
    assert_int_equal(a.mentions[0].sentiment, a.score.sentiment);
}

static void many_mentions_stay_in_bounds(void **state)
{
    (void)state;
    static char text[8000];
    size_t n = 0;
    for (int i = 0; i < 300; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s is great, ", i % 2 ? "Nadine" : "Orlo");
    struct et_analysis a = analyse_under(text, NULL, NULL);
    assert_in_range(a.mention_count, 2, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_clauses_give_two_signs),
        cmocka_unit_test(comparison_takes_sides),
        cmocka_unit_test(who_harms_is_blamed_and_who_is_harmed_is_not),
        cmocka_unit_test(those_named_together_share),
        cmocka_unit_test(one_entity_gets_what_is_said_of_it),
        cmocka_unit_test(hashtags_and_sympathy_are_for_the_person),
        cmocka_unit_test(names_are_no_words_of_feeling),
        cmocka_unit_test(all_places_of_one_entity_agree),
        cmocka_unit_test(implied_ones_come_last_and_get_the_whole),
        cmocka_unit_test(many_mentions_stay_in_bounds),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
