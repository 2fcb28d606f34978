#include "net/http_int.h"

#include "base/file.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ETAG_MAX 256

/* A file on its way in. The ETag of a part stands beside it in "path.part-etag". */
struct download {
    const char *path;
    char *part, *tag_path;
    char tag[ETAG_MAX];
    int fd;
    struct et_sha256 *hash; /* over the bytes that stand in the part */
    uint64_t bytes, resumed;
    uint64_t max_bytes;
    bool keeps; /* the answer at hand is the file, not a failing status */
    struct et_http_response *response;
    const struct et_http_request *request;
};

static enum et_rc hash_part(struct download *d, struct et_error *error)
{
    char block[65536];
    ssize_t n;
    et_sha256_free(d->hash);
    d->hash = NULL;
    d->bytes = 0;
    enum et_rc rc = et_sha256_new(&d->hash, error);
    if (rc != ET_OK)
        return rc;
    if (lseek(d->fd, 0, SEEK_SET) < 0)
        return et_fail_errno(error, errno, "cannot read %s", d->part);
    while ((n = read(d->fd, block, sizeof block)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return et_fail_errno(error, errno, "cannot read %s", d->part);
        et_sha256_update(d->hash, block, (size_t)n);
        d->bytes += (uint64_t)n;
    }
    return ET_OK;
}

static enum et_rc begin_anew(struct download *d, struct et_error *error)
{
    if (ftruncate(d->fd, 0) != 0)
        return et_fail_errno(error, errno, "cannot write %s", d->part);
    d->resumed = 0;
    return hash_part(d, error);
}

static void read_tag(struct download *d)
{
    struct et_buf text;
    et_buf_init(&text, ETAG_MAX);
    d->tag[0] = '\0';
    if (et_file_read(d->tag_path, ETAG_MAX - 1, &text, NULL) == ET_OK && text.len)
        memcpy(d->tag, text.data, text.len + 1);
    et_buf_dispose(&text);
}

static enum et_rc open_part(struct download *d, struct et_error *error)
{
    d->part = et_malloc(strlen(d->path) + 16);
    d->tag_path = et_malloc(strlen(d->path) + 16);
    if (!d->part || !d->tag_path)
        return et_fail_nomem(error);
    snprintf(d->part, strlen(d->path) + 16, "%s.part", d->path);
    snprintf(d->tag_path, strlen(d->path) + 16, "%s.part-etag", d->path);
    d->fd = open(d->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (d->fd < 0)
        return et_fail_errno(error, errno, "cannot write %s", d->part);
    /* Two programs that fetch one file would write into each other's part. */
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(d->fd, F_SETLK, &lock) != 0)
        return et_fail(error, ET_E_BUSY, "%s is being fetched by another program", d->path);
    read_tag(d);
    return hash_part(d, error);
}

static void before(void *context, uint64_t *from, const char **if_range)
{
    struct download *d = context;
    *from = d->bytes;
    *if_range = d->tag[0] ? d->tag : NULL;
}

/* A strong ETag is kept beside the part; without one the part is gone on with on trust, and the caller compares hashes.
 */
static enum et_rc keep_tag(struct download *d, struct et_error *error)
{
    struct et_slice tag = et_http_header(d->response, "ETag");
    if (tag.len == 0 || tag.len >= ETAG_MAX || tag.ptr[0] != '"') {
        d->tag[0] = '\0';
        unlink(d->tag_path);
        return ET_OK;
    }
    if (et_slice_is(tag, d->tag))
        return ET_OK;
    memcpy(d->tag, tag.ptr, tag.len);
    d->tag[tag.len] = '\0';
    return et_file_write(d->tag_path, tag, error);
}

/* Whether "Content-Range: bytes FROM-..." begins where the part ends. */
static bool continues(const struct download *d)
{
    struct et_slice range = et_http_header(d->response, "Content-Range");
    uint64_t from;
    if (!et_slice_starts(range, ET_SLICE("bytes ")))
        return false;
    range = et_slice_sub(range, 6, range.len);
    return et_slice_to_u64(et_slice_cut(&range, '-'), &from) && from == d->bytes;
}

static enum et_rc begin(void *context, const struct et_http_response *response, struct et_error *error)
{
    struct download *d = context;
    et_buf_clear(&d->response->body);
    d->keeps = response->status == 200 || (response->status == 206 && continues(d));
    if (!d->keeps)
        return ET_OK;
    enum et_rc rc = response->status == 200 && d->bytes ? begin_anew(d, error) : ET_OK;
    d->resumed = d->bytes;
    return rc == ET_OK ? keep_tag(d, error) : rc;
}

static enum et_rc keep(void *context, const char *bytes, size_t len, struct et_error *error)
{
    struct download *d = context;
    if (!d->keeps) {
        struct et_buf *body = &d->response->body;
        size_t room = ET_HTTP_ERROR_BODY - (body->len < ET_HTTP_ERROR_BODY ? body->len : ET_HTTP_ERROR_BODY);
        return et_buf_add(body, bytes, len < room ? len : room) ? ET_OK : et_fail_nomem(error);
    }
    if (d->bytes + len > d->max_bytes)
        return et_fail(error, ET_E_TOO_LONG, "the file is longer than %llu bytes", (unsigned long long)d->max_bytes);
    et_sha256_update(d->hash, bytes, len);
    d->bytes += len;
    while (len) {
        ssize_t n = write(d->fd, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return et_fail_errno(error, errno, "cannot write %s", d->part);
        bytes += n;
        len -= (size_t)n;
    }
    return ET_OK;
}

static enum et_rc finish(struct download *d, struct et_http_file *file, struct et_error *error)
{
    if (fsync(d->fd) != 0 || rename(d->part, d->path) != 0)
        return et_fail_errno(error, errno, "cannot write %s", d->path);
    unlink(d->tag_path);
    file->bytes = d->bytes;
    file->resumed = d->resumed;
    et_sha256_final(d->hash, file->sha256);
    return ET_OK;
}

static enum et_rc failing_status(const struct download *d, struct et_error *error)
{
    char shown[512];
    int status = d->response->status;
    et_http_redact(d->request->url, shown, sizeof shown);
    const char *why = status == 401 || status == 403   ? " (not allowed: a token may be needed)"
                      : status == 404 || status == 410 ? " (there is no such file)"
                      : status == 429                  ? " (too many requests: try later)"
                                                       : "";
    return et_fail(error, status == 404 || status == 410 ? ET_E_NOT_FOUND : ET_E_IO, "%s: the server answered %d%s",
                   shown, status, why);
}

enum et_rc et_http_download(struct et_http *http, const struct et_http_request *request, const char *path,
                            struct et_http_response *response, struct et_http_file *file, struct et_error *error)
{
    struct download d = {.path = path,
                         .fd = -1,
                         .response = response,
                         .request = request,
                         .max_bytes = request->max_bytes ? request->max_bytes : (uint64_t)16 << 20};
    struct et_http_sink sink = {.begin = begin, .write = keep, .before = before, .context = &d};
    et_buf_clear(&response->body);
    enum et_rc rc = open_part(&d, error);
    if (rc == ET_OK)
        rc = et_http_run(http, request, &sink, response, error);
    /* The part is whole, longer than the file, or of another file: what it is can't be told, so it is fetched anew. */
    bool odd = rc == ET_OK && (response->status == 416 || (response->status == 206 && !d.keeps));
    if (odd && (rc = begin_anew(&d, error)) == ET_OK)
        rc = et_http_run(http, request, &sink, response, error);
    if (rc == ET_OK)
        rc = d.keeps ? finish(&d, file, error) : failing_status(&d, error);
    /* What is too long stays too long. */
    if (d.fd >= 0 && (rc == ET_E_TOO_LONG || (rc != ET_OK && d.bytes == 0))) {
        unlink(d.part);
        unlink(d.tag_path);
    }
    if (d.fd >= 0)
        close(d.fd);
    et_sha256_free(d.hash);
    et_free(d.part);
    et_free(d.tag_path);
    return rc;
}
