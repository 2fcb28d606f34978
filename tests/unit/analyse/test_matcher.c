/* Whom comments name and mean, with an invented cast that has every trap: ordinary words as names, shared first names
 * and surnames, a couple, titles that are phrases. */
#include "analyse/entity/catalogue_file.h"
#include "analyse/entity/matcher.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char cast_json[] =
    "[{\"name\":\"Grace Hollowell\",\"type\":\"person\",\"aliases\":[\"Grace\",\"Gracie\",\"GH\",\"@gracehere\"],"
    "\"not\":[\"Grace Kelly\",\"grace period\"]},"
    "{\"name\":\"Will Castellan\",\"type\":\"person\",\"aliases\":[\"Will\",\"Willy C\",\"@will.castellan\"]},"
    "{\"name\":\"Rose Marchetti\",\"type\":\"person\",\"aliases\":[\"Rose\"]},"
    "{\"name\":\"Rose Dunmorrow\",\"type\":\"person\",\"aliases\":[\"Rose\",\"@rosedun.jpg\"]},"
    "{\"name\":\"Theo Marchetti\",\"type\":\"person\",\"aliases\":[\"Teddy\"]},"
    "{\"name\":\"Nad\\u00e8ge Fournelle\",\"type\":\"person\"},"
    "{\"name\":\"Bishop Ardenne\",\"type\":\"person\",\"aliases\":[\"Bishop\",\"Big Bish\"]},"
    "{\"name\":\"Summer Olvane\",\"type\":\"person\",\"aliases\":[\"Summer\"]},"
    "{\"name\":\"Wilgrace\",\"type\":\"couple\",\"aliases\":[\"Will and Grace\",\"Will Castellan and Grace "
    "Hollowell\"]},"
    "{\"name\":\"The Night Ferry\",\"type\":\"show\",\"aliases\":[\"TNF\"]},"
    "{\"name\":\"Wait For Me Tomorrow\",\"type\":\"film\",\"aliases\":[\"WFMT\"]},"
    "{\"name\":\"Salt & Sorrow\",\"type\":\"show\",\"aliases\":[\"S&S\"]},"
    "{\"name\":\"Spider-Moth\",\"type\":\"film\"},"
    "{\"name\":\"Lumorada\",\"type\":\"brand\"},"
    "{\"name\":\"Kestrels\",\"type\":\"team\",\"aliases\":[\"The Kestrels\"]},"
    "{\"name\":\"Hidden One\",\"type\":\"other\",\"aliases\":[\"\\ud83d\\udc0d\"]}]";

static struct et_arena arena;
static struct et_catalogue cast;
static struct et_matcher *matcher;
static struct et_tokens tokens;

static void context_of(const char *text, struct et_context *context)
{
    struct et_error error;
    assert_int_equal(et_tokenise(&tokens, et_slice_of(text), &error), ET_OK);
    et_matcher_context(matcher, &tokens, context);
}

/* What is found, as "name[span]; ..." with (implied) behind implied ones. */
static void find(const char *text, const char *caption, const char *parent, char *out, size_t size)
{
    struct et_context caption_context, parent_context;
    struct et_found found[ET_FOUND_MAX];
    struct et_error error;
    if (caption)
        context_of(caption, &caption_context);
    if (parent)
        context_of(parent, &parent_context);
    assert_int_equal(et_tokenise(&tokens, et_slice_of(text), &error), ET_OK);
    size_t count =
        et_matcher_find(matcher, &tokens, caption ? &caption_context : NULL, parent ? &parent_context : NULL, found);
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        struct et_slice name = cast.entities[found[i].entity].name;
        int more = snprintf(out + n, size - n, "%s" ET_SLICE_FMT "[%.*s]%s", i ? "; " : "", ET_SLICE_ARG(name),
                            (int)(found[i].end - found[i].start), text + found[i].start,
                            found[i].is_explicit ? "" : "(implied)");
        assert_true(more >= 0 && (size_t)more < size - n);
        n += (size_t)more;
    }
}

static void expect(const char *text, const char *caption, const char *parent, const char *expected)
{
    char out[2048];
    find(text, caption, parent, out, sizeof out);
    if (strcmp(out, expected) != 0)
        fail_msg("\"%s\" (%s): found \"%s\", expected \"%s\"", text, caption ? caption : "-", out, expected);
}

