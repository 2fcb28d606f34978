/* The search language: what queries mean, what is told about wrong ones, and bytes that are no query. */
#include "insight_test.h"

#include "base/mem.h"
#include "insight/query.h"

/* Lower case, words by blanks and punctuation: enough like the real index function. */
static enum et_rc tokens(void *context, struct et_slice text, struct et_buf *out, struct et_error *error)
{
    (void)context;
    bool open = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool in_word = (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                       (c >= 'A' && c <= 'Z') || c == '#' || c == '\'';
        if (in_word && !open && out->len && !et_buf_char(out, ' '))
            return et_fail_nomem(error);
        if (in_word && !et_buf_char(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c))
            return et_fail_nomem(error);
        open = in_word;
    }
    return ET_OK;
}

static void print_node(struct et_buf *out, const struct et_search_node *node)
{
    static const char *const names[] = {"", "and", "or", "not", "near"};
    if (!node) {
        et_buf_str(out, "ALL");
        return;
    }
    if (node->kind == ET_SEARCH_PHRASE) {
        for (size_t i = 0; i < node->term_count; i++)
            et_buf_printf(out, "%s" ET_SLICE_FMT, i ? "+" : "", ET_SLICE_ARG(node->terms[i]));
        et_buf_str(out, node->prefix ? "*" : "");
        return;
    }
    et_buf_printf(out, "(%s", names[node->kind]);
    if (node->kind == ET_SEARCH_NEAR)
        et_buf_printf(out, "%u", node->distance);
    et_buf_char(out, ' ');
    print_node(out, node->left);
    et_buf_char(out, ' ');
    print_node(out, node->right);
    et_buf_char(out, ')');
}

static enum et_rc parse(struct et_arena *arena, const char *query, struct et_search *search, struct et_error *error)
{
    return et_query_parse(et_slice_of(query), &world_catalogue, tokens, NULL, arena, search, error);
}

static void test_expressions(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "ALL"},
        {"  \t", "ALL"},
        {"Court", "court"},
        {"court date", "(and court date)"},
        {"court AND date", "(and court date)"},
        {"a OR b c", "(or a (and b c))"},
        {"(a OR b) c", "(and (or a b) c)"},
        {"a b OR c d OR e", "(or (or (and a b) (and c d)) e)"},
        {"\"last week\"", "last+week"},
        {"re-cast", "re+cast"},
        {"tay* \"free mar*\"", "(and tay* free+mar*)"},
        {"a -b", "(not a b)"},
        {"-b a", "(not a b)"},
        {"a NOT b NOT c", "(not a (or b c))"},
        {"NOT a", "(not ALL a)"},
        {"NOT NOT a", "a"},
        {"-(a b)", "(not ALL (and a b))"},
        {"a OR -b", "(or a (not ALL b))"},
        {"-(a -b)", "(not ALL (not a b))"},
        {"court NEAR/3 date", "(near3 court date)"},
        {"court NEAR \"last week\" x", "(and (near10 court last+week) x)"},
        {"well-known - a", "(and well+known a)"},
        {"!!! a ...", "a"},
        {"\"\" a", "a"},
        {"and or not", "(and (and and or) not)"},
        {"10:30", "10+30"},
        {"\"re:zero\"", "re+zero"},
        {"note: this", "(and note this)"},
        {"a (so:)", "(and a so)"},
        {"https://example.org/x:y", "https+example+org+x+y"},
        {"#teamgrace", "#teamgrace"},
        {"\xF0\x9F\xA5\xB1", "\xF0\x9F\xA5\xB1"},
        {"entity:gracie court", "court"},
        {"((((a))))", "a"},
        {"(entity:grace\xE2\x80\x8B) a", NULL},
    };
    struct et_arena arena;
    struct et_buf out;
    et_arena_init(&arena, 0);
    et_buf_init(&out, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct et_search search;
        struct et_error error = {0};
        enum et_rc rc = parse(&arena, cases[i][0], &search, &error);
        if (!cases[i][1]) {
            assert_int_equal(rc, ET_E_USAGE);
            continue;
        }
        if (rc)
            fail_msg("%s: %s", cases[i][0], error.message);
        et_buf_clear(&out);
        print_node(&out, search.root);
        assert_string_equal(out.data, cases[i][1]);
    }
    et_buf_dispose(&out);
    et_arena_dispose(&arena);
}

