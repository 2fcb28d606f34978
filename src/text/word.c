#include "base/hash.h"
#include "base/utf8.h"
#include "text/letters_int.h"
#include "text/token_int.h"

#include <endian.h>

/* A word that is being read. The folded form grows at the end of the fold buffer. */
struct word {
    size_t start, pos; /* of the text; pos = what is read next */
    size_t end;        /* behind the last visible character */
    size_t base, len;  /* folded form in the fold buffer */
    uint32_t last;     /* last folded code point */
    size_t last_at;    /* where it begins in the buffer */
    unsigned run, letters, upper, digits;
    bool elongated, doubled, accents, first_upper, scripted, joined;
};

static struct word begin(const struct et_maker *maker, size_t body)
{
    return (struct word){.start = maker->pos, .pos = body, .end = body, .base = maker->out->fold_len};
}

static void append_byte(struct et_maker *maker, struct word *w, char c)
{
    maker->out->fold[w->base + w->len++] = c;
    w->last = (unsigned char)c;
    w->last_at = w->len - 1;
    w->run = 1;
}

/* ASCII letters and digits: nearly all that is ever read, so kept tight. */
static void read_ascii(struct et_maker *maker, struct word *w)
{
    const unsigned char *p = (const unsigned char *)maker->text.ptr + w->pos;
    const unsigned char *end = (const unsigned char *)maker->text.ptr + maker->text.len;
    char *fold = maker->out->fold + w->base;
    size_t len = w->len;
    uint32_t last = w->last;
    unsigned run = w->run, upper = 0, letters = 0, digits = 0, class;
    for (; p < end && (class = et_byte_class[*p]) & ET_BYTE_ALNUM; p++) {
        unsigned char lower = et_byte_lower[*p];
        letters += (class & ET_BYTE_LETTER) != 0;
        upper += (class & ET_BYTE_UPPER) != 0;
        digits += (class & ET_BYTE_DIGIT) != 0;
        run = lower == last ? run + 1 : 1;
        last = lower;
        w->doubled |= run > 1;
        if (run >= 3 && class & ET_BYTE_LETTER) {
            w->elongated = true;
            continue;
        }
        fold[len++] = (char)lower;
    }
    if (len > w->len)
        w->last_at = len - 1;
    w->len = len;
    w->last = last;
    w->run = run;
    w->letters += letters;
    w->upper += upper;
    w->digits += digits;
    size_t pos = (size_t)((const char *)p - maker->text.ptr);
    if (pos > w->pos)
        w->pos = w->end = pos;
}

static bool append_cp(struct et_maker *maker, struct word *w, uint32_t cp, bool is_letter)
{
    if (!et_maker_room(maker, w->len + 8))
        return false;
    w->run = cp == w->last ? w->run + 1 : 1;
    w->doubled |= w->run > 1;
    if (is_letter && w->run >= 3) {
        w->elongated = true;
        return true;
    }
    w->last = cp;
    w->last_at = w->len;
    w->len += et_utf8_put(maker->out->fold + w->base + w->len, cp);
    w->accents |= cp >= 0x80;
    return true;
}

static void append_mark(struct et_maker *maker, struct word *w, uint32_t mark)
{
    uint32_t whole = w->len ? et_letter_compose(w->last, mark) : 0;
    if (whole) {
        w->len = w->last_at;
        w->last = 0; /* so that the run starts anew */
        append_cp(maker, w, whole, true);
    } else {
        append_cp(maker, w, mark, false);
    }
}

static void append_folded(struct et_maker *maker, struct word *w, uint32_t cp, enum et_letter_class class)
{
    uint32_t parts[ET_LETTER_FOLD_MAX];
    if (class == ET_LETTER_MARK) {
        append_mark(maker, w, cp);
        return;
    }
    size_t n = et_letter_fold(cp, parts);
    for (size_t i = 0; i < n; i++)
        append_cp(maker, w, parts[i], class != ET_LETTER_DIGIT);
    w->letters += class != ET_LETTER_DIGIT;
    w->digits += class == ET_LETTER_DIGIT;
    w->upper += class == ET_LETTER_LETTER && et_letter_is_upper(cp);
}

