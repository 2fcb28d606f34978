/* et_store_write_batch: posts, then which comments the records are, then the rows of each table in one statement. */
#include "store/sqlite/pack_int.h"
#include "store/sqlite/texts_int.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/time.h"

#include <stdlib.h>

#define AUTHORS_SEEN (1u << 20) /* fingerprints kept, 8 MB */

/* ---- the writer ---- */

void et_writer_forget(struct et_writer *writer)
{
    if (!writer)
        return;
    et_map64_clear(&writer->posts_seen);
    et_map64_clear(&writer->posts_by_id);
    et_map64_clear(&writer->known);
    writer->state_count = 0;
    if (writer->authors_seen)
        memset(writer->authors_seen, 0, AUTHORS_SEEN * sizeof *writer->authors_seen);
    writer->next_comment_id = 0;
    writer->adopted_model = 0;
    writer->packed_import = 0;
    writer->texts_changed = false;
}

void et_writer_free(struct et_writer *writer)
{
    if (!writer)
        return;
    et_arena_dispose(&writer->arena);
    et_map64_dispose(&writer->posts_seen);
    et_map64_dispose(&writer->posts_by_id);
    et_map64_dispose(&writer->known);
    et_free(writer->states);
    et_free(writer->authors_seen);
    et_free(writer);
}

static enum et_rc get_writer(struct et_sqlite *self, struct et_writer **out, struct et_error *error)
{
    if (!self->writer) {
        struct et_writer *writer = et_calloc(1, sizeof *writer);
        if (!writer)
            return et_fail_nomem(error);
        et_arena_init(&writer->arena, 0);
        self->writer = writer;
        writer->authors_seen = et_calloc(AUTHORS_SEEN, sizeof *writer->authors_seen);
        if (!writer->authors_seen) {
            et_writer_free(writer);
            self->writer = NULL;
            return et_fail_nomem(error);
        }
    }
    *out = self->writer;
    et_arena_reset(&self->writer->arena);
    et_map64_clear(&self->writer->known);
    return ET_OK;
}

/* After the posts: joining two posts makes the writer forget what it knew. */
static enum et_rc load_next_id(struct et_write *write, struct et_error *error)
{
    int64_t *next = &write->writer->next_comment_id;
    enum et_rc rc =
        *next ? ET_OK
              : et_sql_value(write->self, "SELECT value FROM meta WHERE key = 'next_comment_id'", 1, next, error);
    write->first_new_id = *next;
    return rc;
}

/* ---- authors ---- */

struct author {
    int64_t author_id;
    uint32_t comment;
    bool is_new; /* wrote a new comment; else only what is known of the author may change */
};

static int author_order(const void *left, const void *right)
{
    const struct author *a = left, *b = right;
    if (a->author_id != b->author_id)
        return a->author_id < b->author_id ? -1 : 1;
    return (a->comment > b->comment) - (a->comment < b->comment);
}

struct authors {
    const struct et_batch *batch;
    const struct author *items;
};

static void author_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct authors *authors = context;
    const struct et_batch_comment *comment = &authors->batch->comments[authors->items[row].comment];
    const struct et_comment_record *record = &comment->record;
    switch (column) {
    case 0:
        sqlite3_result_int64(out, comment->author_id);
        break;
    case 1:
        sqlite3_result_int64(out, authors->batch->posts[record->post].record.platform);
        break;
    case 2:
        et_rows_text(out, record->author);
        break;
    case 3:
        et_rows_text(out, record->author_name.len ? record->author_name : et_slice(NULL, 0));
        break;
    case 4:
        et_rows_int_or_null(out, record->author_verified, ET_TRI_NONE);
        break;
    case 5:
        sqlite3_result_int64(out, record->observed_at_us);
        break;
    default:
        sqlite3_result_int64(out, authors->items[row].is_new);
    }
}

static uint64_t author_fingerprint(const struct et_batch_comment *comment)
{
    const struct et_comment_record *record = &comment->record;
    uint64_t hash = et_mix64((uint64_t)comment->author_id + (uint64_t)record->observed_at_us * 31 +
                             (uint64_t)(record->author_verified + 2));
    hash = et_hash64_seed(record->author, hash);
    return record->author_name.len ? et_hash64_seed(record->author_name, hash) : hash;
}

