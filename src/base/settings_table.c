#include "base/settings.h"

#define TEXT(name_, fallback_, environment_, help_)                                                                    \
    {                                                                                                                  \
        .name = name_, .type = ET_SETTING_TEXT, .fallback = fallback_, .environment = environment_, .unit = "",        \
        .help = help_                                                                                                  \
    }
#define CHOICE(name_, fallback_, choices_, environment_, help_)                                                        \
    {                                                                                                                  \
        .name = name_, .type = ET_SETTING_CHOICE, .fallback = fallback_, .choices = choices_,                          \
        .environment = environment_, .unit = "", .help = help_                                                         \
    }
#define INT(name_, fallback_, min_, max_, unit_, environment_, help_)                                                  \
    {                                                                                                                  \
        .name = name_, .type = ET_SETTING_INT, .fallback = fallback_, .min = min_, .max = max_, .unit = unit_,         \
        .environment = environment_, .help = help_                                                                     \
    }
#define BOOL(name_, fallback_, environment_, help_)                                                                    \
    {                                                                                                                  \
        .name = name_, .type = ET_SETTING_BOOL, .fallback = fallback_, .environment = environment_, .unit = "",        \
        .help = help_                                                                                                  \
    }
#define REAL(name_, fallback_, min_, max_, unit_, environment_, help_)                                                 \
    {                                                                                                                  \
        .name = name_, .type = ET_SETTING_REAL, .fallback = fallback_, .min = min_, .max = max_, .unit = unit_,        \
        .environment = environment_, .help = help_                                                                     \
    }

