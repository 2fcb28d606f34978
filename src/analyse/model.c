/* Which scorer judges: the rules alone, the learned model over them with our weights or a user's own, or a pulled
 * transformer. */
#include "analyse/analyse_int.h"
#include "analyse/manifest.h"
#include "analyse/own_model.h"
#include "analyse/transformer/package.h"
#include "base/embed.h"
#include "base/hash.h"

#define RULES "et-rules"
#define RULES_VERSION "2.0.0"
#define STACK "et-stack"
#define STACK_VERSION "1.0.0"
#define NAMES "et-names"
#define NAMES_VERSION "1.0.0"

extern const struct et_embedded et_embedded_models_stack[];

struct et_slice et_builtin_weights(void)
{
    return et_slice(et_embedded_models_stack[0].data, et_embedded_models_stack[0].size);
}

static bool is_named(const char *model, const char *name, const char *full)
{
    return strcmp(model, name) == 0 || strcmp(model, full) == 0;
}

bool et_model_is_rules(const char *model)
{
    return model && is_named(model, RULES, RULES "@" RULES_VERSION);
}

static enum et_rc open_pulled(struct et_analyser *a, const struct et_analyser_config *config, struct et_error *error)
{
    struct et_slice name, revision;
    if (!config->models || !et_package_split(et_slice_of(config->model), &name, &revision) ||
        !et_package_is_pinned(revision))
        return et_fail(error, ET_E_NOT_FOUND,
                       "no model \"%.100s\" is built in; there are %s@%s, %s@%s, what 'models pull NAME@REVISION' "
                       "brings and what 'models train NAME@VERSION' makes",
                       config->model, STACK, STACK_VERSION, RULES, RULES_VERSION);
    char *folder = et_package_path(&a->arena, config->models, name, revision);
    if (!folder)
        return et_fail_nomem(error);
    enum et_rc rc = et_transformer_open(folder, &a->transformer, error);
    if (rc == ET_E_NOT_FOUND)
        return et_fail(error, rc, "the model \"%.150s\" is not whole in %s; fetch it with 'models pull'", config->model,
                       folder);
    if (rc == ET_OK)
        a->model = et_transformer_name(a->transformer);
    return rc;
}

/* The hashes of all that judges: the model, the lexicon under it, and the tagger that says where names are. */
static enum et_rc join_hashes(struct et_analyser *a, const char *model, const char *names, struct et_error *error)
{
    char *both = et_arena_alloc(&a->arena, ET_SHA256_HEX);
    char *joined = et_arena_printf(&a->arena, "%s %s %s", model, a->lexicon->sha256, names);
    if (!both || !joined)
        return et_fail_nomem(error);
    et_sha256_of(et_slice_of(joined), both);
    a->sha256 = both;
    return ET_OK;
}

/* Weights given by the caller, for a trainer that measures them. */
static enum et_rc open_given(struct et_analyser *a, struct et_slice weights, char sha256[ET_SHA256_HEX],
                             struct et_error *error)
{
    a->model = "unnamed";
    et_sha256_of(weights, sha256);
    return et_stack_load(weights, &a->stack, error);
}

static enum et_rc open_own(struct et_analyser *a, const struct et_analyser_config *config, char sha256[ET_SHA256_HEX],
                           struct et_error *error)
{
    struct et_slice weights;
    a->model = et_arena_copy(&a->arena, et_slice_of(config->model)).ptr;
    if (!a->model)
        return et_fail_nomem(error);
    enum et_rc rc = et_own_read(et_slice_of(config->model), config->models, &a->arena, &weights, sha256, error);
    return rc == ET_OK ? et_stack_load(weights, &a->stack, error) : rc;
}

static enum et_rc open_builtin(struct et_analyser *a, const struct et_manifest_model *manifest, size_t count,
                               char sha256[ET_SHA256_HEX], struct et_error *error)
{
    struct et_slice file = et_builtin_weights();
    a->model = STACK "@" STACK_VERSION;
    et_sha256_of(file, sha256);
    enum et_rc rc = et_manifest_check(manifest, count, STACK, STACK_VERSION, sha256, error);
    return rc == ET_OK ? et_stack_load(file, &a->stack, error) : rc;
}

/* Which of all kinds the name means. sha256: of what that kind brings beside the rules; "" for the rules alone. */
static enum et_rc open_named(struct et_analyser *a, const struct et_analyser_config *config,
                             const struct et_manifest_model *manifest, size_t count, char sha256[ET_SHA256_HEX],
                             struct et_error *error)
{
    struct et_slice name, version;
    if (config->weights.ptr)
        return open_given(a, config->weights, sha256, error);
    if (!config->model || is_named(config->model, STACK, STACK "@" STACK_VERSION))
        return open_builtin(a, manifest, count, sha256, error);
    if (et_model_is_rules(config->model)) {
        a->model = RULES "@" RULES_VERSION;
        return ET_OK;
    }
    if (config->models && et_own_split(et_slice_of(config->model), &name, &version))
        return open_own(a, config, sha256, error);
    enum et_rc rc = open_pulled(a, config, error);
    if (rc == ET_OK)
        memcpy(sha256, et_transformer_sha256(a->transformer), ET_SHA256_HEX);
    return rc;
}

enum et_rc et_model_open(struct et_analyser *a, const struct et_analyser_config *config, struct et_error *error)
{
    struct et_arena arena;
    struct et_manifest_model *manifest = NULL;
    size_t count = 0;
    char names[ET_SHA256_HEX], model[ET_SHA256_HEX] = "";
    et_arena_init(&arena, 0);
    et_sha256_of(et_tagger_builtin(), names);
    enum et_rc rc = et_manifest_read(&arena, &manifest, &count, error);
    if (rc == ET_OK)
        rc = et_manifest_check(manifest, count, NAMES, NAMES_VERSION, names, error);
    if (rc == ET_OK)
        rc = et_manifest_check(manifest, count, RULES, RULES_VERSION, a->lexicon->sha256, error);
    if (rc == ET_OK)
        rc = open_named(a, config, manifest, count, model, error);
    if (rc == ET_OK)
        rc = join_hashes(a, model, names, error);
    et_arena_dispose(&arena);
    return rc;
}
