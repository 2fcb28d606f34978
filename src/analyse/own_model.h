/** Models that users train on their own labelled comments: MODELS/NAME/VERSION/ with the weights of a learned scorer
 * and a card, which says what they were made of, how good they were measured to be, and their SHA-256. Weights that
 * differ from their card are refused. */
#ifndef ET_ANALYSE_OWN_MODEL_H
#define ET_ANALYSE_OWN_MODEL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"

#include <stdbool.h>

#define ET_OWN_CARD "card.json"
#define ET_OWN_WEIGHTS "model.etm"

/** Takes "NAME@VERSION" apart; slices of the argument. True for a name of letters, digits, ".", "_" and "-" that is
 * none of ours (et-..., chat-..., hybrid...) and a version of three numbers. */
bool et_own_split(struct et_slice model, struct et_slice *name, struct et_slice *version);

/** "MODELS/NAME/VERSION"; NULL when memory ran out. */
char *et_own_path(struct et_arena *arena, const char *models, struct et_slice name, struct et_slice version);

/** Reads the weights of MODELS/NAME/VERSION into the arena and holds them against the card. model: "NAME@VERSION".
 * Errors: ET_E_NOT_FOUND, ET_E_FORMAT, ET_E_CORRUPT (changed since), ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_own_read(struct et_slice model, const char *models, struct et_arena *arena,
                                     struct et_slice *weights, char sha256[ET_SHA256_HEX], struct et_error *error);

/** The built-in weights, from which own models go on; analyse/learned/stack.h reads them. */
struct et_slice et_builtin_weights(void);

#endif
