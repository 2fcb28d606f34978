/** The brief as data: what the writers of JSON, HTML and PDF share. Made from figures and evidence alone, without
 * clock, store or fonts; everything lives in the arena given to et_brief_build. Texts are NUL-terminated UTF-8, never
 * NULL unless said. */
#ifndef ET_BRIEF_MODEL_H
#define ET_BRIEF_MODEL_H

#include "brief/brief.h"
#include "brief/charts.h"
#include "brief/words.h"

#define ET_BRIEF_SCHEMA "1.0" /**< of the JSON document (docs/brief.schema.json) */

/** A comment made fit to be shown. */
struct et_quote {
    int64_t comment_id; /**< for looking it up; never shown: it depends on the order of imports */
    struct et_slice public_id;
    const char *text; /**< one line, shortened, masked where asked for, handles of commenters hidden */
    bool shortened;
    const char *author;  /**< "" unless authors are shown */
    const char *source;  /**< "Instagram, 3 Nov 2025, 1,204 likes" */
    const char *post;    /**< name of the post, "" where it has none */
    struct et_slice url; /**< of the post; len 0 unless it is plain http(s) */
    int64_t likes, created_at_us;
    enum et_platform platform;
    double sentiment; /**< of the comment; NaN when it has no score */
};

struct et_headline_number {
    const char *key, *label; /**< "comments", "Comments" */
    const char *value;       /**< "12,345", "+0.12" */
    const char *note;        /**< what it rests on; "" = nothing to add */
    double number;           /**< NaN where it can't be said */
    uint64_t n;
    enum et_ink ink;
};

enum et_level { ET_LEVEL_NOTE, ET_LEVEL_WATCH, ET_LEVEL_ALERT };

/** One sentence that says no more than the figures. */
struct et_statement {
    const char *kind; /**< "mood", "most_discussed", ...: stable, for programs */
    const char *text;
    uint64_t n; /**< comments it rests on */
};

struct et_alert {
    enum et_level level;
    const char *about;   /**< "entity", "storyline", "all" */
    const char *subject; /**< its name */
    const char *text;    /**< says by itself what moved */
    const char *detail;  /**< the same beneath the subject as a title */
    const char *badge;   /**< "Alert: crisis", "Watch" */
    const struct et_velocity *velocity;
    const struct et_quote *evidence[3]; /**< NULL behind the last */
};

/* ---- what a reader sees: sections of blocks, the same in HTML and PDF ---- */

enum et_align { ET_ALIGN_LEFT, ET_ALIGN_RIGHT };

struct et_table_column {
    const char *title;
    enum et_align align;
    double weight; /**< share of the width of texts; 0 = as wide as its numbers need */
};

struct et_cell {
    const char *text;
    double sort; /**< NaN = sort by text, last among numbers */
    enum et_ink ink;
    bool bold;
    struct et_slice url; /**< len 0 = no link */
};

struct et_table {
    const char *caption;
    const struct et_table_column *columns;
    const struct et_cell *cells; /**< row by row */
    size_t column_count, row_count;
    size_t print_rows; /**< the PDF shows so many */
};

struct et_card_quote {
    const char *role; /**< "Most liked" */
    const struct et_quote *quote;
};

struct et_card {
    const char *title, *kind; /**< kind: "person", "storyline", ... beside the title */
    const char *badge;        /**< "" = none */
    enum et_level level;
    enum et_ink stripe;
    const char *lines[6];           /**< sentences; NULL behind the last */
    struct et_card_quote quotes[3]; /**< quote NULL behind the last */
};

enum et_block_kind {
    ET_BLOCK_TEXT,
    ET_BLOCK_STATEMENTS,
    ET_BLOCK_CHART,
    ET_BLOCK_TABLE,
    ET_BLOCK_CARDS,
    ET_BLOCK_FACTS
};

struct et_fact_line {
    const char *name, *value;
};

struct et_block {
    enum et_block_kind kind;
    const char *text;             /**< TEXT: paragraphs, one a line */
    bool run_in;                  /**< TEXT: each paragraph begins with its heading, up to the first full stop */
    const struct et_chart *chart; /**< CHART */
    const struct et_table *table; /**< TABLE */
    const struct et_statement *statements; /**< STATEMENTS */
    const struct et_card *cards;           /**< CARDS */
    const struct et_fact_line *facts;      /**< FACTS */
    size_t count;                          /**< of statements, cards, facts */
    size_t print_count;                    /**< CARDS: the PDF shows so many */
};

#define ET_SECTION_BLOCKS 8
struct et_section {
    const char *id, *title;
    struct et_block blocks[ET_SECTION_BLOCKS];
    size_t count;
};
#define ET_SECTIONS 12

struct et_source_file { /**< one import of the manifest: what holds on every machine */
    struct et_slice sha256, format;
    uint64_t bytes, rows;
};

struct et_brief_model {
    struct et_brief_options options;
    const struct et_figures *figures;
    const char *title, *period, *scope; /**< scope: "Instagram, comments that mention Mara Quill"; "" = everything */
    const char *zone;
    bool empty;         /**< no comment to report on */
    const char *lead;   /**< the one sentence that matters; of an empty brief: why, and how to import */
    const char *advice; /**< of an empty brief: what to do */
    struct et_headline_number numbers[8];
    size_t number_count;
    struct et_statement findings[12], changes[8];
    size_t finding_count, change_count;
    struct et_alert *alerts; /**< alerts first, then what is to watch */
    size_t alert_count;
    struct et_quote *quotes; /**< by comment_id */
    size_t quote_count;
    struct et_section sections[ET_SECTIONS];
    size_t section_count;
    const char *const *method; /**< paragraphs, ended by NULL */
    struct et_source_file *sources;
    size_t source_count;
    const char *program_version;
};

/** Lists of the JSON brief and of the HTML page hold at most so many rows; totals are given beside them. */
#define ET_BRIEF_LIST_MAX 200

struct et_brief_input {
    const struct et_figures *figures;
    const struct et_stored_comment *evidence; /**< in any order; what is missing is left out of the brief */
    size_t evidence_count;
    const struct et_import *imports;
    size_t import_count;
    struct et_slice entity_name; /**< of the entity asked for; len 0 = none */
    int64_t first_us, last_us;   /**< of all comments in the database; ET_TIME_NONE = there is none */
};

/** Ids of the comments that a brief of these figures may quote, ascending, each once. */
ET_MUST_CHECK enum et_rc et_brief_evidence(const struct et_figures *figures, struct et_arena *arena, int64_t **ids,
                                           size_t *count, struct et_error *error);

/** Everything behind the figures. Borrows options, input and what they point to. */
ET_MUST_CHECK enum et_rc et_brief_build(const struct et_brief_options *options, const struct et_brief_input *input,
                                        struct et_arena *arena, struct et_brief_model **out, struct et_error *error);

/** By comment id; NULL for 0 and for comments that are not there. */
const struct et_quote *et_brief_quote(const struct et_brief_model *brief, int64_t comment_id);

#endif
