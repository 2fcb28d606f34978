#include "analyse/learned/features.h"

#include "base/hash.h"

#include <endian.h>

#define LETTERS_READ 32 /* bytes of a word whose groups are read */

/* What is one thing for sentiment, whatever it says in full. */
enum { HASH_HANDLE = 101, HASH_URL, HASH_TIME, HASH_NUMBER, HASH_BEGIN, HASH_END, HASH_CAPS, HASH_LONG };

enum { SALT_PAIR = 3, SALT_TRIPLE = 5, SALT_GAP = 7, SALT_LETTERS = 11 };

static uint64_t join(uint64_t a, uint64_t b)
{
    return et_mix64(a * 0x9E3779B97F4A7C15u + b);
}

static uint32_t row_of(uint64_t hash)
{
    return (uint32_t)(hash >> (64 - ET_GRAM_BITS));
}

static uint64_t number(const struct et_token *token)
{
    for (size_t i = 0; i < token->folded.len; i++) {
        if (token->folded.ptr[i] == ':')
            return et_mix64(HASH_TIME);
        if (token->folded.ptr[i] == '/')
            return et_mix64(token->hash);
    }
    return et_mix64(HASH_NUMBER);
}

static uint64_t symbol(const struct et_token *token)
{
    switch (token->kind) {
    case ET_TOKEN_HANDLE:
        return et_mix64(HASH_HANDLE);
    case ET_TOKEN_URL:
        return et_mix64(HASH_URL);
    case ET_TOKEN_NUMBER:
        return number(token);
    case ET_TOKEN_PUNCT:
    case ET_TOKEN_EMOJI:
        return et_mix64(token->hash + (token->repeat > 1));
    default:
        return et_mix64(token->hash);
    }
}

/* Where rows are written, and the table whose rows are fetched meanwhile (NULL: none). */
struct writer {
    struct et_gram *grams;
    size_t count;
    const int8_t *table;
};

static inline void put(struct writer *to, uint64_t hash, size_t first, size_t last)
{
    uint32_t row = row_of(hash);
    to->grams[to->count++] = (struct et_gram){row, (uint16_t)first, (uint16_t)last};
    if (to->table)
        __builtin_prefetch(to->table + (size_t)row * ET_GRAM_ROW);
}

static inline size_t read_grams(const struct et_tokens *tokens, struct writer to)
{
    size_t n = tokens->count < ET_GRAM_TOKENS ? tokens->count : ET_GRAM_TOKENS;
    uint64_t before = et_mix64(HASH_BEGIN), earlier = 0;
    for (size_t i = 0; i < n; i++) {
        const struct et_token *token = &tokens->items[i];
        uint64_t here = symbol(token), pair = join(before, here + SALT_PAIR);
        put(&to, here, i, i);
        put(&to, et_mix64(pair), i ? i - 1 : 0, i);
        if (i >= 1)
            put(&to, join(earlier, pair + SALT_TRIPLE), i >= 2 ? i - 2 : 0, i);
        if (i >= 2)
            put(&to, join(earlier, here + SALT_GAP), i - 2, i);
        if (token->flags & (ET_TOKEN_CAPS | ET_TOKEN_ELONGATED))
            put(&to, join(here, token->flags & ET_TOKEN_CAPS ? HASH_CAPS : HASH_LONG), i, i);
        earlier = before;
        before = here;
    }
    if (n)
        put(&to, join(before, HASH_END), n - 1, n - 1);
    return to.count;
}

size_t et_grams_read(const struct et_tokens *tokens, struct et_gram grams[ET_GRAMS_MAX])
{
    return read_grams(tokens, (struct writer){grams, 0, NULL});
}

size_t et_grams_fetch(const struct et_tokens *tokens, const int8_t *table, struct et_gram grams[ET_GRAMS_MAX])
{
    return read_grams(tokens, (struct writer){grams, 0, table});
}

size_t et_letters_read(const struct et_token *token, uint32_t rows[ET_LETTERS_MAX])
{
    char word[LETTERS_READ + 2 + sizeof(uint64_t)] = {0};
    size_t len = token->plain.len < LETTERS_READ ? token->plain.len : LETTERS_READ, count = 0;
    word[0] = '<';
    memcpy(word + 1, token->plain.ptr, len);
    word[len + 1] = '>';
    len += 2;
    for (size_t size = 3; size <= 5; size++)
        for (size_t i = 0; i + size <= len && count < ET_LETTERS_MAX; i++) {
            uint64_t packed;
            memcpy(&packed, word + i, sizeof packed);
            packed = be64toh(packed) >> (64 - 8 * size);
            rows[count++] = (uint32_t)(et_mix64(packed + SALT_LETTERS) >> (64 - ET_LETTER_BITS));
        }
    return count;
}
