/** The recorder behind `explain`: every change of the margin with its reason. The fast path passes NULL, and nothing is
 * kept. */
#ifndef ET_ANALYSE_SENTIMENT_TRACE_H
#define ET_ANALYSE_SENTIMENT_TRACE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define ET_TRACE_NO_TOKEN UINT32_MAX

struct et_trace_part {
    const char *kind;     /**< static */
    struct et_slice name; /**< static, or of the lexicon */
    uint32_t first, last; /**< tokens, or ET_TRACE_NO_TOKEN */
    int32_t delta;        /**< change of the margin, in ET_UNIT */
};

struct et_trace {
    struct et_arena *arena;
    struct et_trace_part *parts;
    size_t count, size;
    uint32_t without; /**< first token of a hit that is left out, to see what it changes; ET_TRACE_NO_TOKEN = none */
    bool failed;      /**< memory ran out */
};

/** Records a part; a delta of 0 and a NULL trace are passed over. */
void et_trace_add(struct et_trace *trace, const char *kind, struct et_slice name, uint32_t first, uint32_t last,
                  int32_t delta);

#endif
