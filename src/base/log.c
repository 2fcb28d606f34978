#include "base/log.h"

#include "base/log_int.h"
#include "base/time.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#define RULES_MAX 32
#define MODULE_MAX 48

struct rule {
    char module[MODULE_MAX];
    enum et_log_level level;
};

/* "info,ingest=debug": the longest dotted prefix of a module's name decides. */
struct rules {
    enum et_log_level others;
    struct rule list[RULES_MAX];
    size_t count;
};

/* The one thing in the program that is not passed along: it is written by et_log_open and et_log_close under `setup`,
 * and what a line uses meanwhile is guarded by `sink`. */
static struct {
    pthread_rwlock_t setup;
    pthread_mutex_t sink;
    struct rules for_file, for_console;
    struct et_log_file file;
    struct et_buf console;
    bool colour;
    char run_id[33];
    void (*before)(void *context);
    void *before_context;
} logger = {.setup = PTHREAD_RWLOCK_INITIALIZER, .sink = PTHREAD_MUTEX_INITIALIZER, .file = {.fd = -1}};

static atomic_int lowest = ET_LOG_OFF; /**< below it no module is heard, by file or console: no lock is taken */
static atomic_bool reopen_asked;
static atomic_ullong dropped;

static bool level_parse(struct et_slice name, enum et_log_level *level)
{
    static const char *const names[] = {"debug", "info", "warning", "error", "critical", "off"};
    for (int i = ET_LOG_DEBUG; i <= ET_LOG_OFF; i++) {
        if (et_slice_eq_nocase(name, et_slice_of(names[i]))) {
            *level = (enum et_log_level)i;
            return true;
        }
    }
    return false;
}

static enum et_rc add_rule(struct rules *rules, struct et_slice part, struct et_error *error)
{
    struct et_slice level_name = part;
    bool has_module = part.len && memchr(part.ptr, '=', part.len);
    struct et_slice module = has_module ? et_slice_trim(et_slice_cut(&level_name, '=')) : et_slice(NULL, 0);
    enum et_log_level level;
    level_name = et_slice_trim(level_name);
    if (!level_parse(level_name, &level))
        return et_fail(
            error, ET_E_USAGE,
            "unknown log level '%.*s'; the levels are debug, info, warning, error and critical (or off), for "
            "all or by module: info,ingest=debug",
            ET_SLICE_ARG(level_name));
    if (!has_module) {
        rules->others = level;
        return ET_OK;
    }
    if (!module.len || module.len >= MODULE_MAX || rules->count == RULES_MAX)
        return et_fail(
            error, ET_E_USAGE,
            "log levels: '%.*s' does not name a module of 1 to %d characters, or there are more than %d of them",
            ET_SLICE_ARG(part), MODULE_MAX - 1, RULES_MAX);
    struct rule *rule = &rules->list[rules->count++];
    memcpy(rule->module, module.ptr, module.len);
    rule->module[module.len] = '\0';
    rule->level = level;
    return ET_OK;
}

static enum et_rc rules_parse(const char *text, enum et_log_level others, struct rules *rules, struct et_error *error)
{
    struct et_slice rest = et_slice_of(text);
    *rules = (struct rules){.others = others};
    while (rest.len) {
        struct et_slice part = et_slice_trim(et_slice_cut(&rest, ','));
        enum et_rc rc = part.len ? add_rule(rules, part, error) : ET_OK;
        if (rc != ET_OK)
            return rc;
    }
    return ET_OK;
}

static enum et_log_level level_of(const struct rules *rules, const char *module)
{
    enum et_log_level level = rules->others;
    size_t longest = 0;
    for (size_t i = 0; i < rules->count; i++) {
        size_t n = strlen(rules->list[i].module);
        if (n >= longest && strncmp(module, rules->list[i].module, n) == 0 && (module[n] == '.' || module[n] == '\0')) {
            longest = n;
            level = rules->list[i].level;
        }
    }
    return level;
}

static enum et_log_level lowest_of(const struct rules *rules)
{
    enum et_log_level level = rules->others;
    for (size_t i = 0; i < rules->count; i++)
        if (rules->list[i].level < level)
            level = rules->list[i].level;
    return level;
}

