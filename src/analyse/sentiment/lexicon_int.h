/** Reading the lexicon's files, shared by lexicon.c (table, matching) and lexicon_read.c (the text format). */
#ifndef ET_ANALYSE_SENTIMENT_LEXICON_INT_H
#define ET_ANALYSE_SENTIMENT_LEXICON_INT_H

#include "analyse/sentiment/lexicon.h"

/** A phrase before the phrases are sorted by the slot of their first token. */
struct et_lex_draft {
    struct et_lex_phrase phrase;
    uint32_t slot;
};

struct et_lex_builder {
    struct et_lexicon *lexicon;
    struct et_tokens tokens;
    struct et_lex_draft *drafts;
    size_t draft_count, draft_size;
    const char *file;
    uint8_t file_index;
    uint8_t languages; /**< of the file being read, bit mask */
};

/** Parses the fields behind the entry (valence, emotions, tags) into row. */
ET_MUST_CHECK enum et_rc et_lex_read_fields(struct et_slice fields, struct et_lex_row *row, struct et_error *error);

/** Adds one entry (a token or a phrase) with what row says. */
ET_MUST_CHECK enum et_rc et_lex_add(struct et_lex_builder *builder, struct et_slice entry, const struct et_lex_row *row,
                                    struct et_error *error);

/** Reads a whole file: rows of "entry|entry TAB valence TAB emotions TAB tags", # comments. */
ET_MUST_CHECK enum et_rc et_lex_read_file(struct et_lex_builder *builder, struct et_slice data, struct et_error *error);

#endif
