#include "base/log_int.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096
#define KEEP_MAX 1000
#define PAUSE_FIRST_US (ET_US_SECOND / 2) /**< before a failed file is tried again; doubled up to the longest */
#define PAUSE_LONGEST_US (30 * ET_US_SECOND)
#define SAY_AGAIN_US (10 * ET_US_MINUTE) /**< a disk that is full now and then is not said each time */

static void say(struct et_log_file *file, const char *what, int number, const char *so)
{
    char message[PATH_MAX_BYTES + 300], buffer[128];
    int64_t now = et_time_monotonic_us();
    if (file->said_at_us && now - file->said_at_us < SAY_AGAIN_US)
        return;
    file->said_at_us = now;
    if (snprintf(message, sizeof message, "%s %s: %s; %s", what, file->path, strerror_r(number, buffer, sizeof buffer),
                 so) > 0)
        file->say(message);
}

static void say_lost(struct et_log_file *file)
{
    char message[PATH_MAX_BYTES + 300];
    if (snprintf(message, sizeof message, "lines that could not be written to the log file %s: %llu", file->path,
                 (unsigned long long)file->lost) > 0)
        file->say(message);
}

static void fail(struct et_log_file *file, int number)
{
    if (!file->failing) {
        file->failing = true;
        file->failed_at_us = et_time_now_us();
        file->pause_us = PAUSE_FIRST_US / 2;
        say(file, "cannot write the log file", number, "the work goes on, lost lines are counted");
    }
    file->reason = number;
    file->pause_us = file->pause_us * 2 < PAUSE_LONGEST_US ? file->pause_us * 2 : PAUSE_LONGEST_US;
    file->retry_at_us = et_time_monotonic_us() + file->pause_us;
}

