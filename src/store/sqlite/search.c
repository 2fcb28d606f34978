/* Search and export of stored comments. */
#include "store/sqlite/match_int.h"
#include "store/sqlite/stored_int.h"

#include "base/mem.h"

#include <stdlib.h>

#define PUBLIC_ID "et_public_id(p.platform, p.post_key, c.comment_key, c.created_at_us, c.author_id, c.text)"

/* ---- search: one pass that counts all matches and keeps the newest ---- */

struct hit {
    int64_t created_at_us, comment_id;
    struct et_slice public_id; /* of the few that are shown */
};

/* The newest `wanted` hits, and those as old as the last of them: their order is told by public ids. */
struct newest {
    struct hit *items;
    size_t count, size, wanted;
};

static int time_order(const void *left, const void *right)
{
    const struct hit *a = left, *b = right;
    return (a->created_at_us < b->created_at_us) - (a->created_at_us > b->created_at_us);
}

static int shown_order(const void *left, const void *right)
{
    const struct hit *a = left, *b = right;
    int order = time_order(left, right);
    return order ? order : et_slice_cmp(a->public_id, b->public_id);
}

static void drop_older(struct newest *newest)
{
    if (newest->count <= newest->wanted)
        return;
    qsort(newest->items, newest->count, sizeof *newest->items, time_order);
    size_t keep = newest->wanted;
    int64_t oldest = keep ? newest->items[keep - 1].created_at_us : INT64_MAX;
    while (keep < newest->count && newest->items[keep].created_at_us >= oldest)
        keep++;
    newest->count = keep;
}

static bool add_hit(struct newest *newest, int64_t comment_id, int64_t created_at_us)
{
    if (newest->count == newest->size) {
        if (newest->size > newest->wanted)
            drop_older(newest);
        if (newest->size == 0 || newest->count > newest->size / 2) {
            size_t size = newest->size ? newest->size * 2 : 1024;
            struct hit *items = et_realloc(newest->items, size * sizeof *items);
            if (!items)
                return false;
            newest->items = items;
            newest->size = size;
        }
    }
    newest->items[newest->count++] = (struct hit){created_at_us, comment_id, {NULL, 0}};
    return true;
}

static enum et_rc find_newest(struct et_sqlite *self, const struct et_search *search, struct et_arena *arena,
                              struct newest *newest, uint64_t *total, struct et_error *error)
{
    struct et_match_sql text;
    struct et_sql sql;
    et_match_init(&text, arena);
    et_buf_str(&text.text, "SELECT c.comment_id, c.created_at_us");
    enum et_rc rc = et_match_from(self, &text, search, error);
    if (rc == ET_OK)
        rc = et_match_open(self, &text, &sql, error);
    if (rc == ET_OK) {
        while ((rc = et_sql_next(&sql, error)) == ET_OK) {
            (*total)++;
            if (!add_hit(newest, et_sql_get(&sql, 0), et_sql_get(&sql, 1))) {
                rc = et_fail_nomem(error);
                break;
            }
        }
        et_sql_free(&sql);
    }
    et_match_dispose(&text);
    drop_older(newest);
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc name_hits(struct et_sqlite *self, struct newest *newest, struct et_arena *arena,
                            struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < newest->count && rc == ET_OK; i++) {
        rc = et_sql_open(
            self, "SELECT " PUBLIC_ID " FROM comments c JOIN posts p ON p.post_id = c.post_id WHERE c.comment_id = ?1",
            &sql, error);
        if (rc != ET_OK)
            return rc;
        et_sql_int(&sql, newest->items[i].comment_id);
        rc = et_sql_next(&sql, error);
        if (rc != ET_OK)
            return rc == ET_END ? et_fail(error, ET_E_INTERNAL, "a comment went away during the search") : rc;
        newest->items[i].public_id = et_sql_copy(&sql, 0, arena, &rc);
        et_sql_close(&sql);
        if (rc != ET_OK)
            return et_fail_nomem(error);
    }
    if (newest->count)
        qsort(newest->items, newest->count, sizeof *newest->items, shown_order);
    return rc;
}

static enum et_rc read_hits(struct et_sqlite *self, const struct newest *newest, size_t limit, size_t offset,
                            struct et_arena *arena, struct et_stored_comment **out, size_t *count,
                            struct et_error *error)
{
    size_t n = newest->count > offset ? newest->count - offset : 0;
    n = n < limit ? n : limit;
    int64_t *ids = et_arena_alloc(arena, (n + 1) * sizeof *ids);
    if (!ids)
        return et_fail_nomem(error);
    for (size_t i = 0; i < n; i++)
        ids[i] = newest->items[offset + i].comment_id;
    return et_sqlite_comments(&self->base, ids, n, arena, out, count, error);
}

enum et_rc et_sqlite_search(struct et_store *store, const struct et_search *search, size_t limit, size_t offset,
                            struct et_arena *arena, struct et_stored_comment **out, size_t *count, uint64_t *total,
                            struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct newest newest = {.wanted = limit > SIZE_MAX - offset ? SIZE_MAX : limit + offset};
    *count = 0;
    *total = 0;
    enum et_rc rc = search->root ? et_fulltext_update(self, NULL, NULL, error) : ET_OK;
    if (rc == ET_OK)
        rc = find_newest(self, search, arena, &newest, total, error);
    if (rc == ET_OK)
        rc = name_hits(self, &newest, arena, error);
    if (rc == ET_OK)
        rc = read_hits(self, &newest, limit, offset, arena, out, count, error);
    et_free(newest.items);
    return rc;
}

/* ---- export ---- */

/* Sorted by SQLite, which keeps what does not fit into its cache in files: memory stays flat however many there are. */
static enum et_rc open_export(struct et_sqlite *self, const struct et_search *search, struct et_arena *arena,
                              struct et_sql *sql, struct et_error *error)
{
    struct et_match_sql text;
    et_match_init(&text, arena);
    et_buf_str(&text.text, "SELECT c.comment_id");
    enum et_rc rc = et_match_from(self, &text, search, error);
    et_buf_str(&text.text, " ORDER BY p.platform, p.post_key, c.created_at_us, " PUBLIC_ID);
    if (rc == ET_OK)
        rc = et_match_open(self, &text, sql, error);
    et_match_dispose(&text);
    return rc;
}

enum et_rc et_sqlite_export(struct et_store *store, const struct et_search *search, et_comment_callback callback,
                            void *context, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_arena texts, arena;
    struct et_sql sql;
    et_arena_init(&texts, 0);
    et_arena_init(&arena, 0);
    enum et_rc rc = search->root ? et_fulltext_update(self, NULL, NULL, error) : ET_OK;
    if (rc == ET_OK)
        rc = open_export(self, search, &texts, &sql, error);
    if (rc == ET_OK) {
        while ((rc = et_sql_next(&sql, error)) == ET_OK) {
            struct et_stored_comment comment;
            et_arena_reset(&arena);
            rc = et_stored_read(self, et_sql_get(&sql, 0), search->model_id, &arena, &comment, error);
            if (rc == ET_OK)
                rc = callback(context, &comment, error);
            if (rc != ET_OK && rc != ET_END)
                break;
        }
        et_sql_free(&sql);
    }
    et_arena_dispose(&arena);
    et_arena_dispose(&texts);
    return rc == ET_END ? ET_OK : rc;
}
