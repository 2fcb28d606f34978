/** The chat-model scorer for commands: its settings as a job, the hybrid, and what is said of it. */
#ifndef ET_CLI_CHAT_H
#define ET_CLI_CHAT_H

#include "cli/app.h"
#include "jobs/chat.h"

#define ET_HYBRID "hybrid" /* rescore --model hybrid */

/** Whether a chat model is set up (chat.base_url) and --no-api was not given. */
bool et_app_chat_allowed(const struct et_app *app);

/** The settings as a job over app->store and app->analyser. for_sending: key and prices are needed too. Errors:
 *  ET_E_USAGE with what is missing. */
ET_MUST_CHECK enum et_rc et_app_chat_job(struct et_app *app, bool for_sending, struct et_chat_job *job,
                                         struct et_error *error);

/** rescore --model hybrid: scores all locally, then asks about the comments that are worth it. Returns the exit code.
 */
int et_hybrid_rescore(struct et_app *app);

/** After local scoring: brings the chat model's scores to the catalogue of now, and discovered names into both. The
 *  hybrid is the active model. */
ET_MUST_CHECK enum et_rc et_hybrid_refresh(struct et_app *app, int64_t over_id, struct et_error *error);

/** What rescore --diff adds: how many comments would be asked about, and about what that costs. json NULL = for people.
 */
ET_MUST_CHECK enum et_rc et_hybrid_forecast(struct et_app *app, struct et_emit *json, struct et_error *error);

/** After an import, with the setting chat.after_import: the same, said on standard error. The local scores are there
 *  whatever becomes of it. */
void et_hybrid_after_import(struct et_app *app);

/** Makes the hybrid of that name ("hybrid": the newest) the active model. *done false: no hybrid is called so. */
ET_MUST_CHECK enum et_rc et_hybrid_use(struct et_app *app, const char *name, bool *done, struct et_error *error);

/** "gpt-x scored 3.1 % of the comments, et-stack@1.0.0 the others"; "" where the active model is no hybrid. In the
 * arena.
 */
ET_MUST_CHECK enum et_rc et_hybrid_shares(struct et_app *app, const char **out, struct et_error *error);

/** models ledger, models batches. */
int et_models_ledger(struct et_app *app);
int et_models_batches(struct et_app *app);
extern const struct et_option et_models_batches_options[];

#endif