static void close_fd(struct et_log_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

/* The time that the first line bears. */
static bool first_time(struct et_slice text, int64_t *us)
{
    size_t json = et_slice_find(text, ET_SLICE("\"time\":\""));
    char stop = ' ';
    if (text.len && text.ptr[0] == '{' && json != SIZE_MAX) {
        text = et_slice_sub(text, json + strlen("\"time\":\""), text.len);
        stop = '"';
    }
    return et_time_parse_iso(et_slice_cut(&text, stop), us, NULL);
}

/* Looked at twice: another process may be in the middle of a line that crosses a page. */
static bool ends_torn(int fd)
{
    struct stat info;
    off_t size = -1;
    for (int look = 0; look < 2; look++) {
        char last = '\n';
        if (look)
            usleep(2000);
        if (fstat(fd, &info) != 0 || pread(fd, &last, 1, info.st_size - 1) != 1 || last == '\n' ||
            (look && info.st_size != size))
            return false;
        size = info.st_size;
    }
    return true;
}

/* What earlier runs left: a file's age is that of its first line, so that a restart does not make it young again, and a
 * line that a full disk or a kill cut off is ended before the next one. */
static void look_into(struct et_log_file *file, const struct stat *info)
{
    char head[512];
    int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return;
    ssize_t n = pread(fd, head, sizeof head, 0);
    if (!first_time(et_slice(head, n > 0 ? (size_t)n : 0), &file->birth_us))
        file->birth_us = (int64_t)info->st_mtim.tv_sec * ET_US_SECOND;
    file->torn = ends_torn(fd);
    close(fd);
}

/* Not blocking, for the case that the path is a pipe that nobody reads. */
static bool open_fd(struct et_log_file *file)
{
    struct stat info;
    file->fd = open(file->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0640);
    if (file->fd < 0 || fstat(file->fd, &info) != 0) {
        fail(file, errno);
        close_fd(file);
        return false;
    }
    file->process = (long)getpid();
    file->device = info.st_dev;
    file->inode = info.st_ino;
    file->torn = false;
    file->birth_us = et_time_now_us();
    if (S_ISREG(info.st_mode) && info.st_size > 0)
        look_into(file, &info);
    return true;
}

static bool is_ours(const struct et_log_file *file, const struct stat *info)
{
    return info->st_dev == file->device && info->st_ino == file->inode && file->process == (long)getpid();
}

static bool is_due(const struct et_log_file *file, const struct stat *info, size_t more)
{
    if (!S_ISREG(info->st_mode) || info->st_size <= 0 || et_time_monotonic_us() < file->rotate_again_us)
        return false;
    if (file->rotate_bytes && (uint64_t)info->st_size + more > file->rotate_bytes)
        return true;
    return file->rotate_us && et_time_now_us() - file->birth_us >= file->rotate_us;
}

static bool numbered(const struct et_log_file *file, uint32_t number, char name[PATH_MAX_BYTES])
{
    int n = snprintf(name, PATH_MAX_BYTES, number ? "%s.%u" : "%s", file->path, (unsigned)number);
    return n > 0 && n < PATH_MAX_BYTES;
}

/* path.2 -> path.3, path.1 -> path.2, path -> path.1; what is beyond the number kept is removed. */
static int shift(const struct et_log_file *file)
{
    char from[PATH_MAX_BYTES], to[PATH_MAX_BYTES];
    if (!numbered(file, UINT32_MAX, from))
        return ENAMETOOLONG;
    for (uint32_t i = file->keep_files + 1; numbered(file, i, to) && unlink(to) == 0; i++)
        continue;
    if (file->keep_files == 0)
        return unlink(file->path) == 0 ? 0 : errno;
    uint32_t last = 1; /* only up to the first free number: others write to the old file as long as this takes */
    while (last < file->keep_files && numbered(file, last, to) && access(to, F_OK) == 0)
        last++;
    for (uint32_t i = last; i > 0; i--) {
        if (!numbered(file, i - 1, from) || !numbered(file, i, to))
            return ENAMETOOLONG;
        if (rename(from, to) != 0 && errno != ENOENT)
            return errno;
    }
    return 0;
}

/* Whoever holds the lock on the file that stands under the name moves it; whoever comes late sees another file there.
 * Nobody waits for the lock: while another process rotates, the line goes to the old file. */
static void rotate(struct et_log_file *file)
{
    struct stat info;
    if (flock(file->fd, LOCK_EX | LOCK_NB) != 0)
        return;
    int failed = 0;
    if (stat(file->path, &info) == 0 && is_ours(file, &info))
        failed = shift(file);
    if (failed) {
        flock(file->fd, LOCK_UN);
        file->rotate_again_us = et_time_monotonic_us() + ET_US_MINUTE;
        say(file, "cannot rotate the log file", failed, "it goes on growing");
        return;
    }
    int old = file->fd;
    open_fd(file);
    close(old); /* gives the lock back, now that the new file is there */
}

/* Has the file of the path open, with room for the line as far as rotation gives it. */
static bool prepare(struct et_log_file *file, size_t more)
{
    struct stat info;
    if (file->failing && et_time_monotonic_us() < file->retry_at_us)
        return false;
    if (file->fd >= 0 && (stat(file->path, &info) != 0 || !is_ours(file, &info)))
        close_fd(file);
    if (file->fd < 0 && (!open_fd(file) || fstat(file->fd, &info) != 0))
        return false;
    if (is_due(file, &info, more))
        rotate(file);
    return file->fd >= 0;
}

/* One write a line: the system then keeps lines of several processes apart. */
static bool put(struct et_log_file *file, const char *bytes, size_t len)
{
    ssize_t n;
    do
        n = write(file->fd, bytes, len);
    while (n < 0 && errno == EINTR);
    if (n == (ssize_t)len)
        return true;
    if (n > 0)
        file->torn = true;
    fail(file, n < 0 ? errno : ENOSPC);
    return false;
}

static bool format(struct et_log_file *file, const struct et_log_line *line)
{
    et_buf_clear(&file->line);
    return file->json ? et_log_format_json(&file->line, line) : et_log_format_text(&file->line, line);
}

/* The first line after a failure says how much is missing before it. */
static bool put_lost(struct et_log_file *file)
{
    char since[ET_TIME_TEXT], buffer[128];
    et_time_format_iso(file->failed_at_us, since);
    const struct et_log_field fields[] = {ET_F_INT("lost", file->lost), ET_F_STR("since", since),
                                          ET_F_STR("reason", strerror_r(file->reason, buffer, sizeof buffer))};
    const struct et_log_line line = {.time_us = et_time_now_us(),
                                     .level = ET_LOG_WARNING,
                                     .module = "log",
                                     .run_id = file->run_id,
                                     .message = "the log file could not be written, lines are missing here",
                                     .fields = fields,
                                     .count = sizeof fields / sizeof fields[0]};
    if (!format(file, &line)) {
        fail(file, ENOMEM);
        return false;
    }
    return put(file, file->line.data, file->line.len);
}

static bool write_line(struct et_log_file *file, const struct et_log_line *line)
{
    if (!format(file, line)) {
        fail(file, ENOMEM);
        return false;
    }
    if (!prepare(file, file->line.len))
        return false;
    if (file->torn && !put(file, "\n", 1))
        return false;
    file->torn = false;
    if (file->lost) {
        if (!put_lost(file))
            return false;
        file->lost = 0;
        if (!format(file, line)) {
            fail(file, ENOMEM);
            return false;
        }
    }
    if (!put(file, file->line.data, file->line.len))
        return false;
    file->failing = false;
    return true;
}

void et_log_file_write(struct et_log_file *file, const struct et_log_line *line)
{
    if (!file->path || write_line(file, line))
        return;
    file->lost++;
    file->dropped++;
}

void et_log_file_reopen(struct et_log_file *file)
{
    close_fd(file);
    file->retry_at_us = 0;
    file->rotate_again_us = 0;
}

static void make_folder(const char *path)
{
    char folder[PATH_MAX_BYTES];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (n == 0 || n >= sizeof folder)
        return;
    memcpy(folder, path, n);
    folder[n] = '\0';
    if (et_folder_make(folder, NULL) != ET_OK)
        return; /* opening the file tells why */
}

enum et_rc et_log_file_init(struct et_log_file *file, const struct et_log_config *config, struct et_error *error)
{
    file->path = NULL;
    file->fd = -1;
    et_buf_init(&file->line, 0);
    if (!config->path || !*config->path)
        return ET_OK;
    size_t size = strlen(config->path) + 1;
    file->path = et_malloc(size);
    /* Lines are made here, so that a program short of memory can still say so. */
    if (!file->path || !et_buf_reserve(&file->line, 4096)) {
        et_free(file->path);
        et_buf_dispose(&file->line);
        file->path = NULL;
        return et_fail_nomem(error);
    }
    memcpy(file->path, config->path, size);
    file->json = config->json;
    file->rotate_bytes = config->rotate_bytes;
    file->rotate_us = config->rotate_hours * ET_US_HOUR;
    file->keep_files = config->keep_files < KEEP_MAX ? config->keep_files : KEEP_MAX;
    make_folder(file->path);
    open_fd(file);
    return ET_OK;
}

void et_log_file_dispose(struct et_log_file *file)
{
    if (file->path && file->lost) {
        file->retry_at_us = 0;
        if (!prepare(file, 0) || (file->torn && !put(file, "\n", 1)) || !put_lost(file))
            say_lost(file);
    }
    close_fd(file);
    et_free(file->path);
    file->path = NULL;
    et_buf_dispose(&file->line);
}
