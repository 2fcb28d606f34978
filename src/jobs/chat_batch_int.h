/** The asynchronous batch interface: calls to the server (chat_remote.c), and taking in what a batch brought
 *  (chat_batch_look.c). Private to jobs. */
#ifndef ET_JOBS_CHAT_BATCH_INT_H
#define ET_JOBS_CHAT_BATCH_INT_H

#include "jobs/chat_int.h"

struct et_chat_remote {
    struct et_chat_session *session;
    struct et_http *http;
    struct et_http_response response; /**< of the last call */
};
ET_MUST_CHECK enum et_rc et_chat_remote_open(struct et_chat_remote *remote, struct et_error *error);
void et_chat_remote_close(struct et_chat_remote *remote);

/** Calls of the server, tried again as the settings say. Errors: ET_E_IO with what the server said; ET_E_FORMAT;
 *  ET_E_CANCELLED. Texts they set live in the arena. */
ET_MUST_CHECK enum et_rc et_chat_remote_upload(struct et_chat_remote *remote, struct et_chat_batch *batch,
                                               struct et_slice lines, struct et_arena *arena, struct et_error *error);
ET_MUST_CHECK enum et_rc et_chat_remote_create(struct et_chat_remote *remote, struct et_chat_batch *batch,
                                               struct et_arena *arena, struct et_error *error);
/** Looks for a batch with our mark among the newest ones; sets remote_id where there is one. */
ET_MUST_CHECK enum et_rc et_chat_remote_find(struct et_chat_remote *remote, struct et_chat_batch *batch,
                                             struct et_arena *arena, struct et_error *error);
ET_MUST_CHECK enum et_rc et_chat_remote_cancel(struct et_chat_remote *remote, const struct et_chat_batch *batch,
                                               struct et_error *error);

enum et_chat_remote_state { ET_REMOTE_WORKING, ET_REMOTE_DONE, ET_REMOTE_FAILED, ET_REMOTE_CANCELLED };
struct et_chat_remote_status {
    enum et_chat_remote_state state; /**< DONE also when its time ran out: what there is can be fetched */
    struct et_slice output, errors;  /**< ids of files; ptr NULL = none */
    struct et_slice problem;         /**< of FAILED */
};
ET_MUST_CHECK enum et_rc et_chat_remote_status(struct et_chat_remote *remote, const struct et_chat_batch *batch,
                                               struct et_arena *arena, struct et_chat_remote_status *out,
                                               struct et_error *error);
/** The content of a file is in remote->response.body afterwards. */
ET_MUST_CHECK enum et_rc et_chat_remote_fetch(struct et_chat_remote *remote, struct et_slice file,
                                              struct et_error *error);
/** Takes a file away from the server; failing does not matter. */
void et_chat_remote_delete(struct et_chat_remote *remote, struct et_slice file);

/* ---- lines ---- */

/** Items from `first` on that are of one line. */
size_t et_chat_line_length(const struct et_chat_batch_item *items, size_t count, size_t first);
uint64_t et_chat_line_nonce(const struct et_chat_batch *batch, uint64_t line);
ET_MUST_CHECK enum et_rc et_chat_line_load(struct et_chat_session *session, const struct et_chat_batch_item *items,
                                           size_t count, struct et_arena *arena, struct et_chat_group *out,
                                           struct et_error *error);

/** Asks how the batch is and takes in what it brought; sets batch->state. */
ET_MUST_CHECK enum et_rc et_chat_batch_look(struct et_chat_remote *remote, struct et_chat_batch *batch,
                                            struct et_arena *arena, struct et_error *error);
/** Ends a batch in the store: its state, and the ledger's entry (NULL = not charged). */
ET_MUST_CHECK enum et_rc et_chat_batch_close(struct et_chat_remote *remote, struct et_chat_batch *batch,
                                             enum et_chat_batch_state state, const struct et_chat_entry *entry,
                                             struct et_error *error);

#endif
