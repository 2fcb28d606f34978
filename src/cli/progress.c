#include "cli/progress.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "cli/table.h"
#include "cli/width.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FIRST_AFTER_US ET_US_SECOND
#define REDRAW_US (ET_US_SECOND / 8)
#define LINE_MAX_BYTES 512

struct et_progress {
    pthread_mutex_t lock;
    unsigned width;
    char label[256], unit[16];
    int64_t started_us, drawn_us;
    bool on_screen;
};

static void write_all(const char *text, size_t len)
{
    while (len) {
        ssize_t n = write(STDERR_FILENO, text, len);
        if (n <= 0)
            return;
        text += n;
        len -= (size_t)n;
    }
}

static void take_away(struct et_progress *progress)
{
    if (progress->on_screen)
        write_all("\r\033[K", 4);
    progress->on_screen = false;
}

static void before_log_line(void *context)
{
    et_progress_clear(context);
}

struct et_progress *et_progress_new(bool enabled, unsigned width)
{
    struct et_progress *progress = enabled ? et_calloc(1, sizeof *progress) : NULL;
    if (!progress)
        return NULL;
    if (pthread_mutex_init(&progress->lock, NULL)) {
        et_free(progress);
        return NULL;
    }
    progress->width = width;
    et_log_set_console_hook(before_log_line, progress);
    return progress;
}

void et_progress_free(struct et_progress *progress)
{
    if (!progress)
        return;
    et_log_set_console_hook(NULL, NULL);
    take_away(progress);
    pthread_mutex_destroy(&progress->lock);
    et_free(progress);
}

void et_progress_start(struct et_progress *progress, const char *label, const char *unit)
{
    if (!progress)
        return;
    pthread_mutex_lock(&progress->lock);
    take_away(progress);
    snprintf(progress->label, sizeof progress->label, "%s", label);
    snprintf(progress->unit, sizeof progress->unit, "%s", unit);
    progress->started_us = et_time_monotonic_us();
    progress->drawn_us = 0;
    pthread_mutex_unlock(&progress->lock);
}

void et_progress_clear(struct et_progress *progress)
{
    if (!progress)
        return;
    pthread_mutex_lock(&progress->lock);
    take_away(progress);
    pthread_mutex_unlock(&progress->lock);
}

static void format_left(int64_t us, char *text, size_t size)
{
    long long seconds = (long long)(us / ET_US_SECOND);
    if (seconds >= 3600)
        snprintf(text, size, "%lld:%02lld:%02lld left", seconds / 3600, seconds / 60 % 60, seconds % 60);
    else
        snprintf(text, size, "%lld:%02lld left", seconds / 60, seconds % 60);
}

static void format_bar(double share, size_t places, char *bar)
{
    size_t full = (size_t)(share * (double)places);
    for (size_t i = 0; i < places; i++)
        bar[i] = i < full ? '#' : '-';
    bar[places] = '\0';
}

size_t et_progress_line(const char *label, const char *unit, uint64_t done, uint64_t total, uint64_t units,
                        int64_t elapsed_us, unsigned width, char *out, size_t size)
{
    enum { BAR = 20, TAIL_MAX = 128 };
    char bar[BAR + 1], rate[32], left[40], tail[TAIL_MAX];
    double seconds = (double)(elapsed_us > 0 ? elapsed_us : 1) / 1e6;
    et_count_format((uint64_t)((double)units / seconds), rate);
    if (total) {
        double share = done >= total ? 1.0 : (double)done / (double)total;
        format_bar(share, BAR, bar);
        format_left(share > 0 ? (int64_t)((double)elapsed_us * (1 - share) / share) : 0, left, sizeof left);
        snprintf(tail, sizeof tail, "  [%s] %3d %%  %s %s/s  %s", bar, (int)(share * 100), rate, unit, left);
    } else {
        char so_far[32];
        et_count_format(units, so_far);
        snprintf(tail, sizeof tail, "  %s %s  %s/s", so_far, unit, rate);
    }
    size_t room = width > strlen(tail) + 9 ? width - strlen(tail) - 1 : 8;
    struct et_slice name = et_width_prefix(et_slice_of(label), room);
    int n = snprintf(out, size, "%.*s%s", (int)name.len, name.ptr ? name.ptr : "", tail);
    return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

void et_progress_update(struct et_progress *progress, uint64_t done, uint64_t total, uint64_t units)
{
    if (!progress)
        return;
    pthread_mutex_lock(&progress->lock);
    int64_t now = et_time_monotonic_us();
    if (now - progress->started_us >= FIRST_AFTER_US && now - progress->drawn_us >= REDRAW_US) {
        char line[LINE_MAX_BYTES];
        size_t len = et_progress_line(progress->label, progress->unit, done, total, units, now - progress->started_us,
                                      progress->width, line, sizeof line);
        write_all("\r", 1);
        write_all(line, len);
        write_all("\033[K", 3);
        progress->on_screen = true;
        progress->drawn_us = now;
    }
    pthread_mutex_unlock(&progress->lock);
}
