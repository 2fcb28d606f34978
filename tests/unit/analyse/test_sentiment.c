/* What the rules make of words: negation, intensity, contrast, questions, mockery, emoji, moods, other languages. */
#include "analyse_fixture.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void negation_turns_what_is_in_its_scope(void **state)
{
    (void)state;
    static const struct sided rows[] = {
        {"this is good", 1},          {"this is not good", -1},     {"not bad at all", 1},
        {"I don't hate it", 1},       {"can't say I hate it", 1},   {"never not iconic", 1},
        {"I don't like this", -1},    {"she never disappoints", 1}, {"no flaws detected", 1},
        {"nobody does it better", 1}, {"not a fan, honestly", -1}};
    CHECK_SIDES(rows);
    /* A full stop ends the scope. */
    assert_true(score_of("not now. good song").sentiment > score_of("not good").sentiment);
}

static void intensity_and_form_strengthen(void **state)
{
    (void)state;
    assert_true(score_of("this is so good").sentiment > score_of("this is good").sentiment);
    assert_true(score_of("this is kinda bad").sentiment > score_of("this is bad").sentiment);
    assert_true(score_of("this is TERRIBLE news").sentiment < score_of("this is terrible news").sentiment);
    assert_true(score_of("this is baaaaad").sentiment < score_of("this is bad").sentiment);
    assert_true(score_of("😍😍😍").sentiment > score_of("😍").sentiment);
    assert_true(score_of("great!!").sentiment >= score_of("great").sentiment);
}

static void contrast_weighs_what_comes_after(void **state)
{
    (void)state;
    static const struct sided rows[] = {{"I loved the trailer but the film is awful", -1},
                                        {"the film is awful but the songs are amazing", 1},
                                        {"although the ending was terrible, I loved it so much", 1}};
    CHECK_SIDES(rows);
}

static void fans_and_opponents_are_understood(void **state)
{
    (void)state;
    static const struct sided rows[] = {{"she ate and left no crumbs", 1},
                                        {"no notes", 1},
                                        {"understood the assignment", 1},
                                        {"slayyyyyed", 1},
                                        {"he's killing it", 1},
                                        {"this chorus is to die for", 1},
                                        {"I can't wait", 1},
                                        {"I hate how good this is", 1},
                                        {"shut up and take my money", 1},
                                        {"this hits different", 1},
                                        {"mid. painfully mid.", -1},
                                        {"what a flop", -1},
                                        {"gives me the ick", -1},
                                        {"girl bye", -1},
                                        {"industry plant", -1},
                                        {"delulu behavior", -1}};
    CHECK_SIDES(rows);
}

