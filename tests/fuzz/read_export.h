/** Reads bytes as an export to its end and checks what must hold of any input. */
#ifndef ET_TESTS_FUZZ_READ_EXPORT_H
#define ET_TESTS_FUZZ_READ_EXPORT_H

#include <stddef.h>
#include <stdint.h>

void et_fuzz_read_export(const uint8_t *data, size_t size, const char *name, const char *format);

#endif
