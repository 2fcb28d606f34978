/* The catalogue of entities. */
#include "store/sqlite/sqlite_int.h"

#include "base/map.h"
#include "store/identity_int.h"

#include <string.h>

#define NAME_MAX_BYTES 2048

enum name_kind { ALIAS, NOT_PHRASE, MEMBER, NAME_KINDS };

static struct et_slice fold_name(struct et_slice name, char buffer[NAME_MAX_BYTES])
{
    return et_slice(buffer, et_store_lower(et_slice_trim(name), buffer, NAME_MAX_BYTES));
}

/* ---- reading ---- */

static enum et_rc read_entities(struct et_sqlite *self, bool ignored, struct et_arena *arena, struct et_entity **out,
                                size_t *count, struct et_error *error)
{
    struct et_sql sql;
    int64_t total = 0;
    *count = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM entities", 0, &total, error);
    *out = et_arena_calloc(arena, (size_t)total + 1, sizeof **out);
    if (rc == ET_OK)
        rc = *out ? et_sql_open(self,
                                "SELECT entity_id, name, type, state FROM entities WHERE (state = 2) = ?1"
                                " ORDER BY entity_id",
                                &sql, error)
                  : et_fail_nomem(error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, ignored);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct et_entity *entity = &(*out)[(*count)++];
        entity->id = et_sql_get(&sql, 0);
        entity->name = et_sql_copy(&sql, 1, arena, &rc);
        entity->type = (enum et_entity_type)et_sql_get(&sql, 2);
        entity->state = (enum et_entity_state)et_sql_get(&sql, 3);
        if (rc != ET_OK) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
    }
    return rc == ET_END ? ET_OK : rc;
}

static void add_name(struct et_entity *entity, int64_t kind, const struct et_slice *place)
{
    const struct et_slice **lists[NAME_KINDS] = {&entity->aliases, &entity->nots, &entity->members};
    size_t *counts[NAME_KINDS] = {&entity->alias_count, &entity->not_count, &entity->member_count};
    if (kind < 0 || kind >= NAME_KINDS)
        return;
    if (*counts[kind] == 0)
        *lists[kind] = place;
    (*counts[kind])++;
}

