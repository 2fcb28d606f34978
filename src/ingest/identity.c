#include "ingest/identity.h"

#include "base/hash.h"
#include "store/store.h"

#include <stdlib.h>

struct sortable {
    uint32_t post, index;
    int64_t value, extra;
};

static struct et_comment_key vendor_key(struct et_slice key)
{
    int64_t number;
    /* "007" and "7" are two texts: only the form that a number is written in is kept as a number. */
    if (key.len && key.ptr[0] != '0' && key.ptr[0] != '-' && key.ptr[0] != '+' && et_slice_to_i64(key, &number))
        return (struct et_comment_key){ET_KEY_NUMBER, number, 0};
    return (struct et_comment_key){ET_KEY_TEXT, (int64_t)et_hash64(key), 0};
}

static void identify(const struct et_batch *batch, struct et_batch_comment *comment)
{
    const struct et_comment_record *record = &comment->record;
    comment->author_id = et_author_id(batch->posts[record->post].record.platform, record->author);
    comment->has_vendor_key = record->key.len > 0;
    if (comment->has_vendor_key)
        comment->vendor_key = vendor_key(record->key);
    comment->content_key = (struct et_comment_key){
        ET_KEY_CONTENT, record->created_at_us, (int64_t)et_hash64_seed(record->text, (uint64_t)comment->author_id)};
}

static int compare(const void *left, const void *right)
{
    const struct sortable *a = left, *b = right;
    if (a->post != b->post)
        return a->post < b->post ? -1 : 1;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    if (a->extra != b->extra)
        return a->extra < b->extra ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

enum et_rc et_identify(struct et_batch *batch, struct et_arena *arena, struct et_error *error)
{
    struct sortable *order = et_arena_alloc(arena, (batch->comment_count + 1) * sizeof *order);
    batch->by_key = et_arena_alloc(arena, (batch->comment_count + 1) * sizeof *batch->by_key);
    if (!order || !batch->by_key)
        return et_fail_nomem(error);
    size_t n = 0;
    for (size_t i = 0; i < batch->comment_count; i++) {
        struct et_batch_comment *comment = &batch->comments[i];
        if (comment->outcome != ET_PENDING_OUTCOME)
            continue;
        identify(batch, comment);
        order[n++] = (struct sortable){comment->record.post, (uint32_t)i, comment->content_key.value,
                                       comment->content_key.extra};
    }
    qsort(order, n, sizeof *order, compare);
    for (size_t i = 0; i < n; i++)
        batch->by_key[i] = order[i].index;
    batch->by_key_count = n;
    return ET_OK;
}
