/* Sightings of one comment: the latest counts, of one time the one with more likes, whatever the order of import. */
#include "store/sqlite/pack_int.h"

static uint32_t tri_bits(enum et_tri value, uint32_t yes, uint32_t is_known)
{
    return value == ET_TRI_NONE ? 0 : is_known | (value == ET_TRI_YES ? yes : 0);
}

struct et_sighting et_sighting_of(const struct et_write *write, uint32_t comment)
{
    const struct et_comment_record *record = &write->batch->comments[comment].record;
    return (struct et_sighting){
        .import_id = write->import_id,
        .observed_at_us = record->observed_at_us,
        .likes = record->likes,
        .replies = record->replies,
        .flags = tri_bits(record->pinned, ET_ROW_PINNED, ET_ROW_PINNED_KNOWN) |
                 tri_bits(record->liked_by_author, ET_ROW_LIKED, ET_ROW_LIKED_KNOWN) |
                 (write->joined[record->post] ? ET_ROW_ROUNDED : 0),
        .row = (int64_t)record->row,
        .offset = (int64_t)record->offset,
    };
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int et_sighting_cmp(const struct et_sighting *a, const struct et_sighting *b)
{
    int order = compare(a->observed_at_us, b->observed_at_us);
    if (order == 0)
        order = compare(a->likes, b->likes);
    if (order == 0)
        order = compare(a->replies, b->replies);
    return order ? order : compare(a->flags & ET_ROW_SEEN, b->flags & ET_ROW_SEEN);
}

struct et_sighting et_sighting_own(const struct et_sighting *row)
{
    struct et_sighting own = *row;
    if (row->flags & ET_ROW_LIKES_INHERITED)
        own.likes = ET_COUNT_NONE;
    if (row->flags & ET_ROW_REPLIES_INHERITED)
        own.replies = ET_COUNT_NONE;
    if (row->flags & ET_ROW_PINNED_INHERITED)
        own.flags &= ~(ET_ROW_PINNED | ET_ROW_PINNED_KNOWN);
    if (row->flags & ET_ROW_LIKED_INHERITED)
        own.flags &= ~(ET_ROW_LIKED | ET_ROW_LIKED_KNOWN);
    own.flags &= ET_ROW_OWN;
    return own;
}

void et_sighting_inherit(struct et_sighting *winner, const struct et_sighting *other)
{
    if (winner->likes == ET_COUNT_NONE && other->likes != ET_COUNT_NONE) {
        winner->likes = other->likes;
        winner->flags |= ET_ROW_LIKES_INHERITED;
    }
    if (winner->replies == ET_COUNT_NONE && other->replies != ET_COUNT_NONE) {
        winner->replies = other->replies;
        winner->flags |= ET_ROW_REPLIES_INHERITED;
    }
    if (!(winner->flags & ET_ROW_PINNED_KNOWN) && (other->flags & ET_ROW_PINNED_KNOWN))
        winner->flags |= ET_ROW_PINNED_INHERITED | (other->flags & (ET_ROW_PINNED | ET_ROW_PINNED_KNOWN));
    if (!(winner->flags & ET_ROW_LIKED_KNOWN) && (other->flags & ET_ROW_LIKED_KNOWN))
        winner->flags |= ET_ROW_LIKED_INHERITED | (other->flags & (ET_ROW_LIKED | ET_ROW_LIKED_KNOWN));
}

bool et_sighting_same_place(const struct et_sighting *a, const struct et_sighting *b)
{
    return a->import_id == b->import_id && a->row == b->row && a->offset == b->offset;
}

static bool same_counts(const struct et_sighting *a, const struct et_sighting *b)
{
    return a->likes == b->likes && a->replies == b->replies && ((a->flags ^ b->flags) & ET_ROW_SEEN) == 0;
}

/* Which of the four fields a sighting gives. */
static unsigned given(const struct et_sighting *own)
{
    return (own->likes != ET_COUNT_NONE ? 1u : 0u) | (own->replies != ET_COUNT_NONE ? 2u : 0u) |
           (own->flags & (ET_ROW_PINNED_KNOWN | ET_ROW_LIKED_KNOWN));
}

void et_sighting_fold(struct et_sighting *sightings, size_t count)
{
    for (size_t i = 1; i < count; i++) { /* a handful: insertion is enough */
        struct et_sighting one = sightings[i];
        size_t at = i;
        for (; at > 0 && et_sighting_cmp(&one, &sightings[at - 1]) > 0; at--)
            sightings[at] = sightings[at - 1];
        sightings[at] = one;
    }
    for (size_t i = 1; i < count; i++)
        et_sighting_inherit(&sightings[0], &sightings[i]);
}

static struct et_sighting read_sighting(const struct et_sql *sql)
{
    return (struct et_sighting){et_sql_get(sql, 0),
                                et_sql_get(sql, 1),
                                et_sql_get_or(sql, 2, ET_COUNT_NONE),
                                et_sql_get_or(sql, 3, ET_COUNT_NONE),
                                (uint32_t)et_sql_get(sql, 4),
                                et_sql_get(sql, 5),
                                et_sql_get(sql, 6)};
}

struct reading {
    struct et_arena *arena;
    struct et_sighting *items;
    size_t count, size, spare;
};

static bool add_read(void *context, const struct et_sighting *sighting)
{
    struct reading *reading = context;
    if (reading->count == reading->size) {
        size_t size = reading->size ? reading->size * 2 : 4;
        struct et_sighting *items = et_arena_alloc(reading->arena, (size + reading->spare) * sizeof *items);
        if (!items)
            return false;
        if (reading->count)
            memcpy(items, reading->items, reading->count * sizeof *items);
        reading->items = items;
        reading->size = size;
    }
    reading->items[reading->count++] = *sighting;
    return true;
}

static enum et_rc read_rows(struct et_sqlite *self, int64_t comment_id, struct reading *reading, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self,
                                "SELECT import_id, observed_at_us, likes, replies, flags, source_row, source_offset"
                                " FROM observations WHERE comment_id = ?1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_sighting sighting = read_sighting(&sql);
        if (!add_read(reading, &sighting)) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
    }
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_sighting_read(struct et_sqlite *self, int64_t comment_id, struct et_arena *arena, size_t spare,
                            struct et_sighting **out, size_t *count, struct et_error *error)
{
    struct reading reading = {.arena = arena, .spare = spare};
    enum et_rc rc = read_rows(self, comment_id, &reading, error);
    if (rc == ET_OK)
        rc = et_packs_read(self, comment_id, add_read, &reading, error);
    if (rc == ET_OK && !reading.items) {
        reading.items = et_arena_alloc(arena, (1 + spare) * sizeof *reading.items);
        rc = reading.items ? ET_OK : et_fail_nomem(error);
    }
    *out = reading.items;
    *count = reading.count;
    return rc;
}

static enum et_rc read_best(struct et_write *write, struct et_known *known, struct et_error *error)
{
    known->best_read = true;
    if (!known->stored)
        return ET_OK;
    struct et_sighting *others;
    size_t count;
    enum et_rc rc = et_sighting_read(write->self, known->comment_id, &write->writer->arena, 0, &others, &count, error);
    for (size_t i = 0; rc == ET_OK && i < count; i++) {
        if (!known->has_best || et_sighting_cmp(&others[i], &known->best) > 0)
            known->best = others[i];
        known->has_best = true;
    }
    return rc;
}

static void keep(struct et_write *write, struct et_known *known, const struct et_sighting *sighting)
{
    write->seen[write->seen_count++] = (struct et_seen){known->comment_id, *sighting};
    if (!known->has_best || et_sighting_cmp(sighting, &known->best) > 0)
        known->best = *sighting;
    known->has_best = true;
}

static void replace(struct et_write *write, struct et_known *known, const struct et_sighting *row)
{
    known->now = *row;
    if (known->stored && !known->changed)
        write->changed[write->changed_count++] = known;
    known->changed = true;
}

/* Where sightings give different fields, the row is made from all of them. */
static enum et_rc fold_all(struct et_write *write, struct et_known *known, const struct et_sighting *sighting,
                           bool *updated, struct et_error *error)
{
    struct et_sighting *all, own = et_sighting_own(&known->now);
    size_t count, in_batch = 0;
    for (size_t i = 0; i < write->seen_count; i++)
        in_batch += write->seen[i].comment_id == known->comment_id;
    enum et_rc rc = et_sighting_read(write->self, known->stored ? known->comment_id : 0, &write->writer->arena,
                                     in_batch + 2, &all, &count, error);
    if (rc != ET_OK)
        return rc;
    for (size_t i = 0; i < write->seen_count && in_batch; i++)
        if (write->seen[i].comment_id == known->comment_id)
            all[count++] = write->seen[i].sighting;
    all[count++] = own;
    all[count++] = *sighting;
    et_sighting_fold(all, count);
    *updated = !same_counts(&all[0], &known->now);
    if (et_sighting_same_place(&all[0], &own)) {
        keep(write, known, sighting);
    } else {
        keep(write, known, &own);
        if (!et_sighting_same_place(&all[0], sighting))
            keep(write, known, sighting);
    }
    if (*updated || !et_sighting_same_place(&all[0], &own))
        replace(write, known, &all[0]);
    return ET_OK;
}

enum et_rc et_sighting_add(struct et_write *write, struct et_known *known, const struct et_sighting *sighting,
                           bool *updated, struct et_error *error)
{
    *updated = false;
    if (et_sighting_same_place(&known->now, sighting))
        return ET_OK;
    struct et_sighting own = et_sighting_own(&known->now);
    if (given(&own) != given(sighting) || given(&own) != given(&known->now))
        return fold_all(write, known, sighting, updated, error);
    /* The row stays where the new counts are the same, though they are newer: rewriting it would cost more than all the
     * rest of a repeated import. What is newer is found among the observations when counts differ. */
    bool wins = !same_counts(sighting, &own) && et_sighting_cmp(sighting, &own) > 0;
    if (wins && !known->best_read) {
        enum et_rc rc = read_best(write, known, error);
        if (rc != ET_OK)
            return rc;
    }
    if (!wins || (known->has_best && et_sighting_cmp(&known->best, sighting) >= 0)) {
        keep(write, known, sighting);
        return ET_OK;
    }
    keep(write, known, &own);
    replace(write, known, sighting);
    *updated = true;
    return ET_OK;
}

enum et_rc et_sighting_put(struct et_sqlite *self, int64_t comment_id, const struct et_sighting *sighting,
                           struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(self, "INSERT OR IGNORE INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?)", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    et_sql_int(&sql, sighting->import_id);
    et_sql_int(&sql, sighting->row);
    et_sql_int(&sql, sighting->offset);
    et_sql_int(&sql, sighting->observed_at_us);
    et_sql_int_or_null(&sql, sighting->likes, ET_COUNT_NONE);
    et_sql_int_or_null(&sql, sighting->replies, ET_COUNT_NONE);
    et_sql_int(&sql, sighting->flags & ET_ROW_OWN);
    return et_sql_run(&sql, error);
}

static enum et_rc take(struct et_sqlite *self, int64_t comment_id, const struct et_sighting *sighting,
                       struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self,
                                "DELETE FROM observations WHERE comment_id = ?1 AND import_id = ?2 AND source_row = ?3"
                                " AND source_offset = ?4",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    et_sql_int(&sql, sighting->import_id);
    et_sql_int(&sql, sighting->row);
    et_sql_int(&sql, sighting->offset);
    return et_sql_run(&sql, error);
}

enum et_rc et_sighting_update_row(struct et_sqlite *self, int64_t comment_id, const struct et_sighting *row,
                                  struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(self,
                    "UPDATE comments SET likes = ?, replies = ?, flags = ?, observed_at_us = ?, import_id = ?,"
                    " source_row = ?, source_offset = ? WHERE comment_id = ?",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int_or_null(&sql, row->likes, ET_COUNT_NONE);
    et_sql_int_or_null(&sql, row->replies, ET_COUNT_NONE);
    et_sql_int(&sql, row->flags);
    et_sql_int(&sql, row->observed_at_us);
    et_sql_int(&sql, row->import_id);
    et_sql_int(&sql, row->row);
    et_sql_int(&sql, row->offset);
    et_sql_int(&sql, comment_id);
    return et_sql_run(&sql, error);
}

enum et_rc et_sighting_store(struct et_sqlite *self, int64_t comment_id, const struct et_sighting *own,
                             const struct et_sighting *row, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    if (own && !et_sighting_same_place(own, row))
        rc = et_sighting_put(self, comment_id, own, error);
    if (rc == ET_OK)
        rc = take(self, comment_id, row, error);
    return rc == ET_OK ? et_sighting_update_row(self, comment_id, row, error) : rc;
}
