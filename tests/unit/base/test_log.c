/* LABEL: threads */
#include "base_test.h"

#include "base/file.h"
#include "base/log.h"
#include "base/thread.h"
#include "base/time.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char root[64], path[96], console_path[96];
static struct et_error error;

static int setup(void **state)
{
    (void)state;
    test_folder_make(root);
    int n = snprintf(path, sizeof path, "%s/logs/et.log", root);
    int m = snprintf(console_path, sizeof console_path, "%s/console", root);
    return n > 0 && m > 0 ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    et_log_close();
    test_folder_remove(root);
    return 0;
}

static void open_log(struct et_log_config config)
{
    assert_int_equal(et_log_open(&config, &error), ET_OK);
}

/* Standard error goes to a file until console_end. */
static int saved_stderr;

static void console_begin(void)
{
    fflush(stderr);
    saved_stderr = dup(STDERR_FILENO);
    int fd = open(console_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && saved_stderr >= 0);
    dup2(fd, STDERR_FILENO);
    close(fd);
}

static void read_text(const char *name, struct et_buf *buf)
{
    et_buf_init(buf, 0);
    assert_int_equal(et_file_read(name, SIZE_MAX, buf, &error), ET_OK);
    assert_true(et_buf_str(buf, ""));
}

static void console_end(struct et_buf *buf)
{
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    read_text(console_path, buf);
}

static size_t count_of(const char *text, const char *needle)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, needle)); p++)
        n++;
    return n;
}

static void assert_in_file(const char *name, const char *needle)
{
    struct et_buf buf;
    read_text(name, &buf);
    if (!strstr(buf.data, needle))
        fail_msg("no '%s' in: %s", needle, buf.data);
    et_buf_dispose(&buf);
}

static void nothing_is_written_before_and_after(void **state)
{
    (void)state;
    struct et_buf console;
    console_begin();
    assert_false(et_log_enabled(ET_LOG_CRITICAL, "x"));
    ET_LOG(ET_LOG_CRITICAL, "x", "before");
    open_log((struct et_log_config){.console = "debug"});
    et_log_close();
    ET_LOG(ET_LOG_CRITICAL, "x", "after");
    et_log_write(ET_LOG_CRITICAL, "x", "after", NULL, 0);
    et_log_close();
    console_end(&console);
    assert_int_equal(console.len, 0);
    et_buf_dispose(&console);
}

static void a_line_of_text(void **state)
{
    (void)state;
    open_log((struct et_log_config){.levels = "info", .console = "off", .path = path, .run_id = "ab12cd34"});
    ET_LOG(ET_LOG_INFO, "ingest.csv", "file imported", ET_F_STR("path", "a.csv"), ET_F_INT("rows", 582),
           ET_F_REAL("seconds", 0.25), ET_F_BOOL("complete", true), ET_F_STR("empty", ""));
    ET_LOG(ET_LOG_WARNING, "ingest.csv", "values that need quotes", ET_F_STR("a", "two words"),
           ET_F_STR("b", "say \"hi\""), ET_F_STR("c", "x=y"), ET_F_STR("d", "C:\\new"),
           ET_F_SLICE("e", et_slice("abcdef", 3)));
    assert_string_equal(et_log_run_id(), "ab12cd34");
    et_log_close();
    struct et_buf text;
    read_text(path, &text);
    struct et_slice rest = et_buf_view(&text);
    struct et_slice line = et_slice_cut(&rest, '\n');
    int64_t us;
    bool zone = false;
    assert_int_equal(line.ptr[26], '+');
    assert_true(et_time_parse_iso(et_slice_sub(line, 0, 32), &us, &zone) && zone);
    assert_true(llabs(us - et_time_now_us()) < ET_US_MINUTE);
    assert_slice(et_slice_sub(line, 32, line.len), " INFO ingest.csv run=ab12cd34 file imported path=a.csv rows=582 "
                                                   "seconds=0.25 complete=true empty=\"\"");
    line = et_slice_cut(&rest, '\n');
    assert_slice(et_slice_sub(line, 32, line.len),
                 " WARNING ingest.csv run=ab12cd34 values that need quotes a=\"two words\" "
                 "b=\"say \\\"hi\\\"\" c=\"x=y\" d=\"C:\\\\new\" e=abc");
    assert_int_equal(rest.len, 0);
    et_buf_dispose(&text);
}

