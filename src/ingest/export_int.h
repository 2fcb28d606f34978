/** An export while it is read: shared by export.c, setup.c and order.c. */
#ifndef ET_INGEST_EXPORT_INT_H
#define ET_INGEST_EXPORT_INT_H

#include "ingest/detect.h"
#include "ingest/document.h"
#include "ingest/export.h"
#include "ingest/legacy_reader.h"
#include "ingest/sheet.h"
#include "ingest/sink.h"

struct et_export {
    struct et_arena arena; /**< of what lasts as long as the export */
    const char *path;
    struct et_import_options options; /**< texts in the arena */
    bool has_source;                  /**< the stream is open */
    struct et_stream stream;
    struct et_found found;
    struct et_detection detection;
    struct et_sheet sheet;
    struct et_document document;
    struct et_legacy_reader legacy;
    struct et_sink sink;
    uint64_t sequence, records, stream_repairs;
    bool ended;
    char sha256[ET_SHA256_HEX];
};

/** Settles what the records themselves do not tell: platform, post, time of observation, order of dates. */
ET_MUST_CHECK enum et_rc et_export_set_up(struct et_export *export, struct et_error *error);

/** The order of day and month from the whole file (or a stream's next 10,000 rows): sets sink.dates.order. ET_E_USAGE
 * when nothing decides it. */
ET_MUST_CHECK enum et_rc et_export_decide_order(void *export, struct et_error *error);

#endif
