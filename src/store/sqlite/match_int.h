/** Searches as SQL: the text of a statement over comments c, posts p, scores s, and what is bound in it. */
#ifndef ET_STORE_SQLITE_MATCH_INT_H
#define ET_STORE_SQLITE_MATCH_INT_H

#include "store/sqlite/sqlite_int.h"

#define ET_MATCH_VALUES 128

struct et_match_value {
    bool is_text;
    int64_t integer;
    struct et_slice text;
};

struct et_match_sql {
    struct et_arena *arena; /**< of the texts bound */
    struct et_buf text;
    struct et_match_value values[ET_MATCH_VALUES];
    size_t count;
    bool too_long;
    int64_t base_id, over_id; /**< of a hybrid model; over_id 0 = the model is none */
};

void et_match_init(struct et_match_sql *sql, struct et_arena *arena);
void et_match_dispose(struct et_match_sql *sql);

/** Appends " FROM ... WHERE ..." for the search. Errors: ET_E_TOO_LONG for a search of too many parts. */
ET_MUST_CHECK enum et_rc et_match_from(struct et_sqlite *self, struct et_match_sql *sql,
                                       const struct et_search *search, struct et_error *error);

/** Prepares text and binds the values. */
ET_MUST_CHECK enum et_rc et_match_open(struct et_sqlite *self, const struct et_match_sql *sql, struct et_sql *out,
                                       struct et_error *error);

#endif
