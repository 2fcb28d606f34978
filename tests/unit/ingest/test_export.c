/* Reading exports: the generic table, options, outcomes, damage, streams, and the same batches every time. */
#include "ingest_test.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define HEAD "post url,username,comment,timestamp,likes\n"
#define POST "https://www.instagram.com/p/ETBgRc3Pxi1/"
#define ROW(text) POST ",mara_fen," text ",2025-11-20T18:49:05Z,3\n"

static void generic_columns(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        const char *text, *author, *time, *likes; /* columns expected; NULL = none */
    } cases[] = {
        {"post url,username,comment,timestamp,likes", "comment", "username", "timestamp", "likes"},
        {"comment_like_count,comment,user_id,user,created_at,url", "comment", "user", "created_at",
         "comment_like_count"},
        {"Comment Text,Author Name,Published At,Like Count,Video URL", "Comment Text", "Author Name", "Published At",
         "Like Count"},
        {"commentText,authorName,publishedAt,voteCount,videoId", "commentText", "authorName", "publishedAt",
         "voteCount"},
        {"id,Channel,Message,Date,Reactions,url,text language", "Message", "Channel", "Date", "Reactions"},
        {"Body,Handle,Datetime,Votes,link", "Body", "Handle", "Datetime", "Votes"},
        {"comment date,comment author,comment,comment id,url", "comment", "comment author", "comment date", NULL},
        {"text_id,author_url,content,from,time,url", "content", "from", "time", NULL},
        {"TEXT,NAME,CREATED,VOTES,POST URL", "TEXT", "NAME", "CREATED", "VOTES"},
        {"url,comments,likes,body,date,user", "body", "user", "date", "likes"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[512];
        struct et_import_options options = default_options();
        options.platform = ET_PLATFORM_YOUTUBE;
        snprintf(text, sizeof text, "%s\n", cases[i].header);
        struct reading *r = read_text(text, &options);
        const char *expected[] = {cases[i].text, cases[i].author, cases[i].time, cases[i].likes};
        static const char *const fields[] = {"text", "author", "time", "likes"};
        assert_int_equal(r->rc, ET_END);
        const struct et_detection *found = et_export_detection(r->export);
        for (size_t f = 0; f < COUNT(fields); f++) {
            const struct et_mapping *mapping = NULL;
            for (size_t c = 0; c < found->column_count; c++)
                if (et_slice_is(found->columns[c].field, fields[f]))
                    mapping = &found->columns[c];
            if (!expected[f])
                assert_null(mapping);
            else if (!mapping || !et_slice_is(mapping->column, expected[f]))
                print_error("%s: %s\n", cases[i].header, fields[f]);
            if (expected[f])
                assert_slice(mapping ? mapping->column : ET_SLICE(""), expected[f]);
        }
        done(r);
    }
}

/* A list of posts has how many comments each of them has: numbers are not what people wrote. */
static void a_number_of_comments_is_no_text(void **state)
{
    (void)state;
    struct reading *r = read_text("url,caption,likes,comments,date\n" POST ",Hello,46,1204,2025-11-20\n", NULL);
    assert_int_equal(r->rc, ET_E_FORMAT);
    assert_non_null(strstr(r->error.message, "no text column"));
    done(r);
}

static void delimiters(void **state)
{
    (void)state;
    static const char delimiters_[] = {',', ';', '\t', '|'};
    for (size_t i = 0; i < sizeof delimiters_; i++) {
        char text[] = "url,username,comment,date,likes\nhttps://youtu.be/aB3dE5gH7jK,nora,\"one, two; three | "
                      "four\",2025-11-20,7\n";
        bool quoted = false;
        for (char *p = text; *p; p++) {
            quoted ^= *p == '"';
            *p = *p == ',' && !quoted ? delimiters_[i] : *p;
        }
        struct reading *r = read_text(text, NULL);
        assert_int_equal(r->pending, 1);
        assert_slice(r->comments[0].record.text, "one, two; three | four");
        assert_int_equal(r->comments[0].record.likes, 7);
        assert_int_equal(r->comments[0].record.precision, ET_TIME_DAY);
        assert_slice(r->posts[0].record.key, "aB3dE5gH7jK");
        assert_int_equal(et_export_detection(r->export)->delimiter, delimiters_[i]);
        done(r);
    }
}