static struct et_filter filter_of(struct et_arena *arena, const char *query)
{
    struct et_search search;
    struct et_error error = {0};
    if (parse(arena, query, &search, &error))
        fail_msg("%s: %s", query, error.message);
    return search.filter;
}

static void test_filters(void **state)
{
    (void)state;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    struct et_filter filter = filter_of(&arena, "anything");
    struct et_filter all = ET_FILTER_ALL;
    assert_true(filter.from_us == all.from_us && filter.to_us == all.to_us && filter.platform == all.platform &&
                filter.entity_id == 0 && filter.post_id == 0 && filter.author_id == 0 && filter.author.len == 0 &&
                filter.emotion == all.emotion && filter.min_sentiment == all.min_sentiment &&
                filter.max_sentiment == all.max_sentiment && filter.min_likes == all.min_likes &&
                filter.max_likes == all.max_likes);
    filter = filter_of(&arena, "entity:\"grace tamberly\" platform:ig emotion:fatigue author:@Some.One likes:>100");
    assert_true(filter.entity_id == WORLD_ID(GRACE) && filter.platform == ET_PLATFORM_INSTAGRAM &&
                filter.emotion == ET_FATIGUE);
    assert_true(et_slice_is(filter.author, "Some.One") && filter.min_likes == 101 && filter.max_likes == INT64_MAX);
    filter = filter_of(&arena, "likes:>=5 likes:<10");
    assert_true(filter.min_likes == 5 && filter.max_likes == 9);
    filter = filter_of(&arena, "likes:7");
    assert_true(filter.min_likes == 7 && filter.max_likes == 7);
    filter = filter_of(&arena, "sentiment:<-0.3");
    assert_true(filter.min_sentiment == -10000 && filter.max_sentiment == -3001);
    filter = filter_of(&arena, "sentiment:<=-.3 sentiment:>-0.70005");
    assert_true(filter.min_sentiment == -7000 && filter.max_sentiment == -3000);
    filter = filter_of(&arena, "sentiment:negative");
    assert_true(filter.min_sentiment == -6999 && filter.max_sentiment == -3000);
    filter = filter_of(&arena, "sentiment:\"strongly positive\"");
    assert_true(filter.min_sentiment == 7000 && filter.max_sentiment == 10000);
    filter = filter_of(&arena, "sentiment:=Strongly-Negative");
    assert_true(filter.min_sentiment == -10000 && filter.max_sentiment == -7000);
    filter = filter_of(&arena, "sentiment:neutral (a sentiment:>0)");
    assert_true(filter.min_sentiment == 1 && filter.max_sentiment == 2999);
    filter = filter_of(&arena, "after:2025-11-20 before:2025-11-21T06:00 AFTER:2025-11-01");
    assert_true(filter.from_us == NOON - 12 * ET_US_HOUR && filter.to_us == NOON + 18 * ET_US_HOUR);
    for (int label = 0; label < ET_LABELS; label++) { /* every score belongs to the label that it is found by */
        char query[64];
        snprintf(query, sizeof query, "sentiment:\"%s\"", et_label_name((enum et_label)label));
        filter = filter_of(&arena, query);
        for (int32_t s = -ET_FIXED; s <= ET_FIXED; s++)
            assert_int_equal((int)et_label_of(s) == label, s >= filter.min_sentiment && s <= filter.max_sentiment);
    }
    et_arena_dispose(&arena);
}

