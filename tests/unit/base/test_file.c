#include "base_test.h"

#include "base/file.h"
#include "base/time.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char root[64];
static struct et_arena arena;

static int setup(void **state)
{
    (void)state;
    test_folder_make(root);
    et_arena_init(&arena, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    et_arena_dispose(&arena);
    test_folder_remove(root);
    return 0;
}

static const char *in_root(const char *name)
{
    return et_path_join(&arena, root, name);
}

static size_t files_below(const char *path)
{
    const char **paths;
    size_t count;
    assert_int_equal(et_folder_list(path, &arena, &paths, &count, NULL), ET_OK);
    return count;
}

static void put(const char *name, const char *text)
{
    assert_int_equal(et_file_write(in_root(name), et_slice_of(text), NULL), ET_OK);
}

static void assert_file(const char *name, const char *text)
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    assert_int_equal(et_file_read(in_root(name), SIZE_MAX, &buf, NULL), ET_OK);
    assert_int_equal(buf.len, strlen(text));
    assert_string_equal(buf.len ? buf.data : "", text);
    et_buf_dispose(&buf);
}

static void reading(void **state)
{
    (void)state;
    struct et_buf buf;
    struct et_error error;
    et_buf_init(&buf, 0);
    put("a", "hello");
    et_buf_str(&buf, "> ");
    assert_int_equal(et_file_read(in_root("a"), 5, &buf, &error), ET_OK);
    assert_string_equal(buf.data, "> hello");
    assert_int_equal(et_file_read(in_root("a"), 4, &buf, &error), ET_E_TOO_LONG);
    assert_int_equal(et_file_read(in_root("none"), 100, &buf, &error), ET_E_NOT_FOUND);
    assert_non_null(strstr(error.message, "none"));
    assert_int_equal(et_file_read(root, 100, &buf, &error), ET_E_IO);
    assert_non_null(strstr(error.message, "folder"));
    et_buf_clear(&buf);
    assert_int_equal(et_file_read("/proc/self/status", 1 << 20, &buf, &error), ET_OK); /* its size says 0 */
    assert_true(buf.len > 100);
    et_buf_dispose(&buf);
    put("empty", "");
    assert_file("empty", "");
}

