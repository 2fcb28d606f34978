/** `entities review`: names in the comments that the catalogue does not cover, and what becomes of them. */
#ifndef ET_CLI_ENTITY_REVIEW_H
#define ET_CLI_ENTITY_REVIEW_H

#include "cli/app.h"

extern const struct et_command et_entity_review;

#endif