static enum et_rc update_author(struct et_write *write, const struct et_batch_comment *comment, struct et_error *error)
{
    struct et_sql sql;
    const struct et_comment_record *record = &comment->record;
    enum et_rc rc =
        et_sql_open(write->self,
                    "UPDATE authors SET handle = min(handle, ?2),"
                    " name = CASE WHEN ?3 IS NULL THEN name WHEN name IS NULL OR (?5, ?3) > (observed_at_us, name)"
                    " THEN ?3 ELSE name END,"
                    " verified = CASE WHEN ?4 IS NULL THEN verified WHEN verified IS NULL"
                    " OR (?5, ?4) > (observed_at_us, verified) THEN ?4 ELSE verified END,"
                    " observed_at_us = max(observed_at_us, ?5) WHERE author_id = ?1",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment->author_id);
    et_sql_text(&sql, record->author);
    et_sql_text(&sql, record->author_name.len ? record->author_name : et_slice(NULL, 0));
    et_sql_int_or_null(&sql, record->author_verified, ET_TRI_NONE);
    et_sql_int(&sql, record->observed_at_us);
    return et_sql_run(&sql, error);
}

/* Of those that are there, the ones of whom something new is said. A display name and its mark are the latest; of the
 * handle's spellings the least one stays, which needs no time and is mostly told from the record alone (says_nothing).
 */
static enum et_rc update_authors(struct et_write *write, const struct et_rows *rows, struct et_error *error)
{
    const struct authors *authors = rows->context;
    uint32_t *changed = et_arena_alloc(&write->writer->arena, (rows->count + 1) * sizeof *changed);
    size_t count = 0;
    struct et_sql sql;
    enum et_rc rc = changed
                        ? et_sql_open(write->self,
                                      "SELECT r.rowid FROM et_rows r CROSS JOIN authors a ON a.author_id = r.c0"
                                      " WHERE r.c2 < a.handle OR (r.c3 IS NOT NULL AND (r.c3 IS NOT a.name"
                                      " OR r.c5 > a.observed_at_us)) OR (r.c4 IS NOT NULL AND (r.c4 IS NOT a.verified"
                                      " OR r.c5 > a.observed_at_us))",
                                      &sql, error)
                        : et_fail_nomem(error);
    if (rc != ET_OK)
        return rc;
    et_rows_set(write->self, rows);
    while ((rc = et_sql_next(&sql, error)) == ET_OK)
        changed[count++] = (uint32_t)et_sql_get(&sql, 0);
    et_rows_set(write->self, NULL);
    if (rc == ET_END)
        rc = ET_OK;
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        rc = update_author(write, &write->batch->comments[authors->items[changed[i]].comment], error);
    return rc;
}

/* Of an author who is there: no name, no mark, and no spelling that could be less than the one that is known. */
static bool says_nothing(const struct et_comment_record *record)
{
    if (record->author_name.len || record->author_verified != ET_TRI_NONE)
        return false;
    for (size_t i = 0; i < record->author.len; i++) {
        unsigned char c = (unsigned char)record->author.ptr[i];
        if (c >= 0x80 || (c >= 'A' && c <= 'Z'))
            return false;
    }
    return true;
}

/* Most comments are by somebody whom this connection has written already: a table of fingerprints spares the statement.
 * Two places for each author, the one used last in front. */
static bool seen_author(struct et_writer *writer, int64_t author_id, uint64_t fingerprint, bool is_new)
{
    uint64_t *places = &writer->authors_seen[et_mix64((uint64_t)author_id) & (AUTHORS_SEEN - 2)];
    for (int i = 0; i < 2; i++)
        if (places[i] == fingerprint || (!is_new && places[i] == (fingerprint | 1)))
            return true;
    places[1] = places[0];
    places[0] = fingerprint | !is_new;
    return false;
}

