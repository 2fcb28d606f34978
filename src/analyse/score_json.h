/** The lines of `et-intel score`: one JSON object in, one JSON object out (spec: docs/interface.md). */
#ifndef ET_ANALYSE_SCORE_JSON_H
#define ET_ANALYSE_SCORE_JSON_H

#include "analyse/analyse.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define ET_SCORE_LINE_MAX ((size_t)64 << 20) /**< longer lines are bad lines */

/** One parsed line. Slices borrow from the line or live in the arena. */
struct et_score_request {
    struct et_input input;
    struct et_slice id; /**< the raw JSON of "id", echoed as it came; ptr NULL = none given */
};

/** Parses one line (without its newline). Keys other than id, text, caption, parent, likes are skipped, null means absent, of
 *  one key given twice the last counts. Lone surrogates and bad UTF-8 become U+FFFD.
 *  Errors: ET_E_FORMAT (message says what is wrong at which byte), ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_score_parse(struct et_slice line, struct et_arena *arena, struct et_score_request *out,
                                        struct et_error *error);

/** Appends the object of one analysis, and a newline. text is the one that was analysed; id as in et_score_request. */
ET_MUST_CHECK enum et_rc et_score_format(const struct et_analyser *analyser, struct et_slice id, struct et_slice text,
                                         const struct et_analysis *analysis, struct et_buf *out, struct et_error *error);

/** Both around et_analyse: appends the answer to line number `number` (from 1), or {"line":N,"error":"..."} for a bad line (then
 *  *bad = true, and the result is ET_OK). A line of white space appends nothing. The arena is reset.
 *  Only ET_E_NOMEM can happen. */
ET_MUST_CHECK enum et_rc et_score_line(const struct et_analyser *analyser, struct et_scratch *scratch,
                                       struct et_arena *arena, struct et_slice line, uint64_t number, struct et_buf *out,
                                       bool *bad, struct et_error *error);

/** et_score_line for a text of whole lines, the first of which is line `number`: all of them are analysed together, with
 *  et_analyse_batch. Adds to *lines and *bad. The arena is reset. Errors: those of et_analyse_batch. */
ET_MUST_CHECK enum et_rc et_score_lines(const struct et_analyser *analyser, struct et_scratch *scratch,
                                        struct et_arena *arena, struct et_slice text, uint64_t number, unsigned threads,
                                        struct et_buf *out, uint64_t *lines, uint64_t *bad, struct et_error *error);

/** Appends {"line":N,"error":"..."} and a newline. */
ET_MUST_CHECK enum et_rc et_score_bad_line(uint64_t number, const char *message, struct et_buf *out, struct et_error *error);

/** Appends an explanation as one JSON object (no newline): sentiment, label, margin, squash, parts, flip, ... */
ET_MUST_CHECK enum et_rc et_explanation_format(const struct et_analyser *analyser, struct et_slice text,
                                               const struct et_explanation *explanation, struct et_buf *out,
                                               struct et_error *error);

#endif