static void test_errors_say_where_and_what(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        uint32_t column;
        const char *part;
    } cases[] = {
        {"a \"b c", 3, "never closed"},
        {"(a OR b", 1, "never closed"},
        {"a)", 2, "closes nothing"},
        {"a OR", 5, "is expected here"},
        {"OR a", 1, "quotation marks"},
        {"a AND AND b", 7, "is expected here"},
        {"()", 2, "nothing between"},
        {"NEAR/3 a", 1, "between two words"},
        {"a NEAR/x b", 3, "1 to 1000"},
        {"a NEAR/2 (b)", 10, "between two words"},
        {"a NEAR b NEAR c", 10, "not three"},
        {"entity:\"Grace Tambrely\"", 1, "did you mean entity:\"Grace Tamberly\""},
        {"entity:Zzzzzzzzzzzz", 1, "entities list"},
        {"\xC3\xA9 sentimnt:>0", 3, "\"sentiment:\""},
        {"foo:bar", 1, "there is no filter \"foo:\"; there are entity: author:"},
        {"a foo:\"b c\"", 3, "quotation marks"},
        {"averyveryverylongname:x", 1, "there is no filter"},
        {"sentiment:2", 1, "from -1 to 1"},
        {"sentiment:>", 1, "from -1 to 1"},
        {"sentiment:nan", 1, "from -1 to 1"},
        {"likes:many", 1, "whole number"},
        {"likes:-1", 1, "whole number"},
        {"likes: 5", 1, "needs a value"},
        {"author:@", 1, "needs a handle"},
        {"platform:myspace", 1, "instagram"},
        {"platform:x platform:ig", 12, "once"},
        {"emotion:rage", 1, "anger"},
        {"after:yesterday", 1, "2025-11-20"},
        {"a OR likes:>3", 6, "beside OR"},
        {"likes:>3 OR a", 1, "beside OR"},
        {"a (b OR (c likes:>3))", 12, "beside OR"},
        {"-emotion:anger", 2, "behind NOT"},
    };
    struct et_arena arena;
    et_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct et_search search;
        struct et_error error = {0};
        enum et_rc rc = parse(&arena, cases[i].query, &search, &error);
        if (rc != ET_E_USAGE || error.column != cases[i].column || !strstr(error.message, cases[i].part))
            fail_msg("%s: %d, column %u, %s", cases[i].query, (int)rc, error.column, error.message);
    }
    et_arena_dispose(&arena);
}

static void test_bounds(void **state)
{
    (void)state;
    struct et_arena arena;
    struct et_search search;
    struct et_error error = {0};
    struct et_buf query;
    et_arena_init(&arena, 0);
    et_buf_init(&query, 0);
    for (int i = 0; i < 2000; i++)
        et_buf_char(&query, '(');
    assert_int_equal(et_query_parse(et_buf_view(&query), &world_catalogue, tokens, NULL, &arena, &search, &error),
                     ET_E_USAGE);
    et_buf_clear(&query);
    for (int i = 0; i < 2000; i++)
        et_buf_char(&query, '-');
    et_buf_char(&query, 'a');
    assert_int_equal(et_query_parse(et_buf_view(&query), &world_catalogue, tokens, NULL, &arena, &search, &error),
                     ET_E_USAGE);
    et_buf_clear(&query);
    for (int i = 0; i < 2000; i++)
        et_buf_str(&query, "a ");
    assert_int_equal(et_query_parse(et_buf_view(&query), &world_catalogue, tokens, NULL, &arena, &search, &error),
                     ET_E_USAGE);
    et_buf_str(
        &query,
        "and so on over four kibibytes, which are the most that a query may have: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_int_equal(et_query_parse(et_buf_view(&query), &world_catalogue, tokens, NULL, &arena, &search, &error),
                     ET_E_USAGE);
    assert_non_null(strstr(error.message, "4096"));
    et_buf_dispose(&query);
    et_arena_dispose(&arena);
}

