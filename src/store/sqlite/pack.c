#include "store/sqlite/pack_int.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#define PACK_MIN 16 /* sightings; below, rows are as good and can be changed one by one */
#define NUMBERS 7   /* of one sighting */
#define NUMBER_MAX 10
#define ROWS_AT_ONCE 4096

/* ---- numbers of variable length: 7 bits a byte, the low ones first; the sign is the lowest bit ---- */

static unsigned char *put(unsigned char *at, int64_t number)
{
    uint64_t value = (uint64_t)number << 1 ^ (uint64_t)(number >> 63);
    while (value >= 0x80) {
        *at++ = (unsigned char)(value | 0x80);
        value >>= 7;
    }
    *at++ = (unsigned char)value;
    return at;
}

static bool get(const unsigned char **at, const unsigned char *end, int64_t *number)
{
    uint64_t value = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        unsigned char byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *number = (int64_t)(value >> 1 ^ (0 - (value & 1)));
            return true;
        }
    }
    return false;
}

/* Differences wrap: what is damaged must not be undefined too. */
static int64_t minus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static int64_t plus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static size_t encode(const struct et_seen *seen, size_t count, unsigned char *out)
{
    unsigned char *at = out;
    int64_t id = seen[0].comment_id >> ET_PACK_SHIFT << ET_PACK_SHIFT, row = 0, offset = 0, time = 0;
    for (size_t i = 0; i < count; i++) {
        const struct et_sighting *s = &seen[i].sighting;
        at = put(at, minus(seen[i].comment_id, id));
        at = put(at, minus(s->row, row));
        at = put(at, minus(s->offset, offset));
        at = put(at, minus(s->observed_at_us, time));
        at = put(at, s->likes);
        at = put(at, s->replies);
        at = put(at, (int64_t)(s->flags & ET_ROW_OWN));
        id = seen[i].comment_id;
        row = s->row;
        offset = s->offset;
        time = s->observed_at_us;
    }
    return (size_t)(at - out);
}

struct reader {
    const unsigned char *at, *end;
    struct et_seen now;
};

static struct reader read_pack(int64_t bucket, int64_t import_id, const void *data, size_t size)
{
    struct reader reader = {.at = data, .end = data ? (const unsigned char *)data + size : NULL};
    reader.now.comment_id = (int64_t)((uint64_t)bucket << ET_PACK_SHIFT);
    reader.now.sighting.import_id = import_id;
    return reader;
}

/* *whole is false where the pack is cut off or goes beyond what a sighting can be. */
static bool next(struct reader *reader, bool *whole)
{
    int64_t numbers[NUMBERS];
    struct et_sighting *s = &reader->now.sighting;
    *whole = true;
    if (reader->at == reader->end)
        return false;
    for (int i = 0; i < NUMBERS; i++)
        if (!get(&reader->at, reader->end, &numbers[i])) {
            *whole = false;
            return false;
        }
    reader->now.comment_id = plus(reader->now.comment_id, numbers[0]);
    s->row = plus(s->row, numbers[1]);
    s->offset = plus(s->offset, numbers[2]);
    s->observed_at_us = plus(s->observed_at_us, numbers[3]);
    s->likes = numbers[4];
    s->replies = numbers[5];
    s->flags = (uint32_t)numbers[6];
    return true;
}

static struct reader read_column(const struct et_sql *sql, int64_t bucket, int import_column, int data_column)
{
    const void *data = sqlite3_column_blob(sql->stmt, data_column);
    return read_pack(bucket, et_sql_get(sql, import_column), data,
                     (size_t)sqlite3_column_bytes(sql->stmt, data_column));
}

static enum et_rc damaged(const struct et_sqlite *self, struct et_error *error)
{
    return et_fail(error, ET_E_CORRUPT,
                   "%s: a pack of sightings is damaged; restore a backup with: et-intel db restore FILE", self->path);
}

/* ---- in SQL ---- */

static struct reader read_values(sqlite3_value **values)
{
    const void *data = sqlite3_value_blob(values[1]);
    return read_pack(sqlite3_value_int64(values[0]), 0, data, (size_t)sqlite3_value_bytes(values[1]));
}

