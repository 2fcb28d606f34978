#include "ingest/encoding.h"

#include "base/utf8.h"

static const uint16_t high_1252[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                       0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

uint32_t et_1252_decode(unsigned char byte)
{
    return byte >= 0x80 && byte < 0xA0 ? high_1252[byte - 0x80] : byte;
}

int et_1252_encode(uint32_t c)
{
    if (c < 0x80 || (c >= 0xA0 && c <= 0xFF))
        return (int)c;
    for (int i = 0; i < 32; i++)
        if (high_1252[i] == c)
            return 0x80 + i;
    return -1;
}

const char *et_encoding_name(enum et_encoding encoding)
{
    switch (encoding) {
    case ET_ENCODING_UTF16LE:
        return "utf-16le";
    case ET_ENCODING_UTF16BE:
        return "utf-16be";
    case ET_ENCODING_1252:
        return "windows-1252";
    case ET_ENCODING_UNDECIDED:
    case ET_ENCODING_UTF8:
        break;
    }
    return "utf-8";
}

bool et_encoding_parse(struct et_slice name, enum et_encoding *encoding)
{
    static const struct {
        const char *name;
        enum et_encoding encoding;
    } names[] = {
        {"utf-8", ET_ENCODING_UTF8},        {"utf8", ET_ENCODING_UTF8},         {"utf-8-sig", ET_ENCODING_UTF8},
        {"utf-16le", ET_ENCODING_UTF16LE},  {"utf-16-le", ET_ENCODING_UTF16LE}, {"utf16le", ET_ENCODING_UTF16LE},
        {"utf-16be", ET_ENCODING_UTF16BE},  {"utf-16-be", ET_ENCODING_UTF16BE}, {"utf16be", ET_ENCODING_UTF16BE},
        {"windows-1252", ET_ENCODING_1252}, {"cp1252", ET_ENCODING_1252},       {"1252", ET_ENCODING_1252},
        {"latin-1", ET_ENCODING_1252},      {"latin1", ET_ENCODING_1252},       {"iso-8859-1", ET_ENCODING_1252}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (et_slice_eq_nocase(name, et_slice_of(names[i].name))) {
            *encoding = names[i].encoding;
            return true;
        }
    }
    return false;
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether a byte that is no UTF-8 stands where a Windows-1252 text would have it: an accented letter beside another
 * letter, or one of the usual signs. The letters that Western European words hardly hold do not count. */
static bool looks_1252(struct et_slice block, size_t at)
{
    unsigned char c = (unsigned char)block.ptr[at];
    if (c == 0xD0 || c == 0xD7 || c == 0xDE || c == 0xF0 || c == 0xF7 || c >= 0xFE)
        return false;
    if (c < 0xC0)
        return strchr("\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xA0\xA1\xA3\xA9\xAB\xAE\xB0\xB4\xB7\xBB\xBF", c) !=
               NULL;
    unsigned char before = at ? (unsigned char)block.ptr[at - 1] : 0;
    unsigned char after = at + 1 < block.len ? (unsigned char)block.ptr[at + 1] : 0;
    return is_letter(before) || is_letter(after);
}

static enum et_encoding guess_8_bit(struct et_slice block)
{
    size_t sequences = 0, bad = 0, plausible = 0;
    for (size_t pos = 0; pos < block.len;) {
        uint64_t eight;
        if (block.len - pos >= 8 && (memcpy(&eight, block.ptr + pos, 8), !(eight & UINT64_C(0x8080808080808080)))) {
            pos += 8;
            continue;
        }
        if ((unsigned char)block.ptr[pos] < 0x80) {
            pos++;
            continue;
        }
        size_t at = pos;
        uint32_t c = et_utf8_next(block, &pos);
        if (c != ET_UTF8_BAD || pos - at > 1)
            sequences++;
        else if (block.len - at >= 4 || at == 0) { /* near the end it may be a character that the block cuts */
            bad++;
            plausible += looks_1252(block, at);
        } else if (block.len - at == 1 && looks_1252(block, at)) {
            bad++;
            plausible++;
        }
    }
    if (!sequences && !bad)
        return ET_ENCODING_UNDECIDED;
    return bad > sequences && plausible * 10 >= bad * 9 ? ET_ENCODING_1252 : ET_ENCODING_UTF8;
}

/* UTF-16 without a mark: every second byte of an export's first bytes, which are ASCII, is zero. */
static enum et_encoding guess_unmarked_16(struct et_slice block)
{
    size_t n = block.len < 64 ? block.len & ~(size_t)1 : 64, even = 0, odd = 0;
    for (size_t i = 0; i < n; i += 2) {
        even += block.ptr[i] == 0;
        odd += block.ptr[i + 1] == 0;
    }
    if (n >= 8 && odd * 10 >= n / 2 * 9 && even == 0)
        return ET_ENCODING_UTF16LE;
    if (n >= 8 && even * 10 >= n / 2 * 9 && odd == 0)
        return ET_ENCODING_UTF16BE;
    return ET_ENCODING_UNDECIDED;
}

enum et_encoding et_encoding_guess(struct et_slice block, bool at_start, size_t *mark)
{
    *mark = 0;
    if (at_start) {
        if (et_slice_starts(block, ET_SLICE("\xEF\xBB\xBF"))) {
            *mark = 3;
            return ET_ENCODING_UTF8;
        }
        if (et_slice_starts(block, ET_SLICE("\xFF\xFE")) || et_slice_starts(block, ET_SLICE("\xFE\xFF"))) {
            *mark = 2;
            return (unsigned char)block.ptr[0] == 0xFF ? ET_ENCODING_UTF16LE : ET_ENCODING_UTF16BE;
        }
        enum et_encoding wide = guess_unmarked_16(block);
        if (wide != ET_ENCODING_UNDECIDED)
            return wide;
    }
    return guess_8_bit(block);
}

static size_t decode_1252(const unsigned char *in, size_t len, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (in[i] < 0x80)
            out[n++] = (char)in[i];
        else
            n += et_utf8_put(out + n, et_1252_decode(in[i]));
    }
    return n;
}

static uint32_t unit(const struct et_decoder *decoder, const unsigned char *p)
{
    return decoder->encoding == ET_ENCODING_UTF16LE ? (uint32_t)(p[0] | p[1] << 8) : (uint32_t)(p[0] << 8 | p[1]);
}

/* Decodes whole characters from p; returns how many bytes were used. */
static size_t decode_16(struct et_decoder *decoder, const unsigned char *p, size_t len, bool last, char *out, size_t *n)
{
    size_t i = 0;
    while (len - i >= 2) {
        uint32_t c = unit(decoder, p + i);
        if (c >= 0xD800 && c <= 0xDBFF) {
            if (len - i < 4 && !last)
                break;
            uint32_t low = len - i >= 4 ? unit(decoder, p + i + 2) : 0;
            if (low >= 0xDC00 && low <= 0xDFFF) {
                *n += et_utf8_put(out + *n, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
                i += 4;
                continue;
            }
        }
        if (c >= 0xD800 && c <= 0xDFFF)
            decoder->repaired++;
        else
            *n += et_utf8_put(out + *n, c);
        i += 2;
    }
    return i;
}

size_t et_decode(struct et_decoder *decoder, const unsigned char *in, size_t len, bool last, char *out)
{
    if (decoder->encoding == ET_ENCODING_1252)
        return decode_1252(in, len, out);
    size_t n = 0, from = 0;
    while (decoder->carried && from < len) { /* at most four bytes: a cut character is put together first */
        decoder->carry[decoder->carried++] = in[from++];
        size_t used = decode_16(decoder, decoder->carry, decoder->carried, false, out, &n);
        memmove(decoder->carry, decoder->carry + used, decoder->carried - used);
        decoder->carried -= used;
    }
    size_t used = decode_16(decoder, in + from, len - from, false, out, &n);
    from += used;
    while (from < len)
        decoder->carry[decoder->carried++] = in[from++];
    if (last && decoder->carried) {
        used = decode_16(decoder, decoder->carry, decoder->carried, true, out, &n);
        decoder->repaired += decoder->carried > used;
        decoder->carried = 0;
    }
    return n;
}
