/** A progress bar on standard error: only on a terminal, only for what lasts longer than a second, cleared before each
 * line of the log. Threads: safe. */
#ifndef ET_CLI_PROGRESS_H
#define ET_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct et_progress;

/** One at a time. enabled false makes all calls do nothing. NULL when memory ran out: every call takes NULL. */
struct et_progress *et_progress_new(bool enabled, unsigned width);
void et_progress_free(struct et_progress *progress); /**< clears the bar */

/** A new piece of work: the clock for rate and time left starts. unit: "rows". */
void et_progress_start(struct et_progress *progress, const char *label, const char *unit);
/** done of total (0 = not known) in any measure, and how many units that is. */
void et_progress_update(struct et_progress *progress, uint64_t done, uint64_t total, uint64_t units);
void et_progress_clear(struct et_progress *progress); /**< takes the line away; the next update draws it again */

/** The line itself, for tests: "NAME  [####------]  42 %  12,345 rows/s  0:13 left". Returns bytes written. */
size_t et_progress_line(const char *label, const char *unit, uint64_t done, uint64_t total, uint64_t units,
                        int64_t elapsed_us, unsigned width, char *out, size_t size);

#endif
