/* Comments to be analysed, with their captions and the texts that they answer. */
#include "store/sqlite/sqlite_int.h"

#include "base/map.h"
#include "store/identity_int.h"

#define COLUMNS "c.comment_id, c.text, c.likes, c.post_id, c.parent_key"

/* A parent's text is looked up by the key that stands in the reply. */
static enum et_rc parent_text(struct et_sqlite *self, int64_t post_id, struct et_slice parent_key,
                              struct et_arena *arena, struct et_slice *out, struct et_error *error)
{
    struct et_sql sql;
    struct et_comment_key key = et_store_vendor_key(parent_key);
    enum et_rc rc = et_sql_open(self,
                                "SELECT c.text FROM comment_keys k JOIN comments c ON c.comment_id = k.comment_id"
                                " WHERE k.post_id = ?1 AND k.kind = ?2 AND k.value = ?3 AND k.extra = 0",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    et_sql_int(&sql, key.kind);
    et_sql_int(&sql, key.value);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    *out = et_sql_copy(&sql, 0, arena, &rc);
    et_sql_close(&sql);
    return rc == ET_OK ? ET_OK : et_fail_nomem(error);
}

static enum et_rc caption_of(struct et_sqlite *self, int64_t post_id, struct et_arena *arena, struct et_slice *out,
                             struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self, "SELECT caption FROM posts WHERE post_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    *out = et_sql_copy(&sql, 0, arena, &rc);
    et_sql_close(&sql);
    return rc == ET_OK ? ET_OK : et_fail_nomem(error);
}

struct reading {
    struct et_sqlite *self;
    struct et_arena *arena;
    struct et_map64 captions; /* post_id -> struct et_slice * */
};

static enum et_rc read_one(struct reading *reading, const struct et_sql *sql, struct et_unscored *out,
                           struct et_error *error)
{
    enum et_rc rc = ET_OK;
    int64_t post_id = et_sql_get(sql, 3);
    *out = (struct et_unscored){.comment_id = et_sql_get(sql, 0), .likes = et_sql_get_or(sql, 2, ET_COUNT_NONE)};
    out->text = et_sql_copy(sql, 1, reading->arena, &rc);
    if (rc != ET_OK)
        return et_fail_nomem(error);
    uint64_t *place = et_map64_put(&reading->captions, (uint64_t)post_id, NULL);
    if (!place)
        return et_fail_nomem(error);
    if (*place == 0) {
        struct et_slice *caption = et_arena_calloc(reading->arena, 1, sizeof *caption);
        if (!caption)
            return et_fail_nomem(error);
        rc = caption_of(reading->self, post_id, reading->arena, caption, error);
        if (rc != ET_OK)
            return rc;
        *place = (uint64_t)(uintptr_t)caption;
    }
    out->caption = *(const struct et_slice *)(uintptr_t)*place;
    struct et_slice parent_key = et_sql_slice(sql, 4);
    return parent_key.ptr ? parent_text(reading->self, post_id, parent_key, reading->arena, &out->parent, error)
                          : ET_OK;
}

enum et_rc et_sqlite_unscored(struct et_store *store, bool pending_only, int64_t after_id, size_t max,
                              struct et_arena *arena, struct et_unscored **out, size_t *count, struct et_error *error)
{
    struct reading reading = {.self = et_sqlite_of(store), .arena = arena};
    struct et_sql sql;
    *count = 0;
    *out = et_arena_calloc(arena, max + 1, sizeof **out);
    if (!*out)
        return et_fail_nomem(error);
    enum et_rc rc =
        pending_only
            ? et_sql_open(reading.self,
                          "SELECT " COLUMNS " FROM pending p CROSS JOIN comments c ON c.comment_id = p.comment_id"
                          " WHERE p.comment_id > ?1 ORDER BY p.comment_id LIMIT ?2",
                          &sql, error)
            : et_sql_open(reading.self,
                          "SELECT " COLUMNS " FROM comments c WHERE c.comment_id > ?1 ORDER BY c.comment_id LIMIT ?2",
                          &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, after_id);
    et_sql_int(&sql, (int64_t)max);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        rc = read_one(&reading, &sql, &(*out)[*count], error);
        if (rc != ET_OK) {
            et_sql_close(&sql);
            break;
        }
        (*count)++;
    }
    et_map64_dispose(&reading.captions);
    return rc == ET_END ? ET_OK : rc;
}
