/** The intelligence brief: figures and evidence as data, then written as JSON, HTML or PDF. The same inputs give the
 * same bytes (PDF: for one set of fonts and libraries). */
#ifndef ET_BRIEF_BRIEF_H
#define ET_BRIEF_BRIEF_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "insight/figures.h"

enum et_paper { ET_PAPER_A4, ET_PAPER_LETTER };

struct et_brief_options {
    struct et_slice title; /**< ptr NULL = "Audience intelligence brief" */
    struct et_figures_options figures;
    struct et_slice zone_name;
    enum et_paper paper;
    bool show_authors; /**< names of commenters are never printed unless asked for */
    bool mask_profanity;
    const char *version; /**< of the program */
};

struct et_brief_model; /**< brief as data: model.h */

/** Computes figures and fetches the evidence. Everything lives in the arena. An empty database gives a brief that says
 * so and how to import. */
ET_MUST_CHECK enum et_rc et_brief_make(struct et_store *store, const struct et_brief_options *options,
                                       struct et_arena *arena, struct et_brief_model **out, struct et_error *error);

/** One row per output format: the registry is et_brief_writers, ended by extension NULL. */
struct et_brief_writer {
    const char *extension; /**< "pdf" */
    const char *what;      /**< "PDF document" */
    /** Appends the whole document to out. */
    enum et_rc (*write)(const struct et_brief_model *brief, struct et_buf *out, struct et_error *error);
};
extern const struct et_brief_writer *const et_brief_writers[];

/** By the file name's extension; NULL if none. */
const struct et_brief_writer *et_brief_writer_of(const char *path);

#endif
