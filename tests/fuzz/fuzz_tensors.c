#include "analyse/transformer/tensors.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever a header says: every tensor lies within the file, they follow one another, and their numbers can be read. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct et_tensors *tensors;
    struct et_error error;
    static float values[64];
    if (et_tensors_parse(et_slice((const char *)data, size), &tensors, &error) != ET_OK)
        return 0;
    const unsigned char *at = NULL;
    for (size_t i = 0; i < et_tensors_count(tensors); i++) {
        const struct et_tensor *t = et_tensors_at(tensors, i);
        if (t->data < data || t->data > data + size || t->bytes > (size_t)(data + size - t->data) || (at && t->data != at))
            abort();
        at = t->data + t->bytes;
        for (size_t k = 0; t->dtype != ET_DTYPE_OTHER && k < t->count; k += 64)
            et_tensor_floats(t, k, t->count - k < 64 ? t->count - k : 64, values);
    }
    et_tensors_free(tensors);
    return 0;
}