static const char hostile[] = "one\ntwo\r\x1b[31m\x7F\xC2\x9B"
                              "x\xE2\x80\xA8\xE2\x80\xAE\xFF\"\t";

static void one_event_is_one_line_whatever_it_holds(void **state)
{
    (void)state;
    open_log((struct et_log_config){.console = "off", .path = path});
    ET_LOG(ET_LOG_INFO, "x", hostile, ET_F_STR("value", hostile));
    static char longer[20000];
    memset(longer, 'y', sizeof longer - 1);
    ET_LOG(ET_LOG_INFO, "x", "long", ET_F_STR("value", longer));
    et_log_close();
    struct et_buf text;
    read_text(path, &text);
    assert_int_equal(count_of(text.data, "\n"), 2);
    assert_null(strpbrk(text.data, "\r\x1b\x7F\t"));
    assert_null(strstr(text.data, "\xC2\x9B"));
    assert_null(strstr(text.data, "\xE2\x80"));
    assert_non_null(
        strstr(text.data, "value=\"one\\ntwo\\r\\u001b[31m\\u007f\\u009bx\\u2028\\u202e\xEF\xBF\xBD\\\"\\t\""));
    assert_non_null(strstr(text.data, "yyy...\n"));
    assert_true(text.len < 9000);
    et_buf_dispose(&text);
}

static void lines_of_json(void **state)
{
    (void)state;
    open_log((struct et_log_config){.console = "off", .path = path, .json = true, .run_id = "r1"});
    ET_LOG(ET_LOG_ERROR, "store.sqlite", hostile, ET_F_STR("value", hostile), ET_F_INT("rows", INT64_MIN),
           ET_F_REAL("rate", 12345678.5), ET_F_REAL("none", 0.0 / 0.0 * 1.0), ET_F_BOOL("ok", false),
           ET_F_STR("level", "mine"));
    ET_LOG(ET_LOG_INFO, "x", "plain");
    et_log_close();
    struct et_buf text;
    read_text(path, &text);
    struct et_slice rest = et_buf_view(&text), line = et_slice_cut(&rest, '\n');
    json_t *json = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "level")), "ERROR");
    assert_string_equal(json_string_value(json_object_get(json, "level_")), "mine");
    assert_string_equal(json_string_value(json_object_get(json, "module")), "store.sqlite");
    assert_string_equal(json_string_value(json_object_get(json, "run")), "r1");
    assert_int_equal(strncmp(json_string_value(json_object_get(json, "value")), "one\ntwo\r\x1b[31m", 10), 0);
    assert_true(json_integer_value(json_object_get(json, "rows")) == INT64_MIN);
    assert_true(json_real_value(json_object_get(json, "rate")) == 12345678.5);
    assert_true(json_is_null(json_object_get(json, "none")));
    assert_true(json_is_false(json_object_get(json, "ok")));
    json_decref(json);
    line = et_slice_cut(&rest, '\n');
    json = json_loadb(line.ptr, line.len, 0, NULL);
    assert_non_null(json);
    assert_int_equal(json_object_size(json), 5);
    json_decref(json);
    assert_int_equal(rest.len, 0);
    et_buf_dispose(&text);
}

