#include "cli/emit.h"

#include "base/time.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Before each value: the comma that is due. */
static void before(struct et_emit *json)
{
    if (json->follows && !json->keyed)
        et_buf_char(json->out, ',');
    json->keyed = false;
    json->follows = true;
}

static void open(struct et_emit *json, char bracket)
{
    before(json);
    et_buf_char(json->out, bracket);
    json->follows = false;
}

static void close_with(struct et_emit *json, char bracket)
{
    et_buf_char(json->out, bracket);
    json->follows = true;
}

void et_emit_object(struct et_emit *json)
{
    open(json, '{');
}

void et_emit_object_end(struct et_emit *json)
{
    close_with(json, '}');
}

void et_emit_array(struct et_emit *json)
{
    open(json, '[');
}

void et_emit_array_end(struct et_emit *json)
{
    close_with(json, ']');
}

void et_emit_key_text(struct et_emit *json, struct et_slice key)
{
    before(json);
    et_buf_json(json->out, key);
    et_buf_char(json->out, ':');
    json->keyed = true;
}

void et_emit_key(struct et_emit *json, const char *key)
{
    et_emit_key_text(json, et_slice_of(key));
}

void et_emit_text(struct et_emit *json, struct et_slice text)
{
    before(json);
    if (text.ptr)
        et_buf_json(json->out, text);
    else
        et_buf_str(json->out, "null");
}

void et_emit_int(struct et_emit *json, int64_t value)
{
    before(json);
    et_buf_printf(json->out, "%lld", (long long)value);
}

void et_emit_uint(struct et_emit *json, uint64_t value)
{
    before(json);
    et_buf_printf(json->out, "%llu", (unsigned long long)value);
}

void et_real_format(double value, int decimals, char *text, size_t size)
{
    int n = isfinite(value) ? snprintf(text, size, "%.*f", decimals, value) : 0;
    if (n <= 0 || (size_t)n >= size) {
        text[0] = '\0';
        return;
    }
    size_t len = (size_t)n;
    if (strchr(text, '.')) {
        while (text[len - 1] == '0')
            text[--len] = '\0';
        if (text[len - 1] == '.')
            text[--len] = '\0';
    }
    if (strcmp(text, "-0") == 0)
        memcpy(text, "0", 2);
}

static void real_text(struct et_emit *json, const char *text)
{
    before(json);
    et_buf_str(json->out, text[0] ? text : "null");
}

void et_emit_real(struct et_emit *json, double value, int decimals)
{
    char text[352]; /* the largest double has 309 digits */
    et_real_format(value, decimals, text, sizeof text);
    real_text(json, text);
}

void et_emit_p(struct et_emit *json, double value)
{
    char text[40] = "";
    if (isfinite(value))
        snprintf(text, sizeof text, "%.4g", value);
    real_text(json, text);
}

void et_emit_bool(struct et_emit *json, bool value)
{
    before(json);
    et_buf_str(json->out, value ? "true" : "false");
}

void et_emit_null(struct et_emit *json)
{
    before(json);
    et_buf_str(json->out, "null");
}

void et_emit_time(struct et_emit *json, int64_t us)
{
    char text[ET_TIME_TEXT];
    if (us == ET_TIME_NONE) {
        et_emit_null(json);
        return;
    }
    et_time_format_iso(us, text);
    et_emit_text(json, et_slice_of(text));
}

void et_emit_raw(struct et_emit *json, struct et_slice json_text)
{
    before(json);
    et_buf_slice(json->out, json_text);
}

void et_emit_put_text(struct et_emit *json, const char *key, struct et_slice text)
{
    et_emit_key(json, key);
    et_emit_text(json, text);
}

void et_emit_put_str(struct et_emit *json, const char *key, const char *text)
{
    et_emit_put_text(json, key, et_slice_of(text));
}

void et_emit_put_int(struct et_emit *json, const char *key, int64_t value)
{
    et_emit_key(json, key);
    et_emit_int(json, value);
}

void et_emit_put_uint(struct et_emit *json, const char *key, uint64_t value)
{
    et_emit_key(json, key);
    et_emit_uint(json, value);
}

void et_emit_put_real(struct et_emit *json, const char *key, double value, int decimals)
{
    et_emit_key(json, key);
    et_emit_real(json, value, decimals);
}

void et_emit_put_bool(struct et_emit *json, const char *key, bool value)
{
    et_emit_key(json, key);
    et_emit_bool(json, value);
}

void et_emit_put_time(struct et_emit *json, const char *key, int64_t us)
{
    et_emit_key(json, key);
    et_emit_time(json, us);
}
