/** The migrations that this program knows, from the files embedded in it. */
#ifndef ET_STORE_SQLITE_MIGRATE_INT_H
#define ET_STORE_SQLITE_MIGRATE_INT_H

#include "base/hash.h"
#include "store/sqlite/sqlite_int.h"

#define ET_STEPS_MAX 200

struct et_step {
    struct et_slice name; /**< "001_initial_schema" */
    const char *up, *down;
    char checksum[ET_SHA256_HEX]; /**< of up and down together */
};

/** In order; made at the first call, the same table afterwards. */
const struct et_step *et_steps(size_t *count);

/** Runs one step up or down in a transaction of its own and records it. */
ET_MUST_CHECK enum et_rc et_step_run(struct et_sqlite *self, const struct et_step *step, bool up,
                                     struct et_error *error);
ET_MUST_CHECK enum et_rc et_step_table(struct et_sqlite *self, struct et_error *error); /**< makes schema_migrations */

/** How many steps a target means ("head", "base", "+1", "-1", "002", "002_name") when `applied` are applied. */
ET_MUST_CHECK enum et_rc et_step_target(const char *target, size_t applied, size_t *goal, struct et_error *error);

/** Whether the schema is what the first `applied` steps make; differences are told one sentence each (problems may be
 * NULL). */
ET_MUST_CHECK enum et_rc et_schema_compare(struct et_sqlite *self, size_t applied, struct et_arena *arena,
                                           struct et_slice *problems, size_t max, size_t *count,
                                           struct et_error *error);

#endif
