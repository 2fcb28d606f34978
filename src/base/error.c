#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static ET_PRINTF(3, 0) void set_message(struct et_error *error, enum et_rc code, const char *format, va_list args)
{
    /* By way of a copy: the old message may be one of the arguments. */
    char message[ET_ERROR_MESSAGE_MAX];
    if (vsnprintf(message, sizeof message, format, args) < 0)
        message[0] = '\0';
    memset(error, 0, sizeof *error);
    error->code = code;
    memcpy(error->message, message, strlen(message) + 1);
}

enum et_rc et_fail(struct et_error *error, enum et_rc code, const char *format, ...)
{
    if (error) {
        va_list args;
        va_start(args, format);
        set_message(error, code, format, args);
        va_end(args);
    }
    return code;
}

static enum et_rc code_of_errno(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return ET_E_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
        return ET_E_READONLY;
    case ENOENT:
        return ET_E_NOT_FOUND;
    case EEXIST:
        return ET_E_EXISTS;
    case ENOMEM:
        return ET_E_NOMEM;
    default:
        return ET_E_IO;
    }
}

enum et_rc et_fail_errno(struct et_error *error, int number, const char *format, ...)
{
    enum et_rc code = code_of_errno(number);
    if (error) {
        va_list args;
        va_start(args, format);
        set_message(error, code, format, args);
        va_end(args);
        size_t used = strlen(error->message);
        char buffer[128];
        const char *reason = strerror_r(number, buffer, sizeof buffer);
        if (snprintf(error->message + used, sizeof error->message - used, ": %s", reason) < 0)
            error->message[used] = '\0';
    }
    return code;
}

enum et_rc et_fail_nomem(struct et_error *error)
{
    return et_fail(error, ET_E_NOMEM, "out of memory");
}

enum et_rc et_error_prefix(struct et_error *error, const char *format, ...)
{
    if (!error)
        return ET_E_INTERNAL;
    char message[ET_ERROR_MESSAGE_MAX], prefix[ET_ERROR_FILE_MAX];
    memcpy(message, error->message, sizeof message);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(prefix, sizeof prefix, format, args);
    va_end(args);
    if (n >= 0)
        n = snprintf(error->message, sizeof error->message, "%s: %s", prefix, message);
    if (n < 0)
        memcpy(error->message, message, sizeof message);
    return error->code;
}

const char *et_rc_name(enum et_rc code)
{
    static const char *const names[] = {
        [ET_OK] = "ok",
        [ET_END] = "end",
        [ET_E_NOMEM] = "out_of_memory",
        [ET_E_IO] = "io",
        [ET_E_FULL] = "disk_full",
        [ET_E_READONLY] = "read_only",
        [ET_E_USAGE] = "usage",
        [ET_E_FORMAT] = "format",
        [ET_E_NOT_FOUND] = "not_found",
        [ET_E_EXISTS] = "exists",
        [ET_E_BUSY] = "busy",
        [ET_E_SCHEMA] = "schema",
        [ET_E_CORRUPT] = "corrupt",
        [ET_E_TOO_LONG] = "too_long",
        [ET_E_CANCELLED] = "cancelled",
        [ET_E_INTERNAL] = "internal",
    };
    return (size_t)code < sizeof names / sizeof names[0] && names[code] ? names[code] : "unknown";
}
