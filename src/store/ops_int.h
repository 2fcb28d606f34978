/** What a backend is: one static const struct et_store_ops, listed in store.c. Every function must be there; they mean
 * what store.h and migrate.h say of the call of the same name. Private to the store. */
#ifndef ET_STORE_OPS_INT_H
#define ET_STORE_OPS_INT_H

#include "store/migrate.h"
#include "store/store.h"

struct et_store_ops;
struct et_chat_ops;

/** First member of every backend's connection. */
struct et_store {
    const struct et_store_ops *ops;
    char *url; /**< owned by the backend, without a password */
};

struct et_store_ops {
    const char *scheme; /**< "sqlite:", what its URLs start with */
    const struct et_chat_ops *chat; /**< chat_int.h */

    enum et_rc (*open)(const char *url, enum et_open_mode mode, struct et_store **out, struct et_error *error);
    void (*close)(struct et_store *store);
    enum et_rc (*clone)(const struct et_store *store, struct et_store **out, struct et_error *error);

    enum et_rc (*begin)(struct et_store *store, struct et_error *error);
    enum et_rc (*commit)(struct et_store *store, struct et_error *error);
    void (*rollback)(struct et_store *store);

    enum et_rc (*import_find)(struct et_store *store, struct et_slice sha256, struct et_slice options,
                              struct et_arena *arena, struct et_import *out, struct et_error *error);
    enum et_rc (*import_any_of_size)(struct et_store *store, uint64_t bytes, bool *any, struct et_error *error);
    enum et_rc (*import_begin)(struct et_store *store, struct et_import *import, struct et_error *error);
    enum et_rc (*import_save)(struct et_store *store, const struct et_import *import, struct et_error *error);
    enum et_rc (*import_list)(struct et_store *store, struct et_arena *arena, struct et_import **out, size_t *count,
                              struct et_error *error);
    enum et_rc (*import_reject)(struct et_store *store, int64_t import_id, const struct et_reject *rejects,
                                size_t count, struct et_error *error);
    enum et_rc (*import_rejects)(struct et_store *store, int64_t import_id, struct et_arena *arena,
                                 struct et_reject **out, size_t *count, struct et_error *error);
    enum et_rc (*import_undo)(struct et_store *store, int64_t import_id, uint64_t *comments_removed,
                              struct et_error *error);

    enum et_rc (*post_find)(struct et_store *store, enum et_platform platform, struct et_slice key, int64_t *post_id,
                            struct et_error *error);
    enum et_rc (*lookup)(struct et_store *store, struct et_batch *batch, struct et_arena *arena,
                         struct et_error *error);
    enum et_rc (*write_batch)(struct et_store *store, int64_t import_id, int64_t model_id, struct et_batch *batch,
                              struct et_error *error);

    enum et_rc (*model)(struct et_store *store, const char *model, const char *sha256, int64_t *model_id,
                        struct et_error *error);
    enum et_rc (*active_model)(struct et_store *store, struct et_arena *arena, int64_t *model_id,
                               struct et_slice *model, struct et_error *error);
    enum et_rc (*models)(struct et_store *store, struct et_arena *arena, struct et_stored_model **out, size_t *count,
                         struct et_error *error);
    enum et_rc (*use_model)(struct et_store *store, int64_t model_id, struct et_error *error);
    enum et_rc (*unscored)(struct et_store *store, bool pending_only, int64_t after_id, size_t max,
                           struct et_arena *arena, struct et_unscored **out, size_t *count, struct et_error *error);
    enum et_rc (*put_scores)(struct et_store *store, int64_t model_id, const int64_t *comment_ids,
                             const struct et_analysis *analyses, size_t count, struct et_error *error);
    enum et_rc (*mark_pending_all)(struct et_store *store, struct et_error *error);

