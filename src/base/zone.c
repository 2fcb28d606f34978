/* Time zones out of the system's TZif files (RFC 8536), read here so that several zones can be used at once by several
 * threads: the C library has one, and changing it is not safe. */
#include "base/file.h"
#include "base/mem.h"
#include "base/zone_int.h"

#include <stdlib.h>

#define ZONE_FILE_MAX ((size_t)1 << 20)
#define TYPES_MAX 256

struct et_zone {
    char *name;
    int64_t *times;       /**< seconds, rising */
    unsigned char *types; /**< type that begins at times[i] */
    size_t count;
    int32_t offsets[TYPES_MAX]; /**< seconds east of UTC, by type */
    size_t type_count;
    bool no_memory; /**< why reading it failed */
    bool has_rule;
    struct et_zone_rule rule; /**< after the last time */
};

static struct et_zone *new_zone(const char *name)
{
    struct et_zone *zone = et_calloc(1, sizeof *zone);
    size_t size = strlen(name) + 1;
    if (!zone)
        return NULL;
    zone->type_count = 1;
    zone->name = et_malloc(size);
    if (!zone->name) {
        et_free(zone);
        return NULL;
    }
    memcpy(zone->name, name, size);
    return zone;
}

void et_zone_close(struct et_zone *zone)
{
    if (!zone)
        return;
    et_free(zone->name);
    et_free(zone->times);
    et_free(zone->types);
    et_free(zone);
}

static int64_t big_endian(const char *p, size_t bytes)
{
    uint64_t value = (signed char)p[0] < 0 ? UINT64_MAX : 0;
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | (unsigned char)p[i];
    return (int64_t)value;
}

struct header {
    char version;
    size_t ut_count, wall_count, leaps, times, types, letters;
};

#define HEADER_BYTES ((size_t)44)

static bool read_header(struct et_slice bytes, size_t at, struct header *h)
{
    if (at > bytes.len || bytes.len - at < HEADER_BYTES || memcmp(bytes.ptr + at, "TZif", 4) != 0)
        return false;
    const char *p = bytes.ptr + at;
    size_t *const counts[] = {&h->ut_count, &h->wall_count, &h->leaps, &h->times, &h->types, &h->letters};
    h->version = p[4];
    for (size_t i = 0; i < 6; i++) {
        int64_t n = big_endian(p + 20 + 4 * i, 4);
        if (n < 0 || n > (int64_t)ZONE_FILE_MAX)
            return false;
        *counts[i] = (size_t)n;
    }
    return h->types >= 1 && h->types <= TYPES_MAX;
}

/* Bytes behind the header; word is the size of a time, 4 or 8. */
static size_t body_bytes(const struct header *h, size_t word)
{
    return h->times * (word + 1) + h->types * 6 + h->letters + h->leaps * (word + 4) + h->wall_count + h->ut_count;
}

static bool read_types(const char *p, const struct header *h, struct et_zone *zone)
{
    zone->type_count = h->types;
    for (size_t i = 0; i < h->types; i++) {
        int64_t offset = big_endian(p + 6 * i, 4);
        if (offset < -100000 || offset > 100000)
            return false;
        zone->offsets[i] = (int32_t)offset;
    }
    return true;
}

static bool read_body(const char *p, const struct header *h, size_t word, struct et_zone *zone)
{
    zone->times = et_malloc(h->times * sizeof *zone->times);
    zone->types = et_malloc(h->times);
    zone->no_memory = !zone->times || !zone->types;
    if (zone->no_memory)
        return false;
    zone->count = h->times;
    for (size_t i = 0; i < h->times; i++) {
        zone->times[i] = big_endian(p + i * word, word);
        zone->types[i] = (unsigned char)p[h->times * word + i];
        if (zone->types[i] >= h->types || (i && zone->times[i] <= zone->times[i - 1]))
            return false;
    }
    return read_types(p + h->times * (word + 1), h, zone);
}

/* "\nEST5EDT,M3.2.0,M11.1.0\n"; "\n\n" where no rule can say it. */
static bool read_footer(struct et_slice rest, struct et_zone *zone)
{
    if (!rest.len || rest.ptr[0] != '\n')
        return false;
    rest = et_slice_sub(rest, 1, rest.len);
    struct et_slice text = et_slice_cut(&rest, '\n');
    if (!rest.ptr) /* cut off: half a rule may look like a whole one */
        return false;
    if (!text.len)
        return true;
    zone->has_rule = et_zone_rule_parse(text, &zone->rule);
    return zone->has_rule;
}

