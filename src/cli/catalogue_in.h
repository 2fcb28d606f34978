/** Catalogue entries from people, checked beside the catalogue that is there. */
#ifndef ET_CLI_CATALOGUE_IN_H
#define ET_CLI_CATALOGUE_IN_H

#include "cli/app.h"

/** Parses a catalogue file (analyse/entity/catalogue_file.h); members may also be known entities of app->catalogue.
 * Everything lives in the program's arena. Errors: ET_E_FORMAT as the file's reader tells them. */
ET_MUST_CHECK enum et_rc et_catalogue_in_parse(struct et_app *app, struct et_slice json, struct et_catalogue *out,
                                               struct et_error *error);

/** Checks one entity by the rules of the file. Errors: ET_E_FORMAT. */
ET_MUST_CHECK enum et_rc et_catalogue_in_check(struct et_app *app, const struct et_entity *entity,
                                               struct et_error *error);

#endif
