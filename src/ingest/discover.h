/** Discovered names of a database: read from what its comments name beside the catalogue, made into entities
 *  (analyse/entity/discover.h), and those of enough comments put into the figures. */
#ifndef ET_INGEST_DISCOVER_H
#define ET_INGEST_DISCOVER_H

#include "analyse/analyse.h"
#include "analyse/entity/discover.h"
#include "store/store.h"

/** What it takes to be in the figures before anybody decided. */
struct et_discover_limits {
    uint64_t comments, authors;
    int32_t sureness; /**< fixed point */
};
#define ET_DISCOVER_LIMITS ((struct et_discover_limits){5, 3, 7000})

bool et_discover_is_enough(const struct et_discovered *found, const struct et_discover_limits *limits);

/** Reads the database and says who was found, among them those of one comment. discovery owns what out points to. */
ET_MUST_CHECK enum et_rc et_discover_read(struct et_store *store, const struct et_analyser *analyser,
                                          struct et_discovery **discovery, const struct et_discovered **out,
                                          size_t *count, struct et_error *error);

/** Brings the discovered entities of the figures up to date, in a transaction of its own; does nothing where no name
 * came or went since the last time, unless always is set. *in_figures (may be NULL): how many there are now, when it
 * did. */
ET_MUST_CHECK enum et_rc et_discover_apply(struct et_store *store, const struct et_analyser *analyser,
                                           const struct et_discover_limits *limits, bool always, size_t *in_figures,
                                           struct et_error *error);

/** Calls back with every comment that names the entity: its places in the order of comments. */
typedef enum et_rc (*et_discover_place)(void *context, const struct et_unlisted *place, struct et_error *error);
ET_MUST_CHECK enum et_rc et_discover_places(struct et_store *store, const struct et_discovery *discovery, size_t index,
                                            et_discover_place place, void *context, struct et_error *error);

#endif
