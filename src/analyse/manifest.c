#include "analyse/manifest.h"

#include "analyse/transformer/json_int.h"
#include "base/embed.h"

extern const struct et_embedded et_embedded_models_manifest[];

static enum et_rc read_text(const json_t *row, const char *key, struct et_arena *arena, struct et_slice *out,
                            struct et_error *error)
{
    const json_t *value = json_object_get(row, key);
    if (!json_is_string(value))
        return et_fail(error, ET_E_CORRUPT, "the manifest of models: a model has no text \"%s\"", key);
    *out = et_arena_copy(arena, et_slice(json_string_value(value), json_string_length(value)));
    return out->ptr ? ET_OK : et_fail_nomem(error);
}

static enum et_rc read_model(const json_t *row, struct et_arena *arena, struct et_manifest_model *out,
                             struct et_error *error)
{
    struct et_slice hash = {NULL, 0};
    const struct {
        const char *key;
        struct et_slice *out;
    } texts[] = {{"name", &out->name},       {"version", &out->version}, {"kind", &out->kind},
                 {"licence", &out->licence}, {"date", &out->date},       {"sha256", &hash}};
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && rc == ET_OK; i++)
        rc = read_text(row, texts[i].key, arena, texts[i].out, error);
    if (rc == ET_OK && hash.len != ET_SHA256_HEX - 1)
        rc = et_fail(error, ET_E_CORRUPT, "the manifest of models: " ET_SLICE_FMT " has no SHA-256 of 64 digits",
                     ET_SLICE_ARG(out->name));
    if (rc == ET_OK)
        memcpy(out->sha256, hash.ptr, ET_SHA256_HEX);
    return rc;
}

enum et_rc et_manifest_parse(struct et_slice text, struct et_arena *arena, struct et_manifest_model **models,
                             size_t *count, struct et_error *error)
{
    json_t *root = NULL;
    enum et_rc rc = et_model_json(text, "the manifest of models", &root, error);
    if (rc != ET_OK)
        return rc == ET_E_FORMAT ? et_fail(error, ET_E_CORRUPT, "%s", error ? error->message : "") : rc;
    const json_t *rows = json_object_get(root, "models");
    *count = json_array_size(rows);
    *models = et_arena_calloc(arena, *count + 1, sizeof **models);
    if (!*models)
        rc = et_fail_nomem(error);
    for (size_t i = 0; i < *count && rc == ET_OK; i++)
        rc = read_model(json_array_get(rows, i), arena, &(*models)[i], error);
    json_decref(root);
    return rc;
}

enum et_rc et_manifest_read(struct et_arena *arena, struct et_manifest_model **models, size_t *count,
                            struct et_error *error)
{
    return et_manifest_parse(et_slice(et_embedded_models_manifest[0].data, et_embedded_models_manifest[0].size), arena,
                             models, count, error);
}

enum et_rc et_manifest_check(const struct et_manifest_model *models, size_t count, const char *name,
                             const char *version, const char *sha256, struct et_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!et_slice_is(models[i].name, name) || !et_slice_is(models[i].version, version))
            continue;
        if (strcmp(models[i].sha256, sha256) == 0)
            return ET_OK;
        return et_fail(error, ET_E_CORRUPT,
                       "the built-in model %s@%s is not the one that the manifest names: its SHA-256 is %s, the "
                       "manifest says %s. Install the program anew (who builds it: tools/manifest --write)",
                       name, version, sha256, models[i].sha256);
    }
    return et_fail(error, ET_E_CORRUPT, "the manifest names no model %s@%s (who builds the program: tools/manifest)",
                   name, version);
}
