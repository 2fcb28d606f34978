/* Hybrid models. */
#include "store/sqlite/chat_int.h"

enum et_rc et_sqlite_hybrid_put(struct et_store *store, const char *name, const char *sha256, int64_t base_id,
                                int64_t over_id, int64_t *model_id, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sqlite_model(store, name, sha256, model_id, error);
    if (rc == ET_OK)
        rc = et_sql_open(et_sqlite_of(store),
                         "INSERT INTO hybrids (model_id, base_id, over_id) VALUES (?1, ?2, ?3)"
                         " ON CONFLICT (model_id) DO UPDATE SET base_id = ?2, over_id = ?3",
                         &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, *model_id);
    et_sql_int(&sql, base_id);
    et_sql_int(&sql, over_id);
    return et_sql_run(&sql, error);
}

enum et_rc et_sqlite_model_pair(struct et_sqlite *self, int64_t model_id, int64_t *base_id, int64_t *over_id,
                                struct et_error *error)
{
    struct et_sql sql;
    *base_id = *over_id = 0;
    enum et_rc rc = et_sql_open(self,
                                "SELECT ifnull(h.base_id, m.model_id), h.over_id FROM models m LEFT JOIN hybrids h"
                                " ON h.model_id = m.model_id WHERE CASE WHEN ?1 THEN m.model_id = ?1 ELSE m.active END"
                                " LIMIT 1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, model_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    *base_id = et_sql_get(&sql, 0);
    *over_id = et_sql_get_or(&sql, 1, 0);
    et_sql_close(&sql);
    return ET_OK;
}

static enum et_rc count_scores(struct et_sqlite *self, int64_t model_id, uint64_t *out, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self, "SELECT count(*) FROM scores WHERE model_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, model_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc;
    *out = (uint64_t)et_sql_get(&sql, 0);
    et_sql_close(&sql);
    return ET_OK;
}

enum et_rc et_sqlite_hybrid(struct et_store *store, int64_t model_id, bool counts, struct et_arena *arena,
                            struct et_hybrid *out, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    *out = (struct et_hybrid){0};
    enum et_rc rc = et_sql_open(self,
                                "SELECT h.model_id, h.base_id, h.over_id, m.name, b.name, o.name FROM hybrids h"
                                " JOIN models m ON m.model_id = h.model_id JOIN models b ON b.model_id = h.base_id"
                                " JOIN models o ON o.model_id = h.over_id WHERE CASE WHEN ?1 THEN m.model_id = ?1"
                                " ELSE m.active END LIMIT 1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, model_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    struct et_hybrid found = {.model_id = et_sql_get(&sql, 0),
                              .base_id = et_sql_get(&sql, 1),
                              .over_id = et_sql_get(&sql, 2),
                              .name = et_sql_copy(&sql, 3, arena, &rc),
                              .base = et_sql_copy(&sql, 4, arena, &rc),
                              .over = et_sql_copy(&sql, 5, arena, &rc)};
    et_sql_close(&sql);
    if (rc != ET_OK)
        return et_fail_nomem(error);
    if (counts)
        rc = count_scores(self, found.base_id, &found.base_comments, error);
    if (rc == ET_OK && counts)
        rc = count_scores(self, found.over_id, &found.over_comments, error);
    if (rc == ET_OK)
        *out = found;
    return rc;
}
