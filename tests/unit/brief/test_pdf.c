/* The PDF brief: sound structure, the same bytes twice, pictures of emoji, readable text where pdftotext is there. */
#include "fixture.h"

#include "base/mem.h"
#include "brief/fonts.h"
#include "brief/pdf_text.h"
#include "brief/pdf_tidy.h"
#include "brief/writers.h"

#include <cairo-pdf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

/* Cairo 1.16 forgets an array for each TrueType subset (768 bytes), fontconfig one pattern a process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

static struct et_buf write_pdf(struct fixture *x)
{
    struct et_brief_model *brief = NULL;
    struct et_error error = {0};
    struct et_buf out;
    et_buf_init(&out, 0);
    assert_int_equal(et_brief_build(&x->options, &x->input, &x->arena, &brief, NULL), ET_OK);
    enum et_rc rc = et_brief_write_pdf(brief, &out, &error);
    if (rc != ET_OK)
        print_error("%s\n", error.message);
    assert_int_equal(rc, ET_OK);
    return out;
}

static bool holds(const struct et_buf *out, const char *needle)
{
    return memmem(out->data, out->len, needle, strlen(needle)) != NULL;
}

static size_t pages_of(const struct et_buf *out)
{
    size_t n = 0;
    for (const char *c = out->data, *end = out->data + out->len; c && c < end; n += c != NULL) {
        c = memmem(c, (size_t)(end - c), "/Type /Page ", 12);
        if (!c)
            break;
        c++;
    }
    return n;
}

/* Every number that the cross-reference table says is in use stands where the table says. */
static void check_table(const struct et_buf *out)
{
    const char *start = NULL;
    for (const char *c = out->data; (c = memmem(c, (size_t)(out->data + out->len - c), "startxref\n", 10)); c++)
        start = c;
    assert_non_null(start);
    size_t xref = strtoul(start + 10, NULL, 10);
    assert_memory_equal(out->data + xref, "xref\n0 ", 7);
    char *entry = NULL;
    size_t count = strtoul(out->data + xref + 7, &entry, 10);
    entry++;
    for (size_t i = 1; i < count; i++) {
        char head[32];
        snprintf(head, sizeof head, "%zu 0 obj", i);
        const char *line = entry + 20 * i;
        assert_true(line[17] == 'n' || line[17] == 'f');
        if (line[17] == 'n')
            assert_memory_equal(out->data + strtoul(line, NULL, 10), head, strlen(head));
    }
    assert_memory_equal(out->data + out->len - 6, "%%EOF\n", 6);
}

static void is_a_sound_document(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_buf out = write_pdf(&x);
    assert_memory_equal(out.data, "%PDF-1.", 7);
    check_table(&out);
    assert_true(pages_of(&out) >= 5 && pages_of(&out) <= 11);
    assert_true(holds(&out, "/CreationDate (D:20251123210000Z)") || holds(&out, "/CreationDate (20251123210000"));
    assert_true(holds(&out, "/Lang (en)"));
    assert_true(holds(&out, "/Title (Harbour Lights: how the audience took the finale)"));
    assert_true(holds(&out, "/Outlines"));
    assert_true(holds(&out, "/Subtype /Link"));
    assert_true(holds(&out, "/MediaBox [ 0 0 595"));
    assert_true(out.len < 2000000);
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void the_same_figures_give_the_same_bytes(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_buf one = write_pdf(&x), two = write_pdf(&x);
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.data, two.data, one.len);
    et_buf_dispose(&one);
    et_buf_dispose(&two);
    fixture_dispose(&x);
}

