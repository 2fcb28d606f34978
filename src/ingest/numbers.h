/** Counts and yes/no as exports write them. */
#ifndef ET_INGEST_NUMBERS_H
#define ET_INGEST_NUMBERS_H

#include "types/record.h"

/** "17", "1,204", "1.204", "1 204", "46K", "1.2M", "12.0"; ET_COUNT_NONE for what is no count ("", "-", "NA", -1). */
int64_t et_count_parse(struct et_slice text);

/** "true", "1", "yes", "TRUE"; ET_TRI_NONE for what is neither. */
enum et_tri et_tri_parse(struct et_slice text);

#endif
