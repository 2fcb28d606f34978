/** The chat scorer's tables in SQLite. */
#ifndef ET_STORE_SQLITE_CHAT_INT_H
#define ET_STORE_SQLITE_CHAT_INT_H

#include "store/chat_int.h"
#include "store/sqlite/sqlite_int.h"

extern const struct et_chat_ops et_sqlite_chat;

/** The models that a model (0 = the active one) stands for: *over_id 0 and *base_id itself where it is no hybrid;
 *  both 0 when there is none. */
ET_MUST_CHECK enum et_rc et_sqlite_model_pair(struct et_sqlite *self, int64_t model_id, int64_t *base_id,
                                              int64_t *over_id, struct et_error *error);

ET_SQLITE_OP(hybrid_put, struct et_store *, const char *, const char *, int64_t, int64_t, int64_t *);
ET_SQLITE_OP(hybrid, struct et_store *, int64_t, bool, struct et_arena *, struct et_hybrid *);
ET_SQLITE_OP(chat_batch_put, struct et_store *, struct et_chat_batch *, const struct et_chat_batch_item *, size_t);
ET_SQLITE_OP(chat_batch_save, struct et_store *, const struct et_chat_batch *);
ET_SQLITE_OP(chat_batches, struct et_store *, bool, struct et_arena *, struct et_chat_batch **, size_t *);
ET_SQLITE_OP(chat_batch_items, struct et_store *, int64_t, struct et_arena *, struct et_chat_batch_item **, size_t *);

#endif
