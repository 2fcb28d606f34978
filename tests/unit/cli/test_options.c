/* The option parser over a table of its own. */
#include "cli/options.h"

#include "base/mem.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int run_nothing(struct et_app *app)
{
    (void)app;
    return 0;
}

static const struct et_option import_options[] = {
    {"platform", 'p', ET_VALUE_CHOICE, "NAME", "instagram|youtube", false, "Platform"},
    {"map", 'm', ET_VALUE_PAIR, "F=C", NULL, true, "Mapping"},
    {"output", 'o', ET_VALUE_FILE, "FILE", NULL, true, "Output"},
    {"limit", 'n', ET_VALUE_COUNT, "N", NULL, false, "Limit"},
    {"from", 0, ET_VALUE_DATE, "DATE", NULL, false, "From"},
    {"last", 0, ET_VALUE_DURATION, "SPAN", NULL, false, "Last"},
    {"dry-run", 'd', ET_VALUE_NONE, NULL, NULL, false, "Dry"},
    {0},
};
static const struct et_option *const tables[] = {import_options, NULL};
static const struct et_command import = {.name = "import",
                                         .synopsis = "FILE...",
                                         .summary = "Import",
                                         .options = tables,
                                         .min_operands = 1,
                                         .max_operands = UINT_MAX,
                                         .run = run_nothing};
static const struct et_command list = {.name = "list", .synopsis = "", .summary = "List", .run = run_nothing};
static const struct et_command undo = {.name = "undo",
                                       .synopsis = "ID",
                                       .summary = "Undo",
                                       .min_operands = 1,
                                       .max_operands = 1,
                                       .operand = ET_VALUE_COUNT,
                                       .run = run_nothing};
static const struct et_command *const subs[] = {&list, &undo, NULL};
static const struct et_command imports = {
    .name = "imports", .synopsis = "", .summary = "Imports", .subs = subs, .run = run_nothing};
static const struct et_command db = {.name = "db", .synopsis = "", .summary = "Database", .subs = subs};
static const struct et_command shell = {.name = "completion",
                                        .synopsis = "SHELL",
                                        .summary = "Completion",
                                        .min_operands = 1,
                                        .max_operands = 1,
                                        .operand = ET_VALUE_CHOICE,
                                        .operand_choices = "bash|zsh",
                                        .run = run_nothing};
static const struct et_command *const commands[] = {&import, &imports, &db, &shell, NULL};

static struct et_arena arena;
static struct et_args args;
static struct et_error error;

#define LINE_MAX_WORDS 16

/* Parses the words up to NULL. */
static enum et_rc parse(const char *const *words)
{
    char *argv[LINE_MAX_WORDS + 1] = {(char *)"et-intel"};
    int argc = 1;
    for (; *words; words++)
        argv[argc++] = (char *)*words;
    et_arena_reset(&arena);
    return et_options_parse(commands, argc, argv, &arena, &args, &error);
}
#define PARSE(...) parse((const char *const[]){__VA_ARGS__, NULL})
#define REFUSED(part, ...)                                                                                             \
    do {                                                                                                               \
        assert_int_equal(PARSE(__VA_ARGS__), ET_E_USAGE);                                                              \
        assert_non_null(strstr(error.message, part));                                                                  \
    } while (0)

