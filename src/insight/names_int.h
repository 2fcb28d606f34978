/** Entities by folded name or alias, for many look-ups. */
#ifndef ET_INSIGHT_NAMES_INT_H
#define ET_INSIGHT_NAMES_INT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "types/entity.h"

#define ET_NAME_NONE UINT32_MAX
#define ET_NAME_SHARED (UINT32_MAX - 1) /**< two entities have it */

struct et_names {
    struct et_strmap map;
    struct et_buf fold;
};

/** Zero-initialise; dispose also after a failure. Keys live in the arena. A name goes before another entity's alias. */
ET_MUST_CHECK enum et_rc et_names_make(struct et_names *names, const struct et_catalogue *catalogue,
                                       struct et_arena *arena, struct et_error *error);
void et_names_dispose(struct et_names *names);
/** Index in the catalogue, or one of the values above. The text must be folded (et_fold, without accents). */
uint32_t et_names_find(const struct et_names *names, struct et_slice folded);
ET_MUST_CHECK enum et_rc et_names_lookup(struct et_names *names, struct et_slice text, uint32_t *index,
                                         struct et_error *error);

#endif
