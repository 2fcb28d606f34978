/** The chat scorer's part of a backend (ops_int.h); every function means what chat.h says of the call of that name. */
#ifndef ET_STORE_CHAT_INT_H
#define ET_STORE_CHAT_INT_H

#include "store/chat.h"

struct et_chat_ops {
    enum et_rc (*hybrid_put)(struct et_store *store, const char *name, const char *sha256, int64_t base_id,
                             int64_t over_id, int64_t *model_id, struct et_error *error);
    enum et_rc (*hybrid)(struct et_store *store, int64_t model_id, bool counts, struct et_arena *arena,
                         struct et_hybrid *out, struct et_error *error);
    enum et_rc (*run)(struct et_store *store, int64_t model_id, int64_t started_at_us, int64_t *run_id,
                      struct et_error *error);
    enum et_rc (*spent)(struct et_store *store, int64_t run_id, int64_t since_us, int64_t *run, int64_t *since,
                        struct et_error *error);
    enum et_rc (*hold)(struct et_store *store, struct et_chat_entry *entry, struct et_error *error);
    enum et_rc (*settle)(struct et_store *store, const struct et_chat_entry *entry, struct et_error *error);
    enum et_rc (*entry)(struct et_store *store, int64_t request_id, struct et_chat_entry *out, struct et_error *error);
    enum et_rc (*ledger)(struct et_store *store, struct et_arena *arena, struct et_chat_sum **out, size_t *count,
                         struct et_error *error);
    enum et_rc (*note)(struct et_store *store, int64_t model_id, const struct et_chat_note *notes, size_t count,
                       struct et_error *error);
    enum et_rc (*notes)(struct et_store *store, int64_t model_id, et_chat_note_callback callback, void *context,
                        struct et_error *error);
    enum et_rc (*said)(struct et_store *store, int64_t comment_id, struct et_arena *arena, struct et_chat_said *out,
                       struct et_error *error);
    enum et_rc (*batch_put)(struct et_store *store, struct et_chat_batch *batch, const struct et_chat_batch_item *items,
                            size_t count, struct et_error *error);
    enum et_rc (*batch_save)(struct et_store *store, const struct et_chat_batch *batch, struct et_error *error);
    enum et_rc (*batches)(struct et_store *store, bool open_only, struct et_arena *arena, struct et_chat_batch **out,
                          size_t *count, struct et_error *error);
    enum et_rc (*batch_items)(struct et_store *store, int64_t batch_id, struct et_arena *arena,
                              struct et_chat_batch_item **out, size_t *count, struct et_error *error);
};

#endif