static enum et_rc write_authors(struct et_write *write, struct et_error *error)
{
    struct et_batch *batch = write->batch;
    struct author *items = et_arena_alloc(&write->writer->arena, (batch->by_key_count + 1) * sizeof *items);
    size_t count = 0;
    bool speaks = false;
    if (!items)
        return et_fail_nomem(error);
    for (size_t i = 0; i < batch->by_key_count; i++) {
        uint32_t index = batch->by_key[i];
        const struct et_batch_comment *comment = &batch->comments[index];
        bool is_new = write->items[index].is_new || write->items[index].deferred;
        bool silent = says_nothing(&comment->record);
        if (comment->author_id == 0 || (!is_new && silent) ||
            seen_author(write->writer, comment->author_id, author_fingerprint(comment) & ~UINT64_C(1), is_new))
            continue;
        speaks = speaks || !silent;
        items[count++] = (struct author){comment->author_id, index, is_new};
    }
    qsort(items, count, sizeof *items, author_order);
    struct authors authors = {batch, items};
    struct et_rows rows = {count, &authors, author_column};
    enum et_rc rc =
        et_rows_run(write->self, "INSERT OR IGNORE INTO authors SELECT c0, c1, c2, c3, c4, c5 FROM et_rows WHERE c6",
                    &rows, NULL, error);
    return rc == ET_OK && speaks ? update_authors(write, &rows, error) : rc;
}

/* ---- new comments ---- */

static void comment_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct et_write *write = context;
    uint32_t index = write->fresh[row];
    const struct et_batch_comment *comment = &write->batch->comments[index];
    const struct et_comment_record *record = &comment->record;
    const struct et_item *item = &write->items[index];
    struct et_sighting now = item->known ? item->known->now : et_sighting_of(write, index);
    switch (column) {
    case 0:
        sqlite3_result_int64(out, item->comment_id);
        break;
    case 1:
        sqlite3_result_int64(out, write->writer->states[item->state].post_id);
        break;
    case 2:
        et_rows_int_or_null(out, comment->author_id, 0);
        break;
    case 3:
        sqlite3_result_int64(out, record->created_at_us);
        break;
    case 4:
        sqlite3_result_int64(out, record->precision);
        break;
    case 5:
        et_rows_int_or_null(out, now.likes, ET_COUNT_NONE);
        break;
    case 6:
        et_rows_int_or_null(out, now.replies, ET_COUNT_NONE);
        break;
    case 7:
        sqlite3_result_int64(out, now.flags);
        break;
    case 8:
        sqlite3_result_int64(out, now.observed_at_us);
        break;
    case 9:
        sqlite3_result_int64(out, now.import_id);
        break;
    case 10:
        sqlite3_result_int64(out, now.row);
        break;
    case 11:
        sqlite3_result_int64(out, now.offset);
        break;
    case 12:
        et_rows_text(out, item->key);
        break;
    case 13:
        et_rows_text(out, item->parent_key);
        break;
    default:
        et_rows_text(out, record->text.ptr ? record->text : ET_SLICE(""));
    }
}

static enum et_rc insert_comments(struct et_write *write, struct et_error *error)
{
    struct et_rows rows = {write->fresh_count, write, comment_column};
    return et_rows_run(write->self,
                       "INSERT OR FAIL INTO comments SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, "
                       "c13, c14 FROM et_rows",
                       &rows, NULL, error);
}

struct key_row {
    int64_t post_id, kind, value, extra, n, comment_id;
};

/* In the order of the index: by post and time, so that each page of it is met once in a batch. */
static enum et_rc insert_keys(struct et_write *write, struct et_error *error)
{
    const struct et_batch *batch = write->batch;
    struct key_row *keys = et_arena_alloc(&write->writer->arena, (write->fresh_count * 3 + 1) * sizeof *keys);
    size_t count = 0;
    if (!keys)
        return et_fail_nomem(error);
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < batch->by_key_count; i++) {
            uint32_t index = batch->by_key[i];
            const struct et_item *item = &write->items[index];
            const struct et_batch_comment *comment = &batch->comments[index];
            struct et_comment_key key = pass == 0 ? comment->content_key : item->vendor;
            if (!item->is_new || item->inserted || (pass == 1 && !item->key.ptr) ||
                (pass == 2 && comment->record.precision != ET_TIME_APPROXIMATE))
                continue;
            struct key_row row = {write->writer->states[item->state].post_id,
                                  key.kind,
                                  key.value,
                                  key.extra,
                                  pass == 0 ? item->n : 0,
                                  item->comment_id};
            if (pass == 2) {
                row.kind = ET_KEY_NEAR;
                row.value = comment->content_key.extra;
                row.extra = comment->content_key.value;
                row.n = item->n;
            }
            keys[count++] = row;
        }
    struct et_matrix matrix = {&keys[0].post_id, sizeof *keys / sizeof(int64_t)};
    struct et_rows rows = {count, &matrix, et_matrix_column};
    return et_rows_run(write->self, "INSERT OR FAIL INTO comment_keys SELECT c0, c1, c2, c3, c4, c5 FROM et_rows",
                       &rows, NULL, error);
}