/* Whether a letter or digit stands at pos, invisible characters passed over. */
static bool letter_follows(const struct et_maker *maker, size_t pos, bool digits)
{
    while (pos < maker->text.len) {
        unsigned class = et_maker_class(maker, pos);
        if (!(class & ET_BYTE_HIGH))
            return (class & ET_BYTE_LETTER) || (digits && class & ET_BYTE_DIGIT);
        enum et_letter_class letter = et_letter_class(et_utf8_next(maker->text, &pos));
        if (letter != ET_LETTER_ZERO_WIDTH)
            return letter == ET_LETTER_LETTER || letter == ET_LETTER_MARK || (digits && letter == ET_LETTER_DIGIT);
    }
    return false;
}

static bool join(struct et_maker *maker, struct word *w, size_t after, char as, bool digits)
{
    if (!w->len || !letter_follows(maker, after, digits))
        return false;
    append_byte(maker, w, as);
    w->pos = w->end = after;
    return true;
}

/* "f*ck", "sh**": up to three asterisks in or behind the first letters of a word belong to it. One behind it is
 * emphasis. */
static bool join_stars(struct et_maker *maker, struct word *w)
{
    size_t n = 0;
    while (et_maker_byte(maker, w->pos + n) == '*')
        n++;
    bool inside = et_maker_class(maker, w->pos + n) & ET_BYTE_LETTER;
    if (n > 3 || !w->len || w->len > 3 || (n < 2 && !inside))
        return false;
    for (size_t i = 0; i < n; i++)
        append_byte(maker, w, '*');
    w->pos += n;
    w->end = w->pos;
    return true;
}

/* The code point beyond ASCII at w->pos. false: it is not of the word. */
static bool read_high(struct et_maker *maker, struct word *w)
{
    size_t after = w->pos;
    uint32_t cp = et_utf8_next(maker->text, &after);
    enum et_letter_class class = et_letter_class(cp);
    switch (class) {
    case ET_LETTER_RUN:
        if (w->len && !w->scripted)
            return false;
        w->scripted = true;
        break;
    case ET_LETTER_LETTER:
        if (w->scripted)
            return false;
        break;
    case ET_LETTER_MARK:
    case ET_LETTER_DIGIT:
        break;
    case ET_LETTER_ZERO_WIDTH:
        if (w->scripted && cp == 0x200B) /* the word break of Thai and Khmer */
            return false;
        w->pos = after;
        return true;
    case ET_LETTER_APOSTROPHE:
        return join(maker, w, after, '\'', false);
    case ET_LETTER_HYPHEN:
        return join(maker, w, after, '-', true) && (w->joined = true);
    default:
        return false;
    }
    if (!w->len)
        w->first_upper = class == ET_LETTER_LETTER && et_letter_is_upper(cp);
    append_folded(maker, w, cp, class);
    w->pos = w->end = after;
    return !maker->failed;
}

/* What joins the parts of a word, or ends it (false). */
static bool read_joint(struct et_maker *maker, struct word *w)
{
    switch (et_maker_byte(maker, w->pos)) {
    case '\'':
    case '`':
        return join(maker, w, w->pos + 1, '\'', false);
    case '-':
    case '_':
        if (!join(maker, w, w->pos + 1, et_maker_byte(maker, w->pos), true))
            return false;
        return w->joined = true;
    case '*':
        return join_stars(maker, w);
    default:
        return et_maker_class(maker, w->pos) & ET_BYTE_HIGH && read_high(maker, w);
    }
}

static void read_word(struct et_maker *maker, struct word *w)
{
    w->first_upper = (et_maker_class(maker, w->pos) & ET_BYTE_UPPER) != 0;
    do {
        if (!w->scripted)
            read_ascii(maker, w);
    } while (w->pos < maker->text.len && !(et_maker_class(maker, w->pos) & ET_BYTE_SPACE) && read_joint(maker, w));
}

