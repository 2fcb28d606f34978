#include "base/settings.h"

#include "base/file.h"
#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SETTINGS_MAX 128
#define VALUE_MAX ((size_t)4096)
#define NAME_MAX_BYTES ((size_t)64)
#define CONFIG_FILE_MAX ((size_t)1 << 20)
#define PREFIX "ET_INTEL_"

struct value {
    char *text; /**< canonical: a number without its suffix, "true", a choice as the table spells it */
    int64_t integer;
    double real;
    enum et_setting_source source;
};

struct et_settings {
    struct value values[SETTINGS_MAX];
};

static size_t table_count(void)
{
    size_t n = 0;
    while (et_setting_table[n].name)
        n++;
    assert(n <= SETTINGS_MAX);
    return n;
}

static size_t find(const char *name)
{
    size_t i = 0;
    while (et_setting_table[i].name && strcmp(et_setting_table[i].name, name) != 0)
        i++;
    return et_setting_table[i].name ? i : SIZE_MAX;
}

static enum et_rc unknown(const char *name, struct et_error *error)
{
    const char *names[SETTINGS_MAX];
    size_t count = table_count();
    for (size_t i = 0; i < count; i++)
        names[i] = et_setting_table[i].name;
    const char *near = et_nearest_name(name, names, count);
    return et_fail(error, ET_E_USAGE, "unknown setting '%.*s'%s%s%s `et-intel config show` lists all",
                   (int)NAME_MAX_BYTES, name, near ? "; did you mean " : ";", near ? near : "", near ? "?" : "");
}

/* A value in a message, or what stands for a secret. */
static struct et_slice shown(const struct et_setting *setting, struct et_slice value)
{
    return setting->secret ? ET_SLICE("(secret)") : et_slice_sub(value, 0, 200);
}

static int64_t suffix_of(struct et_slice *text)
{
    char last = text->len > 1 ? text->ptr[text->len - 1] : '0';
    int shift = last == 'k' || last == 'K' ? 10 : last == 'm' || last == 'M' ? 20 : last == 'g' || last == 'G' ? 30 : 0;
    if (shift)
        text->len--;
    return INT64_C(1) << shift;
}

static enum et_rc check_int(const struct et_setting *setting, struct et_slice text, struct value *value,
                            struct et_error *error)
{
    struct et_slice digits = text;
    bool is_bytes = strcmp(setting->unit, "bytes") == 0;
    int64_t factor = is_bytes ? suffix_of(&digits) : 1;
    bool good = et_slice_to_i64(digits, &value->integer) &&
                !__builtin_mul_overflow(value->integer, factor, &value->integer) &&
                (double)value->integer >= setting->min && (double)value->integer <= setting->max;
    value->real = (double)value->integer;
    if (good)
        return ET_OK;
    struct et_slice s = shown(setting, text);
    return et_fail(error, ET_E_USAGE, "setting %s: '%.*s' is not a whole number of %s from %.0f to %.0f%s",
                   setting->name, ET_SLICE_ARG(s), *setting->unit ? setting->unit : "units", setting->min, setting->max,
                   is_bytes ? " (k, M and G may follow)" : "");
}

static enum et_rc check_real(const struct et_setting *setting, struct et_slice text, struct value *value,
                             struct et_error *error)
{
    if (et_slice_to_double(text, &value->real) && value->real >= setting->min && value->real <= setting->max)
        return ET_OK;
    struct et_slice s = shown(setting, text);
    return et_fail(error, ET_E_USAGE, "setting %s: '%.*s' is not a number from %g to %g", setting->name,
                   ET_SLICE_ARG(s), setting->min, setting->max);
}

static enum et_rc check_bool(const struct et_setting *setting, struct et_slice *text, struct value *value,
                             struct et_error *error)
{
    static const char *const words[] = {"false", "no", "off", "0", "true", "yes", "on", "1"};
    for (size_t i = 0; i < 8; i++) {
        if (et_slice_eq_nocase(*text, et_slice_of(words[i]))) {
            value->integer = i >= 4;
            *text = et_slice_of(words[i >= 4 ? 4 : 0]);
            return ET_OK;
        }
    }
    struct et_slice s = shown(setting, *text);
    return et_fail(error, ET_E_USAGE, "setting %s: '%.*s' is neither true nor false", setting->name, ET_SLICE_ARG(s));
}

