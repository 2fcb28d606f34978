/* Whole comments and posts, for evidence, search and export. */
#include "store/sqlite/stored_int.h"

#include "base/hash.h"
#include "base/time.h"
#include "store/identity_int.h"
#include "store/sqlite/writer_int.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- public ids ---- */

static struct et_slice value_text(sqlite3_value *value)
{
    const char *text = sqlite3_value_blob(value);
    return et_slice(text ? text : "", (size_t)sqlite3_value_bytes(value));
}

/* et_public_id(platform, post_key, comment_key, created_at_us, author_id, text): the vendor's id where there is one,
 * else 16 hexadecimal digits that depend on nothing but the comment itself. */
static void public_id(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    (void)argc;
    char id[64];
    const char *platform = et_platform_name((enum et_platform)sqlite3_value_int64(argv[0]));
    if (sqlite3_value_type(argv[2]) != SQLITE_NULL) {
        struct et_slice key = value_text(argv[2]);
        char *text = sqlite3_mprintf("%s:%.*s", platform, (int)key.len, key.ptr);
        if (text)
            sqlite3_result_text(out, text, -1, sqlite3_free);
        else
            sqlite3_result_error_nomem(out);
        return;
    }
    uint64_t hash = et_hash64(value_text(argv[1]));
    hash = et_mix64(hash + (uint64_t)sqlite3_value_int64(argv[3]));
    hash = et_mix64(hash ^ (uint64_t)et_store_content_hash(sqlite3_value_int64(argv[4]), value_text(argv[5])));
    int len = snprintf(id, sizeof id, "%s:~%016" PRIx64, platform, hash);
    sqlite3_result_text(out, id, len, SQLITE_TRANSIENT);
}

int et_stored_register(struct et_sqlite *self)
{
    return sqlite3_create_function_v2(self->db, "et_public_id", 6, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, public_id,
                                      NULL, NULL, NULL);
}

/* ---- one comment ---- */

/* ?2 is the model whose scores and mentions of comment ?1 are asked for; 0 = the active one. Of a hybrid it is the model
 * over the other where that has a score of the comment. */
#define MODEL                                                                                                          \
    "(SELECT ifnull((SELECT o.model_id FROM hybrids h CROSS JOIN scores o ON o.model_id = h.over_id AND"               \
    " o.comment_id = ?1 WHERE h.model_id = m.model_id), ifnull((SELECT h.base_id FROM hybrids h"                       \
    " WHERE h.model_id = m.model_id), m.model_id)) FROM models m"                                                      \
    " WHERE CASE WHEN ?2 THEN m.model_id = ?2 ELSE m.active END)"

static void read_score(const struct et_sql *sql, int first, struct et_score *score)
{
    score->sentiment = (int32_t)et_sql_get(sql, first);
    score->confidence = (int32_t)et_sql_get(sql, first + 1);
    score->sarcasm = (int32_t)et_sql_get(sql, first + 2);
    score->flags = (uint32_t)et_sql_get(sql, first + 3);
    score->themes = (uint64_t)et_sql_get(sql, first + 4);
    score->copy_hash = (uint64_t)et_sql_get(sql, first + 5);
    struct et_slice language = et_sql_slice(sql, first + 6), blob = et_sql_slice(sql, first + 7);
    memset(score->language, 0, sizeof score->language);
    memcpy(score->language, language.ptr, language.len < 3 ? language.len : 3);
    for (size_t i = 0; i < ET_EMOTIONS; i++)
        score->emotions[i] =
            2 * i + 1 < blob.len ? (unsigned char)blob.ptr[2 * i] | (unsigned char)blob.ptr[2 * i + 1] << 8 : 0;
}

