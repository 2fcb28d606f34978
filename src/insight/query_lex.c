#include "insight/query_lex_int.h"

#include "base/settings.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

#define NEAR_USUAL 10
#define NEAR_MOST 1000
#define NAME_MAX 16
#define NEAREST_MIN 4 /* letters of a name that a nearest one is looked for */

const char *const et_query_filter_names[ET_QUERY_FILTERS] = {"entity",    "author", "platform", "emotion",
                                                             "sentiment", "likes",  "after",    "before"};

enum et_rc et_query_fail(struct et_slice query, size_t start, struct et_error *error, const char *format, ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    size_t character = et_utf8_count(et_slice_sub(query, 0, start)) + 1;
    et_fail(error, ET_E_USAGE, "search query, character %zu: %s", character, length < 0 ? "?" : message);
    if (error)
        error->column = character > UINT32_MAX ? UINT32_MAX : (uint32_t)character;
    return ET_E_USAGE;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool ends_word(char c)
{
    return is_blank(c) || c == '(' || c == ')' || c == '"';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static enum et_rc read_quoted(struct et_lexer *lexer, struct et_slice *out, struct et_error *error)
{
    size_t start = lexer->at++;
    while (lexer->at < lexer->query.len && lexer->query.ptr[lexer->at] != '"')
        lexer->at++;
    if (lexer->at == lexer->query.len)
        return et_query_fail(lexer->query, start, error,
                             "this quotation mark is never closed; add another \" behind the phrase");
    *out = et_slice_sub(lexer->query, start + 1, lexer->at++);
    return ET_OK;
}

static struct et_slice read_bare(struct et_lexer *lexer)
{
    size_t start = lexer->at;
    while (lexer->at < lexer->query.len && !ends_word(lexer->query.ptr[lexer->at]))
        lexer->at++;
    return et_slice_sub(lexer->query, start, lexer->at);
}

/* Length of "name:" at the lexer's place, 0 if none stands there. */
static size_t filter_prefix(const struct et_lexer *lexer)
{
    size_t end = lexer->at;
    while (end < lexer->query.len && is_letter(lexer->query.ptr[end]))
        end++;
    bool found = end > lexer->at && end < lexer->query.len && lexer->query.ptr[end] == ':';
    return found ? end + 1 - lexer->at : 0;
}

/* Whether what stands behind "name:" makes it a filter: "note: see", "(so:)" and "https://" are words. */
static bool has_value(const struct et_lexer *lexer, size_t length)
{
    struct et_slice rest = et_slice_sub(lexer->query, lexer->at + length, lexer->query.len);
    return rest.len && !is_blank(rest.ptr[0]) && rest.ptr[0] != '(' && rest.ptr[0] != ')' &&
           !et_slice_starts(rest, ET_SLICE("//"));
}

static enum et_rc unknown_filter(const struct et_lexer *lexer, struct et_slice name, struct et_error *error)
{
    char typed[NAME_MAX + 1], known[128];
    size_t len = 0;
    const char *near = NULL;
    for (size_t i = 0; i < name.len && name.len <= NAME_MAX; i++)
        typed[i] = (char)(name.ptr[i] | 0x20);
    typed[name.len <= NAME_MAX ? name.len : 0] = '\0';
    if (name.len >= NEAREST_MIN && typed[0])
        near = et_nearest_name(typed, et_query_filter_names, ET_QUERY_FILTERS);
    for (int i = 0; i < ET_QUERY_FILTERS; i++) {
        int n = snprintf(known + len, sizeof known - len, " %s:", et_query_filter_names[i]);
        len += n > 0 && (size_t)n < sizeof known - len ? (size_t)n : 0;
    }
    return et_query_fail(lexer->query, lexer->at, error,
                         "there is no filter \"" ET_SLICE_FMT ":\"%s%s%s; there are%s. To search for the words "
                         "themselves put them in quotation marks",
                         ET_SLICE_ARG(et_slice_sub(name, 0, 40)), near ? " (did you mean \"" : "", near ? near : "",
                         near ? ":\"?)" : "", known);
}

/* An unknown filter is told, as searching for the words would silently find nothing. */
static enum et_rc find_filter(const struct et_lexer *lexer, size_t length, struct et_lexeme *out, bool *found,
                              struct et_error *error)
{
    struct et_slice name = et_slice_sub(lexer->query, lexer->at, lexer->at + length - 1);
    *found = false;
    for (int i = 0; i < ET_QUERY_FILTERS; i++)
        if (et_slice_eq_nocase(name, et_slice_of(et_query_filter_names[i]))) {
            out->filter = (enum et_query_filter)i;
            *found = true;
            return ET_OK;
        }
    return has_value(lexer, length) ? unknown_filter(lexer, name, error) : ET_OK;
}

static enum et_rc read_filter(struct et_lexer *lexer, size_t length, struct et_lexeme *out, struct et_error *error)
{
    out->kind = ET_LEX_FILTER;
    lexer->at += length;
    if (lexer->at < lexer->query.len && lexer->query.ptr[lexer->at] == '"')
        return read_quoted(lexer, &out->text, error);
    out->text = read_bare(lexer);
    if (out->text.len == 0)
        return et_query_fail(lexer->query, out->start, error, "%s: needs a value right behind the colon",
                             et_query_filter_names[out->filter]);
    return ET_OK;
}

static enum et_rc read_near(const struct et_lexer *lexer, struct et_slice word, struct et_lexeme *out,
                            struct et_error *error)
{
    uint64_t distance = NEAR_USUAL;
    out->kind = ET_LEX_NEAR;
    if (word.len > 4 &&
        (!et_slice_to_u64(et_slice_sub(word, 5, word.len), &distance) || distance < 1 || distance > NEAR_MOST))
        return et_query_fail(lexer->query, out->start, error,
                             "NEAR/ takes a number of words from 1 to %d, as in NEAR/5", NEAR_MOST);
    out->distance = (unsigned)distance;
    return ET_OK;
}

static enum et_rc read_word(struct et_lexer *lexer, struct et_lexeme *out, struct et_error *error)
{
    struct et_slice word = read_bare(lexer);
    if (et_slice_is(word, "AND")) {
        out->kind = ET_LEX_AND;
    } else if (et_slice_is(word, "OR")) {
        out->kind = ET_LEX_OR;
    } else if (et_slice_is(word, "NOT")) {
        out->kind = ET_LEX_NOT;
    } else if (et_slice_is(word, "NEAR") || et_slice_starts(word, ET_SLICE("NEAR/"))) {
        return read_near(lexer, word, out, error);
    } else {
        out->kind = ET_LEX_WORD;
        out->text = word;
    }
    return ET_OK;
}

static void cut_star(struct et_lexeme *out)
{
    if (out->kind != ET_LEX_WORD && out->kind != ET_LEX_PHRASE)
        return;
    while (out->text.len && out->text.ptr[out->text.len - 1] == '*') {
        out->text.len--;
        out->prefix = true;
    }
}

enum et_rc et_lexer_next(struct et_lexer *lexer, struct et_lexeme *out, struct et_error *error)
{
    while (lexer->at < lexer->query.len && is_blank(lexer->query.ptr[lexer->at]))
        lexer->at++;
    *out = (struct et_lexeme){.kind = ET_LEX_END, .start = lexer->at};
    if (lexer->at == lexer->query.len)
        return ET_OK;
    char c = lexer->query.ptr[lexer->at];
    bool more = lexer->at + 1 < lexer->query.len && !is_blank(lexer->query.ptr[lexer->at + 1]);
    if (c == '(' || c == ')' || (c == '-' && more)) {
        out->kind = c == '(' ? ET_LEX_OPEN : c == ')' ? ET_LEX_CLOSE : ET_LEX_NOT;
        lexer->at++;
        return ET_OK;
    }
    enum et_rc rc = ET_OK;
    bool is_filter = false;
    size_t length = filter_prefix(lexer);
    if (length)
        rc = find_filter(lexer, length, out, &is_filter, error);
    if (rc)
        return rc;
    if (is_filter)
        return read_filter(lexer, length, out, error);
    if (c == '"') {
        out->kind = ET_LEX_PHRASE;
        rc = read_quoted(lexer, &out->text, error);
    } else {
        rc = read_word(lexer, out, error);
    }
    if (!rc)
        cut_star(out);
    return rc;
}
