/** What the store keeps for the chat-model scorer: hybrid models, the ledger of requests, answers, batches. Beside
 *  store.h, with the same rules: errors, transactions and threads as there. Money is in millionths ("micro"). */
#ifndef ET_STORE_CHAT_H
#define ET_STORE_CHAT_H

#include "store/store.h"

/* ---- hybrid models: one model's scores where it has them, another's elsewhere ---- */

struct et_hybrid {
    int64_t model_id; /**< 0 = the model asked about is no hybrid, and nothing below holds */
    int64_t base_id, over_id;
    struct et_slice name, base, over;      /**< NAME@VERSION; in the arena */
    uint64_t base_comments, over_comments; /**< with a score of theirs */
};

/** Registers a hybrid under a name (kept if it is there). base and over must be models that are no hybrids. */
ET_MUST_CHECK enum et_rc et_store_hybrid_put(struct et_store *store, const char *name, const char *sha256,
                                             int64_t base_id, int64_t over_id, int64_t *model_id,
                                             struct et_error *error);
/** The hybrid of that id; model_id 0 = the active model. counts false leaves the numbers of comments 0. */
ET_MUST_CHECK enum et_rc et_store_hybrid(struct et_store *store, int64_t model_id, bool counts, struct et_arena *arena,
                                         struct et_hybrid *out, struct et_error *error);

/** "chat-x@1 scored 3.1 % of the comments, et-y@1.0.0 the others", in the arena; "" for none (model_id 0), NULL when
 *  memory ran out. */
const char *et_hybrid_text(const struct et_hybrid *hybrid, struct et_arena *arena);

/* ---- the ledger ---- */

/** Stored: never change a number. */
enum et_chat_state {
    ET_CHAT_HELD = 0,      /**< sent, or the program ended before it knew: counts as spent */
    ET_CHAT_PAID = 1,      /**< as the server counted */
    ET_CHAT_ESTIMATED = 2, /**< charged for certain or perhaps, tokens estimated */
    ET_CHAT_NOT_CHARGED = 3
};

struct et_chat_entry {
    int64_t request_id; /**< set by et_store_chat_hold */
    int64_t run_id;
    int64_t sent_at_us;
    enum et_chat_state state;
    uint64_t comments, answered;
    int64_t tokens_in, tokens_out, cost;
};

ET_MUST_CHECK enum et_rc et_store_chat_run(struct et_store *store, int64_t model_id, int64_t started_at_us,
                                           int64_t *run_id, struct et_error *error);
/** What a run, and all requests since a moment, cost or hold so far. */
ET_MUST_CHECK enum et_rc et_store_chat_spent(struct et_store *store, int64_t run_id, int64_t since_us, int64_t *run,
                                             int64_t *since, struct et_error *error);
ET_MUST_CHECK enum et_rc et_store_chat_hold(struct et_store *store, struct et_chat_entry *entry,
                                            struct et_error *error);
/** Replaces what is known of a request: state, answered, tokens, cost. */
ET_MUST_CHECK enum et_rc et_store_chat_settle(struct et_store *store, const struct et_chat_entry *entry,
                                              struct et_error *error);

struct et_chat_sum {
    struct et_slice model; /**< in the arena */
    int64_t run_id, started_at_us;
    uint64_t requests, held, not_charged, comments, answered;
    int64_t tokens_in, tokens_out, cost;
};
/** Sums by run, newest first. */
ET_MUST_CHECK enum et_rc et_store_chat_ledger(struct et_store *store, struct et_arena *arena, struct et_chat_sum **out,
                                              size_t *count, struct et_error *error);

/* ---- answers ---- */

struct et_chat_note {
    int64_t comment_id;
    uint64_t input_hash;
    uint32_t tries;         /**< how often it was asked about with this input */
    struct et_slice reason; /**< ptr NULL = no usable answer */
};
/** Adds or replaces; of a comment without a usable answer tries grow while input_hash stays. Comments that were removed
 *  meanwhile are left out. */
ET_MUST_CHECK enum et_rc et_store_chat_note(struct et_store *store, int64_t model_id, const struct et_chat_note *notes,
                                            size_t count, struct et_error *error);
typedef enum et_rc (*et_chat_note_callback)(void *context, const struct et_chat_note *note, struct et_error *error);
/** All notes of a model, by comment; reason is "" or ptr NULL, not the text. */
ET_MUST_CHECK enum et_rc et_store_chat_notes(struct et_store *store, int64_t model_id, et_chat_note_callback callback,
                                             void *context, struct et_error *error);
/** The latest usable answer about a comment with its model; ET_E_NOT_FOUND when there is none. In the arena. */
struct et_chat_said {
    int64_t model_id;
    struct et_slice model, reason;
    struct et_score score;
};
ET_MUST_CHECK enum et_rc et_store_chat_said(struct et_store *store, int64_t comment_id, struct et_arena *arena,
                                            struct et_chat_said *out, struct et_error *error);

/* ---- batches ---- */

/** Stored: never change a number. */
enum et_chat_batch_state {
    ET_CHAT_BATCH_NEW = 0, /**< held in the ledger; perhaps sent, perhaps not */
    ET_CHAT_BATCH_SENT = 1,
    ET_CHAT_BATCH_DONE = 2,
    ET_CHAT_BATCH_FAILED = 3,
    ET_CHAT_BATCH_CANCELLED = 4
};

struct et_chat_batch {
    int64_t batch_id; /**< set by et_store_chat_batch_put */
    int64_t model_id, request_id;
    enum et_chat_batch_state state;
    int64_t created_at_us;
    uint64_t nonce;
    struct et_slice input_file, remote_id; /**< ids of the server; ptr NULL = not known */
    struct et_slice model;                 /**< read only */
    uint64_t comments;                     /**< read only */
};
struct et_chat_batch_item {
    uint64_t line, position; /**< line of the file and place in its request, from 0 */
    int64_t comment_id;
    uint64_t input_hash;
};
ET_MUST_CHECK enum et_rc et_store_chat_batch_put(struct et_store *store, struct et_chat_batch *batch,
                                                 const struct et_chat_batch_item *items, size_t count,
                                                 struct et_error *error);
/** Replaces state, input_file and remote_id. */
ET_MUST_CHECK enum et_rc et_store_chat_batch_save(struct et_store *store, const struct et_chat_batch *batch,
                                                  struct et_error *error);
/** By id, oldest first. open_only: those in state NEW or SENT. */
ET_MUST_CHECK enum et_rc et_store_chat_batches(struct et_store *store, bool open_only, struct et_arena *arena,
                                               struct et_chat_batch **out, size_t *count, struct et_error *error);
/** Items by line and position. */
ET_MUST_CHECK enum et_rc et_store_chat_batch_items(struct et_store *store, int64_t batch_id, struct et_arena *arena,
                                                   struct et_chat_batch_item **out, size_t *count,
                                                   struct et_error *error);
/** A ledger entry by its id. */
ET_MUST_CHECK enum et_rc et_store_chat_entry(struct et_store *store, int64_t request_id, struct et_chat_entry *out,
                                             struct et_error *error);

#endif
