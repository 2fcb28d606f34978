#include "brief/brief.h"

#include "brief/model.h"

static enum et_rc find_entity(struct et_store *store, int64_t id, struct et_arena *arena, struct et_slice *name,
                              struct et_error *error)
{
    struct et_catalogue catalogue;
    enum et_rc rc = id ? et_store_catalogue(store, arena, &catalogue, error) : ET_OK;
    for (size_t i = 0; rc == ET_OK && id && i < catalogue.count; i++)
        if (catalogue.entities[i].id == id)
            *name = catalogue.entities[i].name;
    return rc;
}

static enum et_rc fetch_evidence(struct et_store *store, const struct et_figures *figures, struct et_arena *arena,
                                 struct et_brief_input *input, struct et_error *error)
{
    int64_t *ids;
    size_t count;
    struct et_stored_comment *comments;
    enum et_rc rc = et_brief_evidence(figures, arena, &ids, &count, error);
    if (rc != ET_OK || !count)
        return rc;
    rc = et_store_comments(store, ids, count, arena, &comments, &input->evidence_count, error);
    if (rc == ET_OK)
        input->evidence = comments;
    return rc;
}

enum et_rc et_brief_make(struct et_store *store, const struct et_brief_options *options, struct et_arena *arena,
                         struct et_brief_model **out, struct et_error *error)
{
    struct et_figures *figures = et_arena_calloc(arena, 1, sizeof *figures);
    if (!figures)
        return et_fail_nomem(error);
    struct et_brief_input input = {.figures = figures};
    struct et_import *imports;
    enum et_rc rc = et_figures_compute(store, &options->figures, arena, figures, error);
    if (rc == ET_OK)
        rc = et_store_period(store, &input.first_us, &input.last_us, error);
    if (rc == ET_OK)
        rc = find_entity(store, options->figures.entity_id, arena, &input.entity_name, error);
    if (rc == ET_OK)
        rc = fetch_evidence(store, figures, arena, &input, error);
    if (rc == ET_OK)
        rc = et_store_import_list(store, arena, &imports, &input.import_count, error);
    if (rc != ET_OK)
        return rc;
    input.imports = imports;
    return et_brief_build(options, &input, arena, out, error);
}
