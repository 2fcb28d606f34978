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

/* ---- vendors' keys: one probe each ---- */

#define ASKED 5 /* comment, post, kind, value, extra */

static size_t list_questions(const struct et_batch *batch, const int64_t *post_ids, int64_t *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->by_key_count; i++) {
        const struct et_batch_comment *comment = &batch->comments[batch->by_key[i]];
        const struct et_comment_key *key = &comment->vendor_key;
        int64_t post_id = post_ids[comment->record.post];
        if (!post_id || !comment->has_vendor_key)
            continue;
        const int64_t row[ASKED] = {batch->by_key[i], post_id, key->kind, key->value, key->extra};
        memcpy(&rows[count++ * ASKED], row, sizeof row);
    }
    return count;
}

static enum et_rc ask_vendor_keys(struct et_sqlite *self, struct et_batch *batch, const int64_t *post_ids,
                                  int64_t *questions, struct et_error *error)
{
    struct et_sql sql;
    struct et_matrix matrix = {questions, ASKED};
    struct et_rows rows = {list_questions(batch, post_ids, questions), &matrix, et_matrix_column};
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
        comment->known_id = et_sql_get_or(&sql, 1, 0);
        comment->known_before = comment->known_id != 0;
    }
    et_rows_set(self, NULL);
    return rc == ET_END ? ET_OK : rc;
}

/* ---- contents: the batch and the index are both in order of post and time, so they are walked side by side ---- */

#define STEPS_MAX 8 /* keys passed over before searching is cheaper than going on */

struct walk {
    struct et_sql sql;
    int64_t post_id;
    bool has_row;
    struct et_comment_key asked, row;
    int64_t comment_id;
};

static int key_order(const struct et_comment_key *a, const struct et_comment_key *b)
{
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->extra > b->extra) - (a->extra < b->extra);
}

static enum et_rc walk_on(struct walk *walk, struct et_error *error)
{
    enum et_rc rc = et_sql_next(&walk->sql, error);
    walk->has_row = rc == ET_OK;
    if (walk->has_row) {
        walk->row.value = et_sql_get(&walk->sql, 0);
        walk->row.extra = et_sql_get(&walk->sql, 1);
        walk->comment_id = et_sql_get(&walk->sql, 2);
    }
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc walk_from(struct walk *walk, int64_t post_id, const struct et_comment_key *key,
                            struct et_error *error)
{
    et_sql_close(&walk->sql);
    walk->post_id = post_id;
    walk->asked = *key;
    et_sql_int(&walk->sql, post_id);
    et_sql_int(&walk->sql, key->value);
    et_sql_int(&walk->sql, key->extra);
    return walk_on(walk, error);
}

/* Leaves the walk at the first stored key that is not less than key. */
static enum et_rc walk_to(struct walk *walk, int64_t post_id, const struct et_comment_key *key, struct et_error *error)
{
    if (walk->post_id != post_id || key_order(key, &walk->asked) < 0)
        return walk_from(walk, post_id, key, error);
    walk->asked = *key;
    for (int steps = 0; walk->has_row && key_order(&walk->row, key) < 0; steps++) {
        enum et_rc rc = steps < STEPS_MAX ? walk_on(walk, error) : walk_from(walk, post_id, key, error);
        if (rc != ET_OK)
            return rc;
    }
    return ET_OK;
}

static enum et_rc ask_contents(struct et_sqlite *self, struct et_batch *batch, const int64_t *post_ids,
                               struct et_error *error)
{
    struct walk walk = {0};
    enum et_rc rc = et_sql_open(self,
                                "SELECT value, extra, comment_id FROM comment_keys WHERE post_id = ?1 AND kind = 2"
                                " AND (value, extra) >= (?2, ?3) ORDER BY value, extra, n",
                                &walk.sql, error);
    for (size_t i = 0; i < batch->by_key_count && rc == ET_OK; i++) {
        struct et_batch_comment *comment = &batch->comments[batch->by_key[i]];
        const struct et_comment_key *key = &comment->content_key;
        int64_t post_id = post_ids[comment->record.post];
        if (!post_id || comment->known_before)
            continue;
        rc = walk_to(&walk, post_id, key, error);
        if (rc != ET_OK || !walk.has_row || key_order(&walk.row, key) != 0)
            continue;
        /* A vendor's id that is new may still belong to the comment with this content, or to another one: the writer
         * decides. */
        if (!comment->has_vendor_key)
            comment->known_id = walk.comment_id;
        comment->known_before = true;
    }
    et_sql_close(&walk.sql);
    return rc;
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
    enum et_rc rc = ask_vendor_keys(self, batch, post_ids, questions, error);
    return rc == ET_OK ? ask_contents(self, batch, post_ids, error) : rc;
}