static void test_full_names(void **state)
{
    (void)state;
    expect("Grace Hollowell is here", NULL, NULL, "Grace Hollowell[Grace Hollowell]");
    expect("GRACE HOLLOWELL!!!", NULL, NULL, "Grace Hollowell[GRACE HOLLOWELL]");
    expect("will castellan can act", NULL, NULL, "Will Castellan[will castellan]");
    expect("nadege fournelle > everyone", NULL, NULL, "Nad\u00e8ge Fournelle[nadege fournelle]");
    expect("Nad\u00c8ge Fournelle's voice", NULL, NULL, "Nad\u00e8ge Fournelle[Nad\u00c8ge Fournelle's]");
    expect("Gra\u200bce Hollo\u200bwell", NULL, NULL, "Grace Hollowell[Gra\u200bce Hollo\u200bwell]");
    expect("\U0001d4d6\U0001d4fb\U0001d4ea\U0001d4ec\U0001d4ee Hollowell", NULL, NULL,
           "Grace Hollowell[\U0001d4d6\U0001d4fb\U0001d4ea\U0001d4ec\U0001d4ee Hollowell]");
    expect("nothing to see here", NULL, NULL, "");
    expect("", NULL, NULL, "");
}

static void test_boundaries(void **state)
{
    (void)state;
    expect("Lumoradaful of Lumorada", NULL, NULL, "Lumorada[Lumorada]");
    expect("castellans hair, theo marchettis hair", NULL, NULL,
           "Will Castellan[castellans]; Theo Marchetti[theo marchettis]");
    expect("graceful disgrace Williamson", "Grace Hollowell", NULL, "");
    expect("hollowell-fournelle wedding", NULL, NULL, "Grace Hollowell[hollowell]; Nad\u00e8ge Fournelle[fournelle]");
    expect("a Fournelle-free week", NULL, NULL, "Nad\u00e8ge Fournelle[Fournelle]");
    expect("\U0001f40d strikes", NULL, NULL, "Hidden One[\U0001f40d]");
    expect("LUMORADAAAA", NULL, NULL, "Lumorada[LUMORADAAAA]");
}

static void test_other_spellings(void **state)
{
    (void)state;
    expect("spider moth and Spider-Moth", NULL, NULL, "Spider-Moth[spider moth]; Spider-Moth[Spider-Moth]");
    expect("Salt and Sorrow, salt & sorrow", NULL, NULL,
           "Salt & Sorrow[Salt and Sorrow]; Salt & Sorrow[salt & sorrow]");
    expect("S&S tonight", NULL, NULL, "Salt & Sorrow[S&S]");
    expect("the night ferry S2", NULL, NULL, "The Night Ferry[night ferry]");
    expect("Night Ferry is back", NULL, NULL, "The Night Ferry[Night Ferry]");
    expect("TNF forever", NULL, NULL, "The Night Ferry[TNF]");
    expect("tnf forever", NULL, NULL, "");
    expect("tnf forever", "The Night Ferry returns", NULL, "The Night Ferry[tnf]");
}

static void test_possessives(void **state)
{
    (void)state;
    expect("Gracie's dress", NULL, NULL, "Grace Hollowell[Gracie's]");
    expect("gracie\u2019s dress", NULL, NULL, "Grace Hollowell[gracie\u2019s]");
    expect("it was Castellan's idea", NULL, NULL, "Will Castellan[Castellan's]");
}

static void test_ordinary_words(void **state)
{
    (void)state;
    const char *grace = "Grace Hollowell cut her hair", *will = "Will Castellan at the premiere";
    expect("saying grace over my toast", grace, NULL, "");
    expect("That's what I call grace under pressure", grace, NULL, "");
    expect("such grace, such Grace", grace, NULL, "Grace Hollowell[Grace]");
    expect("grace killed that note", grace, NULL, "Grace Hollowell[grace]");
    expect("I love you Grace but no", NULL, NULL, "Grace Hollowell[Grace]");
    expect("I will never watch this", will, NULL, "");
    expect("will this be on tv?", will, NULL, "");
    expect("Will you marry me", will, NULL, "");
    expect("he will regret it, they will too", will, NULL, "Will Castellan[he](implied)");
    expect("nobody told me how Will can sing", will, NULL, "Will Castellan[Will]");
    expect("Will, if you read this", will, NULL, "Will Castellan[Will]");
    expect("will is so talented", will, NULL, "Will Castellan[will]");
    expect("best gossip of the summer", "Summer Olvane", NULL, "");
    expect("this summer was long", "Summer Olvane", NULL, "");
    expect("Summer looked great", "Summer Olvane", NULL, "Summer Olvane[Summer]");
    expect("my uncle is an actual bishop", "Bishop Ardenne was late", NULL, "");
    expect("thank you Bishop for nothing", "Bishop Ardenne was late", NULL, "Bishop Ardenne[Bishop]");
    expect("a bishop in chess", NULL, NULL, "");
}

