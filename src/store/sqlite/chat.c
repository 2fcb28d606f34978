/* The ledger of requests to chat models, and what they said. */
#include "store/sqlite/chat_int.h"

#include "store/sqlite/stored_int.h"

static enum et_rc run(struct et_store *store, int64_t model_id, int64_t started_at_us, int64_t *run_id,
                      struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self, "INSERT INTO chat_runs (model_id, started_at_us) VALUES (?1, ?2)", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, model_id);
    et_sql_int(&sql, started_at_us);
    rc = et_sql_run(&sql, error);
    *run_id = sqlite3_last_insert_rowid(self->db);
    return rc;
}

static enum et_rc spent(struct et_store *store, int64_t run_id, int64_t since_us, int64_t *run_out, int64_t *since,
                        struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(et_sqlite_of(store),
                                "SELECT (SELECT total(cost) FROM chat_requests WHERE run_id = ?1),"
                                " (SELECT total(cost) FROM chat_requests WHERE sent_at_us >= ?2)",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, run_id);
    et_sql_int(&sql, since_us);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc;
    *run_out = et_sql_get(&sql, 0);
    *since = et_sql_get(&sql, 1);
    et_sql_close(&sql);
    return ET_OK;
}

static enum et_rc hold(struct et_store *store, struct et_chat_entry *entry, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self,
                                "INSERT INTO chat_requests (run_id, sent_at_us, state, comments, tokens_in, tokens_out,"
                                " cost) VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6)",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, entry->run_id);
    et_sql_int(&sql, entry->sent_at_us);
    et_sql_int(&sql, (int64_t)entry->comments);
    et_sql_int(&sql, entry->tokens_in);
    et_sql_int(&sql, entry->tokens_out);
    et_sql_int(&sql, entry->cost);
    rc = et_sql_run(&sql, error);
    entry->state = ET_CHAT_HELD;
    entry->request_id = sqlite3_last_insert_rowid(self->db);
    return rc;
}

static enum et_rc settle(struct et_store *store, const struct et_chat_entry *entry, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(et_sqlite_of(store),
                                "UPDATE chat_requests SET state = ?2, answered = ?3, tokens_in = ?4, tokens_out = ?5,"
                                " cost = ?6 WHERE request_id = ?1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, entry->request_id);
    et_sql_int(&sql, entry->state);
    et_sql_int(&sql, (int64_t)entry->answered);
    et_sql_int(&sql, entry->tokens_in);
    et_sql_int(&sql, entry->tokens_out);
    et_sql_int(&sql, entry->cost);
    return et_sql_run(&sql, error);
}

static enum et_rc entry_of(struct et_store *store, int64_t request_id, struct et_chat_entry *out,
                           struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(et_sqlite_of(store),
                                "SELECT request_id, run_id, sent_at_us, state, comments, answered, tokens_in,"
                                " tokens_out, cost FROM chat_requests WHERE request_id = ?1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, request_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? et_fail(error, ET_E_NOT_FOUND, "the ledger has no request %lld", (long long)request_id)
                            : rc;
    *out = (struct et_chat_entry){.request_id = et_sql_get(&sql, 0),
                                  .run_id = et_sql_get(&sql, 1),
                                  .sent_at_us = et_sql_get(&sql, 2),
                                  .state = (enum et_chat_state)et_sql_get(&sql, 3),
                                  .comments = (uint64_t)et_sql_get(&sql, 4),
                                  .answered = (uint64_t)et_sql_get(&sql, 5),
                                  .tokens_in = et_sql_get(&sql, 6),
                                  .tokens_out = et_sql_get(&sql, 7),
                                  .cost = et_sql_get(&sql, 8)};
    et_sql_close(&sql);
    return ET_OK;
}

static enum et_rc ledger(struct et_store *store, struct et_arena *arena, struct et_chat_sum **out, size_t *count,
                         struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    int64_t runs = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM chat_runs", 0, &runs, error);
    *count = 0;
    *out = et_arena_calloc(arena, (size_t)runs + 1, sizeof **out);
    if (rc == ET_OK)
        rc = *out ? et_sql_open(self,
                                "SELECT m.name, r.run_id, r.started_at_us, count(q.request_id), total(q.state = 0),"
                                " total(q.state = 3), total(CASE WHEN q.state <> 3 THEN q.comments END),"
                                " total(q.answered), total(q.tokens_in), total(q.tokens_out), total(q.cost)"
                                " FROM chat_runs r JOIN models m ON m.model_id = r.model_id"
                                " LEFT JOIN chat_requests q ON q.run_id = r.run_id GROUP BY r.run_id"
                                " ORDER BY r.run_id DESC LIMIT ?1",
                                &sql, error)
                  : et_fail_nomem(error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, runs);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_chat_sum *sum = &(*out)[(*count)++];
        *sum = (struct et_chat_sum){.model = et_sql_copy(&sql, 0, arena, &rc),
                                    .run_id = et_sql_get(&sql, 1),
                                    .started_at_us = et_sql_get(&sql, 2),
                                    .requests = (uint64_t)et_sql_get(&sql, 3),
                                    .held = (uint64_t)et_sql_get(&sql, 4),
                                    .not_charged = (uint64_t)et_sql_get(&sql, 5),
                                    .comments = (uint64_t)et_sql_get(&sql, 6),
                                    .answered = (uint64_t)et_sql_get(&sql, 7),
                                    .tokens_in = et_sql_get(&sql, 8),
                                    .tokens_out = et_sql_get(&sql, 9),
                                    .cost = et_sql_get(&sql, 10)};
        if (rc != ET_OK) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
    }
    return rc == ET_END ? ET_OK : rc;
}

/* ---- answers ---- */

static enum et_rc note(struct et_store *store, int64_t model_id, const struct et_chat_note *notes, size_t count,
                       struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        rc = et_sql_open(et_sqlite_of(store),
                         "INSERT INTO chat_answers (comment_id, model_id, input_hash, tries, reason)"
                         " SELECT ?1, ?2, ?3, 1, ?4 WHERE EXISTS (SELECT 1 FROM comments WHERE comment_id = ?1)"
                         " ON CONFLICT DO UPDATE SET tries = CASE WHEN input_hash = ?3 THEN tries + 1 ELSE 1 END,"
                         /* An answer once given stays when asking again about the same brings none. */
                         " reason = CASE WHEN ?4 IS NULL AND input_hash = ?3 THEN reason ELSE ?4 END, input_hash = ?3",
                         &sql, error);
        if (rc != ET_OK)
            break;
        et_sql_int(&sql, notes[i].comment_id);
        et_sql_int(&sql, model_id);
        et_sql_int(&sql, (int64_t)notes[i].input_hash);
        et_sql_text(&sql, notes[i].reason);
        rc = et_sql_run(&sql, error);
    }
    return rc;
}

