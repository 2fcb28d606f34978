/** Arenas: memory of one batch, request or report, freed whole. Threads: one arena belongs to one thread at a time. */
#ifndef ET_BASE_ARENA_H
#define ET_BASE_ARENA_H

#include "base/slice.h"

#include <stddef.h>

struct et_arena_block;

struct et_arena {
    struct et_arena_block *head; /**< the block in use; older ones behind it */
    size_t used;                 /**< bytes handed out since the last reset, for accounting and caps */
    size_t cap;                  /**< most bytes it may hold, 0 = no cap */
};

void et_arena_init(struct et_arena *arena, size_t cap);
void et_arena_dispose(struct et_arena *arena);

/** Takes everything back but keeps the largest block for the next round: steady state allocates nothing. */
void et_arena_reset(struct et_arena *arena);

/** 16-byte aligned, not zeroed. NULL when memory ran out or the cap is reached. */
void *et_arena_alloc(struct et_arena *arena, size_t size);
void *et_arena_calloc(struct et_arena *arena, size_t count, size_t size);

/** A copy with a NUL after it. On failure returns {NULL, 0}: check .ptr. */
struct et_slice et_arena_copy(struct et_arena *arena, struct et_slice text);

/** printf into the arena; NUL-terminated, NULL when memory ran out. */
char *et_arena_printf(struct et_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
