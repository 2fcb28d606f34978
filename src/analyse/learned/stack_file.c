#include "analyse/learned/stack_int.h"

#include "base/mem.h"

static uint64_t little(const char *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = count; i-- > 0;)
        value = value << 8 | (uint8_t)bytes[i];
    return value;
}

static const char *doubles(const char *at, double *out, size_t count)
{
    for (size_t i = 0; i < count; i++, at += 8) {
        uint64_t bits = little(at, 8);
        memcpy(&out[i], &bits, sizeof bits);
    }
    return at;
}

static bool sizes_fit(const char *at)
{
    return little(at, 4) == ET_GRAM_BITS && little(at + 4, 4) == ET_LETTER_BITS && little(at + 8, 4) == ET_OUTPUTS &&
           little(at + 12, 4) == ET_DENSE;
}

enum et_rc et_stack_load(struct et_slice bytes, struct et_stack **out, struct et_error *error)
{
    if (bytes.len != ET_STACK_BYTES || memcmp(bytes.ptr, ET_STACK_MAGIC, 8) != 0 || !sizes_fit(bytes.ptr + 8))
        return et_fail(error, ET_E_FORMAT, "this is no model of the learned scorer that this program reads (%zu bytes)",
                       bytes.len);
    struct et_stack *stack = et_malloc(sizeof *stack);
    if (!stack)
        return et_fail_nomem(error);
    struct et_stack_weights *w = &stack->weights;
    const char *at = bytes.ptr + 8 + 16;
    at = doubles(at, w->gram_scale, ET_OUTPUTS);
    at = doubles(at, w->letter_scale, ET_OUTPUTS);
    at = doubles(at, &w->dense[0][0], (size_t)ET_DENSE * ET_OUTPUTS);
    at = doubles(at, w->cuts, 2);
    w->grams = (const int8_t *)at;
    w->letters = w->grams + ((size_t)1 << ET_GRAM_BITS) * ET_OUTPUTS;
    *out = stack;
    return ET_OK;
}

void et_stack_free(struct et_stack *stack)
{
    et_free(stack);
}

const struct et_stack_weights *et_stack_weights(const struct et_stack *stack)
{
    return &stack->weights;
}