/* Names come in the order of entities and kinds, so that each list is a stretch of one array. */
static enum et_rc read_names(struct et_sqlite *self, struct et_arena *arena, struct et_entity *entities, size_t count,
                             struct et_error *error)
{
    struct et_sql sql;
    int64_t total = 0;
    size_t at = 0, n = 0;
    enum et_rc rc = et_sql_value(self, "SELECT count(*) FROM entity_names", 0, &total, error);
    struct et_slice *names = et_arena_calloc(arena, (size_t)total + 1, sizeof *names);
    if (rc == ET_OK)
        rc = names ? et_sql_open(self,
                                 "SELECT entity_id, kind, name FROM entity_names ORDER BY entity_id, kind, position",
                                 &sql, error)
                   : et_fail_nomem(error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        int64_t id = et_sql_get(&sql, 0);
        while (at < count && entities[at].id < id)
            at++;
        if (at == count || entities[at].id != id)
            continue; /* of an ignored one */
        names[n] = et_sql_copy(&sql, 2, arena, &rc);
        if (rc != ET_OK) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
        add_name(&entities[at], et_sql_get(&sql, 1), &names[n++]);
    }
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc read_catalogue(struct et_store *store, bool ignored, struct et_arena *arena,
                                 struct et_catalogue *out, struct et_error *error)
{
    struct et_entity *entities;
    size_t count;
    enum et_rc rc = read_entities(et_sqlite_of(store), ignored, arena, &entities, &count, error);
    if (rc == ET_OK)
        rc = read_names(et_sqlite_of(store), arena, entities, count, error);
    if (rc == ET_OK)
        *out = (struct et_catalogue){entities, count};
    return rc;
}

enum et_rc et_sqlite_catalogue(struct et_store *store, struct et_arena *arena, struct et_catalogue *out,
                               struct et_error *error)
{
    return read_catalogue(store, false, arena, out, error);
}

enum et_rc et_sqlite_ignored(struct et_store *store, struct et_arena *arena, struct et_catalogue *out,
                             struct et_error *error)
{
    return read_catalogue(store, true, arena, out, error);
}

/* ---- writing ---- */

struct stored {
    int64_t id;
    bool same; /* name, type and state */
};

static enum et_rc find_entity(struct et_sqlite *self, const struct et_entity *entity, struct stored *out,
                              struct et_error *error)
{
    struct et_sql sql;
    char folded[NAME_MAX_BYTES];
    *out = (struct stored){0};
    enum et_rc rc =
        et_sql_open(self, "SELECT entity_id, name, type, state FROM entities WHERE folded = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, fold_name(entity->name, folded));
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    out->id = et_sql_get(&sql, 0);
    out->same = et_slice_eq(et_sql_slice(&sql, 1), et_slice_trim(entity->name)) &&
                et_sql_get(&sql, 2) == entity->type && et_sql_get(&sql, 3) == entity->state;
    et_sql_close(&sql);
    return ET_OK;
}

enum et_rc et_sqlite_entity_find(struct et_sqlite *self, struct et_slice name, int64_t *id, int64_t *state,
                                 struct et_error *error)
{
    struct et_sql sql;
    char folded[NAME_MAX_BYTES];
    *id = 0;
    enum et_rc rc = et_sql_open(self, "SELECT entity_id, state FROM entities WHERE folded = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, fold_name(name, folded));
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? ET_OK : rc;
    *id = et_sql_get(&sql, 0);
    *state = et_sql_get(&sql, 1);
    et_sql_close(&sql);
    return ET_OK;
}

static enum et_rc write_entity(struct et_sqlite *self, const struct et_entity *entity, struct stored *stored,
                               struct et_error *error)
{
    struct et_sql sql;
    char folded[NAME_MAX_BYTES];
    enum et_rc rc =
        stored->id
            ? et_sql_open(self, "UPDATE entities SET name = ?, folded = ?, type = ?, state = ? WHERE entity_id = ?",
                          &sql, error)
            : et_sql_open(self, "INSERT INTO entities (name, folded, type, state) VALUES (?, ?, ?, ?)", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_text(&sql, et_slice_trim(entity->name));
    et_sql_text(&sql, fold_name(entity->name, folded));
    et_sql_int(&sql, entity->type);
    et_sql_int(&sql, entity->state);
    if (stored->id)
        et_sql_int(&sql, stored->id);
    rc = et_sql_run(&sql, error);
    if (rc == ET_OK && !stored->id)
        stored->id = sqlite3_last_insert_rowid(self->db);
    return rc;
}

static enum et_rc same_names(struct et_sqlite *self, int64_t id, const struct et_slice *const lists[NAME_KINDS],
                             const size_t counts[NAME_KINDS], bool *same, struct et_error *error)
{
    struct et_sql sql;
    size_t seen[NAME_KINDS] = {0};
    *same = true;
    enum et_rc rc = et_sql_open(
        self, "SELECT kind, name FROM entity_names WHERE entity_id = ?1 ORDER BY kind, position", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, id);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        int64_t kind = et_sql_get(&sql, 0);
        *same = *same && seen[kind] < counts[kind] && et_slice_eq(et_sql_slice(&sql, 1), lists[kind][seen[kind]]);
        seen[kind]++;
    }
    for (int i = 0; i < NAME_KINDS; i++)
        *same = *same && seen[i] == counts[i];
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc add_names(struct et_sqlite *self, int64_t id, int kind, const struct et_slice *names, size_t count,
                            struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        rc = et_sql_open(self, "INSERT INTO entity_names VALUES (?, ?, ?, ?)", &sql, error);
        if (rc != ET_OK)
            return rc;
        et_sql_int(&sql, id);
        et_sql_int(&sql, kind);
        et_sql_int(&sql, (int64_t)i);
        et_sql_text(&sql, names[i]);
        rc = et_sql_run(&sql, error);
    }
    return rc;
}

static enum et_rc put_entity(struct et_sqlite *self, const struct et_entity *entity, size_t *added, size_t *changed,
                             struct et_error *error)
{
    const struct et_slice *const lists[NAME_KINDS] = {entity->aliases, entity->nots, entity->members};
    const size_t counts[NAME_KINDS] = {entity->alias_count, entity->not_count, entity->member_count};
    struct stored stored;
    struct et_sql sql;
    bool same = true;
    if (et_slice_trim(entity->name).len == 0)
        return et_fail(error, ET_E_FORMAT, "an entity of the catalogue has no name");
    enum et_rc rc = find_entity(self, entity, &stored, error);
    if (rc == ET_OK && stored.id)
        rc = same_names(self, stored.id, lists, counts, &same, error);
    if (rc != ET_OK || (stored.id && stored.same && same))
        return rc;
    *(stored.id ? changed : added) += 1;
    rc = write_entity(self, entity, &stored, error);
    if (rc == ET_OK)
        rc = et_sql_open(self, "DELETE FROM entity_names WHERE entity_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, stored.id);
    rc = et_sql_run(&sql, error);
    for (int kind = 0; kind < NAME_KINDS && rc == ET_OK; kind++)
        rc = add_names(self, stored.id, kind, lists[kind], counts[kind], error);
    return rc;
}

enum et_rc et_sqlite_catalogue_put(struct et_store *store, const struct et_catalogue *catalogue, size_t *added,
                                   size_t *changed, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    *added = 0;
    *changed = 0;
    et_map64_clear(&et_sqlite_of(store)->entities);
    for (size_t i = 0; i < catalogue->count && rc == ET_OK; i++)
        rc = put_entity(et_sqlite_of(store), &catalogue->entities[i], added, changed, error);
    if (rc == ET_OK && *added + *changed)
        rc = et_unlisted_mark(et_sqlite_of(store), error);
    return rc;
}

enum et_rc et_sqlite_entity_state(struct et_store *store, int64_t id, enum et_entity_state state,
                                  struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(et_sqlite_of(store), "UPDATE entities SET state = ?2 WHERE entity_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, id);
    et_sql_int(&sql, state);
    rc = et_sql_run(&sql, error);
    if (rc == ET_OK && et_sql_changes(&sql) == 0)
        return et_fail(error, ET_E_NOT_FOUND, "there is no entity %lld", (long long)id);
    return rc == ET_OK ? et_unlisted_mark(et_sqlite_of(store), error) : rc;
}

/* ---- merging ---- */

enum et_rc et_sqlite_entity_merge(struct et_store *store, int64_t from_id, int64_t into_id, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    /* Comments that name either are read again: one may have named both, with two different sentiments. */
    static const char *const steps[] = {
        "INSERT OR IGNORE INTO pending SELECT DISTINCT comment_id FROM mentions WHERE entity_id = ?1 AND ?1 <> ?2",
        ("INSERT INTO entity_names SELECT ?2, 0, (SELECT count(*) FROM entity_names WHERE entity_id = ?2 AND kind = "
         "0), name"
         " FROM entities WHERE entity_id = ?1 AND lower(name) NOT IN (SELECT lower(name) FROM entity_names WHERE "
         "entity_id = ?2"
         " AND kind = 0)"),
        ("INSERT INTO entity_names SELECT ?2, n.kind, (SELECT ifnull(max(position) + 1, 0) FROM entity_names WHERE "
         "entity_id = ?2"
         " AND kind = n.kind) + n.position, n.name FROM entity_names n WHERE n.entity_id = ?1 AND lower(n.name) NOT IN"
         " (SELECT lower(name) FROM entity_names WHERE entity_id = ?2 AND kind = n.kind)"),
        "UPDATE OR IGNORE mentions SET entity_id = ?2 WHERE entity_id = ?1",
        "DELETE FROM mentions WHERE entity_id = ?1",
        "DELETE FROM entity_names WHERE entity_id = ?1",
        "DELETE FROM entities WHERE entity_id = ?1",
        ("UPDATE models SET mention_count = (SELECT count(*) FROM (SELECT DISTINCT comment_id, entity_id FROM mentions "
         "m"
         " WHERE m.model_id = models.model_id AND explicit)) WHERE ?1 <> ?2"),
    };
    const int64_t ids[] = {from_id, into_id};
    struct et_sql sql;
    et_map64_clear(&self->entities);
    if (from_id == into_id)
        return et_fail(error, ET_E_USAGE, "an entity can't be merged into itself");
    enum et_rc rc = et_sql_open(self, "SELECT count(*) FROM entities WHERE entity_id IN (?1, ?2)", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, from_id);
    et_sql_int(&sql, into_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc;
    bool both = et_sql_get(&sql, 0) == 2;
    et_sql_close(&sql);
    if (!both)
        return et_fail(error, ET_E_NOT_FOUND, "there is no entity %lld or no entity %lld", (long long)from_id,
                       (long long)into_id);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == ET_OK; i++)
        rc = et_sql_do(self, steps[i], ids, 2, error);
    return rc == ET_OK ? et_unlisted_mark(self, error) : rc;
}