static int set_up(void **state)
{
    (void)state;
    et_arena_init(&arena, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    et_arena_dispose(&arena);
    return 0;
}

static void options_stand_anywhere(void **state)
{
    (void)state;
    assert_int_equal(PARSE("--db", "sqlite:x.db", "import", "a.csv", "--platform", "youtube", "b.csv", "--json"),
                     ET_OK);
    assert_ptr_equal(args.command, &import);
    assert_int_equal(args.operand_count, 2);
    assert_string_equal(args.operands[1], "b.csv");
    assert_string_equal(et_args_text(&args, "db"), "sqlite:x.db");
    assert_string_equal(et_args_text(&args, "platform"), "youtube");
    assert_true(et_args_has(&args, "json"));
    assert_false(et_args_has(&args, "dry-run"));
    assert_null(et_args_text(&args, "from"));
}

static void values_may_be_joined(void **state)
{
    (void)state;
    assert_int_equal(PARSE("import", "--platform=youtube", "-n5", "-o", "x.pdf", "-oy.pdf", "-", "--map=text=K=1"),
                     ET_OK);
    assert_string_equal(et_args_text(&args, "platform"), "youtube");
    assert_int_equal(et_args_count(&args, "limit", 20), 5);
    assert_string_equal(et_args_text(&args, "map"), "text=K=1");
    assert_string_equal(args.operands[0], "-");
    size_t at = 0;
    assert_string_equal(et_args_next(&args, "output", &at), "x.pdf");
    assert_string_equal(et_args_next(&args, "output", &at), "y.pdf");
    assert_null(et_args_next(&args, "output", &at));
}

static void the_last_value_counts(void **state)
{
    (void)state;
    assert_int_equal(PARSE("import", "a", "--limit", "1", "--limit", "2"), ET_OK);
    assert_int_equal(et_args_count(&args, "limit", 0), 2);
}

static void flags_may_share_a_dash(void **state)
{
    (void)state;
    assert_int_equal(PARSE("import", "a", "-qd"), ET_OK);
    assert_true(et_args_has(&args, "quiet"));
    assert_true(et_args_has(&args, "dry-run"));
}

static void two_dashes_end_options(void **state)
{
    (void)state;
    assert_int_equal(PARSE("import", "--", "--platform", "-x"), ET_OK);
    assert_int_equal(args.operand_count, 2);
    assert_string_equal(args.operands[0], "--platform");
}

static void numbers_with_a_dash_are_operands(void **state)
{
    (void)state;
    assert_int_equal(PARSE("import", "-1"), ET_OK);
    assert_string_equal(args.operands[0], "-1");
}

static void subcommands(void **state)
{
    (void)state;
    assert_int_equal(PARSE("imports"), ET_OK);
    assert_ptr_equal(args.command, &imports);
    assert_int_equal(PARSE("imports", "undo", "3"), ET_OK);
    assert_ptr_equal(args.command, &undo);
    assert_ptr_equal(args.parent, &imports);
    REFUSED("Did you mean 'undo'", "imports", "undoo", "3");
    REFUSED("needs a subcommand: list, undo", "db");
    REFUSED("needs ID", "imports", "undo");
    REFUSED("whole number", "imports", "undo", "x");
}

static void mistyped_names_get_a_suggestion(void **state)
{
    (void)state;
    REFUSED("Did you mean 'import'", "improt", "a.csv");
    REFUSED("Did you mean --platform?", "import", "a.csv", "--platfrom", "youtube");
    REFUSED("Did you mean --json?", "imports", "--jsno");
    REFUSED("no command 'zzzzzzzz'", "zzzzzzzz");
    REFUSED("--platform is an option of 'import'", "--platform", "youtube", "import", "a");
    REFUSED("no option -x", "import", "-x");
}

static void values_are_checked(void **state)
{
    (void)state;
    REFUSED("one of instagram, youtube, not 'myspace'", "import", "a", "--platform", "myspace");
    REFUSED("--limit takes a whole number", "import", "a", "--limit", "-5");
    REFUSED("--from takes a date", "import", "a", "--from", "yesterday");
    REFUSED("--last takes a span", "import", "a", "--last", "0d");
    REFUSED("--map takes NAME=VALUE", "import", "a", "--map", "text");
    REFUSED("--map takes NAME=VALUE", "import", "a", "--map", "=x");
    REFUSED("--dry-run takes no value", "import", "a", "--dry-run=yes");
    REFUSED("--limit needs a value", "import", "a", "--limit");
    REFUSED("needs FILE...", "import");
    REFUSED("one of bash, zsh, not 'csh'", "completion", "csh");
    REFUSED("does not know what to do with 'zsh'", "completion", "bash", "zsh");
}

static void help_needs_no_complete_line(void **state)
{
    (void)state;
    assert_int_equal(PARSE("import", "--help"), ET_OK);
    assert_ptr_equal(args.command, &import);
    assert_int_equal(PARSE("db", "-h"), ET_OK);
    assert_int_equal(PARSE("--version"), ET_OK);
    assert_null(args.command);
}

#ifdef ET_FAULTS
static void memory_may_run_out(void **state)
{
    (void)state;
    enum et_rc rc = ET_E_NOMEM;
    for (long n = 0; rc != ET_OK && n < 50; n++) {
        et_arena_dispose(&arena);
        et_arena_init(&arena, 0);
        et_mem_fail_after(n);
        rc = PARSE("import", "a.csv", "--platform", "youtube");
        et_mem_fail_after(-1);
        assert_true(rc == ET_OK || rc == ET_E_NOMEM);
    }
    assert_int_equal(rc, ET_OK);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_anywhere),
        cmocka_unit_test(values_may_be_joined),
        cmocka_unit_test(the_last_value_counts),
        cmocka_unit_test(flags_may_share_a_dash),
        cmocka_unit_test(two_dashes_end_options),
        cmocka_unit_test(numbers_with_a_dash_are_operands),
        cmocka_unit_test(subcommands),
        cmocka_unit_test(mistyped_names_get_a_suggestion),
        cmocka_unit_test(values_are_checked),
        cmocka_unit_test(help_needs_no_complete_line),
#ifdef ET_FAULTS
        cmocka_unit_test(memory_may_run_out),
#endif
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
