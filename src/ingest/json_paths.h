/** The key paths of JSON that may be cut off: for detection. */
#ifndef ET_INGEST_JSON_PATHS_H
#define ET_INGEST_JSON_PATHS_H

#include "ingest/probe.h"

/** Adds the path of every key, four levels deep, parts joined with '/'; arrays do not count as a level. Never fails on
 * bad JSON: it stops there. */
ET_MUST_CHECK enum et_rc et_json_paths(struct et_slice text, struct et_probe *probe, struct et_arena *arena,
                                       struct et_error *error);

/** "id, snippet, snippet/videoId": some of them, for a message. */
struct et_slice et_json_path_list(const struct et_probe *probe, struct et_arena *arena);

#endif