/* What reads like "nothing" or like a formula is text like any other. */
static void texts_are_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "NA", "null", "nan", "-", "0", "=1+1", "<3", "<b>x</b>", "@nora", "None", "\xF0\x9F\x98\xAD", "."};
    char text[4096] = HEAD;
    for (size_t i = 0; i < COUNT(texts); i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ROW("%s"), texts[i]);
    struct reading *r = read_text(text, NULL);
    assert_int_equal(r->pending, COUNT(texts));
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_slice(r->comments[i].record.text, texts[i]);
    done(r);
}

static void outcomes(void **state)
{
    (void)state;
    struct reading *r = read_text(HEAD ROW("good") ROW("") ROW("  ") ROW("\"\xE2\x80\x8B\"") POST
                                  ",a,no time,,1\n" POST ",a,bad time,soon,1\n" POST ",a,1970,1763,1\n" POST
                                  ",a,early,1999-01-01,1\n" POST ",a,late,2031-01-01,1\n" POST ",a,few\n" POST
                                  ",a,many,2025-11-20,1,2\n" POST ",a,\"wrong\" quote,2025-11-20,1\n"
                                  ",a,no post,2025-11-20,1\n"
                                  "https://news.example/x,a,no platform,2025-11-20,1\n" HEAD ROW("last"),
                                  NULL);
    static const char *const reasons[] = {"no time",
                                          "time is not a date",
                                          "time is in no known unit",
                                          "time is before 2004",
                                          "time is after the export was made",
                                          "fewer columns than the header",
                                          "more columns than the header",
                                          "wrong quote",
                                          "names no post",
                                          "platform is not known",
                                          "a second header"};
    assert_int_equal(r->rc, ET_END);
    assert_int_equal(r->pending, 2);
    assert_int_equal(r->empty, 3);
    assert_int_equal(r->rejected, COUNT(reasons));
    assert_int_equal(r->records, r->pending + r->empty + r->rejected);
    for (size_t i = 0; i < COUNT(reasons); i++) {
        assert_string_equal(r->comments[4 + i].reason, reasons[i]);
        assert_int_equal(r->comments[4 + i].record.row, 5 + i);
        assert_true(r->comments[4 + i].record.text.len > 0);
    }
    done(r);
}

static void options_that_are_needed(void **state)
{
    (void)state;
    struct et_import_options options = default_options();
    struct reading *r = read_text("username,comment,timestamp\na,b,2025-11-20\n", NULL);
    assert_int_equal(r->rc, ET_E_USAGE);
    assert_non_null(strstr(r->error.message, "--platform"));
    done(r);
    r = read_text("url,username,comment\n" POST ",a,b\n", NULL);
    assert_int_equal(r->rc, ET_E_USAGE);
    assert_non_null(strstr(r->error.message, "--date"));
    done(r);
    options.platform = ET_PLATFORM_INSTAGRAM;
    assert_true(et_time_parse_iso(ET_SLICE("2025-11-20"), &options.date_us, NULL));
    r = read_text("username,comment\na,b\n", &options);
    assert_int_equal(r->pending, 1);
    assert_time(r->comments[0].record.created_at_us, "2025-11-20T00:00:00Z");
    assert_int_equal(r->comments[0].record.precision, ET_TIME_DAY);
    assert_slice(r->posts[0].record.key, "file:test"); /* the file's name, without the time of the export */
    assert_null(r->posts[0].record.url.ptr);
    done(r);
    r = read_text("a,b,c\n1,2,3\n", &options);
    assert_int_equal(r->rc, ET_E_FORMAT);
    assert_non_null(strstr(r->error.message, "no text column; columns found: a, b, c. Name it with --map text=COLUMN"));
    done(r);
    options.encoding = ET_SLICE("klingon");
    r = read_text(HEAD, &options);
    assert_int_equal(r->rc, ET_E_USAGE);
    done(r);
}