/* Any bytes give a search or an error, never anything else; run under the sanitizers. */
static void test_random_bytes(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",       " ",       "\"", "(", ")",          "-", "NOT ", "OR ",      "AND ", "NEAR/2 ",
        "entity:", "likes:>", "*",  ":", "sentiment:", "9", "\xFF", "\xF0\x9F", "\0",   "after:2025-01-01",
        "<",       "="};
    struct et_arena arena;
    struct et_buf query;
    et_arena_init(&arena, 0);
    et_buf_init(&query, 0);
    world_seed = 1;
    int fine = 0;
    for (int run = 0; run < 20000; run++) {
        struct et_search search;
        struct et_error error = {0};
        et_buf_clear(&query);
        for (size_t n = world_below(14); n > 0; n--) {
            const char *piece = pieces[world_below(COUNT(pieces))];
            et_buf_add(&query, piece, *piece ? strlen(piece) : 1);
        }
        enum et_rc rc = et_query_parse(et_buf_view(&query), &world_catalogue, tokens, NULL, &arena, &search, &error);
        assert_true(rc == ET_OK || (rc == ET_E_USAGE && error.message[0]));
        fine += rc == ET_OK;
        et_arena_reset(&arena);
    }
    assert_true(fine > 500);
    et_buf_dispose(&query);
    et_arena_dispose(&arena);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
#ifdef ET_FAULTS
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc; n++) {
        struct et_arena arena;
        struct et_search search;
        struct et_error error = {0};
        et_arena_init(&arena, 0);
        et_mem_fail_after(n);
        rc = parse(&arena, "court NEAR/3 date (a OR -b) author:someone likes:>3", &search, &error);
        et_mem_fail_after(-1);
        assert_true(rc == ET_OK || (rc == ET_E_NOMEM && error.code == ET_E_NOMEM));
        et_arena_dispose(&arena);
    }
#endif
}

static void test_names(void **state)
{
    (void)state;
    static const struct et_slice shared[] = {{"Gigi", 4}}, both[] = {{"Both", 4}}, loud[] = {{"BOTH", 4}};
    static const struct et_entity entities[] = {
        {.id = 1,
         .name = {"Ren\xC3\xA9"
                  "e Dubois",
                  13},
         .aliases = shared,
         .alias_count = 1},
        {.id = 2, .name = {"Gigi", 4}},
        {.id = 3, .name = {"Ann", 3}, .aliases = both, .alias_count = 1},
        {.id = 4, .name = {"Bea", 3}, .aliases = loud, .alias_count = 1},
    };
    static const struct et_catalogue catalogue = {entities, COUNT(entities)};
    assert_ptr_equal(et_entity_by_name(&catalogue, ET_SLICE("  renee DUBOIS ")), &entities[0]);
    assert_ptr_equal(et_entity_by_name(&catalogue, ET_SLICE("gigi")), &entities[1]); /* a name goes before an alias */
    assert_null(et_entity_by_name(&catalogue, ET_SLICE("both")));
    assert_null(et_entity_by_name(&catalogue, ET_SLICE("")));
    assert_null(et_entity_by_name(&catalogue, ET_SLICE("nobody")));
    struct et_arena arena;
    struct et_names names = {0};
    uint32_t index;
    et_arena_init(&arena, 0);
    assert_int_equal(et_names_make(&names, &catalogue, &arena, NULL), ET_OK);
    assert_int_equal(et_names_lookup(&names, ET_SLICE("GIGI"), &index, NULL), ET_OK);
    assert_int_equal(index, 1);
    assert_int_equal(et_names_lookup(&names, ET_SLICE("both"), &index, NULL), ET_OK);
    assert_true(index == ET_NAME_SHARED);
    assert_int_equal(et_names_lookup(&names, ET_SLICE("nobody"), &index, NULL), ET_OK);
    assert_true(index == ET_NAME_NONE);
    et_names_dispose(&names);
    et_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expressions),
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_errors_say_where_and_what),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
