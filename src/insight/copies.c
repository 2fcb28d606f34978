#include "insight/copies_int.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct suspect {
    uint64_t copy_hash;
    int64_t created_at_us;
    struct et_record *record;
    size_t run_end; /* of the neighbours by the same author */
};

struct suspects {
    struct suspect *items;
    size_t count, size;
};

static bool counts(const struct et_record *record)
{
    return record->copy_hash && (record->windows & (ET_IN_PERIOD | ET_MATCHES)) == (ET_IN_PERIOD | ET_MATCHES);
}

/* Most texts occur once: small counters, shared by texts whose hashes collide, tell which ones need a closer look. */
static uint8_t *count_hashes(const struct et_records *records, size_t *mask)
{
    size_t total = 0, size = 1024;
    for (unsigned part = 0; part < ET_PARTS; part++)
        total += records->counts[part];
    while (size < total * 4 && size < (size_t)1 << 26)
        size *= 2;
    uint8_t *seen = et_calloc(size, 1);
    if (!seen)
        return NULL;
    *mask = size - 1;
    for (unsigned part = 0; part < ET_PARTS; part++) {
        struct et_record_cursor cursor = {records->parts[part], 0};
        for (const struct et_record *record; (record = et_records_next(&cursor));) {
            uint8_t *counter = &seen[et_mix64(record->copy_hash) & *mask];
            if (counts(record) && *counter < UINT8_MAX)
                ++*counter;
        }
    }
    return seen;
}

static enum et_rc add_suspect(struct suspects *list, struct et_record *record, struct et_error *error)
{
    if (list->count == list->size) {
        size_t size = list->size ? list->size * 2 : 1024;
        struct suspect *wider = et_realloc(list->items, size * sizeof *wider);
        if (!wider)
            return et_fail_nomem(error);
        list->items = wider;
        list->size = size;
    }
    list->items[list->count++] = (struct suspect){record->copy_hash, record->created_at_us, record, 0};
    return ET_OK;
}

static enum et_rc find_suspects(const struct et_records *records, struct suspects *list, struct et_error *error)
{
    size_t mask = 0;
    uint8_t *seen = count_hashes(records, &mask);
    enum et_rc rc = seen ? ET_OK : et_fail_nomem(error);
    for (unsigned part = 0; part < ET_PARTS && !rc; part++) {
        struct et_record_cursor cursor = {records->parts[part], 0};
        for (struct et_record *record; !rc && (record = et_records_next(&cursor));)
            if (counts(record) && seen[et_mix64(record->copy_hash) & mask] >= ET_COPY_AUTHORS)
                rc = add_suspect(list, record, error);
    }
    et_free(seen);
    return rc;
}

static int by_text_and_time(const void *a, const void *b)
{
    const struct suspect *x = a, *y = b;
    if (x->copy_hash != y->copy_hash)
        return x->copy_hash < y->copy_hash ? -1 : 1;
    return x->created_at_us < y->created_at_us ? -1 : x->created_at_us > y->created_at_us;
}

/* Anonymous comments cannot be told apart and count for one author. */
static uint64_t author_of(const struct suspect *item)
{
    return item->record->author >> 63 ? 0 : item->record->author;
}

/* So that somebody who posts one text all day long is passed over at once. */
static void find_runs(struct suspect *items, size_t count)
{
    for (size_t i = count; i-- > 0;)
        items[i].run_end =
            i + 1 < count && author_of(&items[i + 1]) == author_of(&items[i]) ? items[i + 1].run_end : i + 1;
}

static bool enough_authors(const struct suspect *items, size_t from, size_t to)
{
    uint64_t met[ET_COPY_AUTHORS];
    size_t count = 0;
    for (size_t i = from; i < to && count < ET_COPY_AUTHORS; i = items[i].run_end) {
        size_t at = 0;
        while (at < count && met[at] != author_of(&items[i]))
            at++;
        if (at == count)
            met[count++] = author_of(&items[i]);
    }
    return count == ET_COPY_AUTHORS;
}

/* Every window of 24 hours with three authors makes its comments copies; windows that overlap make one group. */
static void mark_text(struct suspect *items, size_t count, struct et_copies *out)
{
    size_t marked = 0, to = 0;
    find_runs(items, count);
    for (size_t from = 0; from < count; from++) {
        while (to < count && items[to].created_at_us - items[from].created_at_us <= ET_COPY_WINDOW)
            to++;
        if (to <= marked || !enough_authors(items, from, to))
            continue;
        if (marked <= from)
            out->groups++;
        for (size_t i = marked > from ? marked : from; i < to; i++) {
            items[i].record->windows |= ET_IS_COPY;
            out->comments++;
        }
        marked = to;
    }
}

enum et_rc et_copies_mark(struct et_records *records, struct et_copies *out, struct et_error *error)
{
    struct suspects list = {0};
    *out = (struct et_copies){0};
    enum et_rc rc = find_suspects(records, &list, error);
    if (!rc && list.count) {
        qsort(list.items, list.count, sizeof *list.items, by_text_and_time);
        for (size_t from = 0, to; from < list.count; from = to) {
            for (to = from + 1; to < list.count && list.items[to].copy_hash == list.items[from].copy_hash;)
                to++;
            mark_text(list.items + from, to - from, out);
        }
    }
    et_free(list.items);
    return rc;
}
