#include "store/chat_int.h"
#include "store/ops_int.h"

enum et_rc et_store_hybrid_put(struct et_store *store, const char *name, const char *sha256, int64_t base_id,
                               int64_t over_id, int64_t *model_id, struct et_error *error)
{
    return store->ops->chat->hybrid_put(store, name, sha256, base_id, over_id, model_id, error);
}

enum et_rc et_store_hybrid(struct et_store *store, int64_t model_id, bool counts, struct et_arena *arena,
                           struct et_hybrid *out, struct et_error *error)
{
    return store->ops->chat->hybrid(store, model_id, counts, arena, out, error);
}

enum et_rc et_store_chat_run(struct et_store *store, int64_t model_id, int64_t started_at_us, int64_t *run_id,
                             struct et_error *error)
{
    return store->ops->chat->run(store, model_id, started_at_us, run_id, error);
}

enum et_rc et_store_chat_spent(struct et_store *store, int64_t run_id, int64_t since_us, int64_t *run, int64_t *since,
                               struct et_error *error)
{
    return store->ops->chat->spent(store, run_id, since_us, run, since, error);
}

enum et_rc et_store_chat_hold(struct et_store *store, struct et_chat_entry *entry, struct et_error *error)
{
    return store->ops->chat->hold(store, entry, error);
}

enum et_rc et_store_chat_settle(struct et_store *store, const struct et_chat_entry *entry, struct et_error *error)
{
    return store->ops->chat->settle(store, entry, error);
}

enum et_rc et_store_chat_entry(struct et_store *store, int64_t request_id, struct et_chat_entry *out,
                               struct et_error *error)
{
    return store->ops->chat->entry(store, request_id, out, error);
}

enum et_rc et_store_chat_ledger(struct et_store *store, struct et_arena *arena, struct et_chat_sum **out, size_t *count,
                                struct et_error *error)
{
    return store->ops->chat->ledger(store, arena, out, count, error);
}

enum et_rc et_store_chat_note(struct et_store *store, int64_t model_id, const struct et_chat_note *notes, size_t count,
                              struct et_error *error)
{
    return store->ops->chat->note(store, model_id, notes, count, error);
}

enum et_rc et_store_chat_notes(struct et_store *store, int64_t model_id, et_chat_note_callback callback, void *context,
                               struct et_error *error)
{
    return store->ops->chat->notes(store, model_id, callback, context, error);
}

enum et_rc et_store_chat_said(struct et_store *store, int64_t comment_id, struct et_arena *arena,
                              struct et_chat_said *out, struct et_error *error)
{
    return store->ops->chat->said(store, comment_id, arena, out, error);
}

enum et_rc et_store_chat_batch_put(struct et_store *store, struct et_chat_batch *batch,
                                   const struct et_chat_batch_item *items, size_t count, struct et_error *error)
{
    return store->ops->chat->batch_put(store, batch, items, count, error);
}

enum et_rc et_store_chat_batch_save(struct et_store *store, const struct et_chat_batch *batch, struct et_error *error)
{
    return store->ops->chat->batch_save(store, batch, error);
}

enum et_rc et_store_chat_batches(struct et_store *store, bool open_only, struct et_arena *arena,
                                 struct et_chat_batch **out, size_t *count, struct et_error *error)
{
    return store->ops->chat->batches(store, open_only, arena, out, count, error);
}

enum et_rc et_store_chat_batch_items(struct et_store *store, int64_t batch_id, struct et_arena *arena,
                                     struct et_chat_batch_item **out, size_t *count, struct et_error *error)
{
    return store->ops->chat->batch_items(store, batch_id, arena, out, count, error);
}

const char *et_hybrid_text(const struct et_hybrid *hybrid, struct et_arena *arena)
{
    double all = hybrid->base_comments ? (double)hybrid->base_comments : 1;
    if (!hybrid->model_id)
        return "";
    return et_arena_printf(arena, ET_SLICE_FMT " scored %.1f %% of the comments, " ET_SLICE_FMT " the others",
                           ET_SLICE_ARG(hybrid->over), 100.0 * (double)hybrid->over_comments / all,
                           ET_SLICE_ARG(hybrid->base));
}
