#include "base/log_int.h"

#include "base/time.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>

#define VALUE_MAX ((size_t)8192) /**< bytes of one value; more is cut */

const char *et_log_level_name(enum et_log_level level)
{
    static const char *const names[] = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};
    return (unsigned)level < sizeof names / sizeof names[0] ? names[level] : "OFF";
}

/* What ends a line, moves the cursor of a terminal, or turns the reading order: never written as it is. */
static bool is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

static void escape(struct et_buf *buf, uint32_t c)
{
    if (c == '\n')
        et_buf_str(buf, "\\n");
    else if (c == '\r')
        et_buf_str(buf, "\\r");
    else if (c == '\t')
        et_buf_str(buf, "\\t");
    else
        et_buf_printf(buf, "\\u%04x", (unsigned)c);
}

static struct et_slice cut(struct et_slice text, bool *was_cut)
{
    *was_cut = text.len > VALUE_MAX;
    return et_utf8_truncate(text, VALUE_MAX);
}

/* Text within a line; `special` are further characters that get a backslash. */
static void add_clean(struct et_buf *buf, struct et_slice text, const char *special)
{
    bool was_cut;
    text = cut(text, &was_cut);
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = et_utf8_next(text, &pos);
        if (is_unsafe(c)) {
            escape(buf, c);
            continue;
        }
        if (c < 0x80 && c && strchr(special, (int)c))
            et_buf_char(buf, '\\');
        et_buf_utf8(buf, c);
    }
    if (was_cut)
        et_buf_str(buf, "...");
}

static bool is_bare(struct et_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7F)
            return false;
    }
    return text.len > 0;
}

/* The number as text that reads back in any locale. */
static void add_real(struct et_buf *buf, double real, const char *not_finite)
{
    char text[40];
    if (!isfinite(real)) {
        et_buf_str(buf, not_finite);
        return;
    }
    int n = snprintf(text, sizeof text, "%.9g", real);
    for (int i = 0; i < n; i++)
        if (text[i] == ',')
            text[i] = '.';
    et_buf_str(buf, n > 0 ? text : "0");
}

static void add_value(struct et_buf *buf, const struct et_log_field *field)
{
    switch (field->kind) {
    case ET_LOG_INT:
        et_buf_printf(buf, "%lld", (long long)field->integer);
        break;
    case ET_LOG_REAL:
        add_real(buf, field->real, "nan");
        break;
    case ET_LOG_BOOL:
        et_buf_str(buf, field->integer ? "true" : "false");
        break;
    case ET_LOG_STR:
        if (is_bare(field->text)) {
            add_clean(buf, field->text, "");
        } else {
            et_buf_char(buf, '"');
            add_clean(buf, field->text, "\"\\");
            et_buf_char(buf, '"');
        }
        break;
    }
}

static void add_time(struct et_buf *buf, int64_t us)
{
    char text[ET_TIME_TEXT];
    et_time_format_iso_us(us, text);
    et_buf_add(buf, text, strlen(text) - (*text != '\0')); /* without the Z */
    et_buf_str(buf, "+00:00");
}

bool et_log_format_text(struct et_buf *buf, const struct et_log_line *line)
{
    add_time(buf, line->time_us);
    et_buf_printf(buf, " %s %s run=%s ", et_log_level_name(line->level), line->module, line->run_id);
    add_clean(buf, et_slice_of(line->message), "");
    for (size_t i = 0; i < line->count; i++) {
        if (!line->fields[i].key)
            continue;
        et_buf_printf(buf, " %s=", line->fields[i].key);
        add_value(buf, &line->fields[i]);
    }
    return et_buf_char(buf, '\n') && !buf->failed;
}

static void add_json_text(struct et_buf *buf, struct et_slice text)
{
    bool was_cut;
    text = cut(text, &was_cut);
    et_buf_char(buf, '"');
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = et_utf8_next(text, &pos);
        if (is_unsafe(c))
            escape(buf, c);
        else if (c == '"' || c == '\\')
            et_buf_printf(buf, "\\%c", (char)c);
        else
            et_buf_utf8(buf, c);
    }
    et_buf_str(buf, was_cut ? "...\"" : "\"");
}

static void add_json_value(struct et_buf *buf, const struct et_log_field *field)
{
    if (field->kind == ET_LOG_STR)
        add_json_text(buf, field->text);
    else if (field->kind == ET_LOG_REAL)
        add_real(buf, field->real, "null");
    else
        add_value(buf, field);
}

/* A field must not stand in an object twice: one that is named as the line's own gets a '_' behind it. */
static bool is_own_key(const char *key)
{
    static const char *const own[] = {"time", "level", "module", "run", "message"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(key, own[i]) == 0)
            return true;
    return false;
}

bool et_log_format_json(struct et_buf *buf, const struct et_log_line *line)
{
    et_buf_str(buf, "{\"time\":\"");
    add_time(buf, line->time_us);
    et_buf_printf(buf, "\",\"level\":\"%s\",\"module\":", et_log_level_name(line->level));
    add_json_text(buf, et_slice_of(line->module));
    et_buf_str(buf, ",\"run\":");
    add_json_text(buf, et_slice_of(line->run_id));
    et_buf_str(buf, ",\"message\":");
    add_json_text(buf, et_slice_of(line->message));
    for (size_t i = 0; i < line->count; i++) {
        const struct et_log_field *field = &line->fields[i];
        if (!field->key)
            continue;
        et_buf_printf(buf, ",\"%s%s\":", field->key, is_own_key(field->key) ? "_" : "");
        add_json_value(buf, field);
    }
    return et_buf_str(buf, "}\n") && !buf->failed;
}

bool et_log_format_console(struct et_buf *buf, const struct et_log_line *line, bool colour)
{
    static const struct {
        const char *word, *colour;
    } looks[] = {{"debug: ", "\033[2m"},
                 {"", ""},
                 {"warning: ", "\033[33m"},
                 {"error: ", "\033[31m"},
                 {"critical: ", "\033[1;31m"}};
    unsigned level = (unsigned)line->level < sizeof looks / sizeof looks[0] ? (unsigned)line->level : ET_LOG_CRITICAL;
    const char *begin = colour ? looks[level].colour : "";
    et_buf_printf(buf, "%s%s%s%s: ", begin, looks[level].word, *begin ? "\033[0m" : "", line->module);
    add_clean(buf, et_slice_of(line->message), "");
    for (size_t i = 0; i < line->count; i++) {
        if (!line->fields[i].key)
            continue;
        et_buf_printf(buf, " %s%s=%s", colour ? "\033[2m" : "", line->fields[i].key, colour ? "\033[0m" : "");
        add_value(buf, &line->fields[i]);
    }
    return et_buf_char(buf, '\n') && !buf->failed;
}
