/* Which names are one entity, which are two, and which are none. */
#include "analyse/entity/discover.h"
#include "analyse/entity/unlisted.h"
#include "base/mem.h"
#include "types/score.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct et_error error;
#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if ((call) != ET_OK)                                                                                           \
            fail_msg("%s: %s", #call, error.message);                                                                  \
    } while (0)

struct row {
    const char *name;
    int64_t post;
    bool caption;
    enum et_entity_type type; /* 0 = person */
};

#define NAME(name_, post_)                                                                                             \
    {                                                                                                                  \
        .name = (name_), .post = (post_)                                                                               \
    }
#define CAPTION(name_, post_)                                                                                          \
    {                                                                                                                  \
        .name = (name_), .post = (post_), .caption = true                                                              \
    }
#define TYPED(name_, post_, type_)                                                                                     \
    {                                                                                                                  \
        .name = (name_), .post = (post_), .type = (type_)                                                              \
    }

static const struct row *rows;
static size_t row_count;
static struct et_discovery *discovery;
static const struct et_discovered *found;
static size_t found_count;

static struct et_sighted sighted(size_t i)
{
    const struct row *r = &rows[i];
    return (struct et_sighted){.name = et_slice_of(r->name),
                               .type = r->type ? r->type : ET_PERSON,
                               .sureness = 9000,
                               .sentiment = 1000,
                               .comment_id = (int64_t)i + 1,
                               .post_id = r->post,
                               .author_id = (int64_t)i % 5 + 1};
}

static enum et_rc run(bool backwards, const struct et_catalogue *ignored)
{
    enum et_rc rc = et_discovery_new(&discovery, &error);
    for (size_t k = 0; k < row_count && rc == ET_OK; k++) {
        size_t i = backwards ? row_count - 1 - k : k;
        struct et_sighted s = sighted(i);
        rc = rows[i].caption ? et_discovery_caption(discovery, &s, &error) : et_discovery_add(discovery, &s, &error);
    }
    if (rc == ET_OK && ignored)
        rc = et_discovery_leave_out(discovery, ignored, &error);
    if (rc == ET_OK)
        rc = et_discovery_settle(discovery, &error);
    for (size_t i = 0; i < row_count && rc == ET_OK; i++) {
        struct et_sighted s = sighted(i);
        if (!rows[i].caption)
            rc = et_discovery_count(discovery, &s, &error);
    }
    return rc == ET_OK ? et_discovery_finish(discovery, &found, &found_count, &error) : rc;
}

#define DISCOVER(...)                                                                                                  \
    static const struct row these[] = {__VA_ARGS__};                                                                   \
    rows = these;                                                                                                      \
    row_count = sizeof these / sizeof these[0];                                                                        \
    OK(run(false, NULL))

static int close_discovery(void **state)
{
    (void)state;
    et_discovery_free(discovery);
    discovery = NULL;
    return 0;
}

static const struct et_discovered *named(const char *name)
{
    for (size_t i = 0; i < found_count; i++)
        if (et_slice_is(found[i].name, name))
            return &found[i];
    return NULL;
}

static void check(const char *name, uint64_t comments)
{
    const struct et_discovered *d = named(name);
    if (!d)
        fail_msg("%s was not discovered", name);
    else
        assert_int_equal(d->comments, comments);
}

static void writings_of_one_name_are_one(void **state)
{
    (void)state;
    DISCOVER(NAME("Blakeny Torvald", 1), NAME("blakeny torvald", 1), NAME("#BlakenyTorvald", 1), NAME("BLAKENY", 1),
             NAME("blakeny", 1), NAME("Torvald", 1), NAME("Blakeny", 1), NAME("Blakeny T", 1), NAME("Blakeny", 1),
             NAME("Blaykeny", 1), NAME("team Blakeny", 1));
    assert_int_equal(found_count, 1);
    check("Blakeny Torvald", 11);
    assert_int_equal(found[0].type, ET_PERSON);
    assert_int_equal(found[0].authors, 5);
    assert_true(found[0].form_count >= 3);
}

static void contractions_join_where_they_meet(void **state)
{
    (void)state;
    DISCOVER(NAME("Jessamy Lorent", 1), NAME("Jessamy Lorent", 1), NAME("JLo", 1), NAME("J.Lo", 1), NAME("j lo", 1),
             NAME("Jessamy Lorent", 1), NAME("JLo", 9), NAME("Quentin Dace", 2), NAME("BB", 2));
    check("Jessamy Lorent", 7);
    check("Quentin Dace", 1);
    assert_non_null(named("BB"));
}

static void two_of_one_first_name_are_two(void **state)
{
    (void)state;
    DISCOVER(NAME("Corin Halvard", 1), NAME("Corin Halvard", 1), NAME("Corin", 1), NAME("Corin Estrel", 2),
             NAME("Corin Estrel", 2), NAME("Corin", 2), CAPTION("Corin Estrel", 3), NAME("Corin", 3),
             NAME("Corin Halvard", 4), NAME("Corin Estrel", 4), NAME("Corin", 4), NAME("Corin", 5));
    check("Corin Halvard", 4); /* two, one beside them, one more in full */
    check("Corin Estrel", 5);  /* and the one under her caption */
    check("Corin", 2);         /* nobody can tell */
}

static void other_names_stay_apart(void **state)
{
    (void)state;
    DISCOVER(NAME("Dana", 1), NAME("Dane", 1), NAME("Hollis Brook", 1), NAME("Hollis Brock", 1),
             TYPED("Aston", 2, ET_PLACE), TYPED("Aston", 2, ET_PLACE), NAME("Aston Merrin", 2));
    assert_int_equal(found_count, 6);
    check("Aston", 2);
}

