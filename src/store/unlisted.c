/* Names beside the catalogue: the calls of store.h. */
#include "store/ops_int.h"

enum et_rc et_store_ignored(struct et_store *store, struct et_arena *arena, struct et_catalogue *out,
                            struct et_error *error)
{
    return store->ops->ignored(store, arena, out, error);
}

enum et_rc et_store_unlisted(struct et_store *store, et_unlisted_callback callback, void *context,
                             struct et_error *error)
{
    return store->ops->unlisted(store, callback, context, error);
}

enum et_rc et_store_unlisted_changed(struct et_store *store, bool *changed, struct et_error *error)
{
    return store->ops->unlisted_changed(store, changed, error);
}

enum et_rc et_store_discovered_begin(struct et_store *store, struct et_entity *entities, size_t count,
                                     struct et_error *error)
{
    return store->ops->discovered_begin(store, entities, count, error);
}

enum et_rc et_store_discovered_add(struct et_store *store, const struct et_placed *rows, size_t count,
                                   struct et_error *error)
{
    return store->ops->discovered_add(store, rows, count, error);
}

enum et_rc et_store_discovered_end(struct et_store *store, struct et_error *error)
{
    return store->ops->discovered_end(store, error);
}

enum et_rc et_store_mark_pending(struct et_store *store, const int64_t *comment_ids, size_t count,
                                 struct et_error *error)
{
    return store->ops->mark_pending(store, comment_ids, count, error);
}
