#include "ingest/dates.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever is accepted lies between 2004 and two days after the export was made. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char orders[] = {0, 'D', 'M', 'Y'};
    struct et_slice text = et_slice((const char *)data, size);
    int64_t observed = INT64_C(1764000000) * ET_US_SECOND;
    for (size_t i = 0; i < sizeof orders; i++) {
        struct et_date_rules rules = {NULL, orders[i], observed};
        int64_t us = 0;
        enum et_precision precision = ET_TIME_EXACT;
        if (et_date_parse(text, &rules, &us, &precision) != ET_DATE_OK)
            continue;
        if (us < INT64_C(1072828800) * ET_US_SECOND - 2 * ET_US_DAY || us > observed + 2 * ET_US_DAY)
            abort();
    }
    et_date_vote(text);
    et_date_in_name(text, size % 2 == 0);
    return 0;
}
