#include "ingest/source.h"

#include "base/mem.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define PACKED_BLOCK ((size_t)128 << 10)
#define MAGIC_MAX 4

enum packing { PLAIN, GZIP, ZSTANDARD };

struct et_source {
    int fd; /**< -1 = memory */
    bool owns_fd, regular, at_end, started;
    struct et_slice memory;
    enum packing packing;
    z_stream gzip;
    bool gzip_open, between; /**< between: no member or frame is open */
    ZSTD_DStream *zstd;
    unsigned char *packed; /**< a block of stored bytes; for plain sources what was read to look at the magic number */
    size_t packed_pos, packed_len;
    const char *damage;
    struct et_sha256 *sha;
    char hex[ET_SHA256_HEX];
    uint64_t bytes_read, bytes_total;
    int64_t modified_us;
};

/* Reads stored bytes until the buffer is full or the data ends, so that what follows never depends on how a pipe was
 * cut. */
static enum et_rc read_stored(struct et_source *source, void *buffer, size_t size, size_t *got, struct et_error *error)
{
    size_t n = 0;
    if (source->fd < 0) {
        n = source->memory.len < size ? source->memory.len : size;
        if (n)
            memcpy(buffer, source->memory.ptr, n);
        source->memory = et_slice_sub(source->memory, n, source->memory.len);
    }
    while (source->fd >= 0 && n < size) {
        ssize_t r = read(source->fd, (char *)buffer + n, size - n);
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return et_fail_errno(error, errno == EACCES ? EIO : errno, "reading failed after %llu bytes",
                                 (unsigned long long)source->bytes_read);
        if (r == 0)
            break;
        n += (size_t)r;
    }
    if (n < size)
        source->at_end = true;
    if (n)
        et_sha256_update(source->sha, buffer, n);
    source->bytes_read += n;
    *got = n;
    return ET_OK;
}

/* Keeps what is not used yet (a few bytes, when a magic number has to be seen whole) and reads behind it. */
static enum et_rc refill(struct et_source *source, struct et_error *error)
{
    size_t left = source->packed_len - source->packed_pos, got = 0;
    memmove(source->packed, source->packed + source->packed_pos, left);
    source->packed_pos = 0;
    source->packed_len = left;
    enum et_rc rc =
        source->at_end ? ET_OK : read_stored(source, source->packed + left, PACKED_BLOCK - left, &got, error);
    source->packed_len += got;
    return rc;
}

static void *gzip_alloc(void *opaque, unsigned count, unsigned size)
{
    (void)opaque;
    return et_calloc(count, size);
}

static void gzip_free(void *opaque, void *ptr)
{
    (void)opaque;
    et_free(ptr);
}

static bool has_magic(const struct et_source *source, const char *magic, size_t len)
{
    return source->packed_len - source->packed_pos >= len &&
           memcmp(source->packed + source->packed_pos, magic, len) == 0;
}

static enum et_rc start(struct et_source *source, struct et_error *error)
{
    enum et_rc rc = refill(source, error);
    if (rc)
        return rc;
    source->between = true;
    if (has_magic(source, "\x1f\x8b\x08", 3)) {
        source->packing = GZIP;
        source->gzip.zalloc = gzip_alloc;
        source->gzip.zfree = gzip_free;
        if (inflateInit2(&source->gzip, 15 + 16) != Z_OK)
            return et_fail_nomem(error);
        source->gzip_open = true;
    } else if (has_magic(source, "\x28\xb5\x2f\xfd", 4)) {
        source->packing = ZSTANDARD;
        source->zstd = ZSTD_createDStream();
        if (!source->zstd)
            return et_fail_nomem(error);
    }
    return ET_OK;
}

static enum et_rc make(struct et_source *template, struct et_source **out, struct et_error *error)
{
    struct et_source *source = et_malloc(sizeof *source);
    if (!source) {
        if (template->owns_fd)
            close(template->fd);
        return et_fail_nomem(error);
    }
    *source = *template;
    enum et_rc rc = et_sha256_new(&source->sha, error);
    if (!rc && !(source->packed = et_malloc(PACKED_BLOCK)))
        rc = et_fail_nomem(error);
    if (!rc)
        rc = start(source, error);
    if (rc)
        et_source_close(source);
    else
        *out = source;
    return rc;
}

enum et_rc et_source_of(struct et_slice bytes, struct et_source **out, struct et_error *error)
{
    return make(&(struct et_source){.fd = -1, .memory = bytes, .bytes_total = bytes.len, .modified_us = ET_TIME_NONE},
                out, error);
}

