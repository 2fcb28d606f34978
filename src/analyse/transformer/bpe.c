#include "analyse/transformer/bpe_int.h"

#include "base/mem.h"

/* A piece while it is joined: a list of symbols, of which neighbours become one. */
struct et_bpe_symbol {
    int32_t id;
    uint32_t previous, next; /* UINT32_MAX at the ends; next == own index marks a symbol that is gone */
};

/* A pair that can be joined; it is stale when its symbols have changed since. */
struct et_bpe_pair {
    uint32_t rank, at; /* lower rank first, then further left */
    int32_t left, right, merged;
};

#define END UINT32_MAX

void et_bpe_free(struct et_bpe *bpe)
{
    if (!bpe)
        return;
    et_strmap_dispose(&bpe->vocab);
    et_map64_dispose(&bpe->merges);
    et_arena_dispose(&bpe->arena);
    et_free(bpe);
}

void et_bpe_scratch_dispose(struct et_bpe_scratch *scratch)
{
    et_free(scratch->symbols);
    et_free(scratch->heap);
    et_buf_dispose(&scratch->text);
    *scratch = (struct et_bpe_scratch){0};
}

size_t et_bpe_highest(const struct et_bpe *bpe)
{
    return (size_t)bpe->highest;
}

int64_t et_bpe_first(const struct et_bpe *bpe)
{
    return bpe->first;
}

int64_t et_bpe_last(const struct et_bpe *bpe)
{
    return bpe->last;
}

int64_t et_bpe_id(const struct et_bpe *bpe, struct et_slice token)
{
    const uint64_t *id = token.len ? et_strmap_get(&bpe->vocab, token) : NULL;
    return id ? (int64_t)*id : -1;
}

/* Room for a piece of len bytes: at most len - 1 pairs at first, and two new ones for each of at most len - 1 joins. */
static enum et_rc reserve(struct et_bpe_scratch *scratch, size_t len, struct et_error *error)
{
    if (len <= scratch->size)
        return ET_OK;
    size_t size = len < 256 ? 256 : len + len / 2;
    et_free(scratch->symbols);
    et_free(scratch->heap);
    scratch->symbols = et_malloc(size * sizeof *scratch->symbols);
    scratch->heap = et_malloc(3 * size * sizeof *scratch->heap);
    scratch->size = 0;
    if (!scratch->symbols || !scratch->heap)
        return et_fail_nomem(error);
    scratch->size = size;
    return ET_OK;
}

static bool before(const struct et_bpe_pair *a, const struct et_bpe_pair *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->at < b->at;
}