static void letter_is_letter(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    x.options.paper = ET_PAPER_LETTER;
    struct et_buf out = write_pdf(&x);
    assert_true(holds(&out, "/MediaBox [ 0 0 612 792"));
    check_table(&out);
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void empty_is_one_page(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    fixture_empty(&x);
    struct et_buf out = write_pdf(&x);
    assert_int_equal(pages_of(&out), 1);
    check_table(&out);
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

/* Appending behind something that is there already: offsets count from the document's own start. */
static void appends_to_what_is_there(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    fixture_empty(&x);
    struct et_buf alone = write_pdf(&x), behind;
    struct et_brief_model *brief = NULL;
    et_buf_init(&behind, 0);
    et_buf_str(&behind, "before");
    assert_int_equal(et_brief_build(&x.options, &x.input, &x.arena, &brief, NULL), ET_OK);
    assert_int_equal(et_brief_write_pdf(brief, &behind, NULL), ET_OK);
    assert_int_equal(behind.len, alone.len + 6);
    assert_memory_equal(behind.data + 6, alone.data, alone.len);
    et_buf_dispose(&alone);
    et_buf_dispose(&behind);
    fixture_dispose(&x);
}

static void what_is_no_pdf_is_left_alone(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "startxref\n", "startxref\n5\n%%EOF\n", "xref\n0 9999999\nstartxref\n0\n",
                                        "xref\n0 1\n0000000000 65535 f \nstartxref\n0\n%%EOF\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct et_buf buf;
        et_buf_init(&buf, 0);
        et_buf_str(&buf, texts[i]);
        assert_true(et_pdf_tidy(&buf, 0));
        assert_string_equal(buf.data, texts[i]);
        et_buf_dispose(&buf);
    }
}

/* A name of a thousand letters, a wall of emoji, a post without anything: nothing breaks the page. */
static void survives_awkward_text(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    char *name = fixture_array(&x, 1, 3001), *wall = fixture_array(&x, 1, 4 * 900 + 1);
    memset(name, 'W', 3000);
    for (size_t i = 0; i < 900; i++)
        memcpy(wall + 4 * i, "🔥", 4);
    struct et_entity *entity = (struct et_entity *)(uintptr_t)x.figures.entities[0].entity;
    entity->name = et_slice_of(name);
    x.comments[0].text = et_slice_of(wall);
    x.comments[1].text = ET_SLICE("");
    x.options.title = et_slice_of(wall);
    struct et_buf out = write_pdf(&x);
    check_table(&out);
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void emoji_are_pictures(void **state)
{
    (void)state;
    struct et_font_status status[ET_FONT_FAMILIES];
    et_brief_check_fonts(status);
    if (!status[5].found)
        skip();
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 10, 10);
    cairo_t *cr = cairo_create(surface);
    struct et_typesetter type;
    et_typesetter_init(&type, cr);
    static const char *const pictures[] = {
        "🔥", "👨‍👩‍👧‍👦", "🇰🇷", "👏🏾", "1️⃣", "❤️‍🔥", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"};
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        const struct et_emoji *emoji = et_emoji_get(&type.emoji, et_slice_of(pictures[i]));
        assert_non_null(emoji);
        assert_non_null(emoji->surface);
        /* One picture, not its parts side by side, and large enough for print. */
        assert_true(emoji->width >= 100 && emoji->width <= 180);
        assert_ptr_equal(emoji, et_emoji_get(&type.emoji, et_slice_of(pictures[i])));
    }
    PangoLayout *layout = et_typeset(&type, ET_STYLE_QUOTE, "a 👨‍👩‍👧‍👦 b", 0, true);
    assert_string_equal(pango_layout_get_text(layout), "a \xEF\xBF\xBC b");
    g_object_unref(layout);
    et_typesetter_dispose(&type);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
}

static void text_can_be_copied(void **state)
{
    (void)state;
    if (access("/usr/bin/pdftotext", X_OK) != 0)
        skip();
    struct fixture x;
    fixture_make(&x);
    struct et_buf out = write_pdf(&x), text;
    char path[] = "/tmp/et-brief-test-XXXXXX", command[128];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, out.data, out.len), (ssize_t)out.len);
    close(fd);
    snprintf(command, sizeof command, "/usr/bin/pdftotext '%s' -", path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    et_buf_init(&text, 0);
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, pipe)) > 0;)
        et_buf_add(&text, chunk, n);
    assert_int_equal(pclose(pipe), 0);
    unlink(path);
    static const char *const words[] = {
        "Devon Ashgrove: crisis", "João Conceição", "한지우", "Łucja Wiśniewska-Żółć", "−0.47",
        "How to read this brief", "Page 1 of",      "ليلى"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!holds(&text, words[i]))
            fail_msg("the text has no %s", words[i]);
    et_buf_dispose(&text);
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void memory_that_runs_out_is_an_error(void **state)
{
    (void)state;
#ifdef ET_FAULTS
    struct fixture x;
    fixture_make(&x);
    struct et_brief_model *brief = NULL;
    x.figures.entity_count = x.figures.storyline_count = x.figures.relation_count = x.figures.post_count = 0;
    assert_int_equal(et_brief_build(&x.options, &x.input, &x.arena, &brief, NULL), ET_OK);
    bool done = false;
    /* Each allocation among the first, then every so often: setting type allocates for every text. */
    for (long n = 0; !done; n += n < 40 ? 1 : 37) {
        struct et_buf out;
        et_buf_init(&out, 0);
        et_mem_fail_after(n);
        enum et_rc rc = et_brief_write_pdf(brief, &out, NULL);
        et_mem_fail_after(-1);
        et_buf_dispose(&out);
        assert_true(rc == ET_OK || rc == ET_E_NOMEM);
        done = rc == ET_OK;
    }
    fixture_dispose(&x);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_a_sound_document),      cmocka_unit_test(the_same_figures_give_the_same_bytes),
        cmocka_unit_test(letter_is_letter),         cmocka_unit_test(empty_is_one_page),
        cmocka_unit_test(appends_to_what_is_there), cmocka_unit_test(what_is_no_pdf_is_left_alone),
        cmocka_unit_test(survives_awkward_text),    cmocka_unit_test(emoji_are_pictures),
        cmocka_unit_test(text_can_be_copied),       cmocka_unit_test(memory_that_runs_out_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
