#include "insight/record_int.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum et_rc et_records_add(struct et_records *records, const struct et_record *record, const uint64_t *mentions,
                          struct et_error *error)
{
    unsigned part = et_part_of(record->author);
    size_t words = ET_RECORD_WORDS + record->mentions;
    struct et_chunk *chunk = records->parts[part];
    if (!chunk || chunk->used + words > ET_CHUNK_WORDS) {
        struct et_chunk *fresh = et_malloc(sizeof *fresh);
        if (!fresh)
            return et_fail_nomem(error);
        fresh->next = chunk;
        fresh->used = 0;
        records->parts[part] = chunk = fresh;
    }
    memcpy(chunk->words + chunk->used, record, sizeof *record);
    if (record->mentions)
        memcpy(chunk->words + chunk->used + ET_RECORD_WORDS, mentions, record->mentions * sizeof *mentions);
    chunk->used += words;
    records->counts[part]++;
    return ET_OK;
}

void et_records_take(struct et_records *into, struct et_records *from)
{
    for (unsigned part = 0; part < ET_PARTS; part++) {
        struct et_chunk **end = &into->parts[part];
        while (*end)
            end = &(*end)->next;
        *end = from->parts[part];
        into->counts[part] += from->counts[part];
    }
    memset(from, 0, sizeof *from);
}

void et_records_dispose(struct et_records *records)
{
    for (unsigned part = 0; part < ET_PARTS; part++)
        for (struct et_chunk *chunk = records->parts[part], *next; chunk; chunk = next) {
            next = chunk->next;
            et_free(chunk);
        }
    memset(records, 0, sizeof *records);
}

struct et_record *et_records_next(struct et_record_cursor *cursor)
{
    while (cursor->chunk && cursor->at >= cursor->chunk->used) {
        cursor->chunk = cursor->chunk->next;
        cursor->at = 0;
    }
    if (!cursor->chunk)
        return NULL;
    struct et_record *record = (struct et_record *)(void *)(cursor->chunk->words + cursor->at);
    cursor->at += ET_RECORD_WORDS + record->mentions;
    return record;
}

#define BUCKET_BITS 12
#define BUCKETS (1u << BUCKET_BITS)

static unsigned bucket_of(uint64_t author)
{
    return (unsigned)(et_mix64(author) >> (58 - BUCKET_BITS)) & (BUCKETS - 1);
}

static int by_author(const void *a, const void *b)
{
    uint64_t x = (*(const struct et_record *const *)a)->author, y = (*(const struct et_record *const *)b)->author;
    return x < y ? -1 : x > y;
}

/* Buckets hold a handful of records each, unless somebody writes very much. */
static void sort_bucket(const struct et_record **records, size_t count)
{
    if (count > 32) {
        qsort(records, count, sizeof *records, by_author);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct et_record *record = records[i];
        size_t at = i;
        for (; at > 0 && records[at - 1]->author > record->author; at--)
            records[at] = records[at - 1];
        records[at] = record;
    }
}

enum et_rc et_records_by_author(const struct et_records *records, unsigned part, const struct et_record ***out,
                                struct et_error *error)
{
    size_t count = records->counts[part];
    const struct et_record **sorted = et_malloc((count + 1) * sizeof(*sorted));
    uint32_t *ends = et_calloc(BUCKETS + 1, sizeof *ends);
    if (!sorted || !ends) {
        et_free(sorted);
        et_free(ends);
        return et_fail_nomem(error);
    }
    struct et_record_cursor cursor = {records->parts[part], 0};
    for (const struct et_record *record; (record = et_records_next(&cursor));)
        ends[bucket_of(record->author) + 1]++;
    for (unsigned i = 1; i <= BUCKETS; i++)
        ends[i] += ends[i - 1];
    cursor = (struct et_record_cursor){records->parts[part], 0};
    for (const struct et_record *record; (record = et_records_next(&cursor));)
        sorted[ends[bucket_of(record->author)]++] = record;
    for (unsigned i = 0; i < BUCKETS; i++) {
        size_t start = i ? ends[i - 1] : 0;
        if (ends[i] - start > 1)
            sort_bucket(sorted + start, ends[i] - start);
    }
    et_free(ends);
    *out = sorted;
    return ET_OK;
}
