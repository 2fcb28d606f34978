/* Reading the tagger's model file. */
#include "analyse/entity/tagger_int.h"

#include "base/mem.h"

#include <string.h>

#define HEADER 64
#define TRANSITIONS ((size_t)(ET_TAG_LABELS + 1) * ET_TAG_LABELS * 2)
#define FORBIDDEN (-100000)

static uint32_t u32(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void read_transitions(struct et_tagger *tagger, const unsigned char *p)
{
    for (unsigned x = 0; x <= ET_TAG_LABELS; x++)
        for (unsigned y = 0; y < ET_TAG_LABELS; y++, p += 2)
            tagger->transitions[x][y] =
                et_tag_may_follow(x, y) ? (int16_t)(uint16_t)(p[0] | (unsigned)p[1] << 8) : FORBIDDEN;
}

enum et_rc et_tagger_new(struct et_slice model, struct et_tagger **out, struct et_error *error)
{
    const unsigned char *p = (const unsigned char *)model.ptr;
    if (model.len < HEADER + TRANSITIONS || memcmp(p, ET_TAG_MAGIC, 8) != 0)
        return et_fail(error, ET_E_FORMAT,
                       "this is no model of names that this program reads (it should begin with %s)", ET_TAG_MAGIC);
    uint32_t word_bits = u32(p + 8), row_bits = u32(p + 12), scale = u32(p + 16);
    if (word_bits > 24 || row_bits > 24 || row_bits < 1 || scale < 4 || scale > 10000)
        return et_fail(error, ET_E_CORRUPT, "the model of names has a damaged header");
    size_t words = (size_t)4 << word_bits, rows = (size_t)ET_TAG_ROW << row_bits;
    if (model.len != HEADER + TRANSITIONS + words + rows)
        return et_fail(error, ET_E_CORRUPT, "the model of names has %zu bytes, not %zu as its header says", model.len,
                       HEADER + TRANSITIONS + words + rows);
    struct et_tagger *tagger = et_calloc(1, sizeof *tagger);
    if (!tagger)
        return et_fail_nomem(error);
    tagger->words = p + HEADER + TRANSITIONS;
    tagger->rows = tagger->words + words;
    tagger->word_mask = (uint32_t)((1u << word_bits) - 1);
    tagger->row_mask = (uint32_t)((1u << row_bits) - 1);
    tagger->outside_bias = (int32_t)u32(p + 20);
    tagger->sure_step = (int32_t)scale / 4;
    memcpy(tagger->sureness, p + 32, ET_TAG_SURE_STEPS);
    read_transitions(tagger, p + HEADER);
    *out = tagger;
    return ET_OK;
}

void et_tagger_free(struct et_tagger *tagger)
{
    et_free(tagger);
}
