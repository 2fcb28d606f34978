/** What the parts of the tokeniser share. Private to the text room. */
#ifndef ET_TEXT_TOKEN_INT_H
#define ET_TEXT_TOKEN_INT_H

#include "text/token.h"

#include <stdbool.h>

enum et_byte_class {
    ET_BYTE_LOWER = 1,
    ET_BYTE_UPPER = 2,
    ET_BYTE_DIGIT = 4,
    ET_BYTE_SPACE = 8,
    ET_BYTE_HIGH = 16,     /**< a byte of a code point beyond ASCII */
    ET_BYTE_EMOTICON = 32, /**< punctuation that may begin an emoticon */
    ET_BYTE_END = 64       /**< punctuation that ends a word whatever follows */
};
#define ET_BYTE_LETTER (ET_BYTE_LOWER | ET_BYTE_UPPER)
#define ET_BYTE_ALNUM (ET_BYTE_LETTER | ET_BYTE_DIGIT)

extern const unsigned char et_byte_class[256];
extern const unsigned char et_byte_lower[256];

#define ET_NOWHERE SIZE_MAX

/** The state of one et_tokenise. Invariant: the fold buffer has place for twice what is left of the text, so that ASCII
 * never has to ask for room. */
struct et_maker {
    struct et_tokens *out;
    struct et_slice text;
    size_t pos;
    uint32_t waiting;  /**< ET_TOKEN_SENTENCE_START and ET_TOKEN_AFTER_NEWLINE for the token that comes */
    size_t quote_from; /**< index of the first token in the quotes that are open, or ET_NOWHERE */
    bool failed;       /**< memory ran out */
};

/** Room for n more bytes of fold besides the invariant; may move the buffer and what points into it. */
bool et_maker_room(struct et_maker *maker, size_t n);

/** Appends a token from start to maker->pos. folded is hashed; plain is the same until the caller changes it. NULL: no
 * memory. */
struct et_token *et_maker_push(struct et_maker *maker, enum et_token_kind kind, size_t start, struct et_slice folded);

static inline unsigned et_maker_class(const struct et_maker *maker, size_t pos) /**< 0 beyond the end */
{
    return pos < maker->text.len ? et_byte_class[(unsigned char)maker->text.ptr[pos]] : 0;
}

static inline char et_maker_byte(const struct et_maker *maker, size_t pos) /**< NUL beyond the end */
{
    return pos < maker->text.len ? maker->text.ptr[pos] : '\0';
}

/** Reads the word, link or emoticon at maker->pos, where a letter stands. */
void et_word_read(struct et_maker *maker);
/** Reads the number at maker->pos, where a digit or a currency sign before one stands; or a word that begins with
 * digits. */
void et_number_read(struct et_maker *maker);
/** Reads the hashtag or handle whose sign ends at body; false (nothing read) if none is there. */
bool et_tag_read(struct et_maker *maker, enum et_token_kind kind, size_t body);

/** Where the link that begins at pos ends, or 0: "http://", "https://", "www.". */
size_t et_link_end(struct et_slice text, size_t pos);
/** Where a bare host name ("site.example/path") or mail address ends whose first label is [start, dot), or 0. */
size_t et_host_end(struct et_slice text, size_t start, size_t dot);

/** The emoticon at pos: its length (0 = none) and its usual spelling. */
size_t et_emoticon_find(struct et_slice text, size_t pos, struct et_slice *usual, uint32_t *repeat);

#endif