static void mapping(void **state)
{
    (void)state;
    struct et_import_options options = default_options();
    const struct et_mapping map[] = {{ET_SLICE("text"), ET_SLICE("Kommentar")},
                                     {ET_SLICE("author"), ET_SLICE("nutzer")},
                                     {ET_SLICE("time"), ET_SLICE("Wann")}};
    options.map = map;
    options.map_count = 3;
    options.platform = ET_PLATFORM_YOUTUBE;
    struct reading *r = read_text("Nutzer;Kommentar;Wann;text\nnora;hallo;20.11.2025 14:30;not this\n", &options);
    assert_int_equal(r->rc, ET_END);
    assert_int_equal(r->pending, 1);
    assert_slice(r->comments[0].record.text, "hallo");
    assert_slice(r->comments[0].record.author, "nora");
    assert_time(r->comments[0].record.created_at_us, "2025-11-20T14:30:00Z");
    done(r);
    const struct et_mapping unknown[] = {{ET_SLICE("text"), ET_SLICE("nowhere")}};
    options.map = unknown;
    options.map_count = 1;
    r = read_text(HEAD, &options);
    assert_int_equal(r->rc, ET_E_USAGE);
    assert_non_null(strstr(r->error.message, "columns found: post url, username, comment"));
    done(r);
    const struct et_mapping no_field[] = {{ET_SLICE("mood"), ET_SLICE("comment")}};
    options.map = no_field;
    r = read_text(HEAD, &options);
    assert_int_equal(r->rc, ET_E_USAGE);
    done(r);
}

static void posts(void **state)
{
    (void)state;
    struct et_import_options options = default_options();
    struct reading *r = read_text("url,comment,timestamp\n" POST ",a,2025-11-20\n"
                                  "https://instagram.com/reel/ETBgRc3Pxi1?igsh=x,b,2025-11-20\n"
                                  "https://www.instagram.com/someone/p/ETBgRc3Pxi1/c/123/,c,2025-11-20\n"
                                  "https://www.youtube.com/watch?t=5&v=aB3dE5gH7jK,d,2025-11-20\n"
                                  "https://youtu.be/aB3dE5gH7jK?si=zz,e,2025-11-20\n"
                                  "https://www.youtube.com/shorts/aB3dE5gH7jK,f,2025-11-20\n"
                                  "https://www.tiktok.com/@x/video/7391111111111111111?lang=en,g,2025-11-20\n"
                                  "https://m.tiktok.com/v/7391111111111111111.html,h,2025-11-20\n",
                                  NULL);
    static const char *const keys[] = {"ETBgRc3Pxi1", "ETBgRc3Pxi1", "ETBgRc3Pxi1",         "aB3dE5gH7jK",
                                       "aB3dE5gH7jK", "aB3dE5gH7jK", "7391111111111111111", "7391111111111111111"};
    assert_int_equal(r->pending, COUNT(keys));
    assert_int_equal(r->post_count, 3);
    for (size_t i = 0; i < COUNT(keys); i++)
        assert_slice(r->comment_posts[i].key, keys[i]);
    done(r);
    options.platform = ET_PLATFORM_YOUTUBE;
    options.subject = ET_SLICE("Set tour");
    r = read_text("comment,timestamp\nhi,2025-11-20\n", &options);
    assert_slice(r->posts[0].record.key, "Set tour");
    assert_slice(r->posts[0].record.subject, "Set tour");
    done(r);
    options.url = ET_SLICE("https://youtu.be/aB3dE5gH7jK");
    r = read_text("comment,timestamp\nhi,2025-11-20\n", &options);
    assert_slice(r->posts[0].record.key, "aB3dE5gH7jK");
    assert_slice(r->posts[0].record.subject, "Set tour");
    done(r);
    options = default_options();
    options.platform = ET_PLATFORM_OTHER;
    r = read_text("url,comment,timestamp\nHTTPS://WWW.News.Example/Story/1/?utm_source=x&id=2#top,hi,2025-11-20\n",
                  &options);
    assert_slice(r->posts[0].record.key, "news.example/Story/1?id=2");
    done(r);
}

static void order_of_day_and_month(void **state)
{
    (void)state;
    struct et_import_options options = default_options();
    struct reading *r = read_text("url,comment,date\n" POST ",a,03/04/2025\n" POST ",b,25/04/2025\n", NULL);
    assert_int_equal(r->rc, ET_END);
    assert_time(r->comments[0].record.created_at_us, "2025-04-03T00:00:00Z");
    done(r);
    r = read_text("url,comment,date\n" POST ",a,03/04/2025\n" POST ",b,04/25/2025\n", NULL);
    assert_time(r->comments[0].record.created_at_us, "2025-03-04T00:00:00Z");
    done(r);
    r = read_text("url,comment,date\n" POST ",a,03/04/2025\n" POST ",b,05/06/2025\n", NULL);
    assert_int_equal(r->rc, ET_E_USAGE);
    assert_non_null(strstr(r->error.message, "--date-order"));
    done(r);
    r = read_text("url,comment,date\n" POST ",a,13/04/2025\n" POST ",b,04/13/2025\n", NULL);
    assert_int_equal(r->rc, ET_E_USAGE);
    done(r);
    options.date_order = 'D';
    r = read_text("url,comment,date\n" POST ",a,13/04/2025\n" POST ",b,04/13/2025\n", &options);
    assert_int_equal(r->pending, 1);
    assert_int_equal(r->rejected, 1);
    done(r);
}