/* "it's", "that's": the s is a verb there, whatever comes behind. */
static bool is_contraction(struct et_slice stem)
{
    static const char *const stems[] = {"it",  "he",  "she",  "that", "what", "who",   "there", "here", "where",
                                        "how", "let", "when", "why",  "this", "y'all", "c",     "qu"};
    for (size_t i = 0; i < sizeof stems / sizeof stems[0]; i++)
        if (et_slice_is(stem, stems[i]))
            return true;
    return false;
}

/* Takes 's off the folded form. "the boys' club": the apostrophe alone. */
static bool take_possessive(struct et_maker *maker, struct word *w)
{
    const char *folded = maker->out->fold + w->base;
    if (w->len > 2 && folded[w->len - 1] == 's' && folded[w->len - 2] == '\'') {
        if (is_contraction(et_slice(folded, w->len - 2)))
            return false;
        w->len -= 2;
        return true;
    }
    char next = et_maker_byte(maker, w->pos);
    if (w->len > 3 && folded[w->len - 1] == 's' && next == '\'' && et_maker_byte(maker, w->pos + 1) == ' ' &&
        et_maker_class(maker, w->pos + 2) & ET_BYTE_LETTER && !memchr(maker->text.ptr, '\'', w->start)) {
        w->pos++;
        w->end = w->pos;
        return true;
    }
    return false;
}

/* The form without accents, behind the folded one in the buffer. */
static void set_plain(struct et_maker *maker, size_t index)
{
    struct et_tokens *t = maker->out;
    if (!et_maker_room(maker, 3 * t->items[index].folded.len + 32))
        return;
    struct et_slice folded = t->items[index].folded;
    char *plain = t->fold + t->fold_len;
    size_t n = 0;
    uint32_t parts[ET_LETTER_FOLD_MAX], last = 0;
    unsigned run = 0;
    for (size_t pos = 0; pos < folded.len;) {
        uint32_t cp = et_utf8_next(folded, &pos);
        size_t count = cp < 0x80 ? (parts[0] = cp, (size_t)1) : et_letter_plain(cp, parts);
        for (size_t i = 0; i < count && n + 4 <= 3 * folded.len + 32; i++) {
            run = parts[i] == last ? run + 1 : 1;
            last = parts[i];
            if (run < 3)
                n += et_utf8_put(plain + n, parts[i]);
        }
    }
    struct et_slice slice = et_slice(plain, n);
    if (n == 0 || et_slice_eq(slice, folded))
        return;
    t->fold_len += n;
    t->items[index].plain = slice;
    t->items[index].plain_hash = et_hash64(slice);
}

static void push_word(struct et_maker *maker, struct word *w, enum et_token_kind kind, uint32_t flags)
{
    struct et_tokens *t = maker->out;
    maker->pos = w->pos;
    t->fold_len = w->base + w->len;
    struct et_token *token = et_maker_push(maker, kind, w->start, et_slice(t->fold + w->base, w->len));
    if (!token)
        return;
    token->end = (uint32_t)w->end;
    flags |= (w->elongated ? ET_TOKEN_ELONGATED : 0u) | (w->joined ? (uint32_t)ET_TOKEN_JOINED : 0u) |
             (w->digits ? (uint32_t)ET_TOKEN_DIGITS : 0u) | (w->doubled ? (uint32_t)ET_TOKEN_DOUBLED : 0u);
    flags |= (w->first_upper ? (uint32_t)ET_TOKEN_CAPITAL : 0u) | (w->upper ? (uint32_t)ET_TOKEN_UPPER : 0u);
    if (w->letters >= 2 && w->upper == w->letters) {
        flags |= ET_TOKEN_CAPS;
        t->caps_words++;
    }
    t->mixed_words += w->upper >= 2 && w->upper < w->letters;
    token->flags |= flags;
    if (w->accents)
        set_plain(maker, t->count - 1);
}

