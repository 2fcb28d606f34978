#include "base/file.h"

#include "base/mem.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum et_rc open_for_reading(const char *path, int *fd, struct stat *info, struct et_error *error)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0)
        return et_fail_errno(error, errno, "cannot open %s", path);
    if (fstat(*fd, info) != 0 || S_ISDIR(info->st_mode)) {
        enum et_rc rc = S_ISDIR(info->st_mode) ? et_fail(error, ET_E_IO, "cannot read %s: it is a folder", path)
                                               : et_fail_errno(error, errno, "cannot read %s", path);
        close(*fd);
        return rc;
    }
    return ET_OK;
}

enum et_rc et_file_read(const char *path, size_t max, struct et_buf *buf, struct et_error *error)
{
    struct stat info = {0};
    int fd;
    enum et_rc rc = open_for_reading(path, &fd, &info, error);
    if (rc != ET_OK)
        return rc;
    size_t total = 0;
    for (ssize_t n = 1; rc == ET_OK && n != 0;) {
        /* One byte more than announced, so that the end of the file is seen without growing the buffer. */
        size_t chunk = info.st_size > (off_t)total ? (size_t)info.st_size - total + 1 : 65536;
        if (chunk > max - total)
            chunk = max - total + 1;
        if (!et_buf_reserve(buf, chunk)) {
            rc = et_fail(error, ET_E_NOMEM, "out of memory while reading %s", path);
            break;
        }
        n = read(fd, buf->data + buf->len, chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            rc = et_fail_errno(error, errno, "cannot read %s", path);
            break;
        }
        total += (size_t)n;
        buf->len += (size_t)n;
        if (total > max)
            rc = et_fail(error, ET_E_TOO_LONG, "%s is larger than %zu bytes", path, max);
    }
    if (buf->data)
        buf->data[buf->len] = '\0';
    close(fd);
    return rc;
}

struct et_atomic_file {
    int fd;
    bool is_direct; /**< a device or a pipe: written as it is, never replaced */
    char *path, *part;
    size_t used;
    char bytes[65536];
};

static void atomic_free(struct et_atomic_file *file)
{
    et_free(file->path);
    et_free(file->part);
    et_free(file);
}

static char *copy_text(const char *text, size_t more)
{
    size_t size = strlen(text) + 1;
    char *copy = et_malloc(size + more);
    return copy ? memcpy(copy, text, size) : NULL;
}

/* A link is followed, so that what it points to is replaced and not the link. */
static char *resolve(const char *path)
{
    char real[4096];
    struct stat info;
    bool is_link = lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
    ssize_t n = is_link && stat(path, &info) == 0 && realpath(path, real) ? 1 : 0;
    return copy_text(n ? real : path, 0);
}

static enum et_rc open_part(struct et_atomic_file *file, struct et_error *error)
{
    struct stat info;
    bool exists = stat(file->path, &info) == 0;
    if (exists && S_ISDIR(info.st_mode))
        return et_fail(error, ET_E_IO, "cannot write %s: it is a folder", file->path);
    file->is_direct = exists && !S_ISREG(info.st_mode);
    int flags = file->is_direct ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
    mode_t mode = exists ? info.st_mode & 0777 : 0666;
    file->fd = open(file->is_direct ? file->path : file->part, flags, mode);
    if (file->fd < 0)
        return et_fail_errno(error, errno, "cannot write %s", file->path);
    if (exists && !file->is_direct)
        fchmod(file->fd, mode); /* past the umask; where rights can't be set, those of a new file hold */
    return ET_OK;
}

