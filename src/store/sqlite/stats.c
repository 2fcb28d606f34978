/* What is in the database, from the counts that writing keeps. */
#include "store/sqlite/sqlite_int.h"

#include "base/time.h"

static enum et_rc add_posts(struct et_sqlite *self, struct et_store_stats *out, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(self,
                    "SELECT platform, count(*), sum(comment_count), sum(reply_count), min(first_us), max(last_us)"
                    " FROM posts GROUP BY platform",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        int64_t platform = et_sql_get(&sql, 0), first = et_sql_get_or(&sql, 4, ET_TIME_NONE);
        int64_t last = et_sql_get_or(&sql, 5, ET_TIME_NONE);
        out->posts += (uint64_t)et_sql_get(&sql, 1);
        out->comments += (uint64_t)et_sql_get(&sql, 2);
        out->replies += (uint64_t)et_sql_get(&sql, 3);
        if (platform >= 0 && platform < ET_PLATFORMS)
            out->by_platform[platform] += (uint64_t)et_sql_get(&sql, 2);
        if (first != ET_TIME_NONE && (out->first_us == ET_TIME_NONE || first < out->first_us))
            out->first_us = first;
        if (last != ET_TIME_NONE && last > out->last_us)
            out->last_us = last;
    }
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc count(struct et_sqlite *self, const char *sql, uint64_t *out, struct et_error *error)
{
    int64_t value = 0;
    enum et_rc rc = et_sql_value(self, sql, 0, &value, error);
    *out = (uint64_t)value;
    return rc;
}

enum et_rc et_sqlite_stats(struct et_store *store, struct et_arena *arena, struct et_store_stats *out,
                           struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    *out = (struct et_store_stats){.first_us = ET_TIME_NONE, .last_us = ET_TIME_NONE};
    const struct {
        const char *sql;
        uint64_t *out;
    } counts[] = {
        {"SELECT count(*) FROM authors", &out->authors},
        {"SELECT count(*) FROM entities WHERE state = 0", &out->entities},
        {"SELECT count(*) FROM entities WHERE state = 1", &out->discovered},
        /* Of a hybrid: those of its local scorer, but for comments that the other model scored. */
        {"SELECT CASE WHEN h.model_id IS NULL THEN m.mention_count ELSE (SELECT mention_count FROM models WHERE model_id"
         " = h.base_id) + (SELECT mention_count FROM models WHERE model_id = h.over_id) - (SELECT count(*) FROM (SELECT"
         " DISTINCT n.comment_id, n.entity_id FROM scores o CROSS JOIN mentions n ON n.model_id = h.base_id AND"
         " n.comment_id = o.comment_id WHERE o.model_id = h.over_id AND n.explicit)) END"
         " FROM models m LEFT JOIN hybrids h ON h.model_id = m.model_id WHERE m.active",
         &out->mentions},
        {"SELECT count(*) FROM imports WHERE state <> 2", &out->imports},
        {"SELECT count(*) FROM pending", &out->pending},
        {"SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", &out->size_bytes},
    };
    enum et_rc rc = add_posts(self, out, error);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0] && rc == ET_OK; i++)
        rc = count(self, counts[i].sql, counts[i].out, error);
    int64_t model_id;
    if (rc == ET_OK)
        rc = et_sqlite_active_model(store, arena, &model_id, &out->model, error);
    if (rc == ET_OK)
        rc = et_migrate_current(store, arena, &out->schema, error);
    if (rc != ET_OK)
        return rc;
    out->url = et_arena_copy(arena, et_slice_of(self->base.url));
    return out->url.ptr ? ET_OK : et_fail_nomem(error);
}

enum et_rc et_sqlite_period(struct et_store *store, int64_t *first_us, int64_t *last_us, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    enum et_rc rc =
        et_sql_value(self, "SELECT min(first_us) FROM posts WHERE comment_count > 0", ET_TIME_NONE, first_us, error);
    return rc == ET_OK ? et_sql_value(self, "SELECT max(last_us) FROM posts WHERE comment_count > 0", ET_TIME_NONE,
                                      last_us, error)
                       : rc;
}

enum et_rc et_sqlite_id_range(struct et_store *store, int64_t *first, int64_t *last, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    enum et_rc rc = et_sql_value(self, "SELECT min(comment_id) FROM comments", 0, first, error);
    return rc == ET_OK ? et_sql_value(self, "SELECT max(comment_id) FROM comments", 0, last, error) : rc;
}
