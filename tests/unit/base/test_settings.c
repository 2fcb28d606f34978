#include "base_test.h"

#include "base/file.h"
#include "base/settings.h"

static struct et_settings *settings;
static struct et_error error;

static int setup(void **state)
{
    (void)state;
    for (const struct et_setting *s = et_setting_table; s->name; s++)
        unsetenv(s->environment);
    return et_settings_new(&settings, &error) == ET_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    et_settings_free(settings);
    settings = NULL;
    return 0;
}

static enum et_rc load(const char *text)
{
    return et_settings_load_text(settings, et_slice_of(text), "et.conf", &error);
}

static enum et_rc set(const char *name, const char *value)
{
    return et_settings_set(settings, name, et_slice_of(value), ET_FROM_COMMAND_LINE, &error);
}

static void the_table_is_sound(void **state)
{
    (void)state;
    for (const struct et_setting *s = et_setting_table; s->name; s++) {
        assert_non_null(strchr(s->name, '.'));
        assert_true(strlen(s->name) < 64);
        assert_int_equal(strncmp(s->environment, "ET_INTEL_", 9), 0);
        assert_non_null(s->unit);
        assert_true(strlen(s->help) > 10 && s->help[strlen(s->help) - 1] == '.');
        assert_int_equal(s->choices != NULL, s->type == ET_SETTING_CHOICE);
        if (s->type == ET_SETTING_INT || s->type == ET_SETTING_REAL)
            assert_true(s->min < s->max);
        for (const struct et_setting *other = et_setting_table; other < s; other++) {
            assert_string_not_equal(s->name, other->name);
            assert_string_not_equal(s->environment, other->environment);
        }
        assert_int_equal(et_settings_source(settings, s->name), ET_FROM_DEFAULT);
        if (s->type != ET_SETTING_INT)
            assert_string_equal(et_settings_text(settings, s->name), s->fallback);
    }
}

static void defaults_that_others_rely_on(void **state)
{
    (void)state;
    assert_string_equal(et_settings_text(settings, "db.url"), "sqlite:data/et_intelligence.db");
    assert_string_equal(et_settings_text(settings, "folders.uploads"), "data/uploads");
    assert_string_equal(et_settings_text(settings, "folders.reports"), "reports");
    assert_string_equal(et_settings_text(settings, "folders.logs"), "logs");
    assert_string_equal(et_settings_text(settings, "log.file"), "et_intelligence.log");
    assert_string_equal(et_settings_text(settings, "display.timezone"), "UTC");
    assert_int_equal(et_settings_int(settings, "relations.min_support"), 10);
    assert_int_equal(et_settings_int(settings, "import.threads"), 0);
    assert_false(et_settings_bool(settings, "brief.mask_profanity"));
}

static void values_are_checked_and_made_canonical(void **state)
{
    (void)state;
    assert_int_equal(set("log.rotate_bytes", "10M"), ET_OK);
    assert_int_equal(et_settings_int(settings, "log.rotate_bytes"), 10 << 20);
    assert_string_equal(et_settings_text(settings, "log.rotate_bytes"), "10485760");
    assert_int_equal(set("log.rotate_bytes", " 64k "), ET_OK);
    assert_int_equal(et_settings_int(settings, "log.rotate_bytes"), 65536);
    assert_int_equal(set("log.format", "JSON"), ET_OK);
    assert_string_equal(et_settings_text(settings, "log.format"), "json");
    assert_int_equal(set("brief.mask_profanity", "Yes"), ET_OK);
    assert_true(et_settings_bool(settings, "brief.mask_profanity"));
    assert_string_equal(et_settings_text(settings, "brief.mask_profanity"), "true");
    assert_int_equal(set("brief.title", "Weekly #1: \xC3\xA9"), ET_OK);
    assert_string_equal(et_settings_text(settings, "brief.title"), "Weekly #1: \xC3\xA9");
}

static void bad_values_say_what_is_good(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *says;
    } cases[] = {
        {"import.threads", "many", "from 0 to 256"},
        {"import.threads", "-1", "from 0 to 256"},
        {"import.threads", "257", "from 0 to 256"},
        {"import.threads", "2k", "from 0 to 256"}, /* threads are no bytes */
        {"import.threads", "", "from 0 to 256"},
        {"log.rotate_bytes", "99999999999G", "k, M and G"},
        {"log.rotate_bytes", "M", "k, M and G"},
        {"log.format", "xml", "text|json"},
        {"log.format", "tex", "text|json"},
        {"log.format", "", "text|json"},
        {"brief.mask_profanity", "maybe", "neither true nor false"},
        {"brief.title", "two\nlines", "control characters"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(set(cases[i].name, cases[i].value), ET_E_USAGE);
        assert_non_null(strstr(error.message, cases[i].name));
        assert_non_null(strstr(error.message, cases[i].says));
        assert_int_equal(et_settings_source(settings, cases[i].name), ET_FROM_DEFAULT);
    }
    static char longer[5000];
    memset(longer, 'x', sizeof longer - 1);
    assert_int_equal(set("brief.title", longer), ET_E_USAGE);
}