const struct et_setting et_setting_table[] = {
    TEXT("db.url", "sqlite:data/et_intelligence.db", "ET_INTEL_DB", "The database, as sqlite:PATH."),
    TEXT("folders.uploads", "data/uploads", "ET_INTEL_FOLDERS_UPLOADS", "Where `batch` looks for exports."),
    TEXT("folders.reports", "reports", "ET_INTEL_FOLDERS_REPORTS", "Where briefs go that are given no path."),
    TEXT("folders.logs", "logs", "ET_INTEL_FOLDERS_LOGS", "Where the log file and the lists of rejected rows go."),

    TEXT("log.level", "info", "ET_INTEL_LOG_LEVEL",
         "Level of the log file, for all or by module: debug, info, warning, error, critical or off, as in "
         "`info,ingest=debug`."),
    TEXT("log.console", "warning", "ET_INTEL_LOG_CONSOLE",
         "Level of the messages on standard error, in the same form."),
    CHOICE("log.format", "text", "text|json", "ET_INTEL_LOG_FORMAT",
           "Lines of the log file as text or as one JSON object each."),
    TEXT("log.file", "et_intelligence.log", "ET_INTEL_LOG_FILE",
         "Name of the log file in folders.logs, or a path that begins with /; empty for none."),
    INT("log.rotate_bytes", "10485760", 0, 1e15, "bytes", "ET_INTEL_LOG_ROTATE_BYTES",
        "Size at which a new log file is begun; 0 for never."),
    INT("log.rotate_hours", "168", 0, 1e6, "hours", "ET_INTEL_LOG_ROTATE_HOURS",
        "Age of its first line at which a new log file is begun; 0 for never."),
    INT("log.keep_files", "8", 0, 1000, "files", "ET_INTEL_LOG_KEEP_FILES", "Earlier log files that are kept."),

    TEXT("display.timezone", "UTC", "ET_INTEL_DISPLAY_TIMEZONE",
         "Time zone of times that are shown and of days in figures: an IANA name, UTC or an offset such as +02:00."),
    CHOICE("display.color", "auto", "auto|always|never", "ET_INTEL_DISPLAY_COLOR",
           "Colours: auto uses them on a terminal when NO_COLOR is not set."),

    INT("import.threads", "0", 0, 256, "threads", "ET_INTEL_IMPORT_THREADS",
        "Threads that analyse comments; 0 for one per processor. The result is the same for every number."),
    TEXT("import.timezone", "UTC", "ET_INTEL_IMPORT_TIMEZONE",
         "Time zone of exports that hold local times without one."),

    INT("discover.min_comments", "5", 1, 1e9, "comments", "ET_INTEL_DISCOVER_MIN_COMMENTS",
        "Comments that must name somebody who is not in the catalogue before the name is in the figures."),
    INT("discover.min_authors", "3", 1, 1e9, "authors", "ET_INTEL_DISCOVER_MIN_AUTHORS",
        "Authors of these comments, at the least."),
    INT("discover.min_sureness", "70", 0, 100, "percent", "ET_INTEL_DISCOVER_MIN_SURENESS",
        "How sure it must be that such a name is one."),

    INT("relations.min_support", "10", 1, 1e9, "comments", "ET_INTEL_RELATIONS_MIN_SUPPORT",
        "Comments that must mention two entities together before their relation is shown."),

    TEXT("models.dir", "data/models", "ET_INTEL_MODELS_DIR", "Where `models pull` puts models and `--model` looks for them."),
    TEXT("models.host", "https://huggingface.co", "ET_INTEL_MODELS_HOST",
         "Where `models pull` fetches from: HOST/NAME/resolve/REVISION/FILE."),
    INT("models.max_bytes", "4294967296", 1e3, 1e12, "bytes", "ET_INTEL_MODELS_MAX_BYTES",
        "Largest file that `models pull` takes."),
    INT("models.retries", "4", 0, 100, "tries", "ET_INTEL_MODELS_RETRIES",
        "How often `models pull` tries again what failed in passing, with growing pauses."),

    CHOICE("brief.paper", "a4", "a4|letter", "ET_INTEL_BRIEF_PAPER", "Paper of the PDF brief."),
    TEXT("brief.title", "", "ET_INTEL_BRIEF_TITLE", "Title of the brief; empty for one made of its period."),
    BOOL("brief.mask_profanity", "false", "ET_INTEL_BRIEF_MASK_PROFANITY",
         "Whether swear words in quoted comments are masked in the brief."),

    TEXT("chat.base_url", "", "ET_INTEL_CHAT_BASE_URL",
         "Address of an OpenAI-compatible server, as in https://api.example.com/v1; empty: no comment ever leaves the "
         "machine."),
    TEXT("chat.model", "", "ET_INTEL_CHAT_MODEL", "The chat model asked there."),
    {.name = "chat.key",
     .type = ET_SETTING_TEXT,
     .fallback = "",
     .unit = "",
     .environment = "ET_INTEL_CHAT_KEY",
     .secret = true,
     .help = "The key for it, taken from the environment alone."},
    TEXT("chat.key_file", "", "ET_INTEL_CHAT_KEY_FILE",
         "A file with the key in its first line, for its owner alone (chmod 600)."),
    REAL("chat.price_in", "-1", -1, 1e6, "per million tokens", "ET_INTEL_CHAT_PRICE_IN",
         "What a million tokens sent cost; 0 where nothing is charged, -1 for not told: then nothing is sent."),
    REAL("chat.price_out", "-1", -1, 1e6, "per million tokens", "ET_INTEL_CHAT_PRICE_OUT",
         "What a million tokens of answers cost, likewise."),
    REAL("chat.budget_run", "1", -1, 1e9, "of the same currency", "ET_INTEL_CHAT_BUDGET_RUN",
         "Most that one run may cost; -1 for no limit."),
    REAL("chat.budget_month", "10", -1, 1e9, "of the same currency", "ET_INTEL_CHAT_BUDGET_MONTH",
         "Most that all runs of a calendar month (UTC) may cost; -1 for no limit."),
    INT("chat.share", "25", 0, 100, "percent", "ET_INTEL_CHAT_SHARE",
        "Share of all comments that may have a chat score; the most important come first."),
    BOOL("chat.after_import", "false", "ET_INTEL_CHAT_AFTER_IMPORT",
         "Whether an import asks the chat model about what is worth it, as `rescore --model hybrid` does."),
    CHOICE("chat.format", "schema", "schema|object|text", "ET_INTEL_CHAT_FORMAT",
           "How an answer in JSON is asked for at first; where the server refuses, the next one is tried."),
    INT("chat.concurrency", "4", 1, 16, "requests", "ET_INTEL_CHAT_CONCURRENCY", "Requests at a time."),
    INT("chat.retries", "4", 0, 20, "tries", "ET_INTEL_CHAT_RETRIES",
        "Further tries of a request after 429, 5xx, time-outs and broken connections."),
    INT("chat.retry_ms", "1000", 10, 60000, "milliseconds", "ET_INTEL_CHAT_RETRY_MS",
        "Wait before the first of them; doubled each time, up to a minute."),
    INT("chat.timeout_s", "120", 1, 3600, "seconds", "ET_INTEL_CHAT_TIMEOUT_S", "How long one answer may take."),
    INT("chat.batch_price", "50", 1, 100, "percent", "ET_INTEL_CHAT_BATCH_PRICE",
        "Share of the prices that the asynchronous batch interface charges."),
    INT("chat.batch_poll_s", "60", 1, 3600, "seconds", "ET_INTEL_CHAT_BATCH_POLL_S",
        "Time between two looks at a batch that is waited for."),
    {.name = NULL},
};
