/** Shared by the tests of ingest: reads a whole export, from memory or from tests/data/ingest, into one list. */
#ifndef ET_TESTS_INGEST_TEST_H
#define ET_TESTS_INGEST_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "ingest/export.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define assert_slice(slice, literal) assert_slice_at((slice), (literal), __FILE__, __LINE__)

static inline void assert_slice_at(struct et_slice slice, const char *text, const char *file, int line)
{
    if (et_slice_is(slice, text))
        return;
    print_error("\"" ET_SLICE_FMT "\" is not \"%s\"\n", ET_SLICE_ARG(slice), text);
    _fail(file, line);
}

static inline void assert_time_at(int64_t us, const char *iso, const char *file, int line)
{
    char text[ET_TIME_TEXT] = "none";
    if (us != ET_TIME_NONE)
        et_time_format_iso(us, text);
    if (strcmp(text, iso) == 0)
        return;
    print_error("%s is not %s\n", text, iso);
    _fail(file, line);
}
#define assert_time(us, iso) assert_time_at((us), (iso), __FILE__, __LINE__)

#define ROWS_MAX 4096

struct reading {
    struct et_export *export;
    struct et_arena arena;
    struct et_error error;
    enum et_rc rc; /**< of opening, or of what ended the reading: ET_END when all went well */
    struct et_batch_comment comments[ROWS_MAX];
    struct et_post_record comment_posts[ROWS_MAX];
    size_t count;
    struct et_batch_post posts[ROWS_MAX];
    size_t post_count;
    size_t pending, empty, rejected, records;
    uint64_t repaired;
};

static inline struct et_import_options default_options(void)
{
    return (struct et_import_options){.auto_detect = true, .date_us = ET_TIME_NONE};
}

static inline void take_batch(struct reading *r, const struct et_batch *batch)
{
    for (size_t i = 0; i < batch->comment_count && r->count < ROWS_MAX; i++) {
        const struct et_batch_comment *comment = &batch->comments[i];
        r->comments[r->count] = *comment;
        r->pending += comment->outcome == ET_PENDING_OUTCOME;
        r->empty += comment->outcome == ET_EMPTY;
        r->rejected += comment->outcome == ET_REJECTED;
        if (comment->outcome == ET_PENDING_OUTCOME) {
            assert_true(comment->record.post < batch->post_count);
            r->comment_posts[r->count] = batch->posts[comment->record.post].record;
        } else {
            assert_true(comment->record.post == UINT32_MAX);
        }
        r->count++;
    }
    for (size_t i = 0; i < batch->post_count && r->post_count < ROWS_MAX; i++)
        r->posts[r->post_count++] = batch->posts[i];
    r->repaired += batch->repaired_bytes;
    r->records = batch->records_end;
}

static inline void read_all(struct reading *r, size_t max_comments)
{
    struct et_batch batch;
    uint64_t sequence = 0;
    while ((r->rc = et_export_next(r->export, &r->arena, max_comments, (size_t)1 << 20, &batch, &r->error)) == ET_OK) {
        assert_true(batch.comment_count <= max_comments);
        assert_true(batch.sequence == sequence++);
        take_batch(r, &batch);
    }
}

static inline struct reading *read_bytes_by(struct et_slice bytes, const char *name,
                                            const struct et_import_options *options, size_t max_comments)
{
    static struct reading reading;
    struct et_import_options plain = default_options();
    memset(&reading, 0, sizeof reading);
    et_arena_init(&reading.arena, 0);
    reading.rc = et_export_open_bytes(bytes, name, options ? options : &plain, &reading.export, &reading.error);
    if (reading.rc == ET_OK)
        read_all(&reading, max_comments);
    return &reading;
}

static inline struct reading *read_text(const char *text, const struct et_import_options *options)
{
    return read_bytes_by(et_slice_of(text), "test_2025-11-26_05-09-43-642.csv", options, 1000);
}

static inline struct reading *read_sample(const char *name, const struct et_import_options *options)
{
    static struct reading reading;
    struct et_import_options plain = default_options();
    char path[512];
    memset(&reading, 0, sizeof reading);
    et_arena_init(&reading.arena, 0);
    assert_true(snprintf(path, sizeof path, "%s/tests/data/ingest/%s", ET_SOURCE_DIR, name) > 0);
    reading.rc = et_export_open(path, options ? options : &plain, &reading.export, &reading.error);
    if (reading.rc == ET_OK)
        read_all(&reading, 1000);
    else
        print_error("%s\n", reading.error.message);
    return &reading;
}

static inline void done(struct reading *r)
{
    et_export_close(r->export);
    et_arena_dispose(&r->arena);
}

#endif
