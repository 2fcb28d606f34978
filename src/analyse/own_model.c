#include "analyse/own_model.h"

#include "analyse/learned/stack.h"
#include "analyse/transformer/json_int.h"
#include "analyse/transformer/package.h"
#include "base/file.h"

static bool is_version(struct et_slice version)
{
    size_t parts = 0;
    while (version.ptr) {
        struct et_slice number = et_slice_cut(&version, '.');
        uint64_t value;
        if (number.len > 6 || !et_slice_to_u64(number, &value))
            return false;
        parts++;
    }
    return parts == 3;
}

bool et_own_split(struct et_slice model, struct et_slice *name, struct et_slice *version)
{
    if (!et_package_split(model, name, version) || memchr(name->ptr, '/', name->len) || !is_version(*version))
        return false;
    return !et_slice_starts(*name, ET_SLICE("et-")) && !et_slice_starts(*name, ET_SLICE("chat-")) &&
           !et_slice_starts(*name, ET_SLICE("hybrid"));
}

char *et_own_path(struct et_arena *arena, const char *models, struct et_slice name, struct et_slice version)
{
    return et_package_path(arena, models, name, version);
}

static enum et_rc read_file(struct et_arena *arena, const char *folder, const char *name, size_t most,
                            struct et_slice *out, struct et_error *error)
{
    struct et_buf bytes;
    char *path = et_path_join(arena, folder, name);
    if (!path)
        return et_fail_nomem(error);
    et_buf_init(&bytes, 0);
    enum et_rc rc = et_file_read(path, most, &bytes, error);
    if (rc == ET_OK) {
        *out = et_arena_copy(arena, et_buf_view(&bytes));
        rc = out->ptr ? ET_OK : et_fail_nomem(error);
    }
    et_buf_dispose(&bytes);
    return rc;
}

static enum et_rc read_card(struct et_arena *arena, const char *folder, struct et_slice model,
                            char sha256[ET_SHA256_HEX], struct et_error *error)
{
    struct et_slice text, name, version;
    json_t *card = NULL;
    enum et_rc rc = read_file(arena, folder, ET_OWN_CARD, (size_t)1 << 20, &text, error);
    if (rc == ET_OK)
        rc = et_model_json(text, "the card", &card, error);
    if (rc != ET_OK)
        return rc;
    const json_t *hash = json_object_get(card, "sha256");
    const char *its_name = json_string_value(json_object_get(card, "name"));
    const char *its_version = json_string_value(json_object_get(card, "version"));
    (void)et_own_split(model, &name, &version);
    if (json_string_length(hash) != ET_SHA256_HEX - 1 || !its_name || !its_version)
        rc = et_fail(error, ET_E_FORMAT, "%s/%s has no name, version or sha256", folder, ET_OWN_CARD);
    else if (!et_slice_is(name, its_name) || !et_slice_is(version, its_version))
        rc = et_fail(error, ET_E_CORRUPT, "%s/%s is the card of another model, %.100s@%.40s", folder, ET_OWN_CARD,
                     its_name, its_version);
    else
        memcpy(sha256, json_string_value(hash), ET_SHA256_HEX);
    json_decref(card);
    return rc;
}

enum et_rc et_own_read(struct et_slice model, const char *models, struct et_arena *arena, struct et_slice *weights,
                       char sha256[ET_SHA256_HEX], struct et_error *error)
{
    struct et_slice name, version;
    char wanted[ET_SHA256_HEX] = "";
    if (!et_own_split(model, &name, &version))
        return et_fail(error, ET_E_NOT_FOUND, "'" ET_SLICE_FMT "' is no NAME@VERSION of an own model",
                       ET_SLICE_ARG(model));
    char *folder = et_own_path(arena, models, name, version);
    if (!folder)
        return et_fail_nomem(error);
    enum et_rc rc = read_card(arena, folder, model, wanted, error);
    if (rc == ET_OK)
        rc = read_file(arena, folder, ET_OWN_WEIGHTS, ET_STACK_BYTES, weights, error);
    if (rc == ET_E_NOT_FOUND)
        return et_fail(error, rc, "there is no model \"" ET_SLICE_FMT "\" in %s; train it with 'models train'",
                       ET_SLICE_ARG(model), models);
    if (rc != ET_OK)
        return rc;
    et_sha256_of(*weights, sha256);
    if (strcmp(sha256, wanted) == 0)
        return ET_OK;
    return et_fail(error, ET_E_CORRUPT,
                   "%s/%s was changed since it was made: its SHA-256 is %s, the card says %s. Train it again under a "
                   "new version",
                   folder, ET_OWN_WEIGHTS, sha256, wanted);
}
