/* The bytes of an export: plain, packed, damaged, in every encoding, in chunks of every size. */
#include "ingest_test.h"

#include "ingest/stream.h"

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

struct bytes {
    char data[1 << 16];
    size_t len;
};

static void read_stream(struct et_slice in, size_t chunk, enum et_encoding forced, struct bytes *out,
                        struct et_stream *stream)
{
    struct et_source *source;
    assert_int_equal(et_source_of(in, &source, NULL), ET_OK);
    assert_int_equal(et_stream_open(stream, source, forced, (size_t)1 << 20, chunk, NULL), ET_OK);
    while (!stream->at_end)
        assert_int_equal(et_stream_more(stream, NULL), ET_OK);
    struct et_slice window = et_stream_window(stream);
    assert_true(window.len <= sizeof out->data);
    memcpy(out->data, window.ptr, window.len);
    out->len = window.len;
}

static size_t gzip(struct et_slice in, char *out, size_t room)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)in.ptr;
    z.avail_in = (unsigned)in.len;
    z.next_out = (unsigned char *)out;
    z.avail_out = (unsigned)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t len = room - z.avail_out;
    deflateEnd(&z);
    return len;
}

static struct et_slice sample_text(void)
{
    static char text[40000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + (i * i + i / 7) % 26);
    return et_slice(text, sizeof text);
}

static void packed_sources(void **state)
{
    (void)state;
    static struct bytes out;
    static char packed[100000];
    struct et_slice text = sample_text();
    struct et_stream stream;
    for (int kind = 0; kind < 4; kind++) {
        size_t len = 0, half = text.len / 2;
        if (kind == 0)
            len = gzip(text, packed, sizeof packed);
        else if (kind == 1)
            len = ZSTD_compress(packed, sizeof packed, text.ptr, text.len, 3);
        else if (kind == 2) { /* two members, and padding behind them */
            len = gzip(et_slice_sub(text, 0, half), packed, sizeof packed);
            len += gzip(et_slice_sub(text, half, text.len), packed + len, sizeof packed - len);
            memset(packed + len, 0, 100);
            len += 100;
        } else {
            len = ZSTD_compress(packed, sizeof packed, text.ptr, half, 3);
            len += ZSTD_compress(packed + len, sizeof packed - len, text.ptr + half, text.len - half, 3);
        }
        for (size_t chunk = 1; chunk < 5000; chunk = chunk * 3 + 1) {
            read_stream(et_slice(packed, len), chunk, ET_ENCODING_UTF8, &out, &stream);
            assert_true(et_slice_eq(et_slice(out.data, out.len), text));
            assert_null(et_source_damage(stream.source));
            char hex[ET_SHA256_HEX], expected[ET_SHA256_HEX];
            assert_int_equal(et_source_finish(stream.source, hex, NULL), ET_OK);
            et_sha256_of(et_slice(packed, len), expected);
            assert_string_equal(hex, expected);
            et_stream_close(&stream);
        }
    }
}

static void damaged_sources(void **state)
{
    (void)state;
    static struct bytes out;
    static char packed[100000];
    struct et_slice text = sample_text();
    struct et_stream stream;
    for (int kind = 0; kind < 2; kind++) {
        size_t len =
            kind ? ZSTD_compress(packed, sizeof packed, text.ptr, text.len, 3) : gzip(text, packed, sizeof packed);
        for (size_t cut = 12; cut < len; cut += 97) {
            read_stream(et_slice(packed, cut), 1000, ET_ENCODING_UTF8, &out, &stream);
            assert_string_equal(et_source_damage(stream.source), "compressed data is cut off");
            assert_true(out.len < text.len && et_slice_eq(et_slice(out.data, out.len), et_slice_sub(text, 0, out.len)));
            et_stream_close(&stream);
        }
        for (size_t i = len / 2; i < len / 2 + 40; i++)
            packed[i] = (char)~packed[i];
        read_stream(et_slice(packed, len), 1000, ET_ENCODING_UTF8, &out, &stream);
        assert_non_null(et_source_damage(stream.source));
        et_stream_close(&stream);
    }
}

