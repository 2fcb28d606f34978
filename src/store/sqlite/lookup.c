/* Which comments of a batch are stored already, so that they need not be analysed. */
#include "store/sqlite/lookup_int.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/sqlite/sqlite_int.h"

#define POSTS_MAX 100000 /* remembered; beyond, they are met anew */

/* Post ids as they were when this connection first met the post, 0 = it was not there. A post that the running import
 * brings stays unknown on purpose: what the import itself wrote needs no second look, and not knowing costs only an
 * analysis. */
struct et_known_posts {
    struct et_map64 ids;
};

void et_known_posts_free(struct et_known_posts *posts)
{
    if (!posts)
        return;
    et_map64_dispose(&posts->ids);
    et_free(posts);
}

enum et_rc et_sqlite_post_find(struct et_store *store, enum et_platform platform, struct et_slice key, int64_t *post_id,
                               struct et_error *error)
{
    struct et_sql sql;
    *post_id = 0;
    enum et_rc rc = et_sql_open(et_sqlite_of(store),
                                "SELECT post_id FROM posts WHERE platform = ?1 AND post_key = ?2 AND comment_count > 0",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, platform);
    et_sql_text(&sql, key);
    rc = et_sql_next(&sql, error);
    if (rc == ET_OK) {
        *post_id = et_sql_get(&sql, 0);
        et_sql_close(&sql);
    }
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc known_post(struct et_sqlite *self, const struct et_post_record *post, int64_t *post_id,
                             struct et_error *error)
{
    bool is_new;
    if (self->known_posts->ids.count >= POSTS_MAX)
        et_map64_clear(&self->known_posts->ids);
    uint64_t *place =
        et_map64_put(&self->known_posts->ids, et_hash64_seed(post->key, (uint64_t)post->platform), &is_new);
    if (!place)
        return et_fail_nomem(error);
    if (!is_new) {
        *post_id = (int64_t)*place;
        return ET_OK;
    }
    enum et_rc rc = et_sqlite_post_find(&self->base, post->platform, post->key, post_id, error);
    if (rc == ET_OK)
        *place = (uint64_t)*post_id;
    return rc;
}

static enum et_rc read_caption(struct et_sqlite *self, struct et_batch_post *post, struct et_arena *arena,
                               struct et_error *error)
{
    struct et_sql sql;
    post->stored_caption = et_slice(NULL, 0);
    if (post->record.caption.len)
        return ET_OK;
    enum et_rc rc = et_sql_open(self, "SELECT caption FROM posts WHERE platform = ?1 AND post_key = ?2", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post->record.platform);
    et_sql_text(&sql, post->record.key);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    post->stored_caption = et_sql_copy(&sql, 0, arena, &rc);
    et_sql_close(&sql);
    return rc == ET_OK ? ET_OK : et_fail_nomem(error);
}

#define ASKED 5 /* comment, post, kind, value, extra */

/* Comments whose post is stored, by the vendor's key or by content. */
static size_t list_questions(const struct et_batch *batch, const int64_t *post_ids, bool vendor, int64_t *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->by_key_count; i++) {
        const struct et_batch_comment *comment = &batch->comments[batch->by_key[i]];
        const struct et_comment_key *key = vendor ? &comment->vendor_key : &comment->content_key;
        int64_t post_id = post_ids[comment->record.post];
        if (!post_id || comment->known_before || (vendor && !comment->has_vendor_key))
            continue;
        const int64_t row[ASKED] = {batch->by_key[i], post_id, key->kind, key->value, key->extra};
        memcpy(&rows[count++ * ASKED], row, sizeof row);
    }
    return count;
}

static enum et_rc ask(struct et_sqlite *self, struct et_batch *batch, const int64_t *post_ids, bool vendor,
                      int64_t *questions, struct et_error *error)
{
    struct et_sql sql;
    struct et_matrix matrix = {questions, ASKED};
    struct et_rows rows = {list_questions(batch, post_ids, vendor, questions), &matrix, et_matrix_column};
    if (rows.count == 0)
        return ET_OK;
    enum et_rc rc = et_sql_open(self,
                                "SELECT r.c0, (SELECT k.comment_id FROM comment_keys k WHERE k.post_id = r.c1"
                                " AND k.kind = r.c2 AND k.value = r.c3 AND k.extra = r.c4 ORDER BY k.n LIMIT 1)"
                                " FROM et_rows r",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_rows_set(self, &rows);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_batch_comment *comment = &batch->comments[et_sql_get(&sql, 0)];
        int64_t known_id = et_sql_get_or(&sql, 1, 0);
        if (!known_id)
            continue;
        /* A vendor's id that is new may still belong to the comment with this content, or to another one: the writer
         * decides. */
        if (!comment->known_before && comment->has_vendor_key == vendor)
            comment->known_id = known_id;
        comment->known_before = true;
    }
    et_rows_set(self, NULL);
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_sqlite_lookup(struct et_store *store, struct et_batch *batch, struct et_arena *arena,
                            struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    if (!self->known_posts)
        self->known_posts = et_calloc(1, sizeof *self->known_posts);
    int64_t *post_ids = et_arena_calloc(arena, batch->post_count + 1, sizeof *post_ids);
    int64_t *questions = et_arena_alloc(arena, (batch->by_key_count + 1) * ASKED * sizeof *questions);
    if (!self->known_posts || !post_ids || !questions)
        return et_fail_nomem(error);
    for (size_t i = 0; i < batch->post_count; i++) {
        enum et_rc rc = known_post(self, &batch->posts[i].record, &post_ids[i], error);
        if (rc == ET_OK)
            rc = read_caption(self, &batch->posts[i], arena, error);
        if (rc != ET_OK)
            return rc;
    }
    enum et_rc rc = ask(self, batch, post_ids, true, questions, error);
    return rc == ET_OK ? ask(self, batch, post_ids, false, questions, error) : rc;
}
