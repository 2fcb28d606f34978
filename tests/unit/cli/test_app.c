/* The whole program in one process: exit codes, and memory that runs out at every allocation of a command. */
#include "cli/app.h"

#include "base/mem.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What fontconfig keeps until the process ends is no leak of ours. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

#define WORDS_MAX 16

static char folder[] = "/tmp/et-cli-test.XXXXXX";
static int kept_out, kept_err;

/* The tests' own output stays where it is; what commands print goes nowhere. */
static void hide_output(void)
{
    int nowhere = open("/dev/null", O_WRONLY);
    fflush(stdout);
    fflush(stderr);
    kept_out = dup(STDOUT_FILENO);
    kept_err = dup(STDERR_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
}

static void show_output(void)
{
    fflush(stderr);
    dup2(kept_out, STDOUT_FILENO);
    dup2(kept_err, STDERR_FILENO);
    close(kept_out);
    close(kept_err);
}

/* Runs the words up to NULL. */
static int run(const char *const *words)
{
    char *argv[WORDS_MAX + 1] = {(char *)"et-intel"};
    int argc = 1;
    for (; *words && argc < WORDS_MAX; words++)
        argv[argc++] = (char *)*words;
    hide_output();
    int code = et_cli_main(argc, argv);
    show_output();
    return code;
}
#define RUN(...) run((const char *const[]){__VA_ARGS__, NULL})

static int set_up(void **state)
{
    (void)state;
    for (const struct et_setting *s = et_setting_table; s->name; s++)
        unsetenv(s->environment);
    setenv("HOME", "/nonexistent", 1);
    unsetenv("XDG_CONFIG_HOME");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    if (chdir("/") != 0)
        return -1;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void exit_codes(void **state)
{
    (void)state;
    assert_int_equal(RUN("--version"), ET_EXIT_OK);
    assert_int_equal(RUN("help"), ET_EXIT_OK);
    assert_int_equal(run((const char *const[]){NULL}), ET_EXIT_USAGE);
    assert_int_equal(RUN("nonsense"), ET_EXIT_USAGE);
    assert_int_equal(RUN("stats"), ET_EXIT_FAILED); /* no database yet */
    assert_int_equal(RUN("imports", "show", "1"), ET_EXIT_FAILED);
    assert_int_equal(RUN("entities", "merge", "a", "b"), ET_EXIT_FAILED);
    assert_int_not_equal(access("data", F_OK), 0); /* and none was made by asking */
    assert_int_equal(RUN("entities", "add", "Mara Vale", "--alias", "MV"), ET_EXIT_OK);
    assert_int_equal(RUN("stats", "--json"), ET_EXIT_OK);
    assert_int_equal(RUN("entities", "show", "mara vale"), ET_EXIT_OK);
    assert_int_equal(RUN("entities", "ignore", "Nobody"), ET_EXIT_FAILED);
    assert_int_equal(RUN("--test"), ET_EXIT_OK);
}

#ifdef ET_FAULTS
/* Fails allocation after allocation until the command gets through: it must end with an error each time, and leak
 * nothing (the sanitizer looks). */
static void survives(const char *const *words)
{
    int code = ET_EXIT_FAILED;
    long n = 0;
    for (bool refused = true; refused && n < 20000; n += n < 200 ? 1 : 13) {
        et_mem_fail_after(n);
        code = run(words);
        refused = et_mem_failed();
        et_mem_fail_after(-1);
        assert_true(code == ET_EXIT_FAILED || code == ET_EXIT_OK);
    }
    assert_int_equal(code, ET_EXIT_OK);
}
#define SURVIVES(...) survives((const char *const[]){__VA_ARGS__, NULL})

static void memory_may_run_out(void **state)
{
    (void)state;
    SURVIVES("help", "import");
    SURVIVES("config", "show", "--json");
    SURVIVES("stats");
    SURVIVES("entities", "add", "Dorian Kess", "--alias", "DK");
    SURVIVES("entities", "list", "--csv");
    SURVIVES("db", "history");
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_codes),
#ifdef ET_FAULTS
        cmocka_unit_test(memory_may_run_out),
#endif
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