static void moods_have_their_emotion(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum et_emotion emotion;
    } rows[] = {{"I'm so tired of hearing about this", ET_FATIGUE},
                {"nobody cares", ET_FATIGUE},
                {"🥱🥱🥱", ET_FATIGUE},
                {"can we move on", ET_FATIGUE},
                {"praying for her and the family", ET_LOVE},
                {"rest in peace", ET_LOVE},
                {"I love her so much ❤️", ET_LOVE},
                {"so sad, I'm heartbroken", ET_DISAPPOINTMENT},
                {"disgusting 🤮", ET_DISGUST},
                {"what a disgusting liar, I hate him 😡", ET_ANGER},
                {"let's goooo 🔥🔥", ET_EXCITEMENT},
                {"wait what?! no way 😱", ET_SURPRISE}};
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct et_score score = score_of(rows[i].text);
        enum et_emotion primary = et_emotion_primary(score.emotions);
        if (primary != rows[i].emotion) {
            print_message("%s: %s\n", rows[i].text, et_emotion_name(primary));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void genuine_questions_are_neutral(void **state)
{
    (void)state;
    static const char *const genuine[] = {"does anyone know the name of the song?", "What time does part 2 air?",
                                          "when is the release date?", "who directed this?"};
    static const char *const rhetorical[] = {"who asked?", "what is wrong with you?", "how dare she?", "who cares?"};
    for (size_t i = 0; i < 4; i++) {
        struct et_score score = score_of(genuine[i]);
        assert_true(score.flags & ET_QUESTION);
        assert_int_equal(side_of(score.sentiment), 0);
        score = score_of(rhetorical[i]);
        assert_false(score.flags & ET_QUESTION);
        assert_int_equal(side_of(score.sentiment), -1);
    }
}

static void mock_praise_is_negative(void **state)
{
    (void)state;
    static const char *const mocking[] = {"oh great, another apology video 🙄",
                                          "wow, what range 🙄",
                                          "must be nice to have a private jet 🙃",
                                          "totally believable 🤡",
                                          "so happy for them /s",
                                          "yeah right, \"edited\""};
    for (size_t i = 0; i < sizeof mocking / sizeof mocking[0]; i++) {
        struct et_score score = score_of(mocking[i]);
        if (!(score.flags & ET_SARCASTIC) || side_of(score.sentiment) != -1)
            print_message("%s: %d %d\n", mocking[i], (int)score.sentiment, (int)score.sarcasm);
        assert_true(score.flags & ET_SARCASTIC);
        assert_true(score.sarcasm >= 5000);
        assert_int_equal(side_of(score.sentiment), -1);
    }
    assert_false(score_of("so happy for them").flags & ET_SARCASTIC);
    assert_true(score_of("so happy for them").sarcasm < 2000);
}

static void praise_as_complaint_is_praise(void **state)
{
    (void)state;
    static const struct sided rows[] = {{"how dare she be this pretty", 1},
                                        {"stop being so talented", 1},
                                        {"I hate how good this is", 1},
                                        {"she needs to be stopped 😍", 1},
                                        {"someone stop him he's too talented", 1},
                                        {"this song has no right to be this catchy", 1},
                                        {"not me crying at work", 1},
                                        {"screaming crying throwing up", 1},
                                        {"he has no business being here", -1},
                                        {"not her lying again", -1}};
    CHECK_SIDES(rows);
}

static void under_a_scandal_praise_is_doubted(void **state)
{
    (void)state;
    static const char *const texts[] = {"what a great husband", "such a devoted fiancé 🌹", "what a gentleman 🙄",
                                        "Husband of the year!"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct et_score under = analyse_under(texts[i], "Orlo Vance caught cheating on his wife", NULL).score;
        assert_true(under.flags & ET_SARCASTIC);
        assert_int_equal(side_of(under.sentiment), -1);
    }
    for (size_t i = 0; i < 2; i++) {
        struct et_score sweet = analyse_under(texts[i], "Orlo Vance surprised his wife with a trip", NULL).score;
        assert_false(sweet.flags & ET_SARCASTIC);
        assert_int_equal(side_of(sweet.sentiment), 1);
    }
    assert_int_equal(side_of(analyse_under("I love you Orlo 🌹", "Orlo Vance accused of fraud", NULL).score.sentiment),
                     1);
}

static void spelling_games_are_read(void **state)
{
    (void)state;
    static const struct sided rows[] = {{"s l a y", 1},         {"l i a r", -1},       {"she is a l i a r", -1},
                                        {"𝓼𝓱𝓮 𝓪𝓽𝓮", 1},         {"𝗦𝗵𝗲 𝗶𝘀 𝗮 𝗹𝗶𝗮𝗿", -1}, {"she 👏 is 👏 a 👏 liar", -1},
                                        {"she 👏 ate 👏 that", 1}};
    CHECK_SIDES(rows);
    /* Two letters are no word, and neither are letters without end. */
    assert_int_equal(side_of(score_of("a b").sentiment), 0);
    assert_int_equal(side_of(score_of("a b c d e f g h i j k m n o p q r s t u v x y z").sentiment), 0);
    assert_true(score_of("sUcH a GeNtLeMaN").flags & ET_SARCASTIC);
}

static void tears_and_laughter_follow_the_words(void **state)
{
    (void)state;
    assert_int_equal(side_of(score_of("this is so beautiful 😭").sentiment), 1);
    assert_int_equal(side_of(score_of("this is so sad 😭").sentiment), -1);
    assert_int_equal(side_of(score_of("what a pathetic liar 😂").sentiment), -1);
    assert_int_equal(et_emotion_primary(score_of("I'm dead 💀😂").emotions), ET_EXCITEMENT);
    /* Bad news in the caption makes tears sad. */
    int32_t sad = analyse_under("😭", "Nadine Ferrold passed away last night", NULL).score.sentiment;
    assert_true(sad < score_of("😭").sentiment);
    assert_true(sad < 0);
}

static void agreement_takes_the_parents_side(void **state)
{
    (void)state;
    assert_int_equal(side_of(analyse_under("THIS. thank you.", NULL, "he is a pathetic liar").score.sentiment), -1);
    assert_int_equal(side_of(analyse_under("same", NULL, "I love this song so much").score.sentiment), 1);
}

static void other_languages_have_their_negation(void **state)
{
    (void)state;
    static const struct sided rows[] = {
        {"Qué hermosa, la amo con todo mi corazón", 1}, {"no me gusta nada, qué asco de canción", -1},
        {"Que voz maravilhosa, perfeita demais", 1},    {"que vergonha, não tem graça nenhuma", -1},
        {"Cette chanson est magnifique, j'adore", 1},   {"c'est nul, quelle honte pour elle", -1}};
    CHECK_SIDES(rows);
}

static void values_keep_their_promises(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",         " ",     "👍",        "12 000",  "?!?!", "I love it",      "𝓘𝓬𝓸𝓷𝓲𝓬",
        "\xff\xfe", "not ",  "so very",  "but but", "no",   "🏳️‍🌈", "a b c d e f g h",
        "\"\"",     "#team", "/s /s /s", "!",       "...",  "@orlovance"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct et_score s = score_of(texts[i]);
        int32_t sum = 0;
        for (unsigned e = 0; e < ET_EMOTIONS; e++) {
            assert_in_range(s.emotions[e], 0, ET_FIXED);
            sum += s.emotions[e];
        }
        assert_int_equal(sum, ET_FIXED);
        assert_true(s.sentiment >= -ET_FIXED && s.sentiment <= ET_FIXED);
        assert_in_range(s.confidence, 0, ET_FIXED);
        assert_in_range(s.sarcasm, 0, ET_FIXED);
        int side = side_of(s.sentiment);
        enum et_emotion primary = et_emotion_primary(s.emotions);
        bool negative =
            primary == ET_ANGER || primary == ET_DISAPPOINTMENT || primary == ET_DISGUST || primary == ET_FATIGUE;
        assert_int_equal(negative, side < 0);
        assert_true(primary != ET_NEUTRAL || side == 0);
        assert_true((primary != ET_LOVE && primary != ET_EXCITEMENT) || side > 0);
    }
}

