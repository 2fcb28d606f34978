/* The tagger of names: training gives the same bytes, the built-in model reads names of people who don't exist. */
#include "analyse/entity/tagger.h"
#include "analyse/train/tagger_train.h"
#include "base/file.h"
#include "base/mem.h"
#include "types/score.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if ((call) != ET_OK)                                                                                           \
            fail_msg("%s: %s", #call, error.message);                                                                  \
    } while (0)

static struct et_error error;

static void write_file(char path[64], const char *suffix, const char *text)
{
    snprintf(path, 64, "/tmp/et-tagger-%ld-%s", (long)getpid(), suffix);
    OK(et_file_write(path, et_slice_of(text), &error));
}

/* Sentences of two invented people and a town, with words around them that are no names. */
static void write_samples(char path[64])
{
    static const char *const first[] = {"Velda", "Orrin", "Tamsyn", "Jorik"}, *const last[] = {"Quill", "Marlow",
                                                                                               "Teague"};
    struct et_buf text;
    et_buf_init(&text, 0);
    for (unsigned i = 0; i < 48; i++)
        et_buf_printf(&text,
                      "I\tO\nlove\tO\n%s\tB-person\n%s\tI-person\nso\tO\nmuch\tO\n!\tO\n\nthe\tO\nshow\tO\nwith\tO\n%"
                      "s\tB-person\nin\tO\n"
                      "Brackley\tB-location\nwas\tO\nlong\tO\n\n",
                      first[i % 4], last[i % 3], first[(i + 1) % 4]);
    assert_false(text.failed);
    et_buf_char(&text, '\0');
    write_file(path, "samples.conll", text.data);
    et_buf_dispose(&text);
}

static enum et_rc train_small(const char *path, struct et_buf *out, struct et_tagger_report *report)
{
    const struct et_tag_source sources[] = {{ET_TAG_SAMPLES, path}};
    const struct et_tagger_training config = {
        .sources = sources, .source_count = 1, .seed = 7, .epochs = 3, .row_bits = 10, .word_bits = 8, .cutoff = 1};
    return et_train_tagger(&config, out, report, &error);
}

static size_t find(struct et_slice model, const char *text, struct et_tag_span spans[ET_TAG_SPANS_MAX])
{
    struct et_tagger *tagger;
    struct et_tag_scratch *scratch;
    struct et_tokens tokens;
    et_tokens_init(&tokens);
    OK(et_tagger_new(model, &tagger, &error));
    OK(et_tag_scratch_new(&scratch, &error));
    OK(et_tokenise(&tokens, et_slice_of(text), &error));
    size_t count = et_tagger_find(tagger, &tokens, scratch, spans);
    et_tokens_dispose(&tokens);
    et_tag_scratch_free(scratch);
    et_tagger_free(tagger);
    return count;
}

static void training_gives_the_same_bytes(void **state)
{
    (void)state;
    char path[64];
    struct et_buf one, two;
    struct et_tagger_report report;
    struct et_tag_span spans[ET_TAG_SPANS_MAX];
    et_buf_init(&one, 0);
    et_buf_init(&two, 0);
    write_samples(path);
    OK(train_small(path, &one, &report));
    assert_int_equal(report.samples, 96);
    assert_true(report.rows > 50);
    OK(train_small(path, &two, NULL));
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.data, two.data, one.len);

    /* It learned who the people are, and whole names. */
    assert_int_equal(find(et_buf_view(&one), "I love Tamsyn Quill so much!", spans), 1);
    assert_int_equal(spans[0].type, ET_PERSON);
    assert_int_equal(spans[0].start, 7);
    assert_int_equal(spans[0].end, 19);
    assert_true(spans[0].sureness > 0 && spans[0].sureness < ET_FIXED);

    struct et_tagger_quality quality;
    OK(et_evaluate_tagger(et_buf_view(&one), path, false, 0, &quality, &error));
    assert_int_equal(quality.person.wanted, 96);
    assert_true(et_tag_f1(&quality.person) > 0.95);
    assert_true(et_tag_f1(&quality.all) > 0.95);
    unlink(path);
    et_buf_dispose(&one);
    et_buf_dispose(&two);
}

