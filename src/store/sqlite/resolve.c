/* Which comment a record is: stored, new in this batch and met again, or new. Identity is the vendor's id where there
 * is one, and otherwise post, author, text and time; a record without id is the comment with an id that agrees in those
 * four. */
#include "store/sqlite/writer_int.h"

#include "base/time.h"
#include "store/identity_int.h"

#include <stdlib.h>

/* ---- what is stored, asked for the whole batch at once ---- */

#define ASKED 5 /* comment, post, kind, value, extra */

#define KNOWN_COLUMNS                                                                                                  \
    "c.comment_id, c.created_at_us, c.precision, c.likes, c.replies, c.flags, c.observed_at_us, c.import_id, "         \
    "c.source_row,"                                                                                                    \
    " c.source_offset, c.comment_key IS NOT NULL"
#define KNOWN_HAS_KEY 10 /* which of them that is */
#define KNOWN_END 11

/* The one struct et_known of a stored comment, however many records of the batch it turns out to be. */
static struct et_known *known_of(struct et_write *write, const struct et_sql *sql, int first)
{
    struct et_writer *writer = write->writer;
    uint64_t *place = et_map64_put(&writer->known, (uint64_t)et_sql_get(sql, first), NULL);
    if (!place)
        return NULL;
    if (*place)
        return (struct et_known *)(uintptr_t)*place;
    struct et_known *known = et_arena_calloc(&writer->arena, 1, sizeof *known);
    if (!known)
        return NULL;
    known->comment_id = et_sql_get(sql, first);
    known->created_at_us = et_sql_get(sql, first + 1);
    known->precision = (enum et_precision)et_sql_get(sql, first + 2);
    known->now = (struct et_sighting){et_sql_get(sql, first + 7),
                                      et_sql_get(sql, first + 6),
                                      et_sql_get_or(sql, first + 3, ET_COUNT_NONE),
                                      et_sql_get_or(sql, first + 4, ET_COUNT_NONE),
                                      (uint32_t)et_sql_get(sql, first + 5),
                                      et_sql_get(sql, first + 8),
                                      et_sql_get(sql, first + 9)};
    known->has_key = et_sql_get(sql, first + KNOWN_HAS_KEY) != 0;
    known->stored = true;
    *place = (uint64_t)(uintptr_t)known;
    return known;
}

/* The row's text stands behind KNOWN_COLUMNS, where a vendor's id may have brought another. */
static void compare_text(struct et_write *write, uint32_t index, struct et_known *known, struct et_slice text)
{
    if (et_slice_eq(text, write->batch->comments[index].record.text))
        return;
    known->other_text = true;
    write->any_other_text = true;
}

static bool add_match(struct et_write *write, struct et_item *item, struct et_known *known, int64_t n)
{
    struct et_match *match = et_arena_alloc(&write->writer->arena, sizeof *match);
    if (!match)
        return false;
    *match = (struct et_match){known, n, NULL};
    struct et_match **end = &item->by_content;
    while (*end)
        end = &(*end)->next;
    *end = match;
    return true;
}

/* Whether a stored comment could have this content: cheap, and mostly no in a first import, which goes on in time. */
static bool may_be_stored(const struct et_post_state *state, int64_t created_at_us)
{
    return state->comment_count > 0 && created_at_us >= state->first_us && created_at_us <= state->last_us;
}

/* Whether the same was asked for the item before, so that its answer does: one post may have very many comments with
 * the same words, author and time, and reading all of them for each would take for ever. With and without a vendor's id
 * the answers differ. */
static bool was_asked(struct et_write *write, uint32_t index, int64_t *before, const int64_t *row)
{
    struct et_item *item = &write->items[index];
    bool same = before[0] >= 0 && memcmp(before + 1, row + 1, (ASKED - 1) * sizeof *row) == 0;
    if (same)
        item->asked_with = (uint32_t)before[0] + 1;
    else
        memcpy(before, row, ASKED * sizeof *row);
    return same;
}

