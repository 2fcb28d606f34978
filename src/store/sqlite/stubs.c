#include "store/sqlite/writer_int.h"
#include "store/legacy.h"
#define STUB return et_fail(error, ET_E_INTERNAL, "not built yet")
#pragma GCC diagnostic ignored "-Wunused-parameter"
enum et_rc et_sqlite_import_undo(struct et_store *store, int64_t import_id, uint64_t *comments_removed, struct et_error *error){STUB;}
enum et_rc et_sqlite_posts(struct et_store *store, struct et_arena *arena, struct et_stored_post **out, size_t *count, struct et_error *error){STUB;}
enum et_rc et_sqlite_comments(struct et_store *store, const int64_t *ids, size_t id_count, struct et_arena *arena, struct et_stored_comment **out, size_t *count, struct et_error *error){STUB;}
enum et_rc et_sqlite_comment_find(struct et_store *store, struct et_slice id, struct et_arena *arena, struct et_stored_comment *out, struct et_error *error){STUB;}
enum et_rc et_sqlite_search(struct et_store *store, const struct et_search *search, size_t limit, size_t offset, struct et_arena *arena, struct et_stored_comment **out, size_t *count, uint64_t *total, struct et_error *error){STUB;}
enum et_rc et_sqlite_export(struct et_store *store, const struct et_search *search, et_comment_callback callback, void *context, struct et_error *error){STUB;}
void et_sqlite_set_index_function(struct et_store *store, et_index_function function, void *context){et_sqlite_of(store)->index_function=function;et_sqlite_of(store)->index_context=context;}
enum et_rc et_sqlite_index(struct et_store *store, void (*progress)(void *, uint64_t, uint64_t), void *context, struct et_error *error){STUB;}
enum et_rc et_sqlite_forget_author(struct et_store *store, enum et_platform platform, struct et_slice handle, uint64_t *comments_removed, struct et_error *error){STUB;}
enum et_rc et_sqlite_backup(struct et_store *store, const char *path, struct et_error *error){STUB;}
enum et_rc et_sqlite_restore(const char *url, const char *backup, struct et_arena *arena, struct et_slice *kept, struct et_error *error){STUB;}
enum et_rc et_post_merge(struct et_sqlite *self, int64_t from, int64_t into, struct et_arena *arena, struct et_error *error){STUB;}
enum et_rc et_migrate_revision(const char *folder, const char *message, struct et_arena *arena, struct et_slice *made, struct et_error *error){STUB;}
