/* The CSV reader: quoting, line ends, damage, and the same records whatever the size of the chunks. */
#include "ingest_test.h"

#include "ingest/csv.h"

struct parsed {
    char text[8192]; /**< cells in <>, records in lines, damage in !..! */
    size_t len;
    size_t rows, damaged;
};

static void append(struct parsed *out, const char *before, struct et_slice text, const char *behind)
{
    int n = snprintf(out->text + out->len, sizeof out->text - out->len, "%s%.*s%s", before, (int)text.len,
                     text.ptr ? text.ptr : "", behind);
    assert_true(n >= 0 && (size_t)n < sizeof out->text - out->len);
    out->len += (size_t)n;
}

static void take(struct parsed *out, const struct et_csv_row *row)
{
    out->rows++;
    out->damaged += row->damage != NULL;
    if (row->damage) {
        append(out, "!", et_slice_of(row->damage), "!\n");
        return;
    }
    for (size_t i = 0; i < row->count; i++) {
        char cell[1024];
        assert_true(row->cells[i].len < sizeof cell);
        append(out, "<", et_slice(cell, et_csv_unescape(&row->cells[i], cell)), ">");
    }
    append(out, "", ET_SLICE(""), "\n");
}

static void parse(struct et_slice bytes, size_t chunk, size_t columns, bool lone_cr, struct parsed *out)
{
    struct et_source *source;
    struct et_stream stream;
    struct et_csv csv;
    struct et_csv_row row;
    enum et_rc rc;
    out->len = out->rows = out->damaged = 0;
    out->text[0] = '\0';
    assert_int_equal(et_source_of(bytes, &source, NULL), ET_OK);
    assert_int_equal(et_stream_open(&stream, source, ET_ENCODING_UTF8, ET_RECORD_MAX, chunk, NULL), ET_OK);
    et_csv_init(&csv, &stream, ',');
    csv.columns = columns;
    csv.lone_cr = lone_cr;
    while ((rc = et_csv_next(&csv, &row, NULL)) == ET_OK)
        take(out, &row);
    assert_int_equal(rc, ET_END);
    et_csv_dispose(&csv);
    et_stream_close(&stream);
}

static const struct {
    const char *bytes;
    size_t columns;
    const char *expected;
} cases[] = {
    {"a,b\nc,d\n", 2, "<a><b>\n<c><d>\n"},
    {"a,b\r\nc,d\r\n", 2, "<a><b>\n<c><d>\n"},
    {"a,b\nc,d", 2, "<a><b>\n<c><d>\n"},
    {"\"a\",\"b\"\n", 2, "<a><b>\n"},
    {"\"a,\nb\",\"\"\"q\"\"\"\n", 2, "<a,\nb><\"q\">\n"},
    {"\"a\r\nb\",c\r\n", 2, "<a\r\nb><c>\n"},
    {",\n", 2, "<><>\n"},
    {"\"\",\"\"\n", 2, "<><>\n"},
    {"\n\na,b\n\n  \nc,d\n\n", 2, "<a><b>\n<c><d>\n"},
    {"a,5\" tall\n", 2, "<a><5\" tall>\n"}, /* a quote inside a plain cell is text */
    {"a,b\rc\nd,e\n", 2, "<a><b\rc>\n<d><e>\n"},
    /* columns change: those records go, the others stay */
    {"a,b\nc\nd,e,f\ng,h\n", 2, "<a><b>\n!fewer columns than the header!\n!more columns than the header!\n<g><h>\n"},
    /* cut off */
    {"a,b\nc", 2, "<a><b>\n!cut off!\n"},
    {"a,b\nc,\"dd", 2, "<a><b>\n!cut off!\n"},
    {"a,b,c\nd,\"ee\nff, gg\nhh", 3, "<a><b><c>\n!cut off!\n"},
    /* a wrong quote costs its own record */
    {"a,\"b\"x\nc,d\n", 2, "!wrong quote!\n<c><d>\n"},
    {"1,\"open,5\n2,fine,6\n3,\"ok\",7\n", 3, "!wrong quote!\n<2><fine><6>\n<3><ok><7>\n"},
    {"1,\"he said \"hi\" ok\",5\n2,b,6\n", 3, "!wrong quote!\n<2><b><6>\n"},
    {"\"1\",\"no end,\"5\"\n\"2\",\"b\",\"6\"\n\"3\",\"c\",\"7\"\n", 3, "!wrong quote!\n<2><b><6>\n<3><c><7>\n"},
    {"\"1\",\"ends doubled\"\",\"5\"\n\"2\",\"b\",\"6\"\n", 3, "!wrong quote!\n<2><b><6>\n"},
    {"1,\"open,5\n2,b,6\n3,c,7\n", 3, "!quote never closed!\n<2><b><6>\n<3><c><7>\n"},
    {"1,\"bad \"q\" two\nlines of it\",5\n2,b,6\n", 3, "!wrong quote!\n<2><b><6>\n"}, /* one record, one loss */
    {"1,\"a\"b,5\n2,\"c\"d,6\n3,e,7\n", 3, "!wrong quote!\n!wrong quote!\n<3><e><7>\n"},
    /* a quote that opens in one record and happens to close in another with the wrong number of columns */
    {"1,\"open,5\n2,mid,6\n3,\",7,8\n4,d,8\n", 3, "!wrong quote!\n<2><mid><6>\n!quote never closed!\n<4><d><8>\n"},
};