/* The whole file decides, also where its first thousands of rows do not; a stream looks ahead. */
static void order_far_into_the_file(void **state)
{
    (void)state;
    size_t rows = 6000, len;
    char *text = malloc(rows * 120), path[] = "/tmp/et-order-XXXXXX";
    assert_non_null(text);
    len = (size_t)snprintf(text, 64, "url,comment,date\n");
    for (size_t i = 0; i < rows; i++)
        len += (size_t)snprintf(text + len, 120, POST ",\"row %zu, with \"\"quotes\"\"\",03/04/2025\n", i);
    len += (size_t)snprintf(text + len, 120, POST ",last,03/14/2025\n");
    struct reading *r = read_bytes_by(et_slice(text, len), "x.csv", NULL, 4000);
    assert_int_equal(r->rc, ET_END);
    assert_int_equal(r->records, rows + 1);
    assert_time(r->comments[0].record.created_at_us, "2025-03-04T00:00:00Z");
    assert_slice(r->comments[0].record.text, "row 0, with \"quotes\"");
    done(r);
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, len) == (ssize_t)len);
    close(fd);
    struct et_import_options options = default_options();
    struct et_export *export;
    struct et_batch batch;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    assert_int_equal(et_export_open(path, &options, &export, NULL), ET_OK);
    assert_int_equal(et_export_next(export, &arena, 10, 1 << 20, &batch, NULL), ET_OK);
    assert_time(batch.comments[0].record.created_at_us, "2025-03-04T00:00:00Z");
    et_export_close(export);
    et_arena_dispose(&arena);
    unlink(path);
    free(text);
}

static void damage(void **state)
{
    (void)state;
    struct reading *r = read_text(HEAD ROW("one") POST ",a,\"not closed,2025-11-20,1\n" ROW("two") ROW("three"), NULL);
    assert_int_equal(r->pending, 3);
    assert_int_equal(r->rejected, 1);
    assert_string_equal(r->comments[1].reason, "quote never closed");
    done(r);
    /* a quote that swallows a row and still gives five columns: the time shows it */
    r = read_text(HEAD ROW("one") POST ",a,\"open,2025-11-20,1\n" ROW("two") POST ",b,\",what,1\n" ROW("three"), NULL);
    assert_int_equal(r->rejected, 2);
    assert_int_equal(r->pending, 3);
    done(r);
    /* a comment that quotes a whole row is one comment */
    r = read_text(HEAD POST ",a,\"look:\n" ROW("forged") "end, of, it\",2025-11-20,1\n" ROW("two"), NULL);
    assert_int_equal(r->pending, 2);
    assert_int_equal(r->rejected, 0);
    assert_true(et_slice_ends(r->comments[0].record.text, ET_SLICE("end, of, it")));
    done(r);
    r = read_text(HEAD ROW("one") POST ",a,cut", NULL);
    assert_string_equal(r->comments[1].reason, "cut off");
    done(r);
}

static void tables_of_spreadsheets(void **state)
{
    (void)state;
    struct reading *r = read_text("sep=;\r\nurl;comment;date\r\n" POST ";\"a; b\";2025-11-20\r\n", NULL);
    assert_int_equal(r->pending, 1);
    assert_slice(r->comments[0].record.text, "a; b");
    done(r);
    /* tabs without quoting: quotes are text; with it they are not */
    r = read_text("url\tcomment\tdate\n" POST "\t\"best\" song ever\t2025-11-20\n" POST
                  "\t\"quoted\ttab\"\t2025-11-20\n" POST "\t\"open\t2025-11-20\n" POST "\tlast\t2025-11-20\n",
                  NULL);
    assert_int_equal(r->pending, 4);
    assert_slice(r->comments[0].record.text, "\"best\" song ever");
    assert_slice(r->comments[1].record.text, "quoted\ttab");
    assert_slice(r->comments[2].record.text, "\"open");
    done(r);
}