static void push_link(struct et_maker *maker, struct word *w, size_t end)
{
    struct et_tokens *t = maker->out;
    if (!et_maker_room(maker, end - w->start + 16))
        return;
    for (size_t i = w->start; i < end; i++)
        t->fold[w->base + i - w->start] = (char)et_byte_lower[(unsigned char)maker->text.ptr[i]];
    t->fold_len = w->base + end - w->start;
    maker->pos = end;
    et_maker_push(maker, ET_TOKEN_URL, w->start, et_slice(t->fold + w->base, end - w->start));
}

static bool read_link(struct et_maker *maker, struct word *w)
{
    char stop = et_maker_byte(maker, w->pos);
    size_t end = 0;
    if (stop == ':' && et_maker_byte(maker, w->pos + 1) == '/')
        end = et_link_end(maker->text, w->start);
    else if (stop == '.' && et_maker_class(maker, w->pos + 1) & (ET_BYTE_ALNUM | ET_BYTE_HIGH)) {
        end = et_link_end(maker->text, w->start);
        end = end ? end : et_host_end(maker->text, w->start, w->pos);
    } else if (stop == '@')
        end = et_host_end(maker->text, w->start, w->pos);
    if (end > w->start)
        push_link(maker, w, end);
    return end > w->start;
}

static bool read_emoticon(struct et_maker *maker)
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

static bool may_be_emoticon(const struct et_maker *maker)
{
    char first = et_maker_byte(maker, maker->pos), second = et_maker_byte(maker, maker->pos + 1);
    if (first == 'x' || first == 'X')
        return second == 'D';
    return (first == 'T' || first == 'o' || first == 'O') &&
           (second == '_' || second == '.' || second == '-' || second == '^');
}

#define BYTES(x) (0x0101010101010101u * (x))

/* The next eight bytes, first one lowest; NULs beyond the end. */
static uint64_t load8(struct et_slice text, size_t pos)
{
    uint64_t bytes = 0;
    if (text.len - pos >= 8) /* a constant length: one load */
        memcpy(&bytes, text.ptr + pos, 8);
    else
        memcpy(&bytes, text.ptr + pos, text.len - pos);
    return le64toh(bytes);
}

/* High bit of each byte that is an ASCII letter; lower = the bytes with bit 0x20 set. */
static uint64_t letter_bits(uint64_t bytes, uint64_t lower)
{
    uint64_t low7 = lower & BYTES(0x7Fu);
    return (low7 + BYTES(0x80u - 'a')) & ~(low7 + BYTES(0x80u - 'z' - 1)) & ~bytes & BYTES(0x80u);
}

/* The sum of eight small bytes. */
static size_t sum_bytes(uint64_t x)
{
    return (size_t)(x * BYTES(1) >> 56);
}

/* The longest run of one byte, up to 3. */
static unsigned longest_run(const char *bytes, size_t n)
{
    unsigned longest = 1;
    for (size_t i = 1; i < n; i++)
        if (bytes[i] == bytes[i - 1]) {
            if (i > 1 && bytes[i] == bytes[i - 2])
                return 3;
            longest = 2;
        }
    return longest;
}

/* Whether a word of letters certainly ends at pos. */
static bool ends_plainly(const struct et_maker *maker, size_t pos)
{
    unsigned class = et_maker_class(maker, pos);
    if (pos >= maker->text.len || class & (ET_BYTE_SPACE | ET_BYTE_END))
        return true;
    return maker->text.ptr[pos] == '.' && !(et_maker_class(maker, pos + 1) & (ET_BYTE_ALNUM | ET_BYTE_HIGH));
}

static uint32_t capital_flags(struct et_tokens *t, size_t n, size_t capitals, bool first)
{
    bool caps = n >= 2 && capitals == n;
    t->caps_words += caps;
    t->mixed_words += capitals >= 2 && !caps;
    return (uint32_t)ET_TOKEN_UPPER | (caps ? ET_TOKEN_CAPS : 0u) | (first ? (uint32_t)ET_TOKEN_CAPITAL : 0u);
}

