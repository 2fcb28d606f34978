#include "text/token.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/emoji.h"
#include "text/letters_int.h"
#include "text/token_int.h"

#define TEXT_MAX ((size_t)64 << 10)

// clang-format off
#define L ET_BYTE_LOWER
#define U ET_BYTE_UPPER
#define D ET_BYTE_DIGIT
#define S ET_BYTE_SPACE
#define H ET_BYTE_HIGH
#define E ET_BYTE_EMOTICON
#define X ET_BYTE_END
#define TEN(x) x, x, x, x, x, x, x, x, x, x
#define SIXTEEN(x) TEN(x), x, x, x, x, x, x
#define LETTERS(x) TEN(x), TEN(x), x, x, x, x, x, x
const unsigned char et_byte_class[256] = {
    SIXTEEN(S), SIXTEEN(S),
    /*     !  "  #  $  %  &  '  (      )  *  +  ,  -  .  / */
    S,     X, X, X, X, X, X, 0, E | X, X, 0, X, X, E, 0, X,
    TEN(D), /* : */ E, /* ; */ E | X, /* < */ E | X, /* = */ E | X, /* > */ E | X, /* ? */ X, /* @ */ 0,
    LETTERS(U), /* [ \ ] ^ _ ` */ X, E | X, X, E | X, 0, 0,
    LETTERS(L), /* { | } ~ DEL */ X, X, X, X, S,
    SIXTEEN(H), SIXTEEN(H), SIXTEEN(H), SIXTEEN(H), SIXTEEN(H), SIXTEEN(H), SIXTEEN(H), SIXTEEN(H)};
#undef L
#undef U
#undef D
#undef S
#undef H
#undef E
#undef X
// clang-format on

#define ROW(x) x, x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x + 7
const unsigned char et_byte_lower[256] = {
    ROW(0),   ROW(8),   ROW(16),  ROW(24),  ROW(32),  ROW(40),  ROW(48),  ROW(56),  '@',      'a',
    'b',      'c',      'd',      'e',      'f',      'g',      ROW('h'), ROW('p'), 'x',      'y',
    'z',      '[',      '\\',     ']',      '^',      '_',      ROW(96),  ROW(104), ROW(112), ROW(120),
    ROW(128), ROW(136), ROW(144), ROW(152), ROW(160), ROW(168), ROW(176), ROW(184), ROW(192), ROW(200),
    ROW(208), ROW(216), ROW(224), ROW(232), ROW(240), ROW(248)};

void et_tokens_init(struct et_tokens *tokens)
{
    *tokens = (struct et_tokens){0};
}

void et_tokens_dispose(struct et_tokens *tokens)
{
    et_free(tokens->items);
    et_free(tokens->fold);
    *tokens = (struct et_tokens){0};
}

/* A slice of the old buffer, moved; slices of constants stay. */
static struct et_slice moved(struct et_slice part, uintptr_t from, size_t size, char *to)
{
    uintptr_t offset = (uintptr_t)part.ptr - from;
    return offset < size ? et_slice(to + offset, part.len) : part;
}

bool et_maker_room(struct et_maker *maker, size_t n)
{
    struct et_tokens *t = maker->out;
    size_t need = t->fold_len + n + 2 * (maker->text.len - maker->pos) + 16;
    if (need <= t->fold_size)
        return true;
    size_t size = need + need / 2;
    uintptr_t from = (uintptr_t)t->fold;
    char *fold = et_realloc(t->fold, size);
    if (!fold) {
        maker->failed = true;
        return false;
    }
    for (size_t i = 0; i < t->count && (uintptr_t)fold != from; i++) {
        t->items[i].folded = moved(t->items[i].folded, from, t->fold_size, fold);
        t->items[i].plain = moved(t->items[i].plain, from, t->fold_size, fold);
    }
    t->fold = fold;
    t->fold_size = size;
    return true;
}

static bool grow_items(struct et_maker *maker)
{
    size_t size = maker->out->size ? maker->out->size * 2 : 64;
    struct et_token *items = et_realloc(maker->out->items, size * sizeof *items);
    if (!items) {
        maker->failed = true;
        return false;
    }
    maker->out->items = items;
    maker->out->size = size;
    return true;
}

