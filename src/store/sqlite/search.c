/* Search and export of stored comments. */
#include "store/sqlite/match_int.h"
#include "store/sqlite/stored_int.h"

#include "base/mem.h"

#define PUBLIC_ID "et_public_id(p.platform, p.post_key, c.comment_key, c.created_at_us, c.author_id, c.text)"

static enum et_rc count_matches(struct et_sqlite *self, const struct et_search *search, struct et_arena *arena,
                                uint64_t *total, struct et_error *error)
{
    struct et_match_sql text;
    struct et_sql sql;
    et_match_init(&text, arena);
    et_buf_str(&text.text, "SELECT count(*)");
    enum et_rc rc = et_match_from(&text, search, error);
    if (rc == ET_OK)
        rc = et_match_open(self, &text, &sql, error);
    if (rc == ET_OK) {
        rc = et_sql_next(&sql, error);
        if (rc == ET_OK)
            *total = (uint64_t)et_sql_get(&sql, 0);
        et_sql_free(&sql);
    }
    et_match_dispose(&text);
    return rc;
}

struct ids {
    int64_t *items;
    size_t count, size;
};

static bool add_id(struct ids *ids, int64_t id)
{
    if (ids->count == ids->size) {
        size_t size = ids->size ? ids->size * 2 : 64;
        int64_t *items = et_realloc(ids->items, size * sizeof *items);
        if (!items)
            return false;
        ids->items = items;
        ids->size = size;
    }
    ids->items[ids->count++] = id;
    return true;
}

static enum et_rc find_ids(struct et_sqlite *self, const struct et_search *search, size_t limit, size_t offset,
                           struct et_arena *arena, struct ids *ids, struct et_error *error)
{
    struct et_match_sql text;
    struct et_sql sql;
    et_match_init(&text, arena);
    et_buf_str(&text.text, "SELECT c.comment_id");
    enum et_rc rc = et_match_from(&text, search, error);
    et_buf_printf(&text.text, " ORDER BY c.created_at_us DESC, " PUBLIC_ID " LIMIT %lld OFFSET %lld",
                  (long long)(limit > INT64_MAX ? INT64_MAX : limit), (long long)(offset > INT64_MAX ? INT64_MAX : offset));
    if (rc == ET_OK)
        rc = et_match_open(self, &text, &sql, error);
    if (rc == ET_OK) {
        while ((rc = et_sql_next(&sql, error)) == ET_OK)
            if (!add_id(ids, et_sql_get(&sql, 0))) {
                rc = et_fail_nomem(error);
                break;
            }
        et_sql_free(&sql);
    }
    et_match_dispose(&text);
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_sqlite_search(struct et_store *store, const struct et_search *search, size_t limit, size_t offset,
                            struct et_arena *arena, struct et_stored_comment **out, size_t *count, uint64_t *total,
                            struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct ids ids = {0};
    *count = 0;
    *total = 0;
    enum et_rc rc = search->root ? et_fulltext_update(self, NULL, NULL, error) : ET_OK;
    if (rc == ET_OK)
        rc = count_matches(self, search, arena, total, error);
    if (rc == ET_OK)
        rc = find_ids(self, search, limit, offset, arena, &ids, error);
    if (rc == ET_OK)
        rc = et_sqlite_comments(store, ids.items, ids.count, arena, out, count, error);
    et_free(ids.items);
    return rc;
}

/* Sorted by SQLite, which keeps what does not fit into its cache in files: memory stays flat however many there are. */
static enum et_rc open_export(struct et_sqlite *self, const struct et_search *search, struct et_arena *arena, struct et_sql *sql,
                              struct et_error *error)
{
    struct et_match_sql text;
    et_match_init(&text, arena);
    et_buf_str(&text.text, "SELECT c.comment_id");
    enum et_rc rc = et_match_from(&text, search, error);
    et_buf_str(&text.text, " ORDER BY p.platform, p.post_key, c.created_at_us, " PUBLIC_ID);
    if (rc == ET_OK)
        rc = et_match_open(self, &text, sql, error);
    et_match_dispose(&text);
    return rc;
}

enum et_rc et_sqlite_export(struct et_store *store, const struct et_search *search, et_comment_callback callback, void *context,
                            struct et_error *error)
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
            rc = et_stored_read(self, et_sql_get(&sql, 0), &arena, &comment, error);
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