static enum et_rc check_choice(const struct et_setting *setting, struct et_slice *text, struct et_error *error)
{
    struct et_slice rest = et_slice_of(setting->choices);
    while (rest.ptr) {
        struct et_slice choice = et_slice_cut(&rest, '|');
        if (et_slice_eq_nocase(choice, *text)) {
            *text = choice;
            return ET_OK;
        }
    }
    struct et_slice s = shown(setting, *text);
    return et_fail(error, ET_E_USAGE, "setting %s: '%.*s' is none of %s", setting->name, ET_SLICE_ARG(s),
                   setting->choices);
}

static enum et_rc check_text(const struct et_setting *setting, struct et_slice text, struct et_error *error)
{
    if (text.len > VALUE_MAX)
        return et_fail(error, ET_E_USAGE, "setting %s: longer than %zu bytes", setting->name, VALUE_MAX);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7F)
            return et_fail(error, ET_E_USAGE, "setting %s: control characters cannot stand in it", setting->name);
    return ET_OK;
}

/* Checks text and makes it canonical; fills the numbers of value. */
static enum et_rc check(const struct et_setting *setting, struct et_slice *text, struct value *value,
                        struct et_error *error)
{
    enum et_rc rc = check_text(setting, *text, error);
    if (rc != ET_OK || setting->type == ET_SETTING_TEXT)
        return rc;
    *text = et_slice_trim(*text);
    switch (setting->type) {
    case ET_SETTING_INT:
        return check_int(setting, *text, value, error);
    case ET_SETTING_REAL:
        return check_real(setting, *text, value, error);
    case ET_SETTING_BOOL:
        return check_bool(setting, text, value, error);
    default:
        return check_choice(setting, text, error);
    }
}

static char *copy_text(struct et_slice text)
{
    char *copy = et_malloc(text.len + 1);
    if (!copy)
        return NULL;
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return copy;
}

enum et_rc et_settings_set(struct et_settings *settings, const char *name, struct et_slice value,
                           enum et_setting_source source, struct et_error *error)
{
    size_t i = find(name);
    if (i == SIZE_MAX)
        return unknown(name, error);
    const struct et_setting *setting = &et_setting_table[i];
    struct value checked = {.source = source};
    enum et_rc rc = check(setting, &value, &checked, error);
    if (rc != ET_OK || source < settings->values[i].source)
        return rc;
    char number[32];
    if (setting->type == ET_SETTING_INT) {
        int n = snprintf(number, sizeof number, "%lld", (long long)checked.integer);
        value = et_slice(number, n > 0 ? (size_t)n : 0);
    }
    checked.text = copy_text(value);
    if (!checked.text)
        return et_fail_nomem(error);
    et_free(settings->values[i].text);
    settings->values[i] = checked;
    return ET_OK;
}

enum et_rc et_settings_new(struct et_settings **out, struct et_error *error)
{
    struct et_settings *settings = et_calloc(1, sizeof *settings);
    if (!settings)
        return et_fail_nomem(error);
    enum et_rc rc = ET_OK;
    for (const struct et_setting *s = et_setting_table; rc == ET_OK && s->name; s++)
        rc = et_settings_set(settings, s->name, et_slice_of(s->fallback), ET_FROM_DEFAULT, error);
    if (rc == ET_OK)
        *out = settings;
    else
        et_settings_free(settings);
    return rc;
}

void et_settings_free(struct et_settings *settings)
{
    if (!settings)
        return;
    for (size_t i = 0; i < SETTINGS_MAX; i++)
        et_free(settings->values[i].text);
    et_free(settings);
}

