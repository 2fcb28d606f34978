#include "insight/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum et_rc tokens(void *context, struct et_slice text, struct et_buf *out, struct et_error *error)
{
    (void)context;
    return et_buf_slice(out, text) ? ET_OK : et_fail_nomem(error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct et_slice aliases[] = {{"Grace", 5}};
    static const struct et_entity grace = {
        .id = 1, .name = {"Grace Tamberly", 14}, .type = ET_PERSON, .aliases = aliases, .alias_count = 1};
    struct et_catalogue catalogue = {&grace, 1};
    struct et_arena arena;
    struct et_search search;
    struct et_error error = {0};
    et_arena_init(&arena, (size_t)64 << 20);
    enum et_rc rc = et_query_parse(et_slice((const char *)data, size), &catalogue, tokens, NULL, &arena, &search, &error);
    if (rc != ET_OK && error.message[0] == '\0')
        __builtin_trap();
    et_arena_dispose(&arena);
    return 0;
}
