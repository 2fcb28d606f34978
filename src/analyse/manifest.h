/** models/manifest.json, built in: which models the program brings, made of what, and the SHA-256 of each. A model
 * whose bytes differ from what the manifest says is refused. Pure; everything lives in the arena given. */
#ifndef ET_ANALYSE_MANIFEST_H
#define ET_ANALYSE_MANIFEST_H

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"

struct et_manifest_model {
    struct et_slice name, version, kind, licence, date;
    char sha256[ET_SHA256_HEX];
};

/** Errors: ET_E_CORRUPT for a manifest that is none, ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_manifest_read(struct et_arena *arena, struct et_manifest_model **models, size_t *count,
                                          struct et_error *error);
/** The same for another text than the built-in one. */
ET_MUST_CHECK enum et_rc et_manifest_parse(struct et_slice json, struct et_arena *arena,
                                           struct et_manifest_model **models, size_t *count, struct et_error *error);

/** Holds a model's hash against the manifest. Errors: ET_E_CORRUPT when it differs, or the manifest does not name the
 * model. */
ET_MUST_CHECK enum et_rc et_manifest_check(const struct et_manifest_model *models, size_t count, const char *name,
                                           const char *version, const char *sha256, struct et_error *error);

#endif