struct et_token *et_maker_push(struct et_maker *maker, enum et_token_kind kind, size_t start, struct et_slice folded)
{
    struct et_tokens *t = maker->out;
    if (t->count == t->size && !grow_items(maker))
        return NULL;
    uint32_t flags = maker->waiting & ET_TOKEN_AFTER_NEWLINE;
    if (kind <= ET_TOKEN_HANDLE) {
        flags |= maker->waiting & ET_TOKEN_SENTENCE_START;
        t->words++;
    }
    /* "#TeamLila Will you ..." begins its sentence with Will as well. */
    maker->waiting &= kind <= ET_TOKEN_NUMBER ? 0 : (uint32_t)ET_TOKEN_SENTENCE_START;
    if (maker->quote_from != ET_NOWHERE)
        flags |= ET_TOKEN_QUOTED;
    uint64_t hash = et_hash64(folded);
    struct et_token *token = &t->items[t->count++];
    *token = (struct et_token){.kind = kind,
                               .flags = flags,
                               .start = (uint32_t)start,
                               .end = (uint32_t)maker->pos,
                               .folded = folded,
                               .plain = folded,
                               .hash = hash,
                               .plain_hash = hash,
                               .repeat = 1};
    return token;
}

static void open_quote(struct et_maker *maker)
{
    maker->quote_from = maker->out->count;
}

static void close_quote(struct et_maker *maker)
{
    maker->quote_from = ET_NOWHERE;
}

/* Quotes that never close were inches or a slip. */
static void drop_quote(struct et_maker *maker)
{
    for (size_t i = maker->quote_from; i < maker->out->count; i++)
        maker->out->items[i].flags &= ~(uint32_t)ET_TOKEN_QUOTED;
    close_quote(maker);
}

static void quote_mark(struct et_maker *maker, size_t start, bool may_open, bool may_close)
{
    bool open = maker->quote_from != ET_NOWHERE;
    maker->out->quotes = true;
    if (open && may_close)
        close_quote(maker);
    et_maker_push(maker, ET_TOKEN_PUNCT, start, ET_SLICE("\""));
    bool inches = start > 0 && et_maker_class(maker, start - 1) & ET_BYTE_DIGIT;
    if (!open && may_open && !inches)
        open_quote(maker);
}

/* "Dr. Crale" and "J. Crale" go on after the full stop. */
static bool is_abbreviation(const struct et_maker *maker, size_t stop)
{
    static const char *const titles[] = {"dr", "mr", "mrs", "ms", "st", "vs", "jr", "feat", "ft"};
    const struct et_tokens *t = maker->out;
    const struct et_token *last = t->count ? &t->items[t->count - 1] : NULL;
    if (!last || last->kind != ET_TOKEN_WORD || last->end != stop || last->folded.len > 4)
        return false;
    if (last->folded.len == 1 && last->flags & ET_TOKEN_CAPITAL && last->folded.ptr[0] != 'i')
        return true;
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (et_slice_is(last->folded, titles[i]))
            return true;
    return false;
}

static void stop_run(struct et_maker *maker, size_t start, struct et_slice folded, size_t count)
{
    bool goes_on = folded.ptr[0] == '.' && count == 1 && is_abbreviation(maker, start);
    struct et_token *token = et_maker_push(maker, ET_TOKEN_PUNCT, start, folded);
    if (!token)
        return;
    token->repeat = (uint32_t)count;
    if (!goes_on)
        maker->waiting |= ET_TOKEN_SENTENCE_START;
}

static void question_run(struct et_maker *maker)
{
    size_t start = maker->pos, asks = 0;
    for (char c; (c = et_maker_byte(maker, maker->pos)) == '?' || c == '!'; maker->pos++)
        asks += c == '?';
    size_t n = maker->pos - start;
    stop_run(maker, start, asks == 0 ? ET_SLICE("!") : asks == n ? ET_SLICE("?") : ET_SLICE("?!"), n);
}

static void same_run(struct et_maker *maker)
{
    size_t start = maker->pos;
    char c = maker->text.ptr[start];
    while (et_maker_byte(maker, maker->pos) == c)
        maker->pos++;
    size_t n = maker->pos - start;
    if (c == '.') {
        stop_run(maker, start, n > 1 ? ET_SLICE("...") : ET_SLICE("."), n);
        return;
    }
    if (maker->out->fold_len < maker->out->fold_size) {
        char *fold = maker->out->fold + maker->out->fold_len++;
        *fold = c == '`' ? '\'' : c;
        struct et_token *token = et_maker_push(maker, ET_TOKEN_PUNCT, start, et_slice(fold, 1));
        if (token)
            token->repeat = (uint32_t)n;
    }
}

