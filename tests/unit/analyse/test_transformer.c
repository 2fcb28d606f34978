/* LABEL: threads
 * The forward pass and the tokeniser against an independent implementation (transformer_reference.py, NumPy), on small
 * random models that it makes; folders that were changed; and what becomes of the classes. */
#include "analyse/transformer/kernels_int.h"
#include "analyse/transformer/package.h"
#include "analyse/transformer/transformer.h"
#include "base/file.h"
#include "base/mem.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "unit/analyse/transformer_models.h"

#define TEXTS_MAX 64

struct expected {
    json_t *rows[TEXTS_MAX];
    struct et_slice texts[TEXTS_MAX];
    size_t count;
};

static void read_expected(const char *name, struct expected *out)
{
    char path[256];
    struct et_buf text;
    struct et_error error;
    et_buf_init(&text, 0);
    snprintf(path, sizeof path, "%s/%s/expected.jsonl", root, name);
    assert_int_equal(et_file_read(path, 1 << 20, &text, &error), ET_OK);
    struct et_slice rest = et_buf_view(&text);
    out->count = 0;
    while (rest.len) {
        struct et_slice line = et_slice_cut(&rest, '\n');
        json_t *row = json_loadb(line.ptr, line.len, 0, NULL);
        assert_non_null(row);
        json_t *t = json_object_get(row, "text");
        out->rows[out->count] = row;
        out->texts[out->count++] = et_slice(json_string_value(t), json_string_length(t));
    }
    assert_true(out->count > 20);
    et_buf_dispose(&text);
}

static void free_expected(struct expected *e)
{
    for (size_t i = 0; i < e->count; i++)
        json_decref(e->rows[i]);
}

static struct et_transformer *open_case(const char *name)
{
    char folder[256];
    struct et_error error;
    struct et_transformer *model = NULL;
    snprintf(folder, sizeof folder, "%s/%s", root, name);
    if (et_transformer_open_unlocked(folder, &model, &error) != ET_OK)
        fail_msg("%s", error.message);
    return model;
}

static void tokens_are_those_of_the_reference(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        struct expected e;
        struct et_transformer_scratch *scratch;
        struct et_transformer *model = open_case(cases[c]);
        read_expected(cases[c], &e);
        assert_int_equal(et_transformer_scratch_new(&scratch, NULL), ET_OK);
        for (size_t i = 0; i < e.count; i++) {
            int32_t ids[64];
            size_t count;
            json_t *wanted = json_object_get(e.rows[i], "ids");
            assert_int_equal(et_transformer_encode(model, scratch, e.texts[i], ids, &count, NULL), ET_OK);
            if (count != json_array_size(wanted))
                fail_msg("%s: \"%.*s\": %zu tokens, not %zu", cases[c], ET_SLICE_ARG(e.texts[i]), count,
                         json_array_size(wanted));
            for (size_t k = 0; k < count; k++)
                if (ids[k] != json_integer_value(json_array_get(wanted, k)))
                    fail_msg("%s: \"%.*s\": token %zu is %d, not %d", cases[c], ET_SLICE_ARG(e.texts[i]), k, ids[k],
                             (int)json_integer_value(json_array_get(wanted, k)));
        }
        et_transformer_scratch_free(scratch);
        et_transformer_free(model);
        free_expected(&e);
    }
}

static void logits_are_those_of_numpy(void **state)
{
    double worst = 0;
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
        for (unsigned threads = 1; threads <= 4; threads += 3) {
            struct expected e;
            struct et_transformer_scratch *scratch;
            struct et_transformer *model = open_case(cases[c]);
            float logits[TEXTS_MAX * 7];
            read_expected(cases[c], &e);
            assert_int_equal(et_transformer_scratch_new(&scratch, NULL), ET_OK);
            assert_int_equal(et_transformer_run(model, scratch, e.texts, e.count, threads, true, logits, NULL), ET_OK);
            for (size_t i = 0; i < e.count; i++)
                for (size_t k = 0; k < 7; k++) {
                    json_t *row = json_object_get(e.rows[i], "logits");
                    double wanted = json_real_value(json_array_get(row, k));
                    double off = fabs((double)logits[i * 7 + k] - wanted);
                    worst = off > worst ? off : worst;
                    if (!(off < 1e-4))
                        fail_msg("%s: \"%.*s\": logit %zu is %f, not %f", cases[c], ET_SLICE_ARG(e.texts[i]), k,
                                 (double)logits[i * 7 + k], wanted);
                }
            et_transformer_scratch_free(scratch);
            et_transformer_free(model);
            free_expected(&e);
        }
    print_message("largest difference of a logit: %.2g\n", worst);
}