static enum et_rc insert_scores(struct et_write *write, struct et_error *error)
{
    struct et_arena *arena = &write->writer->arena;
    struct et_scored *scored = et_arena_alloc(arena, (write->fresh_count + 1) * sizeof *scored);
    size_t count = 0;
    if (!scored)
        return et_fail_nomem(error);
    for (size_t i = 0; i < write->fresh_count; i++) {
        uint32_t index = write->fresh[i];
        const struct et_batch_comment *comment = &write->batch->comments[index];
        if (comment->analysed)
            scored[count++] = (struct et_scored){write->items[index].comment_id, &comment->analysis.score,
                                                 comment->analysis.mentions,     comment->analysis.mention_count,
                                                 comment->analysis.names,        comment->analysis.name_count};
    }
    return et_scores_insert(write->self, write->model_id, false, scored, count, arena, error);
}

/* ---- what is analysed later ---- */

static void parent_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct et_write *write = context;
    uint32_t index = write->fresh[row];
    if (column == 0)
        sqlite3_result_int64(out, write->writer->states[write->items[index].state].post_id);
    else
        et_rows_text(out, write->items[index].key);
}

/* Replies that were stored before their parent came are read again, with it. */
static enum et_rc mark_replies(struct et_write *write, struct et_error *error)
{
    bool any = false;
    for (size_t i = 0; i < write->fresh_count && !any; i++) {
        const struct et_item *item = &write->items[write->fresh[i]];
        any = item->key.ptr && write->writer->states[item->state].reply_count > 0;
    }
    struct et_rows rows = {any ? write->fresh_count : 0, write, parent_column};
    return et_rows_run(write->self,
                       "INSERT OR IGNORE INTO pending SELECT c.comment_id FROM et_rows r CROSS JOIN comments c"
                       " ON c.post_id = r.c0 AND c.parent_key = r.c1",
                       &rows, NULL, error);
}

struct ids {
    const int64_t *items;
};

static void id_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    (void)column;
    sqlite3_result_int64(out, ((const struct ids *)context)->items[row]);
}

static enum et_rc mark_new(struct et_write *write, struct et_error *error)
{
    int64_t *items = et_arena_alloc(&write->writer->arena, (write->fresh_count + 1) * sizeof *items);
    size_t count = 0;
    if (!items)
        return et_fail_nomem(error);
    for (size_t i = 0; i < write->fresh_count; i++) {
        const struct et_batch_comment *comment = &write->batch->comments[write->fresh[i]];
        if (!comment->analysed || write->stale_caption[comment->record.post])
            items[count++] = write->items[write->fresh[i]].comment_id;
    }
    struct ids ids = {items};
    struct et_rows rows = {count, &ids, id_column};
    return et_rows_run(write->self, "INSERT OR IGNORE INTO pending SELECT c0 FROM et_rows", &rows, NULL, error);
}

/* Everything of the new comments. Replies are looked up before the new ones are there: those are pending by themselves.
 */
static enum et_rc insert_fresh(struct et_write *write, struct et_error *error)
{
    enum et_rc rc = mark_replies(write, error);
    if (rc == ET_OK)
        rc = insert_comments(write, error);
    if (rc == ET_OK)
        rc = insert_keys(write, error);
    if (rc == ET_OK)
        rc = insert_scores(write, error);
    if (rc == ET_OK)
        rc = mark_new(write, error);
    for (size_t i = 0; i < write->fresh_count; i++) {
        struct et_item *item = &write->items[write->fresh[i]];
        item->inserted = true;
        if (item->known) {
            item->known->stored = true;
            item->known->changed = false;
        }
    }
    return rc;
}

/* ---- comments seen again ---- */

static enum et_rc update_changed(struct et_write *write, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < write->changed_count && rc == ET_OK; i++)
        rc = et_sighting_update_row(write->self, write->changed[i]->comment_id, &write->changed[i]->now, error);
    return rc;
}

