/* Batches at a chat model's asynchronous interface. */
#include "store/sqlite/chat_int.h"

static enum et_rc put_items(struct et_sqlite *self, int64_t batch_id, const struct et_chat_batch_item *items,
                            size_t count, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        rc = et_sql_open(self,
                         "INSERT INTO chat_batch_items (batch_id, line, position, comment_id, input_hash)"
                         " VALUES (?1, ?2, ?3, ?4, ?5)",
                         &sql, error);
        if (rc != ET_OK)
            break;
        et_sql_int(&sql, batch_id);
        et_sql_int(&sql, (int64_t)items[i].line);
        et_sql_int(&sql, (int64_t)items[i].position);
        et_sql_int(&sql, items[i].comment_id);
        et_sql_int(&sql, (int64_t)items[i].input_hash);
        rc = et_sql_run(&sql, error);
    }
    return rc;
}

enum et_rc et_sqlite_chat_batch_put(struct et_store *store, struct et_chat_batch *batch,
                                    const struct et_chat_batch_item *items, size_t count, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self,
                                "INSERT INTO chat_batches (model_id, request_id, state, created_at_us, nonce)"
                                " VALUES (?1, ?2, ?3, ?4, ?5)",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, batch->model_id);
    et_sql_int(&sql, batch->request_id);
    et_sql_int(&sql, batch->state);
    et_sql_int(&sql, batch->created_at_us);
    et_sql_int(&sql, (int64_t)batch->nonce);
    rc = et_sql_run(&sql, error);
    batch->batch_id = sqlite3_last_insert_rowid(self->db);
    return rc == ET_OK ? put_items(self, batch->batch_id, items, count, error) : rc;
}

enum et_rc et_sqlite_chat_batch_save(struct et_store *store, const struct et_chat_batch *batch, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(
        et_sqlite_of(store), "UPDATE chat_batches SET state = ?2, input_file = ?3, remote_id = ?4 WHERE batch_id = ?1",
        &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, batch->batch_id);
    et_sql_int(&sql, batch->state);
    et_sql_text(&sql, batch->input_file);
    et_sql_text(&sql, batch->remote_id);
    return et_sql_run(&sql, error);
}

enum et_rc et_sqlite_chat_batches(struct et_store *store, bool open_only, struct et_arena *arena,
                                  struct et_chat_batch **out, size_t *count, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    int64_t total = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM chat_batches", 0, &total, error);
    *count = 0;
    *out = et_arena_calloc(arena, (size_t)total + 1, sizeof **out);
    if (rc == ET_OK)
        rc = *out ? et_sql_open(self,
                                "SELECT b.batch_id, b.model_id, b.request_id, b.state, b.created_at_us, b.nonce,"
                                " b.input_file, b.remote_id, m.name, (SELECT count(*) FROM chat_batch_items i WHERE"
                                " i.batch_id = b.batch_id) FROM chat_batches b JOIN models m USING (model_id)"
                                " WHERE NOT ?1 OR b.state < 2 ORDER BY b.batch_id LIMIT ?2",
                                &sql, error)
                  : et_fail_nomem(error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, open_only);
    et_sql_int(&sql, total);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        (*out)[(*count)++] = (struct et_chat_batch){.batch_id = et_sql_get(&sql, 0),
                                                    .model_id = et_sql_get(&sql, 1),
                                                    .request_id = et_sql_get(&sql, 2),
                                                    .state = (enum et_chat_batch_state)et_sql_get(&sql, 3),
                                                    .created_at_us = et_sql_get(&sql, 4),
                                                    .nonce = (uint64_t)et_sql_get(&sql, 5),
                                                    .input_file = et_sql_copy(&sql, 6, arena, &rc),
                                                    .remote_id = et_sql_copy(&sql, 7, arena, &rc),
                                                    .model = et_sql_copy(&sql, 8, arena, &rc),
                                                    .comments = (uint64_t)et_sql_get(&sql, 9)};
        if (rc != ET_OK) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
    }
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_sqlite_chat_batch_items(struct et_store *store, int64_t batch_id, struct et_arena *arena,
                                      struct et_chat_batch_item **out, size_t *count, struct et_error *error)
{
    struct et_sql sql;
    size_t total = 0;
    *count = 0;
    *out = NULL;
    enum et_rc rc = et_sql_open(et_sqlite_of(store),
                                "SELECT line, position, comment_id, input_hash, count(*) OVER () FROM chat_batch_items"
                                " WHERE batch_id = ?1 ORDER BY line, position",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, batch_id);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        if (!*out) {
            total = (size_t)et_sql_get(&sql, 4);
            *out = et_arena_calloc(arena, total, sizeof **out);
        }
        if (!*out || *count == total) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
        (*out)[(*count)++] = (struct et_chat_batch_item){(uint64_t)et_sql_get(&sql, 0), (uint64_t)et_sql_get(&sql, 1),
                                                         et_sql_get(&sql, 2), (uint64_t)et_sql_get(&sql, 3)};
    }
    return rc == ET_END ? ET_OK : rc;
}
