/** Labelled sets as the command line names them: "KIND:PATH", "KIND:PATH:WEIGHT". */
#ifndef ET_INGEST_LABELLED_FILE_H
#define ET_INGEST_LABELLED_FILE_H

#include "analyse/train/labelled.h"

#define ET_LABELLED_KINDS "jsonl, csv, semeval, isarcasm, codes"

enum et_labelled_kind {
    ET_LABELLED_JSONL,
    ET_LABELLED_CSV,
    ET_LABELLED_SEMEVAL,
    ET_LABELLED_ISARCASM, /**< its CSV */
    ET_LABELLED_CODES,    /**< PATH is LABELS=TEXTS */
    ET_LABELLED_KIND_COUNT
};

struct et_labelled_source {
    enum et_labelled_kind kind;
    const char *path;
    const char *texts; /**< of ET_LABELLED_CODES, else NULL */
    float weight;
};

/** Texts live in the arena. Errors: ET_E_USAGE. */
ET_MUST_CHECK enum et_rc et_labelled_parse(const char *source, struct et_arena *arena, struct et_labelled_source *out,
                                           struct et_error *error);

/** A plain path: .jsonl is JSON lines, anything else CSV. */
struct et_labelled_source et_labelled_by_name(const char *path);

/** Appends the rows of a source. Errors: of reading the file, ET_E_FORMAT with file and row, ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_labelled_read(struct et_labelled_set *set, const struct et_labelled_source *source,
                                          enum et_labelled_part part, struct et_error *error);

#endif
