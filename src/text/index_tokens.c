#include "base/buf.h"
#include "base/utf8.h"
#include "text/letters_int.h"
#include "text/token.h"

static void blank(struct et_buf *out)
{
    if (out->len && out->data[out->len - 1] != ' ')
        et_buf_char(out, ' ');
}

/* Hyphens part ("re-cast" is found by cast), and scripts without blanks are given letter by letter, so that a part of a
 * run is found as a phrase. */
static void add_word(struct et_buf *out, struct et_slice plain)
{
    for (size_t pos = 0; pos < plain.len;) {
        size_t from = pos;
        uint32_t cp = et_utf8_next(plain, &pos);
        if (cp == '-') {
            blank(out);
            continue;
        }
        bool alone = cp >= 0x0E00 && et_letter_class(cp) == ET_LETTER_RUN;
        if (alone)
            blank(out);
        et_buf_add(out, plain.ptr + from, pos - from);
        if (alone && pos < plain.len)
            et_buf_char(out, ' ');
    }
}

static void add_token(struct et_buf *out, const struct et_token *token)
{
    switch (token->kind) {
    case ET_TOKEN_PUNCT:
    case ET_TOKEN_EMOTICON:
        return;
    case ET_TOKEN_HASHTAG:
    case ET_TOKEN_HANDLE:
        blank(out);
        et_buf_char(out, token->kind == ET_TOKEN_HASHTAG ? '#' : '@');
        et_buf_slice(out, token->plain);
        return;
    case ET_TOKEN_WORD:
        blank(out);
        add_word(out, token->plain);
        return;
    default:
        blank(out);
        et_buf_slice(out, token->plain);
    }
}

enum et_rc et_index_tokens(struct et_tokens *tokens, struct et_slice text, struct et_buf *out, struct et_error *error)
{
    enum et_rc rc = et_tokenise(tokens, text, error);
    if (rc != ET_OK)
        return rc;
    for (size_t i = 0; i < tokens->count; i++)
        add_token(out, &tokens->items[i]);
    return out->failed ? et_fail_nomem(error) : ET_OK;
}
