/** Stored comments as rows: the columns of search and export, and the query behind both. */
#ifndef ET_CLI_COMMENT_OUT_H
#define ET_CLI_COMMENT_OUT_H

#include "cli/app.h"
#include "types/fact.h"

/** The query of the operands (joined by blanks) with the filter options laid over it. Needs the store and the
 * catalogue. */
ET_MUST_CHECK enum et_rc et_comment_query(struct et_app *app, struct et_search *out, struct et_error *error);

extern const struct et_column et_comment_columns[];
/** One row of et_comment_columns; what it makes lives in the arena. */
void et_comment_row(struct et_arena *arena, struct et_table *table, const struct et_stored_comment *comment);

/** The score's flags and emotions in the columns that et_comment_columns ends with. */
#define ET_SCORE_COLUMNS                                                                                               \
    {"sentiment", "Sentiment", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},                                                   \
        {"label", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0}, {"confidence", "", ET_COLUMN_REAL, ET_COLUMN_MACHINE, 0}, \
        {"emotion", "Emotion", ET_COLUMN_TEXT, ET_COLUMN_OPTIONAL, 0},                                                 \
        {"sarcasm", "", ET_COLUMN_REAL, ET_COLUMN_MACHINE, 0},                                                         \
        {"is_sarcastic", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0},                                                    \
        {"is_question", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0},                                                     \
        {"is_spam", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0}, {"language", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0}, \
    {                                                                                                                  \
        "themes", "", ET_COLUMN_WORDS, ET_COLUMN_MACHINE, 0                                                            \
    }
void et_comment_score_cells(struct et_arena *arena, struct et_table *table, const struct et_stored_comment *comment);

#endif