static size_t list_questions(struct et_write *write, bool vendor, int64_t *rows)
{
    size_t count = 0;
    int64_t before[2][ASKED] = {{-1}, {-1}};
    for (size_t i = 0; i < write->batch->by_key_count; i++) {
        uint32_t index = write->batch->by_key[i];
        const struct et_item *item = &write->items[index];
        const struct et_batch_comment *comment = &write->batch->comments[index];
        const struct et_post_state *state = &write->writer->states[item->state];
        const struct et_comment_key *key = vendor ? &item->vendor : &comment->content_key;
        if (item->by_vendor || (vendor ? !item->key.ptr || state->comment_count == 0
                                       : item->by_content || !may_be_stored(state, comment->record.created_at_us)))
            continue;
        const int64_t row[ASKED] = {index, state->post_id, key->kind, key->value, key->extra};
        if (vendor || !was_asked(write, index, before[item->key.ptr != NULL], row))
            memcpy(&rows[count++ * ASKED], row, sizeof row);
    }
    return count;
}

/* A stored comment with the item's content. One with an id of its own is never what an item with an id is, and of an
 * item without id the first one is enough. */
static bool take_content(struct et_write *write, struct et_item *item, const struct et_sql *sql)
{
    int64_t n = et_sql_get(sql, 1);
    bool has_key = et_sql_get(sql, 2 + KNOWN_HAS_KEY) != 0;
    if (n >= item->n)
        item->n = n + 1;
    if (item->key.ptr ? has_key : item->by_content != NULL)
        return true;
    struct et_known *known = known_of(write, sql, 2);
    return known && add_match(write, item, known, n);
}

static void share_answers(struct et_write *write)
{
    for (size_t i = 0; i < write->batch->comment_count; i++) {
        struct et_item *item = &write->items[i];
        if (!item->asked_with)
            continue;
        item->by_content = write->items[item->asked_with - 1].by_content;
        item->n = write->items[item->asked_with - 1].n;
    }
}

static enum et_rc ask(struct et_write *write, int64_t *questions, bool vendor, struct et_error *error)
{
    struct et_sql sql;
    struct et_matrix matrix = {questions, ASKED};
    struct et_rows rows = {list_questions(write, vendor, questions), &matrix, et_matrix_column};
    if (rows.count == 0)
        return ET_OK;
    enum et_rc rc = et_sql_open(write->self,
                                "SELECT r.c0, k.n, " KNOWN_COLUMNS ", CASE WHEN r.c2 < 2 THEN c.text END"
                                " FROM et_rows r CROSS JOIN comment_keys k"
                                " ON k.post_id = r.c1 AND k.kind = r.c2 AND k.value = r.c3 AND k.extra = r.c4"
                                " CROSS JOIN comments c ON c.comment_id = k.comment_id",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_rows_set(write->self, &rows);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_item *item = &write->items[et_sql_get(&sql, 0)];
        if (vendor && (item->by_vendor = known_of(write, &sql, 2)))
            compare_text(write, (uint32_t)(item - write->items), item->by_vendor, et_sql_slice(&sql, 2 + KNOWN_END));
        if (vendor ? !item->by_vendor : !take_content(write, item, &sql)) {
            et_sql_close(&sql);
            rc = et_fail_nomem(error);
            break;
        }
    }
    et_rows_set(write->self, NULL);
    if (!vendor)
        share_answers(write);
    return rc == ET_END ? ET_OK : rc;
}

/* ---- what the lookup found, read again by id ---- */

struct hint {
    int64_t index, comment_id, by_vendor;
};

