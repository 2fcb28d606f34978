#include "base/arena.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#define BLOCK_MIN ((size_t)64 << 10)
#define ALIGNMENT ((size_t)16)

struct et_arena_block {
    struct et_arena_block *older;
    size_t size, used;
    _Alignas(16) char data[];
};

void et_arena_init(struct et_arena *arena, size_t cap)
{
    *arena = (struct et_arena){.cap = cap};
}

static void free_blocks(struct et_arena_block *block)
{
    while (block) {
        struct et_arena_block *older = block->older;
        et_free(block);
        block = older;
    }
}

void et_arena_dispose(struct et_arena *arena)
{
    free_blocks(arena->head);
    arena->head = NULL;
    arena->used = 0;
}

void et_arena_reset(struct et_arena *arena)
{
    struct et_arena_block *largest = NULL;
    for (struct et_arena_block *b = arena->head; b; b = b->older)
        if (!largest || b->size > largest->size)
            largest = b;
    for (struct et_arena_block *b = arena->head, *older; b; b = older) {
        older = b->older;
        if (b != largest)
            et_free(b);
    }
    arena->head = largest;
    arena->used = 0;
    if (largest) {
        largest->older = NULL;
        largest->used = 0;
    }
}

static struct et_arena_block *add_block(struct et_arena *arena, size_t size)
{
    size_t capacity = arena->head ? arena->head->size * 2 : BLOCK_MIN;
    if (capacity > (size_t)8 << 20)
        capacity = (size_t)8 << 20;
    if (capacity < size)
        capacity = size;
    struct et_arena_block *block = et_malloc(sizeof *block + capacity);
    if (!block)
        return NULL;
    block->older = arena->head;
    block->size = capacity;
    block->used = 0;
    arena->head = block;
    return block;
}

void *et_arena_alloc(struct et_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (arena->cap && arena->used + size > arena->cap)
        return NULL;
    struct et_arena_block *block = arena->head;
    if (!block || block->size - block->used < size) {
        block = add_block(arena, size);
        if (!block)
            return NULL;
    }
    void *memory = block->data + block->used;
    block->used += size;
    arena->used += size;
    return memory;
}

void *et_arena_calloc(struct et_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        return NULL;
    void *memory = et_arena_alloc(arena, count * size);
    return memory ? memset(memory, 0, count * size) : NULL;
}

struct et_slice et_arena_copy(struct et_arena *arena, struct et_slice text)
{
    char *copy = text.len < SIZE_MAX / 2 ? et_arena_alloc(arena, text.len + 1) : NULL;
    if (!copy)
        return et_slice(NULL, 0);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return et_slice(copy, text.len);
}

char *et_arena_printf(struct et_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = n >= 0 ? et_arena_alloc(arena, (size_t)n + 1) : NULL;
    if (!text)
        return NULL;
    va_start(args, format);
    n = vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    return n >= 0 ? text : NULL;
}