static void unknown_names_get_the_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *near;
    } cases[] = {{"log.levle", "log.level"},      {"log-level", NULL},       {"import.thread", "import.threads"},
                 {"timezone", "timezone"},        {"db.ur", "db.url"},       {"DB.URL", "db.url"},
                 {"folder.logs", "folders.logs"}, {"nothing.like.it", NULL}, {"", NULL}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(set(cases[i].typed, "1"), ET_E_USAGE);
        assert_non_null(strstr(error.message, "unknown setting"));
        if (cases[i].near)
            assert_non_null(strstr(strstr(error.message, "did you mean"), cases[i].near));
    }
    static const char *const names[] = {"import", "imports", "batch", "stats", "top", "db"};
    assert_string_equal(et_nearest_name("imprt", names, COUNT(names)), "import");
    assert_string_equal(et_nearest_name("stast", names, COUNT(names)), "stats");
    assert_string_equal(et_nearest_name("tpo", names, COUNT(names)), "top");
    assert_string_equal(et_nearest_name("importss", names, COUNT(names)), "imports");
    assert_null(et_nearest_name("export", names, 0));
    assert_null(et_nearest_name("velocity", names, COUNT(names)));
    assert_null(et_nearest_name("x", names, COUNT(names)));
    static char longer[1000];
    memset(longer, 'x', sizeof longer - 1);
    assert_null(et_nearest_name(longer, names, COUNT(names)));
}

static void the_strongest_source_wins_in_any_order(void **state)
{
    (void)state;
    assert_int_equal(et_settings_set(settings, "brief.title", ET_SLICE("env"), ET_FROM_ENVIRONMENT, &error), ET_OK);
    assert_int_equal(load("brief.title = file\n"), ET_OK);
    assert_string_equal(et_settings_text(settings, "brief.title"), "env");
    assert_int_equal(et_settings_source(settings, "brief.title"), ET_FROM_ENVIRONMENT);
    assert_int_equal(set("brief.title", "line"), ET_OK);
    assert_string_equal(et_settings_text(settings, "brief.title"), "line");
    assert_int_equal(et_settings_source(settings, "brief.title"), ET_FROM_COMMAND_LINE);
    assert_int_equal(set("brief.title", "again"), ET_OK);
    assert_string_equal(et_settings_text(settings, "brief.title"), "again");
    assert_int_equal(load("import.threads = many\n"), ET_E_USAGE); /* weaker, but checked all the same */
}

static void config_files(void **state)
{
    (void)state;
    assert_int_equal(load("\xEF\xBB\xBF# a comment\r\n"
                          "\r\n"
                          "db.url = sqlite:a.db   # where it is\r\n"
                          "[log]\n"
                          "level = info,ingest=debug\n"
                          "  rotate_hours=24\n"
                          "[ brief ] # a section\n"
                          "title = \"Weekly #1 \\\"A\\\\B\\\"\" # quoted\n"
                          "paper = letter\n"
                          "[]\n"
                          "display.timezone = Europe/Berlin"),
                     ET_OK);
    assert_string_equal(et_settings_text(settings, "db.url"), "sqlite:a.db");
    assert_string_equal(et_settings_text(settings, "log.level"), "info,ingest=debug");
    assert_int_equal(et_settings_int(settings, "log.rotate_hours"), 24);
    assert_string_equal(et_settings_text(settings, "brief.title"), "Weekly #1 \"A\\B\"");
    assert_string_equal(et_settings_text(settings, "brief.paper"), "letter");
    assert_string_equal(et_settings_text(settings, "display.timezone"), "Europe/Berlin");
    assert_int_equal(et_settings_source(settings, "brief.paper"), ET_FROM_FILE);
    assert_int_equal(load("brief.title = C#sharp\n"), ET_OK); /* no blank before it */
    assert_string_equal(et_settings_text(settings, "brief.title"), "C#sharp");
    assert_int_equal(load("brief.title =\nlog.file = \"\"\n"), ET_OK);
    assert_string_equal(et_settings_text(settings, "brief.title"), "");
    assert_string_equal(et_settings_text(settings, "log.file"), "");
    assert_int_equal(load(""), ET_OK);
}

