#include "fuzz/read_export.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    et_fuzz_read_export(data, size, "fuzz_2025-11-26_05-09-43-642.csv", NULL);
    et_fuzz_read_export(data, size, "fuzz_2025-11-26_05-09-43-642.csv", "generic");
    return 0;
}
