#include "analyse/transformer/tensors.h"

#include "analyse/transformer/json_int.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct et_tensors {
    struct et_slice bytes;
    void *map;      /* NULL when the bytes are somebody else's */
    json_t *header; /* owns the names */
    struct et_tensor *items;
    size_t count;
};

static const struct {
    const char *name;
    size_t bytes;
    enum et_dtype dtype;
} dtypes[] = {{"F32", 4, ET_DTYPE_F32},   {"F16", 2, ET_DTYPE_F16},   {"BF16", 2, ET_DTYPE_BF16},
              {"F64", 8, ET_DTYPE_OTHER}, {"I64", 8, ET_DTYPE_OTHER}, {"U64", 8, ET_DTYPE_OTHER},
              {"I32", 4, ET_DTYPE_OTHER}, {"U32", 4, ET_DTYPE_OTHER}, {"I16", 2, ET_DTYPE_OTHER},
              {"U16", 2, ET_DTYPE_OTHER}, {"I8", 1, ET_DTYPE_OTHER},  {"U8", 1, ET_DTYPE_OTHER},
              {"BOOL", 1, ET_DTYPE_OTHER}};

static enum et_rc bad(struct et_error *error, struct et_slice name, const char *what)
{
    return et_fail(error, ET_E_FORMAT, "tensor \"" ET_SLICE_FMT "\": %s", (int)(name.len > 200 ? 200 : name.len),
                   name.ptr, what);
}

/* A whole number of JSON that is no less than 0. */
static bool whole(const json_t *value, uint64_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static enum et_rc read_dtype(const json_t *row, struct et_tensor *tensor, size_t *element, struct et_error *error)
{
    const json_t *dtype = json_object_get(row, "dtype");
    for (size_t i = 0; json_is_string(dtype) && i < sizeof dtypes / sizeof dtypes[0]; i++)
        if (strcmp(json_string_value(dtype), dtypes[i].name) == 0) {
            tensor->dtype = dtypes[i].dtype;
            *element = dtypes[i].bytes;
            return ET_OK;
        }
    return bad(error, tensor->name, "its dtype is none that is known");
}

static enum et_rc read_shape(const json_t *row, struct et_tensor *tensor, struct et_error *error)
{
    const json_t *shape = json_object_get(row, "shape");
    if (!json_is_array(shape) || json_array_size(shape) > ET_TENSOR_RANK_MAX)
        return bad(error, tensor->name, "it has no shape, or one of more than 8 dimensions");
    tensor->rank = (unsigned)json_array_size(shape);
    size_t count = 1;
    for (unsigned i = 0; i < tensor->rank; i++) {
        if (!whole(json_array_get(shape, i), &tensor->shape[i]))
            return bad(error, tensor->name, "its shape holds what is no whole number");
        if (__builtin_mul_overflow(count, tensor->shape[i], &count))
            return bad(error, tensor->name, "its shape is too large");
    }
    tensor->count = count;
    return ET_OK;
}

static enum et_rc read_tensor(const char *name, const json_t *row, struct et_slice data, struct et_tensor *tensor,
                              struct et_error *error)
{
    uint64_t from, to;
    size_t element = 0, bytes;
    *tensor = (struct et_tensor){.name = et_slice_of(name)};
    if (!json_is_object(row))
        return bad(error, tensor->name, "its entry is no object");
    enum et_rc rc = read_dtype(row, tensor, &element, error);
    if (rc == ET_OK)
        rc = read_shape(row, tensor, error);
    if (rc != ET_OK)
        return rc;
    const json_t *offsets = json_object_get(row, "data_offsets");
    if (json_array_size(offsets) != 2 || !whole(json_array_get(offsets, 0), &from) ||
        !whole(json_array_get(offsets, 1), &to))
        return bad(error, tensor->name, "its data_offsets are no two whole numbers");
    if (from > to || to > data.len)
        return bad(error, tensor->name, "its data_offsets lie outside of the file");
    if (__builtin_mul_overflow(tensor->count, element, &bytes) || bytes != to - from)
        return bad(error, tensor->name, "its shape and its number of bytes do not agree");
    tensor->data = (const unsigned char *)data.ptr + from;
    tensor->bytes = bytes;
    return ET_OK;
}

static int by_place(const void *left, const void *right)
{
    const struct et_tensor *a = left, *b = right;
    if (a->data != b->data)
        return a->data < b->data ? -1 : 1;
    if (a->bytes != b->bytes)
        return a->bytes < b->bytes ? -1 : 1; /* empty ones first: they lie before what begins there */
    return et_slice_cmp(a->name, b->name);
}

/* The format wants every byte to belong to exactly one tensor: neither holes nor overlaps. */
static enum et_rc check_places(struct et_tensors *t, struct et_slice data, struct et_error *error)
{
    size_t at = 0;
    qsort(t->items, t->count, sizeof *t->items, by_place);
    for (size_t i = 0; i < t->count; i++) {
        size_t from = (size_t)((const char *)t->items[i].data - data.ptr);
        if (from < at)
            return bad(error, t->items[i].name, "it overlaps the tensor before it");
        if (from > at)
            return bad(error, t->items[i].name, "there is a hole before it");
        at += t->items[i].bytes;
    }
    if (at != data.len)
        return et_fail(error, ET_E_FORMAT, "the tensors end %zu bytes before the file does", data.len - at);
    return ET_OK;
}

static enum et_rc read_header(struct et_tensors *t, struct et_slice header, struct et_slice data,
                              struct et_error *error)
{
    const char *name;
    json_t *row;
    enum et_rc rc = et_model_json(header, "the header", &t->header, error);
    if (rc != ET_OK)
        return rc;
    if (!json_is_object(t->header) || json_object_size(t->header) > ET_TENSORS_MAX)
        return et_fail(error, ET_E_FORMAT, "the header is no object of at most %u tensors", ET_TENSORS_MAX);
    t->items = et_calloc(json_object_size(t->header) + 1, sizeof *t->items);
    if (!t->items)
        return et_fail_nomem(error);
    json_object_foreach(t->header, name, row)
    {
        if (strcmp(name, "__metadata__") == 0)
            continue;
        rc = read_tensor(name, row, data, &t->items[t->count++], error);
        if (rc != ET_OK)
            return rc;
    }
    return check_places(t, data, error);
}

static enum et_rc parse(struct et_tensors *t, struct et_error *error)
{
    uint64_t length = 0;
    if (t->bytes.len < 8)
        return et_fail(error, ET_E_FORMAT, "%zu bytes are too few for a header", t->bytes.len);
    for (unsigned i = 0; i < 8; i++)
        length |= (uint64_t)(unsigned char)t->bytes.ptr[i] << (8 * i);
    if (length > ET_TENSORS_HEADER_MAX || length > t->bytes.len - 8)
        return et_fail(error, ET_E_FORMAT, "the header is said to have %llu bytes, more than %s",
                       (unsigned long long)length, length > ET_TENSORS_HEADER_MAX ? "any has" : "the file");
    struct et_slice data = et_slice_sub(t->bytes, 8 + (size_t)length, t->bytes.len);
    return read_header(t, et_slice(t->bytes.ptr + 8, (size_t)length), data, error);
}

enum et_rc et_tensors_parse(struct et_slice bytes, struct et_tensors **out, struct et_error *error)
{
    struct et_tensors *t = et_calloc(1, sizeof *t);
    if (!t)
        return et_fail_nomem(error);
    t->bytes = bytes;
    enum et_rc rc = parse(t, error);
    if (rc == ET_OK)
        *out = t;
    else
        et_tensors_free(t);
    return rc;
}

static enum et_rc map_file(const char *path, void **map, size_t *size, struct et_error *error)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return et_fail_errno(error, errno, "cannot open %s", path);
    enum et_rc rc = ET_OK;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        rc = et_fail(error, ET_E_IO, "cannot read %s: it is no ordinary file", path);
    else if (info.st_size < 8)
        rc = et_fail(error, ET_E_FORMAT, "%s: %lld bytes are too few for a header", path, (long long)info.st_size);
    if (rc == ET_OK) {
        *size = (size_t)info.st_size;
        *map = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (*map == MAP_FAILED)
            rc = et_fail_errno(error, errno, "cannot map %s", path);
    }
    close(fd);
    return rc;
}

