#include "fuzz/read_export.h"

#include "base/utf8.h"
#include "ingest/export.h"

#include <stdlib.h>

static void check_comment(const struct et_batch *batch, const struct et_batch_comment *comment)
{
    if (comment->outcome == ET_REJECTED) {
        if (!comment->reason || !comment->reason[0])
            abort();
        return;
    }
    if (comment->outcome != ET_PENDING_OUTCOME)
        return;
    if (comment->record.post >= batch->post_count || !comment->record.text.len || !et_utf8_valid(comment->record.text))
        abort();
    if (memchr(comment->record.text.ptr, 0, comment->record.text.len))
        abort();
    if (comment->record.created_at_us < INT64_C(1072000000) * ET_US_SECOND) /* never a date before 2004 */
        abort();
}

void et_fuzz_read_export(const uint8_t *data, size_t size, const char *name, const char *format)
{
    struct et_import_options options = {.platform = ET_PLATFORM_INSTAGRAM,
                                        .date_us = INT64_C(1764000000) * ET_US_SECOND,
                                        .date_order = 'D',
                                        .auto_detect = true,
                                        .format = et_slice_of(format)};
    struct et_export *export;
    struct et_error error = {0};
    if (et_export_open_bytes(et_slice((const char *)data, size), name, &options, &export, &error) != ET_OK) {
        if (error.message[0] == '\0')
            abort(); /* every refusal says why */
        return;
    }
    struct et_arena arena;
    et_arena_init(&arena, (size_t)512 << 20);
    uint64_t records = 0;
    for (;;) {
        struct et_batch batch = {0};
        et_arena_reset(&arena);
        if (et_export_next(export, &arena, 64, 1 << 16, &batch, &error) != ET_OK)
            break;
        if (batch.records_end < records)
            abort();
        records = batch.records_end;
        for (size_t i = 0; i < batch.comment_count; i++)
            check_comment(&batch, &batch.comments[i]);
    }
    et_arena_dispose(&arena);
    et_export_close(export);
}