static void test_other_people(void **state)
{
    (void)state;
    expect("Grace Kelly was better", "Grace Hollowell sings", NULL, "");
    expect("the grace period is over", "Grace Hollowell sings", NULL, "");
    expect("I miss Will Kowalczyk", "Will Castellan sings", NULL, "");
    expect("Will Castellan, not Will Kowalczyk", NULL, NULL, "Will Castellan[Will Castellan]");
}

static void test_shared_names(void **state)
{
    (void)state;
    expect("Rose is great", NULL, NULL, "");
    expect("Rose is great", "Rose Dunmorrow sings", NULL, "Rose Dunmorrow[Rose]");
    expect("Rose is great", "Rose Marchetti sings", NULL, "Rose Marchetti[Rose]");
    expect("Rose won, obviously", "Rose Dunmorrow meets Rose Marchetti", NULL, "");
    expect("Rose won, obviously", "Rose Dunmorrow meets Rose Marchetti", "I prefer Dunmorrow", "Rose Dunmorrow[Rose]");
    expect("Rose Dunmorrow is fine. Rose can sing", NULL, NULL, "Rose Dunmorrow[Rose Dunmorrow]; Rose Dunmorrow[Rose]");
    expect("Rose can sing, that Rose Dunmorrow", NULL, NULL, "Rose Dunmorrow[Rose]; Rose Dunmorrow[Rose Dunmorrow]");
    expect("Marchetti again", NULL, NULL, "");
    expect("Marchetti again", "Theo Marchetti was seen", NULL, "Theo Marchetti[Marchetti]");
    expect("two roses walk in", "Rose Dunmorrow meets Rose Marchetti", NULL,
           "Rose Marchetti[roses]; Rose Dunmorrow[roses]");
    expect("roses are red", "Rose Dunmorrow sings", NULL, "");
    expect("Theo looked tired", NULL, NULL, "Theo Marchetti[Theo]");
}

static void test_couples(void **state)
{
    (void)state;
    expect("Will and Grace forever", NULL, NULL, "Wilgrace[Will and Grace]");
    expect("wilgrace endgame", NULL, NULL, "Wilgrace[wilgrace]");
    expect("Grace deserves better than Will", "Wilgrace split", NULL, "Grace Hollowell[Grace]; Will Castellan[Will]");
    expect("they look happy", "Wilgrace on the carpet", NULL, "Wilgrace[they](implied)");
}

static void test_hashtags(void **state)
{
    (void)state;
    expect("#TeamCastellan", NULL, NULL, "Will Castellan[#TeamCastellan]");
    expect("#teamcastellan", NULL, NULL, "Will Castellan[#teamcastellan]");
    expect("#JusticeForNadege now", NULL, NULL, "Nad\u00e8ge Fournelle[#JusticeForNadege]");
    expect("#GraceHollowell #gracehollowell", NULL, NULL,
           "Grace Hollowell[#GraceHollowell]; Grace Hollowell[#gracehollowell]");
    expect("#boycottlumorada", NULL, NULL, "Lumorada[#boycottlumorada]");
    expect("#we_love_gracie", NULL, NULL, "Grace Hollowell[#we_love_gracie]");
    expect("#TeamGrace", "Grace Hollowell", NULL, "Grace Hollowell[#TeamGrace]");
    expect("#AmazingGrace #willpower #SummerVibes #freewill", "Grace Hollowell, Will Castellan, Summer Olvane", NULL,
           "Will Castellan[#freewill]");
    expect("#WaitForMeTomorrow", NULL, NULL, "Wait For Me Tomorrow[#WaitForMeTomorrow]");
    expect("#JusticeForTheCrew", NULL, NULL, "");
}