static int seen_order(const void *left, const void *right)
{
    const struct et_seen *a = left, *b = right;
    if (a->comment_id != b->comment_id)
        return a->comment_id < b->comment_id ? -1 : 1;
    if (a->sighting.row != b->sighting.row)
        return a->sighting.row < b->sighting.row ? -1 : 1;
    return (a->sighting.offset > b->sighting.offset) - (a->sighting.offset < b->sighting.offset);
}

static void seen_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct et_seen *seen = &((const struct et_seen *)context)[row];
    const struct et_sighting *s = &seen->sighting;
    const int64_t numbers[] = {seen->comment_id,  s->import_id, s->row,     s->offset,
                               s->observed_at_us, s->likes,     s->replies, s->flags};
    et_rows_int_or_null(out, numbers[column], column == 5 || column == 6 ? ET_COUNT_NONE : INT64_MIN);
}

/* Sightings of this import are packed. Those of others, that stood in a row until now, are few. */
static enum et_rc insert_seen(struct et_write *write, struct et_error *error)
{
    struct et_seen *seen = write->seen, *others;
    size_t count = 0, other_count = 0;
    bool sorted = true;
    if (write->seen_count == 0)
        return ET_OK;
    others = et_arena_alloc(&write->writer->arena, write->seen_count * sizeof *others);
    if (!others)
        return et_fail_nomem(error);
    for (size_t i = 0; i < write->seen_count; i++)
        if (seen[i].sighting.import_id != write->import_id) {
            others[other_count++] = seen[i];
        } else {
            seen[count++] = seen[i];
            sorted = sorted && (count == 1 || seen_order(&seen[count - 2], &seen[count - 1]) <= 0);
        }
    if (!sorted)
        qsort(seen, count, sizeof *seen, seen_order);
    qsort(others, other_count, sizeof *others, seen_order);
    struct et_rows rows = {other_count, others, seen_column};
    enum et_rc rc = et_packs_write(write, seen, &count, error);
    static const char insert[] =
        "INSERT OR IGNORE INTO observations SELECT c0, c1, c2, c3, c4, c5, c6, c7 FROM et_rows";
    if (rc == ET_OK)
        rc = et_rows_run(write->self, insert, &rows, NULL, error);
    rows = (struct et_rows){count, seen, seen_column};
    return rc == ET_OK ? et_rows_run(write->self, insert, &rows, NULL, error) : rc;
}

/* In the order of the file, when all sightings are stored: records that gave a comment another text. */
static enum et_rc retell(struct et_write *write, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < write->batch->comment_count && write->any_other_text && rc == ET_OK; i++) {
        struct et_batch_comment *comment = &write->batch->comments[i];
        const struct et_known *known = write->items[i].known;
        bool changed;
        if (!known || !known->other_text)
            continue;
        struct et_sighting sighting = et_sighting_of(write, (uint32_t)i);
        rc = et_text_seen(write->self, known->comment_id, &sighting, comment->record.text, &write->writer->arena,
                          &changed, error);
        if (rc != ET_OK || !changed)
            continue;
        write->writer->texts_changed = true;
        if (comment->outcome == ET_UNCHANGED)
            comment->outcome = ET_UPDATED;
    }
    return rc;
}

/* ---- scores that an earlier program gave ---- */

static enum et_rc insert_adopted(struct et_write *write, struct et_error *error)
{
    const struct et_batch *batch = write->batch;
    struct et_writer *writer = write->writer;
    size_t count = 0;
    for (size_t i = 0; i < batch->by_key_count; i++)
        count += batch->comments[batch->by_key[i]].adopted != NULL;
    if (count == 0)
        return ET_OK;
    struct et_scored *scored = et_arena_alloc(&writer->arena, count * sizeof *scored);
    if (!scored)
        return et_fail_nomem(error);
    enum et_rc rc = ET_OK;
    if (writer->adopted_model == 0)
        rc = et_sqlite_model(&write->self->base, ET_ADOPTED_MODEL, "", &writer->adopted_model, error);
    count = 0;
    for (size_t i = 0; i < batch->comment_count; i++)
        if (batch->comments[i].adopted && write->items[i].comment_id)
            scored[count++] =
                (struct et_scored){write->items[i].comment_id, batch->comments[i].adopted, NULL, 0, NULL, 0};
    return rc == ET_OK
               ? et_scores_insert(write->self, writer->adopted_model, true, scored, count, &writer->arena, error)
               : rc;
}

