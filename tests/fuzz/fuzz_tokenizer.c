#include "analyse/transformer/bpe.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first part (up to a NUL byte) is a tokenizer.json, the rest a text that it encodes: pieces cover the text, ids are
 * no higher than the highest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct et_bpe *bpe;
    struct et_bpe_scratch scratch = {0};
    struct et_slice text = et_slice((const char *)data, size), json = et_slice_cut(&text, '\0');
    static int32_t ids[8192];
    size_t count, end;
    for (size_t pos = 0; pos < text.len; pos = end)
        if ((end = et_bpe_piece(text, pos)) <= pos || end > text.len)
            abort();
    if (et_bpe_from_tokenizer(json, &bpe, NULL) != ET_OK)
        return 0;
    if (et_bpe_encode(bpe, &scratch, text, ids, 8192, &count, NULL) != ET_OK)
        abort();
    for (size_t i = 0; i < count; i++)
        if (ids[i] < 0 || (size_t)ids[i] > et_bpe_highest(bpe))
            abort();
    et_bpe_scratch_dispose(&scratch);
    et_bpe_free(bpe);
    return 0;
}