static void wrong_samples_say_where(void **state)
{
    (void)state;
    char path[64];
    struct et_buf out;
    et_buf_init(&out, 0);
    write_file(path, "a.conll", "I\tO\nlove\n");
    assert_int_equal(train_small(path, &out, NULL), ET_E_FORMAT);
    assert_non_null(strstr(error.message, "row 2"));
    unlink(path);
    write_file(path, "b.jsonl", "{\"text\":\"a\",\"labels\":{\"targets\":[]}}\n{\"text\":");
    assert_int_equal(train_small(path, &out, NULL), ET_E_FORMAT);
    assert_non_null(strstr(error.message, "row 2"));
    unlink(path);
    write_file(path, "c.conll", "\n\n");
    assert_int_equal(train_small(path, &out, NULL), ET_E_USAGE);
    unlink(path);
    assert_int_equal(train_small("/nonexistent/x.conll", &out, NULL), ET_E_NOT_FOUND);
    assert_int_equal(out.len, 0);
    et_buf_dispose(&out);
}

static void damaged_models_are_refused(void **state)
{
    (void)state;
    struct et_slice model = et_tagger_builtin();
    struct et_tagger *tagger = NULL;
    char *copy = malloc(model.len);
    assert_non_null(copy);
    memcpy(copy, model.ptr, model.len);
    assert_int_equal(et_tagger_new(et_slice(copy, 10), &tagger, &error), ET_E_FORMAT);
    assert_int_equal(et_tagger_new(et_slice(copy, model.len - 1), &tagger, &error), ET_E_CORRUPT);
    copy[12] = 99; /* row_bits */
    assert_int_equal(et_tagger_new(et_slice(copy, model.len), &tagger, &error), ET_E_CORRUPT);
    copy[0] = 'X';
    assert_int_equal(et_tagger_new(et_slice(copy, model.len), &tagger, &error), ET_E_FORMAT);
    assert_null(tagger);
    free(copy);
}

/* The first name found in a text, "" for none; type by reference. */
static const char *first_name(const char *text, enum et_entity_type *type)
{
    static char name[128];
    struct et_tag_span spans[ET_TAG_SPANS_MAX];
    size_t count = find(et_tagger_builtin(), text, spans);
    *type = count ? spans[0].type : (enum et_entity_type)0;
    snprintf(name, sizeof name, "%.*s", count ? (int)(spans[0].end - spans[0].start) : 0,
             count ? text + spans[0].start : "");
    return name;
}

static void the_built_in_model_reads_names(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name;
        enum et_entity_type type;
    } cases[] = {
        {"I love Marisol Tenby so much", "Marisol Tenby", ET_PERSON},
        {"marisol tenby is so pretty", "marisol tenby", ET_PERSON},
        {"Marisol's hair!!", "Marisol", ET_PERSON},
        {"Why did Mr. Hendrick Olsby lie to us?", "Mr. Hendrick Olsby", ET_PERSON},
        {"we moved to Portland last year", "Portland", ET_PLACE},
    };
    enum et_entity_type type;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(first_name(cases[i].text, &type), cases[i].name);
        assert_int_equal(type, cases[i].type);
    }
    static const char *const nothing[] = {"good morning everyone!!",
                                          "this is so funny lol",
                                          "",
                                          "😍😍😍",
                                          "I can't believe this",
                                          "12:30 http://example.com @somebody",
                                          "\xFF\xFE broken"};
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        assert_string_equal(first_name(nothing[i], &type), "");
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    struct et_buf text;
    struct et_tag_span spans[ET_TAG_SPANS_MAX];
    et_buf_init(&text, 0);
    for (int i = 0; i < 2000; i++)
        et_buf_str(&text, "Marisol Tenby, ");
    et_buf_char(&text, '\0');
    assert_int_equal(find(et_tagger_builtin(), text.data, spans), ET_TAG_SPANS_MAX);
    for (size_t i = 1; i < ET_TAG_SPANS_MAX; i++)
        assert_true(spans[i].start >= spans[i - 1].end);
    et_buf_dispose(&text);
}

#ifdef ET_FAULTS
static void memory_runs_out(void **state)
{
    (void)state;
    char path[64];
    struct et_buf out;
    write_file(path, "small.conll", "love\tO\nVelda\tB-person\nQuill\tI-person\n\nhate\tO\nOrrin\tB-person\n\n");
    bool done = false;
    for (long n = 0; n < 5000 && !done; n += 1 + n / 30) {
        et_buf_init(&out, 0);
        et_mem_fail_after(n);
        enum et_rc rc = train_small(path, &out, NULL);
        done = !et_mem_failed();
        et_mem_fail_after(-1);
        assert_int_equal(rc, done ? ET_OK : ET_E_NOMEM);
        et_buf_dispose(&out);
    }
    assert_true(done);
    unlink(path);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(training_gives_the_same_bytes),
        cmocka_unit_test(wrong_samples_say_where),
        cmocka_unit_test(damaged_models_are_refused),
        cmocka_unit_test(the_built_in_model_reads_names),
        cmocka_unit_test(long_texts_are_cut),
#ifdef ET_FAULTS
        cmocka_unit_test(memory_runs_out),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
