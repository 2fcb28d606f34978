/* Models, scores and mentions. */
#include "store/sqlite/writer_int.h"

#include <string.h>

enum et_rc et_sqlite_model(struct et_store *store, const char *model, const char *sha256, int64_t *model_id,
                           struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self, "SELECT model_id, sha256 FROM models WHERE name = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, et_slice_of(model));
    rc = et_sql_next(&sql, error);
    if (rc == ET_OK) {
        *model_id = et_sql_get(&sql, 0);
        bool same = et_slice_is(et_sql_slice(&sql, 1), sha256);
        et_sql_close(&sql);
        return same ? ET_OK
                    : et_fail(error, ET_E_EXISTS,
                              "model %s is in the database with other contents (another SHA-256); "
                              "give the changed model a version of its own",
                              model);
    }
    if (rc != ET_END)
        return rc;
    /* The first model of the program's own is the active one until `models use` says otherwise. */
    rc = et_sql_open(self,
                     "INSERT INTO models (name, sha256, active) VALUES (?1, ?2, ?1 <> '" ET_ADOPTED_MODEL "'"
                     " AND NOT EXISTS (SELECT 1 FROM models WHERE active))",
                     &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, et_slice_of(model));
    et_sql_text(&sql, et_slice_of(sha256 ? sha256 : ""));
    rc = et_sql_run(&sql, error);
    if (rc == ET_OK)
        *model_id = sqlite3_last_insert_rowid(self->db);
    return rc;
}

enum et_rc et_sqlite_active_model(struct et_store *store, struct et_arena *arena, int64_t *model_id,
                                  struct et_slice *model, struct et_error *error)
{
    struct et_sql sql;
    *model_id = 0;
    *model = ET_SLICE("");
    enum et_rc rc =
        et_sql_open(et_sqlite_of(store), "SELECT model_id, name FROM models WHERE active LIMIT 1", &sql, error);
    if (rc != ET_OK)
        return rc;
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    *model_id = et_sql_get(&sql, 0);
    *model = et_sql_copy(&sql, 1, arena, &rc);
    et_sql_close(&sql);
    return rc == ET_OK ? ET_OK : et_fail_nomem(error);
}

enum et_rc et_sqlite_models(struct et_store *store, struct et_arena *arena, struct et_stored_model **out, size_t *count,
                            struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    int64_t total = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM models", 0, &total, error);
    if (rc == ET_OK)
        rc = et_sql_open(self,
                         "SELECT name, sha256, active, (SELECT count(*) FROM scores s WHERE s.model_id = ifnull("
                         "(SELECT h.base_id FROM hybrids h WHERE h.model_id = m.model_id), m.model_id)), model_id"
                         " FROM models m ORDER BY name",
                         &sql, error);
    if (rc != ET_OK)
        return rc;
    struct et_stored_model *models = et_arena_calloc(arena, (size_t)total + 1, sizeof *models);
    enum et_rc copied = models ? ET_OK : ET_E_NOMEM;
    size_t n = 0;
    while (copied == ET_OK && n < (size_t)total && (rc = et_sql_next(&sql, error)) == ET_OK) {
        models[n].name = et_sql_copy(&sql, 0, arena, &copied);
        models[n].sha256 = et_sql_copy(&sql, 1, arena, &copied);
        models[n].active = et_sql_get(&sql, 2) != 0;
        models[n].comments = (uint64_t)et_sql_get(&sql, 3);
        models[n++].model_id = et_sql_get(&sql, 4);
    }
    if (rc == ET_OK)
        et_sql_close(&sql);
    if (copied != ET_OK)
        return et_fail_nomem(error);
    *out = models;
    *count = n;
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_sqlite_use_model(struct et_store *store, int64_t model_id, struct et_error *error)
{
    struct et_sql sql;
    struct et_sqlite *self = et_sqlite_of(store);
    enum et_rc rc = et_sql_open(self,
                                "UPDATE models SET active = (model_id = ?1)"
                                " WHERE EXISTS (SELECT 1 FROM models WHERE model_id = ?1)",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, model_id);
    rc = et_sql_run(&sql, error);
    if (rc == ET_OK && et_sql_changes(&sql) == 0)
        return et_fail(error, ET_E_NOT_FOUND, "there is no model %lld in the database", (long long)model_id);
    return rc;
}

/* ---- writing ---- */

void et_score_blob(const struct et_score *score, unsigned char bytes[2 * ET_EMOTIONS])
{
    for (int i = 0; i < ET_EMOTIONS; i++) {
        bytes[2 * i] = (unsigned char)(score->emotions[i] & 0xff);
        bytes[2 * i + 1] = (unsigned char)(score->emotions[i] >> 8 & 0xff);
    }
}

struct score_rows {
    int64_t model_id;
    const struct et_scored *items;
    unsigned char *bytes; /* of the row being written */
};

static void score_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct score_rows *rows = context;
    const struct et_score *score = rows->items[row].score;
    switch (column) {
    case 0:
        sqlite3_result_int64(out, rows->model_id);
        break;
    case 1:
        sqlite3_result_int64(out, rows->items[row].comment_id);
        break;
    case 2:
        sqlite3_result_int64(out, score->sentiment);
        break;
    case 3:
        sqlite3_result_int64(out, score->confidence);
        break;
    case 4:
        sqlite3_result_int64(out, score->sarcasm);
        break;
    case 5:
        sqlite3_result_int64(out, et_emotion_primary(score->emotions));
        break;
    case 6:
        sqlite3_result_int64(out, score->flags);
        break;
    case 7:
        sqlite3_result_int64(out, (int64_t)score->themes);
        break;
    case 8:
        sqlite3_result_int64(out, (int64_t)score->copy_hash);
        break;
    case 9:
        sqlite3_result_text(out, score->language, (int)strnlen(score->language, sizeof score->language), SQLITE_STATIC);
        break;
    default:
        et_score_blob(score, rows->bytes);
        sqlite3_result_blob(out, rows->bytes, 2 * ET_EMOTIONS, SQLITE_STATIC);
    }
}