/* One text alone and among others, and probabilities that add up. */
static void batches_do_not_matter(void **state)
{
    struct expected e;
    struct et_transformer_scratch *scratch;
    struct et_transformer *model = open_case("f32");
    float all[TEXTS_MAX * 7], one[7];
    (void)state;
    read_expected("f32", &e);
    assert_int_equal(et_transformer_scratch_new(&scratch, NULL), ET_OK);
    assert_int_equal(et_transformer_run(model, scratch, e.texts, e.count, 2, false, all, NULL), ET_OK);
    for (size_t i = 0; i < e.count; i++) {
        double sum = 0;
        assert_int_equal(et_transformer_run(model, scratch, &e.texts[i], 1, 1, false, one, NULL), ET_OK);
        for (size_t k = 0; k < 7; k++) {
            assert_true(fabsf(one[k] - all[i * 7 + k]) < 1e-5f);
            sum += (double)one[k];
        }
        assert_true(fabs(sum - 1) < 1e-5);
    }
    assert_int_equal(et_transformer_run(model, scratch, e.texts, 0, 2, false, all, NULL), ET_OK);
    et_transformer_scratch_free(scratch);
    et_transformer_free(model);
    free_expected(&e);
}

static void kernels_are_exact(void **state)
{
    float zero[4] = {0}, row[4], many[37];
    double sum = 0;
    (void)state;
    for (double x = -12; x < 12; x += 0.001) {
        for (size_t k = 0; k < 4; k++)
            row[k] = (float)x;
        et_rows_gelu(row, 1, 4, zero);
        double wanted = (double)(float)x * 0.5 * (1 + erf((double)(float)x / sqrt(2.0)));
        assert_true(fabs((double)row[3] - wanted) < 1e-6 * (1 + fabs(x)));
    }
    for (size_t k = 0; k < 37; k++)
        many[k] = (float)k * 3.0f - 60.0f;
    et_rows_softmax(many, 1, 37, 0.5f);
    for (size_t k = 0; k < 37; k++) {
        double wanted = exp(((double)k - 36) * 1.5) * (1 - exp(-1.5));
        assert_true(fabs((double)many[k] - wanted) < 1e-6);
        sum += (double)many[k];
    }
    assert_true(fabs(sum - 1) < 1e-5);
}

/* ---- the lock ---- */

static void changed_files_are_refused(void **state)
{
    static const char *const files[] = {"config.json", "model.safetensors", "tokenizer.json", "class-map.json"};
    struct et_package package;
    struct et_transformer *model;
    struct et_error error;
    char folder[256], path[300];
    (void)state;
    snprintf(folder, sizeof folder, "%s/f16", root);
    lock_folder(folder, "somebody/small", &package);
    assert_int_equal(et_transformer_open(folder, &model, &error), ET_OK);
    assert_string_equal(et_transformer_name(model), "somebody/small@0123456789abcdef0123456789abcdef01234567");
    assert_int_equal(strlen(et_transformer_sha256(model)), 64);
    et_transformer_free(model);
    for (size_t i = 0; i < 4; i++) {
        struct et_buf bytes;
        et_buf_init(&bytes, 0);
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        assert_int_equal(et_file_read(path, 1 << 20, &bytes, &error), ET_OK);
        bytes.data[bytes.len - 1] ^= 1;
        assert_int_equal(et_file_write(path, et_buf_view(&bytes), &error), ET_OK);
        assert_int_equal(et_transformer_open(folder, &model, &error), ET_E_CORRUPT);
        assert_non_null(strstr(error.message, files[i]));
        bytes.data[bytes.len - 1] ^= 1;
        assert_int_equal(et_file_write(path, et_buf_view(&bytes), &error), ET_OK);
        et_buf_dispose(&bytes);
    }
    assert_int_equal(et_transformer_open(folder, &model, &error), ET_OK);
    et_transformer_free(model);
}

