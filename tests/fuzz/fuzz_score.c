#include "analyse/score_json.h"
#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever comes in, one line of valid UTF-8 goes out, and none for white space. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct et_analyser *analyser;
    static struct et_scratch *scratch;
    struct et_analyser_config config = {0};
    struct et_slice line = et_slice((const char *)data, size);
    struct et_error error;
    if (!analyser && (et_analyser_new(&config, &analyser, &error) != ET_OK || et_scratch_new(analyser, &scratch, &error) != ET_OK))
        abort();
    struct et_arena arena;
    struct et_buf out;
    bool bad = false;
    et_arena_init(&arena, 0);
    et_buf_init(&out, 0);
    if (et_score_line(analyser, scratch, &arena, line, 7, &out, &bad, &error) != ET_OK)
        abort();
    struct et_slice answer = et_buf_view(&out);
    if (answer.len == 0 ? et_slice_trim(line).len != 0 : answer.ptr[answer.len - 1] != '\n' || !et_utf8_valid(answer))
        abort();
    et_buf_dispose(&out);
    et_arena_dispose(&arena);
    return 0;
}