static void levels_by_the_longest_prefix(void **state)
{
    (void)state;
    open_log((struct et_log_config){
        .levels = " Warning , ingest=debug, ingest.csv=error,store=OFF", .console = "off", .path = path});
    static const struct {
        const char *module;
        enum et_log_level level;
        bool enabled;
    } cases[] = {
        {"brief", ET_LOG_INFO, false},
        {"brief", ET_LOG_WARNING, true},
        {"ingest", ET_LOG_DEBUG, true},
        {"ingest.json", ET_LOG_DEBUG, true},
        {"ingest.csv", ET_LOG_WARNING, false},
        {"ingest.csv", ET_LOG_ERROR, true},
        {"ingest.csv.quotes", ET_LOG_INFO, false},
        {"ingest.csvx", ET_LOG_DEBUG, true},
        {"ingestion", ET_LOG_DEBUG, false},
        {"store", ET_LOG_CRITICAL, false},
        {"store.sqlite", ET_LOG_CRITICAL, false},
        {"", ET_LOG_WARNING, true},
        {"brief", ET_LOG_OFF, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(et_log_enabled(cases[i].level, cases[i].module), cases[i].enabled);
    ET_LOG(ET_LOG_INFO, "brief", "not heard");
    et_log_write(ET_LOG_INFO, "brief", "not heard", NULL, 0); /* without asking first */
    ET_LOG(ET_LOG_DEBUG, "ingest.json", "heard");
    et_log_close();
    struct et_buf text;
    read_text(path, &text);
    assert_int_equal(count_of(text.data, "\n"), 1);
    et_buf_dispose(&text);
}

static void levels_that_are_none(void **state)
{
    (void)state;
    static const char *const bad[] = {"loud", "info,ingest=loud", "=debug", "info,", "ingest=", "debug info"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct et_log_config config = {.levels = bad[i], .console = "off", .path = path};
        enum et_rc rc = et_log_open(&config, &error);
        if (strcmp(bad[i], "info,") == 0) {
            assert_int_equal(rc, ET_OK);
            continue;
        }
        assert_int_equal(rc, ET_E_USAGE);
        if (strcmp(bad[i], "=debug") != 0)
            assert_non_null(strstr(error.message, "debug, info, warning, error and critical"));
        config = (struct et_log_config){.console = bad[i]};
        assert_int_equal(et_log_open(&config, &error), ET_E_USAGE);
    }
    char many[1000] = "";
    for (size_t i = 0; i < 40; i++) {
        size_t used = strlen(many);
        assert_true(snprintf(many + used, sizeof many - used, "m%zu=debug,", i) > 0);
    }
    assert_int_equal(et_log_open(&(struct et_log_config){.levels = many}, &error), ET_E_USAGE);
}

static void the_console_is_short_and_coloured_on_request(void **state)
{
    (void)state;
    struct et_buf console;
    console_begin();
    open_log((struct et_log_config){.console = "info", .path = path});
    ET_LOG(ET_LOG_DEBUG, "ingest", "too low");
    ET_LOG(ET_LOG_INFO, "ingest", "file imported", ET_F_INT("rows", 3));
    ET_LOG(ET_LOG_WARNING, "ingest.csv", "rows rejected", ET_F_STR("path", "a b.csv"));
    open_log((struct et_log_config){.console = "debug", .colour = true});
    ET_LOG(ET_LOG_ERROR, "store", "broken");
    et_log_close();
    console_end(&console);
    assert_string_equal(console.data, "ingest: file imported rows=3\n"
                                      "warning: ingest.csv: rows rejected path=\"a b.csv\"\n"
                                      "\033[31merror: \033[0mstore: broken\n");
    et_buf_dispose(&console);
    assert_in_file(path, "rows rejected"); /* at level info of its own */
}

static void count_calls(void *context)
{
    ++*(int *)context;
    assert_int_equal(write(STDERR_FILENO, "<", 1), 1);
}

static void the_hook_comes_before_each_console_line(void **state)
{
    (void)state;
    struct et_buf console;
    int calls = 0;
    console_begin();
    open_log((struct et_log_config){.console = "info"});
    et_log_set_console_hook(count_calls, &calls);
    ET_LOG(ET_LOG_INFO, "a", "one");
    ET_LOG(ET_LOG_DEBUG, "a", "not shown");
    ET_LOG(ET_LOG_INFO, "a", "two");
    et_log_set_console_hook(NULL, NULL);
    ET_LOG(ET_LOG_INFO, "a", "three");
    console_end(&console);
    assert_int_equal(calls, 2);
    assert_string_equal(console.data, "<a: one\n<a: two\na: three\n");
    et_buf_dispose(&console);
}

static size_t lines_in(const char *name)
{
    struct et_buf text;
    if (!et_file_exists(name))
        return 0;
    read_text(name, &text);
    size_t n = count_of(text.data, "\n");
    et_buf_dispose(&text);
    return n;
}

static const char *rotated(int number)
{
    static char name[128];
    assert_true(snprintf(name, sizeof name, "%s.%d", path, number) > 0);
    return name;
}

static void rotation_by_size(void **state)
{
    (void)state;
    open_log((struct et_log_config){.console = "off", .path = path, .rotate_bytes = 1000, .keep_files = 3});
    for (int i = 0; i < 60; i++)
        ET_LOG(ET_LOG_INFO, "x", "a line of some length, to be turned over", ET_F_INT("i", i));
    et_log_close();
    for (int i = 1; i <= 3; i++) {
        struct stat info;
        assert_int_equal(stat(rotated(i), &info), 0);
        assert_in_range(info.st_size, 800, 1000);
    }
    assert_false(et_file_exists(rotated(4)));
    assert_in_file(path, "i=59");
    open_log((struct et_log_config){.console = "off", .path = path, .rotate_bytes = 10, .keep_files = 1});
    ET_LOG(ET_LOG_INFO, "x", "fewer are kept now");
    et_log_close();
    assert_true(et_file_exists(rotated(1)));
    assert_false(et_file_exists(rotated(2)));
    assert_false(et_file_exists(rotated(3)));
    open_log((struct et_log_config){.console = "off", .path = path, .rotate_bytes = 10, .keep_files = 0});
    ET_LOG(ET_LOG_INFO, "x", "none is kept");
    et_log_close();
    assert_int_equal(lines_in(path), 1);
}

static void a_file_that_cannot_be_turned_over_goes_on(void **state)
{
    (void)state;
    struct et_buf console;
    console_begin();
    open_log((struct et_log_config){.console = "error", .path = path, .rotate_bytes = 100, .keep_files = 1});
    assert_int_equal(et_folder_make(rotated(1), &error), ET_OK); /* a folder stands where the old file should go */
    for (int i = 0; i < 20; i++)
        ET_LOG(ET_LOG_INFO, "x", "a line of some length", ET_F_INT("i", i));
    assert_int_equal(et_log_dropped(), 0);
    et_log_close();
    console_end(&console);
    assert_int_equal(count_of(console.data, "cannot rotate the log file"), 1);
    assert_int_equal(lines_in(path), 20);
    et_buf_dispose(&console);
}

static void age_is_that_of_the_first_line(void **state)
{
    (void)state;
    assert_int_equal(et_folder_make(root, NULL), ET_OK);
    for (int json = 0; json <= 1; json++) {
        for (int old = 0; old <= 1; old++) {
            char first[200], time[ET_TIME_TEXT];
            et_time_format_iso_us(et_time_now_us() - (old ? 25 : 23) * ET_US_HOUR, time);
            assert_true(snprintf(first, sizeof first,
                                 json ? "{\"time\":\"%s\",\"level\":\"INFO\"}\n" : "%s INFO x run=1 first\n",
                                 time) > 0);
            char folder[96];
            assert_true(snprintf(folder, sizeof folder, "%s/logs", root) > 0);
            assert_int_equal(et_folder_make(folder, &error), ET_OK);
            unlink(rotated(1));
            assert_int_equal(et_file_write(path, et_slice_of(first), &error), ET_OK);
            open_log((struct et_log_config){
                .console = "off", .path = path, .rotate_hours = 24, .keep_files = 2, .json = json});
            ET_LOG(ET_LOG_INFO, "x", "second");
            ET_LOG(ET_LOG_INFO, "x", "third");
            et_log_close();
            assert_int_equal(et_file_exists(rotated(1)), old);
            assert_int_equal(lines_in(path), old ? 2 : 3);
        }
    }
}

static void a_file_moved_away_is_made_again(void **state)
{
    (void)state;
    open_log((struct et_log_config){.console = "off", .path = path});
    ET_LOG(ET_LOG_INFO, "x", "first");
    assert_int_equal(rename(path, rotated(9)), 0);
    et_log_reopen(); /* as after SIGHUP of logrotate */
    ET_LOG(ET_LOG_INFO, "x", "second");
    assert_in_file(rotated(9), "first");
    assert_in_file(path, "second");
    assert_int_equal(unlink(path), 0); /* and also when nobody said so */
    ET_LOG(ET_LOG_INFO, "x", "third");
    assert_in_file(path, "third");
}

static void a_torn_last_line_is_ended(void **state)
{
    (void)state;
    char folder[96];
    assert_true(snprintf(folder, sizeof folder, "%s/logs", root) > 0);
    assert_int_equal(et_folder_make(folder, &error), ET_OK);
    assert_int_equal(et_file_write(path, ET_SLICE("2025-11-23T21:04:51.123456+00:00 INFO half a li"), &error), ET_OK);
    open_log((struct et_log_config){.console = "off", .path = path});
    ET_LOG(ET_LOG_INFO, "x", "whole");
    et_log_close();
    assert_int_equal(lines_in(path), 2);
    assert_in_file(path, "half a li\n2");
}

static void a_full_disk_is_said_once_and_lines_are_counted(void **state)
{
    (void)state;
    struct et_buf console;
    console_begin();
    open_log((struct et_log_config){.console = "error", .path = "/dev/full"});
    for (int i = 0; i < 500; i++)
        ET_LOG(ET_LOG_INFO, "x", "lost");
    assert_int_equal(et_log_dropped(), 500);
    et_log_close();
    console_end(&console);
    assert_int_equal(count_of(console.data, "cannot write the log file /dev/full: No space left on device"), 1);
    assert_int_equal(count_of(console.data, ": 500\n"), 1);
    assert_int_equal(count_of(console.data, "\n"), 2);
    et_buf_dispose(&console);
}

static void places_that_are_no_file(void **state)
{
    (void)state;
    char pipe_path[96], below[110];
    assert_true(snprintf(pipe_path, sizeof pipe_path, "%s/pipe", root) > 0);
    assert_true(snprintf(below, sizeof below, "%s/below", pipe_path) > 0);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    const char *const places[] = {root, below, pipe_path /* nobody reads it: does not hang */, "/proc/none/et.log"};
    for (size_t i = 0; i < COUNT(places); i++) {
        struct et_buf console;
        console_begin();
        open_log((struct et_log_config){.console = "error", .path = places[i]});
        ET_LOG(ET_LOG_INFO, "x", "lost");
        ET_LOG(ET_LOG_ERROR, "x", "on the console all the same");
        assert_int_equal(et_log_dropped(), 2);
        et_log_close();
        console_end(&console);
        assert_int_equal(count_of(console.data, "cannot write the log file"), 1);
        assert_int_equal(count_of(console.data, "on the console all the same"), 1);
        et_buf_dispose(&console);
    }
}

/* A limit on the size of files stands for a disk that fills up and is cleared again. */
static void after_a_full_disk_the_file_says_what_is_missing(void **state)
{
    (void)state;
    struct rlimit before, low;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    open_log((struct et_log_config){.console = "off", .path = path});
    ET_LOG(ET_LOG_INFO, "x", "before");
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    low = before;
    low.rlim_cur = (rlim_t)info.st_size + 20; /* the next line is cut off within */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    for (int i = 0; i < 7; i++)
        ET_LOG(ET_LOG_INFO, "x", "lost");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(et_log_dropped(), 7);
    ET_LOG(ET_LOG_INFO, "x", "too soon to be tried again");
    usleep(600000);
    ET_LOG(ET_LOG_INFO, "x", "after");
    assert_int_equal(et_log_dropped(), 8);
    et_log_close();
    struct et_buf text;
    read_text(path, &text);
    assert_int_equal(count_of(text.data, "\n"), 4); /* before, the torn one, what is missing, after */
    assert_non_null(strstr(text.data, " lost=8 since="));
    assert_non_null(strstr(strstr(text.data, " lost=8 since="), "after"));
    et_buf_dispose(&text);
}

#define WRITERS 4
#define EACH 1500

static void write_many(const char *run)
{
    for (int i = 0; i < EACH; i++)
        ET_LOG(ET_LOG_INFO, "many.writers", "a line of one of several writers", ET_F_STR("writer", run),
               ET_F_INT("i", i));
}

/* Every line of every file is whole, and every writer's every line is there once. */
static void assert_all_there(const char *const *names, size_t count, size_t writers)
{
    static unsigned char seen[WRITERS][EACH];
    memset(seen, 0, sizeof seen);
    size_t total = 0;
    for (size_t f = 0; f < count; f++) {
        struct et_buf text;
        read_text(names[f], &text);
        struct et_slice rest = et_buf_view(&text);
        while (rest.len) {
            struct et_slice line = et_slice_cut(&rest, '\n');
            size_t at = et_slice_find(line, ET_SLICE(" writer="));
            if (line.len == 0) /* after what looked like half a line of another */
                continue;
            assert_true(at != SIZE_MAX);
            unsigned writer, i;
            char tail[64] = "";
            memcpy(tail, line.ptr + at, line.len - at < 63 ? line.len - at : 63);
            assert_int_equal(sscanf(tail, " writer=%u i=%u", &writer, &i), 2);
            assert_true(writer < writers && i < EACH);
            assert_int_equal(seen[writer][i]++, 0);
            total++;
        }
        et_buf_dispose(&text);
    }
    assert_int_equal(total, writers * EACH);
}

static void several_processes_share_a_file_that_turns_over(void **state)
{
    (void)state;
    pid_t children[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            char run[2] = {(char)('0' + i), '\0'};
            struct et_log_config config = {
                .console = "off", .path = path, .rotate_bytes = 20000, .keep_files = 900, .run_id = run};
            if (et_log_open(&config, NULL) != ET_OK)
                _exit(1);
            write_many(run);
            uint64_t dropped = et_log_dropped();
            et_log_close();
            _exit(dropped != 0);
        }
    }
    for (int i = 0; i < WRITERS; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    struct et_arena arena;
    const char **names;
    size_t count;
    et_arena_init(&arena, 0);
    assert_int_equal(et_folder_list(root, &arena, &names, &count, &error), ET_OK);
    assert_in_range(count, 4, 60); /* it did turn over, and no more often than it was full */
    assert_all_there(names, count, WRITERS);
    et_arena_dispose(&arena);
}

static void write_as_thread(void *context)
{
    write_many(context);
}

static void several_threads_share_the_logger(void **state)
{
    (void)state;
    struct et_thread *threads[WRITERS];
    char runs[WRITERS][2];
    open_log((struct et_log_config){.console = "off", .path = path, .rotate_bytes = 50000, .keep_files = 900});
    for (int i = 0; i < WRITERS; i++) {
        runs[i][0] = (char)('0' + i);
        runs[i][1] = '\0';
        assert_int_equal(et_thread_start(&threads[i], write_as_thread, runs[i], &error), ET_OK);
    }
    for (int i = 0; i < 50; i++) {
        et_log_reopen();
        (void)et_log_enabled(ET_LOG_DEBUG, "x");
        (void)et_log_dropped();
        usleep(500);
    }
    for (int i = 0; i < WRITERS; i++)
        et_thread_join(threads[i]);
    et_log_close();
    struct et_arena arena;
    const char **names;
    size_t count;
    et_arena_init(&arena, 0);
    assert_int_equal(et_folder_list(root, &arena, &names, &count, &error), ET_OK);
    assert_all_there(names, count, WRITERS);
    et_arena_dispose(&arena);
}

static void opening_and_closing_while_others_write(void **state)
{
    (void)state;
    struct et_thread *thread;
    static char run[] = "0";
    assert_int_equal(et_thread_start(&thread, write_as_thread, run, &error), ET_OK);
    for (int i = 0; i < 20; i++) {
        open_log((struct et_log_config){.console = "off", .path = path});
        et_log_close();
    }
    et_thread_join(thread);
}

static void run_ids(void **state)
{
    (void)state;
    open_log((struct et_log_config){.console = "off"});
    char first[40];
    assert_int_equal(strlen(et_log_run_id()), 8);
    assert_true(snprintf(first, sizeof first, "%s", et_log_run_id()) == 8);
    assert_int_equal(strspn(first, "0123456789abcdef"), 8);
    open_log((struct et_log_config){.console = "off"});
    assert_string_not_equal(first, et_log_run_id());
    open_log((struct et_log_config){.console = "off", .run_id = "a b\nc-1_x"});
    assert_string_equal(et_log_run_id(), "a_b_c-1_x");
}

#ifdef ET_FAULTS
static void memory_that_runs_out_stops_no_work(void **state)
{
    (void)state;
    struct et_log_config config = {.console = "off", .path = path};
    for (long n = 0;; n++) {
        et_mem_fail_after(n);
        enum et_rc rc = et_log_open(&config, &error);
        et_mem_fail_after(-1);
        if (rc == ET_OK)
            break;
        assert_int_equal(rc, ET_E_NOMEM);
        assert_false(et_log_enabled(ET_LOG_ERROR, "x"));
    }
    et_log_close();
    open_log(config);
    et_mem_fail_after(0);
    ET_LOG(ET_LOG_INFO, "x", "short enough for what it has");
    static char longer[6000];
    memset(longer, 'y', sizeof longer - 1);
    ET_LOG(ET_LOG_INFO, "x", "too long for it", ET_F_STR("value", longer));
    et_mem_fail_after(-1);
    assert_int_equal(et_log_dropped(), 1);
    et_log_close();
    assert_in_file(path, "short enough for what it has");
    assert_in_file(path, " lost=1 ");
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_written_before_and_after, setup, teardown),
        cmocka_unit_test_setup_teardown(a_line_of_text, setup, teardown),
        cmocka_unit_test_setup_teardown(one_event_is_one_line_whatever_it_holds, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_of_json, setup, teardown),
        cmocka_unit_test_setup_teardown(levels_by_the_longest_prefix, setup, teardown),
        cmocka_unit_test_setup_teardown(levels_that_are_none, setup, teardown),
        cmocka_unit_test_setup_teardown(the_console_is_short_and_coloured_on_request, setup, teardown),
        cmocka_unit_test_setup_teardown(the_hook_comes_before_each_console_line, setup, teardown),
        cmocka_unit_test_setup_teardown(rotation_by_size, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_turned_over_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(age_is_that_of_the_first_line, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_moved_away_is_made_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_torn_last_line_is_ended, setup, teardown),
        cmocka_unit_test_setup_teardown(a_full_disk_is_said_once_and_lines_are_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(places_that_are_no_file, setup, teardown),
        cmocka_unit_test_setup_teardown(after_a_full_disk_the_file_says_what_is_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(several_processes_share_a_file_that_turns_over, setup, teardown),
        cmocka_unit_test_setup_teardown(several_threads_share_the_logger, setup, teardown),
        cmocka_unit_test_setup_teardown(opening_and_closing_while_others_write, setup, teardown),
        cmocka_unit_test_setup_teardown(run_ids, setup, teardown),
#ifdef ET_FAULTS
        cmocka_unit_test_setup_teardown(memory_that_runs_out_stops_no_work, setup, teardown),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
