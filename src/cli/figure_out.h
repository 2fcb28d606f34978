/** What the commands of figures share: the question from the options, the head of the answer, cells of summaries. */
#ifndef ET_CLI_FIGURE_OUT_H
#define ET_CLI_FIGURE_OUT_H

#include "cli/app.h"
#include "insight/figures.h"

/** --from, --to (a day alone is included whole), --last, --platform, --entity, --asof; what a command does not have is
 * left open. The catalogue must be loaded for --entity. */
ET_MUST_CHECK enum et_rc et_figure_options_read(struct et_app *app, struct et_figures_options *out,
                                                struct et_error *error);

/** The moment of a date option: a day alone is its start in the display zone, or with `end` the start of the next day.
 */
ET_MUST_CHECK enum et_rc et_figure_moment(struct et_app *app, const char *option, bool end, int64_t *out,
                                          struct et_error *error);

/** Opens the store, loads the catalogue and computes. whole: --entity does not narrow the question, the command picks
 * it. */
ET_MUST_CHECK enum et_rc et_figure_load(struct et_app *app, bool whole, struct et_figures *out, struct et_error *error);

/** The entity that the command is about: the operand, else --entity; NULL = all. Errors: ET_E_NOT_FOUND. */
ET_MUST_CHECK enum et_rc et_figure_entity(struct et_app *app, const struct et_entity **out, struct et_error *error);
const struct et_entity_figures *et_figure_of(const struct et_figures *figures, const struct et_entity *entity);

/** People: period and n, then the table. CSV: the table. JSON: {"from":..,"to":..,...,"<key>":[rows]}. */
void et_figure_print(struct et_app *app, const struct et_figures *figures, const char *key,
                     const struct et_table *table);
/** The members of the JSON head; the object stays open. */
void et_figure_head_json(struct et_emit *json, const struct et_figures *figures);
void et_figure_head_people(struct et_app *app, const struct et_figures *figures);

/** A command that lists figures: --limit of them (20), best first. */
struct et_figure_list {
    const char *key; /**< of the rows in JSON */
    const struct et_column *columns;
    size_t (*count)(const struct et_figures *figures);
    void (*add)(struct et_app *app, struct et_table *table, const struct et_figures *figures, size_t index);
    const char *nothing; /**< told to people when there are comments but nothing to list; NULL = nothing */
};
int et_figure_list_run(struct et_app *app, const struct et_figure_list *list);

/** What a buffer holds, in the arena; the buffer is disposed. {NULL, 0} when memory ran out. */
struct et_slice et_figure_text_take(struct et_app *app, struct et_buf *buf);

/** Most rows to print: --limit, where the command has it, else fallback; SIZE_MAX for 0. */
size_t et_figure_limit(const struct et_app *app, size_t fallback);

/** The columns of a summary, for use in a table, and its cells in that order. */
#define ET_SUMMARY_COLUMNS                                                                                             \
    {"comments", "n", ET_COLUMN_UINT, 0, 0}, {"sentiment", "Sentiment", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},          \
        {"interval", "95 %", ET_COLUMN_INTERVAL, 0, 0}, {"weighted", "Weighted", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0}, \
        {"weighted_interval", "", ET_COLUMN_INTERVAL, ET_COLUMN_MACHINE, 0},                                           \
        {"like_weighted", "", ET_COLUMN_SIGNED, ET_COLUMN_MACHINE, 0},                                                 \
        {"n_eff", "", ET_COLUMN_REAL, ET_COLUMN_MACHINE, 2},                                                           \
        {"one_comment_dominates", "", ET_COLUMN_BOOL, ET_COLUMN_MACHINE, 0},                                           \
        {"delta", "", ET_COLUMN_SIGNED, ET_COLUMN_MACHINE, 0},                                                         \
        {"delta_text", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},                                                      \
        {"authors", "Authors", ET_COLUMN_UINT, ET_COLUMN_OPTIONAL, 0},                                                 \
        {"posts", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},                                                           \
        {"likes", "Likes", ET_COLUMN_UINT, ET_COLUMN_OPTIONAL, 0}, {"labels", "", ET_COLUMN_RAW, 0, 0},                \
    {                                                                                                                  \
        "emotions", "", ET_COLUMN_RAW, 0, 0                                                                            \
    }
void et_figure_summary_cells(struct et_app *app, struct et_table *table, const struct et_summary *summary);

/** JSON text in the arena of an array of the comments with these ids (0 = none): id, text, likes, sentiment, post;
 * never the author. {NULL, 0} when it can't be had. */
struct et_slice et_figure_evidence_json(struct et_app *app, const int64_t *ids, size_t count);
/** For people: "  <likes> likes: text", one line each. */
void et_figure_evidence_people(struct et_app *app, const int64_t *ids, size_t count);

/** Name of the emotion that most comments have, without neutral; "" if none. */
const char *et_figure_top_emotion(const uint64_t emotions[ET_EMOTIONS]);

/** A bar of at most `places` places for value of most: block characters where the terminal has them, else '#'. In the
 * arena. */
struct et_slice et_figure_bar(struct et_app *app, double value, double most, size_t places);

#endif
