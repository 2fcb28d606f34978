#include "store/ops_int.h"

/* Every backend, once. */
static const struct et_store_ops *const backends[] = {&et_store_sqlite};

static enum et_rc backend_of(const char *url, const struct et_store_ops **out, struct et_error *error)
{
    for (size_t i = 0; i < sizeof backends / sizeof backends[0]; i++)
        if (et_slice_starts(et_slice_of(url), et_slice_of(backends[i]->scheme))) {
            *out = backends[i];
            return ET_OK;
        }
    return et_fail(error, ET_E_USAGE,
                   "database URL \"%.200s\" is not known: write sqlite:PATH, for example "
                   "sqlite:data/et_intelligence.db",
                   url ? url : "");
}

enum et_rc et_store_open(const char *url, enum et_open_mode mode, struct et_store **out, struct et_error *error)
{
    const struct et_store_ops *ops;
    enum et_rc rc = backend_of(url, &ops, error);
    return rc == ET_OK ? ops->open(url, mode, out, error) : rc;
}

enum et_rc et_store_restore(const char *url, const char *backup, struct et_arena *arena, struct et_slice *kept,
                            struct et_error *error)
{
    const struct et_store_ops *ops;
    enum et_rc rc = backend_of(url, &ops, error);
    return rc == ET_OK ? ops->restore(url, backup, arena, kept, error) : rc;
}

void et_store_close(struct et_store *store)
{
    if (store)
        store->ops->close(store);
}

enum et_rc et_store_clone(const struct et_store *store, struct et_store **out, struct et_error *error)
{
    return store->ops->clone(store, out, error);
}

const char *et_store_url(const struct et_store *store)
{
    return store->url;
}

enum et_rc et_store_begin(struct et_store *store, struct et_error *error)
{
    return store->ops->begin(store, error);
}

enum et_rc et_store_commit(struct et_store *store, struct et_error *error)
{
    return store->ops->commit(store, error);
}

void et_store_rollback(struct et_store *store)
{
    store->ops->rollback(store);
}

enum et_rc et_store_import_find(struct et_store *store, struct et_slice sha256, struct et_slice options,
                                struct et_arena *arena, struct et_import *out, struct et_error *error)
{
    return store->ops->import_find(store, sha256, options, arena, out, error);
}

enum et_rc et_store_import_any_of_size(struct et_store *store, uint64_t bytes, bool *any, struct et_error *error)
{
    return store->ops->import_any_of_size(store, bytes, any, error);
}

enum et_rc et_store_import_begin(struct et_store *store, struct et_import *import, struct et_error *error)
{
    return store->ops->import_begin(store, import, error);
}

enum et_rc et_store_import_save(struct et_store *store, const struct et_import *import, struct et_error *error)
{
    return store->ops->import_save(store, import, error);
}

enum et_rc et_store_import_list(struct et_store *store, struct et_arena *arena, struct et_import **out, size_t *count,
                                struct et_error *error)
{
    return store->ops->import_list(store, arena, out, count, error);
}

enum et_rc et_store_import_reject(struct et_store *store, int64_t import_id, const struct et_reject *rejects,
                                  size_t count, struct et_error *error)
{
    return store->ops->import_reject(store, import_id, rejects, count, error);
}

enum et_rc et_store_import_rejects(struct et_store *store, int64_t import_id, struct et_arena *arena,
                                   struct et_reject **out, size_t *count, struct et_error *error)
{
    return store->ops->import_rejects(store, import_id, arena, out, count, error);
}

enum et_rc et_store_import_undo(struct et_store *store, int64_t import_id, uint64_t *comments_removed,
                                struct et_error *error)
{
    return store->ops->import_undo(store, import_id, comments_removed, error);
}

enum et_rc et_store_post_find(struct et_store *store, enum et_platform platform, struct et_slice key, int64_t *post_id,
                              struct et_error *error)
{
    return store->ops->post_find(store, platform, key, post_id, error);
}

enum et_rc et_store_lookup(struct et_store *store, struct et_batch *batch, struct et_arena *arena,
                           struct et_error *error)
{
    return store->ops->lookup(store, batch, arena, error);
}

enum et_rc et_store_write_batch(struct et_store *store, int64_t import_id, int64_t model_id, struct et_batch *batch,
                                struct et_error *error)
{
    return store->ops->write_batch(store, import_id, model_id, batch, error);
}

enum et_rc et_store_model(struct et_store *store, const char *model, const char *sha256, int64_t *model_id,
                          struct et_error *error)
{
    return store->ops->model(store, model, sha256, model_id, error);
}

enum et_rc et_store_active_model(struct et_store *store, struct et_arena *arena, int64_t *model_id,
                                 struct et_slice *model, struct et_error *error)
{
    return store->ops->active_model(store, arena, model_id, model, error);
}

enum et_rc et_store_models(struct et_store *store, struct et_arena *arena, struct et_stored_model **out, size_t *count,
                           struct et_error *error)
{
    return store->ops->models(store, arena, out, count, error);
}

enum et_rc et_store_use_model(struct et_store *store, int64_t model_id, struct et_error *error)
{
    return store->ops->use_model(store, model_id, error);
}

enum et_rc et_store_unscored(struct et_store *store, bool pending_only, int64_t after_id, size_t max,
                             struct et_arena *arena, struct et_unscored **out, size_t *count, struct et_error *error)
{
    return store->ops->unscored(store, pending_only, after_id, max, arena, out, count, error);
}

enum et_rc et_store_put_scores(struct et_store *store, int64_t model_id, const int64_t *comment_ids,
                               const struct et_analysis *analyses, size_t count, struct et_error *error)
{
    return store->ops->put_scores(store, model_id, comment_ids, analyses, count, error);
}