static bool emoticon(struct et_maker *maker)
{
    struct et_slice usual;
    uint32_t repeat = 1;
    size_t start = maker->pos, len = et_emoticon_find(maker->text, start, &usual, &repeat);
    if (!len)
        return false;
    maker->pos += len;
    struct et_token *token = et_maker_push(maker, ET_TOKEN_EMOTICON, start, usual);
    if (token)
        token->repeat = repeat;
    return true;
}

/* Without skin tones and styles, so that one hash stands for every look of an emoji. */
static struct et_slice fold_emoji(struct et_maker *maker, struct et_slice emoji)
{
    struct et_tokens *t = maker->out;
    char *fold = t->fold + t->fold_len;
    size_t n = 0;
    for (size_t pos = 0; pos < emoji.len;) {
        size_t from = pos;
        uint32_t cp = et_utf8_next(emoji, &pos);
        bool tone = cp - 0x1F3FB <= 4 && from > 0;
        if (tone || cp == 0xFE0E || cp == 0xFE0F)
            continue;
        memcpy(fold + n, emoji.ptr + from, pos - from);
        n += pos - from;
    }
    return et_slice(fold, n);
}

static bool emoji(struct et_maker *maker)
{
    size_t start = maker->pos, len = et_emoji_length(maker->text, start);
    if (!len)
        return false;
    struct et_tokens *t = maker->out;
    struct et_slice folded = fold_emoji(maker, et_slice(maker->text.ptr + start, len));
    maker->pos += len;
    struct et_token *last = t->count ? &t->items[t->count - 1] : NULL;
    if (last && last->kind == ET_TOKEN_EMOJI && last->end == start && et_slice_eq(last->folded, folded)) {
        last->end = (uint32_t)maker->pos;
        last->repeat++;
        return true;
    }
    t->fold_len += folded.len;
    et_maker_push(maker, ET_TOKEN_EMOJI, start, folded);
    return true;
}

static void newline(struct et_maker *maker)
{
    maker->waiting |= ET_TOKEN_SENTENCE_START | ET_TOKEN_AFTER_NEWLINE;
}

static void ascii_punct(struct et_maker *maker, char c)
{
    size_t start = maker->pos;
    if ((c == '#' || c == '*') && et_maker_class(maker, start + 1) & ET_BYTE_HIGH && emoji(maker))
        return;
    if (c == '#' && et_tag_read(maker, ET_TOKEN_HASHTAG, start + 1))
        return;
    if (c == '@' && et_tag_read(maker, ET_TOKEN_HANDLE, start + 1))
        return;
    if (c == '$' && et_maker_class(maker, start + 1) & ET_BYTE_DIGIT) {
        et_number_read(maker);
    } else if (c == '"') {
        maker->pos++;
        quote_mark(maker, start, true, true);
    } else if (c == '?' || c == '!') {
        question_run(maker);
    } else {
        same_run(maker);
    }
}

static bool may_be_emoji(uint32_t cp)
{
    return cp >= 0x1F000 ? cp < 0x1FB00 : cp >= 0x203C && (cp <= 0x2BFF || (cp >= 0x3030 && cp <= 0x3299));
}

static void other_punct(struct et_maker *maker, size_t start, uint32_t cp)
{
    uint32_t parts[ET_LETTER_FOLD_MAX];
    size_t n = cp == 0x2013 || cp == 0x2014 ? (parts[0] = '-', (size_t)1) : et_letter_fold(cp, parts);
    struct et_tokens *t = maker->out;
    if (!et_maker_room(maker, 4 * ET_LETTER_FOLD_MAX))
        return;
    size_t from = t->fold_len;
    for (size_t i = 0; i < n; i++)
        t->fold_len += et_utf8_put(t->fold + t->fold_len, parts[i]);
    et_maker_push(maker, ET_TOKEN_PUNCT, start, et_slice(t->fold + from, t->fold_len - from));
}