static void heap_push(struct et_bpe_pair *heap, size_t *count, struct et_bpe_pair pair)
{
    size_t at = (*count)++;
    for (; at && before(&pair, &heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = pair;
}

static struct et_bpe_pair heap_pop(struct et_bpe_pair *heap, size_t *count)
{
    struct et_bpe_pair top = heap[0], last = heap[--*count];
    size_t at = 0;
    for (size_t child = 1; child < *count; child = 2 * at + 1) {
        if (child + 1 < *count && before(&heap[child + 1], &heap[child]))
            child++;
        if (!before(&heap[child], &last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return top;
}

static void offer(const struct et_bpe *bpe, struct et_bpe_scratch *scratch, size_t *count, uint32_t at)
{
    uint32_t next = at == END ? END : scratch->symbols[at].next;
    if (next == END)
        return;
    int32_t left = scratch->symbols[at].id, right = scratch->symbols[next].id;
    if (left < 0 || right < 0)
        return;
    const uint64_t *merge = et_map64_get(&bpe->merges, (uint64_t)left << 32 | (uint64_t)right);
    if (merge)
        heap_push(scratch->heap, count,
                  (struct et_bpe_pair){(uint32_t)(*merge >> 32), at, left, right, (int32_t)(*merge & 0xFFFFFFFFu)});
}

/* Joins pairs, lowest rank first, until none is left. Symbol 0 is never taken into another. */
static void join(const struct et_bpe *bpe, struct et_bpe_scratch *scratch, uint32_t len)
{
    struct et_bpe_symbol *symbols = scratch->symbols;
    size_t count = 0;
    for (uint32_t i = 0; i + 1 < len; i++)
        offer(bpe, scratch, &count, i);
    while (count) {
        struct et_bpe_pair pair = heap_pop(scratch->heap, &count);
        struct et_bpe_symbol *left = &symbols[pair.at];
        if (left->next == pair.at || left->next == END || left->id != pair.left || symbols[left->next].id != pair.right)
            continue;
        uint32_t gone = left->next;
        left->id = pair.merged;
        left->next = symbols[gone].next;
        if (left->next != END)
            symbols[left->next].previous = pair.at;
        symbols[gone].next = gone;
        offer(bpe, scratch, &count, left->previous);
        offer(bpe, scratch, &count, pair.at);
    }
}

/* Ids on their way out. */
struct sink {
    int32_t *ids;
    size_t count, max;
};

static void put(const struct et_bpe *bpe, struct sink *sink, int32_t id)
{
    id = id < 0 ? bpe->unknown : id;
    if (id >= 0 && sink->count < sink->max)
        sink->ids[sink->count++] = id;
}

static enum et_rc encode_piece(const struct et_bpe *bpe, struct et_bpe_scratch *scratch, struct et_slice piece,
                               struct sink *sink, struct et_error *error)
{
    enum et_rc rc = reserve(scratch, piece.len, error);
    if (rc != ET_OK)
        return rc;
    for (size_t i = 0; i < piece.len; i++)
        scratch->symbols[i] =
            (struct et_bpe_symbol){bpe->byte_ids[(unsigned char)piece.ptr[i]], i ? (uint32_t)i - 1 : END,
                                   i + 1 < piece.len ? (uint32_t)i + 1 : END};
    join(bpe, scratch, (uint32_t)piece.len);
    for (uint32_t i = 0; i != END; i = scratch->symbols[i].next)
        put(bpe, sink, scratch->symbols[i].id);
    return ET_OK;
}

/* A stretch of text without added tokens. */
static enum et_rc encode_plain(const struct et_bpe *bpe, struct et_bpe_scratch *scratch, struct et_slice text,
                               struct sink *sink, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    if (bpe->blank_first && text.len && text.ptr[0] != ' ') {
        et_buf_clear(&scratch->text);
        if (!et_buf_char(&scratch->text, ' ') || !et_buf_slice(&scratch->text, text))
            return et_fail_nomem(error);
        text = et_buf_view(&scratch->text);
    }
    for (size_t pos = 0, end; pos < text.len && sink->count < sink->max && rc == ET_OK; pos = end) {
        end = et_bpe_piece(text, pos);
        rc = encode_piece(bpe, scratch, et_slice_sub(text, pos, end), sink, error);
    }
    return rc;
}

static bool is_word_byte(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           c == '_';
}

/* The longest added token at pos, or NULL. */
static const struct et_added_token *added_at(const struct et_bpe *bpe, struct et_slice text, size_t pos)
{
    const struct et_added_token *best = NULL;
    struct et_slice rest = et_slice_sub(text, pos, text.len);
    if (!bpe->added_first[(unsigned char)text.ptr[pos]])
        return NULL;
    for (size_t i = 0; i < bpe->added_count; i++) {
        const struct et_added_token *token = &bpe->added[i];
        size_t end = pos + token->text.len;
        if (!et_slice_starts(rest, token->text) || (best && best->text.len >= token->text.len))
            continue;
        if (token->alone &&
            ((pos && is_word_byte(text.ptr[pos - 1])) || (end < text.len && is_word_byte(text.ptr[end]))))
            continue;
        best = token;
    }
    return best;
}

static size_t skip_spaces(struct et_slice text, size_t pos)
{
    while (pos < text.len && strchr(" \t\n\r", text.ptr[pos]) && text.ptr[pos])
        pos++;
    return pos;
}

enum et_rc et_bpe_encode(const struct et_bpe *bpe, struct et_bpe_scratch *scratch, struct et_slice text, int32_t *ids,
                         size_t max, size_t *count, struct et_error *error)
{
    struct sink sink = {ids, 0, max};
    size_t from = 0, pos = 0;
    enum et_rc rc = ET_OK;
    while (rc == ET_OK && bpe->added_count && pos < text.len && sink.count < max) {
        const struct et_added_token *token = added_at(bpe, text, pos);
        if (!token) {
            pos++;
            continue;
        }
        struct et_slice plain = et_slice_sub(text, from, pos);
        while (token->takes_left && plain.len && strchr(" \t\n\r", plain.ptr[plain.len - 1]))
            plain.len--;
        rc = encode_plain(bpe, scratch, plain, &sink, error);
        put(bpe, &sink, token->id);
        from = pos + token->text.len;
        from = pos = token->takes_right ? skip_spaces(text, from) : from;
    }
    if (rc == ET_OK)
        rc = encode_plain(bpe, scratch, et_slice_sub(text, from, text.len), &sink, error);
    *count = sink.count;
    return rc;
}
