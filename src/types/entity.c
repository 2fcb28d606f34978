#include "types/entity.h"

static const char *const names[ET_ENTITY_TYPES] = {
    [ET_PERSON] = "person", [ET_GROUP] = "group", [ET_COUPLE] = "couple", [ET_TEAM] = "team",
    [ET_SHOW] = "show",     [ET_FILM] = "film",   [ET_SONG] = "song",     [ET_BOOK] = "book",
    [ET_WORK] = "work",     [ET_BRAND] = "brand", [ET_PLACE] = "place",   [ET_OTHER] = "other",
};

const char *et_entity_type_name(enum et_entity_type type)
{
    return type >= ET_PERSON && type < ET_ENTITY_TYPES ? names[type] : "unknown";
}

enum et_entity_type et_entity_type_parse(struct et_slice name)
{
    name = et_slice_trim(name);
    for (int i = ET_PERSON; i < ET_ENTITY_TYPES; i++)
        if (et_slice_eq_nocase(name, et_slice_of(names[i])))
            return (enum et_entity_type)i;
    return (enum et_entity_type)0;
}