static enum et_rc bad_line(struct et_error *error, const char *path, uint64_t row, const char *what)
{
    et_fail(error, ET_E_USAGE, "%s: line %llu: %s", path, (unsigned long long)row, what);
    if (error)
        error->row = row;
    return ET_E_USAGE;
}

/* The text between double quotes, with \" and \\; or the text up to a '#' that stands behind a blank. NULL or what is
 * wrong. */
static const char *unquote(struct et_slice text, struct et_buf *value)
{
    if (!text.len || text.ptr[0] != '"') {
        for (size_t i = 0; i < text.len; i++)
            if (text.ptr[i] == '#' && (i == 0 || text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\t'))
                text.len = i;
        return et_buf_slice(value, et_slice_trim(text)) ? NULL : "out of memory";
    }
    size_t i = 1;
    for (; i < text.len && text.ptr[i] != '"'; i++) {
        if (text.ptr[i] == '\\' && i + 1 < text.len)
            i++;
        et_buf_char(value, text.ptr[i]);
    }
    if (i >= text.len)
        return "the closing quote is missing";
    struct et_slice rest = et_slice_trim(et_slice_sub(text, i + 1, text.len));
    if (rest.len && rest.ptr[0] != '#')
        return "something stands behind the closing quote";
    return value->failed ? "out of memory" : NULL;
}

struct config_line {
    const char *path;
    uint64_t row;
    char section[64];
};

static enum et_rc read_section(struct config_line *at, struct et_slice line, struct et_error *error)
{
    struct et_slice name = et_slice_sub(line, 1, line.len);
    struct et_slice rest = name;
    name = et_slice_trim(et_slice_cut(&rest, ']'));
    rest = et_slice_trim(rest);
    if (!memchr(line.ptr, ']', line.len) || (rest.len && rest.ptr[0] != '#') || name.len >= sizeof at->section)
        return bad_line(error, at->path, at->row, "a section is written as [name]");
    if (name.len)
        memcpy(at->section, name.ptr, name.len);
    at->section[name.len] = '\0';
    return ET_OK;
}

static enum et_rc read_setting(struct et_settings *settings, const struct config_line *at, struct et_slice line,
                               struct et_error *error)
{
    char name[2 * NAME_MAX_BYTES + 2];
    struct et_slice rest = line;
    struct et_slice key = et_slice_trim(et_slice_cut(&rest, '='));
    if (!rest.ptr || !key.len || key.len > NAME_MAX_BYTES)
        return bad_line(error, at->path, at->row, "expected `name = value`");
    int n = snprintf(name, sizeof name, "%s%s%.*s", at->section, *at->section ? "." : "", ET_SLICE_ARG(key));
    if (n < 0)
        return bad_line(error, at->path, at->row, "expected `name = value`");
    struct et_buf value;
    et_buf_init(&value, 0);
    const char *wrong = unquote(et_slice_trim(rest), &value);
    enum et_rc rc;
    if (wrong && value.failed)
        rc = et_fail_nomem(error);
    else if (wrong)
        rc = bad_line(error, at->path, at->row, wrong);
    else
        rc = et_settings_set(settings, name, et_buf_view(&value), ET_FROM_FILE, error);
    et_buf_dispose(&value);
    if (rc == ET_E_USAGE && !wrong && error) {
        et_error_prefix(error, "%s: line %llu", at->path, (unsigned long long)at->row);
        error->row = at->row;
    }
    return rc;
}

enum et_rc et_settings_load_text(struct et_settings *settings, struct et_slice text, const char *path,
                                 struct et_error *error)
{
    struct config_line at = {.path = path};
    if (et_slice_starts(text, ET_SLICE("\xEF\xBB\xBF")))
        text = et_slice_sub(text, 3, text.len);
    enum et_rc rc = ET_OK;
    while (rc == ET_OK && text.ptr) {
        struct et_slice line = et_slice_trim(et_slice_cut(&text, '\n'));
        at.row++;
        if (!line.len || line.ptr[0] == '#')
            continue;
        rc = line.ptr[0] == '[' ? read_section(&at, line, error) : read_setting(settings, &at, line, error);
    }
    if (rc != ET_OK && error)
        snprintf(error->file, sizeof error->file, "%.*s", (int)sizeof error->file - 1, path);
    return rc;
}

enum et_rc et_settings_load_file(struct et_settings *settings, const char *path, struct et_error *error)
{
    struct et_buf text;
    et_buf_init(&text, 0);
    enum et_rc rc = et_file_read(path, CONFIG_FILE_MAX, &text, error);
    if (rc == ET_OK)
        rc = et_settings_load_text(settings, et_buf_view(&text), path, error);
    et_buf_dispose(&text);
    return rc;
}

static const struct et_setting *by_variable(struct et_slice variable)
{
    for (const struct et_setting *s = et_setting_table; s->name; s++)
        if (et_slice_is(variable, s->environment))
            return s;
    return NULL;
}

static enum et_rc unknown_variable(struct et_slice variable, struct et_error *error)
{
    char typed[NAME_MAX_BYTES + 1];
    const char *names[SETTINGS_MAX];
    size_t count = table_count(), n = variable.len < NAME_MAX_BYTES ? variable.len : NAME_MAX_BYTES;
    for (size_t i = 0; i < count; i++)
        names[i] = et_setting_table[i].environment;
    memcpy(typed, variable.ptr, n);
    typed[n] = '\0';
    const char *near = et_nearest_name(typed, names, count);
    return et_fail(error, ET_E_USAGE, "unknown environment variable %s%s%s%s", typed, near ? "; did you mean " : "",
                   near ? near : "; `et-intel config show` lists all settings", near ? "?" : "");
}

/* Variables with the prefix that are no settings: ET_INTEL_CONFIG names the config file, which the program reads before
 * there are settings; the others are read by docker-compose.yml. */
static bool is_no_setting(struct et_slice variable)
{
    static const char *const names[] = {"CONFIG", "USER", "DATA", "REPORTS", "LOGS"};
    struct et_slice rest = et_slice_sub(variable, strlen(PREFIX), variable.len);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (et_slice_is(rest, names[i]))
            return true;
    return false;
}

enum et_rc et_settings_load_environment(struct et_settings *settings, struct et_error *error)
{
    for (char **entry = environ; entry && *entry; entry++) {
        struct et_slice value = et_slice_of(*entry);
        struct et_slice variable = et_slice_cut(&value, '=');
        /* An empty variable is how compose files write one that is not set. */
        if (!et_slice_starts(variable, ET_SLICE(PREFIX)) || is_no_setting(variable) || !value.len)
            continue;
        const struct et_setting *setting = by_variable(variable);
        if (!setting)
            return unknown_variable(variable, error);
        enum et_rc rc = et_settings_set(settings, setting->name, value, ET_FROM_ENVIRONMENT, error);
        if (rc == ET_E_USAGE)
            et_error_prefix(error, "environment variable %s", setting->environment);
        if (rc != ET_OK)
            return rc;
    }
    return ET_OK;
}

static const struct value *get(const struct et_settings *settings, const char *name, enum et_setting_type type)
{
    size_t i = find(name);
    assert(i != SIZE_MAX && et_setting_table[i].type == type);
    (void)type;
    return &settings->values[i];
}

const char *et_settings_text(const struct et_settings *settings, const char *name)
{
    size_t i = find(name);
    assert(i != SIZE_MAX);
    return settings->values[i].text;
}

int64_t et_settings_int(const struct et_settings *settings, const char *name)
{
    return get(settings, name, ET_SETTING_INT)->integer;
}

double et_settings_real(const struct et_settings *settings, const char *name)
{
    return get(settings, name, ET_SETTING_REAL)->real;
}

bool et_settings_bool(const struct et_settings *settings, const char *name)
{
    return get(settings, name, ET_SETTING_BOOL)->integer != 0;
}

enum et_setting_source et_settings_source(const struct et_settings *settings, const char *name)
{
    size_t i = find(name);
    assert(i != SIZE_MAX);
    return settings->values[i].source;
}
