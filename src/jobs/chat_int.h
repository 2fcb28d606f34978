/** What run and batch share: one request with its comments, the ledger, storing an answer. Private to jobs. */
#ifndef ET_JOBS_CHAT_INT_H
#define ET_JOBS_CHAT_INT_H

#include "analyse/chat/answer.h"
#include "jobs/chat.h"

/** One run, whichever way it asks. */
struct et_chat_session {
    const struct et_chat_job *job;
    struct et_chat_report *report;
    struct et_scratch *scratch;
    struct et_chat_handles handles;
    const struct et_catalogue *catalogue;
    int64_t model_id, run_id;
    int64_t month_from_us;
    uint64_t nonce;             /**< of the run */
    enum et_chat_format format; /**< as far as the server is known */
    unsigned quirks;
};
ET_MUST_CHECK enum et_rc et_chat_session_open(struct et_chat_session *session, const struct et_chat_job *job,
                                              struct et_chat_report *report, struct et_error *error);
void et_chat_session_close(struct et_chat_session *session);

/** Up to ET_CHAT_BATCH comments as they are now, with what the local scorer says of them. */
struct et_chat_group {
    int64_t ids[ET_CHAT_BATCH];
    uint64_t input_hashes[ET_CHAT_BATCH];
    struct et_chat_item items[ET_CHAT_BATCH];
    struct et_analysis locals[ET_CHAT_BATCH];
    size_t count;
};
/** Comments that are gone are left out. expected: the places of a request whose answer is awaited (a gap then has id 0
 *  and an empty text), so that labels keep their numbers. */
ET_MUST_CHECK enum et_rc et_chat_group_load(struct et_chat_session *session, const int64_t *ids, size_t count,
                                            bool expected, struct et_arena *arena, struct et_chat_group *out,
                                            struct et_error *error);
ET_MUST_CHECK enum et_rc et_chat_group_body(const struct et_chat_session *session, const struct et_chat_group *group,
                                            uint64_t nonce, struct et_buf *out, struct et_error *error);

/** Writes a request into the ledger with the most that it can cost. ET_E_FULL: it does not fit into a budget (says
 *  which, how much is left and what to do). A transaction of its own. */
ET_MUST_CHECK enum et_rc et_chat_hold(struct et_chat_session *session, size_t comments, size_t body_bytes,
                                      size_t answers, unsigned price_percent, struct et_chat_entry *entry,
                                      struct et_error *error);
/** Sets tokens and cost of an entry: as the reply says, or estimated (reply without usage, or NULL). */
void et_chat_price_entry(const struct et_chat_session *session, struct et_chat_entry *entry,
                         const struct et_chat_reply *reply, unsigned price_percent);
/** The entry as it is now, into the ledger and the report. A transaction of its own. */
ET_MUST_CHECK enum et_rc et_chat_settle(struct et_chat_session *session, const struct et_chat_entry *entry,
                                        struct et_error *error);
/** Stores what a reply says of the group, inside a transaction. hashes: what the model was told. reply NULL = nothing.
 *  Returns how many answers were usable in *answered. */
ET_MUST_CHECK enum et_rc et_chat_store_reply(struct et_chat_session *session, const struct et_chat_group *group,
                                             const uint64_t *hashes, const struct et_chat_reply *reply,
                                             struct et_arena *arena, size_t *answered, struct et_error *error);
void et_chat_count(struct et_chat_report *report, const struct et_chat_entry *entry);
void et_chat_halt(struct et_chat_report *report, enum et_rc rc, const struct et_error *why);

#endif