static enum et_rc read_mentions(struct et_sqlite *self, int64_t model_id, struct et_arena *arena,
                                struct et_stored_comment *comment, struct et_error *error)
{
    struct et_sql sql;
    struct et_mention *mentions = NULL;
    enum et_rc rc =
        et_sql_open(self,
                    "SELECT entity_id, start_byte, end_byte, explicit, sentiment, count(*) OVER () FROM mentions"
                    " WHERE model_id = " MODEL " AND comment_id = ?1"
                    " ORDER BY explicit DESC, start_byte,"
                    " (SELECT folded FROM entities e WHERE e.entity_id = mentions.entity_id)",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment->comment_id);
    et_sql_int(&sql, model_id);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        if (!mentions)
            mentions = et_arena_alloc(arena, (size_t)et_sql_get(&sql, 5) * sizeof *mentions);
        if (!mentions) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
        mentions[comment->mention_count++] =
            (struct et_mention){et_sql_get(&sql, 0), (uint32_t)et_sql_get(&sql, 1), (uint32_t)et_sql_get(&sql, 2),
                                et_sql_get(&sql, 3) != 0, (int32_t)et_sql_get(&sql, 4)};
    }
    comment->mentions = mentions;
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc read_parent(struct et_sqlite *self, struct et_arena *arena, struct et_stored_comment *comment,
                              struct et_error *error)
{
    struct et_sql sql;
    if (!comment->parent_key.ptr)
        return ET_OK;
    struct et_comment_key key = et_store_vendor_key(comment->parent_key);
    enum et_rc rc =
        et_sql_open(self,
                    "SELECT c.comment_id, c.text FROM comment_keys k JOIN comments c ON c.comment_id = k.comment_id"
                    " WHERE k.post_id = ?1 AND k.kind = ?2 AND k.value = ?3 AND k.extra = 0",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment->post_id);
    et_sql_int(&sql, key.kind);
    et_sql_int(&sql, key.value);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    comment->parent_id = et_sql_get(&sql, 0);
    comment->parent_text = et_sql_copy(&sql, 1, arena, &rc);
    et_sql_close(&sql);
    return rc == ET_OK ? ET_OK : et_fail_nomem(error);
}

static enum et_rc read_row(const struct et_sql *sql, struct et_arena *arena, struct et_stored_comment *out)
{
    enum et_rc rc = ET_OK;
    uint32_t flags = (uint32_t)et_sql_get(sql, 15);
    *out = (struct et_stored_comment){
        .comment_id = et_sql_get(sql, 0),
        .post_id = et_sql_get(sql, 1),
        .author_id = et_sql_get(sql, 2),
        .platform = (enum et_platform)et_sql_get(sql, 3),
        .public_id = et_sql_copy(sql, 4, arena, &rc),
        .post_key = et_sql_copy(sql, 5, arena, &rc),
        .post_url = et_sql_copy(sql, 6, arena, &rc),
        .post_caption = et_sql_copy(sql, 7, arena, &rc),
        .post_subject = et_sql_copy(sql, 8, arena, &rc),
        .author = et_sql_copy(sql, 9, arena, &rc),
        .author_name = et_sql_copy(sql, 10, arena, &rc),
        .text = et_sql_copy(sql, 11, arena, &rc),
        .parent_key = et_sql_copy(sql, 12, arena, &rc),
        .created_at_us = et_sql_get(sql, 13),
        .precision = (enum et_precision)et_sql_get(sql, 14),
        .pinned = (flags & ET_ROW_PINNED) != 0,
        .liked_by_author = (flags & ET_ROW_LIKED) != 0,
        .likes = et_sql_get_or(sql, 16, ET_COUNT_NONE),
        .replies = et_sql_get_or(sql, 17, ET_COUNT_NONE),
        .observed_at_us = et_sql_get(sql, 18),
        .import_id = et_sql_get(sql, 19),
        .row = (uint64_t)et_sql_get(sql, 20),
        .offset = (uint64_t)et_sql_get(sql, 21),
        .has_score = et_sql_get(sql, 22) != 0,
    };
    if (out->has_score)
        read_score(sql, 23, &out->score);
    return rc;
}