static void stop_sign(struct et_maker *maker, size_t start, uint32_t cp)
{
    switch (cp) {
    case 0x2026:
        stop_run(maker, start, ET_SLICE("..."), 3);
        break;
    case 0x203C:
    case 0xFF01:
        stop_run(maker, start, ET_SLICE("!"), cp == 0x203C ? 2 : 1);
        break;
    case 0x2047:
    case 0xFF1F:
    case 0x61F:
        stop_run(maker, start, ET_SLICE("?"), cp == 0x2047 ? 2 : 1);
        break;
    case 0x2048:
    case 0x2049:
    case 0x203D:
        stop_run(maker, start, ET_SLICE("?!"), 2);
        break;
    default:
        stop_run(maker, start, ET_SLICE("."), 1);
    }
}

/* What stands at a byte beyond ASCII. */
static void high(struct et_maker *maker)
{
    size_t start = maker->pos, after = start;
    uint32_t cp = et_utf8_next(maker->text, &after);
    if ((may_be_emoji(cp) || cp == 0xA9 || cp == 0xAE) && emoji(maker))
        return;
    if (cp == 0xAF && emoticon(maker))
        return;
    if ((cp == 0xFF03 && et_tag_read(maker, ET_TOKEN_HASHTAG, after)) ||
        (cp == 0xFF20 && et_tag_read(maker, ET_TOKEN_HANDLE, after)))
        return;
    enum et_letter_class class = et_letter_class(cp);
    if (class == ET_LETTER_LETTER || class == ET_LETTER_RUN || class == ET_LETTER_DIGIT) {
        et_word_read(maker);
        return;
    }
    if (class == ET_LETTER_CURRENCY && et_maker_class(maker, after) & ET_BYTE_DIGIT) {
        et_number_read(maker);
        return;
    }
    maker->pos = after;
    if (class == ET_LETTER_NEWLINE)
        newline(maker);
    else if (class == ET_LETTER_QUOTE_OPEN || class == ET_LETTER_QUOTE_CLOSE)
        /* German closes with the mark that opens in English, and opens low. */
        quote_mark(maker, start, class == ET_LETTER_QUOTE_OPEN, class == ET_LETTER_QUOTE_CLOSE || cp == 0x201C);
    else if (class == ET_LETTER_STOP)
        stop_sign(maker, start, cp);
    else if (class == ET_LETTER_APOSTROPHE)
        et_maker_push(maker, ET_TOKEN_PUNCT, start, ET_SLICE("'"));
    else if (class == ET_LETTER_PUNCT || class == ET_LETTER_CURRENCY || class == ET_LETTER_HYPHEN)
        other_punct(maker, start, cp);
}

static void step(struct et_maker *maker)
{
    char c = maker->text.ptr[maker->pos];
    unsigned class = et_byte_class[(unsigned char)c];
    if (class & ET_BYTE_SPACE) {
        if (c == '\n' || c == '\r')
            newline(maker);
        maker->pos++;
    } else if (class & ET_BYTE_LETTER) {
        et_word_read(maker);
    } else if (class & ET_BYTE_DIGIT) {
        if (!(et_maker_class(maker, maker->pos + 1) & ET_BYTE_HIGH && emoji(maker)))
            et_number_read(maker);
    } else if (class & ET_BYTE_HIGH) {
        high(maker);
    } else if (!(class & ET_BYTE_EMOTICON && emoticon(maker))) {
        ascii_punct(maker, c);
    }
}

enum et_rc et_tokenise(struct et_tokens *tokens, struct et_slice text, struct et_error *error)
{
    struct et_maker maker = {.out = tokens, .waiting = ET_TOKEN_SENTENCE_START, .quote_from = ET_NOWHERE};
    tokens->count = tokens->fold_len = tokens->words = tokens->caps_words = tokens->mixed_words = 0;
    tokens->quotes = false;
    maker.text = tokens->text = et_utf8_truncate(text, TEXT_MAX);
    if (!et_maker_room(&maker, 64))
        return et_fail_nomem(error);
    while (maker.pos < maker.text.len && !maker.failed) {
        step(&maker);
        if (et_maker_byte(&maker, maker.pos) == ' ') /* one blank after a word, nearly always */
            maker.pos++;
    }
    if (maker.failed) {
        tokens->count = 0;
        return et_fail_nomem(error);
    }
    if (maker.quote_from != ET_NOWHERE)
        drop_quote(&maker);
    return ET_OK;
}