static void what_is_not_understood_says_so(void **state)
{
    (void)state;
    assert_true(score_of("😍").flags & ET_NO_WORDS);
    assert_true(score_of("10/10 ...").flags & ET_NO_WORDS);
    assert_false(score_of("good").flags & ET_NO_WORDS);
    struct et_score dutch = score_of("Dit is de nieuwe film van de regisseur die wij gisteren hebben gezien");
    assert_true(dutch.flags & ET_NOT_UNDERSTOOD);
    assert_int_equal(side_of(dutch.sentiment), 0);
}

static void order_and_history_do_not_matter(void **state)
{
    (void)state;
    static const char *const texts[] = {"she ate", "so tired of this", "who is he?", "😭", "THIS."};
    struct et_score first[5];
    for (size_t i = 0; i < 5; i++)
        first[i] = analyse_under(texts[i], "Orlo Vance passed away", "I love him").score;
    for (size_t i = 5; i-- > 0;) {
        struct et_score again = analyse_under(texts[i], "Orlo Vance passed away", "I love him").score;
        assert_memory_equal(&again, &first[i], sizeof again);
        analyse_under(texts[i], "Velcrona launches a cream", NULL);
    }
}

static void long_texts_are_read(void **state)
{
    (void)state;
    size_t size = (size_t)80 << 10;
    char *text = malloc(size + 1);
    for (size_t i = 0; i < size; i++)
        text[i] = "so good, "[i % 9];
    text[size] = '\0';
    assert_int_equal(side_of(score_of(text).sentiment), 1);
    free(text);
}