static void records_do_not_depend_on_chunks(void **state)
{
    (void)state;
    static struct parsed out;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t chunk = 1; chunk <= 65; chunk++) {
            parse(et_slice_of(cases[i].bytes), chunk == 65 ? 0 : chunk, cases[i].columns, false, &out);
            if (strcmp(out.text, cases[i].expected) != 0)
                print_error("case %zu, chunk %zu:\n%sexpected:\n%s", i, chunk, out.text, cases[i].expected);
            assert_string_equal(out.text, cases[i].expected);
        }
    }
}

static void lone_cr_ends_records(void **state)
{
    (void)state;
    static struct parsed out;
    for (size_t chunk = 1; chunk <= 20; chunk++) {
        parse(ET_SLICE("a,b\r\"c\rd\",e\rf,g"), chunk, 2, true, &out);
        assert_string_equal(out.text, "<a><b>\n<c\rd><e>\n<f><g>\n");
    }
}

static void rows_and_offsets(void **state)
{
    (void)state;
    struct et_source *source;
    struct et_stream stream;
    struct et_csv csv;
    struct et_csv_row row;
    assert_int_equal(et_source_of(ET_SLICE("ab,c\n\n\"x\ny\",d\nq\n"), &source, NULL), ET_OK);
    assert_int_equal(et_stream_open(&stream, source, ET_ENCODING_UTF8, ET_RECORD_MAX, 3, NULL), ET_OK);
    et_csv_init(&csv, &stream, ',');
    csv.columns = 2;
    static const uint64_t offsets[] = {0, 6, 14};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(et_csv_next(&csv, &row, NULL), ET_OK);
        assert_int_equal(row.row, i + 1);
        assert_int_equal(row.offset, offsets[i]);
    }
    assert_non_null(row.damage);
    assert_slice(et_slice_trim(row.raw), "q");
    assert_int_equal(et_csv_next(&csv, &row, NULL), ET_END);
    et_csv_dispose(&csv);
    et_stream_close(&stream);
}

/* A quote that nothing closes: the record's limit bounds what is looked at, and the records behind it are read. */
static void a_quote_over_the_limit(void **state)
{
    (void)state;
    static struct parsed out;
    size_t lines = 3000000, len = 0;
    char *bytes = malloc(lines * 8 + 64);
    assert_non_null(bytes);
    len += (size_t)snprintf(bytes, 64, "1,\"open\n");
    for (size_t i = 0; i < lines; i++) {
        memcpy(bytes + len, "22,text\n", 8);
        len += 8;
    }
    struct et_source *source;
    struct et_stream stream;
    struct et_csv csv;
    struct et_csv_row row;
    size_t sound = 0, damaged = 0;
    assert_int_equal(et_source_of(et_slice(bytes, len), &source, NULL), ET_OK);
    assert_int_equal(et_stream_open(&stream, source, ET_ENCODING_UTF8, (size_t)1 << 20, 0, NULL), ET_OK);
    et_csv_init(&csv, &stream, ',');
    csv.columns = 2;
    while (et_csv_next(&csv, &row, NULL) == ET_OK) {
        sound += !row.damage;
        damaged += row.damage != NULL;
    }
    assert_int_equal(damaged, 1);
    assert_int_equal(sound, lines);
    assert_true(stream.size <= (size_t)4 << 20);
    et_csv_dispose(&csv);
    et_stream_close(&stream);
    free(bytes);
    (void)out;
}

static void large_cells(void **state)
{
    (void)state;
    size_t len = (size_t)15 << 20;
    char *bytes = malloc(len + 64);
    assert_non_null(bytes);
    bytes[0] = '"';
    memset(bytes + 1, 'x', len);
    memcpy(bytes + 1 + len, "\",b\nc,d\n", 8);
    struct et_source *source;
    struct et_stream stream;
    struct et_csv csv;
    struct et_csv_row row;
    assert_int_equal(et_source_of(et_slice(bytes, len + 9), &source, NULL), ET_OK);
    assert_int_equal(et_stream_open(&stream, source, ET_ENCODING_UTF8, ET_RECORD_MAX, 0, NULL), ET_OK);
    et_csv_init(&csv, &stream, ',');
    csv.columns = 2;
    assert_int_equal(et_csv_next(&csv, &row, NULL), ET_OK);
    assert_null(row.damage);
    assert_int_equal(row.cells[0].len, len);
    assert_int_equal(et_csv_next(&csv, &row, NULL), ET_OK);
    assert_null(row.damage);
    assert_int_equal(et_csv_next(&csv, &row, NULL), ET_END);
    et_csv_dispose(&csv);
    et_stream_close(&stream);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_do_not_depend_on_chunks),
        cmocka_unit_test(lone_cr_ends_records),
        cmocka_unit_test(rows_and_offsets),
        cmocka_unit_test(a_quote_over_the_limit),
        cmocka_unit_test(large_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
