/* Other languages: what fans and their opponents write in Spanish, Portuguese, French, German and Italian, and what is
 * said of texts that nobody here can read. */
#include "analyse_fixture.h"

#include <string.h>

static void spanish(void **state)
{
    (void)state;
    static const struct sided rows[] = {{"jajajaja me muero, qué grande eres Nadine", 1},
                                        {"No hay nadie como ella, la mejor de todas", 1},
                                        {"no me canso de escuchar esta canción", 1},
                                        {"mamasita te comiste la alfombra roja", 1},
                                        {"déjenla en paz, ella no hizo nada malo", 1},
                                        {"no está nada mal la verdad, me sorprendió", 1},
                                        {"son ridiculísimas", -1},
                                        {"qué asco de tipo", -1},
                                        {"no me gusta para nada el nuevo look de Orlo", -1},
                                        {"no sabe cantar, puro autotune", -1},
                                        {"ya cansa con lo mismo, siempre haciéndose la víctima", -1},
                                        {"canta bien pero es una persona horrible", -1},
                                        {"ay sí claro, seguro fue un accidente 🙄", -1},
                                        {"nunca fue buena actriz", -1},
                                        {"¿Cuándo es el concierto en Lima?", 0},
                                        {"alguien sabe cómo se llama la canción", 0},
                                        {"yo la vi ayer en el aeropuerto", 0}};
    CHECK_SIDES(rows);
    assert_int_equal(et_emotion_primary(score_of("qué flojera, otra vez esta señora").emotions), ET_FATIGUE);
}

static void portuguese(void **state)
{
    (void)state;
    static const struct sided rows[] = {{"kkkkkkk eu amo essa mulher", 1},
                                        {"não tem ninguém melhor que ela", 1},
                                        {"ela nunca erra, hino atrás de hino", 1},
                                        {"gente que look é esse, serviu tudo", 1},
                                        {"muita força pra família nesse momento", 1},
                                        {"tadinha, não merecia isso", 1},
                                        {"não tem como não amar", 1},
                                        {"que nojo desse cara", -1},
                                        {"não gostei, ficou muito forçado", -1},
                                        {"música chatinha, não pegou", -1},
                                        {"ela não canta nada, só playback", -1},
                                        {"antes era melhor, agora tá um lixo", -1},
                                        {"canta bem mas é muito arrogante", -1},
                                        {"aham sei, acredito muito 🙄", -1},
                                        {"quando sai o álbum?", 0},
                                        {"ela nasceu em Recife, não em Salvador", 0}};
    CHECK_SIDES(rows);
    assert_int_equal(et_emotion_primary(score_of("ninguém aguenta mais essa mulher").emotions), ET_FATIGUE);
}

static void french(void **state)
{
    (void)state;
    static const struct sided rows[] = {{"mdr je l'adore trop cette meuf", 1},
                                        {"personne ne chante comme elle", 1},
                                        {"je ne me lasse pas de cette chanson", 1},
                                        {"c'est pas mal du tout ce nouveau son", 1},
                                        {"la pauvre, elle ne mérite pas ça", 1},
                                        {"sans elle ce film ne serait rien, quelle actrice", 1},
                                        {"jamais déçue avec elle", 1},
                                        {"quelle horreur cette robe", -1},
                                        {"quelle déception, quel moment d'horreur", -1},
                                        {"elle n'est même pas belle", -1},
                                        {"j'aime vraiment pas", -1},
                                        {"elle se prend pour qui celle-là", -1},
                                        {"jolie mais complètement creuse", -1},
                                        {"il ne mérite aucune pitié, qu'il aille en prison", -1},
                                        {"est-ce qu'elle a un frère ?", 0},
                                        {"quelqu'un connaît le titre de la chanson ?", 0},
                                        {"je l'ai vue hier à la gare", 0}};
    CHECK_SIDES(rows);
    assert_int_equal(et_emotion_primary(score_of("encore elle ? y'en a marre").emotions), ET_FATIGUE);
}

static void german_and_italian(void **state)
{
    (void)state;
    static const struct sided rows[] = {
        {"Hammer Stimme, Gänsehaut pur", 1},       {"nicht schlecht, gefällt mir richtig gut", 1},
        {"gefällt mir überhaupt nicht", -1},       {"die kann doch gar nicht singen", -1},
        {"weiß jemand woher das Kleid ist?", 0},   {"che voce, ho i brividi", 1},
        {"non c'è nessuno come lei", 1},           {"non mi piace per niente", -1},
        {"ridicola, non sa nemmeno recitare", -1}, {"come si chiama la canzone?", 0}};
    CHECK_SIDES(rows);
}

static void a_question_is_seen_in_its_signs(void **state)
{
    (void)state;
    assert_true(score_of("¿Cuándo es el concierto en Lima?").flags & ET_QUESTION);
    assert_true(score_of("est-ce qu'elle a un frère ?").flags & ET_QUESTION);
    assert_true(score_of("quando sai o álbum?").flags & ET_QUESTION);
    assert_false(score_of("a quién le importa?").flags & ET_QUESTION);
}

/* A second negation says the same again in these languages; in English it takes the first back. */
static void negations_agree(void **state)
{
    (void)state;
    int32_t once = score_of("no es linda ella").sentiment, twice = score_of("no es nada linda ella").sentiment;
    assert_true(once < 0 && twice < 0);
    assert_int_equal(side_of(score_of("never not iconic").sentiment), 1);
}

static void both_lists_serve_a_mixture(void **state)
{
    (void)state;
    struct et_score mixed = score_of("qué asco, no puedo con esto, this is so gross and you know it");
    assert_string_equal(mixed.language, "mul");
    assert_int_equal(side_of(mixed.sentiment), -1);
    assert_false(mixed.flags & ET_NOT_UNDERSTOOD);
    assert_int_equal(side_of(score_of("she is literally perfeita demais, te amo rainha").sentiment), 1);
}

static void unread_languages_say_so(void **state)
{
    (void)state;
    struct et_score dutch = score_of("wat heeft zij het gisteren over haar nieuwe huis gehad");
    assert_string_equal(dutch.language, "nl");
    assert_true(dutch.flags & ET_NOT_UNDERSTOOD);
    assert_int_equal(side_of(dutch.sentiment), 0);
    struct et_score hearts = score_of("wat heeft zij het gisteren over haar nieuwe huis gehad 😍😍");
    assert_false(hearts.flags & ET_NOT_UNDERSTOOD);
    assert_int_equal(side_of(hearts.sentiment), 1);
    assert_true(dutch.confidence < hearts.confidence);
}

/* Spanish "once" or French "but" mean nothing of that in English, nor the other way round. */
static void false_friends_stay_in_their_language(void **state)
{
    (void)state;
    assert_int_equal(side_of(score_of("she moved there with her mal and her nul").sentiment), 0);
    assert_string_equal(score_of("Maria de la Cruz was there").language, "en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spanish),
                                       cmocka_unit_test(portuguese),
                                       cmocka_unit_test(french),
                                       cmocka_unit_test(german_and_italian),
                                       cmocka_unit_test(a_question_is_seen_in_its_signs),
                                       cmocka_unit_test(negations_agree),
                                       cmocka_unit_test(both_lists_serve_a_mixture),
                                       cmocka_unit_test(unread_languages_say_so),
                                       cmocka_unit_test(false_friends_stay_in_their_language)};
    return cmocka_run_group_tests_name("languages", tests, open_fixture, close_fixture);
}