enum et_rc et_atomic_open(const char *path, struct et_atomic_file **out, struct et_error *error)
{
    struct et_atomic_file *file = et_malloc(sizeof *file);
    if (!file)
        return et_fail_nomem(error);
    file->used = 0;
    file->path = resolve(path);
    file->part = file->path ? copy_text(file->path, 32) : NULL;
    if (!file->part) {
        atomic_free(file);
        return et_fail_nomem(error);
    }
    size_t length = strlen(file->path);
    int n = snprintf(file->part + length, 32, ".part-%ld", (long)getpid());
    enum et_rc rc = n > 0 ? open_part(file, error) : et_fail(error, ET_E_INTERNAL, "cannot name a part of %s", path);
    if (rc != ET_OK)
        atomic_free(file);
    else
        *out = file;
    return rc;
}

static enum et_rc write_all(struct et_atomic_file *file, const char *bytes, size_t len, struct et_error *error)
{
    while (len) {
        ssize_t n = write(file->fd, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return et_fail_errno(error, errno, "cannot write %s", file->path);
        bytes += n;
        len -= (size_t)n;
    }
    return ET_OK;
}

static enum et_rc flush(struct et_atomic_file *file, struct et_error *error)
{
    size_t used = file->used;
    file->used = 0;
    return write_all(file, file->bytes, used, error);
}

enum et_rc et_atomic_write(struct et_atomic_file *file, const void *bytes, size_t len, struct et_error *error)
{
    if (len > sizeof file->bytes - file->used) {
        enum et_rc rc = flush(file, error);
        if (rc != ET_OK)
            return rc;
    }
    if (len > sizeof file->bytes)
        return write_all(file, bytes, len, error);
    if (len)
        memcpy(file->bytes + file->used, bytes, len);
    file->used += len;
    return ET_OK;
}

/* The rename itself is on disk only when its folder is; where a file system can't do that, nothing is lost by going on.
 */
static void sync_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (n >= sizeof folder)
        return;
    memcpy(folder, path, n);
    folder[n] = '\0';
    int fd = open(slash ? (n ? folder : "/") : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

enum et_rc et_atomic_commit(struct et_atomic_file *file, struct et_error *error)
{
    enum et_rc rc = flush(file, error);
    if (rc == ET_OK && !file->is_direct && fsync(file->fd) != 0)
        rc = et_fail_errno(error, errno, "cannot write %s", file->path);
    if (close(file->fd) != 0 && rc == ET_OK)
        rc = et_fail_errno(error, errno, "cannot write %s", file->path);
    file->fd = -1;
    if (rc == ET_OK && !file->is_direct && rename(file->part, file->path) != 0)
        rc = et_fail_errno(error, errno, "cannot replace %s", file->path);
    if (rc != ET_OK) {
        et_atomic_abort(file);
        return rc;
    }
    if (!file->is_direct)
        sync_folder(file->path);
    atomic_free(file);
    return ET_OK;
}

void et_atomic_abort(struct et_atomic_file *file)
{
    if (!file)
        return;
    if (file->fd >= 0)
        close(file->fd);
    if (!file->is_direct)
        unlink(file->part);
    atomic_free(file);
}

enum et_rc et_file_write(const char *path, struct et_slice bytes, struct et_error *error)
{
    struct et_atomic_file *file;
    enum et_rc rc = et_atomic_open(path, &file, error);
    if (rc != ET_OK)
        return rc;
    rc = et_atomic_write(file, bytes.ptr, bytes.len, error);
    if (rc == ET_OK)
        return et_atomic_commit(file, error);
    et_atomic_abort(file);
    return rc;
}

bool et_file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISDIR(info.st_mode);
}

bool et_folder_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

enum et_rc et_file_stat(const char *path, uint64_t *bytes, int64_t *modified_us, bool *is_folder,
                        struct et_error *error)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return et_fail_errno(error, errno, "cannot open %s", path);
    if (bytes)
        *bytes = (uint64_t)info.st_size;
    if (modified_us)
        *modified_us = (int64_t)info.st_mtim.tv_sec * ET_US_SECOND + info.st_mtim.tv_nsec / 1000;
    if (is_folder)
        *is_folder = S_ISDIR(info.st_mode);
    return ET_OK;
}