enum et_rc et_stored_read(struct et_sqlite *self, int64_t comment_id, int64_t model_id, struct et_arena *arena,
                          struct et_stored_comment *out, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(
        self,
        "SELECT c.comment_id, c.post_id, ifnull(c.author_id, 0), p.platform,"
        " et_public_id(p.platform, p.post_key, c.comment_key, c.created_at_us, c.author_id, c.text),"
        " p.post_key, p.url, p.caption, p.subject, a.handle, a.name, c.text, c.parent_key, c.created_at_us, "
        "c.precision, c.flags,"
        " c.likes, c.replies, max(c.observed_at_us, ifnull((SELECT max(o.observed_at_us) FROM observations o"
        " WHERE o.comment_id = c.comment_id), c.observed_at_us), ifnull((SELECT max(et_pack_seen(k.bucket, k.data,"
        " c.comment_id)) FROM observation_packs k WHERE k.bucket = c.comment_id >> 8), c.observed_at_us)), c.import_id, c.source_row, c.source_offset,"
        " s.comment_id IS NOT NULL, s.sentiment, s.confidence, s.sarcasm, s.flags, s.themes, s.copy_hash, s.language, "
        "s.emotions"
        " FROM comments c JOIN posts p ON p.post_id = c.post_id LEFT JOIN authors a ON a.author_id = c.author_id"
        " LEFT JOIN scores s ON s.model_id = " MODEL " AND s.comment_id = c.comment_id"
        " WHERE c.comment_id = ?1",
        &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    et_sql_int(&sql, model_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc;
    rc = read_row(&sql, arena, out);
    et_sql_close(&sql);
    if (rc != ET_OK)
        return et_fail_nomem(error);
    rc = read_mentions(self, model_id, arena, out, error);
    return rc == ET_OK ? read_parent(self, arena, out, error) : rc;
}

enum et_rc et_sqlite_comments(struct et_store *store, const int64_t *ids, size_t id_count, struct et_arena *arena,
                              struct et_stored_comment **out, size_t *count, struct et_error *error)
{
    *count = 0;
    *out = et_arena_alloc(arena, (id_count + 1) * sizeof **out);
    if (!*out)
        return et_fail_nomem(error);
    for (size_t i = 0; i < id_count; i++) {
        enum et_rc rc = et_stored_read(et_sqlite_of(store), ids[i], 0, arena, &(*out)[*count], error);
        if (rc != ET_OK && rc != ET_END)
            return rc;
        *count += rc == ET_OK;
    }
    return ET_OK;
}

/* ---- finding one ---- */

static enum et_rc first_id(struct et_sql *sql, int64_t *id, struct et_error *error)
{
    enum et_rc rc = et_sql_next(sql, error);
    if (rc == ET_OK) {
        *id = et_sql_get(sql, 0);
        et_sql_close(sql);
    }
    return rc == ET_END ? ET_OK : rc;
}

/* By the vendor's id: keys are local to a post, so every post of the platform is asked. */
static enum et_rc find_vendor(struct et_sqlite *self, enum et_platform platform, struct et_slice id, int64_t *found,
                              struct et_error *error)
{
    struct et_sql sql;
    struct et_comment_key key = et_store_vendor_key(id);
    enum et_rc rc = et_sql_open(
        self,
        "SELECT c.comment_id FROM posts p CROSS JOIN comment_keys k ON k.post_id = p.post_id AND k.kind = ?2"
        " AND k.value = ?3 AND k.extra = 0 CROSS JOIN comments c ON c.comment_id = k.comment_id"
        " WHERE (?1 = 0 OR p.platform = ?1) AND c.comment_key = ?4 ORDER BY p.platform, p.post_key LIMIT 1",
        &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, platform);
    et_sql_int(&sql, key.kind);
    et_sql_int(&sql, key.value);
    et_sql_text(&sql, id);
    return first_id(&sql, found, error);
}

/* By the digits of a comment without a vendor's id: nothing indexes them, all are tried. */
static enum et_rc find_digits(struct et_sqlite *self, struct et_slice id, int64_t *found, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(self,
                    "SELECT c.comment_id FROM comments c JOIN posts p ON p.post_id = c.post_id"
                    " WHERE c.comment_key IS NULL AND et_public_id(p.platform, p.post_key, NULL, c.created_at_us,"
                    " c.author_id, c.text) = ?1 LIMIT 1",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, id);
    return first_id(&sql, found, error);
}

static enum et_rc find_number(struct et_sqlite *self, struct et_slice id, int64_t *found, struct et_error *error)
{
    struct et_sql sql;
    int64_t number;
    if (!et_slice_to_i64(id, &number))
        return ET_OK;
    enum et_rc rc = et_sql_open(self, "SELECT comment_id FROM comments WHERE comment_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, number);
    return first_id(&sql, found, error);
}

enum et_rc et_sqlite_comment_find(struct et_store *store, struct et_slice id, struct et_arena *arena,
                                  struct et_stored_comment *out, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_slice rest = et_slice_trim(id);
    struct et_slice before = et_slice_cut(&rest, ':');
    enum et_platform platform = rest.ptr ? et_platform_parse(before) : ET_PLATFORM_UNKNOWN;
    struct et_slice key = platform != ET_PLATFORM_UNKNOWN ? rest : et_slice_trim(id);
    int64_t found = 0;
    enum et_rc rc = platform != ET_PLATFORM_UNKNOWN && key.len == 17 && key.ptr[0] == '~'
                        ? find_digits(self, et_slice_trim(id), &found, error)
                        : find_vendor(self, platform, key, &found, error);
    if (rc == ET_OK && !found)
        rc = find_number(self, key, &found, error);
    if (rc != ET_OK)
        return rc;
    rc = found ? et_stored_read(self, found, 0, arena, out, error) : ET_END;
    return rc == ET_END ? et_fail(error, ET_E_NOT_FOUND,
                                  "there is no comment \"" ET_SLICE_FMT "\"; give its id as search and export "
                                  "show it",
                                  ET_SLICE_ARG(id))
                        : rc;
}

/* ---- posts ---- */

enum et_rc et_sqlite_posts(struct et_store *store, struct et_arena *arena, struct et_stored_post **out, size_t *count,
                           struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    int64_t total = 0;
    *count = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM posts", 0, &total, error);
    *out = et_arena_alloc(arena, ((size_t)total + 1) * sizeof **out);
    if (rc == ET_OK)
        rc = *out ? et_sql_open(self,
                                "SELECT post_id, platform, post_key, url, caption, subject, title, owner, imprecise, "
                                "posted_at_us,"
                                " likes, comments_announced, plays, observed_at_us, comment_count FROM posts"
                                " ORDER BY platform, post_key LIMIT ?1",
                                &sql, error)
                  : et_fail_nomem(error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, total);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        (*out)[(*count)++] = (struct et_stored_post){
            .post_id = et_sql_get(&sql, 0),
            .platform = (enum et_platform)et_sql_get(&sql, 1),
            .key = et_sql_copy(&sql, 2, arena, &rc),
            .url = et_sql_copy(&sql, 3, arena, &rc),
            .caption = et_sql_copy(&sql, 4, arena, &rc),
            .subject = et_sql_copy(&sql, 5, arena, &rc),
            .title = et_sql_copy(&sql, 6, arena, &rc),
            .owner = et_sql_copy(&sql, 7, arena, &rc),
            .imprecise = et_sql_get(&sql, 8) != 0,
            .posted_at_us = et_sql_get_or(&sql, 9, ET_TIME_NONE),
            .likes = et_sql_get_or(&sql, 10, ET_COUNT_NONE),
            .comments_announced = et_sql_get_or(&sql, 11, ET_COUNT_NONE),
            .plays = et_sql_get_or(&sql, 12, ET_COUNT_NONE),
            .observed_at_us = et_sql_get(&sql, 13),
            .comments_held = et_sql_get(&sql, 14),
        };
        if (rc != ET_OK) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
    }
    return rc == ET_END ? ET_OK : rc;
}
