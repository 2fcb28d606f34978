#include "cli/catalogue_in.h"

#include "analyse/entity/catalogue_file.h"
#include "base/map.h"

#include <jansson.h>

#include <stdlib.h>

/* The names of a file's entries. Entries without one are left for the file's reader to complain about. */
static bool take_names(json_t *entries, struct et_strmap *names)
{
    size_t i;
    json_t *entry;
    json_array_foreach(entries, i, entry)
    {
        json_t *name = json_object_get(entry, "name");
        struct et_slice text = et_slice(json_string_value(name), json_is_string(name) ? json_string_length(name) : 0);
        if (text.len && !et_strmap_put(names, et_slice_trim(text), NULL))
            return false;
    }
    return true;
}

/* Stand-ins for the known entities that the file does not have, behind its own entries. */
static bool add_known(const struct et_app *app, json_t *entries, const struct et_strmap *names)
{
    for (size_t i = 0; i < app->catalogue.count; i++) {
        const struct et_entity *e = &app->catalogue.entities[i];
        if (e->state != ET_ENTITY_KNOWN || et_strmap_get(names, e->name))
            continue;
        json_t *entry = json_pack("{s:s%,s:s}", "name", e->name.ptr, e->name.len, "type", et_entity_type_name(e->type));
        if (!entry || json_array_append_new(entries, entry) != 0)
            return false;
    }
    return true;
}

static enum et_rc parse_beside(struct et_app *app, json_t *entries, struct et_catalogue *out, struct et_error *error)
{
    struct et_strmap names = {0};
    size_t own = json_array_size(entries);
    bool ok = take_names(entries, &names) && add_known(app, entries, &names);
    char *text = ok ? json_dumps(entries, JSON_COMPACT) : NULL;
    enum et_rc rc = text ? et_catalogue_parse(et_slice_of(text), &app->arena, out, error) : et_fail_nomem(error);
    if (rc == ET_OK)
        out->count = own;
    free(text);
    et_strmap_dispose(&names);
    return rc;
}

enum et_rc et_catalogue_in_parse(struct et_app *app, struct et_slice json, struct et_catalogue *out,
                                 struct et_error *error)
{
    if (et_slice_starts(json, ET_SLICE("\xEF\xBB\xBF")))
        json = et_slice_sub(json, 3, json.len);
    json_t *entries = json_loadb(json.len ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, NULL);
    enum et_rc rc = json_is_array(entries) ? parse_beside(app, entries, out, error)
                                           : et_catalogue_parse(json, &app->arena, out, error); /* says what is wrong */
    json_decref(entries);
    return rc;
}

enum et_rc et_catalogue_in_check(struct et_app *app, const struct et_entity *entity, struct et_error *error)
{
    struct et_buf json;
    struct et_catalogue again;
    const struct et_catalogue one = {entity, 1};
    et_buf_init(&json, 0);
    enum et_rc rc = et_catalogue_format(&one, &json, error);
    if (rc == ET_OK)
        rc = et_catalogue_in_parse(app, et_buf_view(&json), &again, error);
    et_buf_dispose(&json);
    return rc;
}
