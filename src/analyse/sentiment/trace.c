#include "analyse/sentiment/trace.h"

void et_trace_add(struct et_trace *trace, const char *kind, struct et_slice name, uint32_t first, uint32_t last,
                  int32_t delta)
{
    if (!trace || delta == 0 || trace->failed)
        return;
    if (trace->count == trace->size) {
        size_t size = trace->size ? trace->size * 2 : 64;
        struct et_trace_part *parts = et_arena_alloc(trace->arena, size * sizeof *parts);
        if (!parts) {
            trace->failed = true;
            return;
        }
        if (trace->count)
            memcpy(parts, trace->parts, trace->count * sizeof *parts);
        trace->parts = parts;
        trace->size = size;
    }
    trace->parts[trace->count++] = (struct et_trace_part){kind, name, first, last, delta};
}