static void push_plain(struct et_maker *maker, size_t n, size_t capitals, bool doubled)
{
    struct et_tokens *t = maker->out;
    size_t start = maker->pos;
    char *fold = t->fold + t->fold_len;
    t->fold_len += n;
    maker->pos = start + n;
    struct et_token *token = et_maker_push(maker, ET_TOKEN_WORD, start, et_slice(fold, n));
    if (!token)
        return;
    token->flags |= doubled ? (uint32_t)ET_TOKEN_DOUBLED : 0u;
    if (capitals)
        token->flags |= capital_flags(t, n, capitals, !(maker->text.ptr[start] & 0x20));
}

/* High bit of each byte of x that is 0; sometimes also of a 1 above such a one. */
static uint64_t zero_bits(uint64_t x)
{
    return (x - BYTES(1)) & ~x & BYTES(0x80u);
}

/* Words of ASCII letters alone are nine in ten, most of them of less than eight: eight bytes at once, without a branch
 * for each letter. false, and nothing done, for any other: elongated ones, joined ones, what may be an emoticon or a
 * link. */
static bool read_short_word(struct et_maker *maker)
{
    struct et_tokens *t = maker->out;
    uint64_t bytes = load8(maker->text, maker->pos), lower = bytes | BYTES(0x20u);
    uint64_t others = ~letter_bits(bytes, lower) & BYTES(0x80u);
    if (!others)
        return false;
    size_t n = (size_t)__builtin_ctzll(others) / 8;
    uint64_t mask = (others ^ (others - 1)) >> 8; /* the bytes before the first that is no letter */
    uint64_t same = zero_bits(lower ^ lower >> 8) & mask >> 8;
    bool plain =
        et_byte_class[bytes >> 8 * n & 0xFF] & (ET_BYTE_SPACE | ET_BYTE_END) || ends_plainly(maker, maker->pos + n);
    if (same & same >> 8 || !plain || (n == 2 && (lower & 0xFF) == 'x'))
        return false;
    uint64_t out = htole64(lower);
    memcpy(t->fold + t->fold_len, &out, 8);
    push_plain(maker, n, sum_bytes(~bytes >> 5 & BYTES(1) & mask), same != 0);
    return true;
}

/* The same for those of any length. */
static bool read_plain_word(struct et_maker *maker)
{
    struct et_tokens *t = maker->out;
    size_t start = maker->pos, n = 0, taken, capitals = 0;
    char *fold = t->fold + t->fold_len;
    do {
        uint64_t bytes = load8(maker->text, start + n), lower = bytes | BYTES(0x20u);
        uint64_t others = ~letter_bits(bytes, lower) & BYTES(0x80u);
        taken = others ? (size_t)__builtin_ctzll(others) / 8 : 8;
        uint64_t mask = taken == 8 ? UINT64_MAX : ((uint64_t)1 << (8 * taken)) - 1;
        capitals += sum_bytes(~bytes >> 5 & BYTES(1) & mask);
        uint64_t out = htole64(lower);
        memcpy(fold + n, &out, 8);
        n += taken;
    } while (taken == 8 && start + n < maker->text.len);
    unsigned run = longest_run(fold, n);
    if (run >= 3 || !ends_plainly(maker, start + n) || (n == 2 && fold[0] == 'x'))
        return false;
    push_plain(maker, n, capitals, run == 2);
    return true;
}

void et_word_read(struct et_maker *maker)
{
    if (et_maker_class(maker, maker->pos) & ET_BYTE_LETTER && (read_short_word(maker) || read_plain_word(maker)))
        return;
    if (may_be_emoticon(maker) && read_emoticon(maker))
        return;
    struct word w = begin(maker, maker->pos);
    read_word(maker, &w);
    if (maker->failed || read_link(maker, &w))
        return;
    bool possessive = w.letters && take_possessive(maker, &w);
    if (w.pos == w.start) /* cannot be: whoever calls saw a letter */
        w.pos++;
    if (w.len == 0) {
        maker->pos = w.pos;
        return;
    }
    push_word(maker, &w, w.letters ? ET_TOKEN_WORD : ET_TOKEN_NUMBER, possessive ? ET_TOKEN_POSSESSIVE : 0);
}

