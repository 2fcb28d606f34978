/* Help, completions and the man page over the real tables: whole, and naming nothing that does not work. */
#include "cli/help.h"

#include "cli/commands.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct et_buf out;

static int set_up(void **state)
{
    (void)state;
    et_buf_init(&out, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    et_buf_dispose(&out);
    return 0;
}

typedef void (*visitor)(const struct et_command *parent, const struct et_command *command);

static void visit(visitor each)
{
    for (const struct et_command *const *c = et_commands; *c; c++) {
        each(NULL, *c);
        for (const struct et_command *const *sub = (*c)->subs; sub && *sub; sub++)
            each(*c, *sub);
    }
}

static void check_command(const struct et_command *parent, const struct et_command *command)
{
    assert_non_null(command->name);
    assert_non_null(command->synopsis);
    assert_true(strlen(command->summary) > 10);
    assert_int_not_equal(command->summary[strlen(command->summary) - 1], '.');
    assert_true(parent ? command->run != NULL : command->section != NULL);
    assert_true(parent || command->examples != NULL); /* --help for every command with examples */
    assert_true(command->min_operands <= command->max_operands);
    for (const struct et_option *const *table = command->options; table && *table; table++)
        for (const struct et_option *o = *table; o->name; o++) {
            assert_true((o->value == ET_VALUE_NONE) == (o->argument == NULL));
            assert_true(o->value != ET_VALUE_CHOICE || o->choices);
            assert_int_not_equal(o->help[strlen(o->help) - 1], '.');
            /* One name, one meaning: an option of a command never hides a global one. */
            for (const struct et_option *g = et_global_options; g->name; g++)
                assert_string_not_equal(o->name, g->name);
        }
}

static void tables_are_whole(void **state)
{
    (void)state;
    visit(check_command);
}

static void check_help(const struct et_command *parent, const struct et_command *command)
{
    char option[80];
    et_buf_clear(&out);
    et_help_command(parent, command, 80, &out);
    assert_non_null(strstr(out.data, command->name));
    for (const struct et_option *const *table = command->options; table && *table; table++)
        for (const struct et_option *o = *table; o->name; o++) {
            snprintf(option, sizeof option, "--%s", o->name);
            assert_non_null(strstr(out.data, option));
        }
    /* Wrapped to the terminal, but for synopses, examples and what stands as it is. */
    assert_false(out.failed);
}

static void every_command_has_help(void **state)
{
    (void)state;
    visit(check_help);
}

static void the_overview_names_every_command(void **state)
{
    (void)state;
    et_help_overview(80, &out);
    for (const struct et_command *const *c = et_commands; *c; c++)
        assert_non_null(strstr(out.data, (*c)->name));
    assert_null(strstr(out.data, "serve"));
}

static void what_does_not_work_yet_is_not_offered(void **state)
{
    (void)state;
    static const char *const later[] = {"serve", "retention"};
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        assert_null(et_command_find(et_commands, later[i]));
    assert_null(et_command_find(et_cmd_db.subs, "copy"));
    assert_null(et_command_find(et_cmd_alerts.subs, "ack"));
}

static void the_specified_commands_are_there(void **state)
{
    (void)state;
    static const char *const names[] = {"import",     "batch",     "watch",      "imports",  "stats",  "export",
                                        "entities",   "top",       "timeline",   "velocity", "alerts", "trends",
                                        "storylines", "relations", "posts",      "voices",   "search", "explain",
                                        "score",      "rescore",   "brief",      "db",       "models", "authors",
                                        "config",     "doctor",    "completion", "help"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_non_null(et_command_find(et_commands, names[i]));
}

static void topics_can_be_read(void **state)
{
    (void)state;
    for (const struct et_topic *t = et_topics; t->name; t++) {
        et_buf_clear(&out);
        et_help_topic(t, 80, &out);
        assert_true(out.len > 100);
    }
}

static void the_man_page_escapes_troff(void **state)
{
    (void)state;
    et_man_write(&out);
    struct et_slice rest = et_buf_view(&out);
    while (rest.ptr) {
        struct et_slice line = et_slice_cut(&rest, '\n');
        if (line.len && line.ptr[0] == '.') /* a request: .TP, .nf, .B TEXT */
            assert_true(line.len >= 3 && isalpha((unsigned char)line.ptr[1]) &&
                        (isalpha((unsigned char)line.ptr[2]) || line.ptr[2] == ' '));
        assert_true(line.len == 0 || line.ptr[0] != '\'');
    }
    assert_non_null(strstr(out.data, "\\-\\-platform"));
}

static void completions_know_every_command(void **state)
{
    (void)state;
    static const char *const shells[] = {"bash", "zsh", "fish"};
    for (size_t i = 0; i < 3; i++) {
        et_buf_clear(&out);
        et_completion_write(shells[i], &out);
        for (const struct et_command *const *c = et_commands; *c; c++)
            assert_non_null(strstr(out.data, (*c)->name));
        assert_non_null(strstr(out.data, "dry-run"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tables_are_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_command_has_help, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_overview_names_every_command, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_does_not_work_yet_is_not_offered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_specified_commands_are_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(topics_can_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_man_page_escapes_troff, set_up, tear_down),
        cmocka_unit_test_setup_teardown(completions_know_every_command, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