static void test_handles(void **state)
{
    (void)state;
    expect("@gracehere you ate", NULL, NULL, "Grace Hollowell[@gracehere]");
    expect("@GraceHere. ok", NULL, NULL, "Grace Hollowell[@GraceHere]");
    expect("@will.castellan @rosedun.jpg", NULL, NULL, "Will Castellan[@will.castellan]; Rose Dunmorrow[@rosedun.jpg]");
    expect("@gracehollowell @nadege_fournelle @theomarchettiofficial", NULL, NULL,
           "Grace Hollowell[@gracehollowell]; Nad\u00e8ge Fournelle[@nadege_fournelle]; Theo "
           "Marchetti[@theomarchettiofficial]");
    expect("@grace @will @gracehere2", NULL, NULL, "");
}

static void test_titles(void **state)
{
    (void)state;
    const char *film = "Wait For Me Tomorrow premieres";
    expect("Wait For Me Tomorrow made me cry", NULL, NULL, "Wait For Me Tomorrow[Wait For Me Tomorrow]");
    expect("someone wait for me tomorrow please", film, NULL, "");
    expect("wait for me tomorrow was a mess", film, NULL, "Wait For Me Tomorrow[wait for me tomorrow]");
    expect("wait for me tomorrow", NULL, NULL, "");
    expect("I watched wait for me tomorrow", NULL, NULL, "Wait For Me Tomorrow[wait for me tomorrow]");
    expect("go Kestrels", NULL, NULL, "Kestrels[Kestrels]");
}

static void test_misspelt(void **state)
{
    (void)state;
    expect("Grace Hollowel ate", NULL, NULL, "Grace Hollowell[Grace Hollowel]");
    expect("Will Castelan and Nadege Fornelle", NULL, NULL,
           "Will Castellan[Will Castelan]; Nad\u00e8ge Fournelle[Nadege Fornelle]");
    expect("castelaln is good", NULL, NULL, "Will Castellan[castelaln]");
    expect("bishop ardene scammed us", "Bishop Ardenne was late", NULL, "Bishop Ardenne[bishop ardene]");
    expect("luminous castle hollow", NULL, NULL, "");
    expect("castellano is a cheese", NULL, NULL, "Will Castellan[castellano]"); /* one letter too many: the price */
}

static void test_implied(void **state)
{
    (void)state;
    const char *post = "Grace Hollowell at the show";
    expect("she is everything", post, NULL, "Grace Hollowell[she](implied)");
    expect("HER HAIR", post, NULL, "Grace Hollowell[HER](implied)");
    expect("this man is a menace", "Will Castellan again", NULL, "Will Castellan[man](implied)");
    expect("wow", post, NULL, "");
    expect("she is everything", NULL, NULL, "");
    expect("she is everything", "What a day", NULL, "");
    expect("she likes Theo", post, NULL, "Theo Marchetti[Theo]");
    expect("she ruined Salt & Sorrow", post, NULL, "Salt & Sorrow[Salt & Sorrow]; Grace Hollowell[she](implied)");
    expect("finally someone said it", post, "Theo Marchetti is a bully", "Theo Marchetti[](implied)");
    expect("they should rest", post, NULL, "");
    expect("they should rest", "Grace Hollowell meets Theo Marchetti", NULL,
           "Grace Hollowell[they](implied); Theo Marchetti[they](implied)");
}

static void test_context(void **state)
{
    (void)state;
    struct et_context context;
    context_of("Rose Dunmorrow & Will Castellan sing with @gracehere. Rose Dunmorrow won. #Lumorada", &context);
    assert_int_equal(context.count, 4);
    assert_int_equal(context.entities[0], 3);
    assert_int_equal(context.entities[1], 1);
    assert_int_equal(context.entities[2], 0);
    assert_int_equal(context.entities[3], 13);
}

static void test_many_mentions(void **state)
{
    (void)state;
    char text[4096];
    size_t n = 0;
    for (int i = 0; i < 200; i++) {
        memcpy(text + n, "Lumorada ", 9);
        n += 9;
    }
    struct et_found found[ET_FOUND_MAX];
    struct et_error error;
    assert_int_equal(et_tokenise(&tokens, et_slice(text, n), &error), ET_OK);
    assert_int_equal(et_matcher_find(matcher, &tokens, NULL, NULL, found), ET_FOUND_MAX);
    for (size_t i = 1; i < ET_FOUND_MAX; i++)
        assert_true(found[i - 1].end <= found[i].start);
}

