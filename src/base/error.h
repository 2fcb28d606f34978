/** Errors as values: a function that can fail returns enum et_rc and fills a struct et_error given as its last
 * parameter. The parameter may be NULL when only the code matters. Threads: no shared state. */
#ifndef ET_BASE_ERROR_H
#define ET_BASE_ERROR_H

#include <stdint.h>

#define ET_MUST_CHECK __attribute__((warn_unused_result))
#define ET_PRINTF(index, first) __attribute__((format(printf, index, first)))

enum et_rc {
    ET_OK = 0,
    ET_END,         /**< not an error: a reader has no further item */
    ET_E_NOMEM,     /**< memory ran out, or a cap on a buffer was reached */
    ET_E_IO,        /**< reading or writing failed */
    ET_E_FULL,      /**< the disk is full */
    ET_E_READONLY,  /**< no permission to write */
    ET_E_USAGE,     /**< wrong usage: exit code 2 */
    ET_E_FORMAT,    /**< input that is not what it should be */
    ET_E_NOT_FOUND, /**< no such file, entity, comment, import, ... */
    ET_E_EXISTS,    /**< it is there already */
    ET_E_BUSY,      /**< the database is locked by another program */
    ET_E_SCHEMA,    /**< the database's schema is older, newer or another program's */
    ET_E_CORRUPT,   /**< damaged data */
    ET_E_TOO_LONG,  /**< over a documented cap */
    ET_E_CANCELLED, /**< stopped by a signal or another thread's failure */
    ET_E_INTERNAL,  /**< a library refused what cannot be refused; a bug */
};

#define ET_ERROR_MESSAGE_MAX 1024
#define ET_ERROR_FILE_MAX 512

struct et_error {
    enum et_rc code;
    char message[ET_ERROR_MESSAGE_MAX]; /**< what happened, to what, and what to do; UTF-8 */
    char file[ET_ERROR_FILE_MAX];       /**< the input file, or "" */
    uint64_t row;                       /**< 1-based, 0 = none */
    uint32_t column;                    /**< 1-based, 0 = none */
};

/** Fills *error (if not NULL; its present message may be among the arguments) and returns code, so that callers write
 * `return et_fail(error, ET_E_IO, "...")`. */
enum et_rc et_fail(struct et_error *error, enum et_rc code, const char *format, ...) ET_PRINTF(3, 4);

/** et_fail for an errno value: picks the code (ENOSPC -> ET_E_FULL, EACCES/EROFS -> ET_E_READONLY, ENOENT ->
 *  ET_E_NOT_FOUND, ENOMEM -> ET_E_NOMEM, else ET_E_IO) and appends ": strerror". */
enum et_rc et_fail_errno(struct et_error *error, int number, const char *format, ...) ET_PRINTF(3, 4);

enum et_rc et_fail_nomem(struct et_error *error);

/** Puts "prefix: " before the message that is there. Returns its code. */
enum et_rc et_error_prefix(struct et_error *error, const char *format, ...) ET_PRINTF(2, 3);

/** Short lower-case name of a code for logs and JSON, e.g. "not_found". */
const char *et_rc_name(enum et_rc code);

#endif
