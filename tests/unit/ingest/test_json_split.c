/* Cutting JSON into records: the same ones whatever the size of the chunks, and what damage costs. */
#include "ingest_test.h"

#include "ingest/json_item.h"
#include "ingest/json_split.h"

struct cut {
    char text[4096];
    size_t len;
};

static void append(struct cut *out, const char *before, struct et_slice text, const char *behind)
{
    int n = snprintf(out->text + out->len, sizeof out->text - out->len, "%s%.*s%s", before, (int)text.len,
                     text.ptr ? text.ptr : "", behind);
    assert_true(n >= 0 && (size_t)n < sizeof out->text - out->len);
    out->len += (size_t)n;
}

static void split_all(const char *bytes, const char *member, size_t chunk, struct cut *out)
{
    struct et_source *source;
    struct et_stream stream;
    struct et_json_split split;
    struct et_split_item item;
    enum et_rc rc;
    out->len = 0;
    out->text[0] = '\0';
    assert_int_equal(et_source_of(et_slice_of(bytes), &source, NULL), ET_OK);
    assert_int_equal(et_stream_open(&stream, source, ET_ENCODING_UTF8, 1000, chunk, NULL), ET_OK);
    et_json_split_init(&split, &stream, member);
    split.lines = strchr(bytes, '#') != NULL; /* told from the first window, which is too small here */
    while ((rc = et_json_split_next(&split, &item, NULL)) == ET_OK) {
        if (item.kind == ET_SPLIT_MEMBER) {
            append(out, "", item.key, "=");
            append(out, "", item.text, "|");
        } else if (item.kind == ET_SPLIT_END) {
            append(out, "", ET_SLICE("end"), "|");
        } else if (item.damage) {
            append(out, "!", et_slice_of(item.damage), "!|");
        } else {
            append(out, "", item.text, "|");
        }
    }
    assert_int_equal(rc, ET_END);
    et_stream_close(&stream);
}

static const struct {
    const char *bytes, *member, *expected;
} cases[] = {
    {"[{\"a\":1},{\"a\":2}]", NULL, "{\"a\":1}|{\"a\":2}|"},
    {" [ {\"a\":\"]}\\\"\"} ,\n {\"a\":[1,{\"b\":2}]} ] ", NULL, "{\"a\":\"]}\\\"\"}|{\"a\":[1,{\"b\":2}]}|"},
    {"[]", NULL, ""},
    {"[1,\"x\",null]", NULL, "1|\"x\"|null|"},
    {"{\"a\":1}\n{\"a\":2}\n", NULL, "{\"a\":1}|{\"a\":2}|"},
    {"{\n\"a\":1\n}\n{\n\"a\":2}", NULL, "{\n\"a\":1\n}|{\n\"a\":2}|"},
    {"[{\"a\":1}][{\"a\":2}]", NULL, "{\"a\":1}|{\"a\":2}|"},
    /* an object whose array is streamed: scalars are given, other containers passed over */
    {"{\"id\":\"v\",\"formats\":[{\"x\":[1]}],\"n\":12,\"comments\":[{\"t\":1},{\"t\":2}],\"late\":true}", "comments",
     "id=\"v\"|n=12|{\"t\":1}|{\"t\":2}|late=true|end|"},
    {"{\"comments\":[],\"o\":{\"comments\":[{\"t\":0}]}}", "comments", "end|"},
    {"{\"comments\":null}", "comments", "comments=null|end|"},
    /* cut off */
    {"[{\"a\":1},{\"a\":2", NULL, "{\"a\":1}|!cut off!|"},
    {"[{\"a\":1},{\"a\":\"xx", NULL, "{\"a\":1}|!cut off!|"},
    {"[{\"a\":1},", NULL, "{\"a\":1}|!cut off!|"},
    {"[{\"a\":1}", NULL, "{\"a\":1}|!cut off!|"},
    {"{\"id\":1,\"comments\":[{\"t\":1},{\"t\"", "comments", "id=1|{\"t\":1}|!cut off!|"},
    {"{\"id\":1,\"comments\":[{\"t\":1}]", "comments", "id=1|{\"t\":1}|!cut off!|"},
    {"{\"id\":1,\"descr", "comments", "id=1|!cut off!|"},
    /* pages in an array or on lines, of which one is cut off */
    {"[{\"id\":1,\"comments\":[{\"t\":1}]},{\"id\":2,\"comments\":[{\"t\":2},{\"t\":3},{\"t\"", "comments",
     "{\"id\":1,\"comments\":[{\"t\":1}]}|id=2|{\"t\":2}|{\"t\":3}|!cut off!|"},
    {"[{\"comments\":[{\"t\":2}", "comments", "{\"t\":2}|!cut off!|"},
    {"[{\"comments\":[{\"t\":2}]", "comments", "{\"t\":2}|!cut off!|"},
    {"[{\"comments\":[{\"t\":2}]}", "comments", "{\"comments\":[{\"t\":2}]}|!cut off!|"},
    {"[{\"t\":\"comments\"},{\"t\":\"com", "comments", "{\"t\":\"comments\"}|!cut off!|"},
    {"{\"t\":\"#\",\"comments\":[{\"t\":1}]}\n{\"comments\":[{\"t\":2},{\"t\":3}", "comments",
     "{\"t\":\"#\",\"comments\":[{\"t\":1}]}|{\"t\":2}|{\"t\":3}|!cut off!|"},
    /* a wrong quote costs its own record */
    {"[\n {\"a\":1},\n {\"a\":\"x},\n {\"a\":3},\n {\"a\":4}\n]", NULL,
     "{\"a\":1}|!not valid JSON!|{\"a\":3}|{\"a\":4}|"},
    {"[{\"a\":1},{\"a\":\"x},{\"a\":3},{\"a\":4}]", NULL, "{\"a\":1}|!not valid JSON!|{\"a\":3}|{\"a\":4}|"},
    {"[{\"a\":1},{\"a\":[2},{\"a\":3}]", NULL, "{\"a\":1}|!not valid JSON!|{\"a\":3}|"},
    /* JSON lines ('#' marks them for this test): a broken line costs that line */
    {"{\"a\":\"#\"}\n{\"a\":\n{\"a\":3}\n\n  \n{\"a\":4}", NULL, "{\"a\":\"#\"}|{\"a\":|{\"a\":3}|{\"a\":4}|"},
    {"{\"a\":\"#\"}\n{\"a\":", NULL, "{\"a\":\"#\"}|!cut off!|"},
};