static void what_is_no_name_is_left_out(void **state)
{
    (void)state;
    DISCOVER(NAME("Getty Images", 1), NAME("GettyImages", 1), NAME("Swipe", 1), NAME("Good Morning", 1),
             NAME("hello", 1), NAME("God", 1), NAME("J", 1), NAME("\xEF\xBF\xBD\xEF\xBF\xBD", 1), NAME("12", 1),
             NAME("Photo by Ansel Wray", 1), NAME("Ansel Wray/Getty Images", 1), NAME("Happy Birthday", 1), NAME("", 1),
             NAME("Nella Quist", 1));
    assert_int_equal(found_count, 1);
    check("Nella Quist", 1);
    static const char *const none[] = {"omg",
                                       "monday",
                                       "link in bio",
                                       "swipe up",
                                       "a",
                                       ("\xEF\xBF\xBD"
                                        "ab")};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_true(et_name_is_none(et_slice_of(none[i])));
    assert_false(et_name_is_none(ET_SLICE("nella quist")));
}

static void ignored_names_stay_away(void **state)
{
    (void)state;
    static const struct et_slice aliases[] = {{"Nell", 4}};
    static const struct et_entity entity = {
        .name = {"Nella Quist", 11}, .type = ET_PERSON, .aliases = aliases, .alias_count = 1};
    static const struct et_catalogue ignored = {&entity, 1};
    static const struct row these[] = {NAME("Nella Quist", 1), NAME("nella quist", 1), NAME("Nella", 1),
                                       NAME("Nell", 1), NAME("Orla Venn", 1)};
    rows = these;
    row_count = 5;
    OK(run(false, &ignored));
    assert_int_equal(found_count, 1);
    check("Orla Venn", 1);
}

static void the_order_of_names_does_not_show(void **state)
{
    (void)state;
    DISCOVER(NAME("Mirrin Vale", 1), NAME("mirrin vale", 1), NAME("#mirrinvale", 2), NAME("Mirrin", 2),
             NAME("Mirin", 1), NAME("Mirrin", 1), NAME("Mirrin", 1), NAME("Vale", 1), NAME("Tobin Vale", 3),
             NAME("Vale", 3), NAME("MV", 1), TYPED("Odd Lanterns", 4, ET_GROUP), TYPED("odd lanterns", 4, ET_WORK));
    char before[4096] = "", after[4096] = "";
    size_t n = 0, m = 0;
    for (size_t i = 0; i < found_count; i++)
        n += (size_t)snprintf(before + n, sizeof before - n, "%.*s %d %d %d %zu;", ET_SLICE_ARG(found[i].name),
                              (int)found[i].type, (int)found[i].comments, (int)found[i].sureness, found[i].form_count);
    et_discovery_free(discovery);
    OK(run(true, NULL));
    for (size_t i = 0; i < found_count; i++)
        m += (size_t)snprintf(after + m, sizeof after - m, "%.*s %d %d %d %zu;", ET_SLICE_ARG(found[i].name),
                              (int)found[i].type, (int)found[i].comments, (int)found[i].sureness, found[i].form_count);
    assert_string_equal(before, after);
    check("Mirrin Vale", 9);
}

static void names_are_read_at_their_best(void **state)
{
    (void)state;
    static const struct {
        const char *surface;
        bool hashtag;
        const char *name;
    } cases[] = {{"blakeny torvald", false, "Blakeny Torvald"},
                 {"BLAKENY TORVALD", false, "Blakeny Torvald"},
                 {"BlakenyTorvald", true, "Blakeny Torvald"},
                 {"blakeny_torvald", true, "Blakeny Torvald"},
                 {"McAvery", false, "McAvery"},
                 {"JLo", false, "JLo"},
                 {"ABBX", false, "ABBX"},
                 {"two\n lines", false, "Two Lines"}};
    struct et_buf buf;
    et_buf_init(&buf, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        et_buf_clear(&buf);
        et_name_read(et_slice_of(cases[i].surface), cases[i].hashtag, &buf);
        et_buf_char(&buf, '\0');
        assert_string_equal(buf.data, cases[i].name);
    }
    et_buf_dispose(&buf);
}

#ifdef ET_FAULTS
static void memory_runs_out(void **state)
{
    (void)state;
    static const struct row these[] = {NAME("Corin Halvard", 1), NAME("Corin Estrel", 2),   NAME("Corin", 1),
                                       NAME("corin halvard", 1), NAME("Corin Halvard", 1),  NAME("CH", 1),
                                       NAME("Corrin", 2),        CAPTION("#CorinEstrel", 2)};
    rows = these;
    row_count = sizeof these / sizeof these[0];
    bool done = false;
    for (long n = 0; n < 500 && !done; n++) {
        et_mem_fail_after(n);
        enum et_rc rc = run(false, NULL);
        done = !et_mem_failed();
        et_mem_fail_after(-1);
        assert_int_equal(rc, done ? ET_OK : ET_E_NOMEM);
        et_discovery_free(discovery);
        discovery = NULL;
    }
    assert_true(done);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(writings_of_one_name_are_one, close_discovery),
        cmocka_unit_test_teardown(contractions_join_where_they_meet, close_discovery),
        cmocka_unit_test_teardown(two_of_one_first_name_are_two, close_discovery),
        cmocka_unit_test_teardown(other_names_stay_apart, close_discovery),
        cmocka_unit_test_teardown(what_is_no_name_is_left_out, close_discovery),
        cmocka_unit_test_teardown(ignored_names_stay_away, close_discovery),
        cmocka_unit_test_teardown(the_order_of_names_does_not_show, close_discovery),
        cmocka_unit_test(names_are_read_at_their_best),
#ifdef ET_FAULTS
        cmocka_unit_test(memory_runs_out),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