/* 10,000 entities with unlike names. */
static void test_many_entities(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    struct et_entity *entities = calloc(COUNT, sizeof *entities);
    char(*names)[40] = calloc(COUNT, sizeof *names);
    assert_non_null(entities);
    assert_non_null(names);
    for (int i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof names[i], "%c%c%cora Zz%c%c%cavel", 'A' + i % 26, 'a' + i / 26 % 26,
                 'a' + i / 676 % 26, 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26);
        entities[i] = (struct et_entity){.id = i + 1, .name = et_slice_of(names[i]), .type = ET_PERSON};
    }
    struct et_catalogue many = {entities, COUNT};
    struct et_matcher *large = NULL;
    struct et_error error;
    struct et_found found[ET_FOUND_MAX];
    assert_int_equal(et_matcher_new(&many, &large, &error), ET_OK);
    assert_int_equal(et_tokenise(&tokens, et_slice_of(names[4321]), &error), ET_OK);
    assert_int_equal(et_matcher_find(large, &tokens, NULL, NULL, found), 1);
    assert_int_equal(found[0].entity, 4321);
    et_matcher_free(large);
    free(entities);
    free(names);
}

static void test_empty_catalogue(void **state)
{
    (void)state;
    struct et_catalogue none = {NULL, 0};
    struct et_entity odd[2] = {{.id = 1, .name = ET_SLICE("!!!"), .type = ET_OTHER},
                               {.id = 2, .name = ET_SLICE("Gone"), .type = ET_BRAND, .state = ET_ENTITY_IGNORED}};
    struct et_catalogue strange = {odd, 2};
    struct et_matcher *empty = NULL;
    struct et_error error;
    struct et_found found[ET_FOUND_MAX];
    assert_int_equal(et_tokenise(&tokens, et_slice_of("Grace Gone !!! #Gone @gone she"), &error), ET_OK);
    assert_int_equal(et_matcher_new(&none, &empty, &error), ET_OK);
    assert_int_equal(et_matcher_find(empty, &tokens, NULL, NULL, found), 0);
    et_matcher_free(empty);
    assert_int_equal(et_matcher_new(&strange, &empty, &error), ET_OK);
    assert_int_equal(et_matcher_find(empty, &tokens, NULL, NULL, found), 0);
    et_matcher_free(empty);
}

static void test_no_memory(void **state)
{
    (void)state;
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc != ET_OK && n < 400; n++) {
        struct et_matcher *made = NULL;
        struct et_error error;
        et_mem_fail_after(n);
        rc = et_matcher_new(&cast, &made, &error);
        et_mem_fail_after(-1);
        assert_true(rc == ET_OK || (rc == ET_E_NOMEM && error.code == ET_E_NOMEM && !made));
        et_matcher_free(made);
    }
    assert_int_equal(rc, ET_OK);
}

static int set_up(void **state)
{
    (void)state;
    struct et_error error;
    et_arena_init(&arena, 0);
    et_tokens_init(&tokens);
    if (et_catalogue_parse(et_slice_of(cast_json), &arena, &cast, &error) != ET_OK)
        return -1;
    return et_matcher_new(&cast, &matcher, &error) == ET_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    et_matcher_free(matcher);
    et_tokens_dispose(&tokens);
    et_arena_dispose(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_names),      cmocka_unit_test(test_boundaries),
        cmocka_unit_test(test_other_spellings), cmocka_unit_test(test_possessives),
        cmocka_unit_test(test_ordinary_words),  cmocka_unit_test(test_other_people),
        cmocka_unit_test(test_shared_names),    cmocka_unit_test(test_couples),
        cmocka_unit_test(test_hashtags),        cmocka_unit_test(test_handles),
        cmocka_unit_test(test_titles),          cmocka_unit_test(test_misspelt),
        cmocka_unit_test(test_implied),         cmocka_unit_test(test_context),
        cmocka_unit_test(test_many_mentions),   cmocka_unit_test(test_many_entities),
        cmocka_unit_test(test_empty_catalogue), cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("matcher", tests, set_up, tear_down);
}