static void add_json(struct et_buf *json, const struct et_seen *seen)
{
    const struct et_sighting *s = &seen->sighting;
    et_buf_printf(json, "%s[%lld,%lld,%lld,%lld,", json->len > 1 ? "," : "", (long long)seen->comment_id,
                  (long long)s->row, (long long)s->offset, (long long)s->observed_at_us);
    if (s->likes == ET_COUNT_NONE)
        et_buf_str(json, "null,");
    else
        et_buf_printf(json, "%lld,", (long long)s->likes);
    if (s->replies == ET_COUNT_NONE)
        et_buf_str(json, "null,");
    else
        et_buf_printf(json, "%lld,", (long long)s->replies);
    et_buf_printf(json, "%u]", s->flags);
}

static void pack_json(sqlite3_context *out, int argc, sqlite3_value **values)
{
    (void)argc;
    struct reader reader = read_values(values);
    struct et_buf json;
    bool whole;
    et_buf_init(&json, 0);
    et_buf_char(&json, '[');
    while (next(&reader, &whole))
        add_json(&json, &reader.now);
    et_buf_char(&json, ']');
    if (json.failed)
        sqlite3_result_error_nomem(out);
    else if (whole)
        sqlite3_result_text64(out, json.data, json.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    et_buf_dispose(&json);
}

static void pack_seen(sqlite3_context *out, int argc, sqlite3_value **values)
{
    (void)argc;
    struct reader reader = read_values(values);
    int64_t wanted = sqlite3_value_int64(values[2]), latest = INT64_MIN;
    bool whole;
    while (next(&reader, &whole) && reader.now.comment_id <= wanted)
        if (reader.now.comment_id == wanted && reader.now.sighting.observed_at_us > latest)
            latest = reader.now.sighting.observed_at_us;
    et_rows_int_or_null(out, latest, INT64_MIN);
}

int et_pack_register(struct et_sqlite *self)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int code = sqlite3_create_function(self->db, "et_pack_json", 2, flags, NULL, pack_json, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_function(self->db, "et_pack_seen", 3, flags, NULL, pack_seen, NULL, NULL);
    return code;
}

/* ---- writing ---- */

struct pack {
    int64_t bucket, first_row, last_row;
    size_t count;
    const unsigned char *data;
    size_t size;
};

struct packs {
    int64_t import_id;
    const struct pack *items;
};

static void pack_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct packs *packs = context;
    const struct pack *pack = &packs->items[row];
    const int64_t numbers[] = {pack->bucket, packs->import_id, pack->first_row, pack->last_row, (int64_t)pack->count};
    if (column < 5)
        sqlite3_result_int64(out, numbers[column]);
    else
        sqlite3_result_blob64(out, pack->data, pack->size, SQLITE_STATIC);
}

static void row_range(const struct et_seen *seen, size_t count, int64_t *first, int64_t *last)
{
    *first = *last = seen[0].sighting.row;
    for (size_t i = 1; i < count; i++) {
        *first = seen[i].sighting.row < *first ? seen[i].sighting.row : *first;
        *last = seen[i].sighting.row > *last ? seen[i].sighting.row : *last;
    }
}

/* Only a batch that is written a second time finds anything: rows of a file go up from batch to batch. */
static enum et_rc drop_packed(struct et_write *write, struct et_seen *seen, size_t *count, struct et_error *error)
{
    struct et_sql sql;
    int64_t bucket = seen[0].comment_id >> ET_PACK_SHIFT, first, last;
    row_range(seen, *count, &first, &last);
    enum et_rc rc = et_sql_open(write->self,
                                "SELECT import_id, data FROM observation_packs WHERE bucket = ?1 AND import_id = ?2"
                                " AND last_row >= ?3 AND first_row <= ?4",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, bucket);
    et_sql_int(&sql, write->import_id);
    et_sql_int(&sql, first);
    et_sql_int(&sql, last);
    bool whole;
    while ((rc = et_sql_next(&sql, error)) == ET_OK)
        for (struct reader reader = read_column(&sql, bucket, 0, 1); next(&reader, &whole);) {
            size_t kept = 0;
            for (size_t i = 0; i < *count; i++)
                if (seen[i].comment_id != reader.now.comment_id ||
                    !et_sighting_same_place(&seen[i].sighting, &reader.now.sighting))
                    seen[kept++] = seen[i];
            *count = kept;
        }
    return rc == ET_END ? ET_OK : rc;
}

