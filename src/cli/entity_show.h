/** `entities show NAME`: one entity with its figures. */
#ifndef ET_CLI_ENTITY_SHOW_H
#define ET_CLI_ENTITY_SHOW_H

#include "cli/app.h"

int et_entity_show(struct et_app *app);

#endif
