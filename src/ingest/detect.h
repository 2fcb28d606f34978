/** Which format an export is, from its first bytes. */
#ifndef ET_INGEST_DETECT_H
#define ET_INGEST_DETECT_H

#include "ingest/probe.h"
#include "ingest/stream.h"

/** How the table or JSON begins, and who reads it. Slices live in the arena given. */
struct et_found {
    const struct et_adapter_ops *adapter;
    unsigned form; /**< one of enum et_form */
    double sure;
    struct et_slice why;
    struct et_probe probe; /**< of the header's columns or the key paths; to be disposed */
    /* tables */
    char delimiter;
    bool lone_cr;
    struct et_slice *header; /**< columns' names, clean and trimmed */
    size_t columns;
    size_t skip;              /**< bytes of the window up to behind the header */
    struct et_slice preamble; /**< what stands before the header */
};

/** Errors: ET_E_FORMAT (nothing fits; says what was found), ET_E_EXISTS (written by this program), ET_E_USAGE
 * (--format). */
ET_MUST_CHECK enum et_rc et_detect(struct et_slice window, bool whole, const struct et_import_options *options,
                                   struct et_arena *arena, struct et_found *found, struct et_error *error);

/** Whether these first bytes are of a file that the program wrote itself: list of rejects, export, report. */
bool et_is_own_file(struct et_slice window);

/** What the first column or key of every such file begins with. */
#define ET_OWN_MARK "et_intel_"

#endif