static void an_unknown_model_is_refused(void **state)
{
    (void)state;
    struct et_analyser *other = NULL;
    struct et_analyser_config config = {.model = "et-oracle@9"};
    struct et_error error;
    assert_int_equal(et_analyser_new(&config, &other, &error), ET_E_NOT_FOUND);
    assert_non_null(strstr(error.message, "et-rules@2.0.0"));
    config.model = "et-rules";
    assert_int_equal(et_analyser_new(&config, &other, &error), ET_OK);
    assert_string_equal(et_analyser_model(other), "et-rules@2.0.0");
    assert_int_equal(strlen(et_analyser_sha256(other)), 64);
    assert_int_equal(et_analyser_uses(other), ET_USES_CAPTION | ET_USES_PARENT);
    et_analyser_free(other);
}

#ifdef ET_FAULTS
static void running_out_of_memory_is_an_error(void **state)
{
    (void)state;
    struct et_analyser_config config = {.catalogue = &cast};
    struct et_error error;
    enum et_rc rc = ET_E_NOMEM;
    long n = 0;
    for (; rc == ET_E_NOMEM; n += n < 200 ? 1 : 23) {
        struct et_analyser *other = NULL;
        et_mem_fail_after(n);
        rc = et_analyser_new(&config, &other, &error);
        bool failed = et_mem_failed();
        et_mem_fail_after(-1);
        assert_int_equal(rc, failed ? ET_E_NOMEM : ET_OK);
        et_analyser_free(other);
    }
    assert_true(n > 20);
    struct et_input input = {.text = ET_SLICE("I love Nadine"),
                             .caption = ET_SLICE("Orlo Vance sings"),
                             .parent = ET_SLICE("Nadine is great"),
                             .likes = -1};
    rc = ET_E_NOMEM;
    for (n = 0; rc == ET_E_NOMEM; n++) {
        struct et_scratch *fresh = NULL;
        struct et_analysis analysis;
        et_mem_fail_after(n);
        rc = et_scratch_new(analyser, &fresh, &error);
        if (rc == ET_OK)
            rc = et_analyse(analyser, fresh, &input, &analysis, &error);
        et_mem_fail_after(-1);
        et_scratch_free(fresh);
    }
    assert_int_equal(rc, ET_OK);
    assert_true(n > 5);
    /* In steady state nothing is allocated. */
    struct et_analysis analysis;
    assert_int_equal(et_analyse(analyser, scratch, &input, &analysis, &error), ET_OK);
    et_mem_fail_after(0);
    rc = et_analyse(analyser, scratch, &input, &analysis, &error);
    et_mem_fail_after(-1);
    assert_int_equal(rc, ET_OK);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(negation_turns_what_is_in_its_scope),
        cmocka_unit_test(intensity_and_form_strengthen),
        cmocka_unit_test(contrast_weighs_what_comes_after),
        cmocka_unit_test(fans_and_opponents_are_understood),
        cmocka_unit_test(moods_have_their_emotion),
        cmocka_unit_test(genuine_questions_are_neutral),
        cmocka_unit_test(mock_praise_is_negative),
        cmocka_unit_test(praise_as_complaint_is_praise),
        cmocka_unit_test(under_a_scandal_praise_is_doubted),
        cmocka_unit_test(spelling_games_are_read),
        cmocka_unit_test(tears_and_laughter_follow_the_words),
        cmocka_unit_test(agreement_takes_the_parents_side),
        cmocka_unit_test(other_languages_have_their_negation),
        cmocka_unit_test(values_keep_their_promises),
        cmocka_unit_test(what_is_not_understood_says_so),
        cmocka_unit_test(order_and_history_do_not_matter),
        cmocka_unit_test(long_texts_are_read),
        cmocka_unit_test(an_unknown_model_is_refused),
#ifdef ET_FAULTS
        cmocka_unit_test(running_out_of_memory_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