struct mention_row {
    int64_t model_id, comment_id, entity_id, start, end, is_explicit, sentiment;
};

static enum et_rc read_entities(struct et_sqlite *self, struct et_error *error)
{
    struct et_sql sql;
    if (self->entities.count)
        return ET_OK;
    enum et_rc rc = et_sql_open(self, "SELECT entity_id FROM entities", &sql, error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK)
        if (!et_map64_put(&self->entities, (uint64_t)et_sql_get(&sql, 0), NULL)) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
    return rc == ET_END ? ET_OK : rc;
}

/* Whether the mention is the first explicit one of its entity in the comment. */
static bool is_new_pair(const struct et_mention *mentions, size_t i)
{
    if (!mentions[i].is_explicit)
        return false;
    for (size_t j = 0; j < i; j++)
        if (mentions[j].entity_id == mentions[i].entity_id && mentions[j].is_explicit)
            return false;
    return true;
}

static enum et_rc add_pairs(struct et_sqlite *self, int64_t model_id, int64_t pairs, struct et_error *error)
{
    struct et_sql sql;
    if (pairs == 0)
        return ET_OK;
    enum et_rc rc =
        et_sql_open(self, "UPDATE models SET mention_count = mention_count + ?2 WHERE model_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, model_id);
    et_sql_int(&sql, pairs);
    return et_sql_run(&sql, error);
}

/* Entities that left the catalogue while the comments were analysed are left out. */
static size_t list_mentions(const struct et_sqlite *self, int64_t model_id, const struct et_scored *scored,
                            size_t count, struct mention_row *items, int64_t *pairs)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < scored[i].mention_count; j++) {
            const struct et_mention *mention = &scored[i].mentions[j];
            if (!et_map64_get(&self->entities, (uint64_t)mention->entity_id))
                continue;
            items[n++] = (struct mention_row){model_id,     scored[i].comment_id, mention->entity_id, mention->start,
                                              mention->end, mention->is_explicit, mention->sentiment};
            *pairs += is_new_pair(scored[i].mentions, j);
        }
    return n;
}

static enum et_rc insert_mentions(struct et_sqlite *self, int64_t model_id, const struct et_scored *scored,
                                  size_t count, struct et_arena *arena, struct et_error *error)
{
    size_t total = 0;
    int64_t pairs = 0;
    for (size_t i = 0; i < count; i++)
        total += scored[i].mention_count;
    if (total == 0)
        return ET_OK;
    struct mention_row *items = et_arena_alloc(arena, total * sizeof *items);
    enum et_rc rc = items ? read_entities(self, error) : et_fail_nomem(error);
    if (rc != ET_OK)
        return rc;
    size_t n = list_mentions(self, model_id, scored, count, items, &pairs);
    struct et_matrix matrix = {&items[0].model_id, sizeof *items / sizeof(int64_t)};
    struct et_rows rows = {n, &matrix, et_matrix_column};
    /* An implied mention has no place: beside an explicit one at the start of the text it is left out. */
    rc = et_rows_run(self, "INSERT OR IGNORE INTO mentions SELECT c0, c1, c2, c3, c4, c5, c6 FROM et_rows", &rows, NULL,
                     error);
    return rc == ET_OK ? add_pairs(self, model_id, pairs, error) : rc;
}