/* ---- a batch ---- */

static enum et_rc prepare(struct et_write *write, struct et_error *error)
{
    struct et_batch *batch = write->batch;
    struct et_arena *arena = &write->writer->arena;
    size_t n = batch->comment_count + 1, keyed = batch->by_key_count + 1;
    write->post_states = et_arena_calloc(arena, batch->post_count + 1, sizeof *write->post_states);
    write->joined = et_arena_calloc(arena, batch->post_count + 1, sizeof *write->joined);
    write->stale_caption = et_arena_calloc(arena, batch->post_count + 1, sizeof *write->stale_caption);
    write->items = et_arena_calloc(arena, n, sizeof *write->items);
    write->fresh = et_arena_alloc(arena, keyed * sizeof *write->fresh);
    write->changed = et_arena_alloc(arena, keyed * sizeof(void *));
    write->seen = et_arena_alloc(arena, keyed * 2 * sizeof *write->seen);
    write->table_size = 64;
    while (write->table_size < keyed * 4)
        write->table_size *= 2;
    write->table = et_arena_calloc(arena, write->table_size, sizeof *write->table);
    if (!write->post_states || !write->joined || !write->stale_caption || !write->items || !write->fresh ||
        !write->changed || !write->seen || !write->table)
        return et_fail_nomem(error);
    return ET_OK;
}

static void place_comments(struct et_write *write)
{
    for (size_t i = 0; i < write->batch->comment_count; i++) {
        struct et_batch_comment *comment = &write->batch->comments[i];
        struct et_item *item = &write->items[i];
        if (comment->record.post >= write->batch->post_count)
            continue; /* rejected before its post was known: not among by_key */
        item->state = write->post_states[comment->record.post];
        item->key = comment->has_vendor_key ? comment->record.key : et_slice(NULL, 0);
        item->parent_key = comment->record.parent_key.len ? comment->record.parent_key : et_slice(NULL, 0);
        item->vendor = comment->vendor_key;
    }
}

static enum et_rc save_next_id(struct et_write *write, struct et_error *error)
{
    struct et_sql sql;
    if (write->writer->next_comment_id == write->first_new_id)
        return ET_OK;
    enum et_rc rc = et_sql_open(write->self, "UPDATE meta SET value = ?1 WHERE key = 'next_comment_id'", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, write->writer->next_comment_id);
    return et_sql_run(&sql, error);
}

static enum et_rc write_comments(struct et_write *write, struct et_error *error)
{
    enum et_rc rc = et_write_resolve(write, error);
    if (rc == ET_OK)
        rc = write_authors(write, error);
    if (rc == ET_OK)
        rc = insert_fresh(write, error);
    if (rc == ET_OK && write->deferred_count) {
        rc = et_write_resolve_deferred(write, error);
        if (rc == ET_OK)
            rc = insert_fresh(write, error);
    }
    if (rc == ET_OK)
        rc = update_changed(write, error);
    if (rc == ET_OK)
        rc = insert_seen(write, error);
    if (rc == ET_OK)
        rc = retell(write, error);
    return rc == ET_OK ? insert_adopted(write, error) : rc;
}

enum et_rc et_sqlite_write_batch(struct et_store *store, int64_t import_id, int64_t model_id, struct et_batch *batch,
                                 struct et_error *error)
{
    struct et_write write = {.self = et_sqlite_of(store), .import_id = import_id, .model_id = model_id, .batch = batch};
    enum et_rc rc = get_writer(write.self, &write.writer, error);
    if (rc == ET_OK)
        rc = prepare(&write, error);
    if (rc == ET_OK)
        rc = et_write_posts(&write, error);
    if (rc == ET_OK)
        rc = load_next_id(&write, error);
    if (rc != ET_OK)
        return rc;
    place_comments(&write);
    rc = write_comments(&write, error);
    if (rc == ET_OK)
        rc = et_write_post_totals(&write, error);
    return rc == ET_OK ? save_next_id(&write, error) : rc;
}