static void bad_config_files_name_the_line(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\nno equals sign\n",       "\n= value\n",
        "\n[log\nlevel=info\n",     "\n[log] x\n",
        "\nlog.levle = info\n",     "\nlog.rotate_hours = soon\n",
        "\nbrief.title = \"open\n", "\nbrief.title = \"a\" b\n",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(load(bad[i]), ET_E_USAGE);
        assert_int_equal(strncmp(error.message, "et.conf: line 2: ", 17), 0);
        assert_int_equal(error.row, 2);
        assert_string_equal(error.file, "et.conf");
        assert_int_equal(et_settings_load_text(settings, et_slice_of(bad[i]), "et.conf", NULL), ET_E_USAGE);
    }
    char section[200] = "\n[";
    memset(section + 2, 'x', 150);
    memcpy(section + 152, "]\n", 3);
    assert_int_equal(load(section), ET_E_USAGE);
}

static void config_files_on_disk(void **state)
{
    (void)state;
    char folder[64], path[96];
    test_folder_make(folder);
    assert_true(snprintf(path, sizeof path, "%s/et.conf", folder) > 0);
    assert_int_equal(et_settings_load_file(settings, path, &error), ET_E_NOT_FOUND);
    assert_int_equal(et_file_write(path, ET_SLICE("brief.paper = letter\n"), &error), ET_OK);
    assert_int_equal(et_settings_load_file(settings, path, &error), ET_OK);
    assert_string_equal(et_settings_text(settings, "brief.paper"), "letter");
    assert_int_equal(et_settings_load_file(settings, folder, &error), ET_E_IO);
    test_folder_remove(folder);
}

static void the_environment(void **state)
{
    (void)state;
    setenv("ET_INTEL_DB", "sqlite:env.db", 1);
    setenv("ET_INTEL_LOG_FORMAT", "json", 1);
    setenv("ET_INTEL_BRIEF_TITLE", "", 1);
    setenv("ET_INTEL_CONFIG", "/etc/et.conf", 1);
    setenv("ET_INTEL_USER", "1000:1000", 1); /* of docker-compose.yml */
    setenv("ET_INTELLIGENCE", "not ours", 1);
    assert_int_equal(et_settings_load_environment(settings, &error), ET_OK);
    assert_string_equal(et_settings_text(settings, "db.url"), "sqlite:env.db");
    assert_string_equal(et_settings_text(settings, "log.format"), "json");
    assert_int_equal(et_settings_source(settings, "brief.title"), ET_FROM_DEFAULT);
    setenv("ET_INTEL_IMPORT_THREADS", "lots", 1);
    assert_int_equal(et_settings_load_environment(settings, &error), ET_E_USAGE);
    assert_non_null(strstr(error.message, "ET_INTEL_IMPORT_THREADS"));
    unsetenv("ET_INTEL_IMPORT_THREADS");
    setenv("ET_INTEL_LOG_LEVLE", "info", 1);
    assert_int_equal(et_settings_load_environment(settings, &error), ET_E_USAGE);
    assert_non_null(strstr(error.message, "did you mean ET_INTEL_LOG_LEVEL?"));
    unsetenv("ET_INTEL_LOG_LEVLE");
    setenv("ET_INTEL_WHATEVER_THIS_MAY_BE", "info", 1);
    assert_int_equal(et_settings_load_environment(settings, &error), ET_E_USAGE);
    unsetenv("ET_INTEL_WHATEVER_THIS_MAY_BE");
    unsetenv("ET_INTEL_CONFIG");
    unsetenv("ET_INTELLIGENCE");
}

#ifdef ET_FAULTS
static void each_allocation_fails_in_turn(void **state)
{
    (void)state;
    long n = 0;
    for (;; n++) {
        struct et_settings *own = NULL;
        et_mem_fail_after(n);
        enum et_rc rc = et_settings_new(&own, &error);
        if (rc == ET_OK)
            rc = et_settings_load_text(own, ET_SLICE("brief.title = \"a b\"\n[log]\nlevel = debug # x\n"), "x", &error);
        et_mem_fail_after(-1);
        et_settings_free(own);
        if (rc == ET_OK)
            break;
        assert_int_equal(rc, ET_E_NOMEM);
    }
    assert_true(n > 10);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_table_is_sound, setup, teardown),
        cmocka_unit_test_setup_teardown(defaults_that_others_rely_on, setup, teardown),
        cmocka_unit_test_setup_teardown(values_are_checked_and_made_canonical, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_values_say_what_is_good, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_names_get_the_nearest, setup, teardown),
        cmocka_unit_test_setup_teardown(the_strongest_source_wins_in_any_order, setup, teardown),
        cmocka_unit_test_setup_teardown(config_files, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_config_files_name_the_line, setup, teardown),
        cmocka_unit_test_setup_teardown(config_files_on_disk, setup, teardown),
        cmocka_unit_test_setup_teardown(the_environment, setup, teardown),
#ifdef ET_FAULTS
        cmocka_unit_test_setup_teardown(each_allocation_fails_in_turn, setup, teardown),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
