#include "cli/discover_run.h"

#include "ingest/import.h"

struct et_discover_limits et_app_discover_limits(const struct et_app *app)
{
    return (struct et_discover_limits){
        .comments = (uint64_t)et_settings_int(app->settings, "discover.min_comments"),
        .authors = (uint64_t)et_settings_int(app->settings, "discover.min_authors"),
        .sureness = (int32_t)(et_settings_int(app->settings, "discover.min_sureness") * ET_FIXED / 100)};
}

enum et_rc et_app_settle(struct et_app *app, uint64_t *analysed, struct et_error *error)
{
    struct et_discover_limits limits = et_app_discover_limits(app);
    *analysed = 0;
    enum et_rc rc = et_app_load_catalogue(app, error);
    if (rc == ET_OK)
        rc = et_app_load_active_analyser(app, NULL, error);
    if (rc != ET_OK)
        return rc;
    struct et_import_job job = {.store = app->store,
                                .analyser = app->analyser,
                                .threads = (unsigned)et_settings_int(app->settings, "import.threads"),
                                .limits = &limits,
                                .stop = &et_app_stop};
    return et_import_settle(&job, analysed, error);
}