static void names_and_revisions(void **state)
{
    struct et_slice name, revision;
    (void)state;
    assert_true(et_package_split(ET_SLICE("a-b/c.d_e@main"), &name, &revision));
    assert_true(et_slice_is(name, "a-b/c.d_e") && et_slice_is(revision, "main"));
    assert_false(et_package_is_pinned(revision));
    assert_true(et_package_split(ET_SLICE("gpt2@x"), &name, &revision));
    static const char *const wrong[] = {"a/b",  "a/b@",    "@x",      "../b@x",   "a/..@x", "/b@x",
                                        "a/@x", "a/b/c@x", "a b/c@x", "a\\b/c@x", "",       "a%2f/b@x"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(et_package_split(et_slice_of(wrong[i]), &name, &revision));
    assert_true(et_package_is_pinned(ET_SLICE("0123456789abcdef0123456789abcdef01234567")));
    assert_false(et_package_is_pinned(ET_SLICE("0123456789ABCDEF0123456789abcdef01234567")));
    assert_false(et_package_is_pinned(ET_SLICE("0123456789abcdef0123456789abcdef0123456")));
}

/* ---- what becomes of the classes ---- */

static void classes_become_our_emotions(void **state)
{
    struct et_transformer *model = open_case("f32"); /* anger disgust fear joy neutral sadness surprise */
    const float joy[7] = {0.01f, 0, 0, 0.97f, 0.02f, 0, 0}, anger[7] = {0.9f, 0.1f, 0, 0, 0, 0, 0};
    struct et_score rules = {.language = "en", .emotions = {[ET_LOVE] = 8000, [ET_NEUTRAL] = 2000}}, score = rules;
    int32_t sum = 0;
    (void)state;
    et_transformer_judge(model, joy, &score);
    assert_in_range(score.sentiment, 9500, 9700);
    assert_in_range(score.confidence, 9690, 9710);
    assert_true(score.emotions[ET_LOVE] > 8000 && score.emotions[ET_EXCITEMENT] < 1500); /* the rules saw love */
    for (size_t e = 0; e < ET_EMOTIONS; e++)
        sum += score.emotions[e];
    assert_int_equal(sum, ET_FIXED);
    double margin = et_transformer_margin(model, joy);
    assert_true(fabs(margin / sqrt(margin * margin + 4) - score.sentiment / 1e4) < 1e-4);
    score = rules;
    et_transformer_judge(model, anger, &score);
    assert_int_equal(score.sentiment, -9990);
    assert_int_equal(et_emotion_primary(score.emotions), ET_ANGER);
    et_transformer_free(model);
}

static void the_model_keeps_to_what_it_reads(void **state)
{
    struct et_transformer *model = open_case("f32");
    const float joy[7] = {0, 0, 0, 1, 0, 0, 0};
    struct et_score german = {.language = "de", .sentiment = -123}, mock = {.language = "en", .flags = ET_SARCASTIC},
                    emoji = {.language = "und", .flags = ET_NO_WORDS}, few = {.language = "und"};
    (void)state;
    assert_false(et_transformer_speaks(model, &german));
    assert_false(et_transformer_speaks(model, &mock));
    assert_false(et_transformer_speaks(model, &emoji));
    assert_true(et_transformer_speaks(model, &few));
    et_transformer_judge(model, joy, &german);
    assert_int_equal(german.sentiment, -123);
    et_transformer_free(model);
}

static void class_maps_are_checked(void **state)
{
    static const struct et_slice classes[] = {{"Joy", 3}, {"LABEL_9", 7}};
    static const char *const wrong[] = {
        "",
        "[]",
        "{}",
        "{\"classes\": {}}",
        "{\"classes\": {\"joy\": {\"polarity\": 1}}}",
        "{\"classes\": {\"joy\": {\"polarity\": 2, \"emotions\": {\"love\": 1}}}}",
        "{\"classes\": {\"joy\": {\"polarity\": 1, \"emotions\": {\"bliss\": 1}}}}",
        "{\"classes\": {\"joy\": {\"polarity\": 1, \"emotions\": {\"love\": 0.5}}}}",
        "{\"classes\": {\"joy\": {\"polarity\": 1, \"emotions\": {\"love\": 2, \"anger\": -1}}}}",
        "{\"languages\": [\"english\"], \"classes\": {\"joy\": {\"polarity\": 1, \"emotions\": {\"love\": 1}}}}"};
    struct et_class_map map;
    struct et_error error;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(et_class_map_read(et_slice_of(wrong[i]), classes, 1, &map, &error), ET_E_FORMAT);
    struct et_slice common = et_class_map_builtin(ET_SLICE("somebody/unknown"));
    assert_int_equal(et_class_map_read(common, classes, 1, &map, &error), ET_OK);
    assert_true(map.items[0].polarity > 0.9 && map.language_count == 1);
    assert_int_equal(et_class_map_read(common, classes, 2, &map, &error), ET_E_FORMAT);
    assert_non_null(strstr(error.message, "LABEL_9"));
}

static void configs_are_checked(void **state)
{
    static const struct {
        const char *from, *to, *said;
    } changes[] = {{"roberta", "bert", "model_type"},
                   {"\"gelu\"", "\"relu\"", "hidden_act"},
                   {"\"hidden_size\": 48", "\"hidden_size\": 50", "heads"},
                   {"\"hidden_size\": 48", "\"hidden_size\": -1", "hidden_size"},
                   {"\"hidden_size\": 48", "\"hidden_size\": 9e9", "hidden_size"},
                   {"\"pad_token_id\": 1", "\"pad_token_id\": 99999", "special token"},
                   {"\"max_position_embeddings\": 60", "\"max_position_embeddings\": 3", "max_position"},
                   {"\"0\": \"anger\"", "\"7\": \"anger\"", "id2label"},
                   {"1e-05", "0", "layer_norm_eps"}};
    struct et_buf text;
    char path[256];
    (void)state;
    et_buf_init(&text, 0);
    snprintf(path, sizeof path, "%s/f32/config.json", root);
    assert_int_equal(et_file_read(path, 1 << 20, &text, NULL), ET_OK);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct et_arena arena;
        struct et_buf changed;
        struct et_error error;
        struct et_roberta_config config;
        size_t at = et_slice_find(et_buf_view(&text), et_slice_of(changes[i].from));
        assert_true(at != SIZE_MAX);
        et_arena_init(&arena, 0);
        et_buf_init(&changed, 0);
        et_buf_add(&changed, text.data, at);
        et_buf_str(&changed, changes[i].to);
        et_buf_str(&changed, text.data + at + strlen(changes[i].from));
        assert_int_equal(et_roberta_config_read(et_buf_view(&changed), &arena, &config, &error), ET_E_FORMAT);
        if (!strstr(error.message, changes[i].said))
            fail_msg("%s: %s", changes[i].said, error.message);
        et_buf_dispose(&changed);
        et_arena_dispose(&arena);
    }
    et_buf_dispose(&text);
}