enum et_rc et_source_open(const char *path, struct et_source **out, struct et_error *error)
{
    struct et_source source = {.fd = STDIN_FILENO, .modified_us = ET_TIME_NONE};
    if (strcmp(path, "-") != 0) {
        source.fd = open(path, O_RDONLY | O_CLOEXEC);
        if (source.fd < 0)
            return et_fail_errno(error, errno, "%s: can't be opened", path);
        source.owns_fd = true;
    }
    struct stat status;
    if (fstat(source.fd, &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            if (source.owns_fd)
                close(source.fd);
            return et_fail(error, ET_E_IO, "%s: is a folder, not an export; `et-intel batch %s` imports what is in it",
                           path, path);
        }
        source.regular = source.owns_fd && S_ISREG(status.st_mode);
        if (source.regular) {
            source.bytes_total = (uint64_t)status.st_size;
            source.modified_us = status.st_mtim.tv_sec * ET_US_SECOND + status.st_mtim.tv_nsec / 1000;
        }
    }
    return make(&source, out, error);
}

void et_source_close(struct et_source *source)
{
    if (!source)
        return;
    if (source->gzip_open)
        inflateEnd(&source->gzip);
    ZSTD_freeDStream(source->zstd);
    et_sha256_free(source->sha);
    if (source->owns_fd)
        close(source->fd);
    et_free(source->packed);
    et_free(source);
}

static enum et_rc read_plain(struct et_source *source, char *buffer, size_t size, size_t *got, struct et_error *error)
{
    size_t n = source->packed_len - source->packed_pos;
    if (n > size)
        n = size;
    memcpy(buffer, source->packed + source->packed_pos, n);
    source->packed_pos += n;
    *got = n;
    if (n == size || source->at_end)
        return ET_OK;
    size_t more = 0;
    enum et_rc rc = read_stored(source, buffer + n, size - n, &more, error);
    *got += more;
    return rc;
}

/* One step of unpacking: from packed to buffer. Sets damage, and `between` when a member or frame ended. */
static void unpack_gzip(struct et_source *source, char *buffer, size_t size, size_t *got)
{
    z_stream *z = &source->gzip;
    z->next_in = source->packed + source->packed_pos;
    z->avail_in = (unsigned)(source->packed_len - source->packed_pos);
    z->next_out = (unsigned char *)buffer;
    z->avail_out = size > 1u << 30 ? 1u << 30 : (unsigned)size;
    unsigned room = z->avail_out;
    int r = inflate(z, Z_NO_FLUSH);
    source->packed_pos = source->packed_len - z->avail_in;
    *got = room - z->avail_out;
    source->between = r == Z_STREAM_END;
    if (r == Z_STREAM_END)
        inflateReset(z);
    else if (r != Z_OK && r != Z_BUF_ERROR)
        source->damage = "compressed data is damaged";
}

static void unpack_zstd(struct et_source *source, char *buffer, size_t size, size_t *got)
{
    ZSTD_inBuffer in = {source->packed, source->packed_len, source->packed_pos};
    ZSTD_outBuffer out = {buffer, size, 0};
    size_t r = ZSTD_decompressStream(source->zstd, &out, &in);
    source->packed_pos = in.pos;
    *got = out.pos;
    source->between = r == 0;
    if (ZSTD_isError(r))
        source->damage = "compressed data is damaged";
}

/* Behind a member there may be another one; padding behind the last is what gzip ignores too. */
static bool another_member(const struct et_source *source)
{
    return source->packing == GZIP ? has_magic(source, "\x1f\x8b", 2) : source->packed_pos < source->packed_len;
}

enum et_rc et_source_read(struct et_source *source, char *buffer, size_t size, size_t *got, struct et_error *error)
{
    if (source->packing == PLAIN)
        return read_plain(source, buffer, size, got, error);
    bool first = !source->started;
    source->started = true;
    *got = 0;
    while (*got < size && !source->damage) {
        if (source->packed_len - source->packed_pos < (source->between ? MAGIC_MAX : 1) && !source->at_end) {
            enum et_rc rc = refill(source, error);
            if (rc)
                return rc;
        }
        if (source->between && !first && !another_member(source))
            break;
        first = false;
        size_t n = 0, before = source->packed_pos;
        if (source->packing == GZIP)
            unpack_gzip(source, buffer + *got, size - *got, &n);
        else
            unpack_zstd(source, buffer + *got, size - *got, &n);
        *got += n;
        if (n == 0 && source->packed_pos == before && source->at_end && !source->between && !source->damage)
            source->damage = "compressed data is cut off";
    }
    return ET_OK;
}

const char *et_source_damage(const struct et_source *source)
{
    return source->damage;
}

bool et_source_repeats(const struct et_source *source)
{
    return source->regular;
}

int64_t et_source_modified_us(const struct et_source *source)
{
    return source->modified_us;
}

uint64_t et_source_bytes_read(const struct et_source *source)
{
    return source->bytes_read;
}

uint64_t et_source_bytes_total(const struct et_source *source)
{
    return source->bytes_total;
}

enum et_rc et_source_finish(struct et_source *source, char hex[ET_SHA256_HEX], struct et_error *error)
{
    while (!source->at_end) {
        source->packed_pos = source->packed_len;
        enum et_rc rc = refill(source, error);
        if (rc)
            return rc;
    }
    if (!source->hex[0])
        et_sha256_final(source->sha, source->hex);
    memcpy(hex, source->hex, ET_SHA256_HEX);
    return ET_OK;
}
