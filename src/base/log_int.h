/** Private to src/base: the two halves of the logger under log.c, lines as text (log_format.c) and the file that takes
 * them (log_file.c). None of it locks: log.c does. */
#ifndef ET_BASE_LOG_INT_H
#define ET_BASE_LOG_INT_H

#include "base/buf.h"
#include "base/log.h"

#include <sys/types.h>

struct et_log_line {
    int64_t time_us;
    enum et_log_level level;
    const char *module, *run_id, *message;
    const struct et_log_field *fields; /**< those without a key are left out */
    size_t count;
};

const char *et_log_level_name(enum et_log_level level); /**< "INFO" */

/** One line and its newline, whatever the values hold: breaks, controls and bidirectional marks are written as escapes,
 *  bad UTF-8 as U+FFFD. Appended to buf; false when memory ran out. */
bool et_log_format_text(struct et_buf *buf, const struct et_log_line *line);
bool et_log_format_json(struct et_buf *buf, const struct et_log_line *line);
bool et_log_format_console(struct et_buf *buf, const struct et_log_line *line, bool colour);

/** The file: appended to line by line by any number of processes, rotated by whichever finds it due. */
struct et_log_file {
    char *path; /**< NULL = no file */
    bool json;
    uint64_t rotate_bytes;
    int64_t rotate_us;
    uint32_t keep_files;
    const char *run_id;
    void (*say)(const char *message); /**< tells people, on the console */

    int fd;       /**< -1 = not open */
    long process; /**< that opened it: a lock is not shared with a fork */
    dev_t device; /**< of fd, to see that somebody moved the file away */
    ino_t inode;
    int64_t birth_us; /**< of the oldest line in it */
    bool torn;        /**< the last write ended within a line */
    struct et_buf line;

    bool failing;
    int reason;                                                               /**< errno of the failure */
    int64_t failed_at_us, retry_at_us, pause_us, said_at_us, rotate_again_us; /**< all but the first monotonic */
    uint64_t lost;                                                            /**< lines since it fails */
    uint64_t dropped;                                                         /**< lines since et_log_file_init */
};

/** Copies of what it needs of config; opens the file. Only memory can run out: a file that can't be opened is said. */
ET_MUST_CHECK enum et_rc et_log_file_init(struct et_log_file *file, const struct et_log_config *config,
                                          struct et_error *error);
void et_log_file_dispose(struct et_log_file *file); /**< tries a last time to write how many lines were lost */
void et_log_file_write(struct et_log_file *file, const struct et_log_line *line);
void et_log_file_reopen(struct et_log_file *file);

#endif
