#include "analyse/transformer/package.h"

#include "analyse/transformer/json_int.h"
#include "base/file.h"

#include <stdlib.h>

static bool is_name(struct et_slice part)
{
    bool only_dots = true;
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                    c == '_' || c == '-';
        if (!fine)
            return false;
        only_dots = only_dots && c == '.';
    }
    return part.len > 0 && part.len <= 100 && !only_dots;
}

bool et_package_split(struct et_slice model, struct et_slice *name, struct et_slice *revision)
{
    struct et_slice rest = model;
    *name = et_slice_cut(&rest, '@');
    *revision = rest;
    struct et_slice second = *name, first = et_slice_cut(&second, '/');
    return is_name(first) && (!second.ptr || is_name(second)) && revision->len > 0;
}

bool et_package_is_pinned(struct et_slice revision)
{
    for (size_t i = 0; i < revision.len; i++) {
        char c = revision.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return revision.len == 40;
}

char *et_package_path(struct et_arena *arena, const char *folder, struct et_slice name, struct et_slice revision)
{
    return et_arena_printf(arena, "%s/" ET_SLICE_FMT "/" ET_SLICE_FMT, folder, ET_SLICE_ARG(name),
                           ET_SLICE_ARG(revision));
}

/* ---- lock.json ---- */

static enum et_rc read_text(const json_t *object, const char *key, struct et_arena *arena, struct et_slice *out,
                            struct et_error *error)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value))
        return et_fail(error, ET_E_FORMAT, "it has no text \"%s\"", key);
    *out = et_arena_copy(arena, et_slice(json_string_value(value), json_string_length(value)));
    return out->ptr ? ET_OK : et_fail_nomem(error);
}

static bool is_hash(struct et_slice text)
{
    struct et_slice head = et_slice_sub(text, 0, 40), tail = et_slice_sub(text, 24, 64);
    return text.len == ET_SHA256_HEX - 1 && et_package_is_pinned(head) && et_package_is_pinned(tail);
}

static enum et_rc read_file(const json_t *row, struct et_arena *arena, struct et_package_file *out,
                            struct et_error *error)
{
    struct et_slice hash;
    const json_t *bytes = json_object_get(row, "bytes");
    enum et_rc rc = read_text(row, "name", arena, &out->name, error);
    if (rc == ET_OK)
        rc = read_text(row, "sha256", arena, &hash, error);
    if (rc != ET_OK)
        return rc;
    if (!is_name(out->name) || !is_hash(hash) || !json_is_integer(bytes) || json_integer_value(bytes) < 0)
        return et_fail(error, ET_E_FORMAT, "a file's name, size or hash is none");
    out->bytes = (uint64_t)json_integer_value(bytes);
    memcpy(out->sha256, hash.ptr, ET_SHA256_HEX);
    return ET_OK;
}

static int by_name(const void *left, const void *right)
{
    const struct et_package_file *a = left, *b = right;
    return et_slice_cmp(a->name, b->name);
}

static enum et_rc read_lock(const json_t *root, struct et_arena *arena, struct et_package *out, struct et_error *error)
{
    const json_t *files = json_object_get(root, "files");
    size_t count = json_array_size(files);
    enum et_rc rc = read_text(root, "name", arena, &out->name, error);
    if (rc == ET_OK)
        rc = read_text(root, "revision", arena, &out->revision, error);
    if (rc == ET_OK)
        rc = read_text(root, "host", arena, &out->host, error);
    if (rc == ET_OK)
        rc = read_text(root, "pulled_at", arena, &out->pulled_at, error);
    if (rc == ET_OK && (count == 0 || count > ET_PACKAGE_FILES_MAX))
        rc = et_fail(error, ET_E_FORMAT, "it lists no files, or more than %d", ET_PACKAGE_FILES_MAX);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        rc = read_file(json_array_get(files, i), arena, &out->files[i], error);
    out->file_count = count;
    if (rc == ET_OK)
        qsort(out->files, count, sizeof out->files[0], by_name);
    return rc;
}