enum et_rc et_tensors_open(const char *path, struct et_tensors **out, struct et_error *error)
{
    void *map = NULL;
    size_t size = 0;
    enum et_rc rc = map_file(path, &map, &size, error);
    if (rc != ET_OK)
        return rc;
    rc = et_tensors_parse(et_slice(map, size), out, error);
    if (rc == ET_OK)
        (*out)->map = map;
    else
        munmap(map, size);
    return rc == ET_OK ? rc : et_error_prefix(error, "%s", path);
}

void et_tensors_free(struct et_tensors *tensors)
{
    if (!tensors)
        return;
    json_decref(tensors->header);
    et_free(tensors->items);
    if (tensors->map)
        munmap(tensors->map, tensors->bytes.len);
    et_free(tensors);
}

size_t et_tensors_count(const struct et_tensors *tensors)
{
    return tensors->count;
}

const struct et_tensor *et_tensors_at(const struct et_tensors *tensors, size_t index)
{
    return &tensors->items[index];
}

const struct et_tensor *et_tensors_find(const struct et_tensors *tensors, const char *name)
{
    for (size_t i = 0; i < tensors->count; i++)
        if (et_slice_is(tensors->items[i].name, name))
            return &tensors->items[i];
    return NULL;
}

uint64_t et_tensors_bytes(const struct et_tensors *tensors)
{
    return tensors->bytes.len;
}

void et_tensors_sha256(const struct et_tensors *tensors, char hex[ET_SHA256_HEX])
{
    et_sha256_of(tensors->bytes, hex);
}

/* IEEE 754 half precision, with subnormals, infinities and NaN. */
static uint32_t widen_half(uint32_t h)
{
    uint32_t sign = (h & 0x8000u) << 16, exponent = h >> 10 & 31, fraction = h & 1023;
    if (exponent == 31)
        return sign | 0x7F800000u | fraction << 13;
    if (exponent == 0) {
        if (fraction == 0)
            return sign;
        exponent = 1;
        while (!(fraction & 1024)) {
            fraction <<= 1;
            exponent--; /* wraps below 0 and is made good by the bias below */
        }
        fraction &= 1023;
    }
    return sign | (exponent + 112) << 23 | fraction << 13;
}

void et_tensor_floats(const struct et_tensor *tensor, size_t from, size_t count, float *out)
{
    if (tensor->dtype == ET_DTYPE_F32) {
        memcpy(out, tensor->data + from * 4, count * 4);
        return;
    }
    const unsigned char *p = tensor->data + from * 2;
    for (size_t i = 0; i < count; i++) {
        uint32_t half = p[2 * i] | (uint32_t)p[2 * i + 1] << 8;
        uint32_t bits = tensor->dtype == ET_DTYPE_BF16 ? half << 16 : widen_half(half);
        memcpy(&out[i], &bits, sizeof bits);
    }
}