/* The formats of a video fill more than what is looked at first; its id stands behind the comments. */
static void a_large_info_json(void **state)
{
    (void)state;
    size_t size = 3 << 20, len;
    char *text = malloc(size);
    assert_non_null(text);
    len = (size_t)snprintf(text, size, "{\"title\":\"A tour\",\"formats\":[\"");
    memset(text + len, 'x', 600000);
    len += 600000;
    len += (size_t)snprintf(
        text + len, size - len,
        "\"],\"webpage_url\":\"https://youtu.be/aB3dE5gH7jK\",\"extractor\":\"youtube\",\"id\":\"x\",\"comments\":[");
    for (int i = 0; i < 3000; i++)
        len += (size_t)snprintf(text + len, size - len,
                                "%s{\"id\":\"U%d\",\"text\":\"comment %d with some "
                                "words\",\"author\":\"@n\",\"timestamp\":1763640000,\"parent\":\"root\"}",
                                i ? "," : "", i, i);
    len += (size_t)snprintf(text + len, size - len, "],\"epoch\":1764000000}\n");
    struct reading *r = read_bytes_by(et_slice(text, len), "v.info.json", NULL, 1000);
    assert_int_equal(r->rc, ET_END);
    assert_string_equal(et_export_format(r->export), "yt-dlp");
    assert_int_equal(r->pending, 3000);
    assert_slice(r->comment_posts[2999].title, "A tour");
    assert_slice(r->comment_posts[0].key, "x");
    done(r);
    free(text);
}

static size_t gzip(const char *text, char *out, size_t room)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)text;
    z.avail_in = (unsigned)strlen(text);
    z.next_out = (unsigned char *)out;
    z.avail_out = (unsigned)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return room - z.avail_out;
}

/* However much of a packed file is there: what is whole comes out, and the loss is told once. */
static void packed_exports(void **state)
{
    (void)state;
    static char text[20000], packed[20000];
    snprintf(text, sizeof text, HEAD);
    for (int i = 0; i < 100; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), POST ",u%d,words %d,2025-11-20,%d\n", i * 7919 % 97,
                 i * i, i);
    size_t len = gzip(text, packed, sizeof packed);
    struct reading *r = read_bytes_by(et_slice(packed, len), "x.csv.gz", NULL, 1000);
    assert_int_equal(r->pending, 100);
    assert_int_equal(r->rejected, 0);
    done(r);
    for (size_t cut = len / 2; cut < len - 8; cut += 13) {
        r = read_bytes_by(et_slice(packed, cut), "x.csv.gz", NULL, 1000);
        assert_int_equal(r->rc, ET_END);
        assert_true(r->pending > 0 && r->pending <= 100);
        assert_int_equal(r->rejected, 1);
        for (size_t i = 0; i < r->pending; i++)
            assert_int_equal(r->comments[i].record.likes, i); /* never a cell that was cut */
        done(r);
    }
}

static void wide_exports(void **state)
{
    (void)state;
    const char *text = HEAD ROW("wide words");
    char wide[2000] = "\xFF\xFE";
    size_t len = 2;
    for (const char *p = text; *p; p++) {
        wide[len++] = *p;
        wide[len++] = '\0';
    }
    struct reading *r = read_bytes_by(et_slice(wide, len), "x.csv", NULL, 10);
    assert_slice(et_export_detection(r->export)->encoding, "utf-16le");
    assert_int_equal(r->pending, 1);
    assert_slice(r->comments[0].record.text, "wide words");
    done(r);
}

static void own_files(void **state)
{
    (void)state;
    static const char *const own[] = {"et_intel_reject_row,byte_offset,reason,record\n1,2,x,y\n",
                                      "{\"et_intel_brief\":1}", "\xEF\xBB\xBF\"et_intel_comment\",\"x\"\n"};
    for (size_t i = 0; i < COUNT(own); i++) {
        struct reading *r = read_text(own[i], NULL);
        assert_int_equal(r->rc, ET_E_EXISTS);
        done(r);
    }
}

static void what_is_no_export(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",  "   \n \n", "{\"a\":1}",      "[1,2,3]", "just some words\n", "SQLite format 3", "{",
        "[", "\"",       "\"unclosed,b\n", ",,,\n"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct reading *r = read_text(texts[i], NULL);
        assert_int_equal(r->rc, ET_E_FORMAT);
        assert_true(strlen(r->error.message) > 10);
        done(r);
    }
}

