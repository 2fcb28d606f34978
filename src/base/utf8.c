#include "base/utf8.h"

static bool continuation(struct et_slice text, size_t at)
{
    return at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80;
}

uint32_t et_utf8_next(struct et_slice text, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)text.ptr + *pos;
    size_t at = *pos;
    uint32_t c = p[0];
    *pos = at + 1;
    if (c < 0x80)
        return c;
    if (c >= 0xC2 && c <= 0xDF && continuation(text, at + 1)) {
        *pos = at + 2;
        return (c & 0x1F) << 6 | (p[1] & 0x3Fu);
    }
    if ((c & 0xF0) == 0xE0 && continuation(text, at + 1) && continuation(text, at + 2)) {
        uint32_t v = (c & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        if (v >= 0x800 && (v < 0xD800 || v > 0xDFFF)) {
            *pos = at + 3;
            return v;
        }
    }
    if (c >= 0xF0 && c <= 0xF4 && continuation(text, at + 1) && continuation(text, at + 2) &&
        continuation(text, at + 3)) {
        uint32_t v = (c & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        if (v >= 0x10000 && v <= 0x10FFFF) {
            *pos = at + 4;
            return v;
        }
    }
    return ET_UTF8_BAD;
}

size_t et_utf8_put(char bytes[4], uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = ET_UTF8_BAD;
    if (c < 0x80) {
        bytes[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        bytes[0] = (char)(0xC0 | c >> 6);
        bytes[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        bytes[0] = (char)(0xE0 | c >> 12);
        bytes[1] = (char)(0x80 | (c >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    bytes[0] = (char)(0xF0 | c >> 18);
    bytes[1] = (char)(0x80 | (c >> 12 & 0x3F));
    bytes[2] = (char)(0x80 | (c >> 6 & 0x3F));
    bytes[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

bool et_utf8_valid(struct et_slice text)
{
    for (size_t pos = 0; pos < text.len;) {
        uint64_t eight;
        if (text.len - pos >= 8 && (memcpy(&eight, text.ptr + pos, 8), !(eight & UINT64_C(0x8080808080808080)))) {
            pos += 8;
            continue;
        }
        size_t at = pos;
        if (et_utf8_next(text, &pos) == ET_UTF8_BAD && pos - at == 1)
            return false;
    }
    return true;
}

size_t et_utf8_count(struct et_slice text)
{
    size_t n = 0;
    for (size_t pos = 0; pos < text.len; n++)
        et_utf8_next(text, &pos);
    return n;
}

struct et_slice et_utf8_truncate(struct et_slice text, size_t max)
{
    if (text.len <= max)
        return text;
    while (max && ((unsigned char)text.ptr[max] & 0xC0) == 0x80)
        max--;
    return et_slice(text.ptr, max);
}
