#include "brief/json_int.h"

#include <math.h>
#include <stdio.h>

static void begin(struct et_json *json, const char *key)
{
    if (json->inside)
        et_buf_char(json->out, ',');
    if (json->depth) {
        et_buf_char(json->out, '\n');
        for (unsigned i = 0; i < json->depth; i++)
            et_buf_char(json->out, ' ');
    }
    json->inside = true;
    if (!key)
        return;
    et_buf_json(json->out, et_slice_of(key));
    et_buf_char(json->out, ':');
}

void et_json_open(struct et_json *json, const char *key, char bracket)
{
    begin(json, key);
    et_buf_char(json->out, bracket);
    json->depth++;
    json->inside = false;
}

void et_json_close(struct et_json *json, char bracket)
{
    json->depth--;
    if (json->inside) {
        et_buf_char(json->out, '\n');
        for (unsigned i = 0; i < json->depth; i++)
            et_buf_char(json->out, ' ');
    }
    et_buf_char(json->out, bracket);
    json->inside = true;
}

void et_json_null(struct et_json *json, const char *key)
{
    begin(json, key);
    et_buf_str(json->out, "null");
}

void et_json_slice(struct et_json *json, const char *key, struct et_slice text)
{
    if (!text.ptr) {
        et_json_null(json, key);
        return;
    }
    begin(json, key);
    et_buf_json(json->out, text);
}

void et_json_text(struct et_json *json, const char *key, const char *text)
{
    et_json_slice(json, key, et_slice_of(text));
}

void et_json_count(struct et_json *json, const char *key, uint64_t n)
{
    begin(json, key);
    et_buf_printf(json->out, "%llu", (unsigned long long)n);
}

void et_json_integer(struct et_json *json, const char *key, int64_t n)
{
    begin(json, key);
    et_buf_printf(json->out, "%lld", (long long)n);
}

/* The decimal point is a comma in some locales of the C library, and "-0.0000" is no number of ours. */
static void put_real(struct et_buf *out, double value, int decimals)
{
    char text[64];
    if (!isfinite(value) || snprintf(text, sizeof text, "%.*f", decimals, value) >= (int)sizeof text) {
        et_buf_str(out, "null");
        return;
    }
    bool zero = true;
    for (char *c = text; *c; c++) {
        if (*c == ',')
            *c = '.';
        zero = zero && (*c < '1' || *c > '9');
    }
    et_buf_str(out, zero && text[0] == '-' ? text + 1 : text);
}

void et_json_real(struct et_json *json, const char *key, double value, int decimals)
{
    begin(json, key);
    put_real(json->out, value, decimals);
}

void et_json_bool(struct et_json *json, const char *key, bool value)
{
    begin(json, key);
    et_buf_str(json->out, value ? "true" : "false");
}

void et_json_time(struct et_json *json, const char *key, int64_t us)
{
    char text[ET_TIME_TEXT];
    if (us == ET_TIME_NONE) {
        et_json_null(json, key);
        return;
    }
    et_time_format_iso(us, text);
    et_json_text(json, key, text);
}

void et_json_interval(struct et_json *json, const char *key, struct et_interval i)
{
    if (!isfinite(i.low) || !isfinite(i.high)) {
        et_json_null(json, key);
        return;
    }
    begin(json, key);
    et_buf_char(json->out, '[');
    put_real(json->out, i.low, 4);
    et_buf_char(json->out, ',');
    put_real(json->out, i.high, 4);
    et_buf_char(json->out, ']');
}

void et_json_counts(struct et_json *json, const char *key, const uint64_t *values, size_t count)
{
    begin(json, key);
    et_buf_char(json->out, '[');
    for (size_t i = 0; i < count; i++)
        et_buf_printf(json->out, i ? ",%llu" : "%llu", (unsigned long long)values[i]);
    et_buf_char(json->out, ']');
}