enum et_rc et_store_mark_pending_all(struct et_store *store, struct et_error *error)
{
    return store->ops->mark_pending_all(store, error);
}

enum et_rc et_store_catalogue(struct et_store *store, struct et_arena *arena, struct et_catalogue *out,
                              struct et_error *error)
{
    return store->ops->catalogue(store, arena, out, error);
}

enum et_rc et_store_catalogue_put(struct et_store *store, const struct et_catalogue *catalogue, size_t *added,
                                  size_t *changed, struct et_error *error)
{
    return store->ops->catalogue_put(store, catalogue, added, changed, error);
}

enum et_rc et_store_entity_merge(struct et_store *store, int64_t from_id, int64_t into_id, struct et_error *error)
{
    return store->ops->entity_merge(store, from_id, into_id, error);
}

enum et_rc et_store_entity_state(struct et_store *store, int64_t id, enum et_entity_state state, struct et_error *error)
{
    return store->ops->entity_state(store, id, state, error);
}

enum et_rc et_store_stats(struct et_store *store, struct et_arena *arena, struct et_store_stats *out,
                          struct et_error *error)
{
    return store->ops->stats(store, arena, out, error);
}

enum et_rc et_store_period(struct et_store *store, int64_t *first_us, int64_t *last_us, struct et_error *error)
{
    return store->ops->period(store, first_us, last_us, error);
}

enum et_rc et_store_id_range(struct et_store *store, int64_t *first, int64_t *last, struct et_error *error)
{
    return store->ops->id_range(store, first, last, error);
}

enum et_rc et_store_facts(struct et_store *store, const struct et_filter *filter, int64_t first_id, int64_t last_id,
                          et_fact_callback callback, void *context, struct et_error *error)
{
    return store->ops->facts(store, filter, first_id, last_id, callback, context, error);
}

enum et_rc et_store_posts(struct et_store *store, struct et_arena *arena, struct et_stored_post **out, size_t *count,
                          struct et_error *error)
{
    return store->ops->posts(store, arena, out, count, error);
}

enum et_rc et_store_comments(struct et_store *store, const int64_t *ids, size_t id_count, struct et_arena *arena,
                             struct et_stored_comment **out, size_t *count, struct et_error *error)
{
    return store->ops->comments(store, ids, id_count, arena, out, count, error);
}

enum et_rc et_store_comment_find(struct et_store *store, struct et_slice id, struct et_arena *arena,
                                 struct et_stored_comment *out, struct et_error *error)
{
    return store->ops->comment_find(store, id, arena, out, error);
}

enum et_rc et_store_search(struct et_store *store, const struct et_search *search, size_t limit, size_t offset,
                           struct et_arena *arena, struct et_stored_comment **out, size_t *count, uint64_t *total,
                           struct et_error *error)
{
    return store->ops->search(store, search, limit, offset, arena, out, count, total, error);
}

enum et_rc et_store_export(struct et_store *store, const struct et_search *search, et_comment_callback callback,
                           void *context, struct et_error *error)
{
    return store->ops->export(store, search, callback, context, error);
}

void et_store_set_index_function(struct et_store *store, et_index_function function, void *context)
{
    store->ops->set_index_function(store, function, context);
}

enum et_rc et_store_index(struct et_store *store, void (*progress)(void *, uint64_t, uint64_t), void *context,
                          struct et_error *error)
{
    return store->ops->index(store, progress, context, error);
}

enum et_rc et_store_forget_author(struct et_store *store, enum et_platform platform, struct et_slice handle,
                                  uint64_t *comments_removed, struct et_error *error)
{
    return store->ops->forget_author(store, platform, handle, comments_removed, error);
}

enum et_rc et_migrate_history(struct et_store *store, struct et_arena *arena, struct et_migration **out, size_t *count,
                              struct et_error *error)
{
    return store->ops->migrate_history(store, arena, out, count, error);
}

enum et_rc et_migrate_current(struct et_store *store, struct et_arena *arena, struct et_slice *name,
                              struct et_error *error)
{
    struct et_migration *all;
    size_t count;
    enum et_rc rc = et_migrate_history(store, arena, &all, &count, error);
    if (rc != ET_OK)
        return rc;
    *name = ET_SLICE("");
    for (size_t i = 0; i < count; i++)
        if (all[i].applied)
            *name = all[i].name;
    return ET_OK;
}

enum et_rc et_migrate_up(struct et_store *store, const char *target, struct et_arena *arena,
                         struct et_migrate_result *out, struct et_error *error)
{
    return store->ops->migrate_up(store, target, arena, out, error);
}

enum et_rc et_migrate_down(struct et_store *store, const char *target, struct et_arena *arena,
                           struct et_migrate_result *out, struct et_error *error)
{
    return store->ops->migrate_down(store, target, arena, out, error);
}

enum et_rc et_migrate_stamp(struct et_store *store, const char *target, struct et_error *error)
{
    return store->ops->migrate_stamp(store, target, error);
}

enum et_rc et_migrate_check(struct et_store *store, struct et_arena *arena, struct et_slice **problems, size_t *count,
                            struct et_error *error)
{
    static const struct et_check full = {0};
    return store->ops->migrate_check(store, &full, arena, problems, count, error);
}

enum et_rc et_migrate_check_as(struct et_store *store, const struct et_check *check, struct et_arena *arena,
                               struct et_slice **problems, size_t *count, struct et_error *error)
{
    return store->ops->migrate_check(store, check, arena, problems, count, error);
}

enum et_rc et_store_backup(struct et_store *store, const char *path, struct et_error *error)
{
    return store->ops->backup(store, path, error);
}
