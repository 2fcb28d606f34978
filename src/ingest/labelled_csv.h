/** Labelled comments from CSV files: a user's own, and the published iSarcasm set. Both are CSV as csv.h reads it. */
#ifndef ET_INGEST_LABELLED_CSV_H
#define ET_INGEST_LABELLED_CSV_H

#include "analyse/train/labelled.h"

/** Appends the rows of a CSV text with a header. Columns by name, small or capital letters alike:
 *  text (or comment, tweet), and label (or sentiment, polarity: positive, neutral, negative or 1, 0, -1) or stars (or
 *  rating: 1 to 5); perhaps emotion, caption, sarcastic and spam (1, 0, true, false, yes, no). Rows without a text are
 * passed over; an empty cell is no label. Delimiters: comma, semicolon, tab, by the header. Errors: ET_E_FORMAT with
 *  the row, ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_labelled_read_csv(struct et_labelled_set *set, struct et_slice bytes,
                                              const struct et_labelled_take *take, struct et_error *error);

#endif
