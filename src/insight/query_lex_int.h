/** Words, phrases, filters and brackets of a search query. */
#ifndef ET_INSIGHT_QUERY_LEX_INT_H
#define ET_INSIGHT_QUERY_LEX_INT_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>

enum et_lexeme_kind {
    ET_LEX_END,
    ET_LEX_WORD,
    ET_LEX_PHRASE, /**< between double quotes */
    ET_LEX_FILTER, /**< name:value */
    ET_LEX_AND,
    ET_LEX_OR,
    ET_LEX_NOT,
    ET_LEX_NEAR,
    ET_LEX_OPEN,
    ET_LEX_CLOSE
};

enum et_query_filter {
    ET_QUERY_ENTITY,
    ET_QUERY_AUTHOR,
    ET_QUERY_PLATFORM,
    ET_QUERY_EMOTION,
    ET_QUERY_SENTIMENT,
    ET_QUERY_LIKES,
    ET_QUERY_AFTER,
    ET_QUERY_BEFORE,
    ET_QUERY_FILTERS
};
extern const char *const et_query_filter_names[ET_QUERY_FILTERS];

struct et_lexeme {
    enum et_lexeme_kind kind;
    struct et_slice text; /**< of a word or phrase, or the value of a filter: without quotes */
    bool prefix;          /**< a '*' stood at the end */
    unsigned distance;    /**< of NEAR */
    enum et_query_filter filter;
    size_t start; /**< byte of the query */
};

struct et_lexer {
    struct et_slice query;
    size_t at;
};

ET_MUST_CHECK enum et_rc et_lexer_next(struct et_lexer *lexer, struct et_lexeme *out, struct et_error *error);

/** ET_E_USAGE with the character of the query that `start` is in, also as error->column. */
enum et_rc et_query_fail(struct et_slice query, size_t start, struct et_error *error, const char *format, ...)
    ET_PRINTF(4, 5);

#endif
