/* The store, the catalogue and the analyser of a command (app.h). */
#include "base/buf.h"
#include "cli/app.h"
#include "insight/query.h"
#include "store/chat.h"
#include "text/token.h"

#include <stdio.h>
#include <string.h>

#define SUGGESTIONS_MAX 4096

/* Index tokens need a scratch that lives as long as the store's connection. */
static struct et_tokens index_scratch;

static enum et_rc index_tokens(void *context, struct et_slice text, struct et_buf *out, struct et_error *error)
{
    return et_index_tokens(context, text, out, error);
}

enum et_rc et_app_open_store(struct et_app *app, enum et_open_mode mode, struct et_error *error)
{
    if (app->store)
        return ET_OK;
    const char *url = et_app_setting(app, "db.url");
    enum et_rc rc = et_store_open(url, mode, &app->store, error);
    /* A URL of a known kind that leads nowhere (a folder) is no wrong usage of the command. */
    if (rc == ET_E_USAGE && strncmp(url, "sqlite:", 7) == 0 && url[7]) {
        rc = error->code = ET_E_IO;
        snprintf(app->advice, sizeof app->advice, "Name a database file: --db sqlite:PATH");
    }
    if (rc == ET_OK)
        et_store_set_index_function(app->store, index_tokens, &index_scratch);
    else if (rc == ET_E_NOT_FOUND && !app->advice[0])
        snprintf(app->advice, sizeof app->advice,
                 "Import comments first: et-intel import FILE (or name another database with --db sqlite:PATH).");
    return rc;
}

enum et_rc et_app_open_existing(struct et_app *app, struct et_error *error)
{
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, error);
    if (rc != ET_OK)
        return rc;
    et_store_close(app->store);
    app->store = NULL;
    return et_app_open_store(app, ET_OPEN_WRITE, error);
}

enum et_rc et_app_load_catalogue(struct et_app *app, struct et_error *error)
{
    return et_store_catalogue(app->store, &app->arena, &app->catalogue, error);
}

enum et_rc et_app_load_analyser(struct et_app *app, const char *model, struct et_error *error)
{
    struct et_analyser_config config = {
        .catalogue = &app->catalogue, .model = model, .models = et_app_setting(app, "models.dir")};
    et_analyser_free(app->analyser);
    app->analyser = NULL;
    return et_analyser_new(&config, &app->analyser, error);
}

enum et_rc et_app_load_active_analyser(struct et_app *app, const char *asked, struct et_error *error)
{
    int64_t model_id = 0;
    struct et_slice active = {NULL, 0};
    if (asked || !app->store)
        return et_app_load_analyser(app, asked, error);
    enum et_rc rc = et_store_active_model(app->store, &app->arena, &model_id, &active, error);
    if (rc != ET_OK || !model_id)
        return rc == ET_OK ? et_app_load_analyser(app, NULL, error) : rc;
    struct et_hybrid hybrid;
    rc = et_store_hybrid(app->store, model_id, false, &app->arena, &hybrid, error);
    if (rc != ET_OK)
        return rc;
    if (hybrid.model_id) /* its local scorer; what a chat model says is not made here */
        active = hybrid.base;
    active = et_arena_copy(&app->arena, active);
    if (!active.ptr)
        return et_fail_nomem(error);
    rc = et_app_load_analyser(app, active.ptr, error);
    if (rc != ET_E_NOT_FOUND && rc != ET_E_USAGE)
        return rc;
    rc = et_app_load_analyser(app, NULL, error);
    if (rc == ET_OK)
        et_app_note(app,
                    "The database was scored with %s, which this program does not have; %s is used instead.\n"
                    "'et-intel rescore' brings all comments to it.",
                    active.ptr, et_analyser_model(app->analyser));
    return rc;
}

const struct et_entity *et_app_entity_by_id(const struct et_app *app, int64_t id)
{
    for (size_t i = 0; i < app->catalogue.count; i++)
        if (app->catalogue.entities[i].id == id)
            return &app->catalogue.entities[i];
    return NULL;
}

static const char *nearest_entity(struct et_app *app, const char *name)
{
    size_t count = app->catalogue.count < SUGGESTIONS_MAX ? app->catalogue.count : SUGGESTIONS_MAX;
    const char **names = et_arena_calloc(&app->arena, count + 1, sizeof *names);
    for (size_t i = 0; names && i < count; i++) {
        names[i] = et_arena_copy(&app->arena, app->catalogue.entities[i].name).ptr;
        if (!names[i])
            return NULL;
    }
    return names ? et_nearest_name(name, names, count) : NULL;
}

enum et_rc et_app_find_entity(struct et_app *app, const char *name, const struct et_entity **out,
                              struct et_error *error)
{
    *out = et_entity_by_name(&app->catalogue, et_slice_of(name));
    if (*out)
        return ET_OK;
    const char *nearest = nearest_entity(app, name);
    if (nearest)
        snprintf(app->advice, sizeof app->advice,
                 "Did you mean '%s'? 'et-intel entities list' shows all; 'et-intel entities add NAME' adds one.",
                 nearest);
    else
        snprintf(app->advice, sizeof app->advice,
                 "Add it with: et-intel entities add '%s' --type person, then: et-intel rescore", name);
    return et_fail(error, ET_E_NOT_FOUND, "there is no entity '%s' in the catalogue, or several share that name", name);
}

const char *et_app_setting(const struct et_app *app, const char *name)
{
    return et_settings_text(app->settings, name);
}