static void a_file_appears_whole_or_not_at_all(void **state)
{
    (void)state;
    struct et_atomic_file *file;
    struct et_error error;
    put("report", "old");
    assert_int_equal(chmod(in_root("report"), 0666), 0);
    assert_int_equal(et_atomic_open(in_root("report"), &file, &error), ET_OK);
    static char block[100000];
    memset(block, 'x', sizeof block);
    for (int i = 0; i < 3; i++)
        assert_int_equal(et_atomic_write(file, block, sizeof block, &error), ET_OK);
    assert_int_equal(et_atomic_write(file, "!", 1, &error), ET_OK);
    assert_file("report", "old");
    assert_int_equal(et_atomic_commit(file, &error), ET_OK);
    uint64_t bytes;
    bool is_folder = true;
    int64_t modified_us;
    assert_int_equal(et_file_stat(in_root("report"), &bytes, &modified_us, &is_folder, &error), ET_OK);
    assert_int_equal(bytes, 300001);
    assert_false(is_folder);
    assert_true(llabs(et_time_now_us() - modified_us) < ET_US_MINUTE);
    struct stat info;
    assert_int_equal(stat(in_root("report"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0666); /* the rights of the one before it */
    assert_int_equal(files_below(root), 1);      /* and no part is left */
}

static void an_aborted_file_leaves_nothing(void **state)
{
    (void)state;
    struct et_atomic_file *file;
    assert_int_equal(et_atomic_open(in_root("x"), &file, NULL), ET_OK);
    assert_int_equal(et_atomic_write(file, "abc", 3, NULL), ET_OK);
    et_atomic_abort(file);
    et_atomic_abort(NULL);
    assert_false(et_file_exists(in_root("x")));
    assert_int_equal(files_below(root), 0);
}

static void links_and_devices_stay_what_they_are(void **state)
{
    (void)state;
    put("real", "old");
    assert_int_equal(symlink(in_root("real"), in_root("link")), 0);
    put("link", "new");
    struct stat info;
    assert_int_equal(lstat(in_root("link"), &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_file("real", "new");
    assert_int_equal(et_file_write("/dev/null", ET_SLICE("x"), NULL), ET_OK);
    assert_int_equal(stat("/dev/null", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
}

static void places_that_cannot_be_written(void **state)
{
    (void)state;
    struct et_error error;
    assert_int_equal(et_file_write(root, ET_SLICE("x"), &error), ET_E_IO);
    assert_non_null(strstr(error.message, "folder"));
    assert_int_equal(et_file_write(in_root("no/such/folder"), ET_SLICE("x"), &error), ET_E_NOT_FOUND);
    assert_int_equal(et_file_write("/dev/full", ET_SLICE("x"), &error), ET_E_FULL);
    assert_non_null(strstr(error.message, "/dev/full"));
    assert_int_equal(et_file_write("/proc/none", ET_SLICE("x"), &error) == ET_OK, 0);
    if (geteuid() != 0) { /* root may write everywhere */
        assert_int_equal(et_folder_make(in_root("locked"), &error), ET_OK);
        assert_int_equal(chmod(in_root("locked"), 0500), 0);
        assert_int_equal(et_file_write(in_root("locked/x"), ET_SLICE("x"), &error), ET_E_READONLY);
    }
}

/* A limit on the size of files stands for a disk that fills up. */
static void a_file_that_does_not_fit_leaves_the_old_one(void **state)
{
    (void)state;
    static char block[200000];
    struct et_atomic_file *file;
    struct et_error error;
    struct rlimit before, low;
    put("report", "old");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    low = before;
    low.rlim_cur = 1000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    enum et_rc small = et_file_write(in_root("report"), et_slice(block, 2000), &error);
    enum et_rc big = et_file_write(in_root("report"), et_slice(block, sizeof block), &error);
    assert_int_equal(et_atomic_open(in_root("report"), &file, &error), ET_OK);
    enum et_rc first = et_atomic_write(file, block, 60000, &error),
               second = et_atomic_write(file, block, 60000, &error);
    et_atomic_abort(file);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(small, ET_E_IO);
    assert_int_equal(big, ET_E_IO);
    assert_int_equal(first, ET_OK); /* still in memory */
    assert_int_equal(second, ET_E_IO);
    assert_file("report", "old");
    assert_int_equal(files_below(root), 1);
}

static void folders(void **state)
{
    (void)state;
    struct et_error error;
    assert_int_equal(et_folder_make(in_root("a/b//c/"), &error), ET_OK);
    assert_int_equal(et_folder_make(in_root("a/b/c"), &error), ET_OK);
    assert_true(et_folder_exists(in_root("a/b/c")));
    assert_false(et_file_exists(in_root("a/b/c")));
    put("file", "x");
    assert_int_equal(et_folder_make(in_root("file"), &error), ET_E_IO);
    assert_int_equal(et_folder_make(in_root("file/below"), &error), ET_E_IO);
    assert_non_null(strstr(error.message, "stands in its way"));
    assert_int_equal(et_folder_make("/", &error), ET_OK);
    bool is_folder = false;
    assert_int_equal(et_file_stat(root, NULL, NULL, &is_folder, &error), ET_OK);
    assert_true(is_folder);
    assert_int_equal(et_file_stat(in_root("none"), NULL, NULL, NULL, &error), ET_E_NOT_FOUND);
}

static void listing(void **state)
{
    (void)state;
    struct et_error error;
    const char **paths;
    size_t count;
    assert_int_equal(et_folder_list(root, &arena, &paths, &count, &error), ET_OK);
    assert_int_equal(count, 0);
    assert_int_equal(et_folder_make(in_root("sub/deep"), &error), ET_OK);
    assert_int_equal(et_folder_make(in_root(".hidden"), &error), ET_OK);
    static const char *const names[] = {"b.csv", "a.csv",     "sub/z", "sub/deep/y",
                                        ".dot",  ".hidden/x", "B.csv", "sub.csv"};
    for (size_t i = 0; i < COUNT(names); i++)
        put(names[i], "x");
    assert_int_equal(symlink("a.csv", in_root("link.csv")), 0);
    assert_int_equal(symlink("gone", in_root("broken")), 0);
    assert_int_equal(symlink("..", in_root("sub/loop")), 0);
    assert_int_equal(mkfifo(in_root("pipe"), 0600), 0);
    assert_int_equal(et_folder_list(root, &arena, &paths, &count, &error), ET_OK);
    static const char *const want[] = {"B.csv", "a.csv", "b.csv", "link.csv", "sub.csv", "sub/deep/y", "sub/z"};
    assert_int_equal(count, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++)
        assert_string_equal(paths[i] + strlen(root) + 1, want[i]);
    assert_int_equal(et_folder_list(in_root("none"), &arena, &paths, &count, &error), ET_E_NOT_FOUND);
    assert_int_equal(et_folder_list(in_root("a.csv"), &arena, &paths, &count, &error), ET_E_IO);
    char deep[300] = "d";
    for (size_t i = 1; i < 140; i += 2)
        memcpy(deep + i, "/d", 3);
    assert_int_equal(et_folder_make(in_root(deep), &error), ET_OK);
    assert_int_equal(et_folder_list(root, &arena, &paths, &count, &error), ET_E_TOO_LONG);
}

static void paths(void **state)
{
    (void)state;
    assert_string_equal(et_path_name("a/b/c.csv"), "c.csv");
    assert_string_equal(et_path_name("c.csv"), "c.csv");
    assert_string_equal(et_path_name("a/"), "");
    assert_string_equal(et_path_join(&arena, "a", "b"), "a/b");
    assert_string_equal(et_path_join(&arena, "a/", "b"), "a/b");
    assert_string_equal(et_path_join(&arena, "", "b"), "b");
    assert_string_equal(et_path_join(&arena, "/", "b"), "/b");
}

#ifdef ET_FAULTS
static enum et_rc everything(struct et_error *error)
{
    char path[96];
    struct et_buf buf;
    const char **found;
    size_t count;
    struct et_arena own;
    et_arena_init(&own, 0);
    et_buf_init(&buf, 0);
    assert_true(snprintf(path, sizeof path, "%s/n/m", root) > 0);
    enum et_rc rc = et_folder_make(path, error);
    assert_true(snprintf(path, sizeof path, "%s/n/m/file", root) > 0);
    if (rc == ET_OK)
        rc = et_file_write(path, ET_SLICE("text"), error);
    if (rc == ET_OK)
        rc = et_file_read(path, 100, &buf, error);
    if (rc == ET_OK)
        rc = et_folder_list(root, &own, &found, &count, error);
    et_buf_dispose(&buf);
    et_arena_dispose(&own);
    return rc;
}

static void each_allocation_fails_in_turn(void **state)
{
    (void)state;
    long n = 0;
    for (;; n++) {
        struct et_error error;
        et_mem_fail_after(n);
        enum et_rc rc = everything(&error);
        et_mem_fail_after(-1);
        if (rc == ET_OK)
            break;
        assert_int_equal(rc, ET_E_NOMEM);
        assert_true(files_below(root) <= 1);
    }
    assert_in_range(n, 6, 30);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reading, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_appears_whole_or_not_at_all, setup, teardown),
        cmocka_unit_test_setup_teardown(an_aborted_file_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(links_and_devices_stay_what_they_are, setup, teardown),
        cmocka_unit_test_setup_teardown(places_that_cannot_be_written, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_does_not_fit_leaves_the_old_one, setup, teardown),
        cmocka_unit_test_setup_teardown(folders, setup, teardown),
        cmocka_unit_test_setup_teardown(listing, setup, teardown),
        cmocka_unit_test_setup_teardown(paths, setup, teardown),
#ifdef ET_FAULTS
        cmocka_unit_test_setup_teardown(each_allocation_fails_in_turn, setup, teardown),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
