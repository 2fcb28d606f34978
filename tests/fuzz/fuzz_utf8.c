#include "base/buf.h"
#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Decoding ends, never passes the end, and what is written again is valid. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct et_slice text = et_slice((const char *)data, size);
    struct et_buf out;
    et_buf_init(&out, 0);
    for (size_t pos = 0; pos < size;) {
        size_t before = pos;
        uint32_t c = et_utf8_next(text, &pos);
        if (pos <= before || pos > size)
            abort();
        et_buf_utf8(&out, c);
    }
    if (!et_utf8_valid(et_buf_view(&out)))
        abort();
    if (et_utf8_valid(text) && !et_slice_eq(text, et_buf_view(&out)))
        abort();
    for (size_t max = 0; max < 8; max++)
        if (et_utf8_truncate(et_buf_view(&out), max).len > max)
            abort();
    et_buf_json(&out, text);
    et_buf_html(&out, text);
    et_buf_csv(&out, text, true);
    et_buf_dispose(&out);
    return 0;
}