enum et_rc et_package_read(const char *folder, struct et_arena *arena, struct et_package *out, struct et_error *error)
{
    struct et_buf text;
    json_t *root = NULL;
    char *path = et_path_join(arena, folder, ET_PACKAGE_LOCK);
    *out = (struct et_package){0};
    if (!path)
        return et_fail_nomem(error);
    et_buf_init(&text, 0);
    enum et_rc rc = et_file_read(path, (size_t)1 << 20, &text, error);
    if (rc == ET_OK) {
        rc = et_model_json(et_buf_view(&text), "the lock", &root, error);
        if (rc == ET_OK)
            rc = read_lock(root, arena, out, error);
        if (rc != ET_OK)
            et_error_prefix(error, "%s", path);
    }
    json_decref(root);
    et_buf_dispose(&text);
    return rc;
}

static void put(struct et_buf *out, const char *key, struct et_slice value)
{
    et_buf_printf(out, "  \"%s\": ", key);
    et_buf_json(out, value);
    et_buf_str(out, ",\n");
}

enum et_rc et_package_write(const char *folder, const struct et_package *package, struct et_error *error)
{
    struct et_arena arena;
    struct et_buf text;
    et_arena_init(&arena, 0);
    et_buf_init(&text, 0);
    et_buf_str(&text, "{\n");
    put(&text, "name", package->name);
    put(&text, "revision", package->revision);
    put(&text, "host", package->host);
    put(&text, "pulled_at", package->pulled_at);
    et_buf_str(&text, "  \"files\": [");
    for (size_t i = 0; i < package->file_count; i++) {
        et_buf_str(&text, i ? ",\n    {\"name\": " : "\n    {\"name\": ");
        et_buf_json(&text, package->files[i].name);
        et_buf_printf(&text, ", \"bytes\": %llu, \"sha256\": \"%s\"}", (unsigned long long)package->files[i].bytes,
                      package->files[i].sha256);
    }
    et_buf_str(&text, "\n  ]\n}\n");
    char *path = et_path_join(&arena, folder, ET_PACKAGE_LOCK);
    enum et_rc rc = path && !text.failed ? et_file_write(path, et_buf_view(&text), error) : et_fail_nomem(error);
    et_buf_dispose(&text);
    et_arena_dispose(&arena);
    return rc;
}

/* ---- identity ---- */

void et_package_sha256(const struct et_package *package, char hex[ET_SHA256_HEX])
{
    struct et_package_file files[ET_PACKAGE_FILES_MAX];
    char lines[ET_PACKAGE_FILES_MAX * (ET_SHA256_HEX + 104)];
    size_t len = 0;
    memcpy(files, package->files, sizeof files);
    qsort(files, package->file_count, sizeof files[0], by_name);
    for (size_t i = 0; i < package->file_count; i++) {
        int n = snprintf(lines + len, sizeof lines - len, "%s  " ET_SLICE_FMT "\n", files[i].sha256,
                         ET_SLICE_ARG(files[i].name));
        len += n > 0 ? (size_t)n : 0; /* names have at most 100 bytes: it fits */
    }
    et_sha256_of(et_slice(lines, len), hex);
}

const struct et_package_file *et_package_find(const struct et_package *package, const char *name)
{
    for (size_t i = 0; i < package->file_count; i++)
        if (et_slice_is(package->files[i].name, name))
            return &package->files[i];
    return NULL;
}

enum et_rc et_package_check(const struct et_package *package, const char *folder, const char *name, uint64_t bytes,
                            const char *sha256, struct et_error *error)
{
    const struct et_package_file *file = et_package_find(package, name);
    if (!file)
        return et_fail(error, ET_E_CORRUPT, "%s/%s is not in the lock", folder, name);
    if (file->bytes == bytes && strcmp(file->sha256, sha256) == 0)
        return ET_OK;
    return et_fail(
        error, ET_E_CORRUPT,
        "%s/%s was changed since it was pulled: %llu bytes, SHA-256 %s; the lock says %llu and %s. Remove the "
        "folder and pull the model again",
        folder, name, (unsigned long long)bytes, sha256, (unsigned long long)file->bytes, file->sha256);
}
