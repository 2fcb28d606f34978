/* The tagger's word table: what lists and texts say of single words. */
#include "analyse/train/tagger_int.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)256 << 20)
#define RANK_FREQUENT 300u /* first names: the commonest of a list */
#define RANK_KNOWN 1500u
/* Words of which fewer than so many percent are of names don't begin or end a search for one. */
#define SMALL_PERCENT 7u
#define BIG_PERCENT 5u

void et_tag_words_dispose(struct et_tag_words *words)
{
    et_map64_dispose(&words->index);
    et_free(words->items);
    *words = (struct et_tag_words){0};
}

static struct et_tag_stat *stat_of(struct et_tag_words *words, uint64_t hash)
{
    bool is_new;
    uint64_t *place = et_map64_put(&words->index, hash, &is_new);
    if (!place)
        return NULL;
    if (!is_new)
        return &words->items[*place];
    if (words->count == words->size) {
        size_t size = words->size ? words->size * 2 : 4096;
        struct et_tag_stat *grown = et_realloc(words->items, size * sizeof *grown);
        if (!grown)
            return NULL;
        words->items = grown;
        words->size = size;
    }
    *place = words->count;
    words->items[words->count] = (struct et_tag_stat){.hash = hash};
    return &words->items[words->count++];
}

/* ---- lists ---- */

static uint32_t by_rank(uint64_t rank, uint64_t frequent, uint64_t known)
{
    return rank < frequent ? 3 : rank < known ? 2 : 1;
}

/* What a line of a list says of its word. */
static uint32_t bits_of(enum et_tag_source_kind kind, uint64_t rank, struct et_slice word)
{
    bool capital = word.len && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z';
    switch (kind) {
    case ET_TAG_FIRST_NAMES:
        return by_rank(rank, RANK_FREQUENT, RANK_KNOWN);
    case ET_TAG_LAST_NAMES:
        return by_rank(rank, RANK_FREQUENT * 3, RANK_KNOWN * 6) << 2;
    case ET_TAG_NAME_LIST:
        return ET_TAGW_PROPER;
    case ET_TAG_WORD_LIST:
        return capital ? ET_TAGW_PROPER : ET_TAGW_COMMON;
    default:
        return 0;
    }
}

static void add_bits(struct et_tag_stat *stat, uint32_t bits)
{
    uint32_t first = stat->known & ET_TAGW_FIRST, last = stat->known & ET_TAGW_LAST;
    stat->known |= bits & ~(uint32_t)(ET_TAGW_FIRST | ET_TAGW_LAST);
    if ((bits & ET_TAGW_FIRST) > first)
        stat->known = (stat->known & ~(uint32_t)ET_TAGW_FIRST) | (bits & ET_TAGW_FIRST);
    if ((bits & ET_TAGW_LAST) > last)
        stat->known = (stat->known & ~(uint32_t)ET_TAGW_LAST) | (bits & ET_TAGW_LAST);
}

static enum et_rc add_list_word(struct et_tag_words *words, struct et_tokens *tokens, enum et_tag_source_kind kind,
                                struct et_slice word, uint64_t rank, struct et_error *error)
{
    enum et_rc rc = et_tokenise(tokens, word, error);
    if (rc != ET_OK || tokens->count != 1 || tokens->items[0].kind != ET_TOKEN_WORD)
        return rc;
    struct et_tag_stat *stat = stat_of(words, tokens->items[0].plain_hash);
    if (!stat)
        return et_fail_nomem(error);
    add_bits(stat, bits_of(kind, rank, word));
    return ET_OK;
}

enum et_rc et_tag_words_list(struct et_tag_words *words, const struct et_tag_source *source, struct et_error *error)
{
    struct et_buf bytes;
    struct et_tokens tokens;
    et_buf_init(&bytes, 0);
    et_tokens_init(&tokens);
    enum et_rc rc = et_file_read(source->path, FILE_MAX, &bytes, error);
    struct et_slice rest = et_buf_view(&bytes);
    for (uint64_t rank = 0; rest.len && rc == ET_OK; rank++) {
        struct et_slice line = et_slice_trim(et_slice_cut(&rest, '\n'));
        struct et_slice word = et_slice_cut(&line, ' ');
        if (word.len)
            rc = add_list_word(words, &tokens, source->kind, word, rank, error);
    }
    et_tokens_dispose(&tokens);
    et_buf_dispose(&bytes);
    return rc;
}

/* ---- texts ---- */

static bool is_mixed_case(const struct et_tokens *tokens)
{
    size_t words = 0, capitals = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        words += tokens->items[i].kind == ET_TOKEN_WORD;
        capitals += tokens->items[i].kind == ET_TOKEN_WORD && (tokens->items[i].flags & ET_TOKEN_CAPITAL);
    }
    return capitals && capitals * 2 <= words;
}

static enum et_rc count_line(struct et_tag_words *words, struct et_tokens *tokens, struct et_slice line,
                             struct et_error *error)
{
    enum et_rc rc = et_tokenise(tokens, line, error);
    if (rc != ET_OK || !is_mixed_case(tokens))
        return rc;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct et_token *token = &tokens->items[i];
        if (token->kind != ET_TOKEN_WORD || (token->flags & (ET_TOKEN_SENTENCE_START | ET_TOKEN_CAPS)))
            continue;
        struct et_tag_stat *stat = stat_of(words, token->plain_hash);
        if (!stat)
            return et_fail_nomem(error);
        *(token->flags & ET_TOKEN_CAPITAL ? &stat->big : &stat->small) += 1;
    }
    return ET_OK;
}

