/* Names that no entity of the catalogue covers, and the entities discovered in them. */
#include "store/sqlite/writer_int.h"

#define NAME_COLUMNS 8

/* Pairs of a comment and a discovered entity that it names: off a model's count, or onto it. */
#define DISCOVERED_PAIRS(sign)                                                                                         \
    "UPDATE models SET mention_count = mention_count " sign " (SELECT count(*) FROM (SELECT DISTINCT comment_id,"      \
    " entity_id FROM mentions m WHERE m.model_id = models.model_id AND explicit AND entity_id IN (SELECT entity_id"    \
    " FROM entities WHERE state = 1))) WHERE EXISTS (SELECT 1 FROM entities WHERE state <> 0);"

/* ---- what comments name ---- */

struct name_rows {
    int64_t model_id;
    struct name_row {
        int64_t comment_id;
        const struct et_name *name;
    } * items;
};

/* A hashtag is stored with its sign: it says where words end. */
static struct et_slice as_written(const struct et_name *name)
{
    bool hashtag = name->start > 0 && name->text.ptr[-1] == '#';
    return hashtag ? et_slice(name->text.ptr - 1, name->text.len + 1) : name->text;
}

static void name_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct name_rows *rows = context;
    const struct et_name *name = rows->items[row].name;
    const int64_t values[NAME_COLUMNS - 1] = {
        rows->model_id, rows->items[row].comment_id, name->start, name->end, name->type, name->sureness,
        name->sentiment};
    if (column < NAME_COLUMNS - 1)
        sqlite3_result_int64(out, values[column]);
    else
        et_rows_text(out, as_written(name));
}

enum et_rc et_unlisted_mark(struct et_sqlite *self, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(self, "UPDATE meta SET value = 1 WHERE key = 'unlisted_changed' AND value <> 1", &sql, error);
    return rc == ET_OK ? et_sql_run(&sql, error) : rc;
}

enum et_rc et_unlisted_insert(struct et_sqlite *self, int64_t model_id, const struct et_scored *scored, size_t count,
                              struct et_arena *arena, struct et_error *error)
{
    size_t total = 0, n = 0;
    for (size_t i = 0; i < count; i++)
        total += scored[i].name_count;
    if (total == 0)
        return ET_OK;
    struct name_rows context = {model_id, et_arena_alloc(arena, total * sizeof *context.items)};
    if (!context.items)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < scored[i].name_count; k++)
            context.items[n++] = (struct name_row){scored[i].comment_id, &scored[i].names[k]};
    struct et_rows rows = {n, &context, name_column};
    enum et_rc rc =
        et_rows_run(self, "INSERT OR REPLACE INTO unlisted_names SELECT c0, c1, c2, c3, c4, c5, c6, c7 FROM et_rows",
                    &rows, NULL, error);
    return rc == ET_OK ? et_unlisted_mark(self, error) : rc;
}

enum et_rc et_unlisted_remove(struct et_sqlite *self, const struct et_rows *rows, struct et_error *error)
{
    int64_t changes = 0;
    enum et_rc rc = et_rows_run(self,
                                "DELETE FROM unlisted_names WHERE model_id = (SELECT c0 FROM et_rows LIMIT 1)"
                                " AND comment_id IN (SELECT c1 FROM et_rows)",
                                rows, &changes, error);
    if (rc != ET_OK)
        return rc;
    /* Mentions of discovered entities went with the other mentions of these comments. */
    return changes ? et_unlisted_mark(self, error) : ET_OK;
}

