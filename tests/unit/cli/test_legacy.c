/* The earlier Python program's flags as commands. */
#include "cli/legacy.h"

#include "base/buf.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct et_error error;

/* Translates the words up to NULL and joins the result with blanks. */
static enum et_rc translate(const char *const *words, struct et_buf *joined, bool *translated)
{
    char *argv[32] = {(char *)"et-intel"};
    int argc = 1, count;
    char *const *out;
    struct et_arena arena;
    for (; *words; words++)
        argv[argc++] = (char *)*words;
    et_arena_init(&arena, 0);
    et_buf_clear(joined);
    enum et_rc rc = et_legacy_translate(argc, argv, &arena, &count, &out, translated, &error);
    for (int i = 1; rc == ET_OK && i < count; i++) {
        et_buf_str(joined, i > 1 ? " " : "");
        et_buf_str(joined, out[i]);
    }
    et_arena_dispose(&arena);
    return rc;
}

static void expect(const char *wanted, const char *const *words)
{
    struct et_buf joined;
    bool translated = false;
    et_buf_init(&joined, 0);
    assert_int_equal(translate(words, &joined, &translated), ET_OK);
    assert_true(translated);
    assert_string_equal(joined.data, wanted);
    et_buf_dispose(&joined);
}
#define EXPECT(wanted, ...) expect(wanted, (const char *const[]){__VA_ARGS__, NULL})

static void expect_same(const char *const *words)
{
    struct et_buf joined;
    bool translated = true;
    et_buf_init(&joined, 0);
    assert_int_equal(translate(words, &joined, &translated), ET_OK);
    assert_false(translated);
    et_buf_dispose(&joined);
}
#define SAME(...) expect_same((const char *const[]){__VA_ARGS__, NULL})

static void flags_become_commands(void **state)
{
    (void)state;
    EXPECT("import a.csv --platform instagram --subject Mara Vale", "--import", "a.csv", "--platform", "instagram",
           "--subject", "Mara Vale");
    EXPECT("import --platform instagram a.csv", "--platform", "instagram", "--import", "a.csv");
    EXPECT("import a.csv", "--import=a.csv");
    EXPECT("batch", "--batch");
    EXPECT("stats --debug", "--stats", "--debug");
    EXPECT("stats --debug", "--debug", "--stats");
    EXPECT("doctor", "--test");
    EXPECT("batch --no-api", "--batch", "--no-api");
    EXPECT("import a.csv --url https://x/p/1 --no-auto-detect", "--import", "a.csv", "--url", "https://x/p/1",
           "--no-auto-detect");
}

static void generate_is_the_brief(void **state)
{
    (void)state;
    EXPECT("brief --formats pdf,html,json", "--generate");
    EXPECT("brief --formats pdf,html,json --last 7d", "--generate", "--last-7-days");
    EXPECT("brief --formats pdf,html,json --last 30d", "--generate", "--last-30-days");
    EXPECT("brief --formats pdf,html,json --last 90d", "--generate", "--last-90-days");
    EXPECT("brief --formats pdf,html,json --from 2025-11-01 --to 2025-11-30", "--generate", "--start-date",
           "2025-11-01", "--end-date", "2025-11-30");
}

static void global_options_go_along(void **state)
{
    (void)state;
    EXPECT("stats --db sqlite:x.db", "--db", "sqlite:x.db", "--stats");
    EXPECT("stats --json --db=sqlite:x.db", "--stats", "--json", "--db=sqlite:x.db");
    EXPECT("stats --jsno", "--stats", "--jsno"); /* left for the parser to name */
}

static void commands_stay(void **state)
{
    (void)state;
    SAME("import", "a.csv");
    SAME("stats");
    SAME("--json", "stats");
    SAME("--db", "--stats", "stats"); /* the value of --db */
    SAME("--version");
    SAME("--no-api");
    SAME("search", "--", "--import");
}

static void wrong_lines_are_refused(void **state)
{
    (void)state;
    struct et_buf joined;
    bool translated;
    et_buf_init(&joined, 0);
    assert_int_equal(translate((const char *const[]){"--import", NULL}, &joined, &translated), ET_E_USAGE);
    assert_non_null(strstr(error.message, "--import needs a value"));
    assert_int_equal(translate((const char *const[]){"--batch", "--stats", NULL}, &joined, &translated), ET_E_USAGE);
    assert_non_null(strstr(error.message, "one command at a time"));
    et_buf_dispose(&joined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flags_become_commands),   cmocka_unit_test(generate_is_the_brief),
        cmocka_unit_test(global_options_go_along), cmocka_unit_test(commands_stay),
        cmocka_unit_test(wrong_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
