/** The catalogue: who and what comments are about. */
#ifndef ET_TYPES_ENTITY_H
#define ET_TYPES_ENTITY_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Stored: never change a number. */
enum et_entity_type {
    ET_PERSON = 1,
    ET_GROUP,
    ET_COUPLE,
    ET_TEAM,
    ET_SHOW,
    ET_FILM,
    ET_SONG,
    ET_BOOK,
    ET_WORK,
    ET_BRAND,
    ET_PLACE,
    ET_OTHER,
    ET_ENTITY_TYPES
};

enum et_entity_state { ET_ENTITY_KNOWN = 0, ET_ENTITY_DISCOVERED = 1, ET_ENTITY_IGNORED = 2 };

struct et_entity {
    int64_t id;             /**< of the store, or the index + 1 in a catalogue read from a file */
    struct et_slice name;
    enum et_entity_type type;
    enum et_entity_state state;
    const struct et_slice *aliases, *nots, *members;
    size_t alias_count, not_count, member_count;
};

struct et_catalogue {
    const struct et_entity *entities;
    size_t count;
};

const char *et_entity_type_name(enum et_entity_type type);
enum et_entity_type et_entity_type_parse(struct et_slice name); /**< 0 if unknown */

#endif
