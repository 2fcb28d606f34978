/** JSON lines through the scorer: read in blocks of whole lines, scored by several threads, written in the order of
 * input. What has arrived is answered at once: a program that writes a line and waits for the answer gets it. */
#ifndef ET_CLI_SCORE_STREAM_H
#define ET_CLI_SCORE_STREAM_H

#include "analyse/analyse.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct et_score_stream {
    int input; /**< descriptor */
    const struct et_analyser *analyser;
    unsigned threads; /**< 0 = one per processor */
    /** Writes out; false ends the work quietly. Called from one thread at a time. */
    bool (*write)(void *context, const char *bytes, size_t len);
    void *context;
    uint64_t lines, bad; /**< out */
};

/** Errors: ET_E_IO reading, ET_E_NOMEM. Bad lines are no error: they are counted and answered. */
ET_MUST_CHECK enum et_rc et_score_stream_run(struct et_score_stream *stream, struct et_error *error);

#endif