bool et_tag_read(struct et_maker *maker, enum et_token_kind kind, size_t body)
{
    struct word w = begin(maker, body);
    w.first_upper = (et_maker_class(maker, body) & ET_BYTE_UPPER) != 0;
    for (;;) {
        read_ascii(maker, &w);
        char c = et_maker_byte(maker, w.pos);
        bool dot = c == '.' && kind == ET_TOKEN_HANDLE && w.len &&
                   (et_maker_class(maker, w.pos + 1) & ET_BYTE_ALNUM || et_maker_byte(maker, w.pos + 1) == '_');
        if (c == '_' || dot) {
            append_byte(maker, &w, c);
            w.end = ++w.pos;
            continue;
        }
        if (!(et_maker_class(maker, w.pos) & ET_BYTE_HIGH) || maker->failed)
            break;
        size_t after = w.pos;
        enum et_letter_class class = et_letter_class(et_utf8_next(maker->text, &after));
        if (class == ET_LETTER_RUN) { /* in a tag they stand beside Latin letters */
            append_folded(maker, &w, et_utf8_next(maker->text, &w.pos), class);
            w.end = w.pos;
        } else if (class == ET_LETTER_APOSTROPHE || class == ET_LETTER_HYPHEN || !read_high(maker, &w)) {
            break;
        }
    }
    if (!w.letters && (kind == ET_TOKEN_HASHTAG || !w.digits)) /* "#1" is a rank */
        return false;
    push_word(maker, &w, kind, 0);
    return true;
}

/* "12M", "9th", "40k", "100%", "18+": what may stand behind the digits. SIZE_MAX: it is a word ("4ever"). */
static size_t unit_end(const struct et_maker *maker, size_t pos)
{
    char c = et_maker_byte(maker, pos);
    if (c == '%' || (c == '+' && !(et_maker_class(maker, pos + 1) & ET_BYTE_ALNUM)))
        return pos + 1;
    size_t end = pos;
    while (et_maker_class(maker, end) & ET_BYTE_LETTER)
        end++;
    bool more = et_maker_class(maker, end) & (ET_BYTE_DIGIT | ET_BYTE_HIGH) || et_maker_byte(maker, end) == '_';
    if (end > pos && et_maker_class(maker, end) & ET_BYTE_HIGH)
        more = letter_follows(maker, end, true);
    return end - pos > 3 || (more && end > pos) ? SIZE_MAX : end;
}

static size_t digits_end(const struct et_maker *maker, size_t pos)
{
    for (;;) {
        while (et_maker_class(maker, pos) & ET_BYTE_DIGIT)
            pos++;
        char c = et_maker_byte(maker, pos);
        bool joint = c == '.' || c == ',' || c == ':' || c == '/' || c == '-';
        if (!joint || !(et_maker_class(maker, pos + 1) & ET_BYTE_DIGIT))
            return pos;
        pos++;
    }
}

void et_number_read(struct et_maker *maker)
{
    size_t start = maker->pos, digits = start;
    while (!(et_maker_class(maker, digits) & ET_BYTE_DIGIT)) /* the currency sign */
        digits++;
    size_t body = digits_end(maker, digits), end = unit_end(maker, body);
    if (end == SIZE_MAX && digits == start && !memchr(maker->text.ptr + start, '/', body - start)) {
        et_word_read(maker);
        return;
    }
    if (end == SIZE_MAX)
        end = body;
    struct et_tokens *t = maker->out;
    char *fold = t->fold + t->fold_len;
    for (size_t i = start; i < end; i++)
        fold[i - start] = (char)et_byte_lower[(unsigned char)maker->text.ptr[i]];
    t->fold_len += end - start;
    maker->pos = end;
    et_maker_push(maker, ET_TOKEN_NUMBER, start, et_slice(fold, end - start));
}