#ifdef ET_FAULTS
static void running_out_of_memory_is_an_error(void **state)
{
    const struct et_slice texts[] = {ET_SLICE("I love this"), ET_SLICE("no")};
    char folder[256];
    struct et_error error;
    bool done = false;
    (void)state;
    snprintf(folder, sizeof folder, "%s/bf16", root);
    for (long n = 0; !done; n++) {
        struct et_transformer *model = NULL;
        struct et_transformer_scratch *scratch = NULL;
        float out[14];
        et_mem_fail_after(n);
        enum et_rc rc = et_transformer_open_unlocked(folder, &model, &error);
        if (rc == ET_OK)
            rc = et_transformer_scratch_new(&scratch, &error);
        if (rc == ET_OK)
            rc = et_transformer_run(model, scratch, texts, 2, 1, false, out, &error);
        done = !et_mem_failed();
        et_mem_fail_after(-1);
        assert_int_equal(rc, done ? ET_OK : ET_E_NOMEM);
        et_transformer_scratch_free(scratch);
        et_transformer_free(model);
        if (n > 100)
            n += 97; /* the many rows of the vocabulary are alike */
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_those_of_the_reference),
        cmocka_unit_test(logits_are_those_of_numpy),
        cmocka_unit_test(batches_do_not_matter),
        cmocka_unit_test(kernels_are_exact),
        cmocka_unit_test(changed_files_are_refused),
        cmocka_unit_test(names_and_revisions),
        cmocka_unit_test(classes_become_our_emotions),
        cmocka_unit_test(the_model_keeps_to_what_it_reads),
        cmocka_unit_test(class_maps_are_checked),
        cmocka_unit_test(configs_are_checked),
#ifdef ET_FAULTS
        cmocka_unit_test(running_out_of_memory_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, make_models, remove_models);
}
