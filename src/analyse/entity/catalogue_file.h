/** The catalogue file: JSON as `entities export` writes it. */
#ifndef ET_ANALYSE_ENTITY_CATALOGUE_FILE_H
#define ET_ANALYSE_ENTITY_CATALOGUE_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "types/entity.h"

/** Parses and checks: every entry has a name and a known type, no name twice, members are names. Everything lives in
 * the arena; ids are index + 1. Errors: ET_E_FORMAT with entry number, what is wrong and what is expected. */
ET_MUST_CHECK enum et_rc et_catalogue_parse(struct et_slice json, struct et_arena *arena, struct et_catalogue *out,
                                            struct et_error *error);

/** Appends the JSON: entries sorted by name, two-space indent, a newline at the end. Parsing it gives the same
 * catalogue. */
ET_MUST_CHECK enum et_rc et_catalogue_format(const struct et_catalogue *catalogue, struct et_buf *out,
                                             struct et_error *error);

#endif