enum et_rc et_scores_insert(struct et_sqlite *self, int64_t model_id, bool replace, const struct et_scored *scored,
                            size_t count, struct et_arena *arena, struct et_error *error)
{
    unsigned char bytes[2 * ET_EMOTIONS];
    struct score_rows context = {model_id, scored, bytes};
    struct et_rows rows = {count, &context, score_column};
    /* OR FAIL: what was inserted before a failure need not be taken back, the transaction will be. */
    enum et_rc rc =
        replace
            ? et_rows_run(
                  self, "INSERT OR REPLACE INTO scores SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 FROM et_rows",
                  &rows, NULL, error)
            : et_rows_run(self,
                          "INSERT OR FAIL INTO scores SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 FROM et_rows",
                          &rows, NULL, error);
    if (rc == ET_OK)
        rc = insert_mentions(self, model_id, scored, count, arena, error);
    return rc == ET_OK ? et_unlisted_insert(self, model_id, scored, count, arena, error) : rc;
}

struct id_rows {
    int64_t model_id;
    const int64_t *ids;
};

static void id_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct id_rows *rows = context;
    sqlite3_result_int64(out, column == 0 ? rows->model_id : rows->ids[row]);
}

static enum et_rc remove_mentions(struct et_sqlite *self, int64_t model_id, const struct et_rows *rows,
                                  struct et_error *error)
{
    struct et_sql sql;
    int64_t pairs = 0;
    enum et_rc rc =
        et_sql_open(self,
                    "SELECT count(*) FROM (SELECT DISTINCT m.comment_id, m.entity_id FROM et_rows r CROSS JOIN"
                    " mentions m ON m.model_id = r.c0 AND m.comment_id = r.c1 WHERE m.explicit)",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_rows_set(self, rows);
    rc = et_sql_next(&sql, error);
    if (rc == ET_OK)
        pairs = et_sql_get(&sql, 0);
    et_sql_close(&sql);
    et_rows_set(self, NULL);
    if (rc != ET_OK)
        return rc;
    rc = add_pairs(self, model_id, -pairs, error);
    if (rc == ET_OK)
        rc = et_rows_run(self,
                         "DELETE FROM mentions WHERE model_id = (SELECT c0 FROM et_rows LIMIT 1)"
                         " AND comment_id IN (SELECT c1 FROM et_rows)",
                         rows, NULL, error);
    return rc;
}

/* Comments that were removed since they were read are left out. */
static enum et_rc list_scored(struct et_sqlite *self, const struct et_rows *rows, const int64_t *comment_ids,
                              const struct et_analysis *analyses, struct et_scored *scored, size_t *count,
                              struct et_error *error)
{
    struct et_sql sql;
    *count = 0;
    enum et_rc rc =
        et_sql_open(self, "SELECT r.rowid FROM et_rows r CROSS JOIN comments c ON c.comment_id = r.c1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_rows_set(self, rows);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        size_t i = (size_t)et_sql_get(&sql, 0);
        scored[(*count)++] =
            (struct et_scored){comment_ids[i],          &analyses[i].score,        analyses[i].mentions,
                               analyses[i].mention_count, analyses[i].names, analyses[i].name_count};
    }
    et_rows_set(self, NULL);
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_sqlite_put_scores(struct et_store *store, int64_t model_id, const int64_t *comment_ids,
                                const struct et_analysis *analyses, size_t count, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    size_t there = 0;
    if (count == 0)
        return ET_OK;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    struct et_scored *scored = et_arena_alloc(&arena, count * sizeof *scored);
    struct id_rows context = {model_id, comment_ids};
    struct et_rows rows = {count, &context, id_column};
    enum et_rc rc = scored ? remove_mentions(self, model_id, &rows, error) : et_fail_nomem(error);
    if (rc == ET_OK)
        rc = et_unlisted_remove(self, &rows, error);
    if (rc == ET_OK)
        rc = list_scored(self, &rows, comment_ids, analyses, scored, &there, error);
    if (rc == ET_OK)
        rc = et_scores_insert(self, model_id, true, scored, there, &arena, error);
    if (rc == ET_OK)
        /* A chat model's score does not stand for the local one that is pending. */
        rc = et_rows_run(self,
                         "DELETE FROM pending WHERE comment_id IN (SELECT c1 FROM et_rows)"
                         " AND (SELECT c0 FROM et_rows LIMIT 1) NOT IN (SELECT over_id FROM hybrids)",
                         &rows, NULL, error);
    et_arena_dispose(&arena);
    return rc;
}

/* ---- what is to be analysed ---- */

enum et_rc et_sqlite_mark_pending_all(struct et_store *store, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(et_sqlite_of(store), "INSERT OR IGNORE INTO pending SELECT comment_id FROM comments", &sql, error);
    return rc == ET_OK ? et_sql_run(&sql, error) : rc;
}