/* The highest row of the import that a pack holds; read once by each connection. */
static enum et_rc packed_to(struct et_write *write, struct et_error *error)
{
    struct et_writer *writer = write->writer;
    struct et_sql sql;
    if (writer->packed_import == write->import_id)
        return ET_OK;
    enum et_rc rc = et_sql_open(
        write->self, "SELECT ifnull(max(last_row), -1) FROM observation_packs WHERE import_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, write->import_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc;
    writer->packed_row = et_sql_get(&sql, 0);
    writer->packed_import = write->import_id;
    et_sql_close(&sql);
    return ET_OK;
}

enum et_rc et_packs_write(struct et_write *write, struct et_seen *seen, size_t *count, struct et_error *error)
{
    struct et_arena *arena = &write->writer->arena;
    struct pack *packs = et_arena_alloc(arena, (*count / PACK_MIN + 1) * sizeof *packs);
    size_t pack_count = 0, rest = 0;
    int64_t packed_row = 0;
    enum et_rc rc = packs ? packed_to(write, error) : et_fail_nomem(error);
    for (size_t from = 0, to; from < *count && rc == ET_OK; from = to) {
        struct pack pack = {.bucket = seen[from].comment_id >> ET_PACK_SHIFT};
        for (to = from; to < *count && seen[to].comment_id >> ET_PACK_SHIFT == pack.bucket;)
            to++;
        pack.count = to - from;
        row_range(&seen[from], pack.count, &pack.first_row, &pack.last_row);
        packed_row = pack.last_row > packed_row ? pack.last_row : packed_row;
        if (pack.first_row <= write->writer->packed_row)
            rc = drop_packed(write, &seen[from], &pack.count, error);
        if (rc != ET_OK || pack.count == 0)
            continue;
        if (pack.count < PACK_MIN) {
            memmove(&seen[rest], &seen[from], pack.count * sizeof *seen);
            rest += pack.count;
            continue;
        }
        unsigned char *data = et_arena_alloc(arena, pack.count * NUMBERS * NUMBER_MAX);
        if (!data)
            return et_fail_nomem(error);
        row_range(&seen[from], pack.count, &pack.first_row, &pack.last_row);
        pack.size = encode(&seen[from], pack.count, data);
        pack.data = data;
        packs[pack_count++] = pack;
    }
    *count = rest;
    struct packs source = {write->import_id, packs};
    struct et_rows rows = {pack_count, &source, pack_column};
    if (rc == ET_OK)
        rc = et_rows_run(write->self,
                         "INSERT INTO observation_packs (bucket, import_id, first_row, last_row, entries, data)"
                         " SELECT c0, c1, c2, c3, c4, c5 FROM et_rows",
                         &rows, NULL, error);
    if (rc == ET_OK && pack_count && packed_row > write->writer->packed_row)
        write->writer->packed_row = packed_row;
    return rc;
}

/* ---- reading ---- */

enum et_rc et_packs_read(struct et_sqlite *self, int64_t comment_id,
                         bool (*take)(void *context, const struct et_sighting *sighting), void *context,
                         struct et_error *error)
{
    struct et_sql sql;
    bool whole = true, taken = true;
    enum et_rc rc =
        et_sql_open(self, "SELECT import_id, data FROM observation_packs WHERE bucket = ?1 ORDER BY import_id, pack_id",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id >> ET_PACK_SHIFT);
    while (whole && taken && (rc = et_sql_next(&sql, error)) == ET_OK) {
        struct reader reader = read_column(&sql, comment_id >> ET_PACK_SHIFT, 0, 1);
        while (taken && next(&reader, &whole) && reader.now.comment_id <= comment_id)
            if (reader.now.comment_id == comment_id)
                taken = take(context, &reader.now.sighting);
    }
    if (rc == ET_OK)
        et_sql_close(&sql);
    if (!whole)
        return damaged(self, error);
    return !taken ? et_fail_nomem(error) : rc == ET_END ? ET_OK : rc;
}

/* ---- back to rows ---- */

struct unpacked {
    struct et_sqlite *self;
    struct et_seen *rows;
    size_t count;
};

static void unpacked_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct et_seen *seen = &((const struct unpacked *)context)->rows[row];
    const struct et_sighting *s = &seen->sighting;
    const int64_t numbers[] = {seen->comment_id,  s->import_id, s->row,     s->offset,
                               s->observed_at_us, s->likes,     s->replies, (int64_t)s->flags};
    et_rows_int_or_null(out, numbers[column], column == 5 || column == 6 ? ET_COUNT_NONE : INT64_MIN);
}