static void encodings(void **state)
{
    (void)state;
    static struct bytes out;
    static const struct {
        const char *in;
        size_t len;
        const char *out, *name;
        enum et_encoding forced;
        uint64_t repaired;
    } cases[] = {
#define BYTES(in) in, sizeof(in) - 1
        {BYTES("plain"), "plain", "utf-8", 0, 0},
        {BYTES("\xEF\xBB\xBFmark"), "mark", "utf-8", 0, 0},
        {BYTES("\xEF\xBB\xBF"
               "bad \xE9 byte"),
         "bad \xE9 byte", "utf-8", 0, 0},
        {BYTES("caf\xC3\xA9 and \xFF stray"), "caf\xC3\xA9 and \xFF stray", "utf-8", 0, 0},
        {BYTES("stray \xFF only, no letter"), "stray \xFF only, no letter", "utf-8", 0, 0},
        {BYTES("caf\xE9, \x93quoted\x94 \x96 na\xEFve"),
         "caf\xC3\xA9, \xE2\x80\x9Cquoted\xE2\x80\x9D \xE2\x80\x93 na\xC3\xAFve", "windows-1252", 0, 0},
        {BYTES("\xFF\xFEh\0i\0=\xD8\x02\xDE!\0"), "hi\xF0\x9F\x98\x82!", "utf-16le", 0, 0},
        {BYTES("\xFE\xFF\0h\0i\xD8=\xDE\x02\0!"), "hi\xF0\x9F\x98\x82!", "utf-16be", 0, 0},
        {BYTES("\xFF\xFEh\0=\xD8i\0\x02\xDE!\0"), "hi!", "utf-16le", 0, 2},
        {BYTES("\xFF\xFEh\0i"), "h", "utf-16le", 0, 1},
        {BYTES("t\0e\0x\0t\0,\0l\0i\0k\0e\0s\0\n\0"), "text,likes\n", "utf-16le", 0, 0},
        {BYTES("h\0i\0"), "hi", "utf-16le", ET_ENCODING_UTF16LE, 0},
        {BYTES("\xFF\xFEh\0i\0"), "hi", "utf-16le", ET_ENCODING_UTF16LE, 0},
        {BYTES("caf\xC3\xA9"), "caf\xC3\x83\xC2\xA9", "windows-1252", ET_ENCODING_1252, 0},
        {BYTES(""), "", "utf-8", 0, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t chunk = 0; chunk <= 64; chunk = chunk ? chunk + 1 : 48) { /* detection sees the whole first chunk */
            struct et_stream stream;
            read_stream(et_slice(cases[i].in, cases[i].len), chunk, cases[i].forced, &out, &stream);
            assert_slice(et_slice(out.data, out.len), cases[i].out);
            assert_string_equal(et_encoding_name(stream.decoder.encoding), cases[i].name);
            assert_int_equal(stream.decoder.repaired, cases[i].repaired);
            et_stream_close(&stream);
        }
        for (size_t chunk = 1; chunk <= 16; chunk++) { /* a known encoding, cut anywhere */
            struct et_stream stream;
            enum et_encoding known = ET_ENCODING_UTF8;
            size_t mark = (unsigned char)cases[i].in[0] == 0xFF || (unsigned char)cases[i].in[0] == 0xFE ? 2 : 0;
            assert_true(et_encoding_parse(et_slice_of(cases[i].name), &known));
            if (known == ET_ENCODING_UTF8)
                break;
            read_stream(et_slice(cases[i].in + mark, cases[i].len - mark), chunk, known, &out, &stream);
            assert_slice(et_slice(out.data, out.len), cases[i].out);
            et_stream_close(&stream);
        }
    }
}

/* ASCII for longer than a chunk, then Windows-1252: decided where the first such byte stands. */
static void a_late_decision(void **state)
{
    (void)state;
    static struct bytes out;
    struct et_stream stream;
    static char text[400];
    memset(text, 'x', sizeof text);
    memcpy(text + 300, "caf\xE9 cr\xE8me", 10);
    read_stream(et_slice(text, sizeof text), 64, ET_ENCODING_UNDECIDED, &out, &stream);
    assert_int_equal(stream.decoder.encoding, ET_ENCODING_1252);
    assert_int_equal(out.len, sizeof text + 2);
    assert_memory_equal(out.data + 300, "caf\xC3\xA9 cr\xC3\xA8me", 12);
    et_stream_close(&stream);
}

static void files(void **state)
{
    (void)state;
    struct et_source *source;
    struct et_error error;
    char path[] = "/tmp/et-ingest-XXXXXX", hex[ET_SHA256_HEX], expected[ET_SHA256_HEX];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "some bytes", 10), 10);
    close(fd);
    assert_int_equal(et_source_open(path, &source, &error), ET_OK);
    assert_true(et_source_repeats(source));
    assert_int_equal(et_source_bytes_total(source), 10);
    et_source_close(source);
    assert_int_equal(et_file_sha256(path, hex, &error), ET_OK);
    et_sha256_of(ET_SLICE("some bytes"), expected);
    assert_string_equal(hex, expected);
    unlink(path);
    assert_int_equal(et_source_open(path, &source, &error), ET_E_NOT_FOUND);
    assert_non_null(strstr(error.message, path));
    assert_int_equal(et_source_open("/tmp", &source, &error), ET_E_IO);
    assert_non_null(strstr(error.message, "folder"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_sources),  cmocka_unit_test(damaged_sources), cmocka_unit_test(encodings),
        cmocka_unit_test(a_late_decision), cmocka_unit_test(files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