static int hint_order(const void *left, const void *right)
{
    const struct hint *a = left, *b = right;
    if (a->comment_id != b->comment_id)
        return a->comment_id < b->comment_id ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* By id, which an export that comes again has in its own order already. */
static size_t list_hints(const struct et_write *write, struct hint *hints)
{
    const struct et_batch *batch = write->batch;
    size_t count = 0;
    bool sorted = true;
    for (size_t i = 0; i < batch->comment_count; i++) {
        bool by_vendor = batch->comments[i].has_vendor_key;
        if (!batch->comments[i].known_id || batch->comments[i].outcome != ET_PENDING_OUTCOME ||
            (write->writer->texts_changed && !by_vendor))
            continue;
        hints[count] = (struct hint){(int64_t)i, batch->comments[i].known_id, by_vendor};
        sorted = sorted && (count == 0 || hints[count - 1].comment_id <= hints[count].comment_id);
        count++;
    }
    if (!sorted)
        qsort(hints, count, sizeof *hints, hint_order);
    return count;
}

/* Ids are never used twice and a comment keeps its content unless another text comes, so a row that is still there and
 * stands under the same post is the one that was found. What is gone meanwhile is searched for as if it had not been
 * looked up. */
static enum et_rc take_hints(struct et_write *write, struct et_error *error)
{
    const struct et_batch *batch = write->batch;
    struct hint *hints = et_arena_alloc(&write->writer->arena, (batch->comment_count + 1) * sizeof *hints);
    if (!hints)
        return et_fail_nomem(error);
    struct et_sql sql;
    struct et_matrix matrix = {&hints[0].index, sizeof *hints / sizeof(int64_t)};
    struct et_rows rows = {list_hints(write, hints), &matrix, et_matrix_column};
    if (rows.count == 0)
        return ET_OK;
    enum et_rc rc = et_sql_open(write->self,
                                "SELECT r.c0, c.post_id, " KNOWN_COLUMNS ", CASE WHEN r.c2 THEN c.text END"
                                " FROM et_rows r CROSS JOIN comments c ON c.comment_id = r.c1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_rows_set(write->self, &rows);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_item *item = &write->items[et_sql_get(&sql, 0)];
        if (et_sql_get(&sql, 1) != write->writer->states[item->state].post_id)
            continue;
        struct et_known *known = known_of(write, &sql, 2);
        if (known && item->key.ptr) {
            item->by_vendor = known;
            compare_text(write, (uint32_t)(item - write->items), known, et_sql_slice(&sql, 2 + KNOWN_END));
        }
        if (!known || (!item->key.ptr && !add_match(write, item, known, 0))) {
            et_sql_close(&sql);
            rc = et_fail_nomem(error);
            break;
        }
    }
    et_rows_set(write->self, NULL);
    return rc == ET_END ? ET_OK : rc;
}

/* ---- what is new in this batch: a table of keys ---- */

#define BY_CONTENT 0u
#define BY_VENDOR 1u

static const struct et_comment_key *key_of(const struct et_write *write, uint32_t index, uint32_t kind)
{
    return kind == BY_VENDOR ? &write->items[index].vendor : &write->batch->comments[index].content_key;
}

/* The place of a key in the table: holds 0, or an item with the same key. */
static uint32_t *place_of(const struct et_write *write, uint32_t index, uint32_t kind)
{
    const struct et_comment_key *key = key_of(write, index, kind);
    uint32_t state = write->items[index].state;
    uint64_t hash = et_mix64((uint64_t)key->value + et_mix64((uint64_t)key->extra + state * 4 + (uint64_t)key->kind));
    for (size_t at = hash & (write->table_size - 1);; at = (at + 1) & (write->table_size - 1)) {
        uint32_t entry = write->table[at];
        if (entry == 0)
            return &write->table[at];
        uint32_t other = (entry - 1) >> 1, other_kind = (entry - 1) & 1;
        if (other_kind != kind || write->items[other].state != state)
            continue;
        const struct et_comment_key *have = key_of(write, other, kind);
        if (have->value == key->value && have->extra == key->extra && have->kind == key->kind)
            return &write->table[at];
    }
}

static void enter_vendor_key(struct et_write *write, uint32_t index)
{
    uint32_t *place = place_of(write, index, BY_VENDOR);
    if (*place == 0)
        *place = index * 2 + BY_VENDOR + 1;
}

/* From now on records of this batch with the same content find the item, and it has the next number among them. */
static void enter_content(struct et_write *write, uint32_t index)
{
    struct et_item *item = &write->items[index];
    uint32_t *place = place_of(write, index, BY_CONTENT);
    if (*place == 0) {
        *place = index * 2 + BY_CONTENT + 1;
        return;
    }
    uint32_t last = (*place - 1) / 2;
    while (write->items[last].next)
        last = write->items[last].next - 1;
    write->items[last].next = index + 1;
    if (item->n <= write->items[last].n)
        item->n = write->items[last].n + 1;
}

/* A new comment met again: from now on it has a row that sightings compete for. */
static struct et_known *known_of_new(struct et_write *write, uint32_t index)
{
    struct et_item *item = &write->items[index];
    if (item->known)
        return item->known;
    const struct et_comment_record *record = &write->batch->comments[index].record;
    struct et_known *known = et_arena_calloc(&write->writer->arena, 1, sizeof *known);
    if (!known)
        return NULL;
    *known = (struct et_known){.comment_id = item->comment_id,
                               .created_at_us = record->created_at_us,
                               .precision = record->precision,
                               .now = et_sighting_of(write, index),
                               .has_key = item->key.ptr != NULL,
                               .stored = item->inserted,
                               .item = index};
    uint64_t *place = et_map64_put(&write->writer->known, (uint64_t)item->comment_id, NULL);
    if (!place)
        return NULL;
    if (*place)
        known = (struct et_known *)(uintptr_t)*place;
    *place = (uint64_t)(uintptr_t)known;
    item->known = known;
    return known;
}

/* ---- finding ---- */

static bool is_approximate(const struct et_batch_comment *comment)
{
    return comment->record.precision == ET_TIME_APPROXIMATE;
}

/* Whether what the item turned out to be has a vendor's id. */
static bool has_key(const struct et_item *item)
{
    return item->known ? item->known->has_key : item->key.ptr != NULL;
}

static enum et_rc find_new(struct et_write *write, uint32_t index, struct et_known **out, struct et_error *error)
{
    const struct et_item *item = &write->items[index];
    uint32_t found = 0;
    if (item->key.ptr)
        found = *place_of(write, index, BY_VENDOR);
    if (found)
        found = (found - 1) / 2 + 1;
    if (!found) {
        uint32_t entry = *place_of(write, index, BY_CONTENT);
        for (found = entry ? (entry - 1) / 2 + 1 : 0; found; found = write->items[found - 1].next)
            if (!item->key.ptr || !has_key(&write->items[found - 1]))
                break;
    }
    *out = found ? known_of_new(write, found - 1) : NULL;
    if (*out)
        compare_text(write, index, *out, write->batch->comments[found - 1].record.text);
    return !found || *out ? ET_OK : et_fail_nomem(error);
}

static struct et_known *find_stored(const struct et_item *item)
{
    if (item->by_vendor)
        return item->by_vendor;
    for (const struct et_match *match = item->by_content; match; match = match->next)
        if (!item->key.ptr || !match->known->has_key)
            return match->known;
    return NULL;
}

/* A stored comment within 1,000 s with the same post, author and text: for an exact record one with an approximate time
 * (kind 3), for an approximate record any with an exact one. The nearest; of two as near the earlier. */
static enum et_rc find_near(struct et_write *write, uint32_t index, bool approximate, struct et_known **out,
                            struct et_error *error)
{
    const struct et_item *item = &write->items[index];
    const struct et_batch_comment *comment = &write->batch->comments[index];
    int64_t at = comment->record.created_at_us, extra = comment->content_key.extra;
    struct et_sql sql;
    enum et_rc rc =
        approximate ? et_sql_open(write->self,
                                  "SELECT " KNOWN_COLUMNS " FROM comment_keys k CROSS JOIN comments c"
                                  " ON c.comment_id = k.comment_id WHERE k.post_id = ?1 AND k.kind = 2"
                                  " AND k.value BETWEEN ?2 AND ?3 AND k.extra = ?4 AND c.precision <> 2"
                                  " ORDER BY abs(k.value - ?5), k.value, k.n",
                                  &sql, error)
                    : et_sql_open(write->self,
                                  "SELECT " KNOWN_COLUMNS " FROM comment_keys k CROSS JOIN comments c"
                                  " ON c.comment_id = k.comment_id WHERE k.post_id = ?1 AND k.kind = 3 AND k.value = ?4"
                                  " AND k.extra BETWEEN ?2 AND ?3 ORDER BY abs(k.extra - ?5), k.extra, k.n",
                                  &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, write->writer->states[item->state].post_id);
    et_sql_int(&sql, at - ET_NEAR_US);
    et_sql_int(&sql, at + ET_NEAR_US);
    et_sql_int(&sql, extra);
    et_sql_int(&sql, at);
    while (!*out && (rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_known *known = known_of(write, &sql, 0);
        if (!known)
            rc = et_fail_nomem(error);
        else if (!(item->key.ptr && known->has_key) && (approximate || known->precision == ET_TIME_APPROXIMATE))
            *out = known;
        if (rc != ET_OK)
            break;
    }
    et_sql_close(&sql);
    return rc == ET_END ? ET_OK : rc;
}

/* ---- what a stored comment gains: the vendor's id, the exact time ---- */

/* The least number that none of the stored keys equal to this one has; *n where that is greater. */
static enum et_rc next_number(struct et_write *write, const struct et_post_state *state, struct et_comment_key key,
                              int64_t *n, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(write->self,
                                "SELECT max(?1, ifnull(max(n) + 1, 0)) FROM comment_keys"
                                " WHERE post_id = ?2 AND kind = ?3 AND value = ?4 AND extra = ?5",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, *n);
    et_sql_int(&sql, state->post_id);
    et_sql_int(&sql, (int)key.kind);
    et_sql_int(&sql, key.value);
    et_sql_int(&sql, key.extra);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc;
    *n = et_sql_get(&sql, 0);
    et_sql_close(&sql);
    return ET_OK;
}

/* *n: its number among equal keys, or a greater one where that is taken. */
static enum et_rc add_key(struct et_write *write, const struct et_post_state *state, struct et_comment_key key,
                          int64_t *n, int64_t comment_id, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = next_number(write, state, key, n, error);
    if (rc == ET_OK)
        rc = et_sql_open(write->self, "INSERT INTO comment_keys VALUES (?1, ?2, ?3, ?4, ?5, ?6)", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, state->post_id);
    et_sql_int(&sql, (int)key.kind);
    et_sql_int(&sql, key.value);
    et_sql_int(&sql, key.extra);
    et_sql_int(&sql, *n);
    et_sql_int(&sql, comment_id);
    return et_sql_run(&sql, error);
}

static enum et_rc give_key(struct et_write *write, struct et_post_state *state, struct et_known *known,
                           const struct et_item *item, struct et_error *error)
{
    struct et_sql sql;
    int64_t n = 0;
    enum et_rc rc = add_key(write, state, item->vendor, &n, known->comment_id, error);
    if (rc == ET_OK && item->parent_key.ptr) {
        rc =
            et_sql_open(write->self, "UPDATE comments SET parent_key = ?2 WHERE comment_id = ?1 AND parent_key IS NULL",
                        &sql, error);
        if (rc != ET_OK)
            return rc;
        et_sql_int(&sql, known->comment_id);
        et_sql_text(&sql, item->parent_key);
        rc = et_sql_run(&sql, error);
        if (rc == ET_OK && et_sql_changes(&sql)) {
            state->reply_count++;
            state->changed = true;
            rc = et_sql_open(write->self, "INSERT OR IGNORE INTO pending VALUES (?1)", &sql, error);
            if (rc != ET_OK)
                return rc;
            et_sql_int(&sql, known->comment_id);
            rc = et_sql_run(&sql, error);
        }
    }
    if (rc == ET_OK)
        rc = et_sql_open(write->self, "UPDATE comments SET comment_key = ?2 WHERE comment_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, known->comment_id);
    et_sql_text(&sql, item->key);
    known->has_key = true;
    rc = et_sql_run(&sql, error);
    enter_vendor_key(write, (uint32_t)(item - write->items)); /* so that a second record with this id finds it */
    return rc;
}

static enum et_rc give_time(struct et_write *write, struct et_post_state *state, struct et_known *known, uint32_t index,
                            struct et_error *error)
{
    struct et_sql sql;
    const struct et_batch_comment *comment = &write->batch->comments[index];
    int64_t extra = comment->content_key.extra, before = known->created_at_us;
    enum et_rc rc =
        et_sql_open(write->self,
                    "DELETE FROM comment_keys WHERE post_id = ?1 AND comment_id = ?4 AND"
                    " ((kind = 2 AND value = ?2 AND extra = ?3) OR (kind = 3 AND value = ?3 AND extra = ?2))",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, state->post_id);
    et_sql_int(&sql, before);
    et_sql_int(&sql, extra);
    et_sql_int(&sql, known->comment_id);
    rc = et_sql_run(&sql, error);
    enter_content(write, index); /* the next record with this content is the same comment, or one more of them */
    if (rc == ET_OK)
        rc = add_key(write, state, comment->content_key, &write->items[index].n, known->comment_id, error);
    if (rc == ET_OK)
        rc = et_sql_open(write->self, "UPDATE comments SET created_at_us = ?2, precision = ?3 WHERE comment_id = ?1",
                         &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, known->comment_id);
    et_sql_int(&sql, comment->record.created_at_us);
    et_sql_int(&sql, comment->record.precision);
    rc = et_sql_run(&sql, error);
    if (rc != ET_OK)
        return rc;
    known->created_at_us = comment->record.created_at_us;
    known->precision = comment->record.precision;
    state->approximate_count--;
    state->changed = true;
    if (known->created_at_us > state->last_us)
        state->last_us = known->created_at_us;
    if (known->created_at_us < state->first_us)
        state->first_us = known->created_at_us;
    if (before != state->first_us && before != state->last_us)
        return ET_OK;
    rc = et_sql_open(write->self, "SELECT min(value), max(value) FROM comment_keys WHERE post_id = ?1 AND kind = 2",
                     &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, state->post_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc;
    state->first_us = et_sql_get(&sql, 0);
    state->last_us = et_sql_get(&sql, 1);
    et_sql_close(&sql);
    return ET_OK;
}

static enum et_rc give(struct et_write *write, uint32_t index, struct et_known *known, bool *gave,
                       struct et_error *error)
{
    struct et_item *item = &write->items[index];
    const struct et_batch_comment *comment = &write->batch->comments[index];
    struct et_post_state *state = &write->writer->states[item->state];
    bool key = item->key.ptr && !known->has_key;
    bool time = known->precision == ET_TIME_APPROXIMATE && !is_approximate(comment) && !known->other_text;
    *gave = key || time;
    if (!known->stored) {
        struct et_item *first = &write->items[known->item];
        if (!key)
            return ET_OK;
        first->key = item->key;
        first->vendor = item->vendor;
        if (!first->parent_key.ptr)
            first->parent_key = item->parent_key;
        known->has_key = true;
        enter_vendor_key(write, known->item);
        return ET_OK;
    }
    enum et_rc rc = time ? give_time(write, state, known, index, error) : ET_OK;
    if (rc == ET_OK && key)
        rc = give_key(write, state, known, item, error);
    return rc;
}

/* ---- deciding ---- */

static void add_new(struct et_write *write, uint32_t index)
{
    struct et_item *item = &write->items[index];
    const struct et_comment_record *record = &write->batch->comments[index].record;
    struct et_post_state *state = &write->writer->states[item->state];
    item->is_new = true;
    item->comment_id = write->writer->next_comment_id++;
    for (const struct et_match *match = item->by_content; match; match = match->next)
        if (match->n >= item->n)
            item->n = match->n + 1;
    enter_content(write, index);
    if (item->key.ptr)
        enter_vendor_key(write, index);
    write->fresh[write->fresh_count++] = index;
    write->batch->comments[index].outcome = ET_INSERTED;
    state->changed = true;
    state->comment_count++;
    state->approximate_count += is_approximate(&write->batch->comments[index]);
    state->reply_count += item->parent_key.ptr != NULL;
    if (state->first_us == ET_TIME_NONE || record->created_at_us < state->first_us)
        state->first_us = record->created_at_us;
    if (state->last_us == ET_TIME_NONE || record->created_at_us > state->last_us)
        state->last_us = record->created_at_us;
}

static enum et_rc see_again(struct et_write *write, uint32_t index, struct et_known *known, struct et_error *error)
{
    struct et_batch_comment *comment = &write->batch->comments[index];
    struct et_sighting sighting = et_sighting_of(write, index);
    bool gave, updated;
    write->items[index].known = known;
    write->items[index].comment_id = known->comment_id;
    enum et_rc rc = give(write, index, known, &gave, error);
    if (rc == ET_OK)
        rc = et_sighting_add(write, known, &sighting, &updated, error);
    if (rc == ET_OK)
        comment->outcome = gave || updated ? ET_UPDATED : ET_UNCHANGED;
    return rc;
}

static enum et_rc resolve(struct et_write *write, uint32_t index, struct et_error *error)
{
    struct et_item *item = &write->items[index];
    struct et_known *known = find_stored(item);
    enum et_rc rc = ET_OK;
    if (!known)
        rc = find_new(write, index, &known, error);
    if (rc == ET_OK && !known && is_approximate(&write->batch->comments[index])) {
        item->deferred = true; /* until what is exact in this batch is stored */
        write->deferred_count++;
        return ET_OK;
    }
    if (rc == ET_OK && !known && write->writer->states[item->state].approximate_count > 0)
        rc = find_near(write, index, false, &known, error);
    if (rc != ET_OK)
        return rc;
    if (known)
        return see_again(write, index, known, error);
    add_new(write, index);
    return ET_OK;
}

enum et_rc et_write_resolve(struct et_write *write, struct et_error *error)
{
    struct et_batch *batch = write->batch;
    int64_t *questions = et_arena_alloc(&write->writer->arena, (batch->by_key_count + 1) * ASKED * sizeof *questions);
    if (!questions)
        return et_fail_nomem(error);
    enum et_rc rc = take_hints(write, error);
    if (rc == ET_OK)
        rc = ask(write, questions, true, error);
    if (rc == ET_OK)
        rc = ask(write, questions, false, error);
    for (size_t i = 0; i < batch->comment_count && rc == ET_OK; i++)
        if (batch->comments[i].outcome == ET_PENDING_OUTCOME)
            rc = resolve(write, (uint32_t)i, error);
    return rc;
}

enum et_rc et_write_resolve_deferred(struct et_write *write, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    write->fresh_count = 0;
    for (size_t i = 0; i < write->batch->comment_count && rc == ET_OK; i++) {
        uint32_t index = (uint32_t)i;
        struct et_known *known = NULL;
        if (!write->items[i].deferred)
            continue;
        rc = find_new(write, index, &known, error);
        if (rc == ET_OK && !known)
            rc = find_near(write, index, true, &known, error);
        if (rc == ET_OK && known)
            rc = see_again(write, index, known, error);
        else if (rc == ET_OK)
            add_new(write, index);
    }
    return rc;
}
