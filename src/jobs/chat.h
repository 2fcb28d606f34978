/** Asking a chat model about stored comments: the plan (which, at what cost), the run (many requests at once), and
 *  batches at the asynchronous interface. Scores are stored under a model name of their own and local ones are never
 *  touched; a hybrid model joins both. Nothing here asks for consent: the caller checks that sending is allowed.
 *
 *  Money: every request is written into the ledger with the most that it can cost before it is sent, within
 *  run_budget and month_budget, and set right when its answer is there. One that never came back counts as spent. */
#ifndef ET_JOBS_CHAT_H
#define ET_JOBS_CHAT_H

#include "analyse/analyse.h"
#include "analyse/chat/endpoint.h"
#include "analyse/chat/ledger.h"
#include "analyse/chat/select.h"
#include "store/chat.h"

struct et_chat_job {
    struct et_store *store;             /**< for writing; for a plan reading is enough */
    const struct et_analyser *analyser; /**< the local scorer, with the store's catalogue */
    struct et_chat_endpoint endpoint;
    struct et_chat_price price;
    enum et_chat_format format;       /**< to begin with; a server that refuses it gets a plainer one */
    int64_t run_budget, month_budget; /**< micro; below 0 = none */
    unsigned share_percent;           /**< of all comments that may have a chat score */
    unsigned concurrency;             /**< requests at a time, 1 to 16 */
    unsigned batch_price_percent;     /**< of the price, at the asynchronous interface */
    int64_t batch_poll_ms;
    bool batch_wait;          /**< wait until batches are done; else only look once */
    const volatile int *stop; /**< no request is begun after it is set; those that are out are awaited */
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *progress_context;
};

/** What would be asked. Lives in the arena given. */
struct et_chat_plan {
    struct et_chat_pick *picks; /**< most important first */
    size_t count;
    uint64_t total;                /**< comments stored */
    uint64_t worth;                /**< of which some reason says that they are worth it */
    uint64_t answered;             /**< have a chat score already */
    uint64_t given_up;             /**< asked twice in vain */
    uint64_t most;                 /**< chat scores that the share allows */
    uint64_t by_why[ET_CHAT_WHYS]; /**< of the picks; one may have several reasons */
    uint64_t requests;
    int64_t tokens_in, tokens_out, cost; /**< forecast */
};
ET_MUST_CHECK enum et_rc et_chat_plan_make(const struct et_chat_job *job, struct et_arena *arena,
                                           struct et_chat_plan *out, struct et_error *error);

struct et_chat_report {
    uint64_t requests;        /**< sent, further tries included */
    uint64_t asked, answered; /**< comments */
    uint64_t unusable;        /**< asked, without a usable answer: the local score stands */
    uint64_t open_batches;    /**< still with the server */
    int64_t tokens_in, tokens_out, cost;
    enum et_rc halted;   /**< ET_OK: all were asked; ET_E_CANCELLED; ET_E_FULL = the budget; else a failure */
    struct et_error why; /**< of halted, and what to do */
};

/** Id and name of the chat model's scores in the store, registered if new. */
ET_MUST_CHECK enum et_rc et_chat_register(const struct et_chat_job *job, int64_t *model_id, struct et_error *error);
/** Joins the local scorer's and the chat model's scores to the hybrid, and makes it the active model. */
ET_MUST_CHECK enum et_rc et_chat_hybrid(const struct et_chat_job *job, struct et_error *error);
/** The same for a chat model that scored before (hybrid->over, over_id), with a local scorer that may be another. */
ET_MUST_CHECK enum et_rc et_chat_rejoin(struct et_store *store, const struct et_analyser *analyser,
                                        const struct et_hybrid *hybrid, struct et_error *error);
/** Brings mentions and themes of the chat model's scores to the catalogue and local scorer of now; what the model said
 *  stays. The hybrid must be the active model. */
ET_MUST_CHECK enum et_rc et_chat_refresh(struct et_store *store, const struct et_analyser *analyser, int64_t over_id,
                                         const volatile int *stop, struct et_error *error);

/** Asks about all picks. Errors are those of the store and of memory; what stopped the asking itself is in the report,
 *  and what was answered until then is stored. */
ET_MUST_CHECK enum et_rc et_chat_run(const struct et_chat_job *job, const struct et_chat_plan *plan,
                                     struct et_chat_report *out, struct et_error *error);

/** Goes on with the model's open batches, first of all; where there are none, sends the picks as new ones. */
ET_MUST_CHECK enum et_rc et_chat_batch_run(const struct et_chat_job *job, const struct et_chat_plan *plan,
                                           struct et_chat_report *out, struct et_error *error);
/** Asks the server to cancel a batch; what is done until then is fetched by the next et_chat_batch_run. Errors:
 *  ET_E_NOT_FOUND, ET_E_USAGE when it is ended already, ET_E_IO. */
ET_MUST_CHECK enum et_rc et_chat_batch_cancel(const struct et_chat_job *job, int64_t batch_id, struct et_error *error);

#endif
