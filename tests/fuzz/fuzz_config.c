#include "base/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct et_settings *settings;
    struct et_error error;
    if (et_settings_new(&settings, &error) != ET_OK)
        return 0;
    enum et_rc rc = et_settings_load_text(settings, et_slice((const char *)data, size), "fuzz.conf", &error);
    if (rc != ET_OK && error.message[0] == '\0')
        __builtin_trap();
    et_settings_free(settings);
    return 0;
}