/* With the sink locked. */
static void write_console(const struct et_log_line *line)
{
    et_buf_clear(&logger.console);
    if (!et_log_format_console(&logger.console, line, logger.colour))
        return;
    if (logger.before)
        logger.before(logger.before_context);
    const char *bytes = logger.console.data;
    for (size_t len = logger.console.len; len;) {
        ssize_t n = write(STDERR_FILENO, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        bytes += n;
        len -= (size_t)n;
    }
}

/* What the file has to tell people. */
static void say(const char *message)
{
    const struct et_log_line line = {.time_us = et_time_now_us(),
                                     .level = ET_LOG_ERROR,
                                     .module = "log",
                                     .run_id = logger.run_id,
                                     .message = message};
    if (level_of(&logger.for_console, "log") <= ET_LOG_ERROR)
        write_console(&line);
}

static void make_run_id(const char *given)
{
    size_t n = 0;
    for (const char *p = given ? given : ""; *p && n < sizeof logger.run_id - 1; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
        logger.run_id[n++] = plain || *p == '-' || *p == '_' ? *p : '_';
    }
    logger.run_id[n] = '\0';
    if (n)
        return;
    uint32_t random;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        random = (uint32_t)et_time_now_us() ^ (uint32_t)getpid() << 16;
    if (snprintf(logger.run_id, sizeof logger.run_id, "%08x", random) < 0)
        logger.run_id[0] = '\0';
}

/* With both locks held. */
static void shut(void)
{
    atomic_store(&lowest, ET_LOG_OFF);
    et_log_file_dispose(&logger.file);
    et_buf_dispose(&logger.console);
}

enum et_rc et_log_open(const struct et_log_config *config, struct et_error *error)
{
    struct rules for_file, for_console;
    enum et_rc rc = rules_parse(config->levels, ET_LOG_INFO, &for_file, error);
    if (rc == ET_OK)
        rc = rules_parse(config->console, ET_LOG_WARNING, &for_console, error);
    if (rc != ET_OK)
        return rc;
    if (!config->path || !*config->path)
        for_file = (struct rules){.others = ET_LOG_OFF};
    pthread_rwlock_wrlock(&logger.setup);
    pthread_mutex_lock(&logger.sink);
    shut();
    make_run_id(config->run_id);
    logger.colour = config->colour;
    logger.for_file = for_file;
    logger.for_console = for_console;
    logger.file = (struct et_log_file){.fd = -1, .run_id = logger.run_id, .say = say};
    atomic_store(&dropped, 0);
    atomic_store(&reopen_asked, false);
    rc = et_log_file_init(&logger.file, config, error);
    enum et_log_level file_lowest = lowest_of(&for_file), console_lowest = lowest_of(&for_console);
    if (rc == ET_OK)
        atomic_store(&lowest, (int)(file_lowest < console_lowest ? file_lowest : console_lowest));
    pthread_mutex_unlock(&logger.sink);
    pthread_rwlock_unlock(&logger.setup);
    return rc;
}

void et_log_close(void)
{
    pthread_rwlock_wrlock(&logger.setup);
    pthread_mutex_lock(&logger.sink);
    shut();
    logger.before = NULL;
    pthread_mutex_unlock(&logger.sink);
    pthread_rwlock_unlock(&logger.setup);
}

void et_log_reopen(void)
{
    atomic_store(&reopen_asked, true);
}

bool et_log_enabled(enum et_log_level level, const char *module)
{
    if ((int)level < atomic_load_explicit(&lowest, memory_order_relaxed) || level >= ET_LOG_OFF)
        return false;
    pthread_rwlock_rdlock(&logger.setup);
    bool enabled = level >= level_of(&logger.for_file, module) || level >= level_of(&logger.for_console, module);
    pthread_rwlock_unlock(&logger.setup);
    return enabled;
}

const char *et_log_run_id(void)
{
    return logger.run_id;
}

uint64_t et_log_dropped(void)
{
    return atomic_load(&dropped);
}

void et_log_set_console_hook(void (*before)(void *context), void *context)
{
    pthread_mutex_lock(&logger.sink);
    logger.before = before;
    logger.before_context = context;
    pthread_mutex_unlock(&logger.sink);
}

/* With `setup` held for reading. */
static void write_sinks(struct et_log_line *line)
{
    pthread_mutex_lock(&logger.sink);
    line->time_us = et_time_now_us(); /* here, so that the times of a file's lines rise */
    if (atomic_exchange(&reopen_asked, false))
        et_log_file_reopen(&logger.file);
    if (line->level >= level_of(&logger.for_console, line->module))
        write_console(line);
    if (line->level >= level_of(&logger.for_file, line->module)) {
        et_log_file_write(&logger.file, line);
        atomic_store(&dropped, logger.file.dropped);
    }
    pthread_mutex_unlock(&logger.sink);
}

void et_log_write(enum et_log_level level, const char *module, const char *message, const struct et_log_field *fields,
                  size_t count)
{
    int number = errno; /* a caller may log first and then look at errno */
    struct et_log_line line = {.level = level,
                               .module = module,
                               .message = message,
                               .run_id = logger.run_id,
                               .fields = fields,
                               .count = count};
    if (level < ET_LOG_OFF) {
        pthread_rwlock_rdlock(&logger.setup);
        if (atomic_load(&lowest) <= (int)level)
            write_sinks(&line);
        pthread_rwlock_unlock(&logger.setup);
    }
    errno = number;
}