enum et_rc et_sqlite_unlisted(struct et_store *store, et_unlisted_callback callback, void *context,
                              struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_make(
        et_sqlite_of(store),
        ET_SLICE("SELECT u.comment_id, u.start_byte, u.end_byte, u.type, u.sureness, u.sentiment, u.name,"
                 " c.post_id, c.author_id, c.likes, c.created_at_us FROM unlisted_names u JOIN comments c ON c.comment_id = u.comment_id"
                 /* A chat model is not asked for names: of a hybrid they are its local scorer's. */
                 " WHERE u.model_id = (SELECT ifnull(h.base_id, m.model_id) FROM models m LEFT JOIN hybrids h"
                 " ON h.model_id = m.model_id WHERE m.active)"
                 " ORDER BY u.comment_id, u.start_byte"),
        &sql, error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_unlisted name = {.comment_id = et_sql_get(&sql, 0),
                                   .start = (uint32_t)et_sql_get(&sql, 1),
                                   .end = (uint32_t)et_sql_get(&sql, 2),
                                   .type = (enum et_entity_type)et_sql_get(&sql, 3),
                                   .sureness = (int32_t)et_sql_get(&sql, 4),
                                   .sentiment = (int32_t)et_sql_get(&sql, 5),
                                   .name = et_sql_slice(&sql, 6),
                                   .post_id = et_sql_get(&sql, 7),
                                   .author_id = et_sql_get_or(&sql, 8, 0),
                                   .likes = et_sql_get_or(&sql, 9, 0),
                                   .created_at_us = et_sql_get(&sql, 10)};
        rc = callback(context, &name, error);
        if (rc != ET_OK)
            break;
    }
    et_sql_free(&sql);
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_sqlite_unlisted_changed(struct et_store *store, bool *changed, struct et_error *error)
{
    int64_t value = 0;
    enum et_rc rc =
        et_sql_value(et_sqlite_of(store), "SELECT value FROM meta WHERE key = 'unlisted_changed'", 0, &value, error);
    *changed = value != 0;
    return rc;
}

/* ---- discovered entities ---- */

static enum et_rc put_one(struct et_store *store, struct et_entity *entity, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    struct et_sql sql;
    size_t added = 0, changed = 0;
    const struct et_catalogue one = {entity, 1};
    int64_t state = ET_ENTITY_DISCOVERED;
    entity->id = 0;
    enum et_rc rc = et_sqlite_entity_find(self, entity->name, &entity->id, &state, error);
    if (rc != ET_OK)
        return rc;
    if (entity->id && state != ET_ENTITY_DISCOVERED) { /* somebody decided on this name */
        entity->id = 0;
        return ET_OK;
    }
    rc = et_sqlite_catalogue_put(store, &one, &added, &changed, error);
    if (rc == ET_OK)
        rc = et_sqlite_entity_find(self, entity->name, &entity->id, &state, error);
    if (rc == ET_OK)
        rc = et_sql_open(self, "INSERT OR IGNORE INTO temp.discovered_now VALUES (?1)", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, entity->id);
    return et_sql_run(&sql, error);
}

enum et_rc et_sqlite_discovered_begin(struct et_store *store, struct et_entity *entities, size_t count,
                                      struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    et_map64_clear(&self->entities);
    enum et_rc rc = et_sql_exec(
        self,
        DISCOVERED_PAIRS("-") "DELETE FROM mentions WHERE entity_id IN (SELECT entity_id FROM entities WHERE state <> 0)"
                              " AND EXISTS (SELECT 1 FROM entities WHERE state <> 0);"
                              "CREATE TEMP TABLE IF NOT EXISTS discovered_now (entity_id INTEGER PRIMARY KEY);"
                              "DELETE FROM temp.discovered_now;",
        error);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        rc = put_one(store, &entities[i], error);
    return rc != ET_OK
               ? rc
               : et_sql_exec(self,
                             "DELETE FROM entity_names WHERE entity_id IN (SELECT entity_id FROM entities"
                             " WHERE state = 1 AND entity_id NOT IN (SELECT entity_id FROM temp.discovered_now));"
                             "DELETE FROM entities WHERE state = 1"
                             " AND entity_id NOT IN (SELECT entity_id FROM temp.discovered_now);"
                             "DELETE FROM temp.discovered_now;",
                             error);
}

static void placed_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    const struct et_placed *placed = (const struct et_placed *)context + row;
    const int64_t values[] = {placed->comment_id, placed->mention.entity_id, placed->mention.start, placed->mention.end,
                              placed->mention.sentiment};
    sqlite3_result_int64(out, values[column]);
}

enum et_rc et_sqlite_discovered_add(struct et_store *store, const struct et_placed *placed, size_t count,
                                    struct et_error *error)
{
    struct et_rows rows = {count, placed, placed_column};
    enum et_rc rc = et_rows_run(et_sqlite_of(store),
                                "INSERT OR IGNORE INTO mentions SELECT (SELECT ifnull(h.base_id, m.model_id) FROM"
                                " models m LEFT JOIN hybrids h ON h.model_id = m.model_id WHERE m.active), c0, c1, c2,"
                                " c3, 1, c4 FROM et_rows",
                                &rows, NULL, error);
    if (rc != ET_OK)
        return rc;
    /* Comments that the other model of a hybrid scored are read with its mentions. */
    return et_rows_run(et_sqlite_of(store),
                       "INSERT OR IGNORE INTO mentions SELECT h.over_id, r.c0, r.c1, r.c2, r.c3, 1, r.c4 FROM et_rows r"
                       " CROSS JOIN models m ON m.active CROSS JOIN hybrids h ON h.model_id = m.model_id CROSS JOIN"
                       " scores o ON o.model_id = h.over_id AND o.comment_id = r.c0",
                       &rows, NULL, error);
}

enum et_rc et_sqlite_discovered_end(struct et_store *store, struct et_error *error)
{
    return et_sql_exec(et_sqlite_of(store),
                       DISCOVERED_PAIRS("+") "UPDATE meta SET value = 0 WHERE key = 'unlisted_changed';", error);
}

static void id_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    (void)column;
    sqlite3_result_int64(out, ((const int64_t *)context)[row]);
}

enum et_rc et_sqlite_mark_pending(struct et_store *store, const int64_t *comment_ids, size_t count,
                                  struct et_error *error)
{
    struct et_rows rows = {count, comment_ids, id_column};
    return et_rows_run(
        et_sqlite_of(store),
        "INSERT OR IGNORE INTO pending SELECT r.c0 FROM et_rows r CROSS JOIN comments c ON c.comment_id ="
        " r.c0",
        &rows, NULL, error);
}