static void records_do_not_depend_on_chunks(void **state)
{
    (void)state;
    static struct cut out;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t chunk = 1; chunk <= 64; chunk++) {
            split_all(cases[i].bytes, cases[i].member, chunk, &out);
            if (strcmp(out.text, cases[i].expected) != 0)
                print_error("case %zu, chunk %zu: %s\nexpected: %s\n", i, chunk, out.text, cases[i].expected);
            assert_string_equal(out.text, cases[i].expected);
        }
    }
}

/* The window of this test holds 1,000 bytes. */
static void a_record_over_the_limit(void **state)
{
    (void)state;
    static struct cut out;
    static char bytes[60000];
    size_t len = (size_t)snprintf(bytes, sizeof bytes, "[{\"a\":1},{\"a\":\"");
    memset(bytes + len, 'x', 50000);
    len += 50000;
    snprintf(bytes + len, sizeof bytes - len, "\"},{\"a\":3}]");
    split_all(bytes, NULL, 256, &out);
    assert_non_null(strstr(out.text, "{\"a\":1}|!longer than 16 MiB!|"));
    assert_non_null(strstr(out.text, "{\"a\":3}|"));
    /* the same in a member that is not needed is passed over, whatever its length */
    len = (size_t)snprintf(bytes, sizeof bytes, "{\"big\":[\"");
    memset(bytes + len, 'x', 50000);
    len += 50000;
    snprintf(bytes + len, sizeof bytes - len, "\"],\"comments\":[{\"a\":3}]}");
    split_all(bytes, "comments", 256, &out);
    assert_string_equal(out.text, "{\"a\":3}|end|");
}

/* Few of these lines are objects; the first one tells what kind of file it is. */
static void lines_of_which_many_are_damaged(void **state)
{
    (void)state;
    struct et_source *source;
    struct et_stream stream;
    struct et_json_split split;
    struct et_split_item item;
    size_t sound = 0;
    static const char bytes[] = "{\"a\":\"}{\"}\n{\"a\":\n{\"a\":2}\nnull\n[1]\n\"x\"\n{\"a\n{\"a\":3}\n";
    assert_int_equal(et_source_of(et_slice_of(bytes), &source, NULL), ET_OK);
    assert_int_equal(et_stream_open(&stream, source, ET_ENCODING_UTF8, 1000, 0, NULL), ET_OK);
    et_json_split_init(&split, &stream, NULL);
    while (et_json_split_next(&split, &item, NULL) == ET_OK)
        sound += et_slice_starts(item.text, ET_SLICE("{\"a\":")) && et_slice_ends(item.text, ET_SLICE("}"));
    assert_int_equal(split.row, 8);
    assert_int_equal(sound, 3);
    et_stream_close(&stream);
}