static bool read_zone(struct et_slice bytes, struct et_zone *zone)
{
    struct header h;
    size_t at = 0, word = 4;
    if (!read_header(bytes, 0, &h))
        return false;
    if (h.version >= '2') {
        at = HEADER_BYTES + body_bytes(&h, 4);
        word = 8;
        if (!read_header(bytes, at, &h))
            return false;
    }
    at += HEADER_BYTES;
    size_t body = body_bytes(&h, word);
    if (bytes.len - at < body || !read_body(bytes.ptr + at, &h, word, zone))
        return false;
    return word == 4 || read_footer(et_slice_sub(bytes, at + body, bytes.len), zone);
}

enum et_rc et_zone_parse(const char *name, struct et_slice bytes, struct et_zone **out, struct et_error *error)
{
    struct et_zone *zone = new_zone(name);
    if (!zone)
        return et_fail_nomem(error);
    if (read_zone(bytes, zone)) {
        *out = zone;
        return ET_OK;
    }
    bool no_memory = zone->no_memory;
    et_zone_close(zone);
    if (no_memory)
        return et_fail_nomem(error);
    return et_fail(error, ET_E_CORRUPT, "time zone '%s': its tzdata file is damaged; install the tzdata package again",
                   name);
}

/* IANA names only: no way out of the folder. */
static bool is_zone_name(const char *name)
{
    if (!*name || *name == '/' || strstr(name, "..") || strlen(name) > 100)
        return false;
    for (const char *p = name; *p; p++)
        if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') && !(*p >= '0' && *p <= '9') && !strchr("/_+-", *p))
            return false;
    return true;
}

static enum et_rc unknown_zone(const char *name, struct et_error *error)
{
    return et_fail(
        error, ET_E_USAGE,
        "unknown time zone '%.100s'; give a name such as Europe/Berlin or America/New_York, UTC, or an offset "
        "such as +02:00%s",
        name, et_folder_exists("/usr/share/zoneinfo") ? "" : " (names need the tzdata package)");
}

static enum et_rc open_file(const char *name, struct et_zone **out, struct et_error *error)
{
    char path[160] = "/usr/share/zoneinfo/";
    struct et_buf bytes;
    if (!is_zone_name(name))
        return unknown_zone(name, error);
    memcpy(path + strlen(path), name, strlen(name) + 1);
    if (!et_file_exists(path))
        return unknown_zone(name, error);
    et_buf_init(&bytes, 0);
    enum et_rc rc = et_file_read(path, ZONE_FILE_MAX, &bytes, error);
    if (rc == ET_OK)
        rc = et_zone_parse(name, et_buf_view(&bytes), out, error);
    et_buf_dispose(&bytes);
    return rc;
}

enum et_rc et_zone_open(const char *name, struct et_zone **out, struct et_error *error)
{
    struct et_slice text = et_slice_of(name);
    int32_t offset = 0;
    bool utc = et_slice_eq_nocase(text, ET_SLICE("UTC")) || et_slice_eq_nocase(text, ET_SLICE("Z"));
    if (!utc && !et_offset_parse(text, &offset))
        return open_file(name, out, error);
    struct et_zone *zone = new_zone(utc ? "UTC" : name);
    if (!zone)
        return et_fail_nomem(error);
    zone->offsets[0] = offset;
    *out = zone;
    return ET_OK;
}

const char *et_zone_name(const struct et_zone *zone)
{
    return zone ? zone->name : "UTC";
}

int32_t et_zone_offset_s(const struct et_zone *zone, int64_t us)
{
    if (!zone || us == ET_TIME_NONE)
        return 0;
    int64_t second = us / ET_US_SECOND - (us % ET_US_SECOND < 0);
    size_t low = 0, high = zone->count; /* the first transition after `second` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->times[middle] <= second)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->count && zone->has_rule)
        return et_zone_rule_offset_s(&zone->rule, second);
    return zone->offsets[low ? zone->types[low - 1] : 0];
}

int64_t et_zone_to_utc(const struct et_zone *zone, int64_t local_us)
{
    /* No offset reaches a day, so these two are before and after every instant that local_us can mean. */
    int64_t a_day_before, a_day_after;
    if (!zone || local_us == ET_TIME_NONE || __builtin_sub_overflow(local_us, ET_US_DAY, &a_day_before) ||
        __builtin_add_overflow(local_us, ET_US_DAY, &a_day_after))
        return local_us;
    int32_t before = et_zone_offset_s(zone, a_day_before), after = et_zone_offset_s(zone, a_day_after);
    int64_t first = local_us - before * ET_US_SECOND, second = local_us - after * ET_US_SECOND;
    if (et_zone_offset_s(zone, first) == before)
        return first;
    return et_zone_offset_s(zone, second) == after ? second : first;
}
