/** The flags of the earlier Python program, turned into commands of the same meaning. */
#ifndef ET_CLI_LEGACY_H
#define ET_CLI_LEGACY_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/** Where argv has --import, --batch, --generate, --stats or --test and no command, *out is a new argument list (in the
 * arena, strings borrowed or in the arena) and *translated is true; otherwise argv itself. Flags are taken in any
 * order; what is not known stays as it is, for the parser to name. Errors: ET_E_NOMEM; ET_E_USAGE when two of them are
 * given together. */
ET_MUST_CHECK enum et_rc et_legacy_translate(int argc, char *const *argv, struct et_arena *arena, int *out_argc,
                                             char *const **out, bool *translated, struct et_error *error);

#endif
