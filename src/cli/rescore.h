/** Scoring what is stored again, for the commands that change what scores depend on. */
#ifndef ET_CLI_RESCORE_H
#define ET_CLI_RESCORE_H

#include "cli/app.h"

extern const struct et_option et_rescore_after_options[]; /**< --rescore */

/** Loads the catalogue anew and scores all comments with the model (NULL = the active one, or the default). The store
 * must be open for writing. */
ET_MUST_CHECK enum et_rc et_rescore_all(struct et_app *app, const char *model, uint64_t *analysed,
                                        struct et_error *error);

/** After a change: scores again when --rescore was given, else says that `et-intel rescore` applies it. */
ET_MUST_CHECK enum et_rc et_rescore_after(struct et_app *app, struct et_error *error);

/** The catalogue, and the analyser of the model asked for (NULL = the active one). */
ET_MUST_CHECK enum et_rc et_rescore_load(struct et_app *app, const char *asked, struct et_error *error);
/** --threads where the command has it, else the setting; 0 = one per processor. */
unsigned et_rescore_threads(const struct et_app *app);

/** `rescore --diff`. */
int et_rescore_diff(struct et_app *app);

/** An alert that scoring again would begin, end or turn. before and after: "ALERT: declining", "watch", "" for none. */
struct et_alert_change {
    struct et_slice about; /**< "all", "entity", "storyline" */
    struct et_slice name;
    const char *before, *after;
};
/** Scores a copy of the database, made beside it and removed, and compares its alerts with those of now. The app's
 * store and catalogue are as before afterwards, its analyser is the model's. Sorted by about and name; all in the app's
 * arena. Errors: those of copying (a full or read-only folder), of scoring. */
ET_MUST_CHECK enum et_rc et_rescore_alerts(struct et_app *app, const char *model, struct et_alert_change **out,
                                           size_t *count, struct et_error *error);

#endif