enum et_rc et_tag_words_text(struct et_tag_words *words, struct et_slice text, struct et_error *error)
{
    struct et_tokens tokens;
    enum et_rc rc = ET_OK;
    et_tokens_init(&tokens);
    while (text.len && rc == ET_OK) {
        struct et_slice line = et_slice_cut(&text, '\n');
        for (struct et_slice rest = line, field; rc == ET_OK && rest.len;) {
            field = et_slice_cut(&rest, '\t');
            rc = count_line(words, &tokens, field, error);
        }
    }
    et_tokens_dispose(&tokens);
    return rc;
}

enum et_rc et_tag_words_sample(struct et_tag_words *words, const struct et_tag_sample *sample, struct et_error *error)
{
    struct et_tokens tokens;
    uint16_t allowed[ET_TAG_TOKENS_MAX];
    et_tokens_init(&tokens);
    enum et_rc rc = et_tokenise(&tokens, sample->text, error);
    size_t count = tokens.count < ET_TAG_TOKENS_MAX ? tokens.count : ET_TAG_TOKENS_MAX;
    if (rc == ET_OK)
        et_tag_allowed(sample, &tokens, allowed, count);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        const struct et_token *token = &tokens.items[i];
        if (token->kind != ET_TOKEN_WORD)
            continue;
        struct et_tag_stat *stat = stat_of(words, token->plain_hash);
        if (!stat) {
            rc = et_fail_nomem(error);
            break;
        }
        bool big = token->flags & (ET_TOKEN_CAPITAL | ET_TOKEN_CAPS), named = !(allowed[i] & 1);
        *(big ? &stat->big_all : &stat->small_all) += 1;
        *(big ? &stat->big_named : &stat->small_named) += named;
    }
    et_tokens_dispose(&tokens);
    return rc;
}

/* ---- the table ---- */

static uint32_t capital_bits(const struct et_tag_stat *s)
{
    static const uint32_t limits[] = {2, 10, 30, 60, 90}; /* percent */
    uint64_t total = (uint64_t)s->small + s->big;
    if (total < 3)
        return 0;
    uint32_t step = 1;
    while (step < 6 && s->big * 100ull > limits[step - 1] * total)
        step++;
    return step << 6;
}

static uint32_t finished_bits(const struct et_tag_stat *s)
{
    uint32_t bits = s->known | ET_TAGW_KNOWN | capital_bits(s);
    uint64_t seen = (uint64_t)s->small + s->big + s->small_all + s->big_all;
    uint32_t capital = (bits & ET_TAGW_CAPITAL) >> 6;
    bool ordinary = (s->known & ET_TAGW_COMMON) || capital == 1 || capital == 2;
    bool often = s->small_all >= 40;
    if (seen >= 300)
        bits |= ET_TAGW_FREQUENT;
    if ((ordinary || often) && s->small_named * 100ull < SMALL_PERCENT * (s->small_all + 1ull))
        bits |= ET_TAGW_NO_SMALL;
    if (((ordinary && s->big_all >= 6) || s->big_all >= 40) && s->big_named * 100ull < BIG_PERCENT * s->big_all)
        bits |= ET_TAGW_NO_BIG;
    return bits;
}

/* How much a word deserves its place. */
static uint64_t worth(const struct et_tag_stat *s)
{
    uint64_t listed = (s->known & ET_TAGW_FIRST) * 4 + (s->known & ET_TAGW_LAST) +
                      (s->known & (ET_TAGW_COMMON | ET_TAGW_PROPER) ? 2u : 0u);
    return listed + (uint64_t)s->small + s->big + 2ull * (s->small_all + s->big_all);
}

static int by_worth(const void *a, const void *b)
{
    const struct et_tag_stat *x = a, *y = b;
    uint64_t v = worth(x), w = worth(y);
    if (v != w)
        return v < w ? 1 : -1;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

enum et_rc et_tag_words_table(struct et_tag_words *words, unsigned bits, unsigned char *table, struct et_error *error)
{
    size_t size = (size_t)1 << bits, room = size / 4 * 3, placed = 0;
    (void)error;
    qsort(words->items, words->count, sizeof *words->items, by_worth);
    et_map64_clear(&words->index); /* the places moved */
    memset(table, 0, size * 4);
    for (size_t i = 0; i < words->count && placed < room; i++) {
        const struct et_tag_stat *s = &words->items[i];
        uint32_t known = finished_bits(s);
        if (worth(s) < 2)
            break;
        size_t slot = s->hash & (size - 1);
        while (table[slot * 4] | table[slot * 4 + 1])
            slot = (slot + 1) & (size - 1);
        uint16_t check = (uint16_t)((s->hash >> 48) | 1);
        unsigned char *p = table + slot * 4;
        p[0] = (unsigned char)check;
        p[1] = (unsigned char)(check >> 8);
        p[2] = (unsigned char)known;
        p[3] = (unsigned char)(known >> 8);
        placed++;
    }
    return ET_OK;
}
