/* Which alerts scoring again would change: worked out on a copy, so that they are those that a brief would show. */
#include "cli/rescore.h"
#include "insight/figures.h"
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A subject with its state under the scores of now and of then. */
struct subject {
    struct et_slice about, name;
    const char *state;
};

struct subjects {
    struct subject *items;
    size_t count;
};

static int by_name(const void *left, const void *right)
{
    const struct subject *a = left, *b = right;
    int order = et_slice_cmp(a->about, b->about);
    return order ? order : et_slice_cmp(a->name, b->name);
}

static const char *state_of(struct et_arena *arena, const struct et_velocity *v)
{
    const char *direction = et_direction_text(v->direction);
    if (!v->enough || !(v->is_alert || v->is_watch))
        return "";
    if (!v->is_alert || !*direction)
        return v->is_alert ? "ALERT" : "watch";
    return et_arena_printf(arena, "ALERT: %s", direction);
}

static void add(struct subjects *subjects, struct et_arena *arena, struct et_slice about, struct et_slice name,
                const struct et_velocity *v)
{
    subjects->items[subjects->count++] = (struct subject){about, name, state_of(arena, v)};
}

static enum et_rc compute(struct et_app *app, struct subjects *out, struct et_error *error)
{
    struct et_figures f;
    const struct et_figures_options all = {
        .from_us = ET_TIME_NONE, .to_us = ET_TIME_NONE, .asof_us = ET_TIME_NONE, .zone = app->zone};
    enum et_rc rc = et_figures_compute(app->store, &all, &app->arena, &f, error);
    if (rc != ET_OK)
        return rc;
    out->count = 0;
    out->items = et_arena_calloc(&app->arena, f.entity_count + f.storyline_count + 1, sizeof *out->items);
    if (!out->items)
        return et_fail_nomem(error);
    add(out, &app->arena, ET_SLICE("all"), ET_SLICE("(all comments)"), &f.velocity);
    for (size_t i = 0; i < f.entity_count; i++)
        add(out, &app->arena, ET_SLICE("entity"), f.entities[i].entity->name, &f.entities[i].velocity);
    for (size_t i = 0; i < f.storyline_count; i++)
        add(out, &app->arena, ET_SLICE("storyline"), f.storylines[i].name, &f.storylines[i].velocity);
    qsort(out->items, out->count, sizeof *out->items, by_name);
    return ET_OK;
}

static enum et_rc join(struct et_app *app, const struct subjects *now, const struct subjects *then,
                       struct et_alert_change **out, size_t *count, struct et_error *error)
{
    size_t i = 0, k = 0;
    *count = 0;
    *out = et_arena_calloc(&app->arena, now->count + then->count + 1, sizeof **out);
    if (!*out)
        return et_fail_nomem(error);
    while (i < now->count || k < then->count) {
        int order = i == now->count ? 1 : k == then->count ? -1 : by_name(&now->items[i], &then->items[k]);
        const struct subject *subject = order <= 0 ? &now->items[i] : &then->items[k];
        const char *before = order <= 0 ? now->items[i++].state : "", *after = order >= 0 ? then->items[k++].state : "";
        if (!before || !after)
            return et_fail_nomem(error);
        if (strcmp(before, after) != 0)
            (*out)[(*count)++] = (struct et_alert_change){subject->about, subject->name, before, after};
    }
    return ET_OK;
}

static void remove_copy(struct et_arena *arena, const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char *file = et_arena_printf(arena, "%s%s", path, ends[i]);
        if (file)
            unlink(file);
    }
}

/* With the copy in the store's place. */
static enum et_rc score_copy(struct et_app *app, const char *path, const char *model, struct subjects *then,
                             struct et_error *error)
{
    struct et_store *kept = app->store;
    const struct et_catalogue catalogue = app->catalogue;
    uint64_t analysed;
    char *url = et_arena_printf(&app->arena, "sqlite:%s", path);
    if (!url)
        return et_fail_nomem(error);
    app->store = NULL;
    enum et_rc rc = et_store_open(url, ET_OPEN_WRITE, &app->store, error);
    if (rc == ET_OK)
        rc = et_rescore_all(app, model, &analysed, error);
    if (rc == ET_OK)
        rc = compute(app, then, error);
    et_store_close(app->store);
    app->store = kept;
    app->catalogue = catalogue;
    return rc;
}

enum et_rc et_rescore_alerts(struct et_app *app, const char *model, struct et_alert_change **out, size_t *count,
                             struct et_error *error)
{
    struct subjects now, then = {NULL, 0};
    const char *url = et_app_setting(app, "db.url"), *colon = strchr(url, ':');
    char *path = et_arena_printf(&app->arena, "%s.diff-%ld", colon ? colon + 1 : url, (long)getpid());
    if (!path)
        return et_fail_nomem(error);
    enum et_rc rc = compute(app, &now, error);
    if (rc != ET_OK)
        return rc;
    rc = et_store_backup(app->store, path, error);
    if (rc == ET_OK)
        rc = score_copy(app, path, model, &then, error);
    remove_copy(&app->arena, path);
    return rc == ET_OK ? join(app, &now, &then, out, count, error) : rc;
}
