/** Numbered migrations with up and down, embedded in the program, each applied in one transaction with its checksum. */
#ifndef ET_STORE_MIGRATE_H
#define ET_STORE_MIGRATE_H

#include "store/store.h"

struct et_migration {
    struct et_slice name; /**< "001_initial_schema" */
    bool applied;
    int64_t applied_at_us;    /**< ET_TIME_NONE if not */
    struct et_slice checksum; /**< SHA-256 of up and down as embedded */
    struct et_slice
        applied_checksum; /**< as recorded when it was applied; differs = the migration was edited afterwards */
};

/** All known migrations in order, with what is applied. */
ET_MUST_CHECK enum et_rc et_migrate_history(struct et_store *store, struct et_arena *arena, struct et_migration **out,
                                            size_t *count, struct et_error *error);
/** Name of the newest applied one, "" for none. */
ET_MUST_CHECK enum et_rc et_migrate_current(struct et_store *store, struct et_arena *arena, struct et_slice *name,
                                            struct et_error *error);

struct et_migrate_result {
    size_t applied, undone;
    struct et_slice backup; /**< path of the automatic backup, or empty */
};
/** target: "head", "base", "+1", "-1", "002", "002_name". up moves forward only, down backward only (ET_E_USAGE
 * otherwise). A backup is written beside the database before a downgrade or a step marked destructive ("-- destructive"
 * in its first line). */
ET_MUST_CHECK enum et_rc et_migrate_up(struct et_store *store, const char *target, struct et_arena *arena,
                                       struct et_migrate_result *out, struct et_error *error);
ET_MUST_CHECK enum et_rc et_migrate_down(struct et_store *store, const char *target, struct et_arena *arena,
                                         struct et_migrate_result *out, struct et_error *error);
/** Records a revision as applied without running it; refused with ET_E_SCHEMA where the schema is not that revision's.
 */
ET_MUST_CHECK enum et_rc et_migrate_stamp(struct et_store *store, const char *target, struct et_error *error);

/** Compares the schema with what the applied migrations make, checks integrity and foreign keys. problems: one sentence
 * each. */
ET_MUST_CHECK enum et_rc et_migrate_check(struct et_store *store, struct et_arena *arena, struct et_slice **problems,
                                          size_t *count, struct et_error *error);

/** The same by the way: progress (may be NULL) hears of done and total steps while the check runs. quick: the schema, the
 * structure and foreign keys of the small tables, and whether the large ones can be reached at all; takes no longer for
 * more comments. */
struct et_check {
    bool quick;
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;
};
ET_MUST_CHECK enum et_rc et_migrate_check_as(struct et_store *store, const struct et_check *check,
                                             struct et_arena *arena, struct et_slice **problems, size_t *count,
                                             struct et_error *error);
/** Writes new NNN_name.up.sql and .down.sql into folder (for people who build the program); path of the first in *made.
 */
ET_MUST_CHECK enum et_rc et_migrate_revision(const char *folder, const char *message, struct et_arena *arena,
                                             struct et_slice *made, struct et_error *error);

/** A consistent copy while others write; verified before it is called done. ET_E_EXISTS if path is there. */
ET_MUST_CHECK enum et_rc et_store_backup(struct et_store *store, const char *path, struct et_error *error);
/** Replaces the database by a backup, after checking it; the present one is kept as path.before-restore-TIME. */
ET_MUST_CHECK enum et_rc et_store_restore(const char *url, const char *backup, struct et_arena *arena,
                                          struct et_slice *kept, struct et_error *error);

#endif