/* The same comments whatever the size of batches, and whether answers fall into the next one. */
static void batches(void **state)
{
    (void)state;
    static const char json[] =
        "[{\"postUrl\":\"" POST
        "\",\"id\":\"1\",\"text\":\"a\",\"ownerUsername\":\"u\",\"timestamp\":\"2025-11-20T10:00:00Z\","
        "\"replies\":[{\"id\":\"2\",\"text\":\"b\",\"ownerUsername\":\"v\",\"timestamp\":\"2025-11-20T10:00:00Z\"},"
        "{\"id\":\"3\",\"text\":\"c\",\"ownerUsername\":\"w\",\"timestamp\":\"2025-11-20T10:00:00Z\"}]},"
        "{\"postUrl\":\"" POST
        "\",\"id\":\"4\",\"text\":\"d\",\"ownerUsername\":\"u\",\"timestamp\":\"2025-11-20T10:00:00Z\"}]";
    for (size_t max = 1; max <= 5; max++) {
        struct reading *r = read_bytes_by(ET_SLICE(json), "x.json", NULL, max);
        assert_int_equal(r->pending, 4);
        assert_int_equal(r->records, 4);
        for (size_t i = 0; i < 4; i++) {
            char key[2] = {(char)('1' + i), '\0'};
            assert_slice(r->comments[i].record.key, key);
            assert_slice(r->comment_posts[i].key, "ETBgRc3Pxi1");
        }
        assert_slice(r->comments[2].record.parent_key, "1");
        done(r);
    }
}

static void repaired_bytes_are_counted(void **state)
{
    (void)state;
    struct reading *r = read_text(HEAD ROW("bad \xFF\xFE byte and caf\xC3\xA9") ROW("bell \a"), NULL);
    assert_slice(r->comments[0].record.text, "bad \xEF\xBF\xBD\xEF\xBF\xBD byte and caf\xC3\xA9");
    assert_int_equal(r->repaired, 3);
    done(r);
    r = read_text(HEAD ROW("caf\xE9 \x93so\x94 na\xEFve"), NULL);
    assert_slice(r->comments[0].record.text, "caf\xC3\xA9 \xE2\x80\x9Cso\xE2\x80\x9D na\xC3\xAFve");
    assert_int_equal(r->repaired, 0);
    done(r);
}

static void relative_times(void **state)
{
    (void)state;
    struct reading *r =
        read_text("Video URL,Author,Comment,Published\nhttps://youtu.be/aB3dE5gH7jK,@nora,hi,2 weeks ago\n", NULL);
    assert_int_equal(r->pending, 1);
    assert_time(r->comments[0].record.created_at_us, "2025-11-12T05:09:43.642000Z");
    assert_int_equal(r->comments[0].record.precision, ET_TIME_VAGUE);
    done(r);
}

static void options_text(void **state)
{
    (void)state;
    struct et_import_options options = default_options();
    struct et_arena arena;
    struct et_slice text;
    struct et_zone *zone;
    et_arena_init(&arena, 0);
    assert_int_equal(et_import_options_text(&options, &arena, &text, NULL), ET_OK);
    assert_slice(text, "");
    assert_int_equal(et_zone_open("America/New_York", &zone, NULL), ET_OK);
    const struct et_mapping map[] = {{ET_SLICE("text"), ET_SLICE("a;b=c")}};
    options.platform = ET_PLATFORM_INSTAGRAM;
    options.zone = zone;
    options.zone_name = ET_SLICE("America/New_York");
    options.subject = ET_SLICE("x");
    options.map = map;
    options.map_count = 1;
    assert_int_equal(et_import_options_text(&options, &arena, &text, NULL), ET_OK);
    assert_slice(text, "platform=instagram;subject=x;tz=America/New_York;map=text;to=a\\;b\\=c");
    et_zone_close(zone);
    et_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generic_columns),
        cmocka_unit_test(a_number_of_comments_is_no_text),
        cmocka_unit_test(delimiters),
        cmocka_unit_test(texts_are_texts),
        cmocka_unit_test(outcomes),
        cmocka_unit_test(options_that_are_needed),
        cmocka_unit_test(mapping),
        cmocka_unit_test(posts),
        cmocka_unit_test(order_of_day_and_month),
        cmocka_unit_test(order_far_into_the_file),
        cmocka_unit_test(damage),
        cmocka_unit_test(tables_of_spreadsheets),
        cmocka_unit_test(a_large_info_json),
        cmocka_unit_test(packed_exports),
        cmocka_unit_test(wide_exports),
        cmocka_unit_test(own_files),
        cmocka_unit_test(what_is_no_export),
        cmocka_unit_test(batches),
        cmocka_unit_test(repaired_bytes_are_counted),
        cmocka_unit_test(relative_times),
        cmocka_unit_test(options_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
