#include "analyse/entity/catalogue_file.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted can be written, and reads back as the same catalogue. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct et_arena arena;
    struct et_catalogue catalogue, again;
    struct et_error error;
    et_arena_init(&arena, (size_t)64 << 20);
    if (et_catalogue_parse(et_slice((const char *)data, size), &arena, &catalogue, &error) == ET_OK) {
        struct et_buf first, second;
        et_buf_init(&first, 0);
        et_buf_init(&second, 0);
        if (et_catalogue_format(&catalogue, &first, &error) != ET_OK ||
            et_catalogue_parse(et_buf_view(&first), &arena, &again, &error) != ET_OK ||
            et_catalogue_format(&again, &second, &error) != ET_OK ||
            !et_slice_eq(et_buf_view(&first), et_buf_view(&second)))
            abort();
        et_buf_dispose(&first);
        et_buf_dispose(&second);
    }
    et_arena_dispose(&arena);
    return 0;
}
