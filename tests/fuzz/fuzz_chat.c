#include "analyse/chat/answer.h"
#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NONCE 1
#define COUNT 3

static void check(const struct et_chat_reply *reply)
{
    size_t valid = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const struct et_chat_answer *a = &reply->answers[i];
        valid += a->valid;
        if (a->valid == (a->problem != NULL))
            abort();
        if (!a->valid)
            continue;
        if (a->sentiment < -ET_FIXED || a->sentiment > ET_FIXED || a->sarcasm < 0 || a->sarcasm > ET_FIXED ||
            a->confidence < 0 || a->confidence > ET_FIXED || a->emotion >= ET_EMOTIONS || a->second > ET_EMOTIONS ||
            a->target_count > ET_CHAT_TARGETS_MAX)
            abort();
        /* A control character becomes one blank, so a reason never grows. */
        if (a->reason.len > ET_CHAT_REASON_MAX || !et_utf8_valid(a->reason))
            abort();
    }
    if (valid != reply->valid)
        abort();
}

/* As a whole body, and as the content of one: whatever comes in, values are in their ranges and counts agree. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct et_slice input = et_slice((const char *)data, size);
    struct et_chat_reply reply;
    struct et_arena arena;
    struct et_buf body;
    et_arena_init(&arena, 0);
    et_buf_init(&body, 0);
    enum et_rc rc = et_chat_read(input, NONCE, COUNT, &arena, &reply, NULL);
    if (rc != ET_OK && rc != ET_E_FORMAT)
        abort();
    check(&reply);
    et_buf_str(&body, "{\"choices\":[{\"message\":{\"content\":");
    et_buf_json(&body, input);
    et_buf_str(&body, "}}]}");
    rc = et_chat_read(et_buf_view(&body), NONCE, COUNT, &arena, &reply, NULL);
    if (rc != ET_OK && rc != ET_E_FORMAT)
        abort();
    check(&reply);
    et_buf_dispose(&body);
    et_arena_dispose(&arena);
    return 0;
}