static enum et_rc flush(struct unpacked *unpacked, struct et_error *error)
{
    struct et_rows rows = {unpacked->count, unpacked, unpacked_column};
    unpacked->count = 0;
    return et_rows_run(unpacked->self,
                       "INSERT OR IGNORE INTO observations SELECT c0, c1, c2, c3, c4, c5, c6, c7 FROM et_rows", &rows,
                       NULL, error);
}

static enum et_rc unpack_all(struct unpacked *unpacked, struct et_error *error)
{
    struct et_sql sql;
    bool whole = true;
    enum et_rc rc = et_sql_make(unpacked->self,
                                ET_SLICE("SELECT p.bucket, p.import_id, p.data FROM temp.opened o CROSS JOIN"
                                         " observation_packs p ON p.bucket = o.bucket ORDER BY o.bucket"),
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    while (whole && (rc = et_sql_next(&sql, error)) == ET_OK) {
        struct reader reader = read_column(&sql, et_sql_get(&sql, 0), 1, 2);
        while (rc == ET_OK && next(&reader, &whole)) {
            unpacked->rows[unpacked->count++] = reader.now;
            rc = unpacked->count == ROWS_AT_ONCE ? flush(unpacked, error) : ET_OK;
        }
        if (rc != ET_OK)
            break;
    }
    et_sql_free(&sql);
    if (!whole)
        return damaged(unpacked->self, error);
    return rc == ET_END ? flush(unpacked, error) : rc;
}

enum et_rc et_packs_open(struct et_sqlite *self, const char *comments, int64_t value, struct et_error *error)
{
    char text[400];
    int64_t packs = 0;
    enum et_rc rc = et_sql_value(self, "SELECT EXISTS (SELECT 1 FROM observation_packs)", 0, &packs, error);
    if (rc != ET_OK || packs == 0)
        return rc;
    int length = snprintf(text, sizeof text, "INSERT OR IGNORE INTO temp.opened SELECT comment_id >> %d FROM (%s)",
                          ET_PACK_SHIFT, comments);
    if (length < 0 || (size_t)length >= sizeof text)
        return et_fail(error, ET_E_INTERNAL, "the list of comments to unpack is too long");
    rc = et_sql_exec(
        self, "CREATE TEMP TABLE IF NOT EXISTS opened (bucket INTEGER PRIMARY KEY); DELETE FROM temp.opened;", error);
    if (rc == ET_OK)
        rc = et_sql_do(self, text, &value, 1, error);
    struct unpacked unpacked = {self, et_malloc(ROWS_AT_ONCE * sizeof *unpacked.rows), 0};
    if (rc == ET_OK)
        rc = unpacked.rows ? unpack_all(&unpacked, error) : et_fail_nomem(error);
    et_free(unpacked.rows);
    return rc == ET_OK
               ? et_sql_exec(self, "DELETE FROM observation_packs WHERE bucket IN (SELECT bucket FROM temp.opened)",
                             error)
               : rc;
}