/* A page of the YouTube API on one line, cut behind a bracket, looks like a line of JSON lines. */
static void a_page_on_one_line_that_is_cut(void **state)
{
    (void)state;
    struct et_source *source;
    struct et_stream stream;
    struct et_json_split split;
    struct et_split_item item;
    size_t sound = 0, damaged = 0;
    static const char bytes[] = "{\"items\":[{\"a\":1},{\"a\":2},{\"a\":{\"b\":3}";
    assert_int_equal(et_source_of(et_slice_of(bytes), &source, NULL), ET_OK);
    assert_int_equal(et_stream_open(&stream, source, ET_ENCODING_UTF8, 1000, 0, NULL), ET_OK);
    et_json_split_init(&split, &stream, "items");
    while (et_json_split_next(&split, &item, NULL) == ET_OK) {
        sound += item.kind == ET_SPLIT_RECORD && !item.damage;
        damaged += item.damage != NULL;
    }
    assert_int_equal(sound, 2);
    assert_int_equal(damaged, 1);
    et_stream_close(&stream);
}

static void records_that_need_cleaning(void **state)
{
    (void)state;
    static const struct {
        const char *in, *text;
        size_t len;
        uint64_t repaired;
    } cases_[] = {
#define RECORD(in, text, repaired) {in, text, sizeof(in) - 1, repaired}
        RECORD("{\"t\":\"plain\"}", "plain", 0),
        RECORD("{\"t\":\"a\\ud83d\\ude02b\"}",
               "a\xF0\x9F\x98\x82"
               "b",
               0),
        RECORD("{\"t\":\"a\\ud83db\"}", "ab", 1),
        RECORD("{\"t\":\"a\\ude02\\\\ud83d\"}", "a\\ud83d", 1),
        RECORD("{\"t\":\"bad \xFF byte\"}", "bad \xEF\xBF\xBD byte", 1),
        RECORD("{\"t\":\"nul\0 and\ttab\"}", "nul and\ttab", 1),
    };
    struct et_buf clean;
    struct et_arena arena;
    et_buf_init(&clean, 0);
    et_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(cases_); i++) {
        uint64_t repaired = 0;
        bool nomem = false, made;
        json_t *root = et_json_parse(et_slice(cases_[i].in, cases_[i].len), &clean, &repaired, &nomem);
        assert_non_null(root);
        assert_slice(et_json_item_text(root, "t", &arena, &made, &nomem), cases_[i].text);
        assert_int_equal(repaired, cases_[i].repaired);
        json_decref(root);
    }
    bool nomem = false;
    uint64_t repaired = 0;
    assert_null(et_json_parse(ET_SLICE("{\"t\":}"), &clean, &repaired, &nomem));
    assert_null(et_json_parse(ET_SLICE(""), &clean, &repaired, &nomem));
    assert_false(nomem);
    et_buf_dispose(&clean);
    et_arena_dispose(&arena);
}

static void values_by_path(void **state)
{
    (void)state;
    struct et_arena arena;
    bool made, nomem = false;
    et_arena_init(&arena, 0);
    json_t *root = json_loads(
        "{\"a\":{\"b\":{\"c\":\"deep\"}},\"x/y\":\"flat\",\"n\":18100000000015838,\"r\":1763640000.0,\"f\":1.5,"
        "\"t\":true,\"z\":null,\"e\":\"\"}",
        0, NULL);
    assert_slice(et_json_item_text(root, "a/b/c", &arena, &made, &nomem), "deep");
    assert_slice(et_json_item_text(root, "x/y", &arena, &made, &nomem), "flat");
    assert_slice(et_json_item_text(root, "n", &arena, &made, &nomem), "18100000000015838");
    assert_slice(et_json_item_text(root, "r", &arena, &made, &nomem), "1763640000");
    assert_slice(et_json_item_text(root, "f", &arena, &made, &nomem), "1.500000");
    assert_slice(et_json_item_text(root, "t", &arena, &made, &nomem), "true");
    assert_slice(et_json_item_text(root, "none|z|e|a/b/c", &arena, &made, &nomem), "deep");
    assert_null(et_json_item_text(root, "z|a|a/b|n/b|q/r/s", &arena, &made, &nomem).ptr);
    json_decref(root);
    et_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_do_not_depend_on_chunks), cmocka_unit_test(a_record_over_the_limit),
        cmocka_unit_test(lines_of_which_many_are_damaged), cmocka_unit_test(a_page_on_one_line_that_is_cut),
        cmocka_unit_test(records_that_need_cleaning),      cmocka_unit_test(values_by_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