    enum et_rc (*catalogue)(struct et_store *store, struct et_arena *arena, struct et_catalogue *out,
                            struct et_error *error);
    enum et_rc (*catalogue_put)(struct et_store *store, const struct et_catalogue *catalogue, size_t *added,
                                size_t *changed, struct et_error *error);
    enum et_rc (*entity_merge)(struct et_store *store, int64_t from_id, int64_t into_id, struct et_error *error);
    enum et_rc (*entity_state)(struct et_store *store, int64_t id, enum et_entity_state state, struct et_error *error);

    enum et_rc (*ignored)(struct et_store *store, struct et_arena *arena, struct et_catalogue *out,
                          struct et_error *error);
    enum et_rc (*unlisted)(struct et_store *store, et_unlisted_callback callback, void *context,
                           struct et_error *error);
    enum et_rc (*unlisted_changed)(struct et_store *store, bool *changed, struct et_error *error);
    enum et_rc (*discovered_begin)(struct et_store *store, struct et_entity *entities, size_t count,
                                   struct et_error *error);
    enum et_rc (*discovered_add)(struct et_store *store, const struct et_placed *rows, size_t count,
                                 struct et_error *error);
    enum et_rc (*discovered_end)(struct et_store *store, struct et_error *error);
    enum et_rc (*mark_pending)(struct et_store *store, const int64_t *comment_ids, size_t count,
                               struct et_error *error);

    enum et_rc (*stats)(struct et_store *store, struct et_arena *arena, struct et_store_stats *out,
                        struct et_error *error);
    enum et_rc (*period)(struct et_store *store, int64_t *first_us, int64_t *last_us, struct et_error *error);
    enum et_rc (*id_range)(struct et_store *store, int64_t *first, int64_t *last, struct et_error *error);
    enum et_rc (*facts)(struct et_store *store, const struct et_filter *filter, int64_t first_id, int64_t last_id,
                        et_fact_callback callback, void *context, struct et_error *error);
    enum et_rc (*posts)(struct et_store *store, struct et_arena *arena, struct et_stored_post **out, size_t *count,
                        struct et_error *error);
    enum et_rc (*comments)(struct et_store *store, const int64_t *ids, size_t id_count, struct et_arena *arena,
                           struct et_stored_comment **out, size_t *count, struct et_error *error);
    enum et_rc (*comment_find)(struct et_store *store, struct et_slice id, struct et_arena *arena,
                               struct et_stored_comment *out, struct et_error *error);
    enum et_rc (*search)(struct et_store *store, const struct et_search *search, size_t limit, size_t offset,
                         struct et_arena *arena, struct et_stored_comment **out, size_t *count, uint64_t *total,
                         struct et_error *error);
    enum et_rc (*export)(struct et_store *store, const struct et_search *search, et_comment_callback callback,
                         void *context, struct et_error *error);
    void (*set_index_function)(struct et_store *store, et_index_function function, void *context);
    enum et_rc (*index)(struct et_store *store, void (*progress)(void *, uint64_t, uint64_t), void *context,
                        struct et_error *error);
    enum et_rc (*forget_author)(struct et_store *store, enum et_platform platform, struct et_slice handle,
                                uint64_t *comments_removed, struct et_error *error);

    enum et_rc (*migrate_history)(struct et_store *store, struct et_arena *arena, struct et_migration **out,
                                  size_t *count, struct et_error *error);
    enum et_rc (*migrate_up)(struct et_store *store, const char *target, struct et_arena *arena,
                             struct et_migrate_result *out, struct et_error *error);
    enum et_rc (*migrate_down)(struct et_store *store, const char *target, struct et_arena *arena,
                               struct et_migrate_result *out, struct et_error *error);
    enum et_rc (*migrate_stamp)(struct et_store *store, const char *target, struct et_error *error);
    enum et_rc (*migrate_check)(struct et_store *store, const struct et_check *check, struct et_arena *arena,
                                struct et_slice **problems, size_t *count, struct et_error *error);
    enum et_rc (*backup)(struct et_store *store, const char *path, struct et_error *error);
    enum et_rc (*restore)(const char *url, const char *backup, struct et_arena *arena, struct et_slice *kept,
                          struct et_error *error);
};

extern const struct et_store_ops et_store_sqlite;

#endif