static enum et_rc notes(struct et_store *store, int64_t model_id, et_chat_note_callback callback, void *context,
                        struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_make(et_sqlite_of(store),
                                ET_SLICE("SELECT comment_id, input_hash, tries, reason IS NOT NULL FROM chat_answers"
                                         " WHERE model_id = ?1 ORDER BY comment_id"),
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, model_id);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_chat_note one = {.comment_id = et_sql_get(&sql, 0),
                                   .input_hash = (uint64_t)et_sql_get(&sql, 1),
                                   .tries = (uint32_t)et_sql_get(&sql, 2),
                                   .reason = et_slice(et_sql_get(&sql, 3) ? "" : NULL, 0)};
        rc = callback(context, &one, error);
        if (rc != ET_OK)
            break;
    }
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc said(struct et_store *store, int64_t comment_id, struct et_arena *arena, struct et_chat_said *out,
                       struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_stored_comment comment;
    struct et_sql sql;
    /* Of several models the active one's (or its hybrid's) answer, else the newest model's. */
    enum et_rc rc = et_sql_open(self,
                                "SELECT a.model_id, m.name, a.reason FROM chat_answers a JOIN models m USING (model_id)"
                                " WHERE a.comment_id = ?1 AND a.reason IS NOT NULL"
                                " ORDER BY a.model_id IN (SELECT ifnull(h.over_id, n.model_id) FROM models n LEFT JOIN"
                                " hybrids h USING (model_id) WHERE n.active) DESC, a.model_id DESC LIMIT 1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, comment_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? et_fail(error, ET_E_NOT_FOUND, "no chat model was asked about this comment") : rc;
    *out = (struct et_chat_said){.model_id = et_sql_get(&sql, 0),
                                 .model = et_sql_copy(&sql, 1, arena, &rc),
                                 .reason = et_sql_copy(&sql, 2, arena, &rc)};
    et_sql_close(&sql);
    if (rc != ET_OK)
        return et_fail_nomem(error);
    rc = et_stored_read(self, comment_id, out->model_id, arena, &comment, error);
    if (rc == ET_END || (rc == ET_OK && !comment.has_score))
        return et_fail(error, ET_E_NOT_FOUND, "no chat model was asked about this comment");
    out->score = comment.score;
    return rc;
}

const struct et_chat_ops et_sqlite_chat = {
    .hybrid_put = et_sqlite_hybrid_put,
    .hybrid = et_sqlite_hybrid,
    .run = run,
    .spent = spent,
    .hold = hold,
    .settle = settle,
    .entry = entry_of,
    .ledger = ledger,
    .note = note,
    .notes = notes,
    .said = said,
    .batch_put = et_sqlite_chat_batch_put,
    .batch_save = et_sqlite_chat_batch_save,
    .batches = et_sqlite_chat_batches,
    .batch_items = et_sqlite_chat_batch_items,
};
